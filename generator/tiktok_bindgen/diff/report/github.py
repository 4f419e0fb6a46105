"""The report as annotations of a GitHub workflow run: a line a change."""

from __future__ import annotations

from tiktok_bindgen.diff.report._report import Report

_LEVELS = {"breaking": "error", "risky": "warning", "safe": "notice"}


def render(report: Report) -> str:
    """Write the report as workflow commands."""
    lines = []
    for change in report.changes:
        title = _property(f"{change.id} {change.method} {change.path}".rstrip())
        said = f"{change.message} {change.page}".rstrip()
        text = _data(f"{change.pointer}: {said}" if change.pointer else said)
        lines.append(f"::{_LEVELS[change.severity]} title={title}::{text}")
    lines.append(f"::notice title=tiktok-bindgen diff::{_data(report.summary())}")
    return "\n".join(lines) + "\n"


def _data(text: str) -> str:
    text = "".join(c if c.isprintable() or c in "\r\n" else " " for c in text)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
