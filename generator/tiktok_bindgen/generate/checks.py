"""What the template of a check module is given: straight-line statements that find every violation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from tiktok_bindgen.generate import names, python
from tiktok_bindgen.generate.graph import Class, Field, Graph, Limits, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.normalize import ALTERNATIVES
from tiktok_bindgen.generate.plan import Method, Plan
from tiktok_bindgen.generate.rules import RuleWriter, stated_rules
from tiktok_bindgen.generate.runtime.check import compile_pattern
from tiktok_bindgen.generate.signatures import WRITTEN

_EXPECTED = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "file": "string",
}
# The same in the table of an object's fields.
_TABLE = {
    "string": "str",
    "number": "is_number",
    "integer": "int",
    "boolean": "bool",
    "file": "str",
    "any": "ANYTHING",
}
_VERSION = re.compile(r"/(v[0-9.]+)/")
# Objects of more fields than this are gone through by what they have: most of them lack most.
_FEW = 8


@frozen
class FunctionView:
    """The check of one object.

    Attributes:
        signature: Its first line or lines.
        doc: Its docstring.
        lines: Its statements, indented.
    """

    signature: str
    doc: str
    lines: tuple[str, ...]


@frozen
class ChecksView:
    """One module, written out.

    Attributes:
        doc: Its docstring.
        imports: Its imports from the runtime.
        first: The function that checks the whole; empty when anything goes.
        functions: The functions.
        constants: The assignments of constants.
        unchecked: Patterns that no check was made for, as pairs of field and pattern.
        compiles: Whether it has patterns.
    """

    doc: str
    imports: str
    first: str
    functions: tuple[FunctionView, ...]
    constants: tuple[str, ...]
    unchecked: tuple[tuple[str, str], ...]
    compiles: bool


def view(plan: Plan, method: Method, package: str) -> ChecksView:
    """Write out the checks of one operation."""
    return _Writer(plan.graph, method, package).view()


class _Writer:
    """Collects the helpers and constants that the checks of one operation need."""

    def __init__(self, graph: Graph, method: Method, package: str) -> None:
        self.graph = graph
        self.method = method
        self.package = package
        self.helpers: set[str] = {"Violation", "wrong_type"}
        self.constants: dict[str, str] = {}
        self.compiles = False
        self.unchecked: list[tuple[str, str]] = []
        self.functions: dict[str, str] = {}
        self.queue: list[str] = []
        self.rules = RuleWriter(self.constant)

    def view(self) -> ChecksView:
        operation = self.method.operation
        title = f"{operation.method} {operation.path}"
        fields = tuple(
            argument.field
            for argument in self.method.arguments
            if argument.place in {"query", "body"}
            and not (argument.place == "body" and self.method.whole_body)
        )
        loose = self.method.whole_body or (self.method.request is not None and self.method.request.open)
        functions = []
        first = ""
        if fields or not loose:
            # What is in the query and in the body as well is checked as the latter.
            # No component has an empty name.
            rules = [*_list(operation.facts.get("x-rules")), *_list(self.body_facts().get("x-rules"))]
            facts = {"x-rules": rules, ALTERNATIVES: self.body_facts().get(ALTERNATIVES)}
            whole = Class("", tuple({item.wire: item for item in fields}.values()), facts, open=loose)
            first = "_request"
            self.functions[whole.name] = first
            functions.append(self.function(whole, first, f"The request of {title}"))
        while self.queue:
            name = self.queue.pop(0)
            functions.append(
                self.function(self.graph.classes[name], self.functions[name], f"The object `{name}`")
            )
        constants = tuple(f"{name} = {expr}" for name, expr in self.constants.items())
        return ChecksView(
            doc=python.docstring([python.sentence(f"What a request of {title} must keep to")]),
            imports=python.imports(
                {
                    f"{self.package}._runtime.check": self.helpers - {"unknown"},
                    f"{self.package}._runtime.rules": self.rules.helpers,
                    f"{self.package}._runtime.unknown": self.helpers & {"unknown"},
                }
            ),
            first=first,
            functions=tuple(functions),
            constants=constants,
            unchecked=tuple(self.unchecked),
            compiles=self.compiles,
        )

    def body_facts(self) -> Mapping[str, object]:
        """What the schema of the body says of it as a whole."""
        return self.method.request.facts if self.method.request is not None else {}

    def function(self, cls: Class, name: str, title: str) -> FunctionView:
        if cls.open or len(cls.fields) <= _FEW:
            lines = self.one_by_one(cls, name)
        else:
            lines = self.by_table(cls, name)
        # What is required whatever else is given has been told as such.
        required = {(item.wire,) for item in cls.fields if item.required}
        rules = [
            stated
            for stated in stated_rules(cls.facts.get("x-rules"))
            if stated.rule.kind != "requires" or not required.issuperset(stated.rule.targets)
        ]
        lines += self.rules.statements(rules)
        lines += self.alternatives(cls)
        return FunctionView(
            signature=f"def {name}(o: Any, at: str, out: list[Violation]) -> None:",
            doc=python.docstring([python.sentence(title)], 1),
            lines=tuple(lines or ["del o, at, out"]),
        )

    def one_by_one(self, cls: Class, name: str) -> list[str]:
        """Statements that look at each field which there could be."""
        lines = [line for item in cls.fields for line in self.field(cls, item)]
        if lines:
            lines.insert(0, "v: Any")
        if not cls.open:
            constant = self.constant(f"{name.upper()}_KNOWN", _frozenset([item.wire for item in cls.fields]))
            lines.append(f"if not {constant}.issuperset(o):")
            lines += python.indented([self.unknown(cls, name, constant)])
        return lines

    def by_table(self, cls: Class, name: str) -> list[str]:
        """Statements that look at each field which there is: a table says what type or values it has.

        What more must hold of a value of the right type is stated beside it.
        """
        lines = [line for item in cls.fields for line in self.beyond_table(cls, item)]
        start = "start" if lines else "len(out)"
        if lines:
            lines = ["v: Any", "start = len(out)", *lines]
        kinds = [f"{python.literal(item.wire)}: {self.kind(item.type)}" for item in cls.fields]
        fields = self.constant(f"{name.upper()}_FIELDS", f"{{{', '.join(kinds)}}}")
        required = self.constant(
            f"{name.upper()}_REQUIRED", _frozenset([item.wire for item in cls.fields if item.required])
        )
        self.helpers |= {"fits", "misfits"}
        told = [
            f"misfits(out, o, at, {fields}, {required}, start={start})",
            self.unknown(cls, name, f"{fields}.keys()"),
        ]
        return [*lines, f"if not fits(o, {fields}, {required}):", *python.indented(told)]

    def unknown(self, cls: Class, name: str, known: str) -> str:
        """The call that reports fields which are not documented, with the names of those that had others."""
        documented = {item.wire for item in cls.fields}
        former = {
            str(was): item.wire
            for item in cls.fields
            for was in [_mapping(item.facts.get("x-formerly")).get("name")]
            if was and was not in documented
        }
        if not former:
            return self.report("unknown", "o", known, at="at")
        constant = self.constant(f"{name.upper()}_FORMERLY", python.literal(former))
        version = _VERSION.search(self.method.operation.path)
        since = python.literal(version[1] if version else "this version")
        told = f"formerly={constant}", f"since={since}"
        return self.report("unknown", "o", known, *told, at="at")

    def beyond_table(self, cls: Class, item: Field) -> Iterator[str]:
        """What must hold of a value that is of the right type besides what the table says."""
        place = _Place(cls.name, item)
        of = item.type
        test = self.test(of, "v")
        if test is None or self.is_enum(of):
            return
        bounds = list(self.bounds(of, "v", place))
        plain = isinstance(of, ListOf) and self.is_plain(of.item)
        inside = [] if plain else list(self.inside(of, "v", place))
        if not (bounds or inside):
            return
        yield f"v = o.get({python.literal(item.wire)})"
        tests = ["v is not None", test]
        if len(bounds) == 1 and not inside:
            yield f"if {' and '.join([*tests, bounds[0].beyond])}:"
            yield from python.indented([self.report(bounds[0].helper, *bounds[0].told, at=place)])
            return
        yield f"if {' and '.join(tests)}:"
        yield from python.indented([*self.bounded(bounds, place), *inside])

    def kind(self, of: Type) -> str:
        """What a table says of a field: see `fits` of the runtime."""
        match of:
            case ListOf(item=inner):
                return f"[{self.kind(inner)}]" if self.is_plain(inner) else "list"
            case Ref(name=name) if name in self.graph.enums:
                return self.values(name)
            case Scalar(kind=kind):
                self.helpers |= {_TABLE[kind]} & {"is_number", "ANYTHING"}
                return _TABLE[kind]
            case _:
                return "dict"

    def is_plain(self, of: Type) -> bool:
        """Whether a table says all that there is to say of an array's items."""
        match of:
            case Ref():
                return self.is_enum(of)
            case Scalar(kind=kind, limits=limits, values=values):
                return kind != "any" and limits == Limits() and not values
            case _:
                return False

    def is_enum(self, of: Type) -> bool:
        """Whether a value is one of some texts."""
        return isinstance(of, Ref) and of.name in self.graph.enums

    def values(self, enum: str) -> str:
        """The constant that has the values of an enumeration, to look up and in their order."""
        texts = python.tuple_of(map(python.literal, self.graph.enums[enum].values))
        return self.constant(f"_{names.snake(enum).upper()}", f"dict.fromkeys({texts})")

    def alternatives(self, cls: Class) -> Iterator[str]:
        """The call that checks an object as each of its alternatives."""
        known = [self.graph.classes[str(name)] for name in _list(cls.facts.get(ALTERNATIVES))]
        if known:
            self.helpers.add("one_fits")
            # What none of the alternatives has is told once, of the object as a whole.
            checks = python.tuple_of([self.call(one.name) for one in known])
            yield f"one_fits(out, o, at, {checks})"

    def field(self, cls: Class, item: Field) -> Iterator[str]:
        wire = python.literal(item.wire)
        place = _Place(cls.name, item)
        body = python.indented(self.value(item.type, "v", place))
        test = self.test(item.type, "v")
        if test is None and not item.required:
            return
        yield f"v = o.get({wire})"
        absent = python.indented([self.report("missing", wire, at="at")] if item.required else [])
        wrong = python.indented(
            [self.report("wrong_type", python.literal(self.expected(item.type)), "v", at=place)]
        )
        if test is None:
            yield "if v is None:"
            yield from absent
        elif body:
            yield f"if {test}:"
            yield from body
            if item.required:
                yield "elif v is None:"
                yield from absent
                yield "else:"
            else:
                yield "elif v is not None:"
            yield from wrong
        elif item.required:
            yield "if v is None:"
            yield from absent
            yield f"elif {self.negated(item.type, 'v')}:"
            yield from wrong
        else:
            yield f"if v is not None and {self.negated(item.type, 'v')}:"
            yield from wrong

    # -- tests ---------------------------------------------------------------------------

    def test(self, of: Type, variable: str) -> str | None:
        """A condition that holds for a value of the type; nothing where every value will do."""
        match of:
            case Scalar(kind="any"):
                return None
            case Scalar(kind="integer"):
                self.helpers.add("is_int")
                return f"is_int({variable})"
            case Scalar(kind="number"):
                self.helpers.add("is_number")
                return f"is_number({variable})"
            case Scalar(kind="boolean"):
                return f"{variable}.__class__ is bool"
            case ListOf():
                return f"{variable}.__class__ is list"
            case MapOf():
                return f"{variable}.__class__ is dict"
            case Ref(name=name) if name in self.graph.classes:
                return f"{variable}.__class__ is dict"
            case _:
                return f"{variable}.__class__ is str"

    def negated(self, of: Type, variable: str) -> str:
        test = self.test(of, variable) or "True"
        return test.replace(" is ", " is not ") if " is " in test else f"not {test}"

    def expected(self, of: Type) -> str:
        match of:
            case Scalar(kind=kind):
                return _EXPECTED.get(kind, "")
            case ListOf():
                return "array"
            case MapOf():
                return "object"
            case Ref(name=name):
                return "object" if name in self.graph.classes else "string"

    # -- values of the right type --------------------------------------------------------

    def value(self, of: Type, variable: str, at: _Place) -> Iterator[str]:
        """What else must hold of a value once its type is right."""
        yield from self.bounded(self.bounds(of, variable, at), at)
        yield from self.inside(of, variable, at)

    def bounded(self, bounds: Iterable[_Bound], at: _Place) -> Iterator[str]:
        """What keeps a value within its bounds, one by one."""
        for bound in bounds:
            yield f"if {bound.beyond}:"
            yield from python.indented([self.report(bound.helper, *bound.told, at=at)])

    def inside(self, of: Type, variable: str, at: _Place) -> Iterator[str]:
        """What must hold of what a value has in it."""
        match of:
            case Ref(name=name) if name in self.graph.classes:
                yield f"{self.call(name)}({variable}, {at.source()}, out)"
            case ListOf(item=inner):
                number = at.level or ""
                loop = f"for i{number}, x{number} in enumerate({variable}):"
                yield from self.entries(inner, f"x{number}", loop, at.below(f"i{number}"))
            case MapOf(value=inner):
                number = at.level or ""
                loop = f"for k{number}, x{number} in {variable}.items():"
                yield from self.entries(inner, f"x{number}", loop, at.below(f"*k{number}"))
            case _:
                pass

    def entries(self, inner: Type, entry: str, loop: str, at: _Place) -> Iterator[str]:
        """The loop over an array's or a map's values."""
        test = self.test(inner, entry)
        if test is None:
            return
        if at.named:
            self.helpers.add("child")
        yield loop
        body = list(self.value(inner, entry, at))
        wrong = python.indented(
            [self.report("wrong_type", python.literal(self.expected(inner)), entry, at=at)]
        )
        if body:
            yield from python.indented([f"if {test}:", *python.indented(body), "else:", *wrong])
        else:
            yield from python.indented([f"if {self.negated(inner, entry)}:", *wrong])

    # -- bounds --------------------------------------------------------------------------

    def bounds(self, of: Type, variable: str, at: _Place) -> Iterator[_Bound]:
        """The bounds of a value of the right type."""
        match of:
            case Scalar(kind="file" | "any" | "boolean"):
                pass
            case Scalar(kind="string", limits=limits):
                yield from _counts("Length", limits.min_length, limits.max_length, variable)
                yield from self.pattern(limits.pattern, variable, at)
            case Scalar(limits=limits, values=values):
                yield from _limits(limits, variable)
                if values:
                    numbers = python.tuple_of(map(python.literal, values))
                    constant = self.constant(f"_{names.snake(at.field.wire).upper()}_VALUES", numbers)
                    yield _none_of(variable, constant)
            case Ref(name=name) if name in self.graph.enums:
                yield _none_of(variable, self.values(name))
            case ListOf(limits=limits):
                yield from _counts("Items", limits.min_items, limits.max_items, variable)
            case _:
                pass

    def pattern(self, pattern: str | None, variable: str, at: _Place) -> Iterator[_Bound]:
        """What a text is not written as, if that can be told without taking long."""
        if pattern is None:
            return
        wire = at.field.wire
        compiled = compile_pattern(pattern)
        if compiled is None:
            self.unchecked.append((f"{at.owner or 'request'}.{wire}", pattern))
            return
        self.compiles = True
        made = f"re.compile({python.literal(compiled.pattern)}, re.ASCII)"
        constant = self.constant(f"_{names.snake(wire).upper()}_PATTERN", made)
        written = at.field.facts.get("format")
        shown = written if isinstance(written, str) else pattern
        told = (python.literal("format" if shown is written else "pattern"), python.literal(shown))
        if isinstance(written, str) and WRITTEN.get(written, "").startswith("%Y-%m-%d"):
            self.helpers.add("is_date")
            yield _Bound(f"not is_date({variable}, {constant})", "no_match", told)
        else:
            yield _Bound(f"not {constant}.search({variable})", "no_match", told)

    # -- pieces --------------------------------------------------------------------------

    def report(self, helper: str, *items: str, at: _Place | str) -> str:
        self.helpers.add(helper)
        pointer = at if isinstance(at, str) else at.source()
        return python.call(helper, "out", pointer, *items)

    def call(self, name: str) -> str:
        """The function that checks a class."""
        if name not in self.functions:
            wanted = f"_{names.snake(name)}"
            number = 1
            function = wanted
            while function in self.functions.values():
                number += 1
                function = f"{wanted}_{number}"
            self.functions[name] = function
            self.queue.append(name)
        return self.functions[name]

    def constant(self, wanted: str, expr: str) -> str:
        name, number = wanted.replace("__", "_"), 1
        while name in self.constants and self.constants[name] != expr:
            number += 1
            name = f"{wanted}_{number}"
        self.constants[name] = expr
        return name


