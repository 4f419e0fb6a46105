"""What the parser made of a structure, remembered from one run to the next (see `tiktok_bindgen.memory`).

Resolving takes most of the time of a run, and most of a document is as it was. What is remembered is keyed by
everything that it depends on: the component's structure, the parser's version and the source of the module
that calls it. So there is nothing to go stale; a file that cannot be read or written only costs time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from tiktok_bindgen.generate.graph import ListOf, MapOf, Ref, Scalar, ScalarKind, Type
from tiktok_bindgen.memory.store import default_folder, digest, recall, remember

__all__ = ["Cache", "Shape", "default_folder"]

#: The types of an object's properties by wire name, without bounds, each with whether it is required.
Shape = Mapping[str, tuple[Type, bool]]

_KIND = "shapes"
_PARSER = "datamodel-code-generator"
_SOURCES = ("cache.py", "graph.py", "resolver.py")
_KINDS = frozenset({"string", "integer", "number", "boolean", "file", "any"})


class Cache:
    """The shapes of components, by what they depend on.

    Args:
        folder: Where they are kept; without it they are forgotten.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._name = "" if folder is None else _versions()
        self._known = recall(folder, _KIND, self._name)
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
        if self._folder is not None:
            self._used[_key(name, structure)] = {
                wire: [_packed(of), required] for wire, (of, required) in shape.items()
            }

    def save(self) -> None:
        """Keep what this run used, and only that."""
        if self._used != self._known:
            remember(self._folder, _KIND, self._name, self._used)


def _versions() -> str:
    source = files("tiktok_bindgen.generate")
    return digest(version(_PARSER), *(source.joinpath(name).read_bytes() for name in _SOURCES))


def _key(name: str, structure: Mapping[str, object]) -> str:
    text = json.dumps([name, structure], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


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
