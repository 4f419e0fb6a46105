"""The wordings of rules, as data: what a wording states, its pattern, and sentences that show it.

Patterns are in the small language of :mod:`~tiktok_bindgen.sentences.patterns`. To read one more wording, add
a row with an example in words of your own; the examples are tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from tiktok_bindgen.sentences.patterns import Pattern, compile_pattern, vocabulary
from tiktok_bindgen.sentences.tokens import Token


@frozen
class Wording:
    """One wording.

    Attributes:
        fact: What it states.
        pattern: Its words.
        examples: Sentences, or parts of sentences, that it fits.
    """

    fact: str
    pattern: Pattern
    examples: tuple[str, ...]


# Named parts of patterns.
PARTS = {
    "be": "is|are|was|were|be|being",
    "has": "has|have|had",
    "passed": "specified|passed in|passed|provided|included|given|present|filled in|input|supplied|set|used",
    "put": "set|specified|passed|assigned|configured|selected|chosen|passed in",
    "pass": "update|specify|pass in|pass|provide|include|input|set|use|supply|fill in",
    "passing": "specifying|passing in|passing|providing|setting|using",
    "time": "at the same time|simultaneously|as well|together|too|in (the|your|this|the same) request"
    "|at the same time in (the|your) request",
    "must": "must|need to|needs to|have to|has to|should|shall|are required to|is required to",
    "cannot": "cannot|can not|can't|must not|should not|shouldn't|may not|mustn't",
    "not": "not|n't",
    "this": "this field|the field|this parameter|the parameter|it|this object|this filter|this array",
    "when": "when|if|in case|in the case that|in cases where|once|provided that",
    "via": "via|through|with|using|in|by|by using|by means of",
    "list": "object array|array object|object|array|list|field|fields|parameter|parameters|filter",
    "level": "campaign|ad group|adgroup|ad|advertiser",
}


def fitting(table: Sequence[Wording], tokens: Sequence[Token]) -> list[Wording]:
    """The wordings of a table that a sentence may have: their words are there."""
    words = vocabulary(tokens)
    by_word, anyhow = _indexes.get(id(table)) or _indexed(table)
    numbers = set(anyhow).union(*(by_word[word] for word in words if word in by_word))
    return [table[number] for number in sorted(numbers) if table[number].pattern.may_fit(words)]


# For each table, the numbers of its wordings by one of the words that they need, and of those that need none.
_Index = tuple[dict[str, list[int]], list[int]]
_indexes: dict[int, _Index] = {}


def _indexed(table: Sequence[Wording]) -> _Index:
    by_word: dict[str, list[int]] = {}
    anyhow: list[int] = []
    for number, wording in enumerate(table):
        if not wording.pattern.needs:
            anyhow.append(number)
            continue
        for word in min(wording.pattern.needs, key=len):
            by_word.setdefault(word, []).append(number)
    return by_word, anyhow


def _wording(fact: str, pattern: str, *examples: str) -> Wording:
    return Wording(fact, compile_pattern(pattern, PARTS), examples)


# Tests of fields, inside a condition. The longest that fits is taken.
TESTS: tuple[Wording, ...] = (
    _wording(
        "is",
        "NAMES (<be>|=|equals|equal to|<be> equal to) (both|all|also|either|one of|any of|any of the "
        "following)? (<put>)? (to|as|to be|as either|to either)? (either)? VALUES",
        "`plot` is `BIG`",
        "`plot` = `BIG`",
        "`plot` is set to `BIG` or `SMALL`",
        "`plot` and `bed` are set as `BIG`",
        "the value of `plot` is `BIG`",
    ),
    _wording(
        "is",
        "(you <has>?|you've) (set|specify|pass|pass "
        "in|choose|select|specified|selected|chosen|use|used|configure) NAMES (to|as|to be) VALUES",
        "you set `plot` to `BIG`",
        "you specify the `plot` field as `BIG`",
    ),
    _wording(
        "is-not",
        "NAMES (<be> not|isn't|aren't|!=|≠|does not equal) (<put>)? (to|as|to be)? (either)? VALUES",
        "`plot` is not `BIG`",
        "`plot` is NOT set as `BIG` or `SMALL`",
    ),
    _wording(
        "is-not",
        "NAMES <be> (<put>)? (to|as)? (any|a)? (value|values)? other than VALUES",
        "`plot` is set to a value other than `BIG`",
    ),
    _wording(
        "is-not",
        "you (do not|don't|have not|haven't) (set|specify|pass|pass "
        "in|choose|select|specified|selected|chosen) NAMES (to|as|to be) VALUES",
        "you do not set `plot` to `BIG`",
    ),
    _wording(
        "is-or-absent",
        "NAMES <be> (<put>)? (to|as)? VALUES ,? or (is|are)? (not (<passed>)|left "
        "unspecified|unspecified|omitted)",
        "`plot` is `BIG` or not given",
        "`plot` is set to `BIG`, or is not passed",
    ),
    _wording(
        "is-or-absent",
        "NAMES <be> not (<passed>) or (is)? (<put>)? (to|as)? VALUES",
        "`plot` is not specified or set to `BIG`",
    ),
    _wording(
        "present-and-is",
        "NAMES <be> (<passed>) and (is|are)? (<put>)? (to|as)? VALUES",
        "`plot` is passed and set to `BIG` or `SMALL`",
    ),
    # What is passed is passed by this call; what is specified may have been so by one before.
    _wording(
        "present",
        "NAMES (<be>|<has> been) (both|all|also)? (specified|set) <time>",
        "`plot` is specified at the same time",
    ),
    _wording(
        "specified",
        "NAMES (<be>|<has> been) (both|all|also)? (specified|set)",
        "`plot` is specified",
        "both `plot` and `bed` are set",
    ),
    _wording(
        "present",
        "NAMES (<be>|<has> been) (both|all|also|simultaneously)? (<passed>) <time>?",
        "both `plot` and `bed` are passed",
        "either `plot` or `bed` has been provided",
        "`plot` is simultaneously specified",
    ),
    _wording("present", "NAMES exists", "`plot` exists"),
    _wording("present", "you (want|would like) to (use|pass|specify) NAMES", "you want to use this field"),
    _wording("used", "you (use|are using) GLOSSED", "you use a whole plot (`plot`)"),
    _wording(
        "used-not", "you (do not use|don't use|are not using) GLOSSED", "you are not using plots (`plot`)"
    ),
    _wording(
        "several",
        "(you (<pass>))? (multiple|more than one) WORDS (<be> (<passed>))? (to|in|<via>) NAMES",
        "multiple herbs are passed to `herbs`",
        "you pass multiple herbs through `herbs`",
    ),
    _wording(
        "only",
        "NAMES (only (includes|include|contains|contain)|(includes|include|contains|contain) only) VALUES",
        "`beds` includes only `ROSES` or `HERBS`",
    ),
    _wording("only", "you set NAMES only (to|as) VALUES", "you set `beds` only as `ROSES`"),
    _wording("selected", "VALUES <be> (selected|chosen)", "`ROSES` is selected"),
    _wording(
        "present-of-a-kind", "you (<pass>) PHRASE <via> NAMES", "you specify a dry or wet bed via `bed`"
    ),
    _wording("present-of-a-kind", "PHRASE <be> (<passed>) <via> NAMES", "a dry bed is specified via `bed`"),
    _wording(
        "present",
        "(you <has>?|you've) (also|simultaneously)? (<pass>|specified|passed "
        "in|passed|provided|included|used) NAMES <time>?",
        "you specify `plot`",
        "you pass in both `plot` and `bed`",
        "you've specified either `plot` or `bed`",
    ),
    _wording(
        "present",
        "(<passing>) NAMES",
        "specifying `plot`",
    ),
    _wording(
        "absent",
        "NAMES (<be> not|isn't|aren't|has not been|have not been|hasn't been|haven't been) "
        "(both|all)? (specified|set) <time>",
        "`plot` is not specified at the same time",
    ),
    _wording(
        "specified-not",
        "NAMES (<be> not|isn't|aren't|has not been|have not been|hasn't been|haven't been) "
        "(both|all)? (specified|set)",
        "`plot` is not specified",
    ),
    _wording(
        "absent",
        "NAMES (<be> not|isn't|aren't|has not been|have not been|hasn't been|haven't been) "
        "(both|all)? (<passed>) <time>?",
        "`plot` and `bed` are not passed",
    ),
    _wording(
        "absent", "NAMES <be> (left)? (unspecified|omitted|empty|blank|unset)", "`plot` is left unspecified"
    ),
    _wording(
        "absent",
        "you (do not|don't|have not|haven't|did not|didn't) (<pass>|specified|passed "
        "in|passed|provided) NAMES <time>?",
        "you do not specify `plot`",
        "you haven't passed `plot`",
    ),
    _wording(
        "contains",
        "NAMES (contains|contain|includes|include) (either|any of|at least one of)? VALUES",
        "`beds` contains `ROSES`",
        "the value of `beds` includes `ROSES` or `HERBS`",
    ),
    _wording(
        "contains", "VALUES <be> (included|contained|present) in NAMES", "`ROSES` is included in `beds`"
    ),
    _wording(
        "contains",
        "you (include|select|specify|pass|pass in) VALUES in NAMES",
        "you include `ROSES` in `beds`",
    ),
    _wording(
        "contains-not",
        "NAMES (does not|do not|doesn't|don't) (contain|include) VALUES",
        "`beds` does not include `ROSES`",
    ),
    _wording(
        "contains-not",
        "VALUES <be> not (included|contained|present) in NAMES",
        "`ROSES` is not included in `beds`",
    ),
    _wording(
        "compares",
        "NAMES (<be>)? COMPARISON NUMBER",
        "`width` is greater than 5",
        "`width` ≥ `5`",
    ),
    _wording(
        "compares-field",
        "NAMES <be> COMPARISON NAMES",
        "`width` is greater than `height`",
    ),
)

# What may follow a test without changing it.
TRAILERS: tuple[Wording, ...] = (
    _wording("level", ",? at the (LEVEL) level", "at the campaign level"),
    _wording("level", "(for|of|in) (the|your) (LEVEL)", "of the campaign"),
    _wording("ignored", "<time>", "at the same time"),
)

# How a list of conditions is announced, with how its items are joined.
LISTS: tuple[Wording, ...] = (
    _wording(
        "all",
        "(all of)? the following (conditions|requirements|criteria|condition) (are|is) "
        "(all|both|simultaneously|also)? (met|satisfied|true|fulfilled) (simultaneously|at the same "
        "time)?",
        "the following conditions are all met",
        "the following conditions are met",
        "all of the following conditions are met",
    ),
    _wording(
        "any",
        "(any|either|one|any one|at least one) (of)? (the)? following "
        "(conditions|condition|scenarios|cases|requirements) (is|are) (met|satisfied|true|fulfilled)",
        "any of the following conditions is met",
        "either of the following conditions is met",
    ),
    _wording(
        "any",
        "(any|either|one|any one) of the following (conditions|scenarios|cases|situations|use cases)",
        "any of the following scenarios",
    ),
    _wording("any", "the following (scenarios|cases|situations|use cases)", "the following use cases"),
)


# Whole sentences: `COND` is a condition that goes to the sentence's end.
SENTENCES: tuple[Wording, ...] = (
    _wording(
        "required-when",
        "(SUBJECT <be>)? (only|also)? (required|mandatory|necessary) (only)? (<when>|in|for) COND",
        "Required when `plot` is `BIG`",
        "This field is required when `plot` is `BIG`",
        "`bed` is required only if `plot` is `BIG`",
    ),
    _wording(
        "required-unless",
        "(SUBJECT <be>)? (required|mandatory) unless COND",
        "Required unless `plot` is `BIG`",
    ),
    _wording(
        "required-and-valid-when",
        "(SUBJECT <be>)? (only)? (required and (only)? valid|valid and required|required and "
        "effective) (only)? (<when>|in|for) COND",
        "Required and valid only when `plot` is `BIG`",
    ),
    _wording(
        "valid-when",
        "(SUBJECT <be>)? (only)? (valid|effective|supported|available|applicable|allowed) (only)? "
        "(<when>|in|for) COND",
        "Valid only when `plot` is `BIG`",
        "Only valid if `plot` is `BIG`",
        "`bed` is supported only when `plot` is `BIG`",
    ),
    _wording(
        "valid-when",
        "(you can|SUBJECT can (only)? be) (only)? (use|used|specify|specified|passed|set) (<this>)? "
        "only (<when>|in|for) COND",
        "You can use this field only when `plot` is `BIG`",
    ),
    _wording(
        "valid-when",
        "SUBJECT can only be (used|specified|passed|set|passed in) (<when>|in|for) COND",
        "This field can only be used when `plot` is `BIG`",
    ),
    _wording(
        "value-valid-when",
        "you can only (set|specify) NAMES (to|as) CHOICES (<when>) COND",
        "you can only set this field to `ROSES` when `plot` is `BIG`",
    ),
    _wording(
        "value-valid-when",
        "NAMES can only be (<put>)? (to|as)? CHOICES (<when>) COND",
        "this field can only be set to `ROSES` if `plot` is `BIG`",
    ),
    _wording(
        "not-valid-when",
        "(SUBJECT <be>)? (not "
        "(supported|valid|allowed|available|applicable|effective)|unsupported|invalid) "
        "(<when>|in|for) COND",
        "Not supported when `plot` is `BIG`",
        "`bed` is not supported if `plot` is `BIG`",
    ),
    _wording(
        "not-valid-when",
        "SUBJECT <cannot> be (used|specified|passed|set|passed in|provided|included|selected) "
        "(<when>|in|for) COND",
        "This field cannot be specified when `plot` is `BIG`",
    ),
    _wording(
        "not-valid-when",
        "(do not|don't|you <cannot>) (<pass>) SUBJECT (<when>) COND",
        "Do not specify this field when `plot` is `BIG`",
        "You cannot use `bed` if `plot` is `BIG`",
    ),
    _wording("ignored-when", "(SUBJECT <be>)? ignored (<when>) COND", "Ignored when `plot` is `BIG`"),
    _wording(
        "released-when",
        "(SUBJECT <be>)? (not required|not needed|optional|not mandatory) (<when>) COND",
        "Optional when `plot` is `BIG`",
    ),
    _wording(
        "nothing-when",
        "(SUBJECT <be>)? (not required|not needed|optional|ignored|not mandatory) (in|for) COND",
        "Not required for gardens",
        "Optional in gardens",
    ),
)

# What is demanded, in a sentence of its own or after or before a condition.
DEMANDS: tuple[Wording, ...] = (
    _wording(
        "together",
        "NAMES (<must>) be (<passed>) together",
        "`bed` and `pot` must be specified together",
    ),
    _wording(
        "accompanied",
        "NAMES (, once (<passed>) ,)? (<must>) be accompanied by NAMES",
        "`bed`, once passed, must be accompanied by `pot` and `soil`",
    ),
    _wording("required", "NAMES <be> (all|both|also)? (required|mandatory|necessary)", "`bed` is required"),
    _wording("required", "NAMES (<must>) (also|both|all)? be (<passed>) <time>?", "`bed` must be specified"),
    _wording(
        "required",
        "(please|then|also)? (you)? (also)? (<must>|please) (also|simultaneously)? (make sure you)? "
        "(<pass>) (both|all)? NAMES <time>?",
        "you need to specify `bed` at the same time",
        "you must pass in both `bed` and `soil`",
    ),
    _wording(
        "required",
        "(you)? (<must>) simultaneously (<pass>) NAMES ,? (to|which) ANYTHING",
        "you need to simultaneously specify `bed` to plant it",
    ),
    _wording("required", "(please|then|also)? (<pass>) (both|all)? NAMES <time>?", "specify `bed`"),
    _wording(
        "required",
        "(please)? make sure (that)? you (<pass>) (both|all)? NAMES <time>? (as an object in a list)?",
        "please make sure that you pass `bed` and `pot` as an object in a list",
    ),
    _wording("required", "requires GLOSSED", "requires a garden (`garden`)"),
    _wording(
        "required",
        "(then)? you (<must>) (simultaneously|also)? (<pass>) WORDS (via|through|using) NAMES <time>?",
        "you need to specify a bed by its number via `bed`",
    ),
    _wording(
        "nothing",
        "(please|then)? (<pass>) WORDS (via|through|using|in) NAMES",
        "specify a bed via this field",
    ),
    _wording("forbidden", "NAMES (<cannot>) be (<passed>)", "`bed` cannot be specified"),
    _wording(
        "forbidden",
        "NAMES <be> (not (supported|allowed|valid|available)|unsupported)",
        "`bed` is not supported",
    ),
    _wording(
        "forbidden", "(do not|don't|you (<cannot>)) (simultaneously)? (<pass>) NAMES", "do not specify `bed`"
    ),
    _wording(
        "value",
        "(then)? NAMES (must|can only|has to|have to|needs to|need to|should) (only)? be (<put>)? "
        "(to|as|either|to either)? CHOICES",
        "`bed` must be `ROSES`",
        "this field can only be set to `ROSES` or `HERBS`",
    ),
    _wording(
        "value",
        "NAMES (only (supports|support|allows|accepts)|(supports|support) only) CHOICES",
        "`bed` only supports `ROSES`",
    ),
    _wording("value", "(please|then)? set NAMES (to|as) CHOICES", "set this field to `ROSES`"),
    _wording("value", "we only support CHOICES", "we only support `ROSES` and `HERBS`"),
    _wording(
        "value",
        "NAMES ,? if (<passed>) <time>? ,? can only be (<put>)? (to|as)? CHOICES",
        "`bed`, if given simultaneously, can only be `ROSES`",
    ),
    _wording(
        "value",
        "you (must|can only|have to|need to|should) (set|specify|pass) NAMES (to|as) CHOICES",
        "you can only set this field to `ROSES`",
    ),
    _wording(
        "value",
        "you (must|can only|have to|need to) (set|specify|pass) NAMES (to|as) (any|one) of the "
        "following values : CHOICES",
        "you can only set `bed` to any of the following values: `ROSES`; `HERBS`",
    ),
    _wording(
        "value",
        "the (allowed|supported|valid|only supported|only allowed|only valid) (enum)? (value|values) "
        "(for|of) NAMES <be> :? CHOICES",
        "the allowed enum values for this field are `ROSES` and `HERBS`",
    ),
    _wording(
        "not-value", "NAMES (<cannot>) be (<put>)? (to|as)? CHOICES", "this field cannot be set to `ROSES`"
    ),
    _wording(
        "not-value",
        "(you (<cannot>)|do not|don't) (set|specify|pass) NAMES (to|as) CHOICES",
        "you cannot set this field to `ROSES`",
    ),
    _wording(
        "either",
        "(then)? (you)? (<must>|need)? (<pass>) either NAMES (or both)? <time>?",
        "you need to pass in either `bed` or `pot`",
    ),
    _wording(
        "either",
        "(you)? (<must>)? (<pass>) NAMES or both <time>?",
        "specify `bed` or `pot` or both",
    ),
    _wording(
        "either",
        "(you)? (<must>)? (<pass>) at least NAMES or both <time>?",
        "pass at least `bed` or `pot` or both",
    ),
    _wording(
        "alternatives",
        "(then)? (you)? (<must>|need)? (<pass>) (either)? NAMES ,? or NAMES <time>?",
        "specify `bed`, or the fields `pot`, `soil` and `lid`",
    ),
    _wording(
        "either",
        "(either|at least one of) NAMES (<be> required|(<must>) be (<passed>))",
        "either `bed` or `pot` must be specified",
        "at least one of `bed` and `pot` is required",
    ),
    _wording(
        "either",
        "(you)? (<must>)? (<pass>) at least one of NAMES <time>?",
        "specify at least one of `bed` and `pot`",
    ),
    _wording(
        "one",
        "(only|exactly) one of NAMES (<be> required|(<must>) be (<passed>))",
        "exactly one of `bed` and `pot` is required",
    ),
    _wording(
        "not-both",
        "NAMES (<cannot>) (both|all)? be (both|all)? (<passed>) (at the same "
        "time|simultaneously|together|in the same request)",
        "`bed` and `pot` cannot be specified at the same time",
    ),
    _wording(
        "not-both",
        "(do not|don't|you (<cannot>)) (simultaneously)? (<pass>) (both)? NAMES (at the same "
        "time|simultaneously|together|in the same request)",
        "do not pass in `bed` and `pot` at the same time",
    ),
    _wording(
        "not-both",
        "EXPLAINED (<cannot>) be (<passed>) (at the same time|simultaneously|together)",
        "plot size (`size`) and plot name (`name`) cannot be set at the same time",
    ),
    _wording(
        "not-both",
        "NAMES <be> mutually exclusive",
        "`bed` and `pot` are mutually exclusive",
    ),
    _wording(
        "not-both",
        "(you can)? only (one of) NAMES (can|may) be (<passed>)",
        "only one of `bed` and `pot` can be specified",
    ),
    _wording(
        "together",
        "(you)? (<must>) (<pass>) (both)? NAMES (at the same time|simultaneously|together)",
        "you need to pass both `bed` and `pot` at the same time",
    ),
    _wording(
        "together",
        "you (can|must|need to) either (<pass>) (both)? NAMES (<time>)? or leave (both)? NAMES "
        "(unspecified|unset|empty)",
        "you can either specify `bed` and `pot` simultaneously or leave both `bed` and `pot` unspecified",
    ),
    _wording(
        "limit-date",
        "(NAMES|CALLED) (<must>) be ORDER DATE",
        "the sowing time must be earlier than `2040-01-01 00:00:00`",
    ),
    _wording(
        "limit-date-not",
        "(NAMES|CALLED) (<cannot>) be ORDER DATE",
        "the sowing time must not be after `2040-01-01 00:00:00`",
    ),
    _wording(
        "order",
        "NAMES (<must>) be ORDER (NAMES|BARE)",
        "`end` must be later than `start`",
    ),
    _wording(
        "order-not",
        "NAMES (<cannot>) be ORDER NAMES",
        "`end` cannot be earlier than `start`",
    ),
    _wording(
        "same",
        "NAMES (<must>) be (the same as|equal to) NAMES",
        "`soil` should be the same as `bed`",
    ),
    _wording("different", "NAMES (<cannot>) be the same as NAMES", "`soil` cannot be the same as `bed`"),
    _wording("limit-date-not-too", "(<cannot>) be ORDER DATE", "must not be after `2040-01-01`"),
    _wording(
        "unread",
        "(NAMES|CALLED) can be (up to)? NUMBER (day|days|hour|hours) (earlier|later) than the current time",
        "the sowing time can be 3 days earlier than the current time",
    ),
    _wording(
        "limit",
        "(the)? (max|maximum) length (of NAMES)? is NUMBER (characters)?",
        "the maximum length is 20 characters",
    ),
    _wording("limit-range", "(the)? (value range|range) (of NAMES)? is RANGE", "the value range is [1, 20]"),
    _wording("limit-range", "specify an integer between RANGE", "specify an integer between 1-20"),
    _wording("limit-items", "(the)? size range (of NAMES)? is RANGE", "the size range of this field is 1-20"),
    _wording("limit-max-items", "(the)? (max|maximum) size (of NAMES)? is NUMBER", "the maximum size is 20"),
    _wording(
        "limit-max-items",
        "(the)? (max|maximum) (allowed)? number of THING (in NAMES)? is NUMBER",
        "the maximum allowed number of herbs is 1,024",
    ),
    _wording(
        "limit-max-items",
        "you can only (assign|<pass>) COUNT THING (to|in|for|<via>) NAMES",
        "you can only assign one herb to this field",
    ),
    _wording(
        "value-too",
        "(it)? (<must>|can only) be (<put>)? (to|as)? CHOICES (to TOLD)?",
        "must be set to `ROSES`",
    ),
    _wording(
        "limit-value",
        "(please)? specify (a|an) (float|integer|number|value) (that is)? COMPARISON NUMBER",
        "specify a float greater than 0",
    ),
    _wording(
        "limit-least",
        "(please)? specify (a|an) (float|integer|number|value) that is NUMBER or "
        "(greater|more|larger|higher)",
        "specify an integer that is 0 or greater",
    ),
    _wording(
        "never",
        "an error (message)? (will occur|occurs|will be returned|is returned)",
        "an error will occur",
    ),
    _wording("never", "(we|the system) will return an error (message)?", "we will return an error"),
    _wording("never", "you will (receive|get|see) an error (message)?", "you will receive an error message"),
    _wording(
        "never",
        "(you (<cannot>)|do not|don't) (set|specify) ONLY",
        "you cannot set roses only (`beds` = `ROSES`)",
    ),
    _wording(
        "later",
        "NAMES (<cannot>) be (manually|subsequently)? (updated|changed|modified|edited) (ANYTHING)?",
        "this field cannot be changed later",
    ),
    _wording(
        "later",
        "you (<cannot>) (subsequently)? (update|change|modify|edit) ANYTHING",
        "you cannot subsequently change `bed`",
    ),
    _wording("later", "you can subsequently ANYTHING", "you can subsequently move the bed"),
    _wording("ignored", "(the value of)? NAMES (is|are|will be) ignored", "`bed` will be ignored"),
    _wording(
        "ignored",
        "NAMES (is|are|will be) ignored (and|because) ANYTHING",
        "this field is ignored and set to the bed of the garden",
    ),
    _wording(
        "nothing",
        "(then)? (NAMES)? can be (either)? (<put>)? (to|as)? (either)? CHOICES",
        "`bed` can be set to `ROSES` or `HERBS`",
    ),
    _wording(
        "released",
        "NAMES (<be>|will be|can be|may be) (optional|not required|not needed)",
        "`bed` is optional",
    ),
    _wording(
        "released",
        "you (don't|do not|no longer|will no longer) (need|have) to (<pass>) (any of)? NAMES",
        "you don't need to specify `bed` and `pot`",
    ),
    _wording(
        "released",
        "you (don't|do not|no longer|will no longer) (need|have) to (<pass>) NAMES ,? because ANYTHING",
        "you will no longer need to pass `bed` because it will be ignored",
    ),
    _wording("nothing", "you (don't|do not) (need|have) to ANYTHING", "you don't need to water it"),
    _wording(
        "ignored",
        "WORDS <be> not supported and NAMES will be ignored",
        "watering is not supported and the fields `can` and `hose` will be ignored",
    ),
    _wording("nothing", "(you|NAMES) will (only|also)? TOLD", "you will get all gardens"),
    _wording(
        "nothing", "(the|this|that|we) (WORDS)? will (only|also)? TOLD", "the system will only plant herbs"
    ),
    _wording(
        "nothing",
        "(we|it is) (recommend|suggest|recommended|possible) TOLD",
        "we recommend that you plant herbs",
    ),
    _wording("nothing", "NAMES allows you to TOLD", "this field allows you to water all beds"),
    _wording(
        "nothing",
        "(the)? default value (of NAMES|for NAMES)? is (NUMBER|CHOICES)",
        "the default value is 200",
    ),
    _wording("nothing", "(please)? (<pass>) (a|an|the|your) THING", "specify a number of a garden"),
    _wording("nothing", "set NAMES (to|as) (the|a|an) THING", "set this field to the garden to plant"),
)

Order = Literal["<", "<=", ">", ">="]

# Words of comparison.
COMPARISONS: dict[str, Order] = {
    "greater than or equal to": ">=",
    "less than or equal to": "<=",
    "later than or equal to": ">=",
    "earlier than or equal to": "<=",
    "no less than": ">=",
    "not less than": ">=",
    "no earlier than": ">=",
    "not earlier than": ">=",
    "no greater than": "<=",
    "no more than": "<=",
    "no later than": "<=",
    "not later than": "<=",
    "at least": ">=",
    "at most": "<=",
    "greater than": ">",
    "larger than": ">",
    "higher than": ">",
    "more than": ">",
    "later than": ">",
    "after": ">",
    "less than": "<",
    "lower than": "<",
    "smaller than": "<",
    "earlier than": "<",
    "before": "<",
    ">=": ">=",
    "≥": ">=",
    "<=": "<=",
    "≤": "<=",
    ">": ">",
    "<": "<",
}

_indexes.update({id(table): _indexed(table) for table in (TESTS, TRAILERS, LISTS, SENTENCES, DEMANDS)})
