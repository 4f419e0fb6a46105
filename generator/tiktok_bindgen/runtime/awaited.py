"""The types of the asyncio client's methods, for type checkers only; never imported at run time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from .deprecation import deprecated

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Awaited(Protocol[P, R_co]):
    """A method whose result is awaited."""

    # `async def` gives a type without `Any`; with it, mypy would lose the result types of `asyncio.gather`.
    async def __call__(self, *args: P.args, **arguments: P.kwargs) -> R_co:
        """Call it."""
        ...


class Outdated(Protocol[P, R_co]):
    """A deprecated method whose result is awaited."""

    @deprecated("this operation is deprecated; its docstring says more")
    async def __call__(self, *args: P.args, **arguments: P.kwargs) -> R_co:
        """Call it."""
        ...


class Each(Protocol[P, R_co]):
    """A method that yields items, for ``async for``."""

    def __call__(self, *args: P.args, **arguments: P.kwargs) -> AsyncIterator[R_co]:
        """Call it."""
        ...


def awaited(method: Callable[Concatenate[Any, P], R]) -> Awaited[P, R]:
    """Return the awaited form of a client's method."""
    return cast("Awaited[P, R]", method)


def outdated(method: Callable[Concatenate[Any, P], R]) -> Outdated[P, R]:
    """Return the awaited form of a deprecated method."""
    return cast("Outdated[P, R]", method)


def each(method: Callable[Concatenate[Any, P], Iterator[R]]) -> Each[P, R]:
    """Return the ``async for`` form of a method that yields items."""
    return cast("Each[P, R]", method)
