"""What a sentence says, with its names and values still as written."""

from __future__ import annotations

from typing import Literal

from attrs import evolve, frozen

from tiktok_bindgen.rules.model import Operator

Test = Literal["is", "present", "contains", "compares"]


@frozen
class Name:
    """A field as a sentence names it.

    Attributes:
        text: The name; empty for the field that the sentence stands at.
        within: The names of objects around it that the sentence gives.
        level: The level of the account that it is said to be at, such as ``campaign``; empty for none.
        array: It is said to be an array.
        object: It is said to be an object.
    """

    text: str
    within: tuple[str, ...] = ()
    level: str = ""
    array: bool = False
    object: bool = False


@frozen
class Clause:
    """One test of one or more fields.

    Attributes:
        names: The fields.
        every: Whether the test is of every one of them, or of any.
        test: What is tested.
        values: The values for ``is`` and ``contains``.
        negated: The test is that it is not so.
        operator: For ``compares``.
        other: For ``compares``, the field to compare with.
    """

    names: tuple[Name, ...]
    test: Test
    values: tuple[str, ...] = ()
    every: bool = True
    negated: bool = False
    operator: Operator | None = None
    other: Name | None = None


@frozen
class Prose:
    """A part that is not understood."""

    text: str


@frozen
class Every:
    """All parts hold."""

    parts: tuple[Said, ...]


@frozen
class Some:
    """At least one part holds."""

    parts: tuple[Said, ...]


Said = Clause | Prose | Every | Some


def at_level(said: Said, level: str) -> Said:
    """What is said, with a level for the names that give none themselves."""
    if isinstance(said, Prose) or not level:
        return said
    if isinstance(said, Every | Some):
        return evolve(said, parts=tuple(at_level(part, level) for part in said.parts))
    return evolve(said, names=tuple(name if name.level else evolve(name, level=level) for name in said.names))


def together(parts: tuple[Said, ...]) -> Said:
    """All parts as one."""
    return parts[0] if len(parts) == 1 else Every(parts)


def prose_in(said: Said) -> list[str]:
    """The parts that are not understood."""
    if isinstance(said, Prose):
        return [said.text]
    if isinstance(said, Clause):
        return []
    return [text for part in said.parts for text in prose_in(part)]


@frozen
class Demand:
    """What a sentence demands.

    Attributes:
        fact: The wording's fact; see :mod:`~tiktok_bindgen.rules.phrases`.
        names: The fields that it is about; empty for the field that the sentence stands at.
        values: The values that it names.
        when: Under which condition; ``None`` for always.
        sign: For an order or a limit, the relation that must hold.
        other: For an order, the field to compare with.
        numbers: For a limit, its numbers.
        others: For alternatives, the fields that may be given instead of all of ``names``.
        every: Whether every name is meant, or any one; ``None`` where only one is named.
        along: It is demanded along with the field, or the value of it, that the sentence stands at.
    """

    fact: str
    names: tuple[Name, ...] = ()
    values: tuple[str, ...] = ()
    when: Said | None = None
    sign: Operator | None = None
    other: Name | None = None
    numbers: tuple[int | float, ...] = ()
    others: tuple[Name, ...] = ()
    every: bool | None = None
    along: bool = False
