"""The entry point of the command line: it selects the verb, and maps its outcome to an exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from ..arguments import MisuseError, Parser, Verb, add_shell, command_line
from ..completing import script
from .assisting import MCP
from .calling import CALL
from .checking import CHECK, PLAN_CHECK, WEBHOOK
from .listing import METRICS, OPERATIONS
from .mocking import MOCK
from .package import Package
from .parsing import PROGRAM, OutputError
from .planning import PLAN_CREATE
from .reading import report, show
from .ruling import RULES

_ABOUT = (
    "Check and make calls of the API. Exit status: 0 success; 1 the payload has violations or undocumented "
    "fields, no metric was found, the call failed, or the reply is an error; 2 nothing could be checked or "
    "sent; 3 the output could not be written; 130 interrupted: a call under way may have been carried out. "
    "COMMAND --help shows the arguments of a command, with an example."
)
_COMPLETION = (
    "Print a shell script that defines this command as tiktok-business, and completes its commands, their "
    "options, and operations."
)


def main(argv: Sequence[str], package: Package) -> int:
    """Run a command on a package, given its arguments without the program's name; return the exit status."""
    if sys.stdout is None:  # it was closed
        return report(2, "the standard output is closed")
    try:
        options = _parser(PROGRAM, package).read(argv)
        status: int = options.run(options, package)
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


def _parser(program: str, package: Package) -> Parser:
    whole = command_line(program, _VERBS, description=_ABOUT, examples=(f"{program} check --help",))
    version = f"tiktok_business {package.version}"
    whole.add_argument("--version", action="version", version=version, help="print the version")
    return whole


def _give_up_output() -> None:
    # Otherwise Python would try to write the rest of the output on exit, and fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _completion(options: argparse.Namespace, package: Package) -> int:
    name = "tiktok-business"
    whole = _parser(name, package)
    if options.shell == "fish":
        show(f"function {name}; {PROGRAM} $argv; end")
    else:
        show(f'{name}() {{ {PROGRAM} "$@"; }}')
    show(script(whole, options.shell, [package.dotted(row) for row in package.operations]))
    return 0


COMPLETION = Verb(
    "completion",
    "SHELL",
    "print a shell script that completes this command",
    _COMPLETION,
    ("source <(python -m tiktok_business completion bash)",),
    add_shell,
    _completion,
)
_VERBS = (OPERATIONS, CHECK, RULES, METRICS, CALL, PLAN_CHECK, PLAN_CREATE, WEBHOOK, MOCK, MCP, COMPLETION)
