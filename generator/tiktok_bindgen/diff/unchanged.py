"""Find by text what two documents have in common, so that only the rest has to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tiktok_bindgen.openapi import METHODS, mapping, pointer, without_names
from tiktok_bindgen.parts import Key, Parts

_SENTENCES = '"x-rules-text"'


@frozen
class Rest:
    """Two documents without what is the same in both.

    Attributes:
        old: The document as it was.
        new: The document as it is now.
        left_out: The paths, and the names of events, that were removed from both.
        unchanged: References to what is the same in both, with all that it leads to.
        has_sentences: Whether one of them keeps conditions in words.
    """

    old: Mapping[str, Any]
    new: Mapping[str, Any]
    left_out: tuple[str, ...] = ()
    unchanged: frozenset[str] = frozenset()
    has_sentences: bool = True


def without_unchanged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Rest:
    """Remove the operations that are the same in two documents, including all that their references lead to.

    Documents are returned unchanged if this cannot be decided: if references lead elsewhere than to
    components, or if two paths differ only in the names of their parameters.

    Args:
        old: The document as it was.
        new: The document as it is now.
    """
    try:
        before, after = Parts(old), Parts(new)
        return Rest(old, new) if _has_twins(before) or _has_twins(after) else _rest(before, after)
    except (TypeError, ValueError, RecursionError):
        return Rest(old, new)


def _rest(old: Parts, new: Parts) -> Rest:
    same = {key for key, text in new.texts.items() if old.texts.get(key) == text}
    if mapping(old.document.get("info")).get("version") != mapping(new.document.get("info")).get("version"):
        # Documents of two versions are compared whole, since stated former names count then.
        return Rest(old.document, new.document)
    touched = {key for key in (*old.texts, *new.texts) if key not in same}
    users: dict[Key, list[Key]] = {}
    for key in same:
        for used in new.references(key):
            users.setdefault(used, []).append(key)
    waiting = [*touched]
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in touched:
                touched.add(user)
                waiting.append(user)
    dropped = {key for key in same - touched if _is_operations(key, new.document)}
    kept = [key for key in {*old.texts, *new.texts} - dropped if _is_read(key)]
    extensions = {key[0] for key in same if len(key) == 1}
    texts = (*old.texts.values(), *new.texts.values())
    return Rest(
        old.only(old.reached(kept), extensions),
        new.only(new.reached(kept), extensions),
        tuple(sorted(without_names(name) for _, name in dropped)),
        frozenset(f"#{pointer(key)}" for key in same - touched),
        any(_SENTENCES in text for text in texts),
    )


def _has_twins(parts: Parts) -> bool:
    """Report whether two paths are the same but for the names of their parameters."""
    paths = [without_names(key[1]) for key in parts.texts if key[0] == "paths"]
    return len(paths) > len(set(paths))


def _is_operations(key: Key, document: Mapping[str, Any]) -> bool:
    """Report whether a part has operations, written in place and not behind a reference."""
    if key[0] == "webhooks":
        return True
    item = mapping(mapping(document.get("paths")).get(key[1])) if key[0] == "paths" else {}
    return "$ref" not in item and any(isinstance(item.get(method), Mapping) for method in METHODS)


def _is_read(key: Key) -> bool:
    """Report whether a part is compared even if nothing refers to it."""
    return key[0] in {"paths", "webhooks"} or key[:2] == ("components", "securitySchemes")
