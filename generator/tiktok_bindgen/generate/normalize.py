"""Bring anyone's OpenAPI 3 document into the one shape that the rest of this stage knows.

After this, every object with documented properties and every enum of strings is a component with a unique
Python class name, a ``$ref`` leads to one of those, ``allOf`` is merged, and what has no counterpart in the
client (a union of different types) is JSON of unknown shape. Operations hold names and prepared schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast
from urllib.parse import unquote

from attrs import field, frozen

from tiktok_bindgen.enforced import contested
from tiktok_bindgen.generate import names
from tiktok_bindgen.generate.rules import always_required
from tiktok_bindgen.openapi import METHODS, parts_of, referred
from tiktok_bindgen.problem import InputError

Schema = dict[str, object]
Place = Literal["query", "header", "path"]

# The keywords that bound a value: as what `Limits` has them.
LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "pattern": "pattern",
}
_STRUCTURE = frozenset(
    {
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "enum",
        "items",
        "nullable",
        "oneOf",
        "prefixItems",
        "properties",
        "required",
        "type",
        *LIMITS,
    }
)
# The keywords of text that holds JSON.
_OF_TEXT = frozenset({"contentMediaType", "contentSchema"})
# A fact of a class: the names of the classes one of which an object must also be.
ALTERNATIVES = "x-alternative-classes"
_DEEPEST = 60
# A few lines of nested ``allOf`` can stand for more schemas than there are atoms.
_MOST_MERGES = 1_000_000
_LONGEST_PLACE = 200
# The kinds of security schemes whose credential is in the header of that name.
_BY_AUTHORIZATION = frozenset({"http", "oauth2", "openIdConnect"})
_HTTP_VERSION = re.compile(r"/open_api/v[0-9][^/]*(?=/)")


@frozen
class Parameter:
    """One parameter outside the body.

    Attributes:
        wire: Its name on the wire.
        place: Where it goes.
        schema: Its prepared schema.
        required: Whether it must be given.
    """

    wire: str
    place: Place
    schema: Schema
    required: bool


@frozen
class Body:
    """What a request carries.

    Attributes:
        kind: How it is written.
        schema: Its prepared schema.
        required: Whether there must be one.
    """

    kind: Literal["json", "multipart"]
    schema: Schema
    required: bool


@frozen
class RawOperation:
    """One operation, with prepared schemas.

    Attributes:
        method: The HTTP method in capitals.
        path: The path as documented.
        name: Its unique name in snake case.
        parameters: What goes in the address and the headers.
        body: What goes in the body.
        response: The prepared schema of the reply.
        facts: The other keywords of the operation (``summary``, ``description``, ``deprecated``, ``x-…``).
        token: Whether it needs the token that `Api.token_header` carries.
        files: The media types of the files that a reply may be beside, or instead of, JSON.
    """

    method: str
    path: str
    name: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    response: Schema
    facts: Mapping[str, object]
    token: bool = False
    files: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its method and path as sentences have it: without the version, which is that of all."""
        return f"{self.method} {_HTTP_VERSION.sub('', self.path)}"


@frozen
class Codes:
    """A named list of whole numbers that each have a name.

    Attributes:
        name: Its Python class name.
        names: The numbers by the names given to them, as they are given.
        facts: The other keywords of its schema.
    """

    name: str
    names: Mapping[str, int]
    facts: Mapping[str, object]


@frozen
class Event:
    """An event that is sent to a callback.

    Attributes:
        name: What it is called.
        title: Its name in snake case, which no other event has.
        payload: The Python name of the class of its payload.
        path: The field that tells it from others, from the top of the payload; none if there is no such.
        value: What that field has.
        texts: The fields that hold an object as text, each as a path.
        facts: The other keywords of its operation.
    """

    name: str
    title: str
    payload: str
    path: tuple[str, ...]
    value: str | int
    texts: tuple[tuple[str, ...], ...]
    facts: Mapping[str, object]


