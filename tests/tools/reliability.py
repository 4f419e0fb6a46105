"""Measure how often documented requests contradict each kind of fact, of how often the fact applies to them.

python tests/tools/reliability.py FOLDER

A type and a list of values apply if the request has the field, a required field if it has the object around
it, a rule if its condition holds, and the names of a table if the request has a name that the table lacks.
The output shows which kinds of facts a client can enforce. Examples that weighing regards as faulty are not
counted.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import evolve

from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.enums import is_id
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import Present, Rule, atoms
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.sources import find_pages, read_pages
from tiktok_bindgen.weigh.calls import Shown, shown
from tiktok_bindgen.weigh.compare import Conflict, Names, compared
from tiktok_bindgen.weigh.contradicted import documented
from tiktok_bindgen.weigh.evidence import field_at

# An example that contradicts more facts than this is taken for one of something else.
_MOST = 4


def main(folder: Path) -> None:
    """Print the figures of a folder of pages."""
    pages = [each.page for each in read_pages(find_pages([folder]))]
    met, against = reliability(interpret(pages)[0], pages)
    for kind in sorted(met):
        share = against[kind] / met[kind]
        sys.stdout.write(f"{kind}: {against[kind]} of {met[kind]} against it ({share:.1%})\n")


def reliability(document: Document, pages: Sequence[Page]) -> tuple[Counter[str], Counter[str]]:
    """Count, by kind of fact, how often facts apply to requests, and how often these contradict them."""
    known = documented(document)
    elsewhere = {name for each in document.operations for name in _names((*each.parameters, *each.response))}
    met: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for one in (each for page in pages for each in shown(page, known)):
        if one.side != "request" or not isinstance(one.value, dict):
            continue
        of = known.get((one.method, one.path), ())
        found = [(compared(one, each).conflicts, each) for each in of]
        conflicts, operation = min(found, key=lambda each: len(each[0]), default=((), None))
        if operation is None or len(conflicts) > _MOST:
            continue
        # The id of a rule includes its field.
        broken = {(each.fact, () if ":" in each.fact else each.names) for each in conflicts}
        for kind, fact, names in _met(one, operation, conflicts, elsewhere):
            met[kind] += 1
            against[kind] += (fact, names) in broken
    return met, against


def _met(
    one: Shown, operation: Operation, conflicts: Sequence[Conflict], elsewhere: set[str]
) -> Iterator[tuple[str, str, Names]]:
    """Yield the facts that apply to a request: the kind, the fact, and the field."""
    yield from dict.fromkeys(_of_fields(one.value, operation.parameters, ()))
    for conflict in conflicts:
        if conflict.fact == "unknown":
            *above, name = conflict.names
            parent = field_at(operation.parameters, tuple(above)) if above else None
            beside = parent.children if parent is not None else operation.parameters
            if any(each.formerly is not None and each.formerly.name == name for each in beside):
                yield "a name: renamed since the version before", "unknown", conflict.names
            else:
                where = "in other tables" if name in elsewhere else "in no table"
                yield f"a name that its table lacks: {where}", "unknown", conflict.names
    for rule in operation.rules:
        if not rule.levels and _holds(rule, one.value):
            yield _kind_of_rule(rule), rule.id, ()


def _of_fields(value: object, fields: Sequence[Field], names: Names) -> Iterator[tuple[str, str, Names]]:
    if isinstance(value, list):
        for item in value:
            yield from _of_fields(item, fields, names)
    elif isinstance(value, dict):
        for field in fields:
            here = (*names, field.name)
            if field.presence == "required":
                yield f"required: {'inside an object' if names else 'at the top'}", "required", here
            if field.name in value:
                yield f"a type: {_kind_of_type(field)}", "type", here
                if field.enum:
                    several = "one value" if len(field.enum) == 1 else "several values"
                    yield f"a list: of {several}", "enum", here
                if field.formerly is not None and field.formerly.name:
                    yield "a name: renamed since the version before", "unknown", here
                yield from _of_fields(value[field.name], field.children, here)


def _kind_of_type(field: Field) -> str:
    if field.type.kind != "string":
        return field.type.kind
    before = field.formerly.type if field.formerly is not None else None
    was = ", a number before" if before is not None and before.kind in {"number", "integer"} else ""
    return f"{'id' if is_id(field.name) else 'text'}{was}"


def _kind_of_rule(rule: Rule) -> str:
    found = list(atoms(rule.when)) if rule.when is not None else []
    if not found:
        return f"a rule: {rule.kind}, always"
    given = all(isinstance(each, Present) for each in found)
    return f"a rule: {rule.kind}, {'where fields are given' if given else 'for values'}"


def _holds(rule: Rule, value: object) -> bool:
    """Report whether a rule's condition holds somewhere in a request."""
    demand = evolve(
        rule, kind="requires", targets=(("no such field",),), values=(), bound=None, operator=None
    )
    return bool(violations([demand], value))


def _names(fields: Sequence[Field]) -> Iterator[str]:
    for each in fields:
        yield each.name
        yield from _names(each.children)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
