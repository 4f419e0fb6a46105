"""Helpers shared by all readers of an OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from tiktok_bindgen.problem import InputError

#: The keys of a path item that are operations.
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

#: The key of a document with groups of tags, as several tools read it.
TAG_GROUPS = "x-tagGroups"

#: The prefix of references to component schemas.
SCHEMAS = "#/components/schemas/"

# How many references in a row are followed: more are a circle.
_MOST_REFERENCES = 60
# An address that is safe as it is wherever it is written: as a link, in Markdown, in a docstring.
_ADDRESS = re.compile(r"https://[!#$%&'()*+,./:;=?@\[\]~\w-]+", re.ASCII)
# The most objects in all operations if each reference is replaced by what it leads to; those of our API have
# about fifty thousand.
_MOST_OBJECTS = 250_000
# What all paths, and the addresses of all calls, begin with.
_TO_VERSION = re.compile(r"(?:\w+://[^/]*)?/?open_api/v[\d.]+/")

#: Mappings, for frequent type tests: a dictionary matches at once.
MAPPINGS = (dict, Mapping)


#: The key for values of a field that only another source lists: its ``source`` and ``values``.
ELSEWHERE = "x-enum-elsewhere"


def mapping(value: object) -> Mapping[str, Any]:
    """Return a value that should be an object, or an empty one if it is not: documents are untrusted."""
    return value if value and isinstance(value, MAPPINGS) else {}


def listed(value: object) -> Sequence[Any]:
    """Return a value that should be a list, or an empty one if it is not."""
    return value if isinstance(value, list) else ()


def same(old: object, new: object) -> bool:
    """Compare values as JSON, where ``true`` is not ``1`` and order matters in lists only."""
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
    """Write steps as a JSON pointer.

    Examples:
        >>> pointer(("beds", 0, "a/b"))
        '/beds/0/a~1b'
    """
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


_IN_PATH = re.compile(r"\{([^{}]*)\}")


def names_in_path(path: str) -> list[str]:
    """Return the names of the parameters in a path."""
    return _IN_PATH.findall(path)


def without_names(path: str) -> str:
    """Return a path without the names of its parameters, which do not identify it."""
    return _IN_PATH.sub("{}", path)


def operations(document: Mapping[str, object]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the operations of a document: path, lower-case method, operation object."""
    for path, item in mapping(document.get("paths")).items():
        for method, operation in mapping(item).items():
            if method in METHODS and isinstance(operation, Mapping):
                yield str(path), method, operation


def words_of(name: str) -> tuple[str, ...]:
    """Split the name of an operation or a resource into its words, however they are joined.

    Examples:
        >>> words_of("/open_api/v1.3/plot/dig_up/"), words_of("plot.dig_up")
        (('plot', 'dig', 'up'), ('plot', 'dig', 'up'))
    """
    return tuple(filter(None, re.split("[/._]", _TO_VERSION.sub("", name.strip()))))


def schema_of(part: Mapping[str, Any]) -> object:
    """Return the schema of a parameter, body, reply or header, under the first of several media types."""
    if "schema" in part:
        return part["schema"]
    return next((mapping(media).get("schema", {}) for media in mapping(part.get("content")).values()), {})


def docs_of(stated: Mapping[str, object]) -> str:
    """Return the address of the documentation of an operation or an event; empty if it has no plain one.

    Documents are untrusted: anything but ``https://`` could be more than an address where it is shown.
    """
    url = mapping(stated.get("externalDocs")).get("url")
    return url if isinstance(url, str) and _ADDRESS.fullmatch(url) else ""


