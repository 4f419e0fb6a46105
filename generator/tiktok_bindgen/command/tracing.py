"""Say where to look up an example that a text cites by a page of the portal and a line of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from tiktok_bindgen.dates import PAGES, dated_folders

_CITED = re.compile(r"(\S+\.md), line (\d+)")
_SOURCE = re.compile(r"^\*\*Source\*\* (https://\S+)$", re.MULTILINE)


def traced(text: str, root: Path) -> str:
    """Return a text in which each page and line is the portal's page, and the line of facts that cites it.

    What a checkout has no facts pages of stays as it is, and so does all, where there is no checkout.

    Args:
        text: A text about an operation or a rule.
        root: The folder of the checkout.
    """
    if not (root / PAGES).is_dir() or not _CITED.search(text):
        return text
    pages: dict[str, tuple[Path, str]] = {}
    for _, folder in sorted(dated_folders(root).items()):
        for file in folder.rglob("*.md"):
            # The newest state of a page is that of the newest date.
            pages[file.relative_to(folder).as_posix()] = (file, file.read_text(encoding="utf-8"))
    return _CITED.sub(partial(_place, pages=pages, about=text, root=root), text)


def _place(found: re.Match[str], *, pages: Mapping[str, tuple[Path, str]], about: str, root: Path) -> str:
    name, line = found.groups()
    shown = _source(pages[name][1]) if name in pages else ""
    needle = f"`{name}`, line {line})"
    citing = [(file, text) for file, text in pages.values() if needle in text]
    # Of several, the page of what the text is about.
    citing.sort(key=lambda each: _source(each[1]) not in about)
    for file, text in citing[:1]:
        number = text[: text.index(needle)].count("\n") + 1
        return f"{shown or name}, {file.relative_to(root).as_posix()}:{number}"
    return shown or found[0]


def _source(text: str) -> str:
    """Return the address of the portal's page of which a text has the facts; empty if it says none."""
    found = _SOURCE.search(text)
    return found[1] if found else ""
