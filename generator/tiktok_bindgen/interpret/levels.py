"""Which request stands above which: an ad group is made in a campaign, an ad in an ad group.

It follows from the ids that requests carry. What ``/garden/create/`` makes stands above what ``/bed/create/``
makes, since that requires a ``garden_id``. Other operations on beds stand where the one that makes them does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field, frozen

from tiktok_bindgen.interpret.model import Field, Operation

_MAKES = "create"


@frozen
class Level:
    """What a request is about, and what stands above it.

    Attributes:
        name: What it is about, as the path has it: ``adgroup``.
        above: The operations that make what stands above it, by their levels, the nearest first.
    """

    name: str
    above: Mapping[str, Operation] = field(factory=dict)


NO_LEVEL = Level("")


@frozen
class Levels:
    """The operations that make things, by their paths."""

    makers: Mapping[str, Operation] = field(factory=dict)
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> Levels:
        """Find them among operations; of several that document one the first counts."""
        makers: dict[str, Operation] = {}
        ids: set[str] = set()
        for each in operations:
            ids.update(_ids(each.response))
            *things, last = steps_of(each.path) or [""]
            # A path that names nothing before it does not say what is made.
            if each.method == "POST" and things and last == _MAKES:
                makers.setdefault(each.path, each)
        return cls(makers, frozenset(steps_of(path)[-2] for path in makers) & ids)

    def level(self, operation: Operation) -> Level:
        """The level of an operation that changes something; of others there is none."""
        if operation.method != "POST":
            return NO_LEVEL
        name = next((step for step in reversed(steps_of(operation.path)[:-1]) if step in self.names), "")
        own = self._maker(operation.path, name) if name else None
        if own is None:
            return NO_LEVEL
        above: dict[str, Operation] = {}
        if own.path != operation.path:
            # What changes a thing stands under what made it.
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
        """The operation that makes something, of the family that a path is of if there is one in it."""
        steps = steps_of(path)
        at = steps.index(level or name)
        # Inside it, beside it with and without what else the path names, or of no family.
        inside = steps[:at] if name in steps[:at] else []
        families = (inside, [*steps[:at], name, *steps[at + 1 : -1]], [*steps[:at], name], [*steps[:2], name])
        paths = (f"/{'/'.join([*family, _MAKES])}/" for family in families)
        return next((self.makers[each] for each in paths if each in self.makers), None)


NO_LEVELS = Levels()


def steps_of(path: str) -> list[str]:
    """The names in a path."""
    return [step for step in path.split("/") if step]


def _is_about(operation: Operation, makers: Mapping[str, Operation]) -> bool:
    """Whether an operation carries the id of something that was made, or most of what that is made of.

    Others are about something else that their path names besides: a picture that ads may show.
    """
    if _called(operation.path, makers) & _spelled(_ids(operation.parameters)):
        return True
    known = {each.name for maker in makers.values() for each in maker.parameters}
    told = [each.name for each in operation.parameters if not each.name.endswith(("_id", "_ids"))]
    return 2 * sum(name in known for name in told) > len(told)


def _called(path: str, levels: Iterable[str]) -> set[str]:
    """What ids of things call them: by their level, with what stands before that in a path or without."""
    steps, found = steps_of(path), list[str]()
    for level in levels:
        end = steps.index(level) if level in steps else 0
        found += (level, *("_".join([*steps[start:end], level]) for start in range(end)))
    return _spelled(found)


def _spelled(names: Iterable[str]) -> set[str]:
    """Names however they are spelled: ``flower_bed`` is ``flowerbed``."""
    return {name.replace("_", "") for name in names}


def _needs(operation: Operation) -> set[str]:
    """What has to be there already: that of which a request requires the id."""
    required = (evolve(each, children=()) for each in operation.parameters if each.presence == "required")
    return set(_ids(required))


def _ids(fields: Iterable[Field]) -> Iterator[str]:
    """The things whose ids fields are, one or several: ``garden`` of ``garden_ids``."""
    for each in fields:
        name = each.name.removesuffix("s")
        if name.endswith("_id"):
            yield name.removesuffix("_id")
        yield from _ids(each.children)
