"""Find amounts whose range is stated in a list, such as budgets with a range for each currency.

A description links to the list's ranges. Its words or the operation's path tell at which level of the account
the amount is; the meanings of a sibling's values tell for which of them the range applies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.appendix_model import Enumeration
from tiktok_bindgen.interpret.model import Field, ListRange, Operation
from tiktok_bindgen.interpret.tree import Path, mapped_operation, walk
from tiktok_bindgen.logic.model import SPOKEN_LEVELS
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.read.page import Side

_LEVEL = r"(?P<level>campaign|ad group)"
# Words that lead from a field to the ranges of a list; ``fact`` is what has a minimum and maximum there.
_POINTER = re.compile(r"\[(?:[^\]]{0,80}- ?)?(?P<fact>daily budget) value range\]\(", re.IGNORECASE)
# Words for the level of an amount.
_LEVELS = (
    re.compile(rf"\b{_LEVEL} budget\b(?! optimi[sz]ation)", re.IGNORECASE),
    re.compile(rf"\bbudget for the (?:new )?{_LEVEL}\b", re.IGNORECASE),
)
# The meaning of a sibling's value for which the range applies.
_MODE = re.compile(r"^(?:dynamic )?(?P<fact>daily budget)\b", re.IGNORECASE)

#: The sentence on facts pages.
WRITTEN = re.compile(
    r"^Range: `(?P<fact>\w+)` of the list `(?P<list>[^`]+)`"
    rf"(?: at the {_LEVEL} level)?(?: when `(?P<field>\w+)` is (?P<values>`.*`))?\.$"
)
_CODE = re.compile(r"`([^`]+)`")
_SEGMENTS = frozenset({"campaign", "adgroup"})


def written_range(of: ListRange) -> str:
    """Write the sentence of a facts page for a range."""
    level = f" at the {SPOKEN_LEVELS[of.level]} level" if of.level else ""
    mode = f" when `{of.field}` is {' or '.join(f'`{value}`' for value in of.values)}" if of.field else ""
    return f"Range: `{of.fact}` of the list `{of.list}`{level}{mode}."


def with_ranges(operations: Iterable[Operation], lists: Iterable[Enumeration], memo: Memo) -> list[Operation]:
    """Say of the fields of operations with descriptions which ranges of known lists they have."""
    ranged = [(fact.name, each.name) for each in lists for fact in each.facts if fact.case.level]
    known = {fact.removeprefix("min_"): name for fact, name in ranged if fact.startswith("min_")}
    memo = memo.beside(tuple(known.items()))
    return [memo(_with_ranges, each, known) for each in operations]


def _with_ranges(operation: Operation, known: dict[str, str]) -> Operation:
    around: dict[tuple[Side, Path], tuple[Field, ...]] = {}
    sides: tuple[tuple[Side, tuple[Field, ...]], ...] = (
        ("request", operation.parameters),
        ("response", operation.response),
    )
    for side, fields in sides:
        around[side, ()] = fields
        around |= {(side, path): each.children for path, each in walk(fields)}

    def change(side: Side, path: Path, field: Field) -> Field:
        if field.type.kind not in {"number", "integer"}:
            return field
        found = _range(field, around[side, path[:-1]], operation, known)
        return field if found is None else evolve(field, range=found)

    return mapped_operation(operation, change)


def _range(
    field: Field, around: Sequence[Field], operation: Operation, known: dict[str, str]
) -> ListRange | None:
    text = field.description
    for line in text.splitlines():
        if written := WRITTEN.match(line):
            level, values = written["level"] or "", tuple(_CODE.findall(written["values"] or ""))
            return ListRange(
                written["list"], written["fact"], level.replace(" ", ""), written["field"] or "", values
            )
    pointed = _POINTER.search(text)
    fact = pointed["fact"].lower().replace(" ", "_") if pointed else ""
    if fact not in known:
        return None
    levels = {match["level"].lower() for each in _LEVELS for match in each.finditer(text)}
    if len(levels) != 1:
        levels = {SPOKEN_LEVELS[step] for step in operation.path.split("/") if step in _SEGMENTS}
    level = levels.pop().replace(" ", "") if len(levels) == 1 else ""
    mode, values = _mode(around, fact)
    return ListRange(known[fact], fact, level, mode, values)


def _mode(around: Sequence[Field], fact: str) -> tuple[str, tuple[str, ...]]:
    """The sibling that decides whether a range applies, and its values for which it does."""
    for other in around:
        values = tuple(
            str(each.value)
            for each in other.enum
            if (match := _MODE.search(each.meaning)) and match["fact"].lower().replace(" ", "_") == fact
        )
        if values:
            return other.name, values
    return "", ()
