"""Iterate over all pages of a list, or over their entries, with one call per page."""

from __future__ import annotations

import itertools
import logging
from inspect import signature
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from .codec import is_array, is_object, whole
from .encode import plain
from .given import as_given, function
from .model import Envelope, Model
from .outside import entrance
from .rows import came

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

    from .files import ProgressCallback
    from .model import PageOf
    from .reply import Reply

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

if TYPE_CHECKING:
    # The options of ours, and methods whose replies are pages, awaited or not.
    Limit = int | None
    Callback = ProgressCallback | None
    Lists = Callable[..., Reply[PageOf[T]]]
    AwaitedLists = Callable[..., Awaitable[Reply[PageOf[T]]]]

_log = logging.getLogger("tiktok_business")


@overload
def items(call: Lists[T], /, *, limit: Limit, progress: Callback = None, **arguments: Any) -> Iterator[T]: ...


@overload
def items(call: Lists[T], /, *, progress: Callback, **arguments: Any) -> Iterator[T]: ...


@overload
def items(call: Callable[P, Reply[PageOf[T]]], /, *args: P.args, **arguments: P.kwargs) -> Iterator[T]: ...


@entrance
def items(call: Callable[..., Reply[PageOf[T]]], /, *args: Any, **arguments: Any) -> Iterator[T]:
    """Call an operation repeatedly up to its last page, and yield the entries of all pages.

    Args:
        call: A method of a client whose reply has ``items``, such as ``client.garden.plot.get``.
        args: Unused; methods take only keyword arguments.
        limit: The maximum number of entries to yield; pages that are not needed for them are not requested.
            If the operation has an argument of this name, it is passed to the operation instead.
        progress: Called after each page with the number of entries so far and the total, or ``None`` if the
            replies do not state it. If the operation has an argument of this name, likewise.
        arguments: The operation's arguments, which may include the page or cursor to start from.

    Yields:
        Each entry.

    Raises:
        TypeError: If the replies are not pages of a list.
    """
    limit = _limit(call, arguments)
    found = (entry for page in _pages(call, args, arguments) for entry in _listed(page))
    yield from itertools.islice(found, limit)


@overload
def pages(
    call: Callable[..., R], /, *, limit: Limit, progress: Callback = None, **arguments: Any
) -> Iterator[R]: ...


@overload
def pages(call: Callable[..., R], /, *, progress: Callback, **arguments: Any) -> Iterator[R]: ...


@overload
def pages(call: Callable[P, R], /, *args: P.args, **arguments: P.kwargs) -> Iterator[R]: ...


@entrance
def pages(call: Callable[..., R], /, *args: Any, **arguments: Any) -> Iterator[R]:
    """Call an operation repeatedly up to its last page, and yield the replies.

    Both documented forms are supported: numbered pages (``page`` in the request, ``page_info`` with ``page``
    and ``total_page`` in the reply) and cursors (``cursor`` in the request, ``cursor`` and ``has_more`` in
    the reply). If an operation takes ``page`` and its reply does not state the number of pages, a page with
    fewer entries than its ``page_size`` is the last. Whatever a reply states, a page without entries is the
    last, and so is a page or a cursor that repeats an earlier one.

    Args:
        call: A method of a client, such as ``client.garden.plot.get``.
        args: Unused; methods take only keyword arguments.
        limit: The maximum number of pages to request. If the operation has an argument of this name, it is
            passed to the operation instead.
        progress: As in `items`.
        arguments: The operation's arguments, which may include the page or cursor to start from.

    Yields:
        Each reply.

    Raises:
        LookupError: If a reply announces more pages, but the operation has no argument to request one.
    """
    limit = _limit(call, arguments)
    yield from itertools.islice(_pages(call, args, arguments), limit)


@overload
def aitems(
    call: AwaitedLists[T], /, *, limit: Limit, progress: Callback = None, **arguments: Any
) -> AsyncIterator[T]: ...


@overload
def aitems(call: AwaitedLists[T], /, *, progress: Callback, **arguments: Any) -> AsyncIterator[T]: ...


@overload
def aitems(
    call: Callable[P, Awaitable[Reply[PageOf[T]]]], /, *args: P.args, **arguments: P.kwargs
) -> AsyncIterator[T]: ...


