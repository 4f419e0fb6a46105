"""The wordings of single facts, as data; see `tiktok_bindgen.wording.table`.

A sentence is matched without its full stop and its hedges (`tiktok_bindgen.wording.hedges`); the field's own name
in it is replaced by ``{self}``.
"""

from __future__ import annotations

import re
from functools import partial

from tiktok_bindgen.interpret.readers import readers
from tiktok_bindgen.wording.table import Table

_PARTS = {
    "is": "is|are|of|=|:",
    "max": "(max|maximum) .?",
    "min": "(min|minimum) .?",
    "top": "(a)? <max> (of)?|up to|at most|no more than|not more than|not exceeding|within|limited to|≤",
    "not-over": "(cannot|can not|can't|must not|should not|may not) "
    "(exceed|be (longer|more|greater|larger|higher) than|(contain|have|include) more than)"
    "|(must|should|can) be (no|not) (longer|more|greater|larger|higher) than",
    "not-under": "(cannot|can not|can't|must not|should not) be (less|lower|smaller) than"
    "|(must|should) be (no (less|lower|smaller) than|at least)",
    # A limit in bytes limits characters, too: a text has no more characters than bytes.
    "characters": r"\(? (english|utf-8)? (character|characters|char|chars|rune|runes|letters|bytes) \)? (long|in length|in total)?",
    "allowed": "allowed|supported|permitted|specified|passed|passed in|provided|included|added"
    "|included in the list",
    "give": "specify|pass|pass in|provide|include|select|set|add|enter|upload|use",
    "unit": "millisecond|milliseconds|second|seconds|minute|minutes|hour|hours|day|days|week|weeks|month|months"
    "|year|years|pixel|pixels|px",
    "cut": "only the first NUMBER <characters>? (will be|are|is) (used|kept|taken)"
    "|<self> (will be|is) (ignored|truncated) (ANYTHING)?",
    "self": "(this|the) (field|parameter|filter|setting|attribute|property)|it|SELF",
    "value": "it|this field|the field|the value|this value",
    "numbers": "<value>|(the|all|each|every)? (number|numbers|value|values)|SELF",
    "must-be-a": "(must|should|has to|have to|needs to|need to|can only) be (set|specified)? (in|a|an)?",
    "given": "specified|set|passed|passed in|provided|given|supplied|filled in",
    "absent": "(if|when) ((this|the) (field|parameter|value|setting) is|it is|it's)? (not <given>"
    "|(left)? (empty|blank|unspecified)|omitted|unset) (in the request)?|(if|when) no value is <given>",
    # Words for what a default is of, instead of the field.
    "of-what": "field|fields|page|page size|page number|size|number|sort|sorting|sort field|sorting field|sort order"
    "|sorting order|order|language|currency|type|mode|status|unit|limit|setting|option|time zone|timezone",
    "cannot-be": "(cannot|can not|can't|is not able to) be (updated|modified|changed|edited)",
    "made": "set|created|creation|specified|submitted",
    "allowlist-only": "allowlist-only|allow-list-only|allowlisted-only|(allowlist|allow-list|allowlisted) only",
    "ended": "deprecated|sunset|sunsetted|retired|discontinued|removed",
    "cannot": "cannot|can't|must not|can not|should not",
    "emoji": "emoji|emojis",
    "after-end": "(,|;)? (and|please|use|since|as of|starting|soon|on|by|in) (ANYTHING)?",
    "presence": "required|valid|effective|supported|available|applicable|mandatory|optional|necessary",
    "must": "require|required|must|need|needs|needed|should|set|specify|pass|provide|cannot|can't|can only|only"
    "|range|limit|at least|at most|valid|supported|not|allowed|enum|include",
    "must-be": "(must|should|has to|have to|needs to|need to) be (set|specified)? (to|as|one of)? (these|the following)? (values)? :?",
    "giving": "specify|specified|specifying|pass|passed|passing|set|use|used|using|select|selected|support|supported"
    "|include|included|combine|combined",
    "values": "value|values|option|options|type|types|choices",
    "one-of": "((any|either|one) of)? (the following ((enum)? (value|values))? :)?|(any|either|one) of",
    "utc": "(utc|gmt|utc+0|gmt+0|utc (0|+0)) (time|timezone|time-zone|time zone)?",
    "account": "(ad account|advertiser|advertiser account)",
    "end": "\\) (ANYTHING)?",
    "known": "currently? (allowed|supported|possible|valid|accepted|acceptable|available|permitted|optional)",
}


_table = partial(Table, readers=readers(), parts=_PARTS)

