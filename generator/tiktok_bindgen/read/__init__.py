"""Read documentation files of any form into pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.read.page import Form, Page

_Reader = Callable[[str, str], tuple[Page, Iterable[Problem]]]

_JSON = re.compile(r"\s*(?:\{\s*(?:[\"}]|$)|\[\s*(?:[\[{\"\]]|$))")
_HTML = re.compile(
    r"\s*<(?:!doctype|!-- saved from|html|head|body|article|main|div|section)\b", re.IGNORECASE
)
# The header of a table of fields as a browser copies it: its titles are joined by tabs.
_COPIED = re.compile(r"^[^\t\n|]{1,60}\t[^\t\n|]{0,30}\btypes?\b[^\n|]*$", re.IGNORECASE | re.MULTILINE)
# What may separate the cells of a row.
_SEPARATOR = re.compile(r"\s*[\t|,;]\s*|\s{2,}")
_LONGEST_HEADER = 200
_TAG_OF_ROW = re.compile(r"<tr\b|role=.row\b", re.IGNORECASE)
_MOST_CELLS = 12
_BEGINS_TEXT = frozenset("-*•>#")
# File suffix → form, whatever the content.
_FORMS: dict[str, Form] = {"json": "gateway", "html": "html", "htm": "html"}
_MARKDOWN = re.compile(
    r"^[ \t>]*(?:`{3}|~{3})|^[ \t]*(?:#{1,6} |\*\*|>[ \t>]*(?:#|\||\*\*)|#*\|.*\|[ \t]*$)", re.MULTILINE
)


def read_page(data: bytes, name: str) -> tuple[Page, tuple[Problem, ...]]:
    """Read one page of any form.

    Args:
        data: The file's bytes, UTF-8.
        name: The page's path relative to what is read, with forward slashes.

    Returns:
        The page and its problems.

    Raises:
        InputError: The file is not a page of any form.
    """
    text = _decoded(data, name)
    if not text.strip():
        raise InputError(f"{name}: the file is empty")
    read = _reader(_FORMS.get(name.lower().rpartition(".")[2]) or form_of(text))
    try:
        page, problems = read(text, name)
    except RecursionError:
        raise InputError(f"{name}: nested too deeply") from None
    return page, tuple(problems)


def unread_table(page: Page, data: bytes) -> int:
    """Return the line where a file looks like a table although no row was read from it; 0 for none."""
    if any(table.rows for table in page.tables) or any(
        table.rows for endpoint in page.endpoints for table in endpoint.tables
    ):
        return 0
    return _line_of_table(data.decode("utf-8", errors="replace"))


def _reader(form: Form) -> _Reader:
    """Return the reader of a form, imported on first use."""
    if form == "gateway":
        from tiktok_bindgen.read.gateway import read_gateway

        return read_gateway
    if form == "html":
        from tiktok_bindgen.read.html_page import read_html

        return read_html
    if form == "flattened":
        from tiktok_bindgen.read.flattened import read_flattened

        return read_flattened
    from tiktok_bindgen.read.native import read_native

    return read_native


def _line_of_table(text: str) -> int:
    """Return the first line that looks like a header of fields, or like the first of two rows; 0 for none."""
    from tiktok_bindgen.read.words import is_field_header

    before = False
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) <= _LONGEST_HEADER and line[:1] not in _BEGINS_TEXT:
            cells = [cell for cell in _SEPARATOR.split(line.strip("| \t")) if cell]
            if 2 <= len(cells) <= _MOST_CELLS and is_field_header(cells):
                return number
        stripped = line.strip()
        looks = stripped.count("\t") >= 2 or stripped.count("|") >= 2 or _TAG_OF_ROW.search(line) is not None
        if looks and before:
            return number - 1
        before = looks
    return 0


def form_of(text: str) -> Form:
    """Determine a page's form from its text.

    JSON begins with a brace and a quotation mark, Markdown with a title's number sign, a page saved from a
    browser with a tag. Text copied from a browser has tables joined by tabs, and no mark-up at the beginning
    of lines except in its examples.
    """
    if _JSON.match(text):
        return "gateway"
    if _HTML.match(text):
        return "html"
    if text.lstrip()[:1] == "#":
        return "native"
    if _COPIED.search(text):
        return "flattened"
    return "native" if _MARKDOWN.search(text) else "flattened"


def _decoded(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}: not UTF-8 text: line {line} has the byte {data[error.start]:#x}") from None
    if "\0" in text:
        raise InputError(f"{name}: not a text file: it has a zero byte")
    return text.replace("\r\n", "\n").replace("\r", "\n")
