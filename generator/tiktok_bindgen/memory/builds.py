"""What a whole build made, remembered by all its input: an unchanged one is known without doing it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import asdict, frozen

from tiktok_bindgen.generate.write import leftovers
from tiktok_bindgen.memory.store import digest, made_by, recall, remember
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.report import Counts
from tiktok_bindgen.sources import file_bytes, find_pages

_KIND = "build"


@frozen
class Remembered:
    """What is said of a build, and how many files it made.

    Attributes:
        counts: What is counted, for each date.
        files: How many files it made.
    """

    counts: Mapping[str, Counts]
    files: int


class BuildMemory:
    """What the last build of its kind made.

    Args:
        folder: Where it is remembered; without it, nothing is.
        root: Where the files are.
        package: The folder below the root that holds nothing generated but the build's files.
        options: What else the result depends on.
        pages: The folders of pages.
        others: Further files that are read, whether they are there or not.
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
        self._maker = None if folder is None else made_by()
        self._folder = None if self._maker is None else folder
        self._root = root
        self._package = package
        self._pages = pages
        self._others = tuple(others)
        self._options = (*options, *(str(path) for path in (root, *pages)))
        self._name = digest(str(root.absolute()), *self._options)
        self._key = self._input()

    def unchanged(self) -> Remembered | None:
        """What the build made, if all its input and all its files are as they were then."""
        if self._key is None:
            return None
        known = recall(self._folder, _KIND, self._name)
        if known.get("key") != self._key or not self._are_there(known["files"], known["marker"]):
            return None
        return Remembered(
            {name: Counts(**each) for name, each in known["counts"].items()}, len(known["files"])
        )

    def keep(self, counts: Mapping[str, Counts], files: Mapping[str, str], marker: str) -> None:
        """Remember a build.

        Args:
            counts: What is counted, for each date.
            files: The texts of its files, by their paths below the root.
            marker: What tells generated files.
        """
        # A page may have been edited while it was read.
        if self._key is not None and self._key == self._input():
            made = {
                "key": self._key,
                "marker": marker,
                "counts": {name: asdict(each) for name, each in counts.items()},
                "files": {name: _sum(text.encode()) for name, text in files.items()},
            }
            remember(self._folder, _KIND, self._name, made)

    def _input(self) -> str | None:
        """A digest of everything that the build is made from; nothing if it cannot be read."""
        if self._maker is None:
            return None
        parts: list[str | bytes] = [self._maker, *self._options]
        try:
            for folder in self._pages:
                pages = find_pages([folder])
                parts.append(str(len(pages)))
                parts += [part for page in pages for part in (page.name, file_bytes(page.path))]
            parts += [b"+" + file_bytes(file) if file.is_file() else b"-" for file in self._others]
        except InputError:
            return None
        return digest(*parts)

    def _are_there(self, files: Mapping[str, str], marker: str) -> bool:
        """Whether the files hold what they did, and no other generated file is among them."""
        prefix = f"{self._package}/"
        own = frozenset(name.removeprefix(prefix) for name in files if name.startswith(prefix))
        try:
            if any(_sum((self._root / name).read_bytes()) != told for name, told in files.items()):
                return False
            return not any(leftovers(self._root / self._package, marker, own))
        except OSError:
            return False


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