def value_text(value: object) -> str:
    """Write a value as on the wire, such as one of an ``enum``: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def meanings(schema: Mapping[str, object]) -> dict[str, str]:
    """Map each value of a schema's ``enum``, by `value_text`, to its description, if it has one.

    Examples:
        >>> meanings({"enum": ["CLAY", 2], "x-enum-descriptions": ["", "Sand."]})
        {'2': 'Sand.'}
    """
    # A boolean with both values has no ``enum``.
    values = listed(schema["enum"]) if "enum" in schema else (True, False)
    pairs = zip(values, listed(schema.get("x-enum-descriptions")), strict=False)
    return {value_text(value): text for value, text in pairs if isinstance(text, str) and text}


def named(part: str) -> str:
    """Decode one segment of a reference."""
    return part if part.isidentifier() else unquote(part).replace("~1", "/").replace("~0", "~")


def referred(document: Mapping[str, object], reference: str) -> object:
    """Return the target of a reference.

    Raises:
        LookupError: The target does not exist in the document.
    """
    if reference == "#":
        return document
    if not reference.startswith("#/"):
        raise LookupError("leads outside the document")
    node: object = document
    for part in reference[2:].split("/"):
        key = named(part)
        if isinstance(node, MAPPINGS) and key in node:
            node = node[key]
        elif isinstance(node, list) and key.isascii() and key.isdecimal() and int(key[:9]) < len(node):
            node = node[int(key[:9])]
        else:
            raise LookupError("does not resolve")
    return node


def target_of(document: Mapping[str, object], reference: str, where: str, shape: str = "") -> object:
    """Return the target of a reference, which must be there and, if one is given, have a shape.

    Raises:
        InputError: It is not; the message has the place ``where`` the reference is.
    """
    try:
        found = referred(document, reference)
    except LookupError as error:
        raise unusable(where, f"`$ref` {reference!r} {error}") from None
    if shape:
        require_shape(found, shape, where)
    return found


def followed(document: Mapping[str, object], part: object, where: str, shape: str) -> Mapping[str, Any]:
    """Return a part of a document, or what the reference in its place leads to; see `target_of`."""
    for _ in range(_MOST_REFERENCES):
        reference = mapping(part).get("$ref")
        if reference is None:
            return mapping(part)
        part = target_of(document, reference, where, shape)
    raise unusable(where, "`$ref` is circular")


def resolved(
    document: Mapping[str, object], node: Any, read: Callable[[Any], Any] = lambda found: found
) -> Any:
    """Return a node without a reference: its target, as ``read``, with the node's own keys.

    One that leads nowhere stays; a circle says nothing.
    """
    for _ in range(_MOST_REFERENCES):
        reference = mapping(node).get("$ref")
        if not isinstance(reference, str):
            return node
        try:
            target = referred(document, reference)
        except LookupError:
            return node
        target = read(target) if isinstance(target, MAPPINGS) else target
        others = {key: value for key, value in node.items() if key != "$ref"}
        node = {**target, **others} if others and isinstance(target, MAPPINGS) else target
    return {}


def is_extended(schema: Mapping[str, Any]) -> bool:
    """Report whether callers add fields of their own to the documented ones of an object."""
    return schema.get("additionalProperties") is True and bool(schema.get("properties"))


def objects_in(value: object) -> Iterator[Mapping[str, Any]]:
    """Every object in a value, itself among them, each before those inside it."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, MAPPINGS):
            yield node
            node = [*node.values()]
        if isinstance(node, list):
            # Most values are text.
            waiting += [each for each in reversed(node) if each.__class__ is not str]


def require_bounded(document: Mapping[str, object]) -> None:
    """Require that the operations of a document do not become too large when their references are followed.

    References to what has several references itself multiply: a few lines can stand for billions of objects.

    Args:
        document: The document.

    Raises:
        InputError: They do; the message has one of the references.
    """
    known: dict[str, tuple[int, list[str]]] = {}
    total, references = _counted([document.get("paths"), document.get("webhooks")])
    # The references that are being followed, each with those that are still to come in what it leads to.
    trail = {"": iter(references)}
    while trail:
        reference = next(trail[next(reversed(trail))], None)
        if reference is None:
            trail.popitem()
        elif reference not in trail:
            if reference not in known:
                try:
                    known[reference] = _counted(referred(document, reference))
                except LookupError:
                    known[reference] = 0, []
            count, inside = known[reference]
            total += count
            if total > _MOST_OBJECTS:
                most = f"too large once references are followed: more than {_MOST_OBJECTS} objects"
                raise unusable(f"`$ref` {[*trail, reference][1]!r}", most)
            trail[reference] = iter(inside)


def _counted(value: object) -> tuple[int, list[str]]:
    """Count the objects in a value, and list their references."""
    count, references = 0, list[str]()
    for count, part in enumerate(objects_in(value), 1):  # noqa: B007 - the last one counts
        reference = part.get("$ref")
        if isinstance(reference, str):
            references.append(reference)
    return count, references


# The keywords that hold a schema, several by name, or a list of them.
_HOLD_ONE = ("items", "additionalProperties", "contentSchema", "contains", "not", "if", "then", "else")
_HOLD_NAMED = ("properties", "patternProperties")
_HOLD_SEVERAL = ("allOf", "oneOf", "anyOf", "prefixItems")


