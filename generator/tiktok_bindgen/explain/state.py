"""What a partial request makes of each field: missing, given, not allowed, or still open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from tiktok_bindgen.explain.operation import Explained
from tiktok_bindgen.rules.evaluate import violations
from tiktok_bindgen.rules.model import ITEM, VALUE, Path, Rule, path_text

State = Literal["given", "missing", "not allowed", "wrong", "may be given", "ruled out"]
_STEPS = frozenset({ITEM, VALUE})


@frozen
class FieldState:
    """One field under a partial request.

    Attributes:
        field: Its path as text.
        state: ``missing`` must be added; ``not allowed`` is given and must not be; ``wrong`` is given with a
            value that the rest does not allow; ``ruled out`` is not given and must not be, as things stand.
        reason: The sentence of the rule that decides it; empty where none does.
    """

    field: str
    state: State
    reason: str = ""


def states(operation: Explained, payload: Mapping[str, object]) -> tuple[FieldState, ...]:
    """Judge every field that stands in objects which the request has, or may have at its top.

    Args:
        operation: The operation.
        payload: Some of a request, as JSON.
    """
    texts = {rule.id: text for rule, text in operation.rules}
    rules = [rule for rule, _ in operation.rules]
    kinds = {rule.id: rule.kind for rule in rules}
    broken = {_documented(pointer): name for pointer, name in reversed(violations(rules, payload))}
    found = []
    for field in operation.fields:
        if _STEPS.intersection(field.path) or not _holder_is_there(payload, field.path):
            continue
        name = path_text(field.path)
        given = _value(payload, field.path) is not None
        rule = broken.get(name)
        if rule is not None:
            found.append(FieldState(name, _broken_state(kinds[rule], given=given), texts[rule]))
        elif given:
            found.append(FieldState(name, "given"))
        elif field.required:
            found.append(FieldState(name, "missing", "it is always required"))
        else:
            against = _ruled_out(rules, payload, field.path)
            state: State = "ruled out" if against else "may be given"
            found.append(FieldState(name, state, texts[against] if against else ""))
    return tuple(found)


def _broken_state(kind: str, *, given: bool) -> State:
    if not given:
        return "missing"
    return "not allowed" if kind in {"forbids", "zero-or-one", "only-one"} else "wrong"


def _ruled_out(rules: list[Rule], payload: Mapping[str, object], path: Path) -> str:
    """The rule that a request would break by this field alone, whatever its value."""
    pointer = "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path)
    tried = _with(payload, path, object())
    kinds = {rule.id: rule.kind for rule in rules}
    found = (name for at, name in violations(rules, tried) if at == pointer)
    return next((name for name in found if kinds[name] in {"forbids", "zero-or-one", "only-one"}), "")


def _with(payload: Mapping[str, object], path: Path, value: object) -> dict[str, object]:
    inner = payload.get(path[0])
    if len(path) == 1:
        return {**payload, path[0]: value}
    return {**payload, path[0]: _with(inner if isinstance(inner, Mapping) else {}, path[1:], value)}


def _holder_is_there(payload: Mapping[str, object], path: Path) -> bool:
    return len(path) == 1 or isinstance(_value(payload, path[:-1]), Mapping)


def _value(payload: object, path: Path) -> object:
    for step in path:
        if not isinstance(payload, Mapping):
            return None
        payload = payload.get(step)
    return payload


def _documented(pointer: str) -> str:
    steps = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    return path_text(tuple(ITEM if step.isdecimal() else step for step in steps))
