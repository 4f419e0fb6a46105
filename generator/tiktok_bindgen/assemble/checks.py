"""What an OpenAPI document must be sound in, beyond what validators see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tiktok_bindgen.openapi import METHODS, parts_of, referred
from tiktok_bindgen.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Keywords whose value maps names that someone chose to things, so that a name there is no keyword.
_NAMED = frozenset(
    {
        *("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"),
        *("paths", "webhooks", "responses", "headers", "content", "callbacks", "links", "encoding"),
        *("schemas", "parameters", "requestBodies", "securitySchemes", "pathItems", "variables"),
    }
)
# Keywords whose value is data, in which nothing refers to anything.
_DATA = frozenset(
    {"default", "enum", "const", "example", "examples", "required", "mapping", "security", "scopes"}
)
_COMBINED = ("allOf", "anyOf", "oneOf", "$ref", "if")


class UnsoundSpecError(AssertionError):
    """Our own output is not sound: a mistake of the generator, not of the documentation."""


def require_sound(spec: Mapping[str, object]) -> None:
    """Check a document of our own making.

    Raises:
        UnsoundSpecError: If it is not sound.
    """
    found = faults(spec)
    if found:
        raise UnsoundSpecError("; ".join(found[:10]))


def require_usable(spec: Mapping[str, object], name: str) -> None:
    """Check a document that someone else wrote or corrected.

    Args:
        spec: The document.
        name: What to call it in the message.

    Raises:
        InputError: If it is not sound.
    """
    found = faults(spec)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise InputError(f"{name}: {found[0]}{more}")


def faults(spec: Mapping[str, object]) -> tuple[str, ...]:
    """Find references to nothing, required properties that are not there, and operation ids used twice.

    Returns:
        One line for each, in the document's order, with a JSON pointer to the place.
    """
    return (*_schema_faults(spec), *_operation_faults(spec))


def _schema_faults(spec: Mapping[str, object]) -> Iterator[str]:
    # The third part tells whether the keys are names. A list and not recursion, as a document may be deep.
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
            (f"{where}/{_escaped(key)}", value, not named and key in _NAMED and isinstance(value, Mapping))
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
    """A schema without the parts that state its rules: those ask and demand, and list no properties."""
    if "x-rules" not in node:
        return node
    whole = {key: value for key, value in node.items() if key != "allOf"}
    others = parts_of(node)
    return {**whole, "allOf": others} if others else whole


def _operation_faults(spec: Mapping[str, object]) -> Iterator[str]:
    paths = spec.get("paths")
    if not isinstance(paths, Mapping):
        return
    operations = [
        operation
        for item in paths.values()
        if isinstance(item, Mapping)
        for method, operation in item.items()
        if method in METHODS and isinstance(operation, Mapping)
    ]
    ids = Counter(name for each in operations if isinstance(name := each.get("operationId"), str))
    for name, count in ids.items():
        if count > 1:
            yield f"operationId {ascii(name)[:200]} is used {count} times"


def _resolves(spec: Mapping[str, object], target: str) -> bool:
    try:
        referred(spec, target)
    except LookupError:
        return False
    return True


def _escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
