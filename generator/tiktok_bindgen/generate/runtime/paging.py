"""All pages of a list, one call after the other."""

from __future__ import annotations

import functools
import itertools
import logging
import types
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from .codec import is_array, is_object
from .encode import json_bytes, plain
from .errors import one_line
from .model import Envelope
from .rows import came

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

    from .files import Told
    from .model import PageOf
    from .reply import Reply

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_log = logging.getLogger("tiktok_business")


@overload
def items(
    call: Callable[..., Reply[PageOf[T]]],
    /,
    *,
    limit: int | None,
    progress: Told | None = None,
    **arguments: Any,
) -> Iterator[T]: ...


@overload
def items(
    call: Callable[..., Reply[PageOf[T]]], /, *, progress: Told | None, **arguments: Any
) -> Iterator[T]: ...


@overload
def items(call: Callable[P, Reply[PageOf[T]]], /, *args: P.args, **arguments: P.kwargs) -> Iterator[T]: ...


def items(call: Callable[..., Reply[PageOf[T]]], /, *args: Any, **arguments: Any) -> Iterator[T]:
    """Call an operation again and again until its last page, and give the entries of all pages.

    Args:
        call: A method of a client whose reply has ``items``, such as ``client.garden.plot.get``.
        args: Nothing; methods take keywords.
        limit: How many entries to give at most; no page is asked for that is not needed for them. Where the
            operation has an argument of this name, it is that.
        progress: Called after each page with how many entries came so far, and how many there are, or
            ``None`` where that is not said; likewise.
        arguments: What to call it with; the first page or cursor may be among it.

    Yields:
        Each entry.
    """
    limit = _limit(call, arguments)
    found = (entry for page in _pages(call, args, arguments) for entry in page.items)
    yield from itertools.islice(found, limit)


@overload
def pages(
    call: Callable[..., R],
    /,
    *,
    limit: int | None,
    progress: Told | None = None,
    **arguments: Any,
) -> Iterator[R]: ...


@overload
def pages(call: Callable[..., R], /, *, progress: Told | None, **arguments: Any) -> Iterator[R]: ...


@overload
def pages(call: Callable[P, R], /, *args: P.args, **arguments: P.kwargs) -> Iterator[R]: ...


def pages(call: Callable[..., R], /, *args: Any, **arguments: Any) -> Iterator[R]:
    """Call an operation again and again until its last page.

    Both documented ways are known: numbered pages (``page`` in the request, ``page_info`` with ``page`` and
    ``total_page`` in the reply) and cursors (``cursor`` in the request, it and ``has_more`` in the reply).
    Where an operation takes ``page`` and its reply does not tell how many there are, a page with fewer
    entries than its ``page_size`` is the end. Whatever a reply tells of more, a page without entries is the
    end, and so is a page or a cursor that was there before.

    Args:
        call: A method of a client, such as ``client.garden.plot.get``.
        args: Nothing; methods take keywords.
        limit: How many pages to ask for at most. Where the operation has an argument of this name, it is
            that.
        progress: As `items` has it.
        arguments: What to call it with; the first page or cursor may be among it.

    Yields:
        Each reply.

    Raises:
        LookupError: If a reply tells of more pages, but the operation takes nothing to ask for one by.
    """
    limit = _limit(call, arguments)
    yield from itertools.islice(_pages(call, args, arguments), limit)


@overload
def aitems(
    call: Callable[..., Awaitable[Reply[PageOf[T]]]],
    /,
    *,
    limit: int | None,
    progress: Told | None = None,
    **arguments: Any,
) -> AsyncIterator[T]: ...


@overload
def aitems(
    call: Callable[..., Awaitable[Reply[PageOf[T]]]], /, *, progress: Told | None, **arguments: Any
) -> AsyncIterator[T]: ...


@overload
def aitems(
    call: Callable[P, Awaitable[Reply[PageOf[T]]]], /, *args: P.args, **arguments: P.kwargs
) -> AsyncIterator[T]: ...


async def aitems(
    call: Callable[..., Awaitable[Reply[PageOf[T]]]], /, *args: Any, **arguments: Any
) -> AsyncIterator[T]:
    """Do as `items` does, for ``async for`` and with a method of `AsyncClient`."""
    limit, given = _limit(call, arguments), 0
    if limit == 0:
        return
    async for page in _apages(call, args, arguments):
        for entry in page.items:
            yield entry
            given += 1
            if given == limit:
                return


