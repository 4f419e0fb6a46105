"""Read a sentence as acts: a main clause with force and content, under a condition.

What a main clause says (a field must be given, must not be, need not be …) is a table, ``acts``, and so are
the words for conditions. How force and condition combine is the same for all: "optional unless" demands, and
"only when" turns a permission into a ban of everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import islice
from typing import cast

from attrs import evolve, frozen

from tiktok_bindgen.counting import singular
from tiktok_bindgen.language.bounds import (
    Ends,
    opposite_ends,
    read_bound,
    read_characters,
    read_extent,
)
from tiktok_bindgen.language.conditions import announces, read_condition
from tiktok_bindgen.language.english import TABLES, Parse, Phrase, all_of, english_table, held, is_value
from tiktok_bindgen.language.hedges import without_asides, without_opening
from tiktok_bindgen.language.parts import Order, Span, mark_at, number_of, read_phrase, word_at
from tiktok_bindgen.language.patterns import Captures, Reader, clues, vocabulary
from tiktok_bindgen.language.rule_readers import Names, read_bare_noun, read_names, readers
from tiktok_bindgen.language.statements import Statement
from tiktok_bindgen.language.syntax import (
    THERE,
    Clause,
    Constraint,
    Every,
    Expr,
    Name,
    Prose,
    Some,
    is_wish,
    opposite,
    prose_in,
)
from tiktok_bindgen.language.table import word_class, wordings
from tiktok_bindgen.language.tokens import CODE, FIGURE, Token, tokenise


def read_acts(tokens: Sequence[Token], items: Sequence[Statement] = ()) -> tuple[Constraint, ...]:
    """Parse a sentence of a main clause and conditions around it; empty unless all of it is read.

    Args:
        tokens: The sentence, without what it opens with.
        items: The list that its condition introduces.
    """
    return _read_acts(tuple(tokens), tuple(items))


# Cached because many fields share a sentence, and each is read for facts and for rules.
@lru_cache(maxsize=65536)
def _read_acts(tokens: tuple[Token, ...], items: tuple[Statement, ...]) -> tuple[Constraint, ...]:
    # What begins with "then" leans on the sentence before.
    leans = word_at(tokens, 0) in _LEANING or _illustrates(tokens)
    if leans or len(tokens) > _LONGEST or not _may_demand(tokens):
        return ()
    plain = tuple(_without_leading_reason(_without_asides(tokens)))
    for kept in dict.fromkeys((tuple(_without_reason(plain)), plain, tuple(_without_tails(plain)))):
        if found := _read_whole(Parse(kept, items), items):
            return found
    return ()


def _read_whole(parse: Parse, items: tuple[Statement, ...]) -> tuple[Constraint, ...]:
    """Read a sentence of one clause or more."""
    tokens = parse.tokens
    mutual = next(
        (
            end
            for end in range(3, len(tokens) - 1)
            if _MUTUAL.may_begin(tokens[end]) and any(True for _ in _MUTUAL.whole(tokens[end:]))
        ),
        0,
    )
    if mutual or items:
        whole = _best(parse, 0, mutual or len(tokens))
        if whole or items:
            return _mutually(whole[0]) if mutual and whole else whole
    return _read_span(parse, 0, len(tokens))


def _mutually(demand: Constraint) -> tuple[Constraint, ...]:
    """What "and vice versa" makes of a demand for a field where another is given."""
    when = demand.when
    if (
        demand.fact == "required-when"
        and isinstance(when, Clause)
        and when.test in THERE
        and not when.negated
    ):
        return (Constraint("together", (*demand.names, *when.names)),)
    return ()


def _read_span(
    parse: Parse, start: int, stop: int, around: tuple[_Frame, ...] = ()
) -> tuple[Constraint, ...]:
    """Read one or more clauses between two positions; empty unless all of them are read.

    Args:
        parse: The sentence.
        start: Where the first begins.
        stop: Where the last ends.
        around: Conditions that hold for all of them.
    """
    key = start, stop, around
    if key not in parse.spans:
        parse.spans[key] = _best(parse, start, stop, around)
        for end, begin, word in () if parse.spans[key] else _cuts(parse.tokens, start, stop):
            parse.spans[key] = _read_both(parse, (start, end, begin, stop), word, around)
            if parse.spans[key]:
                break
    return cast("tuple[Constraint, ...]", parse.spans[key])


def _read_both(
    parse: Parse, at: tuple[int, int, int, int], word: str, around: tuple[_Frame, ...]
) -> tuple[Constraint, ...]:
    """Read a clause and what follows it, which may be a reason; empty unless both are read.

    Args:
        parse: The sentence.
        at: Where the first begins and ends, and where the second does.
        word: What is between them.
        around: Conditions that hold for both.
    """
    tokens, (start, end, begin, stop) = parse.tokens, at
    leads = any(front for front, _ in _fronts(parse, begin, stop))
    between = word in {",", "-"}
    if between and (leads or any(_opens_case(parse, at) for at in range(start + 1, end))):
        # "At most five, when it is big: …", "…, and when it is big, …": of which it is is not told.
        return ()
    second = _read_span(parse, begin, stop, around)
    if second == (Constraint("nothing"),):
        # "…, optional otherwise".
        return _best(parse, start, end, around)
    if word in _AFTER_REASONS:
        for front, after in _fronts(parse, start, end):
            # "When it is big, there is no room for it: it must be left out".
            if after < end and _is_neutral(tokens[after:end]):
                found = _read_span(parse, begin, stop, (*around, *front)) if front else second
                if found:
                    return found
    first = _best(parse, start, end, around)
    if word in _SHARING:
        # A condition of one is meant for the other, too, if that has none.
        if first and (not second or second[0].when is None):
            second = _read_span(parse, begin, stop, _shared(first[0])) or second
        elif second and not first and not leads:
            first = _best(parse, start, end, _shared(second[0]))
    neutral = _is_neutral(tokens[begin:stop]) or (
        word == "so" and not any(t.kind == "code" for t in tokens[begin:stop])
    )
    if first and not second and word in _BEFORE_REASONS and neutral:
        return first
    if first and not second and word in _STOPS:
        # "…; sending it in that case is an error".
        second = _read_span(parse, begin, stop, _shared(first[0]))
    return tuple(dict.fromkeys((*first, *second))) if first and second else ()


def _opens_case(parse: Parse, at: int) -> bool:
    return word_at(parse.tokens, at) in _SHARING and bool(parse.read("FRAME", at))


def _shared(demand: Constraint) -> tuple[_Frame, ...]:
    """The condition of a clause as that of another clause."""
    return () if demand.when is None or demand.fact in _UNLESS else (("when", demand.when),)


_SHARING = word_class("sharing")
_STOPS = frozenset({":", ";", "."})
_UNLESS = frozenset({"required-unless"})


def read_demands(tokens: Sequence[Token]) -> tuple[Constraint, ...]:
    """Parse the demands of a main clause without a condition; empty unless all of it is understood."""
    kept = tuple(_without_reason(tokens))
    said = _said(Parse(kept), 0, len(kept)) if len(kept) <= _LONGEST else ()
    return tuple(_stated(act, kept[begin:end]) for act, begin, end in said)


def _stated(act: Act, main: Sequence[Token]) -> Constraint:
    """What a main clause demands if its condition is said elsewhere."""
    found = _demand(act)
    found = evolve(found, fact=_FACTS.get(found.fact, found.fact))
    words = {token.text for token in main if token.kind == "word"}
    return _either(found, words) if found.fact in {"required", "either"} and _is_any(found) else found


def read_partly(tokens: Sequence[Token], items: Sequence[Statement] = ()) -> tuple[Constraint, ...]:
    """Parse a sentence whose condition is not wholly read: that part is kept as it is written.

    Args:
        tokens: The sentence, without what it opens with.
        items: The list that its condition introduces.
    """
    if len(tokens) > _LONGEST_PART:
        return ()
    parse = Parse(tokens, items)
    best: tuple[Constraint, ...] = ()
    for word, start, stop, begin, end in _conditions(parse):
        if items and start < begin and not announces(tokens[start:stop]):
            continue
        said = _said(parse, begin, end)
        if said:
            when = read_condition(tokens[start:stop], items)
            if is_wish(when) and (
                is_advice(tokens) or said[0][0].fact in _ALONG_FACTS - {"must-value", "must-contain"}
            ):
                return (Constraint("wish"),)
            frame = (word.partition("-")[0], _any_kind(when) if word.endswith("-for") else when)
            front, back = ((frame,), ()) if start < begin else ((), (frame,))
            acts = [_combined(act, front, back, tokens[at:to]) for act, at, to in said]
            demands = tuple(each for each in acts if each is not None)
            if len(demands) == len(acts) and not prose_in(when):
                return demands
            best = best or (demands if len(demands) == len(acts) else ())
    return best


def _conditions(parse: Parse) -> Iterator[tuple[str, int, int, int, int]]:
    """Where a condition may be: its word, where it and its main clause begin and end."""
    tokens, last = parse.tokens, len(parse.tokens)
    for fact, start, _ in parse.starting(_CONJUNCTIONS, 0):
        # What "for" begins may be anything.
        for comma in range(last - 2, start, -1) if not fact.endswith("-for") else ():
            if mark_at(tokens, comma) in {",", ":"}:
                begin = comma + 1 + (word_at(tokens, comma + 1) in _THEN)
                yield fact, start, comma, begin, last
    for at in range(1, last - 1):
        for fact, start, _ in parse.starting(_CONJUNCTIONS, at):
            bare = word_at(tokens, at - 1) in _ADJECTIVES or announces(tokens[start:])
            if start < last and (bare or not fact.endswith("-for")):
                yield fact, start, last, 0, at - (mark_at(tokens, at - 1) == ",")


def _any_kind(condition: Expr) -> Expr:
    """Turn "for one kind and another" into a condition for either kind."""
    kinds = isinstance(condition, Every) and all(isinstance(part, Prose) for part in condition.parts)
    return Some(condition.parts) if isinstance(condition, Every) and kinds else condition


def is_advice(tokens: Sequence[Token]) -> bool:
    """Whether a sentence or clause begins like an advice."""
    return word_at(tokens, 0) in _ADVICE


def says_along(tokens: Sequence[Token]) -> bool:
    """Whether it demands something along with what its sentence is about."""
    return not _ALONG.isdisjoint(token.text for token in tokens if token.kind == "word")


_ADVICE = word_class("advice")
_ADJECTIVES = frozenset[str]().union(*map(word_class, ("required", "optional", "valid", "invalid", "given")))
_LONGEST_PART = 200
_CONJUNCTIONS = wordings("conjunctions")
# A clause as a row reads it, where it begins and where it ends.
_Said = tuple["Act", int, int]


def _said(parse: Parse, start: int, stop: int) -> tuple[_Said, ...]:
    """The clauses between two positions, which `and` may join; none unless all of it is read."""
    whole = [act for act, end in _mains(parse, start, empty=False) if end == stop]
    if whole:
        best = min(whole, key=lambda act: _cost(_demand(act), exact=act.exact))
        return ((best, start, stop),)
    joints = [at for at in range(start + 1, stop - 1) if word_at(parse.tokens, at) in _JOINTS]
    # All combinations of joints are tried, so a clause with too many of them is not parsed.
    for at in joints if len(joints) <= _MOST_JOINTS else ():
        first = _said(parse, start, at - (mark_at(parse.tokens, at - 1) == ","))
        rest = _said(parse, at + 1, stop) if first else ()
        if rest:
            return (*first, *rest)
    return ()


_JOINTS = word_class("clause-joint")
_MOST_JOINTS = 8


def _without_reason(tokens: Sequence[Token]) -> Sequence[Token]:
    """Strip a reason at the end of a clause, if it has no code: ``, as beds are dry``."""
    for position in range(len(tokens) - 2, 1, -1):
        if tokens[position].kind == "code":
            return tokens
        if tokens[position].text in word_class("reason") and tokens[position - 1].text == ",":
            return tokens[: position - 1]
    return tokens


def _without_leading_reason(tokens: Sequence[Token]) -> Sequence[Token]:
    """Strip a reason before a clause, if it has no code: ``As beds are dry,``."""
    comma = next((at for at in range(2, len(tokens) - 2) if mark_at(tokens, at) == ","), 0)
    leads = comma and word_at(tokens, 0) in word_class("reason") and _is_neutral(tokens[:comma])
    # "As soon as there is a fence, …" is a condition.
    return tokens[comma + 1 :] if leads and not Parse(tokens[:comma]).read("FRAME", 0) else tokens


def _illustrates(tokens: Sequence[Token]) -> bool:
    """Whether a sentence is an example: ``For example, …``."""
    return word_at(tokens, word_at(tokens, 0) == "for") in _ILLUSTRATING


_ILLUSTRATING = word_class("illustrating")


def _may_demand(tokens: Sequence[Token]) -> bool:
    """Whether a sentence has words of a main clause, or of what allows a field in some cases only."""
    words = vocabulary(tokens)
    if len(tokens) > _LONGEST_PLAIN and words.isdisjoint({CODE, FIGURE}):
        return False
    demands = any(table.may_have(tokens) for table in MAIN_CLAUSES)
    return demands or not _ONLY_FRAMES.isdisjoint(words)


# Without code or a figure, hardly any longer sentence is about fields.
_LONGEST_PLAIN = 24


def _best(parse: Parse, start: int, stop: int, around: tuple[_Frame, ...] = ()) -> tuple[Constraint, ...]:
    """Read a sentence of a single main clause, by a reading that demands something if there is one.

    Args:
        parse: What has the sentence.
        start: Where it begins.
        stop: Where it ends.
        around: Further conditions that hold for it.
    """
    for last in dict.fromkeys((stop, _tail(parse, start, stop))):
        best = min(
            islice(_sentences(parse, start, last, around), _MOST_READINGS),
            key=lambda found: _cost(found[1], exact=found[0]),
            default=None,
        )
        if best is not None and (last < stop or _rank(best[1].fact) < _rank("nothing")):
            return (best[1],)
    return () if best is None else (best[1],)


def _cost(demand: Constraint, *, exact: bool) -> tuple[int, int, bool]:
    """How unlikely a reading is meant: what demands something is, and the one that takes least for granted.

    Args:
        demand: The reading.
        exact: A row has its very words.
    """
    plain = exact and demand.fact not in {"nothing", "unread"}
    whole = plain and demand.when is None
    return 0 if plain else _rank(demand.fact), 0 if whole else _steps(demand), not exact


def _rank(fact: str) -> int:
    return _RANKS.get(fact, 0)


def _steps(demand: Constraint) -> int:
    """How much a reading takes for granted: the tests that it makes, and the names that are only words."""
    # What is counted may be called by the field's name, whatever it has.
    counted = 2 * (demand.fact == "limit-items" and demand.names in {(), (Name(""),)})
    names = [*demand.names]
    clauses = _clauses(demand.when)
    for clause in clauses:
        names += clause.names
    return len(clauses) + sum(len(name.called) for name in names) + counted


def _clauses(condition: Expr | None) -> Sequence[Clause]:
    if isinstance(condition, Every | Some):
        return [clause for part in condition.parts for clause in _clauses(part)]
    return [condition] if isinstance(condition, Clause) else []


_MOST_READINGS = 100
# What demands something comes first, then what says that something is free, and so on.
_RANKS = {
    **dict.fromkeys(("released-when", "ignored-when", "free", "ignore"), 1),
    **dict.fromkeys(("nothing-when", "nothing", "unread", "cases", "later"), 2),
    **dict.fromkeys(("valid-open", "may-give", "may-value"), 3),
}
#: The facts of sentences that demand nothing of a request.
OPEN = frozenset(
    {"valid-open", "nothing-when", "released-when", "ignored-when"}
    | {"nothing", "later", "cases", "released", "ignored"}
)


def _cuts(tokens: Sequence[Token], start: int, stop: int) -> Iterator[tuple[int, int, str]]:
    """Where one clause may end and the next begin, and the word between them."""
    for position in range(start + 1, stop - 1):
        if tokens[position].kind == "code" or tokens[position].text not in _CUTTING:
            continue
        comma = tokens[position - 1].kind == "mark" and tokens[position - 1].text in {",", ";", "-"}
        begin, word = position + 1, tokens[position].text
        if word in word_class("reason-after-comma") and not comma:
            continue
        while begin < stop and tokens[begin].kind == "word" and tokens[begin].text in _LINKING:
            word = tokens[begin].text if word in {",", ";", "-"} else word
            begin += 1
        if begin < stop and position - comma > start:
            yield position - comma, begin, word


# What comes before the first of these, and behind the second, may be a reason.
_AFTER_REASONS = word_class("conclusion") | {":", ";", "."}
_BEFORE_REASONS = word_class("reason") | word_class("otherwise") | {"so", ":", ";"}
_LINKING = (
    word_class("conclusion") | word_class("reason") | word_class("otherwise") | {"and", "but", "or", "then"}
)
_CUTTING = _LINKING | {",", ";", ":", "-", "."}
# Words by which a clause without code may still restrict what another says.
_RESTRICTING = word_class("restricting")


_SHORTEST = 3


def _is_neutral(tokens: Sequence[Token]) -> bool:
    """Whether a clause beside another gives a reason, or an outcome, and restricts nothing."""
    words = {token.text for token in tokens if token.kind == "word"}
    coded = any(token.kind == "code" for token in tokens)
    if len(words) < _SHORTEST:
        return False
    # "A way to get in" restricts nothing.
    words -= {tokens[-1].text} & {"in", "for"}
    return not coded and _RESTRICTING.isdisjoint(words) and not any(word[0].isdigit() for word in words)


def _without_asides(tokens: Sequence[Token]) -> Sequence[Token]:
    """Strip brackets that have no code, or refer to something: ``(see `width`)``."""
    kept: list[Token] = []
    position = 0
    while position < len(tokens):
        if mark_at(tokens, position) == "(":
            close = next((at for at in range(position, len(tokens)) if mark_at(tokens, at) == ")"), 0)
            inside = tokens[position + 1 : close]
            refers = word_at(inside, 0) in word_class("referring")
            if close and (refers or _is_neutral(inside)):
                position = close + 1
                continue
        kept.append(tokens[position])
        position += 1
    return kept


def _without_tails(tokens: Sequence[Token]) -> Sequence[Token]:
    """Strip what ends a sentence without changing it."""
    kept = without_asides(tokens)
    return kept[: _tail(Parse(kept), 0, len(kept))]


def _tail(parse: Parse, start: int, stop: int) -> int:
    """Where words at the end of a clause begin that change nothing."""
    if stop not in parse.tails:
        begins = (at for at in range(2, stop) if _TAILS.may_begin(parse.tokens[at]))
        fitting = (at for at in begins if any(end == stop for _, end, _ in parse.starting(_TAILS, at)))
        parse.tails[stop] = tuple(fitting)
    return next((at for at in parse.tails[stop] if at >= start + 2), stop)


# More words are no sentence; trying every way to cut them would take forever.
_LONGEST = 80
_THEN = word_class("then")
_LEANING = word_class("then") | word_class("otherwise")
# A condition and the word for how it binds.
_Frame = tuple[str, Expr]


def _sentences(
    parse: Parse, start: int, stop: int, around: tuple[_Frame, ...] = ()
) -> Iterator[tuple[bool, Constraint]]:
    """Every way to read all that is between two positions, and whether a row has its very words."""
    for front, begin in _fronts(parse, start, stop):
        for act, end in _mains(parse, begin, empty=begin == start):
            for back in _backs(parse, end, stop):
                pointed = _pointed(around, front, back)
                if pointed is None:
                    continue
                made = _combined(act, *pointed, parse.tokens[begin:end])
                if made is not None:
                    yield act.exact, made


def _pointed(
    around: tuple[_Frame, ...], front: tuple[_Frame, ...], back: tuple[_Frame, ...]
) -> tuple[tuple[_Frame, ...], tuple[_Frame, ...]] | None:
    """The conditions of a clause, with what they point to; ``None`` if that is not told.

    Args:
        around: What was said before: "in that case" means this, and "in all other cases" its opposite.
        front: The conditions before the clause.
        back: The conditions behind it.
    """
    said = {word for word, _ in (*front, *back)} & _POINTING
    if said and around:
        if "loosely" in said:
            if any(word != "when" for word, _ in around):
                return None
            around = tuple(("unless", when) for _, when in around)
        front, back = (
            tuple(frame for frame in frames if frame[0] not in _POINTING) for frames in (front, back)
        )
    elif "shared" in said:
        return None
    return (*around, *front), back


_POINTING = frozenset({"shared", "loosely"})


def _fronts(parse: Parse, start: int, stop: int) -> Iterator[tuple[tuple[_Frame, ...], int]]:
    """The conditions before a main clause."""
    yield (), start
    for end, frame in parse.read("FRAME", start):
        comma = mark_at(parse.tokens, end) in {",", ":", "-"}
        then = word_at(parse.tokens, end + comma) in _THEN
        for more, begin in _fronts(parse, end + comma + then, stop) if end + comma < stop else ():
            yield (cast("_Frame", frame), *more), begin


def _backs(parse: Parse, start: int, stop: int) -> Iterator[tuple[_Frame, ...]]:
    """The conditions behind a main clause, up to the end."""
    if start >= stop:
        if start == stop:
            yield ()
        return
    comma = mark_at(parse.tokens, start) in {",", "-"}
    for end, found in parse.read("FRAME", start + comma):
        word, when = cast("_Frame", found)
        for after, _ in parse.read("ONLYTAIL", end) if end < stop else ():
            yield from ((("only", when), *more) for more in _backs(parse, after, stop))
        yield from (((word, when), *more) for more in _backs(parse, end, stop))


def _mains(parse: Parse, start: int, *, empty: bool) -> Iterator[tuple[Act, int]]:
    """The main clauses from a position on; at the beginning of a sentence, also none."""
    if start >= len(parse.tokens):
        return
    # Clauses that begin alike are read once, however far they go.
    if start not in parse.clauses:
        acts = [
            (evolve(act, exact=True) if table is MAIN_CLAUSES[0] else act, end)
            for table in MAIN_CLAUSES
            for fact, end, captures in parse.starting(table, start)
            for act in _made(fact, captures)
        ]
        parse.clauses[start] = tuple(dict.fromkeys(acts))
    yield from cast("Sequence[tuple[Act, int]]", parse.clauses[start])
    if empty:
        # "Only when …": the field at hand is valid.
        yield Act("empty"), start


def read_two_cases(tokens: Sequence[Token], items: Sequence[Statement] = ()) -> tuple[Constraint, ...]:
    """Parse what holds in a case and otherwise; empty if it is no such sentence, or not all of it is read."""
    if items or len(tokens) > _LONGEST:
        return ()
    for position in range(2, len(tokens) - 1):
        if word_at(tokens, position) in _OTHERWISE and tokens[position].kind == "word":
            before = position - (tokens[position - 1].text in {",", ";", "and", "or"})
            first = read_acts(tokens[: before - (tokens[before - 1].text in {",", ";"})])
            rest = tokens[position + 1 + (tokens[position + 1].text == ",") :]
            case = first[0].when if len(first) == 1 else None
            if case is None:
                return ()
            words = {token.text for token in tokens[:before]}
            excepted = _ONLY.isdisjoint(words) and not _EXCEPTING.isdisjoint(words)
            word = "when" if excepted and first[0].fact in _TURNED else "unless"
            for act, end in _mains(Parse(rest), 0, empty=False):
                if end == len(rest):
                    # "Otherwise, the call fails" says no more than the first.
                    second = None if act.fact == "never" else _combined(act, ((word, case),), (), rest)
                    return (*first, *(() if second is None else (second,)))
            return ()
    return ()


_OTHERWISE = word_class("otherwise")
_EXCEPTING = word_class("excepting")
# Demands that hold where their condition does not, if that is said as an exception.
_TURNED = frozenset({"required-unless", "valid-when", "value-valid-when"})


@frozen
class Act:
    """What a main clause says, without what is said before and behind it.

    Attributes:
        fact: Its force and content.
        names: The fields that it is about; none for the field at hand.
        every: Whether all of them are meant, or any.
        values: The values that it names.
        others: The fields that it relates them to.
        sign: How they are related.
        ends: The bounds that it sets.
        measure: What they bound.
        when: What its phrases say of the request.
        numbers: The numbers, or the date, that it names.
        also: What must not hold together with the condition.
        levels: For siblings, their level and that of their parent.
        lists: It lists the values that are allowed in a case, so that another case allows others.
        exact: A row has the very words of it.
    """

    fact: str
    names: tuple[Name, ...] = ()
    every: bool | None = None
    values: tuple[str, ...] = ()
    others: tuple[Name, ...] = ()
    sign: Order | None = None
    ends: Ends = ()
    measure: str = ""
    when: Expr | None = None
    numbers: tuple[int | float | str, ...] = ()
    also: Expr | None = None
    levels: tuple[str, ...] = ()
    lists: bool = False
    exact: bool = False


def _made(fact: str, parts: Captures) -> Iterator[Act]:
    """The acts of a row."""
    if fact in _PHRASED:
        yield from _phrased(fact, parts)
        return
    if fact == "group":
        yield from _grouped(parts)
        return
    if fact == "ensured":
        for act in _ensured(cast("Expr", parts["TEST"])):
            yield evolve(act, when=cast("Expr | None", parts.get("CAUSE")))
        return
    keys = ("FIELD", "FIELDS", "SUBJECT", "KIND1", "CALLED", "NAMES", "EXPLAINED", "GLOSSED", "FEATURE")
    found = [parts[key] for key in keys if key in parts]
    named = cast("Phrase | Names | None", found[0] if found else None)
    extent = cast("tuple[str, Names] | None", parts.get("EXTENT"))
    other = cast(
        "Phrase | Names | None",
        parts.get("OTHERS")
        or parts.get("OTHER")
        or parts.get("NAMES2")
        or parts.get("BARE")
        or (found[1] if len(found) > 1 and "FIELDS" not in parts else None),
    )
    when = all_of(getattr(named, "when", None), cast("Expr | None", parts.get("CAUSE")))
    if named is None:
        # What is only "required" may be the value that its line is about.
        named = extent[1] if extent else Names(() if fact in _ELIDING else (Name(""),))
    if fact == "items":
        # "Each up to 20 characters".
        fact, named = "bound", Names((Name("", called=(ITEM_NOUN,)),))
    measure = (extent[0] if extent else "") or cast(
        "str", parts.get("MEASURE") or parts.get("CHARACTERS", "")
    )
    ends = cast("Ends", parts.get("BOUND") or parts.get("WORDED") or parts.get("BEYOND") or ())
    if fact.partition("-")[0] in _LIMITS:
        fact, _, kind = fact.partition("-")
        measure = kind or measure
    if fact == "dimension":
        word, _, less = cast("str", parts["DIMENSION"]).partition("-")
        sized: tuple[Name, ...] = (Name("", called=(word,)),)
        if "BOUND" in parts and (less or measure != "value"):
            return
        if measure == "length" and "SUBJECT" in parts:
            # "No motto may be longer than 40 characters": it is no width.
            sized = named.names
        edge: Ends = ends or ((">=" if less else "<=", cast("int", parts["NUMBER"])),)
        yield Act("bound", sized, ends=edge, measure="" if measure == "value" else measure, when=when)
        return
    span = cast("Span | None", parts.get("RANGE") or parts.get("DASHED"))
    if span is not None and fact == "bound":
        ends = ((">" if span.above else ">=", span.low), ("<" if span.below else "<=", span.high))
    elif fact == "ends":
        low, high = (cast("int", parts.get(f"NUMBER{n}", parts.get(f"COUNT{n}"))) for n in ("", "2"))
        fact, ends = "bound", ((">=", low), ("<=", high))
    elif fact == "not-empty":
        ends, fact = ((">=", 1),), "least"
    elif fact in {"positive", "natural"}:
        ends = ((">" if fact == "positive" else ">=", 0),)
    elif fact == "exact":
        ends = ((">=", cast("int", parts["COUNT"])), ("<=", cast("int", parts["COUNT"])))
    elif fact == "bound" and "COMPARISON" in parts:
        ends = ((cast("Order", parts["COMPARISON"]), cast("int", parts["NUMBER"])),)
    elif (
        fact in {"least", "most", "unbound"}
        and (number := parts.get("NUMBER", parts.get("COUNT"))) is not None
    ):
        ends = ((">=" if fact == "least" else "<=", cast("int | float", number)),)
    elif fact == "unbound":
        ends = opposite_ends(ends)
    if (counted := cast("tuple[Ends, str, tuple[str, ...]] | None", parts.get("COUNTED"))) is not None:
        number, measure = counted[0][-1][1], counted[1]
        ends = (("<=", number),) if fact == "most" else ((">=", number),) if fact == "least" else counted[0]
        named = Names((Name("", called=counted[2]),)) if counted[2] else named
    sign = cast("Order | None", parts.get("ORDER") or parts.get("COMPARISON"))
    if fact in {"order-over", "order-before", "order-top", "order-upto"}:
        fact, sign = "order", "<" if fact == "order-before" else "<="
    if fact in {"order-later", "order-least"}:
        fact, sign = "order", ">" if fact == "order-later" else ">="
    numbers = tuple(parts[key] for key in ("NUMBER", "COUNT", "DATE") if key in parts)
    if fact == "span-year":
        fact, numbers = "span", (366,)
    choices = cast("tuple[str, ...]", parts.get("CHOICES", ()))
    if fact == "limited":
        if len(choices) == 1 and number_of(choices[0]) is not None:
            # "Limited to 5": another row has limits.
            return
        fact = "must-value"
    if fact in {*_GIVING, "alternatives"} and any(map(is_value, named.names)):
        # "Use `BIG`": another row has values.
        return
    if other is not None and any(within.isupper() for name in other.names for within in name.within):
        # "With a `sun` value of `NONE`": no field within another.
        return
    if fact in _JOINED and "FIELD2" in parts:
        named = Names((*named.names, *cast("Phrase", parts["FIELD2"]).names), every=False)
    if fact == "alternatives" and (named.every is False or other is None or other.every is False):
        fact = "unread"
    yield Act(
        "must-value" if fact == "must-values" else fact,
        named.names,
        named.every,
        choices or cast("tuple[str, ...]", parts.get("VALUES") or parts.get("VALUED", ())),
        () if other is None else other.names,
        sign,
        ends,
        measure,
        when,
        cast("tuple[int | float | str, ...]", numbers),
        cast("Expr | None", parts.get("ONLY")),
        cast("tuple[str, ...]", parts.get("BESIDE", ())),
        fact == "must-values",
    )


_JOINED = frozenset({"either", "one", "not-both", "together"})
_GIVING = frozenset({"must-give", "ban-give", "free"})
_ELIDING = frozenset({"required", "required-and-valid"})
_PHRASED = frozenset(
    {
        "content",
        "needed",
        "omit",
        "ensured-not",
        "is",
        "exists",
        "only-do",
        "set-value",
        "makes",
        "means",
        "accompany",
    }
    | {"hold", "hold-not", "hold-only", "hold-many", "hold-value", "only-hold"}
)
# The force of rows that have no word for it, or whose words bind more than these.
_FORCES = {"ensured-not": "ban", "is": "may", "exists": "may", "only-do": "may", "hold-only": "must"}
# What a force becomes for what is left out, or whose absence is spoken of.
_FLIPPED = {"must": "ban", "ban": "must", "may": "free", "free": "may"}


def _phrased(fact: str, parts: Captures) -> Iterator[Act]:
    """The acts of a row that says with which force something is given or left out."""
    found = (parts[key] for key in ("FORCE", "DONT", "ADJ", "PREDICATE", "HOLDING") if key in parts)
    said = cast("str", _FORCES[fact] if fact in _FORCES else next(found, "must"))
    force = "must" if said == "shall" else said
    verb = parts.get("VERB") or parts.get("PART") or parts.get("GERUND") or "give"
    if "omit" in {verb, fact}:
        force = _FLIPPED.get(force, force)
    first = cast("Phrase | None", parts.get("PHRASE"))
    second = cast("Phrase | None", parts.get("PHRASE2"))
    around = cast("Expr | None", parts.get("CAUSE") or parts.get("TEST"))
    if "CHOICES" in parts:
        second = evolve(cast("Phrase", parts["FIELD"]), values=cast("tuple[str, ...]", parts["CHOICES"]))
    if fact == "accompany":
        first, second = second, first
    if (fact == "exists" and first is not None and not first.none) or (
        fact == "hold-many" and second is not None and not second.ends
    ):
        return
    if around is not None:
        content = cast("Phrase", first)
        # "`sun` = `NONE` means no more than two herbs" allows two.
        yield from _content("may" if fact == "means" and content.ends else force, content, around)
    elif fact == "only-hold":
        # "Only `BIG` plots may have a width": all others may not.
        content = cast("Phrase", second)
        # "Only `BIG` plots may have more than two herbs": all others may not.
        beyond = any(sign.startswith(">") for sign, _ in content.ends)
        for act in _held("ban" if beyond else "may", cast("Phrase", first), content):
            if act.when is not None and beyond:
                yield evolve(act, when=opposite(act.when))
            elif act.when is not None and act.fact in _ONLY_THERE:
                yield evolve(act, fact=_ONLY_THERE[act.fact])
    elif fact == "hold-not":
        yield from _held(
            "ban", cast("Phrase", first), cast("Phrase", parts.get("FIELD", Phrase((Name(""),))))
        )
    elif first is not None and second is not None:
        yield from _held(force, first, second)
    elif second is not None:
        yield from _content(force, second, None)
    else:
        if first is not None and first.none and not first.other and "VERB" not in parts:
            # "No width is required": of what is not there.
            first = evolve(first, none=False)
            force = "ban" if said == "shall" else {"must": "free", "may": "ban"}.get(force, "")
        if (
            first is not None
            and first.kinded
            and force == "ban"
            and not {"PREDICATE", "HOLDING"}.isdisjoint(parts)
        ):
            # "A `BIG` plot without a width is refused".
            yield Act("never", when=first.when)
        acts = _content(force, first or Phrase((Name(""),)), None)
        required = force == "must" and (fact == "needed" or "ADJ" in parts or "PREDICATE" in parts)
        for act in acts:
            named = act if first is not None else evolve(act, names=())
            # "This field is …": what follows says it all.
            other = "is" if fact == "is" and act.fact == "may-give" else act.fact
            if other == "must-value" and fact in {"content", "needed"}:
                # "You must send `BIG`": a list may have others beside it.
                other = "must-contain"
            yield evolve(named, fact="required" if required and act.fact == "must-give" else other)


# What a force says of so many of some fields.
_OF_GROUPS = {
    ("must", "least"): "either",
    ("must", "one"): "one",
    ("must", "most"): "not-both",
    ("may", "one"): "not-both",
    ("may", "most"): "not-both",
    ("ban", "all"): "not-both",
}


def _grouped(parts: Captures) -> Iterator[Act]:
    """The act of a row that says with which force so many of some fields are given or left out."""
    kind, names = cast("tuple[str, Names]", parts["GROUP"])
    said = next((parts[key] for key in ("FORCE", "DONT", "PREDICATE", "HOLDING") if key in parts), "must")
    force = "must" if said == "shall" else cast("str", said)
    among = parts.get("AMONG2", parts.get("AMONG"))
    unsaid = force != "must" and (among == "any" or "HOLDING" in parts)
    if unsaid:
        return
    if kind == "some" and (among or not {"PART", "PREDICATE"}.isdisjoint(parts)):
        # "Give a width or a height" may go on with what else holds of them.
        kind = "least"
    if among == "one":
        kind = "one" if kind == "least" else ""
    verbs = {parts.get(key) for key in ("PART", "VERB", "GERUND")}
    if kind == "none":
        # "Neither a width nor a height may be sent".
        fact = "ban-give" if force == "may" and "omit" not in verbs else ""
    elif "omit" in verbs:
        # "They cannot both be omitted".
        fact = "either" if (force, kind) == ("ban", "all") else ""
    elif kind == "all" and "ALONG" not in parts and ("give" in verbs) != ("PART" in parts):
        # "Never send a width and a height": neither may be sent.
        fact = ""
    elif kind == "all" and force == "must":
        fact = "together" if "ALONG" in parts else ""
    else:
        fact = "" if "PREDICATE" in parts and force == "ban" else _OF_GROUPS.get((force, kind), "")
    # "`BIG` and `SMALL` cannot be used": neither of them.
    of_values = fact == "either" or (fact == "not-both" and ("ALONG" in parts or "give" not in verbs))
    if fact and (of_values or not any(map(is_value, names.names))):
        yield Act(fact, names.names, names.every if fact != "either" else False)


def _ensured(test: Expr) -> Iterator[Act]:
    """What must be true of a request, as an act."""
    if not isinstance(test, Clause):
        return
    if test.test == "present":
        yield Act("ban-give" if test.negated else "must-give", test.names, test.every)
    elif test.test == "is":
        yield Act("ban-value" if test.negated else "must-value", test.names, values=test.values)
    elif test.test == "contains":
        yield Act("ban-value" if test.negated else "must-contain", test.names, values=test.values)
    elif test.test == "compares" and test.operator in {"<", "<=", ">", ">="}:
        edge: Ends = ((test.operator, 0),)
        (sign, _), *_ = opposite_ends(edge) if test.negated else edge
        if test.other is not None:
            yield Act("order", test.names, others=(test.other,), sign=sign)
        elif (number := number_of(test.values[0])) is not None:
            measure = "" if test.measure == "any" else test.measure
            yield Act("bound", test.names, ends=((sign, number),), measure=measure)


def _held(force: str, subject: Phrase, content: Phrase) -> Iterator[Act]:
    """What a thing must have, may have or has not."""
    if subject.none or subject.other:
        return
    if subject.ends:
        # "More than five rows need a fence".
        many = held(subject) if subject.names else None
        if many is not None:
            yield from _content(force, content, many)
        return
    if subject.kinded and subject.when is None:
        # "The request needs a width".
        yield from _content(force, content, None)
        return
    if subject.when is not None and (subject.kinded or subject.thing or not subject.names):
        yield from _content(force, content, subject.when)
    elif subject.values and not subject.names:
        yield from _content(force, content, Clause((Name(""),), "is", subject.values))
    elif subject.names:
        if content.ends and not content.names:
            yield from _content(force, evolve(content, names=subject.names, every=subject.every), None)
        elif subject.thing and content.ends and _is_thing(subject.names[0].called):
            yield from _content(force, content, None)
            return
        if content.values and not content.names and force in {"must", "ban"}:
            # "This list must have `MINT`".
            fact = "must-contain" if force == "must" and not content.other else "ban-value"
            yield Act(fact, subject.names, subject.every, content.values, when=content.when)
            return
        if content.names and not content.ends:
            given = held(subject)
            if given is not None:
                yield from _content(force, content, given)


_ONLY_THERE = {"may-give": "valid-when", "may-value": "value-valid-when"}
# Those whose limits are no limits of a request.
_PEOPLE = word_class("person")


def _is_thing(noun: Sequence[str]) -> bool:
    """Whether a noun is a plain one for what a request is about: ``a garden``."""
    return len(noun) == 1 and singular(noun[0]) not in _PEOPLE


_ONE_OR_MORE: Ends = ((">=", 1),)


def _content(force: str, content: Phrase, around: Expr | None) -> Iterator[Act]:
    """What a force says of what a phrase stands for."""
    if content.none and content.other:
        # "No value but `BIG`".
        force = {"must": "ban", "may": "ban"}.get(force, "")
    elif content.none:
        force = {"must": "ban", "may": "ban", "ban": "must"}.get(force, "")
    when = all_of(around, content.when)
    if content.kinded or not force:
        thing = content.names and not any(is_any_field(name.called) for name in content.names)
        if force == "ban" and when is not None and content.when is not None and thing:
            # "You cannot create a `BIG` plot that has a width".
            yield Act("never", when=when)
        kind = content.when
        named = isinstance(kind, Clause) and kind.names == content.names
        if force == "must" and around is not None and isinstance(kind, Clause) and named:
            # "`BIG` plots need `FULL` sun".
            yield Act("must-value", kind.names, values=kind.values, when=around)
        return
    if content.ends == _ONE_OR_MORE and force == "must" and content.names:
        yield Act("must-give", content.names, content.every, when=when)
    elif content.ends:
        if force == "ban":
            yield Act(
                "unbound", content.names, ends=opposite_ends(content.ends), measure=content.measure, when=when
            )
        elif force in {"must", "may"}:
            # Who may have two may have fewer.
            exact = force == "may" and len({number for _, number in content.ends}) < len(content.ends)
            ends = content.ends[1:] if exact else content.ends
            yield Act("bound", content.names, ends=ends, measure=content.measure, when=when)
    elif content.values:
        if content.other:
            force = {"must": "ban", "ban": "must", "may": "ban"}.get(force, "")
        if force in {"must", "ban", "may"}:
            yield Act(f"{force}-value", content.names or (Name(""),), values=content.values, when=when)
    elif content.names:
        fact = {"must": "must-give", "ban": "ban-give", "may": "may-give", "free": "free", "ignore": "ignore"}
        yield Act(fact[force], content.names, content.every, when=when)


_ONLY = word_class("only-word")

# What a force becomes under a condition, by the word for that: the demand, and whether that is turned.
_DEMANDS: dict[str, dict[str, tuple[str, bool]]] = {
    "must-give": {
        "when": ("required-when", False),
        "only": ("valid-when", False),
        "unless": ("required-unless", False),
        "iff": ("required-and-valid-when", False),
    },
    # "Required only when" allows it at other times, too.
    "required": {
        "when": ("required-when", False),
        "only": ("required-when", False),
        "unless": ("required-unless", False),
        "iff": ("required-and-valid-when", False),
    },
    "required-and-valid": {
        "when": ("required-when", False),
        "only": ("required-and-valid-when", False),
    },
    "ban-give": {"when": ("not-valid-when", False), "unless": ("valid-when", False)},
    "may-give": {
        "when": ("valid-open", False),
        "only": ("valid-when", False),
        "unless": ("not-valid-when", False),
    },
    # "This field is …", or nothing: what follows says it all.
    "is": {"only": ("valid-when", False), "unless": ("not-valid-when", False)},
    "empty": {"only": ("valid-when", False)},
    "free": {
        "when": ("released-when", False),
        "only": ("required-unless", False),
        "unless": ("required-when", False),
    },
    "ignore": {"when": ("ignored-when", False), "unless": ("ignored-when", True)},
    "must-value": {"when": ("value", False), "unless": ("value", True)},
    "must-contain": {"when": ("contain", False), "unless": ("contain", True)},
    "ban-value": {"when": ("not-value", False), "unless": ("value-valid-when", False)},
    "may-value": {
        "when": ("nothing-when", False),
        "only": ("value-valid-when", False),
        "unless": ("not-value", False),
    },
}


def _never(demand: Constraint) -> Constraint:
    """What must never be, said as a demand of its own: a bound, or any of some fields."""
    when = demand.when
    if isinstance(when, Clause) and when.test == "compares" and when.other is None:
        sign, number = when.operator, number_of(when.values[0])
        plain = not when.negated and len(when.names) == 1
        if plain and number is not None and sign in {"<", "<=", ">", ">="}:
            # "If the motto is longer than 40 characters, the request fails".
            return Constraint(f"limit-{when.measure}", when.names, ends=opposite_ends(((sign, number),)))
    if isinstance(when, Every) and len(when.parts) > 1:
        # "If neither a bed nor pots are sent, the request fails".
        tests = [part for part in when.parts if isinstance(part, Clause) and part.negated]
        alone = all(test.test == "present" and len(test.names) == 1 for test in tests)
        if alone and len(tests) == len(when.parts):
            return Constraint("either", tuple(test.names[0] for test in tests), every=False)
    return demand


_RELATING = frozenset({"not-with", "accompanied", "order", "same"})


_OWN_PRESENCE = Clause((Name(""),), "present")


def _demand(act: Act) -> Constraint:
    """An act as a demand that always holds."""
    limits = act.fact in _LIMITS
    return Constraint(
        f"limit-{act.measure or 'any'}" if limits else act.fact,
        # "This value must be at most 5": the field's.
        tuple(evolve(name, value=False) if name.value else name for name in act.names)
        if limits
        else act.names,
        act.values,
        act.when,
        None if limits else act.sign,
        act.others[0] if len(act.others) == 1 else None,
        () if limits else act.numbers,
        act.others,
        act.every,
        act.also,
        levels=act.levels,
        lists=act.lists,
        ends=act.ends if limits else (),
    )


def _combined(
    act: Act, front: Sequence[_Frame], back: Sequence[_Frame], main: Sequence[Token]
) -> Constraint | None:
    """The demand of a main clause under the conditions before and behind it; ``None`` if there is none."""
    frames = (*front, *back)
    if act.fact == "never":
        # "It fails unless a width is sent".
        frames = tuple(
            ("when", opposite(test)) if word == "unless" else (word, test) for word, test in frames
        )
    if act.fact == "must-contain" and not _ONLY.isdisjoint(token.text for token in main):
        # "You must only send `BIG`".
        act = evolve(act, fact="must-value")
    words = {word for word, _ in frames}
    if act.when is not None:
        words.add("when")
    if len(words - {"when"}) and len(frames) + (act.when is not None) > 1:
        return None
    word = next(iter(words), "always")
    when = all_of(act.when, *(each for _, each in frames))
    if when == _OWN_PRESENCE and act.names in {(), (Name(""),)}:
        # "If you send this list, it must …": so it must.
        when = None
    if act.fact == "not-both" and len(act.names) == 1 and when is not None:
        # "If you send a bed, you cannot send pots at the same time".
        act = evolve(act, fact="ban-give")
    if act.fact == "required" and front and "only" in {token.text for token in main}:
        # "When it is big, you only need to send a width": nothing else is needed.
        return None
    if "loosely" in words:
        # "Optional otherwise".
        return Constraint("nothing") if act.fact in {"free", "may-give"} and len(frames) == 1 else None
    fact, plain = act.fact, {token.text for token in main if token.kind == "word"}
    if fact == "must-give" and word == "only" and not plain.isdisjoint(_BINDING):
        # "Only if it is big, a width must be specified": it is allowed at other times, too.
        fact = "required"
    if not plain.isdisjoint(_ONLY) and word == "when":
        if fact in {"must-value", "may-value"}:
            # "When it is sunny, it can only be `BIG`", "it can only be `BIG` when it is sunny".
            permits = fact == "may-value" or not plain.isdisjoint(_PERMITTING)
            if permits and back and len(act.values) > 1:
                # "It can only be `BIG` or `SMALL` when it is sunny": then no other, or these then alone.
                return None
            fact = fact if not permits else "may-value" if back else "must-value"
        if fact == "may-give" and front:
            # "When it is big, you can only send the width": what else may not be is not said.
            return None
        word = "when" if front and fact == "must-value" else "only"
    found = evolve(_demand(act), when=when)
    if fact not in _DEMANDS:
        # "After this date", "the same number": nothing else is named.
        plain_others = all(not name.text and _GENERIC.issuperset(name.called) for name in act.others)
        if fact in _RELATING and (act.names or (Name(""),)) == (Name(""),) and plain_others:
            return None
        if fact == "never":
            return None if when is None else _never(found)
        if fact == "either":
            found = _either(found, plain)
        if fact == "alternatives":
            found = evolve(found, along=when is None and not plain.isdisjoint(_ALONG))
        return evolve(found, when=opposite(when)) if when is not None and word == "unless" else found
    if when is None:
        return _along(found, plain)
    demands = _DEMANDS[fact]
    demand, turned = demands.get(word) or (demands.get("when") if word == "only" else None) or ("", False)
    noun = bool(act.names) and all(name.called for name in act.names)
    if not demand or (demand == "valid-open" and noun):
        return None
    found = evolve(found, fact=demand, when=opposite(when) if turned else when)
    return _either(found, plain) if demand == "required-when" and _is_any(found) else found


def _is_any(demand: Constraint) -> bool:
    return demand.every is False and len(demand.names) > 1


def _either(demand: Constraint, words: AbstractSet[str]) -> Constraint:
    """A demand for any of some fields; what is passed is so by this call."""
    return evolve(demand, fact="either-passed" if "pass" in words else "either")


def _along(demand: Constraint, words: AbstractSet[str]) -> Constraint | None:
    """What a clause without a condition demands along with what its sentence is about, if it does."""
    fact = _FACTS[demand.fact] if demand.fact in _ALONG_FACTS else ""
    named = fact == "value" and bool(demand.names) and all(name.text for name in demand.names)
    along = not words.isdisjoint(_ALONG) and words.isdisjoint(_EVER)
    if fact == "required" and _is_any(demand):
        return evolve(_either(demand, words), along=along)
    if fact == "contain" and not along:
        # "This list must have `MINT`", in any request.
        return evolve(demand, fact=fact)
    if not fact or not (along or (named and not words.isdisjoint(_STATING))):
        return None
    return evolve(demand, fact=fact, along=True)


_ALONG_FACTS = frozenset({"must-give", "required", "must-value", "must-contain"})
_PERMITTING = word_class("permitting")
_ALONG = word_class("along-word")
_EVER = word_class("ever")
_STATING = word_class("stating")
_BINDING = word_class("binding")
# What is demanded without a condition, by the force of a clause.
_FACTS = {
    "must-give": "required",
    "required": "required",
    "must-value": "value",
    "must-contain": "contain",
    "ban-give": "forbidden",
    "ban-value": "not-value",
    "ignore": "ignored",
    "free": "released",
    "may-give": "valid-open",
    "may-value": "cases",
}


_LIMITS = frozenset({"bound", "exact", "least", "most", "unbound", "positive", "natural"})


def itself(demand: Constraint, name: str = "") -> bool:
    """Whether a demand is about the field itself that its sentence describes, in words, or as ``{self}``."""
    return all(
        _ends_so(name, each.called) or called_so(name, each.called)
        if each.called
        else each.text in {"", "{self}"}
        for each in demand.names
    )


def own_limits(sentence: str, name: str) -> tuple[Constraint, ...]:
    """The limits that a sentence states of its own field without a condition, if it states nothing else.

    Args:
        sentence: The sentence, in which the field's name is ``{self}``.
        name: The field's name, by which the sentence may call it: ``the size``.
    """
    tokens = without_opening(tokenise(sentence))
    # Bounds have a figure, but for those that only a row of their table has: "it must not be empty".
    bounded = FIGURE in vocabulary(tokens) or MAIN_CLAUSES[-1].may_have(tokens)
    acts = read_acts(tokens) if bounded else ()
    return acts if all(is_limit(act) and (itself(act, name) or is_of_items(act)) for act in acts) else ()


def is_of_items(demand: Constraint) -> bool:
    """Whether a demand is about the items of a list: "each"."""
    return {name.called for name in demand.names} == {(ITEM_NOUN,)}


#: What stands for an item of a list.
ITEM_NOUN = "item"


def is_limit(demand: Constraint) -> bool:
    """Whether it is a limit without a condition."""
    return bool(demand.ends) and demand.when is None


#: Words that mean the field at hand, whatever it is called.
ITSELF = frozenset(
    {
        "number",
        "value",
        "field",
        "parameter",
        "identifier",
        "text",
        "string",
        "setting",
        "list",
        "array",
        "name",
        "entry",
    }
    | {"option", "choice", "flag"}
)


def _ends_so(name: str, words: Sequence[str]) -> bool:
    """Whether words are the last of a field's name: ``an ID``."""
    return len(words) == 1 and singular(name.rpartition("_")[2]) == singular(words[0])


