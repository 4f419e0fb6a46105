"""Turn tables that tell what holds of one field for each value of another into rules.

A table (`tiktok_bindgen.interpret.combinations`) applies to requests with a field whose description links to
it, under the condition stated there; a list of values, too. One that names fields of the request alone, with
marks, applies to it. Rows for one value add up; a value with a row that is not fully understood is
unrestricted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

from attrs import evolve, field, frozen

from tiktok_bindgen.interpret.appendix_model import ValuesByValue, ValuesOfOne
from tiktok_bindgen.interpret.combinations import (
    ALL_VALUES,
    Combination,
    named_columns,
    read_checks,
    read_combinations,
    read_marks,
    values_of,
)
from tiktok_bindgen.interpret.cross_page import NO_OTHER_PAGES, Asked, CrossPage
from tiktok_bindgen.interpret.enumerations import links_in
from tiktok_bindgen.interpret.linked_lists import Link, ListPage, key_of
from tiktok_bindgen.interpret.reference_lists import OWN_TITLE
from tiktok_bindgen.interpret.table_kinds import kind_of
from tiktok_bindgen.interpret.values import value_lists
from tiktok_bindgen.language.conditions import read_condition
from tiktok_bindgen.language.syntax import Clause, Constraint, Expr, Name, prose_in, together
from tiktok_bindgen.language.tokens import Token, tokenise
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Cell, Page, ValueTable
from tiktok_bindgen.sentences.build import Builder
from tiktok_bindgen.sentences.resolve import Node, Request, Unresolved, typed

_CORRESPONDING = re.compile(r"\bcorresponding `([a-z]\w*)`", re.IGNORECASE)
# The beginning of a sentence that links to a table of the allowed values.
_LEADS = re.compile(
    r"(?:see|refer to|to (?:learn|find|see|check)|for (?:enum|supported|the corresponding)|when|if)\b",
    re.IGNORECASE,
)
_SOME = re.compile(r"\b(?:recommend|suggest|example|default)", re.IGNORECASE)
# A constant, which in a table of an operation's page is a value of one of its fields.
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+")
# A cell that states a field's value in prose.
_SET = re.compile(r"`[a-z]\w*`[\w ()`]{0,60}? (?:is|as|=|(?:is )?set (?:to|as)) `[A-Z]\w+`")


def unread_tables(page: Page, bound: Mapping[int, Sequence[Cell]]) -> Iterator[Problem]:
    """Report tables that seem to give values of one field for those of another, and are not fully read.

    Args:
        page: The page. If it has no operation, its tables may be what other pages link to.
        bound: The cells that are not understood of the tables that were read, keyed by line.
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
        read = () if page.endpoints else read_combinations(table, complete)
        unread = bound.get(table.line) or [cell for each in read for cell in each.unread]
        of_cases = of_values or constants > 1 or (page.endpoints and kind_of(table) == "checks")
        if worded or (of_cases and not read and table.line not in bound):
            yield problem(table.line, ", ".join(columns.values() if of_values else table.columns))
        for cell in dict.fromkeys(unread):
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
        page: The page, with its own tables.
        others: What other pages state.
        asked: Receives what is asked about them.
        bound: Receives the cells that are not understood of each of the page's own tables that is read, keyed
            by the table's line.
    """

    page: Page | None = None
    others: CrossPage = NO_OTHER_PAGES
    asked: Asked = field(factory=Asked)
    bound: dict[int, tuple[Cell, ...]] = field(factory=dict[int, tuple[Cell, ...]])

    @property
    def own(self) -> Sequence[ValueTable]:
        """The page's own tables."""
        return () if self.page is None else self.page.tables

    def rules(self, request: Request) -> tuple[Rule, ...]:
        """The rules of the tables that are about a request, or that descriptions of its fields link to."""
        linked = (
            rule
            for node in request.nodes
            for statement in node.field.described
            for line in statement.walk()
            for number, sentence in enumerate(line.sentences if "](" in line.text else ())
            for rule in self._of(sentence, line.sentences[0] if number else "", request, node)
        )
        return (*linked, *self._marked(request))

    def _marked(self, request: Request) -> Iterator[Rule]:
        """Yield the rules of tables of marks, which name the fields of the request."""
        endpoints = () if self.page is None else self.page.endpoints
        names = {node.field.name for node in request.nodes if not node.parent}
        for table in self.own if len(endpoints) == 1 else ():
            notes = [line for note in endpoints[0].notes for line in note.lines if line.number < table.line]
            for demand in read_marks(table, (line.text for line in notes[-1:]), names):
                self.bound.setdefault(table.line, ())
                required = {node.field.name for node in request.nodes if node.field.presence == "required"}
                if demand.fact != "required" or demand.names[0].text not in required:
                    yield from Builder(request, request.nodes[0]).rules(demand)

    def _of(self, sentence: str, first: str, request: Request, node: Node) -> Iterator[Rule]:
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
                            self._bind(table, each)
                    yield from _rules([each.stated for _, each in same], when, request, node)
            for table in (each for each in tables if each in self.own):
                yield from self._checked(table, request, node)
            yield from _listed(tables, sentence, first, request, node)

    def _checked(self, table: ValueTable, request: Request, node: Node) -> Iterator[Rule]:
        """Yield the rules of a table of checks."""
        demands, unread = read_checks(table)
        if demands:
            self._bind(table, unread=unread)
        for demand in demands:
            test = demand.when
            other = request.find(test.names[0], node) if isinstance(test, Clause) else None
            if isinstance(other, Node) and isinstance(test, Clause):
                known = tuple(each for each in test.values if not isinstance(typed(each, other), Unresolved))
                when = evolve(test, values=known)
                yield from Builder(request, node).rules(evolve(demand, when=when)) if known else ()

    def _bind(self, table: ValueTable, *read: Combination, unread: Sequence[Cell] = ()) -> None:
        """Note that a table of the page was read, and which of its cells were not."""
        cells = (*unread, *(cell for each in read for cell in each.unread))
        self.bound[table.line] = tuple(dict.fromkeys((*self.bound.get(table.line, ()), *cells)))

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
    owners: dict[str, set[str]] = {}
    for at in request.nodes:
        for value in at.field.enum:
            owners.setdefault(str(value.value), set()).add(at.field.name)
    only = {value: next(iter(names)) for value, names in owners.items() if len(names) == 1}
    found = read_combinations(table, complete, only)
    for each in found:
        target, parent = (request.find(Name(name), node) for name in (each.stated.of, each.stated.parent))
        if isinstance(target, Unresolved) or isinstance(parent, Unresolved):
            continue
        if each.stated.level not in {"", request.level}:
            continue
        values = {value for row in each.stated.rows for value in row.values}
        if len(found) == 1 or not any(isinstance(typed(value, target), Unresolved) for value in values):
            yield each


