"""A page for each operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.explain.examples import Case
from tiktok_bindgen.explain.operation import Explained, fields_of
from tiktok_bindgen.generate.document import state_of
from tiktok_bindgen.openapi import docs_of, listed, mapping, schema_of
from tiktok_bindgen.runtime.paths import short
from tiktok_bindgen.site.frame import Group, Operation, Pages, Site, Topic, page, root_of
from tiktok_bindgen.site.lists import UNITS, shown
from tiktok_bindgen.site.rule_data import operation_data
from tiktok_bindgen.site.samples import samples
from tiktok_bindgen.site.tree import request_tree, tree

# The lines of a fact about an operation, each with a link or an empty text.
_Lines = list[tuple[str, str]]


def pages(site: Site) -> Pages:
    """Render the page of each operation."""
    topics = {group.name: topic for topic in site.topics for group in topic.groups}
    for group in site.groups:
        for each in group.operations:
            yield _operation(site, each, group, topics.get(group.name))


def _operation(site: Site, operation: Operation, group: Group, topic: Topic | None) -> tuple[str, str]:
    explanation = site.requests[operation.name]
    cases, are_documented = cases_of(site, operation)
    count = len(cases) if are_documented else 0
    return page(
        site,
        "operation.html.jinja",
        title=operation.name,
        href=operation.href,
        operation=operation,
        siblings=group.operations,
        topic=topic,
        description=str(operation.stated.get("description") or ""),
        facts=[(name, lines) for name, lines in _facts(site, operation, explanation) if lines],
        explanation=explanation,
        samples=[
            (number, sample)
            for number, case in enumerate(cases)
            for sample in samples(site, operation, case.request)
        ],
        examples=count,
        headers=tree(fields_of(site.document, _headers(operation)), "header"),
        request=request_tree(explanation),
        reply=tree(site.replies[operation.name], "reply", site.document),
        media=operation.plan.downloads,
        history=list(_history(site, operation)),
        data={
            **operation_data(site.document, explanation, name=operation.name, base=root_of(operation.href)),
            "examples": count,
            "samples": [{"request": each.request, "above": each.above} for each in cases],
        },
    )


def _headers(operation: Operation) -> dict[str, Any]:
    """Return the headers that an operation documents, as the schema of an object."""
    found = [
        each for each in listed(operation.stated.get("parameters")) if mapping(each).get("in") == "header"
    ]
    return {
        "properties": {
            each["name"]: {"description": each.get("description"), **mapping(schema_of(each))}
            for each in found
        },
        "required": [each["name"] for each in found if each.get("required") is True],
    }


def cases_of(site: Site, operation: Operation) -> tuple[list[Case], bool]:
    """Return requests to start from, the commonest first, and whether they are documented examples.

    Where no example is documented, there is one with what is required, if that can be made.
    """
    explanation = site.requests[operation.name]
    if cases := site.examples.cases(explanation):
        return cases, True
    least = site.examples.least(explanation)
    return [] if least is None else [Case(least)], False


def _history(site: Site, operation: Operation) -> Iterator[tuple[str, str, list[Change]]]:
    """Yield the changes of an operation, newest first: the later date, the earlier date, the changes."""
    for old, new, changes in site.changes:
        own = [each for each in changes if (each.method, each.path) == (operation.method, operation.path)]
        if own:
            yield new, old, own


def _facts(site: Site, operation: Operation, explanation: Explained) -> Iterator[tuple[str, _Lines]]:
    """Yield the facts about an operation other than its fields, each with its heading."""
    yield "Client", [(f"`client.{operation.name}()`", "")]
    yield "Permission", [(each, "") for each in explanation.permissions]
    yield "Level", list(_level(site, operation, explanation))
    yield "Calls", list(_rates(site, operation))
    state = state_of(operation.stated, site.date)
    label = f"page, {state}" if state else "page"
    address = docs_of(operation.stated)
    yield "Documentation", [(label, address)] if address or state else []
    former = mapping(operation.stated.get("x-formerly"))
    if former:
        yield f"In {former.get('version')}", [(f"`{former.get('method')} {former.get('path')}`", "")]


def _level(site: Site, operation: Operation, explanation: Explained) -> Iterator[tuple[str, str]]:
    root = root_of(operation.href)
    if explanation.level:
        yield f"`{explanation.level}`", ""
    for name, path in explanation.above.items():
        maker = site.by_path.get(("POST", path))
        yield f"in a `{name}`", f"{root}{maker.href}" if maker else ""


def _rates(site: Site, operation: Operation) -> Iterator[tuple[str, str]]:
    for each in map(mapping, listed(mapping(site.document.get("x-rate-limits")).get("special"))):
        if each.get("path") == short(operation.path) and each.get("method") in (None, operation.method):
            for level, stated in mapping(each.get("levels")).items():
                rate = mapping(stated)
                known = [f"{shown(rate[unit])} per {unit}" for unit in UNITS if rate.get(unit) is not None]
                if known:
                    yield f"{level}: {', '.join(known)}", ""
