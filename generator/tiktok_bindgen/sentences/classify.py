"""Classify sentences that state a condition: as rules, or as text that is kept, with the reason.

Each sentence is classified by itself here. How its rules relate to those of other sentences is decided in
`tiktok_bindgen.sentences.consistency`: a rule that says nothing new is dropped, but its sentence still counts
as formal; of two that contradict each other neither is kept where both apply, and their sentences are kept
as text as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Literal

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import InWords, Scalar
from tiktok_bindgen.language.acts import read_demands
from tiktok_bindgen.language.conditions import EXPLAINS, announces
from tiktok_bindgen.language.sentence import read_sentence
from tiktok_bindgen.language.statements import WITH_VALUE, Sentence
from tiktok_bindgen.language.syntax import Constraint, Expr, together
from tiktok_bindgen.language.tokens import tokenise
from tiktok_bindgen.logic.model import In, Path, Rule, atoms
from tiktok_bindgen.sentences.approximate import Approximation
from tiktok_bindgen.sentences.build import Builder
from tiktok_bindgen.sentences.exemptions import CASES, IGNORES, RELEASES, Exemptions
from tiktok_bindgen.sentences.resolve import Node, Request, Unresolved
from tiktok_bindgen.sentences.stated import (
    Stated,
    by_itself,
    condition_of_heading,
    conditions_around,
    listed_value,
    with_names_marked,
    without_value,
)

Status = Literal["formal", "partial", "text", "open", "nothing"]


@frozen
class Classified:
    """The classification of one sentence.

    Attributes:
        node: The field whose description has it.
        condition: The sentence.
        status: ``formal`` when rules express all of it, ``partial`` when they express a part that is valid by
            itself, ``text`` when there are none, ``open`` when it is understood but refuses nothing, so that
            it is kept as text, ``nothing`` when it demands nothing of a request.
        rules: Its rules.
        reasons: What is not understood of it, and what is read differently from how it is written.
    """

    node: Node
    condition: InWords
    status: Status
    rules: tuple[Rule, ...] = ()
    reasons: tuple[Unresolved, ...] = ()

    @property
    def key(self) -> tuple[Path, str]:
        """Its identity: the path of its field and the digest of its words."""
        return self.node.path, self.condition.digest

    @property
    def is_read(self) -> bool:
        """Whether it is kept as text or rules, or its wording is known to demand nothing."""
        if self.status != "nothing" or self.condition.stated is None:
            return True
        place = by_itself(self.text, self.condition.stated).place
        demands = read_sentence(place.text, place.items) or read_sentence(place.text)
        known = is_of_fields(self.text) or all(each.fact in NOTHING for each in demands)
        return bool(demands) and known

    @property
    def text(self) -> str:
        """Its words, including those of its list."""
        return self.condition.text


def classify(request: Request, *, nested: bool) -> tuple[Classified, ...]:
    """Classify every condition in the descriptions of a request's fields.

    Args:
        request: The fields.
        nested: Whether descriptions have kept the nesting of their lists and the back-ticks around code.
    """
    exemptions = Exemptions.of(
        request, lambda node, condition: Approximation(request, node).over_approximation(condition)
    )
    judged = tuple(
        _classified(request, node, condition, exemptions, nested=nested)
        for node in request.nodes
        for condition in node.field.conditions
    )
    closed = {
        each.key: _classified(request, each.node, each.condition, exemptions, nested=nested, closed=True)
        for each in judged
        if each.reasons == (_OPEN["valid-open"],)
    }
    dividing = _dividing(request, closed.values())
    return tuple(
        closed[each.key]
        if each.reasons == (_OPEN["valid-open"],) and _tested(closed[each.key]).keys() & dividing
        else each
        for each in judged
    )


# How many fields must be divided among the values of another one, for that to be what it is for.
_DIVIDED = 3


def _dividing(request: Request, judged: Iterable[Classified]) -> set[Path]:
    """Find the fields among whose values others are divided: each is for some of them, so only for these.

    Of a single field that "is valid when `plot` is `BIG`", nothing is said for small plots. Where one field
    is for big plots, and another for small ones, it is.
    """
    divided = defaultdict[Path, dict[Path, frozenset[Scalar]]](dict)
    for each in judged:
        for path, values in _tested(each).items():
            divided[path][each.node.path] = values
    listed = {node.path for node in request.nodes if node.field.presence == "required" and node.field.enum}
    return {
        path
        for path, sides in divided.items()
        if path in listed
        and len(sides) >= _DIVIDED
        and any(values.isdisjoint(others) for values, others in combinations(sides.values(), 2))
    }


def _tested(judged: Classified) -> dict[Path, frozenset[Scalar]]:
    """The fields with whose values the rules of a sentence deal, and these values."""
    found = ((rule.scope, atom) for rule in judged.rules for atom in atoms(rule.when))
    return {(*scope, *atom.path): frozenset(atom.values) for scope, atom in found if isinstance(atom, In)}


def _classified(
    request: Request,
    node: Node,
    condition: InWords,
    exemptions: Exemptions,
    *,
    nested: bool,
    closed: bool = False,
) -> Classified:
    if condition.stated is None:
        return _kept(node, condition, "rule-unworded", "its words are not here")
    stated = by_itself(condition.text, condition.stated)
    judged = _classify_once(request, node, condition, stated, exemptions, nested=nested, closed=closed)
    if judged.status in {"text", "partial"}:
        marked = with_names_marked(stated, request.knows, called_so=nested)
        again = _classify_once(request, node, condition, marked, exemptions, nested=nested)
        judged = again if again.status == "formal" else judged
    return judged


def _kept(node: Node, condition: InWords, code: str, why: str) -> Classified:
    return Classified(node, condition, "text", (), (Unresolved(code, why),))


def _classify_once(
    request: Request,
    node: Node,
    condition: InWords,
    stated: Stated,
    exemptions: Exemptions,
    *,
    nested: bool,
    closed: bool = False,
) -> Classified:
    place = stated.place

    def kept(code: str, why: str) -> Classified:
        return _kept(node, condition, code, why)

    if not request.partial and _OF_UPDATES.search(place.text):
        return kept("rule-other-call", "it is of requests that update")
    if request.open_at(node.path):
        return kept("rule-alternative", "it holds for one of several alternatives")
    if _EXAMPLE.match(place.text):
        return Classified(node, condition, "nothing")
    if LEANS.match(place.text):
        if only_informs(stated.text):
            return Classified(node, condition, "nothing")
        return kept("rule-leans", "it leans on the sentence before it")
    demands, unread = _demands(place)
    value = listed_value(stated, node)
    if not demands and (value is not None or stated.leans is not None):
        # A demand for a listed value, or after a sentence with a condition, needs no condition of its own.
        bare = without_value(place.text, node)
        demands = read_demands(tokenise(WITH_VALUE.sub("", bare)))
        demands = demands or (read_sentence(bare, place.items) if _CONDITIONAL.search(bare) else ())
    if not demands:
        if _lists_values(place.text, node):
            return Classified(node, condition, "nothing")
        of_fields = bool(unread) or is_of_fields(stated.text)
        if only_informs(stated.text) or not of_fields or _explains(place.text, value, node):
            return Classified(node, condition, "nothing")
        if place.after and TAKES_BACK.match(place.after[0]):
            return kept("rule-exception", "the sentence after it takes something back")
        return kept(*_why_unread(place.text, request))
    if not unread and all(demand.fact in NOTHING - {"later"} for demand in demands):
        return Classified(node, condition, "nothing")
    if place.after and TAKES_BACK.match(place.after[0]):
        return kept("rule-exception", "the sentence after it takes something back")
    if closed:
        demands = tuple(
            evolve(each, fact="valid-when") if each.fact == "valid-open" else each for each in demands
        )
    if all(demand.fact in _OPEN for demand in demands):
        return Classified(node, condition, "open", (), (_OPEN[demands[0].fact],))
    around = conditions_around(stated, node, request)
    if around is None:
        return kept("rule-context", "it stands under a line that is not understood")
    if value is not None and any(_CONDITIONAL.search(line) for line in place.before):
        return kept("rule-context", "the sentence before it has a condition")
    if not nested and value is None and any(demand.along for demand in demands):
        return kept("rule-context", "which value it goes along with is lost")
    builder = Builder(request, node, list(unread), value, exemptions)
    if any(builder.holds_always(demand.when) for demand in demands):
        return kept("rule-unread", "its condition says nothing")
    surrounding = together(around) if around else None
    rules = tuple(dict.fromkeys(rule for demand in demands for rule in builder.rules(demand, surrounding)))
    # Reasons for not understanding come before slips, which are understood.
    reasons = tuple(sorted(dict.fromkeys(builder.unresolved), key=lambda each: each.code == "rule-slip"))
    if not rules and not reasons and all(demand.fact in NOTHING for demand in demands):
        return Classified(node, condition, "nothing")
    if not rules and {each.code for each in reasons} == {"rule-no-error"}:
        return Classified(node, condition, "open", (), reasons)
    reasons = tuple(each for each in reasons if each.code != "rule-no-error")
    if not rules and not is_of_fields(stated.text) and {each.code for each in reasons} == {"rule-prose"}:
        # Its nouns are no fields.
        return Classified(node, condition, "nothing")
    status: Status = (
        "formal" if all(each.code == "rule-slip" for each in reasons) else "partial" if rules else "text"
    )
    return Classified(node, condition, status, rules, reasons)


# Facts that are kept as text and demand nothing, with the reason.
_OPEN = {
    "valid-open": Unresolved("rule-open", "it does not say that it is valid only then"),
    "wish": Unresolved("rule-purpose", "it says what is needed for a purpose, which no request tells"),
}
# Facts that demand nothing; `later` is what may be changed after this call.
NOTHING = frozenset({"nothing", "nothing-when", "later", CASES, *IGNORES, *RELEASES})


def _demands(place: Sentence) -> tuple[tuple[Constraint, ...], list[Unresolved]]:
    """Parse the demands of a sentence and, unless they are its conditions, of the lines under it."""
    if not place.items or announces(tokenise(place.text)):
        return read_sentence(place.text, place.items), []
    if of_limits := _HEADS_CASES.fullmatch(place.text):
        named = of_limits[1].lower()
        return _of_cases(_CASE, "{when}, " + named + " {stated}", place)
    if _HEADS_VALUES.fullmatch(place.text):
        return _of_cases(_VALUES_CASE, "{when}, the allowed values are {stated}", place)
    whole = read_sentence(place.text, place.items)
    found = list(read_sentence(place.text))
    if whole and not found:
        return whole, []
    conditions = {demand.when for demand in found}
    if (heading := condition_of_heading(place.text)) is not None:
        conditions = conditions or {heading}
    head = next(iter(conditions)) if len(conditions) == 1 else None
    unread: list[Unresolved] = []
    for line in (line for item in place.items for line in item.walk()):
        for text in line.sentences:
            demands = () if LEANS.match(text) else read_sentence(text)
            if demands and conditions:
                found.extend(_under(head, demands))
            elif not (EXPLAINS.match(text) or only_informs(text)):
                unread.append(Unresolved("rule-unread", "a line under it is not understood"))
    return tuple(found), unread


def _under(head: Expr | None, demands: Iterable[Constraint]) -> Iterator[Constraint]:
    """Add the condition of a heading to the demands of a line under it."""
    for demand in demands:
        parts = tuple(each for each in (head, demand.when) if each is not None)
        yield demand if head is None or head == demand.when else evolve(demand, when=together(parts))


# A line that announces a limit case by case; `_CASE` matches a line under it.
_HEADS_CASES = re.compile(
    r"((?:(?:the )?(?:length limit|max(?:imum)? (?:size|length)|size range|value range))\s*[:：])",
    re.IGNORECASE,
)
# A line that announces values case by case; `_VALUES_CASE` matches a line under it.
_HEADS_VALUES = re.compile(
    r"(?:the )?[\w ]*\bvalues? (?:vary|varies|depends?|differs?)\b.*[:：]", re.IGNORECASE
)
_VALUES_CASE = re.compile(r"(?P<when>(?:when|if)\b.*?)\s*[:：]\s*(?P<stated>`.*)", re.IGNORECASE)
_CASE = re.compile(
    r"(?P<when>(?:when|if)\b.*?|for\b[^:：]*\)|for (?:all )?(?P<others>other)[^:：]*)\s*[:：]\s*"
    r"(?P<stated>[\[(]?\d[^:：]*)"
    r"|(?P<first>[\[(]?\d.*?) (?P<then>(?:when|if)\b.*)",
    re.IGNORECASE,
)


def _of_cases(
    form: re.Pattern[str], sentence: str, place: Sentence
) -> tuple[tuple[Constraint, ...], list[Unresolved]]:
    """Parse a list of cases, each as a sentence composed of its condition and what it states."""
    found: list[Constraint] = []
    unread: list[Unresolved] = []
    for item in place.items:
        case = None if item.items else form.fullmatch(item.text.rstrip(".,;"))
        parts = {} if case is None else {key: text for key, text in case.groupdict().items() if text}
        when, stated = parts.get("when") or parts.get("then"), parts.get("stated") or parts.get("first")
        demands = read_sentence(sentence.format(when=when, stated=stated) if parts else item.text)
        if "others" in parts:
            # A range for the others that has those of the cases in it is the range for all.
            every = read_demands(tokenise(sentence.format(when="", stated=stated).lstrip(", ")))
            ends = [number for demand in (*found, *every) for _, number in demand.ends]
            whole = every and [number for _, number in every[0].ends] == [min(ends), max(ends)]
            demands = every if whole and not unread else ()
        found.extend(demands)
        if not demands:
            unread.append(Unresolved("rule-unread", "a case of it is not understood"))
    return tuple(found), unread


def _why_unread(text: str, request: Request) -> tuple[str, str]:
    codes = [token.text for token in tokenise(text) if token.kind == "code"]
    names = [code for code in codes if re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", code)]
    if not codes:
        return "rule-prose", "it is prose"
    if names and not any(each.has(name) for each in (request, *request.above.values()) for name in names):
        return "rule-other-call", f"`{names[0]}` is no field of this request"
    return "rule-unread", "its wording is not known"


_CONDITIONAL = re.compile(r"\b(?:when|if|unless|only)\b", re.IGNORECASE)
# Beginnings of sentences that only give an example for the one before.
_EXAMPLE = re.compile(r"(?:•\s*)?(?:for (?:example|instance)\b|e\.g\.)", re.IGNORECASE)
# Beginnings of sentences that have a meaning only after the one before.
LEANS = re.compile(
    r"(?:•\s*)?(?:in (?:this|that|such|these|other|the other|those) (?:case|scenario|situation)s?\b"
    r"|otherwise\b|therefore\b|however\b|for (?:example|instance)\b|e\.g\.|in addition\b|additionally\b"
    r"|but\b|so\b|then\b|moreover\b|this means\b|meanwhile\b)",
    re.IGNORECASE,
)
# Beginnings of sentences that may take back what the one before says.
TAKES_BACK = re.compile(r"(?:however|but|except|unless|exception)\b", re.IGNORECASE)


def only_informs(text: str) -> bool:
    """Whether a sentence of unknown wording demands nothing: it describes what will or may happen."""
    if _SURELY_DEMANDS.search(_RELEASES.sub("", text)):
        return False
    return not _MAY_DEMAND.search(text) or bool(_INFORMS.search(text))


def _explains(text: str, value: Scalar | None, node: Node) -> bool:
    """Whether it explains a listed value: what follows the value begins with its words or an article."""
    rest = "" if value is None else without_value(text, node)
    words = re.escape(str(value)).replace("_", "[ _-]")
    meaning = re.match(rf"(?:{words}|the|an?)\b", rest, re.IGNORECASE)
    return meaning is not None and not _CONDITIONAL.search(rest) and not _SURELY_DEMANDS.search(rest)


def _lists_values(text: str, node: Node) -> bool:
    """Whether a sentence without a condition only repeats the field's list of values."""
    demands = read_demands(tokenise(text))
    listed = {str(entry.value) for entry in node.field.enum}
    return bool(demands) and all(
        each.fact in {"value", "contain"}
        and all(name.text in {"", node.field.name} for name in each.names)
        and set(each.values) == listed
        for each in demands
    )


def is_of_fields(text: str) -> bool:
    """Whether a sentence of unknown wording is about fields at all, not only about their purpose."""
    return "`" in _OTHER_CALL.sub("", text) or bool(_OF_FIELD.search(text))


# What may be updated, and when.
_OF_UPDATES = re.compile(r"\byou can (?:only )?update\b.*\bwhen you update\b", re.IGNORECASE)
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
    r"\b(?:might|will (?:be|default|not be|use|automatically|include|consist)|by default"
    r"|is ignored|are ignored|you can(?! only| (?:specify|pass in|pass|include) up to)|you may"
    r"|no need|don't need|do not need|represents?|refers to|means)\b",
    re.IGNORECASE,
)