# Limits of the field itself, each in a whole sentence: a limit under a condition or of a part of the value is not
# one of the field.
LIMITS = _table(
    r"""
max-length: ((the)? (<max>)? length (limit)?|(max|maximum|limit) characters|(character|characters)
    limit|(the)? <max> number of characters (allowed)?) (<is>)? (<top>)? NUMBER (<characters>|,? in (utf-8)?
    bytes)?
  - Length limit: 512 characters → 512
  - The maximum length is 24 in UTF-8 bytes → 24
  - The maximum length is 100 characters → 100
  - Length Limit: 1,024 → 1024
  - Length limit: ≤ 40 characters → 40
  - The maximum number of characters is 40 → 40
below-length: (length (limit)? : (<|less than|fewer than)|it must be less than) NUMBER <characters>?
  - Length limit: < 41 characters → 41
  - It must be less than 28 characters → 28
max-length: (supports)? <top> NUMBER <characters> ((is|are|can be) <allowed>)?
  - Up to 60 characters → 60
  - A maximum of 60 characters is allowed → 60
  - Limited to 60 characters → 60
  - Maximum of 128 characters → 128
max-length: NUMBER <characters> (max|maximum|at most|or fewer|or less)?
  - 60 characters max → 60
  - 150 characters → 150
max-length: THIS (can|must|should|may) (only)? (be|have|contain|include|consist of) <top> NUMBER
    <characters>
  - The motto can be up to 60 characters long → 60
  - Each keyword can have up to 30 characters → 30
max-length: THIS? <not-over> NUMBER <characters>
  - The motto must not exceed 60 characters → 60
  - Must be no longer than 60 characters → 60
  - Cannot be longer than 60 characters → 60
max-length: (LABEL ,)? (the)? length (of PHRASE)? <not-over> NUMBER <characters>?
  - Name of a plot, length cannot exceed 60 characters → 60
  - The length of the motto cannot exceed 60 characters → 60
  - The length must not exceed 60 → 60
max-length: (the)? (<max>)? length (limit)? (for|of) (each|the) PHRASE (is|:) (<top>)? NUMBER <characters>
  - The length limit for each motto is 60 characters → 60
  - Length limit for the motto: 60 characters long → 60
  - Max length of each motto: 60 characters → 60
  - Length limit for each value: 100 characters → 100
max-length: LABEL (,|\() (with)? (<top>) NUMBER <characters> \)?
  - Name of a plot, up to 60 characters → 60
  - Name of a plot (max 60 characters) → 60
# What else it may be is one of a list of names, which are shorter.
max-length: length limit when you <give> a custom PHRASE : NUMBER <characters>
  - Length limit when you specify a custom colour: 100 characters → 100
max-length: length limit : NUMBER <characters> (for each|per) PHRASE
  - Length limit: 100 characters for each plot ID → 100
  - Length limit: 40 characters per name → 40
max-length: PHRASE , <max> (character|characters) allowed is NUMBER
  - Name of a plot, maximum character allowed is 513 → 513
length-range: (THIS|PHRASE)? (must|should|can) (contain|have|be|include) (between)? RANGE <characters>
  - It must contain between 2 and 60 characters → 2-60
  - Each plot name must be 3-90 characters long → 3-90
  - A motto should be between 2 and 40 characters → 2-40
length-range: (the)? length (must|should|can) be (within|between|from)? RANGE <characters>?
  - The length should be 1-60 characters → 1-60
min-length: (THIS? (must|should) (be|have|contain))? (at least|no less than|a minimum of) NUMBER
    <characters>
  - Must be at least 2 characters long → 2
  - At least 2 characters → 2
length-range: ((the)? length (limit|range)?|number of characters (allowed)?|limit|character limit) (is|:)?
    RANGE <characters>
  - Length limit: 1 - 100 characters → 1-100
  - Limit: 2-20 characters → 2-20
extent: ((the)? length (limit|range)?|number of characters (allowed)?) (is|:)? RANGE
  - Number of characters allowed: 1-40 → 1-40
  - Length range: [0,1] → 0-1
extent: ((the)? length (must|should) be|ANY string (that)? (consists|consisting) of) (exactly)? COUNT
    <characters>?
  - The length must be 2 → 2
  - Hours of the week, a string that consists of 48 x 7 characters → 336
# Other scripts have a lower limit, which a number of characters cannot express.
length-range: (length (limit|range)?|number of characters (allowed)?) : RANGE <characters> ,? or RANGE WORDS
    <characters>
  - Length limit: 1-60 English characters, or 1-30 Greek/Coptic characters → 1-60 1-30
length-range: PHRASE in (RANGE|COUNT) digits
  - The number of the plot in 12 to 19 digits → 12-19
  - The number of the plot in 11 digits → 11
length-range: the PHRASE length must be (with|within) RANGE <characters>
  - The plot name length must be within [1,90] characters → 1-90
min-length: (the)? <min> length (is|=|:) NUMBER <characters>?
  - Minimum length: 2 characters → 2
max-items: (the)? (<max>|size|quantity|count) (allowed)? (array|list)?
    (size|limit|number|quantity|count|items) (is|=|:)? (<top>)? NUMBER (item|items)?
  - Max size: 20 → 20
  - Max size = 100 → 100
  - Size limit: 5 → 5
  - Maximum size: 1,000 → 1000
  - Quantity limit: 20 → 20
  - Size limit: ≤ 20 → 20
max-items: (the)? <max> (allowed)? number of THINGS (allowed|(that)? you can (specify|pass|pass in))? (is|:)
    NUMBER
  - Maximum number of IDs: 20 → 20
  - The maximum number of plot IDs you can pass is 20 → 20
  - The maximum allowed number of plot IDs is 10 → 10
max-items: (you can (only)? <give>|(the|this) (list|array|field|parameter) (can
    (contain|include|have)|supports)|supports)? <top> NUMBER THINGS ((is|are|can be) <allowed>|to filter
    PHRASE|in (this|the) (list|array|field|parameter|request))?
  - You can pass up to 20 plots → 20
  - Up to 20 plot IDs can be specified → 20
  - No more than 20 IDs → 20
  - The list can contain up to 20 plots → 20
  - At most 55 IDs can be included in the list → 55
  - You can specify at most 10 plot IDs to filter the results for → 10
  - You can only pass in no more than 10 plots in this field → 10
max-items: we (currently)? support (only)? <top> NUMBER THINGS (in (this|the|a|one) request)?
  - Currently, we support a maximum of 20 plot IDs in the request → 20
max-items: (the)? limit (of|for) (the)? SELF (you (can)? pass)? (is|:) NUMBER
  - The limit of the `{self}` you pass is 20 → 20
max-items: you can (only <give>|<give> only) COUNT THINGS
  - You can pass in only one plot → 1
  - You can only specify 5 plot IDs → 5
max-items: THIS? <not-over> NUMBER THINGS
  - Cannot exceed 20 items → 20
max-items: LABEL (,|\() (with)? <top> NUMBER THINGS? \)?
  - List of plot IDs, up to 20 → 20
  - List of plots (max 20 items) → 20
max-items: only COUNT THINGS (is|are) <allowed>
  - only one ID is allowed → 1
max-items: (a|the)? list of <top> NUMBER (THINGS|PHRASE \( s \) PHRASE)
  - A list of up to 20 plot IDs → 20
  - A list of up to 20 plot number(s) for the beds to dig → 20
max-items: (the)? (number|quantity|count) of THINGS (<not-over>|≤) NUMBER
  - The number of IDs cannot exceed 20 → 20
  - Number of beds <=5 → 5
below-items: quantity limit : < NUMBER
  - Quantity limit: < 9 → 9
extent: (a|an)? (array|list) of length COUNT (, ANYTHING)?
  - An array of length two, of which the first is the bed → 2
items-range: ((the)? (quantity|number|count) (of THINGS)? (limit|range)?|allowed (number|quantity) (of
    THINGS)?) (is|:) RANGE
  - Quantity range: 1-20 → 1-20
  - Allowed number of plots: 1-20 → 1-20
items-range: (a|an) list of PHRASE , with an allowed quantity range RANGE
  - A list of plot IDs, with an allowed quantity range `1-20` → 1-20
items-range: you can <give> RANGE THINGS (in (this|the) list)?
  - You can include 1 to 20 plot IDs in the list → 1-20
items-range: (the)? size (range|limit)? (is|:) RANGE
  - Size range: 1-50 → 1-50
  - Size: 1-10 → 1-10
  - Size range: [1, 20] → 1-20
min-items: (the)? <min> ((array|list)? size|number of THINGS) (is|=|:)? NUMBER (item|items)?
  - Min size: 2 → 2
  - Minimum number of IDs: 2 → 2
range: (the)? ((value|valid|allowed|supported|accepted|permitted|available)? (value)? (range|ranges)|value)
    ((for|of) (this|the) (field|parameter))? (is|are|of|:)? (from|between)? RANGE <unit>?
  - Value range: 1-1,000 → 1-1000
  - Value range: [1, 500] → 1-500
  - Value range is (0,1] → 0-1
  - Value range: [-90, 90] → -90-90
  - The value range for this field is 1-60 → 1-60
  - The value ranges from 1 to 60 → 1-60
  - Value range: 1-60 seconds → 1-60
range: (the)? (valid|allowed|supported|accepted|possible|available|enum)? values (are|:) DASHED
  - Allowed values: 1-60 → 1-60
range-around: (value range|range)? :? NUMBER ≤ (x|n|value|SELF) ≤ NUMBER
  - Value range: 1 ≤ value ≤ 60 → 1 60
  - 1 <= `{self}` <= 60 → 1 60
range: ((THIS)? (must|should|can) be)? (a|an)? (positive)? (integer|whole number|number|float|value)?
    (between|(within|in) the range (of)?|from) RANGE <unit>?
  - An integer between 1 and 60 → 1-60
  - The value must be a number from 1 to 60 → 1-60
  - Must be in the range 1-60 → 1-60
  - Between 1 and 60 → 1-60
range: SELF (value)? range (is|:)? RANGE <unit>?
  - `{self}` range: 1–60 → 1-60
range: LABEL (,|\() ((value)? range :?)? DASHED \)?
  - Page size (1-60) → 1-60
range: (PHRASE ,|the value must be|it must be)? ((must|should) be an integer ,)? ((in|within) the range of
    |ranging from) RANGE
  - Page size, in the range of 1-50 → 1-50
  - The value must be in the range of 2-60 → 2-60
  - The number of beds to be dug, in the range of [1, 20] → 1-20
  - The place of the bed, ranging from 0 to 5 → 0-5
  - The depth of the bed, should be an integer, ranging from [0, 100] → 0-100
maximum: (the)? (<max> (page size|supported size|allowed value|value|size)?|upper limit) (is|=|:) NUMBER
  - The maximum page size is 20 → 20
  - Maximum value: 1,000 → 1000
maximum: <value>? <not-over> NUMBER
  - Cannot exceed 60 → 60
  - The value should be no greater than 60 → 60
maximum: (up to|at most|no more than|≤) NUMBER
  - Up to 60 → 60
  - ≤ 60 → 60
minimum: <value>? <not-under> NUMBER
  - Cannot be less than 1 → 1
  - The value must be at least 1 → 1
minimum: (the)? <min> (allowed value|value)? (is|=|:) NUMBER
  - Minimum value: 1 → 1
bound: ((the)? (value range|range|value|it) (is|must be|should be|:)?|must be|should be)? ORDER NUMBER
  - Value range: ≥ 1 → >= 1
  - Range: ≥ 1 → >= 1
  - Value range: >0 → > 0
  - The value must be ≥ 1 → >= 1
  - Value range: ≤ 100 → <= 100
  - At least 1 → >= 1
  - > 0 → > 0
multiple: (<numbers>? <must-be-a>)? in? (multiple|multiples|increments|steps) of NUMBER <unit>?
  - Multiple of 5 → 5
  - In multiples of 20 → 20
  - It must be a multiple of 0.25 → 0.25
  - The numbers must be in multiples of 20 → 20
  - Each value should be in increments of 15 minutes → 15
multiple: <numbers>? <must-be-a> divisible by NUMBER
  - The value must be divisible by 4 → 4
unique: duplicate THINGS (are|is) not (<allowed>)
  - Duplicate plot IDs are not supported
  - Duplicate pots are not allowed
    """,
    hint=r"\bduplicate |^(?=.*(?:\d|only one\b|of length)).*(?:length|max|min|limit|char|runes|letters|bytes|size|range|quantity|number|count|value"
    r"|between|from|\d to \d|up to|at (?:most|least)|no (?:more|less)|than|exceed|within|multiple|increments|steps|divisible|[≤≥<>]|[(,] ?\d|only)",
)

