"""Slips of the pen: in examples, and in the documentation's own names and values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Document, EnumValue, Field
from tiktok_bindgen.interpret.tree import Path, mapped_operation, walk
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page, Side
from tiktok_bindgen.wording.slips import is_slip

_WORD = re.compile(r"[A-Za-z0-9]+")
# Of shorter words, one letter more or less makes another word.
_SHORTEST = 5


@frozen
class Vocabulary:
    """The words that documented names and values are made of, each with those that have it."""

    words: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, document: Document) -> Vocabulary:
        """Collect the words of all fields and lists."""
        found: dict[str, set[str]] = {}
        values = [value for each in document.appendix.enumerations for value in each.values]
        for operation in document.operations:
            for _, field in walk((*operation.parameters, *operation.response)):
                _note(found, field.name)
                values += field.enum
        for value in values:
            if isinstance(value.value, str):
                _note(found, value.value)
        return cls({word: frozenset(those) for word, those in found.items()})

    def is_slip_for(self, documented: str, other: str) -> bool:
        """Whether a documented name or value is itself the slip, and another is what it should be.

        They differ in a letter of one word: a word that other names and values have in the one, and none in
        the other.
        """
        ours, theirs = (_WORD.findall(text.casefold()) for text in (documented, other))
        if len(ours) != len(theirs):
            return False
        apart = [(one, two) for one, two in zip(ours, theirs, strict=True) if one != two]
        if len(apart) != 1:
            return False
        (slip, word) = apart[0]
        return (
            min(len(slip), len(word)) >= _SHORTEST
            # The singular is no slip for the plural.
            and not slip.startswith(word)
            and not word.startswith(slip)
            and is_slip(slip, word)
            and word in self.words
            and self.words.get(slip, frozenset()) <= {documented.casefold()}
        )


def _note(found: dict[str, set[str]], text: str) -> None:
    folded = text.casefold()
    for word in _WORD.findall(folded):
        found.setdefault(word, set()).add(folded)


@frozen
class Spelling:
    """Puts beside each value that is a slip the one that its meaning spells out."""

    vocabulary: Vocabulary

    def values(self, values: tuple[EnumValue, ...]) -> tuple[EnumValue, ...]:
        """Values with those that some of them are slips for; the same ones where there are none."""
        listed = {value.value for value in values}
        found = []
        for value in values:
            found.append(value)
            right = self.right(value)
            if right is not None and right not in listed:
                found.append(evolve(value, value=right))
        return tuple(found) if len(found) > len(values) else values

    def right(self, value: EnumValue) -> str | None:
        """What a value should be by what it means."""
        if not isinstance(value.value, str):
            return None
        for meaning in (value.label, re.split(r"[.:;,(]", value.meaning, maxsplit=1)[0]):
            spelled = "_".join(_WORD.findall(meaning)).upper()
            if is_slip(value.value, spelled) and self.vocabulary.is_slip_for(value.value, spelled):
                return spelled
        return None


def spelled_right(
    document: Document, pages: Sequence[Page], vocabulary: Vocabulary
) -> tuple[Document, tuple[Problem, ...]]:
    """Accept, beside each documented value that is a slip, the one that it is a slip for."""
    spelling = Spelling(vocabulary)
    problems: list[Problem] = []
    lists = []
    for each in document.appendix.enumerations:
        values = spelling.values(each.values)
        if values is not each.values:
            problems += _told(each.page, each.values, spelling, _lines(pages, each.page))
        lists.append(evolve(each, values=values))

    def change(page: str, _side: Side, _path: Path, field: Field) -> Field:
        enum = spelling.values(field.enum)
        if enum is not field.enum and not field.enum_name:
            problems.extend(_told(page, field.enum, spelling, {}, field.line))
        return field if enum is field.enum else evolve(field, enum=enum)

    operations = (mapped_operation(each, partial(change, each.page)) for each in document.operations)
    appendix = evolve(document.appendix, enumerations=tuple(lists))
    return evolve(document, operations=tuple(operations), appendix=appendix), tuple(problems)


def _told(
    page: str, values: Iterable[EnumValue], spelling: Spelling, lines: Mapping[str, int], line: int = 0
) -> Iterator[Problem]:
    for value in values:
        if right := spelling.right(value):
            text = f"`{value.value}` is most likely a slip for `{right}`; both are taken for values"
            yield Problem(page, lines.get(str(value.value), line), "value-slip", text)


def _lines(pages: Iterable[Page], name: str) -> dict[str, int]:
    """Where the values of a page's tables stand."""
    tables = [table for page in pages if page.name == name for table in page.tables]
    return {row[0].text.strip("`"): row[0].line for table in tables for row in table.rows if row}
