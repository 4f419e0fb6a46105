"""Steps of a plan: what is known of their operations, what they stand under, which ids they wait for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from attrs import Factory, define, field, frozen

from .building import Check
from .check import Violation, child, steps_of, value_at
from .codec import is_array, is_object
from .lookup import Row
from .model import PACKAGE
from .operation import deferred

if TYPE_CHECKING:
    from .checks import Checks

State = Literal["", "unknown", "done"]

#: What stands for a value that is not known yet: the id of what an earlier step makes.
PLACEHOLDER = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")


@define
class Step:
    """One call of a plan.

    Attributes:
        operation: What is called.
        request: What it is called with, by the names that are sent.
        state: ``done``; ``unknown`` where it was sent, but may not have been carried out; or nothing.
        ids: The ids of what it made.
        request_id: The id that its request was sent with, so that it cannot be carried out twice.
    """

    operation: Row
    request: dict[str, Any]
    state: State = ""
    ids: list[str] = Factory(list[str])
    request_id: str = ""

    def __str__(self) -> str:
        return f"{self.operation[0]} {self.operation[1]}"

    @property
    def facts(self) -> Facts:
        """What is known of its operation."""
        return facts_of(self.operation[2])


@frozen
class Facts:
    """What is known of an operation.

    Attributes:
        level: What it is about; empty if that stands in nothing and has nothing in it.
        above: The levels above that, the nearest first.
        makes: Whether it makes what it is about.
        defaults: Of an operation that does: the defaults that rules look at.
        same: The fields that must be the same in all that is made in one thing above.
        check: The check of its requests.
        known: What each documented field may be.
        required: The names of those that are always required.
        waiting: Of these the ids of what earlier steps make: names, levels, and placeholders.
    """

    level: str
    above: tuple[str, ...]
    makes: bool
    defaults: Mapping[str, Any]
    same: tuple[str, ...]
    check: Check
    known: Mapping[str, Any]
    required: tuple[str, ...]
    waiting: dict[str, tuple[str, str]] = Factory(dict[str, tuple[str, str]])

    def is_own(self, name: str) -> bool:
        """Whether a field has the id, or the ids, of what the operation is about."""
        one = name.removesuffix("s")
        return bool(self.level) and (one == f"{self.level}_id" or one.endswith(f"_{self.level}_id"))

    def level_of(self, name: str) -> str:
        """The level of which a field has the id, or the ids; empty if it is none that is at hand."""
        level = name.removesuffix("s").removesuffix("_id")
        return level if level in self.above else self.level if self.is_own(name) else ""


@cache
def facts_of(name: str) -> Facts:
    """What is known of an operation, by its name."""
    levels = import_module(".._levels", __package__)
    level, above = levels.LEVELS.get(name, ("", ()))
    package = f"{PACKAGE}.checks"
    checks: Checks | None = import_module(package).of(name)
    known: Mapping[str, Any] = {} if checks is None else checks.request.known
    required: Collection[str] = () if checks is None else checks.request.required
    facts = Facts(
        level,
        above,
        name in levels.MAKES,
        levels.MAKES.get(name, {}),
        levels.SAME.get(name, ()),
        deferred(package, name),
        known,
        tuple(each for each in known if each in required),
    )
    of = {each: facts.level_of(each) for each in facts.required}
    facts.waiting.update((each, (level, f"{{{{{each}}}}}")) for each, level in of.items() if level)
    return facts


#: What things beside each other say first, by field: the number of the step, and the value.
Said = dict[str, tuple[int, Any]]


@define
class Made:
    """What a step made.

    Attributes:
        step: The step.
        request: Its request as later steps left it.
        inside: By level, what things that were made in it say first: fields with their values, and the steps.
    """

    step: Step
    request: dict[str, Any]
    inside: dict[str, Said] | None = None


@define
class Line:
    """Things that were made, one under the other, by their levels.

    Attributes:
        made: The things.
    """

    made: Mapping[str, Made] = field(factory=dict[str, Made])
    _beside: dict[str, Any] | None = field(default=None, init=False)

    def beside(self) -> dict[str, Any]:
        """Their requests, as checks take them; made once for all that stands under them."""
        if self._beside is None:
            self._beside = {f"^{level}": made.request for level, made in self.made.items()}
        return self._beside

    def changed(self) -> None:
        """Note that a request is another now."""
        self._beside = None


@define
class Placed:
    """A step where it stands.

    Attributes:
        step: The step.
        facts: What is known of its operation.
        line: What it stands under; if it changes something that was made, also that.
        before: The last thing of each level that was made before it.
        others: What others that were made in the same thing say, of the fields that must be the same.
    """

    step: Step
    facts: Facts = field(repr=False)
    line: Line = field(repr=False)
    before: Mapping[str, Made] = field(repr=False)
    others: Said = field(repr=False)

    def beside(self) -> dict[str, Any]:
        """The requests above, and what stands beside it, as checks take them."""
        above = self.line.beside()
        if not self.others:
            return above
        said = {name: value for name, (_, value) in self.others.items()}
        return {**above, f"^^{self.facts.level}": said}

    def message(self, violation: Violation) -> str:
        """What a violation says, with the place of what it has to be the same as."""
        start = f"/^^{self.facts.level}/"
        for pointer in violation.fields:
            name = pointer.removeprefix(start)
            if name != pointer and name in self.others:
                return f"{violation.message} (step {self.others[name][0]}, /{name})"
        return violation.message

    def values(self, default: Default) -> dict[str, Any]:
        """The request, with placeholders for required ids that earlier steps give.

        Args:
            default: Gives what a client has for an argument that is left out.
        """
        values, facts = dict(self.step.request), self.facts
        for name in facts.required:
            if values.get(name) is not None:
                continue
            level, mark = facts.waiting.get(name, _NOT_WAITING)
            if level in self.line.made:
                values[name] = [mark] if name.endswith("s") else mark
            elif (given := default(name, None)) is not None:
                values[name] = given
        return values

    def maker(self, name: str) -> Step | None:
        """The step that gives the ids that a placeholder of this name stands for."""
        level = self.facts.level_of(name) or name.removesuffix("s").removesuffix("_id")
        made = self.line.made.get(level) or self.before.get(level)
        return None if made is None else made.step

    def ids(self, name: str) -> list[str]:
        """The ids that a placeholder of this name stands for, as far as they are known."""
        maker = self.maker(name)
        return [] if maker is None else maker.ids


_NOT_WAITING = ("", "")

Default = Callable[[str, None], str | None]


def filled(value: Any, ids: Callable[[str], list[str]]) -> Any:
    """A value in which placeholders are the ids that they stand for; others stay.

    In a list, one becomes as many items as there are ids; elsewhere, only one of one id becomes that.
    """
    if is_object(value):
        return {name: filled(each, ids) for name, each in value.items()}
    if is_array(value):
        found: list[Any] = []
        for each in value:
            known = ids(name) if (name := placeholder(each)) else []
            found += known or [filled(each, ids)]
        return found
    known = ids(name) if (name := placeholder(value)) else []
    return known[0] if len(known) == 1 else value


def placeholder(value: object) -> str:
    """The name in a value that is a placeholder and nothing else; empty if it is none."""
    found = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else ""


def placeholders(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """The places of placeholders in a value, as JSON pointers, and their names."""
    if name := placeholder(value):
        yield at, name
    elif is_object(value):
        for key, each in value.items():
            yield from placeholders(each, child(at, key))
    elif is_array(value):
        for index, each in enumerate(value):
            yield from placeholders(each, f"{at}/{index}")


# What is wrong with a name, or with a field's being there, whatever its value is.
_OF_NAMES = {"unknown", "required", "requires", "forbids", "or", "only-one", "zero-or-one", "all-or-none"}


def is_unknown(values: dict[str, Any], violation: Violation) -> bool:
    """Whether a violation is of a value that is not known yet."""
    if violation.rule.partition(":")[0] in _OF_NAMES:
        return False
    return bool(placeholder(value_at(values, steps_of(violation.pointer))))
