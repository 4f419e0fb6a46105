"""Collect evidence on events from the payloads that pages show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import define, field

from tiktok_bindgen.interpret.event_keys import EventKey, event_keys, matches
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.weigh.calls import Shown
from tiktok_bindgen.weigh.compare import compared
from tiktok_bindgen.weigh.evidence import Evidence, Witness
from tiktok_bindgen.weigh.values import value_in

# A payload begins at the beginning of a line.
_BEGINS = re.compile(r"^(?=\{)", re.MULTILINE)
# An object within a string, on one line; the closing quote or escapes inside may be missing.
_IN_TEXT = re.compile(r'"(\{\s*\\?".*\})"?(?=\s*,?\s*$)', re.MULTILINE)
_ESCAPED = re.compile(r'\\(["\\])')


@define
class Payloads:
    """The payloads of events that pages show.

    Attributes:
        problems: The payloads that cannot be parsed.
    """

    _webhooks: Sequence[Operation]
    problems: list[Problem] = field(factory=list)
    _keys: dict[str, EventKey | None] = field(init=False)
    _shown: list[tuple[Operation, Shown]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self._keys = event_keys(self._webhooks)

    def add(self, page: Page) -> None:
        """Collect the payloads on a page, if it documents events."""
        known = [each for each in self._webhooks if each.page == page.name]
        for code in page.code if known else ():
            for line, text in _pieces(code.line, code.text):
                try:
                    value, whole = value_in(_IN_TEXT.sub(lambda found: _ESCAPED.sub(r"\1", found[1]), text))
                except ValueError:
                    self.problems.append(
                        Problem(page.name, line, "example-unreadable", "the payload shown here is no JSON")
                    )
                    continue
                webhook = self._of(value, known)
                if webhook is not None:
                    found = Shown(
                        "", webhook.title, "response", value, frozenset(), whole, page.name, line, text
                    )
                    self._shown.append((webhook, found))

    def _of(self, value: object, known: Sequence[Operation]) -> Operation | None:
        """The event of a payload: by its key, else one without a key that has at least half of the fields."""
        keyed = [(each, self._keys[each.title]) for each in known]
        found = next((each for each, key in keyed if key and matches(key, value)), None)
        if found is not None or not isinstance(value, dict):
            return found
        for each, key in keyed:
            if key is None and 2 * len(value.keys() & {one.name for one in each.response}) >= len(value):
                return each
        return None

    def evidence(self, webhook: Operation) -> Evidence:
        """The evidence on an event, from its payloads and those of events that share its table."""
        found = Evidence()
        for of, shown in self._shown:
            if _table(of) != _table(webhook):
                continue
            verdict = compared(shown, webhook)
            for each in verdict.conflicts:
                if each.fact in {"type", "unknown"}:
                    witness = Witness(shown.page, shown.line_of(each.names[-1]), each.value)
                    found.against[each.names, each.fact].append(witness)
            found.agrees.update(verdict.agrees)
        return found


def _table(webhook: Operation) -> tuple[str, list[int]]:
    """The page and lines of an event's rows, which events that differ in a single value share."""
    return webhook.page, [each.line for _, each in walk(webhook.response)]


def _pieces(line: int, text: str) -> Iterator[tuple[int, str]]:
    """Split a code block where a line begins with an object; yield each piece with its line."""
    starts = [match.start() for match in _BEGINS.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        yield line + text.count("\n", 0, start), text[start:end]
