"""Assemble operations into one OpenAPI document."""

from __future__ import annotations
