"""IDL read and judged by simple means of its own, after the grammar and the mapping that IDL publishes.

Nothing here shares code with the generator. A text is parsed as IDL's own parser does it, so that what cannot
be parsed here is no IDL; AND and OR bind alike there, and are only used in brackets of their own.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import define

Given = Mapping[str, Any]
Holds = Callable[[Given], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:\\.|[^\\'])*')|(?P<odd>\[[A-Za-z_.\-/:\[\]][A-Za-z_.\-/:\[\]0-9]*\])
    |(?P<number>-?\s*[0-9]+(?:\.[0-9]+)?)|(?P<name>[A-Za-z_.][A-Za-z_.0-9]*)
    |(?P<sign><=|>=|==|!=|[<>|(),;]))""",
    re.VERBOSE | re.DOTALL,
)
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_GROUPS: dict[str, Callable[[int, int], bool]] = {
    "Or": lambda true, _: true >= 1,
    "OnlyOne": lambda true, _: true == 1,
    "ZeroOrOne": lambda true, _: true <= 1,
    "AllOrNone": lambda true, count: true in {0, count},
}


def read_idl(text: str) -> Holds:
    """What a dependency says, as a function of the parameters that are given.

    Raises:
        ValueError: The text is no IDL.
    """
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            msg = f"no IDL from {text[position:]!r}"
            raise ValueError(msg)
        tokens.append((found.lastgroup, found[found.lastgroup]))
        position = found.end()
    return _Parser(tokens).dependency()


@define
class _Parser:
    tokens: list[tuple[str, str]]
    position: int = 0

    def dependency(self) -> Holds:
        if self.next_is("IF"):
            condition = self.predicate()
            self.expect("THEN")
            consequence = self.predicate()
            self.expect(";")
            return self.ended(lambda given: not condition(given) or consequence(given))
        if self.tokens[self.position][1] in _GROUPS:
            group = self.clause()
            self.expect(";")
            return self.ended(group)
        first, sign, second = self.name(), self.sign(), self.name()
        self.expect(";")
        return self.ended(
            lambda given: first not in given or second not in given or sign(given[first], given[second])
        )

    def ended(self, holds: Holds) -> Holds:
        if self.position != len(self.tokens):
            msg = f"more than one dependency: {self.tokens[self.position :]}"
            raise ValueError(msg)
        return holds

    def predicate(self) -> Holds:
        parts, word = [self.clause()], ""
        while self.tokens[self.position][1] in {"AND", "OR"}:
            found = self.tokens[self.position][1]
            if word not in {"", found}:
                msg = "AND beside OR means one thing in the grammar and another in the mapping"
                raise ValueError(msg)
            word = found
            self.position += 1
            parts.append(self.clause())
        every = all if word == "AND" else any
        return lambda given: every(part(given) for part in parts)

    def clause(self) -> Holds:
        if self.next_is("NOT"):
            inner = self.clause()
            return lambda given: not inner(given)
        if self.next_is("("):
            inside = self.predicate()
            self.expect(")")
            return inside
        kind, word = self.tokens[self.position]
        if kind == "name" and word in _GROUPS:
            self.position += 1
            return self.group(_GROUPS[word])
        return self.term()

    def group(self, right: Callable[[int, int], bool]) -> Holds:
        self.expect("(")
        parts = [self.predicate()]
        while self.next_is(","):
            parts.append(self.predicate())
        self.expect(")")
        return lambda given: right(sum(part(given) for part in parts), len(parts))

    def term(self) -> Holds:
        name = self.name()
        if self.tokens[self.position][1] not in _SIGNS:
            return lambda given: name in given
        equals = self.tokens[self.position][1] == "=="
        sign = self.sign()
        kind, word = self.tokens[self.position]
        if kind in {"name", "odd"} and word not in {"true", "false"}:
            other = self.name()
            return lambda given: name in given and other in given and sign(given[name], given[other])
        values = [self.value()]
        while equals and self.next_is("|"):
            values.append(self.value())
        return lambda given: (
            name in given
            and any(type(value) is type(given[name]) and sign(given[name], value) for value in values)
        )

    def value(self) -> Any:
        kind, word = self.tokens[self.position]
        self.position += 1
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", word[1:-1], flags=re.DOTALL)
        if kind == "number":
            return float(word) if "." in word else int(word)
        if word in {"true", "false"}:
            return word == "true"
        msg = f"{word!r} is no value"
        raise ValueError(msg)

    def name(self) -> str:
        kind, word = self.tokens[self.position]
        if kind not in {"name", "odd"} or word in {"IF", "THEN", "NOT", "AND", "OR", "LIKE", *_GROUPS}:
            msg = f"{word!r} is no parameter"
            raise ValueError(msg)
        self.position += 1
        return word[1:-1] if kind == "odd" else word

    def sign(self) -> Callable[[Any, Any], bool]:
        word = self.tokens[self.position][1]
        self.position += 1
        return _SIGNS[word]

    def next_is(self, word: str) -> bool:
        here = self.tokens[self.position] if self.position < len(self.tokens) else ("", "")
        if here[0] in {"name", "sign"} and here[1] == word:
            self.position += 1
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.next_is(word):
            msg = f"{word!r} expected at {self.tokens[self.position :]}"
            raise ValueError(msg)
