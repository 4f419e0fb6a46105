"""The wordings of single facts, as data: a pattern, the fact it states, and sentences that show it.

To read one more wording, add a row with an example; the examples are tests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

NUMBER = r"[+\-]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"


@frozen
class Phrase:
    """One wording.

    Attributes:
        fact: What it states.
        pattern: Matched against one whole sentence, without its full stop.
        examples: Sentences that it matches, each with the numbers or texts it must yield.
    """

    fact: str
    pattern: re.Pattern[str]
    examples: tuple[tuple[str, tuple[str, ...]], ...]


def _phrase(fact: str, pattern: str, *examples: tuple[str, tuple[str, ...]]) -> Phrase:
    return Phrase(fact, re.compile(pattern, re.IGNORECASE), examples)


_N = rf"`?({NUMBER})`?"
_DASH = r"\s*(?:-|–|—|~|to|and)\s*"
_EMOJI = (
    r"(?:,? (?:long )?(?:and it|and|it) (?:cannot|can't|must not) (?:contain|include) (?:any )?emojis?"
    r"|,? (?:and )?emojis? (?:are |is )?not (?:supported|allowed))?"
)
# A text has no more characters than bytes.
_CHARACTERS = (
    r"(?: \(?(?:(?:english|utf-8) )?(?:characters?|chars?|letters|bytes)\)?(?: long| in length| in total)?)"
)
_TOP = r"(?:(?:a )?max(?:imum)?(?: of)?|up to|at most|no more than|not more than|not exceeding|within|limited to|≤|<=)"
_NOT_OVER = (
    r"(?:(?:cannot|can not|can't|must not|should not|may not) "
    r"(?:exceed|be (?:longer|more|greater|larger|higher) than|(?:contain|have|include) more than)"
    r"|(?:must|should|can) be (?:no (?:longer|more|greater|larger|higher)|not (?:longer|more|greater|larger)) than)"
)
# What a sentence may call the field itself: ``The name``, ``Each keyword``, ``It``.
_SUBJECT = r"(?:it|(?:the|an?|each|every|this|your) [\w\- ]{1,40}?)"
# Things that a list has a number of: a few words, none of which narrows the statement or measures something else.
_THINGS = (
    r"(?:(?!(?:for|when|if|per|within|of|each|with|in|to|and|or|from|at|by|on|are|is|can|characters?|chars?"
    r"|letters|words|bytes|[kmg]b|pixels?|px|seconds?|minutes?|hours?|days?|weeks?|months?|years?|times?"
    r"|percent|decimals?)\b)[A-Za-z][\w\-]{0,30}(?: |\b)){1,5}?"
)
_AT_ONCE = (
    r"(?: (?:at a time|at once|simultaneously|(?:in|per) (?:one|a single|a|each|every) (?:request|call|api call)"
    r"|per (?:request|call)))?"
)
_DECIMALS = (
    r"(?:,? (?:with|accurate to|and) (?:up to |at most )?(?:a |an )?\w{1,10} decimal (?:places?|digits?))?"
)
_UNIT = r"(?: (?:milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|pixels?|px))?"
_RANGE_END = rf"{_UNIT}(?:,? \(?(?:inclusive|both (?:ends )?(?:inclusive|included))\)?)?{_DECIMALS}"

# Sentences about a limit of the field itself. Each pattern covers a whole sentence: a limit with a condition or
# for a part of the value is no limit of the field.
LIMITS: tuple[Phrase, ...] = (
    _phrase(
        "max-length",
        rf"^(?:(?:the )?(?:max(?:imum)?\.? )?length(?: limit)?|(?:max(?:imum)?|limit) characters|characters? limit"
        rf"|(?:the )?max(?:imum)? number of characters(?: allowed)?)"
        rf"\s*(?:is|of|=|:|：)?\s*(?:{_TOP} ?)?{_N}(?:{_CHARACTERS}|,? in (?:UTF-8 )?bytes)?{_EMOJI}$",
        ("Length limit: 512 characters", ("512",)),
        ("The maximum length is 24 in UTF-8 bytes", ("24",)),
        ("Length limit: 37 characters long and cannot contain emoji", ("37",)),
        ("The maximum length is 100 characters", ("100",)),
        ("Length Limit: 1,024", ("1,024",)),
        ("Length limit: ≤ 40 characters, emojis not supported", ("40",)),
        ("The maximum number of characters is 40", ("40",)),
    ),
    _phrase(
        "below-length",
        rf"^length(?: limit)?\s*[:：]\s*(?:<|less than|fewer than) ?{_N}{_CHARACTERS}?{_EMOJI}$",
        ("Length limit: < 41 characters", ("41",)),
    ),
    _phrase(
        "max-length",
        rf"^(?:{_TOP}|supports {_TOP}) ?{_N}{_CHARACTERS}(?: (?:is|are|can be) (?:allowed|supported|permitted))?{_EMOJI}$",
        ("Up to 60 characters", ("60",)),
        ("A maximum of 60 characters is allowed", ("60",)),
        ("Limited to 60 characters", ("60",)),
    ),
    _phrase(
        "max-length",
        rf"^{_N}{_CHARACTERS} (?:max(?:imum)?|at most|or (?:fewer|less))$",
        ("60 characters max", ("60",)),
    ),
    _phrase(
        "max-length",
        rf"^{_SUBJECT} (?:can|must|should|may) (?:only )?(?:be|have|contain|include|consist of) {_TOP} ?{_N}{_CHARACTERS}{_EMOJI}$",
        ("The motto can be up to 60 characters long", ("60",)),
        ("Each keyword can have up to 30 characters", ("30",)),
    ),
    _phrase(
        "max-length",
        rf"^(?:{_SUBJECT} )?{_NOT_OVER} {_N}{_CHARACTERS}{_EMOJI}$",
        ("The motto must not exceed 60 characters", ("60",)),
        ("Must be no longer than 60 characters", ("60",)),
        ("Cannot be longer than 60 characters", ("60",)),
    ),
    _phrase(
        "max-length",
        rf"^(?:the )?length(?: of [\w\- ]{{1,40}})? {_NOT_OVER} {_N}{_CHARACTERS}?{_EMOJI}$",
        ("The length of the motto cannot exceed 60 characters", ("60",)),
        ("The length must not exceed 60", ("60",)),
    ),
    _phrase(
        "max-length",
        rf"^(?:the )?(?:max(?:imum)? )?length(?: limit)? (?:for|of) (?:each|the) [\w ]{{1,40}}?\s*(?:is|[:：])\s*(?:{_TOP} ?)?{_N}{_CHARACTERS}{_EMOJI}$",
        ("The length limit for each motto is 60 characters", ("60",)),
        ("Length limit for the motto: 60 characters long and cannot contain emoji", ("60",)),
        ("Max length of each motto: 60 characters", ("60",)),
    ),
    _phrase(
        "max-length",
        rf"^(?!(?:when|if|for|in|once)\b)[A-Z][^`.:：;(（]{{1,120}}[,(（] ?(?:with )?{_TOP} ?{_N}{_CHARACTERS}{_EMOJI}[)）]?$",
        ("Name of a plot, up to 60 characters", ("60",)),
        ("Name of a plot (max 60 characters)", ("60",)),
    ),
    _phrase(
        "length-range",
        rf"^(?:{_SUBJECT} )?(?:must|should|can) (?:contain|have|be|include) (?:between )?{_N}{_DASH}{_N}(?P<unit>{_CHARACTERS}){_EMOJI}$",
        ("It must contain between 2 and 60 characters", ("2", "60")),
    ),
    _phrase(
        "length-range",
        rf"^(?:the )?length (?:must|should|can) be (?:within |between |from )?\[?{_N}(?:{_DASH}|\s*,\s*){_N}\]?(?P<unit>{_CHARACTERS})?{_EMOJI}$",
        ("The length should be 1-60 characters", ("1", "60")),
    ),
    _phrase(
        "min-length",
        rf"^(?:{_SUBJECT} (?:must|should) (?:be|have|contain) |must (?:be|have|contain) )?(?:at least|no less than|a minimum of) {_N}{_CHARACTERS}$",
        ("Must be at least 2 characters long", ("2",)),
        ("At least 2 characters", ("2",)),
    ),
    _phrase(
        "length-range",
        rf"^(?:(?:the )?length(?: limit| range)?|number of characters(?: allowed)?)\s*(?:is|:|：)?\s*`?\[?\s*{_N}"
        rf"(?:{_DASH}|\s*,\s*){_N}\s*\]?`?(?P<unit>{_CHARACTERS})?{_EMOJI}$",
        ("Length limit: 1 - 100 characters", ("1", "100")),
        ("Number of characters allowed: 1-40", ("1", "40")),
        ("Length range: [0,1]", ("0", "1")),
    ),
    _phrase(
        # Other scripts are allowed fewer, which no count of characters tells.
        "length-range",
        rf"^(?:length(?: limit| range)?|number of characters(?: allowed)?)\s*[:：]\s*{_N}{_DASH}{_N}(?P<unit>{_CHARACTERS}),? or "
        r"\d{1,6}\s?[-–]\s?\d{1,6} [A-Za-z/ ,]{1,60} characters$",
        ("Length limit: 1-60 English characters, or 1-30 Greek/Coptic characters", ("1", "60")),
    ),
    _phrase(
        "max-length",
        rf"^(?:a )?max(?:imum)?(?: of)? {_N}{_CHARACTERS}{_EMOJI}$",
        ("Maximum of 128 characters", ("128",)),
    ),
    _phrase(
        "max-length",
        rf"^(?:it )?(?:must not|cannot|can't) exceed {_N}{_CHARACTERS}(?: or contain any emojis?)?$",
        ("It must not exceed 104 characters or contain any emojis", ("104",)),
    ),
    _phrase(
        "below-length",
        rf"^it must be less than {_N}{_CHARACTERS}$",
        ("It must be less than 28 characters", ("28",)),
    ),
    _phrase(
        "max-length",
        rf"^length limit for each [\w ]{{1,80}}: {_N}{_CHARACTERS}{_EMOJI}$",
        ("Length limit for each value: 100 characters", ("100",)),
    ),
    _phrase(
        "max-length",
        rf"^length limit: {_N}{_CHARACTERS} (?:for each|per) [\w ]{{1,40}}?{_EMOJI}$",
        ("Length limit: 100 characters for each plot ID and cannot contain emojis", ("100",)),
        ("Length limit: 40 characters per name", ("40",)),
    ),
    _phrase(
        "max-length",
        rf"^[\w ]{{1,40}}, max(?:imum)? characters? allowed is {_N}{_EMOJI}$",
        ("Name of a plot, maximum character allowed is 513 and it cannot contain emoji", ("513",)),
    ),
    _phrase(
        "length-range",
        rf"^(?:an? |the |each )?[\w ]{{1,40}} (?:must|should) be (?:between )?{_N}{_DASH}{_N}(?P<unit>{_CHARACTERS}){_EMOJI}$",
        ("Each plot name must be 3-90 characters long and cannot contain emoji", ("3", "90")),
        ("A motto should be between 2 and 40 characters", ("2", "40")),
    ),
    _phrase(
        "length-range",
        rf"^(?:limit|character limit): {_N}{_DASH}{_N}(?P<unit>{_CHARACTERS}){_EMOJI}$",
        ("Limit: 2-20 characters", ("2", "20")),
    ),
    _phrase(
        "length-range",
        rf"^the [\w ]{{1,40}} length must be with(?:in)? \[{_N}\s*,\s*{_N}\](?P<unit>{_CHARACTERS})$",
        ("The plot name length must be within [1,90] characters", ("1", "90")),
    ),
    _phrase(
        "min-length",
        rf"^(?:the )?min(?:imum)?\.? length\s*(?:is|=|:|：)\s*{_N}{_CHARACTERS}?$",
        ("Minimum length: 2 characters", ("2",)),
    ),
    _phrase(
        "max-items",
        rf"^(?:the )?(?:max(?:imum)?\.?|size|quantity|count) (?:allowed )?(?:array |list )?(?:size|limit|number|quantity|count|items)"
        rf"\s*(?:is|=|:|：)?\s*(?:{_TOP} ?)?{_N}(?: items?)?$",
        ("Max size: 20", ("20",)),
        ("Max size = 100", ("100",)),
        ("Size limit: 5", ("5",)),
        ("Maximum size: 1,000", ("1,000",)),
        ("Quantity limit: 20", ("20",)),
        ("Size limit: ≤ 20", ("20",)),
    ),
    _phrase(
        "max-items",
        rf"^(?:the )?max(?:imum)? (?:allowed )?number of {_THINGS}\s*(?:allowed|that you can (?:specify|pass(?: in)?)|you can (?:specify|pass(?: in)?))?"
        rf"\s*(?:is|[:：])\s*{_N}$",
        ("Maximum number of IDs: 20", ("20",)),
        ("The maximum number of plot IDs you can pass is 20", ("20",)),
    ),
    _phrase(
        "max-items",
        rf"^(?:you can (?:only )?(?:specify|pass(?: in)?|provide|include|select|set|add|enter|upload|use) "
        rf"|(?:the|this) (?:list|array|field|parameter) (?:can (?:contain|include|have)|supports) |supports )?"
        rf"{_TOP} ?{_N} {_THINGS}\s*(?:(?:is|are|can be) (?:allowed|supported|permitted|specified|passed(?: in)?|provided|included|added))?"
        rf"{_AT_ONCE}$",
        ("You can pass up to 20 plots at a time", ("20",)),
        ("Up to 20 plot IDs can be specified", ("20",)),
        ("No more than 20 IDs", ("20",)),
        ("The list can contain up to 20 plots", ("20",)),
    ),
    _phrase(
        "max-items",
        rf"^(?:{_SUBJECT} )?{_NOT_OVER} {_N} {_THINGS}$",
        ("Cannot exceed 20 items", ("20",)),
    ),
    _phrase(
        "max-items",
        rf"^(?!(?:when|if|for|in|once)\b)[A-Z][^`.:：;(（]{{1,120}}[,(（] ?(?:with )?{_TOP} ?{_N}(?: {_THINGS})?[)）]?$",
        ("List of plot IDs, up to 20", ("20",)),
        ("List of plots (max 20 items)", ("20",)),
    ),
    _phrase(
        "max-items",
        rf"^(?:a |the )?list of {_TOP} {_N} {_THINGS}$",
        ("A list of up to 20 plot IDs", ("20",)),
    ),
    _phrase(
        "items-range",
        rf"^(?:(?:the )?(?:quantity|number|count)(?: of {_THINGS})? ?(?:limit|range)?|allowed (?:number|quantity)(?: of {_THINGS})?)"
        rf"\s*(?:is|[:：])\s*\[?{_N}(?:{_DASH}|\s*,\s*){_N}\]?$",
        ("Quantity range: 1-20", ("1", "20")),
        ("Allowed number of plots: 1-20", ("1", "20")),
    ),
    _phrase(
        "max-items",
        rf"^(?:at most|up to|a maximum of) {_N} (?:ids?|items?|values?|entries) (?:can be|are) "
        r"(?:included in the list|allowed|specified|passed)$",
        ("At most 55 IDs can be included in the list", ("55",)),
    ),
    _phrase(
        "max-items",
        rf"^the max(?:imum)? (?:allowed )?number of [\w ]{{1,40}} (?:allowed )?is {_N}$",
        ("The maximum allowed number of plot IDs is 10", ("10",)),
        ("The maximum number of beds is 10", ("10",)),
    ),
    _phrase(
        "max-items",
        rf"^the number of [\w ]{{1,40}} (?:cannot|can't|must not|should not) exceed {_N}$",
        ("The number of IDs cannot exceed 20", ("20",)),
    ),
    _phrase(
        "max-items",
        rf"^(?:you can (?:specify|pass(?: in)?|provide|include) )?(?:up to|at most|a maximum of) {_N} [\w ]{{0,30}}?(?:ids?|items?|values?|entries|names?)"
        r"(?: (?:per|in a single|in one) request)?$",
        ("You can specify up to 1,000 plot IDs", ("1,000",)),
        ("Up to 100 IDs per request", ("100",)),
    ),
    _phrase(
        "max-items",
        rf"^(?:the )?(?:number|quantity|count) of {_THINGS}\s*(?:≤|<=) ?{_N}$",
        ("Number of beds <=5", ("5",)),
    ),
    _phrase(
        "below-items",
        rf"^quantity limit: < {_N}$",
        ("Quantity limit: < 9", ("9",)),
    ),
    _phrase(
        "min-items",
        rf"^(?:the )?min(?:imum)?\.? (?:(?:array |list )?size|number of {_THINGS})\s*(?:is|=|:|：)?\s*{_N}(?: items?)?$",
        ("Min size: 2", ("2",)),
        ("Minimum number of IDs: 2", ("2",)),
    ),
    _phrase(
        "items-range",
        rf"^an? list of [\w ]{{1,40}}, with an allowed quantity range `?{_N}{_DASH}{_N}`?$",
        ("A list of plot IDs, with an allowed quantity range `1-20`", ("1", "20")),
    ),
    _phrase(
        "items-range",
        rf"^(?:the )?size(?: range| limit)?\s*(?:is|:|：)\s*`?[\[(]?\s*{_N}(?:{_DASH}|\s*,\s*){_N}\s*[\])]?`?$",
        ("Size range: 1-50", ("1", "50")),
        ("Size: 1-10", ("1", "10")),
        ("Size range: [1, 20]", ("1", "20")),
    ),
    _phrase(
        "range",
        rf"^(?:the )?(?:(?:(?:value|valid|allowed|supported|accepted|permitted|available) )?(?:value )?ranges?|value)(?: (?:for|of) (?:this|the) (?:field|parameter))?"
        rf"\s*(?:is|are|of|:|：)?\s*(?:from |between )?`?(?P<open>[\[(（]?)\s*{_N}(?:{_DASH}|\s*,\s*){_N}\s*"
        rf"(?P<close>[\])）]?)`?{_RANGE_END}$",
        ("Value range: 1-1,000", ("1", "1,000")),
        ("Value range: [1, 500]", ("1", "500")),
        ("Value range is (0,1]", ("0", "1")),
        ("Value range: [-90, 90]", ("-90", "90")),
        ("Value range: 0.01-1,000", ("0.01", "1,000")),
        ("The value range for this field is 1-60", ("1", "60")),
        ("Value range: 1-60 seconds", ("1", "60")),
        ("Value range: 0-60, with up to two decimal places", ("0", "60")),
        ("Value range: 1-60 (inclusive)", ("1", "60")),
    ),
    _phrase(
        "range",
        rf"^(?:the )?(?:(?:valid|allowed|supported|accepted|possible|available|enum) )?values\s*(?:are|[:：])\s*`?{_N}\s*[-–—~]\s*{_N}`?$",
        ("Allowed values: 1-60", ("1", "60")),
    ),
    _phrase(
        "range",
        rf"^(?:value range|range)?\s*[:：]?\s*{_N}\s*(?:≤|<=)\s*(?:x|n|value|`\{{self\}}`)\s*(?:≤|<=)\s*{_N}$",
        ("Value range: 1 ≤ value ≤ 60", ("1", "60")),
        ("1 <= `{self}` <= 60", ("1", "60")),
    ),
    _phrase(
        "range",
        rf"^(?:(?:the )?(?:value|range) )?ranges? from {_N}{_DASH}{_N}{_RANGE_END}$",
        ("The value ranges from 1 to 60", ("1", "60")),
    ),
    _phrase(
        "range",
        rf"^(?:{_SUBJECT} (?:must|should|can) be |(?:must|should|can) be )?(?:an? )?(?:positive )?(?:integer |whole number |number |float |value )?"
        rf"(?:between|(?:with)?in the range(?: of)?|from) (?P<open>[\[(（]?){_N}(?:{_DASH}|\s*,\s*){_N}(?P<close>[\])）]?){_RANGE_END}$",
        ("An integer between 1 and 60", ("1", "60")),
        ("The value must be a number from 1 to 60", ("1", "60")),
        ("Must be in the range 1-60", ("1", "60")),
        ("Between 1 and 60", ("1", "60")),
    ),
    _phrase(
        "range",
        rf"^(?!(?:when|if|for|in|once)\b)[A-Z][^`.:：;(（]{{1,120}}[,(（] ?(?:(?:value )?range ?[:：]? ?)?(?P<open>\[?){_N}-{_N}(?P<close>\]?)[)）]?$",
        ("Page size (1-60)", ("1", "60")),
    ),
    _phrase(
        "range",
        rf"^(?:[\w ]{{1,60}},|the value must be|it must be)? ?(?:in|within) the range of `?(?P<open>[\[(（]?)\s*{_N}(?:{_DASH}|\s*,\s*){_N}\s*"
        r"(?P<close>[\])）]?)`?$",
        ("Page size, in the range of 1-50", ("1", "50")),
        ("The value must be in the range of 2-60", ("2", "60")),
        ("The number of beds to be dug, in the range of [1, 20]", ("1", "20")),
    ),
    _phrase(
        "range",
        rf"^(?:the )?(?:value )?(?:must|should|can) be (?P<open>)between {_N} and {_N}(?P<close>)(?: \(inclusive\))?$",
        ("Must be between 1 and 100", ("1", "100")),
    ),
    _phrase(
        "maximum",
        rf"^(?:the )?(?:max(?:imum)?(?: page size| supported size| allowed value| value| size)?|upper limit)\s*(?:is|=|:|：)\s*{_N}$",
        ("The maximum page size is 20", ("20",)),
        ("Maximum value: 1,000", ("1,000",)),
    ),
    _phrase(
        "maximum",
        rf"^(?:(?:it|the value|this value) )?{_NOT_OVER} {_N}$",
        ("Cannot exceed 60", ("60",)),
        ("The value should be no greater than 60", ("60",)),
    ),
    _phrase(
        "maximum",
        rf"^(?:up to|at most|no more than|≤|<=) ?{_N}$",
        ("Up to 60", ("60",)),
        ("≤ 60", ("60",)),
    ),
    _phrase(
        "minimum",
        rf"^(?:(?:it|the value|this value) )?(?:(?:cannot|can not|can't|must not|should not) be (?:less|lower|smaller) than"
        rf"|(?:must|should) be (?:no (?:less|lower|smaller) than|at least)) {_N}$",
        ("Cannot be less than 1", ("1",)),
        ("The value must be at least 1", ("1",)),
    ),
    _phrase(
        "minimum",
        rf"^(?P<op>at least|no less than|≥|>=|>) ?{_N}$",
        ("At least 1", ("1",)),
        ("≥ 1", ("1",)),
        ("> 0", ("0",)),
    ),
    _phrase(
        "minimum",
        rf"^(?:the )?min(?:imum)?(?: allowed value| value)?\s*(?:is|=|:|：)\s*{_N}$",
        ("Minimum value: 1", ("1",)),
    ),
    _phrase(
        "minimum",
        rf"^(?:(?:the )?(?:value range|value|it)\s*(?:is|must be|should be|:|：)?|must be|should be)\s*"
        rf"(?P<op>≥|>=|>|(?:greater|larger|higher) than or equal to|(?:greater|larger|higher) than|no less than|at least)\s*{_N}$",
        ("Value range: ≥ 1", ("1",)),
        ("Value range: >0", ("0",)),
        ("The value must be ≥ 1", ("1",)),
    ),
    _phrase(
        "maximum",
        rf"^(?:(?:the )?(?:value range|value|it)\s*(?:is|must be|should be|:|：)?|must be|should be)\s*"
        rf"(?P<op>≤|<=|<|(?:less|smaller|lower) than or equal to|(?:less|smaller|lower) than|no more than|no greater than|at most)\s*{_N}$",
        ("Value range: ≤ 100", ("100",)),
    ),
)

# A list of numbers where a range is announced: these are the field's values.
NUMBER_LIST = re.compile(
    rf"^(?:the )?value range\s*(?:is|:|：)\s*({NUMBER}(?:\s*[,，]\s+(?:and |or )?{NUMBER}){{2,}})$",
    re.IGNORECASE,
)

_OF_SELF = (
    r"(?: (?:for|of) (?:(?:this|the) (?:field|parameter|filter|setting|attribute|property)|`\{self\}`))?"
)
_VALUE = r"(?P<value>`[^`]+`|\"[^\"]*\"|'[^']*'|\[[^\[\]]*\]|[+\-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[\w.+\-]+)"
_PLAIN_VALUE = r"(?P<value>`[^`]+`|\"[^\"]*\"|[+\-]?\d+(?:\.\d+)?|true|false|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"
# What the default is of, where not of the field in so many words.
_OF_WHAT = (
    r" (?:page(?: size| number)?|size|number|sort(?:ing)?(?: field| order)?|order|language|currency|type|mode|status"
    r"|unit|limit|setting|option|time ?zone)"
)
_ABSENT = (
    r"(?:if|when) (?:(?:this|the) (?:field|parameter|value|setting) is |it is |it's |no value is )?"
    r"(?:not (?:specified|set|passed(?: in)?|provided|given|supplied|filled in)|(?:left )?(?:empty|blank|unspecified)"
    r"|omitted|unset|specified|set|passed(?: in)?|provided|given)(?: in the request)?"
)

DEFAULTS: tuple[Phrase, ...] = (
    _phrase(
        "default",
        rf"^(?:the )?defaults?(?: value)?{_OF_SELF}\s*(?:is\s*[:：]?|[:：=])\s*{_VALUE}"
        r"(?: \([^)]*\))?(?:, (?:which|indicating|meaning) [^.]*)?$",
        ("Default value: `ON`", ("`ON`",)),
        ("The default value is 1", ("1",)),
        ("Default: `unlimited`", ("`unlimited`",)),
        ("Default value: GENDER_ALL", ("GENDER_ALL",)),
        ("Default value is: 10", ("10",)),
        ("The default value is `ON`, which waters the plot", ("`ON`",)),
        ("Defaults is `10`", ("`10`",)),
        ("The default value of `{self}` is `ON`", ("`ON`",)),
        ('Default value: ["ROSE", "TULIP"]', ('["ROSE", "TULIP"]',)),
    ),
    _phrase(
        "default",
        rf"^(?:(?:this|the) (?:field|parameter|value)|it|`\{{self\}}`)? ?(?:will )?defaults? to {_PLAIN_VALUE}$",
        ("Defaults to `10`", ("`10`",)),
        ("This field defaults to `ON`", ("`ON`",)),
    ),
    _phrase(
        "default",
        rf"^(?:the )?default{_OF_WHAT} is {_PLAIN_VALUE}$",
        ("The default page size is 20", ("20",)),
    ),
    _phrase(
        "default",
        rf"^default{_OF_WHAT}\s*[:：=]\s*{_VALUE}$",
        ("Default sorting field: `spend`", ("`spend`",)),
        ("Default order: `ASC`", ("`ASC`",)),
    ),
    _phrase(
        "default",
        rf"^{_ABSENT},? (?:(?:this field|the field|it) (?:will )?defaults? to|defaults? to|(?:the )?default(?: value)? (?:is|will be)) "
        r"(?P<value>`[^`{}]+`)$",
        ("If not specified, this field will default to `ON`", ("`ON`",)),
        ("If no value is given, the default value is `ON`", ("`ON`",)),
    ),
    _phrase(
        "default",
        rf"^{_ABSENT},? (?:the )?default value,? (?P<value>`[^`{{}}]+`),? (?:is|will be) used$",
        ("When not passed, the default value `ON` will be used", ("`ON`",)),
    ),
    _phrase(
        "default",
        rf"^(?:(?:it|this field|the value) is |the field is )?(?:set to )?{_PLAIN_VALUE} (?:is the default(?: value)?|by default)$",
        ("`ON` is the default value", ("`ON`",)),
        ("Set to `ON` by default", ("`ON`",)),
    ),
    _phrase(
        "default",
        rf"^by default,? (?:it|this field|the value|the field) (?:is|will be) (?:set to )?{_PLAIN_VALUE}$",
        ("By default, this field is set to `ON`", ("`ON`",)),
    ),
    _phrase(
        "default",
        r"^(?!(?:when|if|for|in)\b)[^`.:：]{1,200}[,，(（] ?(?:the )?default(?: value)?\s*(?:is\s*[:：]?|[:：])\s*"
        r"(?P<value>`[^`]+`|[+\-]?\d+(?:\.\d+)?)[)）]?$",
        ("Whether to water the plot, default value: `False`", ("`False`",)),
        ("Page number, default is 1", ("1",)),
        ("Page number (default: 1)", ("1",)),
    ),
    _phrase(
        "default",
        r"^only valid for [\w\- ]{1,60},(?: and)? the default value is (?P<value>`[^`]+`)$",
        ("Only valid for far gardeners, the default value is `false`", ("`false`",)),
        ("Only valid for far gardeners, and the default value is `false`", ("`false`",)),
    ),
)

FORMATS: tuple[Phrase, ...] = (
    _phrase(
        "format",
        r"(?:in (?:the|a) format(?: of)?|format\s*(?::|：|is|should be|must be))\s*[`\"“']*"
        # A format of which only a part is known is none: a span, or one with a zone behind it.
        r"(?P<format>Y{4}[YMDHSTZymdhs:\-/ .]*[YMDHSZymdhs])(?![A-Za-z0-9+:/\-])",
        ("Start, in the format of `YYYY-MM-DD HH:MM:SS` (UTC+0)", ("YYYY-MM-DD HH:MM:SS",)),
        ('Format: `"YYYY-MM-DD"`', ("YYYY-MM-DD",)),
        ("Format should be `YYYY-MM-DD HH:MM:SS`", ("YYYY-MM-DD HH:MM:SS",)),
    ),
    _phrase(
        "format",
        r"(?:formatt?ed (?:as|in) |format (?:of )?|[,(（] ?|\b[Ii]n (?:the )?)[`\"“']*"
        r"(?P<format>YYYY-MM-DD(?:[ T]HH:MM(?::SS)?Z?)?)(?![A-Za-z0-9+:/\-])(?! (?:to|and|or)\b)",
        ("Start (YYYY-MM-DD)", ("YYYY-MM-DD",)),
        ("Start, in `YYYY-MM-DD HH:MM:SS` format", ("YYYY-MM-DD HH:MM:SS",)),
        ('Start: format "YYYY-MM-DD"', ("YYYY-MM-DD",)),
        ("Formatted as `YYYY-MM-DD`", ("YYYY-MM-DD",)),
    ),
)

# ``{self}`` is the field's own name.
_SELF = r"(?:(?:this|the) (?:field|parameter|setting)|`\{self\}`|it)"

IMMUTABLE: tuple[Phrase, ...] = (
    _phrase(
        "immutable",
        rf"^(?:notes?\s*[:：]\s*)?(?:currently,? )?(?:once (?:set|specified|created|added)[^,`]{{0,40}}, )?{_SELF} "
        r"(?:cannot|can not|can't|is not able to) be (?:updated|modified|changed|edited)"
        r"(?:,? (?:once|after|when) (?:(?:it is )?(?:the |your )?(?:\w+ )?(?:is |has been )?(?:set|created|creation|specified|submitted)"
        r"|(?:the|your) (?:\w+ ){1,3}(?:is|has been) created))?$",
        ("Once set, this field cannot be updated", ()),
        ("Currently, this field cannot be updated after creation", ()),
        ("`{self}` can not be updated after the plot creation", ()),
        ("`{self}` cannot be updated after the rose bed has been created", ()),
        ("Note: Once set, this field cannot be updated", ()),
    ),
    _phrase(
        "immutable",
        r"^(?:cannot|can not|can't) be (?:updated|modified|changed|edited)"
        r"(?:,? (?:once|after|when) (?:it is )?(?:set|created|creation|specified|submitted))?$"
        r"|^(?:this|the) field does not support (?:updates|updating|modification)$",
        ("Cannot be modified once set", ()),
        ("This field does not support updates", ()),
    ),
    _phrase(
        "immutable",
        r"\(\s*(?:cannot|can not|can't) be (?:updated|modified|changed) (?:once|after|when) (?:created|creation|set)\s*\)$",
        ("Whether bees may come(can not be updated once created)", ()),
    ),
)

ALLOWLIST: tuple[Phrase, ...] = (
    _phrase(
        "allowlist",
        rf"^(?:notes?\s*[:：]\s*)?(?:(?:currently,? )?(?:{_SELF}|this|this feature) is (?:currently )?(?:an )?)?"
        r"allow-?list(?:ed)?[ -]only(?: (?:feature|field|parameter))?$",
        ("The field is currently an allowlist-only feature", ()),
        ("This is an allowlist-only feature", ()),
        ("Note: This field is currently an allowlist-only feature", ()),
        ("Currently, this is an allowlist-only field", ()),
        ("Allowlist-only", ()),
    ),
)

# Anywhere in a description: something about the field takes being on an allowlist.
NAMES_ALLOWLIST = re.compile(r"\ballow-?list(?:ed)?[ -]only\b", re.IGNORECASE)

_AFTER_END = r"(?:[,;]? (?:and|please|use|since|as of|starting|soon|on|by|in (?:v\d|version|the (?:next|future)))\b.{0,200})?"

DEPRECATED: tuple[Phrase, ...] = (
    _phrase(
        "to-be-deprecated",
        rf"^(?:notes?\s*[:：]\s*)?{_SELF} (?:is to be|will be|is going to be|is being) "
        rf"(?:deprecated|sunset|sunsetted|retired|discontinued|removed){_AFTER_END}$",
        ("This field will be deprecated in the next API version", ()),
        ("This field will be sunset on May 3, 2031", ()),
    ),
    _phrase(
        "deprecated",
        rf"^(?:notes?\s*[:：]\s*)?{_SELF} (?:(?:is|has been|was) (?:now )?(?:deprecated|sunset|discontinued)|is obsolete){_AFTER_END}$",
        ("This field has been deprecated", ()),
        ("This field is deprecated, please use `b` instead", ()),
        ("This field has been deprecated in v1.3", ()),
    ),
    _phrase(
        "deprecated",
        r"^(?:notes?\s*[:：]\s*)?(?:(?:this|the) (?:field|parameter|setting)|`\{self\}`) is no longer "
        r"(?:supported|in use|used|valid|available)$",
        ("This field is no longer supported", ()),
    ),
)

# The same as a mark, which is one only at the beginning of a line.
MARKED_DEPRECATED: tuple[Phrase, ...] = (
    _phrase(
        "to-be-deprecated",
        r"^[(\[【]?to[- ]be[- ]deprecated(?:[)\]】]|[.:：,;]|$)",
        ("To be deprecated", ()),
        ("(To be deprecated) How deep to dig", ()),
    ),
    _phrase(
        "deprecated",
        r"^(?:[(\[【]deprecated[)\]】]|deprecated(?:[.:：,;]|$))",
        ("(Deprecated) How deep to dig", ()),
        ("Deprecated", ()),
        ("Deprecated, use `b`", ()),
    ),
)

# Beginnings and wordings of sentences that state a condition on the request.
CONDITIONS: tuple[Phrase, ...] = (
    _phrase(
        "presence",
        r"^(?:only )?(?:required|valid|effective|supported|available|applicable|mandatory|optional|necessary)"
        r"(?: and (?:only )?(?:valid|required|effective))?(?: only)? (?:when|if|in|for|to|with|unless)\b",
        ("Required when `a` is `X`", ()),
        ("Valid only when `a` is `X`", ()),
        ("Required and valid only when `a` is given", ()),
        ("Valid when `a` is `X`", ()),
    ),
    _phrase(
        "presence",
        r"^only (?:required|valid|supported|available) (?:when|if|in|for)\b",
        ("Only valid if `a` is `X`", ()),
    ),
    _phrase(
        "presence",
        r"^(?:notes?\s*[:：]\s*)?(?:(?:this|the) (?:field|filter|parameter|value|object)|it) (?:is|can be|must be)\b.+\b(?:when|if)\b",
        ("This field is valid only when `a` is `X`", ()),
        ("It must be `X` if `a` is `Y`", ()),
    ),
    _phrase(
        "presence",
        r"^(?:invalid|unsupported) (?:when|if)\b|^(?:notes?\s*[:：]\s*)?you can only set\b.+\b(?:when|if)\b",
        ("Invalid when `a` is `X`", ()),
        ("You can only set this field to `X` when `a` is `Y`", ()),
    ),
    _phrase(
        "forbidden",
        r"\bnot (?:supported|valid|required|applicable|allowed|available) (?:when|if|in|for|with)\b",
        ("Not supported when `a` is `X`", ()),
    ),
    _phrase(
        "forbidden",
        r"\b(?:cannot|can not|can't|must not|do not|don't|should not) (?:be )?(?:specif|pass|set|us|select|support|includ)\w*\b",
        ("`a` and `b` cannot be specified at the same time", ()),
        ("Do not specify this field when `a` is `X`", ()),
    ),
    _phrase("group", r"\beither\b.+\bor\b", ("Specify either `a` or `b`", ())),
    _phrase("group", r"\bat least (?:one|\d+)\b.*`", ("At least one of `a` and `b` is needed", ())),
    _phrase(
        "group",
        r"\b(?:exactly |only )?one of\b.*`.*\b(?:required|specified|passed)\b|\bneed to (?:specify|set|pass in) one of `|` or both\b",
        ("Exactly one of `a` and `b` is required", ()),
        ("You need to set `a` or `b` or both", ()),
    ),
    _phrase(
        "group",
        r"\bmutually exclusive\b|\b(?:specified|passed|set) together\b|\bmust be accompanied by\b",
        ("`a` and `b` must be specified together", ()),
        ("`a`, once passed, must be accompanied by `b`", ()),
    ),
    _phrase("group", r"\b(?:simultaneously|at the same time)\b", ("Provide `a` at the same time", ())),
    _phrase(
        "when",
        r"^(?:•\s*)?(?:notes?\s*[:：]\s*)?(?:when|if|in case|once|unless)\b.+\b(?:required?|must|need(?:s|ed)?|should|set|specify|pass|provide|cannot|can't"
        r"|can only|only|range|limit|at least|at most|valid|supported|not)\b",
        ("When `a` is `X`, set this field to `Y`", ()),
        ("If this field is set to `X`, you need to pass in `b`", ()),
    ),
    _phrase(
        "value",
        r"^(?:the )?(?:enum )?(?:value )?`[^`]+`(?: value)? (?:is|are|can be) (?:currently )?(?:only |not )?(?:used |valid |supported |available |allowed |set )?"
        r"(?:only )?(?:when|if|for|in)\b",
        ("The value `A` is only available when `b` is `X`", ()),
    ),
    _phrase(
        "limit",
        r"^(?:the )?(?:length limit|max(?:imum)? (?:size|length)|size range|value range|default(?: value)?)\s+(?:when|if|for)\b(?! (?:this|the) field\b)",
        ("Length limit when you specify a plot: 5 characters", ()),
        ("Default value when `a` is given: `X`", ()),
    ),
    _phrase(
        "when",
        r"\byou can (?:only )?use (?:this|the) field only (?:when|if)\b",
        ("You can use the field only when `a` is `X`", ()),
    ),
    _phrase(
        "order",
        r"(?:must|should|needs? to|cannot|has to) be (?:no )?(?:lower|less|greater|larger|higher|later|earlier|smaller)\b",
        ("`a` needs to be lower than `b`", ()),
        ("It cannot be later than `b`", ()),
    ),
    _phrase(
        "value",
        r"^(?:•\s*)?(?:notes?\s*[:：]\s*)?(?:(?:you (?:need|have) to|you must|please) )?(?:ensure|make sure)(?: that)?"
        r" (?:the )?`[^`]+`.*\b(?:is|are)\b",
        ("You need to ensure that `a` multiplied by `b` is no more than 100", ()),
        ("Please make sure the `a` is `X` or `Y`", ()),
    ),
)

RETURNED = re.compile(r"^(?:only )?returned (?:only )?(?:when|if|for|in)\b", re.IGNORECASE)

# How a facts page tells of conditions whose words it leaves out: ``Conditions in words: `0a1b2c3d`.``
DIGEST = re.compile(r"`([0-9a-f]{8})`")
DIGESTS = re.compile(rf"Conditions in words: {DIGEST.pattern}(?:, {DIGEST.pattern})*\.")

# By the fact of a table's first wording, what every sentence that any of them matches has in it.
_HINTS: dict[str, re.Pattern[str]] = {
    LIMITS[0].fact: re.compile(r"\d"),
    DEFAULTS[0].fact: re.compile("default", re.IGNORECASE),
    FORMATS[0].fact: re.compile("Y{4}", re.IGNORECASE),
    IMMUTABLE[0].fact: re.compile("updat|modif|chang|edit", re.IGNORECASE),
    ALLOWLIST[0].fact: re.compile("allow", re.IGNORECASE),
    DEPRECATED[0].fact: re.compile(
        "deprecat|sunset|retire|discontinu|removed|obsolete|no longer", re.IGNORECASE
    ),
}


def likely(table: Sequence[Phrase], sentence: str) -> Sequence[Phrase]:
    """The wordings of a table that may match a sentence: all of them or, as for most sentences, none."""
    hint = _HINTS.get(table[0].fact)
    return table if hint is None or hint.search(sentence) else ()
