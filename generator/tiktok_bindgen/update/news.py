"""What is new and what is gone between two readings beside the API: problems, and contested facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from attrs import frozen

from tiktok_bindgen.diff.model import readable
from tiktok_bindgen.interpret.contested import is_of_rule
from tiktok_bindgen.interpret.model import Contested, Document, Field
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.pipeline import Spec
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.states import slug

T = TypeVar("T")

_NUMBERS = re.compile(r"[0-9]+")


@frozen
class ContestedFact:
    """A fact that something documented speaks against.

    Attributes:
        operation: The operation, as method and path, or the event.
        field: The field, as a person writes it.
        contested: The fact, and what speaks against it.
    """

    operation: str
    field: str
    contested: Contested


@frozen
class News:
    """What is new, and what is gone.

    Attributes:
        problems: The problems that were not there.
        mended: The problems that are no longer there.
        contested: The facts that have become contested.
        settled: The facts that were contested, and are no longer, or no longer there.
    """

    problems: tuple[Problem, ...] = ()
    mended: tuple[Problem, ...] = ()
    contested: tuple[ContestedFact, ...] = ()
    settled: tuple[ContestedFact, ...] = ()


def news(before: Spec, now: Spec) -> News:
    """Compare what two readings of the documentation did not understand, and what they contest."""
    problems = _all_problems(before), _all_problems(now)
    # An operation may be documented on several pages.
    contested = dict.fromkeys(_contested(before.facts)), dict.fromkeys(_contested(now.facts))
    return News(
        tuple(_without(problems[1], problems[0], _problem_key)),
        tuple(_without(problems[0], problems[1], _problem_key)),
        tuple(_without(contested[1], contested[0], _contested_key)),
        tuple(_without(contested[0], contested[1], _contested_key)),
    )


def _all_problems(spec: Spec) -> list[Problem]:
    described = spec.described
    return sorted({*spec.problems, *(described.missing if described else ())})


def _without(found: Iterable[T], others: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[T]:
    """What is found that is none of the others."""
    known = set(map(key, others))
    return (each for each in found if key(each) not in known)


def _problem_key(problem: Problem) -> Hashable:
    # Pages move, and lines with what is written above them; some texts have them, too.
    return slug(problem.page), problem.code, _NUMBERS.sub("#", problem.text)


def _contested_key(fact: ContestedFact) -> Hashable:
    return fact.operation, fact.field, fact.contested.fact


def _contested(document: Document) -> Iterator[ContestedFact]:
    for operation in document.operations:
        if operation.repeats is None:
            for fields in (operation.parameters, operation.response):
                yield from _of_fields(f"{operation.method} {operation.path}", fields)
    for webhook in document.webhooks:
        yield from _of_fields(webhook.name, webhook.fields)


def _of_fields(operation: str, fields: Iterable[Field]) -> Iterator[ContestedFact]:
    for path, field in walk(fields):
        for each in field.contested:
            # A rule is of several fields, and its id names them.
            where = "" if is_of_rule(each) else readable(path)
            yield ContestedFact(operation, where, each)
