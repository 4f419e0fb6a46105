"""Convert schemas to a canonical form, however they are written: references followed, ``allOf`` merged.

A canonical schema allows exactly the values that the written one allows. That of the client's generator, in
`tiktok_bindgen.generate.schemas`, is another: it drops what a class cannot say, and keeps names.
"""

from __future__ import annotations

import json
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from tiktok_bindgen.diff.model import Schema
from tiktok_bindgen.openapi import MAPPINGS, is_extended, is_null, parts_of, referred, resolved
from tiktok_bindgen.problem import InputError

# The keys of a canonical schema that replace or differ from standard keywords:
#   type        a frozenset of names; absent for any type
#   enum        replaces ``const``, too
#   lower/upper (number, whether the number itself is not allowed)
#   closed      True if no other fields are allowed
#   map         the schema of all other fields, if given
#   extended    True if callers may add fields of their own to the documented ones
#   required    a sorted tuple
#   cases       a list of ``if``/``then``/``else``, since a merged schema can have several
#   unresolved  a reference whose target is not in the document
_ANY: Schema = {}
_NEVER: Schema = {"not": {}}
_ANNOTATIONS = frozenset({"title", "description", "example", "examples", "default", "deprecated", "$comment"})
_OF_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_OF_TEXT = frozenset({"type", "contentMediaType", "contentSchema"})
# How many merged schemas are allowed: a specification written by people has some dozens.
_MOST_MADE = 1_000


class Canon:
    """The schemas of one document in canonical form."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Take a document; schemas are converted when they are asked for."""
        self._document = document
        # With the schema whose id is the key, so that it is kept alive.
        self._known: dict[int, tuple[object, Schema]] = {}
        self._open: set[int] = set()
        # Keyed by the ids of the parts, so that merging a recursive schema again gives the same schema.
        self._made: dict[frozenset[int], Schema] = {}

    def schema(self, raw: object) -> Schema:
        """Return the canonical form of a schema; its sub-schemas stay as written."""
        key = id(raw)
        parts = frozenset(map(id, _made_of(raw)))
        _, found = self._known.get(key, (raw, self._made.get(parts)))
        if found is not None:
            return found
        if key in self._open:
            return _ANY
        self._open.add(key)
        try:
            found = self._canonical(raw)
        finally:
            self._open.discard(key)
        self._known[key] = raw, found
        if len(parts) > 1:
            self._made[parts] = found
            if len(self._made) > _MOST_MADE:
                raise InputError("schemas refer to each other in too many ways to be compared")
        return found

    def follow(self, raw: object) -> object:
        """Return the target of a value that is a reference, through further references; others unchanged."""
        return resolved(self._document, raw)

    def _canonical(self, raw: object) -> Schema:
        if raw is False:
            return _NEVER
        if not isinstance(raw, MAPPINGS):
            return _ANY
        if "contentSchema" in raw:
            # A text that holds an encoded value is compared as if it were that value.
            raw = {**{key: raw[key] for key in raw if key not in _OF_TEXT}, "allOf": [raw["contentSchema"]]}
        reference = raw.get("$ref")
        if not isinstance(reference, str):
            return self._combined(_spelled(raw))
        target = self._target(reference)
        here = {key: value for key, value in raw.items() if key != "$ref"}
        if target is None:
            return self._combined(_spelled({**here, "unresolved": reference}))
        there = self.schema(target)
        return _merged(there, self._combined(_spelled(here))) if here else there

    def _combined(self, schema: dict[str, Any]) -> Schema:
        """Merge ``allOf``, single alternatives, and pairs of alternatives of which one is null."""
        parts = parts_of(schema)
        schema.pop("allOf", None)
        found: Schema = {}
        for part in parts:
            found = _merged(found, self.schema(part))
        found = _merged(found, schema) if found else schema
        for keyword in ("oneOf", "anyOf"):
            choices = found.get(keyword)
            if not isinstance(choices, list) or len(choices) not in {1, 2}:
                continue
            real = [choice for choice in choices if not is_null(choice)]
            if len(real) != 1:
                continue
            inner = dict(self.schema(real[0]))
            if len(choices) == 2 and "type" in inner:
                inner["type"] = inner["type"] | {"null"}
            if len(choices) == 1 or "type" in inner:
                found = _merged(inner, {key: value for key, value in found.items() if key != keyword})
        return found

    def _target(self, reference: str) -> object | None:
        """Return the target of a reference; ``None`` if it is not in the document."""
        try:
            return referred(self._document, reference)
        except LookupError:
            return None


