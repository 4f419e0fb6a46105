"""Find the parents of requests on a page: a guide shows a campaign, then its ad groups, then their ads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.levels import Levels
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.weigh.calls import Shown

Key = tuple[str, str]
# Hardly a guide shows more before what comes below them.
_MOST_SIBLINGS = 8
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
        Each of them. Its parent is the last request of its level, or any of the last ones, where the page
        shows several in a row with nothing of theirs between them; none, if one of them is not complete. A
        new request of a level ends the chains of those below it.
    """
    latest: dict[Key, tuple[Shown, ...]] = {}
    with_children = set[Key]()
    for each in calls:
        if each.side != "request":
            yield each
            continue
        key = (each.method, each.path)
        parents = above.get(key, {})
        found = {name: latest[maker] for name, maker in parents.items() if maker in latest}
        found = {name: several for name, several in found.items() if all(one.whole for one in several)}
        yield evolve(each, above=found) if found else each
        with_children.update(parents.values())
        latest = {
            other: several for other, several in latest.items() if key not in above.get(other, {}).values()
        }
        siblings = () if key in with_children else latest.get(key, ())
        latest[key] = (*siblings, each)[-_MOST_SIBLINGS:]
        with_children.discard(key)
