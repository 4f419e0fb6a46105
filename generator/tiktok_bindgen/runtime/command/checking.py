"""``check``, ``webhook`` and ``plan check``: check a request, a reply, an event or a launch."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..arguments import MisuseError, Parser, Verb
from ..building import converted
from ..codec import is_object
from ..errors import ApiError
from ..lookup import Row
from .package import Package, conversions
from .parsing import OPERATION, misuse, operation
from .reading import content, found, read, report, show_json

if TYPE_CHECKING:
    from ..check import Violation
    from ..plans import Plan
    from ..steps import StepViolation

_CHECK = (
    "Check a JSON file (- is the standard input) as a request of an operation, and print the violations as "
    f"a JSON array. {OPERATION} A path may have the prefix of all paths or not."
)
_WEBHOOK = (
    "Print which event a JSON file (- is the standard input) contains, as the server sends it to a "
    "callback, and its undocumented fields."
)
_PLAN_CHECK = (
    'Check a plan, a JSON or YAML file with a list of {"operation": OPERATION, "request": {...}}, before it '
    "is sent, and print the violations as a JSON array, with the number of each step, from 0."
)
_PLAN = '[{"operation": "campaign.create", "request": {"advertiser_id": "1"}}]'


def _arguments(parser: Parser) -> None:
    takes = "OPERATION PAYLOAD"
    parser.add_argument("words", nargs="+", metavar=takes, help="the operation, and a JSON file")
    parser.switch(
        "--all",
        "also report rules that are not enforced, because documented examples contradict them, and "
        "values that only another source lists; this implies --wire",
    )
    wire = "the request is sent as it is, without the client: refuse what the client would convert"
    parser.switch("--wire", wire)
    parser.switch("--reply", "check PAYLOAD as a reply of the API instead")
    waiving(parser)


def waiving(parser: Parser) -> None:
    """Add the options of all verbs that check requests but ``call``."""
    parser.add_argument("--currency", metavar="CODE", help="also check amounts against this currency")
    add_waive(parser)


def add_waive(parser: Parser) -> None:
    """Add the option to waive rules."""

    def waive(text: str) -> tuple[str, ...]:
        from ..contested import waive_of

        try:
            return waive_of(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    what = "skip this rule id, or this JSON pointer, in which * is any item; may be repeated"
    parser.add_argument("--waive", action="extend", type=waive, default=[], metavar="RULE", help=what)


def _check(options: argparse.Namespace, package: Package) -> int:
    row, (payload,) = operation(options.words, package.operations, "PAYLOAD", listed=package.listed)
    if options.reply:
        if options.all or options.wire or options.currency or options.waive:
            raise MisuseError("check --reply takes neither --all, --wire, --currency nor --waive")
        return _check_reply(row, content(payload), package)
    given, code = read(payload), currency(options.currency)
    if options.all:
        violations: Sequence[Violation] = package.stated(row, given, options.waive, code)
    else:
        judged = package.judge(row, given, wire=options.wire, waive=options.waive, currency=code)
        violations = judged.violations
        notice(judged.conversions)
    show_json(found(violations))
    return 1 if violations else 0


def notice(lines: Sequence[str]) -> None:
    """Print to standard error which values are not sent as they were given, if there are any."""
    if not lines:
        return
    more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    report(0, "the client converts:", *(f"  {line}" for line in [*lines[:_SHOWN], *more]))


# The most conversions that are shown.
_SHOWN = 20


def currency(text: str | None) -> str | None:
    """Validate the code of a currency, if one was given."""
    from ..check import currency_code

    try:
        return None if text is None else currency_code(text)
    except ValueError as error:
        raise MisuseError(str(error)) from None


def _check_reply(row: Row, body: bytes, package: Package) -> int:
    from ..raw_response import RawResponse
    from ..replies import differences

    raw = RawResponse(200, {}, body)
    failure, reply = package.failure(row, raw), package.reply(row[2])
    differing: list[dict[str, str]] = []
    try:
        parsed = raw.json()
    except ValueError:
        # The reply is a documented file, or a failure.
        parsed = None
    if reply is not None and is_object(parsed):
        differing = [
            {"pointer": one.pointer, "kind": one.kind, "message": one.message}
            for one in differences(reply, parsed)
            # The data of a failure is not documented.
            if not (isinstance(failure, ApiError) and one.pointer.startswith("/data"))
        ]
    if failure is not None:
        if not differing and not isinstance(failure, ApiError):
            differing = [{"pointer": "", "kind": "type", "message": str(failure)}]
        report(1, str(failure))
    show_json(differing)
    return 0 if failure is None else 1


def _webhook(options: argparse.Namespace, package: Package) -> int:
    from ..webhooks import MalformedEventError, UnknownEvent

    try:
        event = package.webhooks.parse(content(options.payload))
    except MalformedEventError as error:
        raise misuse(error) from None
    if isinstance(event, UnknownEvent):
        report(1, f"no such event: {event.event_name!r}" if event.event_name else "this is not a known event")
    show_json({"event": event.event_name or None, "extra": list(event.undocumented)})
    return 1 if event.undocumented else 0


def _plan_check(options: argparse.Namespace, package: Package) -> int:
    del package
    wanted, unsendable = plan(options.plan)
    if wanted is None:
        return violations_of(unsendable)
    violations = wanted.violations(waive=options.waive, currency=currency(options.currency))
    if not violations:
        notice_steps(wanted)
    return violations_of(violations)


def notice_steps(wanted: Plan) -> None:
    """Print which values of a plan's steps are not sent as they were given."""
    lines: list[str] = []
    for number, (step, (_, _, given)) in enumerate(zip(wanted.steps, wanted.calls(), strict=True)):
        if step.state != "done":
            operation = step.facts.operation
            found = conversions(given, converted(operation, given), operation.check)
            lines += (f"step {number}, {line}" for line in found)
    notice(lines)


