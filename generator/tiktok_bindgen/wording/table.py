"""Tables of wordings: the fact that each states, its pattern, and example sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from tiktok_bindgen.wording.parts import READERS
from tiktok_bindgen.wording.patterns import Captures, Pattern, Reader, Text, compile_pattern, matches, union
from tiktok_bindgen.wording.slips import one_typo_away
from tiktok_bindgen.wording.tokens import Token, tokenise


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
        parts: Mapping[str, str] | None = None,
        hint: str = "",
        slips: bool = False,
    ) -> None:
        """Compile a table.

        Args:
            wordings: Each is its fact, a colon and its pattern; then its examples, each after a dash. Both
                may continue on further lines. An example may state the expected result after an arrow:
                ``- Length limit: 512 characters → 512``. A line that begins with ``#`` is a comment.
            readers: The readers of parts in capitals, in addition to those of all tables.
            parts: The patterns that others name as ``<part>``.
            hint: A regular expression, in lower case, that every sentence matches which one of the wordings
                matches; searching for it is faster than parsing the sentence.
            slips: Whether words in its sentences are known to be misspelt: see :meth:`respelled`.
        """
        self.wordings = tuple(_parsed(wordings, parts or {}))
        self._readers = READERS | dict(readers or {})
        #: For what is looked for in a sentence in lower case, which may then match.
        self.hint = re.compile(hint)
        starts = [wording.pattern.starts for wording in self.wordings]
        self._starts = union(starts)
        words = (wording.pattern.words for wording in self.wordings)
        self._words: frozenset[str] = frozenset().union(*words) if slips else frozenset()
        self._firsts = frozenset().union(*(each or () for each in starts))
        self._by_word: dict[str, dict[str, list[int]]] = {}

    def __iter__(self) -> Iterator[Wording]:
        """Iterate over the wordings."""
        return iter(self.wordings)

    def may_fit(self, text: str) -> bool:
        """Whether a sentence matches the hint, so that it may match a wording."""
        # Case-insensitive expressions take three times as long.
        return self.hint.search(text.lower()) is not None

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

    def starting(self, tokens: Sequence[Token], start: int = 0) -> Iterator[tuple[Wording, int, Captures]]:
        """Every way in which a wording fits from a position on: the wording, where it ends, and its parts."""
        text = Text(tokens, self._readers)
        words = frozenset(text.words[start:])
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


_FACT = re.compile(r"([a-z-]+): ")
# No shorter word is taken for a typo.
_SHORTEST = 5


def _parsed(wordings: str, parts: Mapping[str, str]) -> Iterator[Wording]:
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
        yield Wording(fact, compile_pattern(" ".join(pattern), parts), tuple(examples))
