"""Made-up values for fields, based on their schemas."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import define

_IDS = ("_id", "_ids")
_FIRST_ID = 7000000000000000001
_LINKS = ("url", "_uri")
_LINK = "https://example.com/"
# Texts of documented formats.
_TEXTS = {"web address": _LINK, "ip address": "203.0.113.7"}
# Templates of documented date formats.
_DATES = {
    "date": "{}",
    "YYYY-MM-DD HH:MM:SS": "{} 00:00:00",
    "YYYY-MM-DDTHH:MM:SSZ": "{}T00:00:00Z",
    "date-time": "{}T00:00:00Z",
}
_FIRST_DATE = date(2027, 1, 1)
# The formats of texts of digits.
_DIGITS = frozenset({"digits of an integer", "zeros and ones"})
# An amount that meets the minimum of most budgets.
_AMOUNT = 100


@define
class Samples:
    """Makes up values; each date is a day after the one before, as the time between two may be limited.

    Attributes:
        things: The names of things that exist once: their ids are always the same, all others differ.
        dates: The number of dates made so far.
        ids: The number of ids made so far.
    """

    things: Collection[str] = ()
    dates: int = 0
    ids: int = 0

    def value(self, name: str, schema: Mapping[str, Any]) -> object:
        """A value of a field, by its name and its schema; that of a list is the schema of its items."""
        kind = schema.get("type")
        if kind in ("integer", "number"):
            return _number(schema)
        if kind == "boolean":
            return True
        if kind == "object":
            return {}
        written = _DATES.get(str(schema.get("format")))
        if written is not None:
            self.dates += 1
            return written.format(_FIRST_DATE + timedelta(days=self.dates - 1))
        digits = schema.get("format") in _DIGITS and not name.endswith(_IDS)
        text = "1" if digits else _TEXTS.get(schema.get("format", "")) or self._text(name)
        most, least = schema.get("maxLength"), schema.get("minLength")
        text = text[:most] if isinstance(most, int) else text
        return text.ljust(least, "1" if digits else "x") if isinstance(least, int) else text

    def _text(self, name: str) -> str:
        if name.endswith(_IDS):
            if name.removesuffix("s").removesuffix("_id") in self.things:
                return str(_FIRST_ID)
            self.ids += 1
            return str(_FIRST_ID + self.ids)
        return _LINK if name.endswith(_LINKS) else name.replace("_", " ")


def _number(schema: Mapping[str, Any]) -> float:
    """Return an integer within the limits, if there is one."""
    low: float = max(schema.get("minimum", -math.inf), schema.get("exclusiveMinimum", -math.inf) + 1)
    high: float = min(schema.get("maximum", math.inf), schema.get("exclusiveMaximum", math.inf) - 1)
    found = min(max(_AMOUNT if schema.get("type") == "number" else 1, low), high)
    if not schema.get("multipleOf"):
        return found
    step = Decimal(str(schema["multipleOf"]))
    count = math.ceil(Decimal(str(found)) / step)
    made = step * (count if count * step <= high else count - 1)
    return int(made) if made == int(made) else float(made)
