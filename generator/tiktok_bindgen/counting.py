"""Write numbers with their nouns."""

from __future__ import annotations


def number_of(count: object, one: str, many: str = "") -> str:
    """Write a number with its noun, such as ``1 page`` or ``2 pages``.

    Args:
        count: The number.
        one: The noun in the singular, with whatever agrees with it.
        many: The same in the plural; by default with an ``s`` at its end.
    """
    return f"{count} {one if count == 1 else many or f'{one}s'}"
