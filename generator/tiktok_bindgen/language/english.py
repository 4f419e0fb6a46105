"""Read the phrases of everyday English, and conditions made of them, each from a table.

The tables of `grammar/english.txt` name each other: a phrase may carry a test (``pots of size `S` ``), and a
test has phrases. A part is read in every way that they allow, once at each position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import cast

from attrs import evolve, frozen

from tiktok_bindgen.counting import singular
from tiktok_bindgen.language.bounds import (
    ITEMS,
    UNITS,
    Ends,
    opposite_ends,
    read_after,
    read_beyond,
    read_measure,
    read_worded,
)
from tiktok_bindgen.language.conditions import read_condition
from tiktok_bindgen.language.parts import READERS, Order, read_comparison, read_count, read_values, word_at
from tiktok_bindgen.language.patterns import Captures, Clues, Reader, Text, clues
from tiktok_bindgen.language.rule_readers import Names, read_names
from tiktok_bindgen.language.statements import Statement
from tiktok_bindgen.language.syntax import Clause, Every, Expr, Name, Some, opposite, prose_in, together
from tiktok_bindgen.language.table import Table, word_class, wordings
from tiktok_bindgen.language.tokens import COUNTS, Token

#: The field that has the values which are named: ``for `BIG` ``.
LISTED = Name("", called=("value",))


@frozen
class Phrase:
    """What a phrase stands for.

    Attributes:
        names: The fields that it names; none for a thing that is no field, such as a request.
        every: Whether all of them are meant, or any; ``None`` for a single one.
        values: The values that it names.
        other: It names any value but these.
        ends: The bounds that it has: ``more than five rows``.
        measure: What they bound: ``length``, ``items``, ``value``, or whatever the field has.
        when: What is true of what it speaks of: ``a `BIG` plot``.
        none: It speaks of there being none: ``no fence``.
        thing: It is a noun, which may name no field.
        kinded: What is true of it is its value: ``a `BIG` plot``.
    """

    names: tuple[Name, ...] = ()
    every: bool | None = None
    values: tuple[str, ...] = ()
    other: bool = False
    ends: Ends = ()
    measure: str = ""
    when: Expr | None = None
    none: bool = False
    thing: bool = False
    kinded: bool = False


class Parse(Text):
    """A sentence and every part that the tables read in it, each read once."""

    def __init__(self, tokens: Sequence[Token], items: Sequence[Statement] = ()) -> None:
        """Begin with nothing read.

        Args:
            tokens: The sentence.
            items: The list that the condition at its end introduces.
        """
        super().__init__(tuple(tokens), _KNOWN)
        self._items = items
        #: Where words begin that end a clause and change nothing, by its end.
        self.tails: dict[int, tuple[int, ...]] = {}
        #: What callers read from a position on, by that.
        self.clauses: dict[int, tuple[object, ...]] = {}
        #: The clauses that callers read between two positions, by these and what holds around them.
        self.spans: dict[tuple[int, int, tuple[object, ...]], tuple[object, ...]] = {}

    def starting(self, table: Table, start: int) -> Iterator[tuple[str, int, Captures]]:
        """Every row of a table that fits from a position on: its fact, where it ends, and its parts."""
        if start < len(self.tokens):
            for wording, end, captures in table.starting(self.tokens, start, self):
                yield wording.fact, end, captures

    def _ways(self, part: str, start: int) -> Iterable[tuple[int, object]]:
        if part == "OTHER":
            return self.read("FIELD", start)
        return dict.fromkeys(self._made(part, start)) if part in TABLES else super()._ways(part, start)

    def _made(self, part: str, start: int) -> Iterator[tuple[int, object]]:
        if part == "COND":
            yield from self._older(start)
        make = _MAKERS[part]
        for fact, end, captures in self.starting(TABLES[part], start):
            made = make(fact, captures)
            if made is not None:
                yield end, made

    def _older(self, start: int) -> Iterator[tuple[int, Expr]]:
        """Read a condition by the rows for tests of fields, up to a mark or the end."""
        ends = (
            position
            for position in range(start + 1, len(self.tokens) + 1)
            if position == len(self.tokens)
            or (self.tokens[position].kind == "mark" and self.tokens[position].text in {",", ":", ")", ";"})
        )
        for end in ends:
            items = self._items if end == len(self.tokens) else ()
            found = read_condition(self.tokens[start:end], items)
            if not prose_in(found) and not _misread(found):
                yield end, found


def _misread(condition: Expr) -> bool:
    """Whether a word that is no noun is taken for one, or a value for a name."""
    if isinstance(condition, Clause):
        return any(is_value(name) or not _NO_NOUNS.isdisjoint(name.called) for name in condition.names)
    return any(map(_misread, condition.parts)) if isinstance(condition, Every | Some) else True


def english_table(name: str, readers: Mapping[str, Reader] = MappingProxyType({})) -> Table:
    """Compile a table whose rows may name parts of English in capitals.

    Args:
        name: The table.
        readers: The readers of other parts in its rows.
    """
    _KNOWN.update(readers)
    parts = dict.fromkeys((*_MAKERS, "OTHER"), _nothing)
    return wordings(name, {**_PLAIN, **parts, **readers}, _CLUES)


def _nothing(_tokens: Sequence[Token], _start: int) -> Iterator[tuple[int, object]]:
    return iter(())


def has_force(tokens: Sequence[Token]) -> bool:
    """Whether words of a sentence demand or ban, whatever they demand."""
    parse = Parse(tokens)
    return any(
        fact in {"must", "shall", "ban"}
        for table in map(TABLES.__getitem__, ("FORCE", "PREDICATE", "HOLDING"))
        for start in range(len(tokens))
        if table.may_begin(tokens[start])
        for fact, _, _ in parse.starting(table, start)
    )


# Phrases


_REQUESTS = word_class("request")


def is_value(name: Name) -> bool:
    """Whether what is taken for a name is a value."""
    return name.text.isupper() or name.text in {"true", "false"}


def _base(fact: str, parts: Captures) -> Phrase | None:
    named = cast("Names | None", parts.get("NAMES"))
    noun = cast("tuple[str, ...]", parts.get("NOUN", ()))
    values = cast("tuple[str, ...]", parts.get("VALUED", ()))
    noun = (*noun, *cast("tuple[str, ...]", parts.get("NOUN2", ())))
    called = (Name("", called=noun),) if noun else () if named is None else named.names
    match fact:
        case "names" if named is not None:
            # Words in capitals are values.
            if any(map(is_value, named.names)):
                return None
            (*_, first) = named.names
            if len(named.names) == 1 and first.within and first.within[-1].isupper():
                # "A `size` of `S`".
                sized = Clause((Name(first.text),), "is", first.within)
                return Phrase(when=sized, thing=True, kinded=True)
            return Phrase(named.names, named.every)
        case "no-names" if named is not None:
            return Phrase(named.names, named.every, none=True)
        case "value":
            return Phrase(values=values)
        case "other-value":
            return Phrase(values=values, other=True)
        case "only-value":
            return Phrase(values=values, other=True, none=True)
        case "kinded-not" if not _PLAIN_VALUES.isdisjoint(noun):
            return None
        case "kinded" | "kinded-not":
            test = Clause(called, "is", values, negated=fact == "kinded-not")
            return Phrase(called, when=test, thing=True, kinded=True)
        case "glossed":
            inside = cast("Expr", parts.get("COND") or Clause((LISTED,), "is", values))
            return _glossed(cast("tuple[str, ...]", parts["GLOSS"]), inside)
        case "flagged":
            return Phrase(when=_switched(parts), thing=True, kinded=True)
        case "whoever" | "whoever-not" if "PHRASE" in parts:
            when = held(cast("Phrase", parts["PHRASE"]), absent=fact.endswith("not"))
            return None if when is None else Phrase(when=when, thing=True, kinded=True)
        case "sized" if all(value.isupper() for value in values):
            return Phrase(called, values=values)
        case "size":
            return Phrase((Name("", called=(cast("str", parts["DIMENSION"]).partition("-")[0],)),))
        case "noun":
            return Phrase(called, thing=True, kinded=singular(noun[-1]) in _REQUESTS)
        case "self":
            return Phrase((Name(""),))
        case "none":
            return Phrase(called, none=True, thing=True)
        case "counted":
            counted = cast("tuple[Ends, str, tuple[str, ...]]", parts["COUNTED"])
            ends, measure, things = counted
            names = (Name("", called=things),) if things else ()
            return Phrase(names, ends=ends, measure=measure, thing=True)
    return None


_PLAIN_VALUES = frozenset({"value", "values"})

# Words that say that something is not, and values that say the same.
_WITHOUT = word_class("negation")
_NOTHING = frozenset({"NONE", "false"})
_BEFORE_PHRASES = word_class("preposition")
_JOINING = word_class("joining")


def _glossed(words: Sequence[str], inside: Expr) -> Phrase | None:
    """What words stand for that a test in brackets explains; ``None`` if they may turn it."""
    plain = isinstance(inside, Clause) and inside.test == "is" and not inside.negated
    if words[0] in _BEFORE_PHRASES:
        return None
    turning = not _WITHOUT.isdisjoint(words)
    if not _JOINING.isdisjoint(words) or (
        turning and not (plain and isinstance(inside, Clause) and _NOTHING.issuperset(inside.values))
    ):
        return None
    return Phrase(when=inside, thing=True, kinded=True)


def _phrase(_fact: str, parts: Captures) -> Phrase | None:
    base = cast("Phrase", parts["BASE"])
    for key in ("QUAL", "QUAL2"):
        qualified = cast("Phrase | None", parts.get(key))
        if qualified is None:
            continue
        if qualified.when is not None:
            if base.thing and any(_restricts(name.called) for name in base.names):
                return None
            kinded = base.kinded or (base.thing and qualified.kinded)
            base = evolve(base, when=all_of(base.when, qualified.when), kinded=kinded)
        elif qualified.ends:
            # "`BIG` plots with more than two herbs": the bound is not the plot's.
            if base.ends or base.kinded or not base.names:
                return None
            base = evolve(base, ends=qualified.ends, measure=qualified.measure)
        elif qualified.names and base.values and not base.names:
            base = evolve(base, names=qualified.names, every=qualified.every)
        elif qualified.names:
            # "The number in `rows`": what is meant is the field, whatever it is called.
            if not base.thing or base.when is not None:
                return None
            base = evolve(base, names=qualified.names, every=qualified.every, thing=False)
        elif qualified.values:
            base = evolve(base, values=qualified.values)
    return base


def _restricts(noun: Sequence[str]) -> bool:
    """Whether a noun has an adjective: "fenced gardens with a width" are not all that have one."""
    return any(word.endswith(_OF_ADJECTIVES) or word in _ADJECTIVES for word in noun[:-1])


_OF_ADJECTIVES = ("ed", "ful", "less", "able", "ible", "ous")
_ADJECTIVES = word_class("adjective")


def all_of(*conditions: Expr | None) -> Expr | None:
    """The condition that all of some hold; ``None`` if there is none."""
    parts = tuple(dict.fromkeys(each for each in conditions if each is not None and each != Every(())))
    return together(parts) if parts else None


def _qual(fact: str, parts: Captures) -> Phrase | None:
    phrase = cast("Phrase | None", parts.get("PHRASE") or parts.get("BASE"))
    match fact:
        case "of" if phrase is not None:
            return Phrase(when=held(phrase)) if phrase.ends and phrase.names else None
        case "holds" | "lacks" if phrase is not None:
            when = held(phrase, absent=fact == "lacks")
            return None if when is None else Phrase(when=when)
        case "holds-but" if phrase is not None:
            second = held(cast("Phrase", parts.get("PHRASE2") or parts.get("BASE2")), absent=True)
            first = held(phrase)
            return None if first is None or second is None else Phrase(when=together((first, second)))
        case "kind" | "kind-not":
            noun = cast("tuple[str, ...]", parts.get("NOUN", ()))
            named = cast("Names | None", parts.get("NAMES"))
            names = named.names if named else (Name("", called=noun) if noun else LISTED,)
            values = cast("tuple[str, ...]", parts["VALUED"])
            return Phrase(when=Clause(names, "is", values, negated=fact == "kind-not"))
        case "where" if phrase is not None:
            # "For a `BIG` plot": what is true there.
            context = phrase.when is not None and (phrase.thing or not phrase.names)
            return Phrase(when=phrase.when) if context and not phrase.ends and not phrase.none else None
        case "where":
            return Phrase(when=cast("Expr", parts["COND"]))
        case "neither" if phrase is not None:
            return Phrase(when=_test(fact, parts))
        case "dimension-more":
            name = Name("", called=(cast("str", parts["DIMENSION"]).partition("-")[0],))
            when = compared((name,), ((">=", cast("int", parts["NUMBER"])),), "")
            return Phrase(when=when, kinded=True)
        case "dimension":
            when = _dimension(parts)
            return None if when is None else Phrase(when=when, kinded=True)
        case "beyond":
            return Phrase(ends=cast("Ends", parts["BEYOND"]), measure=cast("str", parts.get("MEASURE", "")))
        case "bound":
            return Phrase(ends=cast("Ends", parts["WORDED"]), measure=cast("str", parts.get("MEASURE", "")))
        case "within":
            if "NAMES" not in parts:
                return Phrase((Name("", called=cast("tuple[str, ...]", parts["NOUN"])),))
            inside = cast("Names", parts["NAMES"])
            return None if any(map(is_value, inside.names)) else Phrase(inside.names, inside.every)
        case "valued":
            return Phrase(values=cast("tuple[str, ...]", parts["VALUED"]))
    return None


def _dimension(parts: Captures) -> Expr | None:
    """The test of an adjective for a size: ``deeper than 2 metres``."""
    word, _, less = cast("str", parts["DIMENSION"]).partition("-")
    if parts.get("MEASURE") != "value" and word in _ANY_SIZE:
        return None
    ends = cast("Ends", parts.get("BEYOND") or (("<" if less else ">", cast("int", parts["NUMBER"])),))
    return compared(
        (Name("", called=(word,)),), opposite_ends(ends) if less and "BEYOND" in parts else ends, ""
    )


# "Higher" and "longer" are said of any number, and of texts.
_ANY_SIZE = frozenset({"height", "length"})


def _in_condition(phrase: Phrase) -> Phrase:
    """A phrase as a condition means it: "this value" is the field's."""
    if not any(name.value for name in phrase.names):
        return phrase
    return evolve(phrase, names=tuple(evolve(name, value=False) for name in phrase.names))


