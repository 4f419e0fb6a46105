"""A whole launch: a campaign, its ad groups and their ads, checked before anything is sent."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from attrs import evolve

from .building import handled, verdict
from .check import Violation, currency_code
from .codec import DEEPEST, TooDeepError, is_array, is_object, no_constant, number_of, one_line, parse_json
from .encode import body_bytes, json_bytes, payload, refuse_zones
from .errors import InvalidRequest, TikTokError
from .given import as_given, file_path, function, must_have_names, of_kind
from .lookup import Row, by_any
from .outside import entrance
from .steps import (
    Default,
    Facts,
    Made,
    Placed,
    Siblings,
    State,
    Step,
    StepViolation,
    facts_of,
    filled,
    placeholder,
)
from .structure import PACKAGE
from .writing import locked, replacing

if TYPE_CHECKING:
    from .core import BlockingClient, Core
    from .operation import TimeoutLike


class UnsendableError(ValueError):
    """A plan has values, in its ``violations``, that no request can hold, such as text that is no Unicode."""

    def __init__(self, violations: Sequence[StepViolation]) -> None:
        super().__init__(str(violations[0]))
        self.violations = violations


def core_of(client: BlockingClient) -> Core:
    """Return what makes the calls of a client."""
    from .core import Core

    core: Any = getattr(client, "_core", client)
    found: Core = of_kind("client", core, "a Client (`blocking` of an AsyncClient)", Core)
    return found


class PlanError(TikTokError):
    """A plan stopped at a step. The steps before it were carried out; `Plan.create` continues from there.

    Attributes:
        plan: The plan, with the state of each of its steps.
        step: The index of the step at which it stopped, from 0.
        unknown: Whether it is unknown if that step was carried out.
        error: The error of the step's call, if one was made.
    """

    def __init__(
        self,
        message: str,
        *,
        plan: Any = None,
        step: int = 0,
        unknown: bool = False,
        error: TikTokError | None = None,
    ) -> None:
        # Queues that write JSON make an error of its text alone, here and in other classes.
        self.plan: Plan = plan
        self.step = step
        self.unknown = self.may_have_been_done = unknown
        self.error = error
        if error is not None:
            self.operation, self.attempts = error.operation, error.attempts
            self.raw_response = error.raw_response
        super().__init__(message)


if TikTokError.__module__ == PACKAGE:
    # As for all errors: tracebacks name what users import.
    PlanError.__module__ = PACKAGE


# The states of a step in the order in which it has them.
_STATES: tuple[State, ...] = ("", "unknown", "done")


class Plan:
    """The steps of a launch, in the order in which they are sent.

    The parent of a step is the nearest earlier step of each level above it: an ad belongs to the ad group
    before it, and to that ad group's campaign. A step that changes an object made by an earlier step affects
    the checks of the steps after it.
    """

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        given = of_kind("steps", steps, "a list of steps", Iterable)
        self.steps = [of_kind("a step", step, "a Step", Step) for step in given]

    def __repr__(self) -> str:
        return f"<Plan of {number_of(len(self.steps), 'step')}, {len(self.done)} done>"

    @property
    def done(self) -> list[Step]:
        """The steps that were carried out."""
        return [step for step in self.steps if step.state == "done"]

    def add(
        self, operation: str | Row, request: Mapping[str, Any] | None = None, /, **arguments: Any
    ) -> Self:
        """Add a step.

        Args:
            operation: ``"POST /campaign/create/"``, ``"campaign.create"`` as in a client, or the `operation`
                of a step.
            request: The values to send, keyed by the API's names. Ids of objects that earlier steps make may
                be left out, or be placeholders such as ``{{campaign_id}}``.
            arguments: Further values, as keyword arguments.

        Raises:
            ValueError: There is no such operation. If the request cannot be sent, it is an `InvalidRequest`.
        """
        must_have_names("the request", request or {})
        of_kind("the operation", operation, "text, or that of a step", str, tuple)
        called = operation if isinstance(operation, str) else " ".join(map(str, operation[:2]))
        row = by_any(called, import_module(".._operations", __package__).OPERATIONS)
        facts = facts_of(row[2])
        # An argument has a trailing underscore where the API's name is a keyword of Python.
        named = {
            name if name in facts.known else name.removesuffix("_"): value
            for name, value in arguments.items()
        }
        given = {**(request or {}), **named}
        refuse_zones(facts.operation.zones or {}, given)
        step = Step(row, payload(given))
        body_bytes(step.request)
        self.steps.append(step)
        return self

    @classmethod
    def load(cls, file: str | os.PathLike[str]) -> Self:
        """Read a plan from a file of JSON, or of YAML if its name ends so and PyYAML is installed.

        It has a list of ``{"operation": "POST /campaign/create/", "request": {…}}``, or what `save` wrote.

        Raises:
            OSError: The file cannot be read.
            ValueError: It does not contain a plan.
        """
        name = file_path("file", file)
        with open(name, "rb") as opened:  # noqa: PTH123 - as elsewhere in this package
            content = opened.read()
        return cls.parse(content, yaml=name.lower().endswith((".yaml", ".yml")))

    @classmethod
    def parse(cls, content: bytes | str, *, yaml: bool = False) -> Self:
        """Parse a plan from text, as `load` does from a file.

        Raises:
            ValueError: The text is not a plan, or a request cannot be sent; see `UnsendableError`.
        """
        try:
            given = of_kind("the plan", content, "bytes or text", bytes, bytearray, str)
            text = given if isinstance(given, str) else given.decode("utf-8-sig")
            entries = _yaml(text) if yaml else parse_json(text, parse_constant=no_constant)
        except TooDeepError as error:
            raise ValueError(f"the plan is {error}") from None
        except ValueError as error:
            raise ValueError(
                f"the plan cannot be read as {'YAML' if yaml else 'JSON'}: {one_line(str(error))}"
            ) from None
        if not is_array(entries):
            raise ValueError("a plan must be a list of steps")
        plan = cls()
        wrong: list[StepViolation] = []
        for number, entry in enumerate(entries):
            try:
                plan._read(entry)
            except InvalidRequest as error:
                wrong += (StepViolation(number, *violation[:3]) for violation in error.violations)
            except ValueError as error:
                raise ValueError(f"step {number}: {error}") from None
        if wrong:
            raise UnsendableError(wrong)
        return plan

    def _read(self, entry: Any) -> None:
        if not is_object(entry) or not isinstance(entry.get("operation"), str):
            raise ValueError('a step must be an object with "operation" and "request"')
        if unknown := entry.keys() - {"operation", "request", "state", "ids", "request_id"}:
            raise ValueError(f"unknown key {as_given(min(map(str, unknown)))}")
        if not is_object(request := entry.get("request", {})):
            raise ValueError('"request" must be an object')
        state, ids, request_id = entry.get("state", ""), entry.get("ids", []), entry.get("request_id", "")
        if state not in ("", "unknown", "done") or not isinstance(request_id, str):
            raise ValueError('"state" must be "unknown" or "done", and "request_id" a string')
        if not is_array(ids) or not all(isinstance(each, str) for each in ids):
            raise ValueError('"ids" must be a list of strings')
        self.add(entry["operation"], request)
        self.steps[-1] = evolve(self.steps[-1], state=state, ids=ids, request_id=request_id)

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write the plan and the state of its steps to a file, for `load` to resume from.

        An existing file is replaced only when everything is written.

        Raises:
            OSError: The file cannot be written.
        """
        entries: list[dict[str, Any]] = []
        for step in self.steps:
            entry: dict[str, Any] = {"operation": str(step), "request": step.request}
            known = {"state": step.state, "ids": step.ids, "request_id": step.request_id}
            entries.append(entry | {name: value for name, value in known.items() if value})
        with replacing(file_path("file", file)) as opened:
            opened.write(json_bytes(entries))
            opened.flush()
            os.fsync(opened.fileno())

    def violations(self, *, waive: Sequence[str] = (), currency: str | None = None) -> list[StepViolation]:
        """Return all violations: of each request alone, and of rules between a request and its parents'.

        Rules about a level that no step makes are skipped, and so are violations of placeholder values.

        Args:
            waive: Rules, by id, and places, as JSON pointers, to skip. A pointer leads into each request, or
                into the plan, as in ``/2/request/budget``.
            currency: The currency code with which to check amounts as well.
        """
        return self.broken(None if currency is None else currency_code(currency), waive)

    def broken(
        self, currency: str | None, *waive: Sequence[str], default: Default = lambda _name, given: given
    ) -> list[StepViolation]:
        """Return the violations of the steps that are not done.

        Args:
            currency: The currency code with which to check amounts; ``None`` skips that.
            waive: Rules and places to skip, as in `violations`.
            default: Returns a client's default for an argument that is not given.
        """
        from .contested import waive_of

        skipped = [one for some in waive for one in waive_of(some)]
        found: list[StepViolation] = []
        for number, placed in enumerate(self.placed()):
            if placed.step.state == "done":
                continue
            operation = placed.facts.operation
            values = handled(operation, placed.values(default))
            # Most steps are right, for which the rest would take as long again.
            if operation.check is None or not operation.check(values, currency, placed.beside()):
                continue
            # A place in the plan, as `create` tells it, is one of this step's request.
            waived = [name.removeprefix(f"/{number}/request") for name in skipped]
            wrong, _ = verdict(values, placed.check(currency, waived), operation.signatures)
            found += (StepViolation(number, each.pointer, each.rule, placed.message(each)) for each in wrong)
        return found

    def calls(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Return the calls to send: method, path and request, with placeholders for unknown ids."""
        return [
            (*placed.step.operation[:2], filled(placed.values(lambda _name, given: given), placed.ids))
            for placed in self.placed()
        ]

    @entrance
    def create(
        self,
        client: BlockingClient,
        *,
        state: str | os.PathLike[str] | None = None,
        progress: Callable[[Plan, Step], object] | None = None,
        repeat: bool = False,
        validate: bool = True,
        waive: Sequence[str] = (),
        timeout: TimeoutLike = None,
    ) -> None:
        """Check the whole plan, then send the steps that are not done yet, in order.

        The ids from the replies of earlier steps are put into the requests. No object is made twice: if an
        operation has a field by which the server recognises a repeated request, all tries of a step share it.

        Args:
            client: The client that sends the steps. Its settings for all calls (an advertiser, a currency,
                waived rules) apply here, too.
            state: A file to which the plan is saved before and after each step, for one call at a time. If it
                exists, the plan resumes from it.
            progress: Called with the plan and a step when the step is done.
            repeat: Whether to send a step again if it is unknown whether it was carried out and the server
                may no longer recognise the repeated request.
            validate: Whether to check the plan.
            waive: Rules and places that the check skips, as in `violations`.
            timeout: How long to wait for each call, instead of the client's setting.

        Raises:
            InvalidRequest: The plan violates the documentation; nothing was sent. Its JSON pointers point
                into the plan.
            PlanError: A step failed. Another call of this method resumes with it.
            ValueError: The file has another plan.
            BlockingIOError: Another process or thread is using the file; nothing was sent.
            OSError: The plan cannot be saved.
        """
        from .launching import send, unresolved

        function("progress", progress)
        core = core_of(client)
        file = None if state is None else file_path("state", state)
        with nullcontext() if file is None else locked(file):
            if file is not None:
                resume(self, file)
            found = [*unresolved(self.placed(), core)]
            if validate:
                found += self.broken(core.currency, core.waive, waive, default=core.default)
            if found:
                wrong = (Violation(f"/{step}/request{at}", rule, text) for step, at, rule, text in found)
                raise InvalidRequest([*wrong], operation="the plan")

            def save() -> None:
                if file is not None:
                    self.save(file)

            # The caller may know more than the file; see `made`.
            save()
            for number, placed in enumerate(self.placed()):
                if placed.step.state != "done":
                    send(
                        number,
                        placed,
                        core,
                        save,
                        self._stopped,
                        repeat=repeat,
                        validate=validate,
                        timeout=timeout,
                    )
                    if progress is not None:
                        progress(self, placed.step)

    def _stopped(
        self, number: int, why: str, *, unknown: bool = False, error: TikTokError | None = None
    ) -> PlanError:
        made = [f"{step.facts.level} {', '.join(step.ids)}" for step in self.steps if step.ids]
        exists = f"; made so far: {'; '.join(made[:20])}" if made else "; nothing was made before"
        if len(made) > 20:
            exists += f" and {len(made) - 20} more"
        # An error's message may have several lines.
        called = f"{self.steps[number]}: "
        message = f"step {number}, {called}{why.removeprefix(called)}{exists}"
        return PlanError(message, plan=self, step=number, unknown=unknown, error=error)

    @entrance
    def pause(self, client: BlockingClient, *, timeout: TimeoutLike = None) -> list[Step]:
        """Pause all objects that the plan made, from the top level down.

        Returns:
            The steps whose objects no known operation can pause.

        Raises:
            PlanError: A call failed, wholly or in part. It has the first failure; the other calls were made
                all the same.
        """
        from .launching import pause

        return pause(self.placed(), core_of(client), self._stopped, timeout)

    def made(self, step: int, *ids: str) -> None:
        """Mark a step as done, after checking that it was carried out, when that was unknown.

        Args:
            step: The index of the step, from 0.
            ids: The ids of the objects it made.

        Raises:
            IndexError: There is no such step.
        """
        if of_kind("step", step, "the index of a step", int) not in range(len(self.steps)):
            raise IndexError(f"the plan has no step {step}")
        for each in ids:
            of_kind("an id", each, "text", str)
        self.steps[step].state, self.steps[step].ids = "done", list(ids)

    def placed(self) -> Iterator[Placed]:
        """Yield each step with its parents; each result is valid only until the next one is requested."""
        made: dict[str, Made] = {}
        # The last object of each level, with its parents.
        lines: dict[str, dict[str, Made]] = {}
        for number, step in enumerate(self.steps):
            facts = step.facts
            line: dict[str, Made] = {}
            for level in facts.above if facts.makes else (facts.level, *facts.above):
                if level not in line:
                    line = {**lines.get(level, {}), **line}
            others = _others(facts, line) if facts.same or not facts.makes else _NOBODY
            yield Placed(step, facts, line, made, others)
            for name in facts.same:
                value = step.request.get(name)
                if value is not None and not placeholder(value):
                    others.setdefault(name, (number, value))
            if facts.makes:
                request = {**facts.defaults, **step.request} if facts.defaults else step.request
                made[facts.level] = Made(step, request)
                lines[facts.level] = {**line, facts.level: made[facts.level]}
            elif facts.level in made:
                own = made[facts.level]
                own.request = {**own.request, **step.request}
                # A field that must be the same in all siblings is changed in all of them at once.
                for name in others.keys() & step.request.keys():
                    del others[name]


def resume(plan: Plan, file: str) -> None:
    """Take over from a file, if it exists, what it knows of the steps of a plan and the plan does not."""
    try:
        kept = Plan.load(file).steps
    except FileNotFoundError:
        return
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None
    # As it was written, some kinds of numbers are read as others.
    given = [(step.operation, json.loads(json_bytes(step.request))) for step in plan.steps]
    if given != [(step.operation, step.request) for step in kept]:
        raise ValueError(f"{file} belongs to another plan: use another file")
    for step, known in zip(plan.steps, kept, strict=True):
        step.request_id = step.request_id or known.request_id
        if _STATES.index(known.state) > _STATES.index(step.state):
            step.state, step.ids = known.state, known.ids


_NOBODY: Siblings = {}


def _others(facts: Facts, line: Mapping[str, Made]) -> Siblings:
    """Return the first values, in siblings under the same parent, of the fields that must be the same."""
    above = next((level for level in facts.above if level != facts.level and level in line), None)
    if above is None:
        return {}
    made = line[above]
    if made.inside is None:
        made.inside = {}
    return made.inside.setdefault(facts.level, {})


def _yaml(text: str) -> Any:
    try:
        import yaml
    except ImportError:
        raise ValueError("PyYAML is not installed") from None
    depth = 0
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            # Nested aliases can expand to more than any memory holds.
            if isinstance(event, yaml.AliasEvent):
                raise ValueError("aliases are not supported")  # noqa: TRY004 - of what is in the text
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise TooDeepError
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
