"""Find the field by which a payload shows which event it is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from tiktok_bindgen.interpret.model import Operation, Scalar
from tiktok_bindgen.interpret.tree import walk


@frozen
class EventKey:
    """A field and the value that it has in all payloads of one event, and in no others.

    Attributes:
        path: The names of the objects around the field and its own; in a list, any item may match.
        value: The value.
    """

    path: tuple[str, ...]
    value: Scalar


def event_keys(webhooks: Iterable[Operation]) -> dict[str, EventKey | None]:
    """Find what distinguishes events: of the fields with a single value, the one that most events have.

    Returns:
        The key of each event, by its name; ``None`` for one that no single field identifies.
    """
    single = {
        webhook.title: {
            path: each.enum[0].value
            for path, each in walk(webhook.response)
            if len(each.enum) == 1 and not each.type.array and each.is_documented
        }
        for webhook in webhooks
    }
    counts = Counter((path, value) for found in single.values() for path, value in found.items())
    used = Counter(path for path, value in counts if counts[path, value] == 1)
    keys: dict[str, EventKey | None] = {}
    for name, found in single.items():
        own = [path for path, value in found.items() if counts[path, value] == 1]
        # If as many events have several, take the outermost, then the first.
        best = min(own, key=lambda path: (-used[path], len(path)), default=None)
        keys[name] = EventKey(best, found[best]) if best else None
    return keys


def matches(key: EventKey, payload: object) -> bool:
    """Whether a payload has the key of an event."""
    found = [payload]
    for name in key.path:
        inside = [item for each in found for item in (each if isinstance(each, list) else [each])]
        found = [each[name] for each in inside if isinstance(each, dict) and name in each]
    return any(type(each) is type(key.value) and each == key.value for each in found)
