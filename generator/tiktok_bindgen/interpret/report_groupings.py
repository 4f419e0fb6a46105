"""Read how dimensions may be grouped, from sentences and lists of code.

A grouping is written as dimensions and kinds of dimensions, joined by a sign or by commas; the kinds are
explained nearby. A text about groupings that is not completely understood allows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from attrs import define, field

from tiktok_bindgen.interpret.report_model import Slot
from tiktok_bindgen.interpret.report_wordings import READERS
from tiktok_bindgen.language.hedges import LONGEST, read
from tiktok_bindgen.language.parts import mark_at, word_at
from tiktok_bindgen.language.patterns import Captures, Reader
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.language.tokens import Token
from tiktok_bindgen.read import inline
from tiktok_bindgen.runtime.codec import parse_json


def _reader(*words: str) -> Reader:
    """Make a reader of a single word out of some."""
    return lambda tokens, start: ((start + 1, True) for _ in range(word_at(tokens, start) in words))


SLOTS = wordings(
    "slots",
    readers=READERS
    | {"OPTIONAL": _reader("optional"), "MORE": _reader("more"), "MANY": _reader("multiple", "any")},
)


def _read_slots(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[Captures, ...]]]:
    """Read the slots of a grouping that is a sentence."""
    found: list[Captures] = []
    at = start
    while ways := [(end, captures) for _, end, captures in SLOTS.starting(tokens, at)]:
        at, captures = max(ways, key=lambda way: way[0])
        found.append(captures)
        yield at, tuple(found)
        at += mark_at(tokens, at) == ","
        at += word_at(tokens, at) == "and"
        at += 3 * ([token.text for token in tokens[at : at + 3]] == ["(", "or", ")"])


GROUPINGS = wordings("groupings", readers=READERS | {"SLOTS": _read_slots})

GROUPING_HEADINGS = wordings("grouping-headings", readers=READERS)
_LIST = re.compile(r"`?\s*(\[[^`\]]*\])\s*`?[\s.,;]*(?:or\b)?")
_TOGETHER = re.compile(r"\s*\+(?![^()]*\))\s*|\s+[x×]\s+|(?<=[)）])\s+and\s+")


@define
class Groupings:
    """Reads texts about groupings, using the kinds of dimensions that were named so far.

    Attributes:
        categories: The dimensions of each kind, keyed by its name in lower case.
    """

    categories: dict[str, tuple[str, ...]] = field(factory=dict)

    def read(self, text: str) -> tuple[tuple[Slot, ...], ...] | None:
        """Read one line.

        Returns:
            The groupings that it allows, empty for a line that only explains, gives an example or lists the
            dimensions of a kind; ``None`` if it is not understood.
        """
        text = text[inline.bullet(text) :].strip()
        if len(text) > LONGEST:
            return None
        if listed := _listed(text):
            return listed
        fact, parts = read(GROUPINGS, text) or ("", {})
        if fact in {"introduction", "examples"}:
            return ()
        if fact == "category":
            self.categories[str(parts["KIND"]).lower()] = cast("tuple[str, ...]", parts["NAMES"])
            return ()
        places: Any = parts.get("SLOTS") or [
            (read(SLOTS, part) or ("", {}))[1] for part in _TOGETHER.split(text) if part.strip()
        ]
        least = 0 if fact == "each-optional" else None
        slots = [self._slot(place, least) for place in places]
        return (tuple(slot for slot in slots if slot),) if all(slots) else None

    def _slot(self, parts: Mapping[str, Any], least: int | None) -> Slot | None:
        """A slot of a grouping; ``None`` if it is not known which dimensions may fill it."""
        kind = parts.get("KIND", "").lower()
        if kind and "NAMES" in parts:
            self.categories.setdefault(kind, parts["NAMES"])
        names = parts.get("CHOICE") or parts.get("NAMES") or self.categories.get(kind, ())
        count = parts.get("COUNT", 1)
        most = None if "MORE" in parts or "MANY" in parts else parts.get("COUNT2", count)
        if least is None:
            least = 0 if "OPTIONAL" in parts else count
        return Slot(names, least, most) if names else None


def written_grouping(slots: Sequence[Slot]) -> str:
    """Write a grouping in our own words, which `Groupings.read` reads back."""
    return " + ".join(map(_written_slot, slots))


def _written_slot(slot: Slot) -> str:
    names = "/".join(f"`{name}`" for name in slot.names)
    if slot.most is None:
        counted = f"{max(slot.least, 1)} or more of {names}"
    elif slot.most > 1:
        counted = f"{max(slot.least, 1)} to {slot.most} of {names}"
    else:
        counted = names
    return counted + (" (optional)" if slot.least == 0 else "")


def _listed(text: str) -> tuple[tuple[Slot, ...], ...]:
    """The groupings of a line that consists of JSON lists; empty for any other line."""
    if _LIST.sub("", text).strip(" .,;"):
        return ()
    found = []
    for listed in _LIST.findall(text):
        try:
            names = parse_json(listed)
        except ValueError:
            return ()
        if not names or not all(isinstance(name, str) for name in names):
            return ()
        found.append(tuple(Slot((name.strip(),)) for name in names))
    return tuple(found)
