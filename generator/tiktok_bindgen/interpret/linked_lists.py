"""Find tables of values on other pages by the links in descriptions.

A link leads to a page by its number or, if that is not known, by the page's title, and within that page by
its anchor or by what its text says after the title. Of the table there, the column is taken whose title names
the field, or announces values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from attrs import frozen

from tiktok_bindgen.counting import in_singular
from tiktok_bindgen.interpret.appendix_model import LinkedList
from tiktok_bindgen.interpret.model import EnumValue
from tiktok_bindgen.interpret.reference_lists import PARTIAL
from tiktok_bindgen.interpret.values import BRACKETS, NOTHING, marked_value, plain
from tiktok_bindgen.read.page import ValueTable

_WORD = re.compile(r"[a-z0-9]+")
_REMARK = re.compile(r"\s[(（][^()（）]*[)）]$")
_CODE = re.compile(r"`(\w+)`")
DASH = re.compile(r"\s*[-–—]\s*")
APPENDIX = re.compile(r"^appendix\s*[-–—:]\s*", re.IGNORECASE)
_TELLS_VALUES = re.compile(r"(?:values?|codes?|ids?)\b[^`]*$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<name>\w+?)\((?P<first>\d{1,2})[~–-](?P<last>\d{1,2})\)")
# A column's title that occurs in a sentence is meant if it is longer than this.
_SHORTEST_QUOTED = 20
# The greatest share of a column's cells that may be sentences instead of values.
_SENTENCES = 0.2
_MOST_WORDS = 3


@frozen
class Link:
    """A link in a description.

    Attributes:
        label: Its text.
        document: The number of the page that it leads to; empty where its target has none.
        anchor: The place in that page; empty for none.
        sentence: The sentence that it is in.
    """

    label: str
    document: str
    anchor: str
    sentence: str


@frozen
class ListPage:
    """A page that other pages may refer to for values.

    It has its opening paragraphs as one text, its tables that are not of fields, and the names of its lists
    of values with facts.
    """

    name: str
    title: str
    source: str | None
    lead: str
    tables: tuple[ValueTable, ...]
    lists: tuple[str, ...] = ()


class LinkedLists:
    """An index of the pages that have lists of values."""

    def __init__(self, pages: Iterable[ListPage]) -> None:
        """Index pages by number, title and headings; what several pages have is not indexed."""
        pages = tuple(pages)
        titles = Counter(key_of(page.title) for page in pages)
        self._by_title = {key: page for page in pages if titles[key := key_of(page.title)] == 1}
        headed = [
            (key, page)
            for page in pages
            for key in {key_of(each) for table in page.tables for each in (*table.sections, table.heading)}
        ]
        headings = Counter(key for key, _ in headed)
        self._by_heading = {key: page for key, page in headed if headings[key] == 1 and key}
        self._by_number = {page.source.rpartition("=")[2]: page for page in pages if page.source is not None}

    def find(self, link: Link, field: str) -> LinkedList | None:
        """Find the list that a link leads to for a field's values."""
        parts = _parts(link)
        page = self.page(link)
        if page is None or PARTIAL.search(page.lead):
            return None
        title = key_of(page.title)
        places = [key_of(link.anchor)] if link.anchor else []
        places += [key_of(" ".join(parts[start:])) for start in range(len(parts))]
        for place in places:
            name, found = page.title, list(page.tables)
            if place != title:
                around = [(each, table) for table in found for each in (*table.sections, table.heading)]
                within = [(each, table) for each, table in around if key_of(each) == place]
                name, found = within[0][0] if within else "", [table for _, table in within]
            if found and (values := _values(found, link, field)):
                return LinkedList(plain(name), values, page=page.name, title=page.title)
        # If the place is not found, use tables that name the field.
        named = [each for each in page.tables if field in _CODE.findall(" ".join(each.columns))]
        values = _values(named, link, field)
        return LinkedList(plain(page.title), values, page=page.name, title=page.title) if values else None

    def page(self, link: Link) -> ListPage | None:
        """The page that a link leads to, if it has tables."""
        parts = _parts(link)
        heads = [key_of(" ".join(parts[:end])) for end in range(len(parts), 0, -1)]
        titled = next((self._by_title[head] for head in heads if head in self._by_title), None)
        return self._by_number.get(link.document, titled) or self._by_heading.get(heads[0])


def _parts(link: Link) -> list[str]:
    return DASH.split(APPENDIX.sub("", link.label))


# Cached because few names are asked for often.
@lru_cache(maxsize=16384)
def key_of(name: str) -> str:
    """Normalise a name: its words in lower case, without brackets and plurals."""
    return in_singular(" ".join(_WORD.findall(BRACKETS.sub(" ", name).lower())))


def _values(tables: Sequence[ValueTable], link: Link, field: str) -> tuple[EnumValue, ...]:
    """The values in those columns of some tables that match a field best."""
    columns = [
        (table, column, _likeness(title, link, field))
        for table in tables
        for column, title in enumerate(table.columns)
    ]
    best = max((likeness for _, _, likeness in columns), default=0)
    found: dict[str, EnumValue] = {}
    for table, column, likeness in columns:
        if likeness == best > 0:
            for value in _column(table, column):
                found.setdefault(str(value.value), value)
    return tuple(found.values())


def _likeness(title: str, link: Link, field: str) -> int:
    """How likely a column with a title has the values of a field; 0 for not at all."""
    key, words = key_of(title), key_of(field.replace("_", " ")).split()
    if re.search(rf"\b{re.escape(title)} column\b", link.sentence, re.IGNORECASE):
        return 5
    if len(key) > _SHORTEST_QUOTED and key in key_of(link.sentence):
        return 4
    if field in _CODE.findall(title):
        return 3
    own = key_of(title.partition("(")[0]).split()
    if own and (own[-1] == words[-1] or key_of(link.label).endswith(" ".join(own))):
        return 2
    return int(_TELLS_VALUES.search(title.lower()) is not None)


def _column(table: ValueTable, column: int) -> Iterator[EnumValue]:
    """Yield the values of a column; none if too many of its cells are sentences."""
    about = column + 1 if column + 1 < len(table.columns) else column - 1
    cells = [(cells[column].text, cells[about].text if about >= 0 else "") for cells in table.rows]
    filled = [(cell, meaning) for cell, meaning in cells if plain(cell) not in NOTHING]
    short = [
        (cell if len(cell.split()) <= _MOST_WORDS else _REMARK.sub("", cell), meaning)
        for cell, meaning in filled
    ]
    values = [(cell, meaning) for cell, meaning in short if len(cell.split()) <= _MOST_WORDS]
    if len(filled) - len(values) > _SENTENCES * len(filled):
        return
    for cell, meaning in values:
        value, lifecycle = marked_value(cell)
        for each in _numbered(value) if value else ():
            yield EnumValue(each, meaning, "", lifecycle)


def _numbered(value: str) -> list[str]:
    """Expand a value that stands for several: ``row_(0~2)`` for three."""
    match = _NUMBERED.fullmatch(value)
    if match is None:
        return [value]
    return [f"{match['name']}{number}" for number in range(int(match["first"]), int(match["last"]) + 1)]
