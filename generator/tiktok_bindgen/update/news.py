"""Compare the problems and contested facts of two readings of the documentation."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from attrs import frozen

from tiktok_bindgen.diff.model import readable
from tiktok_bindgen.interpret.contested import is_of_rule
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Contested, Field
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.pipeline import Spec
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.states import slug

T = TypeVar("T")

_NUMBERS = re.compile(r"\b[0-9]+\b")


@frozen
class ContestedFact:
    """A fact that some documented example contradicts.

    Attributes:
        operation: The operation, as method and path, or the event's name.
        field: The field's path for people; empty for a rule.
        contested: The fact, and the evidence against it.
    """

    operation: str
    field: str
    contested: Contested


@frozen
class News:
    """The differences between two readings.

    Attributes:
        problems: The new problems.
        mended: The problems that are gone.
        contested: The facts that have become contested.
        settled: The facts that are no longer contested, or no longer stated.
    """

    problems: tuple[Problem, ...] = ()
    mended: tuple[Problem, ...] = ()
    contested: tuple[ContestedFact, ...] = ()
    settled: tuple[ContestedFact, ...] = ()


def news(before: Spec, now: Spec) -> News:
    """Compare the problems and the contested facts of two readings of the documentation."""
    problems = _all_problems(before), _all_problems(now)
    moves = _moves(before.facts, now.facts)

    def same(problem: Problem) -> Hashable:
        # Ignores folders and line numbers, which change when pages or lines move, also within texts.
        page = slug(problem.page)
        return moves.get(page, page), problem.code, _NUMBERS.sub("#", problem.text)

    # An operation may be documented on several pages.
    contested = dict.fromkeys(_contested(before.facts)), dict.fromkeys(_contested(now.facts))
    return News(
        tuple(_without(problems[1], problems[0], same)),
        tuple(_without(problems[0], problems[1], same)),
        tuple(_without(contested[1], contested[0], _contested_key)),
        tuple(_without(contested[0], contested[1], _contested_key)),
    )


def _all_problems(spec: Spec) -> list[Problem]:
    described = spec.described
    return sorted({*spec.problems, *(described.missing if described else ())})


def _without(found: Iterable[T], others: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[T]:
    """Yield the items of ``found`` whose keys none of ``others`` has."""
    known = set(map(key, others))
    return (each for each in found if key(each) not in known)


def _moves(before: Document, now: Document) -> dict[str, str]:
    """Map the pages that no longer document anything to those that document their operations instead."""
    pages = {(each.method, each.path): slug(each.page) for each in now.operations}
    old = {slug(each.page): (each.method, each.path) for each in before.operations}
    there = {*pages.values()}
    return {page: pages[key] for page, key in old.items() if page not in there and key in pages}


def _contested_key(fact: ContestedFact) -> Hashable:
    return fact.operation, fact.field, fact.contested.fact


def _contested(document: Document) -> Iterator[ContestedFact]:
    for operation in document.operations:
        if operation.repeats is None:
            for fields in (operation.parameters, operation.response):
                yield from _of_fields(f"{operation.method} {operation.path}", fields)
    for webhook in document.webhooks:
        yield from _of_fields(webhook.title, webhook.response)


def _of_fields(operation: str, fields: Iterable[Field]) -> Iterator[ContestedFact]:
    for path, field in walk(fields):
        for each in field.contested:
            # A rule concerns several fields, which its id names.
            where = "" if is_of_rule(each) else readable(path)
            yield ContestedFact(operation, where, each)
