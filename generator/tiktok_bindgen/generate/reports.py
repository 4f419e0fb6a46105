"""Reports in the client: the names that can be requested, as types and tables, and the returned rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tiktok_bindgen.enforced import contested
from tiktok_bindgen.generate import python
from tiktok_bindgen.generate.graph import Class, Field, ListOf, Ref, Scalar
from tiktok_bindgen.generate.plan import Method, Plan
from tiktok_bindgen.openapi import mapping

Entry = Mapping[str, Any]

ROLES = ("metrics", "dimensions", "filters")
# The facts of a name that the client checks or shows.
_TOLD = (
    "attribute",
    "deprecated",
    "groups",
    "levels",
    "modes",
    "needs",
    "excludes",
    "types",
    "metrics",
    "without-metrics",
    "synchronous-metrics",
    "asynchronous-metrics",
)
# The kinds of metrics that are not figures; the kind of a figure is left out, since most are.
_TYPES = {"array": "list", "boolean": "boolean", "object": "object"}


def words(kinds: Mapping[str, Entry]) -> dict[str, str]:
    """Map the name of each metric to the first line of its description, if it has one."""
    lines = {
        name: str(entry.get("description") or "").partition("\n")[0]
        for kind in kinds.values()
        for name, entry in kind.get("metrics", {}).items()
    }
    return {name: python.prose(text) for name, text in sorted(lines.items()) if text}


def kind_view(kind: Entry) -> dict[str, Any]:
    """Return one kind of report: its documented names by role, and which of them can be combined."""
    # Groupings that are only described in prose may allow more combinations.
    whole = not kind.get("groupings-in-words")
    ranges = [
        [int(days), *(each.get(key, ()) for key in ("dimensions", "without"))]
        for each in kind.get("ranges", ())
        for days, _, unit in [str(each.get("time", "")).partition(" ")]
        if days.isdecimal() and unit in {"day", "days"}
    ]
    return {
        "title": python.prose(str(kind.get("title", ""))),
        **{role: _by_entry(kind.get(role, {}), role) for role in ROLES},
        "groupings": [[*map(_slot, slots)] for slots in kind.get("groupings", ())] if whole else [],
        "ranges": ranges,
    }


def _by_entry(entries: Mapping[str, Entry], role: str) -> list[tuple[Entry, list[str]]]:
    """Return pairs of facts and the names that share them."""
    alike: dict[str, tuple[Entry, list[str]]] = {}
    for name, entry in entries.items():
        facts = _entry(entry, role)
        alike.setdefault(repr(facts), (facts, []))[1].append(name)
    return [*alike.values()]


def _entry(entry: Entry, role: str) -> Entry:
    against = contested(entry)
    facts = {key: entry[key] for key in _TOLD if key in entry and key not in against}
    if role == "metrics" and not _is_figure(entry):
        facts = {"type": _TYPES.get(entry.get("type", "string"), "text"), **facts}
    return facts


def _texts(values: Sequence[object]) -> str:
    return python.tuple_of(map(python.literal, values)) if values else "()"


def _slot(slot: Any) -> Any:
    return (
        slot if isinstance(slot, str) else {key: slot[key] for key in ("of", "least", "most") if key in slot}
    )


# Names of reports in requests.


def named(of: Field | Class) -> dict[str, list[str]]:
    """The kinds whose names a field holds, or an object has as fields, by role."""
    known = mapping(of.facts.get("x-report-names"))
    return {role: [str(key) for key in known[role]] for role in ROLES if isinstance(known.get(role), list)}


def name_types(plan: Plan, item: Field) -> list[str]:
    """Return the types of the names that a text or a list of texts can hold, besides any other text."""
    of = item.type.item if isinstance(item.type, ListOf) else item.type
    if not (isinstance(of, Scalar) and of.kind == "string"):
        return []
    known = plan.report_aliases
    wanted = [(key, role) for role, keys in named(item).items() for key in keys]
    return [known[one] for one in wanted if one in known]


def asked(plan: Plan, method: Method, package: str) -> str:
    """Return the expression that relates an operation's fields to reports; empty if none are related."""
    fields: dict[str, str] = {}
    kinds: dict[str, None] = {}
    options: dict[str, str] = {}
    for item in (argument.field for argument in method.arguments):
        for role, keys in named(item).items():
            listed = isinstance(item.type, ListOf)
            parts = item.facts.get("x-report-filter")
            if listed and (role != "filters" or isinstance(parts, Mapping)):
                fields[role] = item.wire
                kinds |= dict.fromkeys(key for key in keys if key in plan.reports)
            if listed and isinstance(parts, Mapping):
                pair = [python.literal(parts.get(part, "")) for part in ("name", "comparison")]
                options["parts"] = python.tuple_of(pair)
        for key, option in (("x-report-kinds", "by"), ("x-report-levels", "level")):
            if isinstance(values := item.facts.get(key), Mapping):
                values = {one: of for one, of in values.items() if option != "by" or str(of) in plan.reports}
                options[option] = f"({python.quote(item.wire)}, {python.literal(values)})"
    if not fields or not kinds:
        return ""
    if isinstance(mode := method.operation.facts.get("x-report-mode"), str):
        options["mode"] = python.quote(mode)
    found = [python.quote(f"{package}.reports"), _texts(list(kinds)), python.literal(fields)]
    return python.call("Asked", *found, *(f"{name}={value}" for name, value in options.items()))


# Names of reports in returned rows.


def row_kinds(plan: Plan, cls: Class) -> Iterator[Mapping[str, Entry]]:
    """Yield, for each kind, the names in a class of rows with their facts; nothing for other classes."""
    if cls.name not in plan.requests:
        for role, keys in named(cls).items():
            for key in keys if role != "filters" else ():
                yield plan.reports.get(key, {}).get(role, {})


def row_types(plan: Plan, cls: Class) -> dict[str, str]:
    """Map each name in a row to its type: ``Decimal`` for a figure; empty if the field has a type."""
    is_metric = "metrics" in named(cls)
    known = [kind for kind in row_kinds(plan, cls) if kind]
    fields = {item.wire: item for item in cls.fields}
    wires = dict.fromkeys([*fields, *(name for kind in known for name in kind)])
    found = {}
    for wire in wires:
        entries = [kind[wire] for kind in known if wire in kind]
        item = fields.get(wire)
        if item is not None and (isinstance(item.type, ListOf | Ref) or not entries):
            found[wire] = ""
        else:
            found[wire] = "Decimal" if is_metric and all(map(_is_figure, entries)) else _plain(entries)
    return found


def row_lines(plan: Plan, cls: Class) -> dict[str, str]:
    """Map each name in a row to its description."""
    known = [*row_kinds(plan, cls), {item.wire: item.facts for item in cls.fields}]
    return {
        wire: next(
            (str(kind[wire]["description"]) for kind in known if "description" in kind.get(wire, {})), ""
        )
        for wire in row_types(plan, cls)
    }


def _is_figure(entry: Entry) -> bool:
    # Figures are documented as text, as they are sent; attributes such as names are text as well.
    kind = entry.get("type", "string")
    return kind in {"string", "integer", "number"} and not entry.get("attribute") and "enum" not in entry


def _plain(entries: Sequence[Entry]) -> str:
    kinds = {entry.get("type", "string") for entry in entries}
    return "str" if kinds == {"string"} else "bool" if kinds == {"boolean"} else "Any"
