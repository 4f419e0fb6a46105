"""Reconstruct the document of the previous API version: undo what ``x-formerly`` states, keep all else.

The rules of the previous version are unknown, so both sides of such a comparison have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tiktok_bindgen.diff.canonical import Canon
from tiktok_bindgen.openapi import mapping, operations, parts_of, schema_of, with_subschemas

_KEY = "x-formerly"
_RULES = frozenset({"x-rules", "x-rules-text", "x-rules-text-count"})
# Holds the parameter that a field of the query was made from; used internally only.
_PARAMETER = "x-parameter"
# Keywords that describe a field as a whole, not one item of a list.
_OF_FIELD = frozenset(
    {"title", "description", "default", "deprecated", "minItems", "maxItems", "x-presence", "x-lifecycle"}
    | {"uniqueItems", "x-immutable", "x-time-zone", "x-idempotency-key", "x-idempotency-within"}
    | {"x-allowlist-only", "x-allowlist-partly", "x-documented-type", _PARAMETER}
)
_OF_TYPE = frozenset({"type", "properties", "required", "additionalProperties", "contentMediaType"})
# Deeper than any schema of the documentation; a foreign one may be recursive.
_DEEPEST = 32

_Schema = dict[str, Any]
_Step = Callable[[_Schema], _Schema]


def former_version(document: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return the previous version of a document, with the operations that state what they were in it.

    Args:
        document: An OpenAPI document with `x-formerly`.
        version: The previous version, such as ``v1.2``.

    Returns:
        The document; without operations if none states what it was in that version.
    """
    current = current_version(document)
    undo = _Undo(current)
    paths: dict[str, dict[str, Any]] = {}
    for _, _, operation in operations(current):
        former = operation[_KEY]
        if former["version"] == version:
            paths.setdefault(former["path"], {})[former["method"].lower()] = undo.operation(operation)
    components = current.get("components", {})
    schemas = {name: undo.schema(schema) for name, schema in components.get("schemas", {}).items()}
    return {
        **current,
        "info": {**current["info"], "version": version},
        "paths": paths,
        "components": {**components, "schemas": schemas},
    }


