"""Hints: what a caller of our client has to alter for a breaking change."""

from __future__ import annotations

import json
import re

from tiktok_bindgen.diff.document import EVENT
from tiktok_bindgen.diff.model import Change, FactText, Steps, readable, shortened, uncoded
from tiktok_bindgen.diff.registry import registry
from tiktok_bindgen.generate.names import attribute
from tiktok_bindgen.logic.model import ITEM, VALUE

#: How many characters of a list a hint shows; the change itself has all of it.
_SHOWN = 200

_VERSION = re.compile(r"/open_api/v[0-9]+(?:\.[0-9]+)*(?=/|$)")


def hint(change: Change, steps: Steps) -> str:
    """What to alter for a breaking change at a place, as one sentence; empty where nothing can be said."""
    method = client_call(change.path, change.method)
    if change.method == EVENT and not steps:
        # Nobody calls it.
        return ""
    if _moved_from(change) == method or (change.id == "request-field-moved" and str(change.old)[:1] == "/"):
        # The client itself knows the HTTP method, and where in a request a field is sent.
        return ""
    is_whole = steps[1:] == ("body",) or steps[2:3] in {(ITEM,), (VALUE,)}
    # {call} is a call with the argument, {read} a reply's attribute.
    return registry()[change.id].hint.format(
        method=f"{method}()",
        call=f"{method}(…)" if is_whole or len(steps) < 3 else f"{method}({attribute(steps[2])}=…)",
        read=_read("event" if change.method == EVENT else f"{method}(…)", steps),
        argument="the body" if is_whole else f"`{uncoded(readable(steps[2:] or steps[1:]))}`",
        old_method=f"{_moved_from(change)}()",
        old=FactText(_shown(change.old)),
        new=FactText(_shown(change.new)),
        note=change.note,
    )


def client_call(path: str, method: str) -> str:
    """Return the attribute chain of our client for an operation.

    Examples:
        >>> client_call("/open_api/v1.3/garden/plot/create/", "POST")
        'Client.garden.plot.create'
    """
    parts = [part for part in _VERSION.sub("", path).split("/") if part and not part.startswith("{")]
    return ".".join(["Client", *map(attribute, parts or [method.lower() or "call"])])


def _read(text: str, steps: Steps) -> str:
    """What a caller writes to read a place of a reply, or of an event, which is a text."""
    if steps[:1] == ("responses",):
        # Another reply than the main one, or a header.
        return f"{uncoded(readable(steps[1:]))} of {text}"
    for step in steps[1:]:
        text += "[…]" if step in {ITEM, VALUE} else f".{attribute(step)}"
    return text


def _moved_from(change: Change) -> str:
    verb, _, path = str(change.old).partition(" ")
    return client_call(path, verb) if path.startswith("/") else "Client"


def _shown(value: object) -> str:
    return value if isinstance(value, str) else shortened(json.dumps(value, ensure_ascii=False), _SHOWN)
