"""The spec of the October 2025 page alone."""

from __future__ import annotations

from functools import cache
from typing import Any

from pages import ROOT, SEED_FACTS
from tiktok_bindgen.pipeline import make_spec


@cache
def october_spec() -> dict[str, Any]:
    """Return the spec made from the committed facts page."""
    return make_spec([SEED_FACTS], prose="none", overlay=ROOT / "spec" / "overlay.yaml").document
