"""Warnings about operations and fields that are documented as deprecated."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from .check import steps_of

__all__ = ["deprecated", "warn_of_fields"]

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
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return method(*args, **arguments)

            warn.__deprecated__ = message
            return warn

        return mark


def warn_of_fields(fields: Mapping[str, str], values: Mapping[str, object]) -> None:
    """Warn of each deprecated field that is given a value; to be called directly by the client's method.

    Args:
        fields: The warnings, keyed by the field's place: the names on the path to it, each after a ``/``,
            with ``*`` for each entry of an array or a map.
        values: The arguments that hold them, keyed by their JSON names.
    """
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
            warnings.warn(message, DeprecationWarning, stacklevel=3)
