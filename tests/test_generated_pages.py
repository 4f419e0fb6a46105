"""Every operation of the committed client that takes pages or cursors is read to its end."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tiktok_business import Client, MockTransport, Request, items
from tiktok_business._operations import OPERATIONS

PREFIX = "/open_api/v1.3/"
PAGES = 3


def method_of(client: Client, path: str) -> Any:
    found: Any = client
    for step in path.removeprefix(PREFIX).strip("/").split("/"):
        found = getattr(found, step, None) or getattr(found, f"{step}_")
    return found


def arguments(path: str) -> dict[str, bool]:
    """The arguments of an operation, each with whether it is required."""
    with Client("t", transport=MockTransport()) as client:
        found = inspect.signature(method_of(client, path)).parameters
    return {name: one.default is one.empty for name, one in found.items()}


LISTS = [
    (method, path, name, tuple(took for took, required in found.items() if required), "cursor" in found)
    for method, path, name, *_ in OPERATIONS
    if {"page", "page_size"} <= (found := arguments(path)).keys() or "cursor" in found
]


def entries_of(operation: str) -> str:
    """The field of a reply's data that has the entries, as the client's own property says."""
    reply = "".join(word.capitalize() for word in operation.split("_")) + "Response"
    found = getattr(import_module(f"tiktok_business.models.{operation}"), reply)
    return inspect.getsource(found.items.fget).partition('entries(self.data, "')[2].partition('"')[0]


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
@pytest.mark.parametrize("kind", [int, float])
@pytest.mark.parametrize(
    ("method", "path", "name", "required", "by_cursor"), LISTS, ids=[name for _, _, name, *_ in LISTS]
)
def test_a_list_is_read_to_its_end(
    method: str, path: str, name: str, required: tuple[str, ...], *, by_cursor: bool, kind: type[float]
) -> None:
    entries = entries_of(name)

    def answer(request: Request) -> dict[str, Any]:
        asked = dict(parse_qsl(urlsplit(request.url).query))
        page = int(asked.get("cursor" if by_cursor else "page", 1))
        told: dict[str, Any] = {"page_info": {"page": kind(page), "total_page": kind(PAGES)}}
        if by_cursor:
            told = {"cursor": str(page + 1), "has_more": page < PAGES}
        return {entries: [{"number": page}], **told}

    with Client("t", transport=MockTransport({f"{method} {path}": answer}), validate=False) as client:
        found = items(method_of(client, path), **dict.fromkeys(required, "1"))
        assert [one.extra for one in found] == [{"number": number + 1} for number in range(PAGES)]


def test_there_are_lists_of_both_kinds() -> None:
    assert {by_cursor for *_, by_cursor in LISTS} == {True, False}
    assert len(LISTS) > 40
