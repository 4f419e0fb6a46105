"""Tables that give the values of one field for those of another, as rules of the requests that lead to them.

Such a table has two columns whose titles name fields, one of which tells that its values are those there are:
``Supported values of `a` ``. It counts where the description of a field leads to it, under the condition that
is given there. Rows for one value add up, and a value with a row that is not understood wholly is left free.
Behind the values a cell may have remarks, in lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from tiktok_bindgen.interpret.enumerations import links_in
from tiktok_bindgen.interpret.linked_lists import Link, LinkedLists, SharedList, key_of
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Cell, Page, ValueTable
from tiktok_bindgen.sentences.build import Builder
from tiktok_bindgen.sentences.conditions import read_condition
from tiktok_bindgen.sentences.levels import LEVELS
from tiktok_bindgen.sentences.resolve import Node, Request, Unresolved, typed
from tiktok_bindgen.sentences.syntax import Clause, Constraint, Expr, Name, prose_in, together
from tiktok_bindgen.wording.tokens import tokenise

_NAMED = re.compile(r"`([a-z]\w*)`")
# What tells in a title, a sentence or a page's first words that values are those there are.
_ALL_VALUES = re.compile(
    r"\b(?:supported|available|allowed|valid|corresponding)\b[\w ]{0,20} `([a-z]\w*)`", re.IGNORECASE
)
_CORRESPONDING = re.compile(r"\bcorresponding `([a-z]\w*)`", re.IGNORECASE)
_VALUE = r"(?:`([^`]+)`|([A-Z][A-Z0-9_]+|\d+)\b)"
_VALUES = re.compile(
    rf"(?:{_VALUE}(?:\s*\([^()`]*\))?(?:\s*[,，;；·/](?:\s+(?:or|and)\b)?|\s+(?:or|and)\b|(?=\s|$))\s*)+"
)
_ALL_BUT = re.compile(r"all [\w ]{1,60}?(?: excluding (?P<but>.+))?", re.IGNORECASE)
_GLOSS = re.compile(r"\([^()`]*\)")
# How a sentence begins that leads to a table of the values there are.
_LEADS = re.compile(
    r"(?:see|refer to|to (?:learn|find|see|check)|for (?:enum|supported)|when|if)\b", re.IGNORECASE
)
_SOME = re.compile(r"\b(?:recommend|suggest|example|default)", re.IGNORECASE)
# What a cell says in words of a field's value.
_SET = re.compile(r"`[a-z]\w*`[\w ()`]{0,60}? (?:is|as|=|(?:is )?set (?:to|as)) `[A-Z]\w+`")
_LEVEL = re.compile(r"\bat the ([\w ]+) level|\(([\w ]+) level\)", re.IGNORECASE)


@frozen
class Listed:
    """The values in a cell.

    Attributes:
        values: The values.
        others: All others are meant instead.
    """

    values: tuple[str, ...]
    others: bool = False


@frozen
class Combination:
    """Which values a field has for those of another.

    Attributes:
        given: The other field.
        value: The field.
        allowed: Its values by those of the other, as each row lists them.
        unread: The cells that are not understood, with which the field may have any value.
        level: The level of the account that the field is said to be of; empty for none.
    """

    given: str
    value: str
    allowed: Mapping[str, Sequence[Listed]]
    unread: Sequence[Cell] = ()
    level: str = ""


def read_combinations(table: ValueTable, told: Sequence[str] = ()) -> tuple[Combination, ...]:
    """What a table says of two fields, once for each column of the one that it gives the values of.

    Args:
        table: The table. Where it says nothing of the kind, or not in a known form, nothing is found.
        told: The fields of which it gives all values, where no title says so.
    """
    columns = _columns(table)
    titled = [name for title in table.columns for name in _ALL_VALUES.findall(title)]
    value = next((name for name in (*reversed(titled), *told) if name in columns.values()), None)
    given = [number for number, name in columns.items() if name != value]
    rows = [(_values_of(row[given[0]]), row) for row in table.rows] if len(given) == 1 else []
    if value is None or not all(keys for keys, _ in rows):
        return ()
    found: list[Combination] = []
    for number in columns if rows else ():
        allowed: dict[str, list[Listed]] = {}
        unread: list[Cell] = []
        for keys, row in rows:
            if (listed := _listed(row[number])) is None:
                unread.append(row[number])
            for key in keys:
                allowed.setdefault(key, []).append(listed or _ANY)
        level = _LEVEL.search(table.columns[number])
        if number != given[0]:
            said = "" if level is None else LEVELS.get((level[1] or level[2]).lower(), "")
            found.append(Combination(columns[given[0]], value, allowed, unread, said))
    return tuple(found)


def _columns(table: ValueTable) -> dict[int, str]:
    """The columns whose titles name one field each, and these."""
    named = ((number, _NAMED.findall(title)) for number, title in enumerate(table.columns))
    return {number: names[0] for number, names in named if len(names) == 1}


# What a cell that is not understood may mean.
_ANY = Listed((), others=True)


def _listed(cell: Cell) -> Listed | None:
    """What a cell lists; nothing where it is not understood."""
    if values := _values_of(cell):
        return Listed(tuple(values))
    every = _ALL_BUT.fullmatch(cell.text.strip())
    if every is None or not every["but"]:
        return every and _ANY
    excluded = _values_in(every["but"])
    return Listed(tuple(excluded), others=True) if excluded else None


def _values_of(cell: Cell) -> list[str]:
    """The values in a cell that has nothing else but remarks below them."""
    if values := _values_in(cell.text):
        return values
    lines = [(line.text, _values_in(line.text)) for line in cell.lines]
    if not lines or not lines[0][1] or any(re.search(_VALUE, text) for text, values in lines if not values):
        return []
    return [value for _, values in lines for value in values]


def _values_in(text: str) -> list[str]:
    """The values in a text that has nothing else."""
    found = _VALUES.fullmatch(text.strip()) and re.findall(_VALUE, _GLOSS.sub("", text))
    return [code or bare for code, bare in found or ()]


def unread_tables(page: Page, bound: Mapping[int, Sequence[Combination]]) -> Iterator[Problem]:
    """The tables of a page that seem to give values of a field for those of another, and are not read wholly.

    Args:
        page: The page. One without an operation may be what others lead to, if it is read.
        bound: What is read of the tables to which a description on the page leads, by their lines.
    """

    def problem(line: int, said: str) -> Problem:
        text = f"values of fields by each other are not read: {said[:60]!r}"
        return Problem(page.name, line, "combination-unread", text)

    told = _ALL_VALUES.findall(" ".join(line.text for line in page.lead))
    for table in page.tables:
        columns = _columns(table)
        cells = [row[number] for row in table.rows for number in columns]
        of_values = len(columns) > 1 and 2 * sum(bool(_values_of(cell)) for cell in cells) > len(cells)
        worded = any(
            2 * sum(bool(_SET.search(row[number].text)) for row in table.rows) > len(table.rows)
            for number in range(len(table.columns))
        )
        read = bound.get(table.line) or (() if page.endpoints else read_combinations(table, told))
        if (of_values and not read) or (worded and not columns):
            yield problem(table.line, ", ".join(columns.values() if of_values else table.columns))
        for cell in dict.fromkeys(cell for each in read for cell in each.unread):
            yield problem(cell.line, cell.text)


@frozen
class Tables:
    """The tables that descriptions may lead to.

    Attributes:
        own: Those of the page.
        pages: Those of other pages.
        used: Takes the other pages that were led to.
        bound: Takes what is read of the tables of the page that were led to, by their lines.
    """

    own: Sequence[ValueTable] = ()
    pages: LinkedLists = field(factory=lambda: LinkedLists(()))
    used: list[SharedList] = field(factory=list["SharedList"])
    bound: dict[int, list[Combination]] = field(factory=dict[int, list[Combination]])

    def rules(self, request: Request) -> tuple[Rule, ...]:
        """The rules of the tables that the descriptions of a request's fields lead to."""
        return tuple(
            rule
            for node in request.nodes
            for statement in node.field.described
            for line in statement.walk()
            for sentence in (line.sentences if "](" in line.text else ())
            for rule in self._of(sentence, request, node)
        )

    def _of(self, sentence: str, request: Request, node: Node) -> Iterator[Rule]:
        if not _LEADS.match(sentence) or _SOME.search(sentence):
            return
        for link in links_in(sentence):
            tables, lead = self._led_to(link)
            told = (*_CORRESPONDING.findall(sentence), *_ALL_VALUES.findall(lead))
            found = [(table, each) for table in tables for each in _fitting(table, told, request, node)]
            for given, value in dict.fromkeys((each.given, each.value) for _, each in found):
                when = _condition(sentence, given)
                same = [(table, each) for table, each in found if (each.given, each.value) == (given, value)]
                if when is None or not prose_in(when):
                    for table, each in same:
                        if table in self.own:
                            self.bound.setdefault(table.line, []).append(each)
                    yield from _rules([each for _, each in same], when, request, node)

    def _led_to(self, link: Link) -> tuple[Sequence[ValueTable], str]:
        """The tables that a link leads to, with the first words of their page if it is another."""
        page = self.pages.page(link) if link.document or not link.anchor else None
        if page is not None:
            self.used.append(page)
        tables = self.own if page is None else page.tables
        if link.anchor:
            tables = [table for table in tables if key_of(table.heading) == key_of(link.anchor)]
        elif page is None:
            tables = ()
        return tables, "" if page is None else page.lead


