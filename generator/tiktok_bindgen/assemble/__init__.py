"""From operations to one OpenAPI document."""

from __future__ import annotations
