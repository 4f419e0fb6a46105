"""What a validator that nobody here wrote says of an OpenAPI document, told in a fifth of its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs
from jsonschema.exceptions import ValidationError
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.keywords import OpenAPIV31SchemaValidator

# The schema of schemas, without the keywords that OpenAPI adds.
_PLAIN = jsonschema_rs.Draft202012Validator(
    {
        "$id": "https://garden.test/plain",
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$dynamicAnchor": "meta",
        "allOf": [{"$ref": "https://json-schema.org/draft/2020-12/schema"}],
        "propertyNames": {"not": {"enum": ["$schema", "discriminator", "externalDocs", "xml"]}},
    },
    validate_formats=True,
)


class _Schemas(OpenAPIV31SchemaValidator):
    """Checks a schema as its class does, unless a quicker library says that it is plain and valid."""

    def _get_schema_checker(self, schema: Any, schema_value: Any) -> Callable[[Any], None]:
        if _PLAIN.is_valid(schema_value):
            return lambda _: None
        return super()._get_schema_checker(schema, schema_value)


class _Document(OpenAPIV31SpecValidator):
    keyword_validators = OpenAPIV31SpecValidator.keyword_validators | {"schema": _Schemas}


def openapi_errors(document: Mapping[str, Any]) -> list[ValidationError]:
    """Return what is wrong with a document, in the validator's words."""
    return list(_Document(document).iter_errors())