# A limit beyond which a value is cut or ignored, not refused.
BEYOND = _table(
    r"""
beyond: (if|when) (THIS|SELF|you <give> (a|any) PHRASE) (exceeds|exceed|(contains|contain|has|have) more than|(is|are)?
    (greater|larger|longer|higher|more) than) NUMBER <characters>? , <cut>
  - If the name contains more than 60 characters, only the first 60 characters will be used → 60 60
  - If the name exceeds 60 characters, it will be truncated → 60
  - If you specify a value greater than 20, this field will be ignored and 20 plots will be returned → 20
    """,
    hint=r"\b(?:first|truncated|ignored)\b",
)

# A list of numbers announced as a range: these are the field's values.
NUMBERS = _table(
    r"""
numbers: (the)? value range (is|:) NUMBERS
  - Value range: 1, 2, 7, and 1,400 → [1, 2, 7, 1400]
    """,
    hint=r"\d, ",
)

DEFAULTS = _table(
    r"""
default: (the)? (default|defaults) (value)? ((for|of) <self>)? (is :?|:|=) LITERAL (\( WORDS \))? (,
    (which|indicating|meaning) ANYTHING)?
  - Default value: `ON` → ON
  - The default value is 1 → 1
  - Default: `unlimited` → unlimited
  - Default value: GENDER_ALL → GENDER_ALL
  - Default value is: 10 → 10
  - Defaults is `10` → 10
  - The default value of `{self}` is `ON` → ON
  - Default value: ["ROSE", "TULIP"] → ["ROSE", "TULIP"]
default: (<value>|this parameter|the parameter|SELF)? (will)? (default|defaults) to PLAIN
  - Defaults to `10` → 10
  - This field defaults to `ON` → ON
default: (the)? default <of-what> (is PLAIN|(:|=) LITERAL)
  - The default page size is 20 → 20
  - Default sorting field: `spend` → spend
  - Default order: `ASC` → ASC
default: <absent> ,? ((this field|the field|it)? (will)? (default|defaults) to|(the)? default (value)?
    (is|will be)) CODE (\( WORDS \))?
  - If not specified, this field will default to `ON` → ON
  - If not passed, this field will default to `ON` (as ever) → ON
  - If no value is given, the default value is `ON` → ON
default: <absent> ,? (the)? default value ,? CODE ,? (is|will be) used
  - When not passed, the default value `ON` will be used → ON
default: (<value> is)? (set to)? PLAIN (is the default (value)?|by default)
  - `ON` is the default value → ON
  - Set to `ON` by default → ON
default: ((you|SELF) (don't|do not) have to specify this field)? (because|since)? PLAIN is used by default
  - `ON` is used by default → ON
  - You don't have to specify this field since `ON` is used by default → ON
default: ((<value>) (is|will be))? set (to|as) PLAIN by default (if (not provided|this field is not provided))? (,
    (which|indicating|meaning) ANYTHING)?
  - Set to `ON` by default if this field is not provided → ON
  - It will be set as false by default if not provided, meaning no water is spilt → false
default: by default ,? <value> (is|will be) (set to)? PLAIN (and the ANYTHING)?
  - By default, this field is set to `ON` → ON
  - By default, the value is 0 and the newest plots are returned → 0
default: by default ,? (the)? results (will be|are) sorted by CODE
  - By default, results will be sorted by `SIZE` → SIZE
default: LABEL (,|\() (the)? default (value)? (is :?|:) (CODE|NUMBER) \)?
  - Whether to water the plot, default value: `False` → False
  - Page number, default is 1 → 1
  - Page number (default: 1) → 1
default: only valid for PHRASE ,? (and)? the default value is CODE
  - Only valid for far gardeners, the default value is `false` → false
  - Only valid for far gardeners, and the default value is `false` → false
    """,
    hint="default",
)

