"""The package that a command line serves: its operations, and access to the facts of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from inspect import getdoc, isroutine
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast, get_origin

from ..check import child
from ..codec import describe, is_array, is_object, no_constant, parse_json
from ..errors import InvalidRequest, TikTokError
from ..lookup import Row, dotted

if TYPE_CHECKING:
    from ..check import Check, Violation
    from ..checks import Checks
    from ..levels import Under
    from ..raw_response import RawResponse

#: The fields of an operation that take a file, mapped to the field with its MD5, or to an empty text.
Uploads = dict[str, str]


class Judged(NamedTuple):
    """What is said of a request."""

    violations: Sequence[Violation]  # those for which it is refused
    sent: Any  # the request as it is sent
    conversions: Sequence[str] = ()  # a line for each value that is not sent as it was given


class Package(NamedTuple):
    """The facts of the package on which commands work."""

    operations: Sequence[Row]
    checks: str  # the name of the package that has the checks of operations
    uploads: Mapping[str, Uploads] = MappingProxyType({})  # the file fields, keyed by operation
    replies: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # an annotation and media types
    reports: str = ""  # the name of the package with a module for each kind of report
    handling: Mapping[str, Mapping[str, Any]] = MappingProxyType({})  # arguments of `Operation`
    version: str = ""  # the version of the package
    calls: Mapping[str, str] = MappingProxyType({})  # how clients call those not called as their path
    listed: Sequence[str] = ()  # the paths that the portal lists and no page documents

    def dotted(self, row: Row) -> str:
        """Return what an operation is called in a client."""
        return dotted(row, self.calls)

    def summaries(self) -> dict[str, str]:
        """Return what each operation does, keyed by name, as its method in the client says."""
        if not self._name:
            return {}
        from ..mock import MockTransport

        client = self.client(transport=MockTransport(operations=self.operations))
        methods = {row[2]: self.method(row, client) for row in self.operations}
        return {name: (getdoc(method) or "").partition("\n")[0] for name, method in methods.items()}

    def method(self, row: Row, client: Any) -> Any:
        """Return the function of a client that calls an operation."""
        found: Any = attrgetter(self.dotted(row))(client)
        return found if isroutine(found) else type(found).__call__

    def judge(
        self,
        row: Row,  # the operation
        given: object,  # the request, as JSON
        *,
        wire: bool = False,  # whether it is sent as it is, not by the client, which converts some values
        waive: Sequence[str] = (),  # rules, by id, and places, as JSON pointers, to skip
        currency: str | None = None,  # the currency code with which to check amounts as well
        under: Under | None = None,  # what the request's object is in; rules about it are skipped without
    ) -> Judged:
        """Judge a request."""
        from ..building import as_sent
        from ..contested import unwaived
        from ..levels import beside
        from ..operation import operation_of

        operation = operation_of(row, self.checks, self.handling)
        around = None if under is None else beside(row[2], under)

        def check(values: Any) -> list[Violation]:
            found = [] if operation.check is None else operation.check(values, currency, around)
            return unwaived(found, waive)

        if wire or not is_object(given):
            return Judged(as_on_the_wire(row, given, check), given)
        try:
            sent = as_sent(operation, given, check)
        except InvalidRequest as error:
            return Judged(error.violations, given)
        return Judged((), sent, [*conversions(given, sent, operation.check)])

    def received(
        self, row: Row, texts: Mapping[str, str], values: Mapping[str, Any], *, waive: Sequence[str] = ()
    ) -> Sequence[Violation]:
        """Return the violations of a request as a server receives it."""
        return self.judge(row, self.typed(row, values, texts), wire=True, waive=waive).violations

    def typed(self, row: Row, given: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
        """Return the values of a call; a text of a URL that is not documented as text is parsed as JSON."""
        values: dict[str, Any] = {**given, **texts}
        checks = self.checks_of(row)
        for violation in [] if checks is None else checks.violations(values):
            name = violation.pointer[1:]
            if violation.rule == "type" and name in texts:
                with suppress(ValueError):
                    values[name] = parse_json(texts[name], parse_constant=no_constant)
        return values

    def stated(self, row: Row, given: object, waive: Sequence[str], currency: str | None) -> list[Violation]:
        """Return all that is not as documented in a request, as it is: contested facts, too."""
        from ..contested import unwaived

        checks = self.checks_of(row)
        if checks is None:
            return []
        amounts = [] if currency is None else checks.amounts(given, currency)
        return unwaived([*checks.stated(given), *amounts], waive)

    def checks_of(self, row: Row) -> Checks | None:
        """Return the checks of an operation; ``None`` if there are none."""
        return cast("Checks | None", import_module(self.checks).of(row[2]))

    def client(self, **arguments: Any) -> Any:
        """Create a client."""
        return import_module(f"{self._name}.client").Client(**arguments)

    def reply(self, name: str) -> Any:
        """Return the documented type of an operation's reply; ``None`` if that is not known."""
        from ..download import named

        return named(self.replies.get(name, ("",))[0], self._name)

    def failure(self, row: Row, raw: RawResponse) -> TikTokError | None:
        """Return the error that the client raises for a reply, if any."""
        from ..envelope import parse_of
        from ..model import Envelope

        method, path, name, *_ = row
        _, *files = self.replies.get(name, ("",))
        reply = self.reply(name)
        envelope = reply is None or issubclass(get_origin(reply) or reply, Envelope)
        try:
            parse_of(files=tuple(files), envelope=envelope)(raw, f"{method} {path}")
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


def as_on_the_wire(row: Row, given: object, check: Callable[[Any], list[Violation]]) -> list[Violation]:
    """Return the violations of a request, given as JSON, that is sent as it is."""
    from ..building import verdict
    from ..encode import body_bytes, payload

    # A URL has no numbers: in a query, all values but arrays and objects are text.
    in_url = row[0] == "GET"
    wrong, ids = verdict(given, check)
    found = [violation for violation in ids if not (in_url and violation.pointer.count("/") == 1)]
    found += wrong
    try:
        body_bytes(payload(given) if is_object(given) else {})
    except InvalidRequest as error:
        known = {violation.pointer for violation in found}
        found += (violation for violation in error.violations if violation.pointer not in known)
    return found


def conversions(given: dict[str, Any], sent: dict[str, Any], check: Check | None) -> Iterator[str]:
    """Yield a line for each value that the client converts, or fills in where it is required."""
    yield from _changes("", given, sent)
    if check is not None and (added := {child("", name) for name in sent.keys() - given.keys()}):
        needed = {violation.pointer for violation in check(given)}
        yield from (f"{pointer}: is filled in" for pointer in sorted(added & needed))


def _changes(at: str, given: Any, sent: Any) -> Iterator[str]:
    if is_object(given) and is_object(sent):
        for name, value in given.items():
            if name in sent:
                yield from _changes(child(at, name), value, sent[name])
            else:
                yield f"{child(at, name)}: null is not sent"
    elif is_array(given) and is_array(sent):
        for index, (item, item_sent) in enumerate(zip(given, sent, strict=True)):
            yield from _changes(f"{at}/{index}", item, item_sent)
    elif given != sent:
        yield f"{at}: {describe(given)} is sent as {describe(sent)}"
