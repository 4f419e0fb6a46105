"""Report how many conditions of real pages are rules, why others are not, and which wordings would help most.

python tests/tools/rules_report.py FOLDER [LINES]

A *demanding sentence* describes a field of a request and can make a request invalid: it says what must, must
not or may only be sent, under a condition or together with other fields. Unconditional facts about a field
(required, a list of values, a limit) are not counted here. A demanding sentence is *formal* if rules express
all of it, *partial* if they express a part of it, else *text*.

Sentences that look like demands but are not are kept in words and counted separately: what is needed for a
purpose (omitting it gives fewer results, but no error), where something is valid but not only there, and what
the page itself says causes no error. So are sentences with words of demand that name no field. The shares are
also printed with these counted as demands that are not formal.

Demands that are not formal are classified, by their words and by the reason for which they are kept: they
depend on the account, earlier actions, the clock, the kind or state of a thing, or another request; on the
form of a text or a file; on which of several items is meant; on names and values that the page lacks. The
rest could be decided from the request alone. Of all that can be, the formal share is printed, too, without
rules about requests above.

A *conditional sentence* begins, after a mark such as "Note:" and a subject such as "This field is", with a
marker of presence (required, mandatory, valid, effective, supported, available, applicable, allowed, each
also with "only" or "not", and two of them with "and"), followed by ``when``, ``if``, ``unless`` or ``once``,
or "in any of the following …". Sentences with ``for`` or ``in`` instead mostly name a kind of thing, not a
state of fields, and are counted separately. Of those that are not formal, some depend on a field of another
call or on something that no field states; the share without them shows how well wordings are read.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from attrs import frozen
from documented_fields import walk

from tiktok_bindgen.interpret import described_operations
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.cross_page import CrossPage, cross_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.levels import Levels
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.logic.model import Kind
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sentences import formalise, interpret_page
from tiktok_bindgen.sentences.alternatives import classify_alternatives
from tiktok_bindgen.sentences.classify import Classified, Status, classify
from tiktok_bindgen.sentences.resolve import Request
from tiktok_bindgen.sources import find_pages, read_pages

_MARKER = r"(?:required|mandatory|valid|effective|supported|available|applicable|allowed)"
_BEGINS = (
    r"^(?:•\s*|-\s+)?(?:(?:important )?notes?\s*[:：]\s*|currently,?\s+)*"
    r"(?:(?:(?:this|the) (?:field|parameter|object|filter|value)|it|(?:the )?(?:value )?`[^`]{1,80}`"
    rf"(?: value)?) is )?(?:only )?(?:not |un)?{_MARKER}(?: and (?:only )?{_MARKER})?(?: only)? "
)
CONDITIONAL = re.compile(
    rf"{_BEGINS}(?:when|if|unless|once|in (?:any|either|all|one) of the following|in the following)\b",
    re.IGNORECASE,
)
OF_A_KIND = re.compile(rf"{_BEGINS}(?:for|in)\b", re.IGNORECASE)
# The classes of demands that are not formal: patterns for words outside code and links; the first match wins.
CLASSES = {
    "the account": (
        r"ad account|business center|allowlist|registered|non-us|\badmin\b|agency|auction ad|limit is reached"
        r"|impacted by|operating region|client as|permission|sandbox"
    ),
    "what was done before": (
        r"\balready\b|previously|historical|prior to|\bonce (?:set|you|added|a\b)|during ad|initially"
        r"|\bexisting\b"
        r"|(?:has|have|been)(?: never| not|n't)? (?:been )?(?:configured|used|migrated|set up|installed)"
        r"|cannot (?:be )?(?:manually )?(?:updated?|changed?)\b|been authorized"
        r"|copy (?:an|a|the)|\boriginal ad|update[ds]? (?:this field )?to"
        r"|remove all|same disclaimer|change the|spending"
    ),
    "the clock": r"current (?:time|date)|time range|time difference|\bone year\b|daylight",
    "how a text or file looks": (
        r"specifications|file type|valid json|\bdigits\b|alphanumeric|\bformat\b|url prefix|base domain"
        r"|32-bit|numeric string|phone number|calculation formula"
    ),
    "the kind or state of a thing": (
        r"spark|\bios ?(?:app|14)|\bapp\b(?! promotion)|catalog|identity|invite link|placement|dedicated"
        r"|smart\+|carousel|reach ?& ?freq|\br&f\b|search ads|shopping ads|lookalike|audience|custom event"
        r"|\bproducts?\b|pixel|\bvideo\b|\bimages?\b|locations?\b|creator|tiktok (?:account|ads)|\bleads?\b"
        r"|material|campaign is|ad group is|message|split test|special ad|gmv max|deep funnel"
        r"|realtime|high in fat|event set|live|music|partner|website is|feed|seed|lifetime"
        r"|associated|do not match|non-aco|deeplinks?\b"
    ),
    "other requests of the same kind": r"across all|within the same",
}
_BY_REASON = {
    "names and values that the page has not": {"rule-unknown-field", "rule-unknown-value"},
    "another request": {"rule-other-call"},
    "which of several items is meant": {"rule-any-item", "rule-alternative", "rule-ambiguous"},
}
_OF_REQUEST = "the request alone"
_NO_WORDS = re.compile(r"`[^`]*`|\]\([^)]*\)")
# Words of demand, anywhere in a sentence.
_DEMANDS = re.compile(r"\b(?:required|must|needs? to|cannot|only|not supported|should)\b", re.IGNORECASE)
# Reasons outside the request, which no better reading of the sentence could remove.
OUTSIDE = frozenset({"rule-other-call", "rule-prose"})


@frozen
class JudgedSentence:
    """A judged sentence and the page that it is on."""

    page: str
    judged: Classified


def main(folder: Path, lines: int) -> None:
    """Print the figures of a folder of pages."""
    document, every = judged_sentences(folder, every=True)
    judged = [each for each in every if each.judged.status in _DEMANDING]
    counted = Counter(each.judged.status for each in judged)
    _say(f"{len(judged)} demanding sentences of requests: {_shares(counted)}")
    _demanding(judged, every)
    rules = Counter(rule.kind for operation in document.operations for rule in operation.rules)
    _say(f"{sum(rules.values())} rules: {_listed(rules)}")
    reasons = Counter(
        each.judged.reasons[0].code
        for each in judged
        if each.judged.reasons and each.judged.status != "formal"
    )
    _say(f"kept as text: {_listed(reasons)}")
    conditional = [each for each in judged if CONDITIONAL.match(each.judged.text)]
    _conditional("conditional sentences", conditional)
    kinds = [each for each in judged if OF_A_KIND.match(each.judged.text) and each not in conditional]
    _conditional("with `for` or `in`", kinds)
    for each in conditional:
        if each.judged.status != "formal":
            _say(f"{each.page} {each.judged.node.field.name}: {_codes(each)}: {_short(each.judged.text)}")
    _say("most frequent among what is kept:")
    kept = Counter(
        _short(condition.text)
        for operation in document.operations
        for field in walk(operation.parameters)
        for condition in field.conditions
    )
    for wording, count in kept.most_common(lines):
        _say(f"{count:4} {wording}")


def judged_sentences(folder: Path, *, every: bool = False) -> tuple[Document, list[JudgedSentence]]:
    """Return the document of a folder, and its judged conditions: demanding ones or, with ``every``, all."""
    pages = [read.page for read in read_pages(find_pages([folder]))]
    operations, found = judged_pages(pages, cross_page_of(pages), every=every)
    return Document(tuple(operations)), found


def cross_page_of(pages: Sequence[Page]) -> CrossPage:
    """Return the facts that pages take from each other."""
    return cross_page(pages, read_appendix(pages)[0].enumerations)


def judged_pages(
    pages: Iterable[Page], context: CrossPage, *, every: bool = False
) -> tuple[list[Operation], list[JudgedSentence]]:
    """Return the operations of pages, and their judged conditions: demanding ones or, with ``every``, all."""
    found: list[JudgedSentence] = []

    def noted(judged: tuple[Classified, ...]) -> tuple[Classified, ...]:
        found.extend(JudgedSentence(page.name, each) for each in judged if every or each.status in _DEMANDING)
        return judged

    def recorded(request: Request, *, nested: bool) -> tuple[Classified, ...]:
        return noted(classify(request, nested=nested))

    def recorded_sets(operation: Operation, known: Collection[Any], *, nested: bool) -> Iterator[Any]:
        return map(noted, classify_alternatives(operation, known, nested=nested))

    pages = tuple(pages)
    levels = Levels.of(each for page in pages for each in described_operations(page, context)[0])
    operations: list[Operation] = []
    with (
        patch.object(formalise, "classify", recorded),
        patch.object(formalise, "classify_alternatives", recorded_sets),
    ):
        for page in pages:
            operations.extend(interpret_page(page, context, levels=levels)[0])
    return operations, found


_DEMANDING = frozenset({"formal", "partial", "text"})


def _demanding(judged: Sequence[JudgedSentence], every: Sequence[JudgedSentence]) -> None:
    """Print which other sentences may be called demands, and why demands are not formal."""
    formal = [each for each in judged if each.judged.status == "formal"]
    apart = [each for each in every if each.judged.status == "open"]
    _say(
        f"kept in words and no demands: {_listed(Counter(each.judged.reasons[0].code for each in apart))}; "
        f"with them {len(formal) / (len(judged) + len(apart)):.1%} are formal"
    )
    silent = [each for each in every if each.judged.status == "nothing" and _DEMANDS.search(each.judged.text)]
    unread = [each for each in silent if not each.judged.is_read]
    _say(
        f"{len(unread)} have a word of demand, name no field in a known wording and are left out; "
        f"with these, too, {len(formal) / (len(judged) + len(apart) + len(unread)):.1%} are formal"
    )
    classes = Counter(class_of(each) for each in judged if each.judged.status != "formal")
    _say(f"not formal, by what would tell: {_listed(classes)}")
    alone = [each for each in formal if not any(rule.levels for rule in each.judged.rules)]
    share = len(alone) / (len(alone) + classes[_OF_REQUEST])
    _say(
        f"{len(alone) + classes[_OF_REQUEST]} can be decided from one request: {share:.1%} of them are formal"
    )


def class_of(sentence: JudgedSentence) -> str:
    """Return the class of a sentence that is not formal: what decides whether a request satisfies it."""
    codes = {reason.code for reason in sentence.judged.reasons}
    words = _NO_WORDS.sub("", sentence.judged.text)
    slips, *others = _BY_REASON
    if codes & _BY_REASON[slips]:
        return slips
    found = next((name for name, form in CLASSES.items() if re.search(form, words, re.IGNORECASE)), "")
    if found in {"", "the kind or state of a thing"} and codes & _BY_REASON["another request"]:
        return "another request"
    return found or next((name for name in others if codes & _BY_REASON[name]), _OF_REQUEST)


def _conditional(title: str, sentences: Sequence[JudgedSentence]) -> None:
    counted = Counter(each.judged.status for each in sentences)
    outside = sum(1 for each in sentences if each.judged.status != "formal" and is_outside(each))
    inside = max(len(sentences) - outside, 1)
    _say(
        f"{len(sentences)} {title}: {_shares(counted)}; {outside} hang on another call or on no field, "
        f"of the others {counted['formal'] / inside:.1%} are formal"
    )


def is_outside(sentence: JudgedSentence) -> bool:
    """Report whether a sentence depends on a field of another call, or on something that no field states."""
    return bool({reason.code for reason in sentence.judged.reasons} & OUTSIDE)


def _codes(sentence: JudgedSentence) -> str:
    return ", ".join(dict.fromkeys(reason.code for reason in sentence.judged.reasons))


def _shares(counted: Mapping[Status, int]) -> str:
    total = max(sum(counted.values()), 1)
    shares = (
        f"{counted[name]} {name} ({counted[name] / total:.1%})" for name in ("formal", "partial", "text")
    )
    return f"{', '.join(shares)}"


def _short(text: str) -> str:
    return re.sub(r"`[^`]*`", "`…`", text)[:150]


def _listed(counts: Counter[str] | Counter[Kind]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 40,
    )
