"""Python's search for cycles of values that nobody uses, and when it only costs time."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep Python from looking for cycles in what makes many values and few cycles: a stage, a parser."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            # What was made counts as old now, so that not all of it is searched at once.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
