"""What sentences say of when a field is there: one of a reply, one of a request that a marker requires.

Replies are not checked strictly, so in doubt a field is optional: whatever sounds like a condition counts as
one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tiktok_bindgen.language.fact_readers import readers
from tiktok_bindgen.language.hedges import fact_of
from tiktok_bindgen.language.statements import split
from tiktok_bindgen.language.table import Table, wordings

SOMETIMES = wordings("sometimes", readers=readers())

CHOOSES = wordings("chooses")
NOT_ALWAYS = wordings("not-always", readers=readers())


# What a description calls the field that it is of: the part `own` of the table above.
_OWN = re.compile(r"\bthis (?:field|parameter)\b", re.IGNORECASE)


# Cached because replies repeat each other's descriptions.
@lru_cache(maxsize=16384)
def stated_of_replies(description: str) -> frozenset[str]:
    """The facts of `SOMETIMES` that the description of a reply's field states.

    ``fields`` means that the fields inside it are selected, not the field itself.
    """
    return _stated(SOMETIMES, description)


@lru_cache(maxsize=4096)
def chooses_fields(description: str) -> bool:
    """Whether the description of a parameter says that it selects the fields of the reply."""
    return bool(_stated(CHOOSES, description))


def is_not_always(name: str, description: str, *, own: bool) -> bool:
    """Report whether a description says that some requests need not have a field.

    Args:
        name: The field.
        description: Its description, or that of a field beside it.
        own: Whether the description is its own.
    """
    if not own:
        description = _OWN.sub("that field", description)
    itself = re.compile(r"`{0}`|\bthe {0} object\b".format(re.escape(name)), re.IGNORECASE)
    stated = _stated(NOT_ALWAYS, itself.sub("This field", description))
    return not stated.isdisjoint({"released", "own" if own else "others"})


def _stated(table: Table, description: str) -> frozenset[str]:
    sentences = (sentence for line in description.split("\n") for sentence in split(line))
    return frozenset(filter(None, (fact_of(table, each) for each in sentences)))
