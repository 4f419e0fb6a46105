"""Sentences of a description with where they stand, for what stands around one may put a condition on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Scalar
from tiktok_bindgen.interpret.statements import Statement, sentences
from tiktok_bindgen.rules.conditions import EXPLAINS, read_condition
from tiktok_bindgen.rules.raw import Said, prose_in
from tiktok_bindgen.rules.resolve import Node
from tiktok_bindgen.rules.tokens import tokenise


@frozen
class Stated:
    """A sentence and where it stands.

    Attributes:
        text: The sentence with its list, as :attr:`~tiktok_bindgen.interpret.model.Field.conditions` has it.
        sentence: The sentence alone.
        items: The list that it introduces.
        around: The lines that it stands under, outermost first.
        before: The sentences before it on its line.
        after: The sentences after it on its line.
    """

    text: str
    sentence: str
    items: tuple[Statement, ...] = ()
    around: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def stated_in(described: Sequence[Statement], around: tuple[str, ...] = ()) -> Iterator[Stated]:
    """Every sentence of a description."""
    for statement in described:
        parts = sentences(statement.text)
        for number, part in enumerate(parts):
            items = statement.items if number == len(parts) - 1 else ()
            text = Statement(part, items).flat()
            yield Stated(text, part, items, around, tuple(parts[:number]), tuple(parts[number + 1 :]))
        yield from stated_in(statement.items, (*around, statement.text))


def with_names_marked(stated: Stated, is_name: Callable[[str], bool]) -> Stated:
    """A sentence whose back-ticks are lost, with them around each plain word that is a field's name."""

    def mark(text: str) -> str:
        def marked(match: re.Match[str]) -> str:
            word = match[0]
            plain = word.startswith("`") or word in _NEVER_NAMES or not is_name(word)
            return word if plain else f"`{word}`"

        return _PLAIN_WORD.sub(marked, text)

    return evolve(
        stated, sentence=mark(stated.sentence), items=tuple(_mapped(item, mark) for item in stated.items)
    )


_PLAIN_WORD = re.compile(r"`[^`]*`|(?<![\w.\-])[a-z]+(?![\w\-])")
# Words of the grammar, whatever fields are called.
_NEVER_NAMES = frozenset(
    {"a", "all", "and", "any", "as", "at", "be", "both", "field", "from", "if", "in", "is"}
) | (
    frozenset({"not", "object", "of", "only", "or", "parameter", "set", "the", "this", "to", "value", "when"})
)


def _mapped(statement: Statement, change: Callable[[str], str]) -> Statement:
    return evolve(
        statement,
        text=change(statement.text),
        items=tuple(_mapped(item, change) for item in statement.items),
    )


def listed_value(stated: Stated, node: Node) -> Scalar | None:
    """The value of the field's own that the sentence is about: its line, or one around it, begins with it."""
    lines = (*stated.around, (*stated.before, stated.sentence)[0])
    return next((value for line in lines if (value := _value_at_start(line, node)) is not None), None)


_VALUE = re.compile(
    r"\s*(?:`(?P<code>[^`]+)`\s*(?:[:：(（.]|$)|(?P<bare>[A-Z][A-Z0-9_]*|true|false)\s*(?:\([^()]*\)\s*)?[:：])"
)


def _value_at_start(line: str, node: Node) -> Scalar | None:
    match = _VALUE.match(line)
    if match is None:
        return None
    text = (match["code"] or match["bare"]).strip()
    return next((entry.value for entry in node.field.enum if _written(entry.value) == text), None)


def _written(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def conditions_around(stated: Stated, node: Node) -> tuple[Said, ...] | None:
    """The conditions that the lines around a sentence put on it; ``None`` when one is not understood."""
    found: list[Said] = []
    for line in stated.around:
        if is_neutral(line) or _value_at_start(line, node) is not None:
            continue
        tokens = tokenise(line)
        if len(tokens) < 3 or tokens[0].text not in {"when", "if"} or tokens[-1].text != ":":
            return None
        said = read_condition(tokens[1:-1])
        if prose_in(said):
            return None
        found.append(said)
    return tuple(found)


# Words with which a line may put a condition on what stands under it.
_QUALIFIES = re.compile(
    r"\b(?:when|if|unless|only|except|cases?|scenarios?|limitations?|instead|modes?|once|while)\b|^\W*for\b",
    re.IGNORECASE,
)


def is_neutral(line: str) -> bool:
    """Whether a line puts no condition on what stands under it: it describes, or explains."""
    return all(EXPLAINS.match(part) or not _QUALIFIES.search(part) for part in sentences(line))
