"""How many of the conditions of real pages are rules, why others are not, and which wordings would help most.

python tests/rules_report.py [FOLDER [LINES]]
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from pages import PORTAL
from tiktok_bindgen.interpret import interpret
from tiktok_bindgen.report import walk
from tiktok_bindgen.sources import find_pages, read_pages


def main(folder: Path, lines: int) -> None:
    """Print the figures of a folder of pages."""
    document, problems = interpret([read.page for read in read_pages(find_pages([folder]))])
    judged = [operation.judged for operation in document.operations]
    formal, partial, text = (
        sum(getattr(each, name) for each in judged) for name in ("formal", "partial", "text")
    )
    total = formal + partial + text
    rules: Counter[str] = Counter(rule.kind for operation in document.operations for rule in operation.rules)
    share = f"{formal} formal ({formal / total:.0%}), {partial} partial, {text} text"
    _say(f"{total} conditions of requests: {share}")
    _say(f"{sum(rules.values())} rules: {_listed(rules)}")
    reasons = Counter(problem.code for problem in problems if problem.code.startswith("rule-"))
    _say(f"kept as text: {_listed(reasons)}")
    kept = Counter(
        re.sub(r"`[^`]*`", "`…`", condition)[:150]
        for operation in document.operations
        for field in walk(operation.parameters)
        for condition in field.conditions
    )
    for wording, count in kept.most_common(lines):
        _say(f"{count:4} {wording}")


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else PORTAL / "2026-06",
        int(sys.argv[2]) if len(sys.argv) > 2 else 40,
    )
