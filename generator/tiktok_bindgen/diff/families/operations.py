"""Operations and all around them: parameters' spelling, bodies, replies, servers, security."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Severity

_OPERATIONS = "Operations"
_PARAMETERS = "Parameters and bodies"
_REPLIES = "Replies"
_SERVERS = "Servers and security"


def _pair(
    name: str, area: str, what: str, severities: tuple[Severity, Severity], *, why_removed: str = ""
) -> Iterator[Kind]:
    """Kinds for a thing that is there or not, with their severities: added, removed."""
    added, removed = severities
    yield Kind(
        f"{name}-added",
        area,
        f"There is {what} more.",
        f"there is {what} more: {{new}}",
        mirror=f"{name}-removed",
        severity=added,
    )
    yield Kind(
        f"{name}-removed",
        area,
        f"There is {what} less.",
        f"there is {what} less: {{old}}",
        mirror=f"{name}-added",
        severity=removed,
        why=why_removed,
    )


KINDS = (
    Kind(
        "operation-added",
        _OPERATIONS,
        "There is one more operation.",
        "the operation is new",
        mirror="operation-removed",
        severity="safe",
    ),
    Kind(
        "operation-removed",
        _OPERATIONS,
        "An operation is no longer there.",
        "the operation is no longer there",
        mirror="operation-added",
        severity="breaking",
    ),
    Kind(
        "operation-moved",
        _OPERATIONS,
        "An operation went and another came that is so like it that it may be the same one. A guess.",
        "{old} seems to be {new} now ({note})",
        severity="breaking",
        why="The old address may no longer answer.",
    ),
    Kind(
        "operation-renamed",
        _OPERATIONS,
        "An operation has another address or method, as the documentation says.",
        "{old} is {new} now",
        severity="breaking",
        why="The old address may no longer answer.",
    ),
    Kind(
        "operation-id-changed",
        _OPERATIONS,
        "An operation has another `operationId`.",
        "the operation's id is {new} now, was {old}",
        severity="risky",
        why="Nothing on the wire; but some generators name functions by it (ours does not).",
    ),
    *_pair("tag", _OPERATIONS, "one tag", ("safe", "safe")),
    *_pair("callback", _OPERATIONS, "one call from the server", ("safe", "risky")),
    Kind(
        "callback-changed",
        _OPERATIONS,
        "What the server calls is stated in another way.",
        "what the server calls is stated in another way: {note}",
        severity="risky",
        why="Calls from the server are compared as they are written.",
    ),
    Kind(
        "path-parameter-renamed",
        _PARAMETERS,
        "A part of the path has another name.",
        "the part {old} of the path is called {new} now",
        severity="risky",
        why="Nothing on the wire; but generated functions take it by its name.",
    ),
    Kind(
        "serialization-changed",
        _PARAMETERS,
        "A parameter is written into the request in another way.",
        "`{name}` is written as {new} now, was {old}",
        request="breaking",
        response="breaking",
        why="What a server reads from the old form is something else, or nothing.",
        why_response="What a caller reads from the old form is something else, or nothing.",
    ),
    Kind(
        "body-added",
        _PARAMETERS,
        "A request may have a body now.",
        "the request may have a body now: {new}",
        mirror="body-removed",
        severity="safe",
    ),
    Kind(
        "body-removed",
        _PARAMETERS,
        "A request no longer has a body, which could be left out.",
        "the request no longer has a body, which was {old}",
        mirror="body-added",
        severity="breaking",
    ),
    Kind(
        "required-body-added",
        _PARAMETERS,
        "A request must have a body now.",
        "the request must have a body now: {new}",
        mirror="required-body-removed",
        severity="breaking",
    ),
    Kind(
        "required-body-removed",
        _PARAMETERS,
        "A request no longer has a body, which it had to have.",
        "the request no longer has a body, which was {old}",
        mirror="required-body-added",
        severity="breaking",
    ),
    Kind(
        "media-type-added",
        _PARAMETERS,
        "A body may have one more media type.",
        "the media type {new} is new for `{name}`",
        mirror="media-type-removed",
        request="safe",
        response="risky",
        why_response="A server may choose it unasked.",
    ),
    Kind(
        "media-type-removed",
        _PARAMETERS,
        "A body may have one media type less.",
        "the media type {old} is no longer there for `{name}`",
        mirror="media-type-added",
        request="breaking",
        response="breaking",
    ),
    Kind(
        "body-encoding-changed",
        _PARAMETERS,
        "The parts of a body are written in another way.",
        "the parts of `{name}` are written in another way",
        request="breaking",
        response="breaking",
    ),
    *_pair("success-status", _REPLIES, "one status of success", ("safe", "breaking")),
    *_pair("error-status", _REPLIES, "one status of failure", ("safe", "safe")),
    Kind(
        "reply-body-added",
        _REPLIES,
        "A reply has a body now.",
        "`{name}` has a body now: {new}",
        mirror="reply-body-removed",
        severity="safe",
    ),
    Kind(
        "reply-body-removed",
        _REPLIES,
        "A reply no longer has a body.",
        "`{name}` no longer has a body, which was {old}",
        mirror="reply-body-added",
        severity="breaking",
    ),
    *_pair("link", _REPLIES, "one link", ("safe", "risky")),
    Kind(
        "link-changed",
        _REPLIES,
        "A link of a reply is another.",
        "the link {note} is another",
        severity="risky",
    ),
    *_pair(
        "server",
        _SERVERS,
        "one server",
        ("safe", "breaking"),
        why_removed="Calls to it may no longer be answered.",
    ),
    Kind(
        "server-changed",
        _SERVERS,
        "What is said of a server is another.",
        "{note} is {new} now, was {old}",
        severity="risky",
    ),
    *_pair(
        "security-way",
        _SERVERS,
        "one way to prove who calls",
        ("safe", "breaking"),
        why_removed="Callers that use it are refused.",
    ),
    Kind(
        "security-added",
        _SERVERS,
        "A caller must prove who it is now.",
        "a caller must prove who it is now: {new}",
        mirror="security-removed",
        severity="breaking",
    ),
    Kind(
        "security-removed",
        _SERVERS,
        "A caller need no longer prove who it is.",
        "a caller need no longer prove who it is, was: {old}",
        mirror="security-added",
        severity="safe",
    ),
    Kind(
        "security-scheme-changed",
        _SERVERS,
        "How a caller proves who it is is another.",
        "{note} is {new} now, was {old}",
        severity="breaking",
    ),
    *_pair("security-scheme", _SERVERS, "one stated means to prove who calls", ("safe", "safe")),
    *_pair("security-scope", _SERVERS, "one stated scope", ("safe", "risky")),
    Kind(
        "version-changed",
        _OPERATIONS,
        "The version that the document states is another.",
        "the version is {new} now, was {old}",
        severity="safe",
    ),
    Kind(
        "document-extension-changed",
        _OPERATIONS,
        "A key `x-…` of the document is another.",
        "`{note}` is {new} now, was {old}",
        severity="safe",
    ),
)
