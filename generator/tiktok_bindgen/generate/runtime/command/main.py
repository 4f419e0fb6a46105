"""The entry point of the command line: it selects the verb, and maps its outcome to an exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from ..lookup import Row, did_you_mean
from .calling import CALL
from .checking import CHECK, PLAN_CHECK, WEBHOOK
from .listing import METRICS, OPERATIONS
from .mocking import MOCK
from .package import Package, Uploads
from .parsing import PROGRAM, MisuseError, OutputError, Parser, Verb
from .planning import PLAN_CREATE
from .reading import report, show
from .ruling import RULES

_STATUS = """\
exit status: 0 success; 1 the payload has violations or undocumented fields, no metric was found,
the call failed, or the reply is an error; 2 nothing could be checked or sent; 3 the output could
not be written; 130 interrupted: a call under way may have been carried out"""
_COMPLETION = (
    "Print a shell script that defines this command as tiktok-business, with completion. Requires the "
    "library shtab: pip install shtab."
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
        uploads: The file fields of operations that take files, keyed by the operation's name.
        replies: The documented reply of each operation, keyed by its name: an annotation, and the media types
            of a reply that is a file.
        reports: The name of the package with a module for each kind of report.

    Returns:
        The exit status.
    """
    if sys.stdout is None:  # it was closed
        return report(2, "the standard output is closed")
    try:
        status = _run(list(argv), Package(operations, checks, uploads or {}, replies or {}, reports))
        sys.stdout.flush()
    except SystemExit as error:
        # argparse exits so after it has printed a help text.
        return int(error.code or 0)
    except MisuseError as error:
        return report(2, *map(str, error.args))
    except OutputError as error:
        return report(3, str(error))
    except KeyboardInterrupt:
        return report(130, "interrupted")
    except BrokenPipeError:
        # The reader of the output, such as `head`, has ended; that is no error.
        _give_up_output()
        return 0
    except OSError as error:
        # An OSError of anything but the output is handled where it is raised.
        _give_up_output()
        return report(3, f"the output cannot be written: {error.strerror or error}")
    return status


def _give_up_output() -> None:
    # Otherwise Python would try to write the rest of the output on exit, and fail again.
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
    """Return the error message for a command line without a known verb."""
    known = [*dict.fromkeys(name.partition(" ")[0] for name in _VERBS)]
    if not words:
        return f"a command is required: {', '.join(known)}; see --help"
    below = [name.partition(" ")[2] for name in _VERBS if name.startswith(f"{words[0]} ")]
    if below:
        near = did_you_mean(words[1], below) if len(words) > 1 else ""
        return f"{words[0]} takes {' or '.join(below)}{near}; see {words[0]} {below[0]} --help"
    near = did_you_mean(words[0], known) or f"; expected one of {', '.join(known)}"
    return f"no such command: {words[0][:80]}{near}"


def _help() -> str:
    lines = [f"  {verb.name:12} {verb.summary}" for verb in _VERBS.values()]
    return "\n".join(
        (
            f"usage: {PROGRAM} COMMAND ...",
            "",
            *lines,
            "",
            f"{PROGRAM} COMMAND --help shows the arguments of a command, with an example:",
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
        raise MisuseError("shtab is not installed: pip install shtab") from None
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
    "print a shell script that completes this command",
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
