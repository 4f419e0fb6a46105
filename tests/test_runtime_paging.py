"""Iterating over the pages of a list."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from tiktok_bindgen.runtime.paging import items, keywords, pages
from tiktok_bindgen.runtime.raw_response import RawResponse


def replies(*data: Any) -> tuple[Any, list[dict[str, Any]]]:
    """A method that gives these data one after the other, and the list of what it was called with."""
    calls: list[dict[str, Any]] = []

    def method(**arguments: Any) -> Any:
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
        {"page_info": {"page": True, "total_page": "many"}},
        {"page_info": {"page": 1, "total_page": float("nan")}},
        {"has_more": True},
        {"has_more": True, "cursor": ""},
    ],
    ids=repr,
)
def test_a_reply_without_a_next_page_is_the_only_one(data: Any) -> None:
    method, _ = replies(data)
    assert len(list(pages(method))) == 1


def listed(*entries: str, **data: Any) -> SimpleNamespace:
    """A reply whose entries are known."""
    return SimpleNamespace(data=data, items=list(entries))


def by_page(*replies: Any) -> tuple[Callable[..., Any], list[Any]]:
    """A method that takes pages, of which the last one is given for ever, and the list of pages asked for."""
    asked: list[Any] = []

    def method(*, page: int | None = None, page_size: int | None = None) -> Any:
        del page_size
        asked.append(page)
        return replies[min(len(asked), len(replies)) - 1]

    return method, asked


def by_cursor(*replies: Any) -> tuple[Callable[..., Any], list[Any]]:
    asked: list[Any] = []

    def method(*, cursor: object = None) -> Any:
        asked.append(cursor)
        return replies[min(len(asked), len(replies)) - 1]

    return method, asked


# Replies that tell less than is documented, or something else


def test_pages_that_nobody_counts_end_with_an_empty_one() -> None:
    method, asked = by_page(listed("a", "b"), listed("c"), listed())
    assert [reply.items for reply in pages(method)] == [["a", "b"], ["c"], []]
    assert asked == [None, 2, 3]


@pytest.mark.parametrize(
    ("info", "given"), [({}, {"page_size": 2}), ({"page_info": {"page_size": 2}}, {"page_size": 1000})]
)
def test_pages_that_nobody_counts_end_with_a_short_one(info: dict[str, Any], given: dict[str, Any]) -> None:
    method, asked = by_page(listed("a", "b", **info), listed("c", **info))
    assert len(list(pages(method, **given))) == 2
    assert asked == [None, 2]


def test_a_server_that_gives_the_same_page_whatever_is_asked_is_left() -> None:
    method, asked = by_page(listed("a"))
    assert len(list(pages(method, page=4))) == 1
    assert asked == [4, 5]


def test_a_server_that_turns_through_the_same_pages_is_left() -> None:
    turns = [listed("a"), listed("b")] * 4
    method, asked = by_page(*turns)
    assert [reply.items for reply in pages(method)] == [["a"], ["b"]]
    assert asked == [None, 2, 3]


def test_a_number_that_json_has_not_ends_no_iteration() -> None:
    method, _ = replies({"list": [{"size": float("nan")}], "page": 1, "total_page": 1})
    assert len(list(pages(method))) == 1


def test_pages_are_counted_by_their_entries_where_only_those_are_told() -> None:
    info = {"total_number": 5, "page_size": 2}
    method, asked = by_page(*(listed(name, "b", page_info=info) for name in "acd"))
    assert len(list(pages(method))) == 3
    assert asked == [None, 2, 3]


@pytest.mark.parametrize(("first", "last"), [("1", "2"), (1.0, 2.0)])
def test_numbers_of_every_kind_are_numbers(first: object, last: object) -> None:
    method, asked = by_page(
        listed("a", page_info={"page": first, "total_page": last}), listed("b", page_info={})
    )
    assert len(list(pages(method, page_size=9))) == 2
    assert asked == [None, 2]


def test_pages_are_counted_by_what_the_documentation_of_a_reply_leaves_out() -> None:
    told = [SimpleNamespace(extra={"page_info": {"page": number, "total_page": 2}}) for number in (1, 2)]
    method, asked = by_page(
        *(SimpleNamespace(data=data, items=[name]) for data, name in zip(told, "ab", strict=True))
    )
    assert len(list(pages(method))) == 2
    assert asked == [None, 2]


@pytest.mark.parametrize(
    "more",
    [
        {"page_info": {"page": 2, "total_page": 10**9}},
        {"page_info": {"total_number": 10**9, "page_size": 1}},
        {"cursor": "2", "has_more": True},
        {"cursor": "2"},
        {},
    ],
    ids=repr,
)
def test_a_page_without_entries_is_the_last_whatever_it_claims(more: dict[str, Any]) -> None:
    first = {"page_info": {"page": 1, "total_page": 10**9}, "cursor": "1", "has_more": True}
    calls: list[dict[str, Any]] = []

    def method(*, page: int | None = None, cursor: str | None = None) -> Any:
        calls.append({"page": page, "cursor": cursor})
        return listed("a", **first) if len(calls) == 1 else listed(**more)

    assert [reply.items for reply in pages(method)] == [["a"], []]
    assert len(calls) == 2


def test_a_number_of_pages_that_grows_for_ever_comes_to_an_end() -> None:
    def method(*, page: int = 1) -> Any:
        return listed("a" if page < 4 else "b", page_info={"page": page, "total_page": page + 1})

    assert [reply.data["page_info"]["page"] for reply in pages(method)] == [1]
    assert list(items(method)) == ["a"]


@pytest.mark.parametrize(
    "more",
    [{"page_info": {"total_page": 10**9}}, {"has_more": True}, {}],
    ids=["numbers", "cursors", "neither"],
)
def test_a_page_that_was_there_before_is_the_end_and_not_given_again(
    more: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def method(*, page: int | None = None, cursor: int | None = None) -> Any:
        del page, cursor
        calls.append(len(calls))
        cursors = {"cursor": len(calls)} if "has_more" in more else {}
        return listed("ab"[len(calls) % 2], **more, **cursors)

    assert list(items(method)) == ["b", "a"]
    assert len(calls) == 3
    assert "the server repeated a page" in caplog.text


def test_a_cursor_that_the_caller_began_with_is_not_asked_for_again() -> None:
    method, asked = by_cursor(*(listed(name, cursor="7", has_more=True) for name in "ab"))
    assert list(items(method, cursor="7")) == ["a"]
    assert asked == ["7"]


def test_raw_replies_end_as_others_do() -> None:
    def body(*entries: str) -> RawResponse:
        data = {"list": entries, "page_info": {"total_page": 10**9}}
        return RawResponse(200, {}, json.dumps({"code": 0, "data": data}).encode())

    method, asked = by_page(body("a"), body("b"), body())
    assert len(list(pages(method))) == 3
    method, asked = by_page(body("a"), body("b"), body("a"))
    assert len(list(pages(method))) == 2
    assert asked == [None, 2, 3]


@pytest.mark.parametrize(
    ("limit", "given", "asked"), [(0, 0, 0), (1, 1, 1), (2, 2, 1), (3, 3, 2), (None, 6, 3)]
)
def test_no_more_entries_are_given_nor_pages_asked_for_than_a_limit(
    limit: int | None, given: int, asked: int
) -> None:
    method, calls = by_page(
        *(listed(f"{page}a", f"{page}b", page_info={"page": page, "total_page": 3}) for page in (1, 2, 3))
    )
    assert len(list(items(method, limit=limit))) == given
    assert len(calls) == asked


def test_no_more_pages_are_asked_for_than_a_limit() -> None:
    def method(*, page: int = 1) -> Any:
        return listed(str(page), page_info={"page": page, "total_page": 10**9})

    assert len(list(pages(method, limit=5))) == 5
    assert list(items(method, limit=5)) == ["1", "2", "3", "4", "5"]
    with pytest.raises(ValueError, match="limit must be at least 0, not -1"):
        list(pages(method, limit=-1))


def test_an_operation_that_has_an_argument_of_that_name_gets_it() -> None:
    asked: list[int | None] = []

    def method(*, limit: int | None = None) -> Any:
        asked.append(limit)
        return listed("a", "b")

    assert list(items(method, limit=1)) == ["a", "b"]
    assert asked == [1]


def test_more_pages_that_cannot_be_asked_for_are_an_error_and_no_silence() -> None:
    def method(*, name: str | None = None) -> Any:
        del name
        return listed("a", page_info={"page": 1, "total_page": 2})

    found = pages(method)
    assert next(found).items == ["a"]
    with pytest.raises(LookupError, match="no argument `page`"):
        next(found)


def test_a_cursor_without_a_word_of_more_is_followed_until_it_stays_or_nothing_comes() -> None:
    method, asked = by_cursor(listed("a", cursor="1"), listed("b", cursor="2"), listed(cursor="3"))
    assert len(list(pages(method))) == 3
    assert asked == [None, "1", "2"]
    method, asked = by_cursor(listed("a", cursor="1"), listed("b", cursor="1"))
    assert len(list(pages(method))) == 2
    assert asked == [None, "1"]


def test_two_cursors_that_take_turns_are_left() -> None:
    turns = [listed(str(number), cursor=str(number % 2), has_more=True) for number in range(9)]
    method, asked = by_cursor(*turns)
    assert len(list(pages(method))) == 3
    assert asked == [None, "0", "1"]


def test_replies_that_are_left_as_they_are_have_pages_too() -> None:
    bodies = [
        json.dumps({"code": 0, "data": {"page_info": {"page": number, "total_page": 2}}}).encode()
        for number in (1, 2)
    ]
    method, asked = by_page(*(RawResponse(200, {}, body) for body in bodies))
    assert [reply.body for reply in pages(method)] == bodies
    assert asked == [None, 2]
    method, _ = by_page(RawResponse(502, {}, b"<html>"))
    assert len(list(pages(method))) == 1


def test_a_method_with_arguments_filled_in_is_known_by_what_it_takes() -> None:
    method, asked = by_page(listed("a"), listed())
    assert len(list(pages(partial(method, page_size=None)))) == 2
    assert asked == [None, 2]


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


# What a method takes


class Called:
    def __call__(self, *, page: int) -> int:
        return page


def given(*, page: int, name: str = "") -> str:
    return f"{page}{name}"


def anything(**arguments: object) -> object:
    return arguments


@pytest.mark.parametrize(
    ("call", "names"),
    [
        pytest.param(given, {"page", "name"}, id="function"),
        pytest.param(Called(), {"page"}, id="callable object"),
        pytest.param(Called().__call__, {"page"}, id="bound method"),
        pytest.param(functools.partial(given, page=1), {"page", "name"}, id="partial"),
        pytest.param(anything, None, id="function of anything"),
        pytest.param(print, {"sep", "end", "file", "flush"}, id="built-in function"),
        pytest.param(min, None, id="built-in function that tells no arguments"),
        pytest.param(Called, set(), id="class"),
        pytest.param(3, None, id="number"),
    ],
)
def test_the_arguments_of_a_method_are_known_where_they_can_be(call: object, names: set[str] | None) -> None:
    assert keywords(call) == names


@pytest.mark.parametrize("every", [items, pages])
def test_what_is_iterated_is_the_method_and_not_what_it_gave(every: Any) -> None:
    with pytest.raises(TypeError, match=r"expected a method and its arguments, .* not SimpleNamespace"):
        list(every(numbered(1, 1)))


@pytest.mark.parametrize("reply", [3, {"list": []}, None], ids=repr)
def test_a_method_that_returns_no_page_is_told(reply: Any) -> None:
    with pytest.raises(
        TypeError, match=f"^the method must return a page of a list, not {type(reply).__name__}$"
    ):
        list(items(lambda: reply))


@pytest.mark.parametrize("every", [items, pages])
@pytest.mark.parametrize(("limit", "kind"), [(-1, ValueError), (1.5, TypeError), ("3", TypeError)])
def test_a_limit_that_is_no_count_is_told(every: Any, limit: Any, kind: type[Exception]) -> None:
    method, calls = replies(numbered(1, 1))
    with pytest.raises(kind, match="limit must be"):
        list(every(method, limit=limit))
    assert calls == []
