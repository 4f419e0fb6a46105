"""The checks of one operation's requests; generated modules create them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .check import Violation
from .codec import is_object
from .contested import Contested, absent, enforced
from .kinds import Fields

if TYPE_CHECKING:
    from .amounts import Currencies, Range
    from .report_rules import Asked


class Checks(NamedTuple):
    """The checks of an operation."""

    request: Fields  # the kind of its requests
    contested: Contested = ()  # the facts that documented examples contradict; see `contested`
    levels: Callable[[Any, str, list[Violation]], None] | None = None  # reports rules broken with its parents
    ranges: Sequence[Range] = ()  # the fields whose range depends on the currency
    currencies: Callable[[], Currencies] | None = None  # returns the facts of currencies
    report: Asked | None = None  # the rules of reports, if it requests one

    def violations(self, payload: object) -> list[Violation]:
        """Return all enforced violations of a request."""
        found = self.request.violations(payload)
        if self.report is not None:
            found += self._of_report(payload)
        return enforced(found, self.contested) if found else found

    def stated(self, payload: object) -> list[Violation]:
        """Return all violations of the documentation, even contested ones and names of other operations."""
        found = [*self.request.stated(payload), *self._of_report(payload)]
        return [*found, *absent(payload, self.contested)]

    def _of_report(self, payload: object) -> list[Violation]:
        found: list[Violation] = []
        if self.report is not None and is_object(payload):
            self.report.check(payload, "", found)
        return found

    def above(self, payload: object) -> list[Violation]:
        """Return the enforced violations of rules with its parents, which it holds keyed by `^` and level."""
        found: list[Violation] = []
        if self.levels is not None:
            self.levels(payload, "", found)
        return enforced(found, self.contested)

    def amounts(self, payload: object, currency: str) -> list[Violation]:
        """Return violations by amounts that are finer than a currency allows, or out of its range."""
        if self.currencies is None:
            return []
        from .amounts import misfits

        return enforced(misfits(payload, currency, self.ranges, self.currencies()), self.contested)
