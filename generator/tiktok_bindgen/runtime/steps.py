"""Steps of a plan: the facts of their operations, their parents, and the ids that they wait for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Literal, NamedTuple

from attrs import Factory, define, field, frozen

from .check import Check, Violation, child, steps_of, value_at
from .checks import Checks
from .codec import is_array, is_object
from .kinds import Fields
from .lookup import Row
from .operation import Operation, operation_of
from .structure import PACKAGE

State = Literal["", "unknown", "done"]

#: Stands for the id, not yet known, of an object that an earlier step makes.
PLACEHOLDER = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")


class StepViolation(NamedTuple):
    """One place in a plan that violates the documentation.

    Attributes:
        step: The index of the step, from 0.
        pointer: A JSON pointer into its request.
        rule: The violated rule, as in `Violation`.
        message: What the value must be.
    """

    step: int
    pointer: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"step {self.step}, {self.pointer or '/'}: {self.message} ({self.rule})"


@define
class Step:
    """One call of a plan.

    Attributes:
        operation: The operation to call: its method, path and name, the address of its documentation, and
            whether it is deprecated. ``str(step)`` is its method and path.
        request: The values to send, keyed by the API's names.
        state: ``done``; ``unknown`` if it was sent, but may not have been carried out; otherwise empty.
        ids: The ids of the objects it made: of several ads of one step, each.
        request_id: The key by which the server recognises the request, so that it is carried out only once.
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
        """The facts of its operation."""
        return facts_of(self.operation[2])


@frozen
class Facts:
    """The facts of an operation that plans need."""

    level: str  # the level of its object, such as an ad group; empty if that has neither parents nor children
    above: tuple[str, ...]  # the levels above that, the nearest first
    makes: bool  # whether it creates the object
    defaults: Mapping[str, Any]  # if it does, the default values of fields that rules depend on
    same: tuple[str, ...]  # the fields that must be the same in all objects of one parent
    operation: Operation  # the operation, as a client calls it
    kind: Fields  # the kind of its requests; see `kinds`
    known: Mapping[str, Any]  # the kind of each documented field, keyed by name
    required: tuple[str, ...]  # the names of the fields that are always required
    # The required fields that hold ids from earlier steps, each with its level and placeholder.
    waiting: dict[str, tuple[str, str]] = Factory(dict[str, tuple[str, str]])

    def is_own(self, name: str) -> bool:
        """Report whether a field holds the id, or the ids, of the operation's own object."""
        one = name.removesuffix("s")
        return bool(self.level) and (one == f"{self.level}_id" or one.endswith(f"_{self.level}_id"))

    def level_of(self, name: str) -> str:
        """Return the level whose ids a field holds; empty if that is neither its own nor a parent's."""
        level = name.removesuffix("s").removesuffix("_id")
        return level if level in self.above else self.level if self.is_own(name) else ""


@cache
def facts_of(name: str) -> Facts:
    """Return the facts of an operation, by its name."""
    levels = import_module(".._levels", __package__)
    operations = import_module(".._operations", __package__)
    level, above = levels.LEVELS.get(name, ("", ()))
    package = f"{PACKAGE}.checks"
    checks: Checks | None = import_module(package).of(name)
    kind: Fields = Fields({}) if checks is None else checks.request
    facts = Facts(
        level,
        above,
        name in levels.MAKES,
        levels.MAKES.get(name, {}),
        levels.SAME.get(name, ()),
        operation_of(
            next(row for row in operations.OPERATIONS if row[2] == name), package, operations.HANDLING
        ),
        kind,
        kind.known,
        tuple(each for each in kind.known if each in kind.required),
    )
    of = {each: facts.level_of(each) for each in facts.required}
    facts.waiting.update((each, (level, f"{{{{{each}}}}}")) for each, level in of.items() if level)
    return facts


#: The first value among siblings of each field, keyed by field: the index of the step, and the value.
Siblings = dict[str, tuple[int, Any]]


@define
class Made:
    """An object that a step made."""

    step: Step
    request: dict[str, Any]  # its request, with the changes of later steps
    inside: dict[str, Siblings] | None = None  # the first values of its children's fields, by level


