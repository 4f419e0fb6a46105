"""Write generated files to a folder: only changed ones, each atomically, never touching files of others."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from attrs import frozen

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.files import replace_file, why
from tiktok_bindgen.problem import OutputError

# Files that cannot carry a comment saying that they are generated.
_BARE = frozenset({"py.typed"})
_SUFFIXES = (".css", ".html", ".js", ".json", ".md", ".py", ".pyi")
# What precedes the marker: a comment's opening, or in JSON, which has none, a name.
_OPENINGS = ("# ", "<!-- ", "/* ", '{"//": "')
# The number of bytes in which the marker must be found.
_HEAD = 200


@frozen
class Changes:
    """The differences from the files on disk, as sorted paths below the folder."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0


def write(
    files: Mapping[str, str], folder: Path, marker: str, *, check: bool = False, remove: bool = True
) -> Changes:
    """Make a folder contain exactly these generated files.

    Files there that carry the marker and are not among them are removed; others are left alone.

    Args:
        files: Texts by path below the folder, with forward slashes.
        folder: The folder; created if missing.
        marker: How the first line of a generated file begins, after the comment's opening.
        check: Only report what would change.
        remove: Whether files may be removed. If not and one would be, nothing is written.

    Raises:
        OutputError: The folder cannot be read or written, a file that is not generated is in the way, or
            files would be removed that may not be.
    """
    try:
        return _write(files, folder, marker, check=check, remove=remove)
    except OSError as error:
        path = Path(error.filename or folder)
        raise OutputError(f"cannot write {path}: {why(error, path)}") from error


def _write(files: Mapping[str, str], folder: Path, marker: str, *, check: bool, remove: bool) -> Changes:
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is not a folder")
    changed = []
    unchanged = 0
    for name, text in sorted(files.items()):
        target = folder / name
        old = _read(target)
        if old == text.encode():
            unchanged += 1
            continue
        if old and name not in _BARE and not _is_ours(old, marker):
            raise OutputError(f"{target} exists and was not generated; move it away")
        changed.append(name)
    stale = sorted(leftovers(folder, marker, files))
    if stale and not (check or remove):
        shown = ", ".join(stale[:3]) + (", …" if len(stale) > 3 else "")
        what = number_of(len(stale), "file")
        raise OutputError(f"{folder}: {what} would be removed ({shown}); --remove allows it")
    if not check:
        for name in changed:
            # A link is replaced: what it leads to may be somebody else's.
            replace_file(folder / name, files[name].encode(), follow=False)
        for name in stale:
            (folder / name).unlink()
        _remove_empty(folder, stale)
    return Changes(tuple(changed), tuple(stale), unchanged)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _is_ours(text: bytes, marker: str) -> bool:
    return text.startswith(tuple(f"{opening}{marker}".encode() for opening in _OPENINGS))


def leftovers(folder: Path, marker: str, files: Container[str]) -> Iterator[str]:
    """Yield the files in a folder that carry the marker but are not among the given ones.

    Raises:
        OSError: One of them cannot be read.
    """
    for top, _, names in os.walk(folder):
        inside = Path(top).relative_to(folder)
        for name in names:
            if not name.endswith(_SUFFIXES) or (inside / name).as_posix() in files:
                continue
            path = Path(top, name)
            if not path.is_symlink():
                with path.open("rb") as stream:
                    if _is_ours(stream.read(_HEAD), marker):
                        yield (inside / name).as_posix()


def _remove_empty(folder: Path, removed: list[str]) -> None:
    parents = {
        parent for name in removed for parent in (folder / name).parents if parent.is_relative_to(folder)
    }
    for parent in sorted(parents, key=lambda path: len(path.parts), reverse=True):
        left = [entry for entry in parent.iterdir() if entry.name != "__pycache__"]
        if not left and parent != folder:
            cache = parent / "__pycache__"
            if cache.is_dir():
                for entry in cache.iterdir():
                    entry.unlink()
                cache.rmdir()
            parent.rmdir()
