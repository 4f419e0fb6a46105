"""Build what is sent for a call: its query, body and headers, checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .check import Check, Violation, child, is_id_as_number, steps_of, value_at, without_doubtful
from .codec import is_array, is_object
from .encode import body_bytes, payload, query_string, refuse_zones, scalar_text, valid_text, written
from .errors import InvalidRequest
from .given import must_have_names, of_kind
from .operation import Operation, new_key

if TYPE_CHECKING:
    from .files import FileLike, Part
    from .interrupts import Waiting


class Built:
    """What is sent for a call. It is no tuple, and has no `repr`, that would show it."""

    __slots__ = ("body", "headers", "query", "values")

    def __init__(self, query: str, body: Any, headers: dict[str, str], values: tuple[Any, ...]) -> None:
        self.query = query
        self.body = body
        self.headers = headers
        self.values = values


class Extra(NamedTuple):
    """Values that a caller adds to a call, unchecked, such as fields that are not documented yet."""

    headers: Mapping[str, object] | None = None
    query: Mapping[str, object] | None = None
    body: Mapping[str, object] | None = None


NOTHING = Extra()


def build_request(
    operation: Operation,
    query: Mapping[str, object] | None,
    body: Mapping[str, object] | None,  # JSON, or multipart if ``files`` is given, even if it is empty
    files: Mapping[str, FileLike | None] | None,
    headers: Mapping[str, object] | None,
    *,
    waiting: Waiting | None = None,  # ends the waits for files, if there are any
    token: str = "",  # the name of the header in which the client sends its token, if it has one
    check: Check | None = None,
    extra: Extra = NOTHING,  # further values, which are not checked
) -> Built:
    """Check the values of a call, and encode them. Values that are ``None`` are not sent."""
    given = (query, body, headers, extra)
    if operation.zones:
        refuse_zones(operation.zones, {**(query or {}), **(body or {})})
    in_query = payload(query) if query else {}
    in_body = payload(body) if body else {}
    in_headers = payload(headers) if headers else {}
    if operation.formats:
        in_query, in_body = written(operation.formats, in_query), written(operation.formats, in_body)
    parts: dict[str, Part] = {}
    if files:
        from .files import file_parts, md5

        parts = file_parts(files, waiting)
        for name, file in (operation.signatures or {}).items():
            if name not in in_body and file in parts:
                in_body[name] = md5(file, parts[file])
    if check is not None:
        # Most requests have only a body.
        whole = {**in_query, **in_body, **{name: name for name in parts}} if in_query or parts else in_body
        wrong, ids = verdict(whole, check, operation.signatures)
        if wrong:
            raise InvalidRequest(wrong)
        if ids:
            in_query, in_body = with_text(in_query, ids), with_text(in_body, ids)
    if extra is not NOTHING:
        in_query = _with(in_query, extra.query, "extra_query")
        in_body = _with(in_body, extra.body, "extra_body")
        in_headers = _with(in_headers, extra.headers, "extra_headers")
        body = in_body if extra.body else body
    sent: dict[str, str] = {}
    if in_headers:
        own = () if body is None and files is None else ("content-type",)
        sent = _sent_headers(in_headers, (token.lower(), *own))
    content: Any = None
    if files is not None:
        from .files import multipart

        content = multipart(in_body, parts)
        sent["Content-Type"] = content.content_type
        sent["Content-Length"] = str(content.length)
    elif body is not None:
        content = body_bytes(in_body)
        sent["Content-Type"] = "application/json"
    # Those that were given, too: of these some may be hidden.
    values = (in_query, in_body, in_headers, given)
    return Built(query_string(in_query) if in_query else "", content, sent, values)


class Verdict(NamedTuple):
    """What a check says of a request."""

    wrong: Sequence[Violation] = ()  # the violations for which it is refused
    ids: Sequence[Violation] = ()  # mended by the client: ids given as numbers are sent as text


def verdict(values: Any, check: Check, signatures: Mapping[str, str] | None = None) -> Verdict:
    """Check the values of a request; without a file, its signature is not missing."""
    found = check(values)
    if not found:
        return _VALID
    if ids := [violation for violation in found if is_id_as_number(violation)]:
        # As text, too, they may be wrong.
        found = check(with_text(values, ids))
    if signatures:
        # With the file that is missing comes its signature.
        wanted = {violation.pointer for violation in found}
        computed = {child("", name) for name, file in signatures.items() if child("", file) in wanted}
        found = [violation for violation in found if violation.pointer not in computed]
    return Verdict(without_doubtful(found), ids)


_VALID = Verdict()


def as_sent(operation: Operation, given: Mapping[str, Any], check: Check) -> dict[str, Any]:
    """Return the values of a request as the client sends them; a file is represented by its name."""
    values = handled(operation, payload(given))
    wrong, ids = verdict(values, check, operation.signatures)
    if wrong:
        raise InvalidRequest(wrong)
    if ids:
        values = with_text(values, ids)
    body_bytes(values)
    return values


def converted(operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a request that was checked elsewhere, as the client sends them."""

    def ids(values: dict[str, Any]) -> list[Violation]:
        found = [] if operation.check is None else operation.check(values)
        return [violation for violation in found if is_id_as_number(violation)]

    return as_sent(operation, given, ids)


