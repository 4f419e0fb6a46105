"""The wordings of single facts, as data: a pattern, the fact it states, and sentences that show it.

To read one more wording, add a row with an example; the examples are tests.
"""

from __future__ import annotations

import re

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
_EMOJI = r"(?:,? (?:long )?(?:and it|and|it) (?:cannot|can't|must not) (?:contain|include) (?:any )?emojis?)?"
_CHARACTERS = r"(?: \(?(?:english )?characters?\)?(?: long)?)"

# Sentences about a limit of the field itself. Each pattern covers a whole sentence: a limit with a condition or
# for a part of the value is no limit of the field.
LIMITS: tuple[Phrase, ...] = (
    _phrase(
        "max-length",
        rf"^(?:(?:the )?(?:max(?:imum)? )?length(?: limit)?|(?:max(?:imum)?|limit) characters|character limit)"
        rf"\s*(?:is|of|=|:|：)?\s*(?:up to |within |at most |no more than |a maximum of )?{_N}"
        rf"{_CHARACTERS}?{_EMOJI}$",
        ("Length limit: 512 characters", ("512",)),
        ("Length limit: 37 characters long and cannot contain emoji", ("37",)),
        ("The maximum length is 100 characters", ("100",)),
        ("Length Limit: 1,024", ("1,024",)),
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
        rf"^(?:the )?min(?:imum)? length\s*(?:is|=|:|：)\s*{_N}{_CHARACTERS}?$",
        ("Minimum length: 2 characters", ("2",)),
    ),
    _phrase(
        "max-items",
        rf"^(?:the )?(?:max(?:imum)?|size) (?:array |list )?(?:size|limit|number)\s*(?:is|=|:|：)?\s*{_N}(?: items?)?$",
        ("Max size: 20", ("20",)),
        ("Max size = 100", ("100",)),
        ("Size limit: 5", ("5",)),
        ("Maximum size: 1,000", ("1,000",)),
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
        "below-items",
        rf"^quantity limit: < {_N}$",
        ("Quantity limit: < 9", ("9",)),
    ),
    _phrase(
        "min-items",
        rf"^(?:the )?min(?:imum)? (?:array |list )?size\s*(?:is|=|:|：)?\s*{_N}(?: items?)?$",
        ("Min size: 2", ("2",)),
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
        rf"^(?:the )?(?:value range|range|value)\s*(?:is|of|:|：)?\s*`?(?P<open>[\[(（]?)\s*{_N}(?:{_DASH}|\s*,\s*){_N}\s*"
        r"(?P<close>[\])）]?)`?$",
        ("Value range: 1-1,000", ("1", "1,000")),
        ("Value range: [1, 500]", ("1", "500")),
        ("Value range is (0,1]", ("0", "1")),
        ("Value range: [-90, 90]", ("-90", "90")),
        ("Value range: 0.01-1,000", ("0.01", "1,000")),
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
        rf"^(?:the )?max(?:imum)?(?: page size| supported size| allowed value| value)?\s*(?:is|=|:|：)\s*{_N}$",
        ("The maximum page size is 20", ("20",)),
        ("Maximum value: 1,000", ("1,000",)),
    ),
    _phrase(
        "minimum",
        rf"^(?:the )?min(?:imum)?(?: allowed value| value)?\s*(?:is|=|:|：)\s*{_N}$",
        ("Minimum value: 1", ("1",)),
    ),
    _phrase(
        "minimum",
        rf"^(?:the )?(?:value range|value|it)\s*(?:is|must be|should be|:|：)?\s*(?P<op>≥|>=|>|greater than or equal to|greater than"
        rf"|no less than|at least)\s*{_N}$",
        ("Value range: ≥ 1", ("1",)),
        ("Value range: >0", ("0",)),
        ("The value must be ≥ 1", ("1",)),
    ),
    _phrase(
        "maximum",
        rf"^(?:the )?(?:value range|value|it)\s*(?:is|must be|should be|:|：)?\s*(?P<op>≤|<=|<|less than or equal to|less than"
        rf"|no more than|at most)\s*{_N}$",
        ("Value range: ≤ 100", ("100",)),
    ),
)

# A list of numbers where a range is announced: these are the field's values.
NUMBER_LIST = re.compile(
    rf"^(?:the )?value range\s*(?:is|:|：)\s*({NUMBER}(?:\s*[,，]\s+(?:and |or )?{NUMBER}){{2,}})$",
    re.IGNORECASE,
)

