"""One operation on several pages.

The pages are read as one: a request has the parameters of one of the pages, so nothing is required, or
refused, that one of them does not require, or allows. A reply may have the fields of all. Titles and words
are those of the page with the most fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from tiktok_bindgen.interpret.merge import merged
from tiktok_bindgen.interpret.model import Alternative
from tiktok_bindgen.interpret.prose import fields_without_prose
from tiktok_bindgen.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiktok_bindgen.interpret.model import Field, Operation

_SHOWN = 8


def united(operations: Sequence[Operation]) -> tuple[Operation, tuple[Problem, ...]]:
    """Make one operation of several with the same path and method.

    Args:
        operations: The operations, the one whose title and words are kept first.

    Returns:
        The operation, and for every further page a problem that names the fields on which the pages differ.
    """
    kept, *others = operations
    if not others:
        return kept, ()
    sets = _sets(operations)
    whole = evolve(
        kept,
        lifecycle=kept.lifecycle if all(each.lifecycle for each in operations) else None,
        headers=_first_of_each(each.headers for each in operations),
        parameters=merged([each.parameters for each in operations]) if len(sets) > 1 else kept.parameters,
        alternatives=sets if len(sets) > 1 else (),
        response_headers=_first_of_each(each.response_headers for each in operations),
        response=_united_response(operations),
    )
    return whole, tuple(_repeated(kept, other) for other in others)


def _sets(operations: Sequence[Operation]) -> tuple[Alternative, ...]:
    """The different sets of parameters, each under its own or its page's title."""
    found: list[Alternative] = []
    for operation in operations:
        for each in operation.alternatives or (Alternative(operation.title, operation.parameters),):
            if not any(_same(each.fields, known.fields) for known in found):
                used = {known.name for known in found}
                name = each.name if each.name not in used else f"{each.name} ({operation.page})"
                found.append(evolve(each, name=name))
    return tuple(found)


def _united_response(operations: Sequence[Operation]) -> tuple[Field, ...]:
    replies: list[tuple[Field, ...]] = []
    for operation in operations:
        if not any(_same(operation.response, known) for known in replies):
            replies.append(operation.response)
    return replies[0] if len(replies) == 1 else merged(replies)


def _same(one: tuple[Field, ...], other: tuple[Field, ...]) -> bool:
    return fields_without_prose(one) == fields_without_prose(other)


def _first_of_each(sets: Iterator[tuple[Field, ...]]) -> tuple[Field, ...]:
    found: dict[str, Field] = {}
    for fields in sets:
        for field in fields:
            found.setdefault(field.name.casefold(), field)
    return tuple(found.values())


def _repeated(kept: Operation, other: Operation) -> Problem:
    differing = sorted(
        {
            *_differences(kept.parameters, other.parameters, ""),
            *_differences(kept.response, other.response, "response."),
        }
    )
    shown = ", ".join(differing[:_SHOWN]) + (" …" if len(differing) > _SHOWN else "")
    what = f"they differ in {len(differing)} fields: {shown}" if differing else "they state the same"
    text = f"{other.method} {other.path} is also on {kept.page}; {what}"
    return Problem(other.page, 0, "operation-repeated", text)


def _differences(one: Sequence[Field], other: Sequence[Field], where: str) -> Iterator[str]:
    """The paths of fields that two sets state differently, or that only one of them has."""
    mine, theirs = ({field.name: field for field in fields} for fields in (one, other))
    for name in {*mine, *theirs}:
        first, second = mine.get(name), theirs.get(name)
        if first is None or second is None:
            yield f"{where}{name}"
            continue
        if _own(first) != _own(second):
            yield f"{where}{name}"
        yield from _differences(first.children, second.children, f"{where}{name}.")


def _own(field: Field) -> Field:
    bare = fields_without_prose((evolve(field, children=(), alternatives=()),))
    return bare[0]
