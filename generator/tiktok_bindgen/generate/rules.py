"""Render rules between fields, given as ``x-rules`` in a specification, as statements of a check.

What a rule means is defined in `tiktok_bindgen.logic`. A rule between sibling fields becomes one ``if``;
paths through objects and lists call the runtime's helpers. Most requests leave most fields out, so an ``if``
begins with tests that are cheap and seldom true, and consecutive rules share equal first tests.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from itertools import groupby, takewhile
from typing import Any

from attrs import define, evolve, field, frozen

from tiktok_bindgen.generate import names, python
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.evaluate import equal
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import (
    GROUPS,
    All,
    Any_,
    Bound,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    level_of,
    negation,
    paths_in,
)
from tiktok_bindgen.logic.paths import STEPS, common_parent, parent_length, shared_length
from tiktok_bindgen.logic.simplify import simplified
from tiktok_bindgen.openapi import listed, pointer
from tiktok_bindgen.runtime import kinds as runtime_kinds
from tiktok_bindgen.runtime import rules as runtime_rules

# The longest condition or tuple, in characters, that is not given a line and a name of its own.
_LONG = 60
_HELPERS = {
    "or": ("at_least_one",),
    "zero-or-one": ("at_most_one",),
    "only-one": ("at_least_one", "at_most_one"),
    "all-or-none": ("all_or_none",),
    "arithmetic": ("in_total",),
    "relational": ("in_order",),
}


# The negation of each bound on a date.
_BEYOND: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@frozen
class StatedRule:
    """A rule and its sentence.

    Attributes:
        rule: The rule; its paths start at the object that states it.
        text: Its sentence.
        contested: Whether documented examples contradict it.
    """

    rule: Rule
    text: str
    contested: bool = False

    @cached_property
    def message(self) -> str:
        """The message for a violation: our own wording, or the document's if that was customised."""
        ours = self.text in {sentence(self.rule), self.rule.id}
        return message(self.rule) if ours else self.text.rstrip(". ")


def stated_rules(facts: object) -> tuple[StatedRule, ...]:
    """Read what a schema or an operation has as ``x-rules``; what is no rule is left out."""
    return tuple(found for found in map(_stated, listed(facts)) if isinstance(found, StatedRule))


def unread_rules(facts: object) -> Iterator[str]:
    """Why that which is left out of what a schema or an operation has as ``x-rules`` is no rule."""
    return (found for found in map(_stated, listed(facts)) if isinstance(found, str))


def _stated(entry: Any) -> StatedRule | str:
    try:
        rule = from_data(entry)
    except ValueError as error:
        return str(error)
    return StatedRule(rule, str(entry.get("text") or rule.id), "x-contested" in entry)


def always_required(facts: object) -> tuple[str, ...]:
    """Return the properties that ``x-rules`` require whenever their object is given.

    Optional objects make such properties conditional in documents, but they are required to build one.
    """
    plain = [entry for entry in listed(facts) if isinstance(entry, dict) and entry.get("when") is None]
    rules = (stated.rule for stated in stated_rules(plain) if not stated.contested)
    always = [rule for rule in rules if rule.kind == "requires" and not rule.scope]
    return tuple(target[0] for rule in always for target in rule.targets if len(target) == 1)


