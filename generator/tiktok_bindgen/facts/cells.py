"""Write the cells and tables of facts pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from tiktok_bindgen.interpret.model import EnumValue, Lifecycle


def table(columns: Sequence[str], rows: Iterable[str]) -> str:
    """Return a table of rows that are already written, each beginning with its depth marks."""
    head = f"|{'|'.join(columns)}|\n|{'---|' * len(columns)}"
    return "\n".join(("```xtable", head, *rows, "```"))


def marked(value: EnumValue) -> str:
    """Return a value as code, with the mark of its lifecycle."""
    return f"`{escaped(as_text(value.value))}`{life_mark(value.lifecycle, ' ({})').lower()}"


def life_mark(lifecycle: Lifecycle | None, form: str) -> str:
    """Return a lifecycle's mark, put into the template ``form``; empty for none."""
    return form.format(lifecycle.replace("-", " ").capitalize()) if lifecycle else ""


def as_text(value: object) -> str:
    """Return a value as documented: text as it is, anything else as JSON."""
    if isinstance(value, str):
        return value
    return number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """Return a number without an exponent."""
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")


# Characters that would be read as mark-up even in an escaped cell.
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "*": "&#42;", "~": "&#126;"}
)


def plain(text: str) -> str:
    """Escape text so that nothing in it but code in back-ticks is read as mark-up."""
    return _barred(text.translate(_ENTITIES).replace("](", "]&#40;"))


# What is read as mark-up even in back-ticks: a tag, an entity, an escaped bar.
_IN_CODE = re.compile(r"<[/A-Za-z]|&#?\w+;|\\\|")


def escaped(text: str) -> str:
    """Escape a text with code in back-ticks, so that neither mark-up nor the end of a cell is read in it."""
    return _barred(text.translate(_ENTITIES) if _IN_CODE.search(text) else text)


def _barred(text: str) -> str:
    return text.replace("|", "\\|")


def code(text: str) -> str:
    """Return a text as code."""
    return f"`{escaped(text)}`"
