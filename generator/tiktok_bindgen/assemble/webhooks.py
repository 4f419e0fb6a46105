"""Events that are sent to a callback, as the document's ``webhooks``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.assemble.components import Components
from tiktok_bindgen.assemble.naming import OperationName, Place, Wanted, assign, pascal
from tiktok_bindgen.assemble.schema import Prose, Schema
from tiktok_bindgen.interpret.event_keys import EventKey
from tiktok_bindgen.interpret.model import Field, Operation

_RECEIVED = "The event was received; after any other status it is sent again."
_NO_SEGMENT = re.compile(r"[^a-z0-9._-]+")
# Redundant at the end of an event's name.
_EVENT = re.compile(r"(?<=\w)[._-]event$")


def with_paths(webhooks: Iterable[Operation], keys: Mapping[str, EventKey | None]) -> list[Operation]:
    """Give events unique paths, so that they are processed like operations.

    The field that identifies the event gets no list of values: its one value is stated with the event.
    """
    found: dict[str, Operation] = {}
    for each in webhooks:
        words = _EVENT.sub("", _NO_SEGMENT.sub("_", each.title.lower()).strip("."))
        path = slug = f"/event/{words or 'unnamed'}/"
        while path in found:
            path = f"{slug}{len(found)}/"
        found[path] = evolve(each, path=path, response=tuple(_without_value(each.response, keys[each.title])))
    return list(found.values())


def _without_value(fields: Iterable[Field], key: EventKey | None) -> Iterator[Field]:
    for each in fields:
        yield evolve(each, enum=(), enum_name=None, linked=None) if key and key.path == (each.name,) else each


def event_names(events: Sequence[Operation]) -> dict[tuple[str, str], OperationName]:
    """Name events by the last parts of their paths, keyed by path and method."""
    words = {each.path: each.path.split("/", 2)[2] for each in events}
    chosen = assign([Wanted(path, (0,), (pascal(last),)) for path, last in words.items()])
    snake = {path: re.sub(r"[^a-z0-9]+", "_", last).strip("_") or "unnamed" for path, last in words.items()}
    return {(each.path, each.method): OperationName(chosen[each.path], snake[each.path]) for each in events}


def webhook_items(
    events: Iterable[Operation],
    keys: Mapping[str, EventKey | None],
    names: Mapping[tuple[str, str], OperationName],
    components: Components,
    prose: Prose,
) -> dict[str, Schema]:
    """Express events, keyed by name.

    Args:
        events: The events, with paths and sound facts.
        keys: What identifies each.
        names: Their names.
        components: Registers their payloads.
        prose: Whether descriptions are wanted.
    """
    items: dict[str, Schema] = {}
    for event in events:
        parts: Schema = {"operationId": f"{names[event.path, event.method].snake}_event"}
        parts["summary"] = f"`{event.title}`"
        if event.description and prose == "full":
            parts["description"] = event.description
        if event.source:
            parts["externalDocs"] = {"url": event.source}
        if event.documented:
            parts["x-documented"] = event.documented
        if key := keys[event.title]:
            parts["x-event-key"] = {"path": list(key.path), "value": key.value}
        place = Place(event.method, event.path, "event")
        schema = components.root(place)
        if key and len(key.path) == 1:
            schema["properties"] = {key.path[0]: {"const": key.value}}
        parts |= {
            "security": [],
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
            "responses": {"200": {"description": _RECEIVED}},
        }
        items[event.title] = {"post": parts}
    return items
