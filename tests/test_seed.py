"""The page that everything started from: what is read from it, and what is generated from that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import documented
from october import october_spec
from openapi_judge import openapi_errors
from pages import PORTAL, ROOT, SEED, SEED_FACTS, needs_portal, needs_seed
from text_cases import text_cases
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.pipeline import Spec, make_spec

PATH = "/open_api/v1.3/campaign/spc/create/"
TWIN = (
    PORTAL
    / "2026-05"
    / "to-be-deprecated-legacy-smart"
    / "to-be-deprecated-create-a-legacy-smart-campaign.md"
)


@pytest.fixture(scope="module")
def spec() -> Spec:
    return make_spec([SEED if SEED.is_file() else SEED_FACTS], prose="none")


def _paths(fields: tuple[Field, ...], above: str = "") -> Iterator[tuple[str, Field]]:
    for field in fields:
        path = f"{above}{field.name}{'[]' * field.type.array}"
        yield path, field
        yield from _paths(field.children, f"{path}.")


def test_every_row_is_a_field_of_its_type_and_presence(spec: Spec) -> None:
    (operation,) = spec.facts.operations
    rows, reply_rows = documented.tables()
    request = [field for _, field in _paths(operation.parameters)]
    response = [field for _, field in _paths(operation.response)]
    assert (len(request), len(response)) == (125, 143)
    assert Counter(field.presence for field in request) == {"required": 12, "conditional": 50, "optional": 63}
    for fields, described in ((request, rows), (response, reply_rows)):
        # A number that is said to be a whole one is called so, by facts pages, too.
        spelled = [(f.name, "number" if f.type.kind == "integer" else f.type.documented) for f in fields]
        assert spelled == [(r.name, "number" if r.type == "integer" else r.type) for r in described]
    marks = {"Required": "required", "Conditional": "conditional", "": "optional"}
    assert [field.presence for field in request] == [marks[row.marker] for row in rows]


def test_no_problem_loses_a_field(spec: Spec) -> None:
    # A sentence that stays in words, or a list that is on another page, takes no field away.
    codes = {problem.code for problem in spec.problems if not problem.code.startswith(("rule-", "sentence-"))}
    assert codes <= {"depth-ambiguous", "enumeration-missing"}


@text_cases(path=str)
def test_a_nested_field_is_under_its_parent_in_request_and_reply(spec: Spec, path: str) -> None:
    (operation,) = spec.facts.operations
    assert path in dict(_paths(operation.parameters))
    assert f"data.{path}" in dict(_paths(operation.response))


@needs_portal
@needs_seed
def test_every_field_that_the_native_twin_still_has_is_under_the_same_parent(spec: Spec) -> None:
    (flat,) = spec.facts.operations
    (native,) = make_spec([TWIN], prose="none").facts.operations
    for flat_fields, native_fields in (
        (flat.parameters, native.parameters),
        (flat.response, native.response),
    ):
        ours, theirs = {path for path, _ in _paths(flat_fields)}, {path for path, _ in _paths(native_fields)}
        names = {path.rpartition(".")[2] for path in theirs}
        assert {path for path in ours - theirs if path.rpartition(".")[2] in names} == set()
        assert len(ours & theirs) > 120


def test_lists_of_values_equal_the_pages_own(spec: Spec) -> None:
    (operation,) = spec.facts.operations
    rows, reply_rows = documented.tables()
    compared = 0
    for fields, documented_rows in ((operation.parameters, rows), (operation.response, reply_rows)):
        for (path, field), row in zip(_paths(fields), documented_rows, strict=True):
            expected: list[Any] = documented.inline_values(row)
            if row.type == "boolean":
                expected = [value == "true" for value in expected]
            if field.enum_name is None:
                assert [value.value for value in field.enum] == expected, path
                compared += bool(expected)
    assert compared > 80


def test_facts_are_where_the_page_has_them(spec: Spec) -> None:
    fields = dict(_paths(spec.facts.operations[0].parameters))
    assert fields["product_ids[]"].limits.max_items == 20
    assert fields["card_list[]"].limits.max_items == 1
    assert (fields["roas_bid"].limits.minimum, fields["roas_bid"].limits.maximum) == (0.01, 1000)
    assert fields["disclaimer_info.disclaimer_text.text"].limits.max_length == 90
    assert fields["product_info.promo_info_list[].promo_code"].limits.max_length == 30
    assert fields["schedule_start_time"].format == "YYYY-MM-DD HH:MM:SS"
    assert fields["spc_type"].immutable
    assert fields["gender"].allowlist
    assert not fields["sales_destination"].allowlist
    assert [(v.value, v.lifecycle) for v in fields["spc_type"].enum] == [
        ("WEB_ALL_IN_ONE", None),
        ("UNSET", "to-be-deprecated"),
    ]
    assert fields["spc_audience_age"].default == "18+"
    assert fields["comment_disabled"].default is False
    assert fields["exclude_age_under_eighteen"].enum[0].value is True


def test_the_spec_of_the_page_is_valid_and_follows_the_contracts() -> None:
    document: Any = october_spec()
    assert openapi_errors(document) == []
    operation = document["paths"][PATH]["post"]
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schemas = document["components"]["schemas"]
    properties = schemas[name]["properties"]
    assert len(schemas[name]["required"]) == 11
    assert properties["bid_price"]["x-presence"] == "conditional"
    assert schemas["Currency"]["enum"] == documented.currencies()
    assert operation["externalDocs"]["url"].startswith("https://business-api.tiktok.com/portal/docs?id=")
    assert not [name for name in schemas if name[-1].isdigit()]


@needs_seed
def test_building_from_the_original_page_gives_the_spec_of_the_facts_page() -> None:
    from tiktok_bindgen.assemble.yaml import dump_yaml

    made = make_spec([SEED.parent], prose="none", overlay=ROOT / "spec" / "overlay.yaml")
    assert dump_yaml(made.document) == dump_yaml(october_spec())


def test_reading_the_page_with_prose_keeps_its_sentences(tmp_path: Path) -> None:
    page = tmp_path / "plot.md"
    page.write_text(
        "# Plot\n\n## Request\n\n**Endpoint** https://x.tiktok.com/open_api/v1.3/plot/\n\n**Method** POST\n\n"
        "**Parameters**\n\n"
        "```xtable\n|Field|Type|Description|\n|---|---|---|\n"
        "|size|string|How big it is.<br>Required when `sun` is `ON`.|\n```\n",
        encoding="utf-8",
    )
    schemas: Any = make_spec([page], prose="full").document["components"]["schemas"]
    (size,) = (schema["properties"]["size"] for name, schema in schemas.items() if name.endswith("Request"))
    assert "How big it is." in size["description"]
    assert size["x-rules-text"] == ["Required when `sun` is `ON`."]
