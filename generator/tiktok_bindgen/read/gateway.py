"""Reader of the gateway's JSON, which has the title and the Markdown of a page."""

from __future__ import annotations

from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.read.links import PORTAL, source_of
from tiktok_bindgen.read.native import read_markdown
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.runtime.codec import parse_json


def read_gateway(text: str, name: str) -> tuple[Page, list[Problem]]:
    """Read a page from the gateway's JSON, either a whole reply or its ``data`` alone.

    Line numbers are those of the page's native form: its title, an empty line, the content.

    Raises:
        InputError: It is not JSON, or not that of a page.
    """
    title, content, number = _page_of(text, name)
    source = source_of(name) or (PORTAL + number if number else None)
    heading = " ".join(title.split())
    return read_markdown(f"# {heading}\n\n{content}", name, form="gateway", source=source)


def _page_of(text: str, name: str) -> tuple[str, str, str]:
    try:
        reply = parse_json(text)
    except ValueError as error:
        raise InputError(f"{name}: not readable as JSON: {error}") from None
    data = reply
    if isinstance(reply, dict) and "content" not in reply and "data" in reply:
        code = reply.get("code", 0)
        if code != 0:
            raise InputError(f"{name}: the gateway refused this page with code {_shown(code)}")
        data = reply["data"]
    if not isinstance(data, dict):
        raise InputError(f"{name}: this JSON is not a page: no object with a title and a content")
    title, content = data.get("title"), data.get("content")
    if not isinstance(title, str) or not isinstance(content, str):
        raise InputError(f"{name}: this JSON is not a page: it needs the texts 'title' and 'content'")
    number = data.get("doc_id")
    known = isinstance(number, int | str) and not isinstance(number, bool) and str(number).isdecimal()
    return _sound(title), _sound(content), str(number) if known else ""


def _sound(text: str) -> str:
    """Replace lone surrogates, which JSON can hold but UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _shown(value: object) -> str:
    return " ".join(repr(value)[:60].split())
