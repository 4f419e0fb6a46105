"""What a caller of our client has to alter for a breaking change."""

from __future__ import annotations

import json
import re

from tiktok_bindgen.diff.model import ITEM, VALUE, Change, Steps, readable, uncoded
from tiktok_bindgen.generate.names import attribute

#: How much of a list a hint shows; the change itself has all of it.
_SHOWN = 200

_VERSION = re.compile(r"/open_api/v[0-9]+(?:\.[0-9]+)*(?=/|$)")

# By how the rule's kind starts, the first that fits; {call} is a call with the argument, {read} a reply's
# attribute.
_SENT: tuple[tuple[str, str], ...] = (
    ("required-field-added", "`{call}`: {argument} is required now; give it in every call"),
    ("required-field-removed", "`{call}`: leave out {argument}, which is no longer taken"),
    ("conditional-field-removed", "`{call}`: leave out {argument}, which is no longer taken"),
    ("field-removed", "`{call}`: leave out {argument}, which is no longer taken"),
    ("field-renamed-as-told", "`{call}`: give {argument} instead of `{old}`"),
    ("field-renamed", "`{call}`: {argument} takes the place of `{old}`, if it is the same"),
    ("field-moved", "`{call}`: give {argument} instead of `{old}`, if it is the same"),
    ("optional-to-required", "`{call}`: {argument} is required now; give it in every call"),
    (
        "conditional-to-required",
        "`{call}`: {argument} is required now in every call, not just under conditions",
    ),
    ("enum-value-removed", "`{call}`: send another value than {old} for {argument}"),
    ("enum-added", "`{call}`: send one of {new} for {argument}"),
    ("rule-added", "`{call}`: {note}"),
    ("rule-tightened", "`{call}`: {new}; this holds in more cases now"),
    ("rule-moved", "`{call}`: {new}; this holds in other cases now"),
    ("type-", "`{call}`: pass {new} for {argument}"),
    ("nullable-removed", "`{call}`: do not send null for {argument}"),
    ("min-length", "`{call}`: give {argument} at least {new} characters"),
    ("max-length", "`{call}`: give {argument} at most {new} characters"),
    ("min-", "`{call}`: give {argument} at least {new} of them"),
    ("max-", "`{call}`: give {argument} at most {new} of them"),
    ("minimum-", "`{call}`: give no less than {new} for {argument}"),
    ("maximum-", "`{call}`: give no more than {new} for {argument}"),
    ("multiple-of", "`{call}`: check that {argument} is a multiple of {new}"),
    ("unique-items", "`{call}`: see that no item of {argument} stands twice"),
    ("pattern-", "`{call}`: check that {argument} matches {new}"),
    ("format-", "`{call}`: write {argument} as {new}"),
    ("object-closed", "`{call}`: send no fields in {argument} but those documented"),
    ("alternative-removed", "`{call}`: give {argument} another form than {old}"),
    ("serialization-changed", "Generate the client anew; no call of it has to be altered"),
    ("media-type-removed", "Generate the client anew, which then sends what is left"),
    ("", "`{call}`: see that {argument} is as documented now"),
)
_READ: tuple[tuple[str, str], ...] = (
    ("field-renamed-as-told", "`{read}` takes the place of `{old}`"),
    ("field-renamed", "`{read}` takes the place of `{old}`, if it is the same"),
    ("field-moved", "`{read}` takes the place of `{old}`, if it is the same"),
    ("field-removed", "`{read}` is no longer there; read it from `.extra`, if at all"),
    ("required-field-removed", "`{read}` is no longer there; read it from `.extra`, if at all"),
    ("conditional-field-removed", "`{read}` is no longer there; read it from `.extra`, if at all"),
    ("required-to-", "`{read}` can be None now"),
    ("nullable-added", "`{read}` can be None now"),
    ("type-", "`{read}` is {new} now"),
    ("format-", "`{read}` is read as {new} now"),
    ("write-only", "`{read}` no longer comes back"),
    ("", "`{read}`: see that what reads it takes what is documented now"),
)
_WHOLE: tuple[tuple[str, str], ...] = (
    ("operation-removed", "`{method}` goes from the client; call it no longer"),
    ("operation-renamed", "call `{method}` instead of `{old_method}`"),
    ("operation-moved", "call `{method}` instead of `{old_method}`, if it is the same"),
    ("required-body-added", "`{method}` needs a body now"),
    ("required-body-removed", "call `{method}` without a body"),
    ("body-removed", "call `{method}` without a body"),
    ("server-removed", "give `Client(base_url=…)` another address if you gave this one"),
    ("security", "see that `Client(access_token=…)` is given what is asked for now"),
    ("success-status-removed", "`{method}`: expect another status of success"),
    ("reply-body-removed", "`{method}` returns nothing to read now"),
    ("", ""),
)


def hint(change: Change, steps: Steps) -> str:
    """What to alter for a breaking change, as one sentence; empty where nothing can be said.

    Args:
        change: The change.
        steps: Its place.
    """
    side, _, kind = change.id.partition("-")
    table = {"request": _SENT, "response": _READ}.get(side, _WHOLE)
    if table is _WHOLE:
        kind = change.id
    template = next(text for start, text in table if kind.startswith(start))
    method = client_call(change.path, change.method)
    return template.format(
        method=f"{method}()",
        call=_call(method, steps),
        read=_read(method, steps),
        argument=f"`{uncoded(readable(steps[2:] or steps[1:]))}`" if steps[1:] != ("body",) else "the body",
        old_method=f"{_moved_from(change)}()",
        old=_shown(change.old),
        new=_shown(change.new),
        note=change.note,
    )


def client_call(path: str, method: str) -> str:
    """The attribute chain of our client for an operation.

    Examples:
        >>> client_call("/open_api/v1.3/garden/plot/create/", "POST")
        'Client.garden.plot.create'
    """
    parts = [part for part in _VERSION.sub("", path).split("/") if part and not part.startswith("{")]
    return ".".join(["Client", *map(attribute, parts or [method.lower() or "call"])])


def _call(method: str, steps: Steps) -> str:
    """A call that gives the top-level argument that a place is in."""
    if len(steps) < 3:
        return f"{method}(…)"
    return f"{method}({attribute(steps[2])}=…)"


def _read(method: str, steps: Steps) -> str:
    """What a caller writes to read a place of a reply."""
    text = f"{method}(…)"
    for step in steps[1:]:
        text += "[…]" if step in {ITEM, VALUE} else f".{attribute(step)}"
    return text


def _moved_from(change: Change) -> str:
    verb, _, path = str(change.old).partition(" ")
    return client_call(path, verb) if path.startswith("/") else "Client"


def _shown(value: object) -> str:
    if isinstance(value, str):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
