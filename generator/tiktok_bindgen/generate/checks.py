"""The checks of requests: each field's kind as a table of JSON, rules as statements of a module beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from attrs import frozen

from tiktok_bindgen.enforced import contested
from tiktok_bindgen.generate import names, python, reports
from tiktok_bindgen.generate.graph import Class, Either, Field, Limits, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.patterns import compile_pattern
from tiktok_bindgen.generate.plan import Method, Plan
from tiktok_bindgen.generate.rules import RuleWriter
from tiktok_bindgen.generate.schemas import ALTERNATIVES
from tiktok_bindgen.generate.signatures import WRITTEN
from tiktok_bindgen.logic.model import ITEM, VALUE
from tiktok_bindgen.openapi import ELSEWHERE, listed, mapping, pointer

_VERSION = re.compile(r"/(v[0-9.]+)/")


@frozen
class ListView:
    """What a list tells of currencies, as the function that gives it: its import, class and fact."""

    name: str
    imports: str
    model: str
    fact: str


def view(plan: Plan, top: str, methods: Iterable[Method], package: str) -> dict[str, Any]:
    """Render the checks of the operations below one top path.

    The key ``unchecked`` lists patterns that cannot be checked, each as operation, field and pattern; the key
    ``tables`` has what `Tables` of the runtime reads.
    """
    return _Writer(plan, package).view(top, methods)


class _Writer:
    """Renders the checks of some operations, collecting their tables, functions and constants."""

    def __init__(self, plan: Plan, package: str) -> None:
        self.plan = plan
        self.graph = plan.graph
        self.package = package
        self.report_helpers: set[str] = set()
        self.constants: dict[str, Any] = {}
        # The tables: definitions of kinds, rules, and operations, by name.
        self.kinds: dict[str, Any] = {}
        self.stated: dict[str, Any] = {}
        self.operations: dict[str, Any] = {}
        self.unchecked: list[tuple[str, str, str]] = []
        # The name, docstring and statements of the function for each object's rules.
        self.functions: list[tuple[str, str, tuple[str, ...]]] = []
        self.lists: dict[tuple[str, str], ListView] = {}
        self.fits = False
        # The definition of each class.
        self.classes: dict[str, str] = {}
        self.rules = RuleWriter(partial(named, self.constants), partial(named, self.stated))

    def view(self, top: str, methods: Iterable[Method]) -> dict[str, Any]:
        more = {}
        for self.method in methods:
            if arguments := self.operation():
                more[self.method.operation.name] = python.table(arguments)
        return {
            "doc": python.docstring([python.sentence(f"Checks of the requests of `{top}`")]),
            "imports": python.imports(
                {
                    f"{self.package}._runtime.amounts": ["Currencies", "Range"] if self.lists else [],
                    f"{self.package}._runtime.check": ["Violation"] if self.functions else [],
                    f"{self.package}._runtime.check_tables": ["Tables"],
                    f"{self.package}._runtime.kinds": ["one_fits"] if self.fits else [],
                    f"{self.package}._runtime.report_rules": self.report_helpers,
                    f"{self.package}._runtime.rules": self.rules.helpers,
                }
            ),
            "functions": tuple(self.functions),
            "lists": tuple(self.lists.values()),
            "constants": tuple(f"{name} = {expr}" for name, expr in self.constants.items()),
            "more": python.table(more) if more else "",
            "tables": {"operations": self.operations, "kinds": self.kinds, "rules": self.stated},
            "unchecked": self.unchecked,
        }

    def operation(self) -> dict[str, str]:
        """Add an operation's request to the tables; return what only code can say of its checks."""
        name = self.method.operation.name
        title = f"The request of {self.method.operation.title}"
        request = self.request()
        definition = self.reserve(name)
        self.fields(definition, request, title)
        against = _contested(self.contested(request, ""))
        self.operations[name] = [definition, *against]
        items: dict[str, str] = {}
        beside = [each for each in request.rules if each.rule.levels]
        if beside:
            lines = self.rules.statements(beside)
            title = f"{title} together with its parents"
            items["levels"] = self.function(self.reserve(f"{definition}_above"), title, lines)
        items |= self.amounts(request, f"_{definition.upper()}")
        if asked := reports.asked(self.plan, self.method, self.package):
            self.report_helpers.add("Asked")
            items["report"] = asked
        return items

    def request(self) -> Class:
        """Return the request as one class; a field of both query and body is checked as the body's."""
        body = self.method.request.facts if self.method.request is not None else {}
        # As documented: what the client computes is no required argument, but a required field.
        stated = {item.wire: item for item in (self.method.request or Class("", ())).fields}
        fields = {
            argument.field.wire: stated.get(argument.field.wire, argument.field)
            for argument in self.method.arguments
            if argument.place in {"query", "body"}
            and not (argument.place == "body" and self.method.whole_body)
        }
        rules = [*listed(self.method.operation.facts.get("x-rules")), *listed(body.get("x-rules"))]
        elsewhere = body.get("x-documented-elsewhere")
        facts = {"x-rules": rules, ALTERNATIVES: body.get(ALTERNATIVES), "x-documented-elsewhere": elsewhere}
        is_open = self.method.whole_body or (self.method.request is not None and self.method.request.open)
        # No component has an empty name, so this one collides with none.
        return Class("", tuple(fields.values()), facts, open=is_open)

    def amounts(self, request: Class, constant: str) -> dict[str, str]:
        """Return the arguments for fields whose range depends on one list of values, if that list exists."""
        found = list(self.ranged(request, ()))
        lists = {(str(of.get("list")), str(of.get("fact"))) for _, _, of in found}
        name, fact = lists.pop() if len(lists) == 1 else ("", "")
        stated = self.graph.enums[name].facts.get("x-enum-facts") if name in self.graph.enums else None
        wanted = ("precision", f"min_{fact}", f"max_{fact}")
        if not isinstance(stated, Mapping) or not all(isinstance(stated.get(each), list) for each in wanted):
            return {}
        ranges = []
        for path, wire, of in found:
            when = mapping(of.get("when"))
            values = tuple(map(str, listed(when.get("values"))))
            ranges.append(
                python.call(
                    "Range",
                    python.tuple_of(map(python.literal, path)),
                    *map(python.literal, (wire, fact, of.get("level", ""), when.get("in", ""))),
                    python.tuple_of(map(python.literal, values)),
                    python.literal(self.fields_of(request, stated[wanted[1]])),
                )
            )
        if (name, fact) not in self.lists:
            module = f"{self.package}.models.{self.plan.home[name].dotted}"
            number = "" if not self.lists else f"_{len(self.lists) + 1}"
            imported = python.imports({module: [name]})
            self.lists[name, fact] = ListView(f"_currencies{number}", imported, name, python.quote(fact))
        table = named(self.constants, f"{constant}_RANGES", python.tuple_of(ranges))
        return {"ranges": table, "currencies": self.lists[name, fact].name}

    def ranged(
        self, cls: Class, path: tuple[str, ...], around: tuple[str, ...] = ()
    ) -> Iterator[tuple[tuple[str, ...], str, Mapping[str, object]]]:
        """Yield each field with such a range: the path of its object, its wire name, and the range."""
        for item in cls.fields:
            of, steps = item.type, (*path, item.wire)
            while isinstance(of, ListOf | MapOf):
                of, steps = (
                    (of.item, (*steps, ITEM)) if isinstance(of, ListOf) else (of.value, (*steps, VALUE))
                )
            if isinstance(of, Ref) and of.name in self.graph.classes and of.name not in around:
                yield from self.ranged(self.graph.classes[of.name], steps, (*around, of.name))
            elif range_ := mapping(item.facts.get("x-list-range")):
                yield path, item.wire, range_

    def fields_of(self, request: Class, cases: list[object]) -> dict[str, str]:
        """Map each value that a case names without a field to the request's only field with that value."""
        found = {}
        for case in cases:
            for each in listed(mapping(case).get("when")):
                value = str(next(iter(listed(mapping(each).get("values"))), ""))
                names_ = [
                    item.wire
                    for item in request.fields
                    if isinstance(item.type, Ref)
                    and item.type.name in self.graph.enums
                    and value in self.graph.enums[item.type.name].values
                ]
                if not mapping(each).get("field") and len(names_) == 1:
                    found[value] = names_[0]
        return found

    def contested(self, cls: Class, above: str, around: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
        """Yield the pointer and name of each contested fact and rule of an object and its descendants."""
        yield from _contested_rules(cls, above)
        for item in cls.fields:
            at = f"{above}{_step(item.wire)}"
            for fact in contested(item.facts):
                # What violates a pattern may be told by the name of its format.
                yield from ((at, rule) for rule in (("pattern", "format") if fact == "pattern" else (fact,)))
            if ELSEWHERE in item.facts:
                yield at, "enum-elsewhere"
            of = item.type
            while isinstance(of, ListOf | MapOf):
                of, at = (of.item if isinstance(of, ListOf) else of.value), f"{at}/*"
            if isinstance(of, Ref) and of.name in self.graph.classes and of.name not in around:
                yield from self.contested(self.graph.classes[of.name], at, (*around, of.name))
        for name in listed(cls.facts.get(ALTERNATIVES)):
            if str(name) not in around:
                yield from self.contested(self.graph.classes[str(name)], above, (*around, str(name)))

    # -- objects -------------------------------------------------------------------------

    def object(self, name: str) -> str:
        """Return the name of the definition of a class."""
        if name not in self.classes:
            self.classes[name] = self.reserve(names.snake(name))
            self.fields(self.classes[name], self.graph.classes[name], f"The object `{name}`")
        return self.classes[name]

    def fields(self, definition: str, cls: Class, title: str) -> None:
        """Define a class's checks under a reserved name."""
        kinds = {item.wire: self.kind(item.type, cls, item) for item in cls.fields}
        version = _VERSION.search(self.method.operation.path)
        former = _former_names(cls)
        lines = self.statements(cls)
        facts = {
            "required": [item.wire for item in cls.fields if item.required],
            "elsewhere": [str(name) for name in listed(cls.facts.get("x-documented-elsewhere"))],
            "formerly": former,
            "since": (version[1] if version else "this version") if former else "",
            "others": cls.open,
            "rules": self.function(definition, title, lines) if lines else "",
        }
        self.kinds[definition] = ["Ruled" if lines else "Fields", kinds, _given(facts)]

    def function(self, definition: str, title: str, lines: Iterable[str]) -> str:
        """Add the function that checks an object's rules, named after its definition; return its name."""
        doc = python.docstring([python.sentence(title)], 1)
        self.functions.append((f"_{definition}", doc, tuple(lines)))
        return f"_{definition}"

    def statements(self, cls: Class) -> tuple[str, ...]:
        """Return the statements that report the rules an object violates."""
        # Unconditionally required fields are reported by the check of required fields.
        required = {(item.wire,) for item in cls.fields if item.required}
        rules = [
            stated
            for stated in cls.rules
            if not stated.rule.levels
            and (stated.rule.kind != "requires" or not required.issuperset(stated.rule.targets))
        ]
        scalars = {item.wire for item in cls.fields if self.is_scalar(item.type)}
        return (*self.rules.statements(rules, scalars), *self.alternatives(cls))

    def alternatives(self, cls: Class) -> Iterator[str]:
        """Yield the call that checks an object against its alternatives."""
        known = [str(name) for name in listed(cls.facts.get(ALTERNATIVES))]
        if known:
            # A field that no alternative has is reported once, for the object as a whole.
            kinds = f"CHECKS.objects({python.quote(' | '.join(map(self.object, known)))})"
            inside = (pair for name in known for pair in self.contested(self.graph.classes[name], ""))
            # No check reports what is missing or unknown if it is contested.
            reported = (pair for pair in inside if pair[1] not in {"required", "unknown"})
            pairs = [python.tuple_of(map(python.literal, pair)) for pair in _contested(reported)]
            self.fits = True
            yield python.call(
                "one_fits",
                "out",
                "o",
                "at",
                kinds,
                *([f"contested={python.tuple_of(pairs)}"] if pairs else []),
            )

    # -- kinds ---------------------------------------------------------------------------

    def is_scalar(self, of: Type) -> bool:
        """Report whether a value has no nested values."""
        return (isinstance(of, Scalar) and of.kind != "any") or (
            isinstance(of, Ref) and of.name in self.graph.enums
        )

    def kind(self, of: Type, owner: Class, item: Field) -> Any:
        """Return a value's kind as the tables state it: see `Tables` of the runtime."""
        match of:
            case Scalar():
                return self.scalar(of, owner, item)
            case ListOf(item=inner, limits=limits) | Either(item=inner, limits=limits):
                bounds = _bounds(limits, "minItems", "maxItems", "uniqueItems")
                kind = "Items" if isinstance(of, ListOf) else "OneOrMore"
                return [kind, self.kind(inner, owner, item), bounds]
            case MapOf(value=inner):
                return ["Entries", self.kind(inner, owner, item), {}]
            case Ref(name=name) if name in self.graph.enums:
                values = self.graph.enums[name].values
                elsewhere = mapping(item.facts.get(ELSEWHERE))
                more = ["ListedElsewhere", {"documented": [*values], **elsewhere}]
                return [named(self.kinds, names.snake(name), more if elsewhere else ["Values", *values])]
            case Ref(name=name):
                return [self.object(name)]

    def scalar(self, of: Scalar, owner: Class, item: Field) -> Any:
        limits = of.limits
        match of.kind:
            case "string":
                bounds = _bounds(limits, "minLength", "maxLength") | self.form(of, owner, item)
                if "maxLength" in limits and "x-wide-characters" in limits:
                    return ["WideText", {"wide": limits["x-wide-characters"]} | bounds]
                return ["Text", bounds] if bounds else "str"
            case "integer" | "number":
                ends = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
                bounds = _bounds(limits, *ends, "multipleOf")
                if of.values:
                    bounds["values"] = of.values
                if bounds:
                    return [of.kind.capitalize(), bounds]
                return "int" if of.kind == "integer" else "number"
            case "boolean":
                # Both of two values are no restriction.
                return ["Boolean", {"only": of.values[0]}] if len(of.values) == 1 else "bool"
            case "file":
                return "str"
            case "any":
                return "any"

    def form(self, of: Scalar, owner: Class, item: Field) -> dict[str, Any]:
        """Return the facts of a text's form, leaving out a pattern that is slow to check."""
        pattern, no_emoji = of.limits.get("pattern"), "x-no-emoji" in of.limits
        compiled = None if pattern is None else compile_pattern(pattern)
        if pattern is not None and compiled is None:
            operation = self.method.operation.name
            self.unchecked.append((operation, f"{owner.name or 'request'}.{item.wire}", pattern))
        if compiled is None and not no_emoji:
            return {}
        facts: dict[str, Any] = {"pattern": compiled.pattern if compiled else "", "no_emoji": no_emoji}
        if of.format:
            # The standard's times are written in more ways than Python reads.
            is_date = of.format != "date-time" and WRITTEN.get(of.format, "").startswith("%Y-%m-%d")
            facts |= {"written": of.format, "is_date": is_date}
        elif no_emoji or (compiled is not None and compiled.pattern != pattern):
            parts = [pattern if compiled else None, "text without emoji" if no_emoji else None]
            facts["documented"] = " and ".join(filter(None, parts))
        return _given(facts)

    def reserve(self, wanted: str) -> str:
        """Return the name of a definition that follows."""
        return named(self.kinds, wanted, None)


def named(table: dict[str, Any], wanted: str, value: Any) -> str:
    """Add a value to a table and return its name; equal values of the same wanted name are shared."""
    name, number = wanted.replace("__", "_"), 1
    while name in table and (table[name] != value or value is None):
        number += 1
        name = f"{wanted}_{number}"
    table[name] = value
    return name


def _former_names(cls: Class) -> dict[str, str]:
    """Map the names that fields had in the previous version to their current names."""
    documented = {item.wire for item in cls.fields}
    return {
        str(was): item.wire
        for item in cls.fields
        for was in [mapping(item.facts.get("x-formerly")).get("name")]
        if was and was not in documented
    }


def _bounds(limits: Limits, *keys: str) -> dict[str, Any]:
    """Return some bounds as keyword arguments, without the unset ones."""
    return {names.snake(key): limits[key] for key in keys if key in limits}


def _given(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that say something."""
    return {key: value for key, value in facts.items() if value}


def _contested(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return contested facts, each once."""
    return [*dict.fromkeys(found)]


def _contested_rules(cls: Class, above: str) -> Iterator[tuple[str, str]]:
    """Yield the pointers of each contested rule's targets, each with the rule's id."""
    for stated in cls.rules:
        for target in stated.rule.targets if stated.contested else ():
            steps = (*stated.rule.scope, *target)
            yield f"{above}{''.join(map(_step, steps))}", stated.rule.id


def _step(name: str) -> str:
    """Return one step of a JSON pointer; ``*`` stands for any index or key."""
    return "/*" if name in {ITEM, VALUE} else pointer((name,))
