"""Parse the words of a condition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeGuard, cast

from attrs import evolve

from tiktok_bindgen.language.levels import read_level
from tiktok_bindgen.language.parts import Order, after_gloss, word_at, words_at
from tiktok_bindgen.language.patterns import Captures
from tiktok_bindgen.language.rule_readers import Names
from tiktok_bindgen.language.rule_wordings import LISTS, TESTS, TRAILERS
from tiktok_bindgen.language.statements import Statement, split
from tiktok_bindgen.language.syntax import (
    WISH,
    Clause,
    Every,
    Expr,
    Name,
    Prose,
    Some,
    at_level,
    prose_in,
    together,
)
from tiktok_bindgen.language.tokens import Token, tokenise

_MOST = 160  # a condition of more tokens is not parsed


def read_condition(tokens: Sequence[Token], items: Sequence[Statement] = ()) -> Expr:
    """Parse a condition.

    Args:
        tokens: Its words, after the ``when``.
        items: The list that it introduces.

    Returns:
        The condition; parts that are not understood are :class:`~tiktok_bindgen.language.syntax.Prose`.
    """
    if len(tokens) > _MOST:
        return Prose(_text(tokens))
    while len(tokens) > 1 and tokens[0].kind == "word" and tokens[0].text == "when":
        tokens = tokens[1:]
    level, start = _leading_level(tokens, 0)
    condition = _read_parts(tokens[start:], items)
    return at_level(condition, level)


def _read_parts(tokens: Sequence[Token], items: Sequence[Statement]) -> Expr:
    if not items and (qualified := _qualified(tokens)) is not None:
        return qualified
    parts: list[Expr] = []
    joints: list[str] = []
    position = 0
    while position < len(tokens):
        part, end = _read_part(tokens, position, items)
        parts.append(part)
        joint, position = _joint(tokens, end)
        if position < len(tokens):
            joints.append(joint)
    if not parts:
        return Prose(_text(tokens))
    if _scoped(parts):
        return Prose(_text(tokens))
    return _joined(parts, joints, tokens)


def _qualified(tokens: Sequence[Token]) -> Expr | None:
    """Parse tests of values, some for a case: `` `plot` is `BIG` or `WILD` (only if `wet` is `true`) ``."""
    kept, cases = _without_cases(tokens)
    if not cases:
        return None
    whole = _read_parts(kept, ())
    clauses = whole.parts if isinstance(whole, Every | Some) else (whole,)
    tested = {value for clause in clauses if _tests_values(clause) for value in clause.values}
    if not cases.keys() <= tested:
        return None
    narrowed = tuple(_narrowed(clause, cases) if _tests_values(clause) else clause for clause in clauses)
    return evolve(whole, parts=narrowed) if isinstance(whole, Every | Some) else narrowed[0]


def _without_cases(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, Expr]]:
    """Take out the cases in brackets that follow values; they are by value."""
    kept: list[Token] = []
    cases: dict[str, Expr] = {}
    position = 0
    while position < len(tokens):
        if tokens[position].text == "(" and kept and kept[-1].kind == "code":
            begin = position + 1 + (word_at(tokens, position + 1) == "only")
            if word_at(tokens, begin) in {"when", "if", "with", "where"}:
                end = next((at for at in range(begin, len(tokens)) if tokens[at].text == ")"), len(tokens))
                cases[kept[-1].text] = _read_parts(tokens[begin + 1 : end], ())
                position = end + 1
                continue
        kept.append(tokens[position])
        position += 1
    return kept, cases


def _tests_values(condition: Expr) -> TypeGuard[Clause]:
    return isinstance(condition, Clause) and condition.test == "is" and not condition.negated


def _narrowed(clause: Clause, cases: Mapping[str, Expr]) -> Expr:
    """A test of values, each of which counts in its case alone."""
    always = tuple(value for value in clause.values if value not in cases)
    parts: list[Expr] = [evolve(clause, values=always)] if always else []
    parts += [
        Every((evolve(clause, values=(value,)), cases[value])) for value in clause.values if value in cases
    ]
    return parts[0] if len(parts) == 1 else Some(tuple(parts))


_SCOPING = re.compile(
    r"\b(?:not|no|never|unless|except|excluding|without|neither|nor|instead|rather|other than|but|whether"
    r"|than|only|if)\b"
)


# A part that begins with a value continues the values of the test before.
_MORE_VALUES = re.compile(r"`[A-Z0-9_]+`")


def _scoped(parts: Sequence[Expr]) -> bool:
    """Whether an unread part may change the meaning of a sibling, or belongs to one."""
    return len(parts) > 1 and any(
        isinstance(part, Prose) and (_SCOPING.search(part.text.lower()) or _MORE_VALUES.match(part.text))
        for part in parts
    )


def _read_part(tokens: Sequence[Token], start: int, items: Sequence[Statement]) -> tuple[Expr, int]:
    """Parse one test, list of tests, or unread part from a position on; also return where it ends."""
    if (listed := _read_list(tokens, start, items)) is not None:
        return listed, len(tokens)
    level, begin = _leading_level(tokens, start)
    best: tuple[int, Expr] | None = None
    for wording, end, captures in TESTS.starting(tokens, begin):
        if best is not None and end <= best[0]:
            continue
        after, trailing = _trailers(tokens, end)
        if after < len(tokens) and not _at_joint(tokens, after):
            continue
        clause = _clause(wording.fact, captures)
        if clause is not None:
            best = (after, at_level(clause, trailing))
    if best is not None:
        return at_level(best[1], level), best[0]
    glossed = _glossed(tokens, begin)
    if glossed is not None:
        return at_level(glossed[0], level), glossed[1]
    end = begin
    while end < len(tokens) and (end == begin or not _at_joint(tokens, end)):
        end += 1
    return Prose(_text(tokens[start:end])), end


def _glossed(tokens: Sequence[Token], start: int) -> tuple[Expr, int] | None:
    """Parse words that are explained by a test in brackets: ``the plot is big (`plot` = `BIG`)``."""
    position = start
    wish = words_at(tokens, start, WISH)  # the brackets say what is wished, whatever the words
    while position < len(tokens) and not _opens_test(tokens, position):
        if tokens[position].kind == "code" or (tokens[position].text in _TURNING and not wish):
            return None
        position += 1
    if position in {start, len(tokens)}:
        return None
    close = position
    while close < len(tokens) and tokens[close].text != ")":
        close += 1
    if close == len(tokens):
        return None
    inside = _read_parts(tokens[position + 1 : close], ())
    if prose_in(inside) or not _is_plain(inside):
        return None
    after, trailing = _trailers(tokens, close + 1)
    if after < len(tokens) and not _at_joint(tokens, after):
        return None
    return at_level(inside, trailing), after


def _is_plain(condition: Expr) -> bool:
    """Whether it begins with a test of values that is not negated."""
    if isinstance(condition, Every | Some):
        return _is_plain(condition.parts[0])
    return isinstance(condition, Clause) and condition.test == "is" and not condition.negated


_TURNING = frozenset({"not", "no", "or", "and", "without", ",", "unless", "except"})


def _opens_test(tokens: Sequence[Token], position: int) -> bool:
    following = tokens[position + 1 : position + 2]
    return tokens[position].text == "(" and bool(following) and following[0].kind == "code"


def _leading_level(tokens: Sequence[Token], start: int) -> tuple[str, int]:
    """The level that a condition begins with, and the position after it: ``at the campaign level,``."""
    if word_at(tokens, start) in {"at", "on"} and word_at(tokens, start + 1) == "the":
        for end, level in read_level(tokens, start + 2):
            if word_at(tokens, end) == "level":
                after = end + 1
                while after < len(tokens) and tokens[after].text in {",", ":"}:
                    after += 1
                return level, after
    return "", start


def _trailers(tokens: Sequence[Token], start: int) -> tuple[int, str]:
    """Skip words after a test that do not change it; return the position and the level that they name."""
    position, level = start, ""
    found = True
    while found:
        found = False
        position = after_gloss(tokens, position)
        for _, end, captures in TRAILERS.starting(tokens, position):
            if end > position:
                position, found = end, True
                level = str(captures.get("LEVEL", level))
    return position, level


def _at_joint(tokens: Sequence[Token], position: int) -> bool:
    token = tokens[position]
    joins = token.text in {",", "and", "or", ";", "while", "but"} or _with_name(tokens, position)
    return token.kind != "code" and joins


def _with_name(tokens: Sequence[Token], position: int) -> bool:
    """Whether a test of a field follows a ``with``: `` `plot` is `BIG` with `soil` as `DRY` ``."""
    following = tokens[position + 1 : position + 2]
    return word_at(tokens, position) == "with" and bool(following) and following[0].kind == "code"


def _joint(tokens: Sequence[Token], start: int) -> tuple[str, int]:
    """How the next part is joined: ``,and``, ``or when``, …, and where it starts."""
    position, joint = start, ""
    while position < len(tokens) and tokens[position].kind == "mark" and tokens[position].text in {",", ";"}:
        joint = ","
        position += 1
    if word_at(tokens, position) in {"and", "or", "while", "but"} or _with_name(tokens, position):
        joint += tokens[position].text if tokens[position].text in {"and", "or"} else "and"
        position += 1
    while position < len(tokens) and tokens[position].text in {"when", "if", "that", "also"}:
        joint = f",{joint.lstrip(',')}" if tokens[position].text in {"when", "if"} else joint
        position += 1
    return joint, position


def _joined(parts: Sequence[Expr], joints: Sequence[str], tokens: Sequence[Token]) -> Expr:
    """Join parts: a comma binds less tightly than a bare ``and`` or ``or``."""
    if not joints:
        return parts[0]
    if all("," not in joint for joint in joints):
        return _flat(parts, joints, tokens)
    outer: list[Expr] = []
    group: list[Expr] = [parts[0]]
    inner: list[str] = []
    strong: list[str] = []
    for joint, part in zip(joints, parts[1:], strict=True):
        if "," in joint:
            outer.append(_flat(group, inner, tokens))
            group, inner = [part], []
            strong.append(joint.lstrip(","))
        else:
            group.append(part)
            inner.append(joint)
    # `a`, `b` or `c`: the bare `or` at the end of a list joins all of it.
    if len(inner) == 1 and len(group) == 2 and all(not word for word in strong):
        outer.extend(group)
        strong.append(inner[0])
    else:
        outer.append(_flat(group, inner, tokens))
    words = {word for word in strong if word}
    if len(words) != 1:
        return Prose(_text(tokens)) if words else Every(tuple(outer))
    return Every(tuple(outer)) if words == {"and"} else Some(tuple(outer))


def _flat(parts: Sequence[Expr], joints: Sequence[str], tokens: Sequence[Token]) -> Expr:
    words = set(joints)
    if len(parts) == 1:
        return parts[0]
    if words == {"and"}:
        return Every(tuple(parts))
    if words == {"or"}:
        return Some(tuple(parts))
    return _cases(parts, joints) or Prose(_text(tokens))


def _cases(parts: Sequence[Expr], joints: Sequence[str]) -> Expr | None:
    """Join ``a is X and b is Y or a is Z``: cases of one field, which are unambiguous."""
    groups: list[list[Expr]] = [[parts[0]]]
    for joint, part in zip(joints, parts[1:], strict=True):
        if joint == "or":
            groups.append([part])
        else:
            groups[-1].append(part)
    first = [group[0] for group in groups]
    tests = [part for part in first if isinstance(part, Clause) and part.test == "is" and not part.negated]
    if len(tests) < len(groups) or len({part.names for part in tests}) > 1:
        return None
    return Some(tuple(together(tuple(group)) for group in groups))


def _clause(fact: str, captures: Captures) -> Expr | None:
    if fact == "kinded":
        names, listed = cast("tuple[Names, tuple[str, ...]]", captures["KINDED"])
        return Clause(names.names, "is", listed)
    found = cast(
        "Names",
        captures.get("NAMES")
        or captures.get("GLOSSED")
        or captures.get("NOUN")
        or captures.get("KIND1")
        or Names((Name(""),)),
    )
    values = cast(
        "tuple[str, ...]", captures.get("VALUES") or captures.get("CHOICES") or captures.get("LISTED", ())
    )
    every = found.every is not False
    clause = partial(Clause, found.names, every=every)
    turned = captures.get("IS", captures.get("DID", True)) is False
    negated = (fact == "absent" or fact.endswith("-not")) != turned
    match fact:
        case "used" | "used-not" | "specified":
            return clause("used", negated=negated)
        case "present" | "absent":
            if not every and (held := _held_values(found.names)):
                return Clause(held[0], "contains", held[1], every, negated)
            return clause("present", negated=negated)
        case "contains" | "only":
            return clause("only" if fact == "only" else "contains", values, negated=negated)
        case "on" | "off":
            return clause("is", ("true" if fact == "on" else "false",), negated=turned)
        case "selected-word":
            return clause("is", (str(captures["WORD"]).upper(),))
        case "is-or-absent":
            return Some((clause("is", values), clause("present", negated=True)))
        case "single" | "several" | "enabled":
            number = "0" if fact == "enabled" else "1"
            return clause("compares", (number,), operator="==" if fact == "single" else ">", measure="items")
        case "of-a-kind":
            return Prose(str(captures["KIND"]))
        case "present-of-a-kind":
            return Every((clause("present"), Prose("what kind of thing it is")))
        case "compares" | "compares-field":
            compares = partial(clause, "compares", operator=cast("Order", captures["COMPARISON"]))
            if fact == "compares":
                return compares((str(captures["NUMBER"]),))
            others = cast("Names", captures["NAMES2"]).names
            return compares(other=others[0]) if len(others) == 1 else None
    return clause("is", values, negated=negated)


_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")


def _held_values(names: Sequence[Name]) -> tuple[tuple[Name, ...], tuple[str, ...]] | None:
    """The list and its values where values are written like fields of an object: ``you pass `A` in `b` ``."""
    last = names[-1]
    if not last.within or not all(_CONSTANT.fullmatch(name.text) for name in names):
        return None
    held = evolve(last, text=last.within[-1], within=last.within[:-1])
    return (held,), tuple(name.text for name in names)


def _read_list(tokens: Sequence[Token], start: int, items: Sequence[Statement]) -> Expr | None:
    """Parse the list of conditions that the words from a position to the end announce."""
    if not items:
        return None
    if [token.text for token in tokens[start:]] == [":"]:
        # Whether all of them are meant or any one is not said.
        return Every((_items(items, every=False), Prose("which of some conditions")))
    for wording, end, _ in LISTS.starting(tokens, start):
        after, level = _trailers(tokens, end)
        while after < len(tokens) and tokens[after].text in {":", "."}:
            after += 1
        if after == len(tokens):
            every = wording.fact == "all"
            condition = _items(items, every=every)
            # A list of a single item has lost its other items.
            if len(items) == 1 and not items[0].items:
                rest = Prose("a list of one item")
                condition = Every((condition, rest)) if every else Some((condition, rest))
            return at_level(condition, level)
    return None


def _items(items: Sequence[Statement], *, every: bool) -> Expr:
    """Join the conditions of a list's items."""
    read: list[tuple[Expr, bool]] = []
    level = ""
    for item in items:
        if joint := _BEGINS_WITH_JOINT.match(item.text):
            # `or` in a list of all is an alternative to the item before; else only the last item has a joint.
            part, branch = read_item(evolve(item, text=item.text[joint.end() :]))
            if joint[1].lower() == "or" and every and read and not read[-1][1] and not branch:
                read[-1] = (Some((read[-1][0], at_level(part, level))), False)
                continue
            if not read or (joint[1].lower() == "and") != every or items[-1] is not item:
                return Prose("; ".join(item.flat() for item in items))
            read.append((at_level(part, level), branch))
            continue
        tokens = tokenise(item.text)
        heading, after = _leading_level(tokens, 0)
        if heading and after == len(tokens) and not item.items:
            level = heading  # a heading whose list has lost its indent
            continue
        part, branch = read_item(item)
        read.append((at_level(part, level), branch))
    if not read:
        return Prose("; ".join(item.flat() for item in items))
    conditions = tuple(part for part, _ in read)
    if not every:
        return Some(conditions)
    # Items such as `When a: …` and `When b: …` are cases of which one applies.
    if sum(branch for _, branch in read) > 1:
        cases = tuple(part for part, branch in read if branch)
        return together((*(part for part, branch in read if not branch), Some(cases)))
    return together(conditions)


