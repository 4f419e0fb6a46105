"""The state of each field under a partial request: missing, given, not allowed, or open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from attrs import frozen

from tiktok_bindgen.explain.operation import Explained, ExplainedField
from tiktok_bindgen.logic.evaluate import objects_at, violations
from tiktok_bindgen.logic.model import ITEM, path_text
from tiktok_bindgen.openapi import listed, mapping, pointer
from tiktok_bindgen.runtime.lookup import did_you_mean

State = Literal["given", "missing", "not allowed", "wrong", "may be given", "ruled out"]
Steps = tuple[str | int, ...]

_OF_VALUES = frozenset({"value-in", "value-not-in"})
_AGAINST = frozenset({"forbids", "zero-or-one", "only-one"})


@frozen
class FieldState:
    """The state of one field.

    Attributes:
        field: Its path as documented.
        place: Its path with item numbers in place of ``[]``: ``beds[0].soil``.
        state: ``missing`` must be added; ``not allowed`` is given and must not be; ``wrong`` has a value that
            the rest does not allow; ``ruled out`` is not given and must not be, given the rest.
        reason: What decides it; empty if nothing does.
    """

    field: str
    place: str
    state: State
    reason: str = ""


def states(operation: Explained, payload: Mapping[str, object]) -> tuple[FieldState, ...]:
    """Find the state of every field whose object the request, as JSON, has."""
    request = _PartialRequest(operation, payload)
    return tuple(
        request.state(field, (*steps, field.path[-1]), mapping(holder).get(field.path[-1]))
        for field in operation.fields
        for steps, holder in objects_at(payload, field.path[:-1])
    )


class _PartialRequest:
    """A payload with the rules of its operation."""

    def __init__(self, operation: Explained, payload: Mapping[str, object]) -> None:
        self._payload = payload
        self._rules = [rule for rule, _ in operation.rules]
        self._texts = {rule.id: text for rule, text in operation.rules}
        self._kinds = {rule.id: rule.kind for rule in self._rules}
        # If a field violates several rules, the first one counts.
        self._broken = dict(reversed(violations(self._rules, payload)))

    def state(self, field: ExplainedField, steps: Steps, value: object) -> FieldState:
        given = value is not None
        rule = self._broken.get(pointer(steps)) or self._broken_inside(value, steps)
        if rule is not None:
            kind = self._kinds[rule]
            state: State = "missing" if not given else "not allowed" if kind in _AGAINST else "wrong"
            return self._state(field, steps, state, self._texts[rule])
        if given and (wrong := not_of(field, value)):
            return self._state(field, steps, "wrong", wrong)
        if given:
            return self._state(field, steps, "given")
        if field.required:
            return self._state(field, steps, "missing", "it is always required")
        if against := self._ruled_out(steps):
            return self._state(field, steps, "ruled out", against)
        default = json.dumps(field.default, ensure_ascii=False)
        notes = (self._left(field, steps), f"{default} if not given" if field.default is not None else "")
        return self._state(field, steps, "may be given", "; ".join(filter(None, notes)))

    @staticmethod
    def _state(field: ExplainedField, steps: Steps, state: State, reason: str = "") -> FieldState:
        place = ""
        for step in steps:
            if isinstance(step, int):
                place += f"[{step}]"
            else:
                place += f".{path_text((step,))}" if place else path_text((step,))
        return FieldState(path_text(field.path), place, state, reason)

    def _broken_inside(self, value: object, steps: Steps) -> str | None:
        """The rule that an item of a list of plain values breaks."""
        items = enumerate(listed(value))
        plain = [index for index, item in items if not isinstance(item, Mapping)]
        found = (self._broken.get(pointer((*steps, index))) for index in plain)
        return next((rule for rule in found if rule is not None), None)

    def _left(self, field: ExplainedField, steps: Steps) -> str:
        """Return the field's values that rules still allow; empty if they allow all."""
        inside = (*field.path, ITEM)
        rules = [
            rule
            for rule in self._rules
            if rule.kind in _OF_VALUES
            and any((*rule.scope, *target) in {field.path, inside} for target in rule.targets)
        ]
        values = field.values or ((True, False) if field.type == "boolean" else ())
        listed = field.type.endswith("[]")
        tried = (
            (value, _with(self._payload, steps, [value] if listed else value)) for value in values if rules
        )
        left = [
            value
            for value, payload in tried
            if not any(at.startswith(pointer(steps)) for at, _ in violations(rules, payload))
        ]
        if not rules or len(left) == len(values):
            return ""
        return " or ".join(json.dumps(value) if isinstance(value, bool) else str(value) for value in left)

    def _ruled_out(self, steps: Steps) -> str:
        """Return the sentence of the rule that forbids this field whatever its value."""
        tried = _with(self._payload, steps, object())
        found = (name for at, name in violations(self._rules, tried) if at == pointer(steps))
        return next((self._texts[name] for name in found if self._kinds[name] in _AGAINST), "")


def not_of(field: ExplainedField, value: object) -> str:
    """Return a message if a value is not among a field's documented ones; else empty."""
    if not field.values:
        return ""
    items: Sequence[object] = value if isinstance(value, list) else [value]
    known = {json.dumps(each) for each in field.values}
    plain = [item for item in items if isinstance(item, str | int | float)]
    unknown = [item for item in plain if json.dumps(item) not in known]
    if not unknown:
        return ""
    near = did_you_mean(str(unknown[0]), [str(each) for each in field.values])
    return f"{json.dumps(unknown[0], ensure_ascii=False)} is not one of its values{near}"


def _with(value: object, steps: Steps, new: object) -> object:
    if not steps:
        return new
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        items = value if isinstance(value, list) else []
        return [_with(item, rest, new) if index == step else item for index, item in enumerate(items)]
    return {**mapping(value), step: _with(mapping(value).get(step), rest, new)}
