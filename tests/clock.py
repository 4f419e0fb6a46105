"""How long something takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def taking(seconds: float) -> Iterator[None]:
    """Check that something takes no more of the processor's time; the machine's other work does not count."""
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds
