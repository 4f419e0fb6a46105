"""Make rules that no valid request breaks: demands reduced to what is surely meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from attrs import define, evolve, field

from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.logic.model import (
    GROUPS,
    ITEM,
    All,
    Any_,
    Bound,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Kind,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    Scalar,
    atoms,
    level_of,
    negation,
    paths_in,
)
from tiktok_bindgen.logic.paths import common_parent, of_any_item, scoped
from tiktok_bindgen.logic.simplify import exclude, simplified
from tiktok_bindgen.sentences.approximate import Approximation
from tiktok_bindgen.sentences.exemptions import IGNORES, RELEASES, Exemptions
from tiktok_bindgen.sentences.outcomes import Outcome, by_levels, every, known_at, opposite, some
from tiktok_bindgen.sentences.resolve import Node, Unresolved

# Maps kinds of rules to the facts of other sentences that take them back.
_TAKEN_BACK: dict[Kind, frozenset[str]] = {
    "requires": IGNORES | RELEASES,
    **dict.fromkeys(
        ("forbids", "zero-or-one", "value-in", "value-not-in", "limit", "arithmetic", "relational"), IGNORES
    ),
    # Taken back where that is said of every target.
    **dict.fromkeys(("or", "only-one"), IGNORES),
}
_UNSET = re.compile(r"unset\b", re.IGNORECASE)
# Characters in the names of rows that describe several fields at once.
_NO_NAME = re.compile(r"[/,\s|]")


@define
class SoundRules(Approximation):
    """Makes the rules of one sentence.

    Attributes:
        value: The listed value of its field that the sentence is about, if any.
        exemptions: What other sentences take back.
        _along: The demand applies only where the sentence's own field is given.
        _here: The demand is on what this call passes, whatever was set before.
    """

    value: Scalar | None = None
    exemptions: Exemptions | None = None
    _along: bool = field(default=False, init=False)
    _here: bool = field(default=False, init=False)

    def _text(self, code: str, text: str) -> list[Rule]:
        self.unresolved.append(Unresolved(code, text))
        return []

    def _own(self) -> Condition:
        """The condition that the sentence's own field is present, with the value that it is about."""
        if self.value is None:
            return Present(self.at.path)
        if self.at.field.type.array:
            return Contains(self.at.path, (self.value,))
        return In(self.at.path, (self.value,), self._default(self.at))

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
        # A demand about the listed value itself applies whatever value the field has.
        about_value = [target.path for target in targets] == [self.at.path] and (
            kind == "value-not-in" or (kind == "value-in" and values == (self.value,))
        )
        if self._along or (self.value is not None and not about_value):
            when = every([self._own(), when])
        when = self._but_for_cases(kind, self._not_exempt(kind, targets, when))
        # What depends on this request alone becomes a separate rule, independent of its parents.
        rule = Rule(
            kind, tuple(t.path for t in targets), (), None, values, bound, operator, self.at.field.line
        )
        whens = by_levels(known_at(when, place), rule)
        return [made for each in whens for made in self._rule(rule, targets, place, each)]

    def _rule(self, rule: Rule, targets: Sequence[Node], place: Path, condition: Outcome) -> list[Rule]:
        """Build a rule under a condition, unless a valid request might break it."""
        if condition is False:
            return []
        kind = rule.kind
        if kind in {"requires", "or", "only-one"} and self.request.partial and not place:
            condition = _of_this_request(condition)
            if condition is False:
                return self._text("rule-unread", "what it demands may be there already")
        whole = None if condition is True else condition
        own = {target.path for target in targets}
        once = condition is True and not self._here
        if kind in {"or", "only-one"} and once and self._may_be_there(own, place):
            return self._text("rule-unread", "what it demands may be there already")
        # A group may be about what has one of some values, and a list not allowed without one of its items.
        apart = In if kind in GROUPS else Contains if kind == "forbids" else ()
        if kind in {"requires", "forbids", *GROUPS} - {"arithmetic"} and any(
            atom.path in own and not isinstance(atom, apart) for atom in atoms(whole)
        ):
            return self._text("rule-circular", "its condition is about the field itself")
        if (
            kind == "requires"
            and whole is None
            and all(target.field.presence == "required" for target in targets)
        ):
            return []
        if kind == "forbids" and self.exemptions is not None and self.exemptions.no_error(paths_in(whole)):
            return self._text("rule-no-error", "no error is made of what does not suit")
        if kind == "requires" and any(target.field.default is not None for target in targets):
            return self._text("rule-default", "what is left out has a default")
        paths = [*rule.targets, *paths_in(whole)]
        demanding = kind in {"requires", "or", "only-one"} and place in self.request.alternatives
        if demanding or any(self.request.open_at(path) for path in paths):
            return self._text("rule-alternative", "it is about fields of one of several alternatives")
        if wrong := next((step for path in paths for step in path if _NO_NAME.search(step)), None):
            return self._text("rule-unknown-field", f"`{wrong}` is not a valid field name")
        if whole is not None and (whole := self._of_all_items(whole, place)) is None:
            return self._text("rule-any-item", "a condition on some item of a list")
        # A comparison with a parent or sibling request is meant of every item.
        beside = kind == "relational" and bool(level_of(targets[-1].path))
        if not beside and any(of_any_item(target.path, place) for target in targets):
            return self._text("rule-any-item", "a demand of some item of a list")
        some = _of_some_items(place, paths[len(targets) :]) and not self._is_kept_for(place)
        if kind in {"requires", "or", "only-one"} and some:
            return self._text("rule-any-item", "it does not say which items of a list it is about")
        if kind == "forbids" and len(targets) == 1 and (unset := unset_values(targets[0].field)):
            rule = evolve(rule, kind="value-in", values=unset)
        return [scoped(evolve(rule, when=whole))]

    def _not_exempt(self, kind: Kind, targets: Sequence[Node], when: Outcome) -> Outcome:
        """Exclude from a condition the cases in which fields are ignored or need not be sent."""
        facts = _TAKEN_BACK.get(kind)
        if facts is None or self.exemptions is None:
            return when
        given = frozenset[Path]() if isinstance(when, bool) else frozenset(paths_in(when))
        by_target = [
            [known_at(case, target.path) for case in self.exemptions.when(target, facts, given)]
            for target in targets
        ]
        in_all = kind in {"or", "only-one"}
        taken = [every(map(some, by_target))] if in_all else [*chain.from_iterable(by_target)]
        # An exemption that is not understood always applies.
        if any(each is True for each in taken):
            self._text("rule-exception", "what takes it back is not understood")
            return False
        found: list[Condition] = [condition for condition in taken if not isinstance(condition, bool)]
        if kind == "requires":
            found += (each for target in targets for each in self.exemptions.instead(target))
        at = common_parent([target.path for target in targets])
        kept = [each for each in found if isinstance(when, bool) or not exclude(when, each, at)]
        outcome = every([when, *map(negation, kept)])
        return simplified(outcome, at) if kept and not isinstance(outcome, bool) else outcome

    def _but_for_cases(self, kind: Kind, when: Outcome) -> Outcome:
        """Exclude from a condition on the field's own value the cases that its description states anew."""
        own = not isinstance(when, bool) and set(paths_in(when))
        if self.exemptions is None or kind not in {"requires", "or"} or own != {self.at.path}:
            return when
        return every([when, *map(opposite, self.exemptions.cases(self.at))])

    def _may_be_there(self, targets: set[Path], place: Path) -> bool:
        """Whether demanded fields may be absent because what is updated has them already.

        An update sends at least one of its optional fields, so a demand for one of all of these is no risk.
        Nor is one for what tells what to update, which it is where nothing else must be given.
        """
        here = {node.path for node in self.request.nodes if node.parent == place}
        required = {node.path for node in self.request.nodes if node.field.presence == "required"}
        names_it = not place and not here & required
        return self.request.partial and not names_it and not here - required <= targets

    def _is_kept_for(self, place: Path) -> bool:
        """Whether the object at a place is conditional, so that only some items have it."""
        return any(
            node.inside == place and node.field.presence == "conditional" for node in self.request.nodes
        )

    def _of_all_items(self, condition: Condition, place: Path) -> Condition | None:
        """Strengthen a condition on some item of a list to all items, as all of them may be meant.

        This is possible for a field with an enum: some item has one of the values, and none has another.
        Return ``None`` where it is not.
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


def _of_this_request(condition: Outcome) -> Outcome:
    """Keep only cases of a condition that look at the request itself: others held before the update."""
    cases = condition.conditions if isinstance(condition, Any_) else [condition]
    return some(
        each for each in cases if isinstance(each, bool) or not all(level_of(path) for path in paths_in(each))
    )


def unset_values(field_: Field) -> tuple[Scalar, ...]:
    """The values that leave a field unset, by their meaning: having one is like leaving the field out."""
    listed = () if field_.type.array else field_.enum
    return tuple(each.value for each in listed if _UNSET.match(each.meaning or str(each.value)))


def _place(kind: Kind, targets: Sequence[Node]) -> Path:
    """The path of the objects at which a rule is evaluated."""
    return common_parent([each.path for each in targets]) if kind in GROUPS else targets[0].parent


def _of_any_item(condition: Condition, place: Path) -> bool:
    """Whether a condition is met by a single item of a list, where all items may be meant.

    A negated test means that no item has it, either way.
    """
    if isinstance(condition, All | Any_):
        return any(_of_any_item(part, place) for part in condition.conditions)
    if isinstance(condition, Not) and isinstance(condition.condition, In | Present | Contains | HoldsOnly):
        return False
    return any(of_any_item(path, place) for path in paths_in(condition))


def _of_some_items(place: Path, conditions: Sequence[Path]) -> bool:
    """Whether a demand inside the items of a list is conditional, but on nothing in the items.

    Items may be of several kinds, of which only some have the object that it is about. A field of the item
    itself is taken to be demanded of every item.
    """
    if ITEM not in place or not conditions:
        return False
    end = len(place) - place[::-1].index(ITEM)
    return len(place) > end and not any(path[:end] == place[:end] for path in conditions)
