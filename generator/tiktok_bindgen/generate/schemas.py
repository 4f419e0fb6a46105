"""Make of schemas, however they are written, the classes, enums and types from which everything is rendered.

Every object with documented properties is a class, and every enum of strings an enum, with a unique Python
name; references are followed, ``allOf`` is merged, and what the client cannot express (a union of different
types, but for one value or an array of them) is JSON of unknown shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from attrs import evolve

from tiktok_bindgen.enforced import contested
from tiktok_bindgen.generate import names
from tiktok_bindgen.generate.graph import (
    NO_LIMITS,
    PYTHON_TYPES,
    Class,
    Either,
    Enum,
    Field,
    Limits,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    ScalarKind,
    Type,
    Value,
)
from tiktok_bindgen.generate.rules import always_required
from tiktok_bindgen.openapi import SCHEMAS, is_null, listed, mapping, named, parts_of, target_of, unusable
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.check import BOUNDS
from tiktok_bindgen.value_names import numbered

Schema = dict[str, object]

# The keywords that bound a value.
LIMITS = (*BOUNDS, "pattern", "x-no-emoji", "x-wide-characters")
_MOST = frozenset({"maxLength", "maxItems"})
_COUNTS = _MOST | {"minLength", "minItems", "x-wide-characters"}
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
    """The schemas of one document.

    Attributes:
        raw: The components as written, and the targets of references into components.
        class_names: The Python class name of each of these.
        classes: The classes, by name.
        enums: The enums, by name.
        listed: The names of the enums that are components, used or not.
    """

    def __init__(self, spec: Mapping[str, object]) -> None:
        """Make the classes and enums of a document's components."""
        self._spec = spec
        schemas = mapping(mapping(spec.get("components")).get("schemas"))
        self.raw: dict[str, object] = {str(name): schemas[name] for name in sorted(schemas, key=str)}
        self.class_names = names.unique(
            self.raw, {name: names.class_name(name) for name in self.raw}, joint=""
        )
        self._used = set(self.class_names.values())
        self.classes: dict[str, Class] = {}
        self.enums: dict[str, Enum] = {}
        self._kinds: dict[str, str] = {}
        self._expanding: list[str] = []
        self._merges = 0
        self._hoisted: dict[int, tuple[str, object]] = {}
        for name in list(self.raw):
            if self.kind(name) != "alias":
                where = f"components.schemas.{name}"
                self._define(
                    self.raw[name], self._merged(self.raw[name], where), self.class_names[name], where
                )
        self.listed = frozenset(self.class_names[name] for name in self.raw if self.kind(name) == "enum")

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
                self._define(self.raw[ref], self._merged(self.raw[ref], ref), self.class_names[ref], ref)
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
            self._kinds[name] = _kind(self._merged(self.raw[name], f"components.schemas.{name}"))
        return self._kinds[name]

    def field(self, raw: object, hint: str, where: str, depth: int = 0) -> Field:
        """Return what a schema says of a value: its type, default and other facts, as a field without a name.

        Args:
            raw: The schema.
            hint: The name that a class or an enum gets if it has none.
            where: The schema's place, for messages.
            depth: The number of schemas around it.
        """
        if depth > _DEEPEST:
            raise unusable(where, f"schemas are nested more than {_DEEPEST} deep")
        if isinstance(raw, Mapping) and self._plain_reference(raw, where) is not None:
            return self._referenced(raw, hint, where, depth)
        schema = self._merged(raw, where)
        facts = {str(key): value for key, value in schema.items() if key not in STRUCTURE}
        limits = {key: schema[key] for key in LIMITS if key in schema}
        kind = schema.get("type")
        if _kind(schema) != "alias":
            name, new = self._hoist(raw, hint)
            if new:
                self._define(raw, schema, name, where, depth)
            return _field(Ref(name), facts)
        if kind == "object":
            inner = schema.get("additionalProperties")
            value = inner if isinstance(inner, Mapping) else {}
            return _field(MapOf(self.field(value, f"{hint}Value", where, depth + 1).type), facts)
        if kind == "array":
            item = self.field(schema.get("items", {}), hint, f"{where}[]", depth + 1)
            return _field(ListOf(item.type, _usable(limits)), facts)
        if isinstance(kind, tuple):
            one = _scalar(kind[0], facts, {key: limits[key] for key in limits if "Items" not in key}, ())
            each = self.field(schema["items"], hint, f"{where}[]", depth + 1).type
            return _field(Either(one, _usable(limits)) if each == one else Scalar("any"), facts)
        values = schema.get("enum") if kind in {"boolean", "integer", "number"} else None
        return _field(_scalar(kind, facts, limits, listed(values)), facts)

    def _define(self, raw: object, schema: Schema, name: str, where: str, depth: int = 0) -> None:
        """Add the class or the enum that a schema, given as written and merged, describes."""
        facts = {str(key): value for key, value in schema.items() if key not in {*STRUCTURE, "default"}}
        if _kind(schema) == "enum":
            self.enums[name] = Enum(name, tuple(map(str, listed(schema["enum"]))), facts)
            return
        required = listed(schema.get("required"))
        fields = tuple(
            evolve(
                self.field(value, name + names.pascal(str(key)), f"{where}.{key}", depth + 1),
                wire=str(key),
                required=key in required and "required" not in contested(value),
            )
            for key, value in mapping(schema["properties"]).items()
        )
        if alternatives := self._alternatives(raw, name, where, depth):
            facts[ALTERNATIVES] = alternatives
        is_open = schema.get("additionalProperties", False) is not False
        self.classes[name] = Class(name, fields, facts, open=is_open)

    def _alternatives(self, raw: object, name: str, where: str, depth: int) -> list[str]:
        """Return the classes one of which an object with its own properties must match, for checks."""
        if not isinstance(raw, Mapping) or "properties" not in raw:
            return []
        found: list[str] = []
        for key in ("oneOf", "anyOf"):
            union = raw.get(key)
            parts = union if isinstance(union, list) and len(union) > 1 else []
            if not all(_kind(self._merged(part, where)) == "class" for part in parts):
                continue
            for number, part in enumerate(parts, 1):
                of = self.field(part, f"{name}{number}", f"{where} {key}", depth + 1).type
                assert isinstance(of, Ref), "an alternative is a class"
                found.append(of.name)
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

    def _referenced(self, raw: Mapping[object, object], hint: str, where: str, depth: int) -> Field:
        name = self._plain_reference(raw, where) or ""
        facts = {str(key): value for key, value in raw.items() if key not in STRUCTURE}
        limits = {str(key): value for key, value in raw.items() if key in LIMITS}
        if self.kind(name) != "alias":
            return _field(Ref(self.class_names[name]), facts)
        if name in self._expanding:
            return _field(Scalar("any"), facts)
        self._expanding.append(name)
        try:
            found = self.field(self.raw[name], hint, where, depth + 1)
        finally:
            self._expanding.pop()
        of, facts = found.type, {"default": found.default, **found.facts, **facts}
        match of:
            case ListOf():
                of = ListOf(of.item, _usable({**of.limits, **limits}))
            case Scalar():
                of = _scalar(of.kind, facts, {**of.limits, **limits}, of.values)
        return _field(of, facts)

    def _hoist(self, raw: object, hint: str) -> tuple[str, bool]:
        """Return a component's name for an inline schema, and whether it is new.

        Merging can reach the same place of the document again, even in cycles: that is one component.
        """
        if id(raw) in self._hoisted:
            return self._hoisted[id(raw)][0], False
        name = self._new_name(hint)
        self._hoisted[id(raw)] = name, raw
        return name, True

    def _merged(self, raw: object, where: str, trail: tuple[str, ...] = ()) -> Schema:
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


