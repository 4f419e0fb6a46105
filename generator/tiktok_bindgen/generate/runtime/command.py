"""``python -m`` the package: lists its operations, checks a payload, makes a call."""

from __future__ import annotations

import json
import os
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, get_origin

from .codec import is_object
from .errors import ApiError, ConnectError, InvalidRequest, TikTokError, one_line
from .lookup import Row, by_path
from .secret import TOKEN_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .check import Violation
    from .plans import Plan, StepViolation
    from .transport import RawResponse, Request, Timeout

USAGE = """\
usage: python -m tiktok_business operations
       python -m tiktok_business check [--all] [--currency CODE] [--waive RULE]... METHOD PATH PAYLOAD
       python -m tiktok_business check --reply METHOD PATH REPLY
       python -m tiktok_business webhook PAYLOAD
       python -m tiktok_business metrics [--json] [WORD]...
       python -m tiktok_business mock [--host HOST] [--port PORT] [--seed N] [--throttle SHARE]
                                                  [--error SHARE] [--slow SHARE]
       python -m tiktok_business plan check [--currency CODE] [--waive RULE]... PLAN
       python -m tiktok_business plan create [--state FILE] [--repeat] [OPTION]... PLAN
       python -m tiktok_business call METHOD PATH [--json PAYLOAD] [--query NAME=VALUE]...
                                                  [--file NAME=FILE]... [OPTION]...

operations  print METHOD, PATH and name of each operation, one a line
check       print a JSON array of what is wrong with the JSON file PAYLOAD (- is the standard input) as a
            request of METHOD PATH; PATH may leave out what all paths begin with, and slashes at its ends
            with --currency: also of what amounts a currency does not allow
            with --all: also of what is documented, but not enforced, since examples speak against it
            with --waive: not of a rule, by its id, nor of a place, as a pointer in which * is any item
            with --reply: of where the file REPLY, a reply as the API sends it, is not as documented
webhook     print which event the JSON file PAYLOAD (- is the standard input) is, as the server sends it to a
            callback, and what in it is not documented
metrics     print each metric of reports in which all WORDs are found: in its name, what it is, the kinds of
            reports that have it, their data levels and its groups there; with --json as an array, by report
mock        answer calls at http://127.0.0.1:4010, or HOST and PORT, as the API does, to test programs in any
            language against: requests are checked, ids of what is made are counted up, and nothing is carried
            out; that share of requests, from 0 to 1, is throttled, fails or is late, and so is one with the
            header X-Mock-Fault: throttle, error or slow
plan        check the JSON or YAML file PLAN, a list of {"operation": "METHOD PATH", "request": {...}}, before
            anything is sent: print a JSON array of what is wrong, with each step, from 0
            create: send it in order, with the ids that earlier steps give; with --state, FILE keeps what was
            done, and the next time it goes on from there; with --repeat also with what was sent without an
            answer, and may be made twice
call        check and send a request, and print the reply's body; the access token comes from the
            environment alone, as TIKTOK_ACCESS_TOKEN; a file comes out byte for byte, but not on a terminal

options of call, of which plan create takes those from --base-url on:
  --json PAYLOAD      the body, or the query of a GET: JSON text, @FILE, or - for the standard input
  --query NAME=VALUE  a value for the URL: text, or JSON where no text is documented
  --file NAME=FILE    a file to upload; its signature is computed
  --base-url URL      another server
  --sandbox           the sandbox
  --no-check          send it whatever the documentation says
  --waive RULE        check it without a rule, by its id, or a place, as a pointer
  --dry-run           send nothing: print the call as a curl command, without the token

exit status: 0 nothing is wrong, and the client returns a reply; 1 something is wrong with the payload, or not
documented, no metric was found, the call failed, or the client raises an error for the reply; 2 it could not
be checked or sent; 3 what came could not be written; 130 it was interrupted: a call that was being made may
have been carried out"""


