"""What is called safe is safe, and what is called breaking breaks, for payloads made at random.

Of a request: whatever was valid stays valid. Of a reply: whatever can come back now could come back before. A
validator that nobody here wrote says what is valid. Objects of requests are closed for it, as our client
takes no argument that is not documented.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs
import pytest

from diff_cases import Case, cases
from pages import ROOT
from tiktok_bindgen.diff import compare
from tiktok_bindgen.pipeline import make_spec

Schema = dict[str, Any]

# What no payload shows: that a field is about to go, what the server does on its own, or what only a client
# minds.
_INVISIBLE = {
    "deprecated",
    "lifecycle-changed",
    "immutable-added",
    "allowlist-added",
    "read-only-added",
    "write-only-added",
    "encoding-added",
    "encoding-removed",
    "encoding-changed",
    "discriminator-changed",
    # Formats and contents are no constraints for the validator, and all objects are closed for it.
    "object-closed",
    "format-added",
    "format-changed",
    "format-narrowed",
    "format-widened",
    # In a reply that may lack any field.
    "field-removed",
    "conditional-field-removed",
    "field-renamed",
    "field-moved",
    "required-to-conditional",
}
# What is known of the values changes, and not the values: their list was not among what was read.
_OF_WHAT_WAS_READ = {"enum-found", "enum-lost"}
_SAMPLES = 60


class _Generator:
    """Payloads for a schema, most of them valid, some just beside its limits."""

    def __init__(self, chance: random.Random, *schemas: Schema) -> None:
        self._chance = chance
        # What a schema names is what it tells from all else.
        self._named = [value for schema in schemas for value in _named(schema)]
        self._texts = [value for value in self._named if isinstance(value, str)]

    def value(self, schema: Any, depth: int = 0) -> Any:
        if not isinstance(schema, Mapping) or not schema or depth > 12:
            return self._any()
        chance = self._chance
        for part in schema.get("allOf", ()):
            schema = {**schema, **{key: value for key, value in part.items() if key not in {"if", "then"}}}
        if "enum" in schema and chance.random() < 0.9:
            return chance.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                choice = chance.choice(schema[keyword])
                merged = {
                    **schema,
                    **choice,
                    "properties": {**schema.get("properties", {}), **choice.get("properties", {})},
                }
                merged.pop(keyword)
                return self.value({key: value for key, value in merged.items() if value != {}}, depth + 1)
        types = schema.get("type", [])
        types = [types] if isinstance(types, str) else list(types)
        type_ = chance.choice(types) if types else self._guess(schema)
        made = getattr(self, f"_{type_}", lambda _schema, _depth: self._any())(schema, depth)
        # Now and then something of another type, as a schema may allow it now.
        return self._any() if chance.random() < 0.03 else made

    def _guess(self, schema: Mapping[str, Any]) -> str:
        for keywords, type_ in (
            (
                (
                    "properties",
                    "required",
                    "minProperties",
                    "maxProperties",
                    "propertyNames",
                    "patternProperties",
                    "dependentSchemas",
                ),
                "object",
            ),
            (("items", "contains", "minItems", "maxItems", "minContains", "uniqueItems"), "array"),
            (("minLength", "maxLength", "pattern"), "string"),
            (("minimum", "maximum", "exclusiveMinimum", "multipleOf"), "number"),
        ):
            if any(keyword in schema for keyword in keywords):
                return type_
        return self._chance.choice(["string", "number", "integer", "boolean", "null", "array", "object"])

    def _any(self) -> Any:
        chance = self._chance
        if self._named and chance.random() < 0.3:
            return chance.choice(self._named)
        number = chance.randint(0, 8)
        kind = chance.randrange(6)
        if kind == 0:
            return "x" * number
        if kind == 1:
            return number - 2 + chance.choice([0, 0, 0.5])
        if kind == 2:
            return [chance.choice(["ROSE", 1])] * number
        if kind == 3:
            return {f"{chance.choice('az')}{index}": chance.choice([1, "a"]) for index in range(number)}
        return chance.choice([True, False, None, {"soil": "a"}])

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        required = schema.get("required", ())
        chance = self._chance
        made = {
            name: self.value(inner, depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if name in required or chance.random() < 0.6
        }
        if made and chance.random() < 0.05:
            made.pop(chance.choice(list(made)))
        least = schema.get("minProperties", 0)
        for number in range(chance.randint(least, max(least, schema.get("maxProperties", 1)))):
            if len(made) <= number:
                made[chance.choice("abxyz") + str(number)] = self._any()
        return made

    def _array(self, schema: Mapping[str, Any], depth: int) -> list[Any]:
        most = min(schema.get("maxItems", 6), 7)
        size = self._chance.randint(min(schema.get("minItems", 0), most), most)
        made = [self.value(schema.get("items", {}), depth + 1) for _ in range(size)]
        if "contains" in schema:
            made += [self.value(schema["contains"])] * self._chance.choice(
                [1, schema.get("minContains", 1), 6]
            )
        return made

    def _string(self, schema: Mapping[str, Any], _depth: int) -> str:
        if self._texts and self._chance.random() < 0.3:
            return self._chance.choice(self._texts)
        least, most = schema.get("minLength", 0), schema.get("maxLength", 8)
        size = self._chance.choice([least, most, self._chance.randint(least, max(least, most))])
        return "".join(self._chance.choices("abcd", k=min(size, 600)))

    def _number(self, schema: Mapping[str, Any], _depth: int) -> float:
        low: float = schema.get("minimum", schema.get("exclusiveMinimum", -5))
        high: float = schema.get("maximum", schema.get("exclusiveMaximum", low + 10))
        step: float = schema.get("multipleOf", 1)
        between = self._chance.randint(int(low), int(max(low, high)))
        return self._chance.choice([low, high, step, 2 * step, between, low + 0.5])

    def _integer(self, schema: Mapping[str, Any], depth: int) -> int:
        return int(self._number(schema, depth))

    def _boolean(self, _schema: Mapping[str, Any], _depth: int) -> bool:
        return self._chance.random() < 0.5

    def _null(self, _schema: Mapping[str, Any], _depth: int) -> None:
        return None


def _closed(schema: Any) -> Any:
    """A schema whose objects take no fields but those it lists."""
    if isinstance(schema, list):
        return [_closed(inner) for inner in schema]
    if not isinstance(schema, Mapping):
        return schema
    found = {
        key: _closed(value) if key not in {"enum", "default", "const"} else value
        for key, value in schema.items()
    }
    if isinstance(schema.get("properties"), Mapping):
        found["properties"] = {name: _closed(inner) for name, inner in schema["properties"].items()}
    if schema.get("type") == "object" and schema.keys().isdisjoint({"patternProperties", "propertyNames"}):
        found.setdefault("unevaluatedProperties", False)
    return found


def _named(schema: Any) -> list[Any]:
    """The values that a schema lists, wherever it does."""
    if isinstance(schema, list):
        return [value for inner in schema for value in _named(inner)]
    if not isinstance(schema, Mapping):
        return []
    here = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    return [*here, *(value for inner in schema.values() for value in _named(inner))]


def _resolved(schema: Any, schemas: Mapping[str, Any], above: tuple[str, ...] = ()) -> Any:
    if isinstance(schema, list):
        return [_resolved(inner, schemas, above) for inner in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in above:
            return {}
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return {**_resolved(schemas.get(name, {}), schemas, (*above, name)), **rest}
    return {key: _resolved(value, schemas, above) for key, value in schema.items()}


def _schema(document: Mapping[str, Any], side: str) -> Schema:
    operation = next(iter(next(iter(document["paths"].values())).values()))
    body = operation["requestBody"] if side == "request" else operation["responses"]["200"]
    return dict(body["content"]["application/json"]["schema"])


def _counterexample(old: Schema, new: Schema, side: str, chance: random.Random) -> str | None:
    """A payload that was valid and no longer is, or the other way round for a reply."""
    if side == "request":
        old, new = _closed(old), _closed(new)
    before, after = (old, new) if side == "request" else (new, old)
    valid, still = map(jsonschema_rs.Draft202012Validator, (before, after))
    generator = _Generator(chance, before, after)
    for _ in range(_SAMPLES * 8):
        payload = generator.value(chance.choice([before, before, after]))
        if valid.is_valid(payload) and not still.is_valid(payload):
            return json.dumps(payload)
    return None


_SCHEMA_CASES = [
    case
    for case in cases()
    if case.id.startswith(("request-", "response-"))
    and "/plot" in case.pointer
    and "$ref" not in str([case.old, case.new])
]


def _both_ways(case: Case) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    return [(case.old, case.new), (case.new, case.old)]


@pytest.mark.parametrize("case", [case for case in _SCHEMA_CASES if not case.prose], ids=lambda case: case.id)
def test_the_judgement_of_a_rule_is_what_payloads_show(case: Case) -> None:
    for number, (old, new) in enumerate(_both_ways(case)):
        changes = compare(old, new)
        side, kind = changes[0].id.split("-", 1)
        found = _counterexample(_schema(old, side), _schema(new, side), side, random.Random(number))
        severities = {change.severity for change in changes}
        if severities == {"safe"} and kind not in _OF_WHAT_WAS_READ:
            # A value that may be of one form more can be of two at once, where just one is asked for.
            assert found is None or "oneOf" in str(case.new), f"{kind} is called safe, but {found}"
        elif "breaking" in severities and kind not in _INVISIBLE:
            assert found is not None or _only_data(case), f"{kind} is called breaking, but nothing shows it"


def _only_data(case: Case) -> bool:
    """Whether a rule stands in `x-rules` alone, which the validator does not read."""
    text = str([case.old, case.new])
    return "x-rules" in text and "allOf" not in text


@pytest.fixture(scope="module")
def spec() -> Mapping[str, Any]:
    newest = max(path for path in (ROOT / "spec" / "pages").iterdir() if path.is_dir())
    return make_spec([newest / "audience"], prose="none").document


@pytest.mark.parametrize("side", ["request", "response"])
def test_random_changes_of_a_real_schema_are_judged_as_payloads_show(
    spec: Mapping[str, Any], record_property: Callable[[str, object], None], side: str
) -> None:
    chance = random.Random(7)
    judged: Counter[tuple[str, bool]] = Counter()
    bodies = [
        (
            path,
            _resolved(
                operation["requestBody"]["content"]["application/json"]["schema"],
                spec["components"]["schemas"],
            ),
        )
        for path, item in spec["paths"].items()
        for operation in item.values()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]
    for _ in range(_SAMPLES):
        _, body = chance.choice(bodies)
        old, new = json.loads(json.dumps(body)), json.loads(json.dumps(body))
        _loosen_or_tighten(new, chance)
        contents = [{"content": {"application/json": {"schema": each}}} for each in (old, new)]
        operations = [
            {"requestBody": each} if side == "request" else {"responses": {"200": each}} for each in contents
        ]
        changes = compare(*({"openapi": "3.1.0", "paths": {"/plot/": {"post": each}}} for each in operations))
        if not changes:
            continue
        found = _counterexample(old, new, side, chance)
        worst = "breaking" if any(change.severity == "breaking" for change in changes) else "safe"
        if all(change.severity == "safe" for change in changes):
            assert found is None, f"{[change.message for change in changes]}, but {found}"
        judged[worst, found is not None] += 1
    shown, hidden = judged["breaking", True], judged["breaking", False]
    # How often the generator reaches a payload that shows a breaking change; it never shows a safe one.
    record_property("breaking changes shown", f"{shown} of {shown + hidden}")
    record_property("safe changes", judged["safe", False])
    assert judged["safe", False] > _SAMPLES / 8
    assert shown > hidden


def _loosen_or_tighten(schema: Schema, chance: random.Random) -> None:
    """Change one fact of one of the fields near the top."""
    fields = [inner for inner in schema.get("properties", {}).values() if isinstance(inner, dict)]
    fields += [
        deep for inner in fields for deep in inner.get("properties", {}).values() if isinstance(deep, dict)
    ]
    field = chance.choice([field for field in fields if "anyOf" not in field])
    name = chance.choice(list(schema["properties"]))
    required = schema.setdefault("required", [])
    changes: list[tuple[str, Any]] = [
        (
            "enum",
            field["enum"][:-1] if len(field.get("enum", ())) > 1 else [*field.get("enum", ()), "A_GARDEN"],
        ),
        ("maxLength", field.get("maxLength", 8) // 2),
        ("maxLength", field.get("maxLength", 4) * 2),
        ("type", "boolean" if field.get("type") == "string" else "string"),
        ("type", [field["type"], "null"] if isinstance(field.get("type"), str) else "string"),
    ]
    kind = chance.randrange(len(changes) + 3)
    if kind < len(changes):
        field[changes[kind][0]] = changes[kind][1]
    elif kind == len(changes):
        schema["required"] = (
            [other for other in required if other != name] if name in required else [*required, name]
        )
    elif kind == len(changes) + 1:
        del schema["properties"][name]
        schema["required"] = [other for other in required if other != name]
    else:
        schema["properties"]["garden"] = {"type": "string"}
