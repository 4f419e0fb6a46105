"""Display objects and pages in notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .codec import is_array, is_object, number_of
from .masking import MASK, is_credential
from .structure import Structure

#: The maximum number of rows in a table, and of characters in a cell.
MOST_ROWS = 50
MOST_TEXT = 200


def pretty(printer: Any, value: object, name: str = "") -> None:
    """Print a field's value as IPython does, with line breaks where it is long, and credentials masked."""
    if value and is_credential(name):
        printer.text(shown(name, value))
    elif isinstance(value, Structure):
        parts = [(f"{attribute}=", attribute, inner) for attribute, inner in attributes(value)]
        _group(printer, f"{type(value).__name__}(", parts, ")")
    elif is_object(value):
        _group(printer, "{", [(f"{key!r}: ", key, inner) for key, inner in value.items()], "}")
    elif is_array(value):
        _group(printer, "[", [("", name, inner) for inner in value], "]")
    else:
        printer.text(shown(name, value))


def _group(printer: Any, begin: str, parts: Sequence[tuple[str, str, object]], end: str) -> None:
    with printer.group(4, begin, end):
        for number, (before, name, value) in enumerate(parts):
            if number:
                printer.text(",")
            printer.breakable(" " if number else "")
            if begin == "[" and number == printer.max_seq_length:
                printer.text(f"… {len(parts) - number} more")
                return
            printer.text(before)
            pretty(printer, value, name)


def attributes(model: Structure) -> Iterator[tuple[str, Any]]:
    """Yield the attributes to show, with their values: those that are not ``None``."""
    for attribute in model.__attrs_attrs__:
        value = getattr(model, attribute.name, None)
        if value is not None and (value or attribute.name != "extra"):
            yield attribute.name, value


def table(entries: Sequence[object]) -> str:
    """Return an HTML table of the first entries of a page, with the number of all entries."""
    rows = [_row(entry) for entry in entries[:MOST_ROWS]]
    columns = [*dict.fromkeys(name for row in rows for name in row)]
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    lines = [
        "<tr>" + "".join(f"<td>{_cell(name, row.get(name))}</td>" for name in columns) + "</tr>"
        for row in rows
    ]
    count = number_of(len(entries), "entry", "entries")
    summary = count if len(rows) == len(entries) else f"the first {len(rows)} of {count}"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table><p>{summary}</p>"


def _row(entry: object) -> Mapping[str, object]:
    if not isinstance(entry, Structure):
        return entry if is_object(entry) else {"": entry}
    found = dict[str, object]()
    for name, value in attributes(entry):
        # The dimensions and the metrics of a report's row are put side by side, as `rows` does.
        found |= value if is_object(value) and name != "extra" else {name: value}
    return found


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    text = str(value) if isinstance(value, str) and not is_credential(name) else shown(name, value)
    return html.escape(text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…")


def shown(name: str, value: object) -> str:
    """Format a value like `repr`, with credentials masked, which are recognised by the names of fields."""
    if value and is_credential(name):
        return repr(MASK)
    if is_object(value):
        return f"{{{', '.join(f'{key!r}: {shown(key, inner)}' for key, inner in value.items())}}}"
    if is_array(value):
        return f"[{', '.join(shown(name, inner) for inner in value)}]"
    return repr(value)
