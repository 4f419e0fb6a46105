"""Problems of the documentation, which are collected and written out, never raised."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One place in a documentation page that was not fully understood.

    Attributes:
        page: The page's path, relative to the folder that was read, with forward slashes.
        line: The line on that page, from 1; 0 if the problem concerns the page as a whole.
        code: The kind of problem, a stable kebab-case name.
        text: The problem in our own words, with the names and values involved.
    """

    page: str
    line: int
    code: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.code}: {self.text}"


class InputError(Exception):
    """Input or output that cannot be used at all; its message is one line for the user."""


class OutputError(InputError):
    """A folder or a file that cannot be written, whatever is to be written there."""


class UnreadTableError(InputError):
    """A file seems to contain a table, but no row could be read: a finding about the file, not misuse."""
