"""Compare rules between fields: tightened, loosened, or changed in a way that is neither for certain.

A rule demands something in the cases of its condition. One that demands the same in more cases than before is
tightened. Rules with the same demand are combined, so that splitting one rule in two is no change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from tiktok_bindgen.diff.model import Difference, Schema, changed
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import GROUPS, All, Any_, Condition, In, Not, Present, Rule, to_data
from tiktok_bindgen.logic.reason import Verdict, compared
from tiktok_bindgen.openapi import listed, mapping

# Compared at the operation, which has their digests.
IN_WORDS = frozenset({"x-rules-text", "x-rules-text-count"})
KEYWORDS = ("x-rules", "cases", "if", "then", "else", "dependentRequired")


#: Matches the digest that replaces a sentence which is not kept.
DIGEST = re.compile("`[0-9a-f]{8,}`")


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the formal rules that two schemas state."""
    (before, unknown_before), (after, unknown_after) = _stated(old), _stated(new)
    yield from _rules(before, after)
    yield from _unknown(unknown_before, unknown_after)


def _stated(schema: Schema) -> tuple[list[Rule], list[Any]]:
    """Return the rules that a schema states: those understood, and the rest as written."""
    rules: list[Rule] = []
    unknown: list[Any] = []
    for data in listed(schema.get("x-rules")):
        try:
            rules.append(from_data(data))
        except ValueError:
            unknown.append(data)
    if "x-rules" in schema:
        # Standard keywords that state rules repeat these.
        return rules, unknown
    for name, names in mapping(schema.get("dependentRequired")).items():
        others = dict.fromkeys(other for other in listed(names) if isinstance(other, str))
        rules.extend(Rule("requires", ((other,),), when=Present((name,))) for other in others)
    for case in schema.get("cases", ()):
        understood = _case_rules(case)
        if understood is None:
            unknown.append(case)
        else:
            rules.extend(understood)
    return rules, unknown


def _case_rules(case: Mapping[str, Any]) -> list[Rule] | None:
    """Return the rules that an ``if`` states; ``None`` if they cannot express it."""
    when = _condition(case["if"])
    if when is None:
        return None
    found: list[Rule] = []
    for branch, condition in (("then", when), ("else", Not(when))):
        if branch not in case:
            continue
        rules = _demands(case[branch], condition)
        if rules is None:
            return None
        found.extend(rules)
    return found


def _condition(schema: object) -> Condition | None:
    """Return the condition on its own fields that a schema after ``if`` states; ``None`` if not known."""
    if not isinstance(schema, Mapping) or not schema or not schema.keys() <= _CONDITION_KEYS:
        return None
    parts: list[Condition] = []
    required = schema.get("required", [])
    for name, inner in schema.get("properties", {}).items():
        values = _listed_values(inner)
        if values is None:
            return None
        atom: Condition = In((name,), values)
        # A schema accepts any object that lacks the field.
        parts.append(atom if name in required else Any_((Not(Present((name,))), atom)))
    parts += [Present((name,)) for name in required if name not in schema.get("properties", {})]
    if "not" in schema:
        inner_condition = _condition(schema["not"])
        if inner_condition is None:
            return None
        parts.append(Not(inner_condition))
    for keyword, both in (("allOf", All), ("anyOf", Any_)):
        if keyword in schema:
            inside = [_condition(part) for part in schema[keyword]]
            if any(part is None for part in inside):
                return None
            parts.append(both(tuple(part for part in inside if part is not None)))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


_CONDITION_KEYS = {"properties", "required", "not", "allOf", "anyOf", "type"}


def _listed_values(schema: object) -> tuple[Any, ...] | None:
    if not isinstance(schema, Mapping):
        return None
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if not isinstance(values, list) or not schema.keys() <= {"const", "enum", "type"}:
        return None
    return tuple(values) if all(isinstance(value, str | int | float) for value in values) else None


def _demands(schema: object, when: Condition) -> list[Rule] | None:
    """Return the rules that a schema after ``then`` or ``else`` states; ``None`` if not understood."""
    if not isinstance(schema, Mapping) or not schema.keys() <= {"required", "properties", "not"}:
        return None
    found = [Rule("requires", ((name,),), when=when) for name in schema.get("required", ())]
    for name, inner in schema.get("properties", {}).items():
        if inner is False:
            found.append(Rule("forbids", ((name,),), when=when))
            continue
        values = _listed_values(inner)
        if values is None:
            return None
        found.append(Rule("value-in", ((name,),), when=when, values=values))
    if "not" in schema:
        names = schema["not"].get("required") if isinstance(schema["not"], Mapping) else None
        if not isinstance(names, list) or len(names) != 1 or len(schema["not"]) != 1:
            return None
        found.append(Rule("forbids", ((names[0],),), when=when))
    return found


