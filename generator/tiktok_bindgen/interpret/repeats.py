"""Choose among several pages that document one operation.

The reference documents an operation completely and on its own page. Guides repeat it among others, and leave
out what they do not need, or its reply. Such a page states nothing of the operation that the reference does
not, so it is left out, whatever its name and whatever the order of pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.prose import fields_without_prose
from tiktok_bindgen.interpret.tree import Path, walk
from tiktok_bindgen.problem import Problem

_SHOWN = 8


def without_repeats(operations: Sequence[Operation]) -> tuple[list[Operation], list[Problem]]:
    """Mark the operations that other pages document better.

    Returns:
        The operations in the same order, and for each marked one a problem that names the fields in which it
        differs.
    """
    on_page = Counter(each.page for each in operations)
    marked: dict[int, Operation] = {}
    problems: list[Problem] = []
    for best, *others in by_preference(operations):
        for other in others:
            among_others = on_page[other.page] > 1 >= on_page[best.page]
            if among_others or (best.response and not other.response) or _is_covered(other, best):
                marked[id(other)] = evolve(other, repeats=best.page)
                problems.append(repeated(best, other))
    return [marked.get(id(each), each) for each in operations], problems


def by_preference(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Yield each operation as its pages document it, the best first: with its reply, on a page of its own."""
    on_page = Counter(each.page for each in operations)
    groups: defaultdict[tuple[str, str], list[Operation]] = defaultdict(list)
    for each in operations:
        groups[each.path, each.method].append(each)
    for group in groups.values():
        if len(group) == 1:  # most are documented once
            yield group
        else:
            yield sorted(fullest_first(group), key=lambda each: (not each.response, on_page[each.page] > 1))


def fullest_first(operations: Iterable[Operation]) -> list[Operation]:
    """Sort descriptions of one operation, in any order; page names matter only if all else is the same."""
    keys = {id(each): preference(each) for each in operations}
    if len({*keys.values()}) < len(keys):
        # Slow, and seldom needed.
        operations = sorted(operations, key=repr)
    return sorted(operations, key=lambda each: keys[id(each)])


def preference(operation: Operation) -> tuple[object, ...]:
    """A sort key that puts the fullest description of an operation first; page names do not matter."""
    fields = (*operation.headers, *operation.parameters, *operation.response)
    paths = tuple((".".join(path), field.presence) for path, field in walk(fields))
    return -len(paths), operation.title, paths, operation.documented or ""


def repeated(kept: Operation, other: Operation) -> Problem:
    """The problem that another page documents the operation, too; it names where the two differ."""
    differing = sorted(
        {
            *_differences(kept.parameters, other.parameters, ()),
            *_differences(kept.response, other.response, ("response",)),
        }
    )
    shown = ", ".join(differing[:_SHOWN]) + (" …" if len(differing) > _SHOWN else "")
    fields = number_of(len(differing), "field")
    what = f"they differ in {fields}: {shown}" if differing else "they state the same"
    text = f"{other.method} {other.path} is also on {kept.page}; {what}"
    return Problem(other.page, 0, "operation-repeated", text)


def _is_covered(other: Operation, best: Operation) -> bool:
    """Whether ``other`` has no field, and no value of one, that ``best`` lacks."""
    for theirs, ours in ((other.parameters, best.parameters), (other.response, best.response)):
        known = _values(ours)
        for name, values in _values(theirs).items():
            if name not in known or (known[name] and not values <= known[name]):
                return False
    return True


def _values(fields: Iterable[Field]) -> dict[str, set[object]]:
    """The values of fields, keyed by name, whatever object they are in."""
    found: dict[str, set[object]] = {}
    for _, field in walk(fields):
        found.setdefault(field.name, set()).update(each.value for each in field.enum)
    return found


def _differences(one: Sequence[Field], other: Sequence[Field], above: Path) -> Iterator[str]:
    """Yield the paths of fields that two sets state differently, or that only one of them has."""
    mine, theirs = (dict(walk(fields, above)) for fields in (one, other))
    for path in {*mine, *theirs}:
        first, second = mine.get(path), theirs.get(path)
        if first is None or second is None or _own(first) != _own(second):
            yield ".".join(path)


def _own(field: Field) -> Field:
    bare = fields_without_prose((evolve(field, children=(), alternatives=()),))
    return bare[0]
