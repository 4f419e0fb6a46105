"""What a sentence says, with its names and values still as written."""

from __future__ import annotations

from typing import Final, Literal

from attrs import evolve, frozen

from tiktok_bindgen.logic.model import Measure, Operator

Test = Literal["is", "only", "present", "used", "contains", "compares"]
#: Tests of whether a field is there.
THERE: Final[frozenset[Test]] = frozenset({"present", "used"})


@frozen
class Name:
    """A field as a sentence names it.

    Attributes:
        text: The name; empty for the sentence's own field.
        within: The names of objects around it that the sentence gives.
        level: The level of the account that it is said to be at, such as ``campaign``; empty for none.
        array: It is said to be an array.
        object: It is said to be an object.
        called: Words in place of the name: ``the end time``. It is the sentence's own field, if that is
            called so.
        feature: In place of the name, the letters of what is used with it: ``latewatering``. It is the
            sentence's own field, if that is called by one of these words: ``watering_hours``.
        value: ``this value``: the one of the field's values whose line the sentence stands in.
    """

    text: str
    within: tuple[str, ...] = ()
    level: str = ""
    array: bool = False
    object: bool = False
    called: tuple[str, ...] = ()
    value: bool = False
    feature: str = ""


@frozen
class Clause:
    """One test of one or more fields.

    Attributes:
        names: The fields.
        every: Whether the test is of every one of them, or of any.
        test: What is tested; ``used`` is that the field is specified by this call or was by one before it.
        values: The values for ``is``, ``only`` and ``contains``.
        negated: The test is that it is not so.
        operator: For ``compares``.
        other: For ``compares``, the field to compare with.
        measure: For ``compares``, what is compared.
    """

    names: tuple[Name, ...]
    test: Test
    values: tuple[str, ...] = ()
    every: bool = True
    negated: bool = False
    operator: Operator | None = None
    other: Name | None = None
    measure: Measure = "value"


@frozen
class Prose:
    """A part that is not understood."""

    text: str


@frozen
class Every:
    """All parts hold."""

    parts: tuple[Expr, ...]


@frozen
class Some:
    """At least one part holds."""

    parts: tuple[Expr, ...]


Expr = Clause | Prose | Every | Some


def at_level(said: Expr, level: str) -> Expr:
    """What is said, with a level for the names that give none themselves."""
    if isinstance(said, Prose) or not level:
        return said
    if isinstance(said, Every | Some):
        return evolve(said, parts=tuple(at_level(part, level) for part in said.parts))
    return evolve(said, names=tuple(name if name.level else evolve(name, level=level) for name in said.names))


def together(parts: tuple[Expr, ...]) -> Expr:
    """All parts as one."""
    return parts[0] if len(parts) == 1 else Every(parts)


def opposite(said: Expr) -> Expr:
    """That it is not so."""
    if isinstance(said, Prose):
        return said
    if isinstance(said, Clause):
        return evolve(said, negated=not said.negated, every=not said.every)
    parts = tuple(opposite(part) for part in said.parts)
    return Some(parts) if isinstance(said, Every) else Every(parts)


def is_prose(said: Expr) -> bool:
    """Whether nothing of it is understood."""
    if isinstance(said, Every | Some):
        return all(is_prose(part) for part in said.parts)
    return isinstance(said, Prose)


#: With these words a purpose begins, which no request tells.
WISH = ("you", "want", "to")


def is_wish(said: Expr) -> bool:
    """Whether it is no more than what someone wants."""
    return isinstance(said, Prose) and said.text.startswith(" ".join(WISH))


def prose_in(said: Expr) -> list[str]:
    """The parts that are not understood."""
    if isinstance(said, Prose):
        return [said.text]
    if isinstance(said, Clause):
        return []
    return [text for part in said.parts for text in prose_in(part)]


@frozen
class Constraint:
    """What a sentence demands.

    Attributes:
        fact: The wording's fact; see :mod:`~tiktok_bindgen.sentences.rule_wordings`.
        names: The fields that it is about; empty for the sentence's own field.
        values: The values that it names.
        when: Under which condition; ``None`` for always.
        sign: For an order or a limit, the relation that must hold.
        other: For an order, the field to compare with.
        numbers: For a limit, its numbers, or its date.
        others: For alternatives, the fields that may be given instead of all of ``names``.
        every: Whether every name is meant, or any one; ``None`` where only one is named.
        also: For ``never``, what must not be besides the condition.
        along: It is demanded along with the sentence's own field, or the value of it that it is about.
        levels: For what stands beside each other, its level, and that of what it all stands in.
    """

    fact: str
    names: tuple[Name, ...] = ()
    values: tuple[str, ...] = ()
    when: Expr | None = None
    sign: Operator | None = None
    other: Name | None = None
    numbers: tuple[int | float | str, ...] = ()
    others: tuple[Name, ...] = ()
    every: bool | None = None
    also: Expr | None = None
    along: bool = False
    levels: tuple[str, ...] = ()
