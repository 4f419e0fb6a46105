"""What a request does, and whether it may: nothing that an assistant says widens what its person allowed.

What it does follows from words of paths, summaries and fields, and from facts of operations, none of which is
named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import import_module
from typing import Any

import attrs

from ..check import child, steps_of, value_at
from ..codec import is_array, is_object
from ..command.package import Package
from ..kinds import Fields, Items, Later
from ..launching import PAUSED, paused_value, pausing
from ..lookup import Row
from ..masking import is_credential, masked
from ..paths import short
from ..plans import Plan
from ..steps import Facts, Placed, StepViolation, facts_of, placeholder
from ..structure import PACKAGE

#: The kinds of changes that may be allowed, each with what is to be known before it is carried out.
CHANGES = {
    "create": "what is made stays until it is deleted",
    "update": "the values before are not kept",
    "status": "can be set back",
    "delete": "cannot be undone",
    "other": "what it does is not known, nor whether it can be undone",
}
# The last words of paths, and the first of summaries. What none of them says is another change.
_WORDS = {
    "read": {"get", "info", "list", "search", "estimate", "recommend", "preview", "download"},
    "create": {"create", "add", "upload", "copy", "save"},
    "update": {"update", "edit", "bind", "sort"},
    "status": {"status", "disable", "enable", "pause"},
    "delete": {"delete", "remove", "cancel", "unbind", "end"},
}
# The values that delete, whatever the operation is called.
_DELETES = {spelled for word in ("delete", "remove", "cancel") for spelled in (word, word.upper())}
# Words of fields that let a budget grow by itself, values that do not; the ends of values without an end.
_GROWS, _STILL = {"auto", "increase", "percentage"}, {"UNSET", "OFF", "NONE", "DISABLE"}
_ENDLESS = ("INFINITE", "UNLIMITED")
# How a value ends that is a budget which a rule of the server changes later.
_CHANGES_IT = "_BUDGET"


def kind_of(row: Row) -> str:
    """Return what an operation does: ``read``, or a key of `CHANGES`.

    The path tells it, or else the first word of what the documentation says that it does; ``read`` is told by
    the path alone, and only if the documentation does not say that it changes anything.
    """
    *before, last = short(row[1]).strip("/").split("/")
    word = _kind(last)
    if row[0] == "GET":
        return "other" if word in CHANGES.keys() - {"status", "other"} else "read"
    if word == "update" and before[-1:] and before[-1].endswith("status"):
        return "status"
    if row[2] in import_module(f"{PACKAGE}._levels").MAKES:
        return "create"
    said = _kind(re.split(r"\W", _summaries().get(row[2], "").lower(), maxsplit=1)[0])
    return word if word in CHANGES.keys() - {"other"} or said in {"read", "other"} else said


def _kind(word: str) -> str:
    # Of several words, the last is what is done: batch_bind.
    return next((kind for kind, words in _WORDS.items() if word.rpartition("_")[2] in words), "other")


@cache
def _summaries() -> dict[str, str]:
    operations = import_module(f"{PACKAGE}._operations")
    return Package(operations.OPERATIONS, f"{PACKAGE}.checks", calls=operations.CALLS).summaries()


def effects_of(row: Row, request: Mapping[str, Any]) -> set[str]:
    """Return all that a request does: an update may set a status, too, and a status may delete."""
    found = {kind_of(row)}
    for _, name, value in _named(request):
        if value in _DELETES:
            found.add("delete")
        elif name in _statuses() and "create" not in found:
            found.add("status")
    return found - {"status"} if "delete" in found else found


def _named(value: Any, name: str = "", at: str = "") -> Iterator[tuple[str, str, Any]]:
    # Each single value within a request, with its pointer and the name of its field.
    if is_object(value):
        for key, inner in value.items():
            yield from _named(inner, key, child(at, key))
    elif is_array(value):
        for index, inner in enumerate(value):
            yield from _named(inner, name, f"{at}/{index}")
    elif value is not None:
        yield at, name, value


def accounts(request: Mapping[str, Any], field: str) -> Iterator[tuple[str, str]]:
    """Yield the ids of accounts within a request, with their pointers: ``x_id``, ``to_x_ids``."""
    for at, name, value in _named(request):
        if _names_account(name, field):
            yield at, str(value)


def _names_account(name: str, field: str) -> bool:
    return f"_{name.lower().removesuffix('s')}".endswith(f"_{field}")


def budgets(request: Mapping[str, Any]) -> tuple[list[tuple[str, Decimal]], list[str], list[str]]:
    """Return the budgets of a request, and the places that let one grow, or that say that there is no end.

    Whatever its field or its period, an amount counts, even of money that is moved: of a lifetime budget, all
    may be spent in a day.
    """
    amounts: list[tuple[str, Decimal]] = []
    growing: list[str] = []
    endless: list[str] = []
    for at, name, value in _named(request):
        words, number = {*name.lower().replace("budgets", "budget").split("_")}, _number(value)
        is_open = "budget" in words and (words & _GROWS or placeholder(value))
        if is_open or str(value).endswith(_CHANGES_IT):
            growing += [at] if value and value not in _STILL and number != 0 else []
        elif ("budget" in words or name.lower().endswith("amount")) and number is not None:
            amounts.append((at, number))
        elif "budget" in words and str(value).endswith(_ENDLESS):
            endless.append(at)
    return amounts, growing, endless


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@cache
def _statuses() -> frozenset[str]:
    # The fields by which operations pause objects.
    rows = import_module(f"{PACKAGE}._operations").OPERATIONS
    known = [facts_of(row[2]).known for row in rows if row[0] != "GET" and kind_of(row) == "status"]
    return frozenset(name for fields in known for name, kind in fields.items() if paused_value(kind))


def _paused(kind: Any, value: Any, notes: list[str], at: str = "") -> Any:
    # The value with all statuses in it set to pausing, with a line for each.
    kind = kind.kind() if isinstance(kind, Later) else kind
    if isinstance(kind, Items) and is_array(value):
        return [_paused(kind.item, inner, notes, f"{at}/{index}") for index, inner in enumerate(value)]
    if not (isinstance(kind, Fields) and is_object(value)):
        return value
    known = kind.known
    found = {name: _paused(known.get(name), inner, notes, child(at, name)) for name, inner in value.items()}
    for name in sorted(_statuses() & known.keys()):
        if stop := paused_value(known[name]):
            found[name] = stop
            notes.append(f"{child(at, name)} is {stop}: what is made is paused")
    return found


def request_kind(row: Row) -> Any:
    """Return the kind of an operation's requests."""
    checks = import_module(f"{PACKAGE}.checks").of(row[2])
    return Fields({}) if checks is None else checks.request


