"""An operation's request as a list of fields and rules, read from an OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.problem import InputError
from tiktok_bindgen.rules.model import ITEM, VALUE, Path, Rule, Scalar, from_data

_VERSION = re.compile(r"^/open_api/v[^/]*(?=/)")
_BOUNDS = (
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "at most {}"),
    ("exclusiveMaximum", "less than {}"),
)
# A schema can refer to itself; what is deeper than this is not listed.
_DEEPEST = 12


@frozen
class ExplainedField:
    """One field of a request.

    Attributes:
        path: Its path from the top of the request; ``[]`` stands for each item of a list.
        type: Its type in words: ``string[]``.
        required: It must be given, whatever else is given.
        conditional: Whether it must or may be given depends on other fields.
        values: The values that it may have; empty when it is open.
        default: What the server assumes without it.
        limits: Its bounds in words.
        deprecated: It is, or is to be, deprecated.
    """

    path: Path
    type: str
    required: bool = False
    conditional: bool = False
    values: tuple[Scalar, ...] = ()
    default: object = None
    limits: tuple[str, ...] = ()
    deprecated: bool = False


@frozen
class Explained:
    """A request of one operation.

    Attributes:
        method: The HTTP method, in capitals.
        path: The path as documented.
        title: What it does.
        docs: The address of its page, if known.
        fields: Its fields, each before what is inside it.
        rules: Its rules, each with its sentence.
        unread: How many conditions stand in the documentation in words alone.
    """

    method: str
    path: str
    title: str
    docs: str
    fields: tuple[ExplainedField, ...]
    rules: tuple[tuple[Rule, str], ...]
    unread: int


def explained(spec: Mapping[str, object], method: str, path: str) -> Explained:
    """Find an operation and list what its request has.

    Args:
        spec: An OpenAPI 3 document.
        method: The HTTP method, in any case.
        path: The path, with or without ``/open_api/v1.3`` and the slashes around it.

    Raises:
        InputError: There is no such operation; names those that are spelled alike.
    """
    operations = _operations(spec)
    wanted = (method.upper(), _short(path))
    if wanted not in operations:
        near = get_close_matches(" ".join(wanted), [" ".join(key) for key in operations], n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise InputError(f"no operation {method.upper()} {path} in the specification{hint}")
    full, operation = operations[wanted]
    walk = _Walk(spec)
    walk.operation(operation)
    docs = operation.get("externalDocs")
    return Explained(
        method=method.upper(),
        path=full,
        title=str(operation.get("summary") or ""),
        docs=str(docs.get("url") or "") if isinstance(docs, Mapping) else "",
        fields=tuple(walk.fields),
        rules=tuple(walk.rules),
        unread=walk.unread,
    )


def _operations(spec: Mapping[str, object]) -> dict[tuple[str, str], tuple[str, Mapping[str, Any]]]:
    paths = spec.get("paths")
    found = {}
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        for method, operation in item.items() if isinstance(item, Mapping) else ():
            if isinstance(operation, Mapping):
                found[str(method).upper(), _short(str(path))] = (str(path), operation)
    return found


def _short(path: str) -> str:
    return _VERSION.sub("", "/" + path.strip("/")).strip("/")


class _Walk:
    """Collects fields and rules while it goes through an operation's schemas."""

    def __init__(self, spec: Mapping[str, object]) -> None:
        self._spec = spec
        self.fields: list[ExplainedField] = []
        self.rules: list[tuple[Rule, str]] = []
        self.unread = 0

    def operation(self, operation: Mapping[str, Any]) -> None:
        self._rules(operation, ())
        for raw in operation.get("parameters") or ():
            parameter = self._resolved(raw)
            if parameter.get("in") in {"query", "path"}:
                schema = parameter.get("schema") or self._content(parameter)
                self._field((str(parameter.get("name")),), schema, required=parameter.get("required") is True)
        body = self._resolved(operation.get("requestBody") or {})
        self._object((), self._resolved(self._content(body)))

    @staticmethod
    def _content(holder: Mapping[str, Any]) -> Mapping[str, Any]:
        content = holder.get("content")
        media: object = next(iter(content.values()), {}) if isinstance(content, Mapping) else {}
        schema = media.get("schema") if isinstance(media, Mapping) else None
        return schema if isinstance(schema, Mapping) else {}

    def _resolved(self, node: object) -> Mapping[str, Any]:
        """A node, what it refers to first and its own keys over that."""
        own: dict[str, Any] = {}
        for _ in range(_DEEPEST):
            if not isinstance(node, Mapping):
                return own
            own = {**node, **own}
            target = own.pop("$ref", None)
            if not isinstance(target, str):
                return own
            node = self._target(target)
        return own

    def _target(self, target: str) -> object:
        node: object = self._spec
        for part in target.removeprefix("#/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            node = node.get(key) if isinstance(node, Mapping) else None
        return node

    def _object(self, path: Path, schema: Mapping[str, Any]) -> None:
        self._rules(schema, path)
        required = schema.get("required")
        needed = set(required) if isinstance(required, list) else set()
        properties = schema.get("properties")
        for name, inner in properties.items() if isinstance(properties, Mapping) else ():
            self._field((*path, str(name)), inner, required=name in needed)

    def _field(self, path: Path, raw: object, *, required: bool) -> None:
        schema = self._resolved(raw)
        count = schema.get("x-rules-text-count") or len(schema.get("x-rules-text") or ())
        self.unread += count if isinstance(count, int) else 0
        inner, steps, below = schema, "", path
        while inner.get("type") == "array" and len(below) < len(path) + _DEEPEST:
            steps, below = f"{steps}[]", (*below, ITEM)
            inner = self._resolved(inner.get("items"))
        values = inner.get("enum")
        kind = inner.get("type")
        self.fields.append(
            ExplainedField(
                path=path,
                type=f"{kind if isinstance(kind, str) else 'any'}{steps}",
                required=required,
                conditional=schema.get("x-presence") == "conditional",
                values=tuple(values) if isinstance(values, list) else (),
                default=schema.get("default"),
                limits=tuple(_limits(schema)) + (tuple(_limits(inner)) if inner is not schema else ()),
                deprecated=schema.get("deprecated") is True,
            )
        )
        if sum(step not in {ITEM, VALUE} for step in path) < _DEEPEST:
            self._object(below, inner)
            values_of = inner.get("additionalProperties")
            if isinstance(values_of, Mapping):
                self._object((*below, VALUE), self._resolved(values_of))

    def _rules(self, holder: Mapping[str, Any], path: Path) -> None:
        entries = holder.get("x-rules")
        for entry in entries if isinstance(entries, list) else ():
            try:
                rule = from_data(entry)
            except ValueError as error:
                raise InputError(f"x-rules in the specification: {error}") from None
            self.rules.append((evolve(rule, scope=(*path, *rule.scope)), str(entry.get("text") or rule.id)))


def _limits(schema: Mapping[str, Any]) -> Iterator[str]:
    for key, words in _BOUNDS:
        if key in schema:
            yield words.format(schema[key])
    if isinstance(schema.get("format"), str) and "pattern" in schema:
        yield f"written as {schema['format']}"