FORMATS = _table(
    r"""
format: ANY (in (the|a) format (of)?|format (:|is|should be|must be)) FORMAT (ANYTHING)?
  - Start, in the format of `YYYY-MM-DD HH:MM:SS` (UTC+0) → YYYY-MM-DD HH:MM:SS
  - Format: `"YYYY-MM-DD"` → YYYY-MM-DD
  - Format should be `YYYY-MM-DD HH:MM:SS` → YYYY-MM-DD HH:MM:SS
format: ANY ((formatted|formated) (as|in)|format (of)?|,|\(|in (the)?) DATES (ANYTHING)?
  - Start (YYYY-MM-DD) → YYYY-MM-DD
  - Start, in `YYYY-MM-DD HH:MM:SS` format → YYYY-MM-DD HH:MM:SS
  - Start: format "YYYY-MM-DD" → YYYY-MM-DD
  - Formatted as `YYYY-MM-DD` → YYYY-MM-DD
iso: ANY (in|with) (the)? (iso 8601|iso-8601) (format)? (ANYTHING)?
  - Sown at, in ISO-8601 format
  - Time with ISO 8601 format
    """,
    hint="yyyy|format: `|iso",
)

# The time zone of a date that is written without one.
TIME_ZONES = _table(
    r"""
utc: ANY (\(|in|on|:) (the)? (time zone :)? <utc> (ANYTHING)?
  - Sown at, written as `YYYY-MM-DD HH:MM:SS` (UTC+0)
  - Sown at (UTC time), in the format of `YYYY-MM-DD`
  - The day is based on the UTC time zone
  - Time zone: UTC
utc: (the)? <utc> ((when|,) ANYTHING)?
  - UTC time, format: 2031-05-03T10:20:30Z
  - The UTC+0 time when it was sown
ad-account: ANY (\(|in|on|:) (the)? <account> (time zone|timezone)? <end>?
  - Sown at, written as `YYYY-MM-DD`(ad account time zone)
  - The day is based on the advertiser time zone
  - Time zone: ad account
either: ANY (\(|:) (the)? <account> (time zone|timezone)? or business center
    (time zone|timezone)? <end>?
  - Reaped at, as `YYYY-MM-DD` (ad account time zone or Business Center time zone)
  - Time zone: ad account or Business Center
    """,
    hint="utc|gmt|time ?-?zone",
)

