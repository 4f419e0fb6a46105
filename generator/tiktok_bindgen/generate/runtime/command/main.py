"""The command line as a whole: which verb is asked for, and how it ends."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from ..lookup import Row, meant
from .calling import CALL
from .checking import CHECK, PLAN_CHECK, WEBHOOK
from .listing import METRICS, OPERATIONS
from .mocking import MOCK
from .package import Package, Uploads
from .parsing import PROGRAM, MisuseError, OutputError, Parser, Verb
from .planning import PLAN_CREATE
from .reading import show, told
from .ruling import RULES

_STATUS = """\
exit status: 0 nothing is wrong, and the client returns a reply; 1 something is wrong with the
payload, or not documented, no metric was found, the call failed, or the client raises an error
for the reply; 2 it could not be checked or sent; 3 what came could not be written; 130 it was
interrupted: a call that was being made may have been carried out"""
_COMPLETION = (
    "Print a script that completes the words of this command in a shell, where it makes the command "
    "tiktok-business of it. The library shtab writes it and has to be there: pip install shtab."
)
_SHELLS = ("bash", "zsh", "fish")


def main(
    argv: Sequence[str],
    *,
    operations: Sequence[Row],
    checks: str,
    uploads: Mapping[str, Uploads] | None = None,
    replies: Mapping[str, tuple[str, ...]] | None = None,
    reports: str = "",
) -> int:
    """Run a command.

    Args:
        argv: The arguments, without the program's name.
        operations: All operations.
        checks: The name of the package that has the checks of operations.
        uploads: The files of each operation that takes such, by its name.
        replies: Of each operation by its name, what its reply is documented to be, as an annotation, and
            the media types of files that may come.
        reports: The name of the package that has a module for each kind of report.

    Returns:
        The exit status.
    """
    if sys.stdout is None:  # it was closed
        return told(2, "the standard output is closed")
    try:
        status = _run(list(argv), Package(operations, checks, uploads or {}, replies or {}, reports))
        sys.stdout.flush()
    except SystemExit as error:
        # How argparse ends once it has printed a help text.
        return int(error.code or 0)
    except MisuseError as error:
        return told(2, *map(str, error.args))
    except OutputError as error:
        return told(3, str(error))
    except KeyboardInterrupt:
        return told(130, "interrupted")
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        _give_up_output()
        return 0
    except OSError as error:
        # All others are caught where they are about something else.
        _give_up_output()
        return told(3, f"the output cannot be written: {error.strerror or error}")
    return status


def _give_up_output() -> None:
    # Python would write what is left on exit, and complain again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: list[str], package: Package) -> int:
    words = [word for word in argv[:2] if not word.startswith("-")]
    if not words and {"-h", "--help"} & {*argv[:1]}:
        show(_help())
        return 0
    verb = next((_VERBS[name] for name in (" ".join(words), *words[:1]) if name in _VERBS), None)
    if verb is None:
        raise MisuseError(_unknown(words))
    rest = argv[len(verb.name.split()) :]
    return verb.run(verb.parser(PROGRAM).words(rest), package)


def _unknown(words: list[str]) -> str:
    """What to say where no verb is named."""
    known = [*dict.fromkeys(name.partition(" ")[0] for name in _VERBS)]
    if not words:
        return f"a command is missing: {', '.join(known)}; see --help"
    below = [name.partition(" ")[2] for name in _VERBS if name.startswith(f"{words[0]} ")]
    if below:
        near = meant(words[1], below) if len(words) > 1 else ""
        return f"{words[0]} takes {' or '.join(below)}{near}; see {words[0]} {below[0]} --help"
    near = meant(words[0], known) or f"; there are {', '.join(known)}"
    return f"no such command: {words[0][:80]}{near}"


def _help() -> str:
    lines = [f"  {verb.name:12} {verb.summary}" for verb in _VERBS.values()]
    return "\n".join(
        (
            f"usage: {PROGRAM} COMMAND ...",
            "",
            *lines,
            "",
            f"{PROGRAM} COMMAND --help tells what a command takes, with an example:",
            f"  {PROGRAM} check --help",
            "",
            _STATUS,
        )
    )


def _completion_arguments(parser: Parser) -> None:
    parser.add_argument("shell", choices=_SHELLS, metavar="SHELL", help=" or ".join(_SHELLS))


def _completion(options: argparse.Namespace, package: Package) -> int:
    del package
    try:
        shtab = import_module("shtab")
    except ModuleNotFoundError:
        raise MisuseError("shtab is not installed; pip install shtab brings it") from None
    name = "tiktok-business"
    whole = Parser(prog=name)
    verbs = whole.add_subparsers(parser_class=argparse.ArgumentParser)
    groups: dict[str, Any] = {}
    for verb in _VERBS.values():
        first, _, second = verb.name.partition(" ")
        if second and first not in groups:
            groups[first] = verbs.add_parser(first, help=verb.summary).add_subparsers()
        made = verb.parser(name)
        among = groups[first] if second else verbs
        among.add_parser(second or first, parents=[made], add_help=False, help=verb.summary)
    if options.shell == "fish":
        show(f"function {name}; {PROGRAM} $argv; end")
    else:
        show(f'{name}() {{ {PROGRAM} "$@"; }}')
    show(shtab.complete(whole, shell=options.shell))
    return 0


COMPLETION = Verb(
    "completion",
    "SHELL",
    "complete this command in a shell",
    _COMPLETION,
    ("python -m tiktok_business completion bash",),
    _completion_arguments,
    _completion,
)
_VERBS = {
    verb.name: verb
    for verb in (
        OPERATIONS,
        CHECK,
        RULES,
        METRICS,
        CALL,
        PLAN_CHECK,
        PLAN_CREATE,
        WEBHOOK,
        MOCK,
        COMPLETION,
    )
}
