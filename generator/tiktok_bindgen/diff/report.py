"""Write reports: the same changes for a terminal, a reviewer, a browser, a program and a CI run."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Sequence
from typing import Literal, get_args

from attrs import asdict, filters, frozen

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.diff.folding import folded
from tiktok_bindgen.diff.ignore import Sifted
from tiktok_bindgen.diff.model import SEVERITIES, Change, Severity, counted
from tiktok_bindgen.diff.templates import fill, printable
from tiktok_bindgen.wrapping import in_lines

Format = Literal["text", "markdown", "json", "html", "github", "junit"]
FORMATS: tuple[Format, ...] = get_args(Format)

_MARKS = {"breaking": "❌", "risky": "⚠️", "safe": "✅"}
# More new operations than this are grouped by the beginning of their paths, since they break no caller.
_EACH = 20

_COLOURS = {"breaking": "31;1", "risky": "33", "safe": "32", "title": "1", "dim": "2"}
_SIGNS = {"breaking": "✗", "risky": "!", "safe": "✓"}
# The indentation of details below a change.
_INDENT = " " * 13
_LEVELS = {"breaking": "error", "risky": "warning", "safe": "notice"}


@frozen
class Report:
    """The changes between two documents, named as the user did, and those left out and why.

    Attributes:
        old: The name of the old document.
        new: The name of the new one.
        sifted: The changes.
        scope: Which pages were compared, if not all.
    """

    old: str
    new: str
    sifted: Sifted
    scope: str = ""

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that are not ignored."""
        return self.sifted.changes

    def title(self) -> str:
        """Return which documents were compared."""
        return f"{self.old} → {self.new}"

    def counts(self) -> dict[Severity, int]:
        """Count the changes of each severity, the worst first."""
        return counted(self.changes)

    def summary(self) -> str:
        """Return the counts in words: ``2 breaking, 1 risky, 5 safe changes``."""
        if not self.changes:
            return "no changes"
        counts = ", ".join(f"{count} {severity}" for severity, count in self.counts().items() if count)
        return f"{counts} {'change' if len(self.changes) == 1 else 'changes'}"

    def groups(self, *, each: bool = False) -> list[tuple[str, tuple[Change, ...]]]:
        """Return the changes of each operation, operations with the worst changes first.

        Args:
            each: Whether changes that are the same but for their place are kept separate.
        """
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(f"{change.method} {change.path}".strip() or "The API as a whole", []).append(
                change
            )
        ranked = sorted(
            found.items(),
            key=lambda item: (min(SEVERITIES.index(change.severity) for change in item[1]), item[1][0].path),
        )
        return [(title, tuple(changes if each else folded(changes))) for title, changes in ranked]

    def remarks(self) -> list[str]:
        """Return remarks on what was compared, and on the ignore file."""
        found = [self.scope] if self.scope else []
        if self.sifted.ignored:
            found.append(f"{len(self.sifted.ignored)} ignored by the ignore file")
        found += [
            f"an ignore entry expired on {entry.until}: {entry.reason}" for entry in self.sifted.expired
        ]
        found += [f"an ignore entry matches nothing: {entry.reason}" for entry in self.sifted.unused]
        return found


def render(
    report: Report,
    format_: Format,
    *,
    colour: bool = False,
    fail_on: Severity = "breaking",
    level: int = 1,
    width: int | None = None,
) -> str:
    """Write a report.

    Args:
        report: The report.
        format_: The format.
        colour: Whether ``text`` has a terminal's colours.
        fail_on: The least severity that makes an operation's JUnit test case fail.
        level: The level of the heading in ``markdown``.
        width: The most characters in a line of ``text``; ``None`` for no limit.
    """
    match format_:
        case "json":
            return _json(report)
        case "html":
            return fill("report.html", report=report)
        case "junit":
            worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
            groups = [
                (
                    title,
                    *([each for each in found if (each.severity in worst) == bad] for bad in (True, False)),
                )
                for title, found in report.groups(each=True)
            ]
            return fill("report.xml", report=report, groups=groups)
        case "markdown":
            alone = ("operation-added", "operation-removed")
            text = fill("report.md", report=report, level=level, marks=_MARKS, alone=alone)
            return text.rstrip("\n") + "\n"
        case "github":
            return _workflow(report)
        case "text":
            return _terminal(report, colour=colour, width=width)


def _json(report: Report) -> str:
    """Write the report as JSON: ``changes``, ``counts``, ``ignored``, ``remarks``."""
    data = {
        "old": report.old,
        "new": report.new,
        "counts": report.counts(),
        "changes": [asdict(change, filter=filters.exclude("link")) for change in report.changes],
        "ignored": [
            {"fingerprint": each.fingerprint, "id": each.id, "reason": why.reason, "until": str(why.until)}
            for each, why in report.sifted.ignored
        ],
        "remarks": report.remarks(),
    }
    # A lone surrogate is valid in JSON, but not in UTF-8; then all non-ASCII characters are escaped.
    text = json.dumps(data, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(data, indent=2)
    return text + "\n"


def _terminal(report: Report, *, colour: bool = False, width: int | None = None) -> str:
    """Write the report as text for a terminal; ``width`` is how many characters fit into a line, if known."""

    def paint(text: str, style: str) -> str:
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if colour else text

    def marked(severity: str, text: str) -> list[str]:
        mark = f"{_SIGNS[severity]} {severity:8}"
        first, *more = in_lines(printable(text), width, f"  {mark} ", _INDENT)
        return [first.replace(mark, paint(mark, severity), 1), *more]

    lines = [paint(printable(report.title()), "title"), report.summary()]
    lines += report.remarks()
    new = [change for change in report.changes if change.id == "operation-added"]
    together = len(new) > 1
    for title, group in report.groups():
        changes = [change for change in group if not together or change.id != "operation-added"]
        if not changes:
            continue
        lines += ["", paint(printable(title), "title")]
        for change in changes:
            lines += marked(change.severity, change.message)
            details = [part for part in (printable(change.pointer), change.id, change.fingerprint) if part]
            room = None if width is None else width - len(_INDENT)
            lines += [_INDENT + paint(part, "dim") for part in in_lines("  ".join(details), room)]
            for each in filter(None, (change.hint, change.link)):
                lines += in_lines(printable(each), width, f"{_INDENT}→ ", f"{_INDENT}  ")
    if together:
        lines += ["", paint(f"{number_of(len(new), 'operation is', 'operations are')} new", "title")]
        lines += [part for line in _operations(new) for part in marked("safe", line)]
    if report.changes:
        lines += ["", report.summary()]
    return "\n".join(lines) + "\n"


def _operations(changes: Sequence[Change]) -> list[str]:
    """Return a line for each operation, or, of many, a line for all whose paths begin alike."""
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


def _workflow(report: Report) -> str:
    """Write the report as annotations of a GitHub workflow run, a line for each change."""
    lines = []
    for change in report.changes:
        title = _data(f"{change.id} {change.method} {change.path}".rstrip())
        title = title.replace(":", "%3A").replace(",", "%2C")
        words = f"{change.message} {change.link}".rstrip()
        text = _data(f"{change.pointer}: {words}" if change.pointer else words)
        lines.append(f"::{_LEVELS[change.severity]} title={title}::{text}")
    lines.append(f"::notice title=tiktok-bindgen diff::{_data(report.summary())}")
    return "\n".join(lines) + "\n"


def _data(text: str) -> str:
    return printable(text, "\r\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