@frozen
class Api:
    """A whole document.

    Attributes:
        title: The API's name.
        version: Its version.
        operations: Its operations, sorted by path and method.
        components: Prepared schemas of the classes and enums, by Python name, sorted.
        servers: The addresses of its servers, each with its description.
        token_header: The header that carries the token.
        enums: The names of the enums that are components of the document, whether something uses them or not.
        codes: The numbers that have names.
        rate_limits: The document's ``x-rate-limits``, as it is.
        events: The events that are sent to callbacks, in the document's order.
        reports: Its ``x-reports``: the kinds of reports by keys that are names of modules.
    """

    title: str
    version: str
    operations: tuple[RawOperation, ...]
    components: Mapping[str, Schema] = field(factory=dict)
    servers: tuple[tuple[str, str], ...] = ()
    token_header: str = "Authorization"  # noqa: S105 - the name of a header
    enums: frozenset[str] = frozenset()
    codes: tuple[Codes, ...] = ()
    rate_limits: Mapping[str, object] = field(factory=dict)
    events: tuple[Event, ...] = ()
    reports: Mapping[str, Mapping[str, Any]] = field(factory=dict)


def normalize(spec: Mapping[str, object]) -> Api:
    """Read a document.

    Raises:
        InputError: It is not an OpenAPI 3 document, or says something this client cannot express.
    """
    version = spec.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        raise InputError("not an OpenAPI 3 document: `openapi` is missing or not 3.x")
    info = _mapping(spec.get("info") or {}, "info")
    return _Reader(spec).read(str(info.get("title") or "API"), str(info.get("version") or ""))


