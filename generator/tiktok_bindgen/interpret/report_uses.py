"""Read where a metric, a dimension or a filter can be used from the sentences of its row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, cast

from attrs import define, evolve, field

from tiktok_bindgen.interpret.model import ReportRole
from tiktok_bindgen.interpret.report_groupings import Groupings, written_grouping
from tiktok_bindgen.interpret.report_model import Framework, ReportItem
from tiktok_bindgen.interpret.report_wordings import ABOUT_USE, FRAMEWORKS, LABELS, LEVELS, MODES, ROLES, USES
from tiktok_bindgen.language.hedges import fact_of, read
from tiktok_bindgen.language.statements import split
from tiktok_bindgen.logic.model import SPOKEN_LEVELS
from tiktok_bindgen.read.page import Line

_ALL_LEVELS = tuple(dict.fromkeys(LEVELS.values()))
# Words with which facts pages introduce groupings on the same line.
_WRITTEN = "Dimension groupings: "


@define
class Uses:
    """Where something can be used, according to its sentences.

    Attributes:
        role: What it is.
        stated: What is stated, keyed by attribute of `ReportItem`.
        unread: Sentences about where it can be used that are not understood.
        rest: The rest of the description, including those sentences.
    """

    role: ReportRole
    stated: dict[str, Any] = field(factory=dict)
    unread: list[str] = field(factory=list)
    rest: list[Line] = field(factory=list)

    def read(self, lines: Sequence[Line]) -> None:
        """Read the sentences of a description."""
        above: int | None = None
        for index, line in enumerate(lines):
            if above is not None and line.level > above:
                continue
            above = None
            *before, last = split(line.text) or ("",)
            written: list[str] = []
            if last.startswith(_WRITTEN):
                written = last.removeprefix(_WRITTEN).rstrip(".").split("; ")
            elif fact_of(USES, last) == "groupings":
                written = [each.text for each in _below(line, lines[index + 1 :])]
            if written and self._group_by(written):
                above = line.level
                self._sentences(evolve(line, text=" ".join(before)))
            else:
                self._sentences(line)

    def inherit(self, title: Uses) -> None:
        """Take over what is stated of a title above, unless the same is stated here."""
        for key in ("levels", "modes", "needs", "groupings"):
            if title.stated.get(key) and not self.stated.get(key):
                self.stated[key] = title.stated[key]

    def _group_by(self, written: Sequence[str]) -> bool:
        reader = Groupings()
        found = [reader.read(each) for each in written]
        if all(found):
            self.stated["groupings"] = tuple(slots for each in found for slots in each or ())
        return all(found)

    def _sentences(self, line: Line) -> None:
        found = split(line.text)
        left = []
        for sentence in found:
            if self._take(sentence):
                continue
            left.append(sentence)
            if fact_of(ABOUT_USE, sentence) == "use":
                self.unread.append(sentence)
        if left:
            self.rest.append(line if len(left) == len(found) else evolve(line, text=" ".join(left)))

    def _take(self, sentence: str) -> bool:
        """Read a sentence; return whether it states nothing else."""
        fact, parts = read(USES, sentence) or ("", {})
        value: Any = next((parts[key] for key in ("LEVELS", "MODE", "NAMES", "ROLES") if key in parts), None)
        match fact:
            case "levels" | "levels-and-more" | "levels-and-breakdowns":
                known = {*self.stated.get("levels", ()), *value}
                self.stated["levels"] = tuple(level for level in _ALL_LEVELS if level in known)
                self._not_by(parts.get("PERIODS", ()))
                return fact == "levels"
            case "not-breakdowns":
                self._not_by(parts["PERIODS"])
                return "" not in cast("tuple[str, ...]", parts["PERIODS"])
            case "not-levels":
                self.stated["levels"] = tuple(level for level in _ALL_LEVELS if level not in value)
            case "mode":
                self.stated["modes"] = (value,)
            case "not-mode":
                self.stated["modes"] = tuple(mode for mode in MODES.values() if mode != value)
            case "needs":
                self.stated["needs"] = value
            case "excludes":
                self.stated["excludes"] = tuple((role or self.role, name) for role, name in value)
            case "real-time" if self.role == "metrics":
                self.stated["real_time"] = True
                return False
            case _:
                return False
        return True

    def _not_by(self, periods: Any) -> None:
        """Take the periods by which it cannot be divided and that are a part of a dimension's name."""
        if periods:
            self.stated["not_by"] = tuple(filter(None, periods))


def _below(line: Line, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of the list that a line introduces."""
    return takewhile(lambda each: each.level > line.level, lines)


def framework_in(texts: Iterable[str]) -> Framework | None:
    """The framework that measures a metric, by the first of some texts that names it."""
    return FRAMEWORKS.get(next(filter(None, (fact_of(LABELS, text) for text in texts)), ""))


def written_uses(item: ReportItem) -> Iterator[str]:
    """Yield sentences in our own words for where an item can be used; `Uses.read` reads them back."""
    if item.levels:
        yield f"Supported at {', '.join(SPOKEN_LEVELS[level].title() for level in item.levels)} level."
    if len(item.modes) == 1:
        yield f"Only in {item.modes[0]} reports."
    if item.needs:
        yield f"Only supported for the {' or '.join(f'`{name}`' for name in item.needs)} dimension."
    if item.excludes:
        names = {role: word for word, role in ROLES.items()}
        listed = ", ".join(f"the {names[role]} `{name}`" for role, name in item.excludes)
        yield f"You cannot use it together with {listed}."
    if item.groupings:
        yield f"{_WRITTEN}{'; '.join(map(written_grouping, item.groupings))}."
    if item.real_time:
        yield "Real-time."
