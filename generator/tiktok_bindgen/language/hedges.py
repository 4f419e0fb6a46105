"""Strip openings and asides that do not change what a sentence states, before it is matched by any table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tiktok_bindgen.language.patterns import Captures
from tiktok_bindgen.language.table import Table, wordings
from tiktok_bindgen.language.tokens import Token, tokenise

OPENINGS = wordings("openings")

ASIDES = wordings("asides")


def without_opening(tokens: Sequence[Token]) -> Sequence[Token]:
    """Strip the opening hedges of a sentence.

    Examples:
        >>> from tiktok_bindgen.language.tokens import tokenise
        >>> [str(token) for token in without_opening(tokenise("Note: Currently, water it."))]
        ['water', 'it']
    """
    if not tokens or not OPENINGS.may_begin(tokens[0]):
        return tokens
    end = max((end for _, end, _ in OPENINGS.starting(tokens)), default=0)
    return without_opening(tokens[end:]) if end else tokens


def without_asides(tokens: Sequence[Token]) -> Sequence[Token]:
    """Strip phrases at the end of a sentence that change no fact.

    Examples:
        >>> from tiktok_bindgen.language.tokens import tokenise
        >>> [str(token) for token in without_asides(tokenise("Up to 9 beds in one request."))]
        ['Up', 'to', '9', 'beds']
    """
    # Longer sentences are not parsed.
    for start in range(2, len(tokens) if len(tokens) <= LONGEST else 0):
        if _are_asides(tokens, start):
            return tokens[:start]
    return tokens


def _are_asides(tokens: Sequence[Token], start: int) -> bool:
    """Whether a sentence consists only of asides from a position on."""
    if not ASIDES.may_begin(tokens[start]):
        return False
    ends = {end for _, end, _ in ASIDES.starting(tokens, start)}
    return any(end == len(tokens) or _are_asides(tokens, end) for end in ends if end > start)


#: Longer sentences match no wording, which limits the time that any sentence takes.
LONGEST = 1000


# Cached because requests and replies repeat each other's descriptions.
@lru_cache(maxsize=65536)
def read(table: Table, sentence: str) -> tuple[str, Captures] | None:
    """The fact and parts of the first wording of a table that matches a whole sentence, if any.

    Examples:
        >>> read(Table("limit: up to WORDS"), "Note: Up to nine beds.")
        ('limit', {'WORDS': None})
    """
    if len(sentence) > LONGEST or not table.may_fit(sentence):
        return None
    found = next(table.whole(table.respelled(without_opening(tokenise(sentence)))), None)
    return None if found is None else (found[0].fact, found[1])


def fact_of(table: Table, sentence: str) -> str:
    """The fact of the first wording of a table that matches a whole sentence; empty for none."""
    found = read(table, sentence)
    return "" if found is None else found[0]
