"""Turn differences into changes, each with its severity for a caller and a sentence."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from tiktok_bindgen.diff.document import OperationDifferences, compare_documents
from tiktok_bindgen.diff.families.enums import is_name
from tiktok_bindgen.diff.families.extensions import in_words
from tiktok_bindgen.diff.families.rules import DIGEST
from tiktok_bindgen.diff.hints import hint
from tiktok_bindgen.diff.model import (
    SEVERITIES,
    SHIFTED,
    Change,
    Difference,
    FactText,
    Steps,
    forms,
    inner,
    name_of,
    on_the_wire,
    readable,
    shortened,
    side_of,
)
from tiktok_bindgen.diff.registry import registry, rule_id
from tiktok_bindgen.logic.model import ITEM
from tiktok_bindgen.openapi import pointer
from tiktok_bindgen.problem import InputError

_LONGEST = 160
_DIGITS = 16
_SAME = "the same name and type"

_RENAMED = {"field-renamed", "field-renamed-in-spelling"}
_IN_WORDS = {"condition-added", "condition-removed", "condition-changed"}
# Ends of the kinds whose note is a key.
_OF_KEYS = ("extension-changed", "report-use-changed")
# The areas of the kinds of change in facts of many parts.
_IN_PARTS = {"Reports", "Words and extensions"}


def compare(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    prose: bool = False,
) -> tuple[Change, ...]:
    """Compare two OpenAPI documents and judge what changed.

    Args:
        old: The document as it was.
        new: The document as it is now.
        prose: Whether texts that no call depends on are compared, too.

    Returns:
        The changes by path, method and severity, in an order that is the same in every run.

    Raises:
        InputError: Schemas lead to one another through more references than can be followed.
    """
    try:
        operations = compare_documents(old, new, prose=prose)
    except RecursionError:
        raise InputError("a schema has too many nested references") from None
    changes = [
        _change(operation, each, names)
        for operation in operations
        for each, names in _once(
            _moved(_restated(_carried([d for d in operation.found if prose or not _is_prose(d)])))
        )
    ]
    return tuple(sorted({(each.fingerprint, each.note): each for each in changes}.values(), key=_order))


def _order(each: Change) -> tuple[object, ...]:
    severity = SEVERITIES.index(each.severity)
    return each.path, each.method, severity, each.pointer, each.id, each.message


def _is_prose(difference: Difference) -> bool:
    meanings = (str(difference.old), str(difference.new))
    is_fact = difference.kind == "enum-meaning-changed" and all(map(is_name, meanings))
    return difference.kind.startswith("enum-meaning-") and not is_fact


def _carried(group: Sequence[Difference]) -> list[Difference]:
    """Drop differences that come with another: that of a whole field, of its type, or of its rule."""
    ruled = {each.steps for each in group if each.kind.startswith("rule-")}
    came = {each.steps for each in group if each.kind.endswith("field-added")}
    went = {each.steps for each in group if each.kind.endswith("field-removed")}
    retyped = {each.steps for each in group if each.kind == "type-changed"}
    renamed = {each.steps: each.old for each in group if each.kind in _RENAMED}
    with_words = came | went | {*renamed, *((*steps[:-1], old) for steps, old in renamed.items())}
    found = []
    for each in group:
        kind = each.kind
        if kind in {"optional-to-conditional", "conditional-to-optional"} and each.steps in ruled:
            continue
        if kind in _IN_WORDS and _is_within(each.steps, with_words):
            continue
        # How a parameter is written follows from its type.
        if kind == "serialization-changed" and each.steps in retyped:
            continue
        found.append(each)
    return found


def _is_within(steps: Steps, places: set[Steps]) -> bool:
    return any(steps[:length] in places for length in range(len(steps) + 1))


def _restated(group: Sequence[Difference]) -> list[Difference]:
    """Call a rule added where words were removed, or vice versa, changed: it may be the same condition."""
    found = list(group)
    for kinds, sign in (({"rule-added", "rule-tightened"}, 1), ({"rule-removed", "rule-loosened"}, -1)):
        rules = Counter(each.steps for each in found if each.kind in kinds)
        turned = {each.steps: sign * _fewer(each) for each in found if sign * _fewer(each) > 0}
        # If a field lost no more conditions in words than it gained rules, or vice versa, those explain all.
        covered = {steps for steps, count in turned.items() if count <= rules[steps]}
        found = [
            _was_in_words(each) if each.kind in kinds and each.steps in turned else each
            for each in found
            if each.steps not in covered or each.kind not in _IN_WORDS - {"condition-changed"}
        ]
    return found


def _fewer(difference: Difference) -> int:
    """Return how many fewer conditions in words there are now."""
    return len(difference.old or ()) - len(difference.new or ()) if difference.kind in _IN_WORDS else 0


def _was_in_words(found: Difference) -> Difference:
    old, new = found.old or "in words", found.new or "it is stated in words alone"
    return found._replace(kind="rule-changed", old=old, new=new)


def _moved(group: Sequence[Difference]) -> Iterator[Difference]:
    """Pair a field removed from one object with the only one of its name and type added to another."""
    came, went = _alone(group, "field-added"), _alone(group, "field-removed")
    pairs = {key: (went[key], came[key]) for key in went if key in came}
    gone = {id(each) for pair in pairs.values() for each in pair}
    places = {each.steps for pair in pairs.values() for each in pair}
    carried = {"rule-came-with-field", "rule-went-with-field"}
    demands = [
        {each.note for each in group if each.kind == kind and each.steps in places}
        for kind in ("rule-removed", "rule-added")
    ]
    for each in group:
        # Rules about the field moved with it.
        with_it = (each.kind in carried and _is_within(each.steps, places)) or (
            each.steps in places and each.note in set.intersection(*demands)
        )
        if id(each) not in gone and not with_it and each.note != SHIFTED:
            yield each
    for old, new in pairs.values():
        wire = [tuple(step for step in on_the_wire(each.steps) if step != ITEM) for each in (old, new)]
        if wire[0] == wire[1]:
            # An object around it became a list, or stopped being one, which is reported for that object.
            continue
        where = [readable(inner(each.steps)) for each in (old, new)]
        if where[0] == where[1]:
            where = [pointer(on_the_wire(each.steps)) for each in (old, new)]
        yield Difference("field-moved", new.steps, where[0], where[1], _SAME)


def _alone(group: Sequence[Difference], kind: str) -> dict[tuple[str, ...], Difference]:
    """Map side, presence, name and type to the field added or removed, if it is the only one of these."""
    found: dict[tuple[str, ...], list[Difference]] = {}
    for each in group:
        if each.kind.endswith(kind) and len(each.steps) > 1:
            presence = each.kind.removesuffix(kind)
            key = (side_of(each.steps), presence, each.steps[-1], str(each.new or each.old))
            found.setdefault(key, []).append(each)
    return {key: each[0] for key, each in found.items() if len(each) == 1}


def _once(found: Iterable[Difference]) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """Merge a difference that several forms of a value share, and yield it with the names of the forms.

    If the schema around the forms has the same difference itself, no form is named.
    """
    groups: dict[str, list[Difference]] = {}
    for each in found:
        # Of an extension, the key that differs is only in the note.
        key = json.dumps([each.kind, each.old, each.new, each.note, on_the_wire(each.steps)], default=sorted)
        groups.setdefault(key, []).append(each)
    for group in groups.values():
        names = [", in ".join(forms(each.steps)) for each in group]
        yield group[0], () if "" in names else tuple(dict.fromkeys(names))


def _change(operation: OperationDifferences, difference: Difference, names: tuple[str, ...]) -> Change:
    rule = registry()[rule_id(difference.kind, side_of(difference.steps))]
    old, new = _json(difference.old), _json(difference.new)
    place = on_the_wire(difference.steps)
    was, now = _parts(old, new) if rule.area in _IN_PARTS else (old, new)
    note = difference.note.replace("x-", "") if rule.area == "Reports" else difference.note
    words = {
        "name": name_of(difference.steps),
        "old": FactText(_shown(was, difference.kind)),
        "new": FactText(_shown(now, difference.kind)),
        "note": in_words(difference.note) if rule.kind.endswith(_OF_KEYS) else note,
    }
    template = rule.message
    if difference.kind in _IN_WORDS and not _kept(difference.old) and not _kept(difference.new):
        template = f"{template.partition(': ')[0]}; see the page"
    message = template.format_map(words)
    target = readable(place[len(place) - difference.target :])
    if where := words["name"].removesuffix(target).removesuffix(".") if target else "":
        message = f"in `{where}`: {message}"
    if names:
        message += f" in the form{'s' * (len(names) > 1)} {', '.join(names)}"
    change = Change(
        id=rule.id,
        severity=rule.severity,
        method=operation.method,
        path=operation.path,
        pointer=pointer(place),
        message=f"{message[:1].upper()}{message[1:]}.",
        old=old,
        new=new,
        note=difference.note,
        page=operation.page,
        link=operation.page if difference.kind in _IN_WORDS else "",
    )
    if rule.severity == "breaking":
        change = evolve(change, hint=hint(change, place))
    return evolve(change, fingerprint=_fingerprint(change))


def _parts(old: Any, new: Any) -> tuple[Any, Any]:
    """Return the parts of two facts that differ; ``None`` for no part."""
    was, now = old, new
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        both = {
            key: _parts(old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)
        }
        was, now = ({k: pair[at] for k, pair in both.items() if pair[at] is not None} for at in (0, 1))
    elif isinstance(old, list) and isinstance(new, list):
        was, now = ([each for each in one if each not in other] for one, other in ((old, new), (new, old)))
    return (was or None, now or None) if was or now else (old, new)


def _shown(value: Any, kind: str) -> str:
    """Write a fact for a sentence: words as they are, all else as JSON, shortened."""
    if kind in _IN_WORDS:
        lost = len(value or ()) - len(_kept(value))
        count = "a sentence" if lost == 1 else f"{lost} sentences"
        more = [f"{count} only on the page"] if lost else []
        value = "; ".join((*(sentence.removesuffix(".") for sentence in _kept(value)), *more))
    if value is None and "enum-value" not in kind:
        return "none"
    if kind.startswith("union") and isinstance(value, list):
        value = " or ".join(map(str, value))
    is_word = isinstance(value, str) and not kind.startswith(("enum", "default", "pattern"))
    text = value if is_word else json.dumps(value, ensure_ascii=False)
    return shortened(text, _LONGEST)


def _kept(sentences: Sequence[str] | None) -> list[str]:
    """Return the sentences whose words are kept; of others there is only a digest."""
    return [sentence for sentence in sentences or () if not DIGEST.fullmatch(sentence)]


def _json(value: Any) -> Any:
    """Convert a fact of a canonical schema to JSON values."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Mapping):
        return {str(key): _json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_json(inner) for inner in value]
    return value


def _fingerprint(change: Change) -> str:
    """Return a digest of what changed and where, independent of the wording of messages."""
    facts = [change.id, change.method, change.path, change.pointer, change.old, change.new]
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]
