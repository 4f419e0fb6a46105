"""Manual corrections: an OpenAPI Overlay 1.0 document, applied to a spec.

See https://spec.openapis.org/overlay/v1.0.0. Two rules are stricter here: every action needs a reason, and an
action has either an ``update`` or a ``remove``. One is more lenient: a plain value that an array contains
already is not appended again, so a correction is harmless once the documentation has it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Mapping
from itertools import accumulate
from operator import getitem
from pathlib import Path
from typing import Any

from attrs import frozen
from jsonpath import CompoundJSONPath, JSONPath, JSONPathEnvironment, JSONPathError, JSONPathMatch

from tiktok_bindgen.assemble.rules import restated
from tiktok_bindgen.assemble.yaml import load_mapping
from tiktok_bindgen.openapi import objects_in, require_shape, same, target_of
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.runtime.lookup import did_you_mean

_VERSION = re.compile(r"1\.0\.[0-9]+")
_KEYS = {"overlay", "info", "extends", "actions"}
_ACTION_KEYS = {"target", "description", "update", "remove", "x-reason"}
# A name in a target, in quotes or after a dot.
_NAME = re.compile(r"""\['([^']+)'\]|\["([^"]+)"\]|\.([\w-]+)""")
_JSONPATH = JSONPathEnvironment(strict=True)

Location = tuple[str | int, ...]


@frozen
class Action:
    """A correction and its reason: what is merged into each target of a JSONPath, or that these go."""

    target: str
    reason: str
    update: object = None
    remove: bool = False


@frozen
class Overlay:
    """A document of corrections, in the order they are applied; problems are reported under its name."""

    name: str
    actions: tuple[Action, ...]


class _Unchanged(set[tuple[int, str]]):
    """All objects but those that were corrected, whose shape alone can be wrong."""

    def __init__(self, changed: Collection[int]) -> None:
        super().__init__()
        self._changed = changed

    def __contains__(self, seen: object) -> bool:
        return (isinstance(seen, tuple) and seen[0] not in self._changed) or super().__contains__(seen)


def load_overlay(path: Path) -> Overlay:
    """Read an overlay.

    Args:
        path: A JSON file if its name ends in ``.json``, else YAML.

    Raises:
        InputError: It cannot be read, or is not a valid overlay.
    """
    document = load_mapping(path)
    try:
        return _overlay(document, path.name)
    except ValueError as error:
        raise InputError(f"{path}: {error}") from None


def apply_overlay(spec: dict[str, object], overlay: Overlay) -> tuple[Problem, ...]:
    """Correct a spec in place.

    Returns:
        A problem for each action that has no target any more, cannot be applied to its target, or changes
        nothing.

    Raises:
        InputError: With the corrections, a value of the spec has a shape that it cannot have.
    """
    problems = []
    touched: list[object] = []
    for number, action in enumerate(overlay.actions, 1):
        matches = [*_compiled(action.target, "").finditer(spec)]
        for match in matches:
            touched += accumulate(match.parts, getitem, initial=spec)  # type: ignore[arg-type]
        found = _apply(spec, action, matches)
        touched += objects_in([match.obj for match in matches])
        if found:
            code, text = found
            where = f"action {number}, target {action.target!a}"
            problems.append(Problem(overlay.name, 0, code, f"{where}: {text}"))
    changed = {*map(id, touched)}
    objects = [*objects_in(spec)]
    try:
        require_shape(spec, seen=_Unchanged(changed))
        for reference in {each["$ref"] for each in objects if isinstance(each.get("$ref"), str)}:
            target_of(spec, reference, "a schema")
    except InputError as error:
        raise InputError(f"{overlay.name}: the corrected spec cannot be used: {error}") from None
    if any("x-rules" in f"{action.target} {action.update}" for action in overlay.actions):
        told = restated(each for each in objects if id(each) in changed)
        problems += [Problem(overlay.name, 0, "overlay-mismatch", text) for text in told]
    return tuple(problems)


def _overlay(document: Mapping[str, Any], name: str) -> Overlay:
    version = document.get("overlay")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise ValueError(f"not an overlay of version 1.0: 'overlay' is {ascii(version)[:40]}")
    _refuse_unknown(document, _KEYS, "the overlay")
    info = document.get("info")
    if not isinstance(info, dict) or not all(isinstance(info.get(key), str) for key in ("title", "version")):
        raise ValueError("'info' requires a title and a version, both text")
    actions = document.get("actions")
    if not isinstance(actions, list):
        raise ValueError("'actions' is not a list")  # noqa: TRY004 -- one kind of error for a malformed file
    found = tuple(_action(action, f"action {number}") for number, action in enumerate(actions, 1))
    return Overlay(name, found)


