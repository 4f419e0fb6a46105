"""The report as JUnit XML: a test case an operation, which fails when a change is as bad as was asked for."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from tiktok_bindgen.diff.model import SEVERITIES, Change, Severity
from tiktok_bindgen.diff.report._report import Report

# Everything else is no character of XML 1.0, even when it is escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, *, fail_on: Severity = "breaking") -> str:
    """Write the report as JUnit XML.

    Args:
        report: The report.
        fail_on: The least severity that makes an operation's case fail.
    """
    worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    groups = report.groups()
    failing = sum(any(change.severity in worst for change in changes) for _, changes in groups)
    name = quoteattr(_clean(f"{report.names.old} to {report.names.new}"))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<testsuites tests="{len(groups)}" failures="{failing}">',
        f'<testsuite name={name} tests="{len(groups)}" failures="{failing}" errors="0">',
    ]
    for title, changes in groups:
        lines.append(f'<testcase classname="tiktok-bindgen.diff" name={quoteattr(_clean(title))}>')
        bad = [change for change in changes if change.severity in worst]
        if bad:
            text = "\n".join(_line(change) for change in bad)
            lines.append(
                f'<failure message="{len(bad)} changes" type={quoteattr(bad[0].id)}>{escape(text)}</failure>'
            )
        others = [change for change in changes if change.severity not in worst]
        if others:
            text = "\n".join(_line(each) for each in others)
            lines.append(f"<system-out>{escape(text)}</system-out>")
        lines.append("</testcase>")
    lines += ["</testsuite>", "</testsuites>"]
    return "\n".join(lines) + "\n"


def _line(change: Change) -> str:
    return _clean(f"{change.severity} {change.id} {change.pointer}: {change.message} {change.page}")


def _clean(text: str) -> str:
    """A text of one line, of characters that XML has."""
    return " ".join(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text).split())
