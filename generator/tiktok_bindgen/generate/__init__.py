"""An OpenAPI document to the client's Python package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tiktok_bindgen.generate.client import GenerateResult, generate_client, generate_files, planned

__all__ = ["PACKAGE", "GenerateResult", "generate_client", "generate_files", "planned"]

PACKAGE = "tiktok_business"
"""The package's name."""


def __getattr__(name: str) -> Any:
    # The command line has its parser from the runtime, which is in here, and may generate nothing.
    if name in __all__:
        from tiktok_bindgen.generate import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
