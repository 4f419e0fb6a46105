"""Search the metrics of reports by words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TypedDict

from .report_rules import report_kind, words
from .searching import Text


class Metric(TypedDict):
    """A metric of a kind of report."""

    name: str
    report: str  # the kind of report, by the name of its module
    what: str  # its description; empty if there is none
    type: str  # the type of its value: ``number``, ``text``, ``boolean``, ``list`` or ``object``
    levels: list[str]  # the data levels at which it is available; empty if that is not documented
    groups: list[str]  # the headings under which it is listed
    deprecated: bool  # whether it is (to be) deprecated


def metrics(package: str) -> list[Metric]:  # the package with a file for each kind of report
    """Return all metrics, sorted by name."""
    every: list[Metric] = []
    descriptions = words(package)
    for key in import_module(package).KINDS:
        for name, entry in report_kind(package, key).metrics.items():
            every.append(
                {
                    "name": name,
                    "report": key,
                    "what": descriptions.get(name, ""),
                    "type": entry.get("type", "number"),
                    "levels": list(entry.get("levels", ())),
                    "groups": list(entry.get("groups", ())),
                    "deprecated": entry.get("deprecated", False),
                }
            )
    return sorted(every, key=lambda each: each["name"])


def text_of(metric: Metric) -> Text:
    """Return what a metric is searched by."""
    more = (metric["report"], metric["type"], *metric["levels"], *metric["groups"])
    return Text(metric["name"], metric["what"], "\n".join(more))


def lines(found: Sequence[Metric]) -> Iterator[str]:
    """Yield lines of columns, each name once, with its type, reports and levels, then its description."""
    by_name: dict[str, list[Metric]] = {}
    for metric in found:
        by_name.setdefault(metric["name"], []).append(metric)
    width = max(map(len, by_name), default=0)
    for name, several in by_name.items():
        types = "/".join(dict.fromkeys(one["type"] for one in several))
        levels = dict.fromkeys(level for one in several for level in one["levels"])
        reports = ", ".join(one["report"] for one in several)
        at = f" ({', '.join(levels)})" if levels else ""
        yield f"{name:<{width}}  {types:<7}  {reports}{at}"
        if what := several[0]["what"]:
            yield f"{'':<{width}}  {what}"
