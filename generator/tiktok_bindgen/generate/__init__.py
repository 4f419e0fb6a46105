"""Generate the client's Python package from an OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tiktok_bindgen.generate.client import GenerateResult, generate_client, generate_files, planned

__all__ = ["PACKAGE", "GenerateResult", "generate_client", "generate_files", "planned"]

PACKAGE = "tiktok_business"
"""The name of the generated package."""


def __getattr__(name: str) -> Any:
    # Loaded on first use: the command line needs the runtime below, and may generate nothing.
    if name in __all__:
        from tiktok_bindgen.generate import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
