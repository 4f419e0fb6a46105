"""What operations make, by their levels, paths and replies, and what they assume: for mocks."""

from __future__ import annotations

import typing
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from .checks import Checks
from .codec import is_array, is_object
from .decoding import data_of, documented, documented_fields
from .download import named
from .json_files import read_in
from .kinds import Fields
from .model import Model
from .paths import short
from .structure import PACKAGE

Json = dict[str, Any]
#: A path without its slashes.
Steps = tuple[str, ...]
# The last step of the path of what makes something.
_CREATING = "create"


def steps_of(path: str) -> Steps:
    """Return the steps of a path, without the version."""
    return tuple(short(path).strip("/").split("/"))


def checks_of(name: str) -> Checks | None:
    """Return the checks of an operation, if it has any."""
    found: Checks | None = import_module(".checks", PACKAGE).of(name) if name else None
    return found


class Maker(NamedTuple):
    """An operation that makes objects."""

    path: Steps
    key: str  # the field with the id
    name: str
    above: tuple[str, ...]  # the levels above that of the objects, nearest first
    is_level: bool  # whether the objects are on a level with others above or below it

    @property
    def request(self) -> Fields:
        """The kind of its requests."""
        # Read when it is needed: those of all such operations take long to import.
        checks = checks_of(self.name)
        return Fields({}) if checks is None else checks.request

    @property
    def has_new_id(self) -> bool:
        """Whether the id is new; what needs it makes something else below it."""
        return self.key not in self.request.required


@cache
def level_makers() -> list[Maker]:
    """Return each operation that makes objects of a level, those with the shortest paths first."""
    levels = import_module("._levels", PACKAGE)
    above = {each for level, several in levels.LEVELS.values() for each in several if each != level}
    found: list[Maker] = []
    for _, path, name, *_ in import_module("._operations", PACKAGE).OPERATIONS:
        if name in levels.MAKES:
            level, several = levels.LEVELS[name]
            is_level = bool(several) or level in above
            found.append(Maker(steps_of(path), f"{level}_id", name, several, is_level))
    return sorted(found, key=lambda maker: len(maker.path))


@cache
def makers(first: str) -> list[Maker]:
    """Return each operation that makes objects: if on no level, it creates or uploads, and returns an id."""
    operations = import_module("._operations", PACKAGE)
    found = [maker for maker in level_makers() if maker.path[0] == first and maker.has_new_id]
    known = {maker.name for maker in found}
    replies = {name: annotation for name, annotation, *_ in operations.REPLIES if name not in known}
    for _, path, name, *_ in operations.OPERATIONS:
        steps = steps_of(path)
        is_maker = steps[-1] == _CREATING or name in operations.UPLOADS
        checks = checks_of(name) if is_maker and steps[0] == first and name in replies else None
        if checks is not None:
            data = documented(data_of(named(replies[name], PACKAGE)))
            made = ids_by_path(steps) & set(fields_in(item_of(data) or data)) - checks.request.required
            found += [Maker(steps, key, name, (), False) for key in sorted(made)]
    return found


def ids_by_path(steps: Steps) -> set[str]:
    """Return the names that the id of what an operation makes or changes may have by its path."""
    nouns = steps[:-1]
    spans = ((start, end) for end in range(1, len(nouns) + 1) for start in range(end))
    return {f"{'_'.join(nouns[start:end])}_id" for start, end in spans}


@cache
def made_by_name() -> set[str]:
    """Return the names of the ids of what operations create, by their paths."""
    paths = (steps_of(path) for _, path, *_ in import_module("._operations", PACKAGE).OPERATIONS)
    return {name for steps in paths if steps[-1] == _CREATING for name in ids_by_path(steps)}


def with_defaults(
    name: str, checks: Checks | None, sent: Mapping[str, Any], *others: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return a request with the defaults of what it leaves out, if they go with it and with others."""
    defaults = read_in(PACKAGE, "_defaults.json").get(name)
    if not defaults or checks is None:
        return sent
    places = [(place.split("/")[1:], value) for place, value in defaults.items()]

    def filled(given: Any, wrong: Collection[str]) -> Any:
        for names, value in places:
            given = _filled(given, names, value, "", wrong)
        return given

    requests = [filled(each, ()) for each in (sent, *others)]
    wrong = {violation.pointer for each in requests for violation in checks.violations(each)}
    whole: Json = filled(sent, wrong)
    return whole


def _filled(value: Any, names: Sequence[str], default: object, at: str, wrong: Collection[str]) -> Any:
    first, *rest = names
    if first == "*" and is_array(value):
        return [_filled(each, rest, default, f"{at}/{index}", wrong) for index, each in enumerate(value)]
    if not is_object(value) or (rest and first not in value):
        return value
    if rest:
        return {**value, first: _filled(value[first], rest, default, f"{at}/{first}", wrong)}
    return value if first in value or f"{at}/{first}" in wrong else {**value, first: default}


def item_of(hint: Any) -> Any:
    """Return the class of a list's objects; ``None`` if it is no list, or one of something else."""
    item: Any = typing.get_args(hint)[0] if typing.get_origin(hint) is list else None
    return item if isinstance(item, type) and issubclass(item, Model) else None


def fields_in(hint: Any) -> Mapping[str, Any]:
    """Return the fields of a class of objects; none of anything else."""
    kind: Any = hint
    return documented_fields(kind) if isinstance(hint, type) and issubclass(hint, Model) else {}
