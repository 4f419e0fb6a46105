"""From operations to one OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tiktok_bindgen.assemble.document import assemble

__all__ = ["assemble"]


def __getattr__(name: str) -> Any:
    # Who only reads or writes a document needs none of what makes one.
    if name == "assemble":
        from tiktok_bindgen.assemble.document import assemble

        return assemble
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
