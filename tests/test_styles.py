"""Models in other styles: they import, and they take what the pages show (``nox -s types`` checks types)."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pydantic
import pytest

from clients import document, enveloped, posting
from example_values import differences, values
from may import may
from newest import newest_spec
from pages import needs_portal
from test_examples_agree import examples
from text_cases import text_cases
from tiktok_bindgen.cli import main
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.styles import models

STYLES = ("pydantic", "dataclass", "msgspec", "typeddict")
# What has most of what fields can be, and many examples; the models of the whole API take a minute.
RESOURCES = ("campaign.create", "ad.create", "dmp", "file", "report")
BED = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 9, "default": "Bed", "x-immutable": True},
        "from": {"type": "string", "format": "YYYY-MM-DD HH:MM:SS"},
        "soil": {"$ref": "#/components/schemas/Soil"},
        "wet": {"type": "boolean", "enum": [True, False]},
        "width": {"type": "integer", "multipleOf": 5},
        "marks": {"type": ["string", "array"], "items": {"type": "string"}},
    },
    "required": ["name"],
    "x-rules": [{"kind": "requires", "targets": ["from"], "id": "requires:from"}],
    "allOf": [{"$comment": "requires:from", "required": ["from"]}],
}
SOIL = {"type": "string", "enum": ["CLAY", "SAND"], "x-enum-descriptions": ["Heavy.", ""]}


def loaded(source: str, folder: Path, name: str) -> ModuleType:
    file = folder / f"{name}.py"
    file.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def takes(style: str) -> Callable[[Any, Any], object]:
    """What makes a value of a model of a parsed JSON value, or raises."""
    if style == "pydantic":
        return lambda value, model: model.model_validate(value)
    # It knows dataclasses and dictionaries as well as its own.
    return lambda value, model: msgspec.convert(value, model, strict=False)


def garden() -> dict[str, Any]:
    spec = document({"/garden/bed/create/": posting(BED, enveloped(BED), operationId="garden_bed_create")})
    spec["components"]["schemas"]["Soil"] = SOIL
    return spec


@pytest.mark.parametrize("style", STYLES)
def test_a_model_takes_what_fits_and_no_more(style: str, tmp_path: Path) -> None:
    module = loaded(models(garden(), style), tmp_path, f"garden_{style}")
    take = takes(style)
    request = module.GardenBedCreateRequest
    take({"name": "Rose", "from": "2031-01-01 00:00:00", "soil": "CLAY", "wet": False}, request)
    for marks in ("red", ["red", "tall"]):
        take({"name": "Rose", "marks": marks}, request)
    wrong_marks = {"name": "Rose", "marks": {"red": 1}}
    for wrong in ({}, {"name": "Rose", "soil": "PEAT"}, {"name": ["Rose"]}, wrong_marks):
        with pytest.raises((pydantic.ValidationError, msgspec.ValidationError)):
            take(wrong, request)
    # The server may know more soils than the documentation, and of any bed it may know nothing.
    reply = module.GardenBedCreateResponse
    for data in ({"name": "Rose", "soil": "PEAT"}, {"name": None, "soil": None}):
        take({"code": 0, "data": data}, reply)
    with pytest.raises((pydantic.ValidationError, msgspec.ValidationError)):
        take({"code": 0, "data": {"name": "Rose", "soil": ["PEAT"]}}, reply)


@pytest.mark.parametrize("style", ["pydantic", "msgspec"])
def test_a_model_takes_multiples_only(style: str, tmp_path: Path) -> None:
    module = loaded(models(garden(), style), tmp_path, f"steps_{style}")
    takes(style)({"name": "Rose", "width": 15}, module.GardenBedCreateRequest)
    with pytest.raises((pydantic.ValidationError, msgspec.ValidationError)):
        takes(style)({"name": "Rose", "width": 16}, module.GardenBedCreateRequest)


@pytest.mark.parametrize("style", STYLES)
def test_what_the_server_assumes_is_not_sent(style: str) -> None:
    assert '"Bed"' not in models(garden(), style)


@pytest.mark.parametrize("style", STYLES)
def test_what_a_field_is_stands_below_it_where_it_is_sent_and_where_it_comes(style: str) -> None:
    soil = {"$ref": "#/components/schemas/Soil", "description": "What the bed is filled with."}
    bed = {"type": "object", "properties": {"soil": soil}}
    spec = document({"/garden/fill/": posting(bed, enveloped(bed), operationId="garden_fill")}, Soil=SOIL)
    assert models(spec, style).count("\n    What the bed is filled with.\n") == 2


@pytest.mark.parametrize("style", STYLES)
def test_models_are_the_same_each_time_in_whatever_order_they_are_asked_for(style: str) -> None:
    spec = garden()
    spec["paths"]["/garden/rake/"] = posting(BED, enveloped(), operationId="garden_rake")
    source = models(spec, style, ["garden.bed", "/garden/rake/"])
    assert source == models(spec, style, ["garden.rake", "garden.bed"])


@cache
def agreeing() -> tuple[tuple[str, str, Any, str], ...]:
    """The examples that say what their pages' tables do: page, side, value and the name of the schema."""
    spec = may().document
    return tuple(
        (page, side, value, schema["$ref"].rpartition("/")[2])
        for page, side, value, schema in examples()
        if value is not None
        and "$ref" in schema
        and not any(differences(value, schema, spec))
        and not any(values(value, schema, spec))
    )


