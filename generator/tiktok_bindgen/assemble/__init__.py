"""From operations to one OpenAPI document."""

from __future__ import annotations

from tiktok_bindgen.assemble.document import assemble

__all__ = ["assemble"]
