"""Read a page's own tables of values, and bind them to the fields that use them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import EnumValue, Lifecycle
from tiktok_bindgen.interpret.table_kinds import OFFERS, kind_of
from tiktok_bindgen.interpret.value_texts import mark_of
from tiktok_bindgen.read.page import Line, ValueTable

#: Contents of cells that state nothing.
NOTHING = frozenset({"", "-", "–", "—", "/"})
#: Text in brackets.
BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")

# Titles of a second column that explains values in prose; one with any other title names them.
_EXPLAINS = frozenset(
    {"description", "meaning", "explanation", "details", "detail", "note", "notes", "descripton"}
)

#: The heading of a list with a name on a facts page.
NAMES_LIST = re.compile(r"List of (?P<name>[^`]{1,80}?) values(?: \d{1,4})?")

# The title of a first column of values, of any column of values, and a heading that announces values.
_VALUES = re.compile(r"(?:enum )?values?\b", re.IGNORECASE)
_OF_VALUES = re.compile(r"\bvalues?$|\bcodes? \(", re.IGNORECASE)
_LISTS = re.compile(r"^(?:list of|enum)\b.*\b(?:values?|codes?|names?|types?|ids?)\b", re.IGNORECASE)

_FIELD = re.compile(r"`[a-z]\w*`")
_CASE = re.compile(r"(?:when|if|otherwise)\b", re.IGNORECASE)
_SHARED = re.compile(r"list of \w+ .*\w", re.IGNORECASE)

_DEPTH = re.compile(r"^#+\s*")
# In braces anything is a mark, in brackets only these words.
_MARK = re.compile(
    r"\{\s*[-+]?\s*([^{}]*)\}|[(（]\s*((?:to[- ]be[- ])?deprecated|allow-?listed)\s*[)）]", re.IGNORECASE
)
# A mark after a value, with a space or attached to a constant: ``ROSEDeprecated``.
_LAST_WORDS = re.compile(
    r"(?:\s|(?<=[A-Z0-9_])(?=(?-i:[DT])(?-i:[eo])))(to[- ]be[- ]deprecated|deprecated)$", re.IGNORECASE
)


@frozen
class ValueList:
    """Values in a table of their own.

    Attributes:
        key: The table's heading, normalised for comparison with a description.
        name: What the values are, when a column says so: ``Currency``.
        values: The values in documented order.
        fields: The fields that the column's title names, if any.
        unannounced: Whether no heading or title says that it lists values, so that a description must.
        uses: The names of a table that further columns mark as fit for something, keyed by their titles.
        cases: The headings of its tables where each is for one case; other cases may have other values.
    """

    key: str
    name: str | None
    values: tuple[EnumValue, ...]
    fields: frozenset[str] = frozenset()
    unannounced: bool = False
    uses: tuple[tuple[str, frozenset[str]], ...] = ()
    cases: frozenset[str] = frozenset()


def value_lists(tables: Sequence[ValueTable]) -> tuple[ValueList, ...]:
    """The tables of a page that list values under a heading of their own."""
    found: list[ValueList] = []
    for table in tables:
        if _key(table.heading):
            columns = _value_columns(table)
            lists = [_column(table, column) for column in columns] if columns else [_names(table)]
            found.extend(listed for listed in lists if listed is not None)
    return (*found, *_offered(tables))


def _offered(tables: Sequence[ValueTable]) -> Iterator[ValueList]:
    """Yield the names in the tables of each section that says by its heading what it offers."""
    sections: dict[str, list[ValueTable]] = {}
    for table in (each for each in tables if kind_of(each) == "names"):
        # The innermost heading that does.
        for heading in (table.heading, *reversed(table.sections)):
            if OFFERS.fits(plain(heading)):
                sections.setdefault(_key(heading), []).append(table)
                break
    for key, same in sections.items():
        values: dict[str, EnumValue] = {}
        uses: dict[str, set[str]] = {}
        for table in same:
            names = [marked_value(cells[0].text)[0] for cells in table.rows]
            values |= {name: EnumValue(name) for name in names}
            marked = {
                plain(title): number
                for number, title in enumerate(table.columns)
                if _is_marked(table, number)
            }
            for title, number in marked.items():
                uses.setdefault(title, set())
                uses[title] |= {
                    name for name, row in zip(names, table.rows, strict=True) if _YES.match(row[number].text)
                }
        if values and all(map(_NAME.fullmatch, values)):
            # A table that does not tell admits all its names.
            for title, fit in uses.items():
                for table in same:
                    if title not in map(plain, table.columns):
                        fit |= {marked_value(cells[0].text)[0] for cells in table.rows}
            kept = tuple((title, frozenset(fit)) for title, fit in uses.items())
            cases = frozenset(table.heading for table in same if _key(table.heading) != key)
            yield ValueList(key, None, tuple(values.values()), unannounced=True, uses=kept, cases=cases)


def are_for(cases: Collection[str], values: Iterable[object]) -> bool:
    """Whether headings of cases are for the values of a field, one heading for each value."""
    words = [_words(case) for case in cases]
    named = [
        [number for number, of_case in enumerate(words) if _words(f"{value}") <= of_case] for value in values
    ]
    return sorted(named) == [[number] for number in range(len(words))]


def _words(text: str) -> set[str]:
    """The words of a heading or a value, those of several things as of one."""
    return {word.rstrip("s") for word in _key(text.replace("_", " ")).split()}


# What a column of marks has, and a name.
_YES = re.compile(r"yes|✅|✔", re.IGNORECASE)
_YES_OR_NO = re.compile(r"(?:yes|no|[✅✔❌])\ufe0f?", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9]+(?:[_.][a-z0-9]+)*")


def _is_marked(table: ValueTable, number: int) -> bool:
    return all(_YES_OR_NO.fullmatch(cells[number].text.strip()) for cells in table.rows)


def shared_tables(tables: Sequence[ValueTable]) -> tuple[ValueList, ...]:
    """The lists of a page that other pages may refer to, by their headings."""
    return value_lists([table for table in tables if _SHARED.match(table.heading)])


def shared_lists(lists: Iterable[ValueList]) -> tuple[ValueList, ...]:
    """Keep the lists of many pages that are unambiguous: no other list is called the same."""
    found: dict[tuple[str, frozenset[str]], ValueList | None] = {}
    for listed in lists:
        key = (listed.key, listed.fields)
        known = found.setdefault(key, listed)
        if known is not None and _texts(known) != _texts(listed):
            found[key] = None
    return tuple(listed for listed in found.values() if listed is not None)


def _texts(listed: ValueList) -> list[object]:
    return [value.value for value in listed.values]


def _value_columns(table: ValueTable) -> list[int]:
    """The columns that hold values: by their titles, or else the first one of a list of values."""
    titles = [plain(column) for column in table.columns]
    if titles and _VALUES.match(titles[0]):
        return [0]
    if (
        len(titles) > 1
        and _FIELD.fullmatch(table.columns[0])
        and _EXPLAINS.issuperset(map(str.lower, titles[1:]))
    ):
        return [0]
    if not _LISTS.search(table.heading):
        return []
    return [index for index, title in enumerate(titles) if _OF_VALUES.search(title)] or [0][: len(titles)]


def _column(table: ValueTable, column: int) -> ValueList | None:
    about = next((index for index in range(len(table.columns)) if index > column), None)
    if about is None and column:
        about = 0
    second = plain(table.columns[about]) if about is not None else ""
    named = bool(second) and second.lower() not in _EXPLAINS
    values: dict[str, EnumValue] = {}
    for cells in table.rows:
        value, lifecycle = marked_value(cells[column].text)
        text = cells[about].text if about is not None else ""
        if value:
            values.setdefault(
                value, EnumValue(value, "" if named else text, text if named else "", lifecycle)
            )
    if not values:
        return None
    own = NAMES_LIST.fullmatch(table.heading)
    # A title may name the field without saying that its values are all there.
    announced = _VALUES.match(plain(table.columns[0])) or _LISTS.search(table.heading)
    name = second if named and re.fullmatch(r"[A-Za-z][A-Za-z0-9 _]{0,40}", second) else None
    fields = frozenset(re.findall(r"`(\w+)`", table.columns[column]))
    called = own["name"] if own else name
    return ValueList(_key(table.heading), called, tuple(values.values()), fields, unannounced=not announced)


# The title of a column of names, and the cells that it must have.
_OF_NAMES = re.compile(r"\b(?:names?|values?|codes?)$", re.IGNORECASE)
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_FEWEST_NAMES = 3


def _names(table: ValueTable) -> ValueList | None:
    """The constants in the columns of names of a table that is not headed as a list of values."""
    columns = [index for index, title in enumerate(table.columns) if _OF_NAMES.search(plain(title))]
    values: dict[str, EnumValue] = {}
    for cells in table.rows:
        for column in columns:
            value, lifecycle = marked_value(cells[column].text)
            if value and not _CONSTANT.fullmatch(value):
                return None
            text = cells[column + 1].text if column + 1 < len(cells) else ""
            if value:
                values.setdefault(value, EnumValue(value, text, "", lifecycle))
    if len(values) < _FEWEST_NAMES:
        return None
    return ValueList(_key(table.heading), None, tuple(values.values()), unannounced=True)


def plain(text: str) -> str:
    """A text without back-ticks, its white space collapsed."""
    return " ".join(text.replace("`", "").split())


# Cached because each date has these tables, and several readers look at them.
@lru_cache(maxsize=65536)
def marked_value(cell: str) -> tuple[str, Lifecycle | None]:
    """Separate a value in a table from its marks; return it and its lifecycle.

    Examples:
        >>> marked_value("ROSE {-Deprecated}")
        ('ROSE', 'deprecated')
        >>> marked_value("#TULIP (allowlisted)")
        ('TULIP', None)
        >>> marked_value("`OAK (old)` (to be deprecated)")
        ('OAK (old)', 'to-be-deprecated')
        >>> marked_value("ELMDeprecated"), marked_value("ELM_DEPRECATED")
        (('ELM', 'deprecated'), ('ELM_DEPRECATED', None))
    """
    text = _DEPTH.sub("", cell.strip())
    lifecycle: Lifecycle | None = None
    code = re.fullmatch(r"`([^`]+)`(.*)", text)
    beside = code[2] if code else text
    for mark in _MARK.findall(beside):
        lifecycle = mark_of(mark[0] or mark[1]) or lifecycle
    if code:
        return plain(code[1]), lifecycle
    text = plain(_MARK.sub(" ", text))
    if last := _LAST_WORDS.search(text):
        lifecycle = mark_of(last[1])
        text = text[: last.start()]
    return text, lifecycle


def bound_list(name: str, description: Sequence[Line], lists: Sequence[ValueList]) -> ValueList | None:
    """The value list that a field's description refers to by its heading, if there is one.

    A column whose title names fields is for these alone. The list for one case does not have all values, but
    the lists of several cases are merged.
    """
    cases: list[ValueList] = []
    case_level = 0
    for line in description:
        inside = 0 < case_level <= line.level
        if not inside:
            case_level = line.level + 1 if _CASE.match(line.text) else 0
        found = _referred(line, name, lists)
        if found is None:
            continue
        if not case_level:
            return _fit_for(name, description, found)
        if found not in cases:
            cases.append(found)
    if len(cases) < 2:
        return None
    values = {value.value: value for listed in reversed(cases) for value in reversed(listed.values)}
    of_cases = frozenset[str]().union(*(listed.cases for listed in cases))
    return ValueList("", None, tuple(reversed(values.values())), cases=of_cases)


def _fit_for(name: str, description: Sequence[Line], listed: ValueList) -> ValueList:
    """Keep of a list with several uses the values for the one that a description speaks of."""
    said = {_stem(word) for line in description for word in _NO_WORDS.split(plain(line.text).lower())}
    likeness = {
        title: 2 * len((said & set(map(_stem, _NO_WORDS.split(title.lower())))) - _OF_ANY)
        + (name in title.split())
        for title, _ in listed.uses
    }
    best = [title for title, likes in likeness.items() if likes == max(likeness.values()) > 0]
    fit = dict(listed.uses)[best[0]] if len(best) == 1 else None
    values = listed.values if fit is None else [each for each in listed.values if each.value in fit]
    return evolve(listed, values=tuple(values), uses=())


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|s)$", "", word)


# Stems of words that tell nothing of a use.
_OF_ANY = frozenset(
    map(
        _stem,
        (
            "",
            "a",
            "as",
            "be",
            "by",
            "can",
            "field",
            "fields",
            "for",
            "is",
            "of",
            "or",
            "supported",
            "the",
            "to",
            "used",
            "under",
        ),
    )
)


def _referred(line: Line, name: str, lists: Sequence[ValueList]) -> ValueList | None:
    words = _referring(line.text)
    if not words:
        return None
    # Take the longest heading, since one may be a part of another.
    fitting = (
        listed
        for listed in lists
        if listed.key in words
        and (not listed.fields or name in listed.fields)
        and (not listed.unannounced or _TOLD.search(words))
    )
    return max(fitting, key=lambda listed: len(listed.key), default=None)


_TOLD = re.compile(
    r"\b(?:enum|supported|allowed) values\b|\b(?:supported|available|allowed) (?:\w+ ){0,3}see\b"
    r"|\b(?:selected|chosen) from\b"
)
_REFERS = re.compile(r"\b(?:see|refer to|check|values?|(?:selected|chosen) from)\b")
_TARGET = re.compile(r"\]\([^)]*\)")
_NO_WORDS = re.compile(r"\W+")


# Cached because requests and replies repeat each other's descriptions.
@lru_cache(maxsize=65536)
def _referring(text: str) -> str:
    """The normalised words of a line that may refer to a list; empty for other lines."""
    words = _key(_TARGET.sub("]", text))
    return words if _REFERS.search(words) else ""


def _key(text: str) -> str:
    return _NO_WORDS.sub(" ", plain(text).lower()).strip()
