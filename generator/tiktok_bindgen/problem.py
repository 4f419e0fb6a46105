"""What the documentation says oddly: collected, written out, never raised."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One place in a documentation page that was not fully understood.

    Attributes:
        page: The page's path, relative to what was read, with forward slashes.
        line: The line in that page, from 1; 0 when the problem is of the page as a whole.
        code: A stable kebab-case name of the kind of problem.
        text: What is odd, in our own words, with the names and values concerned.
    """

    page: str
    line: int
    code: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.code}: {self.text}"


class InputError(Exception):
    """Input or output that cannot be used at all; its text is one line for the person who asked."""


class UnreadTableError(InputError):
    """What looks like a table in a file gave no row: a finding about that file, not misuse."""
