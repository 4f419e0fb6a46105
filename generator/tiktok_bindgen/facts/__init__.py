"""Facts pages: what was read, written back without the documentation's sentences."""

from __future__ import annotations