@define
class RuleWriter:
    """Renders the statements for the rules of one object, which is ``o`` at the pointer ``at``.

    Attributes:
        constant: Assigns an expression to a constant of about the wanted name; returns its actual name.
        stated: Adds a rule's id, message and fields to a table under about the wanted name; returns its name.
        helpers: The names of the runtime's helpers that the statements use.
    """

    constant: Callable[[str, str], str]
    stated: Callable[[str, list[str]], str]
    helpers: set[str] = field(factory=set)
    _scalars: Collection[str] = ()
    _variables: dict[Path, str] = field(factory=dict)
    _fetched: dict[str, str] = field(factory=dict)
    _uses: Counter[Path] = field(factory=Counter)
    _once: frozenset[Path] = frozenset()
    _named: int = 0

    def statements(self, rules: Sequence[StatedRule], scalars: Collection[str] = ()) -> list[str]:
        """Return the statements; call this once for each object.

        Args:
            rules: The object's rules.
            scalars: The object's fields without nested values.
        """
        self._scalars = scalars
        self._uses.clear()
        self._once = frozenset()
        self._ifs(rules)
        # A value that only one rule uses is fetched within it, if the tests before it pass.
        self._once = frozenset(path for path, number in self._uses.items() if number == 1)
        ifs = self._ifs(rules)
        fetched = [f"{variable} = {source}" for variable, source in self._fetched.items()]
        return [*fetched, *_merged(ifs)]

    def _ifs(self, rules: Sequence[StatedRule]) -> list[_If]:
        self._variables, self._fetched = {}, {}
        self._named = 0
        return [made for stated in rules for made in self._rule(stated)]

    def _rule(self, stated: StatedRule) -> Iterator[_If]:
        rule = stated.rule
        # No value or field that the statements name is written like that.
        label = f"{names.snake('_'.join(rule.targets[0]))}:{names.snake(rule.kind)}"
        asked = [*paths_in(rule.when), *(target for target in rule.targets if level_of(target))]
        paths = dict.fromkeys(_pointer(path) for path in asked if path[1:] or not level_of(path))
        constant = self.stated(label, [rule.id, stated.message, *paths])
        if rule.kind in GROUPS:
            yield self._group(rule, constant)
            return
        for target in rule.targets:
            yield self._single(rule, target, constant)

    # -- places --------------------------------------------------------------------------

    def _single(self, rule: Rule, target: Path, constant: str) -> _If:
        place = target[: parent_length(target)]
        loops, site = self._site(place)
        return _inside(loops, self._demand(rule, target[len(place) :], constant, site))

    def _site(self, place: Path) -> tuple[list[_Loop], _Site]:
        """Return the loops over each object at a path, and the variables available inside them."""
        site = _Site(place)
        loops: list[_Loop] = []
        start = 0
        cuts = [index + 1 for index, step in enumerate(place) if step in STEPS]
        if cuts and cuts[-1] != len(place):
            cuts.append(len(place))
        for cut in cuts or ([len(place)] if place else []):
            number = len(site.bases)
            suffix = "" if number == 1 else f"_{number}"
            variable, spot = f"item{suffix}", f"spot{suffix}"
            steps = [python.literal(step) for step in place[start:cut]]
            source = python.call(self._need("objects"), site.variable, site.spot, *steps)
            loops.append((f"{variable}, {spot}", source))
            site = site.inside(cut, variable, spot)
            start = cut
        return loops, site

    # -- demands -------------------------------------------------------------------------

    def _demand(self, rule: Rule, target: Path, constant: str, site: _Site) -> _If:
        name, deeper = target[0], target[1:]
        pointer = site.pointer(name)
        through = python.call("values", site.variable, site.spot, *map(python.literal, target))
        if deeper:
            self._need("values")
        if rule.kind == "requires":
            asked = self._asked(rule, site)
            value = f"next({through}, None)" if deeper else self._value(site.variable, (name,))
            return asked.also(_Test(f"{value} is None")).then(self._broken(constant, pointer))
        if deeper:
            each = self._judged(rule, "value", "pointer", constant, _If())
            return self._asked(rule, site).then(_inside([("value, pointer", through)], each).lines())
        value = self._value(site.variable, (name,), uses=1 if rule.kind == "forbids" else 2)
        scalar = site.variable == "o" and name in self._scalars
        return self._judged(rule, value, pointer, constant, self._asked(rule, site), scalar=scalar)

    def _judged(
        self, rule: Rule, value: str, pointer: str, constant: str, asked: _If, *, scalar: bool = False
    ) -> _If:
        """Return the test that reports a value, if given, which the rule does not allow."""
        present = [] if value == "value" else [_Test(f"{value} is not None")]
        if rule.kind == "forbids":
            return asked.after(*present).then(self._broken(constant, pointer))
        if rule.kind == "limit":
            assert rule.bound is not None, "a limit has a bound"
            *first, last = self._beyond(value, rule.bound, present)
            return asked.also(last).after(*first).then(self._broken(constant, pointer))
        allows = rule.kind == "value-in"
        if scalar:
            wrong = self._is_in(In(rule.targets[0], rule.values), value, None, negated=allows)
            # A missing value is not among the values.
            first = [*present, wrong] if allows else [wrong]
            return asked.after(*first).then(self._broken(constant, pointer))
        known = python.call(self._need("one_of"), "entry", self._listed(rule.values, rule.targets[0][-1]))
        each = _If((_Test(f"not {known}" if allows else known),))
        each = each.then(self._broken(constant, "place"))
        entries = python.call(self._need("entries"), value, pointer)
        first = [*present, *self._at_a_glance(rule, value)]
        return asked.after(*first).then(_inside([("entry, place", entries)], each).lines())

    def _beyond(self, value: str, bound: Bound, present: Sequence[_Test]) -> list[_Test]:
        """Return the tests that together say that a value is beyond a bound, the most expensive last."""
        number = python.literal(bound.number)
        if isinstance(bound.number, str) and bound.operator in _BEYOND:
            return [
                *present,
                _Test(f"{value}.__class__ is str"),
                _Test(f"{value} {_BEYOND[bound.operator]} {number}"),
                _Test(f"{self._need('alike')}({value}, {number})"),
            ]
        measured, sign = self._measured(value, bound.measure), python.quote(bound.operator)
        self._need("compares")
        return [*present, _Test(f"not compares({measured}, {sign}, {number}, unknown=True)")]

    def _at_a_glance(self, rule: Rule, value: str) -> list[_Test]:
        """Return a cheap test that is false for a valid text, so that most values need no further test."""
        if not all(isinstance(each, str) for each in rule.values):
            return []
        allows = rule.kind == "value-in"
        if len(rule.values) == 1:
            only = python.literal(rule.values[0])
            one = f"{value} {'!=' if allows else '=='} {only}"
        else:
            listed = self._listed(rule.values, rule.targets[0][-1])
            one = f"{value} {'not in' if allows else 'in'} {listed}"
        if allows:
            return [_Test(one)]
        return [_Test(f"{value}.__class__ is not str or {one}", "or")]

    def _group(self, rule: Rule, constant: str) -> _If:
        place = common_parent(rule.targets)
        loops, site = self._site(place)
        side_by_side = all(len(target) == len(place) + 1 for target in rule.targets)
        if rule.kind == "relational" and side_by_side:
            names = [target[-1] for target in rule.targets]
            first, second = (self._value(site.variable, (name,), uses=2) for name in names)
            both = [_Test(f"{value} is not None") for value in (first, second)]
            compared = (
                f"{self._need('compares')}({first}, {python.literal(rule.operator)}, {second}, unknown=True)"
            )
            asked = self._asked(rule, site).also(_Test(f"not {compared}")).after(*both)
            return _inside(loops, asked.then(self._broken(constant, site.pointer(names[0]))))
        paths = [python.tuple_of(map(python.literal, target[len(place) :])) for target in rule.targets]
        targets = self.constant(f"_{constant.replace(':', '_').upper()}_TARGETS", python.tuple_of(paths))
        order = [python.literal(rule.operator)] if rule.kind == "relational" else []
        if rule.kind == "arithmetic" and (bound := rule.bound) is not None:
            order = [python.tuple_of(map(python.literal, (bound.measure, bound.operator, bound.number)))]
        report = _If().then(self._broken(constant, "pointer"))
        each = [
            _inside(
                [("pointer", python.call(self._need(helper), site.variable, site.spot, targets, *order))],
                report,
            )
            for helper in _HELPERS[rule.kind]
        ]
        return _inside(loops, self._asked(rule, site).then(_merged(each)))

    # -- conditions ----------------------------------------------------------------------

    def _asked(self, rule: Rule, site: _Site) -> _If:
        """Return a rule's condition as tests without a body."""
        if rule.when is None:
            return _If()
        when = simplified(rule.when, common_parent(rule.targets))
        named: list[_Named] = []
        parts = when.conditions if isinstance(when, All) else (when,)
        tests: list[_Test] = []
        late: list[_Test] = []
        for part in parts:
            known = len(named)
            test = self._condition(part, site, named)
            (tests if len(named) == known else late).append(test)
        return _If(tuple(sorted(tests, key=_cost)), tuple(named), tuple(late))

    def _condition(self, condition: Condition, site: _Site, named: list[_Named]) -> _Test:
        """Return a condition as an operand of ``and``; long alternatives are assigned to a name first."""
        if isinstance(condition, Not) and not isinstance(condition.condition, All | Any_ | Not):
            return self._atom(condition.condition, site, negated=True)
        if isinstance(condition, Not):
            return self._condition(negation(condition.condition), site, named)
        if isinstance(condition, All | Any_):
            sign = "and" if isinstance(condition, All) else "or"
            whole = _joined(sign, [self._condition(part, site, named) for part in condition.conditions])
            if len(condition.conditions) == 1 or len(whole.text) <= _LONG:
                return whole
            self._named += 1
            variable = f"{'both' if sign == 'and' else 'either'}_{self._named}"
            named.append((variable, whole.text))
            return _Test(variable)
        return self._atom(condition, site, negated=False)

    def _atom(
        self, atom: In | Present | Contains | HoldsOnly | Compares, site: _Site, *, negated: bool
    ) -> _Test:
        variable, rest = site.base(atom.path)
        default = getattr(atom, "default", None)
        if not STEPS.intersection(rest):
            if default is None or len(rest) == 1:
                value = self._value(variable, rest, uses=1 if default is None else 2)
            else:
                source = python.call(
                    self._need("under_or"), variable, python.literal(default), *map(python.literal, rest)
                )
                value, default = source, None
            return self._test(atom, value, default, site, negated=negated)
        steps = list(map(python.literal, rest))
        if isinstance(atom, Present):
            source = python.call(self._need("values"), variable, python.literal(""), *steps)
            found = f"True for _ in {source}"
        else:
            cut = parent_length(rest)
            source = python.call(
                self._need("found"),
                variable,
                python.literal(default),
                python.literal(rest[:cut]),
                python.literal(rest[cut:]),
            )
            test = self._test(atom, "value", None, site, negated=False)
            found = f"{test.text} for value in {source}"
        return _Test(f"{'not ' if negated else ''}any({found})")

    def _test(
        self,
        atom: In | Present | Contains | HoldsOnly | Compares,
        value: str,
        default: object,
        site: _Site,
        *,
        negated: bool,
    ) -> _Test:
        if isinstance(atom, Present):
            return _Test(f"{value} is None" if negated else f"{value} is not None")
        if isinstance(atom, In):
            return self._is_in(atom, value, default, negated=negated)
        no = "not " if negated else ""
        if isinstance(atom, Contains | HoldsOnly):
            helper = self._need("contains" if isinstance(atom, Contains) else "holds_only")
            return _Test(f"{no}{helper}({value}, {self._listed(atom.values, atom.path[-1])})")
        self._need("compares")
        if default is not None:
            value = f"({python.literal(default)} if {value} is None else {value})"
        left = self._measured(value, atom.measure)
        sign = python.literal(atom.operator)
        if atom.other is None:
            return _Test(f"{no}compares({left}, {sign}, {python.literal(atom.bound)})")
        variable, rest = site.base(atom.other)
        if not STEPS.intersection(rest):
            right = self._measured(self._value(variable, rest), atom.measure)
            return _Test(f"{no}compares({left}, {sign}, {right})")
        right = self._measured("other", atom.measure)
        steps = map(python.literal, rest)
        source = python.call(self._need("values"), variable, python.literal(""), *steps)
        return _Test(f"{no}any(compares({left}, {sign}, {right}) for other, _ in {source})")

    def _is_in(self, atom: In, value: str, default: object, *, negated: bool) -> _Test:
        texts = all(isinstance(one, str) for one in atom.values)
        if texts and len(atom.values) == 1:
            test = f"{value} {'!=' if negated else '=='} {python.literal(atom.values[0])}"
        elif len(atom.values) == 1 and isinstance(atom.values[0], bool):
            test = f"{value} {'is not' if negated else 'is'} {atom.values[0]}"
        elif texts:
            listed = self._listed(atom.values, atom.path[-1])
            test = f"{value} {'not in' if negated else 'in'} {listed}"
        else:
            head = f"{'not ' if negated else ''}{self._need('one_of')}"
            test = f"{head}({value}, {self._listed(atom.values, atom.path[-1])})"
        if default is None or not any(equal(one, default) for one in atom.values):
            return _Test(test)
        if negated:
            return _Test(f"{value} is not None and {test}", "and")
        return _Test(f"{value} is None or {test}", "or")

    # -- pieces --------------------------------------------------------------------------

    def _value(self, variable: str, path: Path, *, uses: int = 1) -> str:
        """Return the value at a path of plain names below an object; ``uses`` is how often it is read."""
        if len(path) == 1:
            source = f"{variable}.get({python.literal(path[0])})"
        elif level_of(path):
            source = self._of_level(variable, path)
        else:
            return self._under(variable, path)
        if variable != "o":
            return source
        self._uses[path] += uses
        return source if path in self._once else self._variable(path, source)

    def _of_level(self, variable: str, path: Path) -> str:
        """Return a value of a request above, kept in a variable since several rules usually read it."""
        level = self._value(variable, path[:1])
        if len(path) > 2:
            return self._under(level, path[1:])
        fields = self._variable((path[0], "fields"), f"{self._need('as_object')}({level})")
        return f"{fields}.get({python.literal(path[1])})"

    def _under(self, variable: str, path: Path) -> str:
        return f"{self._need('under')}({variable}, {', '.join(map(python.literal, path))})"

    def _variable(self, path: Path, source: str) -> str:
        if path not in self._variables:
            base = variable = names.attribute("_".join(path))
            number = 1
            while self._is_taken(variable):
                number += 1
                variable = f"{base}_{number}" if number > 2 else f"{base.rstrip('_')}_"
            self._variables[path] = variable
            self._fetched[variable] = source
        return self._variables[path]

    def _is_taken(self, variable: str) -> bool:
        return (
            variable in self._fetched
            or variable in _RUNTIME_NAMES
            or keyword.iskeyword(variable)
            or _OWN_NAMES.fullmatch(variable) is not None
        )

    def _measured(self, value: str, measure: str) -> str:
        return value if measure == "value" else f"{self._need(measure)}({value})"

    def _listed(self, values: Sequence[object], name: str) -> str:
        """Return values as a tuple: inline if it is short, else as a constant."""
        texts = python.tuple_of(map(python.literal, values))
        if len(texts) <= _LONG:
            return texts
        return self.constant(f"_{names.snake(name).upper()}_LISTED", texts)

    def _need(self, helper: str) -> str:
        self.helpers.add(helper)
        return helper

    def _broken(self, constant: str, pointer: str) -> list[str]:
        return [f"{self._need('broken')}(out, CHECKS.rule({python.quote(constant)}), at, {pointer})"]