@define
class Placed:
    """A step with its position in the plan."""

    step: Step
    facts: Facts = field(repr=False)  # the facts of its operation
    line: Mapping[str, Made] = field(repr=False)  # its parents, and what it changes, keyed by level
    before: Mapping[str, Made] = field(repr=False)  # the last object of each level that was made before it
    others: Siblings = field(repr=False)  # the values, in its siblings, of the fields that must be the same

    def beside(self) -> dict[str, Any]:
        """Return its parents' requests and its siblings' values, in the form that checks take."""
        found: dict[str, Any] = {f"^{level}": made.request for level, made in self.line.items()}
        if self.others:
            found[f"^^{self.facts.level}"] = {name: value for name, (_, value) in self.others.items()}
        return found

    def check(self, currency: str | None, waived: Sequence[str]) -> Check:
        """Return the check of its request among others: of what is known already, and is not waived."""
        check, beside = self.facts.operation.check, self.beside()

        def found(values: Mapping[str, Any]) -> list[Violation]:
            violations = [] if check is None else check(values, currency, beside)
            if not violations:
                return violations
            from .contested import unwaived

            return [each for each in unwaived(violations, waived) if not is_unknown(values, each)]

        return found

    def message(self, violation: Violation) -> str:
        """Return the message of a violation, with the step that has what it must equal, or lacks."""
        level, _ = self.facts.waiting.get(violation.pointer[1:], _NOT_WAITING)
        if level and violation.rule == "required":
            return f"{violation.message}: give it, or add a step before this one that makes the {level}"
        start = f"/^^{self.facts.level}/"
        for pointer in violation.fields:
            name = pointer.removeprefix(start)
            if name != pointer and name in self.others:
                return f"{violation.message} (step {self.others[name][0]}, /{name})"
        return violation.message

    def values(self, default: Default) -> dict[str, Any]:
        """Return the request with a client's defaults and placeholders of ids from earlier steps."""
        values, facts = dict(self.step.request), self.facts
        for name in facts.required:
            if values.get(name) is not None:
                continue
            level, mark = facts.waiting.get(name, _NOT_WAITING)
            if level in self.line:
                values[name] = [mark] if name.endswith("s") else mark
            elif (given := default(name, None)) is not None:
                values[name] = given
        return values

    def maker(self, name: str) -> Step | None:
        """Return the step that provides the ids for a placeholder of this name."""
        level = self.facts.level_of(name) or name.removesuffix("s").removesuffix("_id")
        made = self.line.get(level) or self.before.get(level)
        return None if made is None else made.step

    def ids(self, name: str) -> list[str]:
        """Return the known ids for a placeholder of this name."""
        maker = self.maker(name)
        return [] if maker is None else maker.ids


_NOT_WAITING = ("", "")

Default = Callable[[str, None], str | None]


def filled(value: Any, ids: Callable[[str], list[str]]) -> Any:
    """Return a value with placeholders replaced by known ids: in a list by all, elsewhere by a single one."""
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
    """Return the name in a value that consists of one placeholder; empty if it does not."""
    found = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else ""


def placeholders(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the JSON pointer and the name of each placeholder in a value."""
    return ((at, name) for at, _, each in scalars(value) if (name := placeholder(each)))


def scalars(value: Any, at: str = "", field: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield the JSON pointer of each single value in a value, the name of its field, and itself; no null."""
    if is_object(value):
        for key, each in value.items():
            yield from scalars(each, child(at, key), key)
    elif is_array(value):
        for index, each in enumerate(value):
            yield from scalars(each, f"{at}/{index}", field)
    elif value is not None:
        yield at, field, value


# Rules about a field's name or its presence, which hold whatever its value is.
_OF_NAMES = {"unknown", "required", "requires", "forbids", "or", "only-one", "zero-or-one", "all-or-none"}


def is_unknown(values: Mapping[str, Any], violation: Violation) -> bool:
    """Report whether a violation is about a value that is not known yet."""
    if violation.rule.partition(":")[0] in _OF_NAMES:
        return False
    return bool(placeholder(value_at(values, steps_of(violation.pointer))))
