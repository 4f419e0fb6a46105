"""Documented rate limits, as the tables that the client's limiter reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tiktok_bindgen.generate import python
from tiktok_bindgen.openapi import listed, mapping

# The length of each documented span, in seconds.
_SPANS = {"second": 1, "minute": 60, "day": 86_400}
# The level for calls to the sandbox, which every client offers.
_SANDBOX = "sandbox"


def view(stated: Mapping[str, object]) -> dict[str, str]:
    """Render the module: the type of level names, the limits for all calls, and the limits by path.

    Args:
        stated: The document's ``x-rate-limits``; entries of an undocumented shape are ignored.
    """
    general = dict(_levels(stated.get("general")))
    special: dict[tuple[str, str], str] = {}
    for entry in map(mapping, listed(stated.get("special"))):
        if isinstance(entry.get("path"), str):
            for level, rates in _levels(entry.get("levels")):
                special[f"/{str(entry['path']).strip('/')}/", level] = rates
    names = [*general, *(level for _, level in special), _SANDBOX]
    return {
        "level": python.literal_type(dict.fromkeys(names)),
        "general": python.table(general),
        "special": python.rows(
            f"({python.quote(path)}, {python.quote(one)}): {it}" for (path, one), it in special.items()
        ),
    }


def _levels(stated: object) -> Iterator[tuple[str, str]]:
    for level, spans in mapping(stated).items():
        counts = mapping(spans)
        rates = [
            f"({seconds}, {python.literal(counts[span])})"
            for span, seconds in _SPANS.items()
            if isinstance(counts.get(span), int) and counts[span] is not True and counts[span] > 0
        ]
        if rates:
            yield str(level).lower(), python.tuple_of(rates)
