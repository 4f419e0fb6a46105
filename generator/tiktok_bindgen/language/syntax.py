"""The syntax tree of a sentence, with names and values as written."""

from __future__ import annotations

from typing import Final, Literal

from attrs import evolve, frozen

from tiktok_bindgen.logic.model import Measure, Operator

Test = Literal["is", "only", "present", "used", "contains", "compares"]
#: Tests for the presence of a field.
THERE: Final[frozenset[Test]] = frozenset({"present", "used"})


@frozen
class Name:
    """A field as a sentence names it.

    Attributes:
        text: The name; empty for the sentence's own field.
        within: The names of objects around it that the sentence gives, outermost first.
        level: The level of the account that the sentence gives, such as ``campaign``; empty for none.
        array: The sentence calls it an array.
        object: The sentence calls it an object.
        called: Words in place of the name: ``the end time``. They mean the sentence's own field if its name
            matches them.
        feature: In place of the name, the letters of a feature it serves: ``latewatering``. They mean the
            sentence's own field if they contain a word of its name: ``watering_hours``.
        value: ``this value``: the value of the field that the sentence's line is about.
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
        every: Whether every one of them must pass the test, or any one.
        test: What is tested; ``used`` means that the field is specified by this call or an earlier one.
        values: The values for ``is``, ``only`` and ``contains``.
        negated: Whether the test is negated.
        operator: For ``compares``.
        other: For ``compares``, the field to compare with.
        measure: For ``compares``, what is compared; ``any`` for the items of a list, else the value.
    """

    names: tuple[Name, ...]
    test: Test
    values: tuple[str, ...] = ()
    every: bool = True
    negated: bool = False
    operator: Operator | None = None
    other: Name | None = None
    measure: Measure | Literal["any"] = "value"


@frozen
class Prose:
    """The text of a part that is not understood."""

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


def at_level(expr: Expr, level: str) -> Expr:
    """Set a level for the names in a condition that have none."""
    if isinstance(expr, Prose) or not level:
        return expr
    if isinstance(expr, Every | Some):
        return evolve(expr, parts=tuple(at_level(part, level) for part in expr.parts))
    return evolve(expr, names=tuple(name if name.level else evolve(name, level=level) for name in expr.names))


def together(parts: tuple[Expr, ...]) -> Expr:
    """Combine parts that must all hold."""
    return parts[0] if len(parts) == 1 else Every(parts)


def opposite(expr: Expr) -> Expr:
    """Negate a condition; parts that are not understood stay as they are."""
    if isinstance(expr, Prose):
        return expr
    if isinstance(expr, Clause):
        return evolve(expr, negated=not expr.negated, every=not expr.every)
    parts = tuple(opposite(part) for part in expr.parts)
    return Some(parts) if isinstance(expr, Every) else Every(parts)


def with_those_only(expr: Expr) -> Expr:
    """Narrow tests of lists for some items to lists without others: the others may be cases of their own."""
    if isinstance(expr, Every | Some):
        return evolve(expr, parts=tuple(map(with_those_only, expr.parts)))
    if isinstance(expr, Clause) and expr.test == "contains" and not expr.negated:
        return evolve(expr, test="only")
    return expr


def is_prose(expr: Expr) -> bool:
    """Whether nothing of it is understood."""
    if isinstance(expr, Every | Some):
        return all(is_prose(part) for part in expr.parts)
    return isinstance(expr, Prose)


#: The words that begin a purpose, which no request shows.
WISH = ("you", "want", "to")


def is_wish(expr: Expr) -> bool:
    """Whether it only says what someone wants."""
    return isinstance(expr, Prose) and expr.text.startswith(" ".join(WISH))


def prose_in(expr: Expr) -> list[str]:
    """The texts of the parts that are not understood."""
    if isinstance(expr, Prose):
        return [expr.text]
    if isinstance(expr, Clause):
        return []
    return [text for part in expr.parts for text in prose_in(part)]


@frozen
class Constraint:
    """A demand of a sentence.

    Attributes:
        fact: The wording's fact; see :mod:`~tiktok_bindgen.language.rule_wordings`.
        names: The fields that it is about; empty for the sentence's own field.
        values: The values that it names.
        when: The condition under which it applies; ``None`` for always.
        sign: For an order or a limit, the relation that must hold.
        other: For an order, the field to compare with.
        numbers: For a limit, its numbers, or its date.
        others: For alternatives, the fields that may be given instead of all of ``names``.
        every: Whether every name is meant, or any one; ``None`` where only one is named.
        also: For ``never``, a further condition that must not hold together with ``when``.
        along: It applies only where the sentence's own field, or the value that it is about, is given.
        levels: For siblings, their level and that of their parent.
        lists: It lists the values that are allowed in a case, so that another case allows others.
        ends: For a limit, its relations and numbers.
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
    lists: bool = False
    ends: tuple[tuple[Operator, int | float], ...] = ()
