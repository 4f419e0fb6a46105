"""The wordings of rules, as data: what a wording states, its pattern, and sentences that show it.

Patterns are in the small language of :mod:`~tiktok_bindgen.wording.patterns`. To read one more wording, add
a row with an example in words of your own; the examples are tests.
"""

from __future__ import annotations

from tiktok_bindgen.sentences.readers import readers
from tiktok_bindgen.wording.table import Table

# Named parts of patterns.
PARTS = {
    "be": "is|are|was|were|be|being",
    "has": "has|have|had",
    "passed": "specified|passed in|passed|provided|included|given|present|filled in|input|supplied|set|used",
    "put": "set|specified|passed|assigned|configured|selected|chosen|passed in",
    "pass": "configure|update|specify|pass in|pass|provide|include|input|set|use|supply|fill in",
    "passing": "specifying|passing in|passing|providing|setting|using",
    "time": "at the same time|simultaneously|as well|together|too|in (the|your|this|the same) request"
    "|at the same time in (the|your) request",
    "must": "must|need to|needs to|have to|has to|should|shall|are required to|is required to",
    "cannot": "cannot|can not|can't|must not|should not|shouldn't|may not|mustn't",
    "valid": "valid|effective|supported|available|applicable|allowed",
    "both-valid": "required and valid|valid and required|required and effective",
    "this": "this field|the field|this parameter|the parameter|it|this object|this filter|this array",
    "when": "when|if|in case|in the case that|in cases where|once|provided that",
    "via": "via|through|with|using|in|by|by using|by means of",
    "together": "at the same time|simultaneously|together|in the same request",
    "characters": "character|characters|bytes|in (utf-8)? bytes",
    "one-of": "(one and only one|exactly one|only one) of (the (two|three|four)? (following)?)?",
    "time-range": "(query)? time (interval|difference|range|gap|span)",
    "of-dates": "((that)? (you)? (can)? (define|specify)|defined|specified)? (between|by|through|via) NAMES",
    "meaning": ", (meaning|indicating|which|that is) ANYTHING",
}


_READERS = readers()

