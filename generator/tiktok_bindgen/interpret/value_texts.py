"""Parse values and their meanings, in running text or one a line."""

from __future__ import annotations

import re

from attrs import frozen

from tiktok_bindgen.interpret.model import Lifecycle
from tiktok_bindgen.language.statements import Statement


@frozen
class Value:
    """One listed value, still text: without back-ticks and quotes, and what the list says of it."""

    text: str
    meaning: str = ""
    lifecycle: Lifecycle | None = None


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
# The meaning of a value in running text, up to the next value.
_MEANING = re.compile(
    r"\s+(?=(?:not )?to\b)(?P<for>[^,;，；`]{1,150})(?=[,;，；]|\.?$)"
    r"|,?\s+(?:means?|indicates?|represents?|which (?:is|are|means?)|[-–—=])\s+"
    r"(?P<is>[^,;，；`]{1,150})(?=[,;，；]|\.?$)"
)
# Where the meaning of a value ends and the next value with a meaning begins on the same line.
_NEXT_VALUE = re.compile(r"\s*[,;.，；。]\s*(?=`(?:[A-Z][A-Z0-9_]*|true|false)`\s*[:：])")
_SEPARATOR = re.compile(r"\s*(?:,|，|、|;|/)?\s*(?:(?:and|or|&)\s+)?")
_LIFECYCLE = re.compile(
    r"^\s*(?P<to>to[- ]be[- ]|will be |soon to be )?deprecated(?: in the next API version| soon)?\s*$",
    re.IGNORECASE,
)
_GLUED_LIFECYCLE = re.compile(r"\s*(?P<to>to[- ]be[- ])?deprecated\b", re.IGNORECASE)


def mark_of(text: str) -> Lifecycle | None:
    """The lifecycle that a mark on a value states: ``deprecated``, ``To be deprecated``."""
    match = _LIFECYCLE.match(text)
    return None if match is None else "to-be-deprecated" if match["to"] else "deprecated"


def values_ahead(text: str, *, loose: bool) -> tuple[list[Value], str]:
    """Parse values in running text: `` `A` (meaning), `B` and `C` ``. Return them and the text after them."""
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
        if found := _MEANING.match(text, following):
            following = found.end()
            meaning = (found["for"] or found["is"]).strip().rstrip(".")
        values.extend(Value(text_of, meaning, lifecycle) for text_of in _texts(match))
        if not meaning and (colon := re.compile(r"\s*[:：]\s*(?=\S)").match(text, following)):
            said, *glued = _NEXT_VALUE.split(text[colon.end() :].strip())
            values[-1] = Value(values[-1].text, said.rstrip("."), lifecycle)
            more = [value for each in glued for value in values_ahead(each, loose=loose)[0]]
            return [*values, *more], ""
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


_ITEM_END = re.compile(
    r"\s*(?:[:：.\-–—=→]|,(?! *`)|$|(?:means?|indicates?|represents?|denotes?|stands for|refers to)\b)"
)


def values_of_line(item: Statement, *, loose: bool) -> list[Value]:
    """Parse the value or values that a listed line begins with."""
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
        listed, rest = values_ahead(text, loose=False)
        return listed if not rest or rest.startswith((":", ".")) else []
    end = _ITEM_END.match(text, position)
    if end is None and not (is_code and notes):
        return []
    after, *others = _NEXT_VALUE.split(text[end.end() if end else position :].strip())
    meaning = " ".join([*(f"({note})" for note in notes), after]).strip()
    if meaning.startswith("(") and meaning.endswith(")") and len(notes) == 1 and not after:
        meaning = notes[0]
    value = _unquoted(written.strip())
    more = [found for each in others for found in values_of_line(Statement(each), loose=loose)]
    return [Value(value, meaning, lifecycle), *more] if value else []
