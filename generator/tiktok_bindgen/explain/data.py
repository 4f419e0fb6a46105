"""An explained operation as data for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import asdict

from tiktok_bindgen.explain.operation import Explained
from tiktok_bindgen.explain.reason import Finding
from tiktok_bindgen.explain.report import concerns, require_field
from tiktok_bindgen.explain.state import FieldState
from tiktok_bindgen.logic.model import path_text


def operation_data(
    operation: Explained,
    found: Sequence[Finding],
    *,
    field: str | None = None,
    states: Sequence[FieldState] | None = None,
    example: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Return the content of `report` as JSON-able data; see there for the arguments.

    Raises:
        InputError: The operation has no such field; suggests similarly spelled ones.
    """
    if field is not None:
        require_field(operation, field)
    return {
        "method": operation.method,
        "path": operation.path,
        "title": operation.title,
        "docs": operation.docs,
        "permissions": [*operation.permissions],
        "fields": [
            {
                "path": path_text(each.path),
                "type": each.type,
                "needed": "required" if each.required else "depends" if each.conditional else "no",
                "says": each.what,
                "values": [*each.values],
                "default": each.default,
                "limits": [*each.limits],
                "deprecated": each.deprecated,
            }
            for each in operation.fields
            if field in {None, path_text(each.path)}
        ],
        "rules": [
            {"id": rule.id, "scope": path_text(rule.scope), "sentence": text}
            for rule, text in operation.rules
            if field is None or concerns(rule, field)
        ],
        "contested": [
            {"path": path_text(path), "sentence": text}
            for path, text in operation.contested
            if field in {None, path_text(path)}
        ],
        "follows": [asdict(each) for each in found if field in {None, each.field}],
        "conditions_in_words": operation.unread,
        **({} if example is None else {"example": example}),
        **({} if states is None else {"states": [asdict(s) for s in states if field in {None, s.field}]}),
    }
