"""Compare one operation of two documents: its own keywords, its request, and its replies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from tiktok_bindgen.diff.canonical import Canon
from tiktok_bindgen.diff.families import extensions, keywords, rules
from tiktok_bindgen.diff.model import Difference, Steps, added_and_removed, at, changed
from tiktok_bindgen.diff.pairs import Pairs
from tiktok_bindgen.openapi import docs_of, listed, mapping, names_in_path, same, schema_of, without_names
from tiktok_bindgen.runtime.check import steps_of

_PARTS = ("path", "query", "header", "cookie", "querystring")
# Keys of an operation that are compared separately, or not at all.
_KNOWN = frozenset(
    {
        *("operationId", "tags", "parameters", "requestBody", "responses", "security", "servers"),
        *keywords.OF_LIFECYCLES,
        *keywords.PROSE,
        *("x-rules", "x-rules-text-digests"),
        # What an operation was in the version before is no property of it now.
        "x-formerly",
        # Calls that the server makes are not compared.
        "callbacks",
        # The same rules in the format of older specs.
        "x-dependencies",
        # The date of the documentation, not its content.
        "x-documented",
        # Derived from other facts, which are compared.
        "x-level",
    }
)
_EMPTY = {"type": "object", "properties": dict[str, Any]()}


@frozen
class Operation:
    """One operation of a document, with what it inherits from its path and its document.

    Attributes:
        method: In capitals.
        path: As written.
        raw: The operation.
        canon: The schemas of the document.
        parameters: Its parameters, those of its path first.
        servers: Its servers, if stated for it or its path.
        security: Its security requirements.
    """

    method: str
    path: str
    raw: Mapping[str, Any]
    canon: Canon
    parameters: Sequence[Any] = ()
    servers: object = None
    security: object = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def key(self) -> tuple[str, str]:
        """The method and the path without the names of its parameters, which identify the operation."""
        return self.method, without_names(self.path)

    @property
    def title(self) -> str:
        """Its summary, its id, or its method and path."""
        return str(self.raw.get("summary") or self.raw.get("operationId") or self)

    @property
    def page(self) -> str:
        """The address of its documentation page; empty for none."""
        return docs_of(self.raw)

    @property
    def path_names(self) -> list[str]:
        """The names of the parameters in its path."""
        return names_in_path(self.path)

    @property
    def body(self) -> Mapping[str, Any]:
        """Its request body; empty if it has none."""
        return mapping(self.canon.follow(self.raw.get("requestBody")))

    def replies(self) -> dict[str, Mapping[str, Any]]:
        """Return its replies, keyed by status."""
        return {
            status: mapping(self.canon.follow(reply))
            for status, reply in mapping(self.raw.get("responses")).items()
        }

    def field_names(self) -> frozenset[str]:
        """Return the names of its fields, prefixed by their side, to recognise a moved operation."""
        names = {f"request {mapping(self.canon.follow(each)).get('name')}" for each in self.parameters}
        for schema in _contents(self.body).values():
            names |= {f"request {name}" for name in self.canon.schema(schema).get("properties", ())}
        for reply in self.replies().values():
            for schema in _contents(reply).values():
                for name, inner in self.canon.schema(schema).get("properties", {}).items():
                    inside = self.canon.schema(inner).get("properties", ())
                    names |= {f"response {name}", *(f"response {name}.{below}" for below in inside)}
        return frozenset(names)

    def parameters_by_part(self, path_names: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return, for each part of a request, its parameters as the fields of an object schema.

        Args:
            path_names: The names to use for the parameters in the path, in their order.
        """
        names = dict(zip(self.path_names, path_names, strict=False))
        found: dict[str, dict[str, Any]] = {}
        for each in map(mapping, map(self.canon.follow, self.parameters)):
            part, name = each.get("in"), each.get("name")
            if part in _PARTS and isinstance(name, str):
                known = {"header": name.casefold(), "path": names.get(name, name)}
                found.setdefault(part, {})[known.get(part, name)] = each
        objects = {part: _object(parameters, part) for part, parameters in found.items()}
        if "x-rules" in self.raw:
            # Rules between parameters are stated at the operation, since no single object has them all.
            objects.setdefault("query", dict(_EMPTY))["x-rules"] = self.raw["x-rules"]
        return objects


