"""Turn TikTok's Business API documentation into an OpenAPI document and a typed client."""

from __future__ import annotations

__version__ = "0.1.0"
