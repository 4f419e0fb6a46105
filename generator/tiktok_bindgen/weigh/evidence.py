"""Collect which facts of operations are contradicted by shown requests and replies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from attrs import define, field, frozen

from tiktok_bindgen.interpret.bounds import is_of_kind
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.language.slips import is_slip, lacks_a_word, one_typo_away
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.weigh.calls import Shown
from tiktok_bindgen.weigh.compare import Comparison, Conflict, Names, compared
from tiktok_bindgen.weigh.slips import Vocabulary
from tiktok_bindgen.weigh.typed import shape
from tiktok_bindgen.weigh.values import OPEN

Side = Literal["request", "response"]
# A request that contradicts more facts than this belongs to another version or another operation: of the
# portal's examples, nine in ten contradict none, and hardly any five or six.
MOST = 4
#: So many requests with one name outweigh one with a name that is almost the same.
MANY = 10
_PRESENCE = frozenset({"required", "requires", "or", "only-one", "all-or-none"})


@frozen
class Witness:
    """A shown value that contradicts a fact.

    Attributes:
        page: The name of the page or file.
        line: The line of the field that it is about, or at which it begins.
        value: The value of that field.
        recorded: Whether it is from a recorded call, which cannot be a typo.
    """

    page: str
    line: int
    value: object
    recorded: bool = False


@define
class Evidence:
    """The evidence of all examples of one side of an operation.

    Attributes:
        against: The witnesses against each fact of each field.
        agrees: How many examples show a field with a value of its documented type.
        slips: The witnesses of possible typos, keyed by the field's names, the fact, the written value
            (``None`` for a name) and the intended name or value.
        missing: For a field that seems missing because its name may be misspelt: the facts that require it.
        instead: For a documented name that is a typo: the name that examples have.
        asked: The whole requests, if none of them is at fault.
    """

    against: dict[tuple[Names, str], list[Witness]] = field(factory=lambda: defaultdict(list))
    agrees: Counter[Names] = field(factory=Counter)
    slips: dict[tuple[Names, str, object, str], list[Witness]] = field(factory=lambda: defaultdict(list))
    missing: dict[Names, dict[tuple[Names, str], list[Witness]]] = field(factory=dict)
    instead: dict[Names, str] = field(factory=dict)
    asked: list[Shown] = field(factory=list)


@define
class EvidenceByOperation:
    """The evidence of all examples for and against the facts of all operations."""

    operations: Mapping[tuple[str, str], Sequence[Operation]]
    vocabulary: Vocabulary
    found: dict[tuple[str, str, Side], Evidence] = field(factory=lambda: defaultdict(Evidence))
    # How many requests have a field of a name.
    _uses: Counter[str] = field(factory=Counter)
    # The requests that are against many facts, which count once all others have been heard.
    _late: list[tuple[Comparison, Operation]] = field(factory=list)
    problems: list[Problem] = field(factory=list)

    def add(self, shown: Shown) -> None:
        """Take a shown value into account."""
        documented = self.operations.get((shown.method, shown.path))
        if documented is None:
            self._odd(shown, "example-elsewhere", f"no page documents {shown.method} {shown.path}")
        elif shown.value is None:
            self._odd(shown, "example-unreadable", f"the {shown.side} shown here is no JSON")
        elif isinstance(shown.value, list) and not shown.recorded:
            self._odd(shown, "example-unreadable", f"the {shown.side} shown here is a list, not an object")
        else:
            above = self.above(shown)
            comparisons = [compared(shown, operation, above) for operation in documented]
            # If several pages document the operation, use the one that the value fits best.
            number = min(range(len(comparisons)), key=lambda at: len(comparisons[at].conflicts))
            comparison, operation = comparisons[number], documented[number]
            if shown.side == "request" and not shown.recorded and len(comparison.conflicts) > MOST:
                self._late.append((comparison, operation))
            else:
                self._take(comparison, operation)

    def above(self, shown: Shown) -> dict[str, Sequence[Field]]:
        """The fields of a request's parent requests, keyed by level."""
        return {
            level: self.operations[each[0].method, each[0].path][0].parameters
            for level, each in shown.above.items()
        }

    def _odd(self, shown: Shown, code: str, text: str) -> None:
        self.problems.append(Problem(shown.page, shown.line, code, text))

    def _take(self, comparison: Comparison, operation: Operation) -> None:
        shown = comparison.shown
        evidence = self.found[shown.method, shown.path, shown.side]
        if fault := None if shown.recorded else _fault(comparison, operation, evidence.against):
            self._odd(shown, "example-rotten", fault)
            return
        evidence.agrees.update(comparison.agrees)
        if shown.side == "request" and shown.whole and isinstance(shown.value, dict):
            evidence.asked.append(shown)
        if shown.side == "request":
            self._uses.update(_names_in(shown.value))
        slips = dict(_slips(comparison, operation, self.vocabulary))
        for conflict in comparison.conflicts:
            line = shown.line_of(conflict.names[-1]) if conflict.names else shown.line
            if shown.side == "request" and conflict.fact == "unknown":
                texts = _misplaced(conflict.names, operation.parameters)
                self.problems += [Problem(shown.page, line, "example-misplaced", text) for text in texts]
            witness = Witness(shown.page, line, conflict.value, shown.recorded)
            if conflict in slips:
                value = conflict.value if conflict.fact == "enum" else None
                evidence.slips[conflict.names, conflict.fact, value, slips[conflict]].append(witness)
            elif conflict.fact.partition(":")[0] in _PRESENCE and conflict.names[-1] in slips.values():
                # It is not missing if the other name is a typo for it.
                missing = evidence.missing.setdefault(conflict.names, {})
                missing.setdefault((conflict.names, conflict.fact), []).append(witness)
            else:
                evidence.against[conflict.names, conflict.fact].append(witness)

    def decide_slips(self) -> None:
        """Hear the requests that are against many facts, and decide which possible typos are typos.

        What several pages show is no typo, unless it is rare.
        A request's value of another type is a typo if it is on one page only and other examples have the
        documented type, or if it is a number for a string that only a guide shows.
        """
        for comparison, operation in self._late:
            self._take(comparison, operation)
        for (method, path, side), evidence in self.found.items():
            own = {each.page for each in self.operations[method, path]}
            for (names, fact), witnesses in list(evidence.against.items()):
                alone = side == "request" and is_alone(witnesses)
                number = shape(witnesses[0].value)[0] in {"integer", "number"}
                slip = evidence.agrees[names] or (number and witnesses[0].page not in own)
                if fact == "type" and alone and slip:
                    text = f"`{names[-1]}` is shown as another type than documented, here alone"
                    self.problems += [
                        Problem(each.page, each.line, "example-slip", text) for each in witnesses
                    ]
                    del evidence.against[names, fact]
            for (names, fact, value, near), witnesses in evidence.slips.items():
                word = str(names[-1] if value is None else value)
                if self.vocabulary.is_slip_for(near, word):
                    self._documented_slip(self.operations[method, path][0], side, (names, near), word)
                    if fact == "unknown":
                        evidence.instead[*names[:-1], near] = word
                elif (is_slip(word, near) and is_alone(witnesses)) or (
                    value is None and self._uses[near] >= MANY * self._uses[word]
                ):
                    text = f"`{word}` is most likely meant as `{near}`"
                    self.problems += [
                        Problem(each.page, each.line, "example-slip", text) for each in witnesses
                    ]
                    continue
                evidence.against[names, fact] += witnesses
                evidence.against.update(evidence.missing.pop((*names[:-1], near), {}))

    def _documented_slip(self, operation: Operation, side: Side, slip: tuple[Names, str], word: str) -> None:
        """Report a documented name or value that is most likely a typo."""
        (names, near), fields = slip, operation.parameters if side == "request" else operation.response
        of = field_at(fields, names) or field_at(fields, (*names[:-1], near))
        text = f"`{near}` is most likely a slip for `{word}`; both are taken"
        self.problems.append(Problem(operation.page, of.line if of else 0, "value-slip", text))


