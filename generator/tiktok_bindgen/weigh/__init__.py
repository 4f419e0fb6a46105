"""Weigh what was read against what the documentation shows: examples of requests and replies.

Documentation is evidence, not truth. A fact that a shown request or reply speaks against is *contested*: it
is kept with the evidence, and nobody is held to it. One conflict blames one fact. An example that is against
many facts at once, one of another version, one that cannot be read, and a slip of the pen blame none: they
are problems. A rule under which something documented could never be is contested by reasoning alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from attrs import evolve

from tiktok_bindgen.interpret.model import (
    Contested,
    Document,
    EnumValue,
    Field,
    Operation,
    Scalar,
    Type,
    Webhook,
)
from tiktok_bindgen.interpret.tree import mapped, walk
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.weigh.alike import alike, with_contested
from tiktok_bindgen.weigh.always import is_success, with_always
from tiktok_bindgen.weigh.apply import Change, changed, with_changed_request
from tiktok_bindgen.weigh.asides import asides
from tiktok_bindgen.weigh.before import as_before
from tiktok_bindgen.weigh.calls import Shown, shown
from tiktok_bindgen.weigh.chains import chained, makers_above
from tiktok_bindgen.weigh.compare import Names
from tiktok_bindgen.weigh.contradicted import documented, is_told_of_replies
from tiktok_bindgen.weigh.evidence import Evidence, EvidenceByOperation, Witness, field_at
from tiktok_bindgen.weigh.satisfy import Prevented, prevented, prevented_below
from tiktok_bindgen.weigh.slips import Vocabulary, spelled_right
from tiktok_bindgen.weigh.typed import Namesakes, is_name, shape
from tiktok_bindgen.weigh.webhooks import Payloads
from tiktok_bindgen.weigh.whole_numbers import with_whole_numbers

__all__ = ["weighed"]

# Of a value of one kind for another (a number for a text), so many examples make a type give way.
_ENOUGH = 2
# What no identifier looks like.
_CONSTANT = re.compile(r"(?!.*[0-9]{4})[A-Z][A-Z0-9_]*|True|False")


def weighed(
    document: Document,
    pages: Iterable[Page],
    *,
    calls: Iterable[Shown] = (),
    before: Document | None = None,
    held: Collection[str] = (),
) -> tuple[Document, tuple[Problem, ...]]:
    """Contest the facts that examples speak against.

    Args:
        document: What was read.
        pages: The pages that it was read from, and others that show calls.
        calls: Calls that were recorded.
        before: What was weighed before, of which all counts that is still stated.
        held: The pages that stay as they were: what others show of their operations is not heard.

    Returns:
        The document, and what is odd about the examples.
    """
    pages = tuple(pages)
    vocabulary = Vocabulary.of(document)
    document, slips = spelled_right(document, pages, vocabulary)
    paths = documented(document)
    unheard = {each.path for each in document.operations if each.page in held}
    heard = [
        (page, tuple(each for each in shown(page, paths) if each.path not in unheard))
        for page in sorted(pages, key=_first_heard)
    ]
    replies = (each for _, calls_there in heard for each in calls_there if each.side == "response")
    always = with_always(document, replies, before)
    document = always.document
    known = documented(document)
    above = makers_above(known)
    collected = EvidenceByOperation(known, vocabulary)
    problems = set(slips)
    for page, calls_there in heard:
        calls_here = tuple(chained(calls_there, above))
        for each in (*calls_here, *asides(page, known, calls_here)):
            documented_as = _documented_method(each, known)
            if documented_as != each.method:
                text = f"{each.path} is called by {each.method} here, and documented as {documented_as}"
                problems.add(Problem(each.page, each.line, "example-method", text))
            one = evolve(each, method=documented_as)
            if one.side == "response" and one.whole and not always.is_whole(one):
                if is_success(one):
                    text = "the reply shown here is not whole: what it leaves out counts for nothing"
                    problems.add(Problem(one.page, one.line, "example-abridged", text))
                one = evolve(one, whole=False)
            collected.add(one)
    for each in calls:
        if (each.method, each.path) in known:
            collected.add(each)
    document = with_whole_numbers(document, collected)
    collected.decide_slips()
    namesakes = Namesakes.of(document.operations)
    made = tuple(_weighed(operation, collected, namesakes) for operation in document.operations)
    if before is not None:
        made = as_before(evolve(document, operations=made), before).operations
    problems.update(collected.problems)
    operations = []
    for operation in alike(made):
        found = [(operation, each) for each in prevented(operation)]
        problems.update(_unsatisfiable(found))
        operations += _without_prevented([operation], found)
    below = [*prevented_below(operations)]
    problems.update(_unsatisfiable(below))
    operations = _without_prevented(operations, below)
    # What reasoning speaks against is contested wherever the same is stated, too.
    operations = list(alike(operations))
    payloads = Payloads(document.webhooks)
    for page in pages:
        payloads.add(page)
    webhooks = tuple(_told_by(each, payloads, namesakes) for each in document.webhooks)
    problems.update(payloads.problems)
    return evolve(document, operations=tuple(operations), webhooks=webhooks), tuple(sorted(problems))


def _unsatisfiable(found: Iterable[tuple[Operation, Prevented]]) -> Iterator[Problem]:
    for of, each in found:
        yield Problem(of.page, each.line, "rule-unsatisfiable", each.text)


def _without_prevented(
    operations: Iterable[Operation], found: Sequence[tuple[Operation, Prevented]]
) -> list[Operation]:
    """Operations with the rules contested under which something documented could never be."""
    told: dict[int, dict[str, tuple[Contested, ...]]] = defaultdict(dict)
    for of, each in found:
        told[id(of)][each.rule.id] = (Contested(each.rule.id, of.page, each.line),)
    return [with_contested(each, told[id(each)]) if id(each) in told else each for each in operations]


def _told_by(webhook: Webhook, payloads: Payloads, namesakes: Namesakes) -> Webhook:
    """An event, as the payloads of it that are shown have it: nobody is held to what is documented."""
    evidence = payloads.evidence(webhook)
    if not evidence.against:
        return webhook
    changes = _changes(webhook.fields, evidence, namesakes, reply=True)
    return evolve(webhook, fields=changed(webhook.fields, changes))


def _documented_method(shown: Shown, known: Mapping[tuple[str, str], object]) -> str:
    """The one method that what is called is documented with; the shown one if there is no such."""
    if (shown.method, shown.path) in known:
        return shown.method
    methods = [method for method, path in known if path == shown.path]
    return methods[0] if len(methods) == 1 else shown.method


def _first_heard(page: Page) -> tuple[object, ...]:
    """Sorts pages, those of the reference first; what a page is called makes no difference."""
    return not page.endpoints, page.title, [each.text for each in page.code]


def _weighed(operation: Operation, collected: EvidenceByOperation, namesakes: Namesakes) -> Operation:
    key = operation.method, operation.path
    request = collected.found.get((*key, "request"))
    reply = collected.found.get((*key, "response"))
    if request is not None and request.against:
        operation = with_changed_request(operation, _changes(operation.parameters, request, namesakes))
    if reply is not None and reply.against:
        told = {
            (names, fact): found
            for (names, fact), found in reply.against.items()
            if is_told_of_replies(names, fact)
        }
        changes = _changes(operation.response, Evidence(told, reply.agrees), namesakes, reply=True)
        operation = evolve(operation, response=changed(operation.response, changes))
    return operation


def _changes(
    fields: Sequence[Field], evidence: Evidence, namesakes: Namesakes, *, reply: bool = False
) -> Mapping[Names, Change]:
    changes: dict[Names, Change] = defaultdict(Change)
    for (names, fact), witnesses in evidence.against.items():
        first = witnesses[0]
        contested = Contested(fact, first.page, first.line)
        if fact == "unknown":
            if is_name(names[-1]):
                values = [witness.value for witness in witnesses]
                # As tables have a field of that name elsewhere in the operation, else as it is shown.
                same = next((each for _, each in walk(fields) if each.name == names[-1]), None)
                new = (
                    mapped((same,), partial(_as_shown, contested))[0]
                    if same is not None
                    else namesakes.field(names[-1], values, (contested,))
                )
                parent = changes[names[:-1]]
                changes[names[:-1]] = evolve(parent, added=(*parent.added, new))
            continue
        of = field_at(fields, names) if names else None
        if of is None:
            continue
        own = changes[names]
        if fact == "type":
            type_ = _other_type(of, witnesses, agreeing=evidence.agrees[names], reply=reply)
            if type_ is None and reply:
                continue
            own = evolve(own, type=type_)
        elif fact == "enum":
            own = evolve(own, values=(*own.values, *_values(witnesses)))
        if all(each.fact != fact for each in of.contested):
            own = evolve(own, contested=(*own.contested, contested))
        changes[names] = own
    return {names: change for names, change in changes.items() if change != Change()}


def _as_shown(contested: Contested, _: Names, of: Field) -> Field:
    """A field as one that no table has at this place."""
    return evolve(
        of,
        presence="optional",
        conditions=(),
        alternatives=(),
        formerly=None,
        line=0,
        contested=(contested,),
    )


def _values(witnesses: Sequence[Witness]) -> tuple[EnumValue, ...]:
    """The values that join a list: of recorded calls only constants, since others may be somebody's own."""
    values = dict.fromkeys(
        each.value
        for each in witnesses
        if isinstance(each.value, Scalar)
        and not (each.recorded and _CONSTANT.fullmatch(str(each.value)) is None)
    )
    return tuple(EnumValue(value) for value in values)


def _other_type(of: Field, witnesses: Sequence[Witness], *, agreeing: int, reply: bool) -> Type | None:
    """The type that a documented one gives way to: that of all examples, if all agree."""
    shapes = {shape(witness.value) for witness in witnesses}
    if agreeing or len(shapes) != 1:
        return None
    kind, array = shapes.pop()
    if array != of.type.array or "object" in {kind, of.type.kind}:
        inner = kind if kind != "any" else of.type.kind
        # What an object has inside it stays, whether there is one or a list of them.
        kind = "object" if of.children and kind in {"object", "any"} else inner
        if of.type.kind == "object" and kind != "object":
            # One value of no object does not say what all are.
            kind = "any"
    elif len(witnesses) < _ENOUGH or {kind, of.type.kind} <= {"integer", "number"}:
        return None
    elif not reply and of.type.kind == "string":
        # A number is as good a text as any, and a number alone may be too long for one.
        return None
    if of.children and kind != "object":
        return None
    return Type(kind, array, documented=of.type.documented)
