"""What is documented for the API as a whole, as shared schemas and as keys of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiktok_bindgen.assemble.naming import pascal
from tiktok_bindgen.assemble.return_codes import constants
from tiktok_bindgen.assemble.schema import enum_schema, meanings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiktok_bindgen.assemble.schema import Prose, Schema
    from tiktok_bindgen.interpret.model import Appendix, Enumeration, HttpStatus, RateLimit, ReturnCode


def enumeration_name(enumeration: Enumeration) -> str:
    """What an enumeration's schema would be called: ``AgeGroup``; a deprecated list says so."""
    return pascal(enumeration.name) + ("Deprecated" if enumeration.lifecycle else "")


def enumeration_schema(enumeration: Enumeration, prose: Prose) -> Schema:
    """Express an enumeration, saying which fields its heading says it is for."""
    schema = enum_schema(enumeration.values, meanings_of(enumeration.values, prose))
    if enumeration.lifecycle:
        schema |= {"deprecated": True, "x-lifecycle": enumeration.lifecycle}
    if enumeration.fields:
        schema["x-enum-fields"] = list(enumeration.fields)
    return schema


def code_schemas(appendix: Appendix, prose: Prose) -> dict[str, Schema]:
    """The schemas of return codes, HTTP statuses and currencies, as far as there are any."""
    schemas: dict[str, Schema] = {}
    if appendix.return_codes:
        schemas["ReturnCode"] = _return_codes(appendix.return_codes, prose)
    if appendix.http_statuses:
        schemas["HttpStatus"] = _http_statuses(appendix.http_statuses, prose)
    if appendix.currencies:
        schemas["Currency"] = {
            "type": "string",
            "enum": [currency.code for currency in appendix.currencies],
            "x-precision": {currency.code: currency.precision for currency in appendix.currencies},
        }
    return schemas


def rate_limits(limits: Sequence[RateLimit]) -> Schema:
    """Express rate limits: by level for all operations together, and for what has limits of its own."""
    general: Schema = {}
    special: dict[str, Schema] = {}
    for limit in limits:
        counts: Schema = {"second": limit.second, "minute": limit.minute, "day": limit.day}
        if not limit.subject:
            general[limit.level] = counts
            continue
        entry = special.setdefault(limit.subject, {"subject": limit.subject})
        for key, value in (("path", limit.path), ("method", limit.method)):
            if value is not None:
                entry[key] = value
        levels = entry.setdefault("levels", {})
        if isinstance(levels, dict):
            levels[limit.level] = counts
    return {key: value for key, value in (("general", general), ("special", list(special.values()))) if value}


def _return_codes(codes: Sequence[ReturnCode], prose: Prose) -> Schema:
    groups: dict[str, list[int]] = {}
    for code in codes:
        groups.setdefault(code.family, []).append(code.code)
    schema: Schema = {
        "type": "integer",
        "enum": [code.code for code in codes],
        "x-enum-varnames": constants(codes),
        "x-enum-groups": groups,
    }
    meanings = {str(code.code): code.meaning for code in codes if code.meaning}
    return schema | ({"x-enum-descriptions": meanings} if meanings and prose == "full" else {})


def _http_statuses(statuses: Sequence[HttpStatus], prose: Prose) -> Schema:
    schema: Schema = {"type": "string", "enum": [status.status for status in statuses]}
    meanings = {status.status: status.meaning for status in statuses if status.meaning}
    return schema | ({"x-enum-descriptions": meanings} if meanings and prose == "full" else {})
