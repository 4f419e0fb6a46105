"""Wrap text to the width of a screen."""

from __future__ import annotations

import textwrap


def in_lines(text: str, width: int | None, start: str = "", further: str = "") -> list[str]:
    """A text in lines of at most ``width`` characters, if not any, between words; a longer word stays whole.

    The first line begins with ``start``, each other one with ``further``.
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
