"""Weigh what was read against examples of requests and replies.

Documentation is evidence, not truth. A fact that an example contradicts is *contested*: it is kept with the
evidence, and not enforced. One conflict contests one fact. An example that contradicts many facts at once,
belongs to another version or cannot be read, and a likely typo, contest none and are reported as problems. A
rule that makes something documented impossible is contested by reasoning alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from attrs import evolve

from tiktok_bindgen.interpret.contested import contested_rules
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Contested, EnumValue, Field, Operation, Scalar, Type
from tiktok_bindgen.interpret.tree import mapped, walk
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.inline import fold
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.weigh.alike import alike, with_contested
from tiktok_bindgen.weigh.always import is_success, with_always
from tiktok_bindgen.weigh.apply import Change, changed, with_changed_request
from tiktok_bindgen.weigh.before import as_before
from tiktok_bindgen.weigh.calls import Shown, shown
from tiktok_bindgen.weigh.chains import chained, makers_above
from tiktok_bindgen.weigh.compare import Names
from tiktok_bindgen.weigh.contradicted import documented, is_told_of_replies
from tiktok_bindgen.weigh.doubts import less_doubtful, of_defaults, other_switches, told_otherwise
from tiktok_bindgen.weigh.evidence import Evidence, EvidenceByOperation, Witness, field_at
from tiktok_bindgen.weigh.exceptions import but_where, with_narrowed
from tiktok_bindgen.weigh.named_values import contested_lists, outdated_lists
from tiktok_bindgen.weigh.narrow import narrowed
from tiktok_bindgen.weigh.satisfy import Prevented, prevented, prevented_below
from tiktok_bindgen.weigh.slips import Vocabulary, spelled_right
from tiktok_bindgen.weigh.snippets import snippets
from tiktok_bindgen.weigh.typed import Namesakes, is_name, shape
from tiktok_bindgen.weigh.webhooks import Payloads
from tiktok_bindgen.weigh.whole_numbers import with_whole_numbers

__all__ = ["weighed"]

# The number of examples with another scalar type (a number for a string) that it takes to replace a type.
_ENOUGH = 2
# Values that cannot be identifiers.
_CONSTANT = re.compile(r"(?!.*[0-9]{4})[A-Z][A-Z0-9_]*|True|False")


def weighed(
    document: Document,
    pages: Iterable[Page],
    *,
    calls: Iterable[Shown] = (),
    before: Document | None = None,
    held: Collection[str] = (),
    memo: Memo | None = None,
) -> tuple[Document, tuple[Problem, ...]]:
    """Contest the facts that examples contradict.

    Args:
        document: What was read.
        pages: The pages that it was read from, and others that show calls.
        calls: Recorded calls.
        before: The document weighed last time; what it contests stays contested while it is still stated.
        held: The names of pages that stay as they were; examples of their operations are ignored.
        memo: What was found out of the same operations before.

    Returns:
        The document, and the problems of the examples.
    """
    pages = tuple(pages)
    memo = memo or Memo()
    vocabulary = Vocabulary.of(document)
    document, slips = spelled_right(document, pages, vocabulary)
    document = evolve(document, operations=tuple(other_switches(document.operations)))
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
        for each in (*calls_here, *snippets(page, known, calls_here)):
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
    outdated = {each.name: each for each in document.appendix.enumerations if each.outdated}
    heard_of = (with_changed_request(each, outdated_lists(each, outdated)) for each in document.operations)
    afresh = made = tuple(_weighed(operation, collected, namesakes) for operation in heard_of)
    if before is not None:
        made = as_before(evolve(document, operations=made), before).operations
    contested = [*alike(made)]
    unbiased = contested if before is None else alike(afresh)
    problems.update(collected.problems)
    operations = []
    for operation, fresh in zip(contested, unbiased, strict=True):
        found = [(operation, each) for each in memo(prevented, operation)]
        # What reasoning contested before is a problem still.
        kept = contested_rules(operation.parameters)
        again = [(operation, each) for each in memo(prevented, fresh) if each.rule.id in kept]
        problems.update(_unsatisfiable([*found, *again]))
        without = operation
        while found:
            (without,) = _without_prevented([without], found)
            # A rule with an exception for one value may still prevent another.
            found = [(without, each) for each in memo(prevented, without)]
            problems.update(_unsatisfiable(found))
        operations.append(without)
    below = [*prevented_below(operations, memo)]
    problems.update(_unsatisfiable(below))
    operations = _without_prevented(operations, below)
    # A rule contested by reasoning is also contested wherever else it is stated.
    operations = [*map(less_doubtful, alike(operations))]
    payloads = Payloads(document.webhooks)
    for page in pages:
        payloads.add(page)
    webhooks = tuple(_corrected(each, payloads, namesakes) for each in document.webhooks)
    problems.update(payloads.problems)
    return evolve(document, operations=tuple(operations), webhooks=webhooks), tuple(sorted(problems))


def _unsatisfiable(found: Iterable[tuple[Operation, Prevented]]) -> Iterator[Problem]:
    for of, each in found:
        yield Problem(of.page, each.line, "rule-unsatisfiable", each.text)


def _without_prevented(
    operations: Iterable[Operation], found: Sequence[tuple[Operation, Prevented]]
) -> list[Operation]:
    """Contest the rules that make something documented impossible, or narrow them where it is one value."""
    against: dict[int, dict[str, tuple[Contested, ...]]] = defaultdict(dict)
    narrower: dict[int, dict[str, Rule]] = defaultdict(dict)
    for of, each in found:
        name, example = each.rule.id, (of.page, each.line)
        if each.where is not None and (excepted := but_where(each.rule, each.where, example)) is not None:
            narrower[id(of)][name] = excepted
        else:
            against[id(of)][name] = (Contested(name, *example),)
    return [
        with_narrowed(with_contested(each, against[id(each)]), narrower[id(each)])
        if id(each) in against or id(each) in narrower
        else each
        for each in operations
    ]


def _corrected(webhook: Operation, payloads: Payloads, namesakes: Namesakes) -> Operation:
    """Correct an event by the payloads that pages show of it."""
    evidence = payloads.evidence(webhook)
    if not evidence.against:
        return webhook
    changes = _changes(webhook.response, evidence, namesakes, reply=True)
    return evolve(webhook, response=changed(webhook.response, changes))


def _documented_method(shown: Shown, known: Mapping[tuple[str, str], object]) -> str:
    """The one method with which a shown call's path is documented, else the shown method."""
    if (shown.method, shown.path) in known:
        return shown.method
    methods = [method for method, path in known if path == shown.path]
    return methods[0] if len(methods) == 1 else shown.method


