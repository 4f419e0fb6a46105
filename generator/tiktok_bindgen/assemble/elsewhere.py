"""Names that other tables document for an object of a request, but that its own table lacks.

Tables leave out fields. The reply of an operation has the fields of what it created or changed, and objects
of one name usually have the same fields. Sending a name that is documented there is no mistake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import cast

from tiktok_bindgen.openapi import mapping, objects_of

KEY = "x-documented-elsewhere"
Schema = dict[str, object]


def note_names_elsewhere(document: Schema) -> None:
    """Record in each object of a ``POST`` request the names documented elsewhere for the same object.

    Args:
        document: A complete OpenAPI document; it is changed in place.
    """
    calls: list[tuple[list[tuple[str, Schema]], list[Schema]]] = []
    called: dict[str, set[str]] = defaultdict(set)
    for path in cast("Mapping[str, Mapping[str, Schema]]", document["paths"]).values():
        for method, operation in path.items():
            request = _objects(document, [operation.get("requestBody")])
            reply = _objects(document, mapping(operation.get("responses")).values())
            for name, schema in (*request, *reply):
                called[name].update(_properties(schema))
            if method == "post":
                calls.append((request, [schema for _, schema in reply]))
    found: dict[int, tuple[Schema, set[str]]] = {}
    for request, replied in calls:
        # Only what is inside ``data``: the envelope around it is the same for all replies.
        made = {
            name
            for schema in replied
            if "data" in (properties := _properties(schema))
            for _, inner in objects_of(document, properties["data"])
            for name in _properties(inner)
        }
        # A name that belongs deeper inside the request would be misplaced at its top.
        made = made.difference(*(_properties(schema) for _, schema in request))
        for name, schema in request:
            found.setdefault(id(schema), (schema, set()))[1].update(called[name] if name else made)
    for schema, names in found.values():
        if others := sorted(names.difference(_properties(schema))):
            schema[KEY] = others


def _objects(document: Schema, bodies: Iterable[object]) -> list[tuple[str, Schema]]:
    """Return the objects in request bodies or replies, with the names of their fields."""
    contents = (content for body in bodies for content in mapping(mapping(body).get("content")).values())
    found = (each for content in contents for each in objects_of(document, mapping(content).get("schema")))
    return [(name, schema) for name, schema in found if "properties" in schema]


def _properties(schema: Schema) -> Mapping[str, object]:
    return mapping(schema.get("properties"))