# What characters a text consists of, or is without, which may also be said in the same sentence as a limit.
CHARACTERS = _table(
    r"""
without: ANY (<cannot>|or) (contain|include|have) (any)? <emoji>
  - Length limit: 12 characters and cannot contain emojis
  - It must not exceed 12 characters or contain any emojis
without: ANY <emoji> (and special symbols such as WORD)? (are|is)? not <allowed>
  - Emoji is not supported
  - Emojis and special symbols such as # are not allowed
without: ANY (<cannot> (contain|include)|(needs|need|has|have|must) (to)? exclude) (<emoji> and)? the following
    special characters : ANYTHING
  - A label has to exclude the following special characters: [`/`, `.`]
  - Labels must exclude emojis and the following special characters: `/` `.`
digits-of-an-integer: ANY (should|must) be (a|the) string (representation|form) of a 64-bit integer (number)?
  - The tag of a plot must be the string form of a 64-bit integer
zeros-and-ones: each character (can|must|should) (only)? be (set to)? (either)? 0 or 1
  - Each character must be 0 or 1
hashed-text: (it|<self>|this field)? must be hashed (with|using) (sha256|sha-256) (on PHRASE)?
  - It must be hashed using SHA256 on the side of the gardener
hashed-text: (sha256|sha-256) hashing is required
  - SHA256 hashing is required
    """,
    hint=r"emoji|special characters|64-bit|0 or 1|hash",
)

IMMUTABLE = _table(
    r"""
immutable: (once (set|specified|created|added) PHRASE? ,)? (<self>)? <cannot-be> (,? (once|after|when) ((it
    is|the|your)? (WORD)? (is|has been)? <made>|(the|your) PHRASE (is|has been) created))?
  - Once set, this field cannot be updated
  - This field cannot be updated after creation
  - `{self}` can not be updated after the plot creation
  - `{self}` cannot be updated after the rose bed has been created
  - Cannot be modified once set
immutable: (this|the) field does not support (updates|updating|modification)
  - This field does not support updates
immutable: ANY \( <cannot-be> (once|after|when) (created|creation|set) \)
  - Whether bees may come(can not be updated once created)
    """,
    hint="updat|modif|chang|edit",
)

IDEMPOTENCY = _table(
    r"""
key: ANY (supports|ensures|guarantees) idempotency (ANYTHING)?
  - An ID that supports idempotency, so that a plot is dug once
  - It also supports idempotency to keep you from digging a plot twice within 10 seconds
within: ANY (idempotency|twice|same WORD id|multiple times) ANY (within|for) (a|the)? DURATION (ANYTHING)?
  - It also supports idempotency to keep you from digging a plot twice within 10 seconds → 10
  - If you dig with the same plot ID multiple times within the 10-second cache time, then it is done once → 10
  - The value should be text, with idempotency guaranteed for a 30-minute window → 1800
    """,
    hint="idempoten|twice|same",
)

ALLOWLIST = _table(
    r"""
allowlist: ((<self>|this|this feature) is (currently)? (an)?)? <allowlist-only> (feature|field|parameter)?
  - The field is currently an allowlist-only feature
  - This is an allowlist-only feature
  - Allowlist-only
    """,
    hint="allow",
)

# Anywhere in a description: something about the field requires being on an allowlist.
NAMES_ALLOWLIST = _table(
    r"""
partly: ANY <allowlist-only> (ANYTHING)?
  - Roses are an allowlist-only feature here
    """,
    hint="allow",
)

DEPRECATED = _table(
    r"""
to-be-deprecated: <self> (is to be|will be|is going to be|is being) <ended> (<after-end>)?
  - This field will be deprecated in the next API version
  - This field will be sunset on May 3, 2031
deprecated: <self> ((is|has been|was) (now)? (deprecated|sunset|discontinued)|is obsolete) (<after-end>)?
  - This field has been deprecated
  - This field is deprecated, please use `b` instead
  - This field has been deprecated in v1.3
deprecated: ((this|the) (field|parameter|setting)|SELF) is no longer (supported|in use|used|valid|available)
  - This field is no longer supported
    """,
    hint="deprecat|sunset|retire|discontinu|removed|obsolete|no longer",
)

