"""From files to pages."""

from __future__ import annotations
