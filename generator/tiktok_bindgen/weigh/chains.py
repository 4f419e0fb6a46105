"""The requests of a page under one another: a guide shows a campaign, then its ad groups, then their ads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.levels import Levels
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.weigh.calls import Shown

Key = tuple[str, str]
Known = Mapping[Key, Sequence[Operation]]


def makers_above(known: Known) -> dict[Key, dict[str, Key]]:
    """What makes what stands above each operation that has some above it, by their levels."""
    levels = Levels.of(operation for several in known.values() for operation in several[:1])
    found = {key: levels.level(several[0]).above for key, several in known.items()}
    return {
        key: {name: (maker.method, maker.path) for name, maker in above.items()}
        for key, above in found.items()
        if above
    }


def chained(calls: Iterable[Shown], above: Mapping[Key, Mapping[str, Key]]) -> Iterator[Shown]:
    """Requests and replies in the order of their page, each request with those above it.

    Args:
        calls: What the page shows.
        above: What makes what stands above each operation: see `makers_above`.

    Yields:
        Each of them; above one stands the nearest before it of that level, if it is shown whole. What stands
        before a request above is of another chain.
    """
    latest: dict[Key, Shown] = {}
    for each in calls:
        key = (each.method, each.path)
        if each.side == "request":
            found = {name: latest[maker] for name, maker in above.get(key, {}).items() if maker in latest}
            if found:
                yield evolve(each, above=found)
            else:
                yield each
            latest = {other: one for other, one in latest.items() if key not in above.get(other, {}).values()}
            if each.whole:
                latest[key] = each
            else:
                latest.pop(key, None)
        else:
            yield each