# A field that is only required in some cases, whatever its mark says.
NOT_ALWAYS = _table(
    r"""
conditional: (only)? (required|mandatory) (only)? (when|if) ANYTHING
  - Required when `a` is `X`
conditional: otherwise ,? (<self> is)? (required|mandatory)
  - Otherwise, this field is required
    """,
    hint="^\\W*(?:only |otherwise)?.{0,20}(?:required|mandatory)",
)

# The same as a mark, which counts only at the beginning of a line.
MARKED_DEPRECATED = _table(
    r"""
to-be-deprecated: (\(|[)? (to be deprecated|to-be-deprecated) ((\)|]|.|:|,|;) (ANYTHING)?)?
  - To be deprecated
  - (To be deprecated) How deep to dig
deprecated: ((\(|[) deprecated (\)|]) (ANYTHING)?|deprecated ((.|:|,|;) (ANYTHING)?)?)
  - (Deprecated) How deep to dig
  - Deprecated
  - Deprecated, use `b`
    """,
    hint=r"^\W*(?:to.be.)?deprecated",
)

# What single sentences state of the field itself.
FACTS = (
    LIMITS,
    BEYOND,
    NUMBERS,
    DEFAULTS,
    FORMATS,
    CHARACTERS,
    IMMUTABLE,
    IDEMPOTENCY,
    ALLOWLIST,
    DEPRECATED,
    MARKED_DEPRECATED,
)

# Sentences that state a condition on the request, or on what is returned.
CONDITIONS = _table(
    r"""
returned: (only)? returned (only)? (when|if|for|in) ANYTHING
  - Returned only when `a` is `X`
presence: (only)? (<presence>|ignored) (and (only)? (valid|required|effective)|and must ANY)? (only)?
    (when|if|in|for|to|with|unless) (ANYTHING)?
  - Required when `a` is `X`
  - Valid only when `a` is `X`
  - Required and valid only when `a` is given
  - Ignored when `a` is `X`
  - Only valid if `a` is `X`
presence: otherwise ,? <self> (is|must be) ANYTHING
  - Otherwise, this field is required
presence: ((this|the) (field|filter|parameter|value|object)|it) (is|can be|must be) ANY (when|if|in
    (any|either|one|two|three|the following)) (ANYTHING)?
  - This field is valid only when `a` is `X`
  - It must be `X` if `a` is `Y`
  - This field is required in two scenarios:
presence: only (supports|support) ANY as ANY \( MARKED \) (ANYTHING)?
  - Only supports `X` and `Y` as kinds (`a`)
presence: for PHRASE \( MARKED ANY \) , ANY <must> (ANYTHING)?
  - For rose beds (`a` = `X`), only red roses (`Y`) are supported
presence: you (need to|must|have to|should) <give> <self> (when|if) (ANYTHING)?
  - You need to specify this field when `a` is `X`
presence: <self> can only be (used|specified|passed|set) (when|if) (ANYTHING)?
  - This field can only be used when `a` is `X`
presence: ((invalid|unsupported) (when|if)|you can only (set|use|include) ANY (when|if|in any)) (ANYTHING)?
  - Invalid when `a` is `X`
  - You can only set this field to `X` when `a` is `Y`
  - You can only set this field to `X` in any of the following scenarios:
  - You can only use `X` when `a` is `Y`
forbidden: ANY not (supported|valid|required|applicable|allowed|available) (when|if|in|for|with) (ANYTHING)?
  - Not supported when `a` is `X`
forbidden: ANY (cannot|can not|can't|must not|do not|don't|should not) (be)? <giving> (ANYTHING)?
  - `a` and `b` cannot be specified at the same time
  - Do not specify this field when `a` is `X`
group: ANY either ANY or (ANYTHING)?
  - Specify either `a` or `b`
group: you can (only)? <give> (only)? one (among)? MARKED (or|,) (ANYTHING)?
  - You can include only one `a` or `b`
group: ANY you can ANY in total (for|in|across|via) ANYTHING
  - You can pass 9 plots in total for `a` and `b`
group: ANY at least (one|NUMBER) ANY MARKED (ANYTHING)?
  - At least one of `a` and `b` is needed
group: ANY at least ANY \( MARKED \) or ANY \( MARKED \) (ANYTHING)?
  - Specify at least the herb list (`a`) or the rose list (`b`)
group: ANY (must|need to|have to) ANY one of ANY MARKED (ANYTHING)?
  - You must specify exactly one of `a` and `b`
group: ANY both ANY MARKED ANY or (neither|none) (ANYTHING)?
  - Specify both `a` and `b`, or neither
group: ANY one of ANY MARKED ANY (required|specified|passed) (ANYTHING)?
  - Exactly one of `a` and `b` is required
group: ANY (need to (specify|set|pass in) one of MARKED|MARKED or both|mutually
    exclusive|(specified|passed|set) together|must be accompanied by|simultaneously|at the same time)
    (ANYTHING)?
  - You need to set `a` or `b` or both
  - `a` and `b` must be specified together
  - `a`, once passed, must be accompanied by `b`
  - Provide `a` at the same time
when: (when|if|in case|once|unless) ANY <must> (ANYTHING)?
  - When `a` is `X`, set this field to `Y`
  - If this field is set to `X`, you need to pass in `b`
when: you (will)? also need to <give> ANY MARKED (ANYTHING)?
  - You also need to provide a number for `a`
when: you need to <give> MARKED (and MARKED)? as well
  - You need to pass in `a` and `b` as well
when: if a request contains more than NUMBER ANY request will be rejected
  - If a request contains more than 9 herbs, the entire request will be rejected
when: ANY you can (only)? use (this|the) field only (when|if) (ANYTHING)?
  - You can use the field only when `a` is `X`
when: (when|if) ANY MARKED ANY , an error will (occur|be returned)
  - If `a` is `X` and this field is passed, an error will occur
value: (the)? (enum)? (value)? MARKED (value)? (is|are|can be) (currently)? (only|not)?
    (used|valid|supported|available|allowed|set)? (only)? (when|if|for|in) (ANYTHING)?
  - The value `A` is only available when `b` is `X`
value: (MARKED :)? (the)? MARKED <must-be> MARKED (ANYTHING)?
  - The `a` has to be `X`
  - `A`: `b` should be one of `X`, `Y`
value: ((you (need|have) to|you must|please))? (ensure|make sure) (that)? (the)? MARKED ANY (is|are)
    (ANYTHING)?
  - You need to ensure that `a` multiplied by `b` is no more than 100
  - Please make sure the `a` is `X` or `Y`
limit: (the)? (length limit|<max> (size|length)|size range|value range|default (value)?) (when|if|for) CASE
  - Length limit when you specify a plot: 5 characters
  - Default value when `a` is given: `X`
limit: (when|if) ANY , (the)? (length limit|<max> (size|length)|size range|value range)
    ((of|for) MARKED)? (is|:) ANYTHING
  - When `a` is `X`, the maximum size is 5
limit: (the)? product of MARKED and MARKED <not-over> NUMBER
  - The product of `a` and `b` cannot exceed 9
limit: ANY time (interval|difference|range|gap|span) ANY (exceed|be|is) ANY COUNT (day|days) (ANYTHING)?
  - The time range of `a` and `b` cannot exceed 9 days
order: (MARKED|<self>) (must|should|need to|needs to|has to)
    (be (the same as|equal to|identical to|consistent with|the same value as)|match) (ANY)? MARKED (ANYTHING)?
  - `a` must be the same as the `b` of the plot
  - This field must match `b`
order: ANY (must|should|need to|needs to|has to) be the same (across|for|in|among) (ANYTHING)?
  - This setting, if given, must be the same across all beds
order: ANY (must|should|need to|needs to|cannot|has to) be (no)?
    (lower|less|greater|larger|higher|later|earlier|smaller|after|before) (ANYTHING)?
  - `a` needs to be lower than `b`
  - It cannot be later than `b`
    """,
    hint=r"\b(?:time (?:interval|difference|range|gap|span)\b.*\bdays?\b|when|if|unless|once|only supports?|in case|not|cannot|can't|don't|either|at least|one of|or both|neither|none|exclusive|together"
    r"|accompanied|simultaneously|same time|ensure|make sure|be (?:no )?(?:low|less|great|larg|high|lat|earl|small|aft|befor)|as well|also|otherwise|(?:only|specify) one|in total|in (?:one|two|three|any|the following)|(?:must|should|to) (?:be|match))"
    r"|^\W*(?:(?:notes?|currently|only|important|filter combination rule)\W+)*(?:required|valid|effective|supported|available|applicable"
    r"|mandatory|optional|necessary|ignored|returned|for [^`]{3,60}\(|(?:the )?(?:(?:enum )?value )?`|(?:the )?(?:length|max|size|default))",
)

