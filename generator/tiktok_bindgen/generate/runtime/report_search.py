"""Metrics of reports, found by words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TypedDict

from .report_rules import Kind


class Metric(TypedDict):
    """A metric of a kind of report.

    Attributes:
        name: Its name.
        report: The kind, by the name of its module.
        what: What it tells; empty where nothing says so.
        type: What its value is: ``number``, ``text``, ``boolean``, ``list`` or ``object``.
        levels: The data levels that it is for; none where that is not told.
        groups: The headings that it is listed under.
        deprecated: Whether it is (to be) deprecated.
    """

    name: str
    report: str
    what: str
    type: str
    levels: list[str]
    groups: list[str]
    deprecated: bool


def found(package: str, words: Sequence[str]) -> list[Metric]:
    """Find the metrics that all of some words are found in, in any case, by name.

    Args:
        package: The package with a module for each kind of report.
        words: The words.
    """
    wanted = [word.lower() for word in words]
    metrics: list[Metric] = []
    told_of: dict[str, str] = import_module(f"{package}._words").WORDS
    for key in import_module(package).KINDS:
        kind: Kind = import_module(f"{package}.{key}").KIND
        for name, entry in kind.metrics.items():
            metric: Metric = {
                "name": name,
                "report": key,
                "what": told_of.get(name, ""),
                "type": entry.get("type", "number"),
                "levels": list(entry.get("levels", ())),
                "groups": list(entry.get("groups", ())),
                "deprecated": entry.get("deprecated", False),
            }
            told = (name, key, kind.title, metric["type"], *metric["levels"], *metric["groups"])
            text, what = "\n".join(told).lower(), f" {metric['what'].lower()}"
            # Of a sentence, the beginning of a word: "live" is not meant by "delivery".
            if all(word in text or f" {word}" in what for word in wanted):
                metrics.append(metric)
    return sorted(metrics, key=lambda one: one["name"])


def lines(metrics: Sequence[Metric]) -> Iterator[str]:
    """Write metrics in columns, each name once: its type, the reports that have it, their data levels.

    What it tells stands below.
    """
    by_name: dict[str, list[Metric]] = {}
    for metric in metrics:
        by_name.setdefault(metric["name"], []).append(metric)
    width = max(map(len, by_name), default=0)
    for name, several in by_name.items():
        types = "/".join(dict.fromkeys(one["type"] for one in several))
        levels = dict.fromkeys(level for one in several for level in one["levels"])
        reports = ", ".join(one["report"] for one in several)
        at = f" ({', '.join(levels)})" if levels else ""
        yield f"{name:<{width}}  {types:<7}  {reports}{at}"
        if told := several[0]["what"]:
            yield f"{'':<{width}}  {told}"
