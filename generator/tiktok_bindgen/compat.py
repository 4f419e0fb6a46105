"""Rewrite a document for tools that do not fully support OpenAPI 3.1.

Those tools, and how they were tested, are in docs/interop.md. For other tools the original is better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.openapi import METHODS, SCHEMAS, listed, mapping, operations, reached, with_subschemas

_SENT_AS_JSON = "Sent as JSON text."
_JSON = "application/json"


def compatible(document: Mapping[str, Any]) -> dict[str, Any]:
    """Express a document with fewer features of OpenAPI.

    Args:
        document: An OpenAPI 3.1 document; it is not changed.

    Returns:
        A copy, in which

        - a parameter with JSON content is text, with the schema of its JSON as ``contentSchema``;
        - values in replies are open, with the documented ones in ``x-extensible-enum``, and nothing is
          required of replies, since those of errors lack it;
        - a boolean has no list of values, so that it takes both;
        - ``allOf`` has no rules, which remain in ``x-rules``;
        - a ``$ref`` in a union has no siblings;
        - there are no webhooks, since clients cannot call them; their payloads remain among the components.
    """
    components = mapping(document.get("components"))
    schemas = mapping(components.get("schemas"))
    sent, given = (reached(parts, schemas) for parts in (_sent(document), _given(document)))
    calls = _Side(schemas)
    made: dict[str, Any] = {
        "paths": {
            path: {key: calls.item_key(key, value) for key, value in mapping(item).items()}
            for path, item in mapping(document.get("paths")).items()
        },
        "components": {
            **components,
            "schemas": {
                # A list of values stays closed, for code that refers to the values by name.
                name: schema
                if _is_list(schema)
                else _Side(schemas, name in given, name in sent or name not in given).schema(schema)
                for name, schema in schemas.items()
            },
        },
    }
    return {key: made.get(key, value) for key, value in document.items() if key != "webhooks"}


def _sent(document: Mapping[str, Any]) -> Iterator[object]:
    for _, _, operation in operations(document):
        yield from (operation.get("parameters"), operation.get("requestBody"))


def _given(document: Mapping[str, Any]) -> Iterator[object]:
    for _, _, operation in operations(document):
        yield operation.get("responses")
    yield document.get("webhooks")


def _is_list(schema: object) -> bool:
    """Whether a component is a list of values."""
    return "enum" in mapping(schema)


@frozen
class _Side:
    """Rewrites what is sent, what is received, or what is both."""

    schemas: Mapping[str, Any]
    received: bool = False
    sent: bool = True

    def item_key(self, key: str, value: Any) -> Any:
        if key == "parameters":
            return [self.parameter(each) for each in listed(value)]
        if key not in METHODS:
            return value
        value = mapping(value)
        changed: dict[str, Any] = {
            "parameters": [self.parameter(each) for each in listed(value.get("parameters"))],
            "requestBody": self.body(mapping(value.get("requestBody"))),
            "responses": {
                status: evolve(self, received=True, sent=False).body(mapping(reply))
                for status, reply in mapping(value.get("responses")).items()
            },
        }
        return {name: changed.get(name, stated) for name, stated in value.items()}

    def parameter(self, parameter: Mapping[str, Any]) -> dict[str, Any]:
        if "schema" in parameter:
            return {**parameter, "schema": self.schema(parameter["schema"])}
        media = mapping(mapping(parameter.get("content")).get(_JSON))
        if not media:
            return dict(parameter)
        description = " ".join(filter(None, (parameter.get("description"), _SENT_AS_JSON)))
        held = self.schema(media.get("schema", True))
        text = {"type": "string", "contentMediaType": _JSON, "contentSchema": held}
        others = {key: value for key, value in parameter.items() if key not in {"content", "description"}}
        return {**others, "description": description, "schema": text}

    def body(self, body: Mapping[str, Any]) -> dict[str, Any]:
        made = dict(body)
        if "content" in body:
            made["content"] = {
                kind: {**media, "schema": self.schema(media["schema"])} if "schema" in media else media
                for kind, media in mapping(body["content"]).items()
            }
        return made

    def schema(self, schema: Any) -> Any:
        if not isinstance(schema, Mapping):
            return schema
        unions = {key: [*map(_bare, listed(schema[key]))] for key in ("oneOf", "anyOf") if key in schema}
        made = with_subschemas({**schema, **unions}, self.schema)
        if not self.sent:
            made.pop("required", None)
        if made.get("type") == "boolean":
            made.pop("enum", None)
        return self.opened(made) if self.received else made

    def opened(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Open a received value: documented values no longer exclude others."""
        of = mapping(self.schemas.get(str(schema.get("$ref")).removeprefix(SCHEMAS)))
        whole = {**of, **schema} if _is_list(of) else schema
        if "enum" not in whole or "type" not in whole:
            return schema
        made = {key: value for key, value in whole.items() if key not in {"$ref", "enum"}}
        return {**made, "x-extensible-enum": whole["enum"]}


def _bare(part: Any) -> Any:
    return {"$ref": part["$ref"]} if "$ref" in mapping(part) else part
