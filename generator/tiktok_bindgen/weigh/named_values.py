"""Lists of values of a request that lack some, as the documentation itself tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tiktok_bindgen.interpret.appendix_model import Enumeration
from tiktok_bindgen.interpret.model import Contested, EnumValue, Field, Operation
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.language.hedges import fact_of
from tiktok_bindgen.language.statements import split
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.weigh.apply import Change
from tiktok_bindgen.weigh.compare import Names

NAMED = wordings("named")


def contested_lists(operation: Operation) -> dict[Names, Change]:
    """Contest the lists of values of a request that its page contradicts.

    A value is added to a list if a sentence of the request says what holds when the field has it, and the
    reply lists it for the field of that name. Both must be the only fields of the name.
    """
    replied = {field.name: field for _, field in _only(operation.response)}
    changes: dict[Names, Change] = {}
    for names, field in _only(operation.parameters):
        known = {each.value for each in field.enum}
        listed = replied[field.name].enum if known and field.name in replied else ()
        found = {each: _line(operation, field.name, each) for each in listed if each.value not in known}
        named = [(each, line) for each, line in found.items() if line is not None]
        if named:
            contested = Contested("enum", operation.page, named[0][1])
            changes[names] = Change((contested,), values=tuple(EnumValue(each.value) for each, _ in named))
    return changes


def outdated_lists(operation: Operation, lists: Mapping[str, Enumeration]) -> dict[Names, Change]:
    """Contest the lists of values, keyed by name, of which the appendix says where to get the latest ones."""
    return {
        names: Change((Contested("enum", found.page, found.outdated),))
        for names, field in walk(operation.parameters)
        if (found := lists.get(field.enum_name or "")) is not None
    }


def _only(fields: Iterable[Field]) -> Iterator[tuple[Names, Field]]:
    """Yield the fields of which no other, at any depth, has the name."""
    found = list(walk(fields))
    count = Counter(field.name for _, field in found)
    return (each for each in found if count[each[1].name] == 1)


def _line(operation: Operation, name: str, value: EnumValue) -> int | None:
    """The line of the first description that says what holds when a field has a value, if there is one."""
    field, code = f"`{name}`", f"`{value.value}`"
    return next(
        (
            by.line
            for _, by in walk(operation.parameters)
            if field in by.description and code in by.description
            for line in by.description.split("\n")
            for each in split(line)
            if field in each and code in each
            if fact_of(NAMED, each.replace(field, "this field").replace(code, "this value"))
        ),
        None,
    )