# How a facts page records conditions whose words it leaves out: ``Conditions in words: `0a1b2c3d`.``
DIGEST = re.compile(r"`([0-9a-f]{8})`")
DIGESTS = re.compile(rf"Conditions in words: {DIGEST.pattern}(?:, {DIGEST.pattern})*\.")

# Sentences that announce the field's values; what follows the wording is the list. Wordings that only name
# examples or recommendations are no lists of allowed values and are left out on purpose.
#
# values: The values are listed.
# whole: They must be the whole rest of the sentence; further words could say that they are of something else, or
#     not all.
# noun: They are listed if NOUN is the field's own word for them: ``Supported methods`` of ``edit_method``.
# only, supported: They are constants and the rest of the sentence, which must not be in a list.
# setting: The sentence sets the field in one case, to one of its values.
# case: They are listed for one case; CASED is the word for them. Several cases together have all values, a single
#     one may not.
VALUES = _table(
    r"""
values: LEAD (the)? <known>? (enum|enums|enumeration) (value|values) (for FOR)? (of this field)?
    (are|is|include|includes)? :
  - Enum values: `A`, `B`.
  - The allowed enum values: `A`.
  - Enum values for big plots: `A`.
  - Enum value:`A` (the first).
  - Enums values: `A`,`B`.
values: ((enum|enums) (list)?|enumeration|enumerations|enumerated (value|values)) :
  - Enum: `A`, `B`.
  - Enumerated values: `A`, `B`.
whole: (the)? (enum|enumeration) (value|values) (are|is|include) :? NEXT
  - The enum values are `A` and `B`.
values: LEAD currently? (the)? <known> (field|enum)? <values> ((for|of) this (field|parameter))?
    ((are|is|include|includes) (as follows|the following|listed below)?)? :
  - Supported values: `A`, `B`.
  - Allowed value: `A`.
  - Optional values are: `A`.
  - Currently supported values: `A`.
  - Available options: `A`, `B`.
  - Supported types: `A` (one), `B` (two).
  - What was done, optional values include: `A`, `B`.
  - Acceptable values are as follows: `A`, `B`.
values: ((field|value)? options|values) : NEXT
  - Options: `A`, `B`.
  - Value options: `A`, `B`.
  - Values: `A`.
whole: (the)? <known> (value|values) (are|is|include|includes) AHEAD
  - Supported values are `A` and `B`.
  - Optional values include `A`.
values: the following (enum)? (values|options) are currently? (supported|allowed|available|valid) :
  - The following values are supported: `A`, `B`.
whole: ((we|this field) currently?)? (only)? (support|supports) (only)? (the (value|values) of)? :? AHEAD
  - Currently, we support `A`, `B`, and `C`.
  - Currently, we only support `A`.
  - We only support `A`.
  - Currently only support `A`.
  - We only support the value of `A`.
whole: (the)? only (currently? supported|allowed|valid|accepted) (enum)? (value|type|option) (for this
    field)? is :? AHEAD
  - The only supported value is `A`.
  - Currently, the only supported value is `A`.
values: ((the value|it|this (field|parameter)))? (can|must|should|may) (only)? be (set to)? (any)? (one)? of
    the following ((enum)? (values|options))? :
  - Must be one of the following values: `A`, `B`.
  - It can be one of the following: `A`, `B`.
whole: only (accepts|accept|accepting) (the)? (value)? :? AHEAD
  - Currently only accepting value `A`.
values: (the)? only <known> <values> (are|is) :
  - The only allowed values are: `A`, `B`.
values: (any|either)? one of the following (enum)? (values|options) :
  - One of the following values: `A`, `B`.
noun: (the)? list of NOUN <known> :
  - List of plots currently supported: A, B.
noun: (the)? <known> NOUN ((are|is|include|includes)? (as follows)? : NEXT|(are|is|include|includes)
    AHEAD|END)
  - Supported plots: `A`, `B`.
  - The allowed plots are `A` and `B`.
  - Supported plots.
only: ((the)? (field)? value (of this field)?|it|this (field|parameter))? (can|must|should|may) (only)? be
    (set (to|as))? (either)? (one of)? :? AHEAD
  - It can be `A` or `B`.
  - Must be one of `A`, `B`.
  - The value must be `A`.
only: (the PHRASE can be either|(you can)? (choose between|set (this|the) (field|value) to) (either)?) AHEAD
  - The plot type can be either `A` or `B`.
  - You can choose between `A` and `B`.
  - Set this field to `A`, `B`, or `C`.
only: (either|one of) :? AHEAD
  - One of `A`, `B`, or `C`.
  - Either `A` or `B`.
only: ((the|this) (field|value) is)? (fixed|always) (value)? (as|to|at|:)? AHEAD
  - Fixed value: `A`.
  - The value is fixed to `A`.
supported: only AHEAD
  - Only `A` and `B` are supported.
  - Currently, only `A` is supported.
setting: (when|if|for|in) ANY , (please)? ((you)? (can|must|should|need to|have to) (only)?)? set (this|the)
    (field|value) (to|as) <one-of>? NEXT
  - When `a` is `X`, set this field to `A` or `B`.
  - For rose beds, set this field to `A`.
  - If `a` is `X`, you can only set this field to one of the following: `A`, `B`.
setting: (when|if|for|in) ANY , (the value of)? (this|the) (field|value) (can|must|should|will) (only)? be
    (set (to|as))? <one-of>? NEXT
  - When `a` is `X`, this field will be `A` or `B`.
  - For rose beds, the value of this field must be any of the following: `A`.
values: (the)? <known> (enum)? <values> (vary|varies|depend|depends|differ|differs) ANY :
  - The available enum values vary by `a`: `A`.
case: (when|if|for|in|otherwise|under) ANY CASED (are|is|include) :? NEXT
  - When `a` is `X`, the enum values are: `A`, `B`.
  - For rose beds, the allowed values are `A` and `B`.
  - If `a` is given, the supported value is `A`.
case: only (when|if) ANY , can (the)? (below|following) (CODE|CASED) be used : NEXT
  - Only when `a` is `X`, can below values be used: `A`
others: (when|if) you <give> (this|the) (field|value) (to|as) any other PHRASE , ANYTHING
  - When you set this field to any other plot, `b` will be `A`.
case: (when|if|for|in|otherwise|under) ANY (support|supports) ANY CASED :? NEXT
  - When the garden is open, this field supports the following enum values: `A`, `B`.
    """,
    hint="value|enum|option|type|choice|choose|support|one of|be |either|fixed|always|only|set |allowed|possible|valid"
    "|accept|available|permitted",
)

# Sentences about one case of another field: that the field has another type in it (`array`, `number`), that words
# tell its values (`words`), or anything else (`case`).
CASES = _table(
    r"""
array: (when|if) CODE ANY , <self> (is|will be|must be|should be|has to be) (an array|a list) (ANYTHING)?
  - When `a` is `X`, this field should be a list of plots
number: (when|if) CODE ANY , <self> (is|will be|must be|should be|has to be) (a|an) (integer|number|float)
    (ANYTHING)?
  - When `a` is `X`, this field should be a number of pots
words: (when|if) CODE ANY , (please)? (specify|provide|enter|pass|use) (ANYTHING)?
  - When `a` is `X`, specify the month.
  - If `a` is given, please use a number.
case: (when|if) CODE (ANYTHING)?
  - If `a` is `X`, the enum values are: `A`
    """,
    hint=r"\b(?:when|if) `",
)

# What may follow the values in a sentence without restricting them or their subject.
TAILS = _table(
    r"""
tail: in this field
  - in this field
tail: ,? (which|because|since) ANYTHING
  - , which means roses
  - because the sun shines
    """,
    hint="field|which|because|since",
)
