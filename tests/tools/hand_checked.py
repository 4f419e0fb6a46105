"""Measure how well the portal is read: precision and recall by kind of fact, from fields checked by hand.

    python tests/tools/hand_checked.py [PORTAL_DIR] [--no-leaving-out]

``PORTAL_DIR`` holds ``2026-05``, and ``first-half.txt``, which names the pages of the first half.
Prints, for each half, how many facts were found by hand, by the reader, and by both; the differences, with
page and line; how many of the sentences that demand something of a request's fields, and can be decided from
that request, are completely expressed as rules; and how a category is read with only the wordings that others
need (see `leave_one_out`).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from leave_one_out import LeftOut, leave_one_out
from read_rows import CHECKED, KINDS, Compared, Place, Row, compared, rows_of
from rules_report import JudgedSentence, cross_page_of, is_outside, judged_pages

from tiktok_bindgen.interpret.cross_page import CrossPage
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sources import find_pages, read_pages

# Whether a page counts, by its name.
Chosen = Callable[[str], bool]


def main(portal: Path, *, leave_out: bool) -> None:
    """Print the figures of a portal."""
    pages = [read.page for read in read_pages(find_pages([portal / "2026-05"]))]
    half = frozenset((portal / "first-half.txt").read_text(encoding="utf-8").split())
    halves: dict[str, Chosen] = {
        "first half": lambda page: page in half,
        "second half": lambda page: page not in half,
        "whole": lambda _: True,
    }
    context = cross_page_of(pages)
    operations, judged = judged_pages(pages, context)
    rows = rows_of(operations, judged)
    found = {
        (each["page"], each["line"]): compared(each, rows.get((each["page"], each["line"])))
        for each in CHECKED
    }
    for name, chosen in halves.items():
        _print_half(name, [each for (page, _), each in found.items() if chosen(page)])
    _print_differences(found)
    for name, chosen in halves.items():
        _print_demands(name, [each for each in judged if chosen(each.page)])
        _say(f"  besides, {_unjudged(rows, judged, chosen)} sentences of alternatives were not judged")
    if leave_out:
        _print_left_out(pages, context, rows)


def _print_half(name: str, fields: Sequence[Compared]) -> None:
    _say(f"{name}: {len(fields)} fields by eye, {sum(1 for each in fields if not each.kinds)} read the same")
    _say(f"  {'':10} {'by eye':>7} {'read':>7} {'both':>7} {'precision':>10} {'recall':>7}")
    both = Counter(kind for each in fields for kind, _ in each.both)
    missed = Counter(kind for each in fields for kind, _ in each.missed)
    wrong = Counter(kind for each in fields for kind, _ in each.wrong)
    for kind in KINDS:
        same, seen, read = both[kind], both[kind] + missed[kind], both[kind] + wrong[kind]
        shares = f"{_share(same, read):>10} {_share(same, seen):>7}"
        _say(f"  {kind:10} {seen:7} {read:7} {same:7} {shares}")


def _print_differences(found: Mapping[Place, Compared]) -> None:
    _say("read otherwise than by eye:")
    for (page, line), each in sorted(found.items()):
        for word, facts in (("missed", each.missed), ("wrong", each.wrong)):
            for kind, fact in sorted(facts):
                _say(f"  {page}:{line}: {kind} {word}: {fact[:_LONGEST]}")


_LONGEST = 150


def _print_demands(name: str, judged: Sequence[JudgedSentence]) -> None:
    count = Counter(each.judged.status for each in judged)
    outside = sum(1 for each in judged if each.judged.status != "formal" and is_outside(each))
    inside = len(judged) - outside
    _say(
        f"{name}: {len(judged)} sentences demand something of a request, {outside} of them hang on another "
        f"call or on no field; of the other {inside}, {count['formal']} are rules wholly "
        f"({_share(count['formal'], inside)}), {count['partial']} in part"
    )


def _unjudged(rows: Mapping[Place, Row], judged: Sequence[JudgedSentence], chosen: Chosen) -> int:
    """Count the conditions of alternatives' fields that were kept in words without being judged."""
    places = {(each.page, each.judged.node.field.line) for each in judged}
    return sum(
        len(row.field.conditions)
        for (page, line), row in rows.items()
        if row.in_alternative and chosen(page) and (page, line) not in places
    )


def _print_left_out(pages: Sequence[Page], context: CrossPage, rows: Mapping[Place, Row]) -> None:
    _say("without the rows of tables that match in no other category: rows, recall by eye, of all facts")
    found: list[LeftOut] = []
    for each in leave_one_out(pages, context, rows):
        found.append(each)
        by_eye = f"{_share(each.found, each.checked)} → {_share(each.found_without, each.checked)}"
        of_all = _share(each.facts_without, each.facts)
        _say(f"  {each.category:32} {len(each.rows):4} {by_eye:>16} {of_all:>7}")
    mean = fmean(each.facts_without / each.facts for each in found if each.facts)
    before = fmean(each.found / each.checked for each in found if each.checked)
    after = fmean(each.found_without / each.checked for each in found if each.checked)
    _say(f"  mean: by eye {before:.1%} → {after:.1%}, of all facts {mean:.1%}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "portal", nargs="?", type=Path, default=os.environ.get("PORTAL_PAGES", "../shared/portal")
    )
    parser.add_argument("--no-leaving-out", action="store_true", help="leave out what takes a minute")
    given = parser.parse_args()
    main(Path(given.portal), leave_out=not given.no_leaving_out)
