"""A short digest of a sentence: the same in every form of a page, another once it has other words."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# Enough, as only sentences about one field are compared: one in 4,294,967,296 different pairs seems equal.
_DIGITS = 8
_TARGET = re.compile(r"\]\([^()\s]*\)")
# A back-tick within code, as `tiktok_bindgen.read.page.Line` has it.
_BACK_TICK = "&#96;"
_NO_LETTERS = re.compile(r"[\W_]+")
_OPENING = re.compile(r"\A\W*(?:(?:important\s+)?notes?|important)\s*:", re.IGNORECASE)


def digest_of(sentence: str) -> str:
    """The digest of a sentence as people see it, of its letters and digits alone, in their order.

    So no matter: where links lead to, code marks, brackets, bullets, blanks, punctuation of any width,
    capitals, and whether a note is called one.

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
