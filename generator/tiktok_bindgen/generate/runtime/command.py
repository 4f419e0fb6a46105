"""``python -m`` the package: lists its operations, checks a payload, makes a call."""

from __future__ import annotations

import json
import os
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, cast, get_origin

from .codec import is_object
from .errors import ApiError, ConnectError, InvalidRequest, TikTokError, one_line
from .paths import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .check import Violation
    from .transport import RawResponse, Request, Timeout

USAGE = """\
usage: python -m tiktok_business operations
       python -m tiktok_business check [--all] METHOD PATH PAYLOAD
       python -m tiktok_business check --reply METHOD PATH REPLY
       python -m tiktok_business call METHOD PATH [--json PAYLOAD] [--query NAME=VALUE]...
                                                  [--file NAME=FILE]... [OPTION]...

operations  print METHOD, PATH and name of each operation, one a line
check       print a JSON array of what is wrong with the JSON file PAYLOAD (- is the standard input) as a
            request of METHOD PATH; PATH may leave out what all paths begin with, and slashes at its ends
            with --all: also of what is documented, but not enforced, since examples speak against it
            with --reply: of where the file REPLY, a reply as the API sends it, is not as documented
call        check and send a request, and print the reply's body; the access token comes from the
            environment alone, as TIKTOK_ACCESS_TOKEN; a file comes out byte for byte, but not on a terminal

options of call:
  --json PAYLOAD      the body, or the query of a GET: JSON text, @FILE, or - for the standard input
  --query NAME=VALUE  a value for the URL: text, or JSON where no text is documented
  --file NAME=FILE    a file to upload; its signature is computed
  --base-url URL      another server
  --sandbox           the sandbox
  --no-check          send it whatever the documentation says
  --dry-run           send nothing: print the call as a curl command, without the token

exit status: 0 nothing is wrong, and the client returns a reply; 1 something is wrong with the payload, the
call failed, or the client raises an error for the reply; 2 it could not be checked or sent; 3 what came could
not be written; 130 it was interrupted: a call that was being made may have been carried out"""

TOKEN_VARIABLE = "TIKTOK_ACCESS_TOKEN"  # noqa: S105 - the name of a variable

#: METHOD, path, name, address of the documentation, whether it is deprecated.
Row = tuple[str, str, str, str, bool]


#: The fields of an operation that take a file, each with the one that holds its MD5, or nothing.
Uploads = dict[str, str]


def main(
    argv: Sequence[str],
    *,
    operations: Sequence[Row],
    checks: str,
    uploads: Mapping[str, Uploads] | None = None,
    replies: Mapping[str, tuple[str, ...]] | None = None,
) -> int:
    """Run a command.

    Args:
        argv: The arguments, without the program's name.
        operations: All operations.
        checks: The name of the package that has a module of checks for each operation's name.
        uploads: The files of each operation that takes such, by its name.
        replies: Of each operation by its name, what its reply is documented to be, as an annotation, and
            the media types of files that may come.

    Returns:
        The exit status.
    """
    if sys.stdout is None:  # it was closed
        return _told(2, "the standard output is closed")
    try:
        status = _run(list(argv), _Package(operations, checks, uploads or {}, replies or {}))
        sys.stdout.flush()
    except _MisuseError as error:
        return _told(2, *map(str, error.args))
    except _OutputError as error:
        return _told(3, str(error))
    except KeyboardInterrupt:
        return _told(130, "interrupted")
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        _give_up_output()
        return 0
    except OSError as error:
        # All others are caught where they are about something else.
        _give_up_output()
        return _told(3, f"the output cannot be written: {error.strerror or error}")
    return status


def _told(status: int, *lines: str) -> int:
    if sys.stderr is not None:  # likewise
        text = "\n".join(one_line(line, 1000) for line in lines)
        sys.stderr.write(f"tiktok_business: {text}\n")
    return status