def held(phrase: Phrase, *, absent: bool = False) -> Expr | None:
    """What is true of a thing that has what a phrase stands for; ``None`` if that is not known.

    Args:
        phrase: The phrase.
        absent: The thing has it not.
    """
    absent = absent != phrase.none
    phrase = _in_condition(phrase)
    if phrase.other or (phrase.when is not None and absent):
        return None
    if phrase.when is not None and (phrase.kinded or not phrase.names):
        return phrase.when if not phrase.ends else None
    found: Expr | None = None
    if phrase.ends:
        found = compared(phrase.names, phrase.ends, phrase.measure) if phrase.names else None
    elif phrase.values:
        found = Clause(phrase.names or (LISTED,), "contains" if phrase.names else "is", phrase.values)
    elif phrase.names:
        every = phrase.every is not False
        found = Clause(phrase.names, "present", every=every)
    if found is not None and phrase.when is not None:
        found = together((found, phrase.when))
    return found if found is None or not absent else opposite(found)


def compared(names: tuple[Name, ...], ends: Ends, measure: str) -> Expr | None:
    """The test that a field keeps to some bounds."""
    if len(names) != 1:
        return None
    kind = {"length": "length", "items": "items"}.get(measure, "any")
    tests = tuple(
        Clause(names, "compares", (str(number),), operator=sign, measure=kind)  # type: ignore[arg-type]
        for sign, number in ends
    )
    return together(tests) if tests else None


