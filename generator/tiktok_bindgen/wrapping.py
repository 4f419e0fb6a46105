"""Text in lines of a reader's screen."""

from __future__ import annotations

import textwrap


def in_lines(text: str, width: int | None, start: str = "", further: str = "") -> list[str]:
    """A text in lines of a width, between words; a word that is longer than a line stays whole.

    Args:
        text: The text.
        width: How many characters fit into a line; ``None`` for any number.
        start: What the first line begins with.
        further: What each other line begins with.
    """
    if width is None:
        return [start + text]
    return textwrap.wrap(
        text,
        max(width, len(further) + 1),
        initial_indent=start,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [start]
