"""Iterating over the pages of a list."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tiktok_bindgen.generate.runtime.paging import pages


def replies(*data: Any) -> tuple[Any, list[dict[str, Any]]]:
    """A method that gives these data one after the other, and the list of what it was called with."""
    calls: list[dict[str, Any]] = []

    def method(**arguments: Any) -> SimpleNamespace:
        calls.append(arguments)
        return SimpleNamespace(data=data[len(calls) - 1])

    return method, calls


def numbered(page: int, total: int) -> SimpleNamespace:
    return SimpleNamespace(page_info=SimpleNamespace(page=page, total_page=total))


def test_numbered_pages_are_followed_to_the_last() -> None:
    method, calls = replies(numbered(1, 3), numbered(2, 3), numbered(3, 3))
    assert len(list(pages(method, gardener_id="1"))) == 3
    assert calls == [
        {"gardener_id": "1"},
        {"gardener_id": "1", "page": 2},
        {"gardener_id": "1", "page": 3},
    ]


def test_pages_start_where_asked() -> None:
    method, calls = replies(numbered(2, 3), numbered(3, 3))
    assert len(list(pages(method, page=2))) == 2
    assert [call["page"] for call in calls] == [2, 3]


def test_numbers_may_stand_in_the_data_itself_and_data_may_be_a_plain_object() -> None:
    method, _ = replies({"page": 1, "total_page": 2}, {"page": 2, "total_page": 2})
    assert len(list(pages(method))) == 2


def test_cursors_are_followed_as_long_as_there_is_more() -> None:
    data = [
        {"cursor": 20, "has_more": True},
        {"page_info": {"cursor": "40", "has_more": True}},
        {"cursor": "60", "has_more": False},
    ]
    method, calls = replies(*data)
    assert len(list(pages(method))) == 3
    assert calls == [{}, {"cursor": 20}, {"cursor": "40"}]


@pytest.mark.parametrize(
    "data",
    [
        {},
        None,
        [],
        "x",
        {"page_info": {}},
        {"page_info": {"page": 1}},
        {"page_info": {"page": 1, "total_page": 0}},
        {"page_info": {"page": "1", "total_page": "2"}},
        {"has_more": True},
        {"has_more": True, "cursor": ""},
    ],
    ids=repr,
)
def test_a_reply_without_a_next_page_is_the_only_one(data: Any) -> None:
    method, _ = replies(data)
    assert len(list(pages(method))) == 1


def test_a_server_that_turns_in_circles_is_left() -> None:
    method, calls = replies(*[{"cursor": "a", "has_more": True}] * 5)
    assert len(list(pages(method))) == 2
    method, calls = replies(numbered(1, 9), numbered(1, 9), numbered(1, 9))
    assert len(list(pages(method))) == 2
    assert calls == [{}, {"page": 2}]


def test_pages_are_fetched_one_at_a_time() -> None:
    method, calls = replies(numbered(1, 2), numbered(2, 2))
    iterator = pages(method)
    assert calls == []
    next(iterator)
    assert len(calls) == 1