# Tests of fields within a condition. The longest match is taken.
TESTS = Table(
    r"""
only: NAMES (<be>|=) (<put>)? (to|as)? LISTED
  - `beds` is `["ROSES"]`
is: NAMES (<be>|=|equals|equal to|<be> equal to) (both|all|also|either|one of|any of|any of the following)?
    (<put>)? (to|as|to be|as either|to either)? (either)? VALUES
  - `plot` is `BIG`
  - `plot` = `BIG`
  - `plot` is set to `BIG` or `SMALL`
  - `plot` and `bed` are set as `BIG`
  - the value of `plot` is `BIG`
is: (you <has>?|you've) (set|specify|pass|pass
    in|choose|select|specified|selected|chosen|use|used|configure) NAMES (to|as|to be) VALUES
  - you set `plot` to `BIG`
  - you specify the `plot` field as `BIG`
is: GLOSSED <be> (<put>)? (to|as)? VALUES
  - the kind of the garden (`plot`) is `BIG`
is: NAMES (as|to) VALUES
  - the `plot` as `BIG`
  - `plot` within the `bed` object to `BIG`
is-not: NAMES (<be> not|isn't|aren't|!=|≠|does not equal) (<put>)? (to|as|to be)? (either)? VALUES
  - `plot` is not `BIG`
  - `plot` is NOT set as `BIG` or `SMALL`
is-not: NAMES <be> (<put>)? (to|as)? (any|a)? (value|values)? other than VALUES
  - `plot` is set to a value other than `BIG`
is-not: GLOSSED <be> not (<put>)? (to|as)? VALUES
  - the kind of your garden (`plot`) is not `BIG`
is-not: you (do not|don't|have not|haven't) (set|specify|pass|pass
    in|choose|select|specified|selected|chosen) NAMES (to|as|to be) VALUES
  - you do not set `plot` to `BIG`
is-or-absent: NAMES <be> (<put>)? (to|as)? VALUES ,? or (is|are)? (not (<passed>)|left
    unspecified|unspecified|omitted)
  - `plot` is `BIG` or not given
  - `plot` is set to `BIG`, or is not passed
is-or-absent: NAMES <be> not (<passed>) or (is)? (<put>)? (to|as)? VALUES
  - `plot` is not specified or set to `BIG`
present-and-is: NAMES <be> (<passed>) and (is|are)? (<put>)? (to|as)? VALUES
  - `plot` is passed and set to `BIG` or `SMALL`
# `passed` is by this call; `specified` may be by an earlier one.
present: NAMES (<be>|<has> been) (both|all|also)? (specified|set) <time>
  - `plot` is specified at the same time
specified: NAMES (<be>|<has> been) (both|all|also|already)? (specified|set)
  - `plot` is specified
  - both `plot` and `bed` are set
  - `plot` is already set
enabled: that <has> enabled GLOSSED
  - that have enabled late watering (`watering`)
present: NAMES (<be>|<has> been) (both|all|also|simultaneously)? (<passed>) <time>?
  - both `plot` and `bed` are passed
  - either `plot` or `bed` has been provided
  - `plot` is simultaneously specified
present: NAMES exists
  - `plot` exists
present: you (want|would like) to (use|pass|specify|update) NAMES
  - you want to use this field
on: GLOSSED <be> (turned)? (on|enabled)
  - watering (`watered`) is on
off: GLOSSED <be> (turned)? (off|disabled)
  - watering (`watered`) is disabled
of-a-kind: (your|the) (campaign|ad group|ad) <be> (a|an) KIND
  - your campaign is a late winter campaign
several: NAMES <be> (<passed>) and contains (multiple|more than one) WORD
  - `herbs` is passed and contains more than one herb
single: NAMES <be> (<passed>) and contains (one single|exactly one|a single) WORD
  - `herbs` is passed and contains one single herb
used: you (use|are using) GLOSSED
  - you use a whole plot (`plot`)
used-not: you (do not use|don't use|are not using) GLOSSED
  - you are not using plots (`plot`)
several: (you (<pass>))? (multiple|more than one) WORDS (<be> (<passed>))? (to|in|<via>) NAMES
  - multiple herbs are passed to `herbs`
  - you pass multiple herbs through `herbs`
only: NAMES (only (includes|include|contains|contain)|(includes|include|contains|contain) only) VALUES
  - `beds` includes only `ROSES` or `HERBS`
only: you set NAMES only (to|as) VALUES
  - you set `beds` only as `ROSES`
selected: VALUES <be> (selected|chosen)
  - `ROSES` is selected
selected-word: (the)? WORD <be> (selected|chosen)
  - climbing is chosen
present-of-a-kind: you (<pass>) PHRASE <via> NAMES
  - you specify a dry or wet bed via `bed`
present-of-a-kind: PHRASE <be> (<passed>) <via> NAMES
  - a dry bed is specified via `bed`
present: (you <has>?|you've) (also|simultaneously)? (<pass>|specified|passed
    in|passed|provided|included|used) NAMES <time>?
  - you specify `plot`
  - you pass in both `plot` and `bed`
  - you've specified either `plot` or `bed`
present: (<passing>|updating) (the)? NAMES
  - specifying `plot`
absent: NAMES (<be> not|isn't|aren't|has not been|have not been|hasn't been|haven't been) (both|all)?
    (specified|set) <time>
  - `plot` is not specified at the same time
specified-not: NAMES (<be> not|isn't|aren't|has not been|have not been|hasn't been|haven't been) (both|all)?
    (specified|set)
  - `plot` is not specified
absent: NAMES (<be> not|isn't|aren't|has not been|have not been|hasn't been|haven't been) (both|all)?
    (<passed>) <time>?
  - `plot` and `bed` are not passed
absent: NAMES <be> (left)? (unspecified|omitted|empty|blank|unset)
  - `plot` is left unspecified
absent: you (do not|don't|have not|haven't|did not|didn't) (<pass>|specified|passed in|passed|provided)
    NAMES <time>?
  - you do not specify `plot`
  - you haven't passed `plot`
contains: NAMES (contains|contain|includes|include) (either|any of|at least one of)? VALUES
  - `beds` contains `ROSES`
  - the value of `beds` includes `ROSES` or `HERBS`
contains: VALUES <be> (included|contained|present) in NAMES
  - `ROSES` is included in `beds`
contains: you (include|select|specify|pass|pass in) VALUES in NAMES (to PHRASE)?
  - you include `ROSES` in `beds`
  - you include `ROSES` in `beds` to plant them
contains-not: NAMES (does not|do not|doesn't|don't) (contain|include) VALUES
  - `beds` does not include `ROSES`
contains-not: VALUES <be> not (included|contained|present) in NAMES
  - `ROSES` is not included in `beds`
compares: NAMES (<be>)? COMPARISON NUMBER
  - `width` is greater than 5
  - `width` ≥ `5`
compares-field: NAMES <be> COMPARISON NAMES
  - `width` is greater than `height`
    """,
    readers=_READERS,
    parts=PARTS,
)

