"""An operation's request as a list of fields and rules, read from an OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from attrs import define, evolve, field, frozen

from tiktok_bindgen.enforced import contested, enforced
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import ITEM, VALUE, Path, Rule, Scalar
from tiktok_bindgen.openapi import (
    METHODS,
    docs_of,
    is_extended,
    listed,
    mapping,
    operations,
    parts_of,
    resolved,
    schema_of,
    words_of,
)
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.check import BOUNDS, bound_text
from tiktok_bindgen.runtime.lookup import by_any

F = TypeVar("F", "Explained", "Fields")

# Recursive schemas are not listed again inside themselves, nor anything nested deeper than this.
_DEEPEST = 12


@frozen
class ExplainedField:
    """One field of a request.

    Attributes:
        path: Its path from the top of the request; ``[]`` is any item of a list.
        type: Its type in words: ``string[]``.
        required: Whether it is unconditionally required.
        conditional: Whether its presence depends on other fields.
        values: Its documented values; empty if any value is allowed.
        default: The value that the server assumes if it is missing.
        limits: Its limits in words.
        deprecated: Whether it is or will be deprecated.
        schema: The schema of the field, or of a list's items.
        what: Its one-line description; empty if there is none.
        own: The field's own schema.
        some: Documented values, where others may be allowed, too.
    """

    path: Path
    type: str
    required: bool = False
    conditional: bool = False
    values: tuple[Scalar, ...] = ()
    default: object = None
    limits: tuple[str, ...] = ()
    deprecated: bool = False
    schema: Mapping[str, Any] = field(factory=dict, eq=False, repr=False)
    what: str = ""
    own: Mapping[str, Any] = field(factory=dict, eq=False, repr=False)
    some: tuple[Scalar, ...] = ()


@frozen
class Explained:
    """The request of one operation.

    Attributes:
        method: The HTTP method, in capitals.
        path: The path as documented.
        title: Its summary.
        docs: The address of its documentation; empty if unknown.
        fields: Its fields, each before its nested fields.
        rules: Its rules, each with its sentence.
        ids: The rules' ids in the document.
        permissions: The permissions one of which an access token needs, with their numbers.
        contested: Each fact that documented examples contradict, as its field and a text with their place.
        unread: The number of conditions that are documented in prose only.
        level: The level of its object, if there are levels above or below.
        above: The paths of the operations that create the objects above it, by level, nearest first.
    """

    method: str
    path: str
    title: str
    docs: str
    fields: tuple[ExplainedField, ...]
    rules: tuple[tuple[Rule, str], ...]
    unread: int
    contested: tuple[tuple[Path, str], ...] = ()
    permissions: tuple[str, ...] = ()
    level: str = ""
    above: Mapping[str, str] = field(factory=dict)
    ids: tuple[str, ...] = ()


def explained(spec: Mapping[str, object], method: str, path: str, *, form: int | None = None) -> Explained:
    """Find an operation and list the fields and rules of its request.

    Args:
        spec: An OpenAPI 3 document.
        method: The HTTP method, in any case.
        path: The path, with or without ``/open_api/v1.3`` and the slashes around it.
        form: The index of the form to list for objects with alternative forms; by default all are listed.

    Raises:
        InputError: There is no such operation; suggests similarly spelled ones.
    """
    full, operation = _found(spec, method, path)
    item = mapping(mapping(spec["paths"])[full])
    stated = _Walk(spec)
    stated.operation(item, operation)
    walk = _Walk(spec, read=enforced, form=form)
    walk.operation(enforced(item), enforced(operation))
    some = {each.path: each.values for each in stated.fields}
    needed = mapping(operation.get("x-permissions"))
    level = mapping(operation.get("x-level"))
    return Explained(
        method=method.upper(),
        path=full,
        title=str(operation.get("summary") or ""),
        docs=docs_of(operation),
        fields=tuple(
            each if each.values else evolve(each, some=some.get(each.path, ())) for each in walk.fields
        ),
        rules=tuple(walk.rules),
        unread=walk.unread,
        contested=tuple(stated.contested),
        permissions=tuple(f"{name} ({number})" for number, name in needed.items()),
        level=str(level.get("name") or ""),
        above={str(name): str(of) for name, of in mapping(level.get("above")).items()},
        ids=tuple(walk.ids),
    )


def _found(spec: Mapping[str, object], method: str, path: str) -> tuple[str, Mapping[str, Any]]:
    """Find an operation by method and path; an exact path is looked up directly."""
    paths = mapping(spec.get("paths"))
    if method.lower() not in METHODS or not isinstance(mapping(paths.get(path)).get(method.lower()), Mapping):
        method, path = called(spec, f"{method} {path}")
    return path, mapping(paths[path])[method.lower()]


def called(spec: Mapping[str, object], name: str) -> tuple[str, str]:
    """Return the method and path of an operation, given in any way that `by_any` knows.

    Raises:
        InputError: There is none, suggesting similarly spelled ones, or it has several methods.
    """
    rows = [(verb.upper(), path, "_".join(words_of(path)), "", False) for path, verb, _ in operations(spec)]
    try:
        method, path, *_ = by_any(name, rows)
    except ValueError as error:
        raise InputError(str(error).removesuffix("; `operations` lists all")) from None
    return method, path


@frozen
class Fields:
    """The content of an object.

    Attributes:
        fields: Its fields, each before its nested fields.
        contested: Each fact that documented examples contradict, as its field and a text with their place.
    """

    fields: tuple[ExplainedField, ...]
    contested: tuple[tuple[Path, str], ...] = ()


def fields_of(spec: Mapping[str, object], schema: object) -> Fields:
    """List what is in an object that is no request, such as a reply; references are into the spec."""
    walk = _Walk(spec)
    walk.part(schema)
    return Fields(tuple(walk.fields), tuple(walk.contested))


def with_places(found: F, locate: Callable[[str, str], str], docs: str) -> F:
    """Say of contested facts in other words where their examples are.

    Args:
        found: The request of an operation, or the content of an object.
        locate: Takes the text about a fact and the address of its documentation, and gives the text to show.
        docs: That address.
    """
    return evolve(found, contested=tuple((path, locate(text, docs)) for path, text in found.contested))


@define(eq=False)
class _Walk:
    """Collects fields and rules while walking an operation's schemas.

    References are into the spec; each schema that is referred to is read first. Of several forms of an
    object, one may be taken alone.
    """

    _spec: Mapping[str, object]
    _read: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    _form: int | None = None
    fields: list[ExplainedField] = field(factory=list)
    rules: list[tuple[Rule, str]] = field(factory=list)
    ids: list[str] = field(factory=list)
    contested: list[tuple[Path, str]] = field(factory=list)
    unread: int = 0

    def operation(self, item: Mapping[str, Any], operation: Mapping[str, Any]) -> None:
        self._rules(operation, ())
        named: dict[tuple[object, object], Mapping[str, Any]] = {}
        for raw in (*listed(item.get("parameters")), *listed(operation.get("parameters"))):
            parameter = self._resolved(raw)
            named[parameter.get("in"), parameter.get("name")] = parameter
        for (place, name), parameter in named.items():
            if place in {"query", "path"}:
                needed = parameter.get("required") is True
                schema = {"description": parameter.get("description"), **mapping(schema_of(parameter))}
                self._field((str(name),), schema, required=needed, trail=())
        self._object((), schema_of(self._resolved(operation.get("requestBody"))), ())

    def part(self, schema: object) -> None:
        """List the fields of an object."""
        self._object((), schema, ())

    def _resolved(self, node: object) -> Mapping[str, Any]:
        """Resolve references; a node's own keys take precedence over those of its target."""
        return mapping(resolved(self._spec, node, self._read))

    def _object(self, path: Path, raw: object, trail: tuple[str, ...]) -> None:
        """List the fields of an object, including those from the schemas that it combines."""
        fields: dict[str, object] = {}
        needed: set[str] = set()
        for schema, optional in self._parts(raw):
            self._rules(schema, path)
            for name, inner in mapping(schema.get("properties")).items():
                fields.setdefault(str(name), inner)
            if not optional:
                needed.update(map(str, listed(schema.get("required"))))
        for name, inner in fields.items():
            self._field((*path, name), inner, required=name in needed, trail=trail)

    def _parts(self, raw: object, depth: int = 0) -> Iterator[tuple[Mapping[str, Any], bool]]:
        """Yield a schema and the schemas it combines, each with whether it is an alternative."""
        schema = self._resolved(raw)
        if self._form is not None and depth < _DEEPEST:
            # The object's own keywords take precedence over those of its form.
            for key in ("oneOf", "anyOf"):
                for form in listed(schema.get(key))[self._form : self._form + 1]:
                    yield from self._parts(form, depth + 1)
            schema = {key: value for key, value in schema.items() if key not in {"oneOf", "anyOf"}}
        yield schema, False
        for key in ("allOf", "oneOf", "anyOf") if depth < _DEEPEST else ():
            for part in parts_of(schema) if key == "allOf" else listed(schema.get(key)):
                for inner, optional in self._parts(part, depth + 1):
                    yield inner, optional or key != "allOf"

    def _field(self, path: Path, raw: object, *, required: bool, trail: tuple[str, ...]) -> None:
        schema = self._resolved(raw)
        count = schema.get("x-rules-text-count") or len(listed(schema.get("x-rules-text")))
        self.unread += count if isinstance(count, int) else 0
        inner, steps, below = schema, "", path
        trail = (*trail, *_references(raw))
        while inner.get("type") == "array" and len(below) < len(path) + _DEEPEST:
            steps, below = f"{steps}[]", (*below, ITEM)
            trail = (*trail, *_references(inner.get("items")))
            inner = self._resolved(inner.get("items"))
        values = listed(inner.get("enum")) or ([inner["const"]] if "const" in inner else [])
        self.fields.append(
            ExplainedField(
                path=path,
                type=f"{_type(inner)}{steps}",
                required=required,
                conditional=schema.get("x-presence") == "conditional",
                values=tuple(value for value in values if isinstance(value, str | int | float)),
                default=schema.get("default"),
                limits=tuple(_limits(schema)) + (tuple(_limits(inner)) if inner is not schema else ()),
                deprecated=schema.get("deprecated") is True,
                schema=inner,
                what=str(schema.get("description") or "").partition("\n")[0],
                own=schema,
            )
        )
        for fact, place in contested(schema).items():
            self._contested(path, _stated(fact, schema, inner), place)
        around = sum(step not in {ITEM, VALUE} for step in path)
        if around < _DEEPEST and len(trail) == len(set(trail)):
            self._object(below, inner, trail)
            values_of = inner.get("additionalProperties")
            if isinstance(values_of, Mapping):
                self._object((*below, VALUE), values_of, (*trail, *_references(values_of)))

    def _rules(self, holder: Mapping[str, Any], path: Path) -> None:
        for entry in listed(holder.get("x-rules")):
            try:
                rule = from_data(entry)
            except ValueError as error:
                raise InputError(f"x-rules in the specification: {error}") from None
            text = str(entry.get("text") or rule.id)
            if rule.levels and text == sentence(rule):
                text = f"{message(rule)}."
            text += exception_shown(rule)
            self.rules.append((evolve(rule, scope=(*path, *rule.scope)), text))
            self.ids.append(str(entry.get("id") or rule.id))
            for place in contested(entry).values():
                self._contested((*path, *rule.targets[0]), text, place)

    def _contested(self, path: Path, text: str, place: Mapping[str, Any]) -> None:
        self.contested.append((path, f"{text} (against it: {place.get('page')}, line {place.get('line')})"))


