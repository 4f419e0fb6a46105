"""The portal's own index of paths: which it lists and no page documents, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from tiktok_bindgen.openapi import mapping
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.runtime.paths import short

#: The file with the portal's index in a checkout.
INDEX = Path("spec", "listed.tsv")

_HEAD = "path\tcategory\tdate"
_ENDPOINT = re.compile(r"endpoint\b", re.IGNORECASE)
# A path of the API: others are of the portal itself, or of other protocols.
_PATH = re.compile(r"\[?`?((?:/[a-z0-9_]+){2,}/)`?(?:\]\([^)]*\))?(?:\s*\{.*\})?")
_BASE = "/open_api/v1.3"
# A table with fewer paths is no index.
_FEWEST = 20


@frozen
class Index:
    """The paths that the portal's index lists.

    Attributes:
        paths: The category of each path, without what all paths begin with.
        date: The day of the index.
    """

    paths: Mapping[str, str]
    date: str


@frozen
class Differing:
    """What the portal's index and the pages do not have in common, as paths.

    Attributes:
        undocumented: What is listed, and no page documents.
        unlisted: What is documented, and not listed.
    """

    undocumented: tuple[str, ...] = field(default=())
    unlisted: tuple[str, ...] = field(default=())


def index_in(pages: Iterable[Page], date: str) -> Index | None:
    """Find the index among pages: a table with a column of many endpoints; ``None`` if there is none."""
    found: dict[str, str] = {}
    for page in pages:
        for table in page.tables:
            column = next((n for n, title in enumerate(table.columns) if _ENDPOINT.match(title)), None)
            if column is None or page.endpoints:
                continue
            listed: dict[str, str] = {}
            category = ""
            for row in table.rows:
                category = row[0].text.strip("#` -") or category
                if path := _PATH.fullmatch(row[column].text.strip()):
                    listed.setdefault(path[1], category)
            found |= listed if len(listed) >= _FEWEST else {}
    return Index(found, date) if found else None


def compared(index: Index, paths: Iterable[str]) -> Differing:
    """Compare the index with the paths that pages document."""
    known = {short(path) for path in paths}
    return Differing(
        tuple(path for path in index.paths if path not in known),
        tuple(sorted(known - index.paths.keys())),
    )


def add_listed(spec: dict[str, Any], index: Index, date: str) -> None:
    """State in a document of a date which paths the index lists, and no page documents.

    A document that is older than the index says nothing.
    """
    if date and date < index.date[: len(date)]:
        return
    undocumented = compared(index, mapping(spec.get("paths"))).undocumented
    if undocumented:
        spec["x-listed-only"] = [
            {"path": f"{_BASE}{path}", "category": index.paths[path], "date": index.date}
            for path in undocumented
        ]


def read_index(file: Path) -> Index | None:
    """Read a file written with `index_text`; ``None`` if it does not exist.

    Raises:
        InputError: The file cannot be read, or has other content.
    """
    try:
        head, *lines = file.read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in lines]
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: cannot be read: {error}") from None
    if head != _HEAD or not rows or any(len(row) != len(_HEAD.split("\t")) for row in rows):
        raise InputError(f"{file}: not the portal's index of paths; remove it to have it created again")
    return Index({path: category for path, category, _ in rows}, rows[0][2])


def index_text(index: Index) -> str:
    """Return an index as a table separated by tabs, a line for each path."""
    rows = (f"{path}\t{category}\t{index.date}" for path, category in index.paths.items())
    return "".join(f"{line}\n" for line in (_HEAD, *rows))
