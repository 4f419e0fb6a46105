"""The registry as lines, as JSON, and as the page ``docs/diff-rules.md``."""

from __future__ import annotations

import json
from typing import Literal

from attrs import asdict

from tiktok_bindgen.diff.model import SEVERITIES
from tiktok_bindgen.diff.registry import registry
from tiktok_bindgen.diff.templates import fill


def rules_text(format_: Literal["text", "markdown", "json"]) -> str:
    """Write the registry."""
    rules = list(registry().values())
    if format_ == "json":
        return json.dumps([asdict(rule) for rule in rules], ensure_ascii=False, indent=2) + "\n"
    if format_ == "text":
        return "".join(f"{rule.id:44} {rule.severity:9} {rule.sentence}\n" for rule in rules)
    return fill("rules.md", rules=rules, severities=SEVERITIES)
