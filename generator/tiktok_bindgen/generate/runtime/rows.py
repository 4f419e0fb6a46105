"""The rows of reports: what came, by the names that were asked for, with figures as numbers."""

from __future__ import annotations

import functools
import re
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar

from .codec import Unlike, is_array, is_object
from .model import Envelope

if TYPE_CHECKING:
    from .reply import Reply

#: What stands for no figure.
NOTHING = frozenset({"", "-"})
# What is longer is no figure, and reading it would take time.
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")


class Row(dict[str, Any]):
    """The metrics or the dimensions of a row: a dictionary of them, as they came.

    Each documented name is an attribute too, of what it is documented to be. A figure, which comes as text,
    is a `decimal.Decimal` there, exact for money; ``None`` where there is none, or ``-`` came for it. A text
    that is no number stays as it came.
    """

    __slots__ = ()
    #: The wire names of the attributes that are called otherwise.
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
    """By the attributes of a class, the wire name of each and what reads its value."""
    from .decoding import documented, evaluated, reader

    above: Any = cls.__base__
    found = dict(attributes(above)) if issubclass(above, Row) else {}
    annotated: dict[str, str] = vars(cls).get("__annotations__", {})
    of = {name: text for name, text in annotated.items() if not name.startswith("__")}
    # Of a thousand names, most are of the same few types.
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
    """Read a figure exactly, as `decimal.Decimal`; what is no number stays as it came."""
    from decimal import Decimal

    if value.__class__ is int or (value.__class__ is float and isfinite(value)):
        return Decimal(repr(value))
    if value.__class__ is not str or not _NUMBER.fullmatch(value):
        return None if value.__class__ is str and value in NOTHING else value
    return Decimal(value)


def number(text: str) -> float:
    """Read a text that is a number: a whole one as `int`, another as `float`."""
    return float(text) if "." in text or "e" in text or "E" in text else int(text)


def rows(
    source: Reply[Any] | Iterable[Reply[Any]], /, *, number: Callable[[str], Any] = number
) -> Iterator[dict[str, Any]]:
    """Give the rows of a report as flat dictionaries: dimensions and metrics side by side.

    Figures are numbers, and ``None`` where ``-`` came. What is no figure, such as a name or an id, and what
    nobody documented stays as it came. `pandas.DataFrame` and `csv.DictWriter` take these as they are, and
    `polars.DataFrame` with ``infer_schema_length=None``: the first rows of a column may all be whole.

    Args:
        source: A reply, or several: ``pages(client.report.integrated.get, …)``.
        number: What makes a number of a text that is one; by default `int` or `float`. `decimal.Decimal` is
            exact.

    Yields:
        Each row.
    """
    replies: Iterable[Any] = [source] if isinstance(source, Envelope) else source
    for reply in replies:
        if not isinstance(reply, Envelope):
            raise TypeError(
                f"rows takes a reply or several, not their entries: {type(reply).__name__} is none"
            )
        yield from flattened(came(reply) or (), figures_of(reply.parsed_data()[0]), number)


def came(reply: Envelope) -> list[Any] | None:
    """Tell the entries of a page as they came, not decoded; ``None`` if it is not known which they are."""
    page, data = reply.parsed_data()
    entries = data.get(_entries(page)) if is_object(data) else None
    return entries if is_array(entries) else None


def flattened(
    entries: Iterable[Any], figures: frozenset[str], number: Callable[[str], Any] = number
) -> Iterator[dict[str, Any]]:
    """Give parsed entries as flat dictionaries.

    Args:
        entries: The entries: what an entry has in objects is put side by side.
        figures: The names of what is a number, as text.
        number: What makes a number of such a text.
    """
    is_number = _NUMBER.fullmatch
    for entry in entries:
        flat: dict[str, Any] = {}
        for name, part in entry.items() if is_object(entry) else ():
            # Dimensions come first, and a name that is among the metrics, too, says the same there.
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
    """The wire name of the field that a page has its entries in."""
    attribute: str = getattr(page, "__entries__", "")
    wire: str = getattr(page, "__wire_names__", {}).get(attribute, attribute)
    return wire


@functools.cache
def figures_of(page: Any) -> frozenset[str]:
    """Tell the names of figures in the rows of a page."""
    from .decoding import documented_fields

    if not _entries(page):
        return frozenset()
    (item,) = typing.get_args(documented_fields(page)[_entries(page)])
    held = documented_fields(item).values() if hasattr(item, "__attrs_attrs__") else ()
    parts = [attributes(one) for one in held if isinstance(one, type) and issubclass(one, Row)]
    return frozenset(wire for part in parts for wire, read in part.values() if read is figure)