# Words that may follow a test without changing it.
TRAILERS = Table(
    r"""
level: ,? at the (LEVEL) level
  - at the campaign level
level: (for|of|in) (the|your) (LEVEL)
  - of the campaign
ignored: <time>
  - at the same time
    """,
    readers=_READERS,
    parts=PARTS,
)

# Words that announce a list of conditions; the fact says how its items are joined.
LISTS = Table(
    r"""
all: (all of)? the following (conditions|requirements|criteria|condition) (are|is)
    (all|both|simultaneously|also)? (met|satisfied|true|fulfilled) (simultaneously|at the same time)?
  - the following conditions are all met
  - the following conditions are met
  - all of the following conditions are met
any: (any|either|one|any one|at least one) (of)? (the)? following
    (conditions|condition|scenarios|cases|requirements) (is|are) (met|satisfied|true|fulfilled)
  - any of the following conditions is met
  - either of the following conditions is met
any: (any|either|one|any one) of the following (conditions|scenarios|cases|situations|use cases)
  - any of the following scenarios
any: (the following|two|three|four) (scenarios|cases|situations|use cases)
  - the following use cases
  - two scenarios
    """,
    readers=_READERS,
    parts=PARTS,
)


# Whole sentences: `COND` is a condition up to the sentence's end.
SENTENCES = Table(
    r"""
required-when: (SUBJECT <be>)? (only|also)? (required|mandatory|necessary) (only)? (<when>|in|for) COND
  - Required when `plot` is `BIG`
  - This field is required when `plot` is `BIG`
  - `bed` is required only if `plot` is `BIG`
required-when: you (<must>) (<pass>) (<this>) (<when>) COND
  - You need to specify this field when `plot` is `BIG`
required-unless: (SUBJECT <be>)? (required|mandatory) unless COND
  - Required unless `plot` is `BIG`
required-and-valid-when: (SUBJECT <be>)? (only <both-valid> (only)?|required and only valid|<both-valid> only)
    (<when>|in|for) COND
  - Required and valid only when `plot` is `BIG`
required-when: (SUBJECT <be>)? <both-valid> (<when>|in|for) COND
  - Required and valid when `plot` is `BIG`
valid-open: (SUBJECT <be>)? <valid> (<when>|in|for) COND
  - Valid when `plot` is `BIG`
  - `bed` is supported if `plot` is `BIG`
valid-open: SUBJECT can be (used|specified|passed|set|passed in) (<when>) COND
  - This field can be used when `plot` is `BIG`
valid-when: (SUBJECT <be>)? (only <valid> (only)?|<valid> only) (<when>|in|for) COND
  - Valid only when `plot` is `BIG`
  - Only valid if `plot` is `BIG`
  - `bed` is supported only when `plot` is `BIG`
valid-when: (you can|SUBJECT can (only)? be) (only)? (use|used|specify|specified|passed|set) (<this>)? only
    (<when>|in|for) COND
  - You can use this field only when `plot` is `BIG`
valid-when: SUBJECT can only be (used|specified|passed|set|passed in) (<when>|in|for) COND
  - This field can only be used when `plot` is `BIG`
valid-when: (SUBJECT)? only (supports|support) CHOICES as GLOSSED (at the LEVEL level)?
  - Only supports `BIG` and `SMALL` as kinds (`plot`) at the campaign level
value-valid-when: you can only (set|specify) NAMES (to|as) CHOICES (<when>|in) COND
  - you can only set this field to `ROSES` when `plot` is `BIG`
  - you can only set `bed` to `ROSES` in any of the following scenarios
value-valid-when: you can only (use|include) CHOICES (in NAMES)? (<when>) COND
  - you can only use the value `ROSES` when `plot` is `BIG`
  - you can only include `ROSES` in `beds` when `plot` is `BIG`
value-valid-when: NAMES can only be (<put>)? (to|as)? CHOICES (<when>) COND
  - this field can only be set to `ROSES` if `plot` is `BIG`
not-valid-when: SUBJECT <be> not <valid> for ANY with COND
  - This value is not available for all beds with `plot` as `BIG` and `soil` as `DRY`
not-valid-when: (SUBJECT <be>)? (not
    (supported|valid|allowed|available|applicable|effective)|unsupported|invalid) (<when>|in|for) COND
  - Not supported when `plot` is `BIG`
  - `bed` is not supported if `plot` is `BIG`
not-valid-when: FEATURE <be> not supported (for|in) PHRASE where COND
  - Late watering is not supported for beds where `plot` is `BIG`
not-valid-when: you <cannot> use FEATURE in (campaigns|ad groups) (with)? COND
  - You cannot use late watering or early watering in campaigns with the `plot` as `BIG`
  - You cannot use late watering in campaigns that have enabled herbs (`herbs`)
not-valid-when: SUBJECT <cannot> be (used|specified|passed|set|passed in|provided|included|selected)
    (<when>|in|for) COND
  - This field cannot be specified when `plot` is `BIG`
not-valid-when: (do not|don't|you <cannot>) (<pass>) SUBJECT (<when>) COND
  - Do not specify this field when `plot` is `BIG`
  - You cannot use `bed` if `plot` is `BIG`
ignored-when: (SUBJECT <be>)? ignored (<when>) COND
  - Ignored when `plot` is `BIG`
released-when: (SUBJECT <be>)? (not required|not needed|optional|not mandatory) (<when>) COND
  - Optional when `plot` is `BIG`
nothing-when: (SUBJECT <be>)? (not required|not needed|optional|ignored|not mandatory) (in|for) COND
  - Not required for gardens
  - Optional in gardens
    """,
    readers=_READERS,
    parts=PARTS,
)