def current_version(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with only the operations that state their previous version, and without rules."""
    paths: dict[str, dict[str, Any]] = {}
    for path, method, operation in operations(document):
        if _KEY in operation:
            paths.setdefault(path, {})[method] = operation
    found: dict[str, Any] = _without_rules({**document, "paths": paths})
    return found


def _without_rules(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_rules(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    kept = {key: value for key, value in node.items() if key not in _RULES}
    if isinstance(kept.get("allOf"), list):
        kept["allOf"] = parts_of(node)
    return {key: _without_rules(value) for key, value in kept.items()}


def _with_contents(body: Mapping[str, Any], step: _Step) -> dict[str, Any]:
    content = {
        media: {**each, "schema": step(each["schema"])} if "schema" in each else each
        for media, each in body.get("content", {}).items()
    }
    return {**body, "content": content} if content else dict(body)


def _with_schema(parameter: Mapping[str, Any], schema: _Schema) -> dict[str, Any]:
    found = {key: value for key, value in parameter.items() if key not in {"schema", "content"}}
    if "schema" in parameter:
        return found | {"schema": schema}
    return found | {"content": {"application/json": {"schema": schema}}}


class _Undo:
    """Undoes the changes since the previous version that a document states."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._canon = Canon(document)

    def operation(self, operation: Mapping[str, Any]) -> dict[str, Any]:
        """Return an operation as it was."""
        former = operation[_KEY]
        found = {key: value for key, value in operation.items() if key != _KEY}
        for side in ("request", "response"):
            removed = [each for each in former.get("removed", ()) if each["in"] == side]

            def undone(root: _Schema, removed: Sequence[Mapping[str, Any]] = removed) -> _Schema:
                for each in removed:
                    if "within" in each:
                        root = self._with_field(root, each["within"], each["name"], each.get("schema", {}))
                return self.schema(self._moved_back(root))

            if side == "response":
                replies = found.get("responses", {}).items()
                found["responses"] = {status: _with_contents(reply, undone) for status, reply in replies}
            elif "requestBody" in found:
                found["requestBody"] = _with_contents(found["requestBody"], undone)
            else:
                found["parameters"] = _parameters(found.get("parameters", ()), undone)
        return found

    def schema(self, schema: _Schema) -> _Schema:
        """Return a schema and all inside it as they were; targets of references are undone separately."""
        former = schema.get(_KEY, {})
        found = {key: value for key, value in schema.items() if key != _KEY}
        if "schema" in former or "values" in former:
            found = dict(self._followed(found))
        fields = self._fields(found) if "properties" in found else {}
        rest = {
            key: value for key, value in found.items() if not (fields and key in {"properties", "required"})
        }
        found = with_subschemas(rest, self.schema) | fields
        if "schema" in former:
            found = self._typed(found, former["schema"])
        if "values" in former:
            found = self._valued(found, former["values"])
        return found

    def _fields(self, schema: _Schema) -> _Schema:
        """Return ``properties`` and ``required`` of an object as they were."""
        properties: dict[str, Any] = {}
        required: list[str] = []
        for name, each in schema["properties"].items():
            former = each.get(_KEY, {})
            if former.get("absent"):
                # A new object around older fields is removed, and the fields take its place.
                inner, _ = self._leaf(each)
                if self._has_former(inner, _DEEPEST):
                    around = self._fields(inner)
                    properties = around["properties"] | properties
                    required += around.get("required", ())
                continue
            was = former.get("name", name)
            properties[was] = self.schema(each)
            presence = former.get("presence", "required" if name in schema.get("required", ()) else "")
            if presence == "required":
                required.append(was)
            if presence and "presence" in former:
                properties[was].pop("x-presence", None)
            if presence == "conditional":
                properties[was]["x-presence"] = presence
        return {"properties": properties, "required": required} if required else {"properties": properties}

    def _has_former(self, schema: Mapping[str, Any], depth: int) -> bool:
        """Report whether any field inside an object was different in the previous version."""
        for each in schema.get("properties", {}).values() if depth else ():
            former = each.get(_KEY, {})
            if (former and not former.get("absent")) or self._has_former(self._leaf(each)[0], depth - 1):
                return True
        return False

    def _moved_back(self, root: _Schema) -> _Schema:
        """Return an object with its moved fields back at their former places."""
        for path, schema in list(self._displaced(root, (), _DEEPEST)):
            former = {key: value for key, value in schema[_KEY].items() if key != "within"}
            name = former.pop("name", path[-1])
            root = self._with_field(root, path[:-1], path[-1], {_KEY: {"absent": True}})
            root = self._with_field(root, schema[_KEY]["within"], name, {**schema, _KEY: former})
        return root

    def _displaced(self, schema: Mapping[str, Any], above: tuple[str, ...], depth: int) -> Iterator[Any]:
        for name, each in self._leaf(schema)[0].get("properties", {}).items() if depth else ():
            path = (*above, name)
            if "within" in each.get(_KEY, {}):
                yield path, each
            else:
                yield from self._displaced(each, path, depth - 1)

    def _with_field(
        self, schema: Mapping[str, Any], within: Sequence[str], name: str, field: Mapping[str, Any]
    ) -> _Schema:
        """Return an object with a field put at ``within``; references on the way there are resolved."""
        schema = self._followed(schema)
        if "items" in schema:
            return {**schema, "items": self._with_field(schema["items"], within, name, field)}
        properties = dict(schema.get("properties", {}))
        if not within:
            properties[name] = field
        elif within[0] in properties:
            properties[within[0]] = self._with_field(properties[within[0]], within[1:], name, field)
        elif isinstance(schema.get("additionalProperties"), Mapping):
            inner = self._with_field(schema["additionalProperties"], within[1:], name, field)
            return {**schema, "additionalProperties": inner}
        return {**schema, "properties": properties}

    def _typed(self, schema: _Schema, former: Mapping[str, Any]) -> _Schema:
        """Return a schema with its former type, and its other keywords where they can apply to that type."""
        leaf, depth = self._leaf(schema)
        was, lists = self._leaf(former)
        is_object = was.get("type") == "object" and "additionalProperties" not in was
        if not (is_object and leaf.get("type") == "object"):
            kept = leaf if depth == lists else {}
            leaf = {key: value for key, value in kept.items() if key not in _OF_TYPE} | was
        outer = {key: value for key, value in schema.items() if key in _OF_FIELD}
        found = leaf if depth else {key: value for key, value in leaf.items() if key not in outer}
        for _ in range(lists):
            found = {"type": "array", "items": found}
        return found | outer

    def _leaf(self, schema: Mapping[str, Any]) -> tuple[_Schema, int]:
        """Return the schema of the items of the innermost list, and how many lists are around them."""
        depth = 0
        schema = self._followed(schema)
        while "items" in schema:
            schema, depth = self._followed(schema["items"]), depth + 1
        return dict(schema), depth

    def _valued(self, schema: Mapping[str, Any], values: Sequence[Mapping[str, str]]) -> _Schema:
        """Return a schema with its former enum values."""
        schema = self._followed(schema)
        if "items" in schema:
            return {**schema, "items": self._valued(schema["items"], values)}
        if "enum" not in schema:
            return schema
        former = {each["now"]: each.get("was") for each in values if "now" in each}
        kept = [former.get(str(value), value) for value in schema["enum"]]
        gone = [each["was"] for each in values if "now" not in each]
        return {**schema, "enum": [value for value in (*kept, *gone) if value is not None]}

    def _followed(self, schema: Mapping[str, Any]) -> _Schema:
        found = self._canon.follow(schema)
        return dict(found) if isinstance(found, Mapping) else {}


def _parameters(parameters: Sequence[Mapping[str, Any]], undone: _Step) -> list[dict[str, Any]]:
    """Return parameters as they were; those of the query are undone as the fields of one object."""
    query = [each for each in parameters if each["in"] == "query"]
    root = undone(
        {
            "properties": {each["name"]: {**mapping(schema_of(each)), _PARAMETER: each} for each in query},
            "required": [each["name"] for each in query if each.get("required")],
        }
    )
    found = [dict(each) for each in parameters if each["in"] != "query"]
    for name, schema in root["properties"].items():
        known = schema.get(_PARAMETER, {"in": "query", "schema": {}})
        rest = {key: value for key, value in schema.items() if key != _PARAMETER}
        parameter = {key: value for key, value in known.items() if key != "required"} | {"name": name}
        if name in root.get("required", ()):
            parameter["required"] = True
        found.append(_with_schema(parameter, rest))
    return found
