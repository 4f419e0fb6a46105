"""Limits on the time that code takes."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def spent(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that a function takes."""
    with _no_collecting():
        started = time.process_time()
        work()
        return time.process_time() - started


@contextmanager
def taking(seconds: float) -> Iterator[None]:
    """Assert that the body takes less than some seconds of processor time, whatever else the machine does."""
    with _no_collecting():
        started = time.process_time()
        yield
        assert time.process_time() - started < seconds


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep garbage uncollected: that takes as long as other tests have left objects behind."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
