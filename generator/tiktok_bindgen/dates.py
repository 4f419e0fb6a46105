"""The folders of pages that a checkout has for each date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tiktok_bindgen.problem import CARRIED_PROBLEMS, InputError, carried_problems
from tiktok_bindgen.progress import SILENT, Progress
from tiktok_bindgen.sources import ReadPage, find_pages, read_pages, require_rows
from tiktok_bindgen.states import DATE, Dated, read_note

#: Where a checkout has them.
PAGES = Path("spec", "pages")


def dated_folders(root: Path) -> dict[str, Path]:
    """Return the folders of pages under ``spec/pages/`` that are named for a date, keyed by date.

    Raises:
        InputError: There are none.
    """
    folder = root / PAGES
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give one with --pages DIR, or run in a checkout")
    found = {child.name: child for child in folder.iterdir() if child.is_dir() and DATE.fullmatch(child.name)}
    if not found:
        raise InputError(f"{folder}: no folder named by a date, such as 2025-10")
    return found


def read_dated(
    folders: Mapping[str, Path], progress: Progress = SILENT, known: Mapping[str, ReadPage] | None = None
) -> list[Dated]:
    """Read the pages of each date, and the note in its folder.

    Args:
        folders: A folder, or a page, for each date.
        progress: Receives progress.
        known: Pages that were read before, by digest.

    Raises:
        InputError: A folder has nothing that can be read.
    """
    found = []
    for date, folder in folders.items():
        whole, removed, complete = read_note(folder)
        # The folder of a date may hold nothing but the note of what was removed, or problems.
        noted = removed or complete or (folder / CARRIED_PROBLEMS).is_file()
        files = () if noted and not _has_pages(folder) else find_pages([folder])
        pages = read_pages(files, progress, f"{date}: reading pages", known)
        require_rows([folder], pages)
        found.append(Dated(date, pages, tuple(carried_problems([folder])), whole, removed, complete))
    return found


def _has_pages(folder: Path) -> bool:
    try:
        return bool(find_pages([folder]))
    except InputError:
        return False


def date_of(pages: Path) -> str:
    """Return the date of a page or a folder of pages, or a name if there is none.

    It is the date in its name, else of the newest change in its manifest, else the newest in file names.
    """
    if match := DATE.search(pages.name):
        return match[0]
    if pages.is_file():
        return _plain_name(pages.stem)
    from tiktok_bindgen.fetch.store import read_manifest

    changes = (record.last_changed for record in read_manifest(pages).values() if record.last_changed)
    if changed := max(changes, default=None):
        return changed[:10]
    names = (match[0] for file in find_pages([pages]) if (match := DATE.search(file.name)))
    return max(names, default=None) or _plain_name(pages.resolve().name)


def _plain_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "pages"
