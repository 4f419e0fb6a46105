"""Split a description into statements: lines of sentences, each with the list that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from attrs import evolve, frozen

from tiktok_bindgen.read.page import Line


@frozen
class Statement:
    """One line of a description and the list under it.

    Attributes:
        text: The line, with code in back-ticks.
        items: The statements of the list that the line introduces.
        gap: Whether an empty line precedes it.
    """

    text: str
    items: tuple[Statement, ...] = ()
    gap: bool = False

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The line's sentences."""
        return split(self.text)

    def walk(self) -> Iterator[Statement]:
        """Yield this statement and every one below it, in order."""
        yield self
        for item in self.items:
            yield from item.walk()

    def flat(self) -> str:
        """The statement and its list as one sentence, without references to further information."""
        parts = [item.flat().rstrip(".;") for item in self.items if not _GUIDANCE.match(item.text)]
        return f"{self.text} {'; '.join(parts)}." if parts else self.text


@frozen
class Sentence:
    """A sentence in its context.

    Attributes:
        text: The sentence.
        items: The list that it introduces.
        around: The lines that it is nested under, outermost first.
        before: The sentences before it on its line.
        after: The sentences after it on its line.
    """

    text: str
    items: tuple[Statement, ...] = ()
    around: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def flat(self) -> str:
        """The sentence and its list as one."""
        return Statement(self.text, self.items).flat()


# A line that puts a condition on the lines after it, which are not nested deeper.
_HEADS = re.compile(r"^\W*(?:for|when|if)\b[^:：.]*[:：]$", re.IGNORECASE)
#: How a sentence about the listed value before it begins, or the line before it.
WITH_VALUE = re.compile(r"^(?:in|with|for) this (?:\w+ )?(?:mode|option|type),\s+", re.IGNORECASE)


def placed(
    described: Sequence[Statement], outer: tuple[str, ...] = ()
) -> Iterator[tuple[Statement, tuple[str, ...]]]:
    """The statements of a list, each with the lines that it stands under, outermost first."""
    heading = before = ""
    for statement in described:
        heading = "" if statement.gap else heading
        above = before if WITH_VALUE.match(statement.text) else heading
        yield statement, (*outer, above) if above else outer
        before = statement.text
        if not statement.items and statement.text.endswith(_COLONS) and _HEADS.search(statement.text):
            heading = statement.text


_COLONS = (":", "：")
_GUIDANCE = re.compile(r"^to [a-z][^.,:]{1,200}, (?:go to|refer to|see|use|visit)\b", re.IGNORECASE)

# A line that begins a new paragraph, and so ends a list in a form that has lost its bullets.
_OPENERS = re.compile(
    r"^(?:default(?: value)?\b|notes?\b\s*[:：]|example\b|(?:enum|supported|allowed) values?\b"
    r"|max(?:imum)? size\b|size range\b|value range\b|length (?:limit|range)\b"
    r"|to (?:learn|get|obtain|find|see)\b|for (?:details|enum|more)\b|currently,|see\b)",
    re.IGNORECASE,
)


# A reference to further information; in the middle of a list it belongs to the item before.
_MORE = re.compile(r"^(?:to |see\b|for details\b)", re.IGNORECASE)


def _opens(lines: Sequence[Line], at: int) -> bool:
    """Whether a line begins a new paragraph."""
    line = lines[at]
    if not _OPENERS.match(line.text):
        return False
    follows = not line.gap and at + 1 < len(lines) and not lines[at + 1].gap
    return not (follows and _MORE.match(line.text) and not _OPENERS.match(lines[at + 1].text))


def statements(lines: Sequence[Line], *, nested: bool) -> tuple[Statement, ...]:
    """Group a description's lines into statements.

    Args:
        lines: The description.
        nested: Whether the lines' levels are known. Where they are not (the flattened form), a line that
            ends in a colon introduces what follows up to the next empty line or the next line that begins
            a new paragraph.
    """
    return tuple(_headed(_by_level(lines))) if nested else _by_gap(lines)


