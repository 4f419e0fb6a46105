"""Read tables of values with facts about each: currencies, time zones, locations, industries.

The title of a column tells what it holds, by the rows of `COLUMNS`. A table is such a list if all of its
columns are known, one has the values, and another has facts.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from attrs import evolve, frozen

from tiktok_bindgen.interpret.appendix_model import Case, Enumeration, ListFact
from tiktok_bindgen.interpret.model import EnumValue, Lifecycle
from tiktok_bindgen.interpret.values import BRACKETS, NOTHING, marked_value, plain
from tiktok_bindgen.logic.model import SPOKEN_LEVELS
from tiktok_bindgen.read.page import Page, ValueTable

Role = Literal["value", "fact", "prose"]


@frozen
class Column:
    """What columns with certain titles hold.

    Attributes:
        title: A pattern for their titles in lower case, without brackets.
        role: The values, a fact about each value, or prose, which is left out.
        fact: The name of the fact; empty for none.
        example: A title that matches.
    """

    title: re.Pattern[str]
    role: Role
    fact: str
    example: str


def _column(title: str, role: Role, fact: str, example: str) -> Column:
    return Column(re.compile(title), role, fact, example)


#: The title of the column of values in a table whose heading names the list.
OWN_TITLE = "Value of the list"
# The first match counts. To read one more title, add a row.
COLUMNS: tuple[Column, ...] = (
    _column(r"parent (?:[\w-]+ ){0,4}(?:code|id)", "fact", "parent", "Parent ID"),
    _column(r"country or region code", "fact", "country_code", "Country or Region Code"),
    _column(OWN_TITLE.lower(), "value", "", OWN_TITLE),
    _column(r"enum values? for (?P<field>[a-z]\w*_\w+)", "value", "", "Enum value for `garden_event`"),
    _column(r"(?:[\w-]+ ){0,4}(?:code|id)", "value", "", "Tier 2 Garden ID"),
    _column(r"event type", "fact", "name", "Event type"),
    _column(r"(?:[\w-]+ ){0,4}full name", "fact", "full_name", "Full name"),
    _column(r"(?:[\w-]+ ){0,4}name", "fact", "name", "Name"),
    _column(r"currency", "fact", "name", "Currency"),
    _column(r"level", "fact", "level", "Level"),
    _column(r"time", "fact", "utc_offset", "Time"),
    _column(r"(?:[\w-]+ ){1,4}ratio", "fact", "budget_ratio", "Budget verification ratio"),
    _column(r"precision", "fact", "precision", "Precision"),
    _column(r"minimum daily budget", "fact", "min_daily_budget", "Minimum daily budget (inclusive)"),
    _column(r"maximum daily budget", "fact", "max_daily_budget", "Maximum daily budget (exclusive)"),
    _column(r"(?:[\w-]+ ){0,4}(?:description|notes?)", "prose", "", "Tier 2 Garden Description"),
)
#: Facts that are amounts of money or parts of one.
AMOUNTS = frozenset({"precision", "budget_ratio", "min_daily_budget", "max_daily_budget"})

_CODE = re.compile(r"`([\w.-]+)`")
_FIELD_AS = re.compile(r"`(\w+)` as ((?:`\w+`(?:, | or )?)+)")
_OF = re.compile(r"\bfor `(\w+)` ")
_LEVEL = re.compile(r"\bat the (campaign|ad group|ad) level\b", re.IGNORECASE)
_TIER = re.compile(r"^(?:tier \d|[\w-]+-level) ")
_KEY = re.compile(r"\s*\b(?:codes?|ids?)$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?|\d{1,18}(?:\.\d{1,9})?")
_VALUE = re.compile(r"[A-Za-z0-9][\w/+-]*")
#: Words of a page or heading that has only some of the values, or leads to an operation that returns all.
PARTIAL = re.compile(r"\b(?:partial|complete|full|whole) list\b", re.IGNORECASE)


def reference_list(page: Page, table: ValueTable) -> tuple[Enumeration | None, list[str]]:
    """Read a table as a list of values with facts.

    Returns:
        The list, or ``None`` if it is none; and the cells that are not understood.
    """
    columns = [_column_of(title) for title in table.columns]
    known = [column for column in columns if column is not None]
    keys = [number for number, column in enumerate(known) if column.role == "value"]
    own = keys and known[keys[-1]].title.groups
    if len(known) < len(columns) or not keys or not (own or any(each.role == "fact" for each in known)):
        return None, []
    unread: list[str] = []
    rows: dict[str, list[str]] = {}
    lives: dict[str, Lifecycle | None] = {}
    for cells in table.rows:
        value, lifecycle = marked_value(cells[keys[-1]].text)
        if _VALUE.fullmatch(value):
            rows.setdefault(value, [_plain(cell.text) for cell in cells])
            lives.setdefault(value, lifecycle)
        else:
            unread.append(value)
    facts: dict[tuple[str, Case], ListFact] = {}
    # Of two columns of one kind, the last is about the values, and the one before about their parents.
    for number in reversed([n for n, column in enumerate(known) if column.fact or n in keys[:-1]]):
        name, case = known[number].fact or "parent", _case(table, number)
        name = f"parent_{name}" if (name, case) in facts else name
        stated = [_fact_in(name, texts[number]) for texts in rows.values()]
        unread += [
            texts[number]
            for texts, fact in zip(rows.values(), stated, strict=True)
            if fact is None and texts[number] not in NOTHING
        ]
        facts[name, case] = ListFact(name, tuple(stated), case)
    names = facts.pop(("name", Case()), ListFact("name", (None,) * len(rows)))
    values = tuple(
        EnumValue(value, label=name or "", lifecycle=lives[value])
        for value, name in zip(rows, names.values, strict=True)
    )
    title, fields = _called(page, table, known[keys[-1]], table.columns[keys[-1]])
    told_partial = " ".join((table.heading, *(line.text for line in page.lead)))
    return (
        (
            Enumeration(
                title,
                values,
                fields,
                page=page.name,
                title=page.title,
                facts=tuple(reversed(facts.values())),
                partial=PARTIAL.search(told_partial) is not None,
            ),
            unread,
        )
        if rows
        else (None, unread)
    )


def reference_names(page: Page) -> tuple[str, ...]:
    """The names of the lists on a page."""
    found = (reference_list(page, table)[0] for table in page.tables)
    return tuple(dict.fromkeys(each.name for each in found if each is not None))


def together(one: Enumeration, other: Enumeration) -> tuple[Enumeration, int]:
    """Merge two tables of one list.

    Returns:
        The list, and how many facts the two state differently; those of the first are kept.
    """
    values = {each.value: each for each in (*other.values, *one.values)}
    order = list(dict.fromkeys(each.value for each in (*one.values, *other.values)))
    conflicts = 0
    tables = [_by_value(each) for each in (one, other)]
    facts = []
    for key in dict.fromkeys((*tables[0], *tables[1])):
        first, second = (table.get(key, {}) for table in tables)
        conflicts += sum(first[value] != second[value] for value in first.keys() & second.keys())
        stated = second | first
        facts.append(ListFact(key[0], tuple(stated.get(value) for value in order), key[1]))
    return (
        evolve(
            one,
            values=tuple(values[value] for value in order),
            fields=tuple(dict.fromkeys((*one.fields, *other.fields))),
            facts=tuple(facts),
            partial=one.partial or other.partial,
        ),
        conflicts,
    )


def is_reference_list(enumeration: Enumeration) -> bool:
    """Whether an enumeration was read from such a table, not from a page of enumerations."""
    return enumeration.title != ""


def fact_title(fact: ListFact) -> str:
    """Write the title of a column that is read as a fact."""
    title = {column.fact: column.example for column in COLUMNS}.get(fact.name.removeprefix("parent_"), "")
    cases = [f"at the {SPOKEN_LEVELS[fact.case.level]} level"] if fact.case.level else []
    for name, values in fact.case.fields:
        listed = " or ".join(f"`{value}`" for value in values)
        cases.append(f"with `{name}` as {listed}" if name else f"for {listed} only")
    return f"{title} ({', '.join(cases)})" if cases else title


def _by_value(of: Enumeration) -> dict[tuple[str, Case], dict[object, str]]:
    return {
        (fact.name, fact.case): {
            each.value: stated
            for each, stated in zip(of.values, fact.values, strict=True)
            if stated is not None
        }
        for fact in of.facts
    }


def _column_of(title: str) -> Column | None:
    bare = _bare(title)
    return next((column for column in COLUMNS if column.title.fullmatch(bare)), None)


def _case(table: ValueTable, number: int) -> Case:
    """The case in which a column applies: its title or the heading give the level, its brackets the rest."""
    title = table.columns[number]
    level = _LEVEL.search(title) or (
        _LEVEL.search(table.heading) if "daily budget" in title.lower() else None
    )
    fields = [(name, tuple(_CODE.findall(values))) for name, values in _FIELD_AS.findall(title)]
    fields += [("", (value,)) for value in _OF.findall(title)]
    return Case(level[1].lower().replace(" ", "") if level else "", tuple(sorted(fields)))


def _fact_in(name: str, text: str) -> str | None:
    if text in NOTHING:
        return None
    if name not in AMOUNTS:
        return text
    number = text.replace(",", "")
    return number if _NUMBER.fullmatch(text) and Decimal(number) else None


def _called(page: Page, table: ValueTable, column: Column, title: str) -> tuple[str, tuple[str, ...]]:
    """The name of a list, and the fields that it says it is for.

    If the title is no more than "code" or "ID", the name is the title of the column of names, or the page's.
    """
    if title == OWN_TITLE:
        fields = tuple(name for bracket in BRACKETS.findall(table.heading) for name in _CODE.findall(bracket))
        return _plain(BRACKETS.sub(" ", table.heading)), fields
    bare = _bare(title)
    match = column.title.fullmatch(bare)
    if match and match.groupdict():
        return match["field"].replace("_", " ").capitalize(), (match["field"],)
    named = tuple(_CODE.findall(title))
    thing = _KEY.sub("", _TIER.sub("", bare)).strip()
    if named or not thing:
        of_names = [
            _bare(each) for each in table.columns if (known := _column_of(each)) and known.fact == "name"
        ]
        others = [each for each in of_names if not each.endswith("name")]
        thing = others[0] if others and not named else re.sub(r"IDs$", "ID", page.title)
    return thing[:1].upper() + thing[1:], named


def _bare(title: str) -> str:
    return _plain(BRACKETS.sub(" ", title)).lower()


def _plain(text: str) -> str:
    """The text of a cell or title without its marks of depth and code."""
    return plain(text.lstrip("#"))
