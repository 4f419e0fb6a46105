"""What a request does, by words of its names and by facts, none of which is named, and whether it may.

Nothing that an assistant says widens what its person allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import import_module
from inspect import signature
from typing import Any

import attrs

from ..check import child, steps_of, value_at
from ..codec import is_array, is_object
from ..command.listing import texts_of
from ..command.package import Package
from ..kinds import Fields, Items, Later
from ..launching import PAUSED, paused_value, pausing
from ..lookup import Row
from ..masking import is_credential, masked
from ..paths import short
from ..searching import Text
from ..steps import Placed, facts_of, placeholder, scalars
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
    """Return what an operation does, ``read`` or a key of `CHANGES`, by its path, or else its summary."""
    *before, last = short(row[1]).strip("/").split("/")
    word = _kind(last)
    if row[0] == "GET":
        return "other" if word in CHANGES.keys() - {"status", "other"} else "read"
    if word == "update" and before[-1:] and before[-1].endswith("status"):
        return "status"
    if row[2] in import_module(f"{PACKAGE}._levels").MAKES:
        return "create"
    what = texts()[row].what if row in texts() else ""
    said = _kind(re.split(r"\W", what.lower(), maxsplit=1)[0])
    return word if word in CHANGES.keys() - {"other"} or said in {"read", "other"} else said


def _kind(word: str) -> str:
    # Of several words, the last is what is done: batch_bind.
    return next((kind for kind, words in _WORDS.items() if word.rpartition("_")[2] in words), "other")


@cache
def texts() -> dict[Row, Text]:
    """Return what operations are searched by, which has what the documentation says that they do."""
    operations = import_module(f"{PACKAGE}._operations")
    return texts_of(Package(operations.OPERATIONS, f"{PACKAGE}.checks", calls=operations.CALLS))


@cache
def account_field() -> str:
    """Return the field that names an account: the first that a client takes for all calls."""
    takes = signature(import_module(f"{PACKAGE}.client").Client).parameters
    return next(name for name in takes if name.endswith("_id"))


def _names_account(name: str) -> bool:
    # Also with something before it, or of several: to_x_ids.
    return f"_{name.lower().removesuffix('s')}".endswith(f"_{account_field()}")


@cache
def _statuses() -> frozenset[str]:
    # The fields by which operations pause objects.
    rows = import_module(f"{PACKAGE}._operations").OPERATIONS
    known = [facts_of(row[2]).known for row in rows if row[0] != "GET" and kind_of(row) == "status"]
    return frozenset(name for fields in known for name, kind in fields.items() if paused_value(kind))


@attrs.define
class Meaning:
    """What a request does."""

    effects: set[str]  # ``read`` or keys of `CHANGES`, of which a status may also be a deletion
    accounts: dict[str, str] = attrs.Factory(dict[str, str])  # the ids of those that it names, by place
    # The budgets that it sets, by their places. Whatever its field or its period, an amount counts, even of
    # money that is moved: of a lifetime budget, all may be spent in a day.
    budgets: dict[str, Decimal] = attrs.Factory(dict[str, Decimal])
    unbounded: dict[str, str] = attrs.Factory(dict[str, str])  # where no limit holds, and what to change
    endless: list[str] = attrs.Factory(list[str])  # where it says that a budget has no end
    starts: list[str] = attrs.Factory(list[str])  # where it sets a status that neither pauses nor deletes


def meaning_of(request: Mapping[str, Any], row: Row | None = None) -> Meaning:
    """Return what a request does, of an operation if it is given."""
    found = Meaning(set() if row is None else {kind_of(row)})
    for at, name, value in scalars(request):
        words, number = {*name.lower().replace("budgets", "budget").split("_")}, _number(value)
        if _names_account(name):
            found.accounts[at] = str(value)
        if value in _DELETES:
            found.effects.add("delete")
        elif name in _statuses():
            found.effects |= set() if "create" in found.effects else {"status"}
            found.starts += [] if value in PAUSED else [at]
        is_open = "budget" in words and (words & _GROWS or placeholder(value))
        if is_open or str(value).endswith(_CHANGES_IT):
            if value and value not in _STILL and number != 0:
                found.unbounded[at] = "lets a budget grow beyond --max-daily-budget: leave it out"
        elif ("budget" in words or name.lower().endswith("amount")) and number is not None:
            found.budgets[at] = number
            if number <= 0:
                # Of some budgets, 0 says that there is none.
                found.unbounded[at] = "must be an amount above 0"
        elif "budget" in words and str(value).endswith(_ENDLESS):
            found.endless.append(at)
    if "delete" in found.effects:
        found.effects.discard("status")
    return found


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def changed_by(placed: Placed, at: str) -> str:
    """Return the id of the object whose budget a step changes at a place; empty if that is not known."""
    step, is_own = placed.step, placed.facts.is_own
    holder = value_at(step.request, steps_of(at)[:-1])
    # What is no update makes more of it each time.
    known = holder.items() if is_object(holder) and kind_of(step.operation) == "update" else ()
    ids = (value for name, value in known if is_own(name) and isinstance(value, str))
    return next((value for value in ids if not placeholder(value)), "")


def is_bounded(placed: Placed) -> bool:
    """Return whether a step makes something inside of what an earlier one makes with a budget."""
    facts, request = placed.step.facts, placed.step.request
    # An id that is given leads elsewhere, whatever the steps before it make.
    inside = all(placeholder(request.get(name, f"{{{{{name}}}}}")) == name for name in facts.waiting)
    above = [meaning_of(made.request) for made in placed.line.values()] if facts.makes and inside else []
    return any(each.budgets and not (each.endless or each.unbounded) for each in above)


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


@attrs.frozen
class Permits:
    """What may be carried out; by default nothing."""

    allow: frozenset[str] = frozenset()  # the kinds of changes: keys of `CHANGES`
    accounts: frozenset[str] = frozenset()  # the accounts that may be used, of which each change names one
    most: Decimal | None = None  # all budgets of all plans together, in ``currency``, if limited
    currency: str = ""
    paused: bool = True  # whether what is made is paused
    unasked: bool = False  # whether plans are carried out where nobody can be asked
    secrets: Sequence[str] = attrs.field(default=(), repr=False)  # tokens, which no request may have in it

    def prepared(self, row: Row, request: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return a request with the only account and statuses filled in, and a line for each of these."""
        notes: list[str] = []
        if len(self.accounts) == 1 and account_field() in facts_of(row[2]).required:
            request = {account_field(): next(iter(self.accounts)), **request}
        if self.paused and kind_of(row) == "create":
            request = _paused(facts_of(row[2]).kind, request, notes)
        return request, notes

    def anywhere(self, known: Iterable[str], request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield what neither a change nor a read may have, given the fields of its operation."""
        names = (*known, *(name for _, name, _ in scalars(request)))
        if secret := next(filter(is_credential, names), ""):
            yield f"/{secret}", "nothing with a credential passes through an assistant: call it yourself"
        if masked(request, self.secrets, named=False) != request:
            yield "", "it has a token in it, which passes through no assistant: leave it out"
        named = meaning_of(request).accounts if self.accounts else {}
        for at, account in named.items():
            if account not in self.accounts:
                yield at, f"{account[:40]} is none of the accounts of --advertiser"
        # What is asked of a business center, for one, is about all of its accounts.
        if self.accounts and not named and any(map(_names_account, known)):
            yield "", f"it names no {account_field()}: give one of --advertiser"

    def refusals(self, placed: Placed, *, launches: bool) -> Iterator[tuple[str, str]]:
        """Yield why a step may not be carried out, where, and what would have to change."""
        facts, row, request = placed.facts, placed.step.operation, placed.step.request
        meant = meaning_of(request, row)
        for effect in sorted(meant.effects - self.allow):
            allows = f"the server was started without --allow {effect}"
            yield "", "this only reads: use read" if effect == "read" else allows
        why = "no file of this machine is read: give an address to upload from, if it takes one"
        files = import_module(f"{PACKAGE}._operations").UPLOADS.get(row[2], {})
        yield from ((f"/{name}", why) for name in request.keys() & files.keys())
        # What is not documented limits nothing, and may do anything.
        why, stated = "is not documented for this operation: leave it out", facts.kind.stated(request)
        yield from ((each.pointer, why) for each in stated if each.rule == "unknown")
        yield from self.anywhere(facts.known, request)
        if not meant.accounts:
            yield "", f"it names no {account_field()}: only changes in accounts that were allowed are made"
        if self.paused and launches:
            why = "may start what this plan makes: plan it alone, once a person has seen that"
            yield from ((at, why) for at in meant.starts)
        if self.paused and "create" in meant.effects:
            statuses: list[str] = []
            spends = any("budget" in name.split("_") for name in facts.known)
            # A saved plan may be of a server that makes things running.
            if _paused(facts.kind, request, statuses) != request:
                yield "", "what it makes is not paused: give the steps anew, instead of the saved plan"
            elif not statuses and (meant.budgets or meant.endless or spends or pausing(row, facts)):
                yield "", "what it makes cannot be made paused: start the server with --no-new-as-disabled"
        if self.most is None:
            return
        yield from meant.unbounded.items()
        if "copy" in row[1].split("/") and not meant.budgets:
            yield "", "what is copied may have any budget: give one"
        # A campaign without a budget spends by its ad groups alone, each of which has to have one.
        if not (facts.makes and not facts.above) and not is_bounded(placed):
            yield from ((at, "spends without an end: give a budget") for at in meant.endless)
