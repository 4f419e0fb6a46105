"""Turn tables that give the allowed values of one field for each value of another into rules.

A table (`tiktok_bindgen.interpret.combinations`) applies to requests with a field whose description links to
it, under the condition stated there. Rows for one value add up; a value with a row that is not fully
understood is unrestricted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from attrs import field, frozen

from tiktok_bindgen.interpret.appendix_model import ValuesByValue, ValuesOfOne
from tiktok_bindgen.interpret.combinations import (
    ALL_VALUES,
    Combination,
    named_columns,
    read_combinations,
    values_of,
)
from tiktok_bindgen.interpret.cross_page import NO_OTHER_PAGES, Asked, CrossPage
from tiktok_bindgen.interpret.enumerations import links_in
from tiktok_bindgen.interpret.linked_lists import Link, ListPage, key_of
from tiktok_bindgen.interpret.reference_lists import OWN_TITLE
from tiktok_bindgen.interpret.values import value_lists
from tiktok_bindgen.language.conditions import read_condition
from tiktok_bindgen.language.syntax import Clause, Constraint, Expr, Name, prose_in, together
from tiktok_bindgen.language.tokens import tokenise
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Cell, Page, ValueTable
from tiktok_bindgen.sentences.build import Builder
from tiktok_bindgen.sentences.resolve import Node, Request, Unresolved, typed

_CORRESPONDING = re.compile(r"\bcorresponding `([a-z]\w*)`", re.IGNORECASE)
# The beginning of a sentence that links to a table of the allowed values.
_LEADS = re.compile(
    r"(?:see|refer to|to (?:learn|find|see|check)|for (?:enum|supported)|when|if)\b", re.IGNORECASE
)
_SOME = re.compile(r"\b(?:recommend|suggest|example|default)", re.IGNORECASE)
# A constant, which in a table of an operation's page is a value of one of its fields.
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+")
# A cell that states a field's value in prose.
_SET = re.compile(r"`[a-z]\w*`[\w ()`]{0,60}? (?:is|as|=|(?:is )?set (?:to|as)) `[A-Z]\w+`")


def unread_tables(page: Page, bound: Mapping[int, Sequence[Combination]]) -> Iterator[Problem]:
    """Report tables that seem to give values of one field for those of another, and are not fully read.

    Args:
        page: The page. If it has no operation, its tables may be what other pages link to.
        bound: What was read of the tables that descriptions on the page link to, keyed by line.
    """

    def problem(line: int, shown: str) -> Problem:
        text = f"values of fields by each other are not read: {shown[:60]!r}"
        return Problem(page.name, line, "combination-unread", text)

    complete = ALL_VALUES.findall(" ".join(line.text for line in page.lead))
    # The titles of a list on a facts page may name fields that its facts depend on.
    for table in (each for each in page.tables if OWN_TITLE not in each.columns):
        columns = named_columns(table)
        cells = [row[number] for row in table.rows for number in columns]
        of_values = len(columns) > 1 and 2 * sum(bool(values_of(cell)) for cell in cells) > len(cells)
        untitled = () if columns else range(len(table.columns))
        worded = any(_mostly(table, number, lambda cell: _SET.search(cell.text)) for number in untitled)
        of_fields = untitled if page.endpoints and not value_lists([table]) else ()
        constants = sum(_mostly(table, number, _of_constants) for number in of_fields)
        read = bound.get(table.line) or (() if page.endpoints else read_combinations(table, complete))
        if (of_values and not read) or worded or constants > 1:
            yield problem(table.line, ", ".join(columns.values() if of_values else table.columns))
        for cell in dict.fromkeys(cell for each in read for cell in each.unread):
            yield problem(cell.line, cell.text)


def _mostly(table: ValueTable, number: int, fits: Callable[[Cell], object]) -> bool:
    """Whether more than half of a column's cells are of a kind."""
    return 2 * sum(bool(fits(row[number])) for row in table.rows) > len(table.rows)


def _of_constants(cell: Cell) -> bool:
    return any(map(_CONSTANT.fullmatch, values_of(cell)))


