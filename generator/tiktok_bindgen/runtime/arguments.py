"""Command lines of verbs, with help that has examples, and errors that suggest similar words."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

from .completing import SHELLS
from .lookup import did_you_mean


class MisuseError(Exception):
    """A command could not be carried out; each argument is a line of the message, usually one."""


class Parser(argparse.ArgumentParser):
    """A parser whose help shows examples, and whose errors are `MisuseError` and suggest similar words."""

    def __init__(self, *, verb: str = "", examples: Sequence[str] = (), **more: Any) -> None:
        if examples:
            title = "example" if len(examples) == 1 else "examples"
            more["epilog"] = "\n  ".join([f"{title}:", *examples])
        more.setdefault("formatter_class", _Formatter)
        super().__init__(allow_abbrev=False, **more)
        self._verb = verb
        self._is_mixing = False

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """Parse a command line, by default ``--help``; ``run`` of the result is that of its verb."""
        options: argparse.Namespace
        options, left = self.parse_known_args(argv or ["--help"])
        if left:
            parser: Parser = options.parser
            known = [option for action in parser._actions for option in action.option_strings]
            word = left[0].partition("=")[0]
            near = did_you_mean(word, known) if word.startswith("-") else ""
            raise MisuseError(f"{parser._verb} takes no {left[0][:80]}{near}; see --help")
        return options

    def parse_known_args(self, *given: Any, **named: Any) -> Any:
        """Parse arguments, as argparse calls it for each verb."""
        if self._subparsers is not None or self._is_mixing:
            return super().parse_known_args(*given, **named)
        # What parses mixed arguments calls this in turn in older versions of Python.
        self._is_mixing = True
        try:
            return self.parse_known_intermixed_args(*given, **named)
        finally:
            self._is_mixing = False

    def switch(self, name: str, what: str) -> None:
        """Add an option that takes no value."""
        self.add_argument(name, action="store_true", help=what)

    def several(self, name: str, value: str, what: str) -> None:
        """Add an option that may be repeated, whose values are a list."""
        self.add_argument(name, action="append", default=[], metavar=value, help=what)

    def error(self, message: str) -> NoReturn:
        """Raise a `MisuseError` in place of argparse's exit."""
        raise MisuseError(f"{self._verb}{self._verb and ': '}{message}; see --help")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError:
            known = [str(choice) for choice in action.choices or ()]
            is_verb = action.nargs == argparse.PARSER
            what = "no such command:" if is_verb else "unknown value"
            there = did_you_mean(str(value), known) or f"; expected one of {', '.join(known)}"
            of = None if is_verb else action
            raise argparse.ArgumentError(of, f"{what} {str(value)[:80]}{there}") from None


class _Formatter(argparse.HelpFormatter):
    """Wraps text, but keeps the lines of examples."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(text, width, indent)


class Verb(NamedTuple):
    """A verb of a command line."""

    name: str  # its name: one word or two
    takes: str  # its arguments but the options, for the usage line; if it is empty, argparse writes that line
    summary: str  # a short description, for the list of verbs
    description: str  # a longer description, for its own help
    examples: tuple[str, ...]  # example commands that work as they are
    arguments: Callable[[Parser], object]  # adds its arguments to a parser
    run: Callable[..., int]  # carries it out, and returns the exit status


def command_line(program: str, verbs: Sequence[Verb], **about: Any) -> Parser:
    """Return the parser of a program's verbs, of which those of two words are grouped by the first."""
    whole = Parser(prog=program, **about)
    groups: dict[str, Any] = {"": whole.add_subparsers(required=True, metavar="COMMAND")}
    for verb in verbs:
        group, _, name = verb.name.rpartition(" ")
        if group not in groups:
            inside = [each.name.partition(" ")[2] for each in verbs if each.name.startswith(f"{group} ")]
            of: Parser = groups[""].add_parser(group, verb=group, help=" or ".join(inside))
            groups[group] = of.add_subparsers(required=True, metavar=" | ".join(inside))
        made: Parser = groups[group].add_parser(
            name,
            verb=verb.name,
            help=verb.summary,
            description=verb.description,
            examples=verb.examples,
            usage=f"{program} {verb.name} [OPTION]... {verb.takes}" if verb.takes else None,
        )
        verb.arguments(made)
        made.set_defaults(run=verb.run, parser=made)
    return whole


def add_shell(parser: Parser) -> None:
    """Add the shell for which to write a completion script."""
    parser.add_argument("shell", choices=[*SHELLS], metavar="SHELL", help=" or ".join(SHELLS))