@entrance
async def aitems(
    call: Callable[..., Awaitable[Reply[PageOf[T]]]], /, *args: Any, **arguments: Any
) -> AsyncIterator[T]:
    """Yield entries as `items` does, for ``async for`` and with a method of `AsyncClient`."""
    limit, given = _limit(call, arguments), 0
    if limit == 0:
        return
    async for page in _apages(call, args, arguments):
        for entry in _listed(page):
            yield entry
            given += 1
            if given == limit:
                return


@overload
def apages(
    call: Callable[..., Awaitable[R]], /, *, limit: Limit, progress: Callback = None, **arguments: Any
) -> AsyncIterator[R]: ...


@overload
def apages(
    call: Callable[..., Awaitable[R]], /, *, progress: Callback, **arguments: Any
) -> AsyncIterator[R]: ...


@overload
def apages(call: Callable[P, Awaitable[R]], /, *args: P.args, **arguments: P.kwargs) -> AsyncIterator[R]: ...


@entrance
async def apages(call: Callable[..., Awaitable[R]], /, *args: Any, **arguments: Any) -> AsyncIterator[R]:
    """Yield replies as `pages` does, for ``async for`` and with a method of `AsyncClient`."""
    limit, given = _limit(call, arguments), 0
    if limit == 0:
        return
    async for page in _apages(call, args, arguments):
        yield page
        given += 1
        if given == limit:
            return


def _own(call: object, arguments: dict[str, Any], name: str) -> Any:
    """Remove and return an option of ours from the arguments, unless it is an argument of the operation."""
    return None if name in (keywords(call) or ()) else arguments.pop(name, None)


def _limit(call: object, arguments: dict[str, Any]) -> int | None:
    if not callable(call):
        raise TypeError(
            f"expected a method and its arguments, as in items(client.a.get, …), not {type(call).__name__}"
        )
    limit: Any = _own(call, arguments, "limit")
    if limit is not None and not isinstance(limit, int):
        raise TypeError(f"limit must be a whole number or None, not {as_given(limit)}")
    if limit is not None and limit < 0:
        raise ValueError(f"limit must be at least 0, not {limit}")
    return limit


def _pages(call: Callable[..., R], args: tuple[Any, ...], arguments: dict[str, Any]) -> Iterator[R]:
    course = _Course(call, arguments)
    while not course.is_over:
        reply = call(*args, **course.given)
        if hasattr(reply, "__await__"):
            getattr(reply, "close", bool)()
            raise TypeError("the method must be awaited: use aitems or apages")
        if course.goes_on_with(reply):
            yield reply
            course.turn(reply)


async def _apages(
    call: Callable[..., Awaitable[R]], args: tuple[Any, ...], arguments: dict[str, Any]
) -> AsyncIterator[R]:
    course = _Course(call, arguments)
    while not course.is_over:
        begun = call(*args, **course.given)
        if not hasattr(begun, "__await__"):
            raise TypeError("the method cannot be awaited: use items or pages")
        reply = await begun
        if course.goes_on_with(reply):
            yield reply
            course.turn(reply)


class _Course:
    """The state of an iteration over the pages of one list: what is given next, and whether it is over."""

    def __init__(self, call: object, arguments: dict[str, Any]) -> None:
        self._progress: ProgressCallback | None = function("progress", _own(call, arguments, "progress"))
        self._came = 0
        self.given = dict(arguments)
        self.is_over = False
        # The arguments that the operation takes, if they are known.
        self._takes = keywords(call)
        self._cursors = {repr(arguments.get("cursor"))}
        # Digests of the pages so far.
        self._marks: set[bytes] = set()

    def goes_on_with(self, reply: object) -> bool:
        """Report whether this is a new page, and no repetition; if it is, call ``progress``."""
        entries, before = _entries(reply), len(self._marks)
        self._marks |= {_mark(entries)} if entries else set()
        if entries and len(self._marks) == before:
            # It ignores the page or cursor.
            _log.warning("the server repeated a page instead of sending the next: no more are requested")
            self.is_over = True
        elif self._progress is not None:
            self._came += len(entries or ())
            self._progress(self._came, whole(part(part(_data(reply), "page_info"), "total_number")))
        return not self.is_over

    def turn(self, reply: object) -> None:
        """Prepare the call for the page after this one, or end the iteration if there is none."""
        following = self.following(reply)
        self.is_over = following is None
        self.given.update(following or {})

    def following(self, reply: object) -> dict[str, Any] | None:
        """Return the arguments that request the next page, or ``None`` if there is none."""
        entries = _entries(reply)
        if entries is not None and not entries:
            return None
        data = _data(reply)
        for holder in (part(data, "page_info"), data):
            total = _total(holder)
            if total is not None:
                return self._numbered(holder, total)
            cursor, more = part(holder, "cursor"), part(holder, "has_more")
            untold = more is None and cursor is not None and self._can("cursor")
            if more is True or (untold and entries):
                return self._at(cursor)
        return self._unnumbered(data, entries)

    def _numbered(self, holder: object, total: int) -> dict[str, Any] | None:
        asked = whole(self.given.get("page"))
        page = whole(part(holder, "page"))
        page = asked or 1 if page is None else page
        if page >= total or (asked is not None and page < asked):
            return None
        return self._ask("page", page + 1)

    def _at(self, cursor: object) -> dict[str, Any] | None:
        mark = repr(cursor)
        if cursor in (None, "") or mark in self._cursors:
            return None
        self._cursors.add(mark)
        return self._ask("cursor", cursor)

    def _unnumbered(self, data: object, entries: Sequence[object] | None) -> dict[str, Any] | None:
        size = whole(part(part(data, "page_info"), "page_size")) or whole(self.given.get("page_size"))
        if not self._can("page") or not entries or (size is not None and len(entries) < size):
            return None
        return {"page": (whole(self.given.get("page")) or 1) + 1}

    def _can(self, name: str) -> bool:
        return name in (self.given if self._takes is None else self._takes)

    def _ask(self, name: str, value: object) -> dict[str, Any]:
        if self._takes is not None and name not in self._takes:
            raise LookupError(f"there are more pages, but no argument `{name}` to request them by")
        return {name: value}


