"""Turn rows into fields: the facts of each row, and the nesting of all rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import zip_longest
from typing import Any, NamedTuple

from attrs import Factory, evolve, frozen

from tiktok_bindgen.interpret.appendix_model import LinkedList
from tiktok_bindgen.interpret.contested import read_contested
from tiktok_bindgen.interpret.cross_page import Asked, CrossPage
from tiktok_bindgen.interpret.enumerations import references
from tiktok_bindgen.interpret.enums import Announced, is_id
from tiktok_bindgen.interpret.facts import read_facts
from tiktok_bindgen.interpret.markers import read_markers
from tiktok_bindgen.interpret.markup import NO_WORDS, Vocabulary, mark_up
from tiktok_bindgen.interpret.model import Contested, EnumValue, Field, Presence, Type
from tiktok_bindgen.interpret.typed_values import type_of_values, typed_enum
from tiktok_bindgen.interpret.types import parse_type
from tiktok_bindgen.interpret.values import ValueList, are_for, bound_list, value_lists
from tiktok_bindgen.language.hedges import fact_of
from tiktok_bindgen.language.stated_facts import Report
from tiktok_bindgen.language.statements import statements
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.logic.english import written_rule
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import FieldTable, Line, Page, Row, ValueTable

_OWN_VALUES = wordings("own-values")
_FORMATS_BY_TYPE = wordings("formats-by-type")


@frozen
class Context:
    """What reading a row needs besides the row.

    Attributes:
        page: The page's name, for problems.
        flattened: Whether the page has lost back-ticks and lists.
        words: The page's names and values.
        tables: The page's own tables that list no fields.
        rows: The rows of its tables of fields.
        others: What other pages state.
        path: The operation's path.
        asked: Receives what is asked about other pages.
        problems: Receives what was not understood.
    """

    page: str
    flattened: bool
    words: Vocabulary
    tables: tuple[ValueTable, ...]
    others: CrossPage
    rows: tuple[Row, ...] = ()
    path: str = ""
    asked: Asked = Factory(Asked)
    problems: list[Problem] = Factory(list)

    @classmethod
    def of(cls, page: Page, cross_page: CrossPage, words: Vocabulary = NO_WORDS) -> Context:
        """The context of a page, with what it needs from other pages."""
        rows = tuple(row for each in page.endpoints for table in each.tables for row in table.rows)
        return cls(page.name, page.form == "flattened", words, page.tables, cross_page, rows)

    @cached_property
    def lists(self) -> tuple[ValueList, ...]:
        """The page's own lists of values."""
        return value_lists(self.tables)

    def covers(self, cases: Collection[str]) -> bool:
        """Whether the cases of a list are all there are: a field on the page has a value for each."""
        if not cases:
            return True
        stated = (_stated_by(row, self, leaf=True)[0] for row in self.rows)
        return any(are_for(cases, [value.value for value in each["enum"]]) for each in stated)

    def report(self, line: int, code: str, text: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(self.page, line, code, text))


def read_fields(table: FieldTable | None, context: Context) -> tuple[Field, ...]:
    """Read a table's rows into a tree of fields; without a table there are none."""
    rows = () if table is None else table.rows
    below = zip_longest(rows, rows[1:])
    read = [(row, _field(row, context, leaf=not after or after.depth <= row.depth)) for row, after in below]
    return _nest(read, context)


@frozen
class _Open:
    """A field that may still get children."""

    depth: int
    field: Field
    children: list[Field]


def _nest(rows: Sequence[tuple[Row, Field]], context: Context) -> tuple[Field, ...]:
    root: list[Field] = []
    stack: list[_Open] = []

    def close(depth: int) -> None:
        while stack and stack[-1].depth >= depth:
            done = stack.pop()
            siblings = stack[-1].children if stack else root
            children = tuple(done.children)
            if children and (owner := _owner(done.field, siblings)) is not None:
                siblings[owner] = evolve(siblings[owner], children=children)
                text = f"the rows below `{done.field.name}` are read as those of `{siblings[owner].name}`"
                context.report(done.field.line, "scalar-with-rows", text)
                children = ()
            siblings.extend(_named(_with_children(done.field, children, context)))

    for row, field in rows:
        close(row.depth)
        stack.append(_Open(row.depth, field, []))
    close(-1)
    return tuple(root)


def _owner(field: Field, before: Sequence[Field]) -> int | None:
    """The index of the object that rows below a scalar belong to: one without rows, only scalars between."""
    if field.type.kind in {"object", "map", "json", "any"} or field.type.array:
        return None
    for index in range(len(before) - 1, -1, -1):
        if before[index].children or before[index].type.kind in {"map", "any"}:
            return None
        if before[index].type.kind == "object":
            return index if not before[index].type.array else None
    return None


