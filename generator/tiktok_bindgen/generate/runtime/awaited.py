"""What methods of the client for asyncio are to type checkers; not imported when a program runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from .deprecation import deprecated

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Awaited(Protocol[P, R_co]):
    """A method whose result is awaited."""

    # Declared so, its type has no `Any`, by which mypy would lose that of what gathers several.
    async def __call__(self, *args: P.args, **arguments: P.kwargs) -> R_co:
        """Call it."""
        ...


class Outdated(Protocol[P, R_co]):
    """One that is deprecated."""

    @deprecated("this is to go away: what is known of it tells when")
    async def __call__(self, *args: P.args, **arguments: P.kwargs) -> R_co:
        """Call it."""
        ...


class Each(Protocol[P, R_co]):
    """A method that gives one thing after the other, for ``async for``."""

    def __call__(self, *args: P.args, **arguments: P.kwargs) -> AsyncIterator[R_co]:
        """Call it."""
        ...


def awaited(method: Callable[Concatenate[Any, P], R]) -> Awaited[P, R]:
    """Tell what a method of the client is when it is awaited."""
    return cast("Awaited[P, R]", method)


def outdated(method: Callable[Concatenate[Any, P], R]) -> Outdated[P, R]:
    """Tell what a method is that is deprecated."""
    return cast("Outdated[P, R]", method)


def each(method: Callable[Concatenate[Any, P], Iterator[R]]) -> Each[P, R]:
    """Tell what a method that gives one thing after the other is."""
    return cast("Each[P, R]", method)
