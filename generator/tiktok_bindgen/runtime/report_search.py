"""Search the metrics of reports by words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TypedDict

from .report_rules import report_kind, words
from .searching import Text


class Metric(TypedDict):
    """A metric of a kind of report.

    Attributes:
        name: Its name.
        report: The kind of report, by the name of its module.
        what: Its description; empty if there is none.
        type: The type of its value: ``number``, ``text``, ``boolean``, ``list`` or ``object``.
        levels: The data levels at which it is available; empty if that is not documented.
        groups: The headings under which it is listed.
        deprecated: Whether it is (to be) deprecated.
    """

    name: str
    report: str
    what: str
    type: str
    levels: list[str]
    groups: list[str]
    deprecated: bool


def metrics(package: str) -> list[Metric]:
    """Return all metrics, sorted by name.

    Args:
        package: The package with a file for each kind of report.
    """
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
    """Yield lines of columns, each name once: its type, the reports that have it, and their data levels.

    Its description follows on the next line.
    """
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
