"""Build rules over the fields of a request from what a sentence demands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from attrs import define, evolve

from tiktok_bindgen.language.syntax import (
    THERE,
    Clause,
    Constraint,
    Every,
    Expr,
    Name,
    is_wish,
    with_those_only,
)
from tiktok_bindgen.logic.model import (
    All,
    Bound,
    Contains,
    Kind,
    Measure,
    Not,
    Operator,
    Present,
    Rule,
    Scalar,
    beside,
)
from tiktok_bindgen.sentences.approximate import Approximation
from tiktok_bindgen.sentences.limits import OPPOSITE, bounds, of_items
from tiktok_bindgen.sentences.outcomes import Outcome, every, opposite
from tiktok_bindgen.sentences.resolve import Node, Unresolved
from tiktok_bindgen.sentences.sound import SoundRules

# Facts that demand something where their condition fails; a condition around them would be negated, too.
_UNLESS = frozenset({"valid-when", "required-and-valid-when", "value-valid-when", "required-unless"})


@define
class Builder(SoundRules):
    """Builds the rules of one sentence."""

    def rules(self, demand: Constraint, around: Expr | None = None) -> list[Rule]:
        """Build the rules of one demand.

        Args:
            demand: The demand.
            around: A condition that the sentence's context puts on all of it.
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
        self._here = demand.fact.endswith("-passed")  # by this call
        demand = evolve(demand, fact=demand.fact.removesuffix("-passed"))
        build = _BUILDERS.get(demand.fact)
        if build is None:
            return []
        self._along = demand.along
        return build(self, demand, when)

    def holds_always(self, condition: Expr | None) -> bool:
        """Whether a condition is given and reduces to true, which means that it was not understood."""
        return (
            condition is not None
            and Approximation(self.request, self.at).under_approximation(condition) is True
        )

    # Demands on single fields

    def required(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Each named field must be present when the condition holds."""
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
        """Each named field must be present when the condition does not hold."""
        return self._each("requires", self._targets(demand), opposite(self.over_approximation(when)))

    def valid(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field, or a value of it, is not allowed when the condition does not hold."""
        return self._not_allowed(demand, opposite(self.over_approximation(when)))

    def required_and_valid(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field is required when the condition holds, and not allowed when it does not."""
        before = len(self.unresolved)
        found = self.required(demand, when)
        del self.unresolved[before:]
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
        """The named values, if all names are values of the sentence's own field."""
        known = {str(entry.value): entry.value for entry in self.at.field.enum}
        texts = [name.text for name in demand.names]
        return (
            tuple(known[text] for text in texts) if texts and all(text in known for text in texts) else None
        )

    def value_in(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field must have one of some values."""
        when = with_those_only(when) if demand.lists and when is not None else when
        return self._valued("value-in", demand, self.under_approximation(when))

    def contain(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A list must have one of some values among its items; any other field must have one of them."""
        return self._valued("value-in", demand, self.under_approximation(when), among=True)

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
                "value-in", [self.at], every([condition, Contains(self.at.path, (value,))]), values=(value,)
            )
        ]

    def value_not_in(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field must have none of some values."""
        return self._valued("value-not-in", demand, self.under_approximation(when))

    def value_valid(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field must have none of some values when the condition does not hold."""
        return self._valued("value-not-in", demand, opposite(self.over_approximation(when)))

    def _valued(
        self, kind: Kind, demand: Constraint, condition: Outcome, *, among: bool = False
    ) -> list[Rule]:
        found: list[Rule] = []
        for target in self._targets(demand):
            values = [self._typed(text, target) for text in demand.values]
            unknown = [value for value in values if isinstance(value, Unresolved)]
            self.unresolved.extend(unknown)
            if not unknown:
                known = tuple(value for value in values if not isinstance(value, Unresolved))
                if among and target.field.type.array:
                    parts = condition.conditions if isinstance(condition, All) else (condition,)
                    others = (part for part in parts if part != Present(target.path))
                    missing = every([*others, Not(Contains(target.path, known))])
                    found.extend(self._made("forbids", [target], missing))
                elif among and condition is True:
                    found.extend(self._text("rule-unread", "what must be among its values is no list"))
                else:
                    found.extend(self._made(kind, [target], condition, values=known))
        return found

    # Demands on several fields

    def group(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """At least one, exactly one, at most one, or all or none of some fields."""
        kinds: dict[str, Kind] = {
            "either": "or",
            "one": "only-one",
            "not-both": "zero-or-one",
            "together": "all-or-none",
            "together-own": "all-or-none",
        }
        values = self._own_values(demand)
        if values is not None and demand.fact == "either":
            texts = tuple(name.text for name in demand.names)
            return self.contain(evolve(demand, fact="contain", names=(), values=texts), when)
        if values is not None and demand.fact == "not-both":
            # Of three it is not said whether any two are meant.
            return self._apart(values[:1], values[1:] if len(values) == 2 else (), when)
        targets = self._targets(demand)
        if demand.fact == "together-own" and self.at not in targets:
            if self.at in self._other_nodes(demand):
                return self._each("requires", targets, every([self._own(), self.under_approximation(when)]))
            return self._text("rule-purpose", "what goes together for a purpose, beside other fields")
        if len(targets) < len(demand.names):
            return []
        if len(targets) == 1 and demand.names[0].text and demand.fact in {"not-both", "together"}:
            targets = [self.at, *targets]
        if len({target.path for target in targets}) < 2:
            return self._text("rule-unread", "a group of one field")
        return self._made(kinds[demand.fact], targets, self.under_approximation(when))

    def total(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Some fields, or those that the condition names, may have no more items, sum or product together."""
        names = [name for name in (*demand.names, *demand.others) if name.text]
        if not names and isinstance(when, Clause) and _is_presence(when):
            names = list(when.names)
        targets = [node for name in names if (node := self._find(name)) is not None]
        measures: dict[str, Measure] = {"product": "product", "sum": "value"}
        measure = measures.get(demand.fact, "items")
        bound = Bound(demand.sign or "<=", demand.numbers[0], measure)
        ends = ((bound.operator, cast("int | float", bound.number)),)
        each = evolve(demand, fact="limit-items" if measure == "items" else "limit-value", ends=ends)
        if len(targets) < max(len(names), 2) or not all(bounds(each, node) for node in targets):
            return self._text("rule-unread", "a total of what has none")
        condition = self.under_approximation(when)
        return self._made("arithmetic", targets, condition, bound=bound)

    def span(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Two dates, or the one start and the one end beside the field, may be no more days apart."""
        siblings = [node for node in self.request.nodes if node.parent == self.at.parent]
        ends = [node for node in siblings if {"start", "end"} & set(node.field.name.split("_"))]
        named = [*self._targets(demand), *self._other_nodes(demand)]
        meant = named if len(named) > 1 else [self.at, *named] if demand.names[0].text else ends
        date = evolve(demand, fact="limit-date", sign="<=")
        dates = [node for node in self.request.nodes if node in meant and bounds(date, node)]
        if len(dates) != 2 or demand.sign in {">", ">="}:
            return self._text("rule-unread", "a span of what are no two dates")
        bound = Bound(demand.sign or "<=", demand.numbers[0], "days")
        condition, given = self.under_approximation(when), [Present(node.path) for node in dates]
        if isinstance(condition, All):  # of one date alone it says nothing
            condition = every(part for part in condition.conditions if part not in given)
        return self._made("arithmetic", dates, condition, bound=bound)

    def _apart(self, values: Sequence[Scalar], others: Sequence[Scalar], when: Expr | None) -> list[Rule]:
        """A list that has one of some values must have none of some others."""
        if not self.at.field.type.array or not others or not set(values).isdisjoint(others):
            return self._text("rule-unread", "values of what is no list")
        condition = self.under_approximation(when)
        return [
            rule
            for value in values
            for rule in self._made(
                "value-not-in",
                [self.at],
                every([condition, Contains(self.at.path, (value,))]),
                values=tuple(others),
            )
        ]

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
        """Some fields, or values of a list, must not be present together with any of some others."""
        values = self._own_values(demand) or (() if self.value is None else (self.value,))
        other_values = self._own_values(evolve(demand, names=demand.others))
        if values and other_values is not None:
            return self._apart(values, other_values, when)
        first = self._targets(demand)
        others = self._other_nodes(demand)
        condition = self.under_approximation(when)
        if len(first) < max(len(demand.names), 1) or len(others) < len(demand.others):
            return []
        pairs = [[one, other] for one in first for other in others if one is not other]
        return [rule for pair in pairs for rule in self._made("zero-or-one", pair, condition)]

    def accompanied(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Some fields must be present where another is."""
        first = self._targets(demand)
        others = self._other_nodes(demand)
        if len(first) != 1 or len(demand.names) != 1:
            return self._text("rule-unread", "several fields at once")
        return self._each("requires", others, every([Present(first[0].path), self.under_approximation(when)]))

    def filled(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """The object, or one in the list, that holds the named fields must be there; it says what it has."""
        *outer, last = demand.names[-1].within or ("",)
        around = self._find(Name(last, tuple(outer))) if last else None
        targets = [] if around is None else [around]
        condition = self.under_approximation(when)
        rules = self._each("requires", targets, condition)
        if around is not None and around.field.type.array:
            rules += self._made("limit", targets, condition, bound=Bound(">=", 1, "items"))
        return rules

    def order(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """One field must be later, greater, … than another."""
        targets = self._targets(demand)
        other = None if demand.other is None else self._find(demand.other)
        if len(targets) != 1 or other is None or demand.sign is None:
            return []
        if demand.names[0].text and targets[0] is other:
            return self._text("rule-unread", "an order of one field with itself")
        if targets[0].field.type.array or other.field.type.array:
            return self._text("rule-unread", "an order of a list")
        sign = OPPOSITE[demand.sign] if demand.fact == "order-not" else demand.sign
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
        """A field must have the same value in all sibling requests."""
        targets, (level, inside) = self._targets(demand), demand.levels
        request = self.request
        if level != request.level or inside not in request.above or level in request.above:
            # In an update, the siblings may be updated as well.
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
        """A field must have the same value as the one whose presence is the condition.

        Wishes in the condition are dropped: a caller who sends the field has the purpose it is for.
        """
        parts = when.parts if isinstance(when, Every) else () if when is None else (when,)
        given = [part for part in parts if isinstance(part, Clause) and _is_presence(part)]
        kept = [part for part in parts if part not in given and not is_wish(part)]
        if len(given) != 1 or len(given[0].names) != 1:
            return self._text("rule-unread", "with what it must be the same")
        return self.same(evolve(demand, fact="same", other=given[0].names[0]), Every(tuple(kept)))

    def never(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """Conditions must not all hold: one of them becomes a prohibition under the others."""
        conditions = [] if when is None else list(when.parts) if isinstance(when, Every) else [when]
        parts = [*conditions, *([] if demand.also is None else [demand.also])]
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
            if clause.test in THERE and clause.every:
                return self._made(kind, nodes, when)
            return self._text("rule-unread", "several fields at once")
        if clause.test in THERE:
            return self._made("requires" if clause.negated else "forbids", nodes, when)
        return self._valued("value-not-in", Constraint("not-value", clause.names, clause.values), when)

    def later(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """What may be changed after this call demands nothing of it; in an update it is kept as text."""
        del demand, when
        return self._text("rule-prose", "what may be changed") if self.request.partial else []

    def limit(self, demand: Constraint, when: Expr | None) -> list[Rule]:
        """A field's length, size or value must keep within bounds."""
        condition = self.under_approximation(when)
        found: list[Rule] = []
        for target in self._targets(demand):
            for bound in bounds(demand, target):
                rules = self._made("limit", [target], condition, bound=bound)
                each = demand.fact == "limit-each" or bound.measure in {"value", "number", "decimals"}
                of_each = each and target.field.type.array
                found.extend(of_items(rule) if of_each else rule for rule in rules)
        return found or self._text("rule-unread", "a limit of what has none")

    # Names

    def _other_nodes(self, demand: Constraint) -> list[Node]:
        return [node for name in demand.others if (node := self._find(name)) is not None]

    def _targets(self, demand: Constraint) -> list[Node]:
        nodes = [self._find(name) for name in demand.names or (Name(""),)]
        return [node for node in nodes if node is not None]


def _is_absence(clause: Clause) -> bool:
    return clause.test in THERE and clause.negated and len(clause.names) == 1


def _is_presence(clause: Clause) -> bool:
    return clause.test in THERE and not clause.negated


def _comparable(first: Node, second: Node) -> bool:
    """Whether two fields have single values of the same type."""
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
    "contain": Builder.contain,
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
    "span": Builder.span,
    "total": Builder.total,
    "product": Builder.total,
    "sum": Builder.total,
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
    "limit-items": Builder.limit,
    "limit-value": Builder.limit,
    "limit-length": Builder.limit,
    "limit-number": Builder.limit,
    "limit-decimals": Builder.limit,
    "limit-each": Builder.limit,
    "limit-any": Builder.limit,
}
