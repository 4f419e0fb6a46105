"""Every reply that the documentation shows is one that the client returns, whatever its shape.

Read from pages by simple means: a call in a code block, and the replies in the blocks after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from example_values import OPEN, reply
from pages import PORTAL, needs_portal
from tiktok_business import errors
from tiktok_business._operations import OPERATIONS, REPLIES
from tiktok_business._runtime import download
from tiktok_business._runtime.core import Core
from tiktok_business._runtime.errors import Mismatch
from tiktok_business._runtime.model import Envelope
from tiktok_business._runtime.operation import Operation
from tiktok_business._runtime.raw_response import RawResponse
from tiktok_business._runtime.transport import Request, Timeout

pytestmark = [needs_portal, pytest.mark.slow]
_BLOCK = re.compile(r"^\W*\(code[^)\n]*\)(.*?)\(/code\)", re.DOTALL | re.MULTILINE)
_CALL = re.compile(r"open_api/v1\.3/([a-z0-9_/]+?)/?(?=[?'\"\s\\]|$)")
_METHOD = re.compile(r"\b(GET|POST)\b")


class Canned:
    """A transport that has one reply."""

    def __init__(self, body: bytes) -> None:
        self._raw = RawResponse(200, {}, body)

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        del request, timeout
        return self._raw

    def close(self) -> None:
        pass


@cache
def shown() -> tuple[tuple[str, str, Any], ...]:
    """The page, the operation's name and the value of each reply with a return code."""
    return tuple(_shown())


def _shown() -> Iterator[tuple[str, str, Any]]:
    known = {(row[0], row[1].strip("/")): row[2] for row in OPERATIONS}
    for page in sorted((PORTAL / "2026-05").rglob("*.md")):
        called = ""
        for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
            if call := _CALL.search(block):
                method = _METHOD.search(block)
                verb = method[1] if method else "POST" if "-d" in block else "GET"
                called = known.get((verb, f"open_api/v1.3/{call[1]}"), "")
            elif called and isinstance(value := reply(block), dict) and type(value.get("code")) is int:
                yield page.relative_to(PORTAL).as_posix(), called, value


def test_every_reply_that_a_page_shows_is_returned() -> None:
    assert len(shown()) > 300
    assert len({name for _, name, _ in shown()}) > 150
    failures = 0
    for page, name, value in shown():
        try:
            result = returned(name, value)
        except errors.ApiError:
            assert value["code"] not in (0, 20001), page
            failures += 1
        else:
            assert repr(result)
            again = json.loads(json.dumps(result.to_json()))
            assert returned(name, again).to_json() == result.to_json()
    assert failures < 10


def test_what_a_page_shows_otherwise_than_it_documents_is_told() -> None:
    found = {
        (name, re.sub(r"/\d+", "/N", one.pointer), one.expected)
        for _, name, value in shown()
        if value["code"] == 0
        for one in unread(returned(name, value))
        # What is to be filled in may be of any type.
        if OPEN not in one.got and "{{" not in one.got
    }
    # A type that no example has gave way to theirs.
    assert "/data/placement_type" not in {pointer for _, pointer, _ in found}
    assert ("creative_asset_share", "/data/failed_infos/×××××××××××××××", "object") in found
    assert len(found) < 5


def unread(result: Any) -> list[Mismatch]:
    """What cannot be read as documented; a reply whose envelope no page has cannot tell."""
    return [found for found in result.mismatches if found.unread] if isinstance(result, Envelope) else []


def returned(name: str, value: dict[str, Any]) -> Any:
    hint = download.named({name: reply for name, reply, *_ in REPLIES}[name], "tiktok_business")
    transport = Canned(json.dumps(value).encode())
    core = Core(base_url="https://garden.example", transport=transport, retries=0)
    return core.call(Operation("GET", f"/{name}/", name), reply=hint)