DEFAULTS: tuple[Phrase, ...] = (
    _phrase(
        "default",
        r"^(?:the )?default(?: value)?(?: for this field)?\s*(?:is\s*[:：]?|[:：])\s*(?P<value>`[^`]+`|\"[^\"]*\"|[+\-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[\w.+\-]+)"
        r"(?: \([^)]*\))?(?:, (?:which|indicating|meaning) [^.]*)?$",
        ("Default value: `ON`", ("`ON`",)),
        ("The default value is 1", ("1",)),
        ("Default: `unlimited`", ("`unlimited`",)),
        ("Default value: GENDER_ALL", ("GENDER_ALL",)),
        ("Default value is: 10", ("10",)),
        ("The default value is `ON`, which waters the plot", ("`ON`",)),
    ),
    _phrase(
        "default",
        r"^(?!(?:when|if|for|in)\b)[^`.:：]{1,200}[,，] (?:the )?default(?: value)?\s*(?:is\s*[:：]?|[:：])\s*(?P<value>`[^`]+`)$",
        ("Whether to water the plot, default value: `False`", ("`False`",)),
    ),
    _phrase(
        "default",
        r"^only valid for [\w\- ]{1,60}, the default value is (?P<value>`[^`]+`)$",
        ("Only valid for far gardeners, the default value is `false`", ("`false`",)),
    ),
)

FORMATS: tuple[Phrase, ...] = (
    _phrase(
        "format",
        r"(?:in (?:the|a) format(?: of)?|format\s*(?::|：|is|should be|must be))\s*[`\"“']*"
        r"(?P<format>Y{4}[YMDHSTZymdhs:\-/ .]*[YMDHSZymdhs])(?![A-Za-z0-9])",
        ("Start, in the format of `YYYY-MM-DD HH:MM:SS` (UTC+0)", ("YYYY-MM-DD HH:MM:SS",)),
        ('Format: `"YYYY-MM-DD"`', ("YYYY-MM-DD",)),
        ("Format should be `YYYY-MM-DD HH:MM:SS`", ("YYYY-MM-DD HH:MM:SS",)),
    ),
)

# ``{self}`` is the field's own name.
_SELF = r"(?:(?:this|the) (?:field|parameter|setting)|`\{self\}`|it)"

IMMUTABLE: tuple[Phrase, ...] = (
    _phrase(
        "immutable",
        rf"^(?:notes?\s*[:：]\s*)?(?:currently,? )?(?:once (?:set|specified|created|added)[^,`]{{0,40}}, )?{_SELF} "
        r"(?:cannot|can not|can't|is not able to) be (?:updated|modified|changed|edited)"
        r"(?:,? (?:once|after|when) (?:it is )?(?:the |your )?(?:\w+ )?(?:is |has been )?(?:set|created|creation|specified|submitted))?$",
        ("Once set, this field cannot be updated", ()),
        ("Currently, this field cannot be updated after creation", ()),
        ("`{self}` can not be updated after the plot creation", ()),
        ("Note: Once set, this field cannot be updated", ()),
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
        rf"^(?:notes?\s*[:：]\s*)?(?:{_SELF}|this|this feature) is (?:currently )?(?:an )?"
        r"allow-?list(?:ed)?[ -]only(?: feature)?$",
        ("The field is currently an allowlist-only feature", ()),
        ("This is an allowlist-only feature", ()),
        ("Note: This field is currently an allowlist-only feature", ()),
    ),
)

# Anywhere in a description: something about the field takes being on an allowlist.
NAMES_ALLOWLIST = re.compile(r"\ballow-?list(?:ed)?[ -]only\b", re.IGNORECASE)

DEPRECATED: tuple[Phrase, ...] = (
    _phrase(
        "to-be-deprecated",
        rf"^(?:notes?\s*[:：]\s*)?{_SELF} (?:is to be|will be|is going to be) deprecated(?: soon| in the next (?:api )?version)?$",
        ("This field will be deprecated in the next API version", ()),
    ),
    _phrase(
        "deprecated",
        rf"^(?:notes?\s*[:：]\s*)?{_SELF} (?:is|has been) deprecated$",
        ("This field has been deprecated", ()),
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
        r"\bmutually exclusive\b|\b(?:specified|passed|set) together\b",
        ("`a` and `b` must be specified together", ()),
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
)

RETURNED = re.compile(r"^(?:only )?returned (?:only )?(?:when|if|for|in)\b", re.IGNORECASE)

# How a facts page says that conditions are documented whose words it leaves out.
UNWORDED_CONDITIONS = re.compile(r"^conditions in words: (?P<count>\d{1,4})$", re.IGNORECASE)
