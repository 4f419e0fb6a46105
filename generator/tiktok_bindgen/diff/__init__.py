"""What changed between two OpenAPI documents, and who breaks."""

from __future__ import annotations

from tiktok_bindgen.diff.changes import compare
from tiktok_bindgen.diff.model import Change, Severity
from tiktok_bindgen.diff.registry import Rule, registry

__all__ = ["Change", "Rule", "Severity", "compare", "registry"]
