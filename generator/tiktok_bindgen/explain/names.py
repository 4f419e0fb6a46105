"""What a metric, dimension or filter of reports can be combined with, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.lookup import did_you_mean

Entry = Mapping[str, Any]

#: The plural of each role, which is its key in the document.
ROLES = {"metric": "metrics", "dimension": "dimensions", "filter": "filters"}


def report_name(spec: Mapping[str, Any], role: str, name: str) -> str:
    """Describe in which kinds of reports a name occurs, and what it can be combined with there.

    Args:
        spec: The specification.
        role: ``metric``, ``dimension`` or ``filter``.
        name: The name.

    Raises:
        InputError: No kind of report has it; suggests similarly spelled names.
    """
    kinds = {
        key: kind for key, kind in spec.get("x-reports", {}).items() if name in kind.get(ROLES[role], {})
    }
    if not kinds:
        known = sorted(
            {one for kind in spec.get("x-reports", {}).values() for one in kind.get(ROLES[role], {})}
        )
        raise InputError(f"no report has a {role} {name}{did_you_mean(name, known)}")
    descriptions = (str(kind[ROLES[role]][name].get("description") or "") for kind in kinds.values())
    what = next(filter(None, descriptions), "").partition("\n")[0]
    lines = [f"{role} {name}", *([what] if what else [])]
    for key, kind in kinds.items():
        lines += ["", f"{kind['title']} reports ({key})"]
        lines += [f"  {line}" for line in entry_lines(kind, ROLES[role], name)]
    return "\n".join(lines)


def entry_lines(kind: Entry, role: str, name: str) -> Iterator[str]:
    """Yield lines on what a name can be combined with; ``role`` is plural, such as ``metrics``."""
    entry = kind[role][name]
    if entry.get("deprecated"):
        yield entry.get("x-lifecycle", "deprecated").replace("-", " ")
    yield from own_lines(entry)
    if role == "metrics":
        yield from _of_metric(kind, name, entry)
    elif role == "dimensions":
        yield from of_dimension(kind, name, entry)


def own_lines(entry: Entry) -> Iterator[str]:
    """Yield lines on a name's own facts."""
    for key, words in (
        ("groups", "listed under"),
        ("types", "compared by"),
        ("levels", "at the data levels"),
        ("modes", "only in reports that are"),
        ("needs", "requires one of the dimensions"),
    ):
        if entry.get(key):
            yield f"{words} {', '.join(entry[key])}"
    for other, names in entry.get("excludes", {}).items():
        yield f"cannot be combined with the {other} {', '.join(names)}"


def _of_metric(kind: Entry, name: str, entry: Entry) -> Iterator[str]:
    dimensions = kind.get("dimensions", {}).items()
    limited = [(one, of) for one, of in dimensions if "metrics" in of or "without-metrics" in of]
    # An attribute goes with any dimension.
    lists = [] if entry.get("attribute") else limited
    good = [
        one
        for one, of in lists
        if name in of.get("metrics", [name]) and name not in of.get("without-metrics", ())
    ]
    bad = [one for one, _ in lists if one not in good]
    for can, dimensions_of in (("can", good), ("cannot", bad)):
        if dimensions_of:
            names = ", ".join(dimensions_of)
            yield f"of the dimensions limited to some metrics, {can} be combined with {names}"
    for mode in ("synchronous", "asynchronous"):
        if only := [one for one, of in lists if name in of.get(f"{mode}-metrics", ())]:
            yield f"can be combined with {', '.join(only)} in {mode} reports only"
    if entry.get("groupings"):
        yield "can be grouped by"
        yield from (f"  {grouping_text(each)}" for each in entry["groupings"])


def of_dimension(kind: Entry, name: str, entry: Entry) -> Iterator[str]:
    """Yield lines on what a dimension can be combined with in a kind of reports."""
    if "metrics" in entry:
        names = entry["metrics"]
        of = number_of(len(kind["metrics"]), "metric")
        yield f"can be combined with {len(names)} of {of}: {', '.join(names)}"
    if "without-metrics" in entry:
        yield f"cannot be combined with the metrics {', '.join(entry['without-metrics'])}"
    for mode in ("synchronous", "asynchronous"):
        if only := entry.get(f"{mode}-metrics"):
            yield f"in {mode} reports only with {', '.join(only)}"
    for each in kind.get("ranges", ()):
        if name in each.get("dimensions", ()):
            yield f"for at most {each['time']}"
    groupings = [each for each in kind.get("groupings", ()) if name in set(_names(each))]
    if groupings:
        more = " (more are documented in words only)" if kind.get("groupings-in-words") else ""
        yield f"can be grouped by{more}"
        yield from (f"  {grouping_text(each)}" for each in groupings)


def _names(grouping: Iterable[Any]) -> Iterator[str]:
    for slot in grouping:
        yield from [slot] if isinstance(slot, str) else slot["of"]


def grouping_text(grouping: Iterable[Any]) -> str:
    """Write a grouping of dimensions in words."""
    return " + ".join(slot if isinstance(slot, str) else _choice(slot) for slot in grouping)


def _choice(slot: Entry) -> str:
    least, most = slot.get("least", 1), slot.get("most", 1)
    count = {(1, 1): "one of ", (0, 1): "at most one of ", (1, None): "some of "}.get((least, most))
    if count is None:
        count = f"{least} to {most} of " if most is not None else f"{least} or more of "
    return f"{count}({', '.join(slot['of'])})"