@attrs.frozen
class Permits:
    """What may be carried out; by default nothing.

    Attributes:
        field: The field that names an account.
        allow: The kinds of changes: keys of `CHANGES`.
        accounts: The accounts that may be used, of which each change names one.
        most: What all budgets of all plans may come to together, in ``currency``; ``None`` for any.
        paused: Whether what is made is paused.
        secrets: Tokens, which no request may have in it.
    """

    field: str
    allow: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    most: Decimal | None = None
    currency: str = ""
    paused: bool = True
    secrets: Sequence[str] = attrs.field(default=(), repr=False)

    def prepared(self, row: Row, request: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return a request with the only account and statuses filled in, and a line for each of these."""
        notes: list[str] = []
        if len(self.accounts) == 1 and self.field in facts_of(row[2]).required:
            request = {self.field: next(iter(self.accounts)), **request}
        if self.paused and kind_of(row) == "create":
            request = _paused(request_kind(row), request, notes)
        return request, notes

    def anywhere(self, known: Iterable[str], request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield what neither a change nor a read may have, given the fields of its operation."""
        names = (*known, *(name for _, name, _ in _named(request)))
        if secret := next(filter(is_credential, names), ""):
            yield f"/{secret}", "nothing with a credential passes through an assistant: call it yourself"
        if masked(request, self.secrets, named=False) != request:
            yield "", "it has a token in it, which passes through no assistant: leave it out"
        named = [*accounts(request, self.field)] if self.accounts else []
        for at, account in named:
            if account not in self.accounts:
                yield at, f"{account[:40]} is none of the accounts of --advertiser"
        # What is asked of a business center, for one, is about all of its accounts.
        if self.accounts and not named and any(_names_account(name, self.field) for name in known):
            yield "", f"it names no {self.field}: give one of --advertiser"

    def refusals(self, plan: Plan, before: Iterable[Plan] = ()) -> Iterator[StepViolation]:
        """Yield why steps of a plan may not be carried out, each with what would have to change.

        Args:
            plan: The plan.
            before: Other plans, of which some steps may have been carried out, the earliest first.
        """
        makes = any("create" in effects_of(step.operation, step.request) for step in plan.steps)
        for number, placed in enumerate(plan.placed()):
            if placed.step.state != "done":
                yield from (StepViolation(number, at, "not-allowed", why) for at, why in self._step(placed))
                if makes and self.paused and (at := _start(placed.step.request)):
                    why = "may start what this plan makes: plan it alone, once a person has seen that"
                    yield StepViolation(number, at, "not-allowed", why)
        kept, asked = dict[Any, Decimal](), dict[Any, Decimal]()
        for made in (*before, plan) if self.most is not None else ():
            found = asked if made is plan else kept
            for key, amount, is_last in _set_by(made, asked=made is plan):
                found[key] = amount if is_last else max(amount, found.get(key, amount))
        total = sum({**kept, **asked}.values(), Decimal(0))
        if asked and self.most is not None and total > self.most:
            others = "with those of earlier plans, " if kept else ""
            why = f"all budgets, {others}lifetime budgets whole, come to {total:.12g} instead of"
            yield StepViolation(
                0, "", "not-allowed", f"{why} {self.most} {self.currency} at most: lower them"
            )

    def _step(self, placed: Placed) -> Iterator[tuple[str, str]]:
        step, row, request = placed.step, placed.step.operation, placed.step.request
        effects, (amounts, growing, endless) = effects_of(row, request), budgets(request)
        for effect in sorted(effects - self.allow):
            reads = effect == "read"
            yield "", _READS if reads else f"the server was started without --allow {effect}"
        files = import_module(f"{PACKAGE}._operations").UPLOADS.get(row[2], {})
        yield from ((f"/{name}", _NO_FILE) for name in request.keys() & files.keys())
        # What is not documented limits nothing, and may do anything.
        for each in request_kind(row).stated(request):
            if each.rule == "unknown":
                yield each.pointer, "is not documented for this operation: leave it out"
        yield from self.anywhere(step.facts.known, request)
        if not any(accounts(request, self.field)):
            yield "", f"it names no {self.field}: only changes in accounts that were allowed are made"
        if self.paused and "create" in effects:
            statuses: list[str] = []
            # A saved plan may be of a server that makes things running.
            if _paused(request_kind(row), request, statuses) != request:
                yield "", "what it makes is not paused: give the steps anew, instead of the saved plan"
            elif not statuses and (amounts or endless or _spends(step.facts) or pausing(row, step.facts)):
                yield "", "what it makes cannot be made paused: start the server with --no-new-as-disabled"
        if self.most is not None:
            # Of some budgets, 0 says that there is none.
            yield from ((at, "must be an amount above 0") for at, amount in amounts if amount <= 0)
            yield from ((at, "lets a budget grow beyond --max-daily-budget: leave it out") for at in growing)
            if "copy" in row[1].split("/") and not amounts:
                yield "", "what is copied may have any budget: give one"
            # A campaign without a budget spends by its ad groups alone, each of which has to have one.
            if not (step.facts.makes and not step.facts.above) and not _is_bounded(placed):
                yield from ((at, "spends without an end: give a budget") for at in endless)
            for at, name, value in _named(request):
                if name == "currency" and value != self.currency:
                    yield at, f"the limit is in {self.currency}: give amounts in it"


_READS = "this only reads: use read"
_NO_FILE = "no file of this machine is read: give an address to upload from, if it takes one"


def _start(request: Mapping[str, Any]) -> str:
    # Where a request sets a status that neither pauses nor deletes.
    stops = {*PAUSED, *_DELETES}
    return next((at for at, name, value in _named(request) if name in _statuses() and value not in stops), "")


def _spends(facts: Facts) -> bool:
    return any("budget" in name.split("_") for name in facts.known)


def _set_by(plan: Plan, *, asked: bool) -> Iterator[tuple[Any, Decimal, bool]]:
    # The budgets that a plan sets, or may have set: of what, how much, and whether it has that for sure.
    for number, placed in enumerate(plan.placed()):
        if (placed.step.state or asked) and not _is_bounded(placed):
            for at, amount in budgets(placed.step.request)[0]:
                subject = _subject(placed, at)
                key = (subject, at.rpartition("/")[2]) if subject else (id(plan), number, at)
                yield key, amount, placed.step.state == "done" and not asked


def _subject(placed: Placed, at: str) -> str:
    # The id of the object whose budget is at a place; empty if that is not known.
    step, above = placed.step, steps_of(at)[:-1]
    if placed.facts.makes:
        return step.ids[0] if len(step.ids) == 1 and not above else ""
    holder = value_at(step.request, above)
    # What is no update makes more of it each time.
    if kind_of(step.operation) == "update" and is_object(holder):
        for name, value in holder.items():
            if placed.facts.is_own(name) and isinstance(value, str) and not placeholder(value):
                return value
    return ""


def _is_bounded(placed: Placed) -> bool:
    # Whether it is made inside of what an earlier step makes with a budget.
    facts, request = placed.step.facts, placed.step.request
    # An id that is given leads elsewhere, whatever the steps before it make.
    inside = all(placeholder(request.get(name, f"{{{{{name}}}}}")) == name for name in facts.waiting)
    above = [budgets(made.request) for made in placed.line.values()] if facts.makes and inside else []
    return any(
        found and not endless and min(found, key=lambda one: one[1])[1] > 0 for found, _, endless in above
    )