def _give_up_output() -> None:
    # Python would write what is left on exit, and complain again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Package(NamedTuple):
    """What a command can be about."""

    operations: Sequence[Row]
    checks: str
    uploads: Mapping[str, Uploads]
    replies: Mapping[str, tuple[str, ...]]

    def check(self, name: str, payload: object, *, stated: bool = False) -> list[Violation]:
        """Tell what is wrong with a request of an operation.

        Args:
            name: The operation.
            payload: The request.
            stated: Whether what the documentation's own examples speak against is wrong, too.
        """
        module = f"{self.checks}.{name}"
        try:
            loaded = import_module(module)
        except ModuleNotFoundError as error:
            # An operation that takes nothing may have no checks: that is no failure.
            if error.name != module:
                raise
            return []
        check = getattr(loaded, "stated", loaded.violations) if stated else loaded.violations
        return cast("list[Violation]", check(payload))

    def client(self, **arguments: Any) -> Any:
        """Make a client."""
        return import_module(f"{self._name}.client").Client(**arguments)

    def reply(self, name: str) -> Any:
        """What an operation's reply is documented to be; ``None`` if that is not known."""
        from .replies import named

        kind = self.replies.get(name, ("",))[0]
        return named(kind, import_module(f"{self._name}.models")) if kind else None

    def failure(self, row: Row, raw: RawResponse) -> TikTokError | None:
        """What the client raises for a reply, if it does."""
        from .core import Core, Operation
        from .model import Envelope

        method, path, name, *_ = row
        _, *files = self.replies.get(name, ("",))
        reply = self.reply(name)
        envelope = reply is None or issubclass(get_origin(reply) or reply, Envelope)
        operation = Operation(method, path, name, envelope=envelope, files=tuple(files))
        try:
            Core(base_url="http://localhost", transport=_Canned(raw), retries=0).call(
                operation, reply=object if reply is None else reply
            )
        except TikTokError as error:
            return error
        return None

    @property
    def _name(self) -> str:
        return self.checks.rpartition(".")[0]


class _Canned:
    """A transport that has one reply."""

    def __init__(self, raw: RawResponse) -> None:
        self._raw = raw

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Give the reply."""
        del request, timeout
        return self._raw

    def close(self) -> None:
        """Do nothing: there are no connections."""


def _run(argv: list[str], package: _Package) -> int:
    match argv:
        case ["-h" | "--help", *_] | [_, "-h" | "--help"]:
            _print(USAGE)
            return 0
        case ["operations"]:
            for method, path, name, _, _ in package.operations:
                _print(f"{method} {path} {name}")
            return 0
        case ["check", "--reply", method, path, reply]:
            return _check_reply(_row(method, path, package.operations), _content(reply), package)
        case ["check", "--all", method, path, payload] | ["check", method, path, payload]:
            name = _row(method, path, package.operations)[2]
            violations = package.check(name, _read(payload), stated="--all" in argv)
            _print(_found(violations))
            return 1 if violations else 0
        case ["call", method, path, *options]:
            return _call(_row(method, path, package.operations), _options(options), package)
        case []:
            raise _MisuseError("a command is missing: operations, check or call; --help tells more")
        case ["call", *_]:
            raise _MisuseError("call takes METHOD PATH and options; --help tells more")
        case ["check", *_]:
            raise _MisuseError(
                "check takes METHOD PATH PAYLOAD, --all before them or not, or --reply METHOD PATH REPLY; "
                "--help tells more"
            )
        case ["operations", *_]:
            raise _MisuseError("operations takes no arguments")
        case _:
            raise _MisuseError(f"no such command: {argv[0]}; there are operations, check and call")


class _MisuseError(Exception):
    """Why nothing could be done, one argument a line; mostly there is one."""


class _OutputError(Exception):
    """Why what came cannot be written."""


def _misuse(error: TikTokError) -> _MisuseError:
    # One that tells of several violations has a line for each.
    first, *more = str(error).split("\n")
    return _MisuseError(f"{first}: {more[0].strip()}") if len(more) == 1 else _MisuseError(first, *more)


def _check_reply(row: Row, body: bytes, package: _Package) -> int:
    from .replies import differences
    from .transport import RawResponse

    raw = RawResponse(200, {}, body)
    failure, reply = package.failure(row, raw), package.reply(row[2])
    found: list[dict[str, str]] = []
    try:
        parsed = raw.json()
    except (ValueError, RecursionError):
        # A file that is documented, or a failure.
        parsed = None
    if reply is not None and is_object(parsed):
        found = [
            {"pointer": one.pointer, "kind": one.kind, "message": one.message}
            for one in differences(reply, parsed)
            # What comes with a failure is not documented.
            if not (isinstance(failure, ApiError) and one.pointer.startswith("/data"))
        ]
    if failure is not None:
        if not found and not isinstance(failure, ApiError):
            found = [{"pointer": "", "kind": "type", "message": str(failure)}]
        _told(1, str(failure))
    _print(json.dumps(found, indent=2))
    return 0 if failure is None else 1


def _call(row: Row, options: _Options, package: _Package) -> int:
    method, path, name, *_ = row
    files = package.uploads.get(name)
    query, body = _parts(method, options)
    if files is None and options.files:
        raise _MisuseError(f"{method} {path} takes no files")
    if files is not None:
        body = _signed(body or {}, options.files, files)
    if not options.unchecked:
        violations = _check_call(package, name, query, {**(body or {}), **options.files})
        if violations:
            _print(_found(violations))
            return 1
    shown = _Shown(body or {}, None if files is None else options.files) if options.dry_run else None
    token = "$" if shown else os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise _MisuseError(f"the environment has no {TOKEN_VARIABLE}")
    try:
        client = package.client(
            access_token=token, base_url=options.base_url, sandbox=options.sandbox, transport=shown
        )
    except ValueError as error:
        raise _MisuseError(str(error)) from None
    with client:
        try:
            raw = client.request(
                method, path, query=query, body=body, files=None if files is None else options.files
            )
        except (InvalidRequest, ConnectError) as error:
            raise _misuse(error) from None
        except TikTokError as error:
            return _told(1, str(error))
    if shown is not None:
        _print(shown.curl)
        return 0
    failure = package.failure(row, raw)
    if failure is not None:
        _told(1, str(failure))
    documented = len(package.replies.get(name, ())) > 1
    _print_reply(raw, is_file=documented and failure is None and raw.body.lstrip()[:1] != b"{")
    return 0 if failure is None else 1


def _parts(method: str, options: _Options) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What goes into the URL, and what into the body."""
    if method == "GET":
        twice = options.query.keys() & (options.body or {}).keys()
        if twice:
            raise _MisuseError(f"--query and --json both have {', '.join(sorted(twice))}")
        return {**(options.body or {}), **options.query}, None
    return dict(options.query), options.body or {}


