"""One keyword of a real spec changed at a time: each change is found, at its place, and nothing besides."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from diff_cases import mirrored
from pages import ROOT, dated, needs_portal
from tiktok_bindgen.diff import Change, compare
from tiktok_bindgen.pipeline import make_spec

Document = dict[str, Any]
Place = tuple[str, str, str]
Keys = frozenset[str]

# What is deliberately not compared, or only with what states it better; see docs/diff-rules.md.
_NOT_COMPARED = {
    *(
        "title",
        "summary",
        "description",
        "example",
        "examples",
        "externalDocs",
        "$comment",
        "name",
        "in",
        "text",
    ),
    # Stated by `x-rules`.
    *("allOf", "if", "then", "else"),
    # What a field was is no part of what it is.
    "x-formerly",
    "x-documented-elsewhere",
    # Names of schemas, and the same place twice.
    *("$ref", "style", "operationId"),
    # Sentences about values, which are words.
    *("x-enum-descriptions", "x-enum-labels"),
}
_SAMPLES = 100


@pytest.fixture(scope="module")
def spec() -> Document:
    """The spec of two categories of the newest date."""
    newest = max(path for path in (ROOT / "spec" / "pages").iterdir() if path.is_dir())
    return make_spec([newest / "campaign", newest / "audience"], prose="none").document


def _uses(document: Document) -> dict[int, list[tuple[Place, Keys]]]:
    """For each schema object, the places of payloads that it describes, found without the differ.

    With each place goes what is said of it beside the references that lead to the schema.
    """
    found: dict[int, list[tuple[Place, Keys]]] = {}

    def walk(schema: Any, place: Place, above: tuple[int, ...] = (), beside: Keys = frozenset()) -> None:
        if not isinstance(schema, dict) or id(schema) in above:
            return
        method, path, pointer = place
        found.setdefault(id(schema), []).append((place, beside))
        above = (*above, id(schema))
        # What examples or the page itself contest is not compared.
        contested = {each["fact"] for each in schema.get("x-contested", ())}
        beside |= contested
        if "$ref" in schema:
            component = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            walk(component, place, above, beside | schema.keys())
        for name, inner in schema.get("properties", {}).items():
            walk(inner, (method, path, f"{pointer}/{name}"), above)
        walk(schema.get("items"), (method, path, f"{pointer}/[]"), above, frozenset(contested))
        walk(schema.get("additionalProperties"), (method, path, f"{pointer}/{{}}"), above)
        for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            walk(choice, place, above)

    for path, item in document["paths"].items():
        for method, operation in item.items():
            for parameter in operation.get("parameters", ()):
                schema = parameter.get("schema") or parameter["content"]["application/json"]["schema"]
                walk(schema, (method.upper(), path, f"/request/{parameter['in']}/{parameter['name']}"))
            for media in operation.get("requestBody", {}).get("content", {}).values():
                walk(media["schema"], (method.upper(), path, "/request/body"))
            for media in operation["responses"]["200"]["content"].values():
                walk(media["schema"], (method.upper(), path, "/response"))
    return found


def _mutations(document: Document, seed: int) -> Iterator[tuple[str, Document, list[Place], str]]:
    """Random copies of a document with one keyword of one schema changed, added or removed.

    Yields:
        What was done, the copy, the places that the schema describes, and the step below them that the change
        is reported at, if it is one below.
    """
    chance = random.Random(seed)
    changed = copy.deepcopy(document)
    uses = _uses(changed)
    schemas: list[dict[str, Any]] = []

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            if id(node) in uses and "$ref" not in node:
                schemas.append(node)
            for inner in node.values():
                collect(inner)
        elif isinstance(node, list):
            for inner in node:
                collect(inner)

    collect(changed["paths"])
    collect(changed["components"]["schemas"])
    for _ in range(_SAMPLES):
        schema = chance.choice(schemas)
        # Not a deep copy: what is inside must stay the very same objects.
        before = dict(schema)
        done = _mutate(schema, chance)
        if done is not None:
            what, below = done
            key = what.rpartition(" ")[2]
            # What stands beside a reference is said there, whatever is said behind it.
            yield what, changed, [place for place, beside in uses[id(schema)] if key not in beside], below
        schema.clear()
        schema.update(before)


def _mutate(schema: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    keys = [key for key in schema if key not in _NOT_COMPARED]
    added = {
        "deprecated": True,
        "x-immutable": True,
        "x-allowlist-only": True,
        "x-allowlist-partly": True,
        "default": "a garden",
        "maxLength": 7,
        "minLength": 2,
        "maxItems": 3,
        "minimum": -5,
        "pattern": "^garden",
        "format": "garden",
        "x-garden": 1,
        "readOnly": True,
    }
    can_add = [key for key in added if key not in schema]
    key = chance.choice([*keys, chance.choice(can_add)])
    if key not in schema:
        schema[key] = added[key]
        return f"add {key}", ""
    value = schema[key]
    if key in {
        "x-presence",
        "x-rules-text-count",
        "x-rules",
        "x-enum-fields",
        # Without them, values are called the same.
        "x-enum-varnames",
        "anyOf",
        "oneOf",
        "additionalProperties",
    }:
        return None
    if key == "properties":
        name = chance.choice(list(value))
        if name in schema.get("required", ()):
            return None
        schema["properties"] = {other: inner for other, inner in value.items() if other != name}
        return f"remove the field {name}", f"/{name}"
    if key == "required":
        name = chance.choice(value)
        schema["required"] = [other for other in value if other != name]
        return f"no longer require {name}", f"/{name}"
    if key == "enum":
        schema["enum"] = value[:-1] if len(value) > 1 else [*value, "A_GARDEN"]
        return "change enum", ""
    if key == "x-contested" and "items" in schema and any(each["fact"] == "enum" for each in value):
        del schema[key]
        return f"remove {key}", "/[]"
    if key == "items":
        schema["items"] = {"type": "garden"}
        return "change items", "/[]"
    if isinstance(value, bool):
        del schema[key]
        return f"remove {key}", ""
    if isinstance(value, int | float):
        schema[key] = value + 3
        return f"change {key}", ""
    if isinstance(value, str):
        schema[key] = (
            "boolean" if key == "type" and value != "boolean" else "integer" if key == "type" else "other"
        )
        return f"change {key}", ""
    del schema[key]
    return f"remove {key}", ""


@pytest.mark.parametrize("seed", [1, 2])
def test_a_random_change_of_one_keyword_is_found_at_every_place_it_describes(
    spec: Document, seed: int
) -> None:
    count = 0
    kinds: set[str] = set()
    for what, changed, places, below in _mutations(spec, seed):
        changes = compare(spec, changed)
        expected = {(method, path, pointer + below) for method, path, pointer in places}
        seen = {(each.method, each.path, each.pointer) for each in changes}
        # A rule on the field that went says so itself, below the place.
        extra = {
            (m, p, x)
            for m, p, x in seen - expected
            if not any((m, p) == e[:2] and x.startswith(e[2]) for e in expected)
        }
        assert expected <= seen, (
            f"{what}: not found at {sorted(expected - seen)[:3]}, but at {sorted(seen)[:3]}"
        )
        assert extra == set(), f"{what}: found besides: {sorted(extra)[:3]}"
        kinds |= {each.id for each in changes}
        count += 1
    assert count > _SAMPLES / 2
    assert len(kinds) > 10


@pytest.mark.parametrize("seed", [3])
def test_a_random_change_the_other_way_round_is_the_mirror(spec: Document, seed: int) -> None:
    count = 0
    for _, changed, _, _ in _mutations(spec, seed):
        forward, backward = compare(spec, changed), compare(changed, spec)
        assert sorted(map(_turned, forward)) == sorted(map(_facts, backward)) != []
        count += 1
    assert count > _SAMPLES / 2


def test_a_spec_and_itself_read_anew_are_the_same(spec: Document) -> None:
    assert compare(spec, json.loads(json.dumps(spec)), prose=True) == ()


@needs_portal
@pytest.mark.portal
def test_two_unlike_specs_mirror_each_other() -> None:
    folder = dated("2026-05")
    one, other = (make_spec([folder / name], prose="none").document for name in ("ads", "ad-groups"))
    forward, backward = compare(one, other), compare(other, one)
    assert len(forward) > 10
    assert sorted(map(_turned, forward)) == sorted(map(_facts, backward))


def _facts(change: Change) -> str:
    return json.dumps([change.id, *_place(change), change.old, change.new])


def _turned(change: Change) -> str:
    return json.dumps([mirrored(change.id), *_place(change), change.new, change.old])


def _place(change: Change) -> list[str]:
    """The place of a change; of a guess at another name, without the name."""
    if change.id == "operation-moved":
        return []
    if change.id.endswith(("field-renamed", "field-moved")):
        return [change.method, change.path]
    return [change.method, change.path, change.pointer]
