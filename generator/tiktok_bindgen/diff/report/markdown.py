"""The report as Markdown: a changelog's entry, a pull request's body."""

from __future__ import annotations

import re

from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.diff.report._report import Report

_MARKS = {"breaking": "❌", "risky": "⚠️", "safe": "✅"}
# Not next to another back-tick, as several are another kind of mark.
_CODE = re.compile(r"((?<!`)`[^`]+`(?!`))")


def render(report: Report, *, level: int = 1) -> str:
    """Write the report as Markdown.

    Args:
        report: The report.
        level: The level of its heading.
    """
    head = "#" * level
    lines = [
        f"{head} {_text(report.names.old)} → {_text(report.names.new)}",
        "",
        f"{_text(report.summary())}.",
        "",
    ]
    lines += [f"- {_text(remark)}" for remark in report.remarks()]
    if report.remarks():
        lines.append("")
    alone = {"operation-added", "operation-removed"}
    for severity in ("breaking", "risky", "safe"):
        whole = [change for change in report.changes if change.id in alone and change.severity == severity]
        if whole:
            what = "no longer there" if severity == "breaking" else "new"
            lines += [f"{head}# {_MARKS[severity]} {len(whole)} operation{'s' * (len(whole) > 1)} {what}", ""]
            lines += [f"- {_code(f'{change.method} {change.path}')}" for change in whole]
            lines.append("")
    for title, changes in report.groups():
        rest = [change for change in changes if change.id not in alone]
        if rest:
            lines += [f"{head}# {_code(title) if title.count('/') else title}", ""]
            lines += [_item(change) for change in rest]
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _item(change: Change) -> str:
    text = f"- {_MARKS[change.severity]} **{change.severity}** {_text(change.message)}"
    if change.hint:
        text += f"<br>→ {_text(change.hint)}"
    if change.page:
        text += f"<br>→ <{change.page}>"
    return f"{text} <sub>{_code(change.pointer or change.id)}</sub>"


def _text(text: str) -> str:
    """A text in which only what stands in back-ticks is Markdown."""
    parts = _CODE.split(_line(text))
    return "".join(
        part if part.startswith("`") and part.endswith("`") and len(part) > 1 else _escaped(part)
        for part in parts
    )


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#@])", r"\\\1", text)


def _code(text: str) -> str:
    return f"`{_line(text).replace('`', chr(39))}`"


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