def _signed(body: dict[str, Any], given: Mapping[str, str], files: Uploads) -> dict[str, Any]:
    """A body with the signatures of the files that go with it."""
    from .encode import file_parts

    for name in body.keys() & files.keys():
        raise _MisuseError(f"{name} is a file: give it by --file {name}=FILE")
    for name in given.keys() - files.keys():
        raise _MisuseError(f"there is no file {name}, only {', '.join(files)}")
    try:
        parts = file_parts(given)
    except InvalidRequest as error:
        raise _misuse(error) from None
    return {**{files[name]: part.md5() for name, part in parts.items() if files[name]}, **body}


class _Options:
    """What may follow METHOD and PATH of a call."""

    def __init__(self) -> None:
        self.query: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.body: dict[str, Any] | None = None
        self.base_url: str | None = None
        self.sandbox = self.unchecked = self.dry_run = False


_VALUED = ("--base-url", "--file", "--json", "--query")
_FLAGS = ("--dry-run", "--no-check", "--sandbox")


def _options(argv: list[str]) -> _Options:
    options = _Options()
    left = iter(argv)
    for option in left:
        name, equals, value = option.partition("=")
        if name in _VALUED:
            given = value if equals else next(left, None)
            if given is None:
                raise _MisuseError(f"{name} takes a value")
            _set(options, name, given)
        elif option in _FLAGS:
            options.dry_run |= option == "--dry-run"
            options.unchecked |= option == "--no-check"
            options.sandbox |= option == "--sandbox"
        else:
            there = ", ".join(sorted((*_VALUED, *_FLAGS)))
            raise _MisuseError(f"no such option: {option[:80]}; there are {there}")
    return options


def _set(options: _Options, option: str, value: str) -> None:
    if option == "--base-url":
        options.base_url = value
    elif option == "--json":
        if options.body is not None:
            raise _MisuseError("--json is given twice")
        body = _read(value.removeprefix("@")) if value == "-" or value.startswith("@") else _json(value)
        if not is_object(body):
            raise _MisuseError("--json takes a JSON object")
        options.body = body
    else:
        name, equals, text = value.partition("=")
        if not name or not equals:
            raise _MisuseError(f"{option} takes NAME={'FILE' if option == '--file' else 'VALUE'}")
        given = options.files if option == "--file" else options.query
        if name in given:
            raise _MisuseError(f"{option} {name} is given twice; several values are one JSON array")
        given[name] = text


def _check_call(
    package: _Package, operation: str, query: Mapping[str, Any], body: Mapping[str, Any]
) -> list[Violation]:
    values: dict[str, Any] = {**query, **body}
    violations = package.check(operation, values)
    # All that --query gives is text; what is documented as something else is read and checked as JSON.
    for violation in violations:
        name = violation.pointer[1:]
        if violation.rule == "type" and isinstance(query.get(name), str):
            try:
                values[name] = json.loads(query[name], parse_constant=_no_constant)
            except (ValueError, RecursionError):
                continue
    return package.check(operation, values) if violations else []


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _MisuseError(f"this is not JSON: {text[:80]}") from None