#: The fields of an operation that take a file, each with the one that holds its MD5, or nothing.
Uploads = dict[str, str]


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
        checks: The name of the package that has a module of checks for each operation's name.
        uploads: The files of each operation that takes such, by its name.
        replies: Of each operation by its name, what its reply is documented to be, as an annotation, and
            the media types of files that may come.
        reports: The name of the package that has a module for each kind of report.

    Returns:
        The exit status.
    """
    if sys.stdout is None:  # it was closed
        return _told(2, "the standard output is closed")
    try:
        status = _run(list(argv), _Package(operations, checks, uploads or {}, replies or {}, reports))
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
    reports: str = ""

    def check(
        self,
        name: str,
        payload: object,
        *,
        stated: bool = False,
        waive: Sequence[str] = (),
        currency: str | None = None,
    ) -> list[Violation]:
        """Tell what is wrong with a request of an operation.

        Args:
            name: The operation.
            payload: The request.
            stated: Whether what the documentation's own examples speak against is wrong, too.
            waive: Rules by id, and places as pointers, that are left out.
            currency: The currency in which amounts are checked as well.
        """
        module = f"{self.checks}.{name}"
        try:
            loaded = import_module(module)
        except ModuleNotFoundError as error:
            # An operation that takes nothing may have no checks: that is no failure.
            if error.name != module:
                raise
            return []
        amounts = None if currency is None else getattr(loaded, "amounts", None)

        def check(value: object) -> list[Violation]:
            own = getattr(loaded, "stated", loaded.violations) if stated else loaded.violations
            return [*own(value), *(amounts(value, currency) if amounts else ())]

        if waive:
            from .contested import waived

            return waived(check, waive)(payload)
        return check(payload)

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
        from .core import Core
        from .model import Envelope
        from .operation import Operation

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
    def webhooks(self) -> Any:
        """The module of webhooks."""
        return import_module(f"{self._name}.webhooks")

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
        case ["metrics", *words]:
            return _metrics(words, package)
        case ["check", "--reply", method, path, reply]:
            return _check_reply(_row(method, path, package.operations), _content(reply), package)
        case ["check", *options, method, path, payload] if (chosen := _check_options(options)) is not None:
            stated, waive, currency = chosen
            name = _row(method, path, package.operations)[2]
            violations = package.check(name, _read(payload), stated=stated, waive=waive, currency=currency)
            _print(_found(violations))
            return 1 if violations else 0
        case ["call", method, path, *options]:
            return _call(_row(method, path, package.operations), _options(options), package)
        case ["plan", "check", *options, source] if (chosen := _check_options(options)) is not None:
            stated, waive, currency = chosen
            if stated:
                raise _MisuseError("plan check takes no --all; --help tells more")
            return _plan_violations(_plan(source).violations(waive=waive, currency=currency))
        case ["plan", "create", *options, source]:
            return _plan_create(_plan(source), options, package)
        case ["mock", *options]:
            return _mock(options, package)
        case ["webhook", payload]:
            return _webhook(_content(payload), package)
        case []:
            raise _MisuseError(
                "a command is missing: operations, check, metrics, mock, plan, webhook or call; see --help"
            )
        case ["webhook", *_]:
            raise _MisuseError("webhook takes PAYLOAD; --help tells more")
        case ["plan", *_]:
            raise _MisuseError("plan takes check or create, options, and PLAN; --help tells more")
        case ["call", *_]:
            raise _MisuseError("call takes METHOD PATH and options; --help tells more")
        case ["check", *_]:
            raise _MisuseError(
                "check takes METHOD PATH PAYLOAD, before them --all and --waive RULE or not, or "
                "--reply METHOD PATH REPLY; --help tells more"
            )
        case ["operations", *_]:
            raise _MisuseError("operations takes no arguments")
        case _:
            known = "operations, check, metrics, mock, plan, webhook and call"
            raise _MisuseError(f"no such command: {argv[0]}; there are {known}")


def _check_options(argv: list[str]) -> tuple[bool, list[str], str | None] | None:
    """Whether all that is stated is checked, what is waived, the currency; nothing for other options."""
    stated, waive, currency = False, list[str](), None
    left = iter(argv)
    for option in left:
        name, equals, value = option.partition("=")
        given = value if equals else next(left, None) if name in {"--waive", "--currency"} else None
        if name == "--waive" and given is not None:
            waive.append(given)
        elif name == "--currency" and given is not None:
            currency = _currency(given)
        elif option == "--all":
            stated = True
        else:
            return None
    return stated, waive, currency


def _currency(text: str) -> str:
    from .check import currency_code

    try:
        return currency_code(text)
    except ValueError as error:
        raise _MisuseError(str(error)) from None


class _MisuseError(Exception):
    """Why nothing could be done, one argument a line; mostly there is one."""


class _OutputError(Exception):
    """Why what came cannot be written."""


def _misuse(error: TikTokError) -> _MisuseError:
    # One that tells of several violations has a line for each.
    first, *more = str(error).split("\n")
    return _MisuseError(f"{first}: {more[0].strip()}") if len(more) == 1 else _MisuseError(first, *more)


def _metrics(words: list[str], package: _Package) -> int:
    from .report_search import found, lines

    wanted = [word for word in words if word != "--json"]
    unknown = next((word for word in wanted if word.startswith("-")), None)
    if unknown is not None:
        raise _MisuseError(f"no such option: {unknown[:80]}; there is --json")
    metrics = found(package.reports, wanted)
    for line in [json.dumps(metrics, indent=2)] if len(wanted) < len(words) else lines(metrics):
        _print(line)
    return 0 if metrics else 1


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


def _webhook(body: bytes, package: _Package) -> int:
    from .webhooks import MalformedEventError, UnknownEvent

    try:
        event = package.webhooks.parse(body)
    except MalformedEventError as error:
        raise _misuse(error) from None
    if isinstance(event, UnknownEvent):
        _told(1, f"there is no event {event.event_name!r}" if event.event_name else "it is no known event")
    _print(json.dumps({"event": event.event_name or None, "extra": list(event.undocumented)}, indent=2))
    return 1 if event.undocumented else 0


def _call(row: Row, options: _Options, package: _Package) -> int:
    method, path, name, *_ = row
    files = package.uploads.get(name)
    query, body = _parts(method, options)
    if files is None and options.files:
        raise _MisuseError(f"{method} {path} takes no files")
    if files is not None:
        body = _signed(body or {}, options.files, files)
    if not options.unchecked:
        violations = _check_call(package, name, query, {**(body or {}), **options.files}, options.waive)
        if violations:
            _print(_found(violations))
            return 1
    shown = _Shown(body or {}, None if files is None else options.files) if options.dry_run else None
    with _client(package, options, **({"transport": shown} if shown else {})) as client:
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


_SHARES = ("--throttle", "--error", "--slow")


def _mock(argv: list[str], package: _Package) -> int:
    from .serving import Faults, MockApi, MockServer

    given: dict[str, str] = {}
    left = iter(argv)
    for option in left:
        name, equals, value = option.partition("=")
        if name not in {"--host", "--port", "--seed", *_SHARES}:
            raise _MisuseError(f"mock takes no {option}; --help tells more")
        given[name] = value if equals else next(left, "")
    port, seed = given.get("--port", "4010"), given.get("--seed", "0")
    if not (port.isdecimal() and len(port) < len("100000") and int(port) < 1 << 16):
        raise _MisuseError(f"--port takes a port, from 0 to 65535, not {port}")
    if not (seed.isdecimal() and len(seed) < len("1000000000")):
        raise _MisuseError(f"--seed takes a whole number, not {seed}")
    api = MockApi(
        package.operations,
        package.replies,
        lambda name, query, body: _check_call(package, name, query, body),
        faults=Faults(**{name[2:]: _share(name, given[name]) for name in _SHARES if name in given}),
        seed=int(seed),
    )
    try:
        server = MockServer(
            api, host=given.get("--host", "127.0.0.1"), port=int(port), told=lambda line: _told(0, line)
        )
    except OSError as error:
        raise _MisuseError(f"there can be no server at port {port}: {error.strerror or error}") from None
    with server:
        _print(server.url)
        sys.stdout.flush()
        server.serve_forever()
    return 0


def _share(name: str, text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1
    if not 0 <= share <= 1:
        raise _MisuseError(f"{name} takes a share of requests, from 0 to 1, not {text}")
    return share


def _plan(source: str) -> Plan:
    from .plans import Plan

    try:
        return Plan.parse(_content(source), yaml=source.lower().endswith((".yaml", ".yml")))
    except ValueError as error:
        raise _MisuseError(f"{source}: {error}") from None


def _plan_violations(found: Sequence[StepViolation]) -> int:
    _print(json.dumps([each._asdict() for each in found], indent=2))
    return 1 if found else 0


def _plan_create(plan: Plan, argv: list[str], package: _Package) -> int:
    from .errors import PlanError

    state, repeat, options = _state(argv)
    if options.body is not None or options.query or options.files:
        raise _MisuseError("plan create takes no --json, --query and --file: requests are in PLAN")
    if state is not None:
        plan = _resumed(plan, state)
    if not options.unchecked and (found := plan.violations(waive=options.waive)):
        return _plan_violations(found)
    if options.dry_run:
        return _plan_shown(plan, options, package)
    with _client(package, options) as client:
        try:
            plan.create(
                client,
                state=state,
                repeat=repeat,
                validate=False,
                progress=lambda _, step: _print(json.dumps({"operation": str(step), "ids": step.ids})),
            )
        except InvalidRequest as error:
            raise _misuse(error) from None
        except PlanError as error:
            return _told(1, str(error))
        except OSError as error:
            raise _OutputError(f"{state} cannot be written: {error.strerror or error}") from None
    return 0


def _state(argv: list[str]) -> tuple[str | None, bool, _Options]:
    """The file that keeps what was done, whether to repeat, and the options that `call` has as well."""
    left = [option for option in argv if option != "--repeat"]
    repeat = len(left) < len(argv)
    if "--state" not in left:
        return None, repeat, _options(left)
    at = left.index("--state")
    if len(left) < at + 2:
        raise _MisuseError("--state takes a value")
    return left[at + 1], repeat, _options(left[:at] + left[at + 2 :])


def _resumed(plan: Plan, state: str) -> Plan:
    """The plan as a file keeps it, which must be of the same plan; without such a file, the plan."""
    if not os.path.exists(state):  # noqa: PTH110 - pathlib would be imported for this alone
        return plan
    kept = _plan(state)
    if [(str(one), one.request) for one in kept.steps] != [(str(one), one.request) for one in plan.steps]:
        raise _MisuseError(f"{state} is of another plan: begin another file, or give it as PLAN")
    return kept


def _plan_shown(plan: Plan, options: _Options, package: _Package) -> int:
    for method, path, request in plan.calls():
        shown = _Shown(request, None)
        query, body = (request, None) if method == "GET" else (None, request)
        with _client(package, options, transport=shown) as client:
            client.request(method, path, query=query, body=body)
        _print(shown.curl)
    return 0


def _client(package: _Package, options: _Options, **more: Any) -> Any:
    token = "$" if "transport" in more else os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise _MisuseError(f"the environment has no {TOKEN_VARIABLE}")
    try:
        return package.client(access_token=token, base_url=options.base_url, sandbox=options.sandbox, **more)
    except ValueError as error:
        raise _MisuseError(str(error)) from None


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
    from .files import file_parts

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
        self.waive: list[str] = []
        self.body: dict[str, Any] | None = None
        self.base_url: str | None = None
        self.sandbox = self.unchecked = self.dry_run = False


_VALUED = ("--base-url", "--file", "--json", "--query", "--waive")
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
    elif option == "--waive":
        options.waive.append(value)
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
    package: _Package,
    operation: str,
    query: Mapping[str, Any],
    body: Mapping[str, Any],
    waive: Sequence[str] = (),
) -> list[Violation]:
    values: dict[str, Any] = {**query, **body}
    violations = package.check(operation, values, waive=waive)
    # All that --query gives is text; what is documented as something else is read and checked as JSON.
    for violation in violations:
        name = violation.pointer[1:]
        if violation.rule == "type" and isinstance(query.get(name), str):
            try:
                values[name] = json.loads(query[name], parse_constant=_no_constant)
            except (ValueError, RecursionError):
                continue
    return package.check(operation, values, waive=waive) if violations else []


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
        from .secret import Hidden
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
                f'"{name}: ${TOKEN_VARIABLE}"' if isinstance(value, Hidden) else _quoted(f"{name}: {value}")
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
    try:
        return by_path(method, path, operations)
    except ValueError as error:
        raise _MisuseError(str(error)) from None


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