class _Reader:
    """Holds what is known while one document is read."""

    def __init__(self, spec: Mapping[str, object]) -> None:
        self.spec = spec
        components = _mapping(spec.get("components") or {}, "components")
        self.raw = {
            str(name): schema
            for name, schema in sorted(
                _mapping(components.get("schemas") or {}, "components.schemas").items(),
                key=lambda item: str(item[0]),
            )
        }
        self.class_names = names.unique(
            self.raw, {name: names.class_name(name) for name in self.raw}, joint=""
        )
        self.used = set(self.class_names.values())
        self.prepared: dict[str, Schema] = {}
        self.kinds: dict[str, str] = {}
        self.expanding: list[str] = []
        self.merges = 0
        self.hoisted: dict[int, tuple[str, object]] = {}

    def read(self, title: str, version: str) -> Api:
        for name, schema in list(self.raw.items()):
            if self.kind(name) != "alias":
                where = f"components.schemas.{name}"
                self.prepared[self.class_names[name]] = self.prepare(
                    schema, self.class_names[name], where, named=True
                )
        enums = frozenset(self.class_names[name] for name in self.raw if self.kind(name) == "enum")
        codes = tuple(self.codes())
        operations = self.operations()
        events = tuple(self.events())
        limits = self.spec.get("x-rate-limits")
        return Api(
            title,
            version,
            operations,
            dict(sorted(self.prepared.items())),
            servers=tuple(self.servers()),
            token_header=self.token_header(),
            enums=enums,
            codes=codes,
            rate_limits=limits if isinstance(limits, Mapping) else {},
            events=events,
            reports=self.reports(),
        )

    def reports(self) -> dict[str, Mapping[str, Any]]:
        kinds = _mapping(self.spec.get("x-reports") or {}, "x-reports")
        return {
            key: _report(kind, f"x-reports.{key}")
            for key, kind in kinds.items()
            # It names a module.
            if names.attribute(key) == key
        }

    def codes(self) -> Iterator[Codes]:
        for name, raw in self.raw.items():
            if not isinstance(raw, Mapping) or raw.get("type") != "integer":
                continue
            values, given = raw.get("enum"), raw.get("x-enum-varnames")
            if not isinstance(values, list) or not isinstance(given, list):
                continue
            named = {
                str(one): value
                for one, value in zip(given, values, strict=False)
                if isinstance(value, int) and not isinstance(value, bool)
            }
            facts = {str(key): value for key, value in raw.items() if key not in _STRUCTURE}
            if named:
                yield Codes(self.class_names[name], named, facts)

    def servers(self) -> Iterator[tuple[str, str]]:
        for server in _sequence(self.spec.get("servers") or [], "servers"):
            entry = _mapping(server, "servers")
            if isinstance(entry.get("url"), str):
                yield str(entry["url"]), str(entry.get("description") or "")

    def security_schemes(self) -> dict[str, Schema]:
        where = "components.securitySchemes"
        components = _mapping(self.spec.get("components") or {}, "components")
        schemes = _mapping(components.get("securitySchemes") or {}, where)
        return {str(name): _mapping(self.follow(scheme, where), where) for name, scheme in schemes.items()}

    def token_header(self) -> str:
        for scheme in self.security_schemes().values():
            if (
                scheme.get("type") == "apiKey"
                and scheme.get("in") == "header"
                and isinstance(scheme.get("name"), str)
            ):
                return str(scheme["name"])
        return "Authorization"

    def needs_token(self, operation: Schema, where: str) -> bool:
        """Whether each way to be let in takes something that the token's header carries."""
        header = self.token_header()
        carried = {
            name
            for name, scheme in self.security_schemes().items()
            if (
                scheme.get("type") == "apiKey"
                and scheme.get("in") == "header"
                and scheme.get("name") == header
            )
            or (scheme.get("type") in _BY_AUTHORIZATION and header == "Authorization")
        }
        ways = _sequence(operation.get("security", self.spec.get("security")) or [], f"{where} security")
        return bool(ways) and all(carried.intersection(_mapping(way, where)) for way in ways)

    # -- operations ----------------------------------------------------------------------

    def operations(self) -> tuple[RawOperation, ...]:
        found: list[tuple[str, str, Schema, list[object]]] = []
        for path, item in _mapping(self.spec.get("paths") or {}, "paths").items():
            where = f"paths.{path}"
            entry = _mapping(self.follow(item, where), where)
            shared = _sequence(entry.get("parameters") or [], f"{where}.parameters")
            found.extend(
                (str(path), method, _mapping(entry[method], f"{where}.{method}"), shared)
                for method in METHODS
                if method in entry
            )
        found.sort(key=lambda item: (item[0], item[1]))
        several: dict[str, int] = {}
        for path, *_ in found:
            several[path] = several.get(path, 0) + 1
        keys = [f"{method} {path}" for path, method, *_ in found]
        wanted = {
            key: _operation_name(path, method, operation, several[path] > 1)
            for key, (path, method, operation, _) in zip(keys, found, strict=True)
        }
        named = names.unique(keys, wanted)
        return tuple(
            self.operation(path, method, named[key], operation, shared)
            for key, (path, method, operation, shared) in zip(keys, found, strict=True)
        )

    def operation(
        self, path: str, method: str, name: str, operation: Schema, shared: list[object]
    ) -> RawOperation:
        where = f"{method.upper()} {path}"
        title = names.class_name(names.pascal(name))
        found: dict[tuple[str, str], Parameter] = {}
        for raw in [*shared, *_sequence(operation.get("parameters") or [], f"{where} parameters")]:
            parameter = self.parameter(_mapping(self.follow(raw, where), where), title, where)
            if parameter is not None:
                found[parameter.place, parameter.wire] = parameter
        for place, wire in found:
            if place == "path" and f"{{{wire}}}" not in path:
                raise _error(where, f"parameter `{wire}` has no place in the path")
        return RawOperation(
            method=method.upper(),
            path=path,
            name=name,
            parameters=tuple(found.values()),
            body=self.body(operation.get("requestBody"), title, where),
            response=self.response(operation.get("responses"), title, where),
            facts={
                str(key): value
                for key, value in operation.items()
                if key
                not in {"operationId", "parameters", "requestBody", "responses", "security", "callbacks"}
            },
            token=self.needs_token(operation, where),
            files=tuple(
                media
                for content in self.contents(operation.get("responses"), where)
                for media in map(str, content)
                if not _is_json(media) and media != "*/*"
            ),
        )

    def parameter(self, raw: Schema, title: str, where: str) -> Parameter | None:
        wire, place = raw.get("name"), raw.get("in")
        if not isinstance(wire, str) or not wire:
            raise _error(where, "a parameter has no name")
        if place == "cookie":
            raise _error(where, f"parameter `{wire}`: cookies are not supported")
        if place not in {"query", "header", "path"}:
            raise _error(where, f"parameter `{wire}`: `in` is {place!r}")
        schema = raw.get("schema")
        if schema is None:
            content = _mapping(raw.get("content") or {}, f"{where} parameter `{wire}`")
            schema = next((_mapping(media, where).get("schema") for media in content.values()), None)
        facts = {
            key: raw[key] for key in raw if key in {"description", "deprecated"} or str(key).startswith("x-")
        }
        prepared = self.prepare(
            {} if schema is None else schema, title + names.pascal(wire), f"{where} `{wire}`"
        )
        stated = raw.get("required") is True and "required" not in contested(schema)
        required = stated or place == "path"
        return Parameter(wire, place, {**facts, **prepared}, required)

    def body(self, raw: object, title: str, where: str) -> Body | None:
        if raw is None:
            return None
        body = _mapping(self.follow(raw, where), f"{where} requestBody")
        content = _mapping(body.get("content") or {}, f"{where} requestBody.content")
        if not content:
            return None
        kinds: dict[str, Literal["json", "multipart"]] = {"multipart/form-data": "multipart"}
        chosen = [media for media in content if _is_json(str(media))] or [
            media for media in content if media in kinds
        ]
        if not chosen:
            raise _error(where, "the request is neither JSON nor multipart/form-data")
        media = chosen[0]
        schema = _mapping(content[media], where).get("schema")
        prepared = self.prepare({} if schema is None else schema, f"{title}Request", f"{where} request")
        return Body(kinds.get(str(media), "json"), prepared, body.get("required") is True)

    def response(self, raw: object, title: str, where: str) -> Schema:
        for content in self.contents(raw, where):
            for media in content:
                if _is_json(str(media)) or media == "*/*":
                    schema = _mapping(content[media], where).get("schema")
                    if schema is not None:
                        return self.prepare(schema, f"{title}Response", f"{where} response")
        return {}

    def contents(self, raw: object, where: str) -> Iterator[Schema]:
        """What successful replies may be, by media type."""
        replies = _mapping(raw or {}, f"{where} responses")
        order = sorted((str(status), status) for status in replies if str(status).startswith("2"))
        order += [("default", status) for status in replies if status == "default"]
        for _, status in order:
            reply = _mapping(self.follow(replies[status], where), where)
            yield _mapping(reply.get("content") or {}, f"{where} response content")

    # -- events --------------------------------------------------------------------------

    def events(self) -> Iterator[Event]:
        """Read the webhooks whose payload is an object with documented fields."""
        found = []
        for name, raw in _mapping(self.spec.get("webhooks") or {}, "webhooks").items():
            where = f"webhooks.{name}"
            item = _mapping(self.follow(raw, where), where)
            event = next((_mapping(item[method], where) for method in METHODS if method in item), {})
            title = _operation_name(str(name), "", event, several=False)
            payload = self.payload(event, names.class_name(names.pascal(title)), where)
            if payload:
                found.append((str(name), title, payload, event))
        titles = names.unique([name for name, *_ in found], {name: title for name, title, *_ in found})
        for name, _, payload, event in found:
            told = event.get("x-event-key")
            key = told if isinstance(told, Mapping) else {}
            path, value = key.get("path"), key.get("value")
            keyed = isinstance(path, list) and isinstance(value, str | int)
            yield Event(
                name,
                titles[name],
                payload,
                tuple(map(str, cast("list[object]", path))) if keyed else (),
                cast("str | int", value) if keyed else "",
                tuple(self.texts(payload)),
                {str(each): event[each] for each in event if each in {"description", "externalDocs"}},
            )

    def payload(self, event: Schema, title: str, where: str) -> str:
        """The class of an event's payload; empty if it is no object with documented fields."""
        body = _mapping(self.follow(event.get("requestBody") or {}, where), where)
        for media, content in _mapping(body.get("content") or {}, where).items():
            schema = _mapping(content, where).get("schema")
            if _is_json(str(media)) and isinstance(schema, Mapping):
                # What stands beside a reference only says which event it is.
                raw = {"$ref": schema["$ref"]} if "$ref" in schema else schema
                name = str(self.prepare(raw, f"{title}Event", where).get("$ref", "")).rpartition("/")[2]
                return name if "properties" in self.prepared.get(name, {}) else ""
        return ""

    def texts(
        self, name: str, at: tuple[str, ...] = (), around: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, ...]]:
        """Where an object below a class is sent as text; there it is made an object of its class."""
        for wire, inner in _mapping(self.prepared[name]["properties"], name).items():
            held, here = cast("Schema", inner), (*at, str(wire))
            while held.get("type") == "array":
                held = cast("Schema", held["items"])
            if "contentSchema" in held and _is_json(str(held.get("contentMediaType"))):
                kept = {key: held[key] for key in held if key not in {"type", *_OF_TEXT}}
                made = self.prepare(held["contentSchema"], name + names.pascal(str(wire)), name)
                held.clear()
                held.update({**made, **kept, "x-json-text": True})
            if held.get("x-json-text"):
                yield here
            below = str(held.get("$ref", "")).rpartition("/")[2]
            if "properties" in self.prepared.get(below, {}) and below not in (name, *around):
                yield from self.texts(below, here, (name, *around))

    # -- references ----------------------------------------------------------------------

    def follow(self, raw: object, where: str) -> object:
        """What a reference to anything but a schema leads to."""
        for _ in range(_DEEPEST):
            if not isinstance(raw, Mapping) or not isinstance(raw.get("$ref"), str):
                return raw
            raw = self.at(raw["$ref"], where)
        raise _error(where, "`$ref` leads in circles")

    def at(self, ref: str, where: str) -> object:
        try:
            return referred(self.spec, ref)
        except LookupError as error:
            raise _error(where, f"`$ref` {ref!r} {error}") from None

    def component(self, ref: object, where: str) -> str:
        """The component a schema's reference names; a reference into its inside makes a new one."""
        if not isinstance(ref, str):
            raise _error(where, "`$ref` is not text")
        prefix = "#/components/schemas/"
        if ref.startswith(prefix) and "/" not in ref[len(prefix) :]:
            name = unquote(ref[len(prefix) :]).replace("~1", "/").replace("~0", "~")
            if name not in self.raw:
                raise _error(where, f"`$ref` {ref!r} leads nowhere")
            return name
        if ref not in self.raw:
            self.raw[ref] = self.at(ref, where)
            self.class_names[ref] = self.new_name(ref.rsplit("/", 1)[-1])
            if self.kind(ref) != "alias":
                name = self.class_names[ref]
                self.prepared[name] = {}
                self.prepared[name] = self.prepare(self.raw[ref], name, ref, named=True)
        return ref

    def new_name(self, hint: str) -> str:
        base = name = names.class_name(hint)
        number = 1
        while name in self.used:
            number += 1
            name = f"{base}{number}"
        self.used.add(name)
        return name

    def kind(self, name: str) -> str:
        """What a component is: ``class``, ``enum``, or ``alias`` when it has no Python class of its own."""
        if name not in self.kinds:
            # A component that leads back to itself without an object in between is nothing in particular.
            self.kinds[name] = "alias"
            self.kinds[name] = _kind(self.merged(self.raw[name], f"components.schemas.{name}", ()))
        return self.kinds[name]

    # -- schemas -------------------------------------------------------------------------

    def prepare(self, raw: object, hint: str, where: str, *, named: bool = False, depth: int = 0) -> Schema:
        """One schema in the known shape; with ``named`` it is a component and stands for itself."""
        if depth > _DEEPEST:
            raise _error(where, f"schemas are nested more than {_DEEPEST} deep")
        if not named and isinstance(raw, Mapping) and self.plain_reference(raw, where) is not None:
            return self.referenced(raw, hint, where, depth)
        schema = self.merged(raw, where, ())
        facts = {str(key): value for key, value in schema.items() if key not in _STRUCTURE}
        limits = {key: schema[key] for key in LIMITS if key in schema}
        kind = schema.get("type")
        values = schema.get("enum")
        if _kind(schema) == "enum":
            enum = {"type": "string", "enum": values, **facts}
            if named:
                return enum
            name, new = self.hoist(raw, hint)
            if new:
                self.prepared[name] = enum
            return {"$ref": _reference(name), **facts, **limits}
        if _kind(schema) == "class":
            name, new = (hint, True) if named else self.hoist(raw, hint)
            if not new:
                return {"$ref": _reference(name), **facts}
            known = _mapping(schema["properties"], where)
            required = schema.get("required")
            result: Schema = {
                "type": "object",
                "properties": {
                    str(key): self.prepare(
                        value, name + names.pascal(str(key)), f"{where}.{key}", depth=depth + 1
                    )
                    for key, value in known.items()
                },
                "required": [
                    key
                    for key, value in known.items()
                    if isinstance(required, list) and key in required and "required" not in contested(value)
                ],
                **facts,
            }
            if alternatives := self.alternatives(raw, name, where, depth):
                result[ALTERNATIVES] = alternatives
            if schema.get("additionalProperties", False) is not False:
                result["additionalProperties"] = True
            if named:
                return result
            self.prepared[name] = result
            return {"$ref": _reference(name), **facts}
        if kind == "object":
            inner = schema.get("additionalProperties")
            prepared = (
                self.prepare(inner, f"{hint}Value", where, depth=depth + 1)
                if isinstance(inner, Mapping)
                else {}
            )
            return {"type": "object", "additionalProperties": prepared, **facts}
        if kind == "array":
            items = schema.get("items")
            prepared = {} if items is None else self.prepare(items, hint, f"{where}[]", depth=depth + 1)
            return {"type": "array", "items": prepared, **facts, **limits}
        result = {**facts, **limits}
        if isinstance(kind, str):
            result["type"] = kind
        if isinstance(values, list) and kind in {"integer", "number"}:
            result["enum"] = values
        return result

    def alternatives(self, raw: object, name: str, where: str, depth: int) -> list[str]:
        """The classes of which an object with properties of its own has to be one, in checks."""
        if not isinstance(raw, Mapping) or "properties" not in raw:
            return []
        found: list[str] = []
        for key in ("oneOf", "anyOf"):
            union = raw.get(key)
            parts = union if isinstance(union, list) and len(union) > 1 else []
            if not all(_kind(self.merged(part, where, ())) == "class" for part in parts):
                continue
            for number, part in enumerate(parts, 1):
                prepared = self.prepare(part, f"{name}{number}", f"{where} {key}", depth=depth + 1)
                found.append(str(prepared["$ref"]).rsplit("/", 1)[-1])
        return found

    def plain_reference(self, raw: Mapping[object, object], where: str) -> str | None:
        """The component a schema stands for, when it does nothing but name one."""
        if "$ref" in raw:
            others = [key for key in raw if key in _STRUCTURE and key != "$ref" and key not in LIMITS]
            return None if others else self.renamed(self.component(raw["$ref"], where), where)
        for key in ("allOf", "oneOf", "anyOf"):
            parts = raw.get(key)
            if isinstance(parts, list) and not any(other in _STRUCTURE for other in raw if other != key):
                real = [part for part in parts if not _is_null(part) and _says_something(part)]
                if len(real) == 1 and isinstance(real[0], Mapping):
                    return self.plain_reference(real[0], where)
        return None

    def renamed(self, name: str, where: str) -> str:
        """The component that one is merely another name of; itself, if it is more or leads in circles."""
        seen = {name}
        while True:
            raw = self.raw[name]
            if not isinstance(raw, Mapping) or not isinstance(raw.get("$ref"), str):
                return name
            other = self.component(raw["$ref"], where)
            if other in seen or any(key in _STRUCTURE for key in raw if key != "$ref"):
                return name
            seen.add(other)
            name = other

    def referenced(self, raw: Mapping[object, object], hint: str, where: str, depth: int) -> Schema:
        name = self.plain_reference(raw, where) or ""
        facts = {str(key): value for key, value in raw.items() if key not in _STRUCTURE}
        limits = {str(key): value for key, value in raw.items() if key in LIMITS}
        if self.kind(name) != "alias":
            return {"$ref": _reference(self.class_names[name]), **facts, **limits}
        if name in self.expanding:
            return facts
        self.expanding.append(name)
        try:
            return {**self.prepare(self.raw[name], hint, where, depth=depth + 1), **facts, **limits}
        finally:
            self.expanding.pop()

    def hoist(self, raw: object, hint: str) -> tuple[str, bool]:
        """A component for a schema that is written where it is used, and whether it is a new one.

        Merging can lead to the same place of the document again, in circles even: that is one component.
        """
        if id(raw) in self.hoisted:
            return self.hoisted[id(raw)][0], False
        name = self.new_name(hint)
        self.hoisted[id(raw)] = name, raw
        return name, True

    def merged(self, raw: object, where: str, trail: tuple[str, ...]) -> Schema:
        """A schema without ``allOf``, one-sided unions, ``null``, ``const`` and references at its top."""
        if isinstance(raw, bool):
            return {}
        schema = {str(key): value for key, value in _mapping(raw, where).items()}
        self.merges += 1
        if self.merges > _MOST_MERGES:
            raise InputError("the schemas refer to each other too many times to be merged")
        if len(trail) > _DEEPEST:
            raise _error(where, f"`$ref` or `allOf` is nested more than {_DEEPEST} deep")
        parts: list[Schema] = []
        if "$ref" in schema:
            name = self.component(schema.pop("$ref"), where)
            if name not in trail:
                parts.append(self.merged(self.raw[name], where, (*trail, name)))
        _sequence(schema.get("allOf") or [], f"{where} allOf")
        every = parts_of(schema)
        schema.pop("allOf", None)
        parts.extend(self.merged(part, where, (*trail, "")) for part in every)
        for key in ("oneOf", "anyOf"):
            union = [
                part
                for part in _sequence(schema.pop(key, None) or [], f"{where} {key}")
                if not _is_null(part)
            ]
            if len(union) == 1:
                parts.append(self.merged(union[0], where, (*trail, "")))
            elif union and "properties" not in schema:
                # What can be several things is JSON of unknown shape in the client.
                schema = {key: value for key, value in schema.items() if key not in _STRUCTURE}
        for part in parts:
            schema = _merge(part, schema)
        if always := always_required(schema.get("x-rules")):
            schema = _merge({"required": list(always)}, schema)
        return _tidy(schema, where)


