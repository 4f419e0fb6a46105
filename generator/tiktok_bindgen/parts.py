"""A document split into the parts that references point to, with the references and the text of each part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tiktok_bindgen.openapi import mapping, named

Key = tuple[str, ...]
"""The place of a part: ``("paths", PATH)``, ``("components", KIND, NAME)``, ``("x-some",)``."""

_REFERENCE = '"$ref": "'
_COMPONENT = re.compile(r"#/components/([^/\\]+)/([^/\\]+)(?:/[^\\]*)?")


class Parts:
    """The parts of one document.

    Args:
        document: The document.

    Attributes:
        document: The document.
        values: Its parts, by place.
        texts: The text of each part, as JSON.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.values = dict(_parts(document))
        self.texts = {key: json.dumps(value) for key, value in self.values.items()}

    def references(self, key: Key) -> frozenset[Key]:
        """Return the components that a part refers to."""
        return frozenset(_references(self.texts.get(key, "")))

    def reached(self, keys: Iterable[Key]) -> set[Key]:
        """Return parts and all parts that they refer to, directly or through others."""
        found: set[Key] = set()
        waiting = [*keys]
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting += self.references(key)
        return found

    def only(self, keys: set[Key], extensions: set[str]) -> dict[str, Any]:
        """Return the document with only some of its parts, and without some of its ``x-`` keys."""
        made = {key: value for key, value in self.document.items() if key not in extensions}
        for section in ("paths", "webhooks"):
            if isinstance(here := made.get(section), Mapping):
                made[section] = {name: item for name, item in here.items() if (section, str(name)) in keys}
        if isinstance(components := made.get("components"), Mapping):
            made["components"] = {
                kind: {name: each for name, each in here.items() if ("components", kind, str(name)) in keys}
                if isinstance(here, Mapping)
                else here
                for kind, here in components.items()
            }
        return made


def _parts(document: Mapping[str, Any]) -> Iterable[tuple[Key, Any]]:
    for section in ("paths", "webhooks"):
        for name, item in mapping(document.get(section)).items():
            yield (section, str(name)), item
    for kind, components in mapping(document.get("components")).items():
        for name, component in mapping(components).items():
            yield ("components", str(kind), str(name)), component
    for name, value in document.items():
        if name.startswith("x-"):
            yield (name,), value


def _references(text: str) -> Iterable[Key]:
    for rest in text.split(_REFERENCE)[1:]:
        reference = rest.partition('"')[0]
        found = _COMPONENT.fullmatch(reference)
        if found is not None:
            yield "components", *map(named, found.groups())
        elif reference.startswith("#") or "\\" in reference:
            raise ValueError("a reference to another place than a component")
