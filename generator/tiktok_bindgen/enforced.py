"""Remove contested facts from a document, leaving those that its users must comply with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tiktok_bindgen.openapi import listed, mapping, schema_of

# The keywords that describe a value's type.
_TYPE = frozenset(
    {
        "type",
        "$ref",
        "items",
        "properties",
        "required",
        "additionalProperties",
        "oneOf",
        "anyOf",
        "allOf",
        "enum",
    }
)


_HOLDERS = (dict, list)


def enforced(document: Mapping[str, Any]) -> dict[str, Any]:
    """Remove every fact that ``x-contested`` names from an OpenAPI document, and every contested rule.

    Returns:
        A copy; it shares the parts without contested facts with the document.
    """
    made: dict[str, Any] = _without(document)
    return made


def contested(schema: object) -> dict[str, Mapping[str, Any]]:
    """Return the contested facts of a schema or a rule, each with the page and line that contest it.

    Examples:
        >>> contested({"maxLength": 4, "x-contested": [{"fact": "maxLength", "page": "roses.md", "line": 7}]})
        {'maxLength': {'fact': 'maxLength', 'page': 'roses.md', 'line': 7}}
    """
    return {
        each["fact"]: each
        for each in listed(mapping(schema).get("x-contested"))
        if isinstance(mapping(each).get("fact"), str)
    }


def _without(node: Any) -> Any:
    if isinstance(node, list):
        made = [_without(each) if isinstance(each, _HOLDERS) else each for each in node]
        return made if any(new is not old for new, old in zip(made, node, strict=True)) else node
    if not isinstance(node, dict):
        return node
    # Most values are plain; a call for each would take longer than everything else.
    changed = {
        key: new
        for key, old in node.items()
        if isinstance(old, _HOLDERS) and (new := _without(old)) is not old
    }
    if (rules := node.get("x-rules")) and isinstance(rules, list):
        kept = [rule for rule in rules if not contested(rule)]
        changed |= {} if len(kept) == len(rules) else {"x-rules": kept}
    if isinstance(properties := node.get("properties"), dict) and isinstance(node.get("required"), list):
        needed = [
            name
            for name in node["required"]
            if not isinstance(name, str) or "required" not in contested(properties.get(name))
        ]
        changed |= {} if len(needed) == len(node["required"]) else {"required": needed}
    if node.get("required") is True and "required" in contested(schema_of(node)):
        changed["required"] = False
    facts = contested(node).keys() if "x-contested" in node else ()
    if not changed and not facts:
        return node
    whole = {**node, **changed}
    return _loose(whole, facts) if facts else whole


def _loose(schema: dict[str, Any], facts: Collection[str]) -> dict[str, Any]:
    """Return a schema without some of its keywords, also in the schema of its items.

    A contested type with ``x-documented-type`` was replaced already and is kept: examples show it.
    """
    if "type" in facts and "x-documented-type" not in schema:
        return {key: value for key, value in schema.items() if key not in {*_TYPE, "x-contested"}}
    # What characters a text may have is one fact.
    dropped = {*facts, "x-contested", *(("x-no-emoji",) if "pattern" in facts else ())}
    made = {key: value for key, value in schema.items() if key == "type" or key not in dropped}
    if "enum" in facts and "$ref" in made:
        # The reference is to a named list of values, so any text is allowed instead.
        made = {"type": "string", **{key: value for key, value in made.items() if key != "$ref"}}
    if isinstance(items := made.get("items"), dict):
        made["items"] = _loose(items, facts)
    return made
