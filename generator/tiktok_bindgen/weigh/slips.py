"""Find typos in the documentation's own names and values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from attrs import Factory, evolve, frozen

from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import EnumValue, Field, Scalar
from tiktok_bindgen.interpret.tree import Path, mapped_operation, walk
from tiktok_bindgen.language.slips import is_slip
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page, Side

_WORD = re.compile(r"[A-Za-z0-9]+")
# Where the name that a meaning begins with ends.
_AFTER = re.compile(r"[.:;,(]")
# In shorter words, one letter more or less makes another word.
_SHORTEST = 5


@frozen
class Vocabulary:
    """The words in documented names and values, each mapped to the names and values that contain it.

    Attributes:
        words: The words, and the names and values without regard to case.
        values: The documented values.
    """

    words: Mapping[str, frozenset[str]]
    values: frozenset[str]
    # Requests and replies repeat each other's values.
    _known: dict[tuple[Scalar, str, str], str | None] = Factory(dict)

    @classmethod
    def of(cls, document: Document) -> Vocabulary:
        """Collect the words of all fields' names and all enum values."""
        names: set[str] = set()
        values = {value.value for each in document.appendix.enumerations for value in each.values}
        for operation in document.operations:
            for _, field in walk((*operation.parameters, *operation.response)):
                names.add(field.name)
                values.update([value.value for value in field.enum])
        texts = frozenset(value for value in values if isinstance(value, str))
        found: dict[str, set[str]] = {}
        for text in {text.casefold() for text in names | texts}:
            for word in _WORD.findall(text):
                found.setdefault(word, set()).add(text)
        return cls({word: frozenset(those) for word, those in found.items()}, texts)

    def alike(self, constant: str) -> list[str]:
        """Other values with the same words but one, if that one is in no other name or value."""
        words = _WORD.findall(constant.casefold())
        rare = [word for word in words if self.words.get(word, frozenset()) <= {constant.casefold()}]
        if len(rare) != 1:
            return []
        near = {text.upper() for word in words if word not in rare for text in self.words[word]}
        return sorted(near & self.values)

    def has(self, name: str) -> bool:
        """Whether a name or value is documented anywhere, in whatever case."""
        text = name.casefold()
        return any(text in self.words.get(word, ()) for word in _WORD.findall(text)[:1])

    def is_slip_for(self, documented: str, other: str) -> bool:
        """Whether a documented name or value is itself a typo for another.

        They differ in a letter of one word, which other names and values spell as in the other, and none as
        in the documented one.
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
            # A singular is no typo for its plural.
            and not slip.startswith(word)
            and not word.startswith(slip)
            and is_slip(slip, word)
            and word in self.words
            and self.words.get(slip, frozenset()) <= {documented.casefold()}
        )

    def corrected(self, values: tuple[EnumValue, ...]) -> tuple[EnumValue, ...]:
        """Insert after each typo the correct value; return the same tuple if there are no typos."""
        listed = {value.value for value in values}
        found = []
        for value in values:
            found.append(value)
            right = self.right(value)
            if right is not None and right not in listed:
                found.append(evolve(value, value=right))
        return tuple(found) if len(found) > len(values) else values

    def right(self, value: EnumValue) -> str | None:
        """The correct spelling of a value that is a typo; else ``None``."""
        written, key = value.value, (value.value, value.label, value.meaning)
        if isinstance(written, str) and key not in self._known:
            near = [*_near(written, value.label, value.meaning)]
            if "_" in written and written.isupper():
                near += self.alike(written)
            slips = (each for each in near if self.is_slip_for(written, each))
            self._known[key] = next(slips, None)
        return self._known.get(key)


# Cached because dates repeat each other's values.
@lru_cache(maxsize=65536)
def _near(value: str, label: str, meaning: str) -> tuple[str, ...]:
    """What a value's label and meaning spell out, where the value is one typo away."""
    texts = (label, _AFTER.split(meaning)[0])
    spelled = ("_".join(_WORD.findall(text)).upper() for text in texts)
    return tuple(each for each in spelled if is_slip(value, each))


def spelled_right(
    document: Document, pages: Sequence[Page], vocabulary: Vocabulary
) -> tuple[Document, tuple[Problem, ...]]:
    """Accept the correct spelling of each documented value that is a typo, too."""
    problems: list[Problem] = []
    lists = []
    for each in document.appendix.enumerations:
        values = vocabulary.corrected(each.values)
        if values is not each.values:
            problems += _reported(each.page, each.values, vocabulary, _lines(pages, each.page))
        lists.append(evolve(each, values=values))

    def change(page: str, _side: Side, _path: Path, field: Field) -> Field:
        enum = vocabulary.corrected(field.enum) if field.enum else ()
        if enum is not field.enum and not field.enum_name:
            problems.extend(_reported(page, field.enum, vocabulary, {}, field.line))
        return field if enum is field.enum else evolve(field, enum=enum)

    operations = (mapped_operation(each, partial(change, each.page)) for each in document.operations)
    appendix = evolve(document.appendix, enumerations=tuple(lists))
    return evolve(document, operations=tuple(operations), appendix=appendix), tuple(problems)


def _reported(
    page: str, values: Iterable[EnumValue], vocabulary: Vocabulary, lines: Mapping[str, int], line: int = 0
) -> Iterator[Problem]:
    for value in values:
        if right := vocabulary.right(value):
            text = f"`{value.value}` is most likely a slip for `{right}`; both are taken for values"
            yield Problem(page, lines.get(str(value.value), line), "value-slip", text)


def _lines(pages: Iterable[Page], name: str) -> dict[str, int]:
    """The line of each value in the first column of a page's tables."""
    tables = [table for page in pages if page.name == name for table in page.tables]
    return {row[0].text.strip("`"): row[0].line for table in tables for row in table.rows if row}