def with_subschemas(schema: Mapping[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    """Return a schema with each schema directly inside it changed, and without those that repeat rules."""

    def changed(inner: Any) -> Any:
        # A schema may be just true or false.
        return change(inner) if isinstance(inner, MAPPINGS) else inner

    made = dict(schema)
    for key in made.keys() & _HOLD_ONE:
        made[key] = changed(made[key])
    for key in made.keys() & _HOLD_NAMED:
        made[key] = {name: changed(each) for name, each in mapping(made[key]).items()}
    for key in made.keys() & _HOLD_SEVERAL:
        made[key] = [changed(each) for each in (parts_of(schema) if key == "allOf" else listed(made[key]))]
    if made.get("allOf") == []:
        del made["allOf"]
    return made


def subschemas(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the schemas inside one that describe its value or parts of it; each with its property's name.

    The name is empty for what is no property: items, the values of a map, and alternatives.
    """
    yield from mapping(schema.get("properties")).items()
    for key in ("items", "additionalProperties", "contentSchema"):
        if key in schema:
            yield "", schema[key]
    # Most schemas have no parts.
    if "allOf" in schema or "oneOf" in schema or "anyOf" in schema:
        for part in (*listed(schema.get("oneOf")), *listed(schema.get("anyOf")), *parts_of(schema)):
            yield "", part


def objects_of(
    document: Mapping[str, object], schema: object, name: str = "", around: tuple[int, ...] = ()
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects in a schema, each with the name of its field, which is empty at the top.

    References are followed, so an object may come several times; one that contains itself is not entered.
    """
    while isinstance(schema, dict) and "$ref" in schema:
        schema = referred(document, str(schema["$ref"]))
    if not isinstance(schema, dict) or id(schema) in around:
        return
    if schema.get("type") == "object" or "properties" in schema:
        yield name, schema
    for key, inner in subschemas(schema):
        yield from objects_of(document, inner, key or name, (*around, id(schema)))


def reached(roots: Iterable[object], schemas: Mapping[str, Any]) -> set[str]:
    """Return the names of components referenced by some values, directly or through other components."""
    found: set[str] = set()
    waiting = [*roots]
    while waiting:
        for each in objects_in(waiting.pop()):
            name = str(each.get("$ref", "")).removeprefix(SCHEMAS)
            if name in schemas and name not in found:
                found.add(name)
                waiting.append(schemas[name])
    return found


def is_null(part: object) -> bool:
    """Whether a schema allows null only."""
    return isinstance(part, Mapping) and (
        part.get("type") in ("null", ["null"]) or ("const" in part and part["const"] is None)
    )


def parts_of(schema: Mapping[str, object]) -> list[object]:
    """The parts of a schema's ``allOf``, without those that say in keywords what it has as ``x-rules``."""
    stated = {str(rule.get("id")) for rule in listed(schema.get("x-rules")) if isinstance(rule, Mapping)}
    return [part for part in listed(schema.get("allOf")) if not _is_rule(part, stated)]


def _is_rule(part: object, stated: Collection[str]) -> bool:
    # The keywords of a rule stand under its name.
    comment = mapping(part).get("$comment")
    return isinstance(comment, str) and comment in stated


# -- the shapes of values ----------------------------------------------------------------------

# What readers rely on: the shape of the values of each kind of object, by key. ``[x]`` is a list and ``{x}``
# an object with values of shape x. A null value of an OpenAPI key counts as a missing key, unless a reader
# would look something up by it.
_OBJECTS: Mapping[str, Mapping[str, str]] = {
    "document": {
        "info": "info",
        "servers": "[server]",
        "security": "[{[text]}]",
        "tags": "[tag]",
        TAG_GROUPS: "[group]",
        "paths": "{item}",
        "webhooks": "{item}",
        "components": "components",
        "x-reports": "{report}",
    },
    "info": dict.fromkeys(("title", "version"), "text"),
    "server": dict.fromkeys(("url", "description"), "text"),
    "tag": dict.fromkeys(("name", "description"), "text"),
    "group": {**dict.fromkeys(("name", "x-description"), "text"), "tags": "[text]"},
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
        "type": "types",
        "enum": "[any]",
        "required": "truth or [text]",
        **dict.fromkeys(("minLength", "maxLength", "x-wide-characters", "minItems", "maxItems"), "number"),
        **dict.fromkeys(("minProperties", "maxProperties", "minimum", "maximum", "multipleOf"), "number"),
        **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), "truth or number"),
        **dict.fromkeys(("uniqueItems", "x-no-emoji"), "truth"),
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
        "latencies": "[latency]",
    },
    "name": {
        **dict.fromkeys(("type", "description"), "text"),
        **dict.fromkeys(("groups", "types", "levels", "modes", "needs", "frameworks", "metrics"), "[text]"),
        **dict.fromkeys(("without-metrics", "synchronous-metrics", "asynchronous-metrics"), "[text]"),
        "excludes": "{[text]}",
    },
    "choice": {"of": "[text]", "least": "number", "most": "number or null"},
    "range": {"time": "text", "dimensions": "[text]", "without": "[text]"},
    "latency": {"time": "text"},
}
# The shapes of our own keys, with the keys they must have; null is not allowed in them.
_OWN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("name", "report", "rule"), ()),
    **dict.fromkeys(("latency", "range"), ("time",)),
    "group": ("name", "tags"),
    "case": ("values",),
    "choice": ("of",),
    "fact": ("values",),
}
_NEVER_NULL = frozenset({"$ref", *METHODS})
_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_PLAIN: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "any": ("anything", lambda _: True),
    "null": ("null", lambda value: value is None),
    "number": ("a number", lambda value: isinstance(value, int | float) and not isinstance(value, bool)),
    "text": ("text", lambda value: isinstance(value, str)),
    "types": (
        f"one or some of {', '.join(_TYPES)}",
        lambda value: all(
            each in (*_TYPES, None) for each in (value if isinstance(value, list) else [value])
        ),
    ),
    "value": ("no mapping", lambda value: not isinstance(value, Mapping)),
    "truth": ("true or false", lambda value: isinstance(value, bool)),
}
_LONGEST_PLACE = 200
# The path to a value, as a linked list: the path to its container, and its key.
_Way = tuple[Any, ...]


