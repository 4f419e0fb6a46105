"""Schemas to a graph of classes, through datamodel-code-generator: the one module that touches it.

Its parser classes carry no promise of stability, so the version is pinned, what is relied on is written down
in `contract`, and a test says which part of it broke. The parser is slow (a millisecond a class and more), so
it is given only what has to be resolved now: what a component merely refers to is given as a stub, and what
it made of a structure before is remembered (see `cache`). A component's result depends on nothing but its own
schema.
"""

from __future__ import annotations

import gc
import json
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from tiktok_bindgen.generate.cache import Cache, Shape
from tiktok_bindgen.generate.graph import (
    NO_LIMITS,
    Class,
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
from tiktok_bindgen.generate.normalize import Schema, iter_references

if TYPE_CHECKING:
    from datamodel_code_generator.parser.openapi import OpenAPIParser

_LIMIT_NAMES = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "pattern": "pattern",
}
_COUNTS = frozenset({"minLength", "maxLength", "minItems", "maxItems"})
_SHAPE = frozenset(
    {"$ref", "type", "properties", "required", "items", "additionalProperties", "enum", *_LIMIT_NAMES}
)
_SCALARS: Mapping[str | None, ScalarKind] = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "Any": "any",
}
_STUB: Schema = {"type": "object", "properties": {"stub": {"type": "string"}}}


def resolve(components: Mapping[str, Schema], cache: Cache | None = None) -> dict[str, Class | Enum]:
    """Resolve prepared components (see `normalize`), each to a class or an enum of the same name.

    Args:
        components: The components, by name.
        cache: What was resolved before; what is new is added to it.
    """
    result: dict[str, Class | Enum] = {}
    objects: dict[str, Schema] = {}
    for name, schema in components.items():
        if "enum" in schema:
            values = tuple(str(value) for value in cast("list[object]", schema["enum"]))
            result[name] = Enum(name, values, _facts(schema))
        else:
            objects[name] = schema
    for name, shape in _shapes(objects, cache or Cache()).items():
        result[name] = _class(name, shape, objects[name])
    return {name: result[name] for name in components}


class ContractError(Exception):
    """The parser of datamodel-code-generator no longer behaves as this module relies on."""


def _shapes(objects: Mapping[str, Schema], cache: Cache) -> dict[str, Shape]:
    skeletons = {name: _skeleton(schema) for name, schema in objects.items()}
    found: dict[str, Shape] = {}
    for name, skeleton in skeletons.items():
        known = cache.get(name, skeleton)
        if known is not None:
            found[name] = known
    left = {name: skeleton for name, skeleton in skeletons.items() if name not in found}
    if left:
        for name, model in _models(left).items():
            found[name] = _shape(name, model)
            cache.put(name, left[name], found[name])
    return found


def _models(skeletons: Mapping[str, Schema]) -> dict[str, Any]:
    """The parser's own models, by component name."""
    schemas: dict[str, object] = {**skeletons}
    for schema in skeletons.values():
        for name in iter_references(schema):
            schemas.setdefault(name, _STUB)
    document = {
        "openapi": "3.1.0",
        "info": {"title": "components", "version": "1"},
        "paths": {},
        "components": {"schemas": dict(sorted(schemas.items()))},
    }
    parser = _parser(json.dumps(document))
    enabled = gc.isenabled()
    # The parser makes many objects and few cycles: a collector at rest saves a sixth of its time.
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parser.parse(format_=False)
    finally:
        if enabled:
            gc.enable()
    found = {}
    for model in parser.results:
        path, _, name = model.reference.path.rpartition("/")
        if path.endswith("#/components/schemas") and name in skeletons:
            found[name] = model
    missing = sorted(set(skeletons) - set(found))
    if missing:
        raise ContractError(f"no model was made for the component {missing[0]}")
    return found


def _parser(text: str) -> OpenAPIParser:
    # Importing it takes a quarter of a second, which a run that resolves nothing need not spend.
    from datamodel_code_generator.model.dataclass import DataClass, DataModelField, DataTypeManager
    from datamodel_code_generator.model.type_alias import TypeAlias
    from datamodel_code_generator.parser.openapi import OpenAPIParser

    class Unrendered(DataClass):
        def render(self, *, class_name: str | None = None) -> str:
            del class_name
            return ""

    return OpenAPIParser(
        text,
        data_model_type=Unrendered,
        data_model_root_type=TypeAlias,
        data_model_field_type=DataModelField,
        data_type_manager_type=DataTypeManager,
        field_constraints=True,
    )


def _skeleton(schema: Schema) -> Schema:
    """What the parser has to see: structure. Bounds and prose stay here, where nothing can misread them."""
    result: Schema = {key: schema[key] for key in ("$ref", "type", "required") if key in schema}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), Mapping):
            result[key] = _skeleton(cast("Schema", schema[key]))
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        result["properties"] = {name: _skeleton(inner) for name, inner in properties.items()}
    return result


def _shape(name: str, model: Any) -> Shape:
    """The types the parser came to, by wire name, each with whether it is required; no bounds yet."""
    return {
        (item.name if item.original_name is None else item.original_name): (
            _structure(item.data_type, f"{name}.{item.original_name or item.name}"),
            bool(item.required),
        )
        for item in model.fields
    }


