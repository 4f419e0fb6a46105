"""The wording of lines of a page copied from a browser: sections, headings, comparisons and code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tiktok_bindgen.read.words import LABELS

_PARTS = frozenset({"request", "response", "header", "response header", "parameters", "example"})

# Languages of code blocks, each with a pattern for a block's first line.
_CODE = tuple(
    (name, re.compile(pattern))
    for name, pattern in {
        "curl": r"curl\b",
        "java": (
            r"import\s+(?:static\s+)?(?:com|java|javax|org|okhttp3|io)\.|package\s+[\w.]+;|public\s+class\b"
        ),
        "php": r"<\?php|\$[A-Z_]+\s*=\s*[\"']",
        "python": (r"#\s*(?:-\*-\s*)?coding\b|(?:import|from)\s+\w+(?:\s|$|\.\w+\s+import)|def\s+\w+\("),
        "go": r"package\s+main$|func\s+main\(",
        "javascript": r"(?:var|let|const)\s+\w+\s*=",
        "http": r"HTTPS?/\d|(?:GET|POST|PUT|DELETE|PATCH)\s+(?:https?:|/)",
        "json": r"[{\[]",
    }.items()
)

INTRODUCTION = re.compile(
    r"(?:The|This|See the|In the|Refer to the|Below)\b[^\n]{0,80}\b(?:table|tables|list)\b", re.IGNORECASE
)
CHANGE = re.compile(
    r"(?:Endpoint|Request|Response|New|Other|Enum|Deprecated|Changes?|Method|Rate|Header)\b(?:[^\n.]|\bv\.?\d{1,3}\.\d){0,80}\Z"
)
"""Matches the first cell of a row of a table that compares versions."""

MAX_HEADING = 150
_LONGEST_LABEL = 30

_VERSION = re.compile(r"v\d")
_FULL_LANGUAGES = frozenset({"python", "java", "php", "go", "javascript"})


def section(text: str) -> str:
    """Return which part of a page a line would open by its words alone; empty for none."""
    role = LABELS.get(text.rstrip(":：").lower()) if len(text) <= _LONGEST_LABEL else None
    return role if role in _PARTS else ""


def is_heading(text: str) -> bool:
    """Report whether a line can be a heading: short, beginning with a capital, without end punctuation."""
    return (
        len(text) <= MAX_HEADING
        and text[:1].isupper()
        and not text.endswith((".", ":", ",", ";", "。", "："))
    )


def could_begin_header(text: str) -> bool:
    """Report whether a line can be the first part of a table's header that is split over lines."""
    text = text.strip()
    return 0 < len(text) <= MAX_HEADING and not text.endswith((".", ":", "。", "："))


def is_comparison(columns: Sequence[str]) -> bool:
    """Report whether a table compares versions: ``Changes``, ``v1``, ``v2``."""
    return sum(1 for column in columns if _VERSION.match(column)) > 1


def language(line: str) -> str:
    """Return the language of the code block that begins with a line; empty for none."""
    if not line or line[0].isspace():
        return ""
    return next((name for name, pattern in _CODE if pattern.match(line[:300])), "")


def continues(block: str, new: str) -> bool:
    """Report whether a line that looks like the start of code in ``new`` continues a block in ``block``."""
    if block == new:
        return block not in {"curl", "http"}
    if new in {"json", "http"}:
        return block not in {"curl", "json"}
    return block in _FULL_LANGUAGES and new == "curl"
