"""Limits on the time that code takes."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def spent(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that a function takes."""
    # Collecting garbage takes as long as other tests have left objects behind.
    gc.disable()
    started = time.process_time()
    try:
        work()
        return time.process_time() - started
    finally:
        gc.enable()


@contextmanager
def taking(seconds: float) -> Iterator[None]:
    """Assert that the body takes less than some seconds of processor time, whatever else the machine does."""
    gc.disable()
    started = time.process_time()
    try:
        yield
        assert time.process_time() - started < seconds
    finally:
        gc.enable()