# The variables of a loop, and the expression that it iterates over.
_Loop = tuple[str, str]
# A variable and the condition assigned to it.
_Named = tuple[str, str]


@frozen
class _Test:
    """A condition in Python source.

    Attributes:
        text: The source.
        sign: The operator that joins its parts: ``and``, ``or``, or empty.
    """

    text: str
    sign: str = ""


def _joined(sign: str, tests: Sequence[_Test]) -> _Test:
    """Join conditions with an operator, with parentheses around those that use the other operator."""
    if len(tests) == 1:
        return tests[0]
    parts = [test.text if test.sign in {"", sign} else f"({test.text})" for test in tests]
    return _Test(f" {sign} ".join(parts), sign)


@frozen
class _If:
    """An ``if`` statement or a loop, before it is rendered.

    Attributes:
        tests: The tests that need no names, cheapest first.
        named: Conditions that are assigned to names first.
        late: The tests that use such names.
        body: The statements to run if all tests pass.
        loop: The loop around ``inner``; ``None`` for an ``if``.
        inner: The statements inside the loop.
    """

    tests: tuple[_Test, ...] = ()
    named: tuple[_Named, ...] = ()
    late: tuple[_Test, ...] = ()
    body: Sequence[str] = ()
    loop: _Loop | None = None
    inner: tuple[_If, ...] = ()

    def after(self, *tests: _Test) -> _If:
        """Return this with other tests before its own."""
        return evolve(self, tests=(*tests, *self.tests))

    def also(self, test: _Test) -> _If:
        """Return this with one more test, ordered by cost."""
        return evolve(self, tests=tuple(sorted((*self.tests, test), key=_cost)))

    def then(self, body: Sequence[str]) -> _If:
        """Return this with another body."""
        return evolve(self, body=body)

    def lines(self) -> list[str]:
        """Render the statements."""
        if self.loop is not None:
            variables, source = self.loop
            return [f"for {variables} in {source}:", *python.indented(_merged(self.inner))]
        if self.tests and self.named:
            return _if(self.tests, evolve(self, tests=()).lines())
        named = [f"{name} = {condition}" for name, condition in self.named]
        tests = (*self.tests, *self.late)
        return [*named, *(_if(tests, self.body) if tests else self.body)]


