"""What the site's scripts are given of a schema, and what is told of an event."""

from __future__ import annotations

from typing import Any

import pytest

from clients import document, objects
from tiktok_bindgen.site.frame import Site
from tiktok_bindgen.site.rule_data import checked
from tiktok_bindgen.site.webhooks import events


@pytest.mark.parametrize(
    "kept",
    [
        {"$ref": "#/components/schemas/Bed"},
        {"contentMediaType": "application/json"},
        {"default": "CLAY"},
        {"enum": ["CLAY"]},
        {"minimum": 1, "exclusiveMaximum": 2},
        {"maximum": 1, "exclusiveMinimum": 0},
        {"format": "date", "pattern": "^2"},
        {"minItems": 1, "maxItems": 2},
        {"minLength": 1, "maxLength": 2},
        {"type": "object", "required": ["soil"]},
    ],
)
def test_what_a_check_looks_at_is_kept_wherever_it_stands(kept: dict[str, Any]) -> None:
    whole = {**kept, "description": "Soil.", "x-enum-descriptions": ["Heavy."], "title": "Soil"}
    assert checked(whole) == kept
    for key in ("items", "additionalProperties"):
        assert checked({key: whole}) == {key: kept}
    for key in ("oneOf", "anyOf", "allOf"):
        assert checked({key: [whole, True]}) == {key: [kept, True]}
    assert checked({"properties": {"title": whole}}) == {"properties": {"title": kept}}


def test_keywords_that_state_a_rule_once_more_are_left_out() -> None:
    rule = {"id": "requires:soil", "kind": "requires", "targets": ["soil"]}
    part = {"$comment": "requires:soil", "required": ["soil"]}
    made = checked({"allOf": [part], "x-rules": [rule]})
    assert made == {"x-rules": [{**rule, "text": "`soil` is required."}]}
    assert checked({"allOf": [part, {"type": "object"}], "x-rules": [rule]})["allOf"] == [{"type": "object"}]


def test_a_rule_keeps_words_of_somebody_else_and_what_speaks_against_it() -> None:
    against = {"fact": "requires:soil", "page": "guide.md", "line": 7}
    rule = {"id": "requires:soil", "kind": "requires", "targets": ["soil"], "text": "Bring your own soil."}
    made = checked({"x-rules": [{**rule, "x-contested": [against]}], "x-contested": [{"fact": "type"}]})
    assert made == {
        "x-rules": [{**rule, "x-contested": [{"fact": "requires:soil"}]}],
        "x-contested": [{"fact": "type"}],
    }


def test_a_name_of_the_version_before_is_kept_and_what_else_was_then_is_not() -> None:
    assert checked({"x-formerly": {"name": "earth", "presence": "optional"}}) == {
        "x-formerly": {"name": "earth"}
    }
    assert checked({"x-formerly": {"presence": "optional"}}) == {}


@pytest.mark.parametrize(
    ("path", "said", "sent"),
    [
        (["event"], "`event` is `DUG`", '"event": "DUG"'),
        (["about", "event"], "`about.event` is `DUG`", '"about": {'),
        ([], "", '"event": "event"'),
    ],
)
def test_an_event_is_known_by_a_value_that_may_stand_inside(path: list[str], said: str, sent: str) -> None:
    text = {"type": "string"}
    payload = objects({"event": text, "about": objects({"event": text})})
    spec = document()
    spec["webhooks"] = {
        "bed.dug": {
            "post": {
                "summary": "A bed was dug.",
                "x-event-key": {"path": path, "value": "DUG"},
                "requestBody": {"content": {"application/json": {"schema": payload}}},
            }
        }
    }
    (event,) = events(Site.of({"2031-05": spec}))
    assert (event.name, event.what, event.key) == ("bed.dug", "A bed was dug.", said)
    assert sent in event.sample.text
