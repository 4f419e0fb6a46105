"""The API's changelog: an entry for each pair of dates, newest first."""

from __future__ import annotations

import re
from pathlib import Path

from tiktok_bindgen.diff.report import Report, render
from tiktok_bindgen.files import bytes_if_there, write_text_atomic
from tiktok_bindgen.problem import InputError

_HEAD = """\
# What changed in the API

Written by `tiktok-bindgen diff OLD NEW --prepend spec/CHANGELOG.md`, newest first. The rules that
judge each change are in [docs/diff-rules.md](../docs/diff-rules.md).
"""
_ENTRY = "\n## "
# The heading of an entry for two versions of the API; such entries come after those of dates.
_VERSIONS = re.compile(r"v\d")


def prepend_entry(file: Path, report: Report) -> bool:
    """Put a report into a changelog above the existing entries, replacing one of the same dates.

    Args:
        file: The changelog; created if it does not exist.
        report: The changes.

    Returns:
        Whether the file changed.

    Raises:
        InputError: The file cannot be read or written.
    """
    try:
        text = (bytes_if_there(file) or _HEAD.encode()).decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError(f"{file}: not UTF-8 text") from None
    return write_text_atomic(file, with_entry(text, render(report, "markdown", level=2)))


def with_entry(text: str, entry: str) -> str:
    """Return a changelog with an entry put first, any other with the same heading removed, versions last."""
    head, *entries = text.split(_ENTRY)
    mine = entry.removeprefix(_ENTRY.lstrip()).rstrip("\n")
    heading = mine.partition("\n")[0]
    # Headings of operations are one level deeper, so the split finds entries only.
    others = [each.rstrip("\n") for each in entries if each.partition("\n")[0] != heading]
    ordered = sorted((mine, *others), key=lambda each: _VERSIONS.match(each) is not None)
    return "\n".join([head.rstrip("\n"), *(f"{_ENTRY}{each}" for each in ordered)]) + "\n"
