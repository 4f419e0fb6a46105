"""What is compared: two documents, and where their operations are documented."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.dates import PAGES
from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.files import file_bytes
from tiktok_bindgen.openapi import operations
from tiktok_bindgen.sources import find_pages, read_file
from tiktok_bindgen.states import Key, keys


@frozen
class Sides:
    """Two sides to be compared.

    Attributes:
        documents: The OpenAPI documents of the old side and the new one.
        files: Of each, the page file of every operation and event, by method and path, and of what is stated
            for the API as a whole, by an empty method and a pointer; as far as known.
        only: The operations and events that are compared; ``None`` for all.
        scope: Which pages are compared, and where all else is from; empty if everything is compared.
    """

    documents: tuple[dict[str, Any], dict[str, Any]]
    files: tuple[Mapping[Key, str], Mapping[Key, str]] = ({}, {})
    only: frozenset[Key] | None = None
    scope: str = ""

    def located(self, changes: Iterable[Change], root: Path | None = None) -> list[Change]:
        """Return the changes that count, each with the page file that it comes from, as far as known.

        Args:
            changes: All changes.
            root: The checkout to search for the pages of specs; ``None`` to search none.
        """
        kept = [each for each in changes if self.only is None or (each.method, each.path) in self.only]
        before, after = self.files
        if root is not None:
            wanted = {(each.method, each.path) for each in kept}
            before, after = (
                {**_documented(document, wanted, root), **files}
                for document, files in zip(self.documents, self.files, strict=True)
            )
        return [evolve(each, page=_file(each, after) or _file(each, before) or each.page) for each in kept]


def _file(change: Change, files: Mapping[Key, str]) -> str:
    if change.path:
        return files.get((change.method, change.path), "")
    # The nearest place around it.
    steps = change.pointer.split("/")
    places = (("", "/".join(steps[:end])) for end in range(len(steps), 1, -1))
    return next((files[place] for place in places if place in files), "")


def _documented(document: Mapping[str, Any], wanted: Collection[Key], root: Path) -> dict[Key, str]:
    """Find the pages of a checkout that some operations of a spec are from, by the dates that it states."""
    dates: dict[str, set[Key]] = {}
    for path, method, operation in operations(document):
        if (method.upper(), path) in wanted and "x-documented" in operation:
            dates.setdefault(str(operation["x-documented"]), set()).add((method.upper(), path))
    found: dict[Key, str] = {}
    for date, there in dates.items():
        folder = root / PAGES / date
        for file in find_pages([folder]) if folder.is_dir() else ():
            data = file_bytes(file.path)
            if any(path.encode() in data for _, path in there):
                shared = keys(read_file(file).page) & there
                found = dict.fromkeys(shared, file.path.as_posix()) | found
    return found