def _field(of: Type, facts: Mapping[str, object]) -> Field:
    others = {key: value for key, value in facts.items() if key != "default"}
    return Field("", of, default=facts.get("default"), facts=others)


def _scalar(kind: object, facts: Mapping[str, object], limits: Limits, values: Iterable[Value]) -> Scalar:
    of: ScalarKind = "any" if kind not in PYTHON_TYPES else cast("ScalarKind", kind)
    written = facts.get("format")
    if of == "string" and (
        written == "binary" or facts.get("contentMediaType") == "application/octet-stream"
    ):
        of = "file"
    text = written if of == "string" and isinstance(written, str) else ""
    content = facts.get("contentSchema") if is_json(str(facts.get("contentMediaType"))) else None
    return Scalar(of, _usable(limits), tuple(values), text, content)


def is_json(media: str) -> bool:
    """Report whether a media type is that of JSON."""
    kind = media.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _usable(limits: Limits) -> Limits:
    """Return the limits of a schema that can be checked; a count of none or more is no limit."""
    found = {key: limits[key] for key in LIMITS if key in limits and _is_usable(key, limits[key])}
    # OpenAPI 3.0 writes an exclusive bound as a flag next to the bound.
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if limits.get(exclusive) is True and bound in found:
            found[exclusive] = found.pop(bound)
    return found or NO_LIMITS


def _is_usable(key: str, value: object) -> bool:
    if key == "pattern":
        return isinstance(value, str)
    if key in {"uniqueItems", "x-no-emoji"}:
        return value is True
    if key in _COUNTS:
        return isinstance(value, int) and not isinstance(value, bool) and (value > 0 or key in _MOST)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return value > 0 or key != "multipleOf"


def _tidy(schema: Schema) -> Schema:
    kind = schema.get("type")
    if isinstance(kind, list):
        real = [one for one in kind if one != "null"]
        schema = {**schema, "type": real[0]} if len(real) == 1 else _without(schema, "type")
        alone = [one for one in real if one != "array"]
        if len(alone) == 1 < len(real) and "items" in schema:
            schema = {**schema, "type": (alone[0], "array")}
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
        elif "items" in schema and not isinstance(kind, list):
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