def _action(action: object, name: str) -> Action:
    if not isinstance(action, dict):
        raise ValueError(f"{name} is not a mapping")  # noqa: TRY004 -- likewise
    _refuse_unknown(action, _ACTION_KEYS, name)
    target, reason, remove = action.get("target"), action.get("x-reason"), action.get("remove", False)
    if not isinstance(target, str):
        raise ValueError(f"{name} has no target")  # noqa: TRY004 -- likewise
    _compiled(target, name)
    if not isinstance(reason, str) or not reason.strip():
        raise ValueError(f"{name} has no x-reason")
    if not isinstance(remove, bool):
        raise ValueError(f"{name}: 'remove' must be true or false")  # noqa: TRY004 -- likewise
    if remove == ("update" in action):
        raise ValueError(f"{name} requires either 'update' or 'remove: true'")
    return Action(target, reason, action.get("update"), remove)


def _refuse_unknown(mapping: Mapping[str, object], known: set[str], name: str) -> None:
    for key in mapping:
        if key not in known and not key.startswith("x-"):
            raise ValueError(f"{name} has an unknown key {ascii(key)[:100]}")


def _compiled(target: str, name: str) -> JSONPath | CompoundJSONPath:
    try:
        return _JSONPATH.compile(target)
    except (JSONPathError, RecursionError) as error:
        first_line = str(error).strip().partition("\n")[0][:200]
        raise ValueError(
            f"{name}: the target {ascii(target)[:200]} is not a JSONPath such as $.paths['/a/b/'].post: "
            f"{first_line}"
        ) from None


def _apply(spec: dict[str, object], action: Action, matches: list[JSONPathMatch]) -> tuple[str, str] | None:
    """Apply one action in place; return the code and text of its problem, if any."""
    if not matches:
        return "overlay-unused", f"matches nothing{_absent(action.target, spec)}"
    if action.remove:
        if any(not match.parts for match in matches):
            return "overlay-mismatch", "the document as a whole cannot be removed"
        _remove(spec, [match.parts for match in matches])
        return None
    changed = False
    for match in matches:
        target = match.obj
        if isinstance(target, list):
            changed |= _append(target, [action.update])
        elif isinstance(target, dict) and isinstance(action.update, dict):
            changed |= _merge(target, action.update)
        else:
            return "overlay-mismatch", "only an object can be merged into an object, and nothing into a value"
    return None if changed else ("overlay-without-effect", "the spec says so already")


def _absent(target: str, spec: dict[str, object]) -> str:
    """Say which name of a target the spec does not have, with similar ones, as the end of a message."""
    known = {key for each in objects_in(spec) for key in each}
    names = ("".join(found) for found in _NAME.findall(target))
    name = next((each for each in names if each not in known), None)
    return "" if name is None else f"; the spec has no {name!a}{did_you_mean(name, known)}"


def _remove(spec: dict[str, object], locations: list[Location]) -> None:
    # Backwards, so that removing an item leaves the indexes of the others unchanged.
    for *parents, last in sorted(set(locations), key=_sort_key, reverse=True):
        parent: Any = spec
        for part in parents:
            parent = parent[part]
        del parent[last]


def _sort_key(location: Location) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in location)


def _merge(target: dict[str, Any], update: Mapping[str, Any]) -> bool:
    changed = False
    for key, value in update.items():
        if key not in target:
            target[key] = copy.deepcopy(value)
            changed = True
        elif isinstance(target[key], dict) and isinstance(value, dict):
            changed |= _merge(target[key], value)
        elif isinstance(target[key], list) and isinstance(value, list):
            changed |= _append(target[key], value)
        elif not same(target[key], value):
            target[key] = copy.deepcopy(value)
            changed = True
    return changed


def _append(target: list[Any], values: list[Any]) -> bool:
    new = [
        value
        for value in values
        if isinstance(value, dict | list) or not any(same(held, value) for held in target)
    ]
    target += copy.deepcopy(new)
    return bool(new)
