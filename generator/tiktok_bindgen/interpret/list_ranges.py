"""Find amounts whose range is stated in a list, such as budgets with a range for each currency.

A description links to the list's ranges. Its words or the operation's path tell at which level of the account
the amount is; the meanings of a sibling's values tell for which of them the range applies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.appendix_model import Enumeration
from tiktok_bindgen.interpret.model import Field, ListRange, Operation
from tiktok_bindgen.interpret.tree import Path, mapped_operation, walk
from tiktok_bindgen.logic.model import SPOKEN_LEVELS
from tiktok_bindgen.read.page import Side

_LEVEL = r"(?P<level>campaign|ad group)"


@frozen
class Wording:
    """A wording, and a sentence that has it."""

    pattern: re.Pattern[str]
    example: str


def _wording(pattern: str, example: str) -> Wording:
    return Wording(re.compile(pattern, re.IGNORECASE), example)


# Words that lead from a field to the ranges of a list; ``fact`` is what has a minimum and maximum there.
POINTERS: tuple[Wording, ...] = (
    _wording(
        r"\[(?:[^\]]{0,80}- ?)?(?P<fact>daily budget) value range\]\(",
        "To see the range for a currency, see [Currency-Daily budget value range](https://garden.test/1).",
    ),
)
# Words for the level of an amount.
LEVELS: tuple[Wording, ...] = (
    _wording(rf"\b{_LEVEL} budget\b(?! optimi[sz]ation)", "Ad group budget."),
    _wording(rf"\bbudget for the (?:new )?{_LEVEL}\b", "The budget for the new campaign."),
)
# The meaning of a sibling's value for which the range applies.
MODES: tuple[Wording, ...] = (
    _wording(r"^(?:dynamic )?(?P<fact>daily budget)\b", "Dynamic daily budget. An average."),
)

# The sentence on facts pages.
_WRITTEN = re.compile(
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


def with_ranges(operations: Iterable[Operation], lists: Iterable[Enumeration]) -> list[Operation]:
    """Say of the fields of operations with descriptions which ranges of known lists they have."""
    ranged = [(fact.name, each.name) for each in lists for fact in each.facts if fact.case.level]
    known = {fact.removeprefix("min_"): name for fact, name in ranged if fact.startswith("min_")}
    return [_with_ranges(each, known) for each in operations]


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
        if written := _WRITTEN.match(line):
            level, values = written["level"] or "", tuple(_CODE.findall(written["values"] or ""))
            return ListRange(
                written["list"], written["fact"], level.replace(" ", ""), written["field"] or "", values
            )
    pointed = next(filter(None, (each.pattern.search(text) for each in POINTERS)), None)
    fact = pointed["fact"].lower().replace(" ", "_") if pointed else ""
    if fact not in known:
        return None
    levels = {match["level"].lower() for each in LEVELS for match in each.pattern.finditer(text)}
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
            for match in [wording.pattern.search(each.meaning) for wording in MODES]
            if match and match["fact"].lower().replace(" ", "_") == fact
        )
        if values:
            return other.name, values
    return "", ()
