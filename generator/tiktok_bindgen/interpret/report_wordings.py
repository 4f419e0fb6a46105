"""The wordings of reports, as data: titles, columns and headings, and the sentences beside metrics.

Patterns are in the small language of :mod:`~tiktok_bindgen.language.patterns`. To read one more wording, add
a row with an example in words of your own; the examples are tests.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import islice

from tiktok_bindgen.interpret.model import ReportRole
from tiktok_bindgen.interpret.report_model import Framework, ReportMode
from tiktok_bindgen.language.parts import joint, mark_at, one_token, word_at
from tiktok_bindgen.language.patterns import Reader
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.language.tokens import Token
from tiktok_bindgen.logic import model
from tiktok_bindgen.logic.model import DataLevel

# Data levels, keyed by their names.
LEVELS: dict[str, DataLevel] = {**model.LEVELS, "ad account": "advertiser"}
MODES: dict[str, ReportMode] = {"synchronous": "synchronous", "asynchronous": "asynchronous"}
ROLES: dict[str, ReportRole] = {"metric": "metrics", "dimension": "dimensions", "filter": "filters"}
FRAMEWORKS: dict[str, Framework] = {"skan": "skan", "san": "san", "regular": "regular"}

_SEPARATOR = re.compile(r"\s*(?:,|/|\band\b|\bor\b)\s*")
_CONSTANT = re.compile(r"`?\b[A-Z]+_([A-Z]+)\b`?")
_LONGEST_LIST = 20


def levels_in(text: str) -> tuple[DataLevel, ...]:
    """Parse a list of data levels by name or constant; empty if one of them is unknown.

    Examples:
        >>> levels_in("Campaign/Ad group"), levels_in("`GARDEN_AD`"), levels_in("Campaign and soil")
        (('campaign', 'adgroup'), ('ad',), ())
    """
    names = [part.strip(" `.") for part in _SEPARATOR.split(_CONSTANT.sub(lambda match: match[1], text))]
    found = [LEVELS.get(name.lower().removesuffix("s")) for name in names if name]
    return tuple(level for level in found if level is not None) if all(found) else ()


def _read_levels(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[DataLevel, ...]]]:
    for end in range(min(start + _LONGEST_LIST, len(tokens)), start, -1):
        if levels := levels_in(" ".join(map(str, tokens[start:end]))):
            yield end, levels


def _read_names(
    tokens: Sequence[Token], start: int, joints: Collection[str | None] = ("", "or", "and", None)
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read names in code, or words that look like no English, joined by a sign or a word."""
    names: list[str] = []
    at = start
    while at < len(tokens) and tokens[at].kind != "mark":
        found = tokens[at].text.split("/")
        if not all(name.isidentifier() and (tokens[at].kind == "code" or "_" in name) for name in found):
            return
        names += found
        yield at + 1, tuple(names)
        joined, at = joint(tokens, at + 1)
        if joined not in joints:
            return


def _read_choice(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    yield from _read_names(tokens, start, ("", "or"))


def _read_roles(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    """Read names in code with the role of each: ``the dimension `bed_id`, the filter `bed_ids` ``."""
    found: list[tuple[ReportRole | None, str]] = []
    at = start
    while True:
        while word_at(tokens, at) in {"the", "attribute"}:
            at += 1
        role = ROLES.get(word_at(tokens, at))
        at += role is not None
        if at == len(tokens) or tokens[at].kind != "code":
            return
        found.append((role, tokens[at].text))
        yield at + 1, tuple(found)
        joined, at = joint(tokens, at + 1)
        if joined is None:
            return


_NO_KIND = frozenset({"and", "for", "in", "of", "the", "to"})


def _read_text(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read any words, as written."""
    for end in range(start + 1, len(tokens) + 1):
        yield end, " ".join(map(str, tokens[start:end]))


def _read_kind(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read the name of a kind of report or dimensions, which has no joining words within it."""
    for end, text in _read_text(tokens, start):
        if end - 1 > start and word_at(tokens, end - 1) in _NO_KIND:
            return
        yield end, text


def _read_kinds(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read the names of several kinds."""
    for end, text in _read_text(tokens, start):
        if tokens[end - 1].kind == "code" or mark_at(tokens, end - 1) == ":":
            return
        yield end, text


# The part of a time dimension's name, keyed by the word for a breakdown by it; a lifetime has no dimension.
_PERIODS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "lifetime": "",
}


def _read_periods(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read words for breakdowns by time, as the parts of names that stand for them."""
    found: list[str] = []
    at = start
    while (period := _PERIODS.get(word_at(tokens, at))) is not None:
        found.append(period)
        yield at + 1, tuple(found)
        at = joint(tokens, at + 1)[1]


READERS: dict[str, Reader] = {
    "CHOICE": _read_choice,
    "CODE": lambda tokens, start: islice(_read_names(tokens, start), 1),
    "KIND": _read_kind,
    "KINDS": _read_kinds,
    "LEVELS": _read_levels,
    "LISTS": one_token(
        lambda token: ROLES.get(token.text.removesuffix("s")) if token.kind == "word" else None
    ),
    "MODE": one_token(lambda token: MODES.get(token.text) if token.kind == "word" else None),
    "NAMES": _read_names,
    "PERIODS": _read_periods,
    "ROLES": _read_roles,
    "TEXT": _read_text,
}
_table = partial(wordings, readers=READERS)

TITLES = _table("report-titles")

CALL_TITLES = _table("call-titles")

COLUMNS = _table("columns")

DETAILS = _table("details")

HEADINGS = _table("headings")

GENERIC = _table("generic")

LABELS = _table("report-labels")

USES = _table("uses")

ABOUT_USE = _table("about-use")

NOTES = _table("notes")

POINTERS = _table("pointers")
