"""Translate conditions in sentences into conditions on requests, approximating what is not understood.

Parts that are not understood are assumed neither true nor false: an under-approximation holds only where the
sentence's condition surely does, an over-approximation wherever it may. Each demand uses the one with which
it demands less.
"""

from __future__ import annotations

import re

from attrs import define, evolve, field

from tiktok_bindgen.language.acts import called_so
from tiktok_bindgen.language.syntax import THERE, Clause, Every, Expr, Name, Prose, Some
from tiktok_bindgen.logic.model import (
    Any_,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Not,
    Present,
    Scalar,
    level_of,
)
from tiktok_bindgen.sentences.outcomes import Outcome, every, opposite, some
from tiktok_bindgen.sentences.resolve import Node, Request, Unresolved, typed

# A phrase that may name a kind of thing.
_TRUTH = frozenset({"true", "false"})
_KIND = re.compile(r"[A-Za-z][\w-]*(?: [\w-]+){1,6}(?: is the only [\w -]+)?")


@define
class Approximation:
    """Translates the conditions of one sentence.

    Attributes:
        request: The operation's fields.
        at: The field whose description has the sentence.
        unresolved: Collects what was not understood.
    """

    request: Request
    at: Node
    unresolved: list[Unresolved] = field(factory=list[Unresolved])

    def under_approximation(self, condition: Expr | None) -> Outcome:
        """Return a condition that holds only where the parsed one surely does."""
        return True if condition is None else self._condition(condition, narrow=True)

    def over_approximation(self, condition: Expr | None) -> Outcome:
        """Return a condition that holds wherever the parsed one may."""
        return True if condition is None else self._condition(condition, narrow=False)

    def _condition(self, condition: Expr, *, narrow: bool) -> Outcome:
        if isinstance(condition, Prose):
            kind = (
                self.request.test_of_kind(condition.text, self.at)
                if _KIND.fullmatch(condition.text)
                else None
            )
            if kind is not None:
                return self._of_kind(kind, narrow=narrow)
            self.unresolved.append(Unresolved("rule-prose", _unread(condition.text)))
            return not narrow
        if isinstance(condition, Every | Some):
            parts = [self._condition(part, narrow=narrow) for part in condition.parts]
            return every(parts) if isinstance(condition, Every) else some(parts)
        tests = [self._test(condition, name, narrow=narrow) for name in condition.names]
        return every(tests) if condition.every else some(tests)

    def _of_kind(self, kind: Clause, *, narrow: bool) -> Outcome:
        """Translate a phrase that stands for a field's value; an absent field may have any value."""
        node = None if narrow else self._find(kind.names[0])
        outcome = self._condition(kind, narrow=narrow)
        return outcome if node is None else some([outcome, Not(Present(node.path))])

    def _test(self, clause: Clause, name: Name, *, narrow: bool) -> Outcome:
        if clause.test in THERE and clause.negated == narrow:
            # Ambiguous: the field is surely absent if none of this name is present, else perhaps present.
            several = [Present(node.path) for node in self.request.several(name, self.at)]
            if several:
                return opposite(some(several)) if clause.negated else some(several)
        valued = name.called and clause.values and clause.test != "compares"
        node = self._with_value(clause, name) if valued else self._find(name)
        if node is not None and clause.test in THERE and level_of(node.path):
            if clause.test == "present" and not name.level:
                self.unresolved.append(
                    Unresolved("rule-other-call", f"`{name.text}` is passed by no call of this kind")
                )
                node = None
            elif node.field.default is not None:
                # A parent's field that is left out has its default (`tiktok_bindgen.logic.levels`).
                left_out = f"`{name.text}` counts as its default where it is left out"
                self.unresolved.append(Unresolved("rule-default", left_out))
                node = None
        if node is None:
            return not narrow
        if name.called and clause.test == "is" and node.field.type.array:
            clause = evolve(clause, test="contains")
        if clause.negated:
            return opposite(self._positive(clause, node, narrow=not narrow))
        return self._positive(clause, node, narrow=narrow)

    def _with_value(self, clause: Clause, name: Name) -> Node | None:
        """Resolve words for a field with values: the one called so, or the only one that can have them."""
        found = [
            node
            for node in self.request.nodes
            if {*clause.values} <= {str(entry.value) for entry in node.field.enum}
            or (
                # "A fenced garden": a switch that is called so.
                node.field.type.kind == "boolean"
                and _TRUTH.issuperset(clause.values)
                and called_so(node.field.name, name.called)
            )
        ]
        node = self.request.find(name, self.at)
        if node in found:
            return self._find(name)
        if len(found) == 1 and not any(value.islower() for value in clause.values):
            return found[0]
        self.unresolved.append(Unresolved("rule-prose", "a field by other words"))
        return None

    def _positive(self, clause: Clause, node: Node, *, narrow: bool) -> Outcome:
        if clause.test == "used" and self.request.partial and not narrow:
            self.unresolved.append(Unresolved("rule-prose", "a call before may have set what it asks for"))
            return True
        if clause.test in THERE:
            return Present(node.path)
        if clause.test == "compares":
            return self._compares(clause, node, narrow=narrow)
        values = [self._typed(text, node) for text in clause.values]
        unknown = [value for value in values if isinstance(value, Unresolved)]
        if unknown:
            self.unresolved.extend(unknown)
        if unknown and (not narrow or len(unknown) == len(values)):
            return not narrow
        known = tuple(value for value in values if not isinstance(value, Unresolved))
        if node.field.type.array:
            if clause.test == "contains" or (clause.test == "is" and not narrow):
                return self._perhaps_unchanged(Contains(node.path, known), node, narrow=narrow)
            return self._perhaps_unchanged(HoldsOnly(node.path, known), node, narrow=narrow)
        # "With `CLAY` in `soil`": of listed values it has one; a text may have more in it.
        if clause.test == "contains" and not node.field.enum:
            self.unresolved.append(Unresolved("rule-unread", f"`{node.field.name}` is no list"))
            return not narrow
        return self._perhaps_unchanged(In(node.path, known, self._default(node)), node, narrow=narrow)

    def _compares(self, clause: Clause, node: Node, *, narrow: bool) -> Outcome:
        other = None if clause.other is None else self._find(clause.other)
        if clause.operator is None or (clause.other is not None and other is None):
            return not narrow
        if other is not None and any(each.field.enum or each.field.type.array for each in (node, other)):
            self.unresolved.append(Unresolved("rule-unread", "what has listed values is in no order"))
            return not narrow
        if other is not None:
            atom = Compares(node.path, clause.operator, None, other.path)
            return self._perhaps_unchanged(atom, node, other, narrow=narrow)
        several = bool(node.field.type.array)
        measure = clause.measure if clause.measure != "any" else "items" if several else "value"
        if measure in {"items", "length"}:
            # Neither has a fraction; only texts have a length.
            text = node.field.type.kind == "string" and not several
            if (several if measure == "items" else text) and clause.values[0].isdecimal():
                atom = Compares(node.path, clause.operator, int(clause.values[0]), measure=measure)
                return self._perhaps_unchanged(atom, node, narrow=narrow)
            kind = "list" if measure == "items" else "text"
            self.unresolved.append(Unresolved("rule-unread", f"`{node.field.name}` is no {kind}"))
            return not narrow
        number = typed(clause.values[0], evolve(node, field=evolve(node.field, enum=())))
        if isinstance(number, bool | str | Unresolved):
            self.unresolved.append(Unresolved("rule-unread", f"`{node.field.name}` is no number"))
            return not narrow
        atom = Compares(node.path, clause.operator, number, default=self._default(node))
        return self._perhaps_unchanged(atom, node, narrow=narrow)

    def _perhaps_unchanged(self, atom: Condition, *nodes: Node, narrow: bool) -> Condition:
        """Over-approximate a test of fields: an absent one meets it where its value is unknown.

        It is unknown in an update, which leaves absent fields as they are, where the default is unknown, and
        of a deprecated field, unless the sentence is of one, too: others may be sent in its place.
        """
        unknown = [] if narrow else [node for node in nodes if self._is_unknown(node)]
        return Any_((atom, *(Not(Present(node.path)) for node in unknown))) if unknown else atom

    def _is_unknown(self, node: Node) -> bool:
        """Whether the value that a field has while it is absent is unknown."""
        if level_of(node.path) or (node.field.lifecycle and not self.at.field.lifecycle):
            return True
        kept = self.request.partial and node.field.name not in self.request.switches
        return (kept or node.path in self.request.vague) and node.field.presence != "required"

    def _default(self, node: Node) -> Scalar | None:
        default = node.field.default
        unknown = self.request.partial or node.path in self.request.vague or level_of(node.path)
        if unknown or not isinstance(default, str | int | float | bool):
            return None
        return default

    def _find(self, name: Name) -> Node | None:
        node = self.request.find(name, self.at)
        if isinstance(node, Unresolved):
            self.unresolved.append(node)
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
        self.unresolved.append(Unresolved("rule-slip", f"`{written[:60]}` is read as `{meant}`"))


def _unread(text: str) -> str:
    """Describe words that are not understood, quoting only their code."""
    codes = list(dict.fromkeys(re.findall(r"`[^`]{1,60}`", text)))[:4]
    return (
        f"its condition says something of {', '.join(codes)} in prose" if codes else "its condition is prose"
    )