def _structure(data: Any, where: str) -> Type:
    if data.reference is not None:
        return Ref(data.reference.path.rpartition("/")[2])
    if data.is_list:
        return ListOf(_structure(data.data_types[0], where) if data.data_types else Scalar("any"))
    if data.is_dict:
        return MapOf(_structure(data.data_types[0], where) if data.data_types else Scalar("any"))
    # A type that a property's name hides gets another name, which is of no use here.
    named = data.type and data.type.removesuffix("_aliased")
    if named in _SCALARS:
        return Scalar(_SCALARS[named])
    if len(data.data_types) == 1:
        return _structure(data.data_types[0], where)
    raise ContractError(f"an unexpected type was made for {where}: {data.type!r}")


def _class(name: str, shape: Shape, schema: Schema) -> Class:
    properties = cast("Mapping[str, Schema]", schema["properties"])
    fields = []
    for wire, inner in properties.items():
        if wire not in shape:
            raise ContractError(f"no field was made for the property {wire!r} of the component {name}")
        structure, required = shape[wire]
        fields.append(
            Field(
                wire,
                _bounded(structure, inner),
                required=required,
                default=inner.get("default"),
                facts=_facts(inner),
            )
        )
    return Class(name, tuple(fields), _facts(schema), open=schema.get("additionalProperties") is True)


def _bounded(of: Type, schema: Schema) -> Type:
    """A type with the bounds of the schema it came from."""
    match of:
        case Ref(name=name):
            return Ref(name, _limits(schema))
        case ListOf(item=item):
            return ListOf(_bounded(item, cast("Schema", schema.get("items") or {})), _limits(schema))
        case MapOf(value=value):
            return MapOf(_bounded(value, cast("Schema", schema.get("additionalProperties") or {})))
        case Scalar(kind=kind):
            kind = "file" if kind == "string" and _is_file(schema) else kind
            written = schema.get("format")
            text = written if kind == "string" and isinstance(written, str) else ""
            return Scalar(kind, _limits(schema), _values(schema), text)


def _is_file(schema: Schema) -> bool:
    return schema.get("contentMediaType") == "application/octet-stream" or schema.get("format") == "binary"


def _values(schema: Schema) -> tuple[Value, ...]:
    values = schema.get("enum")
    return tuple(values) if isinstance(values, list) else ()


def _limits(schema: Schema) -> Limits:
    if _LIMIT_NAMES.keys().isdisjoint(schema):
        return NO_LIMITS
    known: dict[str, Any] = {}
    for key, name in _LIMIT_NAMES.items():
        value = schema.get(key)
        if key == "pattern":
            usable = isinstance(value, str)
        else:
            usable = isinstance(value, int) and not isinstance(value, bool)
            usable = usable or (isinstance(value, float) and key not in _COUNTS)
        if usable:
            known[name] = value
    # OpenAPI 3.0 writes an exclusive bound as a flag beside the bound.
    for flag, bound, name in (
        ("exclusiveMinimum", "minimum", "exclusive_minimum"),
        ("exclusiveMaximum", "maximum", "exclusive_maximum"),
    ):
        if schema.get(flag) is True and bound in known:
            known[name] = known.pop(bound)
    return Limits(**known) if known else NO_LIMITS


def _facts(schema: Schema) -> dict[str, object]:
    return {key: value for key, value in schema.items() if key not in _SHAPE and key != "default"}


def contract() -> Iterable[str]:
    """What no longer holds of the parser, one sentence a finding; nothing when all is well."""
    leaf: Schema = {"type": "object", "properties": {"x": {"type": "string"}}}
    sample: Schema = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "whole": {"type": "integer"},
            "decimal": {"type": "number"},
            "truth": {"type": "boolean"},
            "anything": {},
            "class": {"type": "string"},
            "str": {"type": "string"},
            "Any": {},
            "list": {"type": "array", "items": {"type": "string"}},
            "one": {"$ref": "#/components/schemas/Leaf"},
            "itself": {"$ref": "#/components/schemas/Sample"},
            "many": {
                "type": "array",
                "items": {"type": "array", "items": {"$ref": "#/components/schemas/Leaf"}},
            },
            "by_name": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "integer"}},
            },
            "any_map": {"type": "object", "additionalProperties": {}},
            'odd "name"\n': {"type": "string"},
        },
        "required": ["text"],
    }
    expected: dict[str, Type] = {
        "text": Scalar("string"),
        "whole": Scalar("integer"),
        "decimal": Scalar("number"),
        "truth": Scalar("boolean"),
        "anything": Scalar("any"),
        "class": Scalar("string"),
        "str": Scalar("string"),
        "Any": Scalar("any"),
        "list": ListOf(Scalar("string")),
        "one": Ref("Leaf"),
        "itself": Ref("Sample"),
        "many": ListOf(ListOf(Ref("Leaf"))),
        "by_name": MapOf(ListOf(Scalar("integer"))),
        "any_map": MapOf(Scalar("any")),
        'odd "name"\n': Scalar("string"),
    }
    try:
        got = resolve({"Sample": sample, "Leaf": leaf})["Sample"]
    except ContractError as error:
        yield str(error)
        return
    assert isinstance(got, Class)
    for item in got.fields:
        if item.type != expected[item.wire]:
            yield f"the property {item.wire!r} became {item.type}, not {expected[item.wire]}"
        if item.required != (item.wire == "text"):
            yield f"the property {item.wire!r} has `required` {item.required}"
