"""Sample rows of reports: one for each combination of the days and the ids that a request asks for."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from math import prod
from typing import Any

from .codec import is_array, is_object, parse_json
from .report_rules import Asked, Role
from .sampled_figures import scale_of
from .samples import text_for

#: The maximum number of rows of a table, of combined ids, and of days.
MOST_ROWS = 10_000

Json = dict[str, Any]
#: A name that a request limits to some values, and these.
Condition = tuple[str, list[str]]

_HOUR = "_hour"
_TIMES = ("_day", _HOUR)


class SampledReport:
    """The rows of a report.

    Attributes:
        count: The number of its rows.
    """

    def __init__(
        self,
        asked: Asked,  # the roles of the fields of its request
        sent: Mapping[str, Any],  # the request
        values_of: Callable[[str, str], Mapping[str, Any]],  # what has an id in a field
        numbers: Callable[[str, Sequence[Condition]], list[str]],  # ids that meet conditions
    ) -> None:
        self._asked, self._sent, self._values_of, self._numbers = asked, sent, values_of, numbers
        self._key, self._kind = asked.key(sent), asked.kind(sent)
        self._days = self._asked_days()
        self._conditions = list(self._limits())
        self._dimensions = self._names("dimensions")
        numbered = [name for name in self._dimensions if name.endswith("_id")]
        # What is in something else has its own row only there, so ids are no independent dimensions.
        self._axes = [
            *([self._combined(numbered)] if numbered else []),
            *(
                [{name: value} for value in self._values(name)]
                for name in self._dimensions
                if name not in numbered
            ),
        ]
        self.count = prod(map(len, self._axes))

    def fields(self, item: Any, at: int) -> Json:
        """Return the fields of a row that have what was asked for, given its class and its index."""
        from .decoding import documented_fields

        made: Mapping[Role, Callable[[int], Json]] = {"dimensions": self._grouped, "metrics": self._metrics}
        return {role: get(at) for role, get in made.items() if role in documented_fields(item)}

    def table(self) -> bytes:
        """Return the rows as CSV."""
        import csv
        import io

        out = io.StringIO()
        writer = csv.DictWriter(out, [*self._dimensions, *self._names("metrics")], lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {**self._metrics(at), **self._grouped(at)} for at in range(min(self.count, MOST_ROWS))
        )
        return out.getvalue().encode()

    def _names(self, role: Role) -> list[str]:
        listed = self._sent.get(self._asked.fields.get(role, ""))
        return [name for name in listed if isinstance(name, str)] if is_array(listed) else []

    def _grouped(self, at: int) -> Json:
        found: Json = {}
        for axis in reversed(self._axes):
            at, index = divmod(at, len(axis))
            found |= axis[index]
        return {name: found[name] for name in self._dimensions}

    def _metrics(self, at: int) -> Json:
        row = self._grouped(at)
        # An ad's row has the names of its ad group and its campaign, too, and its account.
        known: Json = {name: value for name, value in self._sent.items() if name.endswith("_id")}
        for name, number in row.items():
            held = self._values_of(name, number)
            above = [self._values_of(*pair) for pair in held.items() if isinstance(pair[1], str)]
            known |= {key: value for values in (*above, held) for key, value in values.items()}
        times = [value for name, value in row.items() if name.endswith(_TIMES)]
        others = " ".join(value for name, value in row.items() if not name.endswith(_TIMES))
        days = times or [f"{day} 00:00:00" for day in self._days or ()] or [""]
        return {name: self._metric(name, known, others, days) for name in self._names("metrics")}

    def _metric(self, name: str, known: Mapping[str, Any], row: str, days: Sequence[str]) -> str:
        if isinstance(known.get(name), str):
            return str(known[name])
        entry = None if self._kind is None else self._kind.metrics.get(name)
        if entry is not None and "type" in entry:
            return text_for(name)
        return scale_of(name, self._asked.package, self._key).figure(name, row, days)

    def _combined(self, names: Sequence[str]) -> list[Json]:
        """Return the combinations of the values of some ids: an ad only with the campaign that it is in."""
        found: list[Json] = [{}]
        for name in names:
            values = self._values(name)
            pairs = ((each, number) for each in found for number in values if self._fits(each, name, number))
            found = [{**each, name: number} for each, number in islice(pairs, MOST_ROWS)]
        return found

    def _fits(self, others: Mapping[str, str], name: str, number: str) -> bool:
        held = self._values_of(name, number)
        return all(
            held.get(other, value) == value and self._values_of(other, value).get(name, number) == number
            for other, value in others.items()
        )

    def _values(self, name: str) -> list[str]:
        if name.endswith(_TIMES):
            if self._days is None:
                return [text_for(f"{name}_time")]
            hours = range(24 if name.endswith(_HOUR) else 1)
            return [f"{day} {hour:02}:00:00" for day in self._days for hour in hours]
        named = (several for each, several in self._conditions if each in (name, f"{name}s"))
        nothing: list[str] = []
        wanted = next(named, nothing)
        if any(self._values_of(name, each) for each in wanted):
            # Of what is known, only that which meets all conditions: another account has no such row.
            met = set(self._numbers(name, self._conditions))
            return [each for each in wanted if each in met or not self._values_of(name, each)]
        if wanted or not name.endswith("_id"):
            return wanted or [text_for(name)]
        return self._numbers(name, self._conditions)

    def _asked_days(self) -> list[dt.date] | None:
        """Return the days from the date in a field called ``start_…`` to that in its ``end_…``, if any."""
        for name, value in self._sent.items():
            first, last = _date(value), _date(self._sent.get(f"end_{name.removeprefix('start_')}"))
            if name.startswith("start_") and first is not None and last is not None:
                return [first + dt.timedelta(day) for day in range(min((last - first).days + 1, MOST_ROWS))]
        return None

    def _limits(self) -> typing.Iterator[Condition]:
        filters = self._sent.get(self._asked.fields.get("filters", "filtering"))
        named, _ = self._asked.parts
        for each in filters if is_array(filters) else []:
            if is_object(each) and isinstance(name := each.get(named), str):
                for value in each.values():
                    if several := _listed(value):
                        yield name, several
        for name, value in [*self._sent.items(), *(filters.items() if is_object(filters) else ())]:
            several = [value] if isinstance(value, str) and name.endswith("_id") else _listed(value)
            if several:
                yield name, several


def _listed(value: Any) -> list[str]:
    """Return the texts of a list, which may be JSON in a text."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = parse_json(value)
        except ValueError:
            return []
    return [each for each in value if isinstance(each, str)] if is_array(value) else []


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
