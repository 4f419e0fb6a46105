"""The report for a terminal."""

from __future__ import annotations

import posixpath

from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.diff.report._report import Report

#: What came is no news for who calls already: more operations than this are told by resource.
_EACH = 20

_COLOURS = {"breaking": "31;1", "risky": "33", "safe": "32", "title": "1", "dim": "2"}
_MARKS = {"breaking": "✗", "risky": "!", "safe": "✓"}


def render(report: Report, *, colour: bool = False) -> str:
    """Write the report as text.

    Args:
        report: The report.
        colour: Whether the terminal shows colours.
    """

    def paint(text: str, style: str) -> str:
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if colour else text

    lines = [paint(f"{_plain(report.names.old)} → {_plain(report.names.new)}", "title"), report.summary()]
    lines += report.remarks()
    new = [change for change in report.changes if change.id == "operation-added"]
    together = len(new) > 1
    for title, group in report.groups():
        changes = [change for change in group if not together or change.id != "operation-added"]
        if not changes:
            continue
        lines += ["", paint(_plain(title), "title")]
        for change in changes:
            mark = paint(f"{_MARKS[change.severity]} {change.severity:8}", change.severity)
            lines.append(f"  {mark} {_plain(change.message)}")
            details = [part for part in (_plain(change.pointer), change.id, change.fingerprint) if part]
            lines.append(f"             {paint('  '.join(details), 'dim')}")
            lines += [f"             → {_plain(each)}" for each in (change.hint, change.page) if each]
    if together:
        mark = paint(f"{_MARKS['safe']} {'safe':8}", "safe")
        lines += ["", paint(f"{len(new)} operations are new", "title")]
        lines += [f"  {mark} {_plain(line)}" for line in _operations(new)]
    return "\n".join(lines) + "\n"


def _operations(changes: list[Change]) -> list[str]:
    """Operations, a line each; of many, a line for all whose paths begin alike."""
    if len(changes) <= _EACH:
        return [f"{change.method} {change.path}" for change in changes]
    common = posixpath.commonpath([f"/{change.path.strip('/')}" for change in changes])
    found: dict[str, list[str]] = {}
    for change in changes:
        first, _, rest = change.path.removeprefix(common).strip("/").partition("/")
        found.setdefault(first, []).append(f"{change.method} {rest}".rstrip())
    return [
        f"{posixpath.join(common, first)}: {', '.join(operations)}"
        for first, operations in sorted(found.items())
    ]


def _plain(text: str) -> str:
    """A text without what a terminal would take for a command or a new line."""
    return "".join(character if character.isprintable() else " " for character in text)
