"""What goes with a metric, a dimension or a filter of reports, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tiktok_bindgen.generate.runtime.lookup import meant
from tiktok_bindgen.problem import InputError

Entry = Mapping[str, Any]

#: What can be asked for, by the word for one of it.
ROLES = {"metric": "metrics", "dimension": "dimensions", "filter": "filters"}


def report_name(spec: Mapping[str, Any], role: str, name: str) -> str:
    """Write out in which kinds of reports a name is, and what it goes with there.

    Args:
        spec: The specification.
        role: ``metric``, ``dimension`` or ``filter``.
        name: The name.

    Raises:
        InputError: No kind of report has it; names those that are spelled alike.
    """
    kinds = {
        key: kind for key, kind in spec.get("x-reports", {}).items() if name in kind.get(ROLES[role], {})
    }
    if not kinds:
        known = sorted(
            {one for kind in spec.get("x-reports", {}).values() for one in kind.get(ROLES[role], {})}
        )
        raise InputError(f"no report has a {role} {name}{meant(name, known)}")
    told = (str(kind[ROLES[role]][name].get("description") or "") for kind in kinds.values())
    what = next(filter(None, told), "").partition("\n")[0]
    lines = [f"{role} {name}", *([what] if what else [])]
    for key, kind in kinds.items():
        lines += ["", f"{kind['title']} reports ({key})"]
        lines += [f"  {line}" for line in entry_lines(kind, ROLES[role], name)]
    return "\n".join(lines)


def entry_lines(kind: Entry, role: str, name: str) -> Iterator[str]:
    """What a name of a kind of reports goes with, line by line; ``role`` is that of several: ``metrics``."""
    entry = kind[role][name]
    if entry.get("deprecated"):
        yield entry.get("x-lifecycle", "deprecated").replace("-", " ")
    yield from own_lines(entry)
    if role == "metrics":
        yield from _of_metric(kind, name, entry)
    elif role == "dimensions":
        yield from of_dimension(kind, name, entry)


def own_lines(entry: Entry) -> Iterator[str]:
    """What is stated of a name by itself, line by line."""
    for key, words in (
        ("groups", "listed under"),
        ("types", "compared by"),
        ("levels", "at the data levels"),
        ("modes", "only in reports that are"),
        ("needs", "needs a dimension, one of"),
    ):
        if entry.get(key):
            yield f"{words} {', '.join(entry[key])}"
    for other, names in entry.get("excludes", {}).items():
        yield f"does not go with the {other} {', '.join(names)}"


def _of_metric(kind: Entry, name: str, entry: Entry) -> Iterator[str]:
    dimensions = kind.get("dimensions", {}).items()
    told = [(one, of) for one, of in dimensions if "metrics" in of or "without-metrics" in of]
    # What says what something is goes with any dimension.
    lists = [] if entry.get("attribute") else told
    good = [
        one
        for one, of in lists
        if name in of.get("metrics", [name]) and name not in of.get("without-metrics", ())
    ]
    bad = [one for one, _ in lists if one not in good]
    for goes, dimensions_of in (("with", good), ("not with", bad)):
        if dimensions_of:
            yield f"of the dimensions that do not take all metrics, goes {goes} {', '.join(dimensions_of)}"
    for mode in ("synchronous", "asynchronous"):
        if only := [one for one, of in lists if name in of.get(f"{mode}-metrics", ())]:
            yield f"goes with {', '.join(only)} in {mode} reports only"
    if entry.get("groupings"):
        yield "can be grouped by"
        yield from (f"  {grouping_text(each)}" for each in entry["groupings"])


def of_dimension(kind: Entry, name: str, entry: Entry) -> Iterator[str]:
    """What a dimension goes with in a kind of reports, line by line."""
    if "metrics" in entry:
        names = entry["metrics"]
        yield f"goes with {len(names)} of {len(kind['metrics'])} metrics: {', '.join(names)}"
    if "without-metrics" in entry:
        yield f"does not go with the metrics {', '.join(entry['without-metrics'])}"
    for mode in ("synchronous", "asynchronous"):
        if only := entry.get(f"{mode}-metrics"):
            yield f"in {mode} reports only with {', '.join(only)}"
    for each in kind.get("ranges", ()):
        if name in each.get("dimensions", ()):
            yield f"for at most {each['time']}"
    groupings = [each for each in kind.get("groupings", ()) if name in set(_names(each))]
    if groupings:
        more = ", besides others that stay words" if kind.get("groupings-in-words") else ""
        yield f"can be grouped by{more}"
        yield from (f"  {grouping_text(each)}" for each in groupings)


def _names(grouping: Iterable[Any]) -> Iterator[str]:
    for slot in grouping:
        yield from [slot] if isinstance(slot, str) else slot["of"]


def grouping_text(grouping: Iterable[Any]) -> str:
    """A grouping of dimensions in words."""
    return " + ".join(slot if isinstance(slot, str) else _choice(slot) for slot in grouping)


def _choice(slot: Entry) -> str:
    least, most = slot.get("least", 1), slot.get("most", 1)
    count = {(1, 1): "one of ", (0, 1): "at most one of ", (1, None): "some of "}.get((least, most))
    if count is None:
        count = f"{least} to {most} of " if most is not None else f"{least} or more of "
    return f"{count}({', '.join(slot['of'])})"
