"""Documented limits of calls, as the tables that the client's limiter reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from tiktok_bindgen.generate import python

# How many seconds each documented span has.
_SPANS = {"second": 1, "minute": 60, "day": 86_400}
# The level of calls to the sandbox, which every client has.
_SANDBOX = "sandbox"


@frozen
class LimitsView:
    """The module, written out.

    Attributes:
        level: The type of a level's name.
        general: The limits of all calls together, by level.
        special: The limits that paths have of their own, by path and level.
    """

    level: str
    general: str
    special: str


def view(stated: Mapping[str, object]) -> LimitsView:
    """Write out the module.

    Args:
        stated: The document's ``x-rate-limits``; what is not as documented there is left out.
    """
    general = dict(_levels(stated.get("general")))
    special: dict[tuple[str, str], str] = {}
    entries = stated.get("special")
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, Mapping) and isinstance(entry.get("path"), str):
            for level, rates in _levels(entry.get("levels")):
                special[f"/{str(entry['path']).strip('/')}/", level] = rates
    names = [*general, *(level for _, level in special), _SANDBOX]
    return LimitsView(
        level=python.literal_type(dict.fromkeys(names)),
        general=python.table(general),
        special=python.rows(
            f"({python.quote(path)}, {python.quote(one)}): {it}" for (path, one), it in special.items()
        ),
    )


def _levels(stated: object) -> Iterator[tuple[str, str]]:
    for level, counts in stated.items() if isinstance(stated, Mapping) else ():
        if not isinstance(counts, Mapping):
            continue
        rates = [
            f"({seconds}, {python.literal(counts[span])})"
            for span, seconds in _SPANS.items()
            if isinstance(counts.get(span), int) and counts[span] is not True and counts[span] > 0
        ]
        if rates:
            yield str(level).lower(), python.tuple_of(rates)