def _if(tests: Sequence[_Test], body: Sequence[str]) -> list[str]:
    return [f"if {_joined('and', tests).text}:", *python.indented(body)]


def _cost(test: _Test) -> int:
    """Rate a test: 0 uses variables only, 1 looks up fields, 2 calls helpers."""
    calls = set(re.findall(r"[\w.]+(?=\()", test.text))
    return 0 if not calls else 1 if calls == {"o.get"} else 2


def _inside(loops: Sequence[_Loop], inner: _If) -> _If:
    """Wrap a statement in loops, outermost first."""
    for loop in reversed(loops):
        inner = _If(loop=loop, inner=(inner,))
    return inner


def _merged(ifs: Sequence[_If]) -> list[str]:
    """Render consecutive statements, merging those that begin with the same test or loop."""
    lines: list[str] = []
    for (loop, test), run in groupby(ifs, lambda each: (each.loop, each.tests[0] if each.tests else None)):
        several = list(run)
        if loop:
            lines += evolve(several[0], inner=tuple(one for each in several for one in each.inner)).lines()
        elif test and len(several) > 1:
            # The leading tests that all have in common.
            columns = (set(tests) for tests in zip(*(each.tests for each in several), strict=False))
            shared = sum(1 for _ in takewhile(lambda tests: len(tests) == 1, columns))
            rest = _merged([evolve(each, tests=each.tests[shared:]) for each in several])
            lines += _if(several[0].tests[:shared], rest)
        else:
            lines += [line for each in several for line in each.lines()]
    return lines


