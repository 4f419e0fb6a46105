"""Assign classes and enums to modules, by what is loaded together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import frozen

from tiktok_bindgen.generate import names
from tiktok_bindgen.generate.graph import Graph

# The folder of models that only requests use.
REQUESTS = "_requests"
# The module of models that only events use.
EVENTS = "_events"
# The folder of models that operations of several top paths use.
SHARED = "_shared"
# So many of those that share models are in the name of their module.
_NAMED = 4


@frozen
class ModelModule:
    """One module of classes and enums.

    Attributes:
        path: Its path below ``models``, without suffix.
        names: Its classes and enums, each before those that refer to it where that is possible.
    """

    path: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def dotted(self) -> str:
        """The module's name below ``models``."""
        return ".".join(self.path)

    @property
    def params(self) -> str:
        """The module below ``params`` that types the plain dictionaries of its classes."""
        return SHARED if self.path[0] == SHARED else self.path[-1]


def model_modules(
    graph: Graph, users: Mapping[str, set[str]], answered: Collection[str], codes: Iterable[str]
) -> tuple[ModelModule, ...]:
    """Assign classes and enums to modules.

    Models used below one top path share a module; those used below the same several top paths share another,
    so that no two modules refer to each other. Models of replies and of requests are separate, so a call with
    plain dictionaries loads no request models.

    Args:
        graph: The classes and enums.
        users: For each model, the top paths of its operations, or `EVENTS`; empty if only callers use it.
        answered: The models that replies and events use.
        codes: The class names of named integers.
    """
    together: dict[tuple[frozenset[str], bool], list[str]] = {}
    for name, tops in users.items():
        together.setdefault((frozenset(tops or {name}), name in answered), []).append(name)
    found = list[ModelModule]()
    shared = [(name, [name]) for name in codes]
    for (those, in_replies), group in together.items():
        if users[group[0]] == those and len(those) == 1:
            place = (*those,) if in_replies else (REQUESTS, *those)
            found.append(ModelModule(place, _ordered(graph, group)))
        else:
            shared.append((_shared_name(those, in_replies, group), sorted(group)))
    firsts = {min(group): names.attribute(name) for name, group in shared}
    unique = names.unique(sorted(firsts), firsts)
    found.extend(ModelModule((SHARED, unique[min(group)]), _ordered(graph, group)) for _, group in shared)
    return tuple(sorted(found, key=lambda module: module.path))


def _shared_name(tops: Collection[str], in_replies: bool, group: Sequence[str]) -> str:
    """Name a module for its only model, or for those that share its models."""
    if len(group) == 1:
        return group[0]
    first, more = sorted(tops)[:_NAMED], len(tops) > _NAMED
    return "_".join([*first, *(["and_more"] if more else []), *([] if in_replies else ["requests"])])


def _ordered(graph: Graph, members: Iterable[str]) -> tuple[str, ...]:
    """Order enums first, then classes, each after those it refers to except in a cycle."""
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
