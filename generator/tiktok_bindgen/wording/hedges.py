"""What a sentence may begin or end with that changes nothing of what it states; left out before any table."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bindgen.wording.parts import read_rest, read_words
from tiktok_bindgen.wording.table import Table
from tiktok_bindgen.wording.tokens import Token

_READERS = {"ANYTHING": read_rest, "WORDS": read_words}

OPENINGS = Table(
    r"""
note: (important)? (note|notes) (:|that)
  - Note:
  - Important notes:
note: please note that
  - Please note that
note: important :
  - Important:
note: filter combination rule :
  - Filter combination rule:
now: currently ,?
  - Currently,
mark: -
  - -
    """,
    readers=_READERS,
    parts={},
)

ASIDES = Table(
    r"""
emoji: ,? (and)? (it)? (<cannot> (contain|include) (any)? <emoji>|<emoji> (are|is)? not <allowed>)
  - and it cannot contain emojis
  - , emojis not supported
  - and cannot contain emoji
emoji: or contain any <emoji>
  - or contain any emojis
encoding: \( (in)? (utf-8|utf-16) (encoding|encoded|code units)? \)
  - (UTF-8 encoding)
encoding: ,? in utf-8 (encoding)?
  - in UTF-8 encoding
encoding: \( for all languages \)
  - (for all languages)
part: ,? including (spaces|emojis|a maximum of WORDS) (and ANYTHING)?
  - , including spaces and emojis
  - , including a maximum of 30 mentions
ends: ,? \(? (both (ends)?)? (inclusive|included) \)?
  - (inclusive)
  - , both ends included
currency: \( (usd|in usd) \)
  - (USD)
decimals: ,? (with|accurate to|and) (up to|at most)? (a|an)? WORDS decimal (place|places|digit|digits)
  - , with up to two decimal places
call: (at a time|at once|simultaneously|(in|per) (one|a|a single|each|every)? (request|call|api call))
  - at a time
  - in one request
  - per call
    """,
    readers=_READERS,
    parts={
        "emoji": "emoji|emojis",
        "cannot": "cannot|can't|must not|can not",
        "allowed": "allowed|supported|permitted",
    },
)


def without_opening(tokens: Sequence[Token]) -> Sequence[Token]:
    """A sentence without its opening hedges.

    Examples:
        >>> from tiktok_bindgen.wording.tokens import tokenise
        >>> [str(token) for token in without_opening(tokenise("Note: Currently, water it."))]
        ['water', 'it']
    """
    if not tokens or not OPENINGS.may_begin(tokens[0]):
        return tokens
    end = max((end for _, end, _ in OPENINGS.starting(tokens)), default=0)
    return without_opening(tokens[end:]) if end else tokens


def without_asides(tokens: Sequence[Token]) -> Sequence[Token]:
    """A sentence without what it ends with that changes no fact.

    Examples:
        >>> from tiktok_bindgen.wording.tokens import tokenise
        >>> [str(token) for token in without_asides(tokenise("Up to 9 beds in one request (inclusive)."))]
        ['Up', 'to', '9', 'beds']
    """
    for start in range(2, len(tokens)):
        if ASIDES.may_begin(tokens[start]) and next(ASIDES.whole(tokens[start:]), None) is not None:
            return tokens[:start]
    return tokens
