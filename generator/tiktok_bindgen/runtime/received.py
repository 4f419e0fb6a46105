"""What a request says, as a server of the API receives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from email.parser import BytesParser
from typing import Any

from .codec import TooDeepError, is_object, no_constant, parse_json


def values_of(texts: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values of a request, given those that are text, as in a URL, and the others.

    A text that is a JSON array or object is parsed.
    """
    found: dict[str, Any] = dict(texts)
    for name, text in texts.items():
        if text.startswith(("[", "{")):
            with suppress(ValueError):
                found[name] = parse_json(text)
    return {**found, **values}


def fields(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the values of a body: those of a multipart form, which are text, and those of JSON.

    Args:
        kind: The body's media type.
        body: The body.

    Raises:
        ValueError: It is neither.
    """
    if not body:
        return {}, {}
    if kind.lower().startswith("multipart/"):
        message = BytesParser().parsebytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body)
        return dict(_parts(message)), {}
    try:
        parsed = parse_json(body, parse_constant=no_constant)
    except TooDeepError as error:
        raise ValueError(f"the body is {error}") from None
    except ValueError:
        raise ValueError("the body is not JSON") from None
    if not is_object(parsed):
        raise ValueError("the body is not a JSON object")
    return {}, parsed


def _parts(message: Any) -> Iterator[tuple[str, str]]:
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        if name is not None:
            content = part.get_payload(decode=True) or b""
            # A file is represented by its name.
            yield str(name), str(part.get_filename() or content.decode("utf-8", "replace"))
