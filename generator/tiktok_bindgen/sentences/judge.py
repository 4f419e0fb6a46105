"""What becomes of a sentence that states a condition: rules, or words that stay words, and why.

Each sentence is judged by itself here. What its rules come to beside those of the others is decided in
`tiktok_bindgen.sentences.consistency`: one that says nothing new is left out, its sentence being formal all
the same; of two that contradict each other neither is kept where both apply, and their sentences stay in
words as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from attrs import evolve, frozen

from tiktok_bindgen.interpret import RowKey
from tiktok_bindgen.interpret.statements import sentences, statements
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.read.page import Line
from tiktok_bindgen.sentences.build import Builder
from tiktok_bindgen.sentences.conditions import EXPLAINS, announces
from tiktok_bindgen.sentences.exemptions import IGNORES, RELEASES, Exemptions
from tiktok_bindgen.sentences.resolve import Node, Request, Unresolved
from tiktok_bindgen.sentences.sentence import read_sentence
from tiktok_bindgen.sentences.stated import (
    Stated,
    conditions_around,
    listed_value,
    stated_in,
    with_names_marked,
)
from tiktok_bindgen.sentences.syntax import Constraint, together
from tiktok_bindgen.sentences.tokens import tokenise

Status = Literal["formal", "partial", "text", "nothing"]


@frozen
class Judged:
    """What became of one sentence.

    Attributes:
        node: Its field.
        text: The sentence.
        status: ``formal`` when rules say all of it, ``partial`` when they say a part that stands alone,
            ``text`` when there are none, ``nothing`` when it demands nothing of a request.
        rules: Its rules.
        reasons: What is not understood of it.
    """

    node: Node
    text: str
    status: Status
    rules: tuple[Rule, ...] = ()
    reasons: tuple[Unresolved, ...] = ()


def judge(
    request: Request, described: Mapping[RowKey, Sequence[Line]], *, nested: bool
) -> tuple[Judged, ...]:
    """Judge every condition of a request's fields.

    Args:
        request: The fields.
        described: The descriptions of their rows.
        nested: Whether the descriptions' lists have kept their levels and their code its back-ticks.
    """
    if not any(node.field.conditions for node in request.nodes):
        return ()
    rows = [(node, described.get((node.field.line, node.field.name), ())) for node in request.nodes]
    exemptions = Exemptions.of(
        request, rows, lambda node, said: Builder(request, node).over_approximation(said)
    )
    return tuple(
        judged
        for node, lines in rows
        if node.field.conditions
        for judged in _of_field(request, node, lines, exemptions, nested=nested)
    )


def _of_field(
    request: Request,
    node: Node,
    lines: Sequence[Line],
    exemptions: Exemptions,
    *,
    nested: bool,
) -> Iterator[Judged]:
    # A sentence may stand twice, each time at another value.
    places: dict[str, list[Stated]] = {}
    for stated in stated_in(statements(lines, nested=nested)):
        places.setdefault(stated.text, []).append(stated)
    for text in (each.text for each in node.field.conditions):
        found = places.get(text, [])
        place = found.pop(0) if len(found) > 1 else next(iter(found), None)
        if not text or place is None:
            yield _kept(node, text, "rule-unworded", "its words are not here")
            continue
        judged = _judge(request, node, place, exemptions, nested=nested)
        if not nested and judged.status in {"text", "partial"}:
            marked = with_names_marked(place, request.knows)
            again = _judge(request, node, marked, exemptions, nested=nested)
            judged = again if again.status == "formal" else judged
        yield evolve(judged, text=text)


def _kept(node: Node, text: str, code: str, why: str) -> Judged:
    return Judged(node, text, "text", (), (Unresolved(code, why),))


def _judge(request: Request, node: Node, stated: Stated, exemptions: Exemptions, *, nested: bool) -> Judged:
    def kept(code: str, why: str) -> Judged:
        return _kept(node, stated.text, code, why)

    if request.open_at(node.path):
        return kept("rule-alternative", "it holds for one of several alternatives")
    if _EXAMPLE.match(stated.sentence):
        return Judged(node, stated.text, "nothing")
    if LEANS.match(stated.sentence):
        if only_informs(stated.text):
            return Judged(node, stated.text, "nothing")
        return kept("rule-leans", "it leans on the sentence before it")
    if stated.after and TAKES_BACK.match(stated.after[0]):
        return kept("rule-exception", "the sentence after it takes something back")
    demands, unread = _demands(stated)
    if not demands:
        if only_informs(stated.text) or not is_of_fields(stated.text):
            return Judged(node, stated.text, "nothing")
        return kept(*_why_unread(stated.sentence, request))
    if not unread and all(demand.fact in NOTHING - {"later"} for demand in demands):
        return Judged(node, stated.text, "nothing")
    around = conditions_around(stated, node, request)
    value = listed_value(stated, node)
    if around is None:
        return kept("rule-context", "it stands under a line that is not understood")
    if value is not None and any(_CONDITIONAL.search(line) for line in stated.before):
        return kept("rule-context", "the sentence before it has a condition")
    if not nested and value is None and any(demand.along for demand in demands):
        return kept("rule-context", "which value it goes along with is lost")
    builder = Builder(request, node, value, list(unread), exemptions)
    if any(builder.holds_always(demand.when) for demand in demands):
        return kept("rule-unread", "its condition says nothing")
    said = together(around) if around else None
    rules = tuple(dict.fromkeys(rule for demand in demands for rule in builder.rules(demand, said)))
    reasons = tuple(dict.fromkeys(builder.odd))
    if not rules and not reasons and all(demand.fact in NOTHING for demand in demands):
        return Judged(node, stated.text, "nothing")
    status: Status = "formal" if not reasons else "partial" if rules else "text"
    return Judged(node, stated.text, status, rules, reasons)


# Wordings' facts that demand nothing; `later` is of what a call that changes may change.
NOTHING = frozenset({"nothing", "nothing-when", "later", *IGNORES, *RELEASES})


def _demands(stated: Stated) -> tuple[tuple[Constraint, ...], list[Unresolved]]:
    """What a sentence demands, with the lines under it where these are not its conditions."""
    if not stated.items or announces(tokenise(stated.sentence)):
        return read_sentence(stated.sentence, stated.items), []
    whole = read_sentence(stated.sentence, stated.items)
    found = list(read_sentence(stated.sentence))
    if whole and not found:
        return whole, []
    unread: list[Unresolved] = []
    for line in (line for item in stated.items for line in item.walk()):
        for text in sentences(line.text):
            demands = () if LEANS.match(text) else read_sentence(text)
            if demands and found:
                found.extend(demands)
            elif not (EXPLAINS.match(text) or only_informs(text)):
                unread.append(Unresolved("rule-unread", "a line under it is not understood"))
    return tuple(found), unread


def _why_unread(text: str, request: Request) -> tuple[str, str]:
    codes = [token.text for token in tokenise(text) if token.kind == "code"]
    names = [code for code in codes if re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", code)]
    if not codes:
        return "rule-prose", "it is prose"
    if names and not any(request.has(name) for name in names):
        return "rule-other-call", f"`{names[0]}` is no field of this request"
    return "rule-unread", "its wording is not known"


_CONDITIONAL = re.compile(r"\b(?:when|if|unless|only)\b", re.IGNORECASE)
# Beginnings of sentences that show what the one before says, and say nothing more.
_EXAMPLE = re.compile(r"(?:•\s*)?(?:for (?:example|instance)\b|e\.g\.)", re.IGNORECASE)
# Beginnings of sentences that mean something only after the one before.
LEANS = re.compile(
    r"(?:•\s*)?(?:in (?:this|that|such|these|other|the other|those) (?:case|scenario|situation)s?\b"
    r"|otherwise\b|therefore\b|however\b|for (?:example|instance)\b|e\.g\.|in addition\b|additionally\b"
    r"|but\b|so\b|then\b|moreover\b|this means\b|meanwhile\b)",
    re.IGNORECASE,
)
# Beginnings of sentences that may take back what the one before says.
TAKES_BACK = re.compile(r"(?:however|but|except|unless|exception)\b", re.IGNORECASE)


def only_informs(text: str) -> bool:
    """Whether a sentence whose wording is not known demands nothing: it tells what will or may be."""
    if _SURELY_DEMANDS.search(_RELEASES.sub("", text)):
        return False
    return not _MAY_DEMAND.search(text) or bool(_INFORMS.search(text))


def is_of_fields(text: str) -> bool:
    """Whether a sentence whose wording is not known is about fields at all, not about what they are for."""
    return "`" in _OTHER_CALL.sub("", text) or bool(_OF_FIELD.search(text))


_OTHER_CALL = re.compile(r"`/[^`]*`")


_OF_FIELD = re.compile(
    r"^\W*(?:(?:important )?notes?\s*[:：]\s*)?(?:only )?(?:not )?"
    r"(?:required|valid|effective|supported|available|applicable|mandatory|optional)\b"
    r"|\b(?:this|the) (?:field|parameter|object|value)\b",
    re.IGNORECASE,
)
_MAY_DEMAND = re.compile(
    r"\b(?:required?|requires|must|needs?|have to|has to|should|ensure|make sure|cannot|can't|can not|do not"
    r"|don't|please|only|mandatory|(?:not|un)[ -]?(?:supported|allowed|valid|available)|not be|at least"
    r"|at most|either|neither|specify|pass in|provide|set (?:this|the|it|`)|range|limit|max(?:imum)?"
    r"|exceed|same|an error|can be used (?:when|if))\b",
    re.IGNORECASE,
)
_SURELY_DEMANDS = re.compile(
    r"\b(?:required|must|needs? to|has to|have to|cannot|can't|can not|can only|not supported|an error)\b",
    re.IGNORECASE,
)
_RELEASES = re.compile(r"\b(?:don't|do not|doesn't|does not) (?:need|have) to\b", re.IGNORECASE)
_INFORMS = re.compile(
    r"\b(?:will (?:be|default|not be|use|automatically|include|consist)|by default|is ignored|are ignored"
    r"|you can(?! only)|you may|no need|don't need|do not need|represents?|refers to|means)\b",
    re.IGNORECASE,
)