@overload
def apages(
    call: Callable[..., Awaitable[R]],
    /,
    *,
    limit: int | None,
    progress: Told | None = None,
    **arguments: Any,
) -> AsyncIterator[R]: ...


@overload
def apages(
    call: Callable[..., Awaitable[R]], /, *, progress: Told | None, **arguments: Any
) -> AsyncIterator[R]: ...


@overload
def apages(call: Callable[P, Awaitable[R]], /, *args: P.args, **arguments: P.kwargs) -> AsyncIterator[R]: ...


async def apages(call: Callable[..., Awaitable[R]], /, *args: Any, **arguments: Any) -> AsyncIterator[R]:
    """Do as `pages` does, for ``async for`` and with a method of `AsyncClient`."""
    limit, given = _limit(call, arguments), 0
    if limit == 0:
        return
    async for page in _apages(call, args, arguments):
        yield page
        given += 1
        if given == limit:
            return


def _own(call: object, arguments: dict[str, Any], name: str) -> Any:
    """Take out what is said to us, if it is not an argument of the operation."""
    return None if name in (keywords(call) or ()) else arguments.pop(name, None)


def _limit(call: object, arguments: dict[str, Any]) -> int | None:
    """How many to give at most.

    Raises:
        TypeError: What is to be called cannot be, or how many is no number.
        ValueError: How many is less than 0.
    """
    if not callable(call):
        raise TypeError(
            f"give the method and its arguments, not what it gives: items(client.a.get, …), "
            f"not {type(call).__name__}"
        )
    limit: Any = _own(call, arguments, "limit")
    if limit is not None and not isinstance(limit, int):
        raise TypeError(f"limit must be a whole number or None, not {one_line(repr(limit), 80)}")
    if limit is not None and limit < 0:
        raise ValueError(f"limit must be at least 0, not {limit}")
    return limit


def _pages(call: Callable[..., R], args: tuple[Any, ...], arguments: dict[str, Any]) -> Iterator[R]:
    course = _Course(call, arguments)
    while not course.is_over:
        reply = call(*args, **course.given)
        if hasattr(reply, "__await__"):
            getattr(reply, "close", bool)()
            raise TypeError("what this calls is to be awaited: aitems and apages do")
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
            raise TypeError("what this calls is not to be awaited: items and pages do for it")
        reply = await begun
        if course.goes_on_with(reply):
            yield reply
            course.turn(reply)


class _Course:
    """The way through the pages of one list.

    Args:
        call: What asks for a page.
        arguments: What it is first called with. What is said to us is taken out.

    Attributes:
        given: What to call it with next.
        is_over: Whether there is nothing more to ask for.
    """

    def __init__(self, call: object, arguments: dict[str, Any]) -> None:
        self._progress: Told | None = _own(call, arguments, "progress")
        self._came = 0
        self.given = dict(arguments)
        self.is_over = False
        # The arguments that the operation takes, if they are known.
        self._takes = keywords(call)
        self._cursors = {repr(arguments.get("cursor"))}
        # What was on each page so far.
        self._marks: set[bytes] = set()

    def goes_on_with(self, reply: object) -> bool:
        """Whether this is another page."""
        if self.stands_still(reply):
            _log.warning("a page came again, and so is taken for the end: what was asked for is not heeded")
            self.is_over = True
        elif self._progress is not None:
            self._came += len(_entries(reply) or ())
            self._progress(self._came, _whole(_part(_part(_data(reply), "page_info"), "total_number")))
        return not self.is_over

    def turn(self, reply: object) -> None:
        """Turn to the page after this one, if there is one."""
        following = self.following(reply, self.given)
        self.is_over = following is None
        self.given.update(following or {})

    def stands_still(self, reply: object) -> bool:
        """Whether this is an earlier page once more, since the server does not heed what was asked for."""
        entries = _entries(reply)
        if not entries:
            return False
        mark, before = _mark(entries), len(self._marks)
        self._marks.add(mark)
        return len(self._marks) == before

    def following(self, reply: object, given: dict[str, Any]) -> dict[str, Any] | None:
        """Tell the arguments that the next page takes, if there is one."""
        entries = _entries(reply)
        if entries is not None and not entries:
            return None
        data = _data(reply)
        for holder in (_part(data, "page_info"), data):
            total = _total(holder)
            if total is not None:
                return self._numbered(holder, total, given)
            cursor, more = _part(holder, "cursor"), _part(holder, "has_more")
            untold = more is None and cursor is not None and self._can("cursor", given)
            if more is True or (untold and entries):
                return self._at(cursor)
        return self._unnumbered(data, entries, given)

    def _numbered(self, holder: object, total: int, given: dict[str, Any]) -> dict[str, Any] | None:
        asked = _whole(given.get("page"))
        page = _whole(_part(holder, "page"))
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

    def _unnumbered(
        self, data: object, entries: Sequence[object] | None, given: dict[str, Any]
    ) -> dict[str, Any] | None:
        if not self._can("page", given):
            return None
        size = _whole(_part(_part(data, "page_info"), "page_size")) or _whole(given.get("page_size"))
        if not entries or (size is not None and len(entries) < size):
            return None
        return {"page": (_whole(given.get("page")) or 1) + 1}

    def _can(self, name: str, given: dict[str, Any]) -> bool:
        return name in (given if self._takes is None else self._takes)

    def _ask(self, name: str, value: object) -> dict[str, Any]:
        if self._takes is not None and name not in self._takes:
            raise LookupError(f"the reply tells of more pages, but there is no argument `{name}` to ask by")
        return {name: value}


