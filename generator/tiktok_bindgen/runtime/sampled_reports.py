"""Sample rows of reports: one for each combination of the days and the ids that a request asks for."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Callable, Mapping
from math import prod
from typing import Any

from .codec import is_array, is_object, parse_json
from .report_rules import Asked, Role
from .samples import text_for

#: The maximum number of rows of a table, and of days.
MOST_ROWS = 10_000

Json = dict[str, Any]


class SampledReport:
    """The rows of a report.

    Args:
        asked: The roles of the fields of its request.
        sent: The request.
        values_of: Returns what is known of the object with an id, given the field that has it, too.
        numbers: Returns the known ids of a name.

    Attributes:
        count: The number of its rows.
    """

    def __init__(
        self,
        asked: Asked,
        sent: Mapping[str, Any],
        values_of: Callable[[str, str], Mapping[str, Any]],
        numbers: Callable[[str], list[str]],
    ) -> None:
        self._asked, self._sent, self._values_of, self._numbers = asked, sent, values_of, numbers
        self._kind = asked.kind({**sent})
        self._axes = {name: self._values(name) for name in self._names("dimensions")}
        self.count = prod(map(len, self._axes.values()))

    def fields(self, item: Any, at: int) -> Json:
        """Return the fields of a row that have what was asked for, given its class and its index."""
        from .decoding import documented_fields

        made: Mapping[Role, Callable[[int], Json]] = {
            "dimensions": self._dimensions,
            "metrics": self._metrics,
        }
        return {role: get(at) for role, get in made.items() if role in documented_fields(item)}

    def table(self) -> bytes:
        """Return the rows as CSV."""
        import csv
        import io

        out = io.StringIO()
        writer = csv.DictWriter(out, [*self._axes, *self._names("metrics")], lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {**self._metrics(at), **self._dimensions(at)} for at in range(min(self.count, MOST_ROWS))
        )
        return out.getvalue().encode()

    def _names(self, role: Role) -> list[str]:
        listed = self._sent.get(self._asked.fields.get(role, ""))
        return [name for name in listed if isinstance(name, str)] if is_array(listed) else []

    def _dimensions(self, at: int) -> Json:
        found: Json = {}
        for name, values in reversed(self._axes.items()):
            at, index = divmod(at, len(values))
            found[name] = values[index]
        return dict(reversed(found.items()))

    def _metrics(self, at: int) -> Json:
        known: Json = {}
        for name, number in self._dimensions(at).items():
            held = self._values_of(name, number)
            # An ad's row has the names of its ad group and its campaign, too.
            above = [self._values_of(*pair) for pair in held.items() if isinstance(pair[1], str)]
            known |= {key: value for values in (*above, held) for key, value in values.items()}
        names = self._names("metrics")
        return {
            name: known[name] if isinstance(known.get(name), str) else self._metric(name) for name in names
        }

    def _metric(self, name: str) -> str:
        entry = None if self._kind is None else self._kind.metrics.get(name)
        return text_for(name) if entry is not None and "type" in entry else "1"

    def _values(self, name: str) -> list[str]:
        """Return the values of a dimension."""
        if name.endswith(("_day", "_hour")):
            days = self._days()
            if days is None:
                return [text_for(f"{name}_time")]
            hours = range(24 if name.endswith("_hour") else 1)
            return [f"{day} {hour:02}:00:00" for day in days for hour in hours]
        for condition, wanted in self._conditions():
            if condition in (name, f"{name}s") and wanted:
                return wanted
        return (self._numbers(name) if name.endswith("_id") else []) or [text_for(name)]

    def _days(self) -> list[dt.date] | None:
        """Return the days from the date in a field called ``start_…`` to that in its ``end_…``, if any."""
        for name, value in self._sent.items():
            first, last = _date(value), _date(self._sent.get(f"end_{name.removeprefix('start_')}"))
            if name.startswith("start_") and first is not None and last is not None:
                return [first + dt.timedelta(day) for day in range(min((last - first).days + 1, MOST_ROWS))]
        return None

    def _conditions(self) -> typing.Iterator[tuple[str, list[str]]]:
        """Yield each name that the request limits to some values, and these."""
        filters = self._sent.get(self._asked.fields.get("filters", "filtering"))
        named, _ = self._asked.parts
        for each in filters if is_array(filters) else []:
            if is_object(each) and isinstance(name := each.get(named), str):
                for value in each.values():
                    yield name, _listed(value)
        for name, value in [*self._sent.items(), *(filters.items() if is_object(filters) else ())]:
            yield name, [value] if isinstance(value, str) and name.endswith("_id") else _listed(value)


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
