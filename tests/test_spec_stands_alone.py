"""The spec of the portal's pages is one that strangers' tools take."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from may import may
from newest import newest_spec
from pages import needs_portal

pytestmark = [needs_portal, pytest.mark.slow]


def test_the_whole_spec_is_valid_openapi() -> None:
    # That of one's own pages has the same, and what may be text anywhere: descriptions.
    document: Any = newest_spec()
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_schema_is_valid_json_schema() -> None:
    schemas: Any = may().document["components"]["schemas"]
    assert len(schemas) > 1000
    for schema in schemas.values():
        jsonschema_rs.meta.validate(schema)
