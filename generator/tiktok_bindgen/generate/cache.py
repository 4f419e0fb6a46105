"""What the parser made of a structure, remembered from one run to the next.

Resolving takes most of the time of a run, and most of a document is as it was. What is remembered is keyed by
everything that it depends on: the component's structure, the parser's version and the source of the module
that calls it. So there is nothing to go stale; a file that cannot be read or written only costs time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.generate.graph import ListOf, MapOf, Ref, Scalar, ScalarKind, Type
from tiktok_bindgen.problem import InputError

__all__ = ["Cache", "Shape", "default_folder"]

#: The types of an object's properties by wire name, without bounds, each with whether it is required.
Shape = Mapping[str, tuple[Type, bool]]

_PARSER = "datamodel-code-generator"
_SOURCES = ("cache.py", "graph.py", "resolver.py")
_KINDS = frozenset({"string", "integer", "number", "boolean", "file", "any"})


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


class Cache:
    """The shapes of components, by what they depend on.

    Args:
        folder: Where they are kept; without it they are forgotten.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = None if folder is None else folder / f"{_versions()}.json"
        self._known: dict[str, Any] = {} if self._file is None else _read(self._file)
        self._used: dict[str, Any] = {}

    def get(self, name: str, structure: Mapping[str, object]) -> Shape | None:
        """What was made of a structure before, if that is known."""
        if not self._known:
            return None
        key = _key(name, structure)
        packed = self._known.get(key)
        shape = None if packed is None else _unpacked(packed)
        if shape is not None:
            self._used[key] = packed
        return shape

    def put(self, name: str, structure: Mapping[str, object], shape: Shape) -> None:
        """Remember what was made of a structure."""
        if self._file is not None:
            self._used[_key(name, structure)] = {
                wire: [_packed(of), required] for wire, (of, required) in shape.items()
            }

    def save(self) -> None:
        """Keep what this run used, and only that."""
        if self._file is None or self._used == self._known:
            return
        try:
            write_text_atomic(self._file, json.dumps(self._used, separators=(",", ":"), sort_keys=True))
        except InputError:
            # It is a help, not a result.
            return


def _versions() -> str:
    text = version(_PARSER)
    for name in _SOURCES:
        text += files("tiktok_bindgen.generate").joinpath(name).read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _key(name: str, structure: Mapping[str, object]) -> str:
    text = json.dumps([name, structure], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _packed(of: Type) -> Any:
    match of:
        case Scalar(kind=kind):
            return kind
        case Ref(name=name):
            return ["ref", name]
        case ListOf(item=inner):
            return ["list", _packed(inner)]
        case MapOf(value=inner):
            return ["map", _packed(inner)]


def _unpacked(packed: Any) -> Shape | None:
    """A shape as it was packed; nothing if it is not one."""
    try:
        return {wire: (_type(of), required is True) for wire, (of, required) in packed.items()}
    except (AttributeError, TypeError, ValueError):
        return None


def _type(packed: Any) -> Type:
    if isinstance(packed, str) and packed in _KINDS:
        return Scalar(cast("ScalarKind", packed))
    tag, inner = packed
    if tag == "ref" and isinstance(inner, str):
        return Ref(inner)
    if tag == "list":
        return ListOf(_type(inner))
    if tag == "map":
        return MapOf(_type(inner))
    raise ValueError(tag)
