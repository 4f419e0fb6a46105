"""Compare two OpenAPI documents, and judge each change by what it breaks."""

from __future__ import annotations

from tiktok_bindgen.diff.changes import compare
from tiktok_bindgen.diff.model import Change, Severity
from tiktok_bindgen.diff.registry import Rule, registry

__all__ = ["Change", "Rule", "Severity", "compare", "registry"]
