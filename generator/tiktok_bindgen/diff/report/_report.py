"""What every report is made of."""

from __future__ import annotations

from collections import Counter

from attrs import frozen

from tiktok_bindgen.diff.ignore import Sifted
from tiktok_bindgen.diff.model import SEVERITIES, Change, Names


@frozen
class Report:
    """The changes between two documents, ready to be written out.

    Attributes:
        names: What the documents are called.
        sifted: The changes, those left out and why.
    """

    names: Names
    sifted: Sifted

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that are not ignored."""
        return self.sifted.changes

    def counts(self) -> dict[str, int]:
        """How many changes there are of each severity, worst first."""
        counted = Counter(change.severity for change in self.changes)
        return {severity: counted[severity] for severity in SEVERITIES}

    def summary(self) -> str:
        """The counts in words: ``2 breaking, 1 risky, 5 safe changes``."""
        if not self.changes:
            return "no changes"
        counts = ", ".join(f"{count} {severity}" for severity, count in self.counts().items() if count)
        return f"{counts} change{'s' if len(self.changes) > 1 else ''}"

    def groups(self) -> list[tuple[str, tuple[Change, ...]]]:
        """The changes by operation, those with the worst changes first."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(f"{change.method} {change.path}".strip() or "The API as a whole", []).append(
                change
            )
        ranked = sorted(
            found.items(),
            key=lambda item: (min(SEVERITIES.index(change.severity) for change in item[1]), item[1][0].path),
        )
        return [(title, tuple(changes)) for title, changes in ranked]

    def remarks(self) -> list[str]:
        """What is to be said of the ignore file."""
        found = []
        if self.sifted.ignored:
            found.append(f"{len(self.sifted.ignored)} left out by the ignore file")
        found += [
            f"an entry ended on {entry.until} and no longer counts: {entry.reason}"
            for entry in self.sifted.expired
        ]
        found += [f"an entry matches nothing any longer: {entry.reason}" for entry in self.sifted.unused]
        return found