def is_alone(witnesses: Sequence[Witness]) -> bool:
    """Whether all witnesses are on one page, and may be that page's typo."""
    return len({each.page for each in witnesses}) == 1 and not any(each.recorded for each in witnesses)


def _fault(
    comparison: Comparison, operation: Operation, doubtful: Container[tuple[Names, str]]
) -> str | None:
    """Why a shown value cannot be used as evidence; ``None`` if it can.

    Args:
        comparison: The value beside the facts.
        operation: What has the facts.
        doubtful: The facts that other examples are against.
    """
    conflicts = comparison.conflicts
    unknown = [each for each in conflicts if each.fact == "unknown"]
    if comparison.shown.side == "response":
        known = len(comparison.agrees)
        if len(unknown) > max(MOST, known):
            return f"{len(unknown)} fields of the reply shown here are in no table, {known} are"
        return None
    missing = {each.names for each in conflicts if each.fact.partition(":")[0] in _PRESENCE}
    for each in unknown:
        now = _now(operation.parameters, each.names)
        if now is not None and (*each.names[:-1], now) in missing:
            return f"the request shown here is of the version before: `{each.names[-1]}` is `{now}`"
    top = comparison.shown.value if isinstance(comparison.shown.value, dict) else {}
    names = {each.name for _, each in walk((*operation.parameters, *operation.response))}
    strange = sum(len(each.names) == 1 and each.names[0] not in names for each in unknown)
    if operation.parameters and 2 * strange > len(top):
        return f"most of the {len(top)} fields of the request shown here are in no table"
    if sum((each.names, each.fact) not in doubtful for each in conflicts) > MOST:
        of = ", ".join(f"`{'.'.join(each.names)}`" for each in conflicts[:MOST])
        return f"the request shown here is against {len(conflicts)} facts: of {of} and others"
    return None


