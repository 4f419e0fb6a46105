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
from tiktok_bindgen.interpret.readers import readers
from tiktok_bindgen.wording.hedges import fact_of
from tiktok_bindgen.wording.table import Table

_PARTS = {
    "unit": "byte|bytes|pixel|pixels|px|bps|second|seconds|millisecond|milliseconds|minute|minutes|hour|hours"
    "|day|days",
}

# Sentences about whole numbers.
WHOLE = Table(
    r"""
count: ANY (number|numbers|count|quota|times) of ANYTHING
  - The total number of plots.
  - Filter by the least number of gardeners.
  - The remaining times of watering.
count: ANY (how many|count times) ANYTHING
  - How many plots there are.
count: (the)? (total|maximum|default)? WORD? WORD? WORD? (count|days) (for ANYTHING|of ANYTHING)?
  - The watering days.
  - Account opening days.
count: total (pages|page|items|number|quantity|results) (ANYTHING)?
  - Total pages of results.
page: (the)? (current|paging|page|next|starting)? (page|paging|pages) (number|size|index)? (ANYTHING)?
  - Current page number.
  - Paging size.
  - Page.
code: (the)? (response|return|returned|error|status|result)? code (, ANYTHING|\( ANYTHING|value)?
  - Return code.
  - Response code, see the list.
unit: ANY (in|in the unit of|measured in|unit :) (<unit>) (ANYTHING)?
  - The length of the fence in pixels.
  - How long it takes, measured in seconds.
unit: ANY \( (in)? (<unit>) \) (ANYTHING)?
  - The period (in days).
unit: ANY (image|video|cover|picture|thumbnail) (width|height|resolution) (ANYTHING)?
  - Image width.
place: (the)? (order|index|position|rank|ranking) (of|that|in) ANYTHING
  - The order of the plot, beginning with 0.
  - Index that tells which plot it is.
place: ANY (offset|rank) (of|among|in) ANYTHING
  - The starting offset of the first row.
place: ANY (hour|minute|day) of (the|each|a|every) (hour|day|week|month|feed|schedule|first) (ANYTHING)?
  - Hour of the day at which to water.
  - For monthly plans, the day of the month.
time: ANY (timestamp|epoch|unix) (ANYTHING)?
  - The time as a Unix timestamp.
time: ANY (lookback|validity|retention) (window|period) (ANYTHING)?
  - The lookback window.
whole: ANY (integer|integers|whole number|whole numbers) (ANYTHING)?
  - It should be an integer, ranging from 0 to 9.
    """,
    readers=readers(),
    parts=_PARTS,
    hint="number|count|quota|times|many|total|pag|code|offset|order|index|position|rank|hour|minute|day|second"
    r"|byte|pixel|px|bps|width|height|resolution|timestamp|epoch|unix|window|period|integer|whole",
)

# Sentences about numbers that may have a fraction.
FRACTION = Table(
    r"""
fraction: ANY (decimal|decimals|float|floating|fraction|double|rounded) (ANYTHING)?
  - Kept to two decimal places.
fraction: ANY (average|avg|mean|median|rate|rates|ratio|percentage|percent|probability|score|multiplier)
    (ANYTHING)?
  - The average number of plots.
fraction: ANY (price|prices|amount|cost|costs|budget|bid|balance|tax|taxes|fee|revenue|spend|money|roas|roi)
    (ANYTHING)?
  - The price of the plot.
fraction: ANY ((unit|units) of 1,000|thousands|thousand|millions|million) (ANYTHING)?
  - Plots, in the unit of 1,000.
  - Plots, counted in thousands.
fraction: ANY estimated ANY (frequency|conversion|conversions) (ANYTHING)?
  - The estimated show frequency.
    """,
    hint="decimal|float|fraction|double|round|average|avg|mean|median|rat[ei]|percent|probab|score|multipl|pric"
    "|amount|cost|budget|bid|balance|tax|fee|revenue|spend|money|roas|roi|unit|estimated"
    "|thousand|million",
)

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
