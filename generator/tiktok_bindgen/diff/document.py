"""Compare two whole documents: every difference with its operation and its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from attrs import frozen

from tiktok_bindgen.diff.canonical import Canon
from tiktok_bindgen.diff.families import fields, reports
from tiktok_bindgen.diff.model import Difference, Steps, added_and_removed, at, changed
from tiktok_bindgen.diff.operation import Operation, OperationPair, security_differences, server_differences
from tiktok_bindgen.diff.pairs import Pairs
from tiktok_bindgen.diff.renames import matched_operations, stated_operations
from tiktok_bindgen.diff.unchanged import without_unchanged
from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.enforced import enforced
from tiktok_bindgen.openapi import METHODS, TAG_GROUPS, listed, mapping, objects_in

_VERSION = re.compile(r"/v\d{1,3}(?:\.\d{1,3})?/")


#: The method given to an event that the server sends; its path is the event's name.
EVENT = "WEBHOOK"


@frozen
class OperationDifferences:
    """The differences of one operation, or of the document as a whole.

    Attributes:
        method: In capitals; empty for the document as a whole.
        path: The operation's path; empty for the document as a whole.
        page: The address of the operation's documentation page; empty for none.
        found: The differences, with steps from the operation or the document.
    """

    method: str
    path: str
    page: str
    found: Sequence[Difference]


def _as_reply(event: Mapping[str, Any], canon: Canon) -> Mapping[str, Any]:
    """Return an event as an operation that replies with its payload: callers receive both alike."""
    payload = mapping(canon.follow(event.get("requestBody")))
    others = {key: value for key, value in event.items() if key != "requestBody"}
    return {**others, "responses": {"200": {"content": payload.get("content", {})}}}


def compare_documents(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    prose: bool = False,
) -> list[OperationDifferences]:
    """Compare two OpenAPI documents.

    Args:
        old: The document as it was.
        new: The document as it is now.
        prose: Whether titles and descriptions are compared, too.

    Returns:
        The differences, in the order of the new document's operations; removed ones come last.
    """
    rest = without_unchanged(old, new)
    # Contested facts are not enforced, so they are compared as if they were not stated.
    sides = _Side(enforced(rest.old)), _Side(enforced(rest.new))
    whole = OperationDifferences("", "", "", tuple(_whole(*sides)))

    @cache
    def sentences() -> dict[str, str]:
        sides = (enforced(side) for side in (old, new)) if rest.has_sentences else ()
        return {digest_of(text): text for side in sides for text in _sentences(side)}

    pairs = Pairs(
        *(side.canon for side in sides),
        prose=prose,
        versions=sides[0].version != sides[1].version,
        unchanged=rest.unchanged,
    )
    return [whole, *_operations(*sides, pairs, prose=prose, sentences=sentences, others=rest.left_out)]


class _Side:
    """One document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.raw = document
        self.canon = Canon(document)
        self.operations = {operation.key: operation for operation in self._operations()}
        self.version = mapping(document.get("info")).get("version")

    def _operations(self) -> Iterator[Operation]:
        for name, item in mapping(self.raw.get("webhooks")).items():
            event = mapping(mapping(self.canon.follow(item)).get("post"))
            yield Operation(EVENT, str(name), _as_reply(event, self.canon), self.canon)
        for path, raw_item in mapping(self.raw.get("paths")).items():
            item = mapping(self.canon.follow(raw_item))
            for method in (*METHODS, "query"):
                operation = item.get(method)
                if isinstance(operation, Mapping):
                    yield Operation(
                        method.upper(),
                        str(path),
                        operation,
                        self.canon,
                        [*listed(item.get("parameters")), *listed(operation.get("parameters"))],
                        operation.get("servers", item.get("servers")),
                        operation.get("security", self.raw.get("security")),
                    )

    def security_schemes(self) -> dict[str, Mapping[str, Any]]:
        schemes = mapping(mapping(self.raw.get("components")).get("securitySchemes"))
        return {name: mapping(self.canon.follow(scheme)) for name, scheme in schemes.items()}