@frozen
class Tables:
    """The tables that descriptions may link to.

    Attributes:
        own: Those of the page itself.
        others: What other pages state.
        asked: Receives what is asked about them.
        bound: Receives what is read of the page's own tables that were linked to, keyed by line.
    """

    own: Sequence[ValueTable] = ()
    others: CrossPage = NO_OTHER_PAGES
    asked: Asked = field(factory=Asked)
    bound: dict[int, list[Combination]] = field(factory=dict[int, list[Combination]])

    def rules(self, request: Request) -> tuple[Rule, ...]:
        """The rules of the tables that the descriptions of a request's fields link to."""
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
            complete = (*_CORRESPONDING.findall(sentence), *ALL_VALUES.findall(lead))
            found: dict[tuple[str, str], list[tuple[ValueTable, Combination]]] = {}
            for table in tables:
                for each in _fitting(table, complete, request, node):
                    found.setdefault((each.stated.parent, each.stated.of), []).append((table, each))
            for (given, _), same in found.items():
                when = _condition(sentence, given)
                if when is None or not prose_in(when):
                    for table, each in same:
                        if table in self.own:
                            self.bound.setdefault(table.line, []).append(each)
                    yield from _rules([each.stated for _, each in same], when, request, node)

    def _led_to(self, link: Link) -> tuple[Sequence[ValueTable], str]:
        """The tables that a link leads to, and the introduction of their page if it is another one."""
        leads_away = link.document or not link.anchor
        page = self.asked.ask(partial(_page_of, link), self.others) if leads_away else None
        tables = self.own if page is None else page.tables
        if link.anchor:
            tables = [table for table in tables if key_of(table.heading) == key_of(link.anchor)]
        elif page is None:
            tables = ()
        return tables, "" if page is None else page.lead


def _page_of(link: Link, others: CrossPage) -> ListPage | None:
    return others.linked.page(link)


def _fitting(
    table: ValueTable, complete: Sequence[str], request: Request, node: Node
) -> Iterator[Combination]:
    """Yield what a table says of a request's fields; of several columns, only those with known values."""
    found = read_combinations(table, complete)
    for each in found:
        target, parent = (request.find(Name(name), node) for name in (each.stated.of, each.stated.parent))
        if isinstance(target, Unresolved) or isinstance(parent, Unresolved):
            continue
        if each.stated.level not in {"", request.level}:
            continue
        values = {value for row in each.stated.rows for value in row.values}
        if len(found) == 1 or not any(isinstance(typed(value, target), Unresolved) for value in values):
            yield each


def _condition(sentence: str, given: str) -> Expr | None:
    """Parse the condition that a sentence begins with; ``None`` if it only says that ``given`` is present."""
    tokens = tokenise(sentence)
    begin = next((at for at, token in enumerate(tokens) if token.text in {"see", "refer"}), 0)
    if tokens[0].text not in {"when", "if"}:
        return None
    codes = {token.text for token in tokens[1:begin] if token.kind == "code"}
    return None if codes == {given} else read_condition(tokens[1 : begin - (tokens[begin - 1].text == ",")])


def _rules(found: Sequence[ValuesByValue], when: Expr | None, request: Request, node: Node) -> Iterator[Rule]:
    """Yield the rules of tables for one pair of fields."""
    first = found[0]
    target, other = request.find(Name(first.of), node), request.find(Name(first.parent), node)
    if isinstance(target, Unresolved) or isinstance(other, Unresolved):
        return
    allowed: dict[str, list[ValuesOfOne]] = {}
    for row in (row for each in found for row in each.rows):
        allowed.setdefault(row.value, []).append(row)
    by_values: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for key, rows in allowed.items():
        fact, values = _together(rows)
        fits = tuple(value for value in values if not isinstance(typed(value, target), Unresolved))
        if fits and not isinstance(typed(key, other), Unresolved):
            by_values.setdefault((fact, fits), []).append(key)
    for (fact, values), keys in by_values.items():
        given = Clause((Name(first.parent),), "is", tuple(keys))
        condition = together((given,) if when is None else (given, when))
        yield from Builder(request, node).rules(Constraint(fact, (Name(first.of),), values, condition))


def _together(rows: Sequence[ValuesOfOne]) -> tuple[str, tuple[str, ...]]:
    """Merge rows for one value: a fact, ``value`` (one of these) or ``not-value`` (none), and its values."""
    named = dict.fromkeys(value for row in rows if not row.all_but for value in row.values)
    excluding = [row.values for row in rows if row.all_but]
    if not excluding:
        return "value", tuple(named)
    kept = (value for value in excluding[0] if all(value in values for values in excluding[1:]))
    return "not-value", tuple(value for value in kept if value not in named)
