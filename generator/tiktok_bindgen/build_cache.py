"""Records of the last builds' inputs and outputs, so that only what changed is made again.

A record has a digest of a build's whole input and of each file it wrote, not the files themselves: an
unchanged build is skipped. After these comes what was made of each page (`tiktok_bindgen.known_pages`). The
input includes our own source and the versions of Python and the libraries, so nothing can be stale. Whoever
can write a record can run code, so it is used only if it is the user's own and nobody else may write to it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from attrs import asdict

from tiktok_bindgen.files import digest, file_bytes, replace_file
from tiktok_bindgen.generate.write import leftovers
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.report import Counts
from tiktok_bindgen.runtime.codec import parse_json
from tiktok_bindgen.sources import find_pages

LIBRARIES = ("attrs", "beautifulsoup4", "jinja2", "python-jsonpath", "python-sat", "pyyaml", "ruff")
"""The libraries that affect the output."""

# Enough for several checkouts and their branches.
_MOST_BUILDS = 8
_PACKAGE = Path(__file__).parent


def default_folder() -> Path | None:
    """Return where builds are recorded: ``TIKTOK_BINDGEN_CACHE``, else below the user's cache folder.

    Returns:
        The folder; ``None`` if the variable is empty, or there is no such folder.
    """
    chosen = os.environ.get("TIKTOK_BINDGEN_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "tiktok-bindgen"
    except RuntimeError:
        return None


class BuildCache:
    """The record of the last build of one kind.

    Args:
        folder: The folder of records; ``None`` records nothing.
        root: The folder that all files are below.
        package: The folder below the root in which all generated files must be the build's.
        options: Other values that affect the output.
        pages: The folders of pages.
        others: Other input files, which may be missing.
    """

    def __init__(
        self,
        folder: Path | None,
        root: Path,
        *,
        package: str,
        options: Sequence[str],
        pages: Sequence[Path],
        others: Iterable[Path],
    ) -> None:
        self._root = root
        self._package = package
        self._pages = pages
        self._others = tuple(others)
        self._options = (*options, *(str(path) for path in (root, *pages)))
        name = digest(str(root.absolute()), *self._options)[:16]
        self._file = None if folder is None else folder / f"build-{name}.cache"
        self._input = self._input_digest()
        self._record, self.made = self._read()

    def _read(self) -> tuple[Any, bytes]:
        """Return the record, and what was made of pages by this same generator."""
        try:
            # A record of another generator, or a damaged one, counts as none.
            if self._file is None or self._input is None:
                return {}, b""
            with self._file.open("rb") as stream:
                if not _is_own(os.fstat(stream.fileno())):
                    return {}, b""
                seal, _, data = stream.read().partition(b"\n")
            text, _, made = data.partition(b"\n")
            record = parse_json(text.decode())
            is_whole = seal.decode() == digest(data) and record["generator"] == generator_digest()
        except (OSError, ValueError, TypeError, KeyError):
            return {}, b""
        return (record, made) if is_whole else ({}, b"")

    def load(self) -> tuple[dict[str, Counts], int] | None:
        """Return the recorded build's counts by date and number of files, if nothing has changed since."""
        known = self._record
        if self._file is None or known.get("input") != self._input:
            return None
        try:
            if not self._is_there(**known["output"]):
                return None
            # The least recently used record is removed first.
            os.utime(self._file)
            counts = {name: Counts(**each) for name, each in known["counts"].items()}
            return counts, len(known["output"]["files"])
        except (OSError, TypeError, KeyError):
            return None

    def save(
        self, counts: Mapping[str, Counts], files: Mapping[str, str], marker: str, made: bytes = b""
    ) -> None:
        """Cache a build: counts by date, and texts of files, of which generated ones have the marker.

        That this fails is nobody's concern, as it is a help and no result.
        """
        # A page may have been edited during the build.
        if self._file is None or self._input is None or self._input != self._input_digest():
            return
        build = {
            "generator": generator_digest(),
            "input": self._input,
            "counts": {name: asdict(each) for name, each in counts.items()},
            "output": {"files": {name: digest(text) for name, text in files.items()}, "marker": marker},
        }
        data = b"%b\n%b" % (json.dumps(build).encode(), made)
        folder = self._file.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._file, b"%b\n%b" % (digest(data).encode(), data))
            self._file.chmod(0o600)
            cached = sorted(
                folder.glob(f"build-{'[0-9a-f]' * 16}.cache"), key=lambda file: file.stat().st_mtime_ns
            )
            for file in cached[:-_MOST_BUILDS]:
                file.unlink(missing_ok=True)
        except OSError:
            return

    def _input_digest(self) -> str | None:
        """Return a digest of everything the build depends on; ``None`` if something cannot be read."""
        if self._file is None or (generator := generator_digest()) is None:
            return None
        parts: list[str | bytes] = [generator, *self._options]
        try:
            for folder in self._pages:
                pages = find_pages([folder])
                parts.append(str(len(pages)))
                parts += [part for page in pages for part in (page.name, file_bytes(page.path))]
            parts += [b"+" + file_bytes(file) if file.is_file() else b"-" for file in self._others]
        except InputError:
            return None
        return digest(*parts)

    def _is_there(self, files: Mapping[str, str], marker: str) -> bool:
        """Whether the files are unchanged, and the package has no other generated files."""
        prefix = f"{self._package}/"
        own = frozenset(name.removeprefix(prefix) for name in files if name.startswith(prefix))
        if any(digest((self._root / name).read_bytes()) != made for name, made in files.items()):
            return False
        return not any(leftovers(self._root / self._package, marker, own))


def _is_own(status: os.stat_result) -> bool:
    """Whether a file is the user's own, and only the user may write to it."""
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


@cache
def generator_digest() -> str | None:
    """Return a digest of the generator: our own source, Python's version and those of the libraries.

    Returns:
        The digest; ``None`` if one of them is unknown, so that nothing can be cached.
    """
    try:
        libraries = [f"{name} {version(name)}" for name in LIBRARIES]
        source = [part for name, file in _sources() for part in (name, file.read_bytes())]
    except (PackageNotFoundError, OSError):
        return None
    return digest(sys.version, *libraries, *source) if source else None


def _sources() -> Iterator[tuple[str, Path]]:
    """Yield every file of this package, with its path in the package."""
    for file in sorted(_PACKAGE.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file.relative_to(_PACKAGE).as_posix(), file
