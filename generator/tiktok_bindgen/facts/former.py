"""Write what an operation was in the previous version, as a table of the changes in our own wording."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiktok_bindgen.facts.cells import code, plain, table
from tiktok_bindgen.interpret.comparison import pointer
from tiktok_bindgen.interpret.model import Field, FormerOperation, Operation, Removed
from tiktok_bindgen.interpret.tree import walk

_NOTHING = "/"
_VERSION = re.compile(r"/(v\d+(?:\.\d+)*)/")


def former_table(operation: Operation) -> Iterator[str]:
    """Yield the table of changes since the previous version, a row for each; nothing if none is stated."""
    former = operation.formerly
    if former is None:
        return
    version = _VERSION.search(operation.path)
    columns = ("Changes", former.version, version[1] if version else "now")
    rows = (f"|{label}|{was}|{now}|" for label, was, now in _rows(operation, former))
    yield table(columns, rows)


def _rows(operation: Operation, former: FormerOperation) -> Iterator[tuple[str, str, str]]:
    yield "Endpoint path", former.path, operation.path
    if former.method != operation.method:
        yield "Method", former.method, operation.method
    for side, fields in (("request", operation.parameters), ("response", operation.response)):
        for path, field in walk(fields):
            yield from _of_field(side, field, path)
    for each in former.removed:
        yield f"{each.side.capitalize()} parameter removed", _NOTHING, _removed(each)


def _of_field(side: str, field: Field, path: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    former = field.formerly
    if former is None:
        return
    now = code(pointer(path))
    if former.absent:
        yield f"New {side} parameter", _NOTHING, now
    within = path[:-1] if former.within is None else former.within
    was = (*within, former.name or field.name)
    type_ = f": {plain(former.type.documented)}" if former.type else ""
    before = f"{code(pointer(was))}{type_}"
    if was != path or type_:
        yield f"{side.capitalize()} parameter", before, now
    if former.presence:
        yield f"{side.capitalize()} parameter", f"{now} is {former.presence}", now
    for value in former.values:
        label = f"{side.capitalize()} parameter value"
        before, after = (
            _NOTHING if each is None else f"{now}: {code(each)}" for each in (value.was, value.now)
        )
        if value.was is None:
            yield f"New {side} parameter value", before, after
        elif value.now is None:
            yield f"{label} removed", after, before
        else:
            yield label, before, after


def _removed(removed: Removed) -> str:
    name = pointer(removed.path) if removed.placed else removed.path[0]
    return f"{code(name)}: {plain(removed.type.documented)}" if removed.type else code(name)
