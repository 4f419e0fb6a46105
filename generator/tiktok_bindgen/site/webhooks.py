"""The page of the events that are sent to callbacks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from tiktok_bindgen.explain.operation import fields_of
from tiktok_bindgen.explain.samples import Samples
from tiktok_bindgen.generate.document import state_of
from tiktok_bindgen.openapi import docs_of, listed, mapping, schema_of, value_text
from tiktok_bindgen.site.frame import Pages, Site, anchor, page
from tiktok_bindgen.site.samples import Sample
from tiktok_bindgen.site.tree import Node, tree

Names: TypeAlias = tuple[str, ...]


@frozen
class Event:
    """One event.

    Attributes:
        name: Its name.
        what: Its one-line description; empty if it has none beyond its name.
        anchor: The id of its section.
        key: The value that identifies it, in words; empty if there is none.
        docs: The address of its page, if known.
        state: For which date that page holds, if known.
        fields: The fields of its payload.
        sample: A made-up payload.
    """

    name: str
    what: str
    anchor: str
    key: str
    docs: str
    state: str
    fields: tuple[Node, ...]
    sample: Sample


def pages(site: Site) -> Pages:
    """Render the page of all events."""
    found = list(events(site))
    yield page(site, "webhooks.html.jinja", title="Webhooks", href="webhooks.html", events=found)


def events(site: Site) -> Iterator[Event]:
    """Yield the events, in the order of the document."""
    for name, item in mapping(site.document.get("webhooks")).items():
        stated = mapping(mapping(item).get("post"))
        at = anchor("event", str(name))
        schema = mapping(schema_of(mapping(stated.get("requestBody"))))
        # Keywords next to a reference only give the value that identifies the event.
        payload = {key: value for key, value in schema.items() if "$ref" not in schema or key != "properties"}
        fields = fields_of(site.document, payload)
        nodes = tree(fields, at, site.document)
        key = mapping(stated.get("x-event-key"))
        names = tuple(map(str, listed(key.get("path"))))
        path = ".".join(names)
        text = str(stated.get("summary") or stated.get("description") or "")
        example = _sample(nodes, Samples(), {names: key.get("value")})
        yield Event(
            name=str(name),
            what="" if text.strip("`") == name else text,
            anchor=at,
            key=f"`{path}` is `{value_text(key.get('value'))}`" if path else "",
            docs=docs_of(stated),
            state=state_of(stated, site.date),
            fields=nodes,
            sample=Sample("Sample", json.dumps(example, ensure_ascii=False, indent=2) + "\n", "json"),
        )


def _sample(
    nodes: Sequence[Node], samples: Samples, known: Mapping[Names, Any], above: Names = ()
) -> dict[str, Any]:
    """Return an object with one value for each field: the known one, or else a made-up one."""
    return {
        node.name: _value(node, samples, known, (*above, node.name)) for node in nodes if node.name != "{}"
    }


def _value(node: Node, samples: Samples, known: Mapping[Names, Any], names: Names) -> Any:
    stated = node.stated
    value: Any
    if names in known:
        value = known[names]
    elif node.children:
        value = _sample(node.children, samples, known, names)
        if "contentSchema" in stated.own:
            return json.dumps(value, ensure_ascii=False)
    else:
        value = stated.values[0] if stated.values else samples.value(node.name, stated.schema)
    for _ in range(stated.type.count("[]")):
        value = [value]
    return value