_ONE_OR_OTHER = re.compile(r"(\w{1,40}) ?(/|,| or| and| &) ?(\w{1,40})")


def _named(field: Field) -> tuple[Field, ...]:
    """A field, or two if its row names two; neither is required if the row is for one or the other."""
    match = _ONE_OR_OTHER.fullmatch(field.name)
    if match is None:
        return (field,)
    either = match[2].strip() in {"/", "or"}
    presence: Presence = "conditional" if either and field.presence == "required" else field.presence
    first, second = match[1], match[3]
    # A condition that names both stays with the first; others apply to the two together, so they stay text.
    both = [each for each in field.conditions if f"`{first}`" in each.text and f"`{second}`" in each.text]
    kept = [evolve(each, stated=None) for each in field.conditions if each not in both]
    shared = evolve(field, presence=presence, described=())
    return (
        evolve(shared, name=first, conditions=(*both, *kept)),
        evolve(shared, name=second, conditions=tuple(kept)),
    )


def _with_children(field: Field, children: tuple[Field, ...], context: Context) -> Field:
    if not children:
        return field
    kind = field.type.kind
    if kind == "map":
        values = field.type.values or Type("object")
        if values.kind != "object":
            text = f"`{field.name}` is {field.type.documented}, but has rows below it"
            context.report(field.line, "map-with-rows", text)
        return evolve(field, children=children, type=evolve(field.type, values=evolve(values, kind="object")))
    if kind not in {"object", "json"}:
        if kind != "any" or field.type.documented.strip().lower() not in {"list", "array"}:
            text = f"`{field.name}` is {field.type.documented or kind}, but has rows below; read as an object"
            context.report(field.line, "scalar-with-rows", text)
        type_ = evolve(field.type, kind="object")
        return evolve(field, children=children, type=type_, enum=(), default=None, format=None, zone=None)
    return evolve(field, children=children)


def _field(row: Row, context: Context, *, leaf: bool) -> Field:
    """Read one row; a leaf has no rows below it."""

    def report(code: str, text: str) -> None:
        context.report(row.line, code, text)

    stated, announced, lines, problems = _stated_by(row, context, leaf=leaf)
    for code, text in problems:
        report(code, text)
    # Each field has its own conditions, since one that becomes a rule is taken from that field alone.
    own = (evolve(each, stated=each.stated and evolve(each.stated)) for each in stated["conditions"])
    elsewhere = _enumerated(stated, lines, context, report, announced=bool(announced), leaf=leaf)
    some = announced == "in a case" and stated["enum"] and not elsewhere
    if some or not context.covers(elsewhere.pop("cases", ())):
        # In other cases there may be others.
        elsewhere["contested"] = (*stated["contested"], Contested("enum", context.page, row.line))
    return Field(**{**stated, **elsewhere, "line": row.line, "conditions": tuple(own)})


_Stated = tuple[Mapping[str, Any], Announced, Sequence[Line], Sequence[tuple[str, str]]]


def _stated_by(row: Row, context: Context, *, leaf: bool) -> _Stated:
    flattened = context.flattened
    marked = tuple(mark_up(row.description, context.words)) if flattened else row.description
    return _stated(row.name, row.markers, row.type, marked, flattened=flattened, leaf=leaf)


# Cached because two of five rows are like another.
@lru_cache(maxsize=65536)
def _stated(
    name: str,
    markers: tuple[str, ...],
    documented_type: str,
    lines: Sequence[Line],
    *,
    flattened: bool,
    leaf: bool,
) -> _Stated:
    """What a row states: its field's arguments, how values are announced, its lines, and the problems."""
    problems: list[tuple[str, str]] = []

    def report(code: str, text: str) -> None:
        problems.append((code, text))

    marks = read_markers(markers)
    for marker in marks.unknown:
        report("marker-unknown", f"`{name}` carries the marker {marker[:40]!r}")
    type_ = parse_type(documented_type)
    if type_ is None:
        report("type-unknown", f"the type of `{name}` is {documented_type[:40]!r}")
        type_ = Type("any", 0, None, documented_type.strip())
    contested, documented, lines = read_contested(lines)
    shown = documented is not None or any(each.fact == "unknown" for each in contested)
    # A type that examples show is kept.
    if type_.one.kind in {"number", "integer"} and is_id(name) and not shown:
        type_ = evolve(type_, kind="string") if type_.one is type_ else evolve(type_, values=Type("string"))
    if documented is not None:
        type_ = evolve(type_, documented=documented)
    ruled = [(line, written_rule(line.text)) for line in lines]
    lines = [line for line, rule in ruled if rule is None]
    described = statements(lines, nested=not flattened)
    stated, announced = read_facts(name, type_, described, loose=flattened, report=report, leaf=leaf)
    sentences = (sentence for each in described for line in each.walk() for sentence in line.sentences)
    if stated["enum"] and any(fact_of(_OWN_VALUES, each) for each in sentences):
        # It lists some values that mean something, not all.
        stated["enum"] = ()
    stated |= {
        # What is required in some cases is not always, whatever its mark says.
        "presence": "conditional"
        if (marks.presence, stated["presence"]) == ("required", "conditional")
        else marks.presence,
        "format": stated["format"] or fact_of(_FORMATS_BY_TYPE, documented_type).replace("-", " ") or None,
        "allowlist": stated["allowlist"] or marks.allowlist,
        "partly_allowlist": stated["partly_allowlist"] and not marks.allowlist,
        "lifecycle": marks.lifecycle or stated["lifecycle"],
        "description": as_markdown(lines),
        "described": described,
        "rules": tuple(rule for _, rule in ruled if rule is not None),
        "contested": contested,
    }
    return stated, announced, lines, problems


