"""Lists of allowed values, in the forms that the documentation gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from attrs import frozen

from tiktok_bindgen.interpret.model import Lifecycle
from tiktok_bindgen.interpret.statements import Statement, sentences


@frozen
class Value:
    """One listed value, still text.

    Attributes:
        text: The value without back-ticks and quotes.
        meaning: What the list says of it.
        lifecycle: Set when the list marks it.
    """

    text: str
    meaning: str = ""
    lifecycle: Lifecycle | None = None


@frozen
class Listing:
    """Values listed for a field.

    Attributes:
        values: The values in documented order, each once.
        announced: A sentence says that they are the field's values. Where none does, they may be some of them.
        unread: Texts that stand where a value was expected and are none.
    """

    values: tuple[Value, ...] = ()
    announced: bool = True
    unread: tuple[str, ...] = ()


@frozen
class Introduction:
    """A wording that announces values, with sentences that show it."""

    pattern: re.Pattern[str]
    examples: tuple[str, ...]


def _introduction(pattern: str, *examples: str) -> Introduction:
    return Introduction(re.compile(pattern, re.IGNORECASE), examples)


_ALLOWED = r"(?:(?:currently )?(?:allowed|supported|possible|valid|accepted|acceptable|available|permitted|optional))"

# Tried in order at the start of a sentence; what follows the match is the list. Wordings that only name
# examples or recommendations are no lists of allowed values and are left out on purpose.
INTRODUCTIONS: tuple[Introduction, ...] = (
    _introduction(
        r"^(?:.{0,80}?[,;:]\s*)?(?:the )?(?:(?:allowed|supported|possible|valid|accepted|available) )?enum(?:eration)? "
        r"values?(?: for [^:`]{1,90}(?:\([^)]{0,120}\))?)?(?: of this field)?(?: are| is| include| includes)?\s*[:：]\s*",
        "Enum values: `A`, `B`.",
        "The allowed enum values: `A`.",
        "Enum values for big plots: `A`.",
        "Enum value:`A` (the first).",
    ),
    _introduction(
        r"^(?:enums?(?: list)?|enumerations?|enumerated values?)\s*[:：]\s*",
        "Enum: `A`, `B`.",
        "Enumerated values: `A`, `B`.",
    ),
    _introduction(
        r"^(?:the )?enum(?:eration)? values? (?:are|is|include)\s*[:：]?\s*(?=`|$)",
        "The enum values are `A` and `B`.",
    ),
    _introduction(
        rf"^(?:[^`.:：]{{1,120}}, )?(?:currently,? )?(?:the )?{_ALLOWED}(?: (?:field|enum))? (?:values?|options?|types?|choices)"
        r"(?: (?:for|of) this (?:field|parameter))?"
        r"(?: (?:are|is|include|includes)(?: as follows| the following| listed below)?)?\s*[:：]\s*",
        "Supported values: `A`, `B`.",
        "Allowed value: `A`.",
        "Optional values are: `A`.",
        "Currently supported values: `A`.",
        "Available options: `A`, `B`.",
        "Supported types: `A` (one), `B` (two).",
        "What was done, optional values include: `A`, `B`.",
        "Acceptable values are as follows: `A`, `B`.",
    ),
    _introduction(
        r"^(?:(?:field |value )?options|values)\s*[:：]\s*(?=`|$)",
        "Options: `A`, `B`.",
        "Value options: `A`, `B`.",
        "Values: `A`.",
    ),
    _introduction(
        rf"^(?:currently,? )?(?:the )?{_ALLOWED} values? (?:are|is|include|includes)\s*(?=`)",
        "Supported values are `A` and `B`.",
        "Optional values include `A`.",
    ),
    _introduction(
        r"^(?:currently,? )?the following (?:enum )?(?:values|options) are (?:currently )?(?:supported|allowed|available|valid)\s*[:：]\s*",
        "The following values are supported: `A`, `B`.",
    ),
    _introduction(
        r"^(?:currently,?\s+)?(?:we|this field) (?:currently )?(?:only )?supports?\s*(?:only )?[:：]?\s*(?=`|(?-i:[A-Z][A-Z0-9_]+\b))",
        "Currently, we support `A`, `B`, and `C`.",
        "Currently, we only support `A`.",
        "We only support `A`.",
    ),
    _introduction(
        r"^currently,?\s+(?:only )?supports? (?:only )?(?=`|(?-i:[A-Z][A-Z0-9_]+\b))",
        "Currently only support `A`.",
    ),
    _introduction(
        r"^(?:currently,? )?(?:the )?only (?:(?:currently )?supported|allowed|valid) (?:enum )?value (?:for this field )?is\s*(?=`|(?-i:[A-Z][A-Z0-9_]+\b))",
        "The only supported value is `A`.",
        "Currently, the only supported value is `A`.",
    ),
    _introduction(
        r"^(?:(?:the value|it|this (?:field|parameter)) )?(?:can|must|should|may)(?: only)? be (?:set to )?(?:any )?(?:one )?of the following"
        r"(?: (?:enum )?(?:values|options))?\s*[:：]\s*",
        "Must be one of the following values: `A`, `B`.",
        "It can be one of the following: `A`, `B`.",
    ),
    _introduction(
        r"^(?:any |either )?one of the following (?:enum )?(?:values|options)\s*[:：]\s*",
        "One of the following values: `A`, `B`.",
    ),
)

# Wordings that say it only where the values are all that follows. Tried in the same way.
WHOLE: tuple[Introduction, ...] = (
    _introduction(
        r"^(?:(?:(?:the )?(?:field )?value(?: of this field)?|it|this (?:field|parameter)) )?(?:can|must|should|may)(?: only)? be "
        r"(?:set (?:to|as) )?(?:either )?(?:one of )?[:：]?\s*(?=`|(?-i:[A-Z][A-Z0-9_]+\b))",
        "It can be `A` or `B`.",
        "Must be one of `A`, `B`.",
        "The value must be `A`.",
    ),
    _introduction(
        r"^(?:the [\w ]{1,40} can be either|(?:you can )?(?:choose between|set (?:this|the) (?:field|value) to)(?: either)?)\s*(?=`|(?-i:[A-Z][A-Z0-9_]+\b))",
        "The plot type can be either `A` or `B`.",
        "You can choose between `A` and `B`.",
        "Set this field to `A`, `B`, or `C`.",
    ),
    _introduction(
        r"^(?:either|one of)\s*[:：]?\s*(?=`|(?-i:[A-Z][A-Z0-9_]+\b))",
        "One of `A`, `B`, or `C`.",
        "Either `A` or `B`.",
    ),
    _introduction(
        r"^(?:(?:the|this) (?:field|value) is )?(?:fixed|always)(?: value)?(?: (?:as|to|at)|\s*[:：])?\s*(?=`|(?-i:[A-Z][A-Z0-9_]+\b))",
        "Fixed value: `A`.",
        "The value is fixed to `A`.",
    ),
    _introduction(
        r"^(?:currently,? )?only (?=(?:`|(?-i:[A-Z][A-Z0-9_]+\b)).{1,300} (?:is|are) (?:currently )?(?:supported|allowed|available|accepted)\.?$)",
        "Only `A` and `B` are supported.",
        "Currently, only `A` is supported.",
    ),
)
_AFTER_WHOLE = re.compile(
    r"(?:(?:is|are) (?:currently )?(?:supported|allowed|available|accepted))?[.。]?$", re.IGNORECASE
)
# What looks like a value wherever it stands: a constant or a number.
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|\d{1,6}")

_WHEN = re.compile(r"^\s*(?:when|if)\b", re.IGNORECASE)
# A sentence that announces the values for one case; ``noun`` is what it calls them. Only where several cases are
# told apart do they add up to all values.
CASES: tuple[Introduction, ...] = (
    _introduction(
        r"^(?:•\s*)?(?:when|if|for|in|otherwise|under)\b.{0,500}?(?:,|\b)\s*(?:the )?"
        r"(?:(?:allowed|supported|possible|valid|available|accepted|optional) )?"
        r"(?P<noun>(?:enum(?:eration)? )?values?|(?<=(?:ed|le|id) )[a-z]+(?: [a-z]+){0,2}) (?:are|is|include)\s*[:：]?\s*(?=`|(?-i:[A-Z][A-Z0-9_]{2,}\b)|$)",
        "When `a` is `X`, the enum values are: `A`, `B`.",
        "For rose beds, the allowed values are `A` and `B`.",
        "If `a` is given, the supported value is `A`.",
    ),
    _introduction(
        r"^(?:•\s*)?(?:when|if|for|in|otherwise|under)\b.{0,500}?\bsupports? (?:only )?(?:the following )?"
        r"(?P<noun>(?:enum(?:eration)? )?values?)\s*[:：]?\s*(?=`|(?-i:[A-Z][A-Z0-9_]{2,}\b)|$)",
        "When the garden is open, this field supports the following enum values: `A`, `B`.",
    ),
)
# What every sentence has that any of these wordings is in.
_MAY_ANNOUNCE = re.compile(
    r"value|enum|option|type|choice|choose|support|one of|be |either|fixed|always|only|set ", re.IGNORECASE
)
_CASE_BEGINS = re.compile(r"(?:•\s*)?(?:when|if|for|in|otherwise|under)\b", re.IGNORECASE)
# Before these words it is not all values that are announced.
_NOT_ALL = ("default", "recommended", "minimum", "maximum", "returned", "example")

# A value list that depends on something else does not hold for every request.
_CONDITIONAL = re.compile(r"^\s*(?:•\s*)?(?:when|if|for|in case|once|after)\b", re.IGNORECASE)

_CODE = r"`\s*(?P<code>[^`]+?)\s*`"
# Without back-ticks a word is a value only when nothing but a separator follows it.
_ENDS = r"\s*(?:[,，、;(（/]|[.:：](?:\s|$)|$)|\s+(?:and|or|in this field)\b"
_ALONE = rf"(?={_ENDS})"
_EXPLAINED = rf"(?={_ENDS}|\s+(?:(?:not )?to|means?|indicates?)\b|\s+[-–—=]\s)"
_BARE = r"(?P<bare>[A-Z][A-Z0-9_]*|true|false|\d{1,3}\+?)"
_TOKEN = re.compile(rf"\s*(?:{_CODE}|[\"“]?{_BARE}[\"”]?{_EXPLAINED})")
_LOOSE_TOKEN = re.compile(rf"\s*(?:{_CODE}|[\"“]?(?P<bare>[A-Za-z0-9_+\-]{{1,80}})[\"”]?{_ALONE})")
_LOOSE = re.compile(
    r"^\s*(?P<bare>[^\s:：(),;`]{1,80}|[A-Z][\w ]{1,40}\w(?= ?\([^()]{1,80}\)[.;]?$))\s*(?=[(（:：]|$)"
)
_PAREN = re.compile(r"\s*[(（](?P<inside>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]")
# What a value in running text means, up to the next one.
_MEANING = re.compile(
    r"\s+(?=(?:not )?to\b)(?P<for>[^,;，；`]{1,150})(?=[,;，；]|\.?$)"
    r"|\s+(?:means?|indicates?|[-–—=])\s+(?P<is>[^,;，；`]{1,150})(?=[,;，；]|\.?$)"
)
_SEPARATOR = re.compile(r"\s*(?:,|，|、|;|/)?\s*(?:(?:and|or|&)\s+)?")
_LIFECYCLE = re.compile(
    r"^\s*(?P<to>to[- ]be[- ]|will be |soon to be )?deprecated(?: in the next API version| soon)?\s*$",
    re.IGNORECASE,
)
_GLUED_LIFECYCLE = re.compile(r"\s*(?P<to>to[- ]be[- ])?deprecated\b", re.IGNORECASE)


# Where a sentence about values begins without a stop before it.
_GLUED = re.compile(r"(?<=[a-z0-9)]) +(?=(?:Enum|Supported|Allowed|Optional|Possible) values?\b)")


def mark_of(text: str) -> Lifecycle | None:
    """The lifecycle that a mark beside a value states: ``deprecated``, ``To be deprecated``."""
    match = _LIFECYCLE.match(text)
    return None if match is None else "to-be-deprecated" if match["to"] else "deprecated"


def listed_values(described: Sequence[Statement], *, loose: bool, name: str = "") -> Listing:
    """Find the values that a description allows.

    Args:
        described: The description.
        loose: Whether back-ticks may have been lost, so that the word at the start of a listed line counts.
        name: The field's name, by which a sentence may call its values: ``the allowed plot types are``.

    Returns:
        The values; empty when the description lists none.
    """
    found: dict[str, Value] = {}
    cases: list[Sequence[Value]] = []
    listed = False
    unread: list[str] = []

    def add(values: Sequence[Value]) -> None:
        for value in values:
            found.setdefault(value.text, value)

    for siblings in _levels(described):
        for index, statement in enumerate(siblings):
            parts = [part for sentence in sentences(statement.text) for part in _GLUED.split(sentence)]
            for number, sentence in enumerate(parts):
                rest = _after_introduction(sentence)
                if rest is None and siblings is described:
                    add(_whole(sentence, loose=loose))
                case = None if rest is not None else _after_case(sentence, name)
                if rest is None and case is None:
                    continue
                last = number == len(parts) - 1
                values: Sequence[Value]
                values, leftover = _inline(rest or case or "", loose=loose)
                odd: list[str] = []
                if last and len(values) == 1 and values[0].meaning and not statement.items:
                    # The first value and its meaning, the others a line each below.
                    values = [*values, *_items(_following(siblings, index, loose=loose), loose=loose)[0]]
                if not values and not leftover and last:
                    below = statement.items or _following(siblings, index, loose=loose)
                    values, odd = _items(below, loose=loose)
                    if loose and values:
                        values = [*values, *_continued(siblings[index + 1 :])]
                if rest is None:
                    cases.append(values)
                    listed = len(values) > 1 and last and bool(statement.items)
                else:
                    add(values)
                    unread.extend(odd)
    # One case alone has all values only where it lists them as the field's.
    if found or len(cases) > 1 or listed:
        for values in cases:
            add(values)
    announced = bool(found)
    if not found and not cases:
        add(_bare_list(described, loose=loose))
    return Listing(tuple(found.values()), announced, tuple(unread))


def _levels(described: Sequence[Statement]) -> Iterator[Sequence[Statement]]:
    """The statements of every list, in documented order; lists are not nested deep."""
    yield described
    for statement in described:
        if statement.items:
            yield from _levels(statement.items)


@lru_cache(maxsize=4096)
def _after_introduction(sentence: str) -> str | None:
    if _MAY_ANNOUNCE.search(sentence) is None or _CONDITIONAL.match(sentence):
        return None
    for introduction in INTRODUCTIONS:
        if match := introduction.pattern.match(sentence):
            return sentence[match.end() :].strip()
    return None


def _whole(sentence: str, *, loose: bool) -> list[Value]:
    """The values of a sentence that says nothing else."""
    if _MAY_ANNOUNCE.search(sentence) is None or _CONDITIONAL.match(sentence):
        return []
    for introduction in WHOLE:
        if match := introduction.pattern.match(sentence):
            values, rest = _inline(sentence[match.end() :].strip(), loose=loose)
            plain = all(_CONSTANT.fullmatch(value.text) for value in values)
            return values if plain and _AFTER_WHOLE.fullmatch(rest) else []
    return []


def _after_case(sentence: str, name: str) -> str | None:
    if _CASE_BEGINS.match(sentence) is None:
        return None
    plain = name.replace("_", " ")
    for introduction in CASES:
        match = introduction.pattern.match(sentence)
        if match is None or sentence[: match.start("noun")].rstrip().lower().endswith(_NOT_ALL):
            continue
        noun = match["noun"].lower()
        if noun.endswith(("value", "values")) or noun in {plain, f"{plain}s", plain.rstrip("s")}:
            return sentence[match.end() :].strip()
    return None


def _inline(text: str, *, loose: bool) -> tuple[list[Value], str]:
    """Values in running text: `` `A` (meaning), `B` and `C` ``. Gives them and what follows them."""
    values: list[Value] = []
    position = 1 if text.startswith("[`") else 0
    token = _LOOSE_TOKEN if loose else _TOKEN
    while True:
        match = token.match(text, position)
        if match is None:
            break
        following = match.end()
        meaning = ""
        lifecycle: Lifecycle | None = None
        while paren := _PAREN.match(text, following):
            following = paren.end()
            if mark := mark_of(paren["inside"]):
                lifecycle = mark
            else:
                meaning = paren["inside"].strip()
        if said := _MEANING.match(text, following):
            following = said.end()
            meaning = (said["for"] or said["is"]).strip().rstrip(".")
        values.extend(Value(text_of, meaning, lifecycle) for text_of in _texts(match))
        if not meaning and (colon := re.compile(r"\s*[:：]\s*(?=\S)").match(text, following)):
            values[-1] = Value(values[-1].text, text[colon.end() :].strip().rstrip("."), lifecycle)
            return values, ""
        separator = _SEPARATOR.match(text, following)
        position = following if separator is None else separator.end()
        if position == following:
            break
    return values, text[position:].strip()


def values_in(text: str) -> list[str]:
    """Every text in back-ticks."""
    return re.findall(r"`([^`]+)`", text)


def _texts(match: re.Match[str]) -> list[str]:
    text = match["code"] if match["code"] is not None else match["bare"]
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [part for piece in text[1:-1].split(",") if (part := _unquoted(piece))]
    return [_unquoted(text)] if _unquoted(text) else []


def _unquoted(text: str) -> str:
    return text.strip().strip("\"“”'").rstrip(".,;").strip()


def _following(siblings: Sequence[Statement], index: int, *, loose: bool) -> Sequence[Statement]:
    """Values set off by line breaks alone: the next statements, as long as each starts with a value."""
    end = index + 1
    while (
        end < len(siblings)
        and (end == index + 1 or not siblings[end].gap)
        and _item(siblings[end], loose=loose)
    ):
        end += 1
    return siblings[index + 1 : end]


# A value's line further down, where the lines between explain the value above.
_CONTINUES = re.compile(
    r"(?!(?:NOTES?|TIPS?|IMPORTANT)\b)`?(?:[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*|true|false)`?(?:\s*\([^()]*\))?\s*[:：]\s"
)


def _continued(siblings: Sequence[Statement]) -> Iterator[Value]:
    """The values of a list that goes on below what explains one of them, where its nesting is lost."""
    for statement in siblings:
        if any(introduction.pattern.match(statement.text) for introduction in INTRODUCTIONS):
            return
        if _CONTINUES.match(statement.text):
            yield from _item(statement, loose=True)


def _items(items: Sequence[Statement], *, loose: bool) -> tuple[list[Value], list[str]]:
    values: list[Value] = []
    odd: list[str] = []
    for item in items:
        read = _item(item, loose=loose)
        if not read and not loose and not _WHEN.match(item.text) and (label := _LABELLED.match(item.text)):
            # The value behind what it means.
            read, rest = _inline(item.text[label.end() :], loose=False)
            read = read if rest in {"", "."} else []
        if read:
            values.extend(read)
        elif item.items and item.text.endswith((":", "：")) and not _WHEN.match(item.text):
            below, below_odd = _items(item.items, loose=loose)
            values.extend(below)
            odd.extend(below_odd)
        elif not loose and not values:
            odd.append(item.text)
    return values, odd


_ITEM_END = re.compile(
    r"\s*(?:[:：.\-–—=→]|,(?! *`)|$|(?:means?|indicates?|represents?|denotes?|stands for|refers to)\b)"
)
_LABELLED = re.compile(r"[\w ()/&+-]{1,60}[:：]\s*(?=`)")


def _item(item: Statement, *, loose: bool) -> list[Value]:
    """The value or values that one listed line starts with."""
    text = item.text
    match = _TOKEN.match(text) or (_LOOSE.match(text) if loose else None)
    if match is None:
        return []
    groups = match.groupdict()
    written = groups.get("code") or groups["bare"]
    is_code = groups.get("code") is not None
    position = match.end()
    lifecycle: Lifecycle | None = None
    notes: list[str] = []
    while paren := _PAREN.match(text, position):
        position = paren.end()
        if mark := mark_of(paren["inside"]):
            lifecycle = mark
        elif paren["inside"].strip():
            notes.append(paren["inside"].strip())
    if glued := _GLUED_LIFECYCLE.match(text, position):
        lifecycle = "to-be-deprecated" if glued["to"] else "deprecated"
        position = glued.end()
    if re.compile(r"\s*(?:,|，|and\s|or\s)\s*`").match(text, position):
        listed, rest = _inline(text, loose=False)
        return listed if not rest or rest.startswith((":", ".")) else []
    end = _ITEM_END.match(text, position)
    if end is None and not (is_code and notes):
        return []
    after = text[end.end() if end else position :].strip()
    meaning = " ".join([*(f"({note})" for note in notes), after]).strip()
    if meaning.startswith("(") and meaning.endswith(")") and len(notes) == 1 and not after:
        meaning = notes[0]
    value = _unquoted(written.strip())
    return [Value(value, meaning, lifecycle)] if value else []


_LISTED = re.compile(
    r"^\s*(?:`?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*`?\s*[:：(]|`[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*`\s*[.;]?\s*$)"
)


def _bare_list(described: Sequence[Statement], *, loose: bool) -> list[Value]:
    """Values without an introduction: a run of at least two lines that are each a value and its meaning."""
    for siblings in _levels(described):
        run: list[Value] = []
        for statement in [*siblings, Statement("")]:
            token = _LISTED.match(statement.text)
            read = _item(statement, loose=loose) if token else []
            if read and not statement.text.lower().startswith(("note", "`note")):
                run.extend(read)
            elif len(run) >= 2:
                return run
            else:
                run = []
    return []