# Tests


def _test(fact: str, parts: Captures) -> Expr | None:
    first = parts.get("PHRASE") or parts.get("BASE") or parts.get("FIELD")
    phrase = cast("Phrase | None", first) or Phrase((Name(""),))
    if (fields := cast("Names | None", parts.get("FIELDS"))) is not None:
        phrase = Phrase(fields.names, fields.every)
    if (named := parts.get("NAMES") or parts.get("NOUN")) is not None:
        noun = named.names if isinstance(named, Names) else (Name("", called=cast("tuple[str, ...]", named)),)
        phrase = Phrase(noun)
    second = cast("Phrase | None", parts.get("PHRASE2") or parts.get("BASE2") or parts.get("FIELD2"))
    values = cast("tuple[str, ...]", parts.get("VALUED", ()))
    phrase = _in_condition(phrase)
    names, every = phrase.names, phrase.every is not False
    fact, _, turned = fact.partition("-")
    if fact == "has" and second is None:
        # "You send a width": who has it is nothing that is tested.
        phrase, second = Phrase(), phrase
        names, every = (), True
    negated = (turned == "not") != phrase.none
    if parts.get("GERUND2", parts.get("GERUND")) == "omit":
        negated = not negated
    found: Expr | None = None
    match fact:
        case "flagged" if phrase.thing and not phrase.ends:
            return _switched(parts, negated=negated)
        case "kind":
            return phrase.when if phrase.kinded and not phrase.none else None
        case "compares" if "DIMENSION" in parts:
            plain = phrase.thing and _EXTENTS.isdisjoint(word for name in names for word in name.called)
            found = _dimension(parts) if plain else None
        case "is" if names and not phrase.ends and not phrase.values:
            found = Clause(names, "is", values, every, negated)
        case "given" if phrase.values and not phrase.other and not names:
            found = Clause((LISTED,), "is", phrase.values, negated=negated)
        case "given" if phrase.ends:
            found = held(evolve(phrase, none=False), absent=negated)
        case "given" if phrase.thing and phrase.when is not None:
            return None if negated else phrase.when
        case "given" if names:
            found = Clause(names, "present", every=every, negated=negated)
        case "compares" if names:
            ends = cast("Ends", parts.get("BEYOND") or parts.get("WORDED") or ())
            if "NUMBER" in parts:
                ends = ((">", cast("int", parts["NUMBER"])),)
            if "COUNT" in parts:
                ends = ((">=", cast("int", parts["COUNT"])),)
            found = compared(
                names, opposite_ends(ends) if negated else ends, cast("str", parts.get("MEASURE", ""))
            )
        case "orders" if names and second is not None and len(second.names) == 1:
            sign = cast("Order", parts["ORDER"])
            found = Clause(names, "compares", operator=sign, other=second.names[0], negated=negated)
        case "holds" if names:
            found = Clause(names, "contains", values, negated=negated)
        case "has" if second is not None:
            if second.values and not second.names and names:
                turned_value = (negated != second.none) != second.other
                found = Clause(names, "contains", second.values, negated=turned_value)
            elif second.ends and not second.names and names:
                found = compared(names, second.ends, second.measure)
            else:
                found = held(second, absent=negated)
        case "neither" | "first" if second is not None:
            first = held(phrase, absent=fact == "neither")
            other = held(second, absent=True)
            return None if first is None or other is None else together((first, other))
    if found is not None and phrase.when is not None:
        found = together((phrase.when, found))
    return found


