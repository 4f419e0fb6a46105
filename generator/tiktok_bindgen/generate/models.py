"""Source text for the templates of model modules: lists of values and classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, takewhile
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.generate import docs, names, python
from tiktok_bindgen.generate.document import Codes
from tiktok_bindgen.generate.document import Event as EventFacts
from tiktok_bindgen.generate.graph import Class, Enum, Field, ListOf, Type, references
from tiktok_bindgen.generate.layout import EVENTS, REQUESTS, SHARED, ModelModule
from tiktok_bindgen.generate.plan import ENVELOPE, PAYLOAD, Enveloped, Plan
from tiktok_bindgen.generate.reports import row_kinds, row_lines, row_types
from tiktok_bindgen.generate.signatures import Spelling, reply_type
from tiktok_bindgen.openapi import mapping
from tiktok_bindgen.runtime.download import Download
from tiktok_bindgen.runtime.enums import OpenEnum
from tiktok_bindgen.runtime.model import RESERVED
from tiktok_bindgen.runtime.report_row import Row
from tiktok_bindgen.runtime.webhooks import Event

# Fields come above ``@classmethod``, and annotations of dates use ``dt``, so no field may shadow them.
TAKEN_ATTRIBUTES = RESERVED | {"builtins", "classmethod", "dt"}
# The attributes that a reply, and an event, inherits.
_REPLY = frozenset(dir(Download))
_EVENT = frozenset(dir(Event))
# The attributes that a row inherits from dictionaries.
_ROW = TAKEN_ATTRIBUTES | frozenset(dir(Row))
_SHADOWED = frozenset({"bool", "dict", "float", "int", "list", "object", "str"})


@frozen
class ClassView:
    """The source of one class.

    Attributes:
        name: The class name.
        base: The base class.
        doc: The docstring.
        constants: The class-level assignments: wire names, the attribute of a page's entries.
        fields: The declaration and docstring (or an empty text) of each field.
        is_row: Whether it holds the metrics or dimensions of a report's row.
    """

    name: str
    base: str
    doc: str
    constants: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    is_row: bool = False


def view(plan: Plan, module: ModelModule, package: str) -> dict[str, Any]:
    """Write out one module."""
    return _Writer(plan, module, package).view()


def codes_view(codes: Codes) -> dict[str, object]:
    """Render named integers: the assignment and docstring (or an empty text) of each member."""
    wanted = {name: names.member(name) for name in codes.names}
    named = names.unique(codes.names, wanted)
    summary = python.sentence(docs.text_of(codes.facts.get("description")) or f"Values of `{codes.name}`")
    members = []
    for position, (given, value) in enumerate(codes.names.items()):
        described = docs.of_value(codes.facts, str(value), position)
        members.append(
            (
                f"{named[given]} = {python.literal(value)}",
                python.docstring([described], 1) if described else "",
            )
        )
    note = "Members compare and print as plain integers. The server may send other numbers."
    return {
        "doc": python.docstring([python.sentence(f"The integer enum `{codes.name}`")]),
        "name": codes.name,
        "class_doc": python.docstring([summary, note], 1),
        "members": members,
    }


def _by_value(facts: Sequence[object], enum: Enum) -> dict[str, object]:
    """Map each value to its fact, leaving out values without one."""
    return {value: each for value, each in zip(enum.values, facts, strict=False) if each is not None}


def _cases(cases: Sequence[Mapping[str, Any]], enum: Enum) -> list[object]:
    """Return facts that hold in some cases: the level, the values of other fields, each value's fact."""
    return [
        (
            case.get("level", ""),
            [(each.get("field", ""), each["values"]) for each in case.get("when", ())],
            _by_value(case["values"], enum),
        )
        for case in cases
    ]


def _sharing(classes: Sequence[ClassView]) -> Iterator[ClassView]:
    """Yield classes, with a class above any two rows that have most of their fields in common.

    Two kinds of reports can have nearly the same names, hundreds of them.
    """
    above: dict[str, ClassView] = {}
    for first, second in combinations([of for of in classes if of.base == "Row"], 2):
        both = {*first.fields} & {*second.fields}
        alike = len(both) >= _MANY and 4 * len(both) >= 3 * max(len(first.fields), len(second.fields))
        if alike and first.constants == second.constants and not {first.name, second.name} & above.keys():
            fields = tuple(field for field in first.fields if field in both)
            doc = python.docstring(["What rows of two kinds of reports have in common."], 1)
            base = evolve(first, name=_common_name(first.name, second.name), doc=doc, fields=fields)
            above |= {first.name: base, second.name: base}
            yield base
    for of in classes:
        if base_ := above.get(of.name):
            left = tuple(field for field in of.fields if field not in {*base_.fields})
            yield evolve(of, base=base_.name, constants=(), fields=left)
        else:
            yield of


