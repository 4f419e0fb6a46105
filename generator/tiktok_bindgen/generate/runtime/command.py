"""``python -m`` the package: lists its operations, checks a payload, makes a call."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, cast

from .codec import is_object
from .errors import PARTIAL_SUCCESS, SUCCESS, TikTokError, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .check import Violation
    from .transport import RawResponse, Request, Timeout

USAGE = """\
usage: python -m tiktok_business operations
       python -m tiktok_business check METHOD PATH PAYLOAD
       python -m tiktok_business call METHOD PATH [--json PAYLOAD] [--query NAME=VALUE]... [OPTION]...

operations  print METHOD, PATH and name of each operation, one a line
check       print a JSON array of what is wrong with the JSON file PAYLOAD (- is the standard input) as a
            request of METHOD PATH; PATH may leave out what all paths begin with, and slashes at its ends
call        check and send a request, and print the reply's body; the access token comes from the
            environment alone, as TIKTOK_ACCESS_TOKEN

options of call:
  --json PAYLOAD      the request's body: JSON text, @FILE, or - for the standard input
  --query NAME=VALUE  a value for the URL: text, or JSON where no text is documented
  --base-url URL      another server
  --sandbox           the sandbox
  --no-check          send it whatever the documentation says
  --dry-run           send nothing: print the call as a curl command, without the token

exit status: 0 nothing is wrong, 1 something is wrong with the payload or the call failed, 2 it could not be
checked or sent"""

TOKEN_VARIABLE = "TIKTOK_ACCESS_TOKEN"  # noqa: S105 - the name of a variable

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
            name = _row(method, path, operations)[2]
            violations = _check(f"{checks}.{name}", _read(payload))
            _print(_found(violations))
            return 1 if violations else 0
        case ["call", method, path, *options]:
            return _call(method, path, _options(options), operations, checks)
        case []:
            raise _MisuseError("a command is missing: operations, check or call; --help tells more")
        case ["call", *_]:
            raise _MisuseError("call takes METHOD PATH and options; --help tells more")
        case ["check", *_]:
            raise _MisuseError("check takes METHOD PATH PAYLOAD; --help tells more")
        case ["operations", *_]:
            raise _MisuseError("operations takes no arguments")
        case _:
            raise _MisuseError(f"no such command: {argv[0]}; there are operations, check and call")


class _MisuseError(Exception):
    """Why nothing could be done, on one line."""


def _call(method: str, path: str, options: _Options, operations: Sequence[Row], checks: str) -> int:
    row = _row(method, path, operations)
    body = options.body
    if not options.unchecked:
        violations = _check_call(f"{checks}.{row[2]}", options.query, body or {})
        if violations:
            _print(_found(violations))
            return 1
    if body is None and row[0] != "GET":
        body = {}
    package = checks.rpartition(".")[0]
    arguments: dict[str, Any] = {"base_url": options.base_url, "sandbox": options.sandbox}
    shown = _Shown() if options.dry_run else None
    arguments["access_token"] = "$" if shown else os.environ.get(TOKEN_VARIABLE) or None
    if not arguments["access_token"]:
        raise _MisuseError(f"the environment has no {TOKEN_VARIABLE}")
    try:
        client = import_module(f"{package}.client").Client(transport=shown, **arguments)
    except ValueError as error:
        raise _MisuseError(str(error)) from None
    with client:
        try:
            raw = client.request(row[0], row[1], query=options.query, body=body)
        except TikTokError as error:
            raise _MisuseError(str(error)) from None
    if shown is not None:
        _print(shown.curl)
        return 0
    _print(raw.text)
    return 0 if _succeeded(raw) else 1


class _Options:
    """What may follow METHOD and PATH of a call."""

    def __init__(self) -> None:
        self.query: dict[str, str] = {}
        self.body: dict[str, Any] | None = None
        self.base_url: str | None = None
        self.sandbox = self.unchecked = self.dry_run = False


def _options(argv: list[str]) -> _Options:
    options = _Options()
    left = iter(argv)
    for option in left:
        match option:
            case "--dry-run":
                options.dry_run = True
            case "--sandbox":
                options.sandbox = True
            case "--no-check":
                options.unchecked = True
            case "--base-url" | "--json" | "--query":
                value = next(left, None)
                if value is None:
                    raise _MisuseError(f"{option} takes a value")
                _set(options, option, value)
            case _:
                raise _MisuseError(f"no such option: {option}")
    return options


def _set(options: _Options, option: str, value: str) -> None:
    if option == "--base-url":
        options.base_url = value
    elif option == "--query":
        name, equals, text = value.partition("=")
        if not name or not equals:
            raise _MisuseError("--query takes NAME=VALUE")
        options.query[name] = text
    else:
        body = _read(value[1:]) if value.startswith("@") else _read(value) if value == "-" else _json(value)
        if not is_object(body):
            raise _MisuseError("--json takes a JSON object")
        options.body = body


def _check_call(module: str, query: Mapping[str, str], body: Mapping[str, Any]) -> list[Violation]:
    values: dict[str, Any] = {**query, **body}
    violations = _check(module, values)
    # All in a query is text; what is documented as something else is read as JSON, and checked as that.
    for violation in violations:
        name = violation.pointer[1:]
        if violation.rule == "type" and name in query:
            try:
                values[name] = json.loads(query[name], parse_constant=_no_constant)
            except (ValueError, RecursionError):
                continue
    return _check(module, values) if violations else []


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _MisuseError(f"this is not JSON: {text[:80]}") from None


def _succeeded(raw: RawResponse) -> bool:
    if raw.status >= 300:
        return False
    try:
        parsed = raw.json()
    except (ValueError, RecursionError):
        # A file, such as a report.
        return True
    return not is_object(parsed) or parsed.get("code") in (SUCCESS, PARTIAL_SUCCESS)


class _Shown:
    """A transport that writes down what it would send, as a curl command."""

    curl = ""

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        from .core import Secret
        from .transport import RawResponse

        del timeout
        lines = [f"curl --request {request.method} {_quoted(request.url)}"]
        for name, value in request.headers.items():
            if name in ("Accept-Encoding", "User-Agent"):
                continue
            # In double quotes, for the shell to put the token in.
            shown = (
                f'"{name}: ${TOKEN_VARIABLE}"' if isinstance(value, Secret) else _quoted(f"{name}: {value}")
            )
            lines.append(f"--header {shown}")
        if request.body is not None:
            lines.append(f"--data-raw {_quoted(cast('bytes', request.body).decode())}")
        self.curl = " \\\n  ".join(lines)
        return RawResponse(200, {}, b"{}")

    def close(self) -> None:
        """Do nothing: there are no connections."""


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _found(violations: Sequence[Violation]) -> str:
    found = [{"pointer": v.pointer, "rule": v.rule, "message": v.message} for v in violations]
    return json.dumps(found, indent=2)


def _row(method: str, path: str, operations: Sequence[Row]) -> Row:
    wanted = _bare(path)
    methods: list[str] = []
    for row in operations:
        if _bare(row[1]) == wanted or row[1].strip("/") == path.strip("/"):
            if row[0] == method.upper():
                return row
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