_AT_HAND = frozenset({"field", "parameter", "setting", "list", "array", "value", "option", "choice", "flag"})


def is_any_field(words: Sequence[str]) -> bool:
    """Whether words may mean any field, and so mean the one at hand: ``the list``."""
    return _AT_HAND.issuperset(map(singular, words))


# Words for what a field is, which its name need not have.
_GENERIC = ITSELF | {"id", "ids", "date", "time", "object", "entries"}


def called_so(name: str, words: Sequence[str]) -> bool:
    """Whether words call a field of some name: ``the start date`` of ``garden_start_time``.

    Examples:
        >>> called_so("garden_start_time", ("start", "date")), called_so("width", ("height",))
        (True, False)
    """
    parts = {singular(part) for part in name.split("_")}
    plain = [singular(word) for word in words]
    told = [word for word in plain if word not in _GENERIC]
    # "The number" may be any field's, and so that of the field at hand.
    return parts.issuperset(told) if told else set(plain) <= ITSELF


_OF_RULES = (
    "BARE",
    "BESIDE",
    "CALLED",
    "EXPLAINED",
    "GLOSSED",
    "COMPARISON",
    "FEATURE",
    "LEVEL",
    "ONLY",
    "THING",
    "TOLD",
)
_READERS: dict[str, Reader] = {
    **{part: reader for part, reader in readers().items() if part in _OF_RULES},
    "TEXT": read_phrase,
    "OTHERS": read_names,
    "KIND1": read_bare_noun,
    "BOUND": read_bound,
    "CHARACTERS": read_characters,
    "EXTENT": read_extent,
}
#: The tables of main clauses.
MAIN_CLAUSES = tuple(
    english_table(name, _READERS) for name in ("demands", "core", "acts", "groups", "bounds")
)
_TAILS = wordings("tails-of-acts")
_MUTUAL = wordings("mutual")
_ONLY_FRAMES, _ = clues([row.pattern for row in TABLES["FRAME"] if row.fact.startswith("only")])