def _total(holder: object) -> int | None:
    """How many pages there are, if a reply tells."""
    total = _whole(_part(holder, "total_page"))
    if total is not None:
        return total
    entries, size = _whole(_part(holder, "total_number")), _whole(_part(holder, "page_size"))
    return None if entries is None or not size else -(-entries // size)


def _entries(reply: object) -> Sequence[object] | None:
    """The entries of a reply; ``None`` if it is not known which they are."""
    found: object = came(reply) if isinstance(reply, Envelope) else None
    if is_array(found):
        # A null in it is nothing.
        return [one for one in found if one is not None]
    data = _data(reply)
    # Data that nobody documented has entries all the same, but not as `items`.
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

    # Objects that are as they came are plain.
    return hashlib.sha256(json_bytes(entries if is_object(entries[0]) else plain(entries))).digest()


def _data(reply: object) -> object:
    # A reply as it is: what it says is for its caller to judge, but not which page it is.
    parse = getattr(reply, "json", None)
    if parse is None:
        return _part(reply, "data")
    try:
        return _part(parse(), "data")
    except (ValueError, RecursionError):
        return None


def _whole(value: object) -> int | None:
    # What is documented as a number may come as any kind of it, or as text.
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _part(of: object, name: str) -> object:
    if is_object(of):
        return of.get(name)
    found: object = getattr(of, name, None)
    if found is not None:
        return found
    # What the documentation of a reply leaves out is kept as it came.
    kept: object = getattr(of, "extra", None)
    return kept.get(name) if is_object(kept) else None


def keywords(call: object) -> frozenset[str] | None:
    """Tell the names of a method's keyword-only arguments; ``None`` if it takes any, or it cannot be told.

    What every call takes besides is not among them.
    """
    match call:
        case functools.partial(func=of):
            return keywords(of)
        case types.MethodType(__func__=found) | (types.FunctionType() as found):
            function: Any = found
            while hasattr(function, "__wrapped__"):
                function = function.__wrapped__
            code: types.CodeType = function.__code__
        case _:
            # An object that can be called.
            kind: Any = type(call)
            called = getattr(kind, "__call__", None)  # noqa: B004 - what is called is looked at
            return keywords(called) if isinstance(called, types.FunctionType) else None
    end = code.co_argcount + code.co_kwonlyargcount
    if code.co_flags & _TAKES_ANY:
        others = code.co_varnames[end + bool(code.co_flags & _TAKES_ALSO)]
        if function.__annotations__.get(others) not in _OPTIONS:
            return None
    return frozenset(code.co_varnames[code.co_argcount : end])


# As `inspect` has it, which would be imported for this alone.
_TAKES_ALSO, _TAKES_ANY = 0x04, 0x08
# How generated methods spell what every call takes.
_OPTIONS = ("Unpack[CallOptions]", "Unpack[DownloadOptions]")