def _whole(old: _Side, new: _Side) -> Iterator[Difference]:
    """Compare what is stated for the document as a whole."""
    if old.version != new.version:
        yield Difference("version-changed", ("info", "version"), old.version, new.version)
    yield from at(("servers",), server_differences(old.raw.get("servers"), new.raw.get("servers")))
    yield from at(("security",), security_differences(old.raw.get("security"), new.raw.get("security")))
    yield from at(("components", "securitySchemes"), _schemes(old.security_schemes(), new.security_schemes()))
    yield from reports.differences(*(mapping(side.raw.get(reports.KEY)) for side in (old, new)))
    for key in sorted({*old.raw, *new.raw} - {reports.KEY, TAG_GROUPS}):
        if key.startswith("x-") and old.raw.get(key) != new.raw.get(key):
            kind = "rate-limits-changed" if key == "x-rate-limits" else "document-extension-changed"
            yield Difference(kind, (key,), old.raw.get(key), new.raw.get(key), key)


def _schemes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    yield from added_and_removed("security-scheme", list(old), list(new))
    for name in new:
        before, after = _proof(old.get(name, {})), _proof(new[name])
        for steps in sorted({*before, *after}) if name in old else ():
            facts = before.get(steps), after.get(steps)
            if facts[0] != facts[1]:
                yield Difference("security-scheme-changed", (name, *steps), *facts, f"{name}.{steps[-1]}")


def _proof(scheme: Mapping[str, Any]) -> dict[Steps, Any]:
    """Return what a caller needs to know to authenticate, also of each flow, keyed by the steps to it."""
    found: dict[Steps, Any] = {(key,): scheme[key] for key in scheme if key not in {"description", "flows"}}
    for flow, facts in mapping(scheme.get("flows")).items():
        found |= {(flow, key): fact for key, fact in mapping(facts).items() if key != "scopes"}
    return found


def _operations(
    old: _Side,
    new: _Side,
    pairs: Pairs,
    *,
    prose: bool,
    sentences: Callable[[], Mapping[str, str]],
    others: Sequence[str],
) -> Iterator[OperationDifferences]:
    """Compare the operations of two documents, each with its counterpart in the old one.

    ``pairs`` compares their schemas; ``sentences`` gives those that the documents keep of conditions, by
    their digests; ``others`` are the paths that both documents have besides these.
    """
    before, after = old.operations, new.operations
    went = {key: operation for key, operation in before.items() if key not in after}
    came = {key: operation for key, operation in after.items() if key not in before}
    stated = stated_operations(
        {key: each.raw for key, each in went.items()}, {key: each.raw for key, each in came.items()}
    )
    moved = matched_operations(
        {key: (each.raw, each.field_names()) for key, each in went.items() if key not in stated.values()},
        {key: (each.raw, each.field_names()) for key, each in came.items() if key not in stated},
        [*(path for _, path in (*before, *after)), *others],
    )
    former = (
        {key: key for key in after if key in before} | stated | {new: old for new, (old, _) in moved.items()}
    )
    for key, operation in after.items():
        if key not in former:
            yield _of(operation, changed("operation", None, operation.title))
            continue
        was = before[former[key]]
        found = [*OperationPair(was, operation, pairs, prose, sentences).differences()]
        if key in stated:
            found += _renamed(was, operation)
        elif key in moved:
            found.append(Difference("operation-moved", (), str(was), str(operation), moved[key][1]))
        yield _of(operation, found)
    known = set(former.values())
    for key, operation in went.items():
        if key not in known:
            yield _of(operation, changed("operation", operation.title, None))


def _of(operation: Operation, found: Iterable[Difference]) -> OperationDifferences:
    return OperationDifferences(operation.method, operation.path, operation.page, tuple(found))


def _sentences(document: object) -> Iterator[str]:
    """Every sentence that a document keeps of conditions in words."""
    for each in objects_in(document):
        yield from (text for text in listed(each.get("x-rules-text")) if isinstance(text, str))


def _renamed(old: Operation, new: Operation) -> Iterator[Difference]:
    """Yield a changed address, but for the version's number, and removed fields whose place is unknown."""
    if len({_VERSION.sub("/", str(each)) for each in (old, new)}) > 1:
        yield Difference("operation-renamed", (), str(old), str(new))
    for each in map(mapping, listed(mapping(new.raw.get("x-formerly")).get("removed"))):
        side = each.get("in")
        if "within" not in each and side in {"request", "response"}:
            # The document does not state where in the request or the reply it was.
            shown = fields.outline(each.get("schema"))
            yield Difference("field-removed", (side, str(each.get("name"))), shown, None)