def _fitting(table: ValueTable, told: Sequence[str], request: Request, node: Node) -> Iterator[Combination]:
    """What a table says of fields of a request; of several columns of one, what has its values."""
    found = read_combinations(table, told)
    for each in found:
        target = request.find(Name(each.value), node)
        if isinstance(target, Unresolved) or each.level not in {"", request.level}:
            continue
        values = {value for rows in each.allowed.values() for row in rows for value in row.values}
        if len(found) == 1 or not any(isinstance(typed(value, target), Unresolved) for value in values):
            yield each


def _condition(sentence: str, given: str) -> Expr | None:
    """The condition that a sentence begins with, if any; that a field is given is told by its value."""
    tokens = tokenise(sentence)
    begin = next((at for at, token in enumerate(tokens) if token.text in {"see", "refer"}), 0)
    if tokens[0].text not in {"when", "if"}:
        return None
    codes = {token.text for token in tokens[1:begin] if token.kind == "code"}
    return None if codes == {given} else read_condition(tokens[1 : begin - (tokens[begin - 1].text == ",")])


def _rules(found: Sequence[Combination], when: Expr | None, request: Request, node: Node) -> Iterator[Rule]:
    """The rules of tables that give the same field for values of the same other."""
    first = found[0]
    target, other = request.find(Name(first.value), node), request.find(Name(first.given), node)
    if isinstance(target, Unresolved) or isinstance(other, Unresolved):
        return
    by_values: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for key in dict.fromkeys(key for each in found for key in each.allowed):
        fact, values = _together([row for each in found for row in each.allowed.get(key, ())])
        fits = tuple(value for value in values if not isinstance(typed(value, target), Unresolved))
        if fits and not isinstance(typed(key, other), Unresolved):
            by_values.setdefault((fact, fits), []).append(key)
    for (fact, values), keys in by_values.items():
        given = Clause((Name(first.given),), "is", tuple(keys))
        said = together((given,) if when is None else (given, when))
        yield from Builder(request, node).rules(Constraint(fact, (Name(first.value),), values, said))


def _together(rows: Sequence[Listed]) -> tuple[str, tuple[str, ...]]:
    """What rows for one value demand together: one of some values, or none of them."""
    named = dict.fromkeys(value for row in rows if not row.others for value in row.values)
    excluding = [row.values for row in rows if row.others]
    if not excluding:
        return "value", tuple(named)
    kept = (value for value in excluding[0] if all(value in values for values in excluding[1:]))
    return "not-value", tuple(value for value in kept if value not in named)
