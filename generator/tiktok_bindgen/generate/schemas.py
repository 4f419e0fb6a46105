"""Prepare schemas in the one shape that the rest of this stage reads.

Afterwards every object with documented properties and every enum of strings is a component with a unique
Python class name, a ``$ref`` refers to one of those, ``allOf`` is merged, and what the client cannot express
(a union of different types) is JSON of unknown shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from tiktok_bindgen.enforced import contested
from tiktok_bindgen.generate import names
from tiktok_bindgen.generate.document import Schema
from tiktok_bindgen.generate.rules import always_required
from tiktok_bindgen.generate.runtime.check import BOUNDS
from tiktok_bindgen.openapi import (
    SCHEMAS,
    is_null,
    listed,
    mapping,
    named,
    parts_of,
    target_of,
    unusable,
)
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.value_names import numbered

# The keywords that bound a value.
LIMITS = (*BOUNDS, "pattern")
STRUCTURE = frozenset(
    {
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "enum",
        "items",
        "nullable",
        "oneOf",
        "prefixItems",
        "properties",
        "required",
        "type",
        *LIMITS,
    }
)
# A fact of a class: the names of the classes one of which an object must match as well.
ALTERNATIVES = "x-alternative-classes"
_DEEPEST = 60
# A few lines of nested ``allOf`` can expand to more schemas than there are atoms.
_MOST_MERGES = 1_000_000


class Schemas:
    """The schemas of one document, prepared on demand.

    Attributes:
        raw: The components as written, and the targets of references into components.
        class_names: The Python class name of each of these.
        prepared: The prepared classes and enums, by Python name.
        enums: The Python names of the enum components, used or not.
    """

    def __init__(self, spec: Mapping[str, object]) -> None:
        """Prepare the components of a document."""
        self._spec = spec
        schemas = mapping(mapping(spec.get("components")).get("schemas"))
        self.raw: dict[str, object] = {str(name): schemas[name] for name in sorted(schemas, key=str)}
        self.class_names = names.unique(
            self.raw, {name: names.class_name(name) for name in self.raw}, joint=""
        )
        self._used = set(self.class_names.values())
        self.prepared: dict[str, Schema] = {}
        self._kinds: dict[str, str] = {}
        self._expanding: list[str] = []
        self._merges = 0
        self._hoisted: dict[int, tuple[str, object]] = {}
        for name, schema in list(self.raw.items()):
            if self.kind(name) != "alias":
                made = self.class_names[name]
                self.prepared[made] = self.prepare(schema, made, f"components.schemas.{name}", named=True)
        self.enums = frozenset(self.class_names[name] for name in self.raw if self.kind(name) == "enum")

    def _component(self, ref: str, where: str) -> str:
        """Return the component that a reference names, adding one for a reference into a component."""
        part = ref.removeprefix(SCHEMAS)
        if part != ref and "/" not in part:
            name = named(part)
            if name not in self.raw:
                raise unusable(where, f"`$ref` {ref!r} does not resolve")
            return name
        if ref not in self.raw:
            self.raw[ref] = target_of(self._spec, ref, where, "schema")
            self.class_names[ref] = self._new_name(ref.rsplit("/", 1)[-1])
            if self.kind(ref) != "alias":
                name = self.class_names[ref]
                self.prepared[name] = {}
                self.prepared[name] = self.prepare(self.raw[ref], name, ref, named=True)
        return ref

    def _new_name(self, hint: str) -> str:
        name = numbered(names.class_name(hint), self._used)
        self._used.add(name)
        return name

    def kind(self, name: str) -> str:
        """Return a component's kind: ``class``, ``enum``, or ``alias`` if it has no Python class."""
        if name not in self._kinds:
            # A component that refers back to itself without an object in between has no shape of its own.
            self._kinds[name] = "alias"
            self._kinds[name] = _kind(self._merged(self.raw[name], f"components.schemas.{name}", ()))
        return self._kinds[name]

    def prepare(self, raw: object, hint: str, where: str, *, named: bool = False, depth: int = 0) -> Schema:
        """Prepare one schema; with ``named`` it is itself a component and not replaced by a reference."""
        if depth > _DEEPEST:
            raise unusable(where, f"schemas are nested more than {_DEEPEST} deep")
        if not named and isinstance(raw, Mapping) and self._plain_reference(raw, where) is not None:
            return self._referenced(raw, hint, where, depth)
        schema = self._merged(raw, where, ())
        facts = {str(key): value for key, value in schema.items() if key not in STRUCTURE}
        limits = {key: schema[key] for key in LIMITS if key in schema}
        kind = schema.get("type")
        values = schema.get("enum")
        if _kind(schema) == "enum":
            enum = {"enum": values, **facts}
            if named:
                return enum
            name, new = self._hoist(raw, hint)
            if new:
                self.prepared[name] = enum
            return {"$ref": f"{SCHEMAS}{name}", **facts, **limits}
        if _kind(schema) == "class":
            name, new = (hint, True) if named else self._hoist(raw, hint)
            if not new:
                return {"$ref": f"{SCHEMAS}{name}", **facts}
            known = mapping(schema["properties"])
            required = schema.get("required")
            result: Schema = {
                "type": "object",
                "properties": {
                    str(key): self.prepare(
                        value, name + names.pascal(str(key)), f"{where}.{key}", depth=depth + 1
                    )
                    for key, value in known.items()
                },
                "required": [
                    key
                    for key, value in known.items()
                    if isinstance(required, list) and key in required and "required" not in contested(value)
                ],
                **facts,
            }
            if alternatives := self._alternatives(raw, name, where, depth):
                result[ALTERNATIVES] = alternatives
            if schema.get("additionalProperties", False) is not False:
                result["additionalProperties"] = True
            if named:
                return result
            self.prepared[name] = result
            return {"$ref": f"{SCHEMAS}{name}", **facts}
        if kind == "object":
            inner = schema.get("additionalProperties")
            prepared = (
                self.prepare(inner, f"{hint}Value", where, depth=depth + 1)
                if isinstance(inner, Mapping)
                else {}
            )
            return {"type": "object", "additionalProperties": prepared, **facts}
        if kind == "array":
            items = schema.get("items")
            prepared = {} if items is None else self.prepare(items, hint, f"{where}[]", depth=depth + 1)
            return {"type": "array", "items": prepared, **facts, **limits}
        result = {**facts, **limits}
        if isinstance(kind, str):
            result["type"] = kind
        if isinstance(values, list) and kind in {"integer", "number"}:
            result["enum"] = values
        return result

    def _alternatives(self, raw: object, name: str, where: str, depth: int) -> list[str]:
        """Return the classes one of which an object with its own properties must match, for checks."""
        if not isinstance(raw, Mapping) or "properties" not in raw:
            return []
        found: list[str] = []
        for key in ("oneOf", "anyOf"):
            union = raw.get(key)
            parts = union if isinstance(union, list) and len(union) > 1 else []
            if not all(_kind(self._merged(part, where, ())) == "class" for part in parts):
                continue
            for number, part in enumerate(parts, 1):
                prepared = self.prepare(part, f"{name}{number}", f"{where} {key}", depth=depth + 1)
                found.append(str(prepared["$ref"]).rsplit("/", 1)[-1])
        return found

    def _plain_reference(self, raw: Mapping[object, object], where: str) -> str | None:
        """Return the component that a schema merely refers to; ``None`` if it states anything else."""
        if "$ref" in raw:
            others = [key for key in raw if key in STRUCTURE and key != "$ref" and key not in LIMITS]
            return None if others else self._renamed(self._component(str(raw["$ref"]), where), where)
        for key in ("allOf", "oneOf", "anyOf"):
            parts = raw.get(key)
            if isinstance(parts, list) and not any(other in STRUCTURE for other in raw if other != key):
                real = [
                    part
                    for part in parts
                    if not is_null(part) and (not isinstance(part, Mapping) or STRUCTURE & part.keys())
                ]
                if len(real) == 1 and isinstance(real[0], Mapping):
                    return self._plain_reference(real[0], where)
        return None

    def _renamed(self, name: str, where: str) -> str:
        """Resolve a component that only renames another; returns the name itself otherwise or in a cycle."""
        seen = {name}
        while True:
            raw = self.raw[name]
            if not isinstance(raw, Mapping) or not isinstance(raw.get("$ref"), str):
                return name
            other = self._component(raw["$ref"], where)
            if other in seen or any(key in STRUCTURE for key in raw if key != "$ref"):
                return name
            seen.add(other)
            name = other

    def _referenced(self, raw: Mapping[object, object], hint: str, where: str, depth: int) -> Schema:
        name = self._plain_reference(raw, where) or ""
        facts = {str(key): value for key, value in raw.items() if key not in STRUCTURE}
        limits = {str(key): value for key, value in raw.items() if key in LIMITS}
        if self.kind(name) != "alias":
            return {"$ref": f"{SCHEMAS}{self.class_names[name]}", **facts, **limits}
        if name in self._expanding:
            return facts
        self._expanding.append(name)
        try:
            return {**self.prepare(self.raw[name], hint, where, depth=depth + 1), **facts, **limits}
        finally:
            self._expanding.pop()

    def _hoist(self, raw: object, hint: str) -> tuple[str, bool]:
        """Return a component's name for an inline schema, and whether it is new.

        Merging can reach the same place of the document again, even in cycles: that is one component.
        """
        if id(raw) in self._hoisted:
            return self._hoisted[id(raw)][0], False
        name = self._new_name(hint)
        self._hoisted[id(raw)] = name, raw
        return name, True

    def _merged(self, raw: object, where: str, trail: tuple[str, ...]) -> Schema:
        """Return a schema without ``allOf``, one-sided unions, ``null``, ``const`` or ``$ref`` at its top."""
        if isinstance(raw, bool):
            return {}
        schema: Schema = {str(key): value for key, value in mapping(raw).items()}
        self._merges += 1
        if self._merges > _MOST_MERGES:
            raise InputError("the schemas refer to each other too many times to be merged")
        if len(trail) > _DEEPEST:
            raise unusable(where, f"`$ref` or `allOf` is nested more than {_DEEPEST} deep")
        parts: list[Schema] = []
        if "$ref" in schema:
            name = self._component(str(schema.pop("$ref")), where)
            if name not in trail:
                parts.append(self._merged(self.raw[name], where, (*trail, name)))
        every = parts_of(schema)
        schema.pop("allOf", None)
        parts.extend(self._merged(part, where, (*trail, "")) for part in every)
        for key in ("oneOf", "anyOf"):
            union = [part for part in listed(schema.pop(key, None)) if not is_null(part)]
            if len(union) == 1:
                parts.append(self._merged(union[0], where, (*trail, "")))
            elif union and "properties" not in schema:
                # A value of several possible types is JSON of unknown shape in the client.
                schema = {key: value for key, value in schema.items() if key not in STRUCTURE}
        for part in parts:
            schema = _merge(part, schema)
        if always := always_required(schema.get("x-rules")):
            schema = _merge({"required": list(always)}, schema)
        return _tidy(schema)


