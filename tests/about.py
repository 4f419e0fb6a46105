"""Say which of many like cases a failure is about, where one test goes through all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def about(case: object) -> Iterator[None]:
    """Add the name of a case to whatever fails inside."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"about {case}")
        raise
