"""Faults that published readers of these pages have, each shown not to be ours."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from documented_fields import walk

from may import may, may_pages
from pages import needs_portal
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.read.page import FieldTable

pytestmark = [needs_portal, pytest.mark.slow]

VERSION = "/open_api/v1.3"


def operation(path: str) -> Operation:
    return next(each for each in may().facts.operations if each.path == VERSION + path)


def field(fields: tuple[Field, ...], *names: str) -> Field:
    first, *rest = names
    found = next(each for each in fields if each.name == first)
    return field(found.children, *rest) if rest else found


def values(found: Field) -> list[Any]:
    return [choice.value for choice in found.enum]


def test_values_do_not_bleed_from_a_neighbouring_field() -> None:
    parameters = operation("/adgroup/create/").parameters
    assert values(field(parameters, "operating_systems")) == ["ANDROID", "IOS"]
    assert "UNSET" in values(field(parameters, "ios14_targeting"))


@pytest.mark.parametrize("path", ["/campaign/create/", "/adgroup/create/"])
def test_a_budget_mode_has_the_values_of_every_case(path: str) -> None:
    found = values(field(operation(path).parameters, "budget_mode"))
    assert {"BUDGET_MODE_DAY", "BUDGET_MODE_TOTAL", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"} <= set(found)


def test_an_audiences_ages_are_the_documented_ones() -> None:
    reply = operation("/smart_plus/adgroup/get/").response
    found = next(each for each in walk(reply) if each.name == "spc_audience_age")
    assert values(found) == ["ALL", "OVER_EIGHTEEN", "OVER_TWENTY_FIVE"]


def test_rows_below_a_list_stay_in_it() -> None:
    data = field(operation("/file/video/ad/info/").response, "data")
    assert [each.name for each in data.children] == ["list"]
    listed = field(data.children, "list")
    assert (listed.type.kind, listed.type.array) == ("object", 1)
    assert {"video_id", "duration", "allowed_placements"} <= {each.name for each in listed.children}


def test_data_that_is_an_array_is_one() -> None:
    data = field(operation("/file/video/ad/upload/").response, "data")
    assert (data.type.kind, data.type.array) == ("object", 1)
    assert data.children


def test_whatever_sends_a_file_is_multipart_and_nothing_else_is() -> None:
    sent: dict[str, set[str]] = {}
    for path, item in may().document["paths"].items():
        body = item.get("post", {}).get("requestBody")
        if body:
            sent.setdefault(next(iter(body["content"])), set()).add(path)
    with_file = {
        each.path
        for each in may().facts.operations
        if any(one.type.kind == "file" for one in walk(each.parameters))
    }
    assert sent["multipart/form-data"] == with_file
    assert len(with_file) == 14
    assert set(sent) == {"multipart/form-data", "application/json"}


def test_a_page_that_states_a_method_without_a_body_for_a_file_is_read_as_its_example() -> None:
    assert [*may().document["paths"][f"{VERSION}/tto/tcm/anchor/create/"]] == ["post"]


def test_lists_and_objects_in_a_query_are_json() -> None:
    parameters: Any = may().document["paths"][f"{VERSION}/campaign/get/"]["get"]["parameters"]
    filtering = next(each for each in parameters if each["name"] == "filtering")
    assert list(filtering["content"]) == ["application/json"]
    assert not any(
        each.get("schema", {}).get("type") in {"array", "object"}
        for item in may().document["paths"].values()
        for each in item.get("get", {}).get("parameters", ())
    )


def test_every_marked_row_is_required_or_conditional() -> None:
    marked: Counter[str] = Counter()
    otherwise: Counter[tuple[str, str, str]] = Counter()
    stated = {
        (each.page, one.line, one.name): one.presence
        for each in may().facts.operations
        for fields in (
            each.parameters,
            *(alternative.fields for alternative in each.alternatives),
            *(one.fields for field_ in walk(each.parameters) for one in field_.alternatives),
        )
        for one in walk(fields)
    }
    for page in may_pages():
        for endpoint in page.page.endpoints:
            tables = [table for table in (endpoint.parameters, *endpoint.supplements) if table is not None]
            for row in (row for table in tables for row in table.rows):
                words = " ".join(row.markers).lower()
                presence = next((word for word in ("required", "condit") if word in words), None)
                known = stated.get((page.page.name, row.line, row.name))
                if presence is not None and known is not None:
                    marked[presence] += 1
                    if not known.startswith(presence[:6]):
                        otherwise[row.name, presence, known] += 1
    assert marked["required"] > 700
    assert marked["condit"] > 600
    # The description of one says in which case it is ignored, and that it is required otherwise; three are
    # required but where an example shows that they need not be.
    cases = {"pacing", "ad_format", "identity_id", "identity_type"}
    assert otherwise == {(name, "required", "conditional"): 1 for name in cases}


def test_no_documented_default_length_or_range_is_thrown_away_by_the_spec() -> None:
    document = may().document
    stated = Counter(
        key
        for schema in _schemas(document)
        for key in ("default", "maxLength", "maxItems", "minimum", "x-enum-descriptions", "deprecated")
        if key in schema
    )
    assert stated["default"] > 300
    assert stated["maxLength"] > 250
    assert stated["maxItems"] > 200
    assert stated["minimum"] > 100
    assert stated["x-enum-descriptions"] > 500
    assert stated["deprecated"] > 40


def _schemas(node: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            found.append(current)
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
    return found


def test_no_field_is_named_with_its_marker_or_mark_up() -> None:
    names = {
        one.name for each in may().facts.operations for one in (*walk(each.parameters), *walk(each.response))
    }
    assert len(names) > 1400
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9_.\-]+|\{[A-Za-z_ ]+\}", name)] == []


def test_every_table_of_an_endpoint_page_has_its_place() -> None:
    tables: list[FieldTable] = [
        table for page in may_pages() for endpoint in page.page.endpoints for table in endpoint.supplements
    ]
    assert len(tables) > 20
    # The one that has none is of the columns of a file, and a problem with its line.
    unbound = [each for each in may().problems if each.code == "supplement-unbound"]
    assert [(each.page, each.line) for each in unbound] == [
        ("catalog-videos/upload-catalog-videos-via-a-file-url.md", 46)
    ]
