"""Schemas of texts with keywords of ours, for the client and the site alike."""

from __future__ import annotations

from typing import Any

_NO_EMOJI = {"type": "string", "x-no-emoji": True}
_SIGNS = {"format": "text without emoji #", "pattern": "^[^#]*$"}
#: Each schema with texts that fit it, texts that do not, and what is told of these.
WITHOUT_EMOJI: list[tuple[dict[str, Any], list[str], list[str], str]] = [
    (
        _NO_EMOJI | _SIGNS,
        ["", "a rose", "né ♥"],
        ["a#", "🌷", "a🌷#", "♥\ufe0f"],
        "must be written as text without emoji #",
    ),
    (_NO_EMOJI | {"format": "text without emoji"}, ["#"], ["a🌷"], "must be written as text without emoji"),
    (_NO_EMOJI, ["#"], ["🌷"], "must match text without emoji"),
    (_NO_EMOJI | {"pattern": "^[^#]*$"}, ["a"], ["#", "🌷"], "must match ^[^#]*$ and text without emoji"),
    ({"type": "string", "x-no-emoji": False}, ["🌷"], [], ""),
    (
        {"type": "string", "maxLength": 4, "x-wide-characters": 2},
        ["花花", "abcd", "花ab", "カナ", "🌷🌷🌷"],
        ["花花a", "abcde"],
        "must have at most 4 characters, not 5",
    ),
]