def _switched(parts: Captures, *, negated: bool = False) -> Clause:
    """The test that the switch that a participle calls is on: ``fenced``."""
    return Clause((Name("", called=(cast("str", parts["FLAG"]),)),), "is", ("true",), negated=negated)


# What an adjective for a size is not said of.
_EXTENTS = word_class("extent")


def _cond(fact: str, parts: Captures) -> Expr | None:
    if fact == "glossed":
        found = _glossed(cast("tuple[str, ...]", parts["GLOSS"]), cast("Expr", parts["COND"]))
        return None if found is None else found.when
    if fact == "trivial":
        return Every(())
    first = cast("Expr", parts["TEST"])
    if "COND" not in parts:
        return first
    second = cast("Expr", parts["COND"])
    if fact == "and":
        # `a and b or c` is said in two ways.
        if isinstance(second, Some):
            return None
        return Every((first, *(second.parts if isinstance(second, Every) else (second,))))
    if isinstance(second, Every):
        return None
    return Some((first, *(second.parts if isinstance(second, Some) else (second,))))


# Frames: a condition before or behind a main clause, with the word for how it binds


# How a field compares with a number, by the row of its frame.
_EDGES: dict[str, Order] = {"over": ">", "under": "<", "least": ">="}


def _frame(fact: str, parts: Captures) -> tuple[str, Expr] | None:
    if "COND" in parts:
        return fact, cast("Expr", parts["COND"])
    fact, _, kind = fact.partition("-")
    if fact in {"shared", "loosely"}:
        # "In that case", "otherwise": what holds is said before.
        return fact, Every(())
    if fact == "itself":
        return "when", Every(())
    if fact in _EDGES:
        phrase = cast("Phrase", parts["PHRASE"])
        plain = phrase.names and phrase.when is None and not phrase.ends
        when = compared(phrase.names, ((_EDGES[fact], cast("int", parts["NUMBER"])),), "") if plain else None
        return None if when is None else ("when", when)
    if kind == "any":
        either = [_frame("when", {"PHRASE": parts[key]}) for key in ("PHRASE", "PHRASE2")]
        tests = tuple(found[1] for found in either if found is not None)
        return (fact, Some(tests)) if len(tests) == len(either) else None
    if "CAUSE" in parts:
        return fact, cast("Expr", parts["CAUSE"])
    phrase = cast("Phrase", parts["PHRASE"])
    if kind == "without":
        when = held(phrase, absent=True)
    elif kind == "with" or (phrase.ends and phrase.names):
        when = held(phrase)
    elif phrase.values and not phrase.names and not phrase.other:
        when = Clause((LISTED,), "is", phrase.values) if kind != "to" else None
    else:
        # "Set it to the value `BIG`": it has that value.
        valued = phrase.values or {"value", "values"}.intersection(*(name.called for name in phrase.names))
        plain = bool(phrase.ends) or phrase.none or (bool(valued) and kind == "to")
        when = None if plain else phrase.when
    return None if when is None else (fact, when)


