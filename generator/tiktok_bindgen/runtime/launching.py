"""Sends the steps of a plan, and pauses what they made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, get_origin

from .building import converted
from .codec import is_array, is_object, one_line
from .core import Core
from .decoding import fields
from .encode import plain
from .errors import TikTokError
from .kinds import Items, Values
from .lookup import Row
from .model import Envelope, Model
from .operation import Operation, TimeoutLike, new_key
from .paths import short
from .steps import Facts, Placed, Step, StepViolation, facts_of, filled, placeholders
from .structure import PACKAGE

#: The values of a status that pause an object.
PAUSED = ("DISABLE", "PAUSE", "PAUSED", "DISABLED", "TURN_OFF")


def unresolved(steps: Iterable[Placed], core: Core) -> Iterator[StepViolation]:
    """Yield a violation for each placeholder for which no earlier step provides a value."""
    for number, placed in enumerate(steps):
        if placed.step.state == "done":
            continue
        for pointer, name in placeholders(placed.values(core.default)):
            made = placed.maker(name)
            waiting = made is not None and (made.ids or made.state != "done")
            if not waiting and core.default(name, None) is None:
                message = f"{{{{{name}}}}} has no value: no earlier step gives one"
                yield StepViolation(number, pointer, "placeholder", message)


def send(
    number: int,
    placed: Placed,
    core: Core,
    save: Callable[[], None],
    stopped: Callable[..., TikTokError],
    *,
    repeat: bool,
    validate: bool,
    timeout: TimeoutLike,
) -> None:
    """Send a step of a plan, with its state saved before and after; see `Plan.create`."""
    step, request = placed.step, _request(placed, core)
    if unknown := [*placeholders(request)]:
        pointer, name = unknown[0]
        raise stopped(number, f"no single id is known for {{{{{name}}}}} at {pointer}")
    operation = step.facts.operation
    key, within = operation.key, operation.within
    if key:
        # The same for all tries: by it the server recognises a request that it has seen before.
        step.request_id = request.setdefault(key, step.request_id or new_key())
    if validate:
        request = converted(operation, request)
    was_unknown = step.state == "unknown"
    # If the server recognises a request only for some time, that may be over.
    if was_unknown and not (repeat or (key and within is None)):
        raise stopped(
            number,
            "it was sent before, and it is unknown whether it was carried out: if it was, call `made`; "
            "otherwise send it again with repeat",
            unknown=True,
        )
    step.state = "unknown"
    save()
    try:
        reply = _call(core, operation, request, timeout)
    except TikTokError as error:
        if not (was_unknown or error.may_have_been_done):
            step.state = ""
            save()
        raise stopped(number, str(error), unknown=step.state == "unknown", error=error) from error
    step.ids = _ids(step.facts, plain(reply.data)) if step.facts.makes else []
    step.state = "done"
    save()
    if reply.is_partial:
        raise reply.told(stopped(number, f"{_in_part(reply)}: see its ids for what exists"))
    # Some replies are documented without the ids of the created objects.
    tells_ids = _tells_ids(step.facts, reply.data)
    if step.facts.makes and not step.ids and tells_ids:
        why = f"the reply does not give the id of the {step.facts.level} that it made"
        raise reply.told(stopped(number, why))


def _tells_ids(facts: Facts, data: object) -> bool:
    kind: Any = type(data)
    return not isinstance(data, Model) or any(facts.is_own(each.wire) for each in fields(kind))


def _request(placed: Placed, core: Core) -> dict[str, Any]:
    """Return the request of a step, with the known ids and the client's default arguments."""

    def known(name: str) -> list[str]:
        given = core.default(name, None)
        return placed.ids(name) or ([] if given is None else [given])

    request: dict[str, Any] = filled(placed.values(core.default), known)
    return request


