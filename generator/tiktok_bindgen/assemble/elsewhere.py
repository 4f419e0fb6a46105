"""Names that other tables have for what an object of a request is, and its own table has not.

Tables leave out fields. What an operation replies names the fields of the thing that it made or changed, and
objects of one name have the same fields more often than not. A name that is documented there is no mistake of
who sends it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from tiktok_bindgen.openapi import mapping, referred

KEY = "x-documented-elsewhere"
Schema = dict[str, object]


def note_names_elsewhere(document: Schema) -> None:
    """Note at each object of a ``POST`` request the names that are documented elsewhere for the same.

    Args:
        document: An OpenAPI document that is whole; it is changed.
    """
    calls: list[tuple[list[tuple[str, Schema]], list[Schema]]] = []
    called: dict[str, set[str]] = defaultdict(set)
    for path in cast("Mapping[str, Mapping[str, Schema]]", document["paths"]).values():
        for method, operation in path.items():
            request = list(_objects(document, _schemas([operation.get("requestBody")])))
            reply = list(_objects(document, _schemas(mapping(operation.get("responses")).values())))
            for name, schema in (*request, *reply):
                called[name].update(_properties(schema))
            if method == "post":
                calls.append((request, [schema for _, schema in reply]))
    found: dict[int, tuple[Schema, set[str]]] = {}
    for request, replied in calls:
        # Around what was made stands the envelope, which is the same for all.
        made = {
            name
            for schema in replied
            if "data" in (properties := _properties(schema))
            for _, inner in _objects(document, [properties["data"]])
            for name in _properties(inner)
        }
        # What the request has elsewhere is misplaced at its top.
        made = made.difference(*(_properties(schema) for _, schema in request))
        for name, schema in request:
            found.setdefault(id(schema), (schema, set()))[1].update(called[name] if name else made)
    for schema, names in found.values():
        if others := sorted(names.difference(_properties(schema))):
            schema[KEY] = others


def _schemas(bodies: Iterable[object]) -> Iterator[object]:
    """The schemas of requests or replies."""
    for body in bodies:
        for content in mapping(mapping(body).get("content")).values():
            yield mapping(content).get("schema")


def _objects(
    document: Schema, schemas: Iterable[object], name: str = "", around: tuple[int, ...] = ()
) -> Iterator[tuple[str, Schema]]:
    """The objects in some schemas, each with the name of the field that has it; at the top there is none."""
    for each in schemas:
        schema = each
        while isinstance(schema, dict) and "$ref" in schema:
            schema = referred(document, str(schema["$ref"]))
        if not isinstance(schema, dict) or id(schema) in around:
            continue
        inside = (*around, id(schema))
        if "properties" in schema:
            yield name, schema
        for key, inner in _properties(schema).items():
            yield from _objects(document, [inner], key, inside)
        yield from _objects(document, [schema.get("items"), schema.get("additionalProperties")], name, inside)
        for choices in (schema.get("oneOf"), schema.get("anyOf")):
            yield from _objects(document, choices if isinstance(choices, list) else (), name, inside)


def _properties(schema: Schema) -> Mapping[str, object]:
    return mapping(schema.get("properties"))
