"""The hand-written part of the client, which is copied into the generated package."""

from __future__ import annotations
