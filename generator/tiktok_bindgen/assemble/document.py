"""Assemble the whole OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.assemble.appendix import permissions, rate_limits
from tiktok_bindgen.assemble.clean import clean
from tiktok_bindgen.assemble.components import Components
from tiktok_bindgen.assemble.condition_digests import digests
from tiktok_bindgen.assemble.elsewhere import note_names_elsewhere
from tiktok_bindgen.assemble.naming import OperationName, Place, operation_names, segments, version
from tiktok_bindgen.assemble.report_places import place_reports
from tiktok_bindgen.assemble.reports import report_kinds
from tiktok_bindgen.assemble.schema import Prose, Schema, is_scalar, type_schema
from tiktok_bindgen.assemble.webhooks import event_names, webhook_items, with_paths
from tiktok_bindgen.interpret.appendix_model import Scope
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.event_keys import event_keys
from tiktok_bindgen.interpret.levels import Levels
from tiktok_bindgen.interpret.model import Field, FormerOperation, Operation
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.openapi import names_in_path
from tiktok_bindgen.problem import Problem

_SERVERS = (
    ("https://business-api.tiktok.com", "production"),
    ("https://sandbox-ads.tiktok.com", "sandbox"),
)
_ABOUT = (
    "What TikTok documents of its Business API: operations, fields, values and the rules between them. "
    "Descriptions are in other words than the documentation's."
)
_PORTAL = "https://business-api.tiktok.com/portal"
_TOKEN_HEADER = "Access-Token"  # noqa: S105 -- the header's name, not what it carries
_SCHEME = "AccessToken"
_REPLY = "The documented envelope; `code` tells success from failure."

# HTTP headers that OpenAPI expresses elsewhere and not as parameters.
_STANDARD_HEADERS = frozenset({"accept", "authorization", "content-type", _TOKEN_HEADER.casefold()})


def assemble(
    document: Document, *, prose: Prose, memo: Memo | None = None
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Express what the documentation states as one OpenAPI 3.1 document.

    Args:
        document: The operations in any order, the appendix, the reports and the webhooks.
        prose: ``none`` leaves out descriptions, enum meanings and the sentences of rules.
        memo: What was made of the same operations before.

    Returns:
        The document, with its keys in output order, and the problems of what could not be expressed.
    """
    memo = memo or Memo()
    operations, problems = clean(document.operations, _STANDARD_HEADERS, memo)
    names = operation_names([(operation.path, operation.method) for operation in operations])
    keys = event_keys(document.webhooks)
    events, odd_events = clean(with_paths(document.webhooks, keys), (), memo)
    names |= event_names(events)
    appendix = document.appendix
    components = Components(operations, names, prose, appendix, events, memo=memo)
    assembler = _Assembler(names, components, prose, appendix.scopes, _levels(operations))
    paths: dict[str, dict[str, object]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = assembler.operation(operation)
    webhooks = webhook_items(events, keys, names, components, prose)
    tags = sorted({_tag(operation) for operation in operations})
    spec: dict[str, object] = {
        "openapi": "3.1.0",
        "info": {
            "title": "TikTok Business API",
            "description": _ABOUT,
            "contact": {"name": "TikTok API for Business", "url": _PORTAL},
            "version": _version(operations),
        },
        "servers": [{"url": url, "description": description} for url, description in _SERVERS],
        "security": [{_SCHEME: []}],
        "tags": [{"name": tag} for tag in tags],
        "paths": paths,
        **({"webhooks": webhooks} if webhooks else {}),
        "components": {
            "securitySchemes": {_SCHEME: {"type": "apiKey", "in": "header", "name": _TOKEN_HEADER}},
            "schemas": components.schemas,
        },
    }
    note_names_elsewhere(spec)
    if limits := rate_limits(appendix.rate_limits):
        spec["x-rate-limits"] = limits
    if appendix.scopes:
        spec["x-permissions"] = permissions(appendix.scopes)
    if kinds := report_kinds(document.reports, prose):
        spec["x-reports"] = kinds
        place_reports(spec)
    return spec, tuple(sorted({*problems, *odd_events, *assembler.problems}))


class _Assembler:
    """Expresses operations one at a time."""

    def __init__(
        self,
        names: Mapping[tuple[str, str], OperationName],
        components: Components,
        prose: Prose,
        scopes: Sequence[Scope],
        levels: Mapping[tuple[str, str], Schema],
    ) -> None:
        self._names = names
        self._levels = levels
        # Permissions by the paths they name, which lack the common prefix.
        self._permissions: dict[str, dict[str, str]] = {}
        for scope in scopes:
            for path in scope.paths:
                self._permissions.setdefault(path, {})[scope.id] = scope.name
        self._components = components
        self._prose = prose
        self.problems: list[Problem] = []

    def operation(self, operation: Operation) -> dict[str, object]:
        in_path = {*names_in_path(operation.path)}
        place = Place(operation.method, operation.path, "request")
        inside = [field for field in operation.parameters if field.name not in in_path]
        parameters = [*self._path(operation, place, in_path), *self._headers(operation)]
        parts: dict[str, object] = {"operationId": self._names[operation.path, operation.method].snake}
        if operation.title:
            parts["summary"] = operation.title
        if operation.description and self._prose == "full":
            parts["description"] = operation.description
        parts["tags"] = [_tag(operation)]
        if operation.lifecycle:
            parts |= {"deprecated": True, "x-lifecycle": operation.lifecycle}
        if operation.source:
            parts["externalDocs"] = {"url": operation.source}
        if operation.documented:
            parts["x-documented"] = operation.documented
        if operation.formerly:
            parts["x-formerly"] = _former(operation.formerly)
        sent = {field.name.casefold() for field in operation.headers}
        if sent and _TOKEN_HEADER.casefold() not in sent:
            parts["security"] = []
        if level := self._levels.get((operation.path, operation.method)):
            parts["x-level"] = level
        if needed := self._permissions.get(f"/{'/'.join(segments(operation.path))}/"):
            parts["x-permissions"] = needed
        if operation.method == "GET":
            # Parameters have no common object schema, so rules between them are stated as data only.
            stated = self._components.rules(place)
            parts |= {key: value for key, value in stated.items() if key == "x-rules"}
            parameters += [self._parameter(field, place.below(field.name), "query") for field in inside]
        if said_in_words := digests(operation, in_path):
            parts["x-rules-text-digests"] = said_in_words
        if parameters:
            parts["parameters"] = parameters
        if inside and operation.method != "GET":
            parts["requestBody"] = self._body(place, inside)
        elif operation.alternatives:
            text = f"the {len(operation.alternatives)} sets of parameters are given as one, of optional ones"
            self.problems.append(Problem(operation.page, 0, "alternatives-in-query", text))
        parts["responses"] = {"200": self._reply(operation)}
        return parts

    def _reply(self, operation: Operation) -> dict[str, object]:
        place = Place(operation.method, operation.path, "response header")
        reply: dict[str, object] = {"description": _REPLY}
        if operation.response_headers:
            reply["headers"] = {
                field.name: self._header(field, place.below(field.name))
                for field in operation.response_headers
            }
        schema = self._components.root(evolve(place, side="response"))
        files: dict[str, object] = {kind: {} for kind in operation.files}
        return reply | {"content": {"application/json": {"schema": schema}} | files}

    def _header(self, field: Field, place: Place) -> dict[str, object]:
        """Express a reply's header: as a parameter, without the keys implied by its place."""
        parameter = self._parameter(field, place, "header")
        return {key: value for key, value in parameter.items() if key not in {"name", "in"}}

    def _path(self, operation: Operation, place: Place, in_path: set[str]) -> list[dict[str, object]]:
        documented = {field.name: field for field in operation.parameters if field.name in in_path}
        found = []
        for name in sorted(in_path):
            if name in documented:
                field = evolve(documented[name], presence="required")
                found.append(self._parameter(field, place.below(name), "path"))
            else:
                text = f"{name} of {operation.path} is not among the parameters; taken for a string"
                self.problems.append(Problem(operation.page, 0, "path-parameter-undocumented", text))
                found.append({"name": name, "in": "path", "required": True, "schema": {"type": "string"}})
        return found

    def _headers(self, operation: Operation) -> list[dict[str, object]]:
        place = Place(operation.method, operation.path, "header")
        return [
            self._parameter(field, place.below(field.name), "header")
            for field in operation.headers
            if field.name.casefold() not in _STANDARD_HEADERS
        ]

    def _parameter(self, field: Field, place: Place, where: str) -> dict[str, object]:
        parameter: dict[str, object] = {"name": field.name, "in": where}
        if field.description and self._prose == "full":
            parameter["description"] = field.description
        if field.presence == "required":
            parameter["required"] = True
        if field.lifecycle:
            parameter["deprecated"] = True
        schema = self._components.parameter(place)
        if is_scalar(field.type):
            parameter["schema"] = schema
        else:
            parameter["content"] = {"application/json": {"schema": schema}}
        return parameter

    def _body(self, place: Place, fields: list[Field]) -> Schema:
        multipart = any(field.type.kind == "file" for field in fields)
        media_type = "multipart/form-data" if multipart else "application/json"
        body: Schema = {"required": True} if any(field.presence == "required" for field in fields) else {}
        schema = self._components.root(place)
        return body | {"content": {media_type: {"schema": schema}}}


def _levels(operations: Sequence[Operation]) -> dict[tuple[str, str], Schema]:
    """Return the `x-level` of each operation that has levels above it, or is above others."""
    levels = Levels.of(operations)
    found = {(each.path, each.method): levels.level(each) for each in operations}
    above = {(maker.path, maker.method) for level in found.values() for maker in level.above.values()}
    return {
        key: {"name": level.name}
        | ({"above": {name: maker.path for name, maker in level.above.items()}} if level.above else {})
        for key, level in found.items()
        if level.above or key in above
    }


def _former(former: FormerOperation) -> dict[str, object]:
    parts: dict[str, object] = {
        "version": former.version,
        "method": former.method,
        "path": former.path,
    }
    removed = [
        {"in": each.side, **({"within": list(each.path[:-1])} if each.placed else {}), "name": each.path[-1]}
        | ({"schema": type_schema(each.type)} if each.type else {})
        for each in former.removed
    ]
    return parts | ({"removed": removed} if removed else {})


def _tag(operation: Operation) -> str:
    return next(iter(segments(operation.path)), "other")


def _version(operations: Iterable[Operation]) -> str:
    return ", ".join(sorted({found for each in operations if (found := version(each.path))})) or "unversioned"