def _headed(found: Sequence[Statement]) -> Iterator[Statement]:
    """Nest headings with lists under the line before them that introduces them."""
    at = 0
    while at < len(found):
        each, end = found[at], at + 1
        if each.text.endswith(_COLONS) and not each.items:
            while (
                end < len(found)
                and found[end].items
                and _HEADED.match(found[end].text)
                and not found[end].gap
            ):
                end += 1
        yield evolve(each, items=tuple(found[at + 1 : end])) if end > at + 1 else each
        at = end


def _by_level(lines: Sequence[Line]) -> tuple[Statement, ...]:
    # Children are collected on an explicit stack: a hostile page may nest lists thousands deep.
    root: list[Statement] = []
    stack: list[tuple[int, Line, list[Statement]]] = []

    def close(level: int) -> None:
        while stack and stack[-1][0] >= level:
            _, line, items = stack.pop()
            (stack[-1][2] if stack else root).append(Statement(line.text, tuple(items), line.gap))

    for line in lines:
        level = min(line.level, 20)
        close(level)
        stack.append((level, line, []))
    close(-1)
    return tuple(root)


def _by_gap(lines: Sequence[Line]) -> tuple[Statement, ...]:
    found: list[Statement] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        cases = _cases_end(lines, at)
        if cases > at and found and not found[-1].items:
            found[-1] = evolve(found[-1], items=tuple(map(_alone, lines[at:cases])))
            at = cases
            continue
        items, at = _list_below(line, lines, at + 1)
        found.append(Statement(line.text, items, line.gap))
    return tuple(found)


def _alone(line: Line) -> Statement:
    return Statement(line.text, (), line.gap)


_CASE_WORDS = frozenset({"For", "If", "In", "When"})


def _cases_end(lines: Sequence[Line], start: int) -> int:
    """The end of a list of cases that begins at ``start``: lines after a gap with the same first word."""
    word = _first_word(lines[start])
    if not lines[start].gap or word not in _CASE_WORDS:
        return start
    end = start
    while end < len(lines) and _first_word(lines[end]) == word and not _introduces(lines[end].text):
        if end > start and lines[end].gap:
            break
        end += 1
    return end if end - start > 1 else start


def _first_word(line: Line) -> str:
    return line.text.partition(" ")[0]


# A sentence that a list must follow although it does not end in a colon.
_FOLLOWED = re.compile(r"\bfollowing (?:conditions|requirements|scenarios)\b[^.:：]*\.\Z", re.IGNORECASE)


def _introduces(text: str) -> bool:
    return text.endswith(_COLONS) or _FOLLOWED.search(text) is not None


def _list_below(line: Line, lines: Sequence[Line], at: int) -> tuple[tuple[Statement, ...], int]:
    """Read the list that a line introduces, beginning at ``at``; also return the index after it."""
    if not _introduces(line.text):
        return (), at
    items: list[Statement] = []
    while at < len(lines) and not _opens(lines, at) and not _ends_list(lines[at], items, line):
        item = lines[at]
        inner, at = _inner_list(item, lines, at + 1)
        if not inner and (more := _explained_end(items, item, lines, at)) > at:
            inner, at = tuple(map(_alone, lines[at:more])), more
        items.append(Statement(item.text, inner, item.gap))
    return tuple(items), at


# A heading within a list of conditions.
_HEADING = re.compile(r"^at the \w[\w ]{0,20} level\s?[:：]$", re.IGNORECASE)
_HEADED = re.compile(r"^at the \w[\w ]{0,20} level\s?[:：,]", re.IGNORECASE)
_PRESENCE = re.compile(r"^(?:not supported|optional|required|valid)\b", re.IGNORECASE)


