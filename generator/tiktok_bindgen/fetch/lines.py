"""What a stranger wrote, fit for a message of one line."""

from __future__ import annotations


def one_line(value: object, limit: int = 80) -> str:
    """Show a value of the portal's: no control characters, no line ends, not too long."""
    if isinstance(value, dict | list):
        return "…"
    # Much is cut off before anything is done with it, as much of it may be blank.
    text = value[: 5 * limit] if isinstance(value, str) else str(value)
    line = " ".join("".join(mark if mark.isprintable() else " " for mark in text[: 5 * limit]).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
