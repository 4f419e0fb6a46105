"""Rules under which something documented could never be: a request at all, a field, or a value of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from attrs import frozen

from tiktok_bindgen.interpret.contested import contested_rules
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.logic.encoding import Literals
from tiktok_bindgen.logic.model import ITEM, VALUE, Path, Rule, atoms
from tiktok_bindgen.logic.reason import Clauses, Known, Reasoner
from tiktok_bindgen.sentences.consistency import clashes


@frozen
class Prevented:
    """A rule that leaves no valid request with something documented.

    Attributes:
        rule: The rule.
        text: What can never be.
        line: The line of the field that it is about.
    """

    rule: Rule
    text: str
    line: int


def prevented(operation: Operation) -> tuple[Prevented, ...]:
    """Find the rules that have to go, so that all that is documented occurs in valid requests.

    Of several rules of which one would have to go, it is the one about the field itself, or the last.

    Raises:
        InputError: The solver is not installed.
    """
    against = contested_rules(operation.parameters)
    rules = [rule for rule in operation.rules if rule.id not in against]
    if not rules:
        return ()
    named = {(*rule.scope, *path) for rule in rules for path in _paths(rule)}
    around = {path[:length] for path in named for length in range(1, len(path) + 1)}
    fields = [(path, each) for path, each in _walk(operation.parameters, ()) if path in around]
    found: list[Prevented] = []
    with closing(Reasoner((_known(path, each) for path, each in fields), rules)) as reasoner:
        gone: set[int] = set()
        for literals, path, of, text in _documented(reasoner, fields):
            while not reasoner.possible(literals, without=gone):
                rule = _to_go(reasoner, literals, path, gone)
                if rule is None:
                    # What the fields themselves say of each other is no rule's fault.
                    break
                gone.add(rule.switch)
                found.append(Prevented(rule.rule, text, of.line if of is not None else 0))
        if against:
            # Rules that contradict each other may have been kept apart by one that is contested.
            lines = {path: each.line for path, each in fields}
            left = [each for each in reasoner.ruled if each.switch not in gone]
            for clash in clashes(reasoner, left):
                text = f"`{clash.target[-1]}` is both required and forbidden in some requests"
                line = lines.get(clash.target, 0)
                found += (Prevented(rule, text, line) for rule in (clash.requires, clash.forbids))
    return tuple(found)


def _paths(rule: Rule) -> Iterator[Path]:
    yield from rule.targets
    for atom in atoms(rule.when):
        yield atom.path
        if other := getattr(atom, "other", None):
            yield other


def _walk(fields: Sequence[Field], above: Path) -> Iterator[tuple[Path, Field]]:
    for each in fields:
        path = (*above, each.name)
        yield path, each
        inside = (*path, *(ITEM,) * each.type.array)
        yield from _walk(each.children, (*inside, VALUE) if each.type.kind == "map" else inside)


def _known(path: Path, field: Field) -> Known:
    facts = {each.fact for each in field.contested}
    plain = field.type.array < 2 and field.type.kind not in {"object", "map", "file", "any"}
    return Known(
        path,
        required=field.presence == "required" and "required" not in facts,
        form="other" if not plain else "list" if field.type.array else "single",
        values=() if "enum" in facts else tuple(value.value for value in field.enum),
    )


def _documented(
    reasoner: Reasoner, fields: Sequence[tuple[Path, Field]]
) -> Iterator[tuple[Literals, Path, Field | None, str]]:
    """All that is documented to be possible: what must hold, the field, and what to say if it cannot."""
    yield [], (), None, "no request at all is valid"
    for path, field in fields:
        yield [reasoner.present(path)], path, field, f"`{field.name}` can never be given"
        for value in field.enum if field.type.array < 2 else ():
            one = reasoner.holds if field.type.array else reasoner.equals
            yield [one(path, value.value)], path, field, f"`{field.name}` can never be `{value.value}`"


def _to_go(reasoner: Reasoner, literals: Literals, path: Path, gone: set[int]) -> Clauses | None:
    """The rule without which something is possible."""
    alone = [
        each
        for each in reasoner.ruled
        if each.switch not in gone and reasoner.possible(literals, without={*gone, each.switch})
    ]
    if not alone:
        every = [each for each in reasoner.ruled if each.switch not in gone]
        # Several would have to go; what is about the field goes first.
        alone = every if every and reasoner.free(literals) else []
    own = [each for each in alone if any(spot.targets[0][: len(path)] == path for spot in each.spots)]
    return next(reversed(own or alone), None)
