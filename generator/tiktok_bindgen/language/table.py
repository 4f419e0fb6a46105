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

from tiktok_bindgen.language.parts import AMONG, READERS
from tiktok_bindgen.language.patterns import Captures, Pattern, Reader, Text, compile_pattern, matches, union
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
        among: Mapping[str, frozenset[str]] | None = None,
        slips: bool = False,
        name: str = "",
    ) -> None:
        """Compile a table.

        Args:
            wordings: Its rows; see `grammar/README.md`.
            name: Its name, if it is in a file.
            readers: The readers of parts in capitals, in addition to those of all tables.
            classes: The patterns that others name as ``<class>``.
            among: For names of readers, words of which what they read has at least one.
            slips: Whether words in its sentences are known to be misspelt: see :meth:`respelled`.
        """
        self.name = name
        self.wordings = tuple(_parsed(wordings, classes or {}, among or {}))
        self.readers = READERS | dict(readers or {})
        starts = [wording.pattern.starts for wording in self.wordings]
        self._starts = union(starts)
        words = (wording.pattern.words for wording in self.wordings)
        self._words: frozenset[str] = frozenset().union(*words) if slips else frozenset()
        self._firsts = frozenset().union(*(each or () for each in starts))
        self._by_word: dict[str, dict[str, list[int]]] = {}
        self.by_need: dict[str, list[Pattern]] = {}
        for wording in self.wordings:
            # Every sentence has the empty word.
            for word in wording.pattern.needs[0] if wording.pattern.needs else ("",):
                self.by_need.setdefault(word, []).append(wording.pattern)

    def __iter__(self) -> Iterator[Wording]:
        """Iterate over the wordings."""
        return iter(self.wordings)

    def may_fit(self, text: str) -> bool:
        """Whether a sentence has words by which it may match a wording."""
        return bool(self._words) or self.may_have(_words_of(text))

    def may_have(self, words: frozenset[str]) -> bool:
        """Whether a wording may match some of a sentence of these words; see `Text.words_from`."""
        return any(
            pattern.may_fit(words) for word in self.by_need.keys() & words for pattern in self.by_need[word]
        )

    def may_begin(self, token: Token) -> bool:
        """Whether one of the wordings may begin with a word, mark or code."""
        return self._starts is None or token.text in self._starts

    def _beginning(self, word: str) -> dict[str, list[int]]:
        """The indexes of the wordings that may begin with a word, keyed by another word that they need."""
        word = word if word in self._firsts else ""
        if word not in self._by_word:
            found = self._by_word[word] = dict[str, list[int]]()
            for number, pattern in enumerate(each.pattern for each in self.wordings):
                if pattern.starts is None or word in pattern.starts:
                    # Every sentence has the empty word: it stands for its end.
                    for need in pattern.needs[0] if pattern.needs else ("",):
                        found.setdefault(need, []).append(number)
        return self._by_word[word]

    def starting(
        self, tokens: Sequence[Token], start: int = 0, text: Text | None = None
    ) -> Iterator[tuple[Wording, int, Captures]]:
        """Every way in which a wording fits from a position on: the wording, where it ends, and its parts.

        Args:
            tokens: The sentence.
            start: The position.
            text: The sentence with readers in place of the table's; ``None`` for the table's.
        """
        text = text or Text(tokens, self.readers)
        words = text.words_from(start)
        fitting = self._beginning(text.words[start])
        for number in sorted({each for word in fitting.keys() & words for each in fitting[word]}):
            wording = self.wordings[number]
            if wording.pattern.may_fit(words):
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


class Tables:
    """Several tables, of which a sentence may match a few."""

    def __init__(self, *tables: Table) -> None:
        """Index tables by the words that their wordings need."""
        self.tables = tables
        self._by_need: dict[str, list[tuple[Pattern, Table]]] = {}
        for table in tables:
            for word, patterns in table.by_need.items():
                self._by_need.setdefault(word, []).extend((pattern, table) for pattern in patterns)

    def fitting(self, text: str) -> Sequence[Table]:
        """The tables that a sentence has words of, in their order."""
        words = _words_of(text)
        found = {
            id(table)
            for word in self._by_need.keys() & words
            for pattern, table in self._by_need[word]
            if pattern.may_fit(words)
        }
        return [table for table in self.tables if id(table) in found] if found else ()


def wordings(
    name: str,
    readers: Mapping[str, Reader] | None = None,
    among: Mapping[str, frozenset[str]] | None = None,
) -> Table:
    """Compile a table of the grammar.

    Args:
        name: Its name in one of the files in `grammar/`.
        readers: The readers of parts in capitals, in addition to those of all tables.
        among: For names of readers, words of which what they read has at least one.

    Raises:
        KeyError: No file has it; a bug.
    """
    source = _sources()[name]
    return Table(
        source.rows,
        readers=readers,
        classes=source.classes,
        among={**AMONG, **(among or {})},
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
    return compile_pattern(classes[name], classes).words


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
def _words_of(text: str) -> frozenset[str]:
    return Text(tokenise(text), {}).words_from(0)


_FACT = re.compile(r"([a-z-]+): ")
# No shorter word is taken for a typo.
_SHORTEST = 5


def _parsed(
    wordings: str, classes: Mapping[str, str], among: Mapping[str, frozenset[str]]
) -> Iterator[Wording]:
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
        yield Wording(fact, compile_pattern(" ".join(pattern), classes, among), tuple(examples))
