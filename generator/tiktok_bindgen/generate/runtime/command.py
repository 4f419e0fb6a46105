"""``python -m`` the package: lists its operations, checks a payload."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, cast

from .errors import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .check import Violation

USAGE = """\
usage: python -m tiktok_business operations
       python -m tiktok_business check METHOD PATH PAYLOAD

operations  print METHOD, PATH and name of each operation, one a line
check       print a JSON array of what is wrong with the JSON file PAYLOAD (- is the standard input) as a
            request of METHOD PATH; PATH may leave out what all paths begin with, and slashes at its ends

exit status: 0 nothing is wrong, 1 something is wrong with the payload, 2 it could not be checked"""

#: METHOD, path, name, address of the documentation, whether it is deprecated.
Row = tuple[str, str, str, str, bool]


def main(argv: Sequence[str], *, operations: Sequence[Row], checks: str) -> int:
    """Run a command.

    Args:
        argv: The arguments, without the program's name.
        operations: All operations.
        checks: The name of the package that has a module of checks for each operation's name.

    Returns:
        The exit status.
    """
    try:
        status = _run(list(argv), operations, checks)
        sys.stdout.flush()
    except _MisuseError as error:
        sys.stderr.write(f"tiktok_business: {one_line(str(error), 1000)}\n")
        return 2
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain again on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _run(argv: list[str], operations: Sequence[Row], checks: str) -> int:
    match argv:
        case ["-h" | "--help", *_] | [_, "-h" | "--help"]:
            _print(USAGE)
            return 0
        case ["operations"]:
            for method, path, name, _, _ in operations:
                _print(f"{method} {path} {name}")
            return 0
        case ["check", method, path, payload]:
            name = _find(method, path, operations)
            violations = _check(f"{checks}.{name}", _read(payload))
            found = [{"pointer": v.pointer, "rule": v.rule, "message": v.message} for v in violations]
            _print(json.dumps(found, indent=2))
            return 1 if found else 0
        case []:
            raise _MisuseError("a command is missing: operations or check; --help tells more")
        case ["check", *_]:
            raise _MisuseError("check takes METHOD PATH PAYLOAD; --help tells more")
        case ["operations", *_]:
            raise _MisuseError("operations takes no arguments")
        case _:
            raise _MisuseError(f"no such command: {argv[0]}; there are operations and check")


class _MisuseError(Exception):
    """Why nothing could be done, on one line."""


def _find(method: str, path: str, operations: Sequence[Row]) -> str:
    wanted = _bare(path)
    methods: list[str] = []
    for row in operations:
        if _bare(row[1]) == wanted or row[1].strip("/") == path.strip("/"):
            if row[0] == method.upper():
                return row[2]
            methods.append(row[0])
    if methods:
        raise _MisuseError(f"{path} has no {method.upper()}, only {', '.join(sorted(set(methods)))}")
    raise _MisuseError(f"no such operation: {method.upper()} {path}")


def _bare(path: str) -> str:
    steps = path.strip("/").split("/")
    if len(steps) > 2 and steps[0] == "open_api" and steps[1][:1] == "v":
        steps = steps[2:]
    return "/".join(steps)


def _read(source: str) -> Any:
    try:
        if source == "-":
            content = sys.stdin.buffer.read()
        else:
            with open(source, "rb") as file:  # noqa: PTH123 - pathlib would be imported for this alone
                content = file.read()
    except (OSError, ValueError) as error:
        _unreadable(source, error)
    try:
        return json.loads(content, parse_constant=_no_constant)
    except RecursionError:
        raise _MisuseError(f"{source} is nested too deeply") from None
    except ValueError as error:
        raise _MisuseError(f"{source} is not JSON: {error}") from None


def _unreadable(source: str, error: Exception) -> NoReturn:
    reason = getattr(error, "strerror", None) or str(error)
    raise _MisuseError(f"{source} cannot be read: {reason}") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _check(module: str, payload: object) -> list[Violation]:
    try:
        loaded = import_module(module)
    except ModuleNotFoundError as error:
        # An operation that takes nothing may have no checks: that is no failure.
        if error.name != module:
            raise
        return []
    return cast("list[Violation]", loaded.violations(payload))


def _print(line: str) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