def handled(operation: Operation, values: dict[str, Any]) -> dict[str, Any]:
    """Return the plain values of a request with what the client adds, and with dates as it writes them."""
    if operation.formats:
        values = written(operation.formats, values)
    if not (operation.key or operation.signatures):
        return values
    added = {name: _NO_SIGNATURE for name, file in (operation.signatures or {}).items() if file in values}
    if operation.key:
        added[operation.key] = new_key()
    return {**values, **{name: value for name, value in added.items() if name not in values}}


# Of a file of which only the name is known.
_NO_SIGNATURE = "0" * 32


def undocumented(method: str, path: str, **given: Mapping[str, object] | None) -> Operation:
    """Return an operation that need not be documented, after a look at what is given for it."""
    for name, values in given.items():
        if values is not None:
            must_have_names(name, values)
    of_kind("the path", path, "text", str)
    return Operation(of_kind("the method", method, "text", str).upper(), path, "")


def _with(values: dict[str, Any], extra: Mapping[str, object] | None, name: str) -> dict[str, Any]:
    if extra is None:
        return values
    must_have_names(name, extra)
    return {**{name: value for name, value in values.items() if name not in extra}, **payload(extra)}


def with_text(values: dict[str, Any], ids: Iterable[Violation]) -> dict[str, Any]:
    """Return a copy of named values in which ids that are given as numbers are text."""
    from copy import deepcopy

    values = deepcopy(values)
    for each in ids:
        *above, last = steps_of(each.pointer)
        holder = value_at(values, above)
        if is_array(holder):
            holder[int(last)] = each.instead
        elif is_object(holder) and last in holder:
            holder[last] = each.instead
    return values


def _sent_headers(headers: Mapping[str, Any], own: Collection[str]) -> dict[str, str]:
    sent: dict[str, str] = {}
    violations: list[Violation] = []
    for name, value in headers.items():
        text = valid_text(value, child("", name), scalar_text)
        lowered = name.lower()
        if not text.isascii() or not (text.isprintable() and name.isascii() and name.isprintable()):
            violations.append(Violation(child("", name), "type", "must be printable ASCII text"))
        elif lowered in _FRAMING or lowered in own:
            violations.append(Violation(child("", name), "type", "is a header that the client sends itself"))
        else:
            # The client's own spelling, so that the value replaces the client's and is not sent besides it.
            sent[_SPELLED.get(lowered, name)] = text
    if violations:
        raise InvalidRequest(violations)
    return sent


# Headers that determine where a request ends; a caller must not set them.
_FRAMING = frozenset({"connection", "content-length", "host", "transfer-encoding"})
_SPELLED = {name.lower(): name for name in ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")}
