"""Measure what is lost silently: change one fact on a page, and see whether anything read of it changes.

python tests/tools/silent.py FOLDER [--each N] [--seed N] [--show]

From the pages of operations, N random places of each kind of fact are taken, and each alone is changed: a
number to the next, a value or a name to another of the page; a marker, a row or a "not" is removed. By kind:

- in facts: the operation's facts page changes, or the digest of a sentence there
- told: a problem changes
- beside: nothing changes, and the line has a problem, which may be of another sentence
- silent: nothing changes

What is silent is judged by eye (``--show``): most is prose that binds no request, or is stated twice.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

from attrs import frozen
from rules_report import cross_page_of

from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.cross_page import CrossPage
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret_page
from tiktok_bindgen.sources import find_pages, read_pages

Change = Callable[[Random, re.Match[str]], str]


def _to(word: str) -> Change:
    return lambda _, __: word


def _next(_: Random, found: re.Match[str]) -> str:
    return str(int(found[1].replace(",", "")) + 1)


def _another(random: Random, found: re.Match[str]) -> str:
    kind = r"`([A-Z][A-Z0-9_]+)`" if found[1].isupper() else r"`([a-z][a-z0-9]*_[a-z0-9_]+)`"
    others = {each[1] for each in re.finditer(kind, found.string)} - {found[1]}
    return random.choice(sorted(others)) if others else f"{found[1]}_X"


_GONE = _to("")
_LIMIT = r"(?:size|length|limit|range|max|min|up to|at (?:least|most)|than)\b[^|.<]{0,20}?"
# By kind: where such a fact stands, the first group being what is changed, and how.
KINDS: Mapping[str, tuple[str, Change]] = {
    "row": (r"^(#*\s*\|.*\n)", _GONE),
    "depth": (r"^#*(#)\s*\|", _GONE),
    "name": (r"^#*\s*\|\s*(\w+)", _to("seeds")),
    "marker": (r"^#*\s*\|[^|{]*(\{[^}%]*\})[^|]*\|", _GONE),
    "type": (r"^#*\s*\|[^|]*\|\s*(string|number|object|boolean)\b", _to("integer")),
    "number in a limit": (rf"(?i)\b{_LIMIT}(?<![\w.])(\d[\d,]*)\b", _next),
    "default": (r"(?i)\bdefault value: `([^`]+)`", _to("SEEDS")),
    "listed value": (r"<li>\s*`([A-Z][A-Z0-9_]+)`", _another),
    "value in a condition": (r"\b(?:when|if|unless)\b[^|<]*?`([A-Z][A-Z0-9_]+)`", _another),
    "name in a condition": (r"\b(?:when|if|unless)\b[^|<]*?`([a-z]\w*_\w+)`", _another),
    "only": (r"\b(only )", _GONE),
    "must": (r"\b(must)\b", _to("can")),
    "cannot": (r"\b(cannot)\b", _to("can")),
    "required when": (r"\b([Rr]equired) (?:when|if)\b", _to("Used")),
    "not": (r"\b(not )", _GONE),
    "item of a list": (r"(<li>(?:(?!</?li>|</?ul>).)*)", _GONE),
    "date format": (r"(YYYY-MM-DD(?: HH:MM:SS)?)", _to("YYYY/MM")),
}


@frozen
class _Place:
    page: str
    line: int
    found: re.Match[str]


@frozen
class _Stated:
    facts: list[str]
    problems: list[str]
    lines: set[int]

    @classmethod
    def of(cls, text: str, name: str, others: CrossPage) -> _Stated:
        page, odd = read_page(text.encode(), name)
        operations, more = interpret_page(page, others)
        problems = sorted([*odd, *more])
        told = [f"{each.code}: {each.text}" for each in problems]
        return cls([*map(facts_page, operations)], told, {each.line for each in problems})


def silent(folder: Path, each: int, seed: int) -> Iterator[tuple[str, str, _Place]]:
    """Yield the kind of each changed place, and what became of the change."""
    pages = [read.page for read in read_pages(find_pages([folder]))]
    others = cross_page_of(pages)
    own = (page.name for page in pages if page.endpoints and not page.name.startswith("guides"))
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in own}
    for kind, (pattern, change) in KINDS.items():
        random = Random(f"{seed} {kind}")
        places = [
            _Place(name, text.count("\n", 0, found.start(1)) + 1, found)
            for name, text in texts.items()
            for found in re.finditer(pattern, text, re.MULTILINE)
        ]
        for place in random.sample(places, min(each, len(places))):
            text, (start, end) = texts[place.page], place.found.span(1)
            before = _Stated.of(text, place.page, others)
            new = f"{text[:start]}{change(random, place.found)}{text[end:]}"
            yield kind, _became(before, _Stated.of(new, place.page, others), place.line), place


def _became(before: _Stated, now: _Stated, line: int) -> str:
    if now.facts != before.facts:
        return "in facts"
    if now.problems != before.problems:
        return "told"
    return "beside" if line in before.lines else "silent"


def main(folder: Path, each: int, seed: int, *, show: bool) -> None:
    """Print how many changes of each kind are noticed, and where."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, became, place in silent(folder, each, seed):
        counts[kind][became] += 1
        if show and became == "silent":
            start, end = place.found.span(1)
            text = place.found.string[max(0, start - 90) : end + 60].replace("\n", " ")
            sys.stdout.write(f"{place.page}:{place.line}: {kind} {place.found[1]!r}: …{text}…\n")
    for kind, found in counts.items():
        shown = ", ".join(f"{found[what]} {what}" for what in ("in facts", "told", "beside", "silent"))
        sys.stdout.write(f"{kind}: {found.total()} changed: {shown}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    main(given.folder, given.each, given.seed, show=given.show)
