"""Which classes and enums are in which module: what is loaded together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from attrs import frozen

from tiktok_bindgen.generate import names
from tiktok_bindgen.generate.graph import Graph

# Where the models are that only requests have.
REQUESTS = "_requests"
# Where the models are that only events have.
EVENTS = "_events"
# Where what operations of several top paths use is.
SHARED = "_shared"


@frozen
class ModelModule:
    """One module of classes and enums.

    Attributes:
        path: Where it is below ``models``, without suffix.
        names: The classes and enums in it, each before those that mention it where that is possible.
    """

    path: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def dotted(self) -> str:
        """The module's name below ``models``."""
        return ".".join(self.path)

    @property
    def params(self) -> str:
        """The module of the types of its classes' plain dictionaries, below ``params``."""
        return SHARED if self.path[0] == SHARED else self.path[-1]


def model_modules(
    graph: Graph, users: Mapping[str, set[str]], answered: Collection[str], codes: Iterable[str]
) -> tuple[ModelModule, ...]:
    """Lay out the modules of classes and enums.

    What operations of one top path use is in one module; what is used below several is in one for all of
    which these are the same, so that no two modules mention each other. A call with plain dictionaries loads
    what replies need, and nothing of requests.

    Args:
        graph: The classes and enums.
        users: The top paths of the operations that use each, or `EVENTS`; none for what only callers use.
        answered: Those that replies and events have.
        codes: The classes of numbers that have names.
    """
    together: dict[tuple[frozenset[str], bool], list[str]] = {}
    for name, tops in users.items():
        together.setdefault((frozenset(tops or {name}), name in answered), []).append(name)
    found = list[ModelModule]()
    shared = {name: [name] for name in codes}
    for (those, told), group in together.items():
        if users[group[0]] == those and len(those) == 1:
            place = (*those,) if told else (REQUESTS, *those)
            found.append(ModelModule(place, _ordered(graph, group)))
        else:
            shared[min(group)] = sorted(group)
    labels = {first: names.attribute(first) for first in shared}
    unique = names.unique(sorted(labels), labels)
    found.extend(
        ModelModule((SHARED, unique[first]), _ordered(graph, group)) for first, group in shared.items()
    )
    return tuple(sorted(found, key=lambda module: module.path))


def _ordered(graph: Graph, members: Iterable[str]) -> tuple[str, ...]:
    """Enums first, then classes; each class after those it mentions, unless they go in a circle."""
    wanted = dict.fromkeys(members)
    done: dict[str, None] = dict.fromkeys(name for name in wanted if name in graph.enums)
    for start in wanted:
        stack: list[tuple[str, bool]] = [(start, False)]
        open_: set[str] = set()
        while stack:
            name, finished = stack.pop()
            if finished:
                done.setdefault(name)
            elif name not in done and name not in open_:
                open_.add(name)
                stack.append((name, True))
                stack.extend((one, False) for one in reversed(graph.uses(name)) if one in wanted)
    return tuple(done)
