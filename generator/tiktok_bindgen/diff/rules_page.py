"""Write the registry as text, as JSON, and as the page ``docs/diff-rules.md``."""

from __future__ import annotations

import json
from typing import Literal

from attrs import asdict

from tiktok_bindgen.diff.model import SEVERITIES
from tiktok_bindgen.diff.registry import Rule, registry
from tiktok_bindgen.diff.templates import fill


def rules_text(format_: Literal["text", "markdown", "json"]) -> str:
    """Write the registry."""
    rules = list(registry().values())
    if format_ == "json":
        return json.dumps([asdict(rule) for rule in rules], ensure_ascii=False, indent=2) + "\n"
    if format_ == "text":
        return "".join(f"{rule.id:44} {rule.severity:9} {rule.sentence}\n" for rule in rules)
    return fill("rules.md", rules=rules, severities=SEVERITIES)


def kind_text(name: str, *, as_json: bool = False) -> str | None:
    """Explain a rule by its id, or the two of a kind of change; ``None`` if there is no such rule."""
    rules = [rule for rule in registry().values() if name in {rule.id, rule.kind}]
    if not rules:
        return None
    if as_json:
        return json.dumps([asdict(rule) for rule in rules], ensure_ascii=False, indent=2) + "\n"
    return "\n".join(map(_explained, rules))


def _explained(rule: Rule) -> str:
    lines = [f"{rule.id} ({rule.severity})", "", rule.sentence]
    if rule.why:
        lines.append(rule.why)
    mirror = registry()[rule.mirror]
    lines += ["", f"about             {rule.area.lower()}"]
    lines.append(f"the other way     {mirror.id} ({mirror.severity})")
    return "".join(f"{line}\n" for line in lines)
