"""Limits on the time that code takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def taking(seconds: float) -> Iterator[None]:
    """Assert that the body takes less than some seconds of processor time, whatever else the machine does."""
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds
