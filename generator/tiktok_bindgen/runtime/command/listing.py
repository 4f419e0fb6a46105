"""``operations`` and ``metrics``: list operations, and search the metrics of reports."""

from __future__ import annotations

import argparse
import json

from ..arguments import Parser, Verb
from .package import Package
from .reading import show

_METRICS = (
    "Print the metrics of reports that match all WORDs in their name, description, kinds of reports, data "
    "levels or groups."
)


def _json_alone(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print a JSON array")


def _operations(options: argparse.Namespace, package: Package) -> int:
    keys = ("method", "path", "name", "docs", "deprecated")
    if options.json:
        show(json.dumps([dict(zip(keys, row, strict=True)) for row in package.operations], indent=2))
        return 0
    for method, path, name, _, _ in package.operations:
        show(f"{method} {path} {name}")
    return 0


def _metrics_arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help="a word to search for; default: all metrics")
    _json_alone(parser)


def _metrics(options: argparse.Namespace, package: Package) -> int:
    from ..report_search import found, lines

    metrics = found(package.reports, options.words)
    for line in [json.dumps(metrics, indent=2)] if options.json else lines(metrics):
        show(line)
    return 0 if metrics else 1


OPERATIONS = Verb(
    "operations",
    "",
    "list all operations",
    "Print the method, path and name of each operation, one per line.",
    ("python -m tiktok_business operations",),
    _json_alone,
    _operations,
)
METRICS = Verb(
    "metrics",
    "[WORD]...",
    "search the metrics of reports",
    _METRICS,
    ("python -m tiktok_business metrics cost per conversion",),
    _metrics_arguments,
    _metrics,
)
