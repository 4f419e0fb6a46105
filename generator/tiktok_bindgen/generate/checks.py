"""Source text for the templates of check modules: each field's kind as tables, rules as statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from tiktok_bindgen.enforced import contested
from tiktok_bindgen.generate import names, python, reports
from tiktok_bindgen.generate.graph import Class, Either, Enum, Field, Limits, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.models import facts_constant
from tiktok_bindgen.generate.patterns import compile_pattern
from tiktok_bindgen.generate.plan import Method, Plan
from tiktok_bindgen.generate.rules import RuleWriter
from tiktok_bindgen.generate.schemas import ALTERNATIVES
from tiktok_bindgen.generate.signatures import WRITTEN
from tiktok_bindgen.logic.model import ITEM, VALUE
from tiktok_bindgen.openapi import listed, mapping, pointer

_VERSION = re.compile(r"/(v[0-9.]+)/")


@frozen
class ListView:
    """What a list tells of currencies, as the function that gives it: its import, and the constants there."""

    name: str
    imports: str
    precision: str
    least: str
    most: str


def view(plan: Plan, top: str, methods: Iterable[Method], package: str) -> dict[str, Any]:
    """Render the checks of the operations below one top path.

    The key ``unchecked`` lists patterns that cannot be checked, each as operation, field and pattern.
    """
    return _Writer(plan, package).view(top, methods)


class _Writer:
    """Renders the checks of some operations, collecting their tables, functions and constants."""

    def __init__(self, plan: Plan, package: str) -> None:
        self.plan = plan
        self.graph = plan.graph
        self.package = package
        self.helpers: set[str] = set()
        self.report_helpers: set[str] = set()
        self.constants: dict[str, str] = {}
        self.unchecked: list[tuple[str, str, str]] = []
        # The name, docstring and statements of the function for each object's rules.
        self.functions: list[tuple[str, str, tuple[str, ...]]] = []
        self.lists: dict[tuple[str, str], ListView] = {}
        # The constant of each class, and the classes whose fields are still being rendered.
        self.classes: dict[str, str] = {}
        self.unfinished: set[str] = set()
        self.rules = RuleWriter(self.constant)

    def view(self, top: str, methods: Iterable[Method]) -> dict[str, Any]:
        operations = {}
        for self.method in methods:
            operations[self.method.operation.name] = self.operation()
        return {
            "doc": python.docstring([python.sentence(f"Checks of the requests of `{top}`")]),
            "imports": python.imports(
                {
                    f"{self.package}._runtime.amounts": ["Currencies", "Range"] if self.lists else [],
                    f"{self.package}._runtime.check": ["Violation"] if self.functions else [],
                    f"{self.package}._runtime.checks": ["Checks"],
                    f"{self.package}._runtime.kinds": self.helpers,
                    f"{self.package}._runtime.report_rules": self.report_helpers,
                    f"{self.package}._runtime.rules": self.rules.helpers,
                }
            ),
            "functions": tuple(self.functions),
            "lists": tuple(self.lists.values()),
            "constants": tuple(f"{name} = {expr}" for name, expr in self.constants.items()),
            "operations": python.table(operations),
            "unchecked": self.unchecked,
        }

    def operation(self) -> str:
        """Return the expression for the checks of an operation."""
        title = f"The request of {self.method.operation.title}"
        request = self.request()
        constant = self.reserve(f"_{self.method.operation.name.upper()}")
        items = [self.fields(constant, request, title)]
        items += _contested_argument(self.contested(request, ""))
        beside = [each for each in request.rules if each.rule.levels]
        if beside:
            above = self.reserve(f"{constant}_ABOVE")
            lines = self.rules.statements(beside)
            del self.constants[above]
            items.append(f"levels={self.function(above, f'{title} together with its parents', lines)}")
        items += self.amounts(request, constant)
        if asked := reports.asked(self.plan, self.method, self.package):
            self.report_helpers.add("Asked")
            items.append(f"report={asked}")
        return python.call("Checks", *items)

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

    def amounts(self, request: Class, constant: str) -> list[str]:
        """Return the arguments for fields whose range depends on one list of values, if that list exists."""
        found = list(self.ranged(request, ()))
        lists = {(str(of.get("list")), str(of.get("fact"))) for _, _, of in found}
        name, fact = lists.pop() if len(lists) == 1 else ("", "")
        stated = self.graph.enums[name].facts.get("x-enum-facts") if name in self.graph.enums else None
        wanted = ("precision", f"min_{fact}", f"max_{fact}")
        if not isinstance(stated, Mapping) or not all(isinstance(stated.get(each), list) for each in wanted):
            return []
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
            facts = [facts_constant(name, each) for each in wanted]
            imported = python.imports({module: facts})
            self.lists[name, fact] = ListView(f"_currencies{number}", imported, *facts)
        table = self.constant(f"{constant}_RANGES", python.tuple_of(ranges))
        return [f"ranges={table}", f"currencies={self.lists[name, fact].name}"]

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
        """Return the expression for an object of a class."""
        if name not in self.classes:
            constant = self.classes[name] = self.reserve(f"_{names.snake(name).upper()}")
            self.unfinished.add(name)
            self.fields(constant, self.graph.classes[name], f"The object `{name}`")
            self.unfinished.remove(name)
        constant = self.classes[name]
        return self.call("Later", f"lambda: {constant}") if name in self.unfinished else constant

    def fields(self, constant: str, cls: Class, title: str) -> str:
        """Assign a class's checks to a reserved constant, and return the constant."""
        kinds = [f"{python.literal(item.wire)}: {self.kind(item.type, cls, item)}" for item in cls.fields]
        items = [f"{{{python.rows(kinds)}}}"]
        required = [python.literal(item.wire) for item in cls.fields if item.required]
        if required:
            items.append(f"required={python.tuple_of(required)}")
        elsewhere = listed(cls.facts.get("x-documented-elsewhere"))
        if elsewhere:
            items.append(f"elsewhere={python.tuple_of([python.literal(name) for name in elsewhere])}")
        if former := _former_names(cls):
            version = _VERSION.search(self.method.operation.path)
            items.append(f"formerly={python.literal(former)}")
            items.append(f"since={python.literal(version[1] if version else 'this version')}")
        if cls.open:
            items.append("others=True")
        kind = "Fields"
        if lines := self.statements(cls):
            kind = "Ruled"
            items.append(f"rules={self.function(constant, title, lines)}")
        # Assign again, so that it comes after the constants that it refers to.
        del self.constants[constant]
        self.constants[constant] = self.call(kind, *items)
        return constant

    def function(self, constant: str, title: str, lines: Iterable[str]) -> str:
        """Add the function that checks an object's rules, named after its constant; return its name."""
        doc = python.docstring([python.sentence(title)], 1)
        self.functions.append((constant.lower(), doc, tuple(lines)))
        return constant.lower()

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
            kinds = python.tuple_of([self.object(name) for name in known])
            inside = (pair for name in known for pair in self.contested(self.graph.classes[name], ""))
            # No check reports what is missing or unknown if it is contested.
            reported = (pair for pair in inside if pair[1] not in {"required", "unknown"})
            yield self.call("one_fits", "out", "o", "at", kinds, *_contested_argument(reported))

    # -- kinds ---------------------------------------------------------------------------

    def is_scalar(self, of: Type) -> bool:
        """Report whether a value has no nested values."""
        return (isinstance(of, Scalar) and of.kind != "any") or (
            isinstance(of, Ref) and of.name in self.graph.enums
        )

    def kind(self, of: Type, owner: Class, item: Field) -> str:
        """Return the expression for a value's kind: see `Fields` of the runtime."""
        match of:
            case Scalar():
                return self.scalar(of, owner, item)
            case ListOf(item=inner, limits=limits) | Either(item=inner, limits=limits):
                bounds = _bounds(limits, "minItems", "maxItems", "uniqueItems")
                kind = "Items" if isinstance(of, ListOf) else "OneOrMore"
                return self.call(kind, self.kind(inner, owner, item), *bounds)
            case MapOf(value=inner):
                return self.call("Entries", self.kind(inner, owner, item))
            case Ref(name=name) if name in self.graph.enums:
                return self.values(self.graph.enums[name])
            case Ref(name=name):
                return self.object(name)

    def scalar(self, of: Scalar, owner: Class, item: Field) -> str:
        limits = of.limits
        match of.kind:
            case "string":
                bounds = [
                    *_bounds(limits, "minLength", "maxLength"),
                    *self.form(of, owner, item),
                ]
                if "maxLength" in limits and "x-wide-characters" in limits:
                    return self.call("WideText", f"wide={limits['x-wide-characters']}", *bounds)
                return self.call("Text", *bounds) if bounds else "str"
            case "integer" | "number":
                ends = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
                bounds = _bounds(limits, *ends, "multipleOf")
                if of.values:
                    bounds.append(f"values={python.literal(of.values)}")
                if bounds:
                    return self.call(of.kind.capitalize(), *bounds)
                return "int" if of.kind == "integer" else self.helper("NUMBER")
            case "boolean":
                # Both of two values are no restriction.
                return self.call("Boolean", f"only={of.values[0]}") if len(of.values) == 1 else "bool"
            case "file":
                return "str"
            case "any":
                return self.helper("ANYTHING")

    def form(self, of: Scalar, owner: Class, item: Field) -> Iterator[str]:
        """Yield the arguments that describe a text's form, leaving out a pattern that is slow to check."""
        pattern, no_emoji = of.limits.get("pattern"), "x-no-emoji" in of.limits
        compiled = None if pattern is None else compile_pattern(pattern)
        if pattern is not None and compiled is None:
            operation = self.method.operation.name
            self.unchecked.append((operation, f"{owner.name or 'request'}.{item.wire}", pattern))
        if compiled is not None:
            yield f"pattern={python.literal(compiled.pattern)}"
        if no_emoji:
            yield "no_emoji=True"
        if compiled is None and not no_emoji:
            return
        if of.format:
            yield f"written={python.literal(of.format)}"
            if WRITTEN.get(of.format, "").startswith("%Y-%m-%d"):
                yield "is_date=True"
        elif no_emoji or (compiled is not None and compiled.pattern != pattern):
            parts = [pattern if compiled else None, "text without emoji" if no_emoji else None]
            yield f"documented={python.literal(' and '.join(filter(None, parts)))}"

    def values(self, enum: Enum) -> str:
        """Return the constant that has the values of an enum."""
        texts = self.call("Values", *map(python.literal, enum.values))
        return self.constant(f"_{names.snake(enum.name).upper()}", texts)

    # -- pieces --------------------------------------------------------------------------

    def helper(self, name: str) -> str:
        self.helpers.add(name)
        return name

    def call(self, helper: str, *items: str) -> str:
        return python.call(self.helper(helper), *items)

    def reserve(self, wanted: str) -> str:
        """Return the name of a constant that is assigned later."""
        return self.constant(wanted, "")

    def constant(self, wanted: str, expr: str) -> str:
        """Assign a constant and return its name; equal constants of the same wanted name are shared."""
        name, number = wanted.replace("__", "_"), 1
        while name in self.constants and (self.constants[name] != expr or not expr):
            number += 1
            name = f"{wanted}_{number}"
        self.constants[name] = expr
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


def _bounds(limits: Limits, *keys: str) -> list[str]:
    """Return some bounds as keyword arguments, without the unset ones."""
    return [f"{names.snake(key)}={python.literal(limits[key])}" for key in keys if key in limits]


def _contested_argument(found: Iterable[tuple[str, str]]) -> list[str]:
    """Return the argument that lists contested facts, if there are any."""
    pairs = [python.tuple_of(map(python.literal, pair)) for pair in dict.fromkeys(found)]
    return [f"contested={python.tuple_of(pairs)}"] if pairs else []


def _contested_rules(cls: Class, above: str) -> Iterator[tuple[str, str]]:
    """Yield the pointers of each contested rule's targets, each with the rule's id."""
    for stated in cls.rules:
        for target in stated.rule.targets if stated.contested else ():
            steps = (*stated.rule.scope, *target)
            yield f"{above}{''.join(map(_step, steps))}", stated.rule.id


def _step(name: str) -> str:
    """Return one step of a JSON pointer; ``*`` stands for any index or key."""
    return "/*" if name in {ITEM, VALUE} else pointer((name,))
