"""An explained operation as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from tiktok_bindgen.explain.operation import Explained, ExplainedField
from tiktok_bindgen.explain.reason import Finding
from tiktok_bindgen.explain.state import FieldState
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.rules.model import Rule, atoms, path_of, path_text

_MOST_VALUES = 12


def report(
    operation: Explained,
    found: Sequence[Finding],
    *,
    field: str | None = None,
    states: Sequence[FieldState] | None = None,
) -> str:
    """Write an operation out.

    Args:
        operation: The operation.
        found: What follows from its rules.
        field: Only this field and what concerns it, as a path such as ``items[].name``.
        states: What a partial request makes of each field.

    Raises:
        InputError: The operation has no such field.
    """
    if field is not None and path_of(field) not in {each.path for each in operation.fields}:
        raise InputError(f"{operation.method} {operation.path} has no field {field}")
    sections = [_head(operation)]
    if states is not None:
        sections.append(_section("Given that", _state_lines(states, field)))
    else:
        fields = [each for each in operation.fields if field is None or path_text(each.path) == field]
        sections.append(_table([("field", "type", "needed", "says"), *map(_row, fields)]))
    rules = [
        f"in `{path_text(rule.scope)}`: {text}" if rule.scope else text
        for rule, text in operation.rules
        if field is None or _concerns(rule, field)
    ]
    if states is None or field is not None:
        sections.append(_section("Rules", rules))
    sections.append(_section("It follows", [each.message for each in found if field in {None, each.field}]))
    if operation.unread:
        sections.append(f"{operation.unread} conditions stand in the documentation in words alone.\n")
    return "\n".join(section for section in sections if section)


def _head(operation: Explained) -> str:
    lines = [f"{operation.method} {operation.path}", operation.title, operation.docs]
    return "".join(f"{line}\n" for line in lines if line)


def _row(field: ExplainedField) -> tuple[str, str, str, str]:
    needed = "required" if field.required else "depends" if field.conditional else ""
    return path_text(field.path), field.type, needed, "; ".join(_said(field))


def _said(field: ExplainedField) -> Iterator[str]:
    if field.values:
        more = f", … ({len(field.values)})" if len(field.values) > _MOST_VALUES else ""
        yield "one of " + ", ".join(map(str, field.values[:_MOST_VALUES])) + more
    if field.default is not None:
        yield f"{json.dumps(field.default, ensure_ascii=False)} if not given"
    yield from field.limits
    if field.deprecated:
        yield "deprecated"


def _concerns(rule: Rule, field: str) -> bool:
    paths = [*rule.targets, *(atom.path for atom in atoms(rule.when))]
    return any(path_text((*rule.scope, *path)) == field for path in paths)


def _state_lines(states: Iterable[FieldState], field: str | None) -> list[str]:
    order = ("missing", "not allowed", "wrong", "given", "may be given", "ruled out")
    wanted = [state for state in states if field in {None, state.field}]
    wanted.sort(key=lambda state: order.index(state.state))
    width = max((len(state.state) for state in wanted), default=0)
    return [
        f"{state.state:<{width}}  {state.field}{f': {state.reason}' if state.reason else ''}"
        for state in wanted
    ]


def _section(title: str, lines: Sequence[str]) -> str:
    return "".join([f"{title}\n", *(f"  {line}\n" for line in lines)]) if lines else ""


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)
