"""A short digest of a sentence: equal in every form of a page, different once the words differ."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# Enough, since only sentences about one field are compared: of different pairs, 1 in 4,294,967,296 collides.
_DIGITS = 8
_TARGET = re.compile(r"\]\([^()\s]*\)")
# A back-tick within code, as `tiktok_bindgen.read.page.Line` has it.
_BACK_TICK = "&#96;"
_NO_LETTERS = re.compile(r"[\W_]+")
_OPENING = re.compile(r"\A\W*(?:(?:important\s+)?notes?|important)\s*:", re.IGNORECASE)


def digest_of(sentence: str) -> str:
    """Return a digest of the visible letters and digits of a sentence, in their order.

    Link targets, code marks, brackets, bullets, spaces, punctuation of any width, capitals and a leading
    "Note" make no difference.

    Args:
        sentence: Inline Markdown, as `tiktok_bindgen.read.page.Line` has it.

    Returns:
        Eight hexadecimal digits.

    Examples:
        >>> digest_of("Note: Only for `plot_id`, see [Plots](https://garden.test/7).")
        'a1479975'
        >>> digest_of("only for plot_id (see Plots)")
        'a1479975'
    """
    seen = unicodedata.normalize("NFKC", _TARGET.sub("]", sentence).replace(_BACK_TICK, ""))
    letters = _NO_LETTERS.sub("", _OPENING.sub("", seen).casefold())
    return hashlib.sha256(letters.encode()).hexdigest()[:_DIGITS]
