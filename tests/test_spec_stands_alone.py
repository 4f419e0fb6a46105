"""The spec of the portal's pages is one that strangers' tools take."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from may import may
from newest import newest_spec
from openapi_judge import openapi_errors
from pages import needs_portal


@pytest.mark.slow
def test_the_whole_spec_is_valid_openapi() -> None:
    # That of one's own pages has the same, and what may be text anywhere: descriptions.
    document: Any = newest_spec()
    assert openapi_errors(document) == []


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"properties": {"discriminator": {"type": "string"}}}, []),
        ({"allOf": [{"type": "strin"}]}, ["'strin' is not valid under any of the given schemas"]),
        ({"items": {"maxLength": -1}}, ["-1 is less than the minimum of 0"]),
        ({"properties": {"bed": {"discriminator": 3}}}, ["3 is not of type 'object'"]),
        ({"$schema": "garden"}, ["Unknown JSON Schema dialect: 'garden'"]),
        ({"type": "string", "default": 3}, ["3 is not of type 'string'"]),
    ],
)
def test_what_is_wrong_with_a_schema_is_told_as_by_the_validator_alone(
    schema: dict[str, Any], told: list[str]
) -> None:
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Garden", "version": "v1"},
        "components": {"schemas": {"Bed": schema}},
    }
    assert [each.message for each in OpenAPIV31SpecValidator(document).iter_errors()] == told
    assert [each.message for each in openapi_errors(document)] == told


@needs_portal
@pytest.mark.slow
def test_every_schema_is_valid_json_schema() -> None:
    schemas: Any = may().document["components"]["schemas"]
    assert len(schemas) > 1000
    for schema in schemas.values():
        jsonschema_rs.meta.validate(schema)
