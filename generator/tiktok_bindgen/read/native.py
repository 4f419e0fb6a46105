"""Reader of the native form: the portal's own Markdown, with the title on the first line."""

from __future__ import annotations

from attrs import evolve

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.links import portal_links, source_of
from tiktok_bindgen.read.page import Form, Page
from tiktok_bindgen.read.reading import PageReading
from tiktok_bindgen.read.structure import blocks


def read_native(text: str, name: str) -> tuple[Page, list[Problem]]:
    """Read a page in its native form, and say what is odd about it in the order of its lines."""
    return read_markdown(text, name, form="native", source=source_of(name))


def read_markdown(text: str, name: str, *, form: Form, source: str | None) -> tuple[Page, list[Problem]]:
    """Read the portal's Markdown, from a file of any form."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\ufeff", "").replace("\u200b", "").replace("\u00a0", " ")
    found, problems = blocks(text, name)
    page, problems = PageReading(page=name, problems=problems, source=source).read(found, form)
    return evolve(page, links=portal_links(text)), problems
