"""The folders of real documentation pages, and marks for tests that need them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PORTAL = Path(os.environ.get("PORTAL_PAGES", ROOT.parent / "shared" / "portal"))
SEED = PORTAL.parent / "seed" / "campaign_spc_create.2025-10.txt"
SEED_FACTS = ROOT / "spec" / "pages" / "2025-10" / "campaign_spc_create.2025-10.md"

needs_portal = pytest.mark.skipif(
    not PORTAL.is_dir(), reason=f"left out: no documentation pages in {PORTAL} (set PORTAL_PAGES)"
)
needs_seed = pytest.mark.skipif(
    not SEED.is_file(), reason=f"left out: the October 2025 page is not in {SEED.parent}"
)


def dated(name: str) -> Path:
    """Return the folder of a date's pages."""
    return PORTAL / name


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of all files in a folder, keyed by their paths in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
