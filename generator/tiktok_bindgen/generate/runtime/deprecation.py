"""Warnings about what the documentation says will go away."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from .check import steps_of

__all__ = ["deprecated", "warn_of_fields"]

if TYPE_CHECKING:
    # Part of what type checkers know of the standard library; nothing that has to be installed.
    from typing_extensions import deprecated
else:
    F = TypeVar("F", bound=Callable[..., Any])

    def deprecated(message: str) -> Callable[[F], F]:
        """Mark a method; calling it warns. As ``warnings.deprecated`` of Python 3.13."""

        def mark(method: F) -> F:
            @functools.wraps(method)
            def warn(*args: Any, **arguments: Any) -> Any:
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return method(*args, **arguments)

            warn.__deprecated__ = message
            return warn

        return mark


def warn_of_fields(fields: Mapping[str, str], values: Mapping[str, object]) -> None:
    """Warn of each deprecated field that is given a value; for the method that was called to call.

    Args:
        fields: What to say of each, by its place: the names on the way to it, with ``/`` before each, and
            ``*`` for each entry of an array or a map.
        values: The arguments that hold them, by wire name.
    """
    from .contested import places
    from .encode import payload
    from .errors import InvalidRequest

    try:
        plain = payload(values)
    except InvalidRequest:
        # Whoever sends it says so, with all the rest that is wrong.
        return
    for place, message in fields.items():
        if any(value is not None for value, _ in places(plain, steps_of(place))):
            warnings.warn(message, DeprecationWarning, stacklevel=3)
