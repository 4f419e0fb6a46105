"""What the template of a check module is given: what each field must be, as tables; rules, as statements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from tiktok_bindgen.enforced import contested
from tiktok_bindgen.generate import names, python
from tiktok_bindgen.generate.graph import Class, Enum, Field, Graph, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.normalize import ALTERNATIVES
from tiktok_bindgen.generate.patterns import compile_pattern
from tiktok_bindgen.generate.plan import Method, Plan
from tiktok_bindgen.generate.rules import RuleWriter, stated_rules
from tiktok_bindgen.generate.signatures import WRITTEN
from tiktok_bindgen.logic.model import ITEM, VALUE

_VERSION = re.compile(r"/(v[0-9.]+)/")


@frozen
class FunctionView:
    """The rules of one object.

    Attributes:
        name: Its name.
        doc: Its docstring.
        lines: Its statements.
    """

    name: str
    doc: str
    lines: tuple[str, ...]


@frozen
class ChecksView:
    """One module, written out.

    Attributes:
        doc: Its docstring.
        imports: Its imports from the runtime.
        whole: The constant that says what the request as a whole must be.
        functions: The functions for the rules of objects that have some.
        constants: The assignments of constants.
        unchecked: Patterns that no check was made for, as pairs of field and pattern.
        contested: The contested facts, each with its place.
    """

    doc: str
    imports: str
    whole: str
    functions: tuple[FunctionView, ...]
    constants: tuple[str, ...]
    unchecked: tuple[tuple[str, str], ...]
    contested: tuple[str, ...]


def view(plan: Plan, method: Method, package: str) -> ChecksView:
    """Write out the checks of one operation."""
    return _Writer(plan.graph, method, package).view()


class _Writer:
    """Collects the tables, functions and constants that the checks of one operation need."""

    def __init__(self, graph: Graph, method: Method, package: str) -> None:
        self.graph = graph
        self.method = method
        self.package = package
        self.helpers: set[str] = set()
        self.constants: dict[str, str] = {}
        self.unchecked: list[tuple[str, str]] = []
        self.functions: list[FunctionView] = []
        # The constants of classes, and those whose fields are being written.
        self.classes: dict[str, str] = {}
        self.unfinished: set[str] = set()
        self.rules = RuleWriter(self.constant)

    def view(self) -> ChecksView:
        operation = self.method.operation
        title = f"{operation.method} {operation.path}"
        request = self.request()
        whole = self.fields(self.reserve("_REQUEST"), request, f"The request of {title}")
        contested = dict.fromkeys(self.contested(request, ""))
        return ChecksView(
            doc=python.docstring([python.sentence(f"What a request of {title} must keep to")]),
            imports=python.imports(
                {
                    f"{self.package}._runtime.check": ["Violation"],
                    f"{self.package}._runtime.contested": ["absent", "enforced"] if contested else [],
                    f"{self.package}._runtime.kinds": self.helpers,
                    f"{self.package}._runtime.rules": self.rules.helpers,
                }
            ),
            whole=whole,
            functions=tuple(reversed(self.functions)),
            constants=tuple(f"{name} = {expr}" for name, expr in self.constants.items()),
            unchecked=tuple(self.unchecked),
            contested=tuple(python.tuple_of(map(python.literal, pair)) for pair in contested),
        )

    def request(self) -> Class:
        """The request as an object: what is in the query and in the body as well is checked as the latter."""
        body = self.method.request.facts if self.method.request is not None else {}
        fields = {
            argument.field.wire: argument.field
            for argument in self.method.arguments
            if argument.place in {"query", "body"}
            and not (argument.place == "body" and self.method.whole_body)
        }
        rules = [*_list(self.method.operation.facts.get("x-rules")), *_list(body.get("x-rules"))]
        facts = {"x-rules": rules, ALTERNATIVES: body.get(ALTERNATIVES)}
        is_open = self.method.whole_body or (self.method.request is not None and self.method.request.open)
        # No component has an empty name.
        return Class("", tuple(fields.values()), facts, open=is_open)

    def contested(self, cls: Class, above: str, around: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
        """The contested facts of an object's fields and rules and of all below them, each with its place."""
        yield from _contested_rules(cls.facts, above)
        for item in cls.fields:
            at = f"{above}{_step(item.wire)}"
            yield from ((at, fact) for fact in contested(item.facts))
            of = item.type
            while isinstance(of, ListOf | MapOf):
                of, at = (of.item if isinstance(of, ListOf) else of.value), f"{at}/*"
            if isinstance(of, Ref) and of.name in self.graph.classes and of.name not in around:
                yield from self.contested(self.graph.classes[of.name], at, (*around, of.name))
        for name in _list(cls.facts.get(ALTERNATIVES)):
            if str(name) not in around:
                yield from self.contested(self.graph.classes[str(name)], above, (*around, str(name)))

    # -- objects -------------------------------------------------------------------------

    def object(self, name: str) -> str:
        """The expression for an object of a class."""
        if name not in self.classes:
            constant = self.classes[name] = self.reserve(f"_{names.snake(name).upper()}")
            self.unfinished.add(name)
            self.fields(constant, self.graph.classes[name], f"The object `{name}`")
            self.unfinished.remove(name)
        constant = self.classes[name]
        return self.call("Later", f"lambda: {constant}") if name in self.unfinished else constant

    def fields(self, constant: str, cls: Class, title: str) -> str:
        """Assign to a reserved constant what an object must be."""
        kinds = [f"{python.literal(item.wire)}: {self.kind(item.type, cls, item)}" for item in cls.fields]
        items = [f"{{{python.rows(kinds)}}}"]
        required = [python.literal(item.wire) for item in cls.fields if item.required]
        if required:
            items.append(f"required={python.tuple_of(required)}")
        former = {} if cls.open else _former_names(cls)
        if former:
            version = _VERSION.search(self.method.operation.path)
            items.append(f"formerly={python.literal(former)}")
            items.append(f"since={python.literal(version[1] if version else 'this version')}")
        if cls.open:
            items.append("others=True")
        lines = self.statements(cls)
        if lines:
            function = constant.lower()
            doc = python.docstring([python.sentence(title)], 1)
            self.functions.append(FunctionView(function, doc, lines))
            items.append(f"rules={function}")
        # It comes after what it has inside.
        del self.constants[constant]
        self.constants[constant] = self.call("Fields", *items)
        return constant

    def statements(self, cls: Class) -> tuple[str, ...]:
        """The statements that report the rules which an object breaks."""
        # What is required whatever else is given has been told as such.
        required = {(item.wire,) for item in cls.fields if item.required}
        rules = [
            stated
            for stated in stated_rules(cls.facts.get("x-rules"))
            if stated.rule.kind != "requires" or not required.issuperset(stated.rule.targets)
        ]
        scalars = {item.wire for item in cls.fields if self.is_scalar(item.type)}
        return (*self.rules.statements(rules, scalars), *self.alternatives(cls))

    def alternatives(self, cls: Class) -> Iterator[str]:
        """The call that checks an object as each of its alternatives."""
        known = [str(name) for name in _list(cls.facts.get(ALTERNATIVES))]
        if known:
            # What none of the alternatives has is told once, of the object as a whole.
            kinds = python.tuple_of([self.object(name) for name in known])
            yield self.call("one_fits", "out", "o", "at", kinds)

    # -- kinds ---------------------------------------------------------------------------

    def is_scalar(self, of: Type) -> bool:
        """Whether a value has no others in it."""
        return (isinstance(of, Scalar) and of.kind != "any") or (
            isinstance(of, Ref) and of.name in self.graph.enums
        )

    def kind(self, of: Type, owner: Class, item: Field) -> str:
        """The expression for what a value must be: see `Fields` of the runtime."""
        match of:
            case Scalar():
                return self.scalar(of, owner, item)
            case ListOf(item=inner, limits=limits):
                bounds = _named(min_items=limits.min_items or None, max_items=limits.max_items)
                return self.call("Items", self.kind(inner, owner, item), *bounds)
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
                    *_named(min_length=limits.min_length or None, max_length=limits.max_length),
                    *self.pattern(limits.pattern, owner, item),
                ]
                return self.call("Text", *bounds) if bounds else "str"
            case "integer" | "number":
                bounds = _named(
                    minimum=limits.minimum,
                    exclusive_minimum=limits.exclusive_minimum,
                    maximum=limits.maximum,
                    exclusive_maximum=limits.exclusive_maximum,
                    values=of.values,
                )
                if bounds:
                    return self.call(of.kind.capitalize(), *bounds)
                return "int" if of.kind == "integer" else self.helper("NUMBER")
            case "boolean":
                return "bool"
            case "file":
                return "str"
            case "any":
                return self.helper("ANYTHING")

    def pattern(self, pattern: str | None, owner: Class, item: Field) -> Iterator[str]:
        """The arguments that say how a text is written, if that can be told without taking long."""
        if pattern is None:
            return
        compiled = compile_pattern(pattern)
        if compiled is None:
            self.unchecked.append((f"{owner.name or 'request'}.{item.wire}", pattern))
            return
        yield f"pattern={python.literal(compiled.pattern)}"
        written = item.facts.get("format")
        if isinstance(written, str):
            yield f"written={python.literal(written)}"
            if WRITTEN.get(written, "").startswith("%Y-%m-%d"):
                yield "is_date=True"
        elif compiled.pattern != pattern:
            yield f"documented={python.literal(pattern)}"

    def values(self, enum: Enum) -> str:
        """The constant that has the values of an enumeration."""
        texts = self.call("Values", *map(python.literal, enum.values))
        return self.constant(f"_{names.snake(enum.name).upper()}", texts)

    # -- pieces --------------------------------------------------------------------------

    def helper(self, name: str) -> str:
        self.helpers.add(name)
        return name

    def call(self, helper: str, *items: str) -> str:
        return python.call(self.helper(helper), *items)

    def reserve(self, wanted: str) -> str:
        """A name for a constant that is assigned later."""
        return self.constant(wanted, "")

    def constant(self, wanted: str, expr: str) -> str:
        """Assign a constant; one of the same name and expression is shared."""
        name, number = wanted.replace("__", "_"), 1
        while name in self.constants and (self.constants[name] != expr or not expr):
            number += 1
            name = f"{wanted}_{number}"
        self.constants[name] = expr
        return name


