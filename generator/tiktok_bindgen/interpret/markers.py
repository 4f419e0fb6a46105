"""Presence and lifecycle markers, in the spellings they come in."""

from __future__ import annotations

import re

from attrs import frozen

from tiktok_bindgen.interpret.model import Lifecycle, Presence

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
}
LIFECYCLE: dict[str, Lifecycle] = {
    "deprecated": "deprecated",
    "tobedeprecated": "to-be-deprecated",
    "deprecating": "to-be-deprecated",
}


@frozen
class Marks:
    """What a row's markers say.

    Attributes:
        presence: Whether the field must be given; optional where no marker says otherwise.
        lifecycle: Set when the field is (to be) deprecated.
        unknown: Markers that say neither.
    """

    presence: Presence = "optional"
    lifecycle: Lifecycle | None = None
    unknown: tuple[str, ...] = ()


def read_markers(markers: tuple[str, ...]) -> Marks:
    """Read a row's markers.

    Examples:
        >>> read_markers(("Conditonal", "To be deprecated")).presence
        'conditional'
    """
    presence: Presence = "optional"
    lifecycle: Lifecycle | None = None
    unknown: list[str] = []
    for marker in markers:
        word = re.sub(r"[^a-z]", "", marker.lower())
        if word in PRESENCE:
            presence = PRESENCE[word]
        elif word in LIFECYCLE:
            lifecycle = LIFECYCLE[word]
        elif word:
            unknown.append(marker)
    return Marks(presence, lifecycle, tuple(unknown))


_TITLE = re.compile(r"^\s*[(\[（【]\s*(?P<mark>[^)\]）】]{1,40})[)\]）】]")


def title_lifecycle(title: str) -> Lifecycle | None:
    """The lifecycle that a page's title states in front: ``(To be deprecated) …``."""
    match = _TITLE.match(title)
    return read_markers((match["mark"],)).lifecycle if match else None