def _field(_fact: str, parts: Captures) -> Phrase | None:
    """A phrase for fields themselves, not for what has them, nor for values or bounds."""
    phrase = cast("Phrase", parts["PHRASE"])
    plain = not (phrase.values or phrase.ends or phrase.none or phrase.other)
    return phrase if phrase.names and plain and not phrase.kinded else None


def _subject(_fact: str, parts: Captures) -> Phrase | None:
    """A phrase for a field, or for what has the field at hand: ``a `BIG` plot``."""
    phrase = cast("Phrase", parts["PHRASE"])
    if phrase.values or phrase.ends or phrase.none or phrase.other:
        return None
    return Phrase(when=phrase.when) if phrase.when is not None and phrase.thing else phrase


def _cause(fact: str, parts: Captures) -> Expr | None:
    """What is done, as a condition."""
    if "VALUED" in parts:
        return _test(fact, parts)
    absent = fact == "absence" or parts.get("GERUND") == "omit"
    return held(cast("Phrase", parts["PHRASE"]), absent=absent)


def _fields(fact: str, parts: Captures) -> Names | None:
    """Several fields."""
    if "NAMES" in parts:
        named = cast("Names", parts["NAMES"])
        return evolve(named, every=named.every and fact != "any") if len(named.names) > 1 else None
    first, second = cast("Phrase", parts["FIELD"]), cast("Phrase", parts["FIELD2"])
    if first.when is not None or second.when is not None or len((*first.names, *second.names)) > 2:
        return None
    return Names((*first.names, *second.names), every=fact == "all")