_BEGINS_WITH_JOINT = re.compile(r"\s*(or|and)\b\s*", re.IGNORECASE)


_NUMBERED = re.compile(
    r"^\s*(?:•\s*)?(?:(?:scenario|case|option|condition)\s*\d+\s*[:：.]|\d+[.)])\s*", re.IGNORECASE
)
EXPLAINS = re.compile(
    r"^(?:to (?:learn|confirm|check|find|obtain|get|see|create)\b|for (?:more|details)\b"
    r"|(?:learn|see|example|refer)\b)",
    re.IGNORECASE,
)


def read_item(item: Statement) -> tuple[Expr, bool]:
    """Parse one item of a list of conditions; also return whether it is a case: ``When a: …``."""
    text = _NUMBERED.sub("", item.text)
    parts = split(text)
    if not parts:
        return (_items(item.items, every=True), False) if item.items else (Prose(item.text), False)
    if any(not EXPLAINS.match(part) for part in parts[1:]):
        return Prose(item.flat()), False
    tokens = list(tokenise(parts[0]))
    case = bool(tokens) and tokens[0].text in {"when", "if"}
    if case:
        tokens = tokens[1:]
    if not item.items:
        return read_condition(tokens), False
    level, after = _leading_level(tokens, 0)
    if after == len(tokens):
        return at_level(_items(item.items, every=True), level), False
    condition = read_condition(tokens, item.items)
    if tokens and tokens[-1].text == ":" and not announces(tokens):
        condition = together((read_condition(tokens[:-1]), _items(item.items, every=True)))
        return condition, case
    if not announces(tokens):
        return Prose(item.flat()), False
    return condition, False


def announces(tokens: Sequence[Token]) -> bool:
    """Whether words announce a list of conditions."""
    unsaid = word_at(tokens, len(tokens) - 2) in {"when", "if"} and tokens[-1].text == ":"
    return unsaid or any(True for start in range(len(tokens)) for _ in LISTS.starting(tokens, start))


def _text(tokens: Sequence[Token]) -> str:
    return " ".join(str(token) for token in tokens)
