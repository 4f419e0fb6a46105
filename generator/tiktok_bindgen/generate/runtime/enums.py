"""Enumerations of text that stay open: the server may add a value any day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, Self


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


class Case(NamedTuple):
    """What a table tells of members in one case.

    Attributes:
        level: The level of a campaign's structure that it is for.
        when: What other fields have: each a field, empty where the table names none, and the values.
        told: It, by the members' values.
    """

    level: str
    when: tuple[tuple[str, tuple[str, ...]], ...]
    told: Mapping[str, float]


def amount(value: str, facts: Mapping[str, float]) -> Decimal | None:
    """A number that a table tells of a value; nothing where it tells none."""
    number = facts.get(value)
    return None if number is None else Decimal(str(number))


def by_level(value: str, cases: Sequence[Case]) -> dict[str, Decimal]:
    """The numbers that a table tells of a value whatever other fields have, by level."""
    found = {case.level: amount(value, case.told) for case in cases if not case.when}
    return {level: number for level, number in found.items() if number is not None}
