"""Open enumerations of text: the server may add a value at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, Self


class OpenEnum(StrEnum):
    """The documented values of a field, which accepts any other text as well.

    A member is its JSON text: it compares, hashes, prints and serialises as that. An undocumented value
    becomes a member of its own, which equals its text but is not cached, so that a server cannot fill the
    memory: compare with ``==``, not with ``is``.
    """

    __slots__ = ()

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        # The value is a plain `str`, even if a subclass was given.
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

    def __reduce_ex__(self, _: Any) -> tuple[type[Self], tuple[str]]:
        # Before 3.11.4, Python pickles a member as an attribute of its class, which only a documented one is.
        return type(self), (self._value_,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self


class Case(NamedTuple):
    """A documented fact of the values of an enumeration, such as a minimum amount, under one condition.

    Attributes:
        level: The level of a campaign's structure that it applies to.
        when: The condition: fields, or an empty text where the documentation names none, and their values.
        facts: The fact, keyed by the value of the enumeration.
    """

    level: str
    when: tuple[tuple[str, tuple[str, ...]], ...]
    facts: Mapping[str, float]


def amount(value: str, facts: Mapping[str, float]) -> Decimal | None:
    """Return the documented number for a value; ``None`` if there is none."""
    number = facts.get(value)
    return None if number is None else Decimal(str(number))


class Facts:
    """The documented facts of the values of a module's enumerations, read when the first is asked for.

    Args:
        module: The names of the module; the facts are in the JSON file beside it.
    """

    def __init__(self, module: Mapping[str, Any]) -> None:
        self._module = module

    @cached_property
    def _tables(self) -> Any:
        from .json_files import read

        return read(self._module, f"{self._module['__name__'].rpartition('.')[2]}.json")

    def table(self, name: str) -> Mapping[str, Any]:
        """Return a fact keyed by the values of the enumeration."""
        found: Mapping[str, Any] = self._tables[name]
        return found

    def cases(self, name: str) -> Sequence[Case]:
        """Return a fact that holds in some cases."""
        return [
            Case(level, tuple((field, tuple(values)) for field, values in when), facts)
            for level, when, facts in self._tables[name]
        ]

    def text(self, name: str, value: str) -> str | None:
        """Return a documented text for a value; ``None`` if there is none."""
        return self.table(name).get(value)

    def amount(self, name: str, value: str) -> Decimal | None:
        """Return a documented number for a value; ``None`` if there is none."""
        return amount(value, self.table(name))

    def by_level(self, name: str, value: str) -> dict[str, Decimal]:
        """Return the documented numbers for a value that have no further condition, keyed by level."""
        found = {case.level: amount(value, case.facts) for case in self.cases(name) if not case.when}
        return {level: number for level, number in found.items() if number is not None}