# Clauses that demand something, alone or after or before a condition.
DEMANDS = Table(
    r"""
together: NAMES (<must>) be (<passed>) together
  - `bed` and `pot` must be specified together
accompanied: NAMES (, once (<passed>) ,)? (<must>) be accompanied by NAMES
  - `bed`, once passed, must be accompanied by `pot` and `soil`
required: NAMES <be> (all|both|also)? (required|mandatory|necessary) (as well)?
  - `bed` is required
required: NAMES (<must>) (also|both|all)? be (<passed>) <time>?
  - `bed` must be specified
required: (please|then|also)? (you)? (will)? (also)? (<must>|please) (also|simultaneously)? (make sure
    you)? (<pass>) (both|all|a value to)? NAMES <time>?
  - you need to specify `bed` at the same time
  - you must pass in both `bed` and `soil`
  - you will also have to supply a value to `bed`
required: (you)? (<must>) simultaneously (<pass>) NAMES ,? (to|which) ANYTHING
  - you need to simultaneously specify `bed` to plant it
required: (please|then|also)? (<pass>) (both|all)? NAMES <time>?
  - specify `bed`
required: (you)? (<must>) (<pass>) NAMES <time> to ANYTHING
  - you need to pass `bed` simultaneously to add herbs
required: (for each PHRASE ,)? (you)? (<must>) (manually)? (<pass>) (at least)? NAMES <time>
    (, and optionally NAMES)?
  - you need to pass at least `bed` and `pot` simultaneously, and optionally `soil`
  - for each bed, you need to manually specify the corresponding `pot` simultaneously
required: (please)? make sure (that)? you (<pass>) (both|all)? NAMES <time>? (as an object in a list)?
  - please make sure that you pass `bed` and `pot` as an object in a list
required: (required|mandatory)
  - required
required: requires GLOSSED
  - requires a garden (`garden`)
required: (then)? you (<must>) (simultaneously|also)? (<pass>) WORDS (via|through|using) NAMES <time>?
  - you need to specify a bed by its number via `bed`
limit-exact-items: (<pass>) COUNT THING in NAMES
  - include two herbs in this array
cases: (please|then)? (<pass>) WORDS (via|through|using|in) NAMES
  - specify a bed via this field
forbidden: NAMES (<cannot>) be (<passed>)
  - `bed` cannot be specified
forbidden: NAMES <be> (not (supported|allowed|valid|available)|unsupported)
  - `bed` is not supported
forbidden: CALLED <be> not supported
  - the field size is not supported
forbidden: you can only (<pass>) ANY , but not NAMES
  - you can only pass in `pot`, but not `bed` at the ad level
forbidden: (do not|don't|you (<cannot>)) (simultaneously)? (<pass>) NAMES here?
  - do not specify `bed`
  - you cannot use the field here
value: (then)? NAMES (must|can only|has to|have to|needs to|need to|should) (only)? be (<put>)?
    (to|as|either|to either)? (one of (these|the following)? (values)? :?)? CHOICES
  - `bed` must be `ROSES`
  - `bed` must be one of these: `ROSES`, `HERBS`
  - this field can only be set to `ROSES` or `HERBS`
value: NAMES (only (supports|support|allows|accepts)|(supports|support) only) CHOICES
  - `bed` only supports `ROSES`
value: (please|then)? ((make sure|ensure) (to|you|that you)?)? set NAMES (to|as) CHOICES
  - set this field to `ROSES`
value: (please|then)? set NAMES (to|as) (any|one|either) of the following values : CHOICES
  - set this field to any of the following values: `ROSES`; `HERBS`
value: you (must|can only|have to|need to) use CHOICES (in|for) NAMES
  - you can only use `ROSES` in this field
value: you can only use CHOICES
  - you can only use `ROSES` or `HERBS`
value: only PHRASE \( CHOICES \) (is|are) supported
  - only rose beds (`ROSES`) are supported
value: we only support CHOICES
  - we only support `ROSES` and `HERBS`
value: NAMES ,? if (<passed>) <time>? ,? can only be (<put>)? (to|as)? CHOICES
  - `bed`, if given simultaneously, can only be `ROSES`
value: specify NAMES as CHOICES , or do not (<pass>) NAMES
  - specify this field as `ROSES`, or do not pass this field
value: ensure (that)? NAMES (only (includes|include|contains)|(includes|include|contains) only) CHOICES
  - ensure the value of `beds` includes only `ROSES` and `HERBS`
value: you (must|can only|have to|need to|should) (set|specify|pass) NAMES (to|as) CHOICES <time>?
  - you can only set this field to `ROSES`
  - you need to set `bed` to `ROSES` at the same time
value: you (must|can only|have to|need to) (set|specify|pass) NAMES (to|as) (any|one) of the following
    values : CHOICES
  - you can only set `bed` to any of the following values: `ROSES`; `HERBS`
values: the (allowed|supported|valid|enum|only supported|only allowed|only valid) (enum)? (value|values)
    ((for|of) NAMES)? <be> :? CHOICES
  - the allowed values are: `ROSES`, `HERBS`
  - the enum values are `ROSES` and `HERBS`
  - the allowed enum values for this field are `ROSES` and `HERBS`
not-value: NAMES (<cannot>) be (<put>)? (to|as)? CHOICES
  - this field cannot be set to `ROSES`
not-value: (you (<cannot>)|do not|don't) (set|specify|pass) NAMES (to|as) CHOICES
  - you cannot set this field to `ROSES`
either: (then)? (you)? (<must>|need)? (<pass>) either NAMES (or both)? <time>?
  - you need to pass in either `bed` or `pot`
either: (you)? (<must>)? (<pass>) NAMES or both <time>?
  - specify `bed` or `pot` or both
either: (you)? (<must>)? (<pass>) at least NAMES or both <time>?
  - pass at least `bed` or `pot` or both
either: (you)? (<must>) (<pass>) at least EXPLAINED
  - you need to specify at least the herb list (`herbs`) or rose list (`roses`)
either: either NAMES or both (<must>) be (<passed>)
  - either `bed` or `pot` or both must be specified
either: either EXPLAINED <be> required (for ANY)? (, but not necessarily both ANYTHING)?
  - either a herb list (`herbs`) or a rose list (`roses`) is required for a bed, but not necessarily both
alternatives: (then)? (you)? (<must>|need)? (<pass>) (either)? NAMES ,? or NAMES <time>?
  - specify `bed`, or the fields `pot`, `soil` and `lid`
either: (either|at least one of) NAMES (<be> required|(<must>) be (<passed>))
  - either `bed` or `pot` must be specified
  - at least one of `bed` and `pot` is required
either: (you)? (<must>)? (<pass>) at least one of NAMES <time>?
  - specify at least one of `bed` and `pot`
required: (you)? (<must>)? (<pass>) at least one NAMES
  - you need to provide at least one `bed` and the corresponding `pot`
one: (only one of|<one-of>) NAMES (<be> required|(<must>) be (<passed>))
  - exactly one of `bed` and `pot` is required
not-both: NAMES (<cannot>) (both|all)? be (both|all)? (<passed>) <together>
  - `bed` and `pot` cannot be specified at the same time
not-both: (do not|don't|you (<cannot>)) (simultaneously)? (<pass>) (both)? NAMES <together>
  - do not pass in `bed` and `pot` at the same time
not-both: EXPLAINED (<cannot>) be (<passed>) <together>
  - plot size (`size`) and plot name (`name`) cannot be set at the same time
one: (you)? (<must>) (<pass>) <one-of> NAMES
  - you must specify one and only one of the three fields `bed`, `pot` and `soil`
not-with: NAMES (<cannot>) be (<passed>|combined) <together>? with NAMES
  - `bed` cannot be used together with `pot`
  - this filter cannot be combined with `pot` or `soil`
not-with: (do not|don't|you (<cannot>)) (combine|<pass>) (the)? NAMES <together>? with NAMES
  - you cannot combine the filter `bed` with the filter `pot` or `soil`
total: the (combined|total)? (total|number) (number)? of ANY <cannot> exceed NUMBER (per PHRASE)?
  - the combined total of herbs, roses and beds cannot exceed 3,000 per garden
total: you can (only)? (<pass>) (up to|at most|a maximum of) NUMBER THING in total
    (for|in|across|<via>) NAMES
  - you can specify up to 400 herbs in total for the fields `bed`, `pot` and `soil`
product: (the)? product of NAMES <cannot> exceed NUMBER
  - the product of `rows` and `width` cannot exceed 90
product: (you <must> ensure (that)?)? NAMES multiplied by NAMES <be> COMPARISON NUMBER
  - you need to ensure that `rows` multiplied by `width` is no more than 90
span: (the)? <time-range> (<of-dates>)? (<cannot> exceed|(can|<must>) be (up to|COMPARISON)) COUNT (day|days)
  - the time difference between `sown` and `cut` must be less than 30 days
  - the query time range defined by `sown` and `cut` can be up to one day
span: (the)? (max|maximum|largest|longest) <time-range> (allowed)? (<of-dates>)? is COUNT (day|days) (, so
    ANYTHING)?
  - the maximum time range that you can specify through `sown` and `cut` is 30 days
  - the longest time span allowed is 20 days, so plan ahead
accompanied: NAMES (<must>) be (<passed>) <together> with NAMES
  - `bed` must be used together with `pot`
not-both: NAMES <be> mutually exclusive
  - `bed` and `pot` are mutually exclusive
alone: (the)? (enum)? (value)? VALUES <cannot> be (used|combined|<passed>) (together)? with (any)? other THING
  - the enum value `ROSES` cannot be combined with other values
not-both: you can (only)? (<pass>) (only)? one (of|among)? NAMES (in (each|every) NAMES)?
  - you can include only one `bed` or `pot` in each `garden`
not-both: (you can)? only (one of) NAMES (can|may) be (<passed>)
  - only one of `bed` and `pot` can be specified
together: (you)? (<must>) (<pass>) (both)? NAMES <together>
  - you need to pass both `bed` and `pot` at the same time
together: (you)? (can|must|need to)? (either)? (<pass>) (both)? NAMES ,? or (neither|none) (of them)?
  - specify both `bed` and `pot`, or neither
together: you (can|must|need to) either (<pass>) (both)? NAMES (<time>)? or leave (both)? NAMES
    (unspecified|unset|empty)
  - you can either specify `bed` and `pot` simultaneously or leave both `bed` and `pot` unspecified
limit-date: (NAMES|CALLED) (<must>) be ORDER DATE
  - the sowing time must be earlier than `2040-01-01 00:00:00`
limit-date-not: (NAMES|CALLED) (<cannot>) be ORDER DATE
  - the sowing time must not be after `2040-01-01 00:00:00`
order: (the value of)? NAMES (<must>) be ORDER (the value of)? (NAMES|BARE)
  - `end` must be later than `start`
  - the value of this field should be less than the value of `height`
order-not: (NAMES|CALLED) (<cannot>) be ORDER NAMES
  - `end` cannot be earlier than `start`
  - the sowing time cannot be after `end`
same: NAMES (<must>) be (the same as|equal to|identical to|consistent with|the same value as) NAMES
  - `soil` should be the same as `bed`
  - `soil` must be identical to the campaign's `bed`
same: NAMES (<must>) (match|equal) NAMES
  - `soil` must match `bed`
same-beside: (NAMES|this setting) (, if (<passed>) ,)? (<must>) be the same (across|for|in|among) BESIDE
  - this setting must be the same across all ad groups within the same campaign
  - `bed`, if specified, must be the same for the ads in the ad group
same-as-given: the PHRASE (you)? (pass|pass in|specify) ((via|in) NAMES)? (<must>) be the same (PHRASE)?
    (that)? you specified (in NAMES)? ((at|for|in) the LEVEL (level)?)?
  - the bed ID you pass via this field must be the same ID that you specified at the campaign level
same-as-given: (this)? NAMES (<must>) match it (for PHRASE)?
  - this `bed` must match it for counting beds
different: NAMES (<cannot>) be the same as NAMES
  - `soil` cannot be the same as `bed`
limit-date-not-too: (<cannot>) be ORDER DATE
  - must not be after `2040-01-01`
unread: (you)? (<must>) at least include VALUES in (the value for)? NAMES
  - you need to at least include `ROSES` in the value for `beds`
unread: (the value of)? NAMES (<must>) (include|contain) VALUES
  - the value of this field needs to include `ROSES`
unread: (NAMES|CALLED) can be (up to)? NUMBER (day|days|hour|hours) (earlier|later) than the current time
  - the sowing time can be 3 days earlier than the current time
limit: (the)? ((max|maximum) length|length (limit)?) ((of|for) NAMES)? (is|:) (RANGE|NUMBER) <characters>?
  - the maximum length is 20 characters
  - length limit: 2-20 characters
limit-range: (the)? (valid|allowed|supported)? (value range|range) ((of|for) NAMES)? (is|:) RANGE <meaning>?
  - the value range is [1, 20]
  - value range: [1, 20]
  - the value range for this field is [1, 7], meaning the days of a week
limit-range: (the)? (valid|allowed|supported) values ((of|for) NAMES)? (are|:) DASHED
  - the allowed values are 1-20
limit-value: NAMES (<must>) be COMPARISON NUMBER
  - `width` must be greater than 5
limit-range: specify an integer between RANGE
  - specify an integer between 1-20
limit-items: (the)? size range ((of|for) NAMES)? (is|:) RANGE
  - the size range of this field is 1-20
limit-max-items: (the)? (max|maximum) size ((of|for) NAMES)? (is|:) NUMBER
  - the maximum size is 20
limit-max-items: (the)? (max|maximum) (allowed)? number of THING (in NAMES)? is NUMBER
  - the maximum allowed number of herbs is 1,024
limit-max-items: if a request contains more than NUMBER THING , the (entire|whole) request will be rejected
  - if a request contains more than 20 herbs, the entire request will be rejected
filled: (you (<must>))? (<pass>) at least one (set|pair|group) of NAMES
  - specify at least one pair of `bed` and `pot` in `garden`
limit-max-items: you can only (assign|<pass>) COUNT THING (to|in|for|<via>) NAMES
  - you can only assign one herb to this field
not-value-too: (it)? <cannot> be (<put>)? (to|as)? CHOICES
  - cannot be set to `ROSES`
value: the NAMES (object)? property's value (<must>) be (<put>)? (to|as)? CHOICES
  - the `bed` object property's value must be set to either `ROSES` or `HERBS`
value-too: (it)? (<must>|can only) be (<put>)? (to|as)? CHOICES (to TOLD)?
  - must be set to `ROSES`
limit-value: (please)? specify (a|an) (float|integer|number|value) (that is)? COMPARISON NUMBER
  - specify a float greater than 0
limit-least: (please)? specify (a|an) (float|integer|number|value) that is NUMBER or
    (greater|more|larger|higher)
  - specify an integer that is 0 or greater
nothing: (we'll|we will) return an error message with ANYTHING
  - we'll return an error message with what is wrong
unread: PHRASE <must> be used
  - climbing roses must be used
unread: only PHRASE (is|are) supported
  - only climbing roses are supported
never: an error (message)? (will occur|occurs|will be returned|is returned)
  - an error will occur
never: (we|the system) will return an error (message)?
  - we will return an error
never: you will (receive|get|see) an error (message)?
  - you will receive an error message
never: (you (<cannot>)|do not|don't) (set|specify) ONLY
  - you cannot set roses only (`beds` = `ROSES`)
later: NAMES (<cannot>) be (manually|subsequently)? (updated|changed|modified|edited) (ANYTHING)?
  - this field cannot be changed later
later: this setting (<cannot>) be (updated|changed|modified|edited) (ANYTHING)?
  - this setting cannot be updated back
later: you (<cannot>) (subsequently)? (update|change|modify|edit) ANYTHING
  - you cannot subsequently change `bed`
later: you can subsequently ANYTHING
  - you can subsequently move the bed
ignored: your setting (is|will be) ignored (and TOLD)?
  - your setting will be ignored and it will be set as `ROSES`
ignored: (the value of)? NAMES (is|are|will be) ignored
  - `bed` will be ignored
ignored: NAMES (is|are|will be) ignored (and TOLD|because ANYTHING)
  - this field is ignored and set to the bed of the garden
cases: (then)? you can set NAMES (to|as) CHOICES
  - you can set this field to `ROSES` or `HERBS`
nothing: (then)? (NAMES)? can be (either)? (<put>)? (to|as)? (either)? CHOICES
  - `bed` can be set to `ROSES` or `HERBS`
released: NAMES (<be>|will be|can be|may be) (optional|not required|not needed|not mandatory)
  - `bed` is optional
released: you (don't|do not|won't|no longer|will no longer) (need|have) to (<pass>) (any of)? NAMES
  - you don't need to specify `bed` and `pot`
released: you (don't|do not|won't) (need|have) to (<pass>) all PHRASE \( NAMES \)
  - you won't need to pass all bed fields (`bed`, `pot`)
released: you (don't|do not|no longer|will no longer) (need|have) to (<pass>) NAMES ,? because ANYTHING
  - you will no longer need to pass `bed` because it will be ignored
nothing: you (don't|do not) (need|have) to ANYTHING
  - you don't need to water it
ignored: NAMES , if (<passed>) , (is|are|will be) ignored
  - `pot` and `soil`, if passed, will be ignored
nothing: only NAMES (within the NAMES object)? <be> required
  - only `rose` within the `bed` object is required
ignored: WORDS <be> not supported and NAMES will be ignored
  - watering is not supported and the fields `can` and `hose` will be ignored
nothing: (you|NAMES) will (only|also)? TOLD
  - you will get all gardens
nothing: (the|this|that|we) (WORDS)? will (only|also)? TOLD
  - the system will only plant herbs
nothing: (the|your) (response|result|results) will not (include|contain) ANYTHING
  - the response will not include beds
nothing: (the)? returned NAMES will TOLD
  - the returned `bed` will be `ROSES`
nothing: NAMES will be (automatically set to)? VALUES because ANYTHING
  - `bed` will be `ROSES` because herbs are not planted
limit-exact-items: (the value of)? NAMES will be used ANY \( only COUNT (value|item) is allowed \)
  - the value of this field will be used as the corner of the garden (only one value is allowed)
nothing: you can choose to ANYTHING
  - you can choose to pass in `bed`, or `plot`, or neither
nothing: the PHRASE (you specify)? (via NAMES)? will not affect ANYTHING
  - the soil you specify via this field will not affect the bed
nothing: the (sequence|order) of THING (specified via NAMES)? is the order ANYTHING
  - the sequence of the herbs specified via this field is the order in which they are planted
nothing: we have automatically ANYTHING
  - we have automatically watered the beds that need to be watered
nothing: use this field to TOLD
  - use this field to name the garden
nothing: use ANY to (retrieve|get|obtain|check) TOLD
  - use [/garden/get/](https://example.com) with `filtering` to retrieve herbs
nothing: PHRASE might be TOLD
  - herbs of many kinds might be returned
nothing: users can TOLD
  - users can specify the herbs
nothing: (we|it is) (recommend|suggest|recommended|possible) TOLD
  - we recommend that you plant herbs
nothing: NAMES allows you to TOLD
  - this field allows you to water all beds
nothing: (the)? default value (of NAMES|for NAMES)? is (NUMBER|CHOICES)
  - the default value is 200
nothing: (please)? (<pass>) (a|an|the|your) THING
  - specify a number of a garden
nothing: set NAMES (to|as) (the|a|an) THING
  - set this field to the garden to plant
    """,
    readers=_READERS,
    parts=PARTS,
)

