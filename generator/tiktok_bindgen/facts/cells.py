"""The cells and tables of facts pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

from tiktok_bindgen.interpret.model import EnumValue, Lifecycle


def table(columns: Sequence[str], rows: Iterable[str]) -> str:
    """A table whose rows are written already, one a line, with their depth in front."""
    head = f"|{'|'.join(columns)}|\n|{'---|' * len(columns)}"
    return "\n".join(("```xtable", head, *rows, "```"))


def marked(value: EnumValue) -> str:
    """A value as code, with the mark of its lifecycle."""
    return f"`{escaped(as_text(value.value))}`{life_mark(value.lifecycle, ' ({})').lower()}"


def life_mark(lifecycle: Lifecycle | None, form: str) -> str:
    """The mark of a lifecycle, written as some form has it; nothing where there is none."""
    return form.format(lifecycle.replace("-", " ").capitalize()) if lifecycle else ""


def as_text(value: object) -> str:
    """A value as it is documented: text as it is, anything else as JSON."""
    if isinstance(value, str):
        return value
    return number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """A number without an exponent."""
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")


# What would be read as mark-up, and would still be inside an escaped cell.
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "*": "&#42;", "~": "&#126;"}
)


def plain(text: str) -> str:
    """Text that is no mark-up but for its code, whatever is in it."""
    return escaped(text.translate(_ENTITIES).replace("](", "]&#40;"))


def escaped(text: str) -> str:
    """Text that does not end its cell."""
    return text.replace("|", "\\|")


def code(text: str) -> str:
    """Text as code."""
    return f"`{escaped(text)}`"
