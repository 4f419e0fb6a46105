"""Reports: the same changes for a terminal, a reviewer, a browser, a program and a CI run."""

from __future__ import annotations

from typing import Literal, get_args

from tiktok_bindgen.diff.model import Severity
from tiktok_bindgen.diff.report import github, html, json_, junit, markdown, text
from tiktok_bindgen.diff.report._report import Report

__all__ = ["FORMATS", "Format", "Report", "render"]

Format = Literal["text", "markdown", "json", "html", "github", "junit"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(report: Report, format_: Format, *, colour: bool = False, fail_on: Severity = "breaking") -> str:
    """Write a report.

    Args:
        report: The report.
        format_: How.
        colour: Whether the text has a terminal's colours.
        fail_on: What counts as a failure where the format has those.
    """
    if format_ == "text":
        return text.render(report, colour=colour)
    if format_ == "junit":
        return junit.render(report, fail_on=fail_on)
    writers = {
        "markdown": markdown.render,
        "json": json_.render,
        "html": html.render,
        "github": github.render,
    }
    return writers[format_](report)
