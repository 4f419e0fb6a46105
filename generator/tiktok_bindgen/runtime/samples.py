"""Sample values for documented types: one for each field, and the same each time."""

from __future__ import annotations

import typing
from typing import Any

from .decoding import Field, documented, fields
from .enums import OpenEnum
from .model import Envelope, Model
from .report_row import Row
from .tasks import DONE

#: The sample of an id, and the first id that is made.
FIRST_ID = 7_000_000_000_000_000_001
#: What a field has that is left out.
ABSENT: Any = object()

# Sample texts, by the ending of the field's name behind a space: documented text is often a number or a time.
_TEXTS = (
    (("country", "country_code", "region_code"), "US"),
    (("currency",), "USD"),
    (("language",), "en"),
    (("email",), "user@example.com"),
    ((" id", "_id", "_ids", "code"), str(FIRST_ID)),
    (("_time", "_at"), "2026-01-01 00:00:00"),
    (("date", "_day"), "2026-01-01"),
    (("url", "_uri"), "https://example.com/"),
)
# Sample numbers, in the same way; any other time may be how long something took.
_SECONDS = 1_767_225_600
_NUMBERS = (
    ((" id", "_id"), FIRST_ID),
    ((" time", "create_time", "update_time", "event_time", "timestamp"), _SECONDS),
)


def sample(hint: Any) -> Any:
    """Return plain JSON with a sample value for each documented field of a class or of a reply's type."""
    return Sampler().value("", documented(hint))


def text_for(name: str) -> str:
    """Return the sample of a text, given the name of its field."""
    return next((text for ends, text in _TEXTS if f" {name}".endswith(ends)), name.rstrip("_"))


def around(data: Any, request_id: str = str(FIRST_ID)) -> dict[str, Any]:
    """Return data in the envelope of a reply that reports success."""
    return {"code": 0, "message": "OK", "request_id": request_id, "data": data}


class Sampler:
    """Makes sample values."""

    def value(self, name: str, hint: Any, outer: tuple[Any, ...] = ()) -> Any:
        """Return the sample of a field's value; `ABSENT` if it would contain itself."""
        kind, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
        if kind is list:
            item = self.value(name, arguments[0], outer)
            return [] if item is ABSENT else [item]
        if kind is dict:
            return {name: self.value(name, arguments[1], outer)}
        if issubclass(kind, Row):
            return {}
        if issubclass(kind, Model):
            return ABSENT if hint in outer else self.object(hint, (*outer, hint))
        if issubclass(kind, OpenEnum):
            values = [*kind.__members__.values()]
            # A task is done, for who polls it would do so for ever.
            return next((value for value in values if value in DONE), values[0])
        # Of most numbers it is not documented whether they may have a fraction; anything else may be text.
        number = next((number for ends, number in _NUMBERS if f" {name}".endswith(ends)), 1)
        samples: dict[object, object] = {bool: True, int: number, float: number}
        return text_for(name) if kind is str else samples.get(kind, name)

    def object(self, hint: Any, outer: tuple[Any, ...] = ()) -> dict[str, Any]:
        """Return the sample of an object."""
        found = {field.wire: self.field(field, outer) for field in fields(hint)}
        if issubclass(typing.get_origin(hint) or hint, Envelope):
            whole = around(found.get("data"))
            found.update((name, whole[name]) for name in found.keys() & whole.keys())
        return {name: value for name, value in found.items() if value is not ABSENT}

    def field(self, field: Field, outer: tuple[Any, ...]) -> Any:
        """Return the sample of an object's field; `ABSENT` leaves it out."""
        return self.value(field.attribute, field.hint, outer)
