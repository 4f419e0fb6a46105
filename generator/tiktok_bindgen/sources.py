"""Find documentation pages on disk and read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from attrs import field, frozen

from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Page

PAGE_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".json"})


@frozen
class PageFile:
    """A page on disk.

    Attributes:
        path: Where it is.
        name: Its path relative to what was asked for, with forward slashes.
    """

    path: Path
    name: str


Progress = Callable[[Iterable[PageFile]], Iterable[PageFile]]
"""Wraps files to show how far reading is."""


@frozen
class ReadPage:
    """A page and what its reader did not understand.

    Attributes:
        page: The page; an empty one if it cannot be read.
        problems: What is odd about it.
        failure: Why it cannot be read.
    """

    page: Page
    problems: tuple[Problem, ...]
    failure: InputError | None = field(default=None, eq=False)


def find_pages(paths: Sequence[Path]) -> tuple[PageFile, ...]:
    """List the page files that paths stand for.

    Args:
        paths: Page files, or folders to search. Names that start with ``_`` or ``.`` are no pages.

    Returns:
        The files, sorted by name.

    Raises:
        InputError: A path does not exist, cannot be listed, or holds no page.
    """
    found: dict[str, PageFile] = {}
    for path in paths:
        if path.is_file():
            found.setdefault(path.name, PageFile(path, path.name))
            continue
        if not path.is_dir():
            msg = f"{path}: no such file or folder"
            raise InputError(msg)
        try:
            files = sorted(path.rglob("*"))
        except OSError as error:
            msg = f"{path}: cannot be listed: {error.strerror}"
            raise InputError(msg) from None
        pages = [PageFile(file, file.relative_to(path).as_posix()) for file in files if _is_page(file, path)]
        if not pages:
            msg = f"{path}: no pages in this folder (files ending in {', '.join(sorted(PAGE_SUFFIXES))})"
            raise InputError(msg)
        for page in pages:
            found.setdefault(page.name, page)
    return tuple(sorted(found.values(), key=lambda file: file.name))


def _is_page(file: Path, root: Path) -> bool:
    hidden = any(part.startswith(("_", ".")) for part in file.relative_to(root).parts)
    return not hidden and file.suffix.lower() in PAGE_SUFFIXES and file.is_file()


def read_pages(files: Sequence[PageFile], progress: Progress = iter) -> tuple[ReadPage, ...]:
    """Read page files.

    A file that cannot be read as a page becomes an empty page with a problem, so that one broken file
    does not stop the others; when it is the only one, there is nothing to go on with.

    Args:
        files: The files.
        progress: Wraps the files to show how far reading is.

    Raises:
        InputError: None of the files can be read.
    """
    pages = tuple(read_file(file) for file in progress(files))
    require_readable(pages)
    return pages


def read_file(file: PageFile, data: bytes | None = None) -> ReadPage:
    """Read one page file, whether it can be read or not.

    Args:
        file: The file.
        data: What it holds, if that is known.
    """
    try:
        page, problems = read_page(file_bytes(file.path) if data is None else data, file.name)
    except InputError as error:
        text = str(error).removeprefix(f"{file.name}: ")
        empty = Page(file.name, "native", "", None, (), (), ())
        return ReadPage(empty, (Problem(file.name, 0, "page-unreadable", text),), error)
    return ReadPage(page, problems)


def require_readable(pages: Sequence[ReadPage]) -> None:
    """See to it that there is something to go on with.

    Raises:
        InputError: There are pages, and none of them can be read.
    """
    failures = [read.failure for read in pages if read.failure is not None]
    if failures and len(failures) == len(pages):
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        msg = f"{failures[0]}{more}"
        raise InputError(msg)


def file_bytes(path: Path) -> bytes:
    """What a file holds.

    Raises:
        InputError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise InputError(msg) from None