def plan(source: str) -> tuple[Plan | None, Sequence[StepViolation]]:
    """Parse a plan from a file; if values of its requests cannot be sent, return where they are instead."""
    from ..plans import Plan, UnsendableError

    try:
        return Plan.parse(content(source), yaml=source.lower().endswith((".yaml", ".yml"))), ()
    except UnsendableError as error:
        return None, error.violations
    except ValueError as error:
        raise MisuseError(f"{source}: {error}") from None


def violations_of(found: Sequence[StepViolation]) -> int:
    """Print the violations of a plan's steps, and return the exit status."""
    show_json([each._asdict() for each in found])
    return 1 if found else 0


CHECK = Verb(
    "check",
    "OPERATION PAYLOAD",
    "check a request or a reply",
    _CHECK,
    (
        """echo '{"advertiser_id": "1"}' | python -m tiktok_business check campaign.create -""",
        """echo '{"code": 0}' | python -m tiktok_business check --reply GET /campaign/get/ -""",
    ),
    _arguments,
    _check,
)


def _plan_arguments(parser: Parser) -> None:
    parser.add_argument("plan", metavar="PLAN", help="the JSON or YAML file; - is the standard input")
    waiving(parser)


def _webhook_arguments(parser: Parser) -> None:
    parser.add_argument("payload", metavar="PAYLOAD", help="the event's JSON file")


WEBHOOK = Verb(
    "webhook",
    "PAYLOAD",
    "identify the event in a payload",
    _WEBHOOK,
    ("""echo '{"object": 1, "entry": [{"id": "1"}]}' | python -m tiktok_business webhook -""",),
    _webhook_arguments,
    _webhook,
)
PLAN_CHECK = Verb(
    "plan check",
    "PLAN",
    "check a launch",
    _PLAN_CHECK,
    (f"echo '{_PLAN}' | python -m tiktok_business plan check -",),
    _plan_arguments,
    _plan_check,
)