def _group(fact: str, parts: Captures) -> tuple[str, Names]:
    """How many of which fields are spoken of."""
    if fact == "none":
        named = (cast("Phrase", parts[key]).names for key in ("FIELD", "FIELD2"))
        return fact, Names(tuple(name for names in named for name in names))
    names = cast("Names", parts["FIELDS"])
    return "all" if fact == "some" and names.every is not False else fact, names


def _mark(fact: str, _parts: Captures) -> str:
    """What a word says is the name of its row."""
    return fact


# The parts that are told by their words alone.
_MARKS = (
    "FORCE",
    "DONT",
    "ADJ",
    "VERB",
    "PART",
    "GERUND",
    "HOLDING",
    "DIMENSION",
    "PREDICATE",
    "WHO",
    "ONLYTAIL",
    "AMONG",
    "ALONG",
)
# What a table's rows stand for.
_MAKERS: dict[str, Callable[[str, Captures], object]] = {
    "BASE": _base,
    "QUAL": _qual,
    "PHRASE": _phrase,
    "TEST": _test,
    "COND": _cond,
    "FRAME": _frame,
    "FIELD": _field,
    "FIELDS": _fields,
    "GROUP": _group,
    "SUBJECT": _subject,
    "CAUSE": _cause,
    **dict.fromkeys(_MARKS, _mark),
}


# Plain parts

# Words that no noun for a field is, nor a part of it.
_NO_NOUNS = word_class("no-noun")
_LONGEST = 3


