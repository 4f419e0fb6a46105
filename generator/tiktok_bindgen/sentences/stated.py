"""Sentences of a description with where they stand, for what stands around one may put a condition on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Scalar
from tiktok_bindgen.interpret.statements import Statement, sentences
from tiktok_bindgen.sentences.conditions import EXPLAINS, read_condition
from tiktok_bindgen.sentences.resolve import Node, Request
from tiktok_bindgen.sentences.sentence import read_demands, read_sentence
from tiktok_bindgen.sentences.syntax import Expr, opposite, prose_in
from tiktok_bindgen.sentences.tokens import tokenise


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
        leans: The condition that it has from the sentence before it.
    """

    text: str
    sentence: str
    items: tuple[Statement, ...] = ()
    around: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    leans: Expr | None = None


def stated_in(described: Sequence[Statement], around: tuple[str, ...] = ()) -> Iterator[Stated]:
    """Every sentence of a description."""
    outer, heading = around, ""
    for statement in described:
        around = (*outer, heading) if heading and not statement.gap else outer
        heading = heading if around is not outer else ""
        parts = sentences(statement.text)
        for number, part in enumerate(parts):
            items = statement.items if number == len(parts) - 1 else ()
            text = Statement(part, items).flat()
            before, after = tuple(parts[:number]), tuple(parts[number + 1 :])
            yield _by_itself(Stated(text, part, items, around, before, after))
        yield from stated_in(statement.items, (*around, statement.text))
        if not statement.items and statement.text.endswith((":", "：")) and _HEADS.search(statement.text):
            heading = statement.text


# A line that puts a condition on the lines after it, which stand no deeper.
_HEADS = re.compile(r"^\W*(?:for|when|if)\b[^:：.]*[:：]$", re.IGNORECASE)

# A sentence that follows from the one before, and has a condition of its own, says all of it itself.
_FOLLOWS = re.compile(r"(?:therefore|thus|hence),?\s+(?=.*\b(?:when|if)\b)", re.IGNORECASE)
_SO = re.compile(r"in (?:this|that|such a) (?:case|scenario|situation),\s+", re.IGNORECASE)
_ELSE = re.compile(r"otherwise,\s+", re.IGNORECASE)
_FIRST = frozenset("THIOthio")


def _by_itself(stated: Stated) -> Stated:
    """A sentence without what ties it to the one before, with the condition that it has from that one."""
    # Most sentences are seen to have no such beginning by their first letter.
    for pattern in (_FOLLOWS, _SO, _ELSE) if stated.sentence[:1] in _FIRST else ():
        if (match := pattern.match(stated.sentence)) is None:
            continue
        said = None if pattern is _FOLLOWS else _condition_of(stated.before)
        if said is None and pattern is not _FOLLOWS:
            continue
        rest = stated.sentence[match.end() :]
        said = opposite(said) if said is not None and pattern is _ELSE else said
        return evolve(stated, sentence=f"{rest[:1].upper()}{rest[1:]}", leans=said)
    return stated


def _condition_of(before: Sequence[str]) -> Expr | None:
    """The condition of the sentence before; nothing where it has none, or more, or is not understood."""
    demands = read_sentence(before[-1]) if before else ()
    conditions = {demand.when for demand in demands}
    said = next(iter(conditions)) if len(conditions) == 1 else None
    return None if said is None or prose_in(said) else said


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


def conditions_around(stated: Stated, node: Node, request: Request) -> tuple[Expr, ...] | None:
    """The conditions that the lines around a sentence put on it; ``None`` when one is not understood."""
    found: list[Expr] = [] if stated.leans is None else [stated.leans]
    for line in stated.around:
        if is_neutral(line) or _value_at_start(line, node) is not None:
            continue
        if kind := _OF_KIND.fullmatch(line):
            said: Expr | None = request.meant(kind["kind"], node)
            if said is None:
                return None
            found.append(said)
            continue
        tokens = tokenise(line)
        if len(tokens) < 3 or tokens[0].text not in {"when", "if"} or tokens[-1].text != ":":
            return None
        said = read_condition(tokens[1:-1])
        if prose_in(said):
            return None
        found.append(said)
    return tuple(found)


# A line that names a kind of thing that what stands under it is for.
_OF_KIND = re.compile(r"\W*for (?:(?:an?|the) )?(?P<kind>[A-Za-z][\w\- ]{2,60}?)\s*[:：]", re.IGNORECASE)
# Words with which a line may put a condition on what stands under it.
_QUALIFIES = re.compile(
    r"\b(?:when|if|unless|only|except|cases?|scenarios?|limitations?|instead|modes?|once|while)\b|^\W*for\b",
    re.IGNORECASE,
)


def is_neutral(line: str) -> bool:
    """Whether a line puts no condition on what stands under it: it describes, explains, or names values."""
    return all(
        EXPLAINS.match(part) or not _QUALIFIES.search(part) or _names_values(part) for part in sentences(line)
    )


_CURRENTLY = re.compile(r"currently,?\s+", re.IGNORECASE)


def _names_values(sentence: str) -> bool:
    """Whether a sentence is no more than which values there are: ``Currently, we only support a and b``."""
    start = _CURRENTLY.match(sentence)
    tokens = tokenise(sentence[start.end() if start else 0 :])
    if tokens and tokens[-1].text == ":":
        tokens = tokens[:-1]
    return [demand.fact for demand in read_demands(tokens)] == ["value"]
