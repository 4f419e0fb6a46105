"""Fields of every category, read by eye from their pages and put down as facts, are read the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import fields as attrs_of

from may import may
from pages import needs_portal
from tiktok_bindgen.interpret.model import Field, Limits

CHECKED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "hand_checked.json").read_text(encoding="utf-8")
)
LIMITS = tuple(attribute.name for attribute in attrs_of(Limits))


def test_sixty_fields_of_twenty_categories_are_checked() -> None:
    assert len(CHECKED) >= 60
    assert len({field["page"].split("/")[0] for field in CHECKED}) >= 20


@needs_portal
@pytest.mark.slow
@pytest.mark.parametrize("checked", CHECKED, ids=lambda each: f"{each['page']}:{each['name']}")
def test_a_field_is_read_as_by_eye(checked: dict[str, Any]) -> None:
    assert facts_of(fields()[checked["page"], checked["line"]]) == checked


def facts_of(field: Field) -> dict[str, Any]:
    """What a field states, in the form of the checked facts; what it does not state is left out."""
    stated: dict[str, Any] = {
        "presence": None if field.presence == "optional" else field.presence,
        "enum": [value.value for value in field.enum] or None,
        "default": field.default,
        "format": field.format,
        "partly_allowlist": field.partly_allowlist or None,
        **{name: getattr(field.limits, name) or None for name in LIMITS if name != "minimum"},
        "minimum": field.limits.minimum,
    }
    page, line = next(key for key, found in fields().items() if found is field)
    return {
        "page": page,
        "line": line,
        "name": field.name,
        "type": field.type.kind + "[]" * field.type.array,
        **{name: value for name, value in stated.items() if value is not None},
    }


@cache
def fields() -> dict[tuple[str, int], Field]:
    """Every field by its page and line."""
    found: dict[tuple[str, int], Field] = {}
    for operation in may().facts.operations:
        for field in _all((*operation.parameters, *operation.response)):
            found[operation.page, field.line] = field
    return found


def _all(fields_: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields_:
        yield field
        if field.alternatives:
            yield from (one for each in field.alternatives for one in _all(each.fields))
        else:
            yield from _all(field.children)