def _call(core: Core, operation: Operation, request: dict[str, Any], timeout: TimeoutLike) -> Any:
    from .download import named

    operations = import_module(".._operations", __package__)
    annotation = next((each for known, each, *_ in operations.REPLIES if known == operation.name), "")
    reply = named(annotation, PACKAGE) or object
    kind = get_origin(reply) or reply
    if not issubclass(kind, Envelope):
        from .reply import Reply

        reply = Reply[Any]
    query, body = (request, None) if operation.method == "GET" else (None, request)
    # Operations that take files need a multipart body even without any.
    files: dict[str, Any] | None = {} if operation.name in operations.UPLOADS else None
    # The plan as a whole was checked.
    unchecked = operation._replace(check=None)
    return core.call(
        unchecked, reply=reply, query=query, body=body, files=files, options={"timeout": timeout}
    )


def _ids(facts: Facts, data: Any) -> list[str]:
    found = [name for name, value in data.items() if value and facts.is_own(name)] if is_object(data) else []
    if not found:
        return []
    # The shortest name, without a prefix before the level, is the most likely one.
    value = data[min(found, key=len)]
    return [str(each) for each in (value if is_array(value) else [value])]


def _in_part(reply: Envelope) -> str:
    message = getattr(reply, "message", None)
    return f"it was carried out only in part{f' ({one_line(message)})' if message else ''}"


def pause(
    steps: Iterable[Placed], core: Core, stopped: Callable[..., TikTokError], timeout: TimeoutLike
) -> list[Step]:
    """Pause the objects that a plan made; see `Plan.pause`."""
    left: list[Step] = []
    # The objects that one call can pause together, keyed by the operation and the rest of its request.
    together: dict[tuple[Row, str, tuple[tuple[str, str], ...]], list[tuple[int, str]]] = {}
    for number, placed in enumerate(steps):
        step, found = placed.step, pausing(placed.step.operation, placed.step.facts)
        if not step.ids:
            continue
        values = _request(placed, core)
        row, field, fixed = found or (step.operation, "", {})
        for name in facts_of(row[2]).required if found else ():
            if name not in {field, *fixed} and (given := values.get(name, core.default(name, None))):
                fixed[name] = given
        if found is None or not {field, *fixed}.issuperset(facts_of(row[2]).required):
            left.append(step)
            continue
        together.setdefault((row, field, (*fixed.items(),)), []).extend((number, each) for each in step.ids)
    failure: TikTokError | None = None
    cause: TikTokError | None = None
    for (row, field, others), ids in together.items():
        kind = facts_of(row[2]).known[field]
        most = int(min(len(ids), kind.max_items if isinstance(kind, Items) else len(ids)))
        for start in range(0, len(ids), most):
            some = ids[start : start + most]
            first = some[0][0]
            try:
                request = {**dict(others), field: [each for _, each in some]}
                reply = _call(core, facts_of(row[2]).operation, request, timeout)
            except TikTokError as error:
                if failure is None:
                    failure, cause = stopped(first, f"it was not paused: {error}", error=error), error
            else:
                if reply.is_partial:
                    failure = failure or reply.told(stopped(first, f"pausing it: {_in_part(reply)}"))
    if failure is not None:
        raise failure from cause
    return left


def pausing(made_by: Row, facts: Facts) -> tuple[Row, str, dict[str, str]] | None:
    """Find the operation that can pause what another made; return it with its field of ids and its status."""
    levels = import_module(".._levels", __package__)
    before, _, _ = short(made_by[1]).partition(f"/{facts.level}/")
    family = f"{before}/{facts.level}/"
    rows: Sequence[Row] = import_module(".._operations", __package__).OPERATIONS
    for row in sorted(rows, key=lambda row: len(row[1])):
        if not short(row[1]).startswith(family) or levels.LEVELS.get(row[2], ("",))[0] != facts.level:
            continue
        other = facts_of(row[2])
        status = next((name for name, kind in other.known.items() if paused_value(kind)), None)
        # The shortest name, without a prefix before the level, is the right one.
        lists = [name for name in other.known if name.endswith("s") and other.is_own(name)]
        field = min(lists, key=len, default=None)
        if status and field and not other.makes:
            return row, field, {status: paused_value(other.known[status])}
    return None


def paused_value(kind: object) -> str:
    """Return the value of a field that pauses an object; empty if it has none."""
    return next((each for each in PAUSED if isinstance(kind, Values) and each in kind), "")
