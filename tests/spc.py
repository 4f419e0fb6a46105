"""A request and a reply of the October 2025 page's operation, with every documented kind of value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

#: For pytest's filterwarnings: since May 2026 the operation is to be deprecated, which few tests are about.
DEPRECATED = "ignore:POST /open_api/v1.3/campaign/spc/create/ is to be deprecated:DeprecationWarning"
CASES = Path(__file__).parent / "cases" / "spc_create"


def request_json() -> dict[str, Any]:
    """Return a valid request."""
    return _load("request.json")


def response_json() -> dict[str, Any]:
    """Return a reply with nulls, unknown fields and nested objects, as the server sends them."""
    return _load("response.json")


def _load(name: str) -> dict[str, Any]:
    value = json.loads((CASES / name).read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value