class _Shown:
    """A transport that writes down what it would send, as a curl command.

    Args:
        fields: The body's values.
        files: The names of the files that go with them, if it is a multipart body.
    """

    def __init__(self, fields: Mapping[str, Any], files: Mapping[str, str] | None) -> None:
        self._fields = fields
        self._files = files
        self.curl = ""

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Write a request down."""
        from .core import Secret
        from .transport import RawResponse

        del timeout
        lines = [f"curl --request {request.method} {_quoted(request.url)}"]
        unsaid = ["Accept-Encoding", "User-Agent"]
        if self._files is not None:
            # Curl makes them of what it sends.
            unsaid += ["Content-Type", "Content-Length"]
        for name, value in request.headers.items():
            if name in unsaid:
                continue
            # In double quotes, for the shell to put the token in.
            shown = (
                f'"{name}: ${TOKEN_VARIABLE}"' if isinstance(value, Secret) else _quoted(f"{name}: {value}")
            )
            lines.append(f"--header {shown}")
        lines += self._body(request)
        self.curl = " \\\n  ".join(lines)
        return RawResponse(200, {}, b"{}")

    def _body(self, request: Request) -> Iterator[str]:
        from .encode import scalar_text

        if self._files is None:
            if isinstance(request.body, bytes):
                yield f"--data-raw {_quoted(request.body.decode())}"
            return
        for name, value in self._fields.items():
            yield f"--form-string {_quoted(f'{name}={scalar_text(value)}')}"
        for name, path in self._files.items():
            # Curl has signs of its own in what is not quoted once more.
            inner = path.replace("\\", "\\\\").replace('"', '\\"')
            yield "--form " + _quoted(f'{name}=@"{inner}"')

    def close(self) -> None:
        """Do nothing: there are no connections."""


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _found(violations: Sequence[Violation]) -> str:
    found = [{"pointer": v.pointer, "rule": v.rule, "message": v.message} for v in violations]
    return json.dumps(found, indent=2)


def _row(method: str, path: str, operations: Sequence[Row]) -> Row:
    wanted = _path(path)
    found = {row[0]: row for row in operations if wanted in (short(row[1]), f"/{row[1].strip('/')}/")}
    if method.upper() in found:
        return found[method.upper()]
    if found:
        raise _MisuseError(f"{path} has no {method.upper()}, only {', '.join(sorted(found))}")
    raise _MisuseError(f"no such operation: {method.upper()} {path[:200]}{_meant(wanted, operations)}")


def _path(text: str) -> str:
    """A path in its short form; it may be given as a whole address."""
    _, scheme, rest = text.partition("://")
    path = rest.partition("/")[2] if scheme else text
    if "?" in path:
        raise _MisuseError("the path has a ?: give what comes after it by --query NAME=VALUE")
    return short(path)


def _meant(wanted: str, operations: Sequence[Row]) -> str:
    """What may have been meant, as the end of a sentence."""
    from difflib import get_close_matches

    rows = {spelled: row for row in operations for spelled in (f"/{row[2]}/", short(row[1]))}
    near = dict.fromkeys(
        f"{row[0]} {short(row[1])}"
        for row in (rows[one] for one in get_close_matches(wanted.lower()[:200], rows, 3))
    )
    return f"; is it {' or '.join(near)}?" if near else "; `operations` lists all"


def _content(source: str) -> bytes:
    try:
        if source == "-":
            if sys.stdin is None:  # it was closed
                raise _MisuseError("the standard input is closed")
            return sys.stdin.buffer.read()
        with open(source, "rb") as file:  # noqa: PTH123 - pathlib would be imported for this alone
            return file.read()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _MisuseError(f"{source} cannot be read: {reason}") from None


def _read(source: str) -> Any:
    content = _content(source)
    try:
        return json.loads(content, parse_constant=_no_constant)
    except RecursionError:
        raise _MisuseError(f"{source} is nested too deeply") from None
    except ValueError as error:
        raise _MisuseError(f"{source} is not JSON: {error}") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _print(line: str) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _print_reply(raw: RawResponse, *, is_file: bool) -> None:
    """Print a reply: a file, and whatever else is no text, as the bytes that it is."""
    try:
        text = str(raw.body, "utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or (is_file and not sys.stdout.isatty()):
        if sys.stdout.isatty():
            kind = one_line(raw.headers.get("content-type", ""), 80) or "no known type"
            raise _OutputError(f"{len(raw.body)} bytes of {kind} came: send them to a file or a pipe")
        sys.stdout.flush()
        sys.stdout.buffer.write(raw.body)
    else:
        _print(_CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


# What a terminal would obey, written as in JSON; also what makes it write in another direction.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