@frozen
class _Place:
    """Where a value stands.

    Attributes:
        owner: The class of the object at hand.
        field: The field of that object.
        steps: Variables below it: the index of an entry, or the name of one with a ``*`` before it.
    """

    owner: str
    field: Field
    steps: tuple[str, ...] = ()

    @property
    def level(self) -> int:
        """How many arrays and maps are around the value."""
        return len(self.steps)

    @property
    def named(self) -> bool:
        """Whether one of them is a map."""
        return any(step.startswith("*") for step in self.steps)

    def below(self, step: str) -> _Place:
        """One step further down."""
        return _Place(self.owner, self.field, (*self.steps, step))

    def source(self) -> str:
        """Source for the JSON pointer; in an f-string as long as no step needs escaping."""
        step = "/" + self.field.wire.replace("~", "~0").replace("/", "~1")
        quoted = python.quote(step.replace("{", "{{").replace("}", "}}"))
        mark = quoted[0]
        text = f"f{mark}{{at}}{quoted[1:-1]}"
        steps = list(self.steps)
        while steps and not steps[0].startswith("*"):
            text += f"/{{{steps.pop(0)}}}"
        pointer: str = text + mark
        for name in steps:
            key = name[1:] if name.startswith("*") else f"str({name})"
            pointer = f"child({pointer}, {key})"
        return pointer


