"""The fields of a request or a reply as a tree, each with everything documented about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from urllib.parse import quote

from attrs import define, field

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.explain.operation import Explained, ExplainedField, Fields, exception_shown, fields_of
from tiktok_bindgen.generate.docs import of_value
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import ITEM, VALUE, Path, Rule, path_of, path_text
from tiktok_bindgen.openapi import mapping, pointer, value_text, values_elsewhere
from tiktok_bindgen.site.frame import anchor
from tiktok_bindgen.value_names import numbered

# The most nested fields that are expanded initially.
_FEW = 8
# A back-ticked name, and whether "of the" follows, as it does for fields of requests above.
_NAMED = re.compile(r"`([^`]*)`( of the )?")


@define(eq=False)
class Node:
    """One field.

    Attributes:
        name: Its name; ``{}`` for the values of a map.
        anchor: The id of its element.
        stated: The documented field.
        children: The nested fields.
        conditions: The rules about it, as HTML.
        contested: The facts that documented examples contradict, with the places of the examples.
        always: Whether a rule requires it unconditionally.
        open: Whether its nested fields are expanded initially.
    """

    name: str
    anchor: str
    stated: ExplainedField
    children: list[Node] = field(factory=list)
    conditions: list[str] = field(factory=list)
    contested: list[str] = field(factory=list)
    always: bool = False
    open: bool = False

    @property
    def pointer(self) -> str:
        """Its path as a JSON pointer: ``/beds/[]/soil``."""
        return pointer(self.stated.path)

    @property
    def path(self) -> str:
        """Its path as rules write it: ``beds[].soil``."""
        return path_text(self.stated.path)

    @property
    def presence(self) -> str:
        """Its presence in a request, in one word."""
        if self.stated.required or self.always:
            return "required"
        return "conditional" if self.stated.conditional else "optional"

    @property
    def type(self) -> str:
        """Its type in words: ``string[]``."""
        schema = self.stated.schema
        media = schema.get(
            "contentMediaType", "application/octet-stream" if schema.get("format") == "binary" else ""
        )
        return self.stated.type if media in ("", "application/json") else "file"

    @property
    def badges(self) -> Iterator[str]:
        """Special properties, in a word or two each."""
        if self.stated.own.get("x-allowlist-only") is True:
            yield "allowlist only"
        if self.stated.own.get("x-undocumented") is True:
            yield "seen in examples only"

    @property
    def notes(self) -> list[str]:
        """Its limits and other facts, in a few words each."""
        return list(_notes(self.stated))

    @property
    def lists(self) -> Iterator[tuple[str, str, str]]:
        """Lists of its values or ranges: a phrase, the list's name, and its page below the site's root."""
        if isinstance(name := self.stated.schema.get("x-enum-list"), str):
            yield "some values are in", name, list_href(name)
        if isinstance(name := mapping(self.stated.own.get("x-list-range")).get("list"), str):
            yield "has a range by", name, "currencies.html"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Its values, each with its meaning or an empty text."""
        schema = self.stated.schema
        if schema.get("type") == "boolean":
            return []
        values = [*map(value_text, self.stated.values)]
        return [(value, of_value(schema, value, index)) for index, value in enumerate(values)]


def list_href(name: str) -> str:
    """Return the page of a list of values, relative to the site's root."""
    return f"lists/{anchor(name)}.html"


def request_tree(operation: Explained) -> tuple[Node, ...]:
    """Return the tree of a request's fields, each with the rules about it."""
    nodes = tree(Fields(operation.fields, operation.contested), "request")
    known = {node.stated.path: node for node in every(nodes)}
    for rule, _ in operation.rules:
        for target in rule.targets:
            if (node := known.get((*rule.scope, *target))) is None:
                continue
            if rule.kind == "requires" and rule.when is None and len(target) == 1:
                node.always = True
            else:
                node.conditions.append(_linked(rule, known, node))
    return nodes


def tree(fields: Fields, side: str, spec: Mapping[str, object] | None = None) -> tuple[Node, ...]:
    """Arrange fields in a tree.

    Args:
        fields: The fields, each after the one around it, and their contested facts.
        side: The prefix of anchors: ``request``.
        spec: The document, to expand objects sent as JSON strings; by default they have no nested fields.
    """
    top: list[Node] = []
    known: dict[Path, Node] = {}
    taken: set[str] = set()
    for each in fields.fields:
        path = _names(each.path)
        name = numbered(field_anchor(side, path), taken, "-")
        taken.add(name)
        node = Node(each.path[-1], name, each)
        known[path] = node
        (known[path[:-1]].children if path[:-1] in known else top).append(node)
    for at, doubt in fields.contested:
        if (named := _names(at)) in known:
            known[named].contested.append(doubt)
    for node in known.values():
        node.open = len(node.children) <= _FEW
        if (held := node.stated.own.get("contentSchema")) is not None and spec is not None:
            node.children += tree(fields_of(spec, held), node.anchor)
    return tuple(top)


def every(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield all fields of a tree, each before its nested ones."""
    for node in nodes:
        yield node
        yield from every(node.children)


def _names(path: Path) -> Path:
    """Return a path without its steps into lists and maps, whose fields are nested directly."""
    return tuple(step for step in path if step not in {ITEM, VALUE})


def field_anchor(side: str, path: Path) -> str:
    """Return the id of a field's element; of several fields with equal ids, that of the first."""
    return anchor(side, *_names(path))


def _linked(rule: Rule, known: Mapping[Path, Node], at: Node) -> str:
    """Write a rule in English as HTML, linking the fields it names except the one it is shown at."""
    from markupsafe import escape

    def link(found: re.Match[str]) -> str:
        text, behind = found.groups(default="")
        code = f"<code>{text}</code>{behind}"
        # A field of a request above is not on the page.
        node = None if behind else known.get((*rule.scope, *path_of(unescape(text))))
        return code if node is None or node is at else f'<a href="#{quote(node.anchor)}">{code}</a>'

    return _NAMED.sub(link, str(escape(f"{message(rule)}.{exception_shown(rule)}")))


def _notes(stated: ExplainedField) -> Iterator[str]:
    own = stated.own
    if stated.default is not None:
        yield f"default `{value_text(stated.default)}`"
    yield from stated.limits
    if own.get("x-immutable") is True:
        yield "cannot be changed once set"
    if own.get("x-idempotency-key") is True:
        within = f" within {own['x-idempotency-within']} seconds" if own.get("x-idempotency-within") else ""
        yield f"a repeated request with the same value{within} is executed once"
    if own.get("x-allowlist-partly") is True:
        yield "partly for callers on an allowlist"
    if isinstance(kind := own.get("x-documented-type"), str):
        yield f"documented as `{kind}`"
    if isinstance(missing := stated.schema.get("x-enum-missing"), str):
        yield f"values are in the documentation's list {missing}"
    if elsewhere := values_elsewhere(own):
        yield elsewhere
    count = own.get("x-rules-text-count")
    if isinstance(count, int):
        yield number_of(count, "condition in words only", "conditions in words only")
    formerly = mapping(own.get("x-formerly"))
    if isinstance(name := formerly.get("name"), str):
        yield f"was `{name}` in the previous version"
