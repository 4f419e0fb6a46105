"""``operations`` and ``metrics``: list and search operations, and the metrics of reports."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence

from ..arguments import Parser, Verb
from ..lookup import LISTED, Row
from ..paths import short
from ..report_search import lines, metrics, text_of
from ..searching import Text, search, similar
from .package import Package
from .reading import report, show, show_json

_METRICS = (
    "Print the metrics of reports that match all WORDs in their name, description, kinds of reports, data "
    "levels or groups, the best first."
)
_OPERATIONS = (
    "Print the method, path and name of each operation, and what it does, one per line. With WORDs, only of "
    "those that match all of them, the best first."
)


def _words(parser: Parser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help="a word to search for; default: all")
    parser.switch("--json", "print a JSON array")


def _operations(options: argparse.Namespace, package: Package) -> int:
    texts = texts_of(package)
    rows, listed = package.operations, list[str]()
    if options.words:
        rows = search(rows, texts.__getitem__, options.words)
        # Who lists all operations mostly feeds another program.
        listed = [short(path) for path in package.listed if all(word in path for word in options.words)]
    if listed:
        report(0, f"{LISTED}:", *(f"  {path}" for path in listed))
    if not rows:
        return 0 if listed else _nothing("operation", options.words, texts.values())
    if options.json:
        keys = ("method", "path", "name", "docs", "deprecated")
        data = [
            {**dict(zip(keys, row, strict=True)), "call": package.dotted(row), "what": texts[row].what}
            for row in rows
        ]
        show_json(data)
        return 0
    for row in rows:
        what = texts[row].what
        if row[4] and "deprecated" not in what.casefold():
            what = f"{what} (deprecated)".strip()
        show(f"{row[0]} {row[1]} {package.dotted(row)}  {what}".rstrip())
    return 0


def texts_of(package: Package) -> dict[Row, Text]:
    """Return what each operation is searched by."""
    summaries = package.summaries()
    return {row: Text(f"{short(row[1])} {row[2]}", summaries.get(row[2], "")) for row in package.operations}


def _nothing(what: str, words: Sequence[str], texts: Iterable[Text]) -> int:
    return report(1, f"no {what} matches {' '.join(words)}{similar(words, texts)}")


def _metrics(options: argparse.Namespace, package: Package) -> int:
    every = metrics(package.reports)
    found = search(every, text_of, options.words) if options.words else every
    if not found and options.words:
        _nothing("metric", options.words, map(text_of, every))
    for line in [json.dumps(found, indent=2)] if options.json else lines(found):
        show(line)
    return 0 if found else 1


OPERATIONS = Verb(
    "operations",
    "[WORD]...",
    "list or search operations",
    _OPERATIONS,
    ("python -m tiktok_business operations upload video",),
    _words,
    _operations,
)
METRICS = Verb(
    "metrics",
    "[WORD]...",
    "search the metrics of reports",
    _METRICS,
    ("python -m tiktok_business metrics cost per conversion",),
    _words,
    _metrics,
)
