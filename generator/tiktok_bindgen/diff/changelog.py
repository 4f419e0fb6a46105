"""The API's changelog: an entry for each two dates, newest first."""

from __future__ import annotations

import re
from pathlib import Path

from tiktok_bindgen.diff.report import Report, render
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.problem import InputError

_HEAD = """\
# What changed in the API

Written by `tiktok-bindgen diff OLD NEW --prepend spec/CHANGELOG.md`, newest first. The rules that
judge each change are in [docs/diff-rules.md](../docs/diff-rules.md).
"""
_ENTRY = "\n## "
# A heading of two versions of the API, which is older than any of two dates.
_VERSIONS = re.compile(r"v\d")


def prepend_entry(file: Path, report: Report) -> bool:
    """Put a report into a changelog, above the entries that are there; one of the same dates is replaced.

    Args:
        file: The changelog; made if it is not there.
        report: What changed.

    Returns:
        Whether the file changed.

    Raises:
        InputError: The file cannot be read or written.
    """
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else _HEAD
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read: {error}") from None
    return write_text_atomic(file, with_entry(text, render(report, "markdown", level=2)))


def with_entry(text: str, entry: str) -> str:
    """A changelog with an entry in place of one with the same heading, above all others but of versions."""
    head, *entries = text.split(_ENTRY)
    mine = entry.removeprefix(_ENTRY.lstrip()).rstrip("\n")
    heading = mine.partition("\n")[0]
    # Headings of operations stand one level deeper, so that a split finds entries alone.
    others = [each.rstrip("\n") for each in entries if each.partition("\n")[0] != heading]
    ordered = sorted((mine, *others), key=lambda each: _VERSIONS.match(each) is not None)
    return "\n".join([head.rstrip("\n"), *(f"{_ENTRY}{each}" for each in ordered)]) + "\n"
