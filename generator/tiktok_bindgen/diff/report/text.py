"""The report for a terminal."""

from __future__ import annotations

from tiktok_bindgen.diff.report._report import Report

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
    for title, changes in report.groups():
        lines += ["", paint(_plain(title), "title")]
        for change in changes:
            mark = paint(f"{_MARKS[change.severity]} {change.severity:8}", change.severity)
            lines.append(f"  {mark} {_plain(change.message)}")
            details = [part for part in (_plain(change.pointer), change.id, change.fingerprint) if part]
            lines.append(f"             {paint('  '.join(details), 'dim')}")
            if change.hint:
                lines.append(f"             → {_plain(change.hint)}")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """A text without what a terminal would take for a command or a new line."""
    return "".join(character if character.isprintable() else " " for character in text)
