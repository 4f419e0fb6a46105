"""Annotate how operations relate to reports, as far as their own schemas show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from tiktok_bindgen.logic.model import DataLevel
from tiktok_bindgen.openapi import objects_of, resolved

JSON = dict[str, Any]

#: Fields of replies that contain the requested names as keys; those of totals have a prefix.
_IN_ROWS = ("metrics", "dimensions")


def place_reports(spec: JSON) -> None:
    """Say at each operation that takes names of reports, in place, which of its parts are what.

    Which values are data levels (`x-report-levels`), in what way the report is run (`x-report-mode`), what
    the parts of a filter are (`x-report-filter`), and which objects of its reply have the names asked for as
    fields (`x-report-names`).
    """
    for item in spec["paths"].values():
        for operation in item.values():
            fields = _request(operation, spec)
            named = {wire: one["x-report-names"] for wire, one in fields.items() if "x-report-names" in one}
            if not named:
                continue
            if mode := _mode(operation.get("summary", "")):
                operation["x-report-mode"] = mode
            for one in fields.values():
                if levels := _levels(resolved(spec, one)):
                    one["x-report-levels"] = levels
                if "filters" in one.get("x-report-names", ()) and (parts := _filter_parts(one, spec)):
                    one["x-report-filter"] = parts
                    part = resolved(spec, one["items"])["properties"][parts["name"]]
                    part.setdefault("x-report-names", dict(one["x-report-names"]))
            reply = operation["responses"]["200"]["content"].get("application/json", {}).get("schema", {})
            for wire, inner in objects_of(spec, reply):
                for name, names in named.items():
                    if names.keys() & _IN_ROWS and (wire == name or wire.endswith(f"_{name}")):
                        _hold(inner, names)


def _request(operation: JSON, spec: JSON) -> dict[str, JSON]:
    """Return the schemas of a request's parameters and body fields, by name."""
    found = {}
    for one in operation.get("parameters", ()):
        found[one["name"]] = one.get("schema") or one["content"]["application/json"]["schema"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        found |= resolved(spec, content["schema"]).get("properties", {})
    return found


def _mode(title: str) -> str | None:
    """Return how a report is run, from the title of its operation."""
    words = title.lower().split()
    return next((word for word in words if word in {"synchronous", "asynchronous"}), None)


def _levels(schema: Mapping[str, Any]) -> dict[str, str]:
    """Map values to data levels (`TREE_AD` to `ad`); empty unless all current values are levels."""
    values = [value for value in schema.get("enum", ()) if value not in schema.get("x-enum-lifecycle", ())]
    levels = {str(value): str(value).rpartition("_")[2].lower() for value in values}
    return levels if levels and set(levels.values()) <= set(get_args(DataLevel)) else {}


def _filter_parts(schema: JSON, spec: JSON) -> dict[str, str]:
    """Return the fields of a filter: the filtered name, the comparison and the compared value."""
    item = resolved(spec, schema.get("items", {}))
    fields = {wire: resolved(spec, one) for wire, one in item.get("properties", {}).items()}
    compared = [wire for wire, one in fields.items() if "enum" in one]
    texts = [wire for wire, one in fields.items() if one.get("type") == "string" and "enum" not in one]
    if len(fields) != 3 or len(compared) != 1 or len(texts) != 2:
        return {}
    return {"name": texts[0], "comparison": compared[0], "value": texts[1]}


def _hold(schema: JSON, names: Mapping[str, list[str]]) -> None:
    """Mark an object as having these names as fields, besides others."""
    schema.setdefault("properties", {})
    schema.setdefault("x-report-names", dict(names))
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        others.pop("x-report-names", None)
