"""Where real documentation pages are, if they are there at all."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
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
    """The folder of a date's pages; of May 2026, those that are read so far."""
    return half() if name == "2026-05" else PORTAL / name


@cache
def half() -> Path:
    """The pages of May 2026 that ``first-half.txt`` names, in a folder of their own; without it, all."""
    whole, names = PORTAL / "2026-05", PORTAL / "first-half.txt"
    if not names.is_file():
        return whole
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    for name in names.read_text(encoding="utf-8").split():
        link = folder / "2026-05" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(whole.resolve() / name)
    return folder / "2026-05"
