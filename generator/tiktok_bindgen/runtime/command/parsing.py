"""The parts of command lines that several verbs share."""

from __future__ import annotations

from collections.abc import Sequence

from ..arguments import MisuseError
from ..errors import TikTokError
from ..lookup import METHODS, Row, by_any

PROGRAM = "python -m tiktok_business"
# How to name an operation, for help texts.
OPERATION = "OPERATION is campaign.create, /campaign/create/, or POST /campaign/create/."


class OutputError(Exception):
    """The output cannot be written; the message says why."""


def misuse(error: TikTokError) -> MisuseError:
    """Convert an error of the client to an error of the command's user."""
    # A message with several violations has a line for each.
    first, *more = str(error).split("\n")
    return MisuseError(f"{first}: {more[0].strip()}") if len(more) == 1 else MisuseError(first, *more)


def operation(
    words: Sequence[str], operations: Sequence[Row], *more: str, listed: Sequence[str] = ()
) -> tuple[Row, list[str]]:
    """Split words into an operation, by any of its names, and the words after it, which ``more`` names."""
    takes = " ".join(("OPERATION", *more))
    extra = len(words) - len(more)
    is_method = bool(words) and words[0].strip().upper() in METHODS
    if extra != (2 if is_method else 1) and not (extra == 2 and words[1].strip("/")):
        raise MisuseError(f"expected {takes}: {OPERATION} See --help")
    try:
        row = by_any(" ".join(words[:extra]), operations, listed)
    except ValueError as error:
        raise MisuseError(str(error)) from None
    return row, [*words[extra:]]
