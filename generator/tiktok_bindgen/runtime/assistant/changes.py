"""Changes in two steps: a plan is shown and gets an id; that id carries it out once, with a journal."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from importlib import import_module
from itertools import count
from operator import sub
from pathlib import Path
from time import monotonic, time
from typing import Any

from attrs import Factory, define

from ..codec import is_array, one_line
from ..encode import json_bytes, plain
from ..launching import unresolved
from ..plans import Plan, PlanError, core_of, resume
from ..steps import Step, StepViolation, facts_of
from ..structure import PACKAGE
from ..writing import locked, replacing
from .permits import CHANGES, Permits, account_field, changed_by, is_bounded, meaning_of

# For how many seconds an id is good, and the most characters of a request that a person is asked about.
_GOOD_FOR, _ASKED = 600.0, 1500
_BEGUN = "this plan was begun before: what is done stays done, and is not sent again"
_UNKNOWN = (
    "it was sent, and nobody knows whether it was carried out: read whether it was, then call plan with "
    "`saved` and `outcomes`: done, the ids of what it made, or not done"
)


@define
class Change:
    """A plan that may be shown and carried out."""

    plan: Plan
    saved: str  # the name of its file, which keeps what became of it
    notes: list[str] = Factory(list[str])  # lines about it
    repeat: bool = False  # whether steps whose outcome is unknown are sent again
    shown: tuple[float, float] = (0, 0)  # when, by a clock that may be set, and one that may stand still

    @property
    def is_done(self) -> bool:
        """Whether all of it was carried out."""
        return len(self.plan.done) == len(self.plan.steps)


@define
class Changes:
    """The plans of a folder, and the last budget of each object that they set, for the limit of all."""

    client: Any  # a blocking client
    permits: Permits
    folder: Path
    currencies: dict[str, str]  # the currencies of accounts, as far as they are known
    shown: dict[str, Change] = Factory(dict[str, Change])  # what may be carried out now, by id

    @property
    def is_busy(self) -> bool:
        """Whether a plan is being carried out now, by any server."""
        try:
            with locked(str(self.folder / "plans")):
                return False
        except BlockingIOError:
            return True

    def saved(self) -> dict[str, Change]:
        """Return all saved plans, the latest first; a `ValueError` if one of them cannot be read."""
        found: dict[str, Change] = {}
        for file in sorted(self.folder.glob("*-*.json"), key=lambda file: -file.stat().st_mtime):
            try:
                found[file.stem] = Change(Plan.load(file), file.stem)
            except ValueError as error:
                why = "cannot be read, and so not what became of it: a person has to look, and move it away"
                raise ValueError(f"{file} {why} ({one_line(str(error), 200)})") from None
        return found

    def loaded(self, saved: str, outcomes: Mapping[str, str]) -> Change:
        """Return a saved plan, after what is told, by number, of steps whose outcome is unknown."""
        change = self.saved().get(saved)
        if change is None:
            raise ValueError(f"no plan {saved[:40]!r} is saved: call plan without steps to list them")
        unknown = [str(at) for at, step in enumerate(change.plan.steps) if step.state == "unknown"]
        for number, outcome in outcomes.items():
            if number not in unknown:
                raise ValueError(f"the plan has no step {number[:20]!r} whose outcome is unknown")
            if outcome != "not done":
                ids = [] if outcome == "done" else re.findall(r"[^,\s]+", outcome)
                change.plan.made(int(number), *ids)
        change.repeat = "not done" in outcomes.values()
        if outcomes:
            self._save(change)
        return change

    def made(self, steps: Sequence[tuple[str, Mapping[str, Any]]]) -> Change:
        """Return a plan of steps: the one that was begun with the same, so that nothing is made twice."""
        plan, notes = Plan(), list[str]()
        for number, (operation, request) in enumerate(steps):
            try:
                added = plan.add(operation, request).steps[-1]
            except ValueError as error:
                raise ValueError(f"step {number}: {error}") from None
            added.request, changed = self.permits.prepared(added.operation, added.request)
            notes += (f"step {number}: {line}" for line in changed)
        saved, keys = self.saved(), [*map(_key, plan.steps)]
        same = [each for each in saved.values() if [*map(_key, each.plan.steps)] == keys]
        for change in same:
            if not change.is_done:
                begun = any(step.state for step in change.plan.steps)
                change.notes = [*notes, *[_BEGUN] * begun]
                return change
        notes += ["the same was carried out before: it would be done again"] * bool(same)
        digest = sha256(json_bytes(keys)).hexdigest()[:12]
        name = next(name for at in count(len(same) + 1) if (name := f"{digest}-{at}") not in saved)
        return Change(plan, name, notes)

    def _save(self, change: Change) -> None:
        file = self.folder / f"{change.saved}.json"
        with locked(str(file)):
            change.plan.save(file)

    def violations(self, change: Change) -> Iterator[StepViolation]:
        """Yield all for which a plan is not carried out."""
        plan, permits = change.plan, self.permits
        yield from plan.violations(currency=permits.currency or None)
        yield from unresolved(plan.placed(), core_of(self.client))
        others = [(name, each.plan) for name, each in self.saved().items() if name != change.saved]
        lost = {_key(step): name for name, other in others for step in other.steps if step.state == "unknown"}
        launches = any("create" in meaning_of(step.request, step.operation).effects for step in plan.steps)
        for number, placed in enumerate(plan.placed()):
            step = placed.step
            if step.state != "done":
                refused = (*permits.refusals(placed, launches=launches), *self._foreign(step))
                yield from (StepViolation(number, at, "not-allowed", why) for at, why in refused)
                name = lost.get(_key(step))
                if name or (step.state == "unknown" and not change.repeat):
                    why = f"it is a step of plan {name}, too: {_UNKNOWN}" if name else _UNKNOWN
                    yield StepViolation(number, "", "unknown-outcome", why)
        # A plan may stop after each step, so the highest counts, which is the last of what is sorted.
        kept, asked = self._budgets(), dict(sorted(each[:2] for each in self._sets(change)))
        total = sum({**kept, **asked}.values(), Decimal(0))
        if permits.most is not None and asked and total > permits.most:
            with_those = "with those of earlier plans, " if kept else ""
            why = f"all budgets, {with_those}lifetime budgets whole, come to {total:.12g} instead of"
            most = f"{permits.most} {permits.currency} at most: lower them"
            yield StepViolation(0, "", "not-allowed", f"{why} {most}")

    def _foreign(self, step: Step) -> Iterator[tuple[str, str]]:
        # The accounts with budgets whose currency is not that of the limit.
        permits, meant = self.permits, meaning_of(step.request)
        for at, account in meant.accounts.items() if meant.budgets and permits.most is not None else ():
            if account in permits.accounts and (has := self._currency(account)) != permits.currency:
                yield at, f"the limit is in {permits.currency}, the account in {one_line(has, 10) or '?'}"

    def _currency(self, account: str) -> str:
        # By the operation that needs no more than accounts to tell of them.
        rows, field = import_module(f"{PACKAGE}._operations").OPERATIONS, account_field()
        for row in rows if account not in self.currencies else ():
            if row[0] == "GET" and facts_of(row[2]).required == (f"{field}s",):
                data = plain(self.client.call(" ".join(row[:2]), {f"{field}s": [account]}).data)
                entries = (entry for value in data.values() if is_array(value) for entry in value)
                self.currencies |= {str(each.get(field)): str(each.get("currency")) for each in entries}
        return self.currencies.get(account, "")

    def _sets(self, change: Change) -> Iterator[tuple[str, Decimal, Step, str]]:
        # The budgets that the steps set that are left: what has each, how much, by which step, and where.
        for number, placed in enumerate(change.plan.placed()):
            if placed.step.state != "done" and not is_bounded(placed):
                for at, amount in meaning_of(placed.step.request).budgets.items():
                    known = changed_by(placed, at)
                    what = f"{known} /{at.rpartition('/')[2]}" if known else f"{change.saved} {number} {at}"
                    yield what, amount, placed.step, at

    def _budgets(self) -> dict[str, Decimal]:
        file = self.folder / "budgets"
        known: dict[str, str] = json.loads(file.read_bytes()) if file.exists() else {}
        return {what: Decimal(amount) for what, amount in known.items()}

    def _keep(self, budgets: Mapping[str, Decimal]) -> None:
        with replacing(str(self.folder / "budgets")) as file:
            file.write(json_bytes({what: str(amount) for what, amount in budgets.items()}))

    def show(self, change: Change) -> str:
        """Save a plan that may be carried out, and return an id for that; none if all of it is done."""
        if not (self.folder / f"{change.saved}.json").exists():
            self._save(change)
        if change.is_done:
            return ""
        name, change.shown = secrets.token_urlsafe(9), _clocks()
        self.shown[name] = change
        return name

    def change(self, name: str, *, is_used: bool = False) -> Change:
        """Return what an id stands for, which is nothing any more once it is used."""
        change = (self.shown.pop if is_used else self.shown.get)(name, None)
        ages = () if change is None else map(sub, _clocks(), change.shown)
        if change is None or any(abs(age) >= _GOOD_FOR for age in ages):
            raise ValueError("this id is unknown, was used, or is older than ten minutes: call plan again")
        return change

    def about(self, plan: Plan) -> list[dict[str, Any]]:
        """Return what each step of a plan does: where, with which budgets, and whether it can be undone."""
        found = states(plan)
        for about, step in zip(found, plan.steps, strict=True):
            meant = meaning_of(step.request, step.operation)
            does = (f"{kind}: {lasts}" for kind, lasts in CHANGES.items() if kind in meant.effects)
            money = (f"{amount:f} {self.permits.currency}".strip() for amount in meant.budgets.values())
            about |= {"does": "; ".join(does), "in": sorted({*meant.accounts.values()})}
            about |= {"budgets": [*money], "request": step.request}
        return found

    def question(self, change: Change, by: str) -> str:
        """Return what a person is asked before a plan is carried out."""
        lines = [f"{by or 'An assistant'} wants to carry out:"]
        for step in self.about(change.plan):
            where = " and ".join((", ".join(step["in"]), *step["budgets"]))
            text = json_bytes(step["request"]).decode()
            # A person has to know that there is more.
            cut = f" (and {len(text) - _ASKED} more characters)" if len(text) > _ASKED else ""
            does = f"{step['operation']} in {where} ({step['does']}; {step['state']})"
            lines.append(f"{step['step']}. {does}: {one_line(text, _ASKED)}{cut}")
        return "\n".join(lines)

    def carry_out(self, change: Change, progress: Callable[[Plan], object]) -> tuple[str, str]:
        """Send the steps that are not done; return the outcome and what was said. ``progress`` may stop."""
        file, plan = str(self.folder / f"{change.saved}.json"), change.plan
        options: dict[str, Any] = {"state": file, "repeat": change.repeat}
        try:
            # Another plan may have changed what is known, and spent what was left; so there is one at a time.
            with locked(str(self.folder / "plans")):
                resume(plan, file)
                for each in self.violations(change):
                    return "not sent", f"step {each.step}: {each.message}"
                budgets, sets = self._budgets(), [*self._sets(change)]
                # What is sent counts already while nobody knows what becomes of it.
                self._keep(dict(sorted((*budgets.items(), *(each[:2] for each in sets)))))
                try:
                    plan.create(self.client, progress=lambda made, _: progress(made), **options)
                finally:
                    for what, amount, step, at in sets:
                        if step.state:
                            before, known = budgets.pop(what, amount), f"{''.join(step.ids[:1])} {at}"
                            kept = amount if step.state == "done" else max(amount, before)
                            budgets[known if step.ids else what] = kept
                    self._keep(budgets)
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


def _key(step: Step) -> str:
    return f"{step} {json_bytes(step.request).decode()}"


def states(plan: Plan) -> list[dict[str, Any]]:
    """Return what is known of each step of a plan."""
    found: list[dict[str, Any]] = []
    for number, step in enumerate(plan.steps):
        # Ids come from the API, and are words only if it says so on purpose.
        ids = [one_line(made, 40) for made in step.ids]
        found.append({"step": number, "operation": str(step), "state": step.state or "not sent", "ids": ids})
    return found
