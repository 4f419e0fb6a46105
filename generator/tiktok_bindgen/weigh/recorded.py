"""Calls that were recorded: by a browser or a proxy, as HAR, or one a line, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from tiktok_bindgen.problem import InputError
from tiktok_bindgen.weigh.calls import Shown, parameter

#: What the files of recorded calls end in.
SUFFIXES = frozenset({".har", ".jsonl"})


def recorded(file: Path) -> tuple[Shown, ...]:
    """Read the calls of a file, and what came of them.

    Args:
        file: A HAR file (``.har``), or one with a JSON object a line (``.jsonl``): the ``method`` and the
            ``path`` of a call, its ``request`` (the body, or the query by name), and its ``reply``.

    Returns:
        Requests and replies; calls of other servers' paths are left out. Only the names, types and documented
        values of what they hold are looked at.

    Raises:
        InputError: The file cannot be read, or holds something else.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read: {error}") from None
    try:
        read = _of_har(json.loads(text)) if file.suffix.lower() == ".har" else _of_lines(text)
        return tuple(each for number, call in read for each in _shown(file.name, number, call))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(f"{file}: holds no recorded calls") from None


def _of_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            call = json.loads(line)
            yield number, {"request": call.get("request"), "reply": call.get("reply"), **call}


def _of_har(har: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, entry in enumerate(har["log"]["entries"], 1):
        request, content = entry["request"], entry.get("response", {}).get("content", {})
        address = urlsplit(request["url"])
        if "/open_api/" not in address.path:
            continue
        query = {name: parameter(value) for name, value in parse_qsl(address.query, keep_blank_values=True)}
        posted = (request.get("postData") or {}).get("text")
        yield (
            number,
            {
                "method": request["method"],
                "path": address.path,
                "request": _json(posted) if posted else query,
                "reply": _json(content.get("text")),
                "texts": () if posted else query,
            },
        )


def _json(text: str | None) -> object:
    try:
        return json.loads(text or "null")
    except ValueError:
        return None


def _shown(page: str, line: int, call: Mapping[str, Any]) -> Iterator[Shown]:
    path = call["path"].rstrip("/") + "/"
    texts: Iterable[str] = call.get("texts", ())
    sides: tuple[Literal["request", "response"], ...] = ("request", "response")
    for side, value in zip(sides, (call["request"], call["reply"]), strict=True):
        if isinstance(value, dict):
            yield Shown(call["method"], path, side, value, frozenset(texts), True, page, line, "")