def exception_shown(rule: Rule) -> str:
    """Say, behind a rule's text, which example its exception is from; empty if it has none."""
    return "" if rule.exception is None else " (exception by example: {}, line {})".format(*rule.exception)


def _stated(fact: str, schema: Mapping[str, Any], inner: Mapping[str, Any]) -> str:
    """Describe a contested fact of a field."""
    if bound := _bounds(schema if fact in schema else inner).get(fact):
        return bound
    if fact == "type":
        return f"a value of type {schema.get('x-documented-type') or _type(schema)}"
    if fact == "enum":
        return f"one of {', '.join(map(str, listed(inner.get('enum'))))}, and no others"
    return {"required": "required", "unknown": "not documented"}.get(fact, fact)


def _references(raw: object) -> tuple[str, ...]:
    """Return the reference of a schema, if it has one."""
    target = mapping(raw).get("$ref")
    return (target,) if isinstance(target, str) else ()


def _type(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    kinds = [each for each in listed(kind) or [kind] if isinstance(each, str)]
    found = "|".join(each for each in kinds if each != "null")
    return found or ("object" if "properties" in schema else "any")


def _bounds(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the bounds of a schema in words, keyed by keyword."""
    return {key: bound_text(key, schema[key]) for key in BOUNDS if key in schema}


def _limits(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from _bounds(schema).values()
    if isinstance(schema.get("format"), str) and not schema.keys().isdisjoint(("pattern", "x-no-emoji")):
        yield f"written as {schema['format']}"
    if isinstance(zone := schema.get("x-time-zone"), str):
        yield "in UTC" if zone == "UTC" else f"in the time zone of the {zone}"
    if is_extended(schema):
        yield "with any fields of the caller's own"
