"""Merge the operations of several pages that document the same one.

A request has the parameters of one of the pages, so a parameter is required, or a value refused, only if
every page does so. A reply may have the fields of all. Titles and descriptions are those of the page with the
most fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.merge import merged
from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.interpret.prose import fields_without_prose
from tiktok_bindgen.interpret.repeats import fullest_first, repeated
from tiktok_bindgen.interpret.supplements import distinct
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.sentences.alternatives import rules_of_pages


def united(operations: Sequence[Operation]) -> tuple[Operation, tuple[Problem, ...]]:
    """Make one operation of several with the same path and method, in any order.

    For every further page there is a problem that names the fields on which the pages differ.
    """
    operations = fullest_first(operations) if len(operations) > 1 else operations
    kept, *others = operations
    if not others:
        return kept, ()
    sets = _sets(operations)
    parameters = merged([each.parameters for each in operations]) if len(sets) > 1 else kept.parameters
    whole = evolve(
        kept,
        lifecycle=kept.lifecycle if all(each.lifecycle for each in operations) else None,
        headers=_first_of_each(each.headers for each in operations),
        parameters=parameters,
        alternatives=sets if len(sets) > 1 else (),
        rules=_rules(operations, parameters),
        response_headers=_first_of_each(each.response_headers for each in operations),
        response=_united_response(operations),
    )
    return whole, tuple(repeated(kept, other) for other in others)


def _sets(operations: Sequence[Operation]) -> tuple[Alternative, ...]:
    """Return the distinct sets of parameters, titled by themselves or their pages, and numbered if needed."""
    found: list[Alternative] = []
    for operation in operations:
        for each in operation.alternatives or (Alternative(operation.title, operation.parameters),):
            if not any(_same(each.fields, known.fields) for known in found):
                found.append(each)
    names = distinct([each.name for each in found])
    return tuple(evolve(each, name=name) for each, name in zip(found, names, strict=True))


def _rules(operations: Sequence[Operation], parameters: tuple[Field, ...]) -> tuple[Rule, ...]:
    """The rules of all descriptions; where no schema has sets of parameters, what each says of its fields."""
    distinct_sets: list[Operation] = []
    for operation in operations:
        if not any(_same(operation.parameters, known.parameters) for known in distinct_sets):
            distinct_sets.append(operation)
    kept, *others = distinct_sets
    return rules_of_pages(distinct_sets, parameters if kept.method == "GET" else ()) if others else kept.rules


def _united_response(operations: Sequence[Operation]) -> tuple[Field, ...]:
    replies: list[tuple[Field, ...]] = []
    for operation in operations:
        if not any(_same(operation.response, known) for known in replies):
            replies.append(operation.response)
    return merged(replies)


def _same(one: tuple[Field, ...], other: tuple[Field, ...]) -> bool:
    return fields_without_prose(one) == fields_without_prose(other)


def _first_of_each(sets: Iterator[tuple[Field, ...]]) -> tuple[Field, ...]:
    found: dict[str, Field] = {}
    for fields in sets:
        for field in fields:
            found.setdefault(field.name.casefold(), field)
    return tuple(found.values())
