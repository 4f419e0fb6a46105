"""From pages to what they state."""

from __future__ import annotations
