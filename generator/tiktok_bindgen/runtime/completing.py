"""Scripts that let a shell complete a command line: its verbs, their options, and the values of those."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

_Words = Mapping[str, Sequence[str]]


def script(whole: argparse.ArgumentParser, shell: str, operations: Sequence[str] = ()) -> str:
    """Return a script that completes a command line; an ``OPERATION`` is one of the operations."""
    verbs = dict(_verbs(whole, "", operations))
    # Those of two words come first: both words are matched by the first one, too.
    verbs = dict(sorted(verbs.items(), reverse=True))
    values: dict[str, list[str]] = {}
    for action, option in _options(whole):
        # Verbs may have options of the same name with different values.
        known = values.setdefault(option, [])
        known += [value for value in map(str, action.choices or ()) if value not in known]
    values = {option: words for option, words in values.items() if words}
    return SHELLS[shell](whole.prog, verbs, values)


def _verbs(
    parser: argparse.ArgumentParser, name: str, operations: Sequence[str]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each verb and group of verbs, by name, with the words that may follow it."""
    words: list[str] = []
    for action in parser._actions:  # noqa: SLF001 - there is no other way to read them
        if below := _below(action):
            words += below
            for verb, inner in below.items():
                yield from _verbs(inner, f"{name} {verb}".strip(), operations)
        elif action.option_strings:
            words.append(action.option_strings[-1])
        else:
            words += map(str, action.choices or ())
            words += operations if "OPERATION" in str(action.metavar).split() else ()
    yield name, words


def _options(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.Action, str]]:
    for action in parser._actions:  # noqa: SLF001 - likewise
        for inner in _below(action).values():
            yield from _options(inner)
        yield from ((action, option) for option in action.option_strings)


def _below(action: argparse.Action) -> Mapping[str, argparse.ArgumentParser]:
    """Return the parsers of verbs, by name, if it is they that an action takes."""
    choices: Any = action.choices
    return choices if action.nargs == argparse.PARSER else {}


def _bash(program: str, verbs: _Words, values: _Words) -> str:
    function = f"_{program.replace('-', '_')}"
    lines = [
        f"{function}() {{",
        '  local words first="" second=""',
        '  [ "$COMP_CWORD" -gt 1 ] && first="${COMP_WORDS[1]}"',
        '  [ "$COMP_CWORD" -gt 2 ] && second="${COMP_WORDS[2]}"',
        '  case "$first $second" in',
        *(f"    '{_beginning(verb)}'*) words='{' '.join(words)}' ;;" for verb, words in verbs.items()),
        "  esac",
        '  case "${COMP_WORDS[COMP_CWORD-1]}" in',
        *(f"    {option}) words='{' '.join(words)}' ;;" for option, words in values.items()),
        "  esac",
        '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
        "}",
        f"complete -o default -F {function} {program}",
    ]
    return "\n".join(lines)


def _zsh(program: str, verbs: _Words, values: _Words) -> str:
    # It understands what completes for bash.
    begin = "autoload -Uz compinit bashcompinit\n(( $+functions[compdef] )) || compinit\nbashcompinit\n"
    return f"{begin}{_bash(program, verbs, values)}"


def _fish(program: str, verbs: _Words, values: _Words) -> str:
    function = f"__{program.replace('-', '_')}_words"
    lines = [
        f"function {function}",
        "  set -l given (commandline -opc)",
        "  set -l words",
        '  switch "$given[2] $given[3]"',
        *(f"    case '{_beginning(verb)}*'; set words {' '.join(words)}" for verb, words in verbs.items()),
        "  end",
        "  switch $given[-1]",
        *(f"    case {option}; set words {' '.join(words)}" for option, words in values.items()),
        "  end",
        "  string join \\n -- $words",
        "end",
        f'complete -c {program} -a "({function})"',
    ]
    return "\n".join(lines)


def _beginning(verb: str) -> str:
    """Return how the first two words of a command line with a verb begin; that of no verb fits all."""
    return verb if " " in verb or not verb else f"{verb} "


SHELLS: Mapping[str, Callable[[str, _Words, _Words], str]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
