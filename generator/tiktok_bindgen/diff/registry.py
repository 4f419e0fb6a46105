"""The rules by which changes are judged: each kind of change, for senders of a value and for readers of it.

The kinds are the table ``kinds.tsv``. Below the heading of its area, each line is one kind, its cells
separated by tabs:

- its name, unique and in kebab-case;
- its severity where a caller sends the value, and where one reads it; if the value is neither sent nor read,
  its severity, and ``-``;
- the message: a template with ``{name}``, ``{old}``, ``{new}`` and ``{note}``;
- the reason for a judgement that is not obvious, after ``why sent:``, ``why read:`` or, for either, ``why:``;
- a general description, after ``about:``, where the message does not give one;
- what a caller of our client has to alter if it is breaking, after ``do sent:``, ``do read:`` or, if neither
  applies, ``do:``: a template that `tiktok_bindgen.diff.hints` fills in.

The name of the reverse change follows from a kind's name, and the kinds of limits differ only in names.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

from attrs import field, frozen

from tiktok_bindgen.diff.families.keywords import LIMITS
from tiktok_bindgen.diff.model import FactText, Severity, Side

_OPPOSITES = (
    ("added", "removed"),
    ("came", "went"),
    ("deprecated", "restored"),
    ("found", "lost"),
    ("increased", "decreased"),
    ("loosened", "tightened"),
    ("opened", "closed"),
    ("widened", "narrowed"),
)


# The hints for kinds without one in the table.
_HINTS: dict[Side, str] = {
    "request": "`{call}`: check that {argument} is as now documented",
    "response": "`{read}`: check that code reading it accepts what is now documented",
    "": "",
}


@frozen
class Rule:
    """One rule.

    Attributes:
        id: Its name: the side, if it has one, and the kind of change.
        kind: The kind of change without the side.
        area: The family it belongs to.
        side: Whether it is about requests, responses, or neither.
        severity: The severity of such a change.
        sentence: A general description.
        why: The reason for the severity, if it is not obvious.
        message: A template for the message of a change, with ``{name}``, ``{old}``, ``{new}`` and
            ``{note}``.
        mirror: The id of the rule for the reverse change.
        hint: A template of what a caller of our client has to alter.
    """

    id: str
    kind: str
    area: str
    side: Side
    severity: Severity
    sentence: str
    why: str
    message: str
    mirror: str
    hint: str


@cache
def registry() -> dict[str, Rule]:
    """Return all rules keyed by id, in the order of the table."""
    rules = [rule for kind in (*_table(), *_limits()) for rule in _rules(kind)]
    found = {rule.id: rule for rule in rules}
    assert len(found) == len(rules), "a rule's id stands twice"
    return found


def rule_id(kind: str, side: Side) -> str:
    """Return the id of the rule for a kind of change on a side."""
    return kind if kind in registry() else f"{side}-{kind}"


@frozen
class _Kind:
    """One kind of change: a line of the table.

    Attributes:
        notes: Its reasons, description and hints, keyed by their prefixes.
    """

    area: str
    name: str
    sent: Severity
    read: Severity | None
    message: str
    notes: dict[str, str] = field(factory=dict)


def _table() -> Iterator[_Kind]:
    area = ""
    for line in Path(__file__).with_name("kinds.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            area = line.removeprefix("# ")
            continue
        name, sent, read, message, *notes = (cell.strip() for cell in line.split("\t"))
        severities = cast("Severity", sent), None if read == "-" else cast("Severity", read)
        yield _Kind(area, name, *severities, message, dict(note.split(": ", 1) for note in notes))


def _limits() -> Iterator[_Kind]:
    """Yield the four kinds of each limit: added, removed, stricter and looser."""
    stated = "No limit was stated before: a request beyond this one is rejected, by our client too."
    loosened = {
        "why read": "A value beyond the old limit can be returned, and callers may have relied on it."
    }
    for name, noun in LIMITS.values():
        is_least = name.startswith("min")
        more, less = ("decreased", "increased") if is_least else ("increased", "decreased")
        verb, have, most = ("must", "have", "at least") if is_least else ("may", "have", "at most")
        if not noun:
            verb, have, most = "must", "be", "no less than" if is_least else "no more than"
        old, new = f"{most} {{old:{noun}}}", f"{most} {{new:{noun}}}"
        now = f"`{{name}}` {verb} now {have} {new}"
        no_longer = f"no longer applies: `{{name}}` {verb} {have} {old}"
        other = f"{now}, was {{old}}"
        hint = {"do sent": f"`{{call}}`: pass {new} for {{argument}}"}
        yield _Kind("Limits", f"{name}-added", "breaking", "safe", now, {"why sent": stated, **hint})
        yield _Kind("Limits", f"{name}-removed", "safe", "risky", no_longer, loosened)
        yield _Kind("Limits", f"{name}-{less}", "breaking", "safe", other, hint)
        yield _Kind("Limits", f"{name}-{more}", "safe", "risky", other, loosened)


def _rules(kind: _Kind) -> Iterator[Rule]:
    judged: tuple[tuple[Side, Severity, str], ...] = (("", kind.sent, ""),)
    if kind.read is not None:
        judged = (("request", kind.sent, " sent"), ("response", kind.read, " read"))
    sentence = kind.message.format(name="field", old=FactText("OLD"), new=FactText("NEW"), note="…")
    for side, severity, which in judged:
        prefix = f"{side}-" if side else ""
        yield Rule(
            id=f"{prefix}{kind.name}",
            kind=kind.name,
            area=kind.area,
            side=side,
            severity=severity,
            sentence=kind.notes.get("about", f"{sentence[:1].upper()}{sentence[1:]}."),
            why=kind.notes.get("why", kind.notes.get(f"why{which}", "")),
            message=kind.message,
            mirror=f"{prefix}{_mirror(kind.name)}",
            hint=kind.notes.get(f"do{which}", _HINTS[side]),
        )


def _mirror(name: str) -> str:
    """Return the kind of the reverse change: that of ``a-to-b`` is ``b-to-a``."""
    words = name.split("-")
    if words[1:-1] == ["to"]:
        return "-".join(reversed(words))
    opposites = {**dict(_OPPOSITES), **{other: one for one, other in _OPPOSITES}}
    return "-".join(opposites.get(word, word) for word in words)
