"""What sentences say of when a field is there: one of a reply, one of a request that a marker requires.

Replies are not checked strictly, so in doubt a field is optional: whatever sounds like a condition counts as
one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tiktok_bindgen.interpret.readers import readers
from tiktok_bindgen.interpret.statements import split
from tiktok_bindgen.wording.hedges import fact_of
from tiktok_bindgen.wording.table import Table

# Sentences by which a reply may lack the field, or have it empty.
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

# Sentences by which a parameter selects the fields of the reply.
CHOOSES = Table(
    r"""
fields: (the)? (fields|information|data) (that)? (you)? (want|would like|need|wish) to
    (get|return|retrieve|query|view) (ANYTHING)?
  - Fields that you want to get.
  - The data you want to query.
fields: (requested|returned) (fields|information) (ANYTHING)?
  - Requested fields.
fields: (a|the)? list of (the)? (additional)? (fields|information) to (be returned|return|get|retrieve)
    (ANYTHING)?
  - A list of additional fields to return in the reply.
  - A list of information to be returned.
    """,
    hint="fields|information|data",
)
# Of a field that a marker requires of requests: that there is some case in which it is not. A field's own
# description says so (`own`), that of another field (`others`), or either (`released`).
NOT_ALWAYS = Table(
    r"""
released: (ANY ,)? (you)? (don't|do not|no longer) (need|have) to (pass|pass in|specify|provide|set) <own>
    (ANYTHING)?
  - You don't need to specify this field for roses.
released: (do not|don't|cannot|you cannot|you can't) (pass|pass in|specify|provide|set|send) <own>
    (when|if|for|in|unless) ANYTHING
  - Do not specify this field for gardens of roses.
released: (if|when) ANY , (MARKED and)? <own> (and MARKED)? (\( MARKED \))? (can|may) be
    (used|passed|specified|set) ANYTHING
  - If you do not water, this field and `hose` (`X`) can be used to tell the beds apart.
released: ANY or leave <own> (unspecified|unset|empty|blank) (ANYTHING)?
  - To plant roses, set this field to `ROSES` or leave this field unspecified.
own: ANY either ANY <own> ANY required ANY , but not necessarily both (ANYTHING)?
  - Either seeds (this field) or pots (`pots`) are required for a bed, but not necessarily both of them.
own: (<own> is)? (not|optional|not required|not needed|not supported|not valid|unsupported)
    (supported|required|needed|valid)? (when|if|for|in) ANYTHING
  - Not supported for roses.
  - This field is optional if `a` is `X`.
own: (<own> is)? (only)? (required|valid|effective|supported) (only)? (when|if|for|in) ANYTHING
  - Required for the following plots.
  - Valid only when `a` is `X`.
own: <own> can be (removed|omitted|left out) (ANYTHING)?
  - This field can be omitted for a trial plot.
own: (if|when) no value is (specified|passed|provided|given|set) , the default (value)? is ANYTHING
  - If no value is given, the default value is `X`.
others: ANY , all (the)? other fields (within MARKED)? ,? (except (for)? MARKED ((and|,) MARKED)? ,?)? (will
    be|are) ignored
  - If you name a bed, all the other fields within `plot`, except for `a` and `b`, will be ignored.
    """,
    hint=r"need|have to|pass|specify|leave|can be|no value|ignored"
    r"|\b(?:set|provide|send|used|optional|required|supported|valid|effective)\b",
    readers=readers(),
    parts={"own": "this field|this parameter"},
)


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
