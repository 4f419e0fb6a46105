"""Problems of the documentation, which are collected and written out, never raised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

#: The file beside facts pages with the problems of the original pages.
CARRIED_PROBLEMS = "_problems.txt"
_PROBLEM = re.compile(r"(?P<page>.+?):(?P<line>\d+): (?P<code>[a-z][a-z0-9-]*): (?P<text>.*)")


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


def problems_text(problems: Iterable[Problem]) -> str:
    """Write problems, one per line; `carried_problems` reads them back."""
    return "".join(f"{' '.join(str(problem).split())}\n" for problem in problems)


def carried_problems(folders: Iterable[Path]) -> list[Problem]:
    """Read the problems that were saved beside facts pages when those were made."""
    found: list[Problem] = []
    for folder in folders:
        file = folder / CARRIED_PROBLEMS
        if not file.is_file():
            continue
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        matches = (_PROBLEM.fullmatch(line) for line in lines)
        found.extend(
            Problem(match["page"], int(match["line"]), match["code"], match["text"])
            for match in matches
            if match
        )
    return found
