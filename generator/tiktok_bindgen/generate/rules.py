"""Rules between fields as statements of a check: what `x-rules` of a specification becomes in the client.

What a rule means is defined in `tiktok_bindgen.rules`. A rule of fields that stand side by side becomes one
``if``; paths through objects and lists call the runtime's helpers.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator, Sequence

from attrs import define, field, frozen

from tiktok_bindgen.generate import layout, names
from tiktok_bindgen.generate.messages import message
from tiktok_bindgen.generate.runtime import check as runtime_check
from tiktok_bindgen.generate.runtime import rules as runtime_rules
from tiktok_bindgen.rules.evaluate import equal
from tiktok_bindgen.rules.model import (
    GROUPS,
    All,
    Any_,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Not,
    Path,
    Present,
    Rule,
    atoms,
    from_data,
    negation,
)
from tiktok_bindgen.rules.paths import STEPS, common_parent, parent_length, shared_length
from tiktok_bindgen.rules.simplify import simplified
from tiktok_bindgen.rules.words import sentence

# Alternatives inside a condition that are longer than this get a line and a name of their own.
_LONG = 60
_HELPERS = {
    "or": ("at_least_one",),
    "zero-or-one": ("at_most_one",),
    "only-one": ("at_least_one", "at_most_one"),
    "all-or-none": ("all_or_none",),
    "relational": ("in_order",),
}


@frozen
class StatedRule:
    """A rule and how it is said.

    Attributes:
        rule: The rule; its paths start at the object that it is stated of.
        text: Its sentence.
    """

    rule: Rule
    text: str


def stated_rules(facts: object) -> tuple[StatedRule, ...]:
    """Read what a schema or an operation has as ``x-rules``; what is no rule is left out."""
    return tuple(found for entry in facts if (found := _stated(entry))) if isinstance(facts, list) else ()


def _stated(entry: object) -> StatedRule | None:
    if not isinstance(entry, dict):
        return None
    try:
        rule = from_data(entry)
    except ValueError:
        return None
    return StatedRule(rule, str(entry.get("text") or rule.id))


def always_required(facts: object) -> tuple[str, ...]:
    """The properties that rules require whenever their object is given, of what it has as ``x-rules``.

    To documents these are conditional, since their objects are; to whoever makes such an object they are not.
    """
    rules = (stated.rule for stated in stated_rules(facts))
    always = [rule for rule in rules if rule.kind == "requires" and rule.when is None and not rule.scope]
    return tuple(target[0] for rule in always for target in rule.targets if len(target) == 1)


@define
class RuleWriter:
    """Writes the statements for the rules of one object, which is ``o`` at the pointer ``at``.

    Attributes:
        constant: Makes a constant of the module from a wanted name and an expression; gives its name.
        helpers: What the statements need of the runtime, by name.
    """

    constant: Callable[[str, layout.Expr], str]
    helpers: set[str] = field(factory=set)
    _variables: dict[str, str] = field(factory=dict)
    _named: int = 0

    def statements(self, rules: Sequence[StatedRule]) -> list[str]:
        """The statements, indented once; call it once for each object."""
        self._variables = {}
        self._named = 0
        lines = [line for stated in rules for line in self._rule(stated)]
        fetched = [
            layout.statement(f"{variable} = ", layout.call("o.get", layout.literal(wire)), depth=1)
            for wire, variable in self._variables.items()
        ]
        return [*fetched, *lines]

    def _rule(self, stated: StatedRule) -> Iterator[str]:
        rule = stated.rule
        label = names.snake("_".join((*rule.targets[0], rule.kind))).upper()
        paths = dict.fromkeys(_pointer(atom.path) for atom in atoms(rule.when))
        told = layout.call(
            self._need("Rule"),
            layout.literal(rule.id),
            layout.literal(_message(stated)),
            *([layout.texts([layout.literal(path) for path in paths])] if paths else []),
        )
        constant = self.constant(f"_{label}", told)
        if rule.kind in GROUPS:
            yield from self._group(rule, constant)
            return
        for target in rule.targets:
            yield from self._single(rule, target, constant)

    # -- places --------------------------------------------------------------------------

    def _single(self, rule: Rule, target: Path, constant: str) -> Iterator[str]:
        place = target[: parent_length(target)]
        opening, site = self._site(place)
        yield from opening
        yield from self._demand(rule, target[len(place) :], constant, site)

    def _site(self, place: Path) -> tuple[list[str], _Site]:
        """The loops that go to each object at a place, and what is known inside them."""
        site = _Site(place)
        lines: list[str] = []
        start = 0
        cuts = [index + 1 for index, step in enumerate(place) if step in STEPS]
        if cuts and cuts[-1] != len(place):
            cuts.append(len(place))
        for cut in cuts or ([len(place)] if place else []):
            number = len(site.bases)
            suffix = "" if number == 1 else f"_{number}"
            variable, spot = f"item{suffix}", f"spot{suffix}"
            steps = [layout.literal(step) for step in place[start:cut]]
            source = layout.call(self._need("objects"), site.variable, site.spot, *steps)
            lines.append(layout.statement(f"for {variable}, {spot} in ", source, ":", site.depth))
            site = site.inside(cut, variable, spot)
            start = cut
        return lines, site

    def _when(self, when: Condition | None, site: _Site) -> tuple[list[str], list[layout.Expr]]:
        """Statements that a condition needs before it can be asked, and its parts."""
        if when is None:
            return [], []
        when = simplified(when)
        lines: list[str] = []
        parts = when.conditions if isinstance(when, All) else (when,)
        return lines, [self._condition(part, site, lines) for part in parts]

    # -- demands -------------------------------------------------------------------------

    def _demand(self, rule: Rule, target: Path, constant: str, site: _Site) -> Iterator[str]:
        before, asked = self._when(rule.when, site)
        yield from before
        name, deeper = target[0], target[1:]
        pointer = site.pointer(name)
        depth = site.depth
        value = self._value(site.variable, (name,))
        through = layout.call("values", site.variable, site.spot, *map(layout.literal, target))
        if rule.kind == "requires":
            if deeper:
                self._need("values")
                value = f"next({layout.flat(through)}, None)"
            yield self._if([layout.name(f"{value} is None"), *asked], depth)
            yield self._broken(constant, pointer, depth + 1)
            return
        if deeper:
            self._need("values")
            if asked:
                yield self._if(asked, depth)
                depth += 1
            yield layout.statement("for value, pointer in ", through, ":", depth)
            yield from self._judge(rule, "value", layout.name("pointer"), constant, asked=(), depth=depth + 1)
        else:
            yield from self._judge(rule, value, pointer, constant, asked=asked, depth=depth)

    def _judge(
        self,
        rule: Rule,
        value: str,
        pointer: layout.Expr,
        constant: str,
        *,
        asked: Sequence[layout.Expr],
        depth: int,
    ) -> Iterator[str]:
        """Report a value, which may not be there, if a rule does not let it be."""
        if rule.kind == "forbids":
            given = [] if value == "value" else [layout.name(f"{value} is not None")]
            if given or asked:
                yield self._if([*given, *asked], depth)
                depth += 1
            yield self._broken(constant, pointer, depth)
        elif rule.kind == "limit":
            assert rule.bound is not None, "a limit has a bound"
            measured = self._measured(value, rule.bound.measure)
            sign, number = layout.quote(rule.bound.operator), layout.flat(layout.literal(rule.bound.number))
            self._need("compares")
            within = f"compares({measured}, {sign}, {number}, unknown=True)"
            yield self._if([layout.name(f"not {within}"), *asked], depth)
            yield self._broken(constant, pointer, depth + 1)
        else:
            present = [] if value == "value" else [layout.name(f"{value} is not None")]
            parts = [*present, *self._at_a_glance(rule, value), *asked]
            if parts:
                yield self._if(parts, depth)
                depth += 1
            self._need("entries")
            self._need("one_of")
            yield layout.statement("for entry, place in ", layout.call("entries", value, pointer), ":", depth)
            known = layout.flat(
                layout.call("one_of", "entry", self._listed(rule.values, rule.targets[0][-1]))
            )
            test = f"not {known}" if rule.kind == "value-in" else known
            yield layout.statement("if ", layout.name(test), ":", depth + 1)
            yield self._broken(constant, layout.name("place"), depth + 2)

    def _at_a_glance(self, rule: Rule, value: str) -> list[layout.Expr]:
        """A condition that a text which keeps to the rule does not meet: most are done with by it."""
        if not all(isinstance(each, str) for each in rule.values):
            return []
        allows = rule.kind == "value-in"
        one: layout.Expr
        if len(rule.values) == 1:
            only = layout.flat(layout.literal(rule.values[0]))
            one = layout.name(f"{value} {'!=' if allows else '=='} {only}")
        else:
            listed = self._listed(rule.values, rule.targets[0][-1])
            one = layout.Chain((("", layout.name(value)), ("not in" if allows else "in", listed)))
        if allows:
            return [one]
        return [layout.Group(layout.chain("or", f"{value}.__class__ is not str", one))]

    def _group(self, rule: Rule, constant: str) -> Iterator[str]:
        place = common_parent(rule.targets)
        opening, site = self._site(place)
        yield from opening
        before, asked = self._when(rule.when, site)
        yield from before
        depth = site.depth
        side_by_side = all(len(target) == len(place) + 1 for target in rule.targets)
        if rule.kind == "relational" and side_by_side:
            names = [target[-1] for target in rule.targets]
            first, second = (self._value(site.variable, (name,)) for name in names)
            no = f"not {self._need('compares')}"
            unordered = layout.call(no, first, layout.literal(rule.operator), second, "unknown=True")
            both = [layout.name(f"{value} is not None") for value in (first, second)]
            yield self._if([*both, *asked, unordered], depth)
            yield self._broken(constant, site.pointer(names[0]), depth + 1)
            return
        if asked:
            yield self._if(asked, depth)
            depth += 1
        paths = [layout.texts(list(map(layout.literal, target[len(place) :]))) for target in rule.targets]
        targets = self.constant(f"{constant}_TARGETS", layout.texts(paths))
        order = [layout.literal(rule.operator)] if rule.kind == "relational" else []
        for helper in _HELPERS[rule.kind]:
            found = layout.call(self._need(helper), site.variable, site.spot, targets, *order)
            yield layout.statement("for pointer in ", found, ":", depth)
            yield self._broken(constant, layout.name("pointer"), depth + 1)

    # -- conditions ----------------------------------------------------------------------

    def _condition(self, condition: Condition, site: _Site, lines: list[str]) -> layout.Expr:
        """A condition as an operand of ``and``; alternatives that are long are named on a line before."""
        if isinstance(condition, Not) and not isinstance(condition.condition, All | Any_ | Not):
            return self._atom(condition.condition, site, negated=True)
        if isinstance(condition, Not):
            return self._condition(negation(condition.condition), site, lines)
        if isinstance(condition, All | Any_):
            sign = "and" if isinstance(condition, All) else "or"
            parts = [_opened(self._condition(part, site, lines), sign) for part in condition.conditions]
            whole = layout.chain(sign, *parts)
            if len(parts) == 1:
                return whole
            if len(layout.flat(whole)) <= _LONG:
                return layout.Group(whole)
            self._named += 1
            variable = f"{'both' if sign == 'and' else 'either'}_{self._named}"
            lines.append(layout.statement(f"{variable} = ", whole, depth=site.depth))
            return layout.name(variable)
        return self._atom(condition, site, negated=False)

    def _atom(
        self, atom: In | Present | Contains | HoldsOnly | Compares, site: _Site, *, negated: bool
    ) -> layout.Expr:
        variable, rest = site.base(atom.path)
        default = getattr(atom, "default", None)
        if not STEPS.intersection(rest):
            if default is None or len(rest) == 1:
                value = self._value(variable, rest)
            else:
                source = layout.call(
                    self._need("under_or"), variable, layout.literal(default), *map(layout.literal, rest)
                )
                value, default = layout.flat(source), None
            return self._test(atom, value, default, site, negated=negated)
        steps = list(map(layout.literal, rest))
        if isinstance(atom, Present):
            source = layout.call(self._need("values"), variable, layout.literal(""), *steps)
            found = layout.loop("True", "_", source)
        else:
            cut = parent_length(rest)
            source = layout.call(
                self._need("found"),
                variable,
                layout.literal(default),
                layout.literal(rest[:cut]),
                layout.literal(rest[cut:]),
            )
            test = layout.flat(self._test(atom, "value", None, site, negated=False))
            found = layout.loop(test, "value", source)
        return layout.call("not any" if negated else "any", found)

    def _test(
        self,
        atom: In | Present | Contains | HoldsOnly | Compares,
        value: str,
        default: object,
        site: _Site,
        *,
        negated: bool,
    ) -> layout.Expr:
        if isinstance(atom, Present):
            return layout.name(f"{value} is None" if negated else f"{value} is not None")
        if isinstance(atom, In):
            return self._is_in(atom, value, default, negated=negated)
        no = "not " if negated else ""
        if isinstance(atom, Contains | HoldsOnly):
            helper = self._need("contains" if isinstance(atom, Contains) else "holds_only")
            return layout.call(f"{no}{helper}", value, self._listed(atom.values, atom.path[-1]))
        self._need("compares")
        if default is not None:
            value = f"({layout.flat(layout.literal(default))} if {value} is None else {value})"
        left = self._measured(value, atom.measure)
        sign = layout.literal(atom.operator)
        if atom.other is None:
            return layout.call(f"{no}compares", left, sign, layout.literal(atom.bound))
        variable, rest = site.base(atom.other)
        if not STEPS.intersection(rest):
            right = self._measured(self._value(variable, rest), atom.measure)
            return layout.call(f"{no}compares", left, sign, right)
        right = self._measured("other", atom.measure)
        test = layout.flat(layout.call("compares", left, sign, right))
        steps = map(layout.literal, rest)
        source = layout.flat(layout.call(self._need("values"), variable, layout.literal(""), *steps))
        return layout.name(f"{no}any({test} for other, _ in {source})")

    def _is_in(self, atom: In, value: str, default: object, *, negated: bool) -> layout.Expr:
        texts = all(isinstance(one, str) for one in atom.values)
        test: layout.Expr
        if texts and len(atom.values) == 1:
            test = layout.name(
                f"{value} {'!=' if negated else '=='} {layout.flat(layout.literal(atom.values[0]))}"
            )
        elif len(atom.values) == 1 and isinstance(atom.values[0], bool):
            test = layout.name(f"{value} {'is not' if negated else 'is'} {atom.values[0]}")
        elif texts:
            listed = self._listed(atom.values, atom.path[-1])
            test = layout.Chain((("", layout.name(value)), ("not in" if negated else "in", listed)))
        else:
            head = f"{'not ' if negated else ''}{self._need('one_of')}"
            test = layout.call(head, value, self._listed(atom.values, atom.path[-1]))
        if default is None or not any(equal(one, default) for one in atom.values):
            return test
        given = f"{value} is not None" if negated else f"{value} is None"
        return layout.Group(layout.chain("and" if negated else "or", given, test))

    # -- pieces --------------------------------------------------------------------------

    def _value(self, variable: str, path: Path) -> str:
        """A value at a path of plain names, from an object at hand."""
        if len(path) == 1 and variable == "o":
            return self._variable(path[0])
        if len(path) == 1:
            return f"{variable}.get({layout.flat(layout.literal(path[0]))})"
        steps = ", ".join(layout.flat(layout.literal(step)) for step in path)
        return f"{self._need('under')}({variable}, {steps})"

    def _variable(self, wire: str) -> str:
        if wire not in self._variables:
            base = variable = names.attribute(wire)
            number = 1
            while self._is_taken(variable):
                number += 1
                variable = f"{base}_{number}" if number > 2 else f"{base.rstrip('_')}_"
            self._variables[wire] = variable
        return self._variables[wire]

    def _is_taken(self, variable: str) -> bool:
        return (
            variable in self._variables.values()
            or variable in _RUNTIME_NAMES
            or keyword.iskeyword(variable)
            or _OWN_NAMES.fullmatch(variable) is not None
        )

    def _measured(self, value: str, measure: str) -> str:
        return value if measure == "value" else f"{self._need(measure)}({value})"

    def _listed(self, values: Sequence[object], name: str) -> layout.Expr:
        """Values as a tuple: where they are used if they are few and short, else a constant."""
        texts = layout.texts([layout.literal(value) for value in values])
        if len(layout.flat(texts)) <= _LONG:
            return texts
        return layout.name(self.constant(f"_{names.snake(name).upper()}_LISTED", texts))

    def _need(self, helper: str) -> str:
        self.helpers.add(helper)
        return helper

    def _if(self, parts: Sequence[layout.Expr], depth: int) -> str:
        if len(parts) == 1 and isinstance(parts[0], layout.Group):
            return layout.statement("if ", parts[0].inner, ":", depth)
        return layout.statement(
            "if ", layout.chain("and", *[_opened(part, "and") for part in parts]), ":", depth
        )

    def _broken(self, constant: str, pointer: layout.Expr, depth: int) -> str:
        call = layout.call(self._need("broken"), "out", constant, "at", pointer)
        return layout.statement("", call, depth=depth)


@frozen
class _Site:
    """What is at hand where a rule is judged.

    Attributes:
        place: The path of the object that is judged.
        bases: The objects at hand: how long the part of the path is that leads there, and their variables.
        spot: The variable that has the judged object's pointer.
        depth: How far statements are indented.
    """

    place: Path
    bases: tuple[tuple[int, str], ...] = ((0, "o"),)
    spot: str = "at"
    depth: int = 1

    @property
    def variable(self) -> str:
        """The variable of the innermost object at hand."""
        return self.bases[-1][1]

    def inside(self, length: int, variable: str, spot: str) -> _Site:
        """The same one loop further in."""
        return _Site(self.place, (*self.bases, (length, variable)), spot, self.depth + 1)

    def base(self, path: Path) -> tuple[str, Path]:
        """The object at hand from which a path is looked up, and what is left of the path."""
        shared = shared_length(path, self.place)
        # Only an item of a list is another object than what leads there from outside.
        last = max((index + 1 for index in range(shared) if self.place[index] in STEPS), default=0)
        variable = next(variable for length, variable in self.bases if length >= last)
        return variable, path[last:]

    def pointer(self, name: str) -> layout.Expr:
        """Source for the pointer of a field of the judged object."""
        step = "/" + name.replace("~", "~0").replace("/", "~1")
        quoted = layout.quote(step.replace("{", "{{").replace("}", "}}"))
        return layout.name(f"f{quoted[0]}{{{self.spot}}}{quoted[1:]}")


# What the statements, the function around them, and the helpers are called.
_OWN_NAMES = re.compile(
    r"(?:o|at|out|v|value|pointer|entry|place|other|any|next|len|enumerate|str|cast|re|[ikx]\d*"
    r"|(?:item|spot|both|either)(?:_\d+)?)"
)
_RUNTIME_NAMES = frozenset(dir(runtime_rules)) | frozenset(dir(runtime_check)) | {"unknown"}


def _opened(part: layout.Expr, sign: str) -> layout.Expr:
    """An operand without the brackets that it does not need beside others of its operator."""
    if isinstance(part, layout.Group) and isinstance(part.inner, layout.Chain):
        signs = {other for other, _ in part.inner.parts}
        return part.inner if signs <= {"", sign} else part
    return part


def _pointer(path: Path) -> str:
    cut = next((index for index, step in enumerate(path) if step in STEPS), len(path))
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path[:cut])


def _message(stated: StatedRule) -> str:
    """What is said of a rule that is broken: our own words, or those that somebody gave it instead."""
    ours = stated.text in {sentence(stated.rule), stated.rule.id}
    return message(stated.rule) if ours else stated.text.rstrip(". ")