@frozen
class _Site:
    """The variables available where a rule is checked.

    Attributes:
        place: The path of the object that is checked.
        bases: The objects in variables: the length of the path to each, and its variable.
        spot: The variable of the checked object's pointer.
    """

    place: Path
    bases: tuple[tuple[int, str], ...] = ((0, "o"),)
    spot: str = "at"

    @property
    def variable(self) -> str:
        """The variable of the innermost object."""
        return self.bases[-1][1]

    def inside(self, length: int, variable: str, spot: str) -> _Site:
        """Return this site inside one more loop."""
        return _Site(self.place, (*self.bases, (length, variable)), spot)

    def base(self, path: Path) -> tuple[str, Path]:
        """Return the variable from which to look up a path, and the rest of the path."""
        shared = shared_length(path, self.place)
        # Outside list items and map entries, a path leads to the same object from anywhere.
        last = max((index + 1 for index in range(shared) if self.place[index] in STEPS), default=0)
        variable = next(variable for length, variable in self.bases if length >= last)
        return variable, path[last:]

    def pointer(self, name: str) -> str:
        """Return the source for the pointer of a field of the checked object."""
        quoted = python.quote(pointer((name,)).replace("{", "{{").replace("}", "}}"))
        return f"f{quoted[0]}{{{self.spot}}}{quoted[1:]}"


# Variables that the statements, the enclosing function and the helpers use.
_OWN_NAMES = re.compile(
    r"(?:o|at|out|v|value|pointer|entry|place|other|start|cast|re|[ikx]\d*"
    r"|(?:item|spot|both|either)(?:_\d+)?)"
)
_RUNTIME_NAMES = frozenset({*dir(builtins), *dir(runtime_rules), *dir(runtime_kinds)})


def _pointer(path: Path) -> str:
    cut = next((index for index, step in enumerate(path) if step in STEPS), len(path))
    return pointer(path[:cut])
