"""The rows of reports: dictionaries with the requested names, and with figures as numbers."""

from __future__ import annotations

import functools
import re
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar

from .codec import Unlike, is_array, is_object
from .given import of_kind
from .model import Envelope

if TYPE_CHECKING:
    from .reply import Reply

#: The texts that stand for a missing figure.
NOTHING = frozenset({"", "-"})
# Limited in length, since parsing a very long number takes time, and none is a figure.
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")


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
    from .decoding import documented, evaluated, reader

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
    if value.__class__ is not str or not _NUMBER.fullmatch(value):
        return None if value.__class__ is str and value in NOTHING else value
    return Decimal(value)


def number(text: str) -> float:
    """Convert a text that is a number to `int` if it is whole, otherwise to `float`."""
    return float(text) if "." in text or "e" in text or "E" in text else int(text)


def rows(
    source: Reply[Any] | Iterable[Reply[Any]], /, *, number: Callable[[str], Any] = number
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a report as flat dictionaries: dimensions and metrics side by side.

    Figures are numbers, or ``None`` in place of ``-``. Values that are not figures, such as names and ids,
    and undocumented ones stay as they are. `pandas.DataFrame` and `csv.DictWriter` accept these rows, and so
    does `polars.DataFrame` with ``infer_schema_length=None``: the first values of a column may all be whole.

    Args:
        source: A reply, or several: ``pages(client.report.integrated.get, …)``.
        number: Converts the text of a number; by default to `int` or `float`. `decimal.Decimal` is exact.

    Yields:
        Each row.
    """
    replies: Iterable[Any] = [source] if isinstance(source, Envelope) else source
    for reply in of_kind("source", replies, "a reply or several", Iterable):
        if not isinstance(reply, Envelope):
            raise TypeError(f"rows takes replies, not their entries: got {type(reply).__name__}")
        yield from flattened(came(reply) or (), figures_of(reply.parsed_data()[0]), number)


def came(reply: Envelope) -> list[Any] | None:
    """Return the entries of a page as parsed JSON; ``None`` if it is not known which field holds them."""
    page, data = reply.parsed_data()
    entries = data.get(_entries(page)) if is_object(data) else None
    return entries if is_array(entries) else None


def flattened(
    entries: Iterable[Any], figures: frozenset[str], number: Callable[[str], Any] = number
) -> Iterator[dict[str, Any]]:
    """Yield parsed entries as flat dictionaries.

    Args:
        entries: The entries; the values of objects in an entry are put side by side.
        figures: The names of the values that are numbers as text.
        number: Converts such a text to a number.
    """
    is_number = _NUMBER.fullmatch
    for entry in filter(is_object, entries):
        flat: dict[str, Any] = {}
        for name, part in entry.items():
            # Dimensions come first; a name that occurs among the metrics, too, has the same value there.
            flat |= part if is_object(part) else {name: part}
        for name in figures.intersection(flat):
            value = flat[name]
            if value.__class__ is str:
                if is_number(value):
                    flat[name] = number(value)
                elif value in NOTHING:
                    flat[name] = None
        yield flat


@functools.cache
def _entries(page: Any) -> str:
    """Return the JSON name of the field that holds a page's entries."""
    attribute: str = getattr(page, "__entries__", "")
    wire: str = getattr(page, "__wire_names__", {}).get(attribute, attribute)
    return wire


@functools.cache
def figures_of(page: Any) -> frozenset[str]:
    """Return the names of the figures in the rows of a page."""
    from .decoding import documented_fields

    if not _entries(page):
        return frozenset()
    (item,) = typing.get_args(documented_fields(page)[_entries(page)])
    held = documented_fields(item).values() if hasattr(item, "__attrs_attrs__") else ()
    parts = [attributes(one) for one in held if isinstance(one, type) and issubclass(one, Row)]
    return frozenset(wire for part in parts for wire, read in part.values() if read is figure)
