"""Tests whose cases are lines of a text file: ``cases/lines/interpret/date_formats_are_read.txt``, for one.

Tables of all else than sentences are in ``cases/tables``.
Arrows (``⇒``) separate the columns of a line. A line that begins with ``#`` is about the next one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tiktok_bindgen.interpret.model import Limits

Test = TypeVar("Test", bound=Callable[..., None])

FOLDERS = [Path(__file__).parent / "cases" / name for name in ("lines", "tables")]
#: Reads a column of values as Python writes them.
literal = ast.literal_eval


def limits(text: str) -> Limits:
    """Read limits, as in ``min_items=1, max_items=9``; a hyphen stands for none."""
    parts = [] if text == "-" else [part.split("=") for part in text.split(", ")]
    return Limits(**{name: literal(value) for name, value in parts})


def text_cases(**columns: Callable[[str], object]) -> Callable[[Test], Test]:
    """Decorate a test that runs on each line of its file.

    Args:
        columns: The test's parameters in the order of the columns, each with the function that reads it.
    """

    def decorate(test: Test) -> Test:
        module, name = test.__module__.rpartition(".")[2], test.__name__
        place = Path(module.removeprefix("test_"), f"{name.removeprefix('test_')}.txt")
        (text,) = (file.read_text("utf-8") for folder in FOLDERS if (file := folder / place).is_file())
        rows = [
            [read(part) for read, part in zip(columns.values(), line.split(" ⇒ "), strict=True)]
            for line in text.removesuffix("\n").split("\n")
            if not line.startswith("#")
        ]
        names = list(columns)
        single = [row[0] for row in rows] if len(names) == 1 else rows
        made: Test = pytest.mark.parametrize(names[0] if len(names) == 1 else names, single)(test)
        return made

    return decorate
