"""Parse a call's reply from bytes to JSON, or raise the error that it reports."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, TypeVar, cast

from .codec import DEEPEST, TooDeepError, is_object, one_line, parse_json, refuse_deep, whole
from .errors import (
    PARTIAL_SUCCESS,
    SUCCESS,
    ApiError,
    AuthError,
    EnvelopeError,
    HttpError,
    MalformedReplyError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    family_of,
)
from .raw_response import RawResponse

T = TypeVar("T")

Parse = Callable[[RawResponse, str], Any]


def parse_of(*, files: tuple[str, ...], envelope: bool) -> Parse:
    """Return the function that parses an operation's replies, whose media types are given for files."""
    if not files:
        return parse_any if envelope else _bare
    from .download import is_file

    return lambda raw, label: {"code": SUCCESS} if is_file(raw, files) else parse_any(raw, label)


def parse_any(raw: RawResponse, operation: str) -> dict[str, Any]:
    """Parse a reply in the documented envelope, or raise what it reports."""
    parsed = _json(raw, operation)
    code = whole(parsed.get("code")) if is_object(parsed) else None
    if code is None:
        if raw.status >= 300:
            raise _http_error(raw, operation)
        parsed = _complete(parsed, raw, operation)
        what = "a JSON object without a return code" if is_object(parsed) else "not a JSON object"
        raise EnvelopeError(f"{operation}: the reply is {what}", operation=operation, **evidence_of(raw))
    envelope = cast("dict[str, Any]", parsed)
    # The documentation gives return codes precedence over HTTP statuses.
    if code in (SUCCESS, PARTIAL_SUCCESS):
        return _complete(envelope, raw, operation)
    family = family_of(code)
    if family is ApiError and raw.status == 429:
        family = RateLimitError
    raise family(
        code,
        _text(envelope.get("message")),
        _text(envelope.get("request_id")),
        data=envelope.get("data"),
        http_status=raw.status,
        headers=raw.headers,
        operation=operation,
        retry_after=_retry_after(raw),
    )


def _bare(raw: RawResponse, operation: str) -> Any:
    if raw.status >= 300:
        raise _http_error(raw, operation)
    return _complete(_json(raw, operation), raw, operation)


def _json(raw: RawResponse, operation: str) -> Any:
    """Parse a reply; if it is nested too deeply, the result is its `_Outline`."""
    parsed: Any
    try:
        parsed = _parse(raw.body)
    except TooDeepError:
        parsed = _outline(raw.body)
    except ValueError:
        parsed = _NOT_JSON
    if raw.status >= 300 and not is_object(parsed):
        raise _http_error(raw, operation)
    if parsed is _NOT_JSON:
        kind = raw.headers.get("content-type", "")
        what = "is empty" if not raw.body.strip() else "is not JSON"
        what += f" ({one_line(kind, 80)})" if kind else ""
        why = f"{operation}: HTTP {raw.status}, but the body {what}"
        raise MalformedReplyError(why, operation=operation, **evidence_of(raw))
    return parsed


class _Outline(dict[str, Any]):
    """A reply that is nested too deeply: its outermost fields, with ``None`` for objects and arrays."""


def _outline(body: bytes) -> _Outline:
    kept: list[bytes] = []
    depth = start = 0
    for found in _BRACKET.finditer(body):
        mark = found[0]
        if mark in (b"{", b"["):
            depth += 1
            if depth == 2:
                kept += (body[start : found.start()], b"null")
        elif mark in (b"}", b"]"):
            depth -= 1
            if depth == 1:
                start = found.end()
    try:
        outline = _parse(b"".join((*kept, body[start:])))
    except ValueError:
        outline = None
    return _Outline(outline if is_object(outline) else {})


# A bracket, or a whole string, which may contain some. No part of it is read twice, however it ends.
_BRACKET = re.compile(rb'[][{}]|"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)


def _complete(parsed: T, raw: RawResponse, operation: str) -> T:
    if isinstance(parsed, _Outline):
        why = f"{operation}: the reply is {TooDeepError()}"
        raise MalformedReplyError(why, operation=operation, **evidence_of(raw))
    return parsed


def _http_error(raw: RawResponse, operation: str) -> ApiError | HttpError:
    family = _STATUSES.get(raw.status)
    if family is not None:
        return family(
            raw.status,
            f"HTTP {raw.status}, without the documented envelope",
            http_status=raw.status,
            headers=raw.headers,
            operation=operation,
            retry_after=_retry_after(raw),
        )
    # A query may hold a credential.
    leads = raw.headers.get("location", "").partition("?")[0] if raw.status < 400 else ""
    redirect = f"; the redirect to {one_line(leads, 200)} is not followed" if leads else ""
    return HttpError(
        f"{operation}: HTTP {raw.status}{redirect}",
        operation=operation,
        retry_after=_retry_after(raw),
        **evidence_of(raw),
    )


# Statuses that have a meaning without an envelope: a gateway in front of the service sends them, too.
_STATUSES: dict[int, type[ApiError]] = {
    401: AuthError,
    403: PermissionDeniedError,
    429: RateLimitError,
    503: ServerError,
}


def evidence_of(raw: RawResponse) -> dict[str, Any]:
    """Return the facts of a reply that an error keeps."""
    return {"http_status": raw.status, "headers": raw.headers, "body": raw.body}


_NOT_JSON = object()


def _parse(body: bytes) -> Any:
    try:
        parsed = _parser()(body)
    except Exception:  # noqa: BLE001 - msgspec's errors are no ValueErrors before its version 0.21
        # The parser may be stricter than the standard library, which gets a second chance.
        return parse_json(body)
    # A shorter one has not enough brackets.
    if len(body) > DEEPEST:
        refuse_deep(parsed)
    return parsed


@cache
def _parser() -> Callable[[bytes], Any]:
    try:
        return cast("Callable[[bytes], Any]", import_module("msgspec.json").Decoder().decode)
    except ImportError:
        return _standard_parser()


def _standard_parser() -> Callable[[bytes], Any]:
    import json

    decode = json.JSONDecoder().raw_decode

    def parse(body: bytes) -> Any:
        # As `json.loads` does, but without guessing the encoding.
        text = str(body, "utf-8").strip(" \t\n\r")
        parsed, end = decode(text)
        if end != len(text):
            raise ValueError("extra data after the value")
        return parsed

    return parse


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else one_line(str(value))


_SECONDS = re.compile(r"[0-9]+(\.[0-9]*)?", re.ASCII)


def _retry_after(raw: RawResponse) -> float | None:
    value = raw.headers.get("retry-after", "").strip()
    if not value:
        return None
    if _SECONDS.fullmatch(value):
        return float(value[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