def _tidy(schema: Schema) -> Schema:
    kind = schema.get("type")
    if isinstance(kind, list):
        real = [one for one in kind if one != "null"]
        schema = {**schema, "type": real[0]} if len(real) == 1 else _without(schema, "type")
    if "const" in schema:
        schema = {**_without(schema, "const"), "enum": [schema["const"]]}
    values = schema.get("enum")
    if isinstance(values, list):
        # Values are compared by type as well: JSON's true is not 1.
        real = list({(type(one), one): one for one in values if isinstance(one, str | int | float)}.values())
        kinds = {_kind_of(one) for one in real}
        if real and len(kinds) == 1 and schema.get("type") in {None, *kinds}:
            schema = {**schema, "enum": real, "type": next(iter(kinds))}
        elif real and kinds <= {"integer", "number"}:
            schema = {**schema, "enum": real, "type": "number"}
        else:
            schema = _without(schema, "enum")
    if "type" not in schema:
        if isinstance(schema.get("properties"), Mapping) or "additionalProperties" in schema:
            schema = {**schema, "type": "object"}
        elif "items" in schema:
            schema = {**schema, "type": "array"}
    return schema


def _merge(base: Schema, over: Schema) -> Schema:
    """Merge two schemas that both apply; the second takes precedence where both state a keyword."""
    result = {**base, **over}
    if isinstance(base.get("properties"), Mapping) and isinstance(over.get("properties"), Mapping):
        result["properties"] = {
            **cast("Schema", base["properties"]),
            **cast("Schema", over["properties"]),
        }
    first, second = base.get("required"), over.get("required")
    if isinstance(first, list) and isinstance(second, list):
        result["required"] = list(dict.fromkeys([*first, *second]))
    return result


def _kind(schema: Schema) -> str:
    if schema.get("type") == "string" and schema.get("enum"):
        return "enum"
    if schema.get("type") == "object" and schema.get("properties"):
        return "class"
    return "alias"


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "integer" if isinstance(value, int) else "number"


def _without(schema: Schema, key: str) -> Schema:
    return {other: value for other, value in schema.items() if other != key}
