"""The data for the scripts of an operation's page: schemas and rules, reduced to what validation needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.enforced import contested
from tiktok_bindgen.explain.operation import Explained, explained
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import Scalar, level_of, path_text
from tiktok_bindgen.openapi import ELSEWHERE, listed, mapping, reached, schema_of, with_subschemas
from tiktok_bindgen.runtime.check import BOUNDS

# What a check looks at, besides rules. Words are for people, and on the page already.
_KEPT = frozenset(
    {
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "contentMediaType",
        "default",
        "enum",
        "format",
        "items",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "type",
        "x-documented-elsewhere",
        "x-no-emoji",
        "x-wide-characters",
        *BOUNDS,
    }
)


def operation_data(
    document: Mapping[str, Any], operation: Explained, *, name: str, base: str
) -> dict[str, object]:
    """Collect the data of one operation.

    Args:
        document: The OpenAPI document.
        operation: The operation.
        name: Its name in the client.
        base: The relative path from its page to the site's root.

    Returns:
        ``method``, ``path``, ``name``, ``base``; ``schema``, the JSON Schema of the body, or ``None``;
        ``parameters`` of the query, each with ``name``, ``required`` and ``schema``; ``rules``, the
        operation's own ``x-rules`` with a ``text`` for people, like the rules in schemas; ``components``, the
        referenced schemas by name; ``above``, the documented values of fields in requests above that rules
        refer to, by path (``^garden.soil``); ``unjudged``, what a check of the request alone cannot verify,
        in words.
    """
    item = mapping(mapping(document["paths"])[operation.path])
    stated = mapping(item[operation.method.lower()])
    body = mapping(stated.get("requestBody"))
    schemas = mapping(mapping(document.get("components")).get("schemas"))
    schema = checked(schema_of(body)) if body else None
    parameters = [
        {"name": each["name"], "required": each.get("required") is True, "schema": checked(schema_of(each))}
        for each in (*listed(item.get("parameters")), *listed(stated.get("parameters")))
        if mapping(each).get("in") == "query" and "name" in each
    ]
    return {
        "method": operation.method,
        "path": operation.path,
        "name": name,
        "base": base,
        "schema": schema,
        "parameters": parameters,
        "rules": [_rule(each) for each in listed(stated.get("x-rules"))],
        "components": {
            name: checked(schemas[name]) for name in sorted(reached([schema, parameters], schemas))
        },
        "above": dict(_above(document, operation)),
        "unjudged": list(_unjudged(operation)),
    }


def _unjudged(operation: Explained) -> Iterator[str]:
    """Yield what the client can check but a check of the request alone cannot."""
    above = Counter(level for rule, _ in operation.rules for level in rule.levels if level in operation.above)
    for level, count in above.items():
        yield f"{number_of(count, 'rule')} about its parent {level}"
    if any("x-report-names" in each.own for each in operation.fields):
        yield "which metrics, dimensions and filters can be combined"


def _above(document: Mapping[str, Any], below: Explained) -> Iterator[tuple[str, list[Scalar]]]:
    """Yield the fields of requests above that rules refer to, with their documented values."""
    looked_at = {path for rule, _ in below.rules for path in rule.paths if level_of(path)}
    for level, path in below.above.items():
        wanted = sorted(path for path in looked_at if level_of(path) == level and len(path) > 1)
        fields = {each.path: each for each in explained(document, "POST", path).fields} if wanted else {}
        for each in wanted:
            field = fields.get(each[1:])
            if field is not None and field.values and "[]" not in field.type:
                yield path_text(each), list(field.values)


def checked(node: Any) -> Any:
    """Reduce a schema to what validation uses."""
    if not isinstance(node, Mapping):
        return node
    made = {key: value for key, value in with_subschemas(node, checked).items() if key in _KEPT}
    if rules := listed(node.get("x-rules")):
        made["x-rules"] = [_rule(each) for each in rules]
    if against := contested(node):
        made["x-contested"] = [{"fact": fact} for fact in against]
    if elsewhere := listed(mapping(node.get(ELSEWHERE)).get("values")):
        # Of a list, it is said beside the values of its items.
        inner = made.get("items", made)
        inner[ELSEWHERE] = elsewhere
    if name := mapping(node.get("x-formerly")).get("name"):
        made["x-formerly"] = {"name": name}
    return made


def _rule(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule with its message for people, unless its text was customised."""
    rule, text = from_data(data), data.get("text")
    ours = text in {None, rule.id, sentence(rule)}
    against = [{"fact": fact} for fact in contested(data)]
    return {
        **data,
        "text": f"{message(rule)}." if ours else text,
        **({"x-contested": against} if against else {}),
    }
