"""Find the parent requests of a request: an ad group is created in a campaign, an ad in an ad group.

They follow from the ids that requests require: ``/garden/create/`` is the parent of ``/bed/create/`` because
that requires a ``garden_id``. Operations that change a bed are below the one that creates it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.repeats import by_preference
from tiktok_bindgen.interpret.tree import walk

_MAKES = "create"


@frozen
class Level:
    """The subject of a request, and its parent requests.

    Attributes:
        name: What it is about, as in the path: ``adgroup``.
        above: The operations that create its parents, keyed by level, the nearest first.
    """

    name: str
    above: Mapping[str, Operation] = field(factory=dict)


NO_LEVEL = Level("")


@frozen
class Levels:
    """The operations that create things, keyed by path."""

    makers: Mapping[str, Operation] = field(factory=dict)
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> Levels:
        """Find them among operations; if several pages document the same one, the best counts."""
        makers: dict[str, Operation] = {}
        ids: set[str] = set()
        for each, *others in by_preference(tuple(operations)):
            ids.update(*(_ids(one.response) for one in (each, *others)))
            *things, last = steps_of(each.path) or [""]
            # The step before it in the path says what is created.
            if each.method == "POST" and things and last == _MAKES:
                makers[each.path] = each
        return cls(makers, frozenset(steps_of(path)[-2] for path in makers) & ids)

    def level(self, operation: Operation) -> Level:
        """The level of an operation that changes something; `NO_LEVEL` for others."""
        if operation.method != "POST":
            return NO_LEVEL
        name = next((step for step in reversed(steps_of(operation.path)[:-1]) if step in self.names), "")
        own = self._maker(operation.path, name) if name else None
        if own is None:
            return NO_LEVEL
        above: dict[str, Operation] = {}
        if own.path != operation.path:
            # An operation that changes a thing is below the one that creates it.
            above[name] = own
        waiting = [own]
        while waiting:
            maker = waiting.pop(0)
            for needed in sorted(_needs(maker) & self.names - {name, *above}):
                found = self._maker(operation.path, needed, name)
                if found is not None:
                    above[needed] = found
                    waiting.append(found)
        is_about = own.path == operation.path or _is_about(operation, above)
        return Level(name, above) if is_about else NO_LEVEL

    def _maker(self, path: str, name: str, level: str = "") -> Operation | None:
        """The operation that creates something, preferably of the same family as a path."""
        steps = steps_of(path)
        at = steps.index(level or name)
        # Above it in the path, in its place with and without the later steps, or at the top.
        inside = steps[:at] if name in steps[:at] else []
        families = (inside, [*steps[:at], name, *steps[at + 1 : -1]], [*steps[:at], name], [*steps[:2], name])
        paths = (f"/{'/'.join([*family, _MAKES])}/" for family in families)
        return next((self.makers[each] for each in paths if each in self.makers), None)


NO_LEVELS = Levels()


def steps_of(path: str) -> list[str]:
    """The steps of a path."""
    return [step for step in path.split("/") if step]


def _is_about(operation: Operation, makers: Mapping[str, Operation]) -> bool:
    """Whether an operation takes the id of something created, or most of the fields it is created with.

    Other operations are about something else in their path: a picture that ads may show.
    """
    if _called(operation.path, makers) & _spelled(_ids(operation.parameters)):
        return True
    known = {each.name for maker in makers.values() for each in maker.parameters}
    names = [each.name for each in operation.parameters if not each.name.endswith(("_id", "_ids"))]
    return 2 * sum(name in known for name in names) > len(names)


def _called(path: str, levels: Iterable[str]) -> set[str]:
    """The names of things in ids: their level, with or without the steps of the path before it."""
    steps, found = steps_of(path), list[str]()
    for level in levels:
        end = steps.index(level) if level in steps else 0
        found += (level, *("_".join([*steps[start:end], level]) for start in range(end)))
    return _spelled(found)


def _spelled(names: Iterable[str]) -> set[str]:
    """Normalise names: ``flower_bed`` becomes ``flowerbed``."""
    return {name.replace("_", "") for name in names}


def _needs(operation: Operation) -> set[str]:
    """What has to be there already: that of which a request requires the id."""
    required = (each.name for each in operation.parameters if each.presence == "required")
    return {thing for name in required for thing in _of_id(name)}


def _ids(fields: Iterable[Field]) -> Iterator[str]:
    """The things whose ids fields are, one or several: ``garden`` of ``garden_ids``."""
    for _, each in walk(fields):
        yield from _of_id(each.name)


def _of_id(name: str) -> tuple[str, ...]:
    """The thing whose id a name is, if it is one."""
    thing = name.removesuffix("s")
    return (thing.removesuffix("_id"),) if thing.endswith("_id") else ()
