"""What a request says, as a server of the API receives it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from email.parser import BytesParser
from typing import Any, NamedTuple

from .codec import TooDeepError, is_object, no_constant, parse_json


def values_of(texts: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values of a request; a text, as in a URL, that is a JSON array or object is parsed."""
    found: dict[str, Any] = dict(texts)
    for name, text in texts.items():
        if text.startswith(("[", "{")):
            with suppress(ValueError):
                found[name] = parse_json(text)
    return {**found, **values}


class Received(NamedTuple):
    """The values of a body."""

    texts: Mapping[str, str] = {}  # those of a form, which are text; a file is represented by its name
    values: Mapping[str, Any] = {}  # those of JSON
    sizes: Mapping[str, int] = {}  # the sizes of a form's files in bytes, by field


def fields(kind: str, body: bytes, rest: int = 0) -> Received:
    """Return the values of a body, a form or JSON, of which a number of bytes may be left out."""
    if not body:
        return Received()
    if kind.lower().startswith("multipart/"):
        return _form(kind, body, rest)
    try:
        parsed = parse_json(body, parse_constant=no_constant)
    except TooDeepError as error:
        raise ValueError(f"the body is {error}") from None
    except ValueError:
        raise ValueError("the body is not JSON") from None
    if not is_object(parsed):
        raise ValueError("the body is not a JSON object")
    return Received(values=parsed)


def _form(kind: str, body: bytes, rest: int) -> Received:
    message = BytesParser().parsebytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body)
    # What ends a form: its boundary between two hyphens and line breaks each.
    rest -= len(message.get_boundary("")) + 8 if rest else 0
    texts, sizes, last = dict[str, str](), dict[str, int](), ""
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        if name is None:
            continue
        payload: Any = part.get_payload(decode=True) or b""
        filename = part.get_filename()
        texts[str(name)] = str(filename or payload.decode("utf-8", "replace"))
        if filename is not None:
            last = str(name)
            sizes[last] = len(payload)
    if rest and last:
        sizes[last] += rest
    return Received(texts, {}, sizes)
