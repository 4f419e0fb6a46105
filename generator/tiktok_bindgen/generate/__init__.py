"""Generate the client's Python package from an OpenAPI document."""

from __future__ import annotations

PACKAGE = "tiktok_business"
"""The name of the generated package."""
