"""Kinds of reports as a key of the document: metrics, dimensions, filters, and valid combinations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from attrs import evolve

from tiktok_bindgen.assemble.schema import Prose, Schema, enum_keys, meanings_of, type_schema
from tiktok_bindgen.interpret.model import Field, ReportRole
from tiktok_bindgen.interpret.report_model import DimensionMetrics, Report, ReportItem, ReportNote, Slot
from tiktok_bindgen.interpret.report_pages import kind_key, kinds_below

_Value = TypeVar("_Value")

# Headings of metrics that are attributes, not figures: "Attribute metrics", "Video details".
_ATTRIBUTES = re.compile(r"(?:attribute|settings) metrics|date|[\w ]+ details", re.IGNORECASE)

_ROLES: tuple[ReportRole, ...] = ("metrics", "dimensions", "filters")


def report_kinds(reports: Iterable[Report], prose: Prose) -> Schema:
    """Express kinds of reports, by their keys.

    What is stated of a kind whose name others go on after is stated of each of these.
    """
    kinds = {key: _kind(report, prose) for key, report in _spread(reports).items()}
    lists: list[Any] = [kind["metrics"] for kind in kinds.values()]
    attributes = {name for metrics in lists for name, entry in metrics.items() if "attribute" in entry}
    for metrics in lists:
        for name in attributes & metrics.keys():
            # An attribute in one report is one in all others, whatever heading it has there.
            metrics[name]["attribute"] = True
    return {**kinds}


def _spread(reports: Iterable[Report]) -> dict[str, Report]:
    """Return the kinds by key, merging general ones into the kinds they stand for."""
    known = {kind_key(report.name): report for report in reports if report.items}
    found = {key: report for key, report in known.items() if kinds_below(key, known) == (key,)}
    for key, general in known.items():
        for below in kinds_below(key, known):
            if below != key:
                report = found.get(below) or Report(below)
                found[below] = evolve(
                    report,
                    items=(*report.items, *general.items),
                    dimension_metrics=(*report.dimension_metrics, *general.dimension_metrics),
                    groupings=(*report.groupings, *general.groupings),
                    notes=(*report.notes, *general.notes),
                )
    return dict(sorted(found.items()))


def _kind(report: Report, prose: Prose) -> Schema:
    kind: Schema = {"title": report.name}
    if report.lifecycle:
        kind |= {"deprecated": True, "x-lifecycle": report.lifecycle}
    for role in _ROLES:
        by_name: dict[str, list[ReportItem]] = {}
        for item in report.items:
            if item.role == role:
                by_name.setdefault(item.row.name, []).append(item)
        entries = {name: _item(items, prose) for name, items in by_name.items()}
        if role == "dimensions":
            _add_grouped(entries, report)
            _add_metrics(entries, report.dimension_metrics)
        kind[role] = entries
    if report.groupings:
        kind["groupings"] = _distinct([_grouping(each.slots) for each in report.groupings])
    return kind | _notes(report.notes, prose)


def _add_grouped(entries: dict[str, Schema], report: Report) -> None:
    """Add dimensions that appear in groupings only."""
    for grouping in report.groupings:
        for slot in grouping.slots:
            for name in slot.names:
                entries.setdefault(name, {})


def _add_metrics(entries: dict[str, Schema], stated: Iterable[DimensionMetrics]) -> None:
    for each in stated:
        for name in each.dimensions:
            entry = entries.setdefault(name, {})
            if each.without:
                entry["without-metrics"] = [metric.name for metric in each.metrics]
                continue
            entry["metrics"] = [metric.name for metric in each.metrics]
            for mode in ("synchronous", "asynchronous"):
                if only := [metric.name for metric in each.metrics if metric.modes == (mode,)]:
                    entry[f"{mode}-metrics"] = only


def _item(items: Sequence[ReportItem], prose: Prose) -> Schema:
    """Merge the rows of one name: a restriction that one of them lacks does not apply."""
    rows = [item.row for item in items]
    entry = _field(_typed(rows), prose)
    values = {choice.value: choice for row in rows for choice in row.enum}.values()
    lives = [row.lifecycle for row in rows]
    if all(lives):
        entry |= {"deprecated": True, "x-lifecycle": lives[-1]}
    if values:
        entry |= enum_keys(values, meanings_of(_typed(rows).enum, prose))
    groups = _distinct([" / ".join((*item.group, *item.under)) for item in items])
    return entry | _stated(
        groups=[group for group in groups if group],
        category=next((item.category for item in items if item.category), None),
        types=_distinct([each for item in items for each in item.comparisons]),
        levels=_common([item.levels for item in items]),
        modes=_common([item.modes for item in items]),
        needs=_common([item.needs for item in items]),
        excludes=_excluded(items),
        groupings=[_grouping(slots) for slots in _common([item.groupings for item in items])],
        frameworks=_distinct([item.framework for item in items if item.framework]),
        **{
            "real-time": any(item.real_time for item in items) or None,
            "attribute": any(_ATTRIBUTES.fullmatch(part) for each in groups for part in each.split(" / "))
            or None,
        },
    )


def _typed(rows: Sequence[Field]) -> Field:
    return next((row for row in rows if row.type.kind != "any" or row.type.array), rows[0])


def _field(row: Field, prose: Prose) -> Schema:
    entry = type_schema(row.type)
    if row.children:
        entry["properties"] = {child.name: _field(child, prose) for child in row.children}
    described = prose == "full"
    return entry | _stated(
        description=row.description if described else None,
        maxItems=row.limits.max_items,
        default=row.default,
        **{
            "x-presence": row.presence if row.presence != "optional" else None,
            "in-words": [each.digest for each in row.conditions],
        },
    )


def _grouping(slots: Sequence[Slot]) -> list[object]:
    """Express a grouping: single names, and choices of how many names from a set."""
    return [
        slot.names[0]
        if len(slot.names) == slot.least == slot.most
        else {
            "of": list(slot.names),
            **({} if slot.least == 1 else {"least": slot.least}),
            **({} if slot.most == 1 else {"most": slot.most}),
        }
        for slot in slots
    ]


def _excluded(items: Sequence[ReportItem]) -> Schema:
    both = [pair for pair in items[0].excludes if all(pair in item.excludes for item in items)]
    return {role: names for role in _ROLES if (names := [name for other, name in both if other == role])}


def _notes(notes: Iterable[ReportNote], prose: Prose) -> Schema:
    found: dict[str, list[object]] = {"ranges": [], "latencies": [], "groupings-in-words": []}
    for note in notes:
        words = note.words.digest if note.words else None
        if note.words and note.words.text and prose == "full":
            words = note.words.text
        if note.about == "grouping":
            found["groupings-in-words"].append(words)
        elif note.about == "range":
            found["ranges"].append(
                _stated(time=note.amount, dimensions=list(note.dimensions), without=list(note.without))
            )
        else:
            found["latencies"].append(_stated(time=note.amount, **{"in-words": words}))
    return {key: values for key, values in found.items() if values}


def _common(stated: Sequence[tuple[_Value, ...]]) -> list[_Value]:
    """Return the values allowed by any of several lists; an empty list allows everything."""
    return _distinct([value for each in stated for value in each]) if all(stated) else []


def _distinct(values: Iterable[_Value]) -> list[_Value]:
    found: list[_Value] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _stated(**keys: object) -> Schema:
    return {key: value for key, value in keys.items() if value not in (None, [], {})}
