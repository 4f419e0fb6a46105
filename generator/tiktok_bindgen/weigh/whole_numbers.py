"""Decide which numbers are whole by all fields of the same name, and by examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import evolve

from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.tree import Path, mapped_operation, walk
from tiktok_bindgen.interpret.whole_numbers import is_any_number, is_inferred
from tiktok_bindgen.read.page import Side
from tiktok_bindgen.weigh.evidence import EvidenceByOperation, field_at
from tiktok_bindgen.weigh.typed import shape

# A name means whole numbers if at least so many of its fields do, and so many for each that does not.
_MANY = 10


def with_whole_numbers(document: Document, collected: EvidenceByOperation) -> Document:
    """Make fields of one name agree on whether they are whole numbers.

    If an example has a fraction, no field of that name stays an inferred integer. That contradicts nothing
    documented, so the example no longer counts as evidence against a type. If nearly all fields of a name are
    integers, those whose descriptions say nothing are, too.
    """
    fractions = set(_with_fractions(collected))
    whole = set(_mostly_whole(document.operations)) - fractions

    def change(_: Side, __: Path, of: Field) -> Field:
        if of.name in fractions and is_inferred(of) and not of.enum:
            return evolve(of, type=evolve(of.type, kind="number"))
        if of.name in whole and is_any_number(of):
            return evolve(of, type=evolve(of.type, kind="integer"))
        return of

    if not fractions | whole:
        return document
    return evolve(document, operations=tuple(mapped_operation(each, change) for each in document.operations))


def _with_fractions(collected: EvidenceByOperation) -> Iterable[str]:
    """Yield the names of fields with fractions in examples, and remove that evidence against their types."""
    for (method, path, side), evidence in collected.found.items():
        operation = collected.operations[method, path][0]
        fields = operation.parameters if side == "request" else operation.response
        for place, fact in list(evidence.against):
            of = field_at(fields, place) if fact == "type" and place else None
            if of is None or not is_inferred(of):
                continue
            if any(shape(each.value)[0] == "number" for each in evidence.against[place, fact]):
                del evidence.against[place, fact]
                yield of.name


def _mostly_whole(operations: Iterable[Operation]) -> Iterable[str]:
    """Yield the names of many fields of which nearly all are integers."""
    kinds = Counter(
        (of.name, of.type.kind)
        for each in operations
        for fields in (each.parameters, each.response)
        for _, of in walk(fields)
    )
    for (name, kind), number in kinds.items():
        others = kinds[name, "number"]
        if kind == "integer" and number >= _MANY and 0 < _MANY * others <= number:
            yield name
