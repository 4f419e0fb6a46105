"""Two whole documents compared: every difference with its operation and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.diff.canonical import Canon
from tiktok_bindgen.diff.families import fields, lifecycle, reports, rules, words
from tiktok_bindgen.diff.model import Difference, Side, Steps, same, steps_of
from tiktok_bindgen.diff.pairs import Pairs
from tiktok_bindgen.diff.renames import Moved, moved_operations, told_operations
from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.enforced import enforced
from tiktok_bindgen.openapi import METHODS

_IN_PATH = re.compile(r"\{([^{}]*)\}")
# One that can stand in every report as it is.
_ADDRESS = re.compile(r"https?://[!#$%&'()*+,./:;=?@\[\]~\w-]+", re.ASCII)
_VERSION = re.compile(r"/v\d{1,3}(?:\.\d{1,3})?/")
_PARTS = ("path", "query", "header", "cookie", "querystring")
_KNOWN = frozenset(
    {
        *(
            "operationId",
            "tags",
            "deprecated",
            "parameters",
            "requestBody",
            "responses",
            "security",
            "servers",
        ),
        # What an operation was before is no part of what it is.
        "x-formerly",
        *("x-lifecycle", "x-sunset", "x-rules", "x-rules-text-digests"),
        # What the server calls is not compared.
        "callbacks",
        # The rules once more, in the language of specs that were made before.
        "x-dependencies",
        # When it was documented, not what.
        "x-documented",
        *words.PROSE,
    }
)
# What `style` is when it is not stated, by where a parameter is.
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple", "headers": "simple"}


@frozen
class Found:
    """A difference and where it is.

    Attributes:
        method: In capitals; empty for the document as a whole.
        path: The operation's path; empty likewise.
        side: Whether it is of what is sent or of what comes back.
        root: The steps to the part that was compared; the difference's own steps follow.
        difference: What differs.
        was: The operation's method and path in the old document, where they were others.
        page: The address of the operation's page, if one is stated.
    """

    method: str
    path: str
    side: Side
    root: Steps
    difference: Difference
    was: tuple[str, str] | None = None
    page: str = ""

    @property
    def steps(self) -> Steps:
        """The steps to the place."""
        return (*self.root, *self.difference.steps)


@frozen
class _Operation:
    """One operation of a document, with what it has from its path.

    Attributes:
        method: In capitals.
        path: As written.
        raw: The operation.
        shared: The parameters of its path as a whole.
    """

    method: str
    path: str
    raw: Mapping[str, Any]
    shared: Sequence[Any] = ()
    servers: object = None


class _Side:
    """One document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.raw = document
        self.canon = Canon(document)
        self.operations = {_key(operation): operation for operation in self._operations()}

    def _operations(self) -> Iterator[_Operation]:
        for path, item in _mapping(self.raw.get("paths")).items():
            item = _mapping(self.canon.follow(item))  # noqa: PLW2901 - the same item, followed
            for method in (*METHODS, "query"):
                operation = item.get(method)
                if isinstance(operation, Mapping):
                    yield _Operation(
                        method.upper(),
                        str(path),
                        operation,
                        _list(item.get("parameters")),
                        operation.get("servers", item.get("servers")),
                    )


def compare_documents(old: Mapping[str, Any], new: Mapping[str, Any], *, prose: bool = False) -> list[Found]:
    """Compare two OpenAPI documents.

    Args:
        old: The document as it was.
        new: The document as it is now.
        prose: Whether words are compared, too.

    Returns:
        Every difference, in the order of the new document's operations; what went comes last.
    """
    # What is contested refuses nobody, so that it counts as not said.
    return list(_Documents(_Side(enforced(old)), _Side(enforced(new)), prose=prose).differences())


