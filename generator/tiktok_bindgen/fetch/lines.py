"""Make untrusted text fit for a message of one line."""

from __future__ import annotations


def one_line(value: object, limit: int = 80) -> str:
    """Return a value from the portal as one line of at most ``limit`` printable characters."""
    if isinstance(value, dict | list):
        return "…"
    # Long text is cut before it is processed, but not to the limit, since much of it may be blank.
    text = value[: 5 * limit] if isinstance(value, str) else str(value)
    line = " ".join("".join(mark if mark.isprintable() else " " for mark in text[: 5 * limit]).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
