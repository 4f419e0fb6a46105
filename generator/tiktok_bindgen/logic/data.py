"""Parse rules from JSON data: what `to_data` wrote, possibly edited by hand since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast, get_args

from tiktok_bindgen.logic.model import (
    GROUPS,
    ITEM,
    VALUE,
    All,
    Any_,
    Bound,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Kind,
    Measure,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    Scalar,
    atoms,
    path_of,
)


def from_data(data: Mapping[str, Any]) -> Rule:
    """Parse a rule from JSON data.

    Raises:
        ValueError: The data is no valid rule; the message says why.
    """
    try:
        rule = _rule(data)
        fault = next(_faults(rule), None)
    except KeyError as error:
        fault = f"{error} is missing"
    except (TypeError, AttributeError, IndexError) as error:
        fault = f"{type(error).__name__}: {error}"
    if fault is None:
        return rule
    raise ValueError(f"not a rule: {fault}, in {ascii(data)[:100]}")


def _faults(rule: Rule) -> Iterator[str]:
    """Yield what is invalid in a rule."""
    if rule.kind not in get_args(Kind) or not rule.targets:
        yield f"kind {rule.kind!r} with {len(rule.targets)} targets"
    if rule.kind in GROUPS and len(rule.targets) < 2:
        yield f"{rule.kind} with one target"
    if rule.kind == "relational" and (len(rule.targets) != 2 or rule.operator not in get_args(Operator)):
        yield f"relational between {len(rule.targets)} fields by {rule.operator!r}"
    if rule.kind in {"value-in", "value-not-in"} and not rule.values:
        yield f"{rule.kind} without values"
    if rule.kind in {"limit", "arithmetic"} and rule.bound is None:
        yield f"{rule.kind} without a bound"
    if rule.bound is not None:
        yield from _comparison_faults(rule.bound.operator, rule.bound.measure, [rule.bound.number], rule.kind)
    paths, values = list(rule.targets), list(rule.values)
    for atom in atoms(rule.when):
        paths.append(atom.path)
        default = getattr(atom, "default", None)
        values += [] if default is None else [default]
        if isinstance(atom, Compares):
            paths += [] if atom.other is None else [atom.other]
            bounds = [] if atom.bound is None else [atom.bound]
            yield from _comparison_faults(atom.operator, atom.measure, bounds)
        elif not isinstance(atom, Present):
            values += atom.values
            if not atom.values:
                yield "a condition without values"
    if any(not path or path[0] in {ITEM, VALUE} for path in paths):
        yield "a path that starts with no name"
    if any(not isinstance(value, str | int | float) for value in values):
        yield "a value that is no text, number or truth value"


def _comparison_faults(operator: str, measure: str, bounds: list[Scalar], kind: str = "") -> Iterator[str]:
    several = measure in {"days", "product"} and kind != "arithmetic"
    if operator not in get_args(Operator) or measure not in get_args(Measure) or several:
        yield f"a comparison by {operator!r} of {measure!r}"
    if any(not isinstance(bound, str | int | float) for bound in bounds):
        yield "a bound that is neither a number nor a date"


def _rule(data: Mapping[str, Any]) -> Rule:
    bound = data.get("bound")
    return Rule(
        kind=data["kind"],
        targets=_paths(data["targets"]),
        scope=path_of(data.get("scope", "")),
        when=_condition(data["when"]) if "when" in data else None,
        values=tuple(data.get("values", ())),
        bound=None if bound is None else Bound(bound["operator"], bound["number"], bound["measure"]),
        operator=data.get("operator"),
        exception=_example(data.get("x-exception")),
    )


def _example(data: object) -> tuple[str, int] | None:
    """The page and line that a rule's exception is from; ``None`` if it is none."""
    if not isinstance(data, Mapping):
        return None
    page, line = data.get("page"), data.get("line")
    return (page, line) if isinstance(page, str) and isinstance(line, int) else None


def _paths(texts: Iterable[str]) -> tuple[Path, ...]:
    return tuple(path_of(text) for text in texts)


def _conditions(parts: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    found = tuple(map(_condition, parts))
    if not found:
        raise TypeError("a condition of no parts")
    return found


def _condition(data: Mapping[str, Any]) -> Condition:
    for name, kind in (("all", All), ("any", Any_)):
        if name in data:
            return kind(_conditions(data[name]))
    if "not" in data:
        return Not(_condition(data["not"]))
    if "present" in data:
        return Present(path_of(data["present"]))
    if "in" in data:
        return In(path_of(data["in"]), tuple(data["values"]), data.get("default"))
    if "contains" in data:
        return Contains(path_of(data["contains"]), tuple(data["values"]))
    if "holds_only" in data:
        return HoldsOnly(path_of(data["holds_only"]), tuple(data["values"]))
    other = data.get("other")
    return Compares(
        path_of(data["compares"]),
        cast("Operator", data["operator"]),
        data.get("bound"),
        None if other is None else path_of(other),
        cast("Measure", data.get("measure", "value")),
        data.get("default"),
    )
