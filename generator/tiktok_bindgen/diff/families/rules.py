"""Compare rules between fields: tightened, loosened, or changed in a way that is neither for certain.

A rule demands something in the cases of its condition. One that demands the same in more cases than before is
tightened. Rules with the same demand are combined, so that splitting one rule in two is no change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from attrs import evolve

from tiktok_bindgen.diff.model import Difference, changed
from tiktok_bindgen.diff.requests import Requests
from tiktok_bindgen.logic.encoding import sort_of
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.evaluate import OPERATORS
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import GROUPS, Any_, Rule, to_data
from tiktok_bindgen.logic.reason import Verdict, compared

# Compared at the operation, which has their digests.
IN_WORDS = frozenset({"x-rules-text", "x-rules-text-count"})
KEYWORDS = frozenset({"x-rules", "cases", "if", "then", "else", "dependentRequired"})


#: Matches the digest that replaces a sentence which is not kept.
DIGEST = re.compile("`[0-9a-f]{8,}`")


def differences(old: Requests, new: Requests, more: Sequence[Sequence[Rule]]) -> Iterator[Difference]:
    """Compare the formal rules of two objects; each may have ``more``."""
    (before, unknown_before), (after, unknown_after) = old.rules, new.rules
    for kind, was, now in _rules([*before, *more[0]], [*after, *more[1]]):
        yield _difference(_judged(kind, was, now, (old, new)), was, now)
    yield from _unknown(unknown_before, unknown_after)


# What a change of a rule is called that no call breaks, in either document.
_UNBROKEN = {"rule-added": "rule-came-with-field", "rule-removed": "rule-went-with-field"}


def _judged(kind: str, was: Rule | None, now: Rule | None, sides: tuple[Requests, Requests]) -> str:
    """Return the kind of a change of a rule, given what the two documents allow besides."""
    old, new = sides
    is_kept, was_kept = now is None or old.keep(now, new), was is None or new.keep(was, old)
    if is_kept and was_kept:
        return _UNBROKEN.get(kind, "rule-restated")
    if kind == "rule-moved" and (is_kept or was_kept):
        return "rule-loosened" if is_kept else "rule-tightened"
    return kind


def _rules(old: Iterable[Rule], new: Iterable[Rule]) -> Iterator[tuple[str, Rule | None, Rule | None]]:
    """Yield the kind of each change of a rule by what the two alone say, with the old and the new rule."""
    before, after = _by_demand(old), _by_demand(new)
    left = [key for key in before if key not in after]
    came = [key for key in after if key not in before]
    for key in after:
        verdict = compared(before[key].when, after[key].when) if key in before else "same"
        if verdict != "same":
            yield f"rule-{_VERDICTS[verdict]}", before[key], after[key]
    for key in list(came):
        match = next((other for other in left if _narrows(before[other], after[key]) is not None), None)
        if match is not None:
            left.remove(match)
            came.remove(key)
            yield f"rule-{_narrows(before[match], after[key])}", before[match], after[key]
    yield from (("rule-removed", before[key], None) for key in left)
    yield from (("rule-added", None, after[key]) for key in came)


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
        fewer = after < before
        if fewer or before < after:
            return "wider" if fewer == (old.kind == "value-in") else "narrower"
        return "apart"
    if old.bound is None or new.bound is None or old.bound.measure != new.bound.measure:
        return None
    was, now = old.bound, new.bound
    direction, sort = was.operator[0], sort_of(was.number)
    if direction not in "<>" or direction != now.operator[0] or not sort or sort != sort_of(now.number):
        return "unknown"
    if was.number == now.number:
        return "wider" if len(now.operator) == 1 else "narrower"
    return "wider" if OPERATORS["<" if direction == "<" else ">"](now.number, was.number) else "narrower"


def _difference(kind: str, old: Rule | None, new: Rule | None) -> Difference:
    rule = new or old
    assert rule is not None
    before, after = (_in_words(each) if each is not None else None for each in (old, new))
    # The place of a rule about several fields is that of the first.
    place, target = (*rule.scope, *rule.targets[0]), len(rule.targets[0])
    return Difference(kind, place, before, after, _in_words(rule), target)


def _in_words(rule: Rule) -> str:
    rule = evolve(rule, scope=())
    # Messages name the levels of requests above in words, formal sentences do not.
    return message(rule) if rule.levels else sentence(rule).removesuffix(".")


def _unknown(old: Iterable[Any], new: Iterable[Any]) -> Iterator[Difference]:
    """Compare rules that are not understood; removed and added ones are paired in order as changed."""
    before, after = (dict.fromkeys(json.dumps(rule, sort_keys=True) for rule in side) for side in (old, new))
    went = [text for text in before if text not in after]
    came = [text for text in after if text not in before]
    for a, b in zip_longest(went, came):
        yield from changed("rule", a, b, note=b or a or "")


def words_differences(
    old: Sequence[str], new: Sequence[str], kept: Mapping[str, str]
) -> Iterator[Difference]:
    """Compare the conditions in words of one field, by digest; ``kept`` has the sentences that are kept."""
    went, came = (
        [kept.get(each, f"`{each}`") for each in one if each not in other]
        for one, other in ((old, new), (new, old))
    )
    yield from changed("condition", went or None, came or None)
