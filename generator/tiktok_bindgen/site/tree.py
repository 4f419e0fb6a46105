"""The fields of a request or a reply as a tree, each with all that is stated of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from urllib.parse import quote

from attrs import define, field

from tiktok_bindgen.explain.operation import Explained, ExplainedField, Fields, fields_of
from tiktok_bindgen.generate.docs import of_value
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import ITEM, VALUE, Path, Rule, path_of, path_text
from tiktok_bindgen.openapi import mapping, pointer
from tiktok_bindgen.site.frame import anchor

# What is inside of a field is shown at once where that is no more than this.
_FEW = 8
# What is in back-ticks, and whether it is said to be of a request above.
_NAMED = re.compile(r"`([^`]*)`( of the )?")


@define(eq=False)
class Node:
    """One field.

    Attributes:
        name: What it is called; ``{}`` for each value of a map.
        anchor: The element's id.
        stated: What is stated of it.
        children: The fields inside of it.
        conditions: What rules say of it, as HTML.
        contested: What documented examples speak against, with where they do.
        always: A rule says that it must be there, whatever else is.
        open: Whether what is inside of it is shown at once.
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
        """Its path as rules have it: ``beds[].soil``."""
        return path_text(self.stated.path)

    @property
    def presence(self) -> str:
        """Whether it must be sent, in a word."""
        if self.stated.required or self.always:
            return "required"
        return "conditional" if self.stated.conditional else "optional"

    @property
    def type(self) -> str:
        """Its type in words: ``string[]``."""
        said = self.stated.schema
        media = said.get(
            "contentMediaType", "application/octet-stream" if said.get("format") == "binary" else ""
        )
        return self.stated.type if media in ("", "application/json") else "file"

    @property
    def badges(self) -> Iterator[str]:
        """What sets it apart, in a word or two."""
        if self.stated.own.get("x-allowlist-only") is True:
            yield "allowlist only"
        if self.stated.own.get("x-undocumented") is True:
            yield "seen in examples only"

    @property
    def notes(self) -> list[str]:
        """Its limits and the like, each in a few words."""
        return list(_notes(self.stated))

    @property
    def lists(self) -> Iterator[tuple[str, str, str]]:
        """The lists that tell of its values, or ranges: what to say, the list, and its page from the root."""
        if isinstance(name := self.stated.schema.get("x-enum-list"), str):
            yield "some values are in", name, list_href(name)
        if isinstance(name := mapping(self.stated.own.get("x-list-range")).get("list"), str):
            yield "has a range by", name, "currencies.html"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Its values, each with its meaning, which may be empty."""
        said = self.stated.schema
        if said.get("type") == "boolean":
            return []
        values = [written(each) for each in self.stated.values]
        return [(value, of_value(said, value, index)) for index, value in enumerate(values)]


def written(value: object) -> str:
    """A value as it is on the wire: text as it is, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def list_href(name: str) -> str:
    """The page of a list of values, from the root of the site."""
    return f"lists/{anchor(name)}.html"


def request_tree(told: Explained) -> tuple[Node, ...]:
    """The fields of a request, each with what rules say of it."""
    nodes = tree(Fields(told.fields, told.contested), "request")
    known = {node.stated.path: node for node in every(nodes)}
    for rule, _ in told.rules:
        for target in rule.targets:
            if (node := known.get((*rule.scope, *target))) is None:
                continue
            if rule.kind == "requires" and rule.when is None and len(target) == 1:
                node.always = True
            else:
                node.conditions.append(_linked(rule, known, node))
    return nodes


def tree(fields: Fields, side: str, spec: Mapping[str, object] | None = None) -> tuple[Node, ...]:
    """Put fields into those that they are in.

    Args:
        fields: The fields, each after the one that it is in, and what is contested of them.
        side: What anchors begin with: ``request``.
        spec: The document, for the fields of objects that are sent as text; without it these have none.
    """
    top: list[Node] = []
    known: dict[Path, Node] = {}
    taken: set[str] = set()
    for each in fields.fields:
        path = _names(each.path)
        node = Node(each.path[-1], _unique_anchor(side, path, taken), each)
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
    """All fields of a tree, each before those inside of it."""
    for node in nodes:
        yield node
        yield from every(node.children)


def _names(path: Path) -> Path:
    """A path without its steps into lists; a field of each value of a map is inside of the map."""
    return tuple(step for step in path if step not in {ITEM, VALUE})


def field_anchor(side: str, path: Path) -> str:
    """The id of a field's element; where several are called so once they are made ids, that of the first."""
    return anchor(side, *_names(path))


def _unique_anchor(side: str, path: Path, taken: set[str]) -> str:
    wanted = found = field_anchor(side, path)
    number = 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _linked(rule: Rule, known: Mapping[Path, Node], at: Node) -> str:
    """A rule in English as HTML, the fields that it names being links but for the one that it is shown at."""
    from markupsafe import escape

    def link(found: re.Match[str]) -> str:
        text, behind = found.groups(default="")
        code = f"<code>{text}</code>{behind}"
        # A field of a request above has no place on the page.
        node = None if behind else known.get((*rule.scope, *path_of(unescape(text))))
        return code if node is None or node is at else f'<a href="#{quote(node.anchor)}">{code}</a>'

    return _NAMED.sub(link, str(escape(f"{message(rule)}.")))


def _notes(said: ExplainedField) -> Iterator[str]:
    own = said.own
    if said.default is not None:
        yield f"default `{written(said.default)}`"
    yield from said.limits
    if own.get("x-immutable") is True:
        yield "cannot be changed once set"
    if own.get("x-idempotency-key") is True:
        within = own.get("x-idempotency-within")
        yield f"the same value again{f' within {within} seconds' if within else ''} is carried out once"
    if own.get("x-allowlist-partly") is True:
        yield "partly for callers on an allowlist"
    if isinstance(kind := own.get("x-documented-type"), str):
        yield f"documented as `{kind}`"
    if isinstance(missing := said.schema.get("x-enum-missing"), str):
        yield f"values are in the documentation's list {missing}"
    count = own.get("x-rules-text-count")
    if isinstance(count, int):
        yield f"{count} condition{'s' if count > 1 else ''} in words only"
    formerly = mapping(own.get("x-formerly"))
    if isinstance(name := formerly.get("name"), str):
        yield f"was `{name}` in the version before"