@needs_portal
@pytest.mark.portal
@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_the_documented_examples_are_taken(style: str, tmp_path: Path) -> None:
    module = loaded(models(newest_spec(), style, RESOURCES), tmp_path, f"api_{style}")
    take = takes(style)
    taken, refused = 0, []
    for page, side, value, name in agreeing():
        if not hasattr(module, name):
            continue
        try:
            take(value, getattr(module, name))
        except (pydantic.ValidationError, msgspec.ValidationError) as error:
            # What is to be filled in need not be of the field's type.
            if not {"□", "{{"} & set(re.findall(r"□|{{", json.dumps(value, ensure_ascii=False))):
                refused.append((page, side, str(error)))
        else:
            taken += 1
    assert refused == []
    assert taken > 40


@text_cases(name=str)
def test_operations_are_chosen_by_any_of_their_names(name: str) -> None:
    assert "GardenBedCreateRequest" in models(garden(), "pydantic", [name])


@pytest.mark.parametrize("name", ["garden.shed", "/"])
def test_a_name_of_nothing_is_told(name: str) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(name)}: no operation or resource"):
        models(garden(), "pydantic", [name])


def test_a_missing_document_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["models", "spec/nowhere.yaml", "--style", "pydantic", "-o", str(tmp_path / "a.py")]
    assert main(words) == 2
    assert "nowhere.yaml" in capsys.readouterr().err


def test_what_stands_for_parts_of_an_operation_is_followed(tmp_path: Path) -> None:
    spec = garden()
    spec["components"]["parameters"] = {"Row": {"name": "row", "in": "query", "schema": {"type": "integer"}}}
    spec["components"]["requestBodies"] = {"Bed": {"content": {"application/json": {"schema": BED}}}}
    spec["paths"]["/open_api/v1.3/garden/row/"] = {
        "parameters": [{"$ref": "#/components/parameters/Row"}],
        "post": {
            "operationId": "garden_row",
            "requestBody": {"$ref": "#/components/requestBodies/Bed"},
            "responses": {"201": {"description": "", "content": {"application/json": {"schema": BED}}}},
        },
    }
    made = loaded(models(spec, "typeddict", ["garden_row"]), tmp_path, "followed")
    assert made.GardenRowQuery.__annotations__.keys() == {"row"}
    assert made.GardenRowRequest.__annotations__.keys() == {"name", "from", "soil", "wet", "width", "marks"}
    assert made.GardenRowResponse.__annotations__.keys() == {"name", "from", "soil", "wet", "width", "marks"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"$ref": "#/components/parameters/Row"}, "`$ref` is circular"),
        ({"name": 7}, "name: expected text"),
    ],
)
def test_a_reference_that_leads_to_no_parameter_is_told(row: dict[str, Any], reason: str) -> None:
    spec = garden()
    spec["components"]["parameters"] = {"Row": row}
    where = "/open_api/v1.3/garden/row/"
    spec["paths"][where] = {"post": {"parameters": [{"$ref": "#/components/parameters/Row"}]}}
    with pytest.raises(InputError, match=f"POST {where}.*{re.escape(reason)}"):
        models(spec, "pydantic", [where])


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            {"$ref": "#/components/schemas/Shed"},
            "PostGardenRowRequest: `$ref` '#/components/schemas/Shed' does not resolve",
        ),
        (
            {"type": "array", "items": {"$ref": "#/components/schemas/Shed"}},
            "PostGardenRowRequest: `$ref` '#/components/schemas/Shed' does not resolve",
        ),
        (
            {"$ref": "a.yaml#/A"},
            "PostGardenRowRequest: `$ref` 'a.yaml#/A' leads outside the document",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], schema: dict[str, Any], said: str
) -> None:
    path = tmp_path / "garden.json"
    path.write_text(json.dumps(document({"/garden/row/": posting(schema)})))
    assert main(["models", str(path), "--style", "pydantic", "-o", str(tmp_path / "a.py")]) == 2
    assert capsys.readouterr().err == f"tiktok-bindgen: {path}: {said}\n"
    assert not (tmp_path / "a.py").exists()


def test_a_document_that_no_models_can_be_made_of_is_one_clear_line() -> None:
    spec = {**garden(), "paths": {}}
    with pytest.raises(InputError, match="cannot process this document"):
        models(spec, "pydantic")
