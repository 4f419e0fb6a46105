"""Assemble operations into one OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tiktok_bindgen.assemble.document import assemble

__all__ = ["assemble"]


def __getattr__(name: str) -> Any:
    # Imported on first use: reading or writing a document needs none of it.
    if name == "assemble":
        from tiktok_bindgen.assemble.document import assemble

        return assemble
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
