"""Translate a JSON Schema ``pattern`` to Python if matching it is sure to be quick."""

from __future__ import annotations

import re

# The most repetitions of one piece that are written out, which Python matches more quickly.
_WRITTEN_OUT = 4
_PIECE = re.compile(
    r"""
    (?P<atom>
        [^\\^$.|?*+()\[\]{}] | \. | \^ | \$
      | \\[dwsDWS] | \\[\\^$.|?*+()\[\]{}/-]
      # Two of these signs may come to mean a difference, an intersection, or another operation of sets.
      | \[\^?(?:(?!--|&&|~~|\|\|)[^\\\[\]^] | \\[dwsDWS] | \\[\\^$.|?*+()\[\]{}/-])+\]
    )
    (?P<repeat> [*+?] | \{[0-9]{1,4}(?:,[0-9]{0,4})?\} )?
""",
    re.VERBOSE,
)


def compile_pattern(text: str) -> re.Pattern[str] | None:
    """Compile a JSON Schema ``pattern``, for `re.Pattern.search`.

    Digits and words are ASCII and ``$`` is the very end, as in ECMAScript. Only patterns that are sure to
    match quickly are compiled: characters, classes, anchors, and repetitions of single ones, at most one of
    them unbounded; and alternatives of such.

    Returns:
        The pattern, or ``None`` if it is not one of these.
    """
    if len(text) > 1000:
        return None
    parts: list[str] = []
    unbounded = 0
    position = 0
    while position < len(text):
        if text[position] == "|":
            # Each alternative is tried after the one before it.
            unbounded, position = 0, position + 1
            parts.append("|")
            continue
        found = _PIECE.match(text, position)
        if found is None:
            return None
        position = found.end()
        atom, repeat = found["atom"], found["repeat"] or ""
        if repeat[:1] in ("*", "+") or (repeat and repeat.endswith(",}")):
            unbounded += 1
        if unbounded > 1 or (atom in "^$" and repeat):
            return None
        exactly = repeat[1:-1]
        if exactly.isdecimal() and int(exactly) <= _WRITTEN_OUT:
            parts.append(atom * int(exactly))
        else:
            parts.append((r"\Z" if atom == "$" else atom) + repeat)
    try:
        return re.compile("".join(parts), re.ASCII)
    except (re.error, OverflowError):
        return None