def _read_noun(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read one to three words that may name a field or a thing."""
    for end in range(start + 1, min(start + _LONGEST, len(tokens)) + 1):
        word = word_at(tokens, end - 1).removesuffix("'s")
        if not word.replace("-", "").isalpha() or word in _NO_NOUNS or word in COUNTS:
            return
        yield end, tuple(word_at(tokens, position).removesuffix("'s") for position in range(start, end))


def _read_flag(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read a participle that may be the name of a switch: ``fenced``."""
    word = word_at(tokens, start)
    if (
        word.endswith("ed")
        and word not in _NO_NOUNS | _PARTICIPLES
        and not TABLES["PART"].may_begin(tokens[start])
    ):
        yield start + 1, word


# Participles that say something else.
_PARTICIPLES = frozenset().union(
    *(word_class(name) for name in ("put", "required", "valid", "rejected", "invalid"))
) | {"returned", "based", "related"}


def _read_valued(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read values that look like no names."""
    for end, values in read_values(tokens, start, joints={"", "or", "and"}):
        names = any(value.islower() and value not in {"true", "false"} for value in values)
        # Words in capitals alone may be names of things: "for CRM events".
        if not names and any(token.kind == "code" for token in tokens[start:end]):
            yield end, values


def _read_counted(
    tokens: Sequence[Token], start: int
) -> Iterator[tuple[int, tuple[Ends, str, tuple[str, ...]]]]:
    """Read how many of what: ``no more than two herbs``, ``up to 40 characters``."""
    for end, number in read_count(tokens, start):
        # "Two herbs or fewer".
        for last, noun in _read_noun(tokens, end) if word_at(tokens, end) not in ITEMS else ():
            yield from ((after, (((sign, number),), "", noun)) for after, sign in read_after(tokens, last))
        for last, measure in read_measure(tokens, end):
            if measure != "items" or word_at(tokens, last - 1) in ITEMS:
                yield from ((at, (((sign, number),), measure, ())) for at, sign in read_after(tokens, last))
    for end, ends in (*read_worded(tokens, start), *_exactly(tokens, start)):
        for last, measure in read_measure(tokens, end):
            if measure != "items" or word_at(tokens, last - 1) in ITEMS:
                yield last, (ends, measure, ())
        for last, noun in _read_noun(tokens, end):
            if noun[0] not in ITEMS | UNITS:
                yield last, (ends, "", noun)
        for last, names in read_names(tokens, end):
            if len(names.names) == 1 and names.names[0].text:
                yield last, (ends, "", (names.names[0].text,))


def _exactly(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Ends]]:
    """Read a plain number: ``two``."""
    yield from ((end, ((">=", n), ("<=", n))) for end, n in read_count(tokens, start))


def _read_plain_words(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read one to six words that turn nothing."""
    for end in range(start, min(start + 6, len(tokens))):
        if tokens[end].kind != "word" or tokens[end].text in _WITHOUT | _JOINING:
            return
        yield end + 1, None


def _read_gloss(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read up to ten words before a bracket."""
    for end in range(start, min(start + 10, len(tokens))):
        if tokens[end].text == "(" and end > start:
            yield end, tuple(token.text for token in tokens[start:end])
        if tokens[end].kind != "word":
            return


_PLAIN: dict[str, Reader] = {
    "GLOSS": _read_gloss,
    "PLAINWORDS": _read_plain_words,
    "NAMES": read_names,
    "NOUN": _read_noun,
    "FLAG": _read_flag,
    "VALUED": _read_valued,
    "COUNTED": _read_counted,
    "BEYOND": read_beyond,
    "WORDED": read_worded,
    "MEASURE": read_measure,
    "ORDER": read_comparison,
    "END": lambda tokens, start: iter([(start, None)] if start == len(tokens) else []),
}

# The readers of all tables.
_KNOWN: dict[str, Reader] = {**READERS, **_PLAIN}
_CLUES: dict[str, Clues] = {}
#: The tables of phrases and conditions, by the part that they read.
TABLES: dict[str, Table] = {}
for _part in (*_MARKS, *(part for part in _MAKERS if part not in _MARKS)):
    TABLES[_part] = english_table(_part.lower())
    _CLUES[_part] = clues([row.pattern for row in TABLES[_part]])
