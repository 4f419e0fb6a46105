"""How many of the conditions of real pages are rules, why others are not, and which wordings would help most.

python tests/tools/rules_report.py FOLDER [LINES]

A *condition* is a sentence about a field of a request that puts one on it; those that turn out to demand
nothing are not counted. It is *formal* when rules say all of it, *partial* when they say a part of it, else
*text*.

A *conditional sentence* is a condition that begins, after a mark such as "Note:" and a subject such as "This
field is", with a marker of presence (required, mandatory, valid, effective, supported, available, applicable,
allowed, each also with "only" or "not", and two of them with "and") that ``when``, ``if``, ``unless`` or
``once`` follows, or "in any of the following …". With ``for`` or ``in`` instead, it mostly names a kind of
thing, not a state of fields; these are counted apart. Of those that are not formal, some hang on a field of
another call or on what no field says; the share without them shows how well wordings are read.
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

from tiktok_bindgen.interpret import described_operations
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.cross_page import CrossPage, cross_page
from tiktok_bindgen.interpret.levels import Levels
from tiktok_bindgen.interpret.model import Document, Operation
from tiktok_bindgen.logic.model import Kind
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.report import walk
from tiktok_bindgen.sentences import formalise, interpret_page
from tiktok_bindgen.sentences.alternatives import judge_alternatives
from tiktok_bindgen.sentences.judge import Judged, Status, judge
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
# Reasons that lie outside the request, however well the sentence is read.
OUTSIDE = frozenset({"rule-other-call", "rule-prose"})


@frozen
class Told:
    """A judged sentence and the page that it is on."""

    page: str
    judged: Judged


def main(folder: Path, lines: int) -> None:
    """Print the figures of a folder of pages."""
    document, judged = judged_sentences(folder)
    counted = Counter(each.judged.status for each in judged)
    _say(f"{len(judged)} conditions of requests: {_shares(counted)}")
    rules = Counter(rule.kind for operation in document.operations for rule in operation.rules)
    _say(f"{sum(rules.values())} rules: {_listed(rules)}")
    reasons = Counter(
        each.judged.reasons[0].code for each in judged if each.judged.reasons and each.judged.text
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


def judged_sentences(folder: Path) -> tuple[Document, list[Told]]:
    """What became of every condition that demands something, with the document they are of."""
    pages = [read.page for read in read_pages(find_pages([folder]))]
    operations, found = judged_pages(pages, told_by(pages))
    return Document(tuple(operations)), found


def told_by(pages: Sequence[Page]) -> CrossPage:
    """What pages tell of each other."""
    return cross_page(pages, read_appendix(pages)[0].enumerations)


def judged_pages(pages: Iterable[Page], told: CrossPage) -> tuple[list[Operation], list[Told]]:
    """The operations of pages, with what became of every condition in them that demands something."""
    found: list[Told] = []

    def noted(judged: tuple[Judged, ...]) -> tuple[Judged, ...]:
        found.extend(Told(page.name, each) for each in judged if each.status not in {"nothing", "open"})
        return judged

    def recorded(request: Request, *, nested: bool) -> tuple[Judged, ...]:
        return noted(judge(request, nested=nested))

    def recorded_sets(operation: Operation, known: Collection[Any], *, nested: bool) -> Iterator[Any]:
        return map(noted, judge_alternatives(operation, known, nested=nested))

    pages = tuple(pages)
    levels = Levels.of(each for page in pages for each in described_operations(page, told)[0])
    operations: list[Operation] = []
    with (
        patch.object(formalise, "judge", recorded),
        patch.object(formalise, "judge_alternatives", recorded_sets),
    ):
        for page in pages:
            operations.extend(interpret_page(page, told, levels=levels)[0])
    return operations, found


def _conditional(title: str, told: Sequence[Told]) -> None:
    counted = Counter(each.judged.status for each in told)
    outside = sum(1 for each in told if each.judged.status != "formal" and is_outside(each))
    inside = max(len(told) - outside, 1)
    _say(
        f"{len(told)} {title}: {_shares(counted)}; {outside} hang on another call or on no field, "
        f"of the others {counted['formal'] / inside:.1%} are formal"
    )


def is_outside(told: Told) -> bool:
    """Whether a sentence hangs on a field of another call, or on what no field says."""
    return bool({reason.code for reason in told.judged.reasons} & OUTSIDE)


def _codes(told: Told) -> str:
    return ", ".join(dict.fromkeys(reason.code for reason in told.judged.reasons))


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
