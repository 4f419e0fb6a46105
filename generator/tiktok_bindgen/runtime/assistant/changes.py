"""Changes in two steps: a plan is shown and gets an id; that id carries it out once, with a journal."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import dropwhile
from os import utime
from pathlib import Path
from time import monotonic, time
from typing import Any, NamedTuple

from attrs import define

from ..codec import is_object, one_line
from ..encode import json_bytes
from ..launching import unresolved
from ..plans import Plan, PlanError, core_of
from ..steps import Step, StepViolation
from ..writing import locked
from .permits import CHANGES, Permits, accounts, budgets, effects_of

#: For how many seconds an id is good.
GOOD_FOR = 600.0
# The most steps of a plan, and saved plans that are listed.
_MOST, _LISTED = 100, 20
# The most characters of a request that a person is asked about.
_ASKED = 1500
_FILES = "*-*.json"
_SAVED = re.compile(r"[0-9a-f]{12}-\d{1,4}")
_BEGUN = "this plan was begun before: what is done stays done, and is not sent again"
_UNKNOWN = (
    "it was sent, and nobody knows whether it was carried out: read whether it was, then call plan with "
    "`saved` and `outcomes`: done, the ids of what it made, or not done"
)


class Change(NamedTuple):
    """A plan that was shown, and that nothing else changes any more.

    Attributes:
        plan: The plan.
        saved: The name of its file, which keeps what became of it.
        asked: What a person is asked.
        shown: When that was, by both clocks: one may be set, the other stands still while a computer sleeps.
        repeat: Whether steps whose outcome is unknown are sent again.
    """

    plan: Plan
    saved: str
    asked: str
    shown: tuple[float, float]
    repeat: bool

    @property
    def is_good(self) -> bool:
        """Whether it may still be carried out."""
        return all(abs(now - then) < GOOD_FOR for now, then in zip(_clocks(), self.shown, strict=True))


@define
class Changes:
    """The plans of a server: those in a folder, and those that may be carried out now, by id."""

    client: Any
    permits: Permits
    folder: Path
    shown: dict[str, Change]

    def listed(self) -> list[dict[str, Any]]:
        """Return the latest saved plans, each with what is known of its steps."""
        latest = [*self._kept()][-_LISTED:]
        return [{"plan": name, "steps": states(plan)} for name, plan in reversed(latest)]

    @property
    def is_busy(self) -> bool:
        """Whether a plan is being carried out now, by any server."""
        try:
            with locked(str(self.folder / "plans")):
                return False
        except BlockingIOError:
            return True

    def _kept(self) -> Iterator[tuple[str, Plan]]:
        # All saved plans, with their names, the earliest first.
        for file in sorted(self.folder.glob(_FILES), key=lambda file: file.stat().st_mtime):
            yield file.stem, _loaded(file)

    def loaded(self, saved: str, outcomes: Mapping[str, str]) -> tuple[Plan, str, bool]:
        """Return a saved plan, its name, and whether it is now known that a step was not carried out.

        Raises:
            ValueError: There is no such plan, or no step whose outcome is unknown has such a number.
        """
        file = self.folder / f"{saved}.json"
        if not _SAVED.fullmatch(saved) or not file.exists():
            raise ValueError(f"no plan {saved[:40]!r} is saved: call plan without steps to list them")
        plan = _loaded(file)
        unknown = [str(number) for number, step in enumerate(plan.steps) if step.state == "unknown"]
        for number, outcome in outcomes.items():
            if number not in unknown:
                raise ValueError(f"the plan has no step {number[:20]!r} whose outcome is unknown")
            if outcome != "not done":
                plan.made(int(number), *([] if outcome == "done" else re.findall(r"[^,\s]+", outcome)))
        return plan, saved, "not done" in outcomes.values()

    def made(self, steps: Sequence[Mapping[str, Any]]) -> tuple[Plan, str, list[str]]:
        """Return a plan of steps, its name, and lines about it.

        A plan of the same steps that was begun and not finished is continued, so that nothing is made twice.

        Raises:
            ValueError: It is no plan.
        """
        if len(steps) > _MOST:
            raise ValueError(f"a plan has at most {_MOST} steps, not {len(steps)}")
        plan, notes = Plan(), list[str]()
        for number, step in enumerate(steps):
            request: Any = step.get("request")
            try:
                plan.add(str(step.get("operation", "")), request if is_object(request) else {})
            except (ValueError, TypeError) as error:
                raise ValueError(f"step {number}: {error}") from None
            added = plan.steps[-1]
            added.request, changed = self.permits.prepared(added.operation, added.request)
            notes += (f"step {number}: {line}" for line in changed)
        digest = sha256(json_bytes([*map(_key, plan.steps)])).hexdigest()[:12]
        saved = [file.stem for file in self.folder.glob(f"{digest}-*.json") if _SAVED.fullmatch(file.stem)]
        if count := max((int(name.partition("-")[2]) for name in saved), default=0):
            known = _loaded(self.folder / f"{digest}-{count}.json")
            same = [*map(_key, known.steps)] == [*map(_key, plan.steps)]
            if same and any(step.state != "done" for step in known.steps):
                notes += [_BEGUN] if any(step.state for step in known.steps) else []
                return known, f"{digest}-{count}", notes
            notes.append("the same was carried out before: it would be done again")
        return plan, f"{digest}-{count + 1}", notes

    def violations(self, plan: Plan, saved: str, *, repeat: bool) -> Iterator[StepViolation]:
        """Yield all for which a plan is not carried out; ``saved`` and ``repeat`` are as in `Change`."""
        yield from plan.violations(currency=self.permits.currency or None)
        yield from unresolved(plan.placed(), core_of(self.client))
        kept = [*self._kept()]
        others = [(name, other) for name, other in kept if name != saved]
        since = [other for _, other in dropwhile(lambda each: each[0] != saved, kept)][1:]
        goes_on = self.permits.most is not None and any(step.state != "done" for step in plan.steps)
        if goes_on and _has_set(plan) and any(map(_has_set, since)):
            why = "budgets were set since this was begun: plan the steps that are left anew"
            yield StepViolation(0, "", "not-allowed", why)
        yield from self.permits.refusals(plan, [other for _, other in others])
        lost = {_key(step): name for name, other in others for step in other.steps if step.state == "unknown"}
        for number, step in enumerate(plan.steps):
            if step.state == "unknown" and not repeat:
                yield StepViolation(number, "", "unknown-outcome", _UNKNOWN)
            elif step.state != "done" and _key(step) in lost:
                why = f"it is a step of plan {lost[_key(step)]}, too: {_UNKNOWN}"
                yield StepViolation(number, "", "unknown-outcome", why)

    def show(self, plan: Plan, saved: str, by: str, *, repeat: bool) -> str:
        """Save a plan that may be carried out, and return an id for that; none if all of it is done."""
        file = self.folder / f"{saved}.json"
        is_done = all(step.state == "done" for step in plan.steps)
        # When it was carried out is not changed by what is told of it.
        before = file.stat() if file.exists() else None
        # What became of the last of its steps may have been told just now. Else the file is not touched:
        # who carries the plan out may still hold it.
        if before is None or (is_done and states(plan) != states(_loaded(file))):
            with locked(str(file)):
                plan.save(file)
            if before is not None:
                utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        if is_done:
            return ""
        name = secrets.token_urlsafe(9)
        self.shown = {other: change for other, change in self.shown.items() if change.is_good}
        asked = "\n".join((f"{by or 'An assistant'} wants to carry out:", *map(_asked, self.about(plan))))
        self.shown[name] = Change(plan, saved, asked, _clocks(), repeat)
        return name

    def change(self, name: str) -> Change:
        """Return what an id stands for; a `ValueError` if it stands for nothing, or no longer."""
        change = self.shown.get(name)
        if change is None or not change.is_good:
            raise ValueError("this id is unknown, was used, or is older than ten minutes: call plan again")
        return change

    def about(self, plan: Plan) -> list[dict[str, Any]]:
        """Return what each step of a plan does: where, with which budgets, and whether it can be undone."""
        found = states(plan)
        for about, step in zip(found, plan.steps, strict=True):
            effects = effects_of(step.operation, step.request)
            about["does"] = "; ".join(
                f"{kind}: {lasts}" for kind, lasts in CHANGES.items() if kind in effects
            )
            about["in"] = sorted({account for _, account in accounts(step.request, self.permits.field)})
            money = (f"{amount:f} {self.permits.currency}".strip() for _, amount in budgets(step.request)[0])
            about |= {"budgets": [*money], "request": step.request}
        return found

    def carry_out(self, change: Change, progress: Callable[[Plan], object]) -> tuple[str, str]:
        """Send the steps that are not done, one after the other, and return the outcome and what was said.

        What ``progress`` raises, which is called after each, stops the plan.
        """
        file, lock = self.folder / f"{change.saved}.json", str(self.folder / "plans")
        options: dict[str, Any] = {"state": file, "repeat": change.repeat}
        try:
            # Another plan may have changed what is known, and spent what was left; so there is one at a time.
            with locked(lock):
                for each in self.violations(change.plan, change.saved, repeat=change.repeat):
                    return "not sent", f"step {each.step}: {each.message}"
                try:
                    change.plan.create(self.client, progress=lambda made, _: progress(made), **options)
                finally:
                    # Which plan was the last must not depend on a clock that somebody sets.
                    last = 1 + max(each.stat().st_mtime_ns for each in self.folder.glob(_FILES))
                    utime(file, ns=(last, last))
        except PlanError as error:
            # The API's own words are quoted, so that they are not taken for ours.
            return "unknown" if error.unknown else "stopped", f"It was said: {one_line(str(error), 900)!r}"
        except BlockingIOError:
            return "not sent", "another plan is being carried out: plan this again after that"
        except ValueError as error:
            # It is invalid, or its file has another plan meanwhile.
            return "not sent", str(error)
        except OSError as error:
            return "stopped", f"what is done cannot be saved: {error.strerror}"
        return "done", ""


def _clocks() -> tuple[float, float]:
    return time(), monotonic()


def _loaded(file: Path) -> Plan:
    try:
        return Plan.load(file)
    except ValueError as error:
        why = f"{file} cannot be read, and so not what became of it: a person has to look, and move it away"
        raise ValueError(f"{why} ({one_line(str(error), 200)})") from None


def _has_set(plan: Plan) -> bool:
    return any(step.state and budgets(step.request)[0] for step in plan.steps)


def _key(step: Step) -> str:
    return f"{step} {json_bytes(step.request).decode()}"


def states(plan: Plan) -> list[dict[str, Any]]:
    """Return what is known of each step of a plan."""
    return [
        {
            "step": number,
            "operation": str(step),
            "state": step.state or "not sent",
            # They come from the API, and are words only if it says so on purpose.
            "ids": [one_line(each, 40) for each in step.ids],
        }
        for number, step in enumerate(plan.steps)
    ]


def _asked(step: Mapping[str, Any]) -> str:
    where = " and ".join((", ".join(step["in"]), *step["budgets"]))
    text = json_bytes(step["request"]).decode()
    # A person has to know that there is more.
    cut = f" (and {len(text) - _ASKED} more characters)" if len(text) > _ASKED else ""
    does = f"{step['does']}; {step['state']}"
    return f"{step['step']}. {step['operation']} in {where} ({does}): {one_line(text, _ASKED)}{cut}"
