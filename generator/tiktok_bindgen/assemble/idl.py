"""Rules between fields in IDL, for ``x-dependencies`` on an operation.

IDL (https://github.com/isa-group/IDL) is a language for the dependencies between an operation's parameters,
with reasoners and test generators of its own. Its parameters are flat, so that only rules between fields at
the top of a request can be said; it has no words for what is in a list or for how long a text is.

To IDL a parameter with a value is one that is given: ``a=='X'`` is false where ``a`` is not, and
``NOT a=='X'`` true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from tiktok_bindgen.logic.evaluate import equal
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    Scalar,
    negation,
)

_GROUPS = {"or": "Or", "only-one": "OnlyOne", "zero-or-one": "ZeroOrOne", "all-or-none": "AllOrNone"}
_RESERVED = frozenset({"IF", "THEN", "NOT", "AND", "OR", "LIKE", "true", "false", *_GROUPS.values()})
_PLAIN_NAME = re.compile(r"[A-Za-z_.][A-Za-z_.0-9]*")
_ODD_NAME = re.compile(r"[A-Za-z_.\-/:\[\]][A-Za-z_.\-/:\[\]0-9]*")


def dependencies(rules: Iterable[Rule]) -> list[str]:
    """Rules as IDL says them, each once; those that it cannot say are left out."""
    return list(dict.fromkeys(said for rule in rules if (said := dependency(rule)) is not None))


def dependency(rule: Rule) -> str | None:
    """One rule as an IDL dependency; ``None`` where IDL has no words for it.

    Examples:
        >>> dependency(Rule("requires", (("soil",),), when=In(("plot",), ("BIG",))))
        "IF plot=='BIG' THEN soil;"
    """
    if rule.scope:
        return None
    try:
        return _dependency(rule)
    except _InexpressibleError:
        return None


class _InexpressibleError(Exception):
    """IDL has no words for it."""


def _dependency(rule: Rule) -> str:
    targets = [_name(target) for target in rule.targets]
    when = [] if rule.when is None else _conjunction(rule.when)
    if rule.kind in _GROUPS:
        group = f"{_GROUPS[rule.kind]}({', '.join(targets)})"
        return _implied(when, group) if when else f"{group};"
    if rule.kind == "relational":
        first, second = targets
        # By itself it holds where either is not given; as a consequence it demands both.
        order = f"{first}{rule.operator}{second}"
        return _implied([*when, first, second], order) if when else f"{order};"
    if rule.kind in {"requires", "forbids"}:
        # That a field is needed, or not allowed, whatever else is given, is no dependency.
        if not when:
            raise _InexpressibleError
        no = "NOT " if rule.kind == "forbids" else ""
        return _implied(when, " AND ".join(f"{no}{target}" for target in targets))
    if len(targets) > 1:
        raise _InexpressibleError
    return _implied([*targets, *when], _of_value(rule, targets[0]))


def _of_value(rule: Rule, target: str) -> str:
    """What must hold of a value that is given."""
    if rule.kind == "limit":
        if rule.bound is None or rule.bound.measure != "value":
            raise _InexpressibleError
        return _bounded(target, rule.bound.operator, rule.bound.number)
    allowed = _one_of(target, rule.values)
    return allowed if rule.kind == "value-in" else f"NOT {allowed}"


def _implied(conditions: Sequence[str], consequence: str) -> str:
    return f"IF {' AND '.join(conditions)} THEN {consequence};"


# -- conditions ----------------------------------------------------------------------------


def _conjunction(condition: Condition) -> list[str]:
    """A condition as parts that all hold."""
    if isinstance(condition, All):
        return [part for each in condition.conditions for part in _conjunction(each)]
    return [_predicate(condition)]


def _predicate(condition: Condition) -> str:
    """A condition as one clause: what has several parts is in brackets, since AND and OR bind alike."""
    if isinstance(condition, All | Any_):
        word = " AND " if isinstance(condition, All) else " OR "
        return _bracketed([_predicate(part) for part in condition.conditions], word)
    if isinstance(condition, Not):
        if isinstance(condition.condition, All | Any_ | Not):
            return _predicate(negation(condition.condition))
        return f"NOT {_atom(condition.condition)}"
    return _atom(condition)


def _atom(atom: In | Present | Contains | HoldsOnly | Compares) -> str:
    name = _name(atom.path)
    if isinstance(atom, Present):
        return name
    if isinstance(atom, In):
        said = _one_of(name, atom.values)
        by_default = any(equal(value, atom.default) for value in atom.values)
        return _bracketed([f"NOT {name}", said], " OR ") if by_default else said
    if not isinstance(atom, Compares) or atom.measure != "value" or atom.default is not None:
        raise _InexpressibleError
    if atom.other is not None:
        return f"({name}{atom.operator}{_name(atom.other)})"
    return _bounded(name, atom.operator, atom.bound)


def _one_of(name: str, values: Sequence[Scalar]) -> str:
    texts = [value for value in values if isinstance(value, str)]
    parts = [f"{name}=={'|'.join(map(_text, texts))}"] if texts else []
    parts += [f"{name}=={_literal(value)}" for value in values if not isinstance(value, str)]
    return _bracketed(parts, " OR ")


def _bounded(name: str, operator: Operator, bound: object) -> str:
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        raise _InexpressibleError
    return f"{name}{operator}{_literal(bound)}"


def _bracketed(parts: Sequence[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"({word.join(parts)})"


# -- words ---------------------------------------------------------------------------------


def _name(path: Path) -> str:
    (name, *deeper) = path
    if deeper:
        raise _InexpressibleError
    if _PLAIN_NAME.fullmatch(name) and name not in _RESERVED:
        return name
    if _ODD_NAME.fullmatch(name):
        return f"[{name}]"
    raise _InexpressibleError


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _literal(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(Decimal(str(value)), "f")
