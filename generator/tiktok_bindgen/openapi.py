"""What all who read an OpenAPI document do alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import unquote

from tiktok_bindgen.problem import InputError

#: The methods of the operations of a path.
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

#: What a reference to a component begins with.
SCHEMAS = "#/components/schemas/"


#: Mappings, for what is asked of very many values: of a dictionary it is told at once.
MAPPINGS = (dict, Mapping)


def mapping(value: object) -> Mapping[str, Any]:
    """A value that should be an object; an empty one if it is not, as a document may be anybody's."""
    return value if value and isinstance(value, MAPPINGS) else {}


def listed(value: object) -> Sequence[Any]:
    """A value that should be a list; an empty one if it is not."""
    return value if isinstance(value, list) else ()


def same(old: object, new: object) -> bool:
    """Equality as JSON has it, where ``true`` is not ``1`` and order matters in lists alone."""
    if old is new:
        return True
    if old != new:
        return False
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, MAPPINGS) and isinstance(new, MAPPINGS):
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


def value_text(value: object) -> str:
    """A value of an ``enum`` as a key of an object: itself if it is text, else as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value)


def meanings(schema: Mapping[str, object]) -> dict[str, str]:
    """What a schema says of each value of its ``enum``, by `value_text`, where it says something.

    Examples:
        >>> meanings({"enum": ["CLAY", 2], "x-enum-descriptions": ["", "Sand."]})
        {'2': 'Sand.'}
    """
    # A boolean that may be both has no list of its values.
    values = listed(schema["enum"]) if "enum" in schema else (True, False)
    said = zip(values, listed(schema.get("x-enum-descriptions")), strict=False)
    return {value_text(value): text for value, text in said if isinstance(text, str) and text}


def named(part: str) -> str:
    """The name that a part of a reference stands for."""
    return part if part.isidentifier() else unquote(part).replace("~1", "/").replace("~0", "~")


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
        key = named(part)
        if isinstance(node, Mapping) and key in node:
            node = node[key]
        elif isinstance(node, list) and key.isascii() and key.isdecimal() and int(key[:9]) < len(node):
            node = node[int(key[:9])]
        else:
            raise LookupError("leads nowhere")
    return node


def reached(roots: Iterable[object], schemas: Mapping[str, Any]) -> set[str]:
    """The names of the components that references in some values lead to, directly or through others."""
    found: set[str] = set()
    queue = list(roots)
    while queue:
        node = queue.pop()
        if isinstance(node, Mapping):
            name = str(node.get("$ref", "")).removeprefix(SCHEMAS)
            if name in schemas and name not in found:
                found.add(name)
                queue.append(schemas[name])
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)
    return found


def is_null(part: object) -> bool:
    """Whether a schema is that of null alone."""
    return isinstance(part, Mapping) and (
        part.get("type") in ("null", ["null"]) or ("const" in part and part["const"] is None)
    )


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


# -- the shapes of values ----------------------------------------------------------------------

# What a reader relies on: of each kind of object the keys whose values are of one shape, and that shape.
# ``[x]`` is a list and ``{x}`` an object of such values. A key of OpenAPI without a value, null, is as good
# as none where nothing is found by it.
_OBJECTS: Mapping[str, Mapping[str, str]] = {
    "document": {
        "info": "info",
        "servers": "[server]",
        "security": "[{[text]}]",
        "paths": "{item}",
        "webhooks": "{item}",
        "components": "components",
        "x-reports": "{report}",
    },
    "info": dict.fromkeys(("title", "version"), "text"),
    "server": dict.fromkeys(("url", "description"), "text"),
    "components": {
        "schemas": "{schema}",
        "parameters": "{parameter}",
        "headers": "{parameter}",
        "requestBodies": "{body}",
        "responses": "{body}",
        "securitySchemes": "{scheme}",
    },
    "scheme": dict.fromkeys(("$ref", "type", "in", "name"), "text"),
    "item": {"$ref": "text", "parameters": "[parameter]", **dict.fromkeys(METHODS, "operation")},
    "operation": {
        "operationId": "text",
        "tags": "[text]",
        "parameters": "[parameter]",
        "requestBody": "body",
        "responses": "{body}",
        "security": "[{[text]}]",
        "x-rules": "[rule]",
    },
    "parameter": {
        **dict.fromkeys(("$ref", "name", "in", "description"), "text"),
        "schema": "schema",
        "content": "{media}",
    },
    "body": {"$ref": "text", "description": "text", "headers": "{parameter}", "content": "{media}"},
    "media": {"schema": "schema"},
    "schema": {
        **dict.fromkeys(("$ref", "description", "format", "pattern"), "text"),
        "type": "[text or null] or text",
        "enum": "[any]",
        "required": "truth or [text]",
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), "number"),
        **dict.fromkeys(("minProperties", "maxProperties", "minimum", "maximum", "multipleOf"), "number"),
        **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), "truth or number"),
        **dict.fromkeys(("additionalProperties", "contentSchema", "items", "not"), "schema"),
        **dict.fromkeys(("allOf", "anyOf", "oneOf"), "[schema]"),
        **dict.fromkeys(("properties", "patternProperties"), "{schema}"),
        "x-enum-facts": "{[value or fact]}",
        "x-rules": "[rule]",
    },
    "fact": {"level": "text", "when": "[case]", "values": "[any]"},
    "case": {"field": "text", "values": "[any]"},
    "rule": dict.fromkeys(("id", "text"), "text"),
    "report": {
        **dict.fromkeys(("metrics", "dimensions", "filters"), "{name}"),
        "groupings": "[[text or choice]]",
        "ranges": "[range]",
    },
    "name": {"type": "text", "description": "text", "metrics": "[text]"},
    "choice": {"of": "[text]"},
    "range": {"dimensions": "[text]", "without": "[text]"},
}
# What is ours alone, with the keys that it must have; none of them is without a value.
_OWN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("name", "range", "report", "rule"), ()),
    "case": ("values",),
    "choice": ("of",),
    "fact": ("values",),
}
_NEVER_NULL = frozenset({"$ref", *METHODS})
_PLAIN: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "any": ("anything", lambda _: True),
    "null": ("null", lambda value: value is None),
    "number": ("a number", lambda value: isinstance(value, int | float) and not isinstance(value, bool)),
    "text": ("text", lambda value: isinstance(value, str)),
    "value": ("no mapping", lambda value: not isinstance(value, Mapping)),
    "truth": ("true or false", lambda value: isinstance(value, bool)),
}
_LONGEST_PLACE = 200
# How one came to a value: from what is around it, by a key.
_Way = tuple[Any, ...]
_Test = Callable[[object, _Way, set[tuple[int, str]]], "tuple[_Way, str] | None"]


def require_shape(
    value: object, shape: str = "document", where: str = "", *, seen: set[tuple[int, str]] | None = None
) -> None:
    """Refuse a document, or a part of one, in which something is of a shape that it cannot have.

    Args:
        value: The document, or the part.
        shape: What it is: ``document``, ``schema``, …
        where: The place of a part.
        seen: What need not be looked at: objects by identity, and what they are. What is looked at joins it.

    Raises:
        InputError: Something is; it says where.
    """
    if found := _test(shape)(value, (None, where), set() if seen is None else seen):
        way, expected = found
        steps: list[str] = []
        while way:
            way, key = way
            steps.insert(0, str(key))
        raise unusable(".".join(filter(None, steps)) or shape, f"{expected} is expected here")


def unusable(where: str, what: str) -> InputError:
    """What is wrong at a place of a document, as one line of no more length than can be read."""
    place = " ".join(where.split())
    if len(place) > _LONGEST_PLACE:
        place = f"{place[:_LONGEST_PLACE]}…"
    return InputError(f"{place}: {' '.join(what.split())}")


@cache
def _test(shape: str) -> _Test:
    """What finds the first fault of a value that should be of a shape: the way to it, and what belongs there.

    What was looked at already, by its identity, is not looked at again: a document may lead back into itself.
    """
    if shape in _PLAIN:
        name, is_right = _PLAIN[shape]
        return lambda value, way, _: None if is_right(value) else (way, name)
    if shape in _OBJECTS:
        return _object_test(shape)
    if shape[0] + shape[-1] in {"[]", "{}"}:
        return _inner_test(_test(shape[1:-1]), many=shape[0] == "[")
    tests = [_test(each) for each in shape.rsplit(" or ", 1)]

    def either(value: object, way: _Way, seen: set[tuple[int, str]]) -> tuple[_Way, str] | None:
        found = None
        for test in tests:
            found = test(value, way, seen)
            if found is None:
                break
        return found

    return either


def _inner_test(test: _Test, *, many: bool) -> _Test:
    def inner(value: object, way: _Way, seen: set[tuple[int, str]]) -> tuple[_Way, str] | None:
        if not isinstance(value, list if many else MAPPINGS):
            return way, "a list" if many else "a mapping"
        for key, each in enumerate(value) if isinstance(value, list) else value.items():
            if found := test(each, (way, key), seen):
                return found
        return None

    return inner


def _object_test(name: str) -> _Test:
    # Filled in once they are needed, as shapes have themselves inside.
    tests: dict[str, _Test] = {}

    def of_object(value: object, way: _Way, seen: set[tuple[int, str]]) -> tuple[_Way, str] | None:
        if not isinstance(value, MAPPINGS):
            # A schema may be no more than whether anything is valid.
            return None if isinstance(value, bool) and name == "schema" else (way, "a mapping")
        if (id(value), name) in seen:
            return None
        seen.add((id(value), name))
        for key in _OWN.get(name, ()):
            if key not in value:
                return way, f"`{key}`"
        if not tests:
            tests.update((key, _test(shape)) for key, shape in _OBJECTS[name].items())
        for key, each in value.items():
            test = tests.get(key)
            if test is None or (each is None and key not in _NEVER_NULL and name not in _OWN):
                continue
            if found := test(each, (way, key), seen):
                return found
        return None

    return of_object
