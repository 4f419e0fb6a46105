"""Say where to look up an example that a text cites by a page of the portal and a line of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path

from attrs import frozen

from tiktok_bindgen.dates import PAGES, dated_folders

_CITED = re.compile(r"(\S+\.md), line (\d+)")
# As facts pages cite.
_CITING = re.compile(r"`([^`\n]+\.md)`, line (\d+)\)")
_SOURCE = re.compile(r"^\*\*Source\*\* (https://\S+)$", re.MULTILINE)


@frozen(slots=False)
class Tracer:
    """Tells each cited page and line by the portal's page, and by the line of facts that cites it.

    What a checkout has no facts pages of stays as it is, and so does all, where there is no checkout.

    Attributes:
        root: The folder of the checkout.
    """

    root: Path

    def text(self, text: str, about: str) -> str:
        """Trace a text.

        Args:
            text: The text.
            about: What has the addresses of the pages that it is about.
        """
        return _CITED.sub(partial(self._place, about=about), text)

    @cached_property
    def _pages(self) -> Mapping[str, tuple[Path, str]]:
        """The newest state of each facts page, by name."""
        pages: dict[str, tuple[Path, str]] = {}
        if (self.root / PAGES).is_dir():
            for _, folder in sorted(dated_folders(self.root).items()):
                for file in folder.rglob("*.md"):
                    pages[file.relative_to(folder).as_posix()] = (file, file.read_text(encoding="utf-8"))
        return pages

    @cached_property
    def _citing(self) -> Mapping[tuple[str, str], list[tuple[Path, int]]]:
        """The lines of facts that cite a page and a line of it: the first of each page."""
        found: dict[tuple[str, str], dict[Path, int]] = {}
        for file, text in self._pages.values():
            for number, line in enumerate(text.split("\n"), 1):
                for cited in _CITING.findall(line):
                    found.setdefault(cited, {}).setdefault(file, number)
        return {cited: [*places.items()] for cited, places in found.items()}

    @cached_property
    def _sources(self) -> Mapping[Path, str]:
        """The addresses of the portal's pages, by their facts pages; empty if these say none."""
        named = ((file, _SOURCE.search(text)) for file, text in self._pages.values())
        return {file: source[1] if source else "" for file, source in named}

    def _place(self, found: re.Match[str], *, about: str) -> str:
        name, line = found.groups()
        shown = self._sources[self._pages[name][0]] if name in self._pages else ""
        citing = self._citing.get((name, line), [])
        if not citing:
            return shown or found[0]
        # Of several, the page of what the text is about.
        file, number = min(citing, key=lambda each: self._sources[each[0]] not in about)
        return f"{shown or name}, {file.relative_to(self.root).as_posix()}:{number}"