@frozen
class _Bound:
    """What a value of the right type may not be.

    Attributes:
        beyond: The test that it is.
        helper: What of the runtime reports it.
        told: What that is told besides the place.
    """

    beyond: str
    helper: str
    told: tuple[str, ...]


def _none_of(variable: str, values: str) -> _Bound:
    return _Bound(f"{variable} not in {values}", "not_in_enum", (variable, values))


def _limits(limits: Limits, variable: str) -> Iterator[_Bound]:
    """Bounds of a number."""
    for rule, sign, bound in (
        ("minimum", "<", limits.minimum),
        ("exclusiveMinimum", "<=", limits.exclusive_minimum),
        ("maximum", ">", limits.maximum),
        ("exclusiveMaximum", ">=", limits.exclusive_maximum),
    ):
        if bound is not None:
            shown = python.literal(bound)
            told = (python.literal(rule), shown, variable)
            yield _Bound(f"{variable} {sign} {shown}", "out_of_bounds", told)


def _counts(what: str, low: int | None, high: int | None, variable: str) -> Iterator[_Bound]:
    """Bounds of a length."""
    for rule, sign, bound in ((f"min{what}", "<", low), (f"max{what}", ">", high)):
        # Nothing is shorter than nothing.
        if bound is not None and (sign == ">" or bound > 0):
            told = (python.literal(rule), str(bound), f"len({variable})")
            yield _Bound(f"len({variable}) {sign} {bound}", "out_of_bounds", told)


def _frozenset(names: Sequence[str]) -> str:
    return f"frozenset({{{', '.join(map(python.literal, names))}}})" if names else "frozenset[str]()"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def unchecked_patterns(views: Mapping[str, ChecksView]) -> Iterator[tuple[str, str, str]]:
    """The patterns that are not checked, as operation, field and pattern."""
    for operation, made in views.items():
        for place, pattern in made.unchecked:
            yield operation, place, pattern
