"""Update a checkout to the current documentation, and write the pull request's text."""

from __future__ import annotations

from tiktok_bindgen.update.run import Update, next_version, update
from tiktok_bindgen.update.text import LIMIT, pull_request

__all__ = ["LIMIT", "Update", "next_version", "pull_request", "update"]