# The number of fields from which rows are worth a class above them.
_MANY = 20


def _common_name(*several: str) -> str:
    """Return the words with which all names begin and end, as the name of a class that nobody asks for."""
    words = [re.findall("[A-Z][^A-Z]*", name) for name in several]
    end = _alike([each[::-1] for each in words])[::-1]
    return f"_{''.join([*_alike(words), *end])}"


def _alike(lists: Sequence[Sequence[str]]) -> list[str]:
    """Return the items with which all lists begin."""
    return [first for first, *_ in takewhile(lambda at: len({*at}) == 1, zip(*lists, strict=False))]


class _Writer:
    """Renders a module's classes, collecting its imports and constants on the way."""

    def __init__(self, plan: Plan, module: ModelModule, package: str) -> None:
        self.plan = plan
        self.module = module
        self.package = package
        self.imports: dict[str, set[str]] = {}
        self.typing: dict[str, set[str]] = {}
        self.tables: dict[str, object] = {}
        self.written: set[str] = set()
        # The first row class by the report names that it has; later ones of the same names may reuse it.
        self.rows: dict[str, Class] = {}

    def view(self) -> dict[str, Any]:
        graph = self.plan.graph
        enums = [graph.enums[name] for name in self.module.names if name in graph.enums]
        words = [self.words(enum) for enum in enums if not enum.is_coded]
        codes = [self.codes(enum) for enum in enums if enum.is_coded]
        classes = tuple(_sharing([self.class_(cls) for cls in self.in_order()]))
        typing = {name: needed - self.imports.get(name, set()) for name, needed in self.typing.items()}
        if any(typing.values()):
            self.need("typing", "TYPE_CHECKING")
        here = ".".join((self.package, "models", *self.module.path[:-1]))
        return {
            "doc": python.docstring([self.title()]),
            "imports": python.imports(self.imports, here),
            "typing_imports": python.imports(typing, here),
            "words": words,
            "codes": codes,
            "classes": classes,
            "tables": self.tables,
        }

    def in_order(self) -> list[Class]:
        """Return the module's classes, row classes first and larger ones before those that may reuse them."""
        classes = [
            self.plan.graph.classes[name] for name in self.module.names if name in self.plan.graph.classes
        ]
        is_row = {cls.name: any(row_kinds(self.plan, cls)) for cls in classes}
        return sorted(classes, key=lambda cls: (not is_row[cls.name], -len(cls.fields) * is_row[cls.name]))

    def title(self) -> str:
        match self.module.path:
            case (folder, _) if folder == SHARED:
                others = " and others" if len(self.module.names) > 1 else ""
                return f"`{self.module.names[-1]}`{others}, shared by several parts of the client."
            case (place,) if place == EVENTS:
                return "Events that are sent to callbacks, with the classes and enums that only they use."
            case _:
                where = "used only in requests" if self.module.path[0] == REQUESTS else "in replies"
                return f"Classes and enums {where} of `{self.module.path[-1]}`."

    def need(self, module: str, *wanted: str) -> None:
        self.imports.setdefault(module, set()).update(wanted)

    def runtime(self, module: str, *wanted: str) -> None:
        self.need(f"{self.package}._runtime.{module}", *wanted)

    def use(self, name: str, *, now: bool = False) -> str:
        """Import a model and return its name: for annotations only, or, with ``now``, at run time."""
        home = self.plan.home[name]
        if home != self.module:
            needed = self.imports if now else self.typing
            needed.setdefault(f"{self.package}.models.{home.dotted}", set()).add(name)
        return name

    # -- enums ---------------------------------------------------------------------------

    def words(self, enum: Enum) -> tuple[str, str]:
        """Render a list of words: its assignment, and a docstring (or an empty text)."""
        self.need("typing", "Literal", "TypeAlias")
        self.written.add(enum.name)
        meanings = (docs.of_value(enum.facts, value, at) for at, value in enumerate(enum.values))
        lines = [
            f"{docs.code(value)}: {text}" for value, text in zip(enum.values, meanings, strict=True) if text
        ]
        values = ["\n".join(("Values:", *lines))] if lines else []
        said = values or docs.text_of(enum.facts.get("description"))
        return (
            f"{enum.name}: TypeAlias = {python.literal_type(enum.values)}",
            python.docstring([self.summary(enum), *values]) if said else "",
        )

    def codes(self, enum: Enum) -> tuple[str, str, tuple[tuple[str, str, str, str], ...]]:
        """Render the class of a list of codes, which are in a file beside it: name, docstring, properties."""
        self.runtime("enums", "OpenEnum")
        self.written.add(enum.name)
        given = enum.facts.get("x-enum-varnames")
        chosen = {}
        if isinstance(given, list):
            chosen = {value: str(name) for value, name in zip(enum.values, given, strict=False)}
        named = names.members(enum.values, chosen)
        self.tables[enum.name] = {named[value]: value for value in enum.values}
        return enum.name, python.docstring([self.summary(enum)], 1), tuple(self.facts(enum))

    def facts(self, enum: Enum) -> Iterator[tuple[str, str, str, str]]:
        """Yield a property for each documented fact of the codes; the facts are in a file beside it."""
        columns = mapping(enum.facts.get("x-enum-facts"))
        stated = {fact: values for fact, values in columns.items() if isinstance(values, list)}
        for fact, name in names.attributes(stated, frozenset(dir(OpenEnum))).items():
            cases = [case for case in stated[fact] if isinstance(case, Mapping)]
            values = [each for case in cases for each in case["values"]] if cases else stated[fact]
            amounts = all(isinstance(each, int | float) for each in values if each is not None)
            method = "by_level" if cases else "amount" if amounts else "text"
            if method != "text":
                self.need("decimal", "Decimal")
            self.tables[f"{enum.name}.{fact}"] = _cases(cases, enum) if cases else _by_value(values, enum)
            of = fact.replace("_", " ")
            yield (
                name,
                {"by_level": "dict[str, Decimal]", "amount": "Decimal | None", "text": "str | None"}[method],
                f"The documented {of} by level, where it depends on no other field."
                if cases
                else f"The documented {of}, or `None`.",
                f"self._{method}({python.quote(fact)})",
            )

    def summary(self, of: Class | Enum) -> str:
        described = docs.text_of(of.facts.get("description"))
        if described:
            return python.sentence(described)
        if of.name in self.plan.events:
            return python.sentence(f"The event `{self.plan.events[of.name].name}`")
        used = docs.of_use(self.plan.uses.get(of.name, ()), values=isinstance(of, Enum))
        return used or (f"Values of `{of.name}`." if isinstance(of, Enum) else f"The object `{of.name}`.")

    # -- classes -------------------------------------------------------------------------

    def row(self, cls: Class) -> ClassView:
        """Render the metrics or dimensions of a report's row."""
        self.runtime("report_row", "Row")
        types, lines = row_types(self.plan, cls), row_lines(self.plan, cls)
        key = f"{cls.facts['x-report-names']}"
        base = self.rows.setdefault(key, cls)
        if base is not cls and {item.wire for item in cls.fields} <= {item.wire for item in base.fields}:
            return ClassView(
                cls.name, base.name, python.docstring([self.summary(cls)], 1), (), (), is_row=True
            )
        attributes = names.attributes(types, _ROW)
        spelling = self.spelling(attributes.values())
        own = {item.wire: item for item in cls.fields}
        for of, module in (("Decimal", "decimal"), ("Any", "typing")):
            if of in types.values():
                self.need(module, of)
        self.written.add(cls.name)
        constants = tuple(filter(None, [self.wire(attributes, spelling)]))
        fields = tuple(
            (
                f"{attributes[wire]}: {of or spelling.received(own[wire].type)} | None",
                python.attribute_docstring(lines[wire]),
            )
            for wire, of in types.items()
        )
        doc = python.docstring([self.summary(cls)], 1)
        return ClassView(cls.name, "Row", doc, constants, fields, is_row=True)

    def class_(self, cls: Class) -> ClassView:
        if any(row_kinds(self.plan, cls)):
            return self.row(cls)
        self.runtime("structure", "define")
        reply = self.plan.own_replies.get(cls.name)
        attributes = self.attributes(cls)
        request = cls.name in self.plan.requests
        spelling = self.spelling(attributes.values())
        demanded = cls.demanded if request else {}
        unread = docs.unread({attributes[item.wire]: item for item in cls.fields}, cls.facts, demanded)
        entries = self.plan.pages.get(cls.name)
        constants = [self.wire(attributes, spelling)]
        event = self.plan.events.get(cls.name)
        if reply is not None:
            base = self.reply(reply)
        elif event is not None:
            base = "Event"
            self.runtime("webhooks", base)
            constants += self.event(event, spelling)
        elif entries is None:
            base = "Model"
            self.runtime("model", base)
        else:
            base = self.page(entries)
            constants.append(self.entries(attributes[entries.wire], spelling))
        fields = [item for item in cls.fields if reply is None or item.wire not in (*ENVELOPE, PAYLOAD)]
        self.written.add(cls.name)
        return ClassView(
            name=cls.name,
            base=base,
            doc=python.docstring(
                [self.summary(cls), docs.extended(cls), unread] if request else [self.summary(cls)], 1
            ),
            constants=tuple(constant for constant in constants if constant),
            fields=tuple(
                (
                    self.declare(cls, attributes[item.wire], item, spelling),
                    python.attribute_docstring(
                        docs.of_field(item, request=request, demanded=demanded, enums=self.plan.graph.enums)
                    ),
                )
                for item in fields
            ),
        )

    def reply(self, reply: Enveloped) -> str:
        """Return the base class of a reply that has fields of its own."""
        self.runtime(reply.kind.lower(), reply.kind)
        for name in references(reply.data) if reply.data is not None else ():
            self.use(name, now=True)
        return reply_type(reply, self.plain_type)

    def event(self, event: EventFacts, spelling: Spelling) -> Iterator[str]:
        """Yield the assignments of an event's name and of the paths where objects are JSON strings."""
        self.need("typing", "ClassVar")
        text, several = spelling.builtin("str"), spelling.builtin("tuple")
        yield f"__event__: ClassVar[{text}] = {python.quote(event.name)}"
        if event.texts:
            kind = f"ClassVar[{several}[{several}[{text}, ...], ...]]"
            paths = python.tuple_of(python.tuple_of(map(python.literal, path)) for path in event.texts)
            yield f"__texts__: {kind} = {paths}"

    def page(self, entries: Field) -> str:
        """Return the base class of one page of a list."""
        self.runtime("model", "PageOf")
        of = self.plain_type(entries.type.item) if isinstance(entries.type, ListOf) else "Any"
        early = any(name not in self.written for name in references(entries.type))
        return f"PageOf[{python.quote(of) if early else of}]"

    def entries(self, attribute: str, spelling: Spelling) -> str:
        """Return the assignment that names the attribute of a page's entries."""
        self.need("typing", "ClassVar")
        return f"__entries__: ClassVar[{spelling.builtin('str')}] = {python.quote(attribute)}"

    def plain_type(self, of: Type) -> str:
        """Spell a type where no attribute shadows a builtin."""
        return self.spelling(()).received(of)

    def spelling(self, attributes: Iterable[str]) -> Spelling:
        """Return the speller for a class's field types, whose attributes may shadow builtin types."""
        hidden = _SHADOWED.intersection(attributes)
        here = f"models.{self.module.dotted}"
        return Spelling(self.plan, self.package, self.typing, self.imports, hidden=hidden, here=here)

    def declare(self, cls: Class, name: str, item: Field, spelling: Spelling) -> str:
        """Return the declaration of a field."""
        if cls.name in self.plan.requests and cls.name not in self.plan.replies:
            annotation = spelling.with_names(item)
        else:
            annotation = spelling.received(item.type)
        return f"{name}: {annotation}" if item.required else f"{name}: {annotation} | None = None"

    def attributes(self, cls: Class) -> dict[str, str]:
        """Map the wire name of each property to its attribute."""
        taken = TAKEN_ATTRIBUTES | (_REPLY if cls.name in self.plan.own_replies else frozenset())
        taken |= _EVENT if cls.name in self.plan.events else frozenset()
        return names.attributes((item.wire for item in cls.fields), taken - {*ENVELOPE, PAYLOAD})

    def wire(self, attributes: Mapping[str, str], spelling: Spelling) -> str:
        """Return the assignment of wire names for attributes that differ from them."""
        renamed = {attribute: wire for wire, attribute in attributes.items() if attribute != wire}
        if not renamed:
            return ""
        self.need("typing", "ClassVar")
        text = spelling.builtin("str")
        kind = f"ClassVar[{spelling.builtin('dict')}[{text}, {text}]]"
        return f"__wire_names__: {kind} = {python.literal(renamed)}"
