"""Tables of wordings: the fact that each states, its pattern, and example sentences.

They are in the files of `grammar/`, whose format `grammar/README.md` describes; `lexicon.txt` has the classes
of words that the patterns of all files may name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from attrs import frozen

from tiktok_bindgen.language.parts import CLUES, READERS
from tiktok_bindgen.language.patterns import (
    PATTERNS,
    Captures,
    Clues,
    Parts,
    Pattern,
    Reader,
    Text,
    compile_pattern,
    matches,
)
from tiktok_bindgen.language.slips import one_typo_away
from tiktok_bindgen.language.tokens import Token, tokenise


@frozen
class Wording:
    """One wording.

    Attributes:
        fact: A name for what it states.
        pattern: Its pattern.
        examples: Sentences, or parts of sentences, that it matches.
    """

    fact: str
    pattern: Pattern
    examples: tuple[str, ...]


class Table:
    """Wordings that are tried together; if several match, the first counts."""

    def __init__(
        self,
        wordings: str,
        *,
        readers: Mapping[str, Reader] | None = None,
        classes: Mapping[str, str] | None = None,
        known: Mapping[str, Clues] | None = None,
        slips: bool = False,
        name: str = "",
    ) -> None:
        """Compile a table.

        Args:
            wordings: Its rows; see `grammar/README.md`.
            name: Its name, if it is in a file.
            readers: The readers of parts in capitals, in addition to those of all tables.
            classes: The patterns that others name as ``<class>``.
            known: The clues of readers by their names.
            slips: Whether words in its sentences are known to be misspelt: see :meth:`respelled`.
        """
        self.name = name
        known = known or {}
        self.wordings = tuple(_parsed(wordings, Parts(classes or {}, known), known))
        self.readers = READERS | dict(readers or {})
        patterns = [wording.pattern for wording in self.wordings]
        self._words: frozenset[str] = (
            frozenset().union(*(each.words for each in patterns)) if slips else frozenset()
        )
        # The wordings that may begin with a word, and those that may with any, as bits.
        self._any = sum(1 << bit for bit, each in enumerate(patterns) if each.starts is None)
        self._by_first: dict[str, int] = {}
        for bit, each in enumerate(patterns):
            for word in each.starts or ():
                self._by_first[word] = self._by_first.get(word, self._any) | 1 << bit
        # Its wordings are some of the patterns of all tables.
        self._first = PATTERNS.add(patterns)
        self._bits = (1 << len(patterns)) - 1 << self._first
        _fitting.cache_clear()
        self._last = Text((), self.readers)

    def __iter__(self) -> Iterator[Wording]:
        """Iterate over the wordings."""
        return iter(self.wordings)

    def may_fit(self, text: str) -> bool:
        """Whether a sentence has words by which it may match a wording."""
        return bool(self._words) or bool(_fitting(text) & self._bits)

    def may_have(self, tokens: Sequence[Token]) -> bool:
        """Whether a wording may match some of a sentence."""
        return bool(PATTERNS.fitting(tokens) & self._bits)

    def may_begin(self, token: Token) -> bool:
        """Whether one of the wordings may begin with a word, mark or code."""
        return bool(self._any) or token.text in self._by_first

    def starting(
        self, tokens: Sequence[Token], start: int = 0, text: Text | None = None
    ) -> Iterator[tuple[Wording, int, Captures]]:
        """Every way in which a wording fits from a position on: the wording, where it ends, and its parts.

        Args:
            tokens: The sentence.
            start: The position.
            text: The sentence with readers in place of the table's; ``None`` for the table's.
        """
        if text is None:
            # A sentence is asked for from several positions on in turn.
            if self._last.tokens is not tokens:
                self._last = Text(tokens, self.readers)
            text = self._last
        beginning = self._by_first.get(text.words[start], self._any)
        fitting = text.fitting >> self._first & beginning if beginning else 0
        while fitting:
            wording = self.wordings[(fitting & -fitting).bit_length() - 1]
            fitting &= fitting - 1
            for end, captures in matches(wording.pattern, text, start, {}):
                yield wording, end, captures

    def whole(self, tokens: Sequence[Token]) -> Iterator[tuple[Wording, Captures]]:
        """Yield every match of a whole sentence: the wording and its parts."""
        for wording, end, captures in self.starting(tokens):
            if end == len(tokens):
                yield wording, captures

    def respelled(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """Correct words of a sentence that are one typo away from a word of the wordings."""
        return (
            tokens
            if not self._words
            else tuple(
                token._replace(text=one_typo_away(token.text, self._words) or token.text)
                if token.kind == "word" and len(token.text) >= _SHORTEST and token.text not in self._words
                else token
                for token in tokens
            )
        )

    def fits(self, text: str) -> bool:
        """Whether one of the wordings matches a whole sentence."""
        return self.may_fit(text) and next(self.whole(tokenise(text)), None) is not None


def wordings(
    name: str,
    readers: Mapping[str, Reader] | None = None,
    known: Mapping[str, Clues] | None = None,
) -> Table:
    """Compile a table of the grammar.

    Args:
        name: Its name in one of the files in `grammar/`.
        readers: The readers of parts in capitals, in addition to those of all tables.
        known: The clues of readers by their names, in addition to those of all tables.

    Raises:
        KeyError: No file has it; a bug.
    """
    source = _sources()[name]
    return Table(
        source.rows,
        readers=readers,
        classes=source.classes,
        known={**CLUES, **(known or {})},
        slips=source.slips,
        name=name,
    )


@cache
def word_class(name: str) -> frozenset[str]:
    """The words of a class in `lexicon.txt`.

    Args:
        name: The class.

    Raises:
        KeyError: There is none; a bug.
    """
    classes = _classes((_FOLDER / "lexicon.txt").read_text(encoding="utf-8"))
    return Parts(classes, {})[name].words


@frozen
class _Source:
    """A table as its file states it.

    Attributes:
        rows: The text of its rows.
        classes: The classes of words that its patterns may name.
        slips: Whether words in its sentences are known to be misspelt.
    """

    rows: str
    classes: Mapping[str, str]
    slips: bool


_FOLDER = Path(__file__).parent
_HEADING = re.compile(r"^== ([a-z-]+)(, with slips)?$", re.MULTILINE)
_CLASS = re.compile(r"^<([a-z-]+)> = ((?:.|\n[ ])+)", re.MULTILINE)


@cache
def _sources() -> dict[str, _Source]:
    """The tables of all files, by name."""
    shared = _classes((_FOLDER / "lexicon.txt").read_text(encoding="utf-8"))
    found: dict[str, _Source] = {}
    for path in sorted((_FOLDER / "grammar").glob("*.txt")):
        head, *parts = _HEADING.split(path.read_text(encoding="utf-8"))
        classes = shared | _classes(head)
        for name, slips, rows in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            if name in found:
                msg = f"two tables are called {name}"
                raise ValueError(msg)
            found[name] = _Source(rows, classes, slips=bool(slips))
    return found


def _classes(text: str) -> dict[str, str]:
    return {match[1]: " ".join(match[2].split()) for match in _CLASS.finditer(text)}


@lru_cache(maxsize=32768)
def _fitting(text: str) -> int:
    return PATTERNS.fitting(tokenise(text))


_FACT = re.compile(r"([a-z-]+): ")
# No shorter word is taken for a typo.
_SHORTEST = 5


def _parsed(wordings: str, parts: Parts, known: Mapping[str, Clues]) -> Iterator[Wording]:
    lines = [line.strip() for line in wordings.splitlines()]
    found: list[tuple[str, list[str], list[str]]] = []
    for line in lines:
        if line.startswith("- "):
            found[-1][2].append(line.removeprefix("- "))
        elif match := _FACT.match(line):
            found.append((match[1], [line[match.end() :]], []))
        elif line and not line.startswith("#"):
            *_, examples = found[-1]
            if examples:
                examples[-1] = f"{examples[-1]} {line}"
            else:
                found[-1][1].append(line)
    for fact, pattern, examples in found:
        yield Wording(fact, compile_pattern(" ".join(pattern), parts, known), tuple(examples))