def field_at(fields: Iterable[Field], names: Names) -> Field | None:
    """The field at a path of names; ``None`` if there is none."""
    found = next((each for each in fields if each.name == names[0]), None)
    return found if found is None or len(names) == 1 else field_at(found.children, names[1:])


def _siblings(fields: Sequence[Field], names: Names) -> Sequence[Field]:
    if len(names) == 1:
        return fields
    parent = field_at(fields, names[:-1])
    return parent.children if parent is not None else ()


def _misplaced(names: Names, fields: Sequence[Field]) -> Iterator[str]:
    """That what no table has at one place is documented at another of the same request, and only there."""
    *above, name = names
    places = [path[:-1] for path, _ in walk(fields) if path[-1] == name]
    if len(places) == 1:
        there, here = (f"in `{'.'.join(each)}`" if each else "at the top" for each in (places[0], above))
        yield f"`{name}` stands {here} here, and is documented {there}; both are taken"


def _now(fields: Sequence[Field], names: Names) -> str | None:
    """The current name of a field of the version before."""
    return next((each.name for each in _siblings(fields, names) if each.former_name == names[-1]), None)


def _slips(
    comparison: Comparison, operation: Operation, vocabulary: Vocabulary
) -> Iterator[tuple[Conflict, str]]:
    """Yield conflicts that may be slips of the example, with the intended name or value."""
    shown = comparison.shown
    fields = operation.parameters if shown.side == "request" else operation.response
    for each in comparison.conflicts:
        word: str | None = None
        if each.fact == "unknown":
            given = _given(shown.value, each.names[:-1])
            others = [one for one in _siblings(fields, each.names) if one.name not in given]
            word = one_typo_away(each.names[-1], (one.name for one in others))
            if word is None and shown.side == "request" and not vocabulary.has(each.names[-1]):
                word = _almost(each, others)
        elif each.fact == "enum" and isinstance(each.value, str):
            of = field_at(fields, each.names)
            word = one_typo_away(each.value, (str(one.value) for one in of.enum)) if of is not None else None
        if word is not None:
            yield each, word


def _almost(unknown: Conflict, others: Iterable[Field]) -> str | None:
    """The only one of some fields that has a word more or less in its name, and could have the value."""
    near = [
        each.name
        for each in others
        if lacks_a_word(unknown.names[-1], each.name)
        and (unknown.value == OPEN or is_of_kind(unknown.value, each.type.kind))
    ]
    return near[0] if len(near) == 1 else None


def _names_in(value: object) -> frozenset[str]:
    """The names of all fields in a value, at any depth."""
    if isinstance(value, list):
        return frozenset(name for item in value for name in _names_in(item))
    if not isinstance(value, dict):
        return frozenset()
    return frozenset(value).union(*map(_names_in, value.values()))


def _given(value: object, names: Names) -> frozenset[str]:
    """The names of all fields in the objects at a path of names."""
    if isinstance(value, list):
        return frozenset(name for item in value for name in _given(item, names))
    if not isinstance(value, dict):
        return frozenset()
    return _given(value.get(names[0]), names[1:]) if names else frozenset(value)
