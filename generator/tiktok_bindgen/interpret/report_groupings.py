"""Read how dimensions may be grouped, from sentences and lists of code.

A grouping is written as dimensions and kinds of dimensions, joined by a sign or by commas; the kinds are
explained nearby. A text about groupings that is not completely understood allows nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from attrs import define, field

from tiktok_bindgen.interpret.report_model import Slot
from tiktok_bindgen.interpret.report_wordings import READERS
from tiktok_bindgen.read import inline
from tiktok_bindgen.wording.hedges import LONGEST, read
from tiktok_bindgen.wording.parts import mark_at, word_at
from tiktok_bindgen.wording.patterns import Captures, Reader
from tiktok_bindgen.wording.table import Table
from tiktok_bindgen.wording.tokens import Token

_PARTS = {
    "grouping": "grouping|groupings",
    "dimension": "dimension|dimensions",
    "mark": r"\( (OPTIONAL|required) \)",
}


def _reader(*words: str) -> Reader:
    """Make a reader of a single word out of some."""
    return lambda tokens, start: ((start + 1, True) for _ in range(word_at(tokens, start) in words))


# One slot of a grouping.
SLOTS = Table(
    r"""
slot: <mark>? ((COUNT ((to|or) (COUNT|MORE))?|a|single|MANY) of?)? (CHOICE|KIND <dimension> (\( NAMES \))?) <mark>?
    ,? only? ,? or?
  - `bed_id`/`plot_id`
  - (optional) `bed_id`
  - One or more ID dimensions (required)
  - single ID dimension (`bed_id`, or `plot_id`)
  - 1 to 2 of `bed_id`/`plot_id` (optional)
  - any bed dimensions only, or
    """,
    readers=READERS
    | {"OPTIONAL": _reader("optional"), "MORE": _reader("more"), "MANY": _reader("multiple", "any")},
    parts=_PARTS,
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


# Lines that introduce or explain groupings and allow none by themselves; lines that list the dimensions of a
# kind; and sentences that are a grouping.
GROUPINGS = Table(
    r"""
introduction: (if you want to use ANY ,|to (retrieve|get|query|use) ANY ,)? (you can)? specify ANY <grouping> (ANYTHING)?
  - You can specify any of the groupings below:
  - To retrieve plot metrics, specify any of the following dimension groupings using `dimensions`:
  - If you want to use `plot_id`, you can specify any of the following groupings:
introduction: if you want to use ANY , you can specify in the (CODE|dimensions) field of the request :
  - If you want to use places, you can specify in the `dimensions` field of the request:
introduction: the supported <dimension> (is|are) categorized as ANYTHING
  - The supported dimensions are categorized as ID and time dimensions.
introduction: see the following table to learn about ANYTHING
  - See the following table to learn about the grouping rules.
introduction: supported dimension <grouping> :?
  - Supported dimension groupings
introduction: in your request , (if no PHRASE dimension is used ,)? you should at least have one PHRASE dimension . ANY
    are optional :?
  - In your request, you should at least have one bed dimension. ID dimensions are optional.
  - In your request, if no soil dimension is used, you should at least have one bed dimension. ID dimensions are
    optional:
introduction: if you want to use (a|an) PHRASE dimension , ensure that your dimension grouping meets the following
    requirement :
  - If you want to use a soil dimension, ensure that your dimension grouping meets the following requirement:
examples: (incorrect|correct)? (example|examples) :?
  - Correct examples:
  - Example
category: KIND <dimension> : NAMES
  - ID dimensions: `bed_id`, `plot_id`.
  - Time dimension: `day` and `hour`.
each-optional: in each request , you can only have SLOTS (. ANYTHING)?
  - In each request, you can only have one ID dimension and (or) one time dimension. Like `a`.
as-written: the grouping can be SLOTS
  - The grouping can be one bed dimension (required), and one time dimension (optional).
    """,
    readers=READERS | {"SLOTS": _read_slots},
    parts=_PARTS,
)

# Headings of sections about groupings, and of lists of the dimensions of a kind.
GROUPING_HEADINGS = Table(
    r"""
groupings: ANY dimension (<grouping>|category|categories) ANY
  - Dimension grouping rules
category: KIND <dimension>
  - ID dimensions
    """,
    readers=READERS,
    parts=_PARTS,
    hint="dimension",
)
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
            names = json.loads(listed)
        except ValueError:
            return ()
        if not names or not all(isinstance(name, str) for name in names):
            return ()
        found.append(tuple(Slot((name.strip(),)) for name in names))
    return tuple(found)