# Whole sentences that demand nothing of a request, even if they sound like it; `wish` is what is needed for a
# purpose, which is kept as text.
REMARKS = Table(
    r"""
nothing: (when|if) ANY <via> tiktok ads manager ANY , you <cannot> ANYTHING
  - When planting herbs via TikTok Ads Manager (TTAM), you cannot choose a `bed`
nothing: if the returned ANY , (use|contact|you need to contact) ANYTHING
  - If the returned `bed` is not `ROSES`, use another plot
wish: (required|recommended) for ANY : ✅
  - Required for counting herbs: ✅
wish: required to PHRASE
  - Required to count herbs
nothing: this field is required , even if ANYTHING
  - This field is required, even if no herbs are planted
nothing: if you have created PHRASE and want to use it during ANY , ensure that at the LEVEL level you
    (<pass>) to the same field the value ANYTHING
  - If you have created a bed and want to use it during harvest, ensure that at the ad level you pass to the
    same field the value of the bed
nothing: use either NAMES to TOLD
  - Use either `bed` or `plot` to change the garden
wish: if you are sending PHRASE , (<pass>) ANYTHING
  - If you are sending a single herb, pass one object in the array
wish: required for WORDS reporting
  - Required for harvest reporting
    """,
    readers=_READERS,
    parts=PARTS,
)

# Sentences by which a purpose needs another field than the one described.
INSTEAD = Table(
    r"""
instead: to ANY , use NAMES (instead)? (to ANYTHING)?
  - To water by hose, use `hose`.
  - To water by hose at night, use `hose` instead.
  - To water by hose, use `hose` to say which one.
    """,
    readers=_READERS,
    parts=PARTS,
    hint="^to .*, use ",
)
