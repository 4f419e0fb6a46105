"""From files to pages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.read.page import Form, Page

_JSON = re.compile(r"\s*(?:\{\s*(?:[\"}]|$)|\[\s*(?:[\[{\"\]]|$))")
_HTML = re.compile(r"\s*<(?:!doctype|html)\b", re.IGNORECASE)
# The header of a table of fields as a browser copies it: its titles are joined by tabs.
_COPIED = re.compile(r"^[^\t\n|]{1,60}\t[^\t\n|]{0,30}\btypes?\b[^\n|]*$", re.IGNORECASE | re.MULTILINE)
_MARKDOWN = re.compile(
    r"^[ \t>]*(?:`{3}|~{3})|^[ \t]*(?:#{1,6} |\*\*|>[ \t>]*(?:#|\||\*\*)|#*\|.*\|[ \t]*$)", re.MULTILINE
)


def read_page(data: bytes, name: str) -> tuple[Page, tuple[Problem, ...]]:
    """Read one page of any form.

    Args:
        data: The file's bytes, UTF-8.
        name: The page's path relative to what is read, with forward slashes.

    Returns:
        The page, and what is odd about it.

    Raises:
        InputError: The file is not a page of any form.
    """
    text = _decoded(data, name)
    if not text.strip():
        raise InputError(f"{name}: the file is empty")
    if _HTML.match(text):
        raise InputError(f"{name}: an HTML file; a page is the portal's Markdown, its JSON, or copied text")
    form = "gateway" if name.lower().endswith(".json") else form_of(text)
    if form == "gateway":
        from tiktok_bindgen.read.gateway import read_gateway

        return _frozen(read_gateway(text, name))
    if form == "flattened":
        from tiktok_bindgen.read.flattened import read_flattened

        return _frozen(read_flattened(text, name))
    from tiktok_bindgen.read.native import read_native

    return _frozen(read_native(text, name))


def form_of(text: str) -> Form:
    """Tell a page's form from its text.

    JSON begins with a brace and a quotation mark, Markdown with a title's number sign. A copy from a browser
    has no marks at the beginning of lines but for those in its examples, and its tables are joined by tabs.
    """
    if _JSON.match(text):
        return "gateway"
    if text.lstrip()[:1] == "#":
        return "native"
    if _COPIED.search(text):
        return "flattened"
    return "native" if _MARKDOWN.search(text) else "flattened"


def _frozen(read: tuple[Page, Iterable[Problem]]) -> tuple[Page, tuple[Problem, ...]]:
    page, problems = read
    return page, tuple(problems)


def _decoded(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 text: byte {error.start} cannot be read") from None
    if "\0" in text:
        raise InputError(f"{name}: not a text file: it has a zero byte")
    return text.replace("\r\n", "\n").replace("\r", "\n")
