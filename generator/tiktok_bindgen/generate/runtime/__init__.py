"""The client's hand-written part, copied beside the generated modules."""

from __future__ import annotations