def _enumerated(
    stated: Mapping[str, Any],
    lines: Sequence[Line],
    context: Context,
    report: Report,
    *,
    announced: bool,
    leaf: bool,
) -> dict[str, Any]:
    """What changes in a field with values that are listed elsewhere, or a list of some that is not all."""
    name, type_, own = stated["name"], stated["type"], stated["enum"]
    if (own and announced) or not (type_.kind in _MAY_LIST or (leaf and type_.kind == "object")):
        return {}
    values, called, some, missing, _, cases = _values_elsewhere(name, lines, context, report)
    if type_.kind in {"object", "any"}:
        type_ = type_of_values(name, type_, values, report)
        values = values if type_.kind != "object" else ()
    listed = typed_enum(name, type_, values, report)
    if not listed:
        kept = () if references(lines) and some is None else own
        called, some = None if values else called, None if kept else some
        linked = None if called or kept else missing
        return {"type": type_, "enum": kept, "enum_name": called, "listed": some, "linked": linked}
    # The list here adds to the one elsewhere.
    known = {value.value for value in listed}
    added = [each for each in own if each.value not in known]
    found = {"type": type_, "enum": (*listed, *added), "cases": cases}
    return found if own else {**found, "enum_name": called}


# Kinds whose values a table may list.
_MAY_LIST = frozenset({"string", "integer", "number", "any"})


class _Elsewhere(NamedTuple):
    """The list that a description refers to.

    Attributes:
        values: Its values, if the field has these.
        called: Its name; also if it is not found.
        some: Its name if it has only some values, or only explains them.
        missing: What the description calls a list that is not found.
        linked: The list itself, if links lead to it.
        cases: The cases that it is for, if it says so.
    """

    values: tuple[EnumValue, ...] = ()
    called: str | None = None
    some: str | None = None
    missing: str | None = None
    linked: LinkedList | None = None
    cases: Collection[str] = ()


def _values_elsewhere(name: str, lines: Sequence[Line], context: Context, report: Report) -> _Elsewhere:
    """The list on the page or another that a description refers to."""
    if (listed := bound_list(name, lines, context.lists)) is not None:
        return _Elsewhere(listed.values, listed.name, cases=listed.cases)
    found = context.asked.ask(partial(_values_of_others, name, lines, context.path), context.others)
    if found.linked is not None:
        context.asked.lists.append(found.linked)
    if found.missing is not None:
        text = f"the values of `{name}` are in a list not found: {found.missing[:60]!r}"
        report("enumeration-missing", text)
    return found


def _values_of_others(name: str, lines: Sequence[Line], path: str, others: CrossPage) -> _Elsewhere:
    if (listed := bound_list(name, lines, others.lists)) is not None:
        return _Elsewhere(listed.values, listed.name, cases=listed.cases)
    mentioned = references(lines)
    found = others.known.find(mentioned, name, path) if mentioned else None
    if found is not None:
        if found.partial:
            return _Elsewhere(some=found.name)
        return _Elsewhere(found.values, found.name, linked=found if isinstance(found, LinkedList) else None)
    if (some := others.known.described(lines, name)) is not None or not mentioned:
        return _Elsewhere(some=some)
    called = next((each.label for each in mentioned if each.called and each.label), None)
    return _Elsewhere(called=called, missing=mentioned[0].label)


def as_markdown(lines: Sequence[Line]) -> str:
    """Format lines as Markdown, with separate paragraphs and indented lists."""
    parts: list[str] = []
    for index, line in enumerate(lines):
        if line.level:
            parts.append(f"{'  ' * (line.level - 1)}- {line.text}")
            continue
        if index and (line.gap or lines[index - 1].level):
            parts.append("")
        parts.append(line.text)
    return "\n".join(parts)