def _first_heard(page: Page) -> tuple[object, ...]:
    """A sort key that puts pages of the reference first and does not depend on file names."""
    return not page.endpoints, page.title, [each.text for each in page.code]


def _weighed(operation: Operation, collected: EvidenceByOperation, namesakes: Namesakes) -> Operation:
    key = operation.method, operation.path
    request = collected.found.get((*key, "request"))
    reply = collected.found.get((*key, "response"))
    operation = with_narrowed(operation, of_defaults(operation))
    doubted = told_otherwise(operation)
    if request is not None and (request.against or doubted):
        exceptions = narrowed(operation, request, collected, doubted)
        shown = {name for name, fact in exceptions if fact == "required"}
        doubted = {name: change for name, change in doubted.items() if name not in shown}
        rules = {fact: rule for (_, fact), rule in exceptions.items() if fact != "required"}
        added = (rule for (_, fact), rule in exceptions.items() if fact == "required")
        operation = with_narrowed(operation, rules, added)
        against = {key: found for key, found in request.against.items() if key not in exceptions}
        request = Evidence(against, request.agrees)
    operation = with_changed_request(operation, doubted)
    operation = with_changed_request(operation, contested_lists(operation))
    if request is not None and request.against:
        operation = with_changed_request(operation, _changes(operation.parameters, request, namesakes))
    if reply is not None and reply.against:
        enforced = {
            (names, fact): found
            for (names, fact), found in reply.against.items()
            if is_told_of_replies(names, fact)
        }
        changes = _changes(operation.response, Evidence(enforced, reply.agrees), namesakes, reply=True)
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
                # Prefer a documented field of that name elsewhere in the operation to what examples show.
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
    """A copy of a field for a place where no table has it."""
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
    """The values to add to an enum, if a page could list them.

    From recorded calls these are only constants, since others may be private.
    """
    values = dict.fromkeys(
        each.value
        for each in witnesses
        if isinstance(each.value, Scalar)
        and fold(str(each.value).replace("`", " ")) == str(each.value)
        and not (each.recorded and _CONSTANT.fullmatch(str(each.value)) is None)
    )
    return tuple(EnumValue(value) for value in values)


def _other_type(of: Field, witnesses: Sequence[Witness], *, agreeing: int, reply: bool) -> Type | None:
    """The type that replaces a documented one: that of all examples, if they agree; else ``None``."""
    shapes = {shape(witness.value) for witness in witnesses}
    if agreeing or len(shapes) != 1 or of.type.one is not of.type:
        return None
    kind, array = shapes.pop()
    if array != of.type.array or "object" in {kind, of.type.kind}:
        inner = kind if kind != "any" else of.type.kind
        # A field with children stays an object, whether it is one or a list.
        kind = "object" if of.children and kind in {"object", "any"} else inner
        if of.type.kind == "object" and kind != "object":
            # A value that is not an object does not tell the type of all others.
            kind = "any"
    elif len(witnesses) < _ENOUGH or {kind, of.type.kind} <= {"integer", "number"}:
        return None
    elif not reply and of.type.kind == "string":
        # A number can be sent as a string, and some are too long to be sent as numbers.
        return None
    if of.children and kind != "object":
        return None
    return Type(kind, array, documented=of.type.documented)