def _total(holder: object) -> int | None:
    total = whole(part(holder, "total_page"))
    if total is not None:
        return total
    entries, size = whole(part(holder, "total_number")), whole(part(holder, "page_size"))
    return None if entries is None or not size else -(-entries // size)


def _listed(page: Reply[PageOf[T]]) -> Sequence[T]:
    found: object = getattr(page, "items", None)
    if not is_array(found):
        raise TypeError(f"the method must return a page of a list, not {type(page).__name__}")
    return found


def _entries(reply: object) -> Sequence[object] | None:
    """Return the entries of a reply; ``None`` if it is not known which field holds them."""
    found: object = came(reply) if isinstance(reply, Envelope) else None
    if is_array(found):
        # A null in the list is no entry.
        return [one for one in found if one is not None]
    data = _data(reply)
    if isinstance(data, Model) and not hasattr(data, "__entries__"):
        # Its documentation does not tell which field has them: as a whole, it tells one page from another.
        return [data]
    # Undocumented data may have entries too, though not as `items`: they are looked for below.
    found = getattr(reply, "items", None) if getattr(reply, "data", data) is data else None
    if is_array(found):
        return found
    if not is_object(data):
        return None
    lists = [value for value in data.values() if is_array(value)]
    named = data.get("list")
    return named if is_array(named) else lists[0] if len(lists) == 1 else None


def _mark(entries: Sequence[object]) -> bytes:
    import hashlib

    # Parsed JSON is plain already. It may hold what JSON has not, such as NaN, so it is not written as JSON.
    return hashlib.sha256(repr(entries if is_object(entries[0]) else plain(entries)).encode()).digest()


def _data(reply: object) -> object:
    # A raw reply has `json`. Whether it reports an error is for the caller to judge; only the page is read.
    parse = getattr(reply, "json", None)
    if parse is None:
        return part(reply, "data")
    try:
        return part(parse(), "data")
    except ValueError:
        return None


def part(of: object, name: str) -> object:
    """Return a field of an object of any kind; ``None`` if there is none."""
    if is_object(of):
        return of.get(name)
    found: object = getattr(of, name, None)
    if found is not None:
        return found
    # An undocumented field is in `extra`.
    kept: object = getattr(of, "extra", None)
    return kept.get(name) if is_object(kept) else None


def keywords(call: object) -> frozenset[str] | None:
    """Return a method's own keyword-only arguments; ``None`` if it takes any, or they are unknown."""
    if not callable(call):
        return None
    try:
        parameters = signature(call).parameters.values()
    except (TypeError, ValueError):
        # Written in another language.
        return None
    if any(each.kind is each.VAR_KEYWORD and each.annotation not in _OPTIONS for each in parameters):
        return None
    return frozenset(each.name for each in parameters if each.kind is each.KEYWORD_ONLY)


# The annotations of the options of every call in generated methods.
_OPTIONS = ("Unpack[CallOptions]", "Unpack[DownloadOptions]")
