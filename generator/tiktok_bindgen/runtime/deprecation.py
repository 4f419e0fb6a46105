"""Warnings about operations and fields that are documented as deprecated."""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from .check import steps_of

__all__ = ["deprecated", "warn_of_fields"]

#: The file, the line and the global variables of a piece of a program.
Place = tuple[str, int, dict[str, Any]]
#: In a thread that makes a call for asyncio: where that call is written.
CALLER: ContextVar[Place] = ContextVar("CALLER")
# Packages in which nobody looks for deprecated calls: our own, and those that begin a thread.
_SKIPPED = frozenset({__name__.partition(".")[0], "concurrent", "threading"})

if TYPE_CHECKING:
    # Type checkers bring their own copy; it need not be installed.
    from typing_extensions import deprecated
else:
    F = TypeVar("F", bound=Callable[..., Any])

    def deprecated(message: str) -> Callable[[F], F]:
        """Mark a method as deprecated: calling it warns, as with ``warnings.deprecated`` of Python 3.13."""

        def mark(method: F) -> F:
            @functools.wraps(method)
            def warn(*args: Any, **arguments: Any) -> Any:
                _warn(message)
                return method(*args, **arguments)

            warn.__deprecated__ = message
            return warn

        return mark


def warn_of_fields(fields: Mapping[str, str], values: Mapping[str, object]) -> None:
    """Warn of each deprecated field, by its place with ``*`` for any entry, that is given a value."""
    from .encode import payload
    from .errors import InvalidRequest
    from .rules import places

    try:
        plain = payload(values)
    except InvalidRequest:
        # The call reports this, together with all other violations.
        return
    for place, message in fields.items():
        if any(value is not None for value, _ in places(plain, "", steps_of(place))):
            _warn(message)


def caller() -> Place:
    """Return the innermost place outside of this package that led to a call."""
    # It is documented, in spite of its name.
    frame = sys._getframe()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    while frame.f_back and str(frame.f_globals.get("__name__")).partition(".")[0] in _SKIPPED:
        frame = frame.f_back
    place = frame.f_code.co_filename, frame.f_lineno, frame.f_globals
    return place if frame.f_back else CALLER.get(place)


def _warn(message: str) -> None:
    # Not `warnings.warn`: the caller can be any number of frames away, or in another thread.
    file, line, scope = caller()
    registry = scope.setdefault("__warningregistry__", {})
    warnings.warn_explicit(message, DeprecationWarning, file, line, scope.get("__name__"), registry)
