"""A checkout brought to what the documentation says now, and the text that tells a reviewer of it."""

from __future__ import annotations

from tiktok_bindgen.update.run import Update, next_version, update
from tiktok_bindgen.update.text import LIMIT, pull_request

__all__ = ["LIMIT", "Update", "next_version", "pull_request", "update"]