def _former_names(cls: Class) -> dict[str, str]:
    """What fields were called in the version before, with what they are called now."""
    documented = {item.wire for item in cls.fields}
    return {
        str(was): item.wire
        for item in cls.fields
        for was in [_mapping(item.facts.get("x-formerly")).get("name")]
        if was and was not in documented
    }


def _named(**bounds: object) -> list[str]:
    """Bounds as named arguments, without those that bound nothing."""
    return [f"{name}={python.literal(bound)}" for name, bound in bounds.items() if bound not in {None, ()}]


def _contested_rules(facts: Mapping[str, object], above: str) -> Iterator[tuple[str, str]]:
    """The rules of an object that are contested, each with the places of its targets."""
    for stated in stated_rules(facts.get("x-rules")):
        for target in stated.rule.targets if stated.contested else ():
            steps = (*stated.rule.scope, *target)
            yield f"{above}{''.join(map(_step, steps))}", stated.rule.id


def _step(name: str) -> str:
    """A step of a JSON pointer; ``*`` is any item or key."""
    return "/*" if name in {ITEM, VALUE} else f"/{name.replace('~', '~0').replace('/', '~1')}"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def unchecked_patterns(views: Mapping[str, ChecksView]) -> Iterator[tuple[str, str, str]]:
    """The patterns that are not checked, as operation, field and pattern."""
    for operation, made in views.items():
        for place, pattern in made.unchecked:
            yield operation, place, pattern
