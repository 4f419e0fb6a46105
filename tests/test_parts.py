"""A document cut into parts: what each refers to, what some lead to, and the document of these alone."""

from __future__ import annotations

from typing import Any

import pytest

from tiktok_bindgen.parts import Parts


def to(*names: str) -> dict[str, Any]:
    return {"allOf": [{"$ref": f"#/components/{name}"} for name in names]}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Garden"},
    "paths": {"/dig/": to("schemas/Bed", "parameters/Soil"), "/mow/": to("schemas/Lawn")},
    "webhooks": {"bed.dug": to("schemas/Bed/properties/soil")},
    "components": {
        "schemas": {"Bed": to("schemas/Soil"), "Soil": to("schemas/Bed"), "Lawn": {}, "a/b~c d": {}},
        "parameters": {"Soil": {}},
    },
    "x-reports": to("schemas/a~1b~0c%20d"),
    "x-other": {"title": "$ref"},
}
BED, SOIL, LAWN = (("components", "schemas", name) for name in ("Bed", "Soil", "Lawn"))


def test_each_part_tells_what_it_refers_to() -> None:
    parts = Parts(DOCUMENT)
    assert {key: set(parts.references(key)) for key in parts.values} == {
        ("paths", "/dig/"): {BED, ("components", "parameters", "Soil")},
        ("paths", "/mow/"): {LAWN},
        ("webhooks", "bed.dug"): {BED},
        BED: {SOIL},
        SOIL: {BED},
        LAWN: set(),
        ("components", "schemas", "a/b~c d"): set(),
        ("components", "parameters", "Soil"): set(),
        ("x-reports",): {("components", "schemas", "a/b~c d")},
        ("x-other",): set(),
    }
    assert parts.references(("paths", "/none/")) == frozenset()


def test_what_is_reached_from_a_part_is_all_that_its_references_lead_to() -> None:
    parts = Parts(DOCUMENT)
    assert parts.reached([("webhooks", "bed.dug")]) == {("webhooks", "bed.dug"), BED, SOIL}
    assert parts.reached([]) == set()
    assert parts.reached([LAWN, ("paths", "/mow/")]) == {LAWN, ("paths", "/mow/")}


def test_a_document_of_some_parts_alone_keeps_its_head() -> None:
    parts = Parts(DOCUMENT)
    assert parts.only({("paths", "/mow/"), LAWN}, {"x-reports"}) == {
        "openapi": "3.1.0",
        "info": {"title": "Garden"},
        "paths": {"/mow/": to("schemas/Lawn")},
        "webhooks": {},
        "components": {"schemas": {"Lawn": {}}, "parameters": {}},
        "x-other": {"title": "$ref"},
    }
    odd = {"paths": [], "components": {"schemas": 7}}
    assert Parts(odd).only(set(), set()) == odd
    assert Parts({"openapi": "3.1.0"}).only(set(), set()) == {"openapi": "3.1.0"}


@pytest.mark.parametrize(
    "reference",
    ["#/paths/dig", "#", "#/components/schemas", "#/components/schemas/B\\ed", "bed.yaml#\\Bed"],
)
def test_a_reference_to_no_component_is_refused(reference: str) -> None:
    parts = Parts({"paths": {"/dig/": {"$ref": reference}}})
    with pytest.raises(ValueError, match="a reference to another place than a component"):
        parts.references(("paths", "/dig/"))


def test_a_reference_out_of_the_document_leads_to_nothing_in_it() -> None:
    assert Parts({"paths": {"/dig/": {"$ref": "bed.yaml"}}}).references(("paths", "/dig/")) == frozenset()
