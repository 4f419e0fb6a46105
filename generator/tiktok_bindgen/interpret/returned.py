"""What sentences say of when a field of a reply is there, and of parameters that choose what is.

Nobody is held to what replies have, so that in doubt a field is one that may be left out: whatever sounds
like a condition is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from tiktok_bindgen.interpret.readers import readers
from tiktok_bindgen.interpret.statements import split
from tiktok_bindgen.wording.hedges import fact_of
from tiktok_bindgen.wording.table import Table

# By which a reply may have the field or not, or nothing in it.
SOMETIMES = Table(
    r"""
null: ANY (null|non-null|nil) (ANYTHING)?
  - The value of this field will be null.
  - This field returns a non-null value when `a` is `X`.
empty: ANY (is|are|be) (empty|absent|missing|omitted|blank) (ANYTHING)?
  - This field is empty if nobody waters the plot.
returned: ANY (not|only|no longer|may be|might be|can be) (be)? (returned|included|present) (ANYTHING)?
  - This field is only returned for roses.
  - The pot will no longer be returned.
  - It may be returned for old plots.
returned: ANY (returned|returns) ANY (when|if|for|in case|in the case of|unless|once) ANYTHING
  - Returned in the case of roses.
  - Returns the last gardener if there is one.
condition: (when|if|in case|once|unless|in the case of|only|for example , if) ANYTHING
  - When `kind` is `ROSE`, this field represents the colour.
  - If the plot failed, this field returns the reason.
condition: ANY (when|if|unless) (MARKED|you|not|this|the value|there|any|applicable|available|specified)
    (ANYTHING)?
  - The ID of the gardener when you are not watering.
  - The last gardener, if any.
condition: ANY (only (available|supported|applicable|applies|effective|valid|used)|valid only|only for)
    (ANYTHING)?
  - The colour (only available for roses).
outcome: ANY (failed|fails|unsuccessful|rejected|rejection|error (message|details|reason|information))
    (ANYTHING)?
  - The plots that failed.
  - The error message of a plot.
  - Why the plot was rejected.
fields: ANY (determined by|depends on|depending on|based on|according to) ANY MARKED (ANYTHING)?
  - What it has is determined by the `parts` of the request.
    """,
    hint=r"null|nil\b|empty|absent|missing|omitted|blank|returned|returns|included|present|shown|filled|exists"
    r"|\b(?:when|if|in case|once|unless|only|valid)\b|fail|unsuccess|reject|error|determined|depend|based"
    r"|according",
    readers=readers(),
)

# Of a parameter: that it says which fields the reply has.
CHOOSES = Table(
    r"""
fields: (the)? (fields|information|data) (that)? (you)? (want|would like|need|wish) to
    (get|return|retrieve|query|view) (ANYTHING)?
  - Fields that you want to get.
fields: (requested|returned) (fields|information) (ANYTHING)?
  - Requested fields.
fields: (a|the)? list of (the)? (additional)? (fields|information) to (be returned|return|get|retrieve)
    (ANYTHING)?
  - A list of additional fields to return in the reply.
  - A list of information to be returned.
    """,
    hint="fields|information|data",
)
_BULLET = re.compile(r"^\s*-\s+", re.MULTILINE)


# Replies repeat each other's descriptions.
@lru_cache(maxsize=16384)
def stated_of_replies(description: str) -> frozenset[str]:
    """What a description states of when a field of a reply is there.

    ``fields`` is that those inside it are chosen, not the field itself.
    """
    return _stated(SOMETIMES, description)


@lru_cache(maxsize=4096)
def chooses_fields(description: str) -> bool:
    """Whether a description says of a parameter that it tells which fields the reply is to have."""
    return bool(_stated(CHOOSES, description))


def _stated(table: Table, description: str) -> frozenset[str]:
    return frozenset(filter(None, (fact_of(table, each) for each in _sentences(description))))


def _sentences(description: str) -> Iterable[str]:
    lines = _BULLET.sub("", description).split("\n")
    return (sentence for line in lines for sentence in split(line))
