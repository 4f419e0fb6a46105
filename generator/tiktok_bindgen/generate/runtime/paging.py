"""All pages of a list, one call after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from .codec import is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Page(Protocol[T_co]):
    """A reply that is one page of a list."""

    @property
    def items(self) -> Sequence[T_co]:
        """The entries of this page."""
        ...


def items(call: Callable[P, Page[T]], /, *args: P.args, **arguments: P.kwargs) -> Iterator[T]:
    """Call an operation again and again until its last page, and give the entries of all pages.

    Args:
        call: A method of a client whose reply has ``items``, such as ``client.garden.plot.get``.
        args: Nothing; methods take keywords.
        arguments: What to call it with; the first page or cursor may be among it.

    Yields:
        Each entry.
    """
    for page in pages(call, *args, **arguments):
        yield from page.items


def pages(call: Callable[P, R], /, *args: P.args, **arguments: P.kwargs) -> Iterator[R]:
    """Call an operation again and again until its last page.

    Both documented ways are known: numbered pages (``page`` in the request, ``page_info`` with ``page`` and
    ``total_page`` in the reply) and cursors (``cursor`` in the request, it and ``has_more`` in the reply).
    A reply that has neither is the only page, and so is one that would lead back to where it came from.

    Args:
        call: A method of a client, such as ``client.garden.plot.get``.
        args: Nothing; methods take keywords.
        arguments: What to call it with; the first page or cursor may be among it.

    Yields:
        Each reply.
    """
    given: dict[str, Any] = dict(arguments)
    seen: set[str] = set()
    while True:
        reply = call(*args, **given)
        yield reply
        following = _following(getattr(reply, "data", None), given)
        # A server that gives the same cursor twice would never come to an end.
        mark = repr(following)
        if following is None or mark in seen:
            return
        seen.add(mark)
        given.update(following)


def _following(data: object, given: dict[str, Any]) -> dict[str, Any] | None:
    for holder in (_part(data, "page_info"), data):
        page, total = _part(holder, "page"), _part(holder, "total_page")
        if isinstance(page, int) and isinstance(total, int):
            asked = given.get("page")
            back = isinstance(asked, int) and page < asked
            return {"page": page + 1} if page < total and not back else None
        cursor = _part(holder, "cursor")
        if _part(holder, "has_more") is True and cursor not in (None, ""):
            return {"cursor": cursor}
    return None


def _part(of: object, name: str) -> object:
    return of.get(name) if is_object(of) else getattr(of, name, None)
