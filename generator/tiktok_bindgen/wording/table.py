"""Tables of wordings: what each states, its pattern, and sentences that show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from tiktok_bindgen.wording.parts import READERS
from tiktok_bindgen.wording.patterns import (
    Captures,
    Pattern,
    Reader,
    compile_pattern,
    matches,
    union,
    vocabulary,
)
from tiktok_bindgen.wording.slips import meant
from tiktok_bindgen.wording.tokens import Token, tokenise


@frozen
class Wording:
    """One wording.

    Attributes:
        fact: What it states.
        pattern: Its words.
        examples: Sentences, or parts of sentences, that it fits.
    """

    fact: str
    pattern: Pattern
    examples: tuple[str, ...]


class Table:
    """Wordings that are looked for together; where several fit, the first counts."""

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
            wordings: Each is its fact, a colon and its pattern; then its examples, each behind a dash. Both
                may go on for lines. An example may tell what is read of it behind an arrow:
                ``- Length limit: 512 characters → 512``. A line behind a ``#`` is a remark.
            readers: What reads the parts that patterns name in capitals, beside those of all tables.
            parts: The patterns that others name as ``<part>``.
            hint: An expression, in small letters, for what every sentence has that one of the wordings fits;
                to look for it takes less time than to read the sentence.
            slips: Whether words in its sentences are known to be misspelt: see :meth:`respelled`.
        """
        self.wordings = tuple(_parsed(wordings, parts or {}))
        self._readers = READERS | dict(readers or {})
        self._hint = re.compile(hint)
        self._starts = union([wording.pattern.starts for wording in self.wordings])
        words = (wording.pattern.words for wording in self.wordings)
        self._words: frozenset[str] = frozenset().union(*words) if slips else frozenset()
        # The numbers of the wordings by one of the words that each needs, and of those that need none.
        self._by_word: dict[str, list[int]] = {}
        self._anyhow: list[int] = []
        for number, wording in enumerate(self.wordings):
            needs = min(wording.pattern.needs, key=len, default=None)
            for word in needs or ():
                self._by_word.setdefault(word, []).append(number)
            if needs is None:
                self._anyhow.append(number)

    def __iter__(self) -> Iterator[Wording]:
        """The wordings."""
        return iter(self.wordings)

    def may_fit(self, text: str) -> bool:
        """Whether a sentence may have one of the wordings at all."""
        # Expressions that ignore case take three times as long.
        return self._hint.search(text.lower()) is not None

    def may_begin(self, token: Token) -> bool:
        """Whether one of the wordings may begin with a word, mark or code."""
        return self._starts is None or token.text in self._starts

    def fitting(self, tokens: Sequence[Token]) -> list[Wording]:
        """The wordings whose words a sentence has."""
        words = vocabulary(tokens)
        numbers = set(self._anyhow)
        for word in words & self._by_word.keys():
            numbers.update(self._by_word[word])
        return [self.wordings[n] for n in sorted(numbers) if self.wordings[n].pattern.may_fit(words)]

    def starting(self, tokens: Sequence[Token], start: int = 0) -> Iterator[tuple[Wording, int, Captures]]:
        """Every way in which a wording fits from a position on: the wording, where it ends, and its parts."""
        for wording in self.fitting(tokens[start:] if start else tokens):
            for end, captures in matches(wording.pattern, tokens, start, self._readers):
                yield wording, end, captures

    def whole(self, tokens: Sequence[Token]) -> Iterator[tuple[Wording, Captures]]:
        """Every way in which a wording fits a sentence from its beginning to its end."""
        for wording, end, captures in self.starting(tokens):
            if end == len(tokens):
                yield wording, captures

    def respelled(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """A sentence, its words that are one slip of the pen from one of the wordings put right."""
        return (
            tokens
            if not self._words
            else tuple(
                token._replace(text=meant(token.text, self._words) or token.text)
                if token.kind == "word" and len(token.text) >= _SHORTEST and token.text not in self._words
                else token
                for token in tokens
            )
        )

    def fits(self, text: str) -> bool:
        """Whether one of the wordings is that of a whole sentence."""
        return self.may_fit(text) and next(self.whole(tokenise(text)), None) is not None


_FACT = re.compile(r"([a-z-]+): ")
# No shorter word is taken for a slip of the pen.
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
