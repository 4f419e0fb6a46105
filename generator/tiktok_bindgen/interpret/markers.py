"""Presence and lifecycle markers, in the spellings they come in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import TypeVar

from attrs import frozen

from tiktok_bindgen.interpret.model import Lifecycle, Presence
from tiktok_bindgen.interpret.statements import split
from tiktok_bindgen.read.page import Line

# Marker, letters only and in lower case → what it says. To read one more spelling, add a row.
PRESENCE: dict[str, Presence] = {
    "required": "required",
    "require": "required",
    "requried": "required",
    "requierd": "required",
    "mandatory": "required",
    "conditional": "conditional",
    "conditonal": "conditional",
    "condtional": "conditional",
    "conditinal": "conditional",
    "conditionally": "conditional",
    "conditionalrequired": "conditional",
    "conditionallyrequired": "conditional",
    "optional": "optional",
    "notrequired": "optional",
}
LIFECYCLE: dict[str, Lifecycle] = {
    "deprecated": "deprecated",
    "tobedeprecated": "to-be-deprecated",
    "deprecating": "to-be-deprecated",
    "deprecatedsoon": "to-be-deprecated",
    "willbedeprecated": "to-be-deprecated",
    "sunset": "deprecated",
    "sunsetted": "deprecated",
    "obsolete": "deprecated",
    "discontinued": "deprecated",
    "nolongersupported": "deprecated",
}
ALLOWLIST = frozenset({"allowlist", "allowlistonly", "allowlisted"})
# Markers of several words, by the first of them: ``Required for dry plots``, ``Deprecated in v1.3``.
PRESENCE_BEGINNINGS: dict[str, Presence] = {"required": "conditional", "condition": "conditional"}
LIFECYCLE_BEGINNINGS: dict[str, Lifecycle] = {
    "tobedeprecated": "to-be-deprecated",
    "willbedeprecated": "to-be-deprecated",
    "deprecated": "deprecated",
}
# How alike a misspelt marker must be to one of the tables.
_ALIKE = 0.86
_LONGEST = 60

_Said = TypeVar("_Said", Presence, Lifecycle)


@frozen
class Marks:
    """What a row's markers say.

    Attributes:
        presence: Whether the field must be given; optional where no marker says otherwise.
        lifecycle: Set when the field is (to be) deprecated.
        allowlist: The field takes being on an allowlist.
        unknown: Markers that say none of these.
    """

    presence: Presence = "optional"
    lifecycle: Lifecycle | None = None
    allowlist: bool = False
    unknown: tuple[str, ...] = ()


def read_markers(markers: tuple[str, ...]) -> Marks:
    """Read a row's markers.

    Examples:
        >>> read_markers(("Conditonal", "To be deprecated")).presence
        'conditional'
    """
    presence: Presence = "optional"
    lifecycle: Lifecycle | None = None
    allowlist = False
    unknown: list[str] = []
    for marker in markers:
        word = re.sub(r"[^a-z]", "", marker.lower()[:_LONGEST])
        if said := _meaning(word, PRESENCE, PRESENCE_BEGINNINGS):
            presence = said
        elif ends := _meaning(word, LIFECYCLE, LIFECYCLE_BEGINNINGS):
            lifecycle = ends
        elif word in ALLOWLIST:
            allowlist = True
        elif word:
            unknown.append(marker)
    return Marks(presence, lifecycle, allowlist, tuple(unknown))


def _meaning(word: str, known: Mapping[str, _Said], beginnings: Mapping[str, _Said]) -> _Said | None:
    """What a marker says by a table: as it is, by its first words, or as a slip of the pen."""
    if word in known:
        return known[word]
    for beginning, said in beginnings.items():
        if word.startswith(beginning):
            return said
    ratios = (
        {each: SequenceMatcher(None, each, word, autojunk=False).ratio() for each in known} if word else {}
    )
    best = max(ratios, key=lambda each: ratios[each], default="")
    return known[best] if best and ratios[best] >= _ALIKE else None


_TITLE = re.compile(
    r"^\s*[(\[（【]\s*(?P<mark>[^)\]）】]{1,40})[)\]）】]"
    r"|^\s*(?P<word>(?:to[- ]be[- ])?deprecated)\s*[-–—:：|]"
    r"|[(\[（【]\s*(?P<last>(?:to[- ]be[- ])?deprecated)\s*[)\]）】]\s*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:notes?\s*[:：]\s*)?this (?:endpoint|api|interface) (?:is no longer supported"
    r"|(?:(?P<ends>is to be|will be|is going to be|is being)|is(?: now)?|has been|was)"
    r" (?:deprecated|sunset|discontinued|removed))\b(?! (?:when|if|for)\b)",
    re.IGNORECASE,
)


def title_lifecycle(title: str) -> Lifecycle | None:
    """The lifecycle that a page's title states: ``(To be deprecated) …``, ``Deprecated: …``."""
    match = _TITLE.search(title)
    return read_markers((match["mark"] or match["word"] or match["last"],)).lifecycle if match else None


def lead_lifecycle(lead: Iterable[Line]) -> Lifecycle | None:
    """The lifecycle that a page's first paragraphs state of its endpoint.

    Examples:
        >>> lead_lifecycle([Line("This endpoint will be sunset next spring.")])
        'to-be-deprecated'
    """
    for line in lead:
        for sentence in split(line.text):
            if match := _LEAD.match(sentence):
                return "to-be-deprecated" if match["ends"] else "deprecated"
    return None