def _operation_name(path: str, method: str, operation: Schema, several: bool) -> str:
    given = operation.get("operationId")
    if isinstance(given, str) and names.snake(given):
        return names.attribute(given)
    name = names.snake(_HTTP_VERSION.sub("", path))
    return names.attribute(f"{name}_{method}" if several or not name else name)


def _tidy(schema: Schema, where: str) -> Schema:
    kind = schema.get("type")
    if isinstance(kind, list):
        real = [one for one in kind if one != "null"]
        schema = {**schema, "type": real[0]} if len(real) == 1 else _without(schema, "type")
    if "const" in schema:
        schema = {**_without(schema, "const"), "enum": [schema["const"]]}
    values = schema.get("enum")
    if values is not None:
        if not isinstance(values, list):
            raise _error(where, "`enum` is not a list")
        # Membership is by type as well: JSON's true is not 1.
        real = list({(type(one), one): one for one in values if isinstance(one, str | int | float)}.values())
        kinds = {_kind_of(one) for one in real}
        if real and len(kinds) == 1 and schema.get("type") in {None, *kinds}:
            schema = {**schema, "enum": real, "type": next(iter(kinds))}
        elif real and kinds <= {"integer", "number"}:
            schema = {**schema, "enum": real, "type": "number"}
        else:
            schema = _without(schema, "enum")
    if "type" not in schema:
        if isinstance(schema.get("properties"), Mapping) or "additionalProperties" in schema:
            schema = {**schema, "type": "object"}
        elif "items" in schema:
            schema = {**schema, "type": "array"}
    return schema


