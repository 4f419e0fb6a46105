"""Documented limits of calls, as the tables that the client's limiter reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tiktok_bindgen.generate import python

# How many seconds each documented span has.
_SPANS = {"second": 1, "minute": 60, "day": 86_400}
# The level of calls to the sandbox, which every client has.
_SANDBOX = "sandbox"


def view(stated: Mapping[str, object]) -> dict[str, str]:
    """Write out the module: the type of a level's name, the limits of all calls together, and those of paths.

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
    return {
        "level": python.literal_type(dict.fromkeys(names)),
        "general": python.table(general),
        "special": python.rows(
            f"({python.quote(path)}, {python.quote(one)}): {it}" for (path, one), it in special.items()
        ),
    }


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
