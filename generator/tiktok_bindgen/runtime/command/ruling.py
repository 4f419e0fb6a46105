"""``rules``: explain a rule that a check names, or list the rules of an operation."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ..arguments import MisuseError, Parser, Verb
from ..contested import OF_VALUES
from ..kinds import Entries, Fields, Items, Later, Ruled
from ..lookup import Row, did_you_mean
from ..rules import Rule
from .package import Package
from .parsing import OPERATION, operation
from .reading import show, show_json

_RULES = (
    "Explain a rule by its id, as printed by check: what it says, its fields and operations, and whether it "
    f"is enforced. Or list the rules between fields of an operation. {OPERATION}"
)

# The rules that are not between fields, keyed by their id or its beginning.
_GENERAL = {
    **OF_VALUES,
    "precision": "An amount has a finer step than its currency allows; checked with --currency.",
    "min_": "An amount is below the minimum in its currency; checked with --currency.",
    "max_": "An amount is above the maximum in its currency; checked with --currency.",
    "report-": "A metric, dimension or filter of a report cannot be combined with the rest of the request.",
    "placeholder": "A step of a plan uses an id that no earlier step returns.",
}


class KnownRule(NamedTuple):
    """A rule with the operations that have it."""

    rule: Rule
    rows: Sequence[Row]  # the operations
    contested: Sequence[Row]  # those operations for which it is not enforced, because examples contradict it


def _arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="+", metavar="ID | OPERATION", help="a rule's id, or an operation")
    parser.switch("--json", "print it as JSON")


def _rules(options: argparse.Namespace, package: Package) -> int:
    words: list[str] = options.words
    if len(words) == 1 and (words[0] in _GENERAL or ":" in words[0].replace("://", "")):
        return _explain(words[0], package, as_json=options.json)
    try:
        row, _ = operation(words, package.operations, listed=package.listed)
    except MisuseError:
        if len(words) == 1 and (near := did_you_mean(words[0], _GENERAL, most=1)):
            raise MisuseError(f"no such rule: {words[0][:200]}{near}") from None
        raise
    found = [KnownRule(rule, (row,), (row,) if contested else ()) for rule, contested in _of(row, package)]
    if options.json:
        show_json([data_of(each) for each in found])
        return 0
    for each in found:
        show(f"{each.rule.id}\n  {each.rule.message}{' (not enforced)' if each.contested else ''}")
    if not found:
        show(f"{row[0]} {row[1]} has no rules between its fields")
    return 0


def _explain(name: str, package: Package, *, as_json: bool) -> int:
    known = known_rule(name, package)
    if known is None:
        ids = {rule.id for row in package.operations for rule, _ in _of(row, package)}
        near = did_you_mean(name, sorted(ids)) or "; `rules OPERATION` lists those of one"
        raise MisuseError(f"no such rule: {name[:200]}{near}")
    if isinstance(known, str):
        shown, lines = {"id": name, "sentence": known}, [name, "", known]
    else:
        shown, lines = data_of(known), [*_lines(known)]
    if as_json:
        show_json(shown)
    else:
        show("\n".join(lines))
    return 0


def known_rule(name: str, package: Package) -> KnownRule | str | None:
    """Return a rule by its id or, if it is not between fields, a sentence about it; ``None`` for no rule."""
    pairs = ((row, *found) for row in package.operations for found in _of(row, package))
    rules = [found for found in pairs if found[1].id == name]
    if not rules:
        return next((text for start, text in _GENERAL.items() if name.startswith(start)), None)
    rows = [row for row, _, _ in rules]
    return KnownRule(rules[0][1], rows, [row for row, _, contested in rules if contested])


def _of(row: Row, package: Package) -> Iterator[tuple[Rule, bool]]:
    """Yield the rules of an operation, each with whether examples contradict it."""
    checks = package.checks_of(row)
    if checks is None:
        return
    contested = {name for _, name in checks.contested}
    found = {rule.id: rule for rule in _below((checks.request, *_named_by(checks.levels)), set())}
    yield from ((rule, rule.id in contested) for rule in found.values())


def _below(things: Iterable[object], seen: set[int]) -> Iterator[Rule]:
    """Yield the rules of kinds and of all kinds nested in them."""
    for thing in things:
        if isinstance(thing, Rule):
            yield thing
        elif id(thing) not in seen:
            seen.add(id(thing))
            yield from _below(_inside(thing), seen)


def _inside(thing: object) -> Iterable[object]:
    match thing:
        case Ruled():
            return (*_named_by(thing.rules), *thing.known.values())
        case Fields():
            return thing.known.values()
        case Items():
            return (thing.item,)
        case Entries():
            return (thing.value,)
        case Later():
            return (thing.kind(),)
        case _:
            return ()


def _named_by(function: Any) -> Iterator[object]:
    """Yield the objects of its module that a function uses: the rules that it reports, and kinds."""
    if function is not None:
        yield from sys.modules[function.__module__].CHECKS.used_by(function.__code__)


def data_of(known: KnownRule) -> dict[str, Any]:
    """Return what is known of a rule, as JSON."""
    rule = known.rule
    kind, field, _ = (*rule.id.split(":"), "", "")[:3]
    operations = [
        {"method": row[0], "path": row[1], "docs": row[3], "enforced": row not in known.contested}
        for row in known.rows
    ]
    return {
        "id": rule.id,
        "sentence": rule.message,
        "kind": kind,
        "field": field,
        "depends_on": [*rule.fields],
        "operations": operations,
    }


def _lines(known: KnownRule) -> Iterator[str]:
    rule = known.rule
    yield rule.id
    yield ""
    yield from textwrap.wrap(f"{rule.message}.", 100, break_long_words=False, break_on_hyphens=False)
    yield ""
    _, field, _ = (*rule.id.split(":"), "", "")[:3]
    if field:
        yield f"field       {field}"
    if rule.fields:
        yield f"depends on  {', '.join(rule.fields)}"
    for row in known.rows:
        doubted = " (not enforced: documented examples contradict it)" if row in known.contested else ""
        yield f"operation   {row[0]} {row[1]}{doubted}"
        if row[3]:
            yield f"            {row[3]}"
    yield f"skip it     check --waive {rule.id}, or waive=[{rule.id!r}] of a call"


RULES = Verb(
    "rules",
    "ID | OPERATION",
    "explain a rule, or list those of an operation",
    _RULES,
    ("python -m tiktok_business rules required", "python -m tiktok_business rules campaign.create"),
    _arguments,
    _rules,
)
