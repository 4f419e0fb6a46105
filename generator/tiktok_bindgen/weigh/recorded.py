"""Read recorded calls: HAR files of a browser or proxy, or a client's files of one JSON object a line."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.runtime.codec import TooDeepError, parse_json
from tiktok_bindgen.weigh.calls import Shown, parameter
from tiktok_bindgen.weigh.values import Unseen

#: The suffixes of files of recorded calls.
SUFFIXES = frozenset({".har", ".jsonl"})

# Return codes: the call succeeded, or part of it, which does not show whether its request is valid.
_SUCCESS, _PARTIAL_SUCCESS = 0, 20001
# In a client's records: the types of values that it does not disclose, and repetitions of an item.
_UNSEEN: Mapping[str, Unseen] = {f"<{kind}>": Unseen(kind) for kind in ("string", "integer", "number")}
_MORE = re.compile(r"<([0-9]{1,9}) more>")
# More items add no evidence.
_MOST_ITEMS = 1000


@frozen
class Recorded:
    """The calls of a file.

    Attributes:
        shown: Their requests and replies, without duplicates. Requests of failed calls are left out, as they
            do not show what the API accepts.
        problems: The lines that hold no call.
    """

    shown: tuple[Shown, ...]
    problems: tuple[Problem, ...] = ()


def recorded(file: Path) -> Recorded:
    """Read the calls of a file.

    Args:
        file: A HAR file (``.har``), or one with a JSON object a line (``.jsonl``): the ``method`` and the
            ``path`` of a call, its ``request`` (the body, or the query by name), its ``reply``, and what it
            is ``against``: pairs of a JSON pointer, with ``*`` for any item, and the id of a rule.

    Returns:
        The calls, without those of paths of other servers. Only the names, types and documented values in
        them are used.

    Raises:
        InputError: The file cannot be read, or holds something else.
    """
    is_har = file.suffix.lower() == ".har"
    try:
        # A line that was not completely written may end within a character.
        text = file.read_text(encoding="utf-8-sig", errors="strict" if is_har else "replace")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read: {error}") from None
    try:
        found = _of_har(file.name, text) if is_har else _of_lines(file.name, text)
    except TooDeepError as error:
        raise InputError(f"{file}: {error}") from None
    except _WRONG:
        found = Recorded(())
    if not found.shown and (is_har or found.problems):
        why = f": {found.problems[0].text}" if found.problems else ""
        raise InputError(f"{file}: contains no recorded calls{why}")
    return found


_WRONG = (ValueError, TypeError, KeyError, AttributeError)


def _of_lines(name: str, text: str) -> Recorded:
    shown: list[Shown] = []
    problems = []
    known = {""}
    for number, line in enumerate(map(str.strip, text.split("\n")), 1):
        if line in known:
            continue
        known.add(line)
        try:
            call = parse_json(line)
            decoded = {"request": _decoded(call.get("request")), "reply": _decoded(call.get("reply"))}
            shown += _shown(name, number, {**call, **decoded})
        except _WRONG as error:
            what = str(error) if isinstance(error, TooDeepError) else "no whole recorded call"
            problems.append(Problem(name, number, "call-unreadable", f"this line is {what}"))
    return Recorded(tuple(shown), tuple(problems))


def _decoded(value: object) -> object:
    """Decode a value as a client records it: undisclosed values, and repeated items."""
    if isinstance(value, dict):
        return {name: _decoded(item) for name, item in value.items()}
    if isinstance(value, list):
        items: list[object] = []
        for item in value:
            more = _MORE.fullmatch(item) if isinstance(item, str) else None
            items += items[-1:] * min(int(more[1]), _MOST_ITEMS) if more else [_decoded(item)]
        return items
    return _UNSEEN.get(value, value) if isinstance(value, str) else value


def _of_har(name: str, text: str) -> Recorded:
    shown: list[Shown] = []
    problems = []
    for number, entry in enumerate(parse_json(text)["log"]["entries"], 1):
        try:
            shown += _of_entry(name, number, entry)
        except TooDeepError as error:
            problems.append(Problem(name, number, "call-unreadable", f"this call is {error}"))
    return Recorded(tuple(shown), tuple(problems))


def _of_entry(name: str, number: int, entry: Mapping[str, Any]) -> Iterator[Shown]:
    request, response = entry["request"], entry.get("response", {})
    address = urlsplit(request["url"])
    _, root, path = address.path.partition("/open_api/")
    if not root or response.get("status", 0) >= 400:
        return
    query = {name: parameter(value) for name, value in parse_qsl(address.query, keep_blank_values=True)}
    posted = request.get("postData") or {}
    if posted.get("params"):
        # A form; its files count as strings.
        query |= {each["name"]: parameter(each.get("value", "")) for each in posted["params"]}
        posted = {}
    content = response.get("content", {})
    body = content.get("text") or "null"
    if content.get("encoding") == "base64":
        body = base64.b64decode(body).decode(errors="replace")
    yield from _shown(
        name,
        number,
        {
            "method": request["method"],
            "path": f"{root}{path}",
            "request": _json(posted["text"]) if posted.get("text") else query,
            "reply": _json(body),
            "texts": () if posted.get("text") else query,
        },
    )


def _json(text: str) -> object:
    try:
        return parse_json(text)
    except TooDeepError:
        raise
    except ValueError:
        return None


def _shown(page: str, line: int, call: Mapping[str, Any]) -> list[Shown]:
    method, path, reply = call["method"].upper(), f"{call['path'].rstrip('/')}/", call.get("reply")
    code = reply.get("code", _SUCCESS) if isinstance(reply, dict) else _SUCCESS
    against = tuple((_names(at), str(rule)) for at, rule in call.get("against", ()))
    found = []
    if isinstance(call.get("request"), dict) and code == _SUCCESS:
        texts = frozenset(call.get("texts", ()))
        request = call["request"]
        found.append(Shown(method, path, "request", request, texts, True, page, line, "", True, against))
    if isinstance(reply, dict) and code in {_SUCCESS, _PARTIAL_SUCCESS}:
        found.append(Shown(method, path, "response", reply, frozenset(), True, page, line, "", True))
    return found


def _names(pointer: str) -> tuple[str, ...]:
    """The names in a JSON pointer, without its ``*`` for items of lists."""
    return tuple(step for step in pointer.split("/") if step not in {"", "*"})
