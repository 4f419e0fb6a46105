"""Find the parents of requests on a page: a guide shows a campaign, then its ad groups, then their ads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.levels import Levels
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.weigh.calls import Shown

Key = tuple[str, str]
Known = Mapping[Key, Sequence[Operation]]


def makers_above(known: Known) -> dict[Key, dict[str, Key]]:
    """Map each operation that has parents to the operations that create them, keyed by level."""
    levels = Levels.of(operation for several in known.values() for operation in several[:1])
    found = {key: levels.level(several[0]).above for key, several in known.items()}
    return {
        key: {name: (maker.method, maker.path) for name, maker in above.items()}
        for key, above in found.items()
        if above
    }


def chained(calls: Iterable[Shown], above: Mapping[Key, Mapping[str, Key]]) -> Iterator[Shown]:
    """Yield the requests and replies of a page in order, each request with its parent requests.

    Args:
        calls: What the page shows.
        above: The operations that create the parents of each operation: see `makers_above`.

    Yields:
        Each of them. The parent is the last request of its level before it, if that is complete; a new
        request of a level ends the chains of those below it.
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
