"""What all who read an OpenAPI document do alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

#: The methods of the operations of a path.
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def mapping(value: object) -> Mapping[str, Any]:
    """A value that should be an object; an empty one if it is not, as a document may be anybody's."""
    return value if isinstance(value, Mapping) else {}


def listed(value: object) -> Sequence[Any]:
    """A value that should be a list; an empty one if it is not."""
    return value if isinstance(value, list) else ()


def same(old: object, new: object) -> bool:
    """Equality as JSON has it, where ``true`` is not ``1`` and order matters in lists alone."""
    if old != new:
        return False
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(same(value, new[key]) for key, value in old.items())
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return all(map(same, old, new))
    return True


def pointer(steps: Iterable[object]) -> str:
    """Steps as a JSON pointer.

    Examples:
        >>> pointer(("beds", 0, "a/b"))
        '/beds/0/a~1b'
    """
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def operations(document: Mapping[str, object]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The operations of a document: path, method in small letters, and what is stated."""
    for path, item in mapping(document.get("paths")).items():
        for method, operation in mapping(item).items():
            if method in METHODS and isinstance(operation, Mapping):
                yield str(path), method, operation


def schema_of(part: Mapping[str, Any]) -> object:
    """The schema of a parameter, body, reply or header; of several media types, that of the first."""
    if "schema" in part:
        return part["schema"]
    return next((mapping(media).get("schema", {}) for media in mapping(part.get("content")).values()), {})


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
