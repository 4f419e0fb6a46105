"""Pause Python's cyclic garbage collector while it would only cost time."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collector_at_rest() -> Iterator[None]:
    """Disable the cyclic collector while many objects but few cycles are created, as by a parser."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            # Move the new objects to the oldest generation, so that they are not all scanned at once.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