def _rules(old: Iterable[Rule], new: Iterable[Rule]) -> Iterator[Difference]:
    before, after = _by_demand(old), _by_demand(new)
    left = [key for key in before if key not in after]
    came = [key for key in after if key not in before]
    for key in after:
        verdict = compared(before[key].when, after[key].when) if key in before else "same"
        if verdict != "same":
            yield _difference(f"rule-{_VERDICTS[verdict]}", before[key], after[key])
    for key in list(came):
        match = next((other for other in left if _narrows(before[other], after[key]) is not None), None)
        if match is not None:
            left.remove(match)
            came.remove(key)
            kind = _narrows(before[match], after[key])
            yield _difference(f"rule-{kind}", before[match], after[key])
    yield from (_difference("rule-removed", before[key], None) for key in left)
    yield from (_difference("rule-added", None, after[key]) for key in came)


def _by_demand(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Key rules by demand; those of the same demand become one that applies when any of them does."""
    found: dict[str, Rule] = {}
    for rule in rules:
        for single in _single(rule):
            key = json.dumps(
                [value for name, value in to_data(evolve(single, when=None)).items() if name != "id"]
            )
            known = found.get(key)
            if known is None:
                found[key] = single
            elif known.when is None or single.when is None:
                found[key] = evolve(known, when=None)
            elif known.when != single.when:
                parts = known.when.conditions if isinstance(known.when, Any_) else (known.when,)
                found[key] = evolve(known, when=Any_((*parts, single.when)))
    return found


def _single(rule: Rule) -> Iterator[Rule]:
    """Yield a rule that applies to several fields separately as one rule for each field."""
    if rule.kind in GROUPS:
        ordered = rule.targets if rule.kind == "relational" else tuple(sorted(rule.targets))
        yield evolve(rule, targets=ordered)
        return
    values = tuple(sorted(rule.values, key=json.dumps))
    for target in rule.targets:
        yield evolve(rule, targets=(target,), values=values)


_VERDICTS: dict[Verdict, str] = {
    "wider": "tightened",
    "narrower": "loosened",
    "apart": "moved",
    "unknown": "changed",
}


def _narrows(old: Rule, new: Rule) -> str | None:
    """Return how a rule changed into another about the same fields; ``None`` if the two are unrelated."""
    if (old.kind, old.scope, old.targets) != (new.kind, new.scope, new.targets):
        return None
    cases = compared(old.when, new.when)
    demands = _demand_compared(old, new)
    if demands is None:
        return None
    verdicts = {cases, demands} - {"same"}
    if len(verdicts) == 1:
        return _VERDICTS[verdicts.pop()]
    return "changed"


def _demand_compared(old: Rule, new: Rule) -> Verdict | None:
    """Compare what two rules demand of the same fields; ``None`` if that cannot be compared."""
    if old.kind in {"value-in", "value-not-in"}:
        before, after = ({json.dumps(value) for value in rule.values} for rule in (old, new))
        if not before & after:
            return "apart"
        if before == after:
            return "same"
        fewer = after < before
        if fewer or before < after:
            return "wider" if fewer == (old.kind == "value-in") else "narrower"
        return "apart"
    if old.bound is None or new.bound is None or old.bound.measure != new.bound.measure:
        return None
    a, b = old.bound.number, new.bound.number
    same_way = old.bound.operator == new.bound.operator and old.bound.operator in {"<", "<=", ">", ">="}
    if not same_way or isinstance(a, str) or isinstance(b, str):
        return "unknown"
    return "wider" if (b < a) == old.bound.operator.startswith("<") else "narrower"


def _difference(kind: str, old: Rule | None, new: Rule | None) -> Difference:
    rule = new or old
    assert rule is not None
    before, after = (_in_words(each) if each is not None else None for each in (old, new))
    # The place of a rule about several fields is that of the first.
    return Difference(kind, (*rule.scope, *rule.targets[0]), before, after, _in_words(rule))


def _in_words(rule: Rule) -> str:
    # Messages name the levels of requests above in words, formal sentences do not.
    return message(rule) if rule.levels else sentence(rule).removesuffix(".")


def _unknown(old: Iterable[Any], new: Iterable[Any]) -> Iterator[Difference]:
    """Compare rules that are not understood; removed and added ones are paired in order as changed."""
    before = {json.dumps(rule, sort_keys=True): rule for rule in old}
    after = {json.dumps(rule, sort_keys=True): rule for rule in new}
    went = [text for text in before if text not in after]
    came = [text for text in after if text not in before]
    for a, b in zip(went, came, strict=False):
        yield Difference("rule-changed", (), a, b, b)
    for text in went[len(came) :]:
        yield Difference("rule-removed", (), text, None, text)
    for text in came[len(went) :]:
        yield Difference("rule-added", (), None, text, text)


def words_differences(
    old: Sequence[str], new: Sequence[str], said: Mapping[str, str]
) -> Iterator[Difference]:
    """Compare the conditions in words of one field, by digest; ``said`` has the sentences that are kept."""
    went, came = (
        [said.get(each, f"`{each}`") for each in one if each not in other]
        for one, other in ((old, new), (new, old))
    )
    yield from changed("condition", went or None, came or None)
