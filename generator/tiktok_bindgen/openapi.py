"""What all who read an OpenAPI document do alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import unquote

#: The methods of the operations of a path.
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def referred(document: Mapping[str, object], reference: str) -> object:
    """What a reference leads to.

    Raises:
        LookupError: It leads to nothing in the document.
    """
    if reference == "#":
        return document
    if not reference.startswith("#/"):
        raise LookupError("leads outside the document")
    node: object = document
    for part in reference[2:].split("/"):
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(node, Mapping) and key in node:
            node = node[key]
        elif isinstance(node, list) and key.isascii() and key.isdecimal() and int(key[:9]) < len(node):
            node = node[int(key[:9])]
        else:
            raise LookupError("leads nowhere")
    return node


def parts_of(schema: Mapping[str, object]) -> list[object]:
    """The parts of a schema's ``allOf``, without those that say in keywords what it has as ``x-rules``."""
    parts, rules = schema.get("allOf"), schema.get("x-rules")
    stated = (
        {str(rule.get("id")) for rule in rules if isinstance(rule, Mapping)}
        if isinstance(rules, list)
        else ()
    )
    return [part for part in parts if not _is_rule(part, stated)] if isinstance(parts, list) else []


def _is_rule(part: object, stated: Collection[str]) -> bool:
    # The keywords of a rule stand under its name.
    comment = part.get("$comment") if isinstance(part, Mapping) else None
    return isinstance(comment, str) and comment in stated
