"""What the requests of one operation must keep to: generated checks are these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .check import Violation
from .codec import is_object
from .contested import Contested, absent, enforced
from .kinds import Fields

if TYPE_CHECKING:
    from .amounts import Currencies, Range
    from .report_rules import Asked


class Checks:
    """The checks of an operation.

    Args:
        request: What its request is.
        contested: What documented examples speak against: places and facts.
        levels: Reports what it must not say beside the requests above it.
        ranges: The fields that have a range of their own in each currency.
        currencies: Gives what is told of these.
        report: What it has to do with reports.
    """

    def __init__(
        self,
        request: Fields,
        *,
        contested: Contested = (),
        levels: Callable[[Any, str, list[Violation]], None] | None = None,
        ranges: Sequence[Range] = (),
        currencies: Callable[[], Currencies] | None = None,
        report: Asked | None = None,
    ) -> None:
        self.request = request
        self.contested = contested
        self.levels = levels
        self.ranges = ranges
        self.currencies = currencies
        self.report = report

    def violations(self, payload: object) -> list[Violation]:
        """Find everything that a request must not have, or lacks."""
        found = self.request.violations(payload)
        if self.report is not None:
            found += self._of_report(payload)
        return enforced(found, self.contested) if found else found

    def stated(self, payload: object) -> list[Violation]:
        """Find that, and what is documented though examples speak against it or most of the API does."""
        found = [*self.request.stated(payload), *self._of_report(payload)]
        return [*found, *absent(payload, self.contested)]

    def _of_report(self, payload: object) -> list[Violation]:
        found: list[Violation] = []
        if self.report is not None and is_object(payload):
            self.report.check(payload, "", found)
        return found

    def above(self, payload: object) -> list[Violation]:
        """Find what a request must not say beside those above it, which it has as `^` and their level."""
        return enforced(self.stated_above(payload), self.contested)

    def stated_above(self, payload: object) -> list[Violation]:
        """Find that, and what is documented though examples speak against it."""
        found: list[Violation] = []
        if self.levels is not None:
            self.levels(payload, "", found)
        return found

    def amounts(self, payload: object, currency: str) -> list[Violation]:
        """Find the amounts that are finer than a currency, or out of their range in it."""
        if self.currencies is None:
            return []
        from .amounts import misfits

        return enforced(misfits(payload, currency, self.ranges, self.currencies()), self.contested)
