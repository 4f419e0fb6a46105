"""Convert any OpenAPI 3 document into the one shape that the rest of this stage reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, cast

from attrs import evolve

from tiktok_bindgen.enforced import contested
from tiktok_bindgen.generate import names
from tiktok_bindgen.generate.document import HTTP_VERSION, Api, Body, Codes, Event, Parameter, RawOperation
from tiktok_bindgen.generate.graph import Either, Field, Graph, Limits, ListOf, Ref, Scalar, Type
from tiktok_bindgen.generate.schemas import STRUCTURE, Schemas, is_json
from tiktok_bindgen.openapi import (
    METHODS,
    followed,
    listed,
    listed_only,
    mapping,
    require_shape,
    schema_of,
    unusable,
)
from tiktok_bindgen.problem import InputError

# The types of security schemes that send their credential in the ``Authorization`` header.
_BY_AUTHORIZATION = frozenset({"http", "oauth2", "openIdConnect"})
# The keywords of a string that contains JSON.
_OF_TEXT = frozenset({"contentMediaType", "contentSchema"})


def normalize(spec: Mapping[str, object]) -> Api:
    """Read a document.

    Raises:
        InputError: It is not an OpenAPI 3 document, or has something that the client cannot express.
    """
    version = spec.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        raise InputError("not an OpenAPI 3 document: `openapi` is missing or not 3.x")
    require_shape(spec)
    info = mapping(spec.get("info"))
    return _Reader(spec).read(str(info.get("title") or "API"), str(info.get("version") or ""))


class _Reader:
    """Reads one document."""

    def __init__(self, spec: Mapping[str, object]) -> None:
        self.spec = spec
        self.schemas = Schemas(spec)
        # The fields of classes that are sent as JSON text.
        self.decoded_texts: set[tuple[str, str]] = set()

    def read(self, title: str, version: str) -> Api:
        codes = tuple(self.codes())
        operations = self.operations()
        events = tuple(self.events())
        return Api(
            title,
            version,
            operations,
            Graph(dict(sorted(self.schemas.classes.items())), dict(sorted(self.schemas.enums.items()))),
            servers=tuple(self.servers()),
            token_header=self.token_header(),
            enums=self.schemas.listed,
            codes=codes,
            rate_limits=mapping(self.spec.get("x-rate-limits")),
            events=events,
            reports=self.reports(),
            listed_only=tuple(listed_only(self.spec)),
        )

    def reports(self) -> dict[str, Mapping[str, Any]]:
        kinds = mapping(self.spec.get("x-reports"))
        # Each key is also a module's name.
        return {key: kind for key, kind in kinds.items() if names.attribute(key) == key}

    def codes(self) -> Iterator[Codes]:
        for name, raw in self.schemas.raw.items():
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
            facts = {str(key): value for key, value in raw.items() if key not in STRUCTURE}
            if named:
                yield Codes(self.schemas.class_names[name], named, facts)

    def servers(self) -> Iterator[tuple[str, str]]:
        for server in listed(self.spec.get("servers")):
            if server.get("url") is not None:
                yield server["url"], server.get("description") or ""

    def security_schemes(self) -> dict[str, Mapping[str, Any]]:
        schemes = mapping(mapping(self.spec.get("components")).get("securitySchemes"))
        where = "components.securitySchemes"
        return {str(name): followed(self.spec, scheme, where, "scheme") for name, scheme in schemes.items()}

    def token_header(self) -> str:
        keys = (each for each in self.security_schemes().values() if each.get("type") == "apiKey")
        return next(filter(None, map(_header, keys)), "Authorization")

    def needs_token(self, operation: Mapping[str, Any]) -> bool:
        """Whether every documented way to authorize needs the token's header."""
        header = self.token_header()
        carried = {name for name, each in self.security_schemes().items() if _header(each) == header}
        ways = listed(operation.get("security", self.spec.get("security")))
        return bool(ways) and all(carried.intersection(way) for way in ways)

    # -- operations ----------------------------------------------------------------------

    def operations(self) -> tuple[RawOperation, ...]:
        found: list[tuple[str, str, Mapping[str, Any], Sequence[object]]] = []
        for path, item in mapping(self.spec.get("paths")).items():
            entry = followed(self.spec, item, f"paths.{path}", "item")
            shared = listed(entry.get("parameters"))
            found.extend(
                (str(path), method, mapping(entry[method]), shared) for method in METHODS if method in entry
            )
        found.sort(key=lambda item: (item[0], item[1]))
        several = Counter(path for path, *_ in found)
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
        self, path: str, method: str, name: str, operation: Mapping[str, Any], shared: Sequence[object]
    ) -> RawOperation:
        where = f"{method.upper()} {path}"
        title = names.class_name(names.pascal(name))
        found: dict[tuple[str, str], Parameter] = {}
        for raw in (*shared, *listed(operation.get("parameters"))):
            parameter = self.parameter(followed(self.spec, raw, where, "parameter"), title, where)
            found[parameter.place, parameter.field.wire] = parameter
        for place, wire in found:
            if place == "path" and f"{{{wire}}}" not in path:
                raise unusable(where, f"parameter `{wire}` does not occur in the path")
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
            token=self.needs_token(operation),
            files=tuple(
                media
                for content in self.contents(operation.get("responses"), where)
                for media in map(str, content)
                if not is_json(media) and media != "*/*"
            ),
        )

    def parameter(self, raw: Mapping[str, Any], title: str, where: str) -> Parameter:
        wire, place = raw.get("name"), raw.get("in")
        if not wire:
            raise unusable(where, "a parameter has no name")
        if place == "cookie":
            raise unusable(where, f"parameter `{wire}`: cookies are not supported")
        if place not in {"query", "header", "path"}:
            raise unusable(where, f"parameter `{wire}`: `in` is {place!r}")
        schema = schema_of(raw)
        facts = {
            key: raw[key] for key in raw if key in {"description", "deprecated"} or str(key).startswith("x-")
        }
        found = self.schemas.field(schema, title + names.pascal(wire), f"{where} `{wire}`")
        stated = raw.get("required") is True and "required" not in contested(schema)
        required = stated or place == "path"
        return Parameter(place, evolve(found, wire=wire, required=required, facts={**facts, **found.facts}))

    def body(self, raw: object, title: str, where: str) -> Body | None:
        if raw is None:
            return None
        body = followed(self.spec, raw, where, "body")
        content = mapping(body.get("content"))
        if not content:
            return None
        kinds: dict[str, Literal["json", "multipart"]] = {"multipart/form-data": "multipart"}
        chosen = [media for media in content if is_json(str(media))] or [
            media for media in content if media in kinds
        ]
        if not chosen:
            raise unusable(where, "the request is neither JSON nor multipart/form-data")
        media = chosen[0]
        found = self.schemas.field(content[media].get("schema"), f"{title}Request", f"{where} request")
        required = body.get("required") is True
        return Body(kinds.get(str(media), "json"), evolve(found, wire="body", required=required))

    def response(self, raw: object, title: str, where: str) -> Type:
        for content in self.contents(raw, where):
            for media in content:
                if is_json(str(media)) or media == "*/*":
                    schema = content[media].get("schema")
                    if schema is not None:
                        of = self.schemas.field(schema, f"{title}Response", f"{where} response").type
                        return Scalar("any") if isinstance(of, Either) else of
        return Scalar("any")

    def contents(self, raw: object, where: str) -> Iterator[Mapping[str, Any]]:
        """Yield the contents of successful replies: each a mapping of media types."""
        replies = mapping(raw)
        order = sorted((str(status), status) for status in replies if str(status).startswith("2"))
        order += [("default", status) for status in replies if status == "default"]
        for _, status in order:
            yield mapping(followed(self.spec, replies[status], where, "body").get("content"))

    # -- events --------------------------------------------------------------------------

    def events(self) -> Iterator[Event]:
        """Read the webhooks whose payload is an object with documented fields."""
        found = []
        for name, raw in mapping(self.spec.get("webhooks")).items():
            where = f"webhooks.{name}"
            item = followed(self.spec, raw, where, "item")
            event = next((mapping(item[method]) for method in METHODS if method in item), {})
            title = _operation_name(str(name), "", event, several=False)
            payload = self.payload(event, names.class_name(names.pascal(title)), where)
            if payload:
                found.append((str(name), title, payload, event))
        titles = names.unique([name for name, *_ in found], {name: title for name, title, *_ in found})
        for name, _, payload, event in found:
            key = mapping(event.get("x-event-key"))
            path, value = key.get("path"), key.get("value")
            keyed = isinstance(path, list) and isinstance(value, str | int)
            yield Event(
                name,
                titles[name],
                payload,
                tuple(map(str, cast("list[object]", path))) if keyed else (),
                cast("str | int", value) if keyed else "",
                tuple(self.texts(payload)),
            )

    def payload(self, event: Mapping[str, Any], title: str, where: str) -> str:
        """Return the class of an event's payload; empty if it is no object with documented properties."""
        body = followed(self.spec, event.get("requestBody") or {}, where, "body")
        for media, content in mapping(body.get("content")).items():
            schema = content.get("schema")
            if is_json(str(media)) and isinstance(schema, Mapping):
                # Keywords next to a reference only identify the event.
                raw = {"$ref": schema["$ref"]} if "$ref" in schema else schema
                of = self.schemas.field(raw, f"{title}Event", where).type
                return of.name if isinstance(of, Ref) and of.name in self.schemas.classes else ""
        return ""

    def texts(
        self, name: str, at: tuple[str, ...] = (), around: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, ...]]:
        """Yield the paths of objects encoded as JSON strings below a class, replacing each by its class."""
        cls = self.schemas.classes[name]
        fields = tuple(self.decoded(item, name) for item in cls.fields)
        self.schemas.classes[name] = evolve(cls, fields=fields)
        for item in fields:
            here = (*at, item.wire)
            if (name, item.wire) in self.decoded_texts:
                yield here
            below = item.type
            while isinstance(below, ListOf):
                below = below.item
            if isinstance(below, Ref) and below.name in self.schemas.classes.keys() - {name, *around}:
                yield from self.texts(below.name, here, (name, *around))

    def decoded(self, item: Field, owner: str) -> Field:
        """Return a field of a class, with the objects in place of texts that hold them as JSON."""
        of, limits = item.type, list[Limits]()
        while isinstance(of, ListOf):
            limits.append(of.limits)
            of = of.item
        if not isinstance(of, Scalar) or of.content is None:
            return item
        self.decoded_texts.add((owner, item.wire))
        made = self.schemas.field(of.content, owner + names.pascal(item.wire), owner)
        held = made.type
        for each in reversed(limits):
            held = ListOf(held, each)
        if limits:
            return evolve(item, type=held)
        kept = {key: value for key, value in item.facts.items() if key not in _OF_TEXT}
        default = made.default if item.default is None else item.default
        return evolve(item, type=held, default=default, facts={**made.facts, **kept})


def _header(scheme: Mapping[str, Any]) -> str:
    """Return the header in which a security scheme sends its credential; empty if it sends it elsewhere."""
    if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
        return str(scheme.get("name") or "")
    return "Authorization" if scheme.get("type") in _BY_AUTHORIZATION else ""


def _operation_name(path: str, method: str, operation: Mapping[str, Any], several: bool) -> str:
    given = operation.get("operationId")
    if isinstance(given, str) and names.snake(given):
        return names.attribute(given)
    name = names.snake(HTTP_VERSION.sub("", path))
    return names.attribute(f"{name}_{method}" if several or not name else name)
