"""Every rule by which a change is judged: each kind of change, for who sends a value and for who reads it.

The kinds are the table ``kinds.tsv``. Below the heading of its area, each line is one kind, its cells apart
by tabs:

- its name, unique and in kebab-case;
- how bad it is where a caller sends the value, and where one reads it; of what is neither sent nor read, how
  bad it is, and ``-``;
- what is said of one change: a template with ``{name}``, ``{old}``, ``{new}`` and ``{note}``;
- where the judgement does not speak for itself, the reason for it, after ``why sent:``, ``why read:`` or, for
  either, ``why:``;
- after ``about:``, what it is about in general, where what is said of one change does not tell;
- what a caller of our client has to alter if it is breaking, after ``do sent:``, ``do read:`` or, for what is
  neither, ``do:``: a template as `tiktok_bindgen.diff.hints` fills it in.

The name says which kind the same change is the other way round, and limits are alike but for their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

from attrs import field, frozen

from tiktok_bindgen.diff.families.keywords import LIMITS
from tiktok_bindgen.diff.model import Severity, Side

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


# Where the table does not say what a caller has to alter.
_HINTS: dict[Side, str] = {
    "request": "`{call}`: see that {argument} is as documented now",
    "response": "`{read}`: see that what reads it takes what is documented now",
    "": "",
}


@frozen
class Rule:
    """One rule.

    Attributes:
        id: Its name: the side, if it has one, and the kind of change.
        kind: The kind of change alone.
        area: The family it belongs to.
        side: Whether it is about what is sent, what comes back, or neither.
        severity: Its judgement.
        sentence: What it is about.
        why: The reason for the judgement, where it does not speak for itself.
        message: A template of what is said of one change, with ``{name}``, ``{old}``, ``{new}`` and
            ``{note}``.
        mirror: The rule for the same change the other way round.
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
    """All rules by id, in the order of the table."""
    rules = [rule for kind in (*_table(), *_limits()) for rule in _rules(kind)]
    found = {rule.id: rule for rule in rules}
    assert len(found) == len(rules), "a rule's id stands twice"
    return found


def rule_id(kind: str, side: Side) -> str:
    """The id of the rule for a kind of change on a side."""
    return kind if kind in registry() else f"{side}-{kind}"


@frozen
class _Kind:
    """One kind of change, as a line of the table has it.

    Attributes:
        notes: Its reasons and what it is about, by what stands before them.
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
    """The four kinds of each limit: it is there or not, and it allows more or less."""
    stated = "The limit is stated where none was: a request beyond it is refused, by our client too."
    loosened = {"why read": "A value beyond the old limit can come back, and callers may have relied on it."}
    for name, asked, to_do in LIMITS.values():
        hint = {"do sent": f"`{{call}}`: {to_do}"}
        now = f"`{{name}}` {asked.format('{new}')} now"
        no_longer = f"it is no longer so that `{{name}}` {asked.format('{old}')}"
        other = f"{now}, was {{old}}"
        more, less = ("decreased", "increased") if name.startswith("min") else ("increased", "decreased")
        yield _Kind("Limits", f"{name}-added", "breaking", "safe", now, {"why sent": stated, **hint})
        yield _Kind("Limits", f"{name}-removed", "safe", "risky", no_longer, loosened)
        yield _Kind("Limits", f"{name}-{less}", "breaking", "safe", other, hint)
        yield _Kind("Limits", f"{name}-{more}", "safe", "risky", other, loosened)


def _rules(kind: _Kind) -> Iterator[Rule]:
    judged: tuple[tuple[Side, Severity, str], ...] = (("", kind.sent, ""),)
    if kind.read is not None:
        judged = (("request", kind.sent, " sent"), ("response", kind.read, " read"))
    said = kind.message.format(name="field", old="OLD", new="NEW", note="…")
    for side, severity, which in judged:
        prefix = f"{side}-" if side else ""
        yield Rule(
            id=f"{prefix}{kind.name}",
            kind=kind.name,
            area=kind.area,
            side=side,
            severity=severity,
            sentence=kind.notes.get("about", f"{said[:1].upper()}{said[1:]}."),
            why=kind.notes.get("why", kind.notes.get(f"why{which}", "")),
            message=kind.message,
            mirror=f"{prefix}{_mirror(kind.name)}",
            hint=kind.notes.get(f"do{which}", _HINTS[side]),
        )


def _mirror(name: str) -> str:
    """The kind that the same change is the other way round: that of ``a-to-b`` is ``b-to-a``."""
    words = name.split("-")
    if words[1:-1] == ["to"]:
        return "-".join(reversed(words))
    opposites = {**dict(_OPPOSITES), **{other: one for one, other in _OPPOSITES}}
    return "-".join(opposites.get(word, word) for word in words)
