"""The package that a command line serves: its operations, and access to the facts of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, get_origin

from ..codec import no_constant
from ..errors import TikTokError
from ..lookup import Row

if TYPE_CHECKING:
    from ..check import Violation
    from ..checks import Checks
    from ..transport import RawResponse

#: The fields of an operation that take a file, mapped to the field with its MD5, or to an empty text.
Uploads = dict[str, str]


class Package(NamedTuple):
    """The facts of the package on which commands work.

    Attributes:
        operations: All operations.
        checks: The name of the package that has the checks of operations.
        uploads: The file fields of operations that take files, keyed by the operation's name.
        replies: The documented reply of each operation, keyed by its name: an annotation, and the media types
            of a reply that is a file.
        reports: The name of the package with a module for each kind of report.
    """

    operations: Sequence[Row]
    checks: str
    uploads: Mapping[str, Uploads] = MappingProxyType({})
    replies: Mapping[str, tuple[str, ...]] = MappingProxyType({})
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
        """Return the violations of a request.

        Args:
            name: The operation's name.
            payload: The request.
            stated: Whether to report contested facts, too, which the documentation's own examples contradict.
            waive: Rules, by id, and places, as JSON pointers, to skip.
            currency: The currency code with which to check amounts as well.
        """
        loaded: Checks | None = import_module(self.checks).of(name)
        if loaded is None:
            # An operation without arguments may have no checks; that is no failure.
            return []
        from ..contested import unwaived

        found = loaded.stated(payload) if stated else loaded.violations(payload)
        if currency is not None:
            found = [*found, *loaded.amounts(payload, currency)]
        return unwaived(found, waive)

    def client(self, **arguments: Any) -> Any:
        """Create a client."""
        return import_module(f"{self._name}.client").Client(**arguments)

    def reply(self, name: str) -> Any:
        """Return the documented type of an operation's reply; ``None`` if that is not known."""
        from ..replies import named

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


def check_call(
    package: Package,
    operation: str,
    query: Mapping[str, Any],
    body: Mapping[str, Any],
    waive: Sequence[str] = (),
) -> list[Violation]:
    """Return the violations of a call, whose query values may be text from a URL."""
    values: dict[str, Any] = {**query, **body}
    violations = package.check(operation, values, waive=waive)
    # Query values are text; those that are documented as another type are parsed as JSON, and checked again.
    for violation in violations:
        name = violation.pointer[1:]
        if violation.rule == "type" and isinstance(query.get(name), str):
            try:
                values[name] = json.loads(query[name], parse_constant=no_constant)
            except (ValueError, RecursionError):
                continue
    return package.check(operation, values, waive=waive) if violations else []
