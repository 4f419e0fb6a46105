"""From what a sentence demands to rules over the fields of its request, none of which refuses a valid one.

What is not understood is neither assumed to hold nor not to hold: a condition is built as an
under-approximation (true only where the sentence surely is) or an over-approximation (true wherever it may
be), and each demand takes the one with which it demands less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import prod

from attrs import define, evolve, field

from tiktok_bindgen.logic.model import (
    GROUPS,
    ITEM,
    VALUE,
    All,
    Any_,
    Bound,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Kind,
    Measure,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    Scalar,
    at_level,
    atoms,
    beside,
    level_of,
    negation,
)
from tiktok_bindgen.logic.paths import common_parent
from tiktok_bindgen.logic.simplify import exclude, simplified
from tiktok_bindgen.sentences.exemptions import Exemptions
from tiktok_bindgen.sentences.resolve import Node, Request, Unresolved, typed
from tiktok_bindgen.sentences.syntax import Clause, Constraint, Every, Expr, Name, Prose, Some, is_wish


def _unread(text: str) -> str:
    """What to say of words that are not understood: no more of them than the codes."""
    codes = list(dict.fromkeys(re.findall(r"`[^`]{1,60}`", text)))[:4]
    return (
        f"its condition says something of {', '.join(codes)} in prose" if codes else "its condition is prose"
    )


# What other sentences may take back of demands: facts of wordings.
_TAKEN_BACK: dict[Kind, frozenset[str]] = {
    "requires": frozenset({"ignored", "ignored-when", "released", "released-when"}),
    **dict.fromkeys(
        ("forbids", "value-in", "value-not-in", "limit", "arithmetic", "relational"),
        frozenset({"ignored", "ignored-when"}),
    ),
}
# Tests of whether a field is there.
_THERE = frozenset({"present", "used"})
# What is demanded where a condition does not hold: another around it would count as one that does not, too.
_UNLESS = frozenset({"valid-when", "required-and-valid-when", "value-valid-when", "required-unless"})

# A condition, or what it comes to whatever is sent.
Outcome = Condition | bool


@define
class Builder:
    """Builds the rules of one sentence.

    Attributes:
        request: The operation's fields.
        at: The field that the sentence stands at.
        value: The value of that field that it is about, where it stands in a list of values.
        odd: Takes what was not understood.
        exemptions: What sentences take back.
    """

    request: Request
    at: Node
    value: Scalar | None = None
    odd: list[Unresolved] = field(factory=list)
    exemptions: Exemptions | None = None
    _along: bool = field(default=False, init=False)
    _here: bool = field(default=False, init=False)

    def rules(self, demand: Constraint, around: Expr | None = None) -> list[Rule]:
        """The rules of one demand.

        Args:
            demand: What is demanded.
            around: A condition that the sentence's place puts on all of it.
        """
        when = (
            demand.when if around is None else Every(tuple(p for p in (around, demand.when) if p is not None))
        )
        if demand.fact in _UNLESS and around is not None:
            return self._text("rule-unread", "a field's validity, under a condition of its own")
        if demand.fact == "unread":
            return self._text("rule-unread", "part of what it demands is not understood")
        if demand.along and demand.every is not False and len(demand.names) != len(self._targets(demand)):
            return []
        self._here = demand.fact.endswith("-passed")
        for suffix in ("-too", "-passed"):  # of no other field than this; of no other call
            demand = evolve(demand, fact=demand.fact.removesuffix(suffix))
        build = _BUILDERS.get(demand.fact)
        if build is None:
            return []
        self._along = demand.along
        return build(self, demand, when)

    def _text(self, code: str, text: str) -> list[Rule]:
        self.odd.append(Unresolved(code, text))
        return []

    def holds_always(self, said: Expr | None) -> bool:
        """Whether a condition, other than none, comes to nothing: then it was not understood."""
        return said is not None and Builder(self.request, self.at).under_approximation(said) is True

    # What is demanded of single fields

    def required(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Each named field must be there when the condition holds."""
        targets = self._targets(demand)
        if not targets or (self.value is not None and not demand.names):
            return self._text("rule-unread", "a value cannot be required") if targets else []
        if self._along and self.value is None and self.at in targets and len(targets) > 1:
            self._along = False
            return self._made("all-or-none", targets, self.under_approximation(when))
        if demand.every is False and len(targets) > 1:
            return self._made("or", targets, self.under_approximation(when))
        return self._each("requires", targets, self.under_approximation(when))

    def required_unless(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Each named field must be there when the condition does not hold."""
        return self._each("requires", self._targets(demand), _opposite(self.over_approximation(when)))

    def valid(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field, or a value of it, is not allowed when the condition does not hold."""
        return self._not_allowed(demand, _opposite(self.over_approximation(when)))

    def required_and_valid(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Both of the above."""
        odd = len(self.odd)
        found = self.required(demand, when)
        del self.odd[odd:]
        return [*found, *self.valid(demand, when)]

    def not_valid(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field, or a value of it, is not allowed when the condition holds."""
        return self._not_allowed(demand, self.under_approximation(when))

    def _not_allowed(self, demand: Constraint, when: Outcome) -> list[Rule]:
        about_value = any(name.value for name in demand.names)
        if self.value is not None and (about_value or not demand.names):
            return self._made("value-not-in", [self.at], when, values=(self.value,))
        if about_value:
            return self._text("rule-context", "which value it is about is lost")
        if (values := self._own_values(demand)) is not None:
            return self._made("value-not-in", [self.at], when, values=values)
        return self._each("forbids", self._targets(demand), when)

    def _own_values(self, demand: Constraint) -> tuple[Scalar, ...] | None:
        """The names, when they are values of the field that the sentence stands at."""
        known = {str(entry.value): entry.value for entry in self.at.field.enum}
        texts = [name.text for name in demand.names]
        return (
            tuple(known[text] for text in texts) if texts and all(text in known for text in texts) else None
        )

    def value_in(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field must have one of some values."""
        return self._valued("value-in", demand, self.under_approximation(when))

    def alone(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A list that has one of some values must have no other."""
        values = tuple(self._typed(text, self.at) for text in demand.values)
        known = tuple(value for value in values if not isinstance(value, Unresolved))
        if not self.at.field.type.array or len(known) < len(values) or not self.at.field.enum:
            return self._text("rule-unread", "values of what has no list of them")
        condition = self.under_approximation(when)
        return [
            rule
            for value in known
            for rule in self._made(
                "value-in", [self.at], _all([condition, Contains(self.at.path, (value,))]), values=(value,)
            )
        ]

    def value_not_in(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field must have none of some values."""
        return self._valued("value-not-in", demand, self.under_approximation(when))

    def value_valid(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field must have none of some values when the condition does not hold."""
        return self._valued("value-not-in", demand, _opposite(self.over_approximation(when)))

    def _valued(self, kind: Kind, demand: Constraint, condition: Outcome) -> list[Rule]:
        found: list[Rule] = []
        for target in self._targets(demand):
            values = [self._typed(text, target) for text in demand.values]
            odd = [value for value in values if isinstance(value, Unresolved)]
            self.odd.extend(odd)
            if not odd:
                known = tuple(value for value in values if not isinstance(value, Unresolved))
                found.extend(self._made(kind, [target], condition, values=known))
        return found

    # What is demanded of several

    def group(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """At least one, exactly one, at most one, or all or none of some fields."""
        kinds: dict[str, Kind] = {
            "either": "or",
            "one": "only-one",
            "not-both": "zero-or-one",
            "together": "all-or-none",
            "together-own": "all-or-none",
        }
        targets = self._targets(demand)
        if demand.fact == "together-own" and self.at not in targets:
            if self.at in self._other_nodes(demand):
                return self._each("requires", targets, _all([self._own(), self.under_approximation(when)]))
            return self._text("rule-purpose", "what goes together for a purpose, beside other fields")
        if len(targets) < len(demand.names):
            return []
        if len(targets) == 1 and demand.names[0].text and demand.fact in {"not-both", "together"}:
            targets = [self.at, *targets]
        if len({target.path for target in targets}) < 2:
            return self._text("rule-unread", "a group of one field")
        return self._made(kinds[demand.fact], targets, self.under_approximation(when))

    def total(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Some lists, or those that the condition is about, must have no more items together."""
        names = [name for name in demand.names if name.text]
        if not names and isinstance(when, Clause) and _is_presence(when):
            names = list(when.names)
        targets = [node for name in names if (node := self._find(name)) is not None]
        bound = Bound("<=", demand.numbers[0], "items")
        if len(targets) < max(len(names), 2) or not all(node.field.type.array for node in targets):
            return self._text("rule-unread", "a total of what has none")
        condition = self.under_approximation(when)
        return self._made("arithmetic", targets, condition, bound=bound)

    def alternatives(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """All of some fields, or all of some others."""
        first = self._targets(demand)
        second = self._other_nodes(demand)
        if len(first) < len(demand.names) or len(second) < len(demand.others):
            return []
        condition = self.under_approximation(when)
        # (a and b) or (c and d) is a or c, a or d, b or c, b or d.
        return [
            rule for one in first for other in second for rule in self._made("or", [one, other], condition)
        ]

    def not_with(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Some fields must not be there together with any of some others."""
        first = self._targets(demand)
        others = self._other_nodes(demand)
        condition = self.under_approximation(when)
        if len(first) < max(len(demand.names), 1) or len(others) < len(demand.others):
            return []
        pairs = [[one, other] for one in first for other in others if one is not other]
        return [rule for pair in pairs for rule in self._made("zero-or-one", pair, condition)]

    def accompanied(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Some fields must be there where another is."""
        first = self._targets(demand)
        others = self._other_nodes(demand)
        if len(first) != 1 or len(demand.names) != 1:
            return self._text("rule-unread", "several fields at once")
        return self._each("requires", others, _all([Present(first[0].path), self.under_approximation(when)]))

    def filled(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """The object must be there that some fields are said to be in; of these it tells itself."""
        *outer, last = demand.names[-1].within or ("",)
        around = self._find(Name(last, tuple(outer))) if last else None
        targets = [] if around is None else [around]
        return self._each("requires", targets, self.under_approximation(when))

    def _own(self) -> Condition:
        """That the field that the sentence stands at is there, with the value that it is about."""
        if self.value is None:
            return Present(self.at.path)
        if self.at.field.type.array:
            return Contains(self.at.path, (self.value,))
        return In(self.at.path, (self.value,), self._default(self.at))

    def order(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """One field must be later, greater, … than another."""
        targets = self._targets(demand)
        other = None if demand.other is None else self._find(demand.other)
        if len(targets) != 1 or other is None or demand.sign is None:
            return []
        if demand.names[0].text and targets[0] is other:
            return self._text("rule-unread", "an order of one field with itself")
        sign = _OPPOSITE[demand.sign] if demand.fact == "order-not" else demand.sign
        return self._made("relational", [targets[0], other], self.under_approximation(when), operator=sign)

    def same(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """One field must have the same value as another, or must not."""
        targets = self._targets(demand)
        other = None if demand.other is None else self._find(demand.other)
        if len(targets) != 1 or other is None:
            return []
        if targets[0] is other or not _comparable(targets[0], other):
            return self._text("rule-unread", "two fields that cannot be compared")
        sign: Operator = "==" if demand.fact == "same" else "!="
        return self._made("relational", [targets[0], other], self.under_approximation(when), operator=sign)

    def same_beside(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field must have the same value wherever what is made stands beside each other."""
        targets, (level, inside) = self._targets(demand), demand.levels
        request = self.request
        if level != request.level or inside not in request.above or level in request.above:
            # What changes one of them may change the others as well.
            return self._text("rule-other-call", "it is of nothing that is made here in something else")
        holds = self.under_approximation(when)
        found: list[Rule] = []
        for target in targets:
            if not _comparable(target, target):
                return self._text("rule-unread", "fields that cannot be compared")
            others = Node(target.field, beside(level, target.path), beside(level, target.parent))
            found += self._made("relational", [target, others], holds, operator="==")
        return found

    def same_as_given(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field must have the same value as the one that the condition says is there.

        Whoever sends the field wants what it is for.
        """
        parts = when.parts if isinstance(when, Every) else () if when is None else (when,)
        given = [part for part in parts if isinstance(part, Clause) and _is_presence(part)]
        kept = [part for part in parts if part not in given and not is_wish(part)]
        if len(given) != 1 or len(given[0].names) != 1:
            return self._text("rule-unread", "with what it must be the same")
        return self.same(evolve(demand, fact="same", other=given[0].names[0]), Every(tuple(kept)))

    def never(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """What must not be: one of its fields must not be there, or not have its value, under the rest."""
        said = [] if when is None else list(when.parts) if isinstance(when, Every) else [when]
        parts = [*said, *([] if demand.also is None else [demand.also])]
        for wanted in (self._is_own_presence, _is_absence, self._is_value, _is_presence):
            for number, part in enumerate(parts):
                if isinstance(part, Clause) and wanted(part):
                    rest = Every(tuple(parts[:number] + parts[number + 1 :]))
                    return self._not_so(part, self.under_approximation(rest))
        return self._text("rule-unread", "which of its fields must not be there")

    def _is_own_presence(self, clause: Clause) -> bool:
        return _is_presence(clause) and any(
            self.request.find(name, self.at) is self.at for name in clause.names
        )

    def _is_value(self, clause: Clause) -> bool:
        node = self.request.find(clause.names[0], self.at)
        single = isinstance(node, Unresolved) or not node.field.type.array
        return clause.test == "is" and not clause.negated and len(clause.names) == 1 and single

    def _not_so(self, clause: Clause, when: Outcome) -> list[Rule]:
        nodes = [node for name in clause.names if (node := self._find(name)) is not None]
        if len(nodes) < len(clause.names) or len(nodes) > 2:
            return self._text("rule-unread", "several fields at once") if nodes else []
        if len(nodes) == 2:
            kind: Kind = "or" if clause.negated else "zero-or-one"
            if clause.test in _THERE and clause.every:
                return self._made(kind, nodes, when)
            return self._text("rule-unread", "several fields at once")
        if clause.test in _THERE:
            return self._made("requires" if clause.negated else "forbids", nodes, when)
        return self._valued("value-not-in", Constraint("not-value", clause.names, clause.values), when)

    def later(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """What may be changed after this call; of a call that changes, no request tells it."""
        del demand, when
        return self._text("rule-prose", "what may be changed") if self.request.partial else []

    def limit(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field's length, size or value must keep within bounds."""
        condition = self.under_approximation(when)
        found: list[Rule] = []
        for target in self._targets(demand):
            for bound in _bounds(demand, target):
                rules = self._made("limit", [target], condition, bound=bound)
                of_items = bound.measure == "value" and target.field.type.array
                found.extend(_of_items(rule) if of_items else rule for rule in rules)
        return found or self._text("rule-unread", "a limit of what has none")

    # Names

    def _find(self, name: Name) -> Node | None:
        node = self.request.find(name, self.at)
        if isinstance(node, Unresolved):
            self.odd.append(node)
            return None
        if name.text and name.text != node.field.name:
            self._slip(name.text, node.field.name)
        return node

    def _typed(self, text: str, node: Node) -> Scalar | Unresolved:
        value = typed(text, node)
        if isinstance(value, str) and value != text:
            self._slip(text, value)
        return value

    def _slip(self, written: str, meant: str) -> None:
        self.odd.append(Unresolved("rule-slip", f"`{written[:60]}` is read as `{meant}`"))

    def _other_nodes(self, demand: Constraint) -> list[Node]:
        return [node for name in demand.others if (node := self._find(name)) is not None]

    def _targets(self, demand: Constraint) -> list[Node]:
        nodes = [self._find(name) for name in demand.names or (Name(""),)]
        return [node for node in nodes if node is not None]

    # Conditions

    def under_approximation(self, said: Expr | None) -> Outcome:
        """A condition that holds only where what is said surely does."""
        return True if said is None else self._condition(said, narrow=True)

    def over_approximation(self, said: Expr | None) -> Outcome:
        """A condition that holds wherever what is said may."""
        return True if said is None else self._condition(said, narrow=False)

    def _condition(self, said: Expr, *, narrow: bool) -> Outcome:
        if isinstance(said, Prose):
            kind = self.request.meant(said.text, self.at) if _KIND.fullmatch(said.text) else None
            if kind is not None:
                return self._of_kind(kind, narrow=narrow)
            self.odd.append(Unresolved("rule-prose", _unread(said.text)))
            return not narrow
        if isinstance(said, Every | Some):
            parts = [self._condition(part, narrow=narrow) for part in said.parts]
            return _all(parts) if isinstance(said, Every) else _any(parts)
        tests = [self._test(said, name, narrow=narrow) for name in said.names]
        return _all(tests) if said.every else _any(tests)

    def _of_kind(self, kind: Clause, *, narrow: bool) -> Outcome:
        """A condition in words that a field's value has: one that is not sent may have any."""
        node = None if narrow else self._find(kind.names[0])
        said = self._condition(kind, narrow=narrow)
        return said if node is None else _any([said, Not(Present(node.path))])

    def _test(self, clause: Clause, name: Name, *, narrow: bool) -> Outcome:
        if clause.test in _THERE and clause.negated == narrow:
            # Several fields of one name: that none of them is there is meant whichever is.
            several = [Present(node.path) for node in self.request.several(name, self.at)]
            if several:
                return _opposite(_any(several)) if clause.negated else _any(several)
        node = self._find(name)
        if node is not None and clause.test == "present" and level_of(node.path) and not name.level:
            self.odd.append(Unresolved("rule-other-call", f"`{name.text}` is passed by no call of this kind"))
            node = None
        if node is None:
            return not narrow
        if clause.negated:
            return _opposite(self._positive(clause, node, narrow=not narrow))
        return self._positive(clause, node, narrow=narrow)

    def _positive(self, clause: Clause, node: Node, *, narrow: bool) -> Outcome:
        if clause.test == "used" and self.request.partial and not narrow:
            self.odd.append(Unresolved("rule-prose", "a call before may have set what it asks for"))
            return True
        if clause.test in _THERE:
            return Present(node.path)
        if clause.test == "compares":
            return self._compares(clause, node, narrow=narrow)
        values = [self._typed(text, node) for text in clause.values]
        odd = [value for value in values if isinstance(value, Unresolved)]
        if odd:
            self.odd.extend(odd)
        if odd and (not narrow or len(odd) == len(values)):
            return not narrow
        known = tuple(value for value in values if not isinstance(value, Unresolved))
        if node.field.type.array:
            if clause.test == "contains" or (clause.test == "is" and not narrow):
                return self._perhaps_unchanged(Contains(node.path, known), node, narrow=narrow)
            return self._perhaps_unchanged(HoldsOnly(node.path, known), node, narrow=narrow)
        if clause.test == "contains":
            self.odd.append(Unresolved("rule-unread", f"`{node.field.name}` is no list"))
            return not narrow
        return self._perhaps_unchanged(In(node.path, known, self._default(node)), node, narrow=narrow)

    def _compares(self, clause: Clause, node: Node, *, narrow: bool) -> Outcome:
        other = None if clause.other is None else self._find(clause.other)
        if clause.operator is None or (clause.other is not None and other is None):
            return not narrow
        if other is not None:
            atom = Compares(node.path, clause.operator, None, other.path)
            return self._perhaps_unchanged(atom, node, other, narrow=narrow)
        if clause.measure == "items":
            if node.field.type.array:
                atom = Compares(node.path, clause.operator, int(clause.values[0]), measure="items")
                return self._perhaps_unchanged(atom, node, narrow=narrow)
            self.odd.append(Unresolved("rule-unread", f"`{node.field.name}` is no list"))
            return not narrow
        number = typed(clause.values[0], evolve(node, field=evolve(node.field, enum=())))
        if isinstance(number, bool | str | Unresolved):
            self.odd.append(Unresolved("rule-unread", f"`{node.field.name}` is no number"))
            return not narrow
        atom = Compares(node.path, clause.operator, number, default=self._default(node))
        return self._perhaps_unchanged(atom, node, narrow=narrow)

    def _perhaps_unchanged(self, atom: Condition, *nodes: Node, narrow: bool) -> Condition:
        """Where fields are changed, one that is not sent keeps a value that is not known here.

        So it is of a field with a default that is not known.
        """
        unknown = [] if narrow else [node for node in nodes if self._is_unknown(node)]
        return Any_((atom, *(Not(Present(node.path)) for node in unknown))) if unknown else atom

    def _is_unknown(self, node: Node) -> bool:
        """Whether it is not known which value a field has that is not sent."""
        if level_of(node.path):
            return True
        open_ = self.request.partial or node.path in self.request.vague
        return open_ and node.field.presence != "required"

    def _default(self, node: Node) -> Scalar | None:
        default = node.field.default
        unknown = self.request.partial or level_of(node.path)
        if unknown or not isinstance(default, str | int | float | bool):
            return None
        return default

    def _may_be_there(self, targets: set[Path], place: Path) -> bool:
        """Whether fields that are demanded may not be sent since what is changed has them.

        A request that changes something changes one of its optional fields: a demand of one of all of these
        is no more than that.
        """
        optional = {node.path for node in self.request.nodes if node.parent == place}
        required = {node.path for node in self.request.nodes if node.field.presence == "required"}
        return self.request.partial and not optional - required <= targets

    def _is_kept_for(self, place: Path) -> bool:
        """Whether only items of one kind have an object: it has a condition of its own."""
        return any(
            node.inside == place and node.field.presence == "conditional" for node in self.request.nodes
        )

    def _of_all_items(self, condition: Condition, place: Path) -> Condition | None:
        """A condition that some item of a list meets, where all of them may be meant, as one that all meet.

        So it can be said of a field with a list of values: some item has one of these, and none another.
        """
        if not _of_any_item(condition, place):
            return condition
        if isinstance(condition, All | Any_):
            parts = [self._of_all_items(part, place) for part in condition.conditions]
            known = tuple(part for part in parts if part is not None)
            return evolve(condition, conditions=known) if len(known) == len(parts) else None
        if not isinstance(condition, In):
            return None
        node = next((node for node in self.request.nodes if node.path == condition.path), None)
        listed = () if node is None else tuple(entry.value for entry in node.field.enum)
        others = tuple(value for value in listed if value not in condition.values)
        if not listed:
            return None
        return All((condition, Not(In(condition.path, others)))) if others else condition

    # Rules

    def _not_exempt(self, kind: Kind, targets: Sequence[Node], when: Outcome) -> Outcome:
        """A condition without the cases in which fields are ignored, or need not be sent after all."""
        facts = _TAKEN_BACK.get(kind)
        if facts is None or self.exemptions is None:
            return when
        taken = [
            _known_at(each, target.path) for target in targets for each in self.exemptions.when(target, facts)
        ]
        # What is not understood in an exemption exempts.
        if any(each is True for each in taken):
            self._text("rule-exception", "what takes it back is not understood")
            return False
        found = [condition for condition in taken if not isinstance(condition, bool)]
        at = common_parent([target.path for target in targets])
        kept = [each for each in found if isinstance(when, bool) or not exclude(when, each, at)]
        outcome = _all([when, *map(negation, kept)])
        return simplified(outcome, at) if kept and not isinstance(outcome, bool) else outcome

    def _but_for_cases(self, kind: Kind, when: Outcome) -> Outcome:
        """What the field's own value demands, without the cases for which its description says it anew."""
        own = not isinstance(when, bool) and {path for atom in atoms(when) for path in _paths(atom)}
        if self.exemptions is None or kind not in {"requires", "or"} or own != {self.at.path}:
            return when
        return _all([when, *map(_opposite, self.exemptions.cases(self.at))])

    def _each(self, kind: Kind, targets: Sequence[Node], when: Outcome) -> list[Rule]:
        return [rule for target in targets for rule in self._made(kind, [target], when)]

    def _made(
        self,
        kind: Kind,
        targets: Sequence[Node],
        when: Outcome,
        *,
        values: tuple[Scalar, ...] = (),
        bound: Bound | None = None,
        operator: Operator | None = None,
    ) -> list[Rule]:
        if not targets or when is False:
            return []
        if any(level_of(target.path) for target in targets[: 1 if kind == "relational" else None]):
            return self._text("rule-other-call", "what it demands is of another level")
        place = _place(kind, targets)
        about_value = kind == "value-not-in" and [target.path for target in targets] == [self.at.path]
        if self._along or (self.value is not None and not about_value):
            when = _all([self._own(), when])
        when = self._but_for_cases(kind, self._not_exempt(kind, targets, when))
        # What holds by this request alone is a rule of its own, whatever stands above.
        rule = Rule(
            kind, tuple(t.path for t in targets), (), None, values, bound, operator, self.at.field.line
        )
        whens = by_levels(_known_at(when, place), rule)
        return [made for each in whens for made in self._rule(rule, targets, place, each)]

    def _rule(self, rule: Rule, targets: Sequence[Node], place: Path, condition: Outcome) -> list[Rule]:
        """A rule under a condition, if a valid request keeps to it."""
        if condition is False:
            return []
        kind = rule.kind
        whole = None if condition is True else condition
        own = {target.path for target in targets}
        once = condition is True and not self._here
        if kind in {"or", "only-one"} and once and self._may_be_there(own, place):
            return self._text("rule-unread", "what it demands may be there already")
        if kind in {"requires", "forbids", *GROUPS} - {"arithmetic"} and any(
            atom.path in own and not (kind in GROUPS and isinstance(atom, In)) for atom in atoms(whole)
        ):
            return self._text("rule-circular", "its condition is about the field itself")
        if (
            kind == "requires"
            and whole is None
            and all(target.field.presence == "required" for target in targets)
        ):
            return []
        if (
            kind == "forbids"
            and self.exemptions is not None
            and self.exemptions.no_error([path for atom in atoms(whole) for path in _paths(atom)])
        ):
            return self._text("rule-no-error", "no error is made of what does not suit")
        if kind == "requires" and any(self._default(target) is not None for target in targets):
            return self._text("rule-default", "what is left out has a default")
        paths = [*rule.targets, *(path for atom in atoms(whole) for path in _paths(atom))]
        demanding = kind in {"requires", "or", "only-one"} and place in self.request.alternatives
        if demanding or any(self.request.open_at(path) for path in paths):
            return self._text("rule-alternative", "it is about fields of one of several alternatives")
        if odd := next((step for path in paths for step in path if _NO_NAME.search(step)), None):
            return self._text("rule-unknown-field", f"`{odd}` is no name that a request can have")
        if whole is not None and (whole := self._of_all_items(whole, place)) is None:
            return self._text("rule-any-item", "a condition on some item of a list")
        # What each item has is compared with what is above the request.
        beside = kind == "relational" and bool(level_of(targets[-1].path))
        if not beside and any(_any_item(target.path, place) for target in targets):
            return self._text("rule-any-item", "a demand of some item of a list")
        some = _of_some_items(place, paths[len(targets) :]) and not self._is_kept_for(place)
        if kind in {"requires", "or", "only-one"} and some:
            return self._text("rule-any-item", "it does not say which items of a list it is about")
        return [scoped(evolve(rule, when=whole))]


# A kind of thing, in a few words.
_KIND = re.compile(r"[A-Za-z][\w-]*(?: [\w-]+){1,6}(?: is the only [\w -]+)?")
# Some rows are named for several fields at once.
_NO_NAME = re.compile(r"[/,\s|]")

_MEASURES: dict[str, Measure] = {
    "limit": "length",
    "limit-range": "value",
    "limit-value": "value",
    "limit-least": "value",
    "limit-items": "items",
    "limit-max-items": "items",
    "limit-exact-items": "items",
    "limit-date": "value",
    "limit-date-not": "value",
}
_OPPOSITE: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _bounds(demand: Constraint, target: Node) -> list[Bound]:
    type_ = target.field.type
    if demand.fact in {"limit-date", "limit-date-not"}:
        if type_.array or type_.kind not in {"string", "datetime"} or demand.sign is None:
            return []
        sign = demand.sign if demand.fact == "limit-date" else _OPPOSITE[demand.sign]
        return [Bound(sign, demand.numbers[0])]
    measure = _MEASURES[demand.fact]
    fits = {
        "length": type_.kind == "string" and not type_.array,
        "items": bool(type_.array),
        "value": type_.kind in {"number", "integer"} and type_.array < 2,
    }
    if not fits[measure]:
        return []
    first, last = demand.numbers[0], demand.numbers[-1]
    if demand.fact == "limit-value" and demand.sign is not None:
        return [Bound(demand.sign, first, measure)]
    if demand.fact == "limit-exact-items":
        return [Bound("==", first, measure)]
    if demand.fact == "limit-least":
        return [Bound(">=", first, measure)]
    high = Bound("<=", last, measure)
    return [high] if len(demand.numbers) == 1 else [Bound(">=", first, measure), high]


def _of_items(rule: Rule) -> Rule:
    """A rule of a list as one of each of its items."""
    return evolve(rule, targets=tuple((*target, ITEM) for target in rule.targets))


def _is_absence(clause: Clause) -> bool:
    return clause.test in _THERE and clause.negated and len(clause.names) == 1


def _is_presence(clause: Clause) -> bool:
    return clause.test in _THERE and not clause.negated


def _comparable(first: Node, second: Node) -> bool:
    """Whether two fields have values of one kind, each a single one."""
    one, other = first.field.type, second.field.type
    return (
        one.kind == other.kind
        and not one.array
        and not other.array
        and one.kind not in {"object", "map", "file"}
    )


_BUILDERS: dict[str, Callable[[Builder, Constraint, Expr | None], list[Rule]]] = {
    "required": Builder.required,
    "required-when": Builder.required,
    "required-unless": Builder.required_unless,
    "required-and-valid-when": Builder.required_and_valid,
    "valid-when": Builder.valid,
    "not-with": Builder.not_with,
    "not-valid-when": Builder.not_valid,
    "forbidden": Builder.not_valid,
    "value": Builder.value_in,
    "not-value": Builder.value_not_in,
    "value-valid-when": Builder.value_valid,
    "accompanied": Builder.accompanied,
    "alone": Builder.alone,
    "filled": Builder.filled,
    "either": Builder.group,
    "alternatives": Builder.alternatives,
    "one": Builder.group,
    "not-both": Builder.group,
    "together": Builder.group,
    "together-own": Builder.group,
    "total": Builder.total,
    "order": Builder.order,
    "order-not": Builder.order,
    "same": Builder.same,
    "same-beside": Builder.same_beside,
    "different": Builder.same,
    "same-as-given": Builder.same_as_given,
    "never": Builder.never,
    "later": Builder.later,
    "limit-date": Builder.limit,
    "limit-date-not": Builder.limit,
    "limit": Builder.limit,
    "limit-range": Builder.limit,
    "limit-items": Builder.limit,
    "limit-value": Builder.limit,
    "limit-least": Builder.limit,
    "limit-max-items": Builder.limit,
    "limit-exact-items": Builder.limit,
}


def _opposite(outcome: Outcome) -> Outcome:
    return not outcome if isinstance(outcome, bool) else negation(outcome)


def _all(parts: Iterable[Outcome]) -> Outcome:
    kept: list[Condition] = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept.extend(part.conditions if isinstance(part, All) else [part])
    # What has a value is there.
    valued = {
        part.path
        for part in kept
        if isinstance(part, Contains | HoldsOnly) or (isinstance(part, In) and part.default is None)
    }
    kept = [part for part in dict.fromkeys(kept) if not (isinstance(part, Present) and part.path in valued)]
    return True if not kept else kept[0] if len(kept) == 1 else All(tuple(kept))


def _any(parts: Iterable[Outcome]) -> Outcome:
    kept: list[Condition] = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept.extend(part.conditions if isinstance(part, Any_) else [part])
    kept = list(dict.fromkeys(kept))
    return False if not kept else kept[0] if len(kept) == 1 else Any_(tuple(kept))


# A condition of more cases than this is not taken apart.
_MOST_CASES = 16


def by_levels(when: Outcome, rule: Rule) -> list[Outcome]:
    """A condition as what holds by the request alone and what holds where requests above it are at hand."""
    looked_at = {level_of(target) for target in rule.targets} - {""}
    if isinstance(when, bool):
        return [_all([*map(_at_hand, sorted(looked_at)), when])]
    if not looked_at and not _levels(when):
        return [when]
    own: list[Outcome] = []
    above: list[Outcome] = []
    for case in _cases(when):
        levels = sorted(looked_at | _levels(case))
        (above if levels else own).append(_all([*map(_at_hand, levels), case]))
    return [_any(each) for each in (own, above) if each]


def _at_hand(level: str) -> Condition:
    return Present(at_level(level))


def _levels(condition: Condition) -> set[str]:
    return {level_of(path) for atom in atoms(condition) for path in _paths(atom)} - {""}


def _cases(condition: Condition) -> list[Condition]:
    """Conditions of which one holds where a condition does, of which as few as can be have levels."""
    if not _levels(condition):
        return [condition]
    if isinstance(condition, Any_):
        return [case for part in condition.conditions for case in _cases(part)]
    if isinstance(condition, All):
        options = [_cases(part) for part in condition.conditions]
        if prod(map(len, options)) <= _MOST_CASES:
            found = [_all(case) for case in product(*options)]
            return [case for case in found if not isinstance(case, bool)]
    return [condition]


def _place(kind: Kind, targets: Sequence[Node]) -> Path:
    """The path of the objects that a rule is judged at."""
    if kind not in GROUPS:
        return targets[0].parent
    common = _common([target.parent for target in targets])
    while common and any(
        len(t.parent) > len(common) and t.parent[len(common)] in {ITEM, VALUE} for t in targets
    ):
        common = common[:-1]
    return common


def _known_at(condition: Outcome, place: Path) -> Outcome:
    """A condition without what the place itself tells: that the objects around it are there."""
    if isinstance(condition, bool):
        return condition
    if isinstance(condition, All):
        return _all([_known_at(part, place) for part in condition.conditions])
    if isinstance(condition, Any_):
        return _any([_known_at(part, place) for part in condition.conditions])
    if isinstance(condition, Not):
        return _opposite(_known_at(condition.condition, place))
    if isinstance(condition, Present) and place[: len(condition.path)] == condition.path:
        return True
    return condition


def _any_item(path: Path, place: Path) -> bool:
    """Whether a path goes through a list's items other than the place's own."""
    shared = len(_common([path, place]))
    return any(step in {ITEM, VALUE} for step in path[shared:])


def _of_any_item(condition: Condition, place: Path) -> bool:
    """Whether a condition is met by what one item of a list has, where all of them may be meant.

    That no item has it is meant either way.
    """
    if isinstance(condition, All | Any_):
        return any(_of_any_item(part, place) for part in condition.conditions)
    if isinstance(condition, Not) and isinstance(condition.condition, In | Present | Contains | HoldsOnly):
        return False
    return any(_any_item(path, place) for atom in atoms(condition) for path in _paths(atom))


def _of_some_items(place: Path, conditions: Sequence[Path]) -> bool:
    """Whether a demand inside the items of a list hangs on nothing in them.

    Items may be of several kinds, of which only some have the object that it is about. A field of the item
    itself is taken to be demanded of each.
    """
    if ITEM not in place or not conditions:
        return False
    end = len(place) - place[::-1].index(ITEM)
    return len(place) > end and not any(path[:end] == place[:end] for path in conditions)


def _paths(atom: Condition) -> list[Path]:
    path: Path = getattr(atom, "path", ())
    other: Path | None = getattr(atom, "other", None)
    return [path] if other is None else [path, other]


def _common(paths: Sequence[Path]) -> Path:
    common: list[str] = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    return tuple(common)


def scoped(rule: Rule) -> Rule:
    """A rule with paths from the top, moved into the nearest object that has all its fields."""
    paths = [*rule.targets, *(path for atom in atoms(rule.when) for path in _paths(atom))]
    scope = _common([path[:-1] for path in paths])
    while scope and any(path[len(scope)] in {ITEM, VALUE} for path in paths):
        scope = scope[:-1]
    size = len(scope)
    when = None if rule.when is None else _moved(rule.when, size)
    return evolve(rule, scope=scope, targets=tuple(target[size:] for target in rule.targets), when=when)


def _moved(condition: Condition, size: int) -> Condition:
    if isinstance(condition, All | Any_):
        return evolve(condition, conditions=tuple(_moved(part, size) for part in condition.conditions))
    if isinstance(condition, Not):
        return Not(_moved(condition.condition, size))
    if isinstance(condition, Compares) and condition.other is not None:
        return evolve(condition, path=condition.path[size:], other=condition.other[size:])
    return evolve(condition, path=condition.path[size:])
