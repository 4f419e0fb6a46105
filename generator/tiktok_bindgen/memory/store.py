"""The folder of what is remembered: sealed files, few of a kind, and none that anything depends on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, cast

from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.problem import InputError

LIBRARIES = (
    "attrs",
    "beautifulsoup4",
    "jinja2",
    "python-jsonpath",
    "python-sat",
    "pyyaml",
    "ruff",
)
"""The libraries that what is made depends on."""

# Of each kind: enough for a few checkouts and their branches.
_KEPT = 8
_PACKAGE = Path(__file__).parent.parent
_COMPILED = "__pycache__"


def default_folder() -> Path | None:
    """Where results are remembered: ``TIKTOK_BINDGEN_CACHE``, else the user's cache folder.

    Returns:
        The folder; ``None`` if the variable is set to nothing, or there is no such folder.
    """
    chosen = os.environ.get("TIKTOK_BINDGEN_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "tiktok-bindgen"
    except RuntimeError:
        return None


def digest(*parts: str | bytes) -> str:
    """A digest of texts that differs whenever one of them does, or where one ends."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


@cache
def made_by() -> str | None:
    """A digest of what makes things: our own source, Python and the libraries.

    Returns:
        The digest; ``None`` if one of them cannot be told, so that nothing can be remembered.
    """
    try:
        libraries = [f"{name} {version(name)}" for name in LIBRARIES]
        source = [part for name, file in _sources() for part in (name, file.read_bytes())]
    except (PackageNotFoundError, OSError):
        return None
    return digest(sys.version, *libraries, *source) if source else None


def _sources() -> Iterator[tuple[str, Path]]:
    """Every file of this package, by its path in it."""
    for top, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(folder for folder in folders if folder != _COMPILED)
        for name in sorted(names):
            file = Path(top, name)
            yield file.relative_to(_PACKAGE).as_posix(), file


def recall(folder: Path | None, kind: str, name: str) -> dict[str, Any]:
    """What was remembered; nothing if that is not there, or not as it was written.

    Args:
        folder: The folder; without one, nothing is remembered.
        kind: What it is, in small letters.
        name: Which of its kind: a digest, of which the beginning will do.
    """
    if folder is None:
        return {}
    try:
        file = _file(folder, kind, name)
        seal, _, text = file.read_bytes().partition(b"\n")
        if seal != _seal(text):
            return {}
        found = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return {}
    # What was used last is forgotten last.
    with contextlib.suppress(OSError):
        os.utime(file)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def remember(folder: Path | None, kind: str, name: str, value: Mapping[str, Any]) -> None:
    """Keep something JSON-able in place of what was kept under its name.

    The oldest of its kind make room for it. That it cannot be kept is nobody's concern: it is a help, not a
    result.
    """
    if folder is None:
        return
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_text_atomic(_file(folder, kind, name), f"{_seal(text.encode()).decode()}\n{text}")
        _forget(folder, kind)
    except (OSError, InputError, ValueError):
        return


def _seal(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()


def _file(folder: Path, kind: str, name: str) -> Path:
    return folder / f"{kind}-{name[:16]}.cache"


def _forget(folder: Path, kind: str) -> None:
    ours = re.compile(rf"{kind}-[0-9a-f]{{16}}\.cache")
    files = [file for file in folder.iterdir() if ours.fullmatch(file.name)]
    files.sort(key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files[_KEPT:]:
        file.unlink(missing_ok=True)
