"""The page of the events that are sent to callbacks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from tiktok_bindgen.explain.operation import fields_of
from tiktok_bindgen.explain.samples import Samples
from tiktok_bindgen.generate.docs import documented, link
from tiktok_bindgen.openapi import listed, mapping, schema_of
from tiktok_bindgen.site.frame import Pages, Site, anchor, page
from tiktok_bindgen.site.samples import Sample
from tiktok_bindgen.site.tree import Node, tree, written

Names: TypeAlias = tuple[str, ...]


@frozen
class Event:
    """An event.

    Attributes:
        name: What it is called.
        what: What it tells, in a line; empty where nothing says so.
        anchor: The id of its section.
        key: What tells it from the others, in words; empty for nothing.
        docs: The address of its page, if known.
        date: The date of that page, if known.
        fields: What it has.
        sample: One of it.
    """

    name: str
    what: str
    anchor: str
    key: str
    docs: str
    date: str
    fields: tuple[Node, ...]
    sample: Sample


def pages(site: Site) -> Pages:
    """The page of all events."""
    yield (
        "webhooks.html",
        page(site, "webhooks.html.jinja", title="Webhooks", href="webhooks.html", events=list(events(site))),
    )


def events(site: Site) -> Iterator[Event]:
    """The events, in the order of the document."""
    for name, item in mapping(site.document.get("webhooks")).items():
        stated = mapping(mapping(item).get("post"))
        at = anchor("event", str(name))
        said = mapping(schema_of(mapping(stated.get("requestBody"))))
        # What stands beside a reference is only the value by which the event is known.
        payload = {key: value for key, value in said.items() if "$ref" not in said or key != "properties"}
        fields = fields_of(site.document, payload)
        nodes = tree(fields, at, site.document)
        key = mapping(stated.get("x-event-key"))
        names = tuple(map(str, listed(key.get("path"))))
        path = ".".join(names)
        example = _sample(nodes, Samples(), {names: key.get("value")})
        yield Event(
            name=str(name),
            what=_what(str(name), stated),
            anchor=at,
            key=f"`{path}` is `{written(key.get('value'))}`" if path else "",
            docs=link(stated),
            date=documented(stated),
            fields=nodes,
            sample=Sample("Sample", json.dumps(example, ensure_ascii=False, indent=2) + "\n", "json"),
        )


def _what(name: str, stated: Mapping[str, Any]) -> str:
    """What an event tells, where that is more than its name."""
    said = str(stated.get("summary") or stated.get("description") or "")
    return "" if said.strip("`") == name else said


def _sample(
    nodes: Sequence[Node], samples: Samples, known: Mapping[Names, Any], above: Names = ()
) -> dict[str, Any]:
    """An object with one value for each field: the one that is known, else one that is made up."""
    return {
        node.name: _value(node, samples, known, (*above, node.name)) for node in nodes if node.name != "{}"
    }


def _value(node: Node, samples: Samples, known: Mapping[Names, Any], names: Names) -> Any:
    said = node.stated
    value: Any
    if names in known:
        value = known[names]
    elif node.children:
        value = _sample(node.children, samples, known, names)
        if "contentSchema" in said.own:
            return json.dumps(value, ensure_ascii=False)
    else:
        value = said.values[0] if said.values else samples.value(node.name, said.schema)
    for _ in range(said.type.count("[]")):
        value = [value]
    return value
