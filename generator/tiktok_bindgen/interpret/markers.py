"""Read presence and lifecycle markers of rows, and the lifecycle in titles and first paragraphs of pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import cast

from attrs import frozen

from tiktok_bindgen.interpret.model import Lifecycle, Presence
from tiktok_bindgen.language.hedges import fact_of
from tiktok_bindgen.language.parts import read_rest, word_at
from tiktok_bindgen.language.statements import split
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.language.tokens import Token
from tiktok_bindgen.read.page import Line


def _read_after(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    """Read all that is left, unless it is a condition."""
    if word_at(tokens, start) not in {"when", "if", "for"}:
        yield from read_rest(tokens, start)


_table = partial(wordings, readers={"AFTER": _read_after})

MARKERS = _table("markers")

TITLES = _table("page-titles")

LEADS = _table("leads")


@frozen
class Marks:
    """The meaning of a row's markers.

    Attributes:
        presence: Whether the field must be given; optional where no marker says otherwise.
        lifecycle: Set when the field is (to be) deprecated.
        allowlist: Whether the field requires being on an allowlist.
        unknown: Markers that are not understood.
    """

    presence: Presence = "optional"
    lifecycle: Lifecycle | None = None
    allowlist: bool = False
    unknown: tuple[str, ...] = ()


# Cached because there are few different markers.
@lru_cache(maxsize=512)
def read_markers(markers: tuple[str, ...]) -> Marks:
    """Read a row's markers.

    Examples:
        >>> read_markers(("Conditonal", "To be deprecated")).presence
        'conditional'
    """
    words = [(marker, " ".join(re.findall("[A-Za-z]+", marker))) for marker in markers]
    read = [(marker, fact_of(MARKERS, text)) for marker, text in words if text]
    stated = [fact for _, fact in read]
    presence = [fact for fact in stated if fact in {"required", "conditional", "optional"}]
    return Marks(
        cast("Presence", presence[-1] if presence else "optional"),
        _lifecycle(*(fact for fact in stated if fact.endswith("deprecated"))),
        "allowlist" in stated,
        tuple(marker for marker, fact in read if not fact),
    )


def _lifecycle(*stated: str) -> Lifecycle | None:
    return cast("Lifecycle", stated[-1]) if stated and stated[-1] else None


def title_lifecycle(title: str) -> Lifecycle | None:
    """The lifecycle that a page's title states: ``(To be deprecated) …``, ``Deprecated: …``."""
    return _lifecycle(fact_of(TITLES, title.translate(_BRACKETS)))


_BRACKETS = str.maketrans("【】|", "[]:")


def lead_lifecycle(lead: Iterable[Line]) -> Lifecycle | None:
    """The lifecycle that a page's first paragraphs state of its endpoint.

    Examples:
        >>> lead_lifecycle([Line("This endpoint will be sunset next spring.")])
        'to-be-deprecated'
    """
    sentences = (sentence for line in lead for sentence in split(line.text))
    return _lifecycle(next(filter(None, (fact_of(LEADS, each) for each in sentences)), ""))