@frozen
class OperationPair:
    """One operation as it was and as it is now.

    ``pairs`` compares the schemas of both documents; ``sentences`` gives what the documents keep of
    conditions in words, by their digests, and ``prose`` is whether other words are compared, too.
    """

    old: Operation
    new: Operation
    pairs: Pairs
    prose: bool
    sentences: Callable[[], Mapping[str, str]]

    def differences(self) -> Iterator[Difference]:
        """Yield every difference, with steps from the operation."""
        yield from self._facts()
        yield from self._parameters()
        yield from self._body()
        yield from self._replies()
        yield from self._conditions_in_words()

    def _facts(self) -> Iterator[Difference]:
        old, new = self.old.raw, self.new.raw
        yield from keywords.lifecycles(old, new, "operation-")
        yield from added_and_removed("tag", listed(old.get("tags")), listed(new.get("tags")))
        yield from at(("servers",), server_differences(self.old.servers, self.new.servers))
        if "security" in old or "security" in new:
            yield from at(("security",), security_differences(self.old.security, self.new.security))
        if old.get("operationId") != new.get("operationId"):
            yield Difference("operation-id-changed", (), old.get("operationId"), new.get("operationId"))
        for key in sorted({*old, *new} - _KNOWN):
            if not same(old.get(key), new.get(key)):
                kind = extensions.kind_of(key, old.get(key), new.get(key))
                yield Difference(kind, (), old.get(key), new.get(key), key)
        for key in keywords.PROSE if self.prose else ():
            if old.get(key) != new.get(key):
                yield Difference("operation-words-changed", (), old.get(key), new.get(key), key)

    def _conditions_in_words(self) -> Iterator[Difference]:
        """Compare the conditions that are stated in words only, field by field."""
        before, after = (mapping(each.raw.get("x-rules-text-digests")) for each in (self.old, self.new))
        for pointer in dict.fromkeys((*after, *before)):
            if before.get(pointer) != after.get(pointer):
                was, now = ([str(each) for each in listed(side.get(pointer))] for side in (before, after))
                steps = tuple(steps_of(str(pointer)))
                yield from at(steps, rules.words_differences(was, now, self.sentences()))

    # The request.

    def _parameters(self) -> Iterator[Difference]:
        names = self.new.path_names
        for was, name in zip(self.old.path_names, names, strict=False):
            if was != name:
                yield Difference("path-parameter-renamed", ("request", "path", name), was, name)
        before, after = (each.parameters_by_part(names) for each in (self.old, self.new))
        for part in dict.fromkeys((*after, *before)):
            found = self.pairs.differences(before.get(part, _EMPTY), after.get(part, _EMPTY))
            yield from at(("request", part), found)

    def _body(self) -> Iterator[Difference]:
        old, new = self.old.body, self.new.body
        contents = _contents(old), _contents(new)
        root = ("request", "body")
        if not old or not new:
            there, canon = (new, self.new.canon) if new else (old, self.old.canon)
            types = [canon.schema(schema).get("type") for schema in _contents(there).values()]
            if not types or any(type_ != {"object"} for type_ in types):
                kind = "required-body" if there.get("required") else "body"
                shown = ", ".join(_contents(there)) or "anything"
                yield from at(root, changed(kind, shown if old else None, shown if new else None))
                return
            # No body is compared as an object without fields, so that a first field is an added field.
            contents = (
                contents[0] or dict.fromkeys(contents[1], _EMPTY),
                contents[1] or dict.fromkeys(contents[0], _EMPTY),
            )
        needed = ["required" if each.get("required") else "optional" for each in (old, new)]
        inside = [
            "required"
            if any(canon.schema(schema).get("required") for schema in content.values())
            else "optional"
            for canon, content in zip((self.old.canon, self.new.canon), contents, strict=True)
        ]
        # A body is required as soon as one of its fields is; then only the field's difference is reported.
        if needed[0] != needed[1] and inside != needed:
            yield Difference(f"{needed[0]}-to-{needed[1]}", root, needed[0], needed[1])
        if self.prose and old and new:
            yield from at(root, keywords.prose(old, new))
        yield from self._contents(root, old, new, contents)

    def _contents(
        self,
        root: Steps,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        contents: Sequence[Mapping[str, Any]],
    ) -> Iterator[Difference]:
        """Compare what a body or a reply holds, media type by media type."""
        before, after = contents
        yield from at(root, added_and_removed("media-type", list(before), list(after)))
        matched = [(name, name) for name in after if name in before]
        if not matched and len(before) == len(after) == 1:
            # Each side has a single media type: compare their fields although the types differ.
            matched = [(next(iter(before)), next(iter(after)))]
        main = min((name for _, name in matched), key=lambda name: ("json" not in name, name), default="")
        for was, name in matched:
            place = root if name == main else (*root[:-1], f"{root[-1]}:{name}")
            yield from at(place, self.pairs.differences(before[was], after[name]))
            encodings = [
                mapping(mapping(each.get("content")).get(key)).get("encoding")
                for each, key in ((old, was), (new, name))
            ]
            if encodings[0] != encodings[1]:
                yield Difference("body-encoding-changed", place, encodings[0], encodings[1])

    # The replies.

    def _replies(self) -> Iterator[Difference]:
        before, after = self.old.replies(), self.new.replies()
        for status in (*after, *before):
            kind = "success-status" if _is_success(status) else "error-status"
            known = [status if status in side else None for side in (before, after)]
            yield from at(("responses", status), changed(kind, *known))
        shared = [status for status in after if status in before]
        main = min(shared, key=lambda status: (not _is_success(status), str(status)), default="")
        for status in shared:
            place = ("responses", status)
            root = ("response",) if status == main else place
            old, new = before[status], after[status]
            headers = (
                _object(
                    {
                        str(name).casefold(): canon.follow(each)
                        for name, each in mapping(reply.get("headers")).items()
                    },
                    "headers",
                )
                for reply, canon in ((old, self.old.canon), (new, self.new.canon))
            )
            yield from at((*place, "headers"), self.pairs.differences(*headers))
            if self.prose:
                yield from at(root, keywords.prose(old, new))
            contents = _contents(old), _contents(new)
            if all(contents):
                yield from self._contents(root, old, new, contents)
            else:
                yield from at(root, changed("reply-body", *(", ".join(each) or None for each in contents)))


