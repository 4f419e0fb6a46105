"""A whole launch: a campaign, its ad groups and their ads, checked before anything is sent."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol, Self

from attrs import evolve

from .check import refused
from .codec import is_array, is_object
from .encode import body_bytes, json_bytes, payload
from .errors import InvalidRequest, one_line
from .lookup import by_any
from .steps import (
    Default,
    Facts,
    Line,
    Made,
    Placed,
    Said,
    Step,
    facts_of,
    filled,
    is_unknown,
    placeholder,
)

if TYPE_CHECKING:
    from .core import Core
    from .operation import TimeoutLike


class StepViolation(NamedTuple):
    """One place in a plan that breaks what is documented.

    Attributes:
        step: The step, from 0.
        pointer: A JSON pointer into its request.
        rule: What is broken, as in `Violation`.
        message: What is documented.
    """

    step: int
    pointer: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"step {self.step}, {self.pointer or '/'}: {self.message} ({self.rule})"


class HasCore(Protocol):
    """A client."""

    _core: Core


def _core_of(client: HasCore) -> Core:
    core: Core = vars(client)["_core"]
    return core


class Plan:
    """The steps of a launch, in the order in which they are sent.

    Each stands under the nearest earlier step of each level above it: an ad under the ad group before it, and
    under that one's campaign. A step that changes what an earlier one made counts for the steps after it.

    Args:
        steps: The steps.
    """

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self.steps = list(steps)

    def __repr__(self) -> str:
        return f"<Plan of {len(self.steps)} steps, {len(self.done)} done>"

    @property
    def done(self) -> list[Step]:
        """The steps that were carried out."""
        return [step for step in self.steps if step.state == "done"]

    def add(self, operation: str, request: Mapping[str, Any] | None = None, /, **arguments: Any) -> Self:
        """Add a step.

        Args:
            operation: ``"POST /campaign/create/"``, or ``"campaign.create"`` as in a client.
            request: What to call it with, by the names that are sent. The ids of what earlier steps make may
                be left out, or be ``{{campaign_id}}``.
            arguments: The same as keyword arguments.

        Raises:
            ValueError: There is no such operation; as an `InvalidRequest`, the request cannot be sent.
        """
        row = by_any(operation, import_module(".._operations", __package__).OPERATIONS)
        known = facts_of(row[2]).known
        # An argument may be called otherwise than what is sent, where that is a word of Python's.
        named = {
            name if name in known else name.removesuffix("_"): value for name, value in arguments.items()
        }
        step = Step(row, payload({**(request or {}), **named}))
        body_bytes(step.request)
        self.steps.append(step)
        return self

    @classmethod
    def load(cls, file: str | os.PathLike[str]) -> Self:
        """Read a plan: JSON, or YAML where the name ends so and PyYAML is installed.

        It is a list of ``{"operation": "POST /campaign/create/", "request": {…}}``; also what `save` writes.

        Raises:
            OSError: The file cannot be read.
            ValueError: It is no plan.
        """
        name = os.fspath(file)
        with open(name, "rb") as opened:  # noqa: PTH123 - as elsewhere in this package
            content = opened.read()
        return cls.parse(content, yaml=name.lower().endswith((".yaml", ".yml")))

    @classmethod
    def parse(cls, content: bytes | str, *, yaml: bool = False) -> Self:
        """Read a plan from a text, as `load` does from a file.

        Raises:
            ValueError: It is no plan.
        """
        try:
            text = content if isinstance(content, str) else content.decode("utf-8-sig")
            entries = _yaml(text) if yaml else json.loads(text, parse_constant=_no_constant)
        except RecursionError:
            raise ValueError("the plan is nested too deeply") from None
        except ValueError as error:
            raise ValueError(
                f"the plan is not {'YAML' if yaml else 'JSON'}: {one_line(str(error))}"
            ) from None
        if not is_array(entries):
            raise ValueError("a plan is a list of steps")
        plan = cls()
        for number, entry in enumerate(entries):
            try:
                plan._read(entry)
            except InvalidRequest as error:
                why = f"{error.violations[0]}"
                raise ValueError(f"step {number}: {why}") from None
            except ValueError as error:
                raise ValueError(f"step {number}: {error}") from None
        return plan

    def _read(self, entry: Any) -> None:
        if not is_object(entry) or not isinstance(entry.get("operation"), str):
            raise ValueError('a step is an object with "operation" and "request"')
        if unknown := entry.keys() - {"operation", "request", "state", "ids", "request_id"}:
            raise ValueError(f"a step has no {one_line(repr(min(map(str, unknown))), 80)}")
        if not is_object(request := entry.get("request", {})):
            raise ValueError('"request" is an object')
        state, ids, request_id = entry.get("state", ""), entry.get("ids", []), entry.get("request_id", "")
        if state not in ("", "unknown", "done") or not isinstance(request_id, str):
            raise ValueError("its state is none that a plan has")
        if not is_array(ids) or not all(isinstance(each, str) for each in ids):
            raise ValueError('"ids" is a list of texts')
        self.add(entry["operation"], request)
        self.steps[-1] = evolve(self.steps[-1], state=state, ids=ids, request_id=request_id)

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write the plan and what is known of its steps, for `load` to go on with.

        The file is replaced when all is written, and not before.

        Raises:
            OSError: It cannot be written.
        """
        entries: list[dict[str, Any]] = []
        for step in self.steps:
            entry: dict[str, Any] = {"operation": str(step), "request": step.request}
            known = {"state": step.state, "ids": step.ids, "request_id": step.request_id}
            entries.append(entry | {name: value for name, value in known.items() if value})
        name = os.fspath(file)
        with open(f"{name}.part", "wb") as opened:  # noqa: PTH123 - as elsewhere in this package
            opened.write(json_bytes(entries))
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(f"{name}.part", name)  # noqa: PTH105 - likewise

    def violations(self, *, waive: Sequence[str] = (), currency: str | None = None) -> list[StepViolation]:
        """All that is wrong with the plan: with each request, and with what one says beside those above it.

        A rule about a level that no step makes is left out. So is what is wrong with a value that is a
        placeholder.

        Args:
            waive: Rules by id, and places as pointers into a request, that are left out.
            currency: The currency in which amounts are checked as well.
        """
        return self.broken(currency, waive)

    def broken(
        self, currency: str | None, *waive: Sequence[str], default: Default = lambda _name, given: given
    ) -> list[StepViolation]:
        """The violations of steps that are not done.

        Args:
            currency: The currency in which amounts are checked, if they are.
            waive: What is left out.
            default: Gives what a client has for an argument that is left out.
        """
        found: list[StepViolation] = []
        for number, placed in enumerate(self.placed()):
            if placed.step.state == "done":
                continue
            values = placed.values(default)
            wrong = placed.facts.check(values, currency, placed.beside())
            if not wrong:
                continue
            if any(waive):
                from .contested import waived

                wrong = waived(lambda _: wrong, *waive)(values)  # noqa: B023 - called at once
            wrong = [each for each in refused(wrong) if not is_unknown(values, each)]
            found += (StepViolation(number, each.pointer, each.rule, placed.message(each)) for each in wrong)
        return found

    def calls(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The calls as they are sent: method, path and request; ids that are not known are placeholders."""
        return [
            (*placed.step.operation[:2], filled(placed.values(lambda _name, given: given), placed.ids))
            for placed in self.placed()
        ]

    def create(
        self,
        client: HasCore,
        *,
        state: str | os.PathLike[str] | None = None,
        progress: Callable[[Plan, Step], object] | None = None,
        repeat: bool = False,
        validate: bool = True,
        waive: Sequence[str] = (),
        timeout: TimeoutLike = None,
    ) -> None:
        """Check the whole plan, then send the steps that are not done yet, in order.

        The ids that earlier steps gave are put into the requests. Nothing is made twice: where an operation
        has a field by which the server knows a request again, the step has one that all its tries share.

        Args:
            client: What sends them. What it is given for all calls (an advertiser, a currency, what is
                waived) counts here as well.
            state: A file to which the plan is saved before and after each step, for `load` to go on with.
            progress: Called with the plan and a step once that is done.
            repeat: Whether to send a step again of which it is not known whether it was carried out, and
                that the server would not know again by now.
            validate: Whether to check the plan.
            waive: What the check leaves out, by rule or place.
            timeout: How long to wait for each call, if not as the client does.

        Raises:
            InvalidRequest: The plan breaks what is documented; nothing was sent. Pointers are into the plan.
            PlanError: A step failed. A second call goes on with it.
            OSError: The plan cannot be saved.
        """
        from .launching import create

        create(
            self,
            _core_of(client),
            save=None if state is None else lambda: self.save(state),
            progress=progress,
            repeat=repeat,
            validate=validate,
            waive=waive,
            timeout=timeout,
        )

    def pause(self, client: HasCore, *, timeout: TimeoutLike = None) -> list[Step]:
        """Pause everything that the plan made, from the top down.

        Returns:
            The steps that made something which no known operation can pause.

        Raises:
            PlanError: The first call that failed; the others were made all the same.
        """
        from .launching import pause

        return pause(self, _core_of(client), timeout)

    def made(self, step: int, *ids: str) -> None:
        """Note that a step was carried out, of which that was not known.

        Args:
            step: The step, from 0.
            ids: The ids of what it made.
        """
        self.steps[step].state, self.steps[step].ids = "done", list(ids)

    def placed(self) -> Iterator[Placed]:
        """Each step, with what it stands under; each holds until the next is asked for."""
        made: dict[str, Made] = {}
        over: dict[str, Line] = {}
        # The last thing of each level with what it stands under, once something stands under it.
        lines: dict[str, Line] = {}

        def line_of(level: str) -> Line:
            if level not in lines:
                lines[level] = Line({**over[level].made, level: made[level]})
            return lines[level]

        for number, step in enumerate(self.steps):
            facts = step.facts
            line = _NOTHING
            for level in facts.above if facts.makes else (facts.level, *facts.above):
                if level in made and level not in line.made:
                    more = line_of(level)
                    line = more if line is _NOTHING else Line({**more.made, **line.made})
            others = _others(facts, line) if facts.same or not facts.makes else _NOBODY
            yield Placed(step, facts, line, made, others)
            for name in facts.same:
                value = step.request.get(name)
                if value is not None and not placeholder(value):
                    others.setdefault(name, (number, value))
            if facts.makes:
                request = {**facts.defaults, **step.request} if facts.defaults else step.request
                made[facts.level], over[facts.level] = Made(step, request), line
                lines.pop(facts.level, None)
            elif facts.level in made:
                own = made[facts.level]
                own.request = {**own.request, **step.request}
                for each in lines.values():
                    each.changed()
                # Where all have to be the same, what changes one changes the others as well.
                for name in others.keys() & step.request.keys():
                    del others[name]


_NOTHING = Line()
_NOBODY: Said = {}


def _others(facts: Facts, line: Line) -> Said:
    """What things say that were made in the same thing, of the fields that have to be the same."""
    above = next((level for level in facts.above if level != facts.level and level in line.made), None)
    if above is None:
        return {}
    made = line.made[above]
    if made.inside is None:
        made.inside = {}
    return made.inside.setdefault(facts.level, {})


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _yaml(text: str) -> Any:
    try:
        import yaml
    except ImportError:
        raise ValueError("PyYAML, which reads it, is not installed") from None
    try:
        # What refers to other parts can be larger than any memory.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise ValueError("it has aliases")
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
