"""The levels of an account, and how a sentence says which level a field is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tiktok_bindgen.language.parts import word_at, words_at
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.language.tokens import Token
from tiktok_bindgen.logic.model import LEVELS

_BEGINNINGS = tuple(words.partition(" ")[0] for words in LEVELS)


def read_level(tokens: Sequence[Token], start: int, owns: Sequence[str] = ("",)) -> Iterator[tuple[int, str]]:
    """A level by its words, the last of which may end in one of some endings."""
    if not word_at(tokens, start).startswith(_BEGINNINGS):
        return
    for words, level in LEVELS.items():
        *first, last = words.split()
        end = start + len(first)
        if words_at(tokens, start, first) and word_at(tokens, end) in {f"{last}{each}" for each in owns}:
            yield end + 1, level
            return


def read_beside(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, str]]]:
    """Read a phrase for siblings; yield their level and that of their parent."""
    for _, end, captures in BESIDE_PHRASES.starting(tokens, start):
        yield end, (str(captures["LEVELS"]), str(captures["LEVEL"]))


def _read_several(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    return read_level(tokens, start, owns=("s",))


BESIDE_PHRASES = wordings("beside-phrases", readers={"LEVEL": read_level, "LEVELS": _read_several})

LEVEL_PHRASES = wordings("level-phrases", readers={"LEVEL": read_level})