def _is_success(status: str) -> bool:
    return str(status).startswith("2")


def _contents(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schemas of a body, or of a parameter with ``content``, keyed by media type."""
    return {
        str(name): mapping(media).get("schema", {}) for name, media in mapping(body.get("content")).items()
    }


def _object(parameters: Mapping[str, Any], part: str) -> dict[str, Any]:
    """Return parameters or headers as the fields of an object schema."""
    found = {name: mapping(each) for name, each in parameters.items()}
    return {
        "type": "object",
        "properties": {name: _field(each, part) for name, each in found.items()},
        "required": [name for name, each in found.items() if each.get("required")],
    }


def _field(parameter: Mapping[str, Any], part: str) -> object:
    """Return a parameter's schema with the parameter's own keywords; the schema's take precedence."""
    stated = {
        key: value
        for key, value in parameter.items()
        if key.startswith("x-") or key == "deprecated" or key in keywords.PROSE
    }
    return {**stated, **mapping(schema_of(parameter)), "serialization": _serialization(parameter, part)}


def _serialization(parameter: Mapping[str, Any], part: str) -> str:
    """Describe in words how a parameter is written into the request."""
    media = next(iter(mapping(parameter.get("content"))), None)
    if media is not None:
        return str(media)
    style = parameter.get("style", "simple" if part in {"path", "header", "headers"} else "form")
    apart = "exploded" if parameter.get("explode", style == "form") else "joined"
    marks = [key for key in ("allowReserved", "allowEmptyValue") if parameter.get(key)]
    return " ".join([f"{style} {apart}", *marks])


# Servers and security.


def server_differences(old: object, new: object) -> Iterator[Difference]:
    """Compare the addresses of servers."""
    addresses = [[str(mapping(each).get("url")) for each in listed(servers)] for servers in (old, new)]
    return added_and_removed("server", *addresses)


def security_differences(old: object, new: object) -> Iterator[Difference]:
    """Compare security requirements; none at all and an empty one both mean no credentials are needed."""
    before, after = _ways(old), _ways(new)
    if before and after:
        return added_and_removed("security-way", before, after)
    return changed("security", *(" or ".join(each) or None for each in (before, after)))


def _ways(stated: object) -> list[str]:
    ways = []
    for way in listed(stated):
        names = [
            f"{name} ({', '.join(map(str, scopes))})" if scopes else str(name)
            for name, scopes in sorted(mapping(way).items())
        ]
        ways.append(" and ".join(names) or "nothing")
    return [] if ways == ["nothing"] else sorted(set(ways))
