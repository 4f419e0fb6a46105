"""What is relied on of datamodel-code-generator's internals: these say what a new version breaks."""

from __future__ import annotations

import gc
import json
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tiktok_bindgen.generate import resolver
from tiktok_bindgen.generate.graph import Class, Enum, Limits, ListOf, MapOf, Ref, Scalar
from tiktok_bindgen.generate.resolver import ContractError, contract, resolve

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def leaf(*names: str) -> dict[str, object]:
    return {"type": "object", "properties": {name: {"type": "string"} for name in names or ("x",)}}


def parsed(schemas: dict[str, Any]) -> Any:
    text = json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {},
            "components": {"schemas": schemas},
        }
    )
    parser = resolver._parser(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser.parse(format_=False)
    return {model.reference.path.rpartition("/")[2]: model for model in parser.results}


def test_the_version_tested_here_is_the_one_that_is_pinned() -> None:
    assert f"datamodel-code-generator=={version('datamodel-code-generator')}" in PYPROJECT.read_text()


def test_the_whole_contract_holds() -> None:
    assert list(contract()) == []


def test_a_model_is_found_by_the_path_of_its_component() -> None:
    model = parsed({"Bed": leaf()})["Bed"]
    assert model.reference.path.endswith("#/components/schemas/Bed"), "components are no longer found by path"


def test_a_field_keeps_its_wire_name_beside_its_python_name() -> None:
    by_wire = {item.original_name: item for item in parsed({"Bed": leaf("class", "a-b")})["Bed"].fields}
    assert set(by_wire) == {"class", "a-b"}, "fields no longer have `original_name`"
    assert by_wire["class"].name != "class", "names are no longer made valid, so `original_name` may go"


def test_lists_and_maps_hold_the_type_of_their_entries() -> None:
    schema: dict[str, object] = {
        "type": "object",
        "properties": {
            "many": {"type": "array", "items": {"type": "integer"}},
            "by_name": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
    }
    many, by_name = parsed({"Bed": schema})["Bed"].fields
    assert many.data_type.is_list or many.data_type.data_types[0].is_list, "lists are no longer `is_list`"
    assert by_name.data_type.is_dict or by_name.data_type.data_types[0].is_dict, (
        "maps are no longer `is_dict`"
    )


def test_a_reference_leads_to_the_model_it_names() -> None:
    schema: dict[str, object] = {
        "type": "object",
        "properties": {"bed": {"$ref": "#/components/schemas/Bed"}},
    }
    (item,) = parsed({"Bed": leaf(), "Plot": schema})["Plot"].fields
    found = item.data_type.reference or item.data_type.data_types[0].reference
    assert found is not None, "a `$ref` no longer becomes a `reference`"
    assert found.path.endswith("/Bed"), "a reference's `path` no longer ends in its component's name"


def test_a_component_resolves_the_same_alone_and_among_others() -> None:
    plot: dict[str, object] = {
        "type": "object",
        "properties": {
            "bed": {"$ref": "#/components/schemas/Bed"},
            "plot": {"$ref": "#/components/schemas/Plot"},
        },
        "required": ["bed"],
    }
    bed: dict[str, object] = {
        "type": "object",
        "properties": {"plots": {"type": "array", "items": {"$ref": "#/components/schemas/Plot"}}},
    }
    together = resolve({"Plot": plot, "Bed": bed})
    assert {**resolve({"Plot": plot}), **resolve({"Bed": bed})} == together
    assert list(resolve({"Bed": bed, "Plot": plot})) == ["Bed", "Plot"]


def test_names_that_the_parser_would_number_keep_apart() -> None:
    names = ["plot", "Plot", "PLOT", "plot_", "Plot1", "str", "list", "Model", "Any", "Enum"]
    found = resolve({name: leaf(f"{name} field") for name in names})
    assert {name: one.fields[0].wire for name, one in found.items() if isinstance(one, Class)} == {
        name: f"{name} field" for name in names
    }


def test_bounds_and_facts_stay_with_the_field_they_were_given_to() -> None:
    schema: dict[str, object] = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^a", "x-immutable": True},
            "many": {"type": "array", "items": {"type": "integer", "minimum": 3}, "maxItems": 2},
            "level": {"type": "integer", "enum": [1, 2], "default": 1},
            "over": {"type": "number", "exclusiveMinimum": 0, "maximum": 1.5},
            "old_over": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            "odd": {"type": "string", "maxLength": "nine", "minLength": True},
            "kind": {"$ref": "#/components/schemas/Kind", "maxLength": 4, "description": "d"},
        },
        "required": ["many"],
    }
    found = resolve({"Bed": schema, "Kind": {"type": "string", "enum": ["A"], "description": "k"}})
    assert found["Kind"] == Enum("Kind", ("A",), {"description": "k"})
    bed = found["Bed"]
    assert isinstance(bed, Class)
    fields = {item.wire: item for item in bed.fields}
    assert fields["text"].type == Scalar("string", Limits(min_length=1, max_length=9, pattern="^a"))
    assert fields["text"].facts == {"x-immutable": True}
    assert fields["many"].type == ListOf(Scalar("integer", Limits(minimum=3)), Limits(max_items=2))
    assert [name for name, item in fields.items() if item.required] == ["many"]
    assert fields["level"].type == Scalar("integer", values=(1, 2))
    assert fields["level"].default == 1
    assert fields["over"].type == Scalar("number", Limits(exclusive_minimum=0, maximum=1.5))
    assert fields["old_over"].type == Scalar("number", Limits(exclusive_minimum=0))
    assert fields["odd"].type == Scalar("string")
    assert fields["kind"].type == Ref("Kind", Limits(max_length=4))


def test_an_object_without_documented_properties_is_a_map() -> None:
    schema: dict[str, object] = {
        "type": "object",
        "properties": {"free": {"type": "object", "additionalProperties": {}}},
    }
    (found,) = resolve({"Bed": schema}).values()
    assert isinstance(found, Class)
    assert found.fields[0].type == MapOf(Scalar("any"))


def test_a_component_without_a_model_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolver, "_skeleton", lambda _: {"type": "string"})
    with pytest.raises(ContractError, match=r"no (field|model) was made"):
        resolve({"Bed": leaf()})


def test_a_change_of_behaviour_is_told_by_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(resolver._SCALARS, "int", "number")
    assert any("'whole'" in told for told in contract())


def test_the_collector_is_as_it_was_after_resolving() -> None:
    assert gc.isenabled()
    resolve({"Bed": leaf()})
    assert gc.isenabled()
    gc.disable()
    try:
        resolve({"Bed": leaf()})
        assert not gc.isenabled()
    finally:
        gc.enable()