def _report(raw: object, where: str) -> Mapping[str, Any]:
    """A kind of report, whose names, groupings and ranges are of the documented shape."""
    kind = _mapping(raw, where)
    for role in ("metrics", "dimensions", "filters"):
        for name, entry in _mapping(kind.get(role, {}), f"{where}.{role}").items():
            _mapping(entry, f"{where}.{role}.{name}")
    for key in ("groupings", "ranges"):
        for index, each in enumerate(_items(kind.get(key, []), f"{where}.{key}")):
            at = f"{where}.{key}.{index}"
            if key == "ranges":
                _mapping(each, at)
                continue
            for slot in _items(each, at):
                if not isinstance(slot, str):
                    _items(_mapping(slot, at).get("of"), f"{at}.of")
    return kind


def _items(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise _error(where, "is not a list")
    return value


def _merge(base: Schema, over: Schema) -> Schema:
    """Two schemas that both hold; where both state the same keyword the second is more specific."""
    result = {**base, **over}
    if isinstance(base.get("properties"), Mapping) and isinstance(over.get("properties"), Mapping):
        result["properties"] = {
            **cast("Schema", base["properties"]),
            **cast("Schema", over["properties"]),
        }
    first, second = base.get("required"), over.get("required")
    if isinstance(first, list) and isinstance(second, list):
        result["required"] = list(dict.fromkeys([*first, *second]))
    return result


def _kind(schema: Schema) -> str:
    if schema.get("type") == "string" and schema.get("enum"):
        return "enum"
    if schema.get("type") == "object" and schema.get("properties"):
        return "class"
    return "alias"


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "integer" if isinstance(value, int) else "number"


def _is_null(part: object) -> bool:
    return isinstance(part, Mapping) and (
        part.get("type") == "null" or ("const" in part and part["const"] is None)
    )


def _says_something(part: object) -> bool:
    return not isinstance(part, Mapping) or any(key in _STRUCTURE for key in part)


def _is_json(media: str) -> bool:
    kind = media.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _reference(name: str) -> str:
    return f"#/components/schemas/{name}"


def _without(schema: Schema, key: str) -> Schema:
    return {other: value for other, value in schema.items() if other != key}


def _mapping(value: object, where: str) -> Schema:
    if not isinstance(value, Mapping):
        raise _error(where, "a mapping is expected here")
    return cast("Schema", value)


def _sequence(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise _error(where, "a list is expected here")
    return value


def _error(where: str, what: str) -> InputError:
    place = " ".join(where.split())
    if len(place) > _LONGEST_PLACE:
        place = f"{place[:_LONGEST_PLACE]}…"
    return InputError(f"{place}: {' '.join(what.split())}")
