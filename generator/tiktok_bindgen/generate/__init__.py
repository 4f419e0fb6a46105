"""From an OpenAPI document to a Python package."""

from __future__ import annotations
