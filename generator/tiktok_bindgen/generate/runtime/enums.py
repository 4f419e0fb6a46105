"""Enumerations of text that stay open: the server may add a value any day."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self


class OpenEnum(StrEnum):
    """Documented values of a field, and any other text as well.

    A member is its wire value: it compares, hashes, prints and serialises as that text. A value that is not
    documented becomes a member of its own, which equals its text but is not kept, so that a server cannot
    fill the memory: compare with ``==``, not with ``is``.
    """

    __slots__ = ()

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        # A member's value is exactly text, whatever subclass of it was given.
        member._value_ = str.__str__(value)
        member._name_ = member._value_
        return member

    @property
    def is_known(self) -> bool:
        """Whether the value is one of the documented ones."""
        return self._value_ in type(self)._value2member_map_

    def __repr__(self) -> str:
        if self.is_known:
            return f"{type(self).__name__}.{self._name_}"
        return f"{type(self).__name__}({self._value_!r})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self
