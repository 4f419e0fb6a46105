"""Find documentation pages on disk and read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from tiktok_bindgen.files import digest, file_bytes
from tiktok_bindgen.problem import InputError, Problem, UnreadTableError
from tiktok_bindgen.progress import SILENT, Progress
from tiktok_bindgen.read import read_page, unread_table
from tiktok_bindgen.read.page import Page

PAGE_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".json", ".html", ".htm"})


@frozen
class PageFile:
    """A page on disk.

    Attributes:
        path: Its path.
        name: Its path relative to the folder that was given, with forward slashes.
    """

    path: Path
    name: str


_UNREAD = "lines look like a table, but none could be read as a row"


@frozen
class ReadPage:
    """A page, with the problems of reading it.

    Attributes:
        page: The page; an empty one if it cannot be read.
        problems: What was not understood.
        failure: Why it cannot be read.
        unread: The line of what looks like a table without any row that could be read; 0 if there is none.
        path: Where it is; ``None`` if that is not known.
        digest: A digest of its path, its name and its bytes; empty if it cannot be read.
    """

    page: Page
    problems: tuple[Problem, ...]
    failure: InputError | None = field(default=None, eq=False)
    unread: int = field(default=0, eq=False)
    path: Path | None = field(default=None, eq=False)
    digest: str = field(default="", eq=False)


def find_pages(paths: Sequence[Path]) -> tuple[PageFile, ...]:
    """List the page files at some paths.

    Args:
        paths: Page files, or folders to search. Names that start with ``_`` or ``.`` are ignored.

    Returns:
        The files, sorted by name.

    Raises:
        InputError: A path does not exist, cannot be listed, or contains no page.
    """
    found: dict[str, PageFile] = {}
    for path in paths:
        if path.is_file():
            found.setdefault(path.name, PageFile(path, path.name))
            continue
        if not path.is_dir():
            raise InputError(f"{path}: no such file or folder")
        try:
            files = sorted(path.rglob("*"))
        except OSError as error:
            raise InputError(f"{path}: cannot be listed: {error.strerror}") from None
        pages = [PageFile(file, file.relative_to(path).as_posix()) for file in files if _is_page(file, path)]
        if not pages:
            raise InputError(
                f"{path}: no pages in this folder (files ending in {', '.join(sorted(PAGE_SUFFIXES))})"
            )
        for page in pages:
            found.setdefault(page.name, page)
    return tuple(sorted(found.values(), key=lambda file: file.name))


def _is_page(file: Path, root: Path) -> bool:
    parts = file.relative_to(root).parts
    hidden = any(part.startswith(("_", ".")) for part in parts)
    if hidden or file.suffix.lower() not in PAGE_SUFFIXES or not file.is_file():
        return False
    return not any(_is_beside_page(folder) for folder in list(file.parents)[: len(parts) - 1])


def _is_beside_page(folder: Path) -> bool:
    """Whether a folder is the one that a browser saves next to a page, with its frames and images."""
    page = folder.name.removesuffix("_files")
    return page != folder.name and any(
        (folder.parent / f"{page}{suffix}").is_file() for suffix in (".html", ".htm")
    )


def read_pages(
    files: Sequence[PageFile],
    progress: Progress = SILENT,
    what: str = "reading pages",
    known: Mapping[str, ReadPage] | None = None,
) -> tuple[ReadPage, ...]:
    """Read page files.

    A file that cannot be read as a page becomes an empty page with a problem, so one broken file does not
    stop the others.

    Args:
        files: The files.
        progress: Receives progress reports.
        what: The name of this stage.
        known: Pages that were read before, by digest.

    Raises:
        InputError: None of the files can be read.
    """
    pages = tuple(read_file(file, known) for file in progress.each(files, what))
    failures = [read.failure for read in pages if read.failure is not None]
    if failures and len(failures) == len(pages):
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        raise InputError(f"{failures[0]}{more}")
    return pages


def read_file(file: PageFile, known: Mapping[str, ReadPage] | None = None) -> ReadPage:
    """Read one page file, unless it is known; one that cannot be read is an empty page with its failure."""
    try:
        data = file_bytes(file.path)
        # The same page of another date is another one.
        key = digest(str(file.path), file.name, data)
        if known and key in known:
            return evolve(known[key], path=file.path)
        page, problems = read_page(data, file.name)
    except InputError as error:
        text = str(error).removeprefix(f"{file.name}: ")
        empty = Page(file.name, "native", "", None, (), (), ())
        odd = (Problem(file.name, 0, "page-unreadable", text),)
        return ReadPage(empty, odd, error, path=file.path)
    unread = unread_table(page, data)
    if unread and not problems:
        problems = (Problem(file.name, unread, "table-unread", _UNREAD),)
    return ReadPage(page, problems, unread=unread, path=file.path, digest=key)


def require_rows(paths: Iterable[Path], pages: Iterable[ReadPage]) -> None:
    """Require that files given by name have no table that could not be read.

    Such a file in a folder is only reported as a problem.

    Raises:
        UnreadTableError: One of them has such a table.
    """
    named = {path.name: path for path in paths if path.is_file()}
    for read in pages:
        if read.unread and read.page.name in named:
            raise UnreadTableError(f"{named[read.page.name]}:{read.unread}: {_UNREAD}")
