"""What is documented for the API as a whole, as shared schemas and as top-level keys of the document."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from tiktok_bindgen.assemble.return_codes import constants
from tiktok_bindgen.assemble.schema import Prose, Schema, enum_schema, meanings_of
from tiktok_bindgen.interpret.appendix_model import (
    Appendix,
    Case,
    Enumeration,
    HttpStatus,
    RateLimit,
    ReturnCode,
    Scope,
)
from tiktok_bindgen.interpret.reference_lists import AMOUNTS

_NO_WORD = re.compile(r"[^A-Za-z0-9]+")


def enumeration_schema(enumeration: Enumeration, prose: Prose) -> Schema:
    """Express an enumeration, with the fields that its heading names."""
    labels = [each.label or None for each in enumeration.values]
    meanings = {} if any(labels) else meanings_of(enumeration.values, prose)
    schema = enum_schema(enumeration.values, meanings, _names(enumeration))
    if enumeration.lifecycle:
        schema |= {"deprecated": True, "x-lifecycle": enumeration.lifecycle}
    if enumeration.fields:
        schema["x-enum-fields"] = list(enumeration.fields)
    if enumeration.partial:
        schema["x-enum-partial"] = True
    facts: dict[str, object] = {"label": labels} if any(labels) else {}
    for fact in enumeration.facts:
        numbers = [_number(each) if each and fact.name in AMOUNTS else each for each in fact.values]
        cases = facts.setdefault(fact.name, [])
        if fact.case == Case():
            facts[fact.name] = numbers
        elif isinstance(cases, list):
            cases.append(_case(fact.case) | {"values": numbers})
    if facts:
        schema["x-enum-facts"] = facts
    return schema


def permissions(scopes: Sequence[Scope]) -> dict[str, Schema]:
    """Express the permissions of access tokens, keyed by number."""
    found: dict[str, Schema] = {}
    for each in scopes:
        found[each.id] = {"name": each.name}
        if each.parent:
            found[each.id]["parent"] = each.parent
    return found


def _names(enumeration: Enumeration) -> dict[str, str]:
    """Name numeric values by their labels, with the number appended where several share a label."""
    values = [str(each.value) for each in enumeration.values]
    if not all(value.isdecimal() for value in values) or not all(each.label for each in enumeration.values):
        return {}
    plain = (
        unicodedata.normalize("NFKD", each.label).encode("ascii", "ignore").decode()
        for each in enumeration.values
    )
    named = [_NO_WORD.sub("_", text).strip("_").upper() for text in plain]
    count = Counter(named)
    return {
        value: name if count[name] == 1 else f"{name}_{value}"
        for name, value in zip(named, values, strict=True)
    }


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)


def _case(case: Case) -> Schema:
    stated: Schema = {"level": case.level} if case.level else {}
    if case.fields:
        stated["when"] = [
            ({"field": name} if name else {}) | {"values": list(values)} for name, values in case.fields
        ]
    return stated


def code_schemas(appendix: Appendix, prose: Prose) -> dict[str, Schema]:
    """Return the schemas of the documented return codes and HTTP statuses."""
    schemas: dict[str, Schema] = {}
    if appendix.return_codes:
        schemas["ReturnCode"] = _return_codes(appendix.return_codes, prose)
    if appendix.http_statuses:
        schemas["HttpStatus"] = _http_statuses(appendix.http_statuses, prose)
    return schemas


def rate_limits(limits: Sequence[RateLimit]) -> Schema:
    """Express rate limits: by level for all operations together, and by subjects with limits of their own."""
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
    return schema | _descriptions([code.meaning for code in codes], prose)


def _http_statuses(statuses: Sequence[HttpStatus], prose: Prose) -> Schema:
    schema: Schema = {"type": "string", "enum": [status.status for status in statuses]}
    return schema | _descriptions([status.meaning for status in statuses], prose)


def _descriptions(meanings: Sequence[str], prose: Prose) -> Schema:
    return {"x-enum-descriptions": list(meanings)} if any(meanings) and prose == "full" else {}
