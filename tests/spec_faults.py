"""Find faults of an OpenAPI document that validators do not report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tiktok_bindgen.openapi import operations, parts_of, pointer, referred

if TYPE_CHECKING:
    from collections.abc import Iterator

# Keywords whose value maps chosen names to values, so that its keys are not keywords.
_NAMED = frozenset(
    {
        *("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"),
        *("paths", "webhooks", "responses", "headers", "content", "callbacks", "links", "encoding"),
        *("schemas", "parameters", "requestBodies", "securitySchemes", "pathItems", "variables"),
    }
)
# Keywords whose value is data without references.
_DATA = frozenset(
    {"default", "enum", "const", "example", "examples", "required", "mapping", "security", "scopes"}
)
_COMBINED = ("allOf", "anyOf", "oneOf", "$ref", "if")


def faults(spec: Mapping[str, object]) -> tuple[str, ...]:
    """Find references without a target, required properties that are missing, and repeated operation ids.

    Returns:
        One line for each, in the document's order, with a JSON pointer to the place.
    """
    return (*_schema_faults(spec), *_operation_faults(spec))


def _schema_faults(spec: Mapping[str, object]) -> Iterator[str]:
    # The third part is whether the keys are names. A list instead of recursion, since a document may be deep.
    waiting: list[tuple[str, object, bool]] = [("", spec, False)]
    while waiting:
        where, node, named = waiting.pop()
        if isinstance(node, list):
            waiting += [(f"{where}/{index}", item, False) for index, item in reversed(list(enumerate(node)))]
        if not isinstance(node, Mapping):
            continue
        if not named:
            node = _without_rules(node)
            yield from _node_faults(spec, where, node)
        inside = [
            (where + pointer([key]), value, not named and key in _NAMED and isinstance(value, Mapping))
            for key, value in node.items()
            if named or not (key in _DATA or str(key).startswith("x-"))
        ]
        waiting += reversed(inside)


def _node_faults(spec: Mapping[str, object], where: str, node: Mapping[str, object]) -> Iterator[str]:
    target = node.get("$ref")
    if isinstance(target, str) and not _resolves(spec, target):
        yield f"{where}: $ref {ascii(target)[:200]} leads nowhere in this document"
    required, properties = node.get("required"), node.get("properties")
    combined = any(key in node for key in _COMBINED)
    if isinstance(required, list) and isinstance(properties, Mapping) and not combined:
        yield from (
            f"{where}: requires {ascii(name)[:200]}, which is not among its properties"
            for name in required
            if not isinstance(name, str) or name not in properties
        )


def _without_rules(node: Mapping[str, object]) -> Mapping[str, object]:
    """Return a schema without the parts that state its rules, which require but do not list properties."""
    if "x-rules" not in node:
        return node
    whole = {key: value for key, value in node.items() if key != "allOf"}
    others = parts_of(node)
    return {**whole, "allOf": others} if others else whole


def _operation_faults(spec: Mapping[str, object]) -> Iterator[str]:
    stated = (operation.get("operationId") for _, _, operation in operations(spec))
    ids = Counter(name for name in stated if isinstance(name, str))
    for name, count in ids.items():
        if count > 1:
            yield f"operationId {ascii(name)[:200]} is used {count} times"


def _resolves(spec: Mapping[str, object], target: str) -> bool:
    try:
        referred(spec, target)
    except LookupError:
        return False
    return True
