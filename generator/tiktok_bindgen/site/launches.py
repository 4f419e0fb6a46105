"""Pages of launches: a documented example of each kind, and what each takes at every level."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from urllib.parse import quote

from attrs import evolve, frozen

from tiktok_bindgen.explain.examples import Addition, Launch
from tiktok_bindgen.explain.launch import LaunchField, Step, step
from tiktok_bindgen.explain.launches_page import lacking_text, steps
from tiktok_bindgen.explain.operation import Explained, ExplainedField
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import path_text
from tiktok_bindgen.openapi import meanings, value_text
from tiktok_bindgen.site.frame import Operation, Pages, Site, anchor, page
from tiktok_bindgen.site.tree import field_anchor

# The heading above the fields of each state.
_HEADS = {"given": "Chosen", "required": "Required", "one of": "One or another", "only": "Only some values"}


@frozen
class Kind:
    """A kind of launch: its page, from the root of the site, its example, what its value means."""

    href: str
    launch: Launch
    what: str


@frozen
class Line:
    """The state of a field in a kind of launch.

    Attributes:
        fields: The field, or several one of which is required: each with its anchor on the operation's page.
        what: The one-line description of the field; empty for several.
        determined: What is determined of it.
    """

    fields: tuple[tuple[str, str], ...]
    what: str
    determined: LaunchField


@frozen
class Level:
    """The request at one level of a launch.

    Attributes:
        name: The level.
        operation: The operation that creates the object of this level.
        choice: The fragment of an address that shows this kind of launch on the operation's page.
        groups: The lines of fields to give or choose, under their headings.
        forbidden: The lines of fields that must not be given.
        defaults: The defaults of optional fields as JSON, by field.
        more: The fields that may be added to its example, each with its anchor on the operation's page.
    """

    name: str
    operation: Operation
    choice: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    forbidden: tuple[Line, ...]
    defaults: tuple[tuple[str, str], ...]
    more: tuple[tuple[Addition, str], ...]


def pages(site: Site) -> Pages:
    """Render the index of all kinds of launches, and their pages."""
    known: dict[tuple[object, ...], Step] = {}
    groups = [
        (tuple(_operation(site, each) for each in chain), tuple(map(partial(_kind, site), several)))
        for chain, several in groupby(site.examples.launches(), lambda each: each.chain)
    ]
    href = "launches/index.html"
    yield page(site, "launches.html.jinja", title="Launches", href=href, groups=groups)
    for operations, kinds in groups:
        for each in kinds:
            yield page(
                site,
                "launch.html.jinja",
                title=f"Launch with {each.launch.field} {each.launch.value}",
                href=each.href,
                operations=operations,
                kinds=kinds,
                kind=each,
                levels=list(_levels(each.launch, operations, known)),
                plan=json.dumps(steps(each.launch), indent=2, ensure_ascii=False)
                if each.launch.requests
                else "",
                lacking=lacking_text(each.launch),
            )


def _operation(site: Site, of: Explained) -> Operation:
    return site.by_path[of.method, of.path]


def _kind(site: Site, launch: Launch) -> Kind:
    name = anchor(f"{_operation(site, launch.chain[-1]).name}-{launch.value}")
    of_values = next(
        (meanings(each.schema) for each in launch.chain[0].fields if each.path == (launch.field,)), {}
    )
    return Kind(f"launches/{name}.html", launch, of_values.get(value_text(launch.value), ""))


def _levels(
    launch: Launch, operations: Sequence[Operation], known: dict[tuple[object, ...], Step]
) -> Iterator[Level]:
    """Yield the levels from the top down, reusing the steps of launches that begin the same way."""
    for end, operation in enumerate(operations, 1):
        chain = launch.chain[:end]
        key = (launch.field, launch.value, *(each.path for each in chain))
        if key not in known:
            known[key] = step(chain, (launch.field,), launch.value)
        yield _level(known[key], operation, launch, end - 1)


def _level(found: Step, operation: Operation, launch: Launch, index: int) -> Level:
    above = f"^{launch.chain[0].level}." if index else ""
    fields = {path_text(each.path): each for each in found.operation.fields}
    # Show the message for people instead of the longer sentence that can be parsed back.
    texts = {sentence(evolve(rule, scope=())): f"{message(rule)}." for rule, _ in found.operation.rules}
    lines = [_line(evolve(each, reason=texts.get(each.reason, each.reason)), fields) for each in found.fields]
    groups = [
        (head, tuple(each for each in lines if each.determined.state == state))
        for state, head in _HEADS.items()
    ]
    return Level(
        found.operation.level,
        operation,
        f"#?{quote(f'{above}{launch.field}', safe='')}={quote(str(launch.value), safe='')}",
        tuple((head, inside) for head, inside in groups if inside),
        tuple(each for each in lines if each.determined.state == "not allowed"),
        tuple((name, json.dumps(value, ensure_ascii=False)) for name, value in found.defaults.items()),
        tuple(
            (each, field_anchor("request", fields[each.field].path))
            for more in launch.additions[index : index + 1]
            for each in more
        ),
    )


def _line(determined: LaunchField, fields: dict[str, ExplainedField]) -> Line:
    names = (determined.field, *determined.others)
    return Line(
        tuple((name, field_anchor("request", fields[name].path)) for name in names),
        fields[determined.field].what if len(names) == 1 else "",
        determined,
    )