def _listed(
    tables: Sequence[ValueTable], sentence: str, first: str, request: Request, node: Node
) -> Iterator[Rule]:
    """Yield the rule of a list of values that a description links to for a case."""
    case = first if first.lower().startswith(("when ", "if ")) else sentence
    when = _case(case)
    lists = value_lists(tables) if when is not None and _ANNOUNCES.search(sentence) else ()
    if when is not None and len(lists) == 1 and not lists[0].unannounced:
        values = tuple(str(each.value) for each in lists[0].values)
        yield from Builder(request, node).rules(Constraint("value", (), values, when, lists=True))


# The most commas in a condition: each place where it may end is tried, and a line may be endless.
_MOST_COMMAS = 16
# Words by which a list has all values.
_ANNOUNCES = re.compile(r"\b(?:enum|supported|allowed|available) values\b", re.IGNORECASE)


def _case(sentence: str) -> Expr | None:
    """The condition that a sentence begins with: ``When `a` is `X`, …``; ``None`` if not understood."""
    tokens = tokenise(sentence)
    ends = islice((at for at, token in enumerate(tokens) if token.text == ","), _MOST_COMMAS)
    end = next((at for at in ends if _condition_at(tokens, at)), 0)
    return _condition_at(tokens, end) if end else None


def _condition_at(tokens: Sequence[Token], end: int) -> Expr | None:
    if tokens[0].text not in {"when", "if"}:
        return None
    condition = read_condition(tokens[1:end])
    return None if prose_in(condition) else condition


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
        known = {str(each.value) for each in target.field.enum}
        every = fact == "value" and known and known <= set(fits)
        if fits and not every and not isinstance(typed(key, other), Unresolved):
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
