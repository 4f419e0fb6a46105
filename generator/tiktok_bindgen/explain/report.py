"""An explained operation as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.explain.launches_page import json_text
from tiktok_bindgen.explain.operation import Explained, ExplainedField
from tiktok_bindgen.explain.reason import Finding
from tiktok_bindgen.explain.state import FieldState
from tiktok_bindgen.logic.model import Rule, atoms, path_of, path_text
from tiktok_bindgen.openapi import value_text
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.lookup import did_you_mean
from tiktok_bindgen.wrapping import in_lines

_MOST_VALUES = 12
# The least width for the last column; with less, descriptions go below the other columns.
_LEAST_SAID = 30


def report(
    operation: Explained,
    found: Sequence[Finding],
    *,
    field: str | None = None,
    states: Sequence[FieldState] | None = None,
    example: Mapping[str, object] | None = None,
    width: int | None = None,
) -> str:
    """Write an explanation of an operation.

    Args:
        operation: The operation.
        found: The consequences of its rules.
        field: Restrict the text to this field and its rules; a path such as ``items[].name``.
        states: The state of each field under a partial request.
        example: A documented example of its requests.
        width: The characters that fit on a line of the screen; ``None`` for any number.

    Raises:
        InputError: The operation has no such field; suggests similarly spelled ones.
    """
    if field is not None:
        require_field(operation, field)
    sections = [_head(operation)]
    if states is not None:
        sections.append(_section("Given that", _state_lines(states, field), width))
    else:
        fields = [each for each in operation.fields if field is None or path_text(each.path) == field]
        sections.append(_table([("field", "type", "needed", "says"), *map(_row, fields)], width))
    rules = [
        f"in `{path_text(rule.scope)}`: {text}" if rule.scope else text
        for rule, text in operation.rules
        if field is None or concerns(rule, field)
    ]
    if states is None or field is not None:
        sections.append(_section("Rules", rules, width))
    doubted = [
        f"`{path_text(path)}`: {text}"
        for path, text in operation.contested
        if field is None or path_text(path) == field
    ]
    sections.append(_section("Contested, and not enforced", doubted, width))
    follows = [each.message for each in found if field in {None, each.field}]
    sections.append(_section("It follows", follows, width))
    if operation.unread:
        several = number_of(operation.unread, "condition is", "conditions are")
        sections.append(f"{several} documented in words only.\n")
    if example is not None:
        sections.append(f"Example\n  {json_text(example, '  ')}\n")
    return "\n".join(section for section in sections if section)


def require_field(operation: Explained, field: str) -> None:
    """Require that an operation has a field.

    Raises:
        InputError: It does not; suggests similarly spelled ones.
    """
    known = [path_text(each.path) for each in operation.fields]
    if path_of(field) not in {each.path for each in operation.fields}:
        # The user may have given a nested field's last name only.
        inside = [name for name in known if name.rpartition(".")[2] == field]
        hint = f"; did you mean {' or '.join(inside[:3])}?" if inside else did_you_mean(field, known)
        raise InputError(f"{operation.method} {operation.path} has no field {field}{hint}")


def _head(operation: Explained) -> str:
    needed = f"permission: {' or '.join(operation.permissions)}" if operation.permissions else ""
    lines = [f"{operation.method} {operation.path}", operation.title, operation.docs, needed]
    return "".join(f"{line}\n" for line in lines if line)


def _row(field: ExplainedField) -> tuple[str, str, str, str]:
    needed = "required" if field.required else "depends" if field.conditional else ""
    return path_text(field.path), field.type, needed, "; ".join(_said(field))


def _said(field: ExplainedField) -> Iterator[str]:
    if field.what:
        yield field.what.rstrip(".")
    if field.values:
        more = f", … ({len(field.values)})" if len(field.values) > _MOST_VALUES else ""
        yield "one of " + ", ".join(map(value_text, field.values[:_MOST_VALUES])) + more
    if field.default is not None:
        yield f"{json.dumps(field.default, ensure_ascii=False)} if not given"
    yield from field.limits
    if field.deprecated:
        yield str(field.own.get("x-lifecycle", "deprecated")).replace("-", " ")


def concerns(rule: Rule, field: str) -> bool:
    """Whether a rule targets a field or depends on it."""
    paths = [*rule.targets, *(atom.path for atom in atoms(rule.when))]
    return any(path_text((*rule.scope, *path)) == field for path in paths)


def _state_lines(states: Iterable[FieldState], field: str | None) -> list[str]:
    order = ("missing", "not allowed", "wrong", "given", "may be given", "ruled out")
    wanted = [state for state in states if field in {None, state.field}]
    wanted.sort(key=lambda state: order.index(state.state))
    width = max((len(state.state) for state in wanted), default=0)
    return [
        f"{state.state:<{width}}  {state.place}{f': {state.reason}' if state.reason else ''}"
        for state in wanted
    ]


def _section(title: str, lines: Sequence[str], width: int | None) -> str:
    wrapped = [part for line in lines for part in in_lines(line, width, "  ", "    ")]
    return "".join([f"{title}\n", *(f"{line}\n" for line in wrapped)]) if lines else ""


def _table(rows: Sequence[tuple[str, ...]], width: int | None) -> str:
    """Align columns; the last goes below the others if it would be too narrow."""
    *columns, _ = zip(*rows, strict=True)
    widths = [max(map(len, column)) for column in columns]
    beside = sum(widths) + 2 * len(widths)
    lines: list[str] = []
    for *cells, last in rows:
        start = "".join(f"{cell:<{size}}  " for cell, size in zip(cells, widths, strict=True))
        if width is None or width - beside >= _LEAST_SAID:
            lines += in_lines(last, width, start, " " * beside)
        else:
            lines += [start, *(in_lines(last, width, "    ", "    ") if last else [])]
    return "".join(f"{line.rstrip()}\n" for line in lines)
