"""What two documents have in common is left out of their comparison, which finds the same without it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages import ROOT
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.diff import Change, compare, document
from tiktok_bindgen.diff.pairs import Pairs
from tiktok_bindgen.diff.unchanged import Rest, without_unchanged
from tiktok_bindgen.problem import InputError

Document = dict[str, Any]
NAMES = ("Bed", "Pot", "Rose")
PATHS = ("/bed/get/", "/bed/{a}/", "/bed/{b}/", "/pot/get/", "/pot/list/")


def whole(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes, with nothing left out beforehand."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(document, "without_unchanged", Rest)
        patched.setattr(Pairs, "_is_unchanged", lambda *_: False)
        return compare(old, new)


def garden(**components: Any) -> Document:
    """Two operations, one of which takes a bed, and an event of a pot."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Garden", "version": "v1"},
        "paths": {
            "/bed/make/": {"post": _sends("Bed")},
            "/rose/make/": {"post": _sends("Rose")},
        },
        "webhooks": {"POT_BROKE": {"post": _sends("Pot")}},
        "components": {
            "schemas": {
                "Bed": {"type": "object", "properties": {"pot": {"$ref": "#/components/schemas/Pot"}}},
                "Pot": {"type": "string"},
                "Rose": {"type": "string"},
                **components,
            }
        },
    }


def _sends(name: str) -> Document:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {
        "operationId": name,
        "requestBody": {"content": {"application/json": {"schema": {"properties": {"it": schema}}}}},
        "responses": {"200": {"description": ""}},
    }


def test_only_operations_that_lead_to_a_change_are_left() -> None:
    rest = without_unchanged(garden(), garden(Pot={"type": "integer"}))
    for side in (rest.old, rest.new):
        assert [*side["paths"]] == ["/bed/make/"]
        assert [*side["webhooks"]] == ["POT_BROKE"]
        assert [*side["components"]["schemas"]] == ["Bed", "Pot"]
    assert rest.left_out == ("/rose/make/",)


def test_equal_documents_have_nothing_left() -> None:
    rest = without_unchanged(garden(), garden())
    assert rest.old["paths"] == rest.new["paths"] == rest.old["components"]["schemas"] == {}


@pytest.mark.parametrize("reference", ["#", "#/paths/~1bed~1make~1/post", "#/components/schemas"])
def test_documents_whose_references_lead_elsewhere_stay_whole(reference: str) -> None:
    old, new = (garden(Rose={"$ref": reference}, Pot={"type": kind}) for kind in ("string", "integer"))
    assert without_unchanged(old, new) == Rest(old, new)


schemas: st.SearchStrategy[Document] = st.deferred(
    lambda: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "integer", "object", True, 1]),
            "maxLength": st.integers(0, 2),
            "$ref": st.sampled_from([*(f"#/components/schemas/{name}" for name in NAMES), "#/x", "a.yaml"]),
            "properties": st.dictionaries(st.sampled_from(["a", "b", "$ref"]), schemas, max_size=2),
            "x-rules-text": st.just(["When it rains."]),
        },
    )
)
operations = st.fixed_dictionaries(
    {
        "requestBody": st.builds(
            lambda schema: {"content": {"application/json": {"schema": schema}}}, schemas
        ),
        "responses": st.just({}),
    },
    optional={
        "operationId": st.sampled_from(["a", "b"]),
        "x-rules-text-digests": st.dictionaries(
            st.just("/request/body/a"), st.lists(st.sampled_from(["0a", "1b"]), max_size=1)
        ),
    },
)
documents = st.fixed_dictionaries(
    {
        "info": st.fixed_dictionaries({"version": st.sampled_from(["v1", "v1", "v1", "v2"])}),
        "paths": st.dictionaries(st.sampled_from(PATHS), st.fixed_dictionaries({"post": operations})),
        "webhooks": st.dictionaries(st.just("E"), st.fixed_dictionaries({"post": operations})),
        "components": st.fixed_dictionaries({"schemas": st.dictionaries(st.sampled_from(NAMES), schemas)}),
    },
    optional={"x-b": st.booleans() | st.integers(0, 1)},
)


def test_schemas_inside_each_other_are_put_together_once_each() -> None:
    def deep(name: str, **more: Any) -> Document:
        return {"$ref": f"#/components/schemas/{name}", **more}

    def spread(kind: str) -> Document:
        return garden(
            Bed=deep("Pot", properties={"a": deep("Bed", maxLength=1), "b": deep("Pot", properties={})}),
            Pot=deep("Rose", properties={"a": deep("Bed"), "b": deep("Bed", properties={"b": deep("Bed")})}),
            Rose={"type": kind, "properties": {"a": deep("Pot"), "b": deep("Bed", maxLength=2)}},
        )

    changes = whole(spread("object"), spread("string"))
    assert {change.id for change in changes} >= {"request-type-changed"}
    assert compare(spread("object"), spread("string")) == changes


def test_schemas_that_double_at_each_level_are_refused_in_a_line() -> None:
    def level(number: int) -> Document:
        return {"$ref": f"#/components/schemas/L{number}"}

    def doubling(kind: str) -> Document:
        levels = {f"L{n}": {"properties": {"a": level(n + 1), "b": level(n + 1)}} for n in range(1, 12)}
        first = {"properties": {"a": {"allOf": [level(0), level(1)]}, "b": level(0)}}
        return garden(Bed=level(0), L0=first, **levels, L12={"type": kind})

    with pytest.raises(InputError, match="schemas refer to each other in too many ways to be compared"):
        compare(doubling("string"), doubling("object"))


@given(documents, documents, st.data())
def test_the_same_changes_are_found_as_when_all_is_compared(
    old: Document, other: Document, data: st.DataObject
) -> None:
    # Most of the new one is as it was.
    new = json.loads(json.dumps(old))
    for section in ("paths", "webhooks"):
        for name in data.draw(
            st.lists(st.sampled_from(sorted(other[section]))) if other[section] else st.just([])
        ):
            new[section][name] = other[section][name]
    for name in data.draw(st.lists(st.sampled_from(NAMES), max_size=1)):
        new["components"]["schemas"][name] = other["components"]["schemas"].get(name, {})
    for pair in ((old, new), (new, old)):
        try:
            expected = whole(*pair)
        except InputError:
            # What refers to itself without end is no matter where it is the same.
            continue
        assert compare(*pair) == expected


@pytest.mark.slow
def test_the_whole_api_of_two_dates_has_the_same_changes() -> None:
    files = sorted((ROOT / "spec").glob("*.openapi.yaml"))[-2:]
    old, new = (load_spec(file) for file in files)
    found = compare(old, new)
    assert found
    assert found == whole(old, new)
