"""One rule of requests, by the id that checks print: its meaning, its operations, and examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from tiktok_bindgen.enforced import contested
from tiktok_bindgen.explain.operation import exception_shown
from tiktok_bindgen.explain.witness import Payload, witnesses
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.model import path_text
from tiktok_bindgen.openapi import docs_of, listed, mapping, objects_in, operations
from tiktok_bindgen.parts import Parts
from tiktok_bindgen.runtime.paths import short
from tiktok_bindgen.wrapping import in_lines

_WIDTH = 100


@frozen
class ExplainedRule:
    """A rule.

    Attributes:
        id: Its id.
        text: Its sentence.
        fields: The fields that it targets, then those it depends on, relative to its object.
        operations: The operations with the rule: method, path, and the documentation's address.
        against: Examples that contradict it, so that it is not enforced: ``roses.md, line 7``.
        fails: A partial request that violates it.
        passes: A partial request that satisfies it.
    """

    id: str
    text: str
    fields: tuple[str, ...]
    operations: tuple[tuple[str, str, str], ...]
    against: tuple[str, ...]
    fails: Payload | None
    passes: Payload | None


def explained_rule(spec: Mapping[str, Any], name: str) -> ExplainedRule | None:
    """Find a rule by its id; ``None`` if no operation has it."""
    parts = Parts(spec)
    written = json.dumps(name)
    having = {key for key, text in parts.texts.items() if written in text}
    entries = [entry for key in having for entry in _entries(parts.values[key], name)]
    if not entries:
        return None
    rule = from_data(entries[0])
    places = [each for entry in entries for each in contested(entry).values()]
    paths = {path for path in mapping(spec.get("paths")) if having & parts.reached([("paths", path)])}
    return ExplainedRule(
        id=name,
        text=f"{entries[0].get('text') or sentence(rule)}{exception_shown(rule)}",
        fields=tuple(dict.fromkeys(path_text(path) for path in rule.paths)),
        operations=tuple(
            (method.upper(), short(path), docs_of(stated))
            for path, method, stated in operations(spec)
            if path in paths
        ),
        against=tuple(dict.fromkeys(f"{each.get('page')}, line {each.get('line')}" for each in places)),
        **dict(zip(("fails", "passes"), witnesses(rule), strict=True)),
    )


def _entries(part: object, name: str) -> Iterator[Mapping[str, Any]]:
    """Every statement of a rule in a part of a document."""
    rules = (rule for each in objects_in(part) for rule in listed(each.get("x-rules")))
    return (rule for rule in map(mapping, rules) if rule.get("id") == name)


def rule_text(rule: ExplainedRule) -> str:
    """A rule for people."""
    lines = [rule.id, "", *in_lines(rule.text, _WIDTH)]
    lines += ["", f"fields      {', '.join(rule.fields)}"]
    for method, path, page in rule.operations:
        lines += [f"operation   {method} {path}", *([f"            {page}"] if page else [])]
    if rule.against:
        lines.append(f"not enforced, since an example contradicts it: {'; '.join(rule.against)}")
    for words, payload in (("fails", rule.fails), ("passes", rule.passes)):
        if payload is not None:
            lines.append(f"{words:12}{json.dumps(payload, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def rule_data(rule: ExplainedRule) -> dict[str, Any]:
    """Return a rule as data for programs."""
    return {
        "id": rule.id,
        "sentence": rule.text,
        "fields": [*rule.fields],
        "operations": [
            {"method": method, "path": path, "docs": page} for method, path, page in rule.operations
        ],
        "enforced": not rule.against,
        "against": [*rule.against],
        "fails": rule.fails,
        "passes": rule.passes,
    }
