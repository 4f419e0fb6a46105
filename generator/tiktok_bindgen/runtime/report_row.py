"""One row of a report: a dictionary with the requested names, whose figures are numbers as attributes."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar

from .codec import Unlike
from .decoding import documented, evaluated, reader

#: The texts that stand for a missing figure.
NOTHING = frozenset({"", "-"})
#: A number as text. Limited in length, since parsing a very long number takes time, and none is a figure.
NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")


class Row(dict[str, Any]):
    """The metrics or the dimensions of a row: a dictionary of the parsed JSON.

    Each documented name is also an attribute, of the documented type. A figure, which is text in the JSON,
    is a `decimal.Decimal` as an attribute, exact for money; it is ``None`` if it is missing or ``-``. Text
    that is not a number stays text.
    """

    __slots__ = ()
    #: The JSON names of the attributes that are named differently.
    __wire_names__: ClassVar[Mapping[str, str]] = {}

    if not TYPE_CHECKING:
        # Type checkers know the attributes by the annotations of each class.
        def __getattr__(self, name: str) -> Any:
            known = attributes(type(self)).get(name)
            if known is not None:
                wire, read = known
                value = self.get(wire)
                return None if value is None else read(value)
            if name in self:
                return self[name]
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *attributes(type(self))]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({super().__repr__()})"


@functools.cache
def attributes(cls: type[Row]) -> Mapping[str, tuple[str, Callable[[Any], Any]]]:
    """Map each attribute of a class to its JSON name and the function that reads its value."""
    above: Any = cls.__base__
    found = dict(attributes(above)) if issubclass(above, Row) else {}
    annotated: dict[str, str] = vars(cls).get("__annotations__", {})
    of = {name: text for name, text in annotated.items() if not name.startswith("__")}
    # Each type is evaluated once: a thousand names have only a few.
    texts = dict.fromkeys(of.values())
    hints = dict(zip(texts, evaluated(texts, cls), strict=True))
    for name, text in of.items():
        read = figure if text.startswith("Decimal") else _lenient(reader(documented(hints[text])))
        found[name] = (cls.__wire_names__.get(name, name), read)
    return found


def _lenient(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read_or_keep(value: Any) -> Any:
        try:
            return read(value)
        except Unlike:
            return value

    return read_or_keep


def figure(value: Any) -> Any:
    """Convert a figure to an exact `decimal.Decimal`; a value that is not a number is returned as it is."""
    from decimal import Decimal

    if value.__class__ is int or (value.__class__ is float and isfinite(value)):
        return Decimal(repr(value))
    if value.__class__ is not str or not NUMBER.fullmatch(value):
        return None if value.__class__ is str and value in NOTHING else value
    return Decimal(value)
