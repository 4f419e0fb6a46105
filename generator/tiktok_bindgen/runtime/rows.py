"""The rows of reports as flat dictionaries, with figures as numbers."""

from __future__ import annotations

import functools
import typing
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .codec import is_array, is_object
from .given import of_kind
from .model import Envelope
from .report_row import NOTHING, NUMBER, Row, attributes, figure

if TYPE_CHECKING:
    from .reply import Reply


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
    """Yield parsed entries as flat dictionaries, with the figures, which are text, as numbers."""
    is_number = NUMBER.fullmatch
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