class _Documents:
    """Two documents."""

    def __init__(self, old: _Side, new: _Side, *, prose: bool) -> None:
        self._old = old
        self._new = new
        self._prose = prose
        versions = [_mapping(side.raw.get("info")).get("version") for side in (old, new)]
        self._pairs = Pairs(old.canon, new.canon, prose=prose, versions=versions[0] != versions[1])

    def differences(self) -> Iterator[Found]:
        yield from (Found("", "", "", root, difference) for root, difference in self._whole())
        before, after = self._old.operations, self._new.operations
        went = {key: operation for key, operation in before.items() if key not in after}
        came = {key: operation for key, operation in after.items() if key not in before}
        told = told_operations(
            {key: operation.raw for key, operation in went.items()},
            {key: operation.raw for key, operation in came.items()},
        )
        went = {key: operation for key, operation in went.items() if key not in told.values()}
        came = {key: operation for key, operation in came.items() if key not in told}
        moved = {
            move.new: move
            for move in moved_operations(
                {key: (o.raw, self._outline(o, self._old)) for key, o in went.items()},
                {key: (o.raw, self._outline(o, self._new)) for key, o in came.items()},
                [path for _, path in (*before, *after)],
            )
        }
        for key, operation in after.items():
            if key in before:
                yield from self._operation(before[key], operation)
            elif key in told:
                yield from self._renamed(before[told[key]], operation)
            elif key in moved:
                yield from self._moved(before[moved[key].old], operation, moved[key])
            else:
                title = _title(operation)
                yield _found(operation, "", (), Difference("operation-added", (), None, title))
        gone = {move.old for move in moved.values()}
        for key, operation in went.items():
            if key not in gone:
                title = _title(operation)
                yield _found(operation, "", (), Difference("operation-removed", (), title, None))

    def _moved(self, old: _Operation, new: _Operation, move: Moved) -> Iterator[Found]:
        names = f"{old.method} {old.path}", f"{new.method} {new.path}"
        moved = Difference("operation-moved", (), *names, move.evidence)
        for found in (_found(new, "", (), moved), *self._operation(old, new)):
            yield evolve(found, was=(old.method, old.path))

    def _renamed(self, old: _Operation, new: _Operation) -> Iterator[Found]:
        """An operation that says itself what its address was; its version's number is no part of a name."""
        names = f"{old.method} {old.path}", f"{new.method} {new.path}"
        if len({_VERSION.sub("/", name) for name in names}) > 1:
            yield _found(new, "", (), Difference("operation-renamed", (), *names))
        for each in map(_mapping, _list(_mapping(new.raw.get("x-formerly")).get("removed"))):
            side = each.get("in")
            if "within" not in each and side in {"request", "response"}:
                # Where it was in the request, or the reply, is not told.
                shown = fields.outline(each.get("schema"))
                removed = Difference("field-removed", (str(each.get("name")),), shown, None)
                yield _found(new, side, (side,), removed)
        yield from self._operation(old, new)

    def _outline(self, operation: _Operation, side: _Side) -> frozenset[str]:
        """The names of an operation's fields, by side, to know it again by."""
        parameters = (_mapping(side.canon.follow(each)) for each in _parameters(operation))
        names = {f"request {each.get('name')}" for each in parameters}
        body = _mapping(side.canon.follow(operation.raw.get("requestBody")))
        for schema in _contents(body).values():
            names |= {f"request {name}" for name in side.canon.schema(schema).get("properties", ())}
        for reply in _mapping(operation.raw.get("responses")).values():
            for schema in _contents(_mapping(side.canon.follow(reply))).values():
                for name, inner in side.canon.schema(schema).get("properties", {}).items():
                    names.add(f"response {name}")
                    inside = side.canon.schema(inner).get("properties", ())
                    names |= {f"response {name}.{below}" for below in inside}
        return frozenset(names)

    # What is stated for the document as a whole.

    def _whole(self) -> Iterator[tuple[Steps, Difference]]:
        old, new = self._old.raw, self._new.raw
        versions = [_mapping(raw.get("info")).get("version") for raw in (old, new)]
        if versions[0] != versions[1]:
            yield ("info", "version"), Difference("version-changed", (), versions[0], versions[1])
        yield from ((("servers",), each) for each in _servers(old.get("servers"), new.get("servers")))
        yield from ((("security",), each) for each in _security(old.get("security"), new.get("security")))
        yield from (
            (("components", "securitySchemes"), each)
            for each in _schemes(_schemes_of(self._old), _schemes_of(self._new))
        )
        yield from (
            ((), each)
            for each in reports.differences(_mapping(old.get(reports.KEY)), _mapping(new.get(reports.KEY)))
        )
        for key in sorted({*old, *new} - {reports.KEY}):
            if key.startswith("x-") and old.get(key) != new.get(key):
                yield (key,), Difference("document-extension-changed", (), old.get(key), new.get(key), key)

    # One operation.

    def _operation(self, old: _Operation, new: _Operation) -> Iterator[Found]:
        for root, difference in self._facts(old, new):
            yield _found(new, "", root, difference)
        for root, difference in self._request(old, new):
            yield _found(new, "request", root, difference)
        for root, difference in self._replies(old, new):
            yield _found(new, "response", root, difference)
        for steps, difference in self._words(old, new):
            yield _found(new, "request" if steps[:1] == ("request",) else "response", steps, difference)

    def _facts(self, old: _Operation, new: _Operation) -> Iterator[tuple[Steps, Difference]]:
        yield from (((), each) for each in lifecycle.operation_differences(old.raw, new.raw))
        ids = old.raw.get("operationId"), new.raw.get("operationId")
        if ids[0] != ids[1]:
            yield (), Difference("operation-id-changed", (), *ids)
        tags = [_list(each.raw.get("tags")) for each in (old, new)]
        yield from (((), each) for each in _sets("tag", *tags))
        yield from ((("servers",), each) for each in _servers(old.servers, new.servers))
        yield from (
            (("security",), each)
            for each in _security(
                old.raw.get("security", self._old.raw.get("security")),
                new.raw.get("security", self._new.raw.get("security")),
            )
            if "security" in old.raw or "security" in new.raw
        )
        for key in sorted({*old.raw, *new.raw} - _KNOWN):
            if not same(old.raw.get(key), new.raw.get(key)):
                yield (
                    (),
                    Difference("operation-extension-changed", (), old.raw.get(key), new.raw.get(key), key),
                )
        if self._prose:
            for key in words.PROSE:
                if old.raw.get(key) != new.raw.get(key):
                    yield (
                        (),
                        Difference("operation-words-changed", (), old.raw.get(key), new.raw.get(key), key),
                    )

    def _words(self, old: _Operation, new: _Operation) -> Iterator[tuple[Steps, Difference]]:
        """Compare the conditions that stay words, field by field."""
        before, after = _digests(old), _digests(new)
        for pointer in dict.fromkeys((*after, *before)):
            found = rules.words_differences(before.get(pointer, ()), after.get(pointer, ()), self._said)
            yield from ((steps_of(pointer), each) for each in found)

    @cached_property
    def _said(self) -> dict[str, str]:
        """The sentences that the documents keep, by their digests."""
        return {digest_of(text): text for side in (self._old, self._new) for text in _sentences(side.raw)}

    # What is sent.

    def _request(self, old: _Operation, new: _Operation) -> Iterator[tuple[Steps, Difference]]:
        yield from self._parameters(old, new)
        yield from self._body(old, new)
        # The formal rules of an operation, where they stand with it and not with its body.
        before, after = (
            {key: value for key, value in each.raw.items() if key == "x-rules"} for each in (old, new)
        )
        if before or after:
            root = ("request", "body" if "requestBody" in new.raw or "requestBody" in old.raw else "query")
            objects = _as_object(old, self._old.canon), _as_object(new, self._new.canon)
            yield from ((root, each) for each in self._pairs.rule_differences(before, after, objects))

    def _parameters(self, old: _Operation, new: _Operation) -> Iterator[tuple[Steps, Difference]]:
        before, after = _by_place(old, self._old.canon), _by_place(new, self._new.canon)
        yield from _path_names(old, new, before, after)
        for where in _PARTS:
            yield from self._fields(
                ("request", where),
                {name: each for (place, name), each in before.items() if place == where},
                {name: each for (place, name), each in after.items() if place == where},
            )

    def _fields(
        self, root: Steps, old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
    ) -> Iterator[tuple[Steps, Difference]]:
        """Compare parameters, or headers, of one place by name."""
        told, old = self._pairs.told(old, new, _schema)
        yield from ((root, each) for each in told)
        alone = [_whole_field("added", name, new[name]) for name in new if name not in old]
        alone += [_whole_field("removed", name, old[name]) for name in old if name not in new]
        schemas = [{name: _schema(each) for name, each in side.items()} for side in (old, new)]
        yield from ((root, each) for each in self._pairs.renamed(alone, *schemas))
        for name, each in new.items():
            if name in old:
                yield from self._parameter(root, name, old[name], each)

    def _parameter(
        self, root: Steps, name: str, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> Iterator[tuple[Steps, Difference]]:
        presences = _presence(old), _presence(new)
        if presences[0] != presences[1]:
            yield root, Difference(f"{presences[0]}-to-{presences[1]}", (name,), *presences)
        place = (*root, name)
        spelled = _serialization(old, root[-1]), _serialization(new, root[-1])
        if spelled[0] != spelled[1]:
            yield place, Difference("serialization-changed", (), *spelled)
        if old.get("deprecated") or new.get("deprecated"):
            # Often stated once more in the schema, which counts.
            marks = [{"deprecated": each.get("deprecated")} for each in (old, new)]
            schemas = [_mapping(_schema(each)) for each in (old, new)]
            if not any("deprecated" in schema or "x-lifecycle" in schema for schema in schemas):
                yield from ((place, each) for each in lifecycle.differences(*marks))
        if self._prose:
            yield from ((place, each) for each in words.prose_differences(old, new))
        extensions = {key for key in {*old, *new} if key.startswith("x-")}
        yield from ((place, each) for each in words.other_differences(old, new, extensions))
        yield from ((place, each) for each in self._pairs.differences(_schema(old), _schema(new)))

    def _body(self, old: _Operation, new: _Operation) -> Iterator[tuple[Steps, Difference]]:
        before = _mapping(self._old.canon.follow(old.raw.get("requestBody")))
        after = _mapping(self._new.canon.follow(new.raw.get("requestBody")))
        root = ("request", "body")
        contents = _contents(before), _contents(after)
        # No body at all is the same as an object with no fields, so that its first field is just a new one.
        empty = {"type": "object"}
        if not before and after and self._is_object(after, self._new.canon):
            contents = dict.fromkeys(contents[1], empty), contents[1]
        elif before and not after and self._is_object(before, self._old.canon):
            contents = contents[0], dict.fromkeys(contents[0], empty)
        elif bool(before) != bool(after):
            there = after or before
            kind = "required-body" if there.get("required") else "body"
            shown = ", ".join(_contents(there)) or "anything"
            if after:
                yield root, Difference(f"{kind}-added", (), None, shown)
            else:
                yield root, Difference(f"{kind}-removed", (), shown, None)
            return
        yield from self._body_presence(root, before, after, contents)
        if self._prose and before and after:
            yield from ((root, each) for each in words.prose_differences(before, after))
        yield from self._contents(root, before, after, contents)

    def _is_object(self, body: Mapping[str, Any], canon: Canon) -> bool:
        schemas = [canon.schema(schema) for schema in _contents(body).values()]
        return bool(schemas) and all(schema.get("type") == {"object"} for schema in schemas)

    def _body_presence(
        self,
        root: Steps,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        contents: tuple[Mapping[str, Any], Mapping[str, Any]],
    ) -> Iterator[tuple[Steps, Difference]]:
        needed = bool(before.get("required")), bool(after.get("required"))
        if needed[0] == needed[1]:
            return
        inside = [
            any(canon.schema(schema).get("required") for schema in content.values())
            for canon, content in zip((self._old.canon, self._new.canon), contents, strict=True)
        ]
        # A body must be there once one of its fields must: that is said of the field.
        if inside != list(needed):
            names = ["required" if each else "optional" for each in needed]
            yield root, Difference(f"{names[0]}-to-{names[1]}", (), *names)

    def _contents(
        self,
        root: Steps,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        contents: tuple[Mapping[str, Any], Mapping[str, Any]],
    ) -> Iterator[tuple[Steps, Difference]]:
        """Compare what a body or a reply holds, media type by media type."""
        old, new = contents
        yield from ((root, each) for each in _sets("media-type", list(old), list(new)))
        matched = [(name, name) for name in new if name in old]
        if not matched and len(old) == len(new) == 1:
            # The only one there was, and the only one there is: its fields are still worth comparing.
            matched = [(next(iter(old)), next(iter(new)))]
        main = min((pair[1] for pair in matched), key=_rank, default="")
        for was, name in matched:
            place = root if name == main else (*root[:-1], f"{root[-1]}:{name}")
            yield from ((place, each) for each in self._pairs.differences(old[was], new[name]))
            spelled = [
                _mapping(_mapping(each.get("content")).get(key)).get("encoding")
                for each, key in ((before, was), (after, name))
            ]
            if spelled[0] != spelled[1]:
                yield place, Difference("body-encoding-changed", (), spelled[0], spelled[1])

    # What comes back.

    def _replies(self, old: _Operation, new: _Operation) -> Iterator[tuple[Steps, Difference]]:
        before, after = _mapping(old.raw.get("responses")), _mapping(new.raw.get("responses"))
        went = [status for status in before if status not in after]
        came = [status for status in after if status not in before]
        for status in (*came, *went):
            kind = "success-status" if _is_success(status) else "error-status"
            if status in after:
                yield ("responses", status), Difference(f"{kind}-added", (), None, status)
            else:
                yield ("responses", status), Difference(f"{kind}-removed", (), status, None)
        shared = [status for status in after if status in before]
        main = min(shared, key=_status_rank, default="")
        for status in shared:
            replies = (
                _mapping(self._old.canon.follow(before[status])),
                _mapping(self._new.canon.follow(after[status])),
            )
            yield from self._reply(status, *replies, is_main=status == main)

    def _reply(
        self, status: str, old: Mapping[str, Any], new: Mapping[str, Any], *, is_main: bool
    ) -> Iterator[tuple[Steps, Difference]]:
        place = ("responses", status)
        root = ("response",) if is_main else place
        yield from self._headers((*place, "headers"), old, new)
        if self._prose:
            yield from ((root, each) for each in words.prose_differences(old, new))
        contents = _contents(old), _contents(new)
        if bool(contents[0]) != bool(contents[1]):
            shown = ", ".join(contents[0] or contents[1])
            if contents[1]:
                yield root, Difference("reply-body-added", (), None, shown)
            else:
                yield root, Difference("reply-body-removed", (), shown, None)
            return
        yield from self._contents(root, old, new, contents)

    def _headers(
        self, root: Steps, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> Iterator[tuple[Steps, Difference]]:
        yield from self._fields(root, _headers_of(old, self._old.canon), _headers_of(new, self._new.canon))


def _found(operation: _Operation, side: Side, root: Steps, difference: Difference) -> Found:
    page = str(_mapping(operation.raw.get("externalDocs")).get("url"))
    address = page if _ADDRESS.fullmatch(page) else ""
    return Found(operation.method, operation.path, side, root, difference, page=address)


def _key(operation: _Operation) -> tuple[str, str]:
    """What an operation is known by: names in its path are no matter."""
    return operation.method, _IN_PATH.sub("{}", operation.path)


def _title(operation: _Operation) -> str:
    title = operation.raw.get("summary") or operation.raw.get("operationId")
    return str(title or f"{operation.method} {operation.path}")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _sets(kind: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Difference]:
    """What went from, and what came to, a list of which the order is no matter."""
    yield from (Difference(f"{kind}-removed", (), each, None) for each in old if each not in new)
    yield from (Difference(f"{kind}-added", (), None, each) for each in new if each not in old)


def _digests(operation: _Operation) -> dict[str, Sequence[str]]:
    stated = _mapping(operation.raw.get("x-rules-text-digests"))
    return {str(pointer): [str(each) for each in _list(listed)] for pointer, listed in stated.items()}


def _sentences(document: object) -> Iterator[str]:
    """Every sentence that a document keeps of conditions in words."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            yield from (text for text in _list(node.get("x-rules-text")) if isinstance(text, str))
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


# Parameters.


def _parameters(operation: _Operation) -> Sequence[Any]:
    return [*operation.shared, *_list(operation.raw.get("parameters"))]


def _by_place(operation: _Operation, canon: Canon) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Parameters by where they are and what they are called; in a path, by which part they are."""
    parts = {name: f"{{{index}}}" for index, name in enumerate(_IN_PATH.findall(operation.path))}
    found = {}
    for raw in _parameters(operation):
        parameter = _mapping(canon.follow(raw))
        where, name = parameter.get("in"), parameter.get("name")
        if where in _PARTS and isinstance(name, str):
            known = name.casefold() if where == "header" else name
            found[where, parts.get(name, name) if where == "path" else known] = parameter
    # Back to their names, once they are matched by `_path_names`.
    return found


def _path_names(
    old: _Operation,
    new: _Operation,
    before: dict[tuple[str, str], Mapping[str, Any]],
    after: dict[tuple[str, str], Mapping[str, Any]],
) -> Iterator[tuple[Steps, Difference]]:
    """Tell of parts of the path that have other names, and put all under their new ones."""
    names = _IN_PATH.findall(old.path), _IN_PATH.findall(new.path)
    for index, (was, name) in enumerate(zip(*names, strict=False)):
        if was != name:
            yield ("request", "path", name), Difference("path-parameter-renamed", (), was, name)
        for found in (before, after):
            parameter = found.pop(("path", f"{{{index}}}"), None)
            if parameter is not None:
                found["path", name] = parameter


def _schema(parameter: Mapping[str, Any]) -> object:
    if "schema" in parameter:
        return parameter["schema"]
    return next(iter(_contents(parameter).values()), {})


def _presence(parameter: Mapping[str, Any]) -> str:
    if parameter.get("required"):
        return "required"
    marks = (parameter.get("x-presence"), _mapping(_schema(parameter)).get("x-presence"))
    return "conditional" if "conditional" in marks else "optional"


def _as_object(operation: _Operation, canon: Canon) -> dict[str, Any]:
    """What is sent in a query, as an object with the parameters for fields."""
    query = {name: each for (place, name), each in _by_place(operation, canon).items() if place == "query"}
    return {
        "properties": {name: _schema(each) for name, each in query.items()},
        "required": tuple(name for name, each in query.items() if each.get("required")),
    }


def _whole_field(change: str, name: str, parameter: Mapping[str, Any]) -> Difference:
    presence = _presence(parameter)
    kind = f"field-{change}" if presence == "optional" else f"{presence}-field-{change}"
    shown = fields.outline(_schema(parameter))
    return (
        Difference(kind, (name,), None, shown)
        if change == "added"
        else Difference(kind, (name,), shown, None)
    )


def _serialization(parameter: Mapping[str, Any], where: str) -> str:
    """How a parameter is written into the request, in words."""
    media = next(iter(_mapping(parameter.get("content"))), None)
    if media is not None:
        return str(media)
    style = parameter.get("style", _STYLES.get(where, "form"))
    apart = "exploded" if parameter.get("explode", style == "form") else "joined"
    marks = [key for key in ("allowReserved", "allowEmptyValue") if parameter.get(key)]
    return " ".join([f"{style} {apart}", *marks])


# Bodies and replies.


def _contents(body: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas of a body by media type."""
    return {
        str(name): _mapping(media).get("schema", {}) for name, media in _mapping(body.get("content")).items()
    }


def _rank(media_type: str) -> tuple[bool, str]:
    return "json" not in media_type, media_type


def _is_success(status: str) -> bool:
    return str(status).startswith("2")


def _status_rank(status: str) -> tuple[bool, str]:
    return not _is_success(status), str(status)


def _headers_of(reply: Mapping[str, Any], canon: Canon) -> dict[str, Mapping[str, Any]]:
    headers = _mapping(reply.get("headers"))
    return {str(name).casefold(): _mapping(canon.follow(header)) for name, header in headers.items()}


# Servers and security.


def _servers(old: object, new: object) -> Iterator[Difference]:
    addresses = [[str(_mapping(each).get("url")) for each in _list(servers)] for servers in (old, new)]
    yield from _sets("server", *addresses)


def _security(old: object, new: object) -> Iterator[Difference]:
    """Compare ways to prove who calls; no way at all and an empty one are the same: nobody is asked."""
    before, after = _ways(old), _ways(new)
    if before == after:
        return
    if not before or not after:
        shown = " or ".join(before or after)
        if after:
            yield Difference("security-added", (), None, shown)
        else:
            yield Difference("security-removed", (), shown, None)
        return
    yield from _sets("security-way", before, after)


def _ways(security: object) -> list[str]:
    ways = []
    for way in _list(security):
        names = [
            f"{name} ({', '.join(map(str, scopes))})" if scopes else str(name)
            for name, scopes in sorted(_mapping(way).items())
        ]
        ways.append(" and ".join(names) or "nothing")
    return [] if ways == ["nothing"] else sorted(set(ways))


def _schemes_of(side: _Side) -> Mapping[str, Any]:
    schemes = _mapping(_mapping(side.raw.get("components")).get("securitySchemes"))
    return {name: _mapping(side.canon.follow(scheme)) for name, scheme in schemes.items()}


def _schemes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    yield from _sets("security-scheme", list(old), list(new))
    for name, scheme in new.items():
        if name in old:
            yield from _scheme(name, old[name], scheme)


def _scheme(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before, after = _proof(old), _proof(new)
    for steps in sorted({*before, *after}):
        facts = before.get(steps), after.get(steps)
        if facts[0] != facts[1]:
            yield Difference("security-scheme-changed", (name, *steps), *facts, f"{name}.{steps[-1]}")


def _proof(scheme: Mapping[str, Any]) -> dict[Steps, Any]:
    """What a caller needs to know to prove who it is, by the steps to it; of each flow, too."""
    found: dict[Steps, Any] = {(key,): scheme[key] for key in scheme if key not in {"description", "flows"}}
    for flow, facts in _mapping(scheme.get("flows")).items():
        found |= {(flow, key): fact for key, fact in _mapping(facts).items() if key != "scopes"}
    return found
