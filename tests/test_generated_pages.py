"""Every operation of the committed client that takes pages or cursors is read to its end."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from about import about
from tiktok_business import Client, MockTransport, Request, items, pages
from tiktok_business._operations import OPERATIONS, REPLIES
from tiktok_business._runtime.decoding import data_of
from tiktok_business._runtime.download import named

PREFIX = "/open_api/v1.3/"
PAGES = 3


def method_of(client: Client, path: str) -> Any:
    found: Any = client
    for step in path.removeprefix(PREFIX).strip("/").split("/"):
        found = getattr(found, step, None) or getattr(found, f"{step}_")
    return found


@cache
def client() -> Client:
    return Client("t", transport=MockTransport())


def arguments(path: str) -> dict[str, bool]:
    """The arguments of an operation, each with whether it is required."""
    found = inspect.signature(method_of(client(), path)).parameters
    return {name: one.default is one.empty for name, one in found.items() if name != "options"}


LISTS = [
    (method, path, name, tuple(took for took, required in found.items() if required), "cursor" in found)
    for method, path, name, *_ in OPERATIONS
    if {"page", "page_size"} <= (found := arguments(path)).keys() or "cursor" in found
]


# Pages of these do not tell which of their fields has the entries: it depends on what is asked for, is no
# array in the page's table, or is documented beside the data.
UNTOLD = {
    "bc_asset_group_get",
    "catalog_insight_filter_get",
    "dynamic_scene_report_get",
}


def entries_of(operation: str) -> str:
    """The field of a reply's data that has the entries, as its class says; nothing where it does not."""
    hint = named({name: reply for name, reply, *_ in REPLIES}[operation], "tiktok_business")
    entries: str = getattr(data_of(hint), "__entries__", "")
    return entries


def test_nearly_every_list_tells_which_field_has_its_entries() -> None:
    assert {name for _, _, name, *_ in LISTS if not entries_of(name)} == UNTOLD


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
@pytest.mark.parametrize("kind", [int, float])
def test_every_list_is_read_to_its_end(kind: type[float]) -> None:
    for method, path, name, required, by_cursor in LISTS:
        with about(name):
            is_read_to_its_end(method, path, name, required, by_cursor=by_cursor, kind=kind)


def is_read_to_its_end(
    method: str, path: str, name: str, required: tuple[str, ...], *, by_cursor: bool, kind: type[float]
) -> None:
    entries = entries_of(name)

    def answer(request: Request) -> dict[str, Any]:
        asked = dict(parse_qsl(urlsplit(request.url).query))
        page = int(asked.get("cursor" if by_cursor else "page", 1))
        told: dict[str, Any] = {"page_info": {"page": kind(page), "total_page": kind(PAGES)}}
        if by_cursor:
            told = {"cursor": str(page + 1), "has_more": page < PAGES}
        return {entries or "list": [{"number": page}], **told}

    with Client("t", transport=MockTransport({f"{method} {path}": answer}), validate=False) as client:
        call, given = method_of(client, path), dict.fromkeys(required, "1")
        if entries:
            assert [one.extra["number"] for one in items(call, **given)] == [1, 2, 3]
        else:
            assert len(list(pages(call, **given))) == PAGES


def test_there_are_lists_of_both_kinds() -> None:
    assert {by_cursor for *_, by_cursor in LISTS} == {True, False}
    assert len(LISTS) > 40