def require_shape(
    value: object, shape: str = "document", where: str = "", *, seen: set[tuple[int, str]] | None = None
) -> None:
    """Require that a document, or a part of one, has only values of the expected shapes.

    Args:
        value: The document, or the part.
        shape: The name of its shape: ``document``, ``schema``, …
        where: The place of a part, for messages.
        seen: The objects to skip, by identity and shape; validated objects are added.

    Raises:
        InputError: A value has an unexpected shape; the message has its place.
    """
    if found := _fault(value, shape, (None, where), set() if seen is None else seen):
        way, expected = found
        steps: list[str] = []
        while way:
            way, key = way
            steps.insert(0, str(key))
        raise unusable(".".join(filter(None, steps)) or shape, f"expected {expected}")


def unusable(where: str, what: str) -> InputError:
    """Return the error for a place of a document, as one line of limited length."""
    place = " ".join(where.split())
    if len(place) > _LONGEST_PLACE:
        place = f"{place[:_LONGEST_PLACE]}…"
    return InputError(f"{place}: {' '.join(what.split())}")


def _fault(value: object, shape: str, way: _Way, seen: set[tuple[int, str]]) -> tuple[_Way, str] | None:
    """Return the path to the first value of a wrong shape, and what is expected there."""
    if shape in _PLAIN:
        name, is_right = _PLAIN[shape]
        return None if is_right(value) else (way, name)
    if shape in _OBJECTS:
        return _object_fault(value, shape, way, seen)
    if shape[0] + shape[-1] in {"[]", "{}"}:
        many = shape[0] == "["
        if not isinstance(value, list if many else MAPPINGS):
            return way, "a list" if many else "a mapping"
        inside = shape[1:-1]
        for key, each in enumerate(value) if isinstance(value, list) else value.items():
            if found := _fault(each, inside, (way, key), seen):
                return found
        return None
    first, last = shape.rsplit(" or ", 1)
    return _fault(value, first, way, seen) and _fault(value, last, way, seen)


def _object_fault(
    value: object, shape: str, way: _Way, seen: set[tuple[int, str]]
) -> tuple[_Way, str] | None:
    if not isinstance(value, MAPPINGS):
        # A schema may be just true or false.
        return None if isinstance(value, bool) and shape == "schema" else (way, "a mapping")
    # Each object is validated once, by identity: a document may contain itself.
    if (id(value), shape) in seen:
        return None
    seen.add((id(value), shape))
    for key in _OWN.get(shape, ()):
        if key not in value:
            return way, f"`{key}`"
    shapes = _OBJECTS[shape]
    for key, each in value.items():
        inside = shapes.get(key)
        if inside is None or (each is None and key not in _NEVER_NULL and shape not in _OWN):
            continue
        if found := _fault(each, inside, (way, key), seen):
            return found
    return None


def values_elsewhere(schema: Mapping[str, Any]) -> str:
    """Return which values of a field only another source lists, in words; empty if there are none."""
    stated = mapping(schema.get(ELSEWHERE))
    values = ", ".join(f"`{value}`" for value in listed(stated.get("values")))
    return f"{stated.get('source')} also lists {values}" if values else ""


def listed_only(spec: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths that a document states as listed only."""
    for each in listed(spec.get("x-listed-only")):
        if isinstance(path := mapping(each).get("path"), str):
            yield path