def _ends_list(line: Line, items: Sequence[Statement], introduction: Line) -> bool:
    if items and _PRESENCE.match(line.text) and _PRESENCE.match(introduction.text):
        return True
    if not line.gap or not items or _HEADED.match(line.text):
        return False
    # A gap that ends a nested list does not end this one, if the next line is like its items.
    values = _LISTED_VALUE.match(line.text) and _LISTED_VALUE.match(items[-1].text)
    return not (_goes_on(items, line) or (items[-1].items and values))


def _inner_list(
    item: Line, lines: Sequence[Line], at: int, depth: int = 1
) -> tuple[tuple[Statement, ...], int]:
    """Read the list that an item of a list introduces; also return the index after it.

    It is set off by gaps, or consists of lines that begin with code, up to the first that does not.
    """
    if not _introduces(item.text):
        return (), at
    start = at
    heads = _HEADING.match(item.text) is not None
    items: list[Statement] = []
    while at < len(lines) and not _opens(lines, at):
        line = lines[at]
        if (items and line.gap and not _goes_on(items, line)) or (heads and _HEADED.match(line.text)):
            break
        if not heads and not lines[start].gap and not line.text.startswith("`"):
            break
        below = at + 1 < len(lines) and lines[at + 1].gap and depth < _DEEPEST
        inner, at = _inner_list(line, lines, at + 1, depth + 1) if below else ((), at + 1)
        items.append(Statement(line.text, inner, line.gap))
    return tuple(items), at


_DEEPEST = 4


def _goes_on(items: Sequence[Statement], line: Line) -> bool:
    """Whether a list continues with a line after a gap, since a nested list came before it."""
    if not items[-1].items:
        return False
    first = items[0].text
    return _first_word(line) == first.partition(" ")[0] or (
        _introduces(line.text) and line.text.rpartition(" ")[2] == first.rpartition(" ")[2]
    )


_LISTED_VALUE = re.compile(r"^`[^`]{1,80}`\s*[:：]")
_LONGEST_EXPLANATION = 12


def _explained_end(items: Sequence[Statement], item: Line, lines: Sequence[Line], at: int) -> int:
    """The end of lines that explain a listed value: a gap after which the list of values continues."""
    listed = all(map(_LISTED_VALUE.match, (*(each.text for each in items[-1:]), item.text)))
    if not listed or at >= len(lines) or not lines[at].gap or _LISTED_VALUE.match(lines[at].text):
        return at
    for end in range(at, min(len(lines), at + _LONGEST_EXPLANATION)):
        if lines[end].gap and _LISTED_VALUE.match(lines[end].text):
            return end
        if _OPENERS.match(lines[end].text) or _introduces(lines[end].text):
            return at
    return at


_STOP = re.compile(r"[.!?。](?:\s+(?=[^a-z\s])|(?<=。))")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|No|approx|[Mm]ax|[Mm]in)\.|^\(?\d+\.)$")


# Cached because requests and replies repeat each other's descriptions.
@lru_cache(maxsize=65536)
def split(text: str) -> tuple[str, ...]:
    """Split a line at full stops, never inside back-ticks or brackets.

    Examples:
        >>> split("Size. Default: `A. B`. Range: 0.5-1.")
        ('Size.', 'Default: `A. B`.', 'Range: 0.5-1.')
    """
    parts: list[str] = []
    start = 0
    stops = list(_STOP.finditer(text))
    code = _code_spans(text) if stops else []
    position = 0
    for match in stops:
        end = match.start() + 1
        while position < len(code) and code[position][1] <= end:
            position += 1
        inside = position < len(code) and code[position][0] <= end
        piece = text[start:end].strip()
        if inside or not piece or _ABBREVIATION.search(piece if len(piece) < 12 else f"…{piece[-8:]}"):
            continue
        parts.append(piece)
        start = match.end()
    rest = text[start:].strip()
    if rest:
        parts.append(rest)
    return tuple(parts)


def _code_spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = -1
    for match in re.finditer("`", text):
        if start < 0:
            start = match.start()
        else:
            spans.append((start, match.end()))
            start = -1
    return spans
