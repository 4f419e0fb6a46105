"""Where callers enter the client, and what leaves it there: their own exceptions as they are, and no secrets.

Functions that callers give run inside code that handles failures of the network and of calls. A
`BrokenPipeError` of a progress callback, say, must not be taken for a broken connection: it is held in an
`OutsideError` until it leaves. And whatever is raised leaves without the variables of our frames, which hold
requests and replies: some reporters of errors write them all down.
"""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any, NoReturn, ParamSpec, TypeVar, cast

from .errors import every_cause

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., Any])


class OutsideError(BaseException):
    """Holds an exception from outside on its way through the client, where nothing must handle it."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


def run_outside(function: Callable[P, R], *args: P.args, **arguments: P.kwargs) -> R:
    """Call a function of the caller's; what it raises is held in an `OutsideError`, but for an interrupt."""
    try:
        return function(*args, **arguments)
    except BaseException as error:
        # Here, since those who import this may need nothing of it.
        from .interrupts import Interrupted

        if isinstance(error, Interrupted):
            raise
        held = OutsideError(error)
    # Not in the handler: the exception would become the context of another.
    raise held


def entrance(function: F) -> F:
    """Decorate a function that callers call, or a generator or coroutine function.

    An exception from outside leaves it as it was raised. Any exception leaves it without the variables of our
    frames; the arguments are dropped, too.
    """
    made: Any = function
    flags: int = made.__code__.co_flags

    async def yield_awaited(*args: Any, **arguments: Any) -> AsyncIterator[Any]:
        items = function(*args, **arguments)
        del args, arguments
        try:
            async for item in items:
                yield item
        except BaseException as error:
            held = _leaving(error)
            if held is None:
                raise
        else:
            return
        finally:
            await items.aclose()
        _raise(held)

    def yield_called(*args: Any, **arguments: Any) -> Iterator[Any]:
        return entered(function(*args, **arguments))

    async def await_called(*args: Any, **arguments: Any) -> Any:
        try:
            return await function(*args, **arguments)
        except BaseException as error:
            del args, arguments
            held = _leaving(error)
            if held is None:
                raise
        _raise(held)

    def call(*args: Any, **arguments: Any) -> Any:
        try:
            return function(*args, **arguments)
        except BaseException as error:
            del args, arguments
            held = _leaving(error)
            if held is None:
                raise
        _raise(held)

    kinds = {_ASYNC_GENERATOR: yield_awaited, _GENERATOR: yield_called, _COROUTINE: await_called}
    made = next((made for flag, made in kinds.items() if flags & flag), call)
    return cast("F", functools.wraps(function)(made))


# The flags of `inspect`, which would be imported for them alone.
_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200


def entered(items: Iterator[R]) -> Iterator[R]:
    """Yield items; what their iterator raises leaves as with `entrance`."""
    try:
        yield from items
    except BaseException as error:
        held = _leaving(error)
        if held is None:
            raise
    else:
        return
    _raise(held)


class Entered:
    """A base class of those of ours whose public methods are entrances."""

    __slots__ = ()

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        # A caller's own subclass stays as it is.
        for name, value in [*vars(cls).items()] if cls.__module__.partition(".")[0] == _US else ():
            if name.startswith("_") and name not in {"__init__", "__call__"}:
                continue
            if isinstance(value, types.FunctionType):
                setattr(cls, name, entrance(value))
            elif isinstance(value, classmethod):
                setattr(cls, name, classmethod(entrance(cast("Any", value).__func__)))


def empty_frames(error: BaseException) -> None:
    """Clear the variables of our frames, not of the caller's, in all tracebacks of an error."""
    for each in every_cause(error):
        ours = False
        trace = each.__traceback__
        while trace is not None:
            # What is compiled from text, as decoders are, is of no module.
            module = str(trace.tb_frame.f_globals.get("__name__", _US)).partition(".")[0]
            ours = ours if module in _LIBRARIES else module == _US
            if ours:
                # One that is still running is that of an entrance, which has dropped what it was given.
                with suppress(RuntimeError):
                    trace.tb_frame.clear()
            trace = trace.tb_next


_US = __name__.partition(".")[0]
_LIBRARIES = sys.stdlib_module_names | {"msgspec", "urllib3", "yaml"}


def _leaving(error: BaseException) -> BaseException | None:
    """Prepare an exception for leaving; return the one that it holds, if it does."""
    held = error.error if isinstance(error, OutsideError) else None
    empty_frames(held or error)
    return held


def _raise(held: BaseException) -> NoReturn:
    context = held.__context__
    try:
        raise held
    finally:
        # Raised again, it would have what the caller handled as its context, instead of its own.
        held.__context__ = context
