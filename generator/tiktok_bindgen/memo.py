"""Memoize what is made of a value, by the identity of the value."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar

_Value = TypeVar("_Value")
_More = ParamSpec("_More")
_Made = TypeVar("_Made")


class Memo:
    """Results of functions, by the identity of their argument; dates share most of their operations."""

    def __init__(self) -> None:
        """Know nothing."""
        self._known: dict[object, tuple[object, Any]] = {}
        self._beside: dict[Hashable, Memo] = {}

    def beside(self, others: Hashable) -> Memo:
        """Return the results that also depend on something else, as it is now."""
        return self._beside.setdefault(others, Memo())

    def __call__(
        self,
        make: Callable[Concatenate[_Value, _More], _Made],
        value: _Value,
        *more: _More.args,
        **named: _More.kwargs,
    ) -> _Made:
        """Return what a function makes, or made, of a value.

        Args:
            make: The function.
            value: Its first argument; of a tuple, the identity of each value counts.
            more: Its other arguments, which follow from the first or are always the same.
            named: Likewise.
        """
        key = make, tuple(map(id, value)) if isinstance(value, tuple) else id(value)
        if key not in self._known:
            # The value is kept so that its identity is not reused for another.
            self._known[key] = value, make(value, *more, **named)
        made: _Made = self._known[key][1]
        return made
