"""Infer which numbers are whole: counts, pages, sizes, positions, periods, timestamps, codes.

Most pages call every number ``number``. One is whole if its description says that it is one of these, or if
it lists whole values; in doubt it may have a fraction.
"""

from __future__ import annotations

import re
from functools import lru_cache

from attrs import evolve

from tiktok_bindgen.interpret.enums import is_id
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.language.fact_readers import readers
from tiktok_bindgen.language.hedges import fact_of
from tiktok_bindgen.language.table import wordings

WHOLE = wordings("whole", readers=readers())

FRACTION = wordings("fraction")

# The pages' name for any number; others say whether there are fractions.
_ANY_NUMBER = "number"
_EXAMPLE = re.compile(r"\W*for (?:example|instance)\b", re.IGNORECASE)
# A list of a single value may be incomplete.
_SEVERAL = 2


def whole(field: Field) -> Field:
    """Make a field that is documented as a number an integer, if it is whole."""
    if not is_any_number(field):
        return field
    limits = field.limits
    bounds = (limits.minimum, limits.maximum, limits.multiple_of)
    stated = (field.default, *bounds, *(each.value for each in field.enum))
    if any(isinstance(each, float) and not each.is_integer() for each in stated):
        return field
    listed = len(field.enum) >= _SEVERAL
    lines = [line for each in field.described for line in each.walk()]
    sentences = [each for line in lines for each in line.sentences if not _EXAMPLE.match(each)]
    words = field.name.replace("_", " ")
    if listed or (any(map(_is_whole, sentences)) and not any(map(_may_have_fraction, (words, *sentences)))):
        return evolve(field, type=evolve(field.type, kind="integer"))
    return field


def is_any_number(field: Field) -> bool:
    """Whether a field is documented as a number, and not yet known to be whole."""
    return field.type.kind == "number" and field.type.documented.lower().startswith(_ANY_NUMBER)


def is_inferred(field: Field) -> bool:
    """Whether a field is an integer by inference, not by its documented type."""
    contested = any(each.fact == "type" for each in field.contested)
    number = field.type.documented.lower().startswith(_ANY_NUMBER)
    # Ids are strings; one that is a number was shown in an example.
    return field.type.kind == "integer" and number and not contested and not is_id(field.name)


# Cached because requests and replies repeat each other's descriptions.
@lru_cache(maxsize=16384)
def _is_whole(sentence: str) -> bool:
    return bool(fact_of(WHOLE, sentence))


@lru_cache(maxsize=16384)
def _may_have_fraction(sentence: str) -> bool:
    return bool(fact_of(FRACTION, sentence))