def _spelled(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with its own keywords in canonical spelling."""
    found = dict(raw)
    # What a field was in the version before, or has in other operations, is no property of the field itself.
    for key in ("x-formerly", "x-documented-elsewhere"):
        found.pop(key, None)
    types = found.pop("type", None)
    if types is not None:
        listed = types if isinstance(types, list) else [types]
        found["type"] = frozenset(name for name in listed if isinstance(name, str))
    if found.pop("nullable", False) is True and "type" in found:
        found["type"] |= {"null"}
    if "const" in found:
        found["enum"] = [found.pop("const")]
    elif not isinstance(found.get("enum", []), list) or _is_any_truth(found):
        del found["enum"]
    case = {key: found.pop(key) for key in ("if", "then", "else") if key in found}
    if "if" in case and len(case) > 1:
        found["cases"] = [case]
    if not _OF_BOUNDS.isdisjoint(found):
        _bounds(found)
    _openness(found)
    if "required" in found:
        names = found.pop("required")
        listed = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
        if listed:
            found["required"] = tuple(sorted(set(listed)))
    if not isinstance(found.get("properties", {}), Mapping):
        del found["properties"]
    for name in ("minLength", "minItems", "minProperties"):
        if found.get(name) == 0:
            del found[name]
    return found


def _is_any_truth(found: Mapping[str, Any]) -> bool:
    values = found.get("enum", ())
    return found.get("type") == {"boolean"} and True in values and False in values


def _bounds(found: dict[str, Any]) -> None:
    """Replace the two keywords of each side by one bound, which is inclusive for integers."""
    whole = found.get("type", frozenset()) - {"null"} == {"integer"}
    for name, inclusive, exclusive in (
        ("lower", "minimum", "exclusiveMinimum"),
        ("upper", "maximum", "exclusiveMaximum"),
    ):
        number, beyond = found.pop(inclusive, None), found.pop(exclusive, None)
        bounds = []
        if _is_number(number):
            bounds.append((number, beyond is True))
        if _is_number(beyond):
            bounds.append((beyond, True))
        if not bounds:
            continue
        bound = max(bounds) if name == "lower" else min(bounds, key=upper_order)
        if whole and bound[1]:
            step = 1 if name == "lower" else -1
            rounded = math.floor(bound[0]) if name == "lower" else math.ceil(bound[0])
            bound = (rounded + step, False)
        found[name] = bound


def upper_order(bound: tuple[float, bool]) -> tuple[float, bool]:
    """Return a sort key for upper bounds that puts the strictest first."""
    return bound[0], not bound[1]


def _openness(found: dict[str, Any]) -> None:
    """Replace the keywords for all other fields by ``closed``, ``map`` or ``extended``."""
    if is_extended(found):
        # Any object takes other fields, but this one is meant to have some.
        found["extended"] = True
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        rest = found.pop(keyword, None)
        if rest is False:
            found["closed"] = True
        elif isinstance(rest, Mapping) and rest:
            found["map"] = rest


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _merged(left: Schema, right: Schema) -> Schema:
    """Merge two canonical schemas; keywords that cannot be merged stay in ``allOf``."""
    found = dict(left)
    rest: dict[str, Any] = {}
    for key, value in right.items():
        if key not in found or key in _ANNOTATIONS or key.startswith("x-"):
            found[key] = value
        elif key in _MERGERS:
            found[key] = _MERGERS[key](found[key], value)
        elif found[key] != value:
            rest[key] = value
    if rest:
        found["allOf"] = [*found.get("allOf", ()), rest]
    return found


def _both_types(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    both = left & right
    if "integer" in left ^ right and "number" in left | right:
        both |= {"integer"}
    return both


def _both_enums(left: list[Any], right: list[Any]) -> list[Any]:
    known = {json.dumps(value, sort_keys=True) for value in right}
    return [value for value in left if json.dumps(value, sort_keys=True) in known]


def _both_properties(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(left)
    for name, schema in right.items():
        found[name] = _both_schemas(found[name], schema) if name in found else schema
    return found


def _both_schemas(left: object, right: object) -> object:
    parts = list[object]()
    for part in (*_made_of(left), *_made_of(right)):
        if part not in parts:
            parts.append(part)
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def _made_of(schema: object) -> list[object]:
    """Return the parts of a schema that has only ``allOf``, or the schema itself."""
    if isinstance(schema, MAPPINGS) and schema.keys() == {"allOf"} and isinstance(schema["allOf"], list):
        return schema["allOf"]
    return [schema]


def _both_dependencies(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    return {name: [*left.get(name, ()), *right.get(name, ())] for name in dict.fromkeys((*left, *right))}


# Keyword → a function that merges two of its values so that both hold.
_MERGERS: dict[str, Callable[[Any, Any], object]] = {
    "type": _both_types,
    "enum": _both_enums,
    "properties": _both_properties,
    "required": lambda left, right: tuple(sorted({*left, *right})),
    "items": _both_schemas,
    "map": _both_schemas,
    "cases": operator.add,
    "dependentRequired": _both_dependencies,
    "lower": max,
    "upper": lambda left, right: min(left, right, key=upper_order),
    "uniqueItems": operator.or_,
    **dict.fromkeys(("minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties"), min),
}
