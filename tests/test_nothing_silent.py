"""A census of the portal: no sentence about a request's fields that may bind anyone leaves no trace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unittest.mock import patch

import pytest
from rules_report import cross_page_of

from may import may_pages
from pages import dated, needs_portal
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.facts import read_facts
from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.interpret.tree import Change, mapped_request
from tiktok_bindgen.language.sentence import read_sentence
from tiktok_bindgen.language.statements import Statement
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import formalise, interpret_page

pytestmark = [needs_portal, pytest.mark.slow]

# Words with which a sentence may bind who makes a request.
BINDING = re.compile(r"\b(?:must|only|cannot|at least|defaults?|required)\b|\bbetween\b.*\d", re.IGNORECASE)
# A line that the values of the field follow.
VALUES = re.compile(r".*\bvalues? (?:are|is)[:：]?$", re.IGNORECASE)
# A value of a list that is marked as the default.
MARKED = re.compile(r"`[^`]+`\s*\(default(?: value)?\)", re.IGNORECASE)
# Sentences that show what others say, lead elsewhere, or tell who may use a field.
BESIDE = re.compile(
    r"\W*(?:for (?:example|instance|enum|more|details)|e\.g|example|see|learn"
    r"|to (?:learn|know|see|find|get|obtain|check|view|confirm|retrieve))\b|.*\ballow-?list",
    re.IGNORECASE,
)


def fields_of(fields: Iterable[Field], alternatives: Iterable[Alternative] = ()) -> Iterator[Field]:
    for field in (*fields, *(field for each in alternatives for field in each.fields)):
        yield field
        yield from fields_of(field.children, field.alternatives)


def states_a_fact(field: Field, sentence: str) -> bool:
    """Whether a sentence alone says something of the field: its values, a limit, its default, …"""
    said = (Statement(sentence),)
    facts = read_facts(field.name, field.type, said, loose=False, report=lambda _code, _text: None)
    return facts != read_facts(field.name, field.type, (), loose=False, report=lambda _code, _text: None)


def test_no_sentence_that_may_bind_anyone_leaves_no_trace() -> None:
    pages = [read.page for read in may_pages()]
    context = cross_page_of(pages)
    seen = 0
    silent: list[str] = []
    described: list[Field] = []

    def noting(operation: Operation, change: Change) -> Operation:
        described.extend(fields_of(operation.parameters, operation.alternatives))
        return mapped_request(operation, change)

    for page in (page for page in pages if page.endpoints):
        described.clear()
        with patch.object(formalise, "mapped_request", noting):
            _, problems = interpret_page(page, context)
        lines = {each.line for each in problems}
        for field in {(each.line, each.name): each for each in described}.values():
            kept = "\n".join(each.text for each in field.conditions if each.stated is None)
            for sentence in (s for each in field.described for line in each.walk() for s in line.sentences):
                announced = VALUES.match(sentence) and field.enum
                marked = MARKED.match(sentence) and field.default is not None
                if not BINDING.search(sentence) or BESIDE.match(sentence) or announced or marked:
                    continue
                seen += 1
                if field.line not in lines and sentence.rstrip(".") not in kept:
                    rule_or_told = any(
                        sentence.rstrip(".") in each.text and bool(read_sentence(each.text))
                        for each in field.conditions
                    )
                    if not rule_or_told and not states_a_fact(field, sentence):
                        silent.append(f"{page.name}:{field.line}: {len(sentence)} characters")
    assert silent == []
    assert seen > 1500


# A number that bounds a value, or is its default.
BOUNDING = re.compile(
    r"\b(?:max(?:imum)? size|length limit|(?:value|size) range|default value)\b[^.<|]{0,12}?"
    r"(?P<number>\d+)\b",
    re.IGNORECASE,
)
EVERY = 37


def test_another_number_in_a_limit_or_a_default_is_another_fact() -> None:
    pages = [read.page for read in may_pages()]
    context = cross_page_of(pages)

    def stated(text: str, name: str) -> tuple[list[str], set[int]]:
        """The facts of a page, and the lines of its requests' fields without a problem."""
        page, unread = read_page(text.encode(), name)
        operations, problems = interpret_page(page, context)
        lines = {field.line for each in operations for field in fields_of(each.parameters, each.alternatives)}
        return [*map(facts_page, operations)], lines - {each.line for each in (*unread, *problems)}

    places = []
    for page in (page for page in pages if page.endpoints and not page.name.startswith("guides")):
        text = (dated("2026-05") / page.name).read_text(encoding="utf-8")
        places += [(page.name, text, *number.span("number")) for number in BOUNDING.finditer(text)]
    seen, silent = 0, []
    for name, text, start, end in places[::EVERY]:
        line = text.count("\n", 0, start) + 1
        before, lines = stated(text, name)
        if line in lines:
            seen += 1
            if stated(f"{text[:start]}{int(text[start:end]) + 1}{text[end:]}", name)[0] == before:
                silent.append(f"{name}:{line}")
    assert silent == []
    assert seen > 10
