"""Documented examples as requests to start from: of one operation, and of launches."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.explain.launch import Step, chains, is_creating, kinds_of
from tiktok_bindgen.explain.operation import Explained, ExplainedField, explained
from tiktok_bindgen.explain.requests import Given, Requests, is_going, names_in, with_names
from tiktok_bindgen.explain.samples import Samples
from tiktok_bindgen.logic.levels import completed
from tiktok_bindgen.logic.model import Path, Scalar, at_level, path_text
from tiktok_bindgen.openapi import mapping, operations
from tiktok_bindgen.runtime.paths import short

#: What the requests of documented pages give, in order: operations such as ``POST /bed/create/``, and names.
GivenByPage = Mapping[str, Sequence[tuple[str, Given]]]
#: No examples.
NO_EXAMPLES: GivenByPage = {}
Key = tuple[str, str]
# The most alternative forms of an object that are tried.
_MOST_FORMS = 8


@frozen
class Case:
    """An example of an operation as a request.

    Attributes:
        request: The request; values of no list are made up.
        above: The requests above it, by the steps to their levels (``^garden``), wherever examples show them.
    """

    request: Mapping[str, Any]
    above: tuple[Mapping[str, Any], ...] = ()


@frozen
class Addition:
    """A field that other examples of a kind of launch give.

    Attributes:
        field: Its path as documented.
        values: Its listed values there.
    """

    field: str
    values: tuple[Scalar, ...] = ()


@frozen
class Launch:
    """The documented example of a kind of launch that gives least, or what comes nearest to one.

    Attributes:
        field: The field at the top whose value is the kind.
        value: Its value.
        lifecycle: ``deprecated`` or ``to-be-deprecated`` if the value is; else empty.
        chain: The operations, from the top down.
        requests: A request for each, from the top down; fewer where the rules allow none.
        documented: How many of them, from the top, are examples of this kind. The others have what examples
            of other kinds give, changed where rules of this kind ask for it.
        additions: For each documented request the fields that may be added: those of other examples, one at
            a time.
    """

    field: str
    value: Scalar
    lifecycle: str
    chain: tuple[Explained, ...]
    requests: tuple[Mapping[str, Any], ...] = ()
    documented: int = 0
    additions: tuple[tuple[Addition, ...], ...] = ()


@frozen
class _Step:
    """An example with those above it, from the top down."""

    key: Key
    given: Given
    above: tuple[_Step, ...] = ()

    @property
    def chain(self) -> tuple[_Step, ...]:
        return (*self.above, self)


@frozen(slots=False)
class Examples:
    """Documented examples, found by operation.

    Attributes:
        spec: The OpenAPI document.
        pages: What the requests of documented pages give.
    """

    spec: Mapping[str, object]
    pages: GivenByPage

    def cases(self, operation: Explained) -> list[Case]:
        """Return the different examples of an operation as requests, the commonest first.

        The commonest gives what most others give; what is deprecated comes last.
        """
        found: dict[str, Case] = {}
        for step in self._ranked((operation.method, operation.path)):
            request = self._request(step, Samples(self._things))
            if request is not None:
                case = found.setdefault(repr(request), Case(request))
                above = self._above(step)
                if above and above not in case.above:
                    found[repr(request)] = evolve(case, above=(*case.above, above))
        return [*found.values()]

    def least(self, operation: Explained) -> Mapping[str, Any] | None:
        """Make the request of an operation with only what is required in any case."""
        return self._request(_Step((operation.method, operation.path), {}), Samples(self._things))

    def launches(self) -> Iterator[Launch]:
        """Find the least example of each kind of launch, for each chain of operations."""
        for chain in chains(self.spec):
            kind = kinds_of(chain)
            if kind is not None:
                yield from (self.launch(chain, kind, value) for value in kind.values)

    def launch(self, chain: Sequence[Explained], field: ExplainedField, value: Scalar) -> Launch:
        """Find the least example of one kind of launch.

        Args:
            chain: The operations, from the top down.
            field: The field at the top.
            value: Its value.
        """
        lifecycle = str(mapping(field.schema.get("x-enum-lifecycle")).get(str(value), ""))
        way, requests = self._documented(chain, field, value)
        return Launch(
            field.path[-1],
            value,
            lifecycle,
            tuple(chain),
            self._launched(self._nearest(chain, way, field, value)) or tuple(requests),
            len(requests),
            tuple(self._additions(way, requests, field, value)),
        )

    def _documented(
        self, chain: Sequence[Explained], field: ExplainedField, value: Scalar
    ) -> tuple[Sequence[_Step], Sequence[Mapping[str, Any]]]:
        """Find the least example of as many levels as there is one of, from the top down."""
        keys = [(each.method, each.path) for each in chain]
        for depth in range(len(chain), 0, -1):
            ways = [
                each.chain
                for each in self._steps.get(keys[depth - 1], ())
                if [step.key for step in each.chain] == keys[:depth] and _has(each, field, value)
            ]
            for way in sorted(ways, key=self._size):
                requests = self._launched(way)
                if requests is not None:
                    return way, requests
        return (), ()

    def of_levels(self, levels: Sequence[Step]) -> Launch:
        """Find the least example of the kind of launch whose levels were determined."""
        (chosen,) = (each for each in levels[0].fields if each.state == "given")
        chain = [each.operation for each in levels]
        (field,) = (each for each in chain[0].fields if path_text(each.path) == chosen.field)
        return self.launch(chain, field, *chosen.values)

    # -- pages -------------------------------------------------------------------------------

    @cached_property
    def _keys(self) -> Mapping[str, Key]:
        named = ((method.upper(), path) for path, method, _ in operations(self.spec))
        return {f"{method} {short(path)}": (method, path) for method, path in named}

    @cached_property
    def _things(self) -> Collection[str]:
        return {str(mapping(each.get("x-level")).get("name")) for _, _, each in operations(self.spec)}

    @cached_property
    def _steps(self) -> Mapping[Key, list[_Step]]:
        """The examples of each operation, each under the nearest one before it of the level above."""
        found: dict[Key, list[_Step]] = {}
        levels = {
            (method.upper(), path): next(
                iter(mapping(mapping(each.get("x-level")).get("above")).values()), ""
            )
            for path, method, each in operations(self.spec)
        }
        for steps in self.pages.values():
            latest: dict[Key, _Step] = {}
            for name, given in steps:
                key = self._keys.get(name)
                if key is None:
                    continue
                parent = latest.get(("POST", levels[key]))
                step = _Step(key, given, parent.chain if parent else ())
                # A new object has nothing in it yet.
                latest = {
                    other: each
                    for other, each in latest.items()
                    if key not in {above.key for above in each.chain}
                }
                latest[key] = step
                found.setdefault(key, []).append(step)
        return found

    def _ranked(self, key: Key) -> Sequence[_Step]:
        """Return the examples of an operation, the commonest first; what is deprecated comes last."""
        if key not in self._ranks:
            steps = self._steps.get(key, [])
            gives = [frozenset(map(repr, names_in(each.given))) for each in steps]

            def rank(index: int) -> tuple[bool, float]:
                alike = sum(len(gives[index] & other) / (len(gives[index] | other) or 1) for other in gives)
                return bool(self._requests(key)[0].stale(steps[index].given)), -round(alike, 6)

            self._ranks[key] = [steps[index] for index in sorted(range(len(steps)), key=rank)]
        return self._ranks[key]

    @cached_property
    def _ranks(self) -> dict[Key, Sequence[_Step]]:
        return {}

    # -- requests ----------------------------------------------------------------------------

    @cached_property
    def _made(self) -> dict[Key, tuple[Requests, ...]]:
        return {}

    def _requests(self, key: Key) -> tuple[Requests, ...]:
        """Return what makes the requests of an operation, with all its fields; then of each of its forms."""
        if key not in self._made:
            whole, first = explained(self.spec, *key), explained(self.spec, *key, form=0)
            found = []
            if first.fields != whole.fields:
                *forms, none = (explained(self.spec, *key, form=form) for form in range(_MOST_FORMS + 1))
                found = [each for each in forms if each.fields != none.fields]
            self._made[key] = tuple(map(Requests, (whole, *found)))
        return self._made[key]

    def _request(
        self, step: _Step, samples: Samples, above: Mapping[str, object] | None = None
    ) -> dict[str, Any] | None:
        whole, *forms = self._requests(step.key)
        if not forms:
            return whole.request(step.given, samples, above)
        found = (each.request(step.given, samples, above) for each in forms)
        fit = [each for each in found if each is not None and whole.allows(each, above)]
        return min(fit, key=lambda each: len([*names_in(each)]), default=None)

    def _launched(self, way: Sequence[_Step]) -> tuple[Mapping[str, Any], ...] | None:
        """Make the requests of a chain of examples; ``None`` if they break a rule."""
        samples = Samples(self._things)
        requests: list[Mapping[str, Any]] = []
        for step in way:
            request = self._request(step, samples, self._completed(way, requests))
            if request is None:
                return None
            requests.append(request)
        return tuple(requests)

    def _completed(
        self, way: Sequence[_Step], requests: Sequence[Mapping[str, Any]]
    ) -> Mapping[str, Mapping[str, object]]:
        """The first requests of a chain as those below see them, by the steps to their levels."""
        above = {}
        for step, request in zip(way, requests, strict=False):
            operation = self._requests(step.key)[0].operation
            if operation.level:
                defaults = {each.path[0]: each.default for each in operation.fields if len(each.path) == 1}
                above[at_level(operation.level)[0]] = completed(request, defaults)
        return above

    def _above(self, step: _Step) -> dict[str, Any]:
        """Return the requests above an example, by the steps to their levels; none if they break a rule."""
        requests = self._launched(step.above) if step.above else None
        levels = (self._requests(each.key)[0].operation.level for each in step.above)
        return {at_level(level)[0]: request for level, request in zip(levels, requests or (), strict=False)}

    # -- launches ----------------------------------------------------------------------------

    def _nearest(
        self, chain: Sequence[Explained], way: Sequence[_Step], field: ExplainedField, value: Scalar
    ) -> Sequence[_Step]:
        """Continue a chain of examples with the nearest of other kinds, as far as the rules allow any."""
        found = [*way]
        alike = self._elsewhere(chain, field, value)
        names = [{each.path[0] for each in of.fields} for of in chain]
        for index in range(len(way), len(chain)):
            key = chain[index].method, chain[index].path
            elsewhere = {*alike}.intersection(*names[:index], *names[index + 1 :])
            wanted = {
                name: each for name, each in alike.items() if name in names[index] and name not in elsewhere
            }
            if not index:
                wanted[field.path[0]] = value
            above = self._completed(found, self._launched(found) or ())
            nearest = self._adapted(key, wanted, above)
            if nearest is None:
                break
            found.append(_Step(key, nearest, tuple(found)))
        return found

    def _adapted(self, key: Key, wanted: Given, above: Mapping[str, object]) -> Given | None:
        """Adapt an example of an operation to what is wanted and to the requests above.

        Returns:
            What the one with fewest changes gives, the commonest of several; what the rules alone ask for if
            there is none; ``None`` if they allow nothing.
        """
        made = self._requests(key)[0]
        fewest, best = math.inf, None
        for given in [each.given for each in self._ranked(key) if not made.stale(each.given)]:
            # A name without a value only asks for the field.
            more = {name: each for name, each in wanted.items() if each is not None or name not in given}
            changed = made.adapted({**given, **more}, above)
            if changed is not None:
                changes = len({*names_in(given)} ^ {*names_in(changed)})
                fewest, best = min((fewest, best), (changes, changed), key=itemgetter(0))
        return made.adapted(wanted, above) if best is None else best

    def _elsewhere(self, chain: Sequence[Explained], field: ExplainedField, value: Scalar) -> Given:
        """Return what an example of a kind gives elsewhere: the one with most names of a chain's fields."""
        keys = {(each.method, each.path) for each in chain}
        names = {each.path[0] for of in chain for each in of.fields}
        alike = (
            step.given
            for key, steps in self._steps.items()
            if key not in keys and is_creating(key[1])
            for step in steps
            if step.given.get(field.path[0]) == value
        )
        return max(alike, key=lambda given: len(names & given.keys()), default={})

    def _size(self, way: Sequence[_Step]) -> tuple[bool, int]:
        stale = any(self._requests(each.key)[0].stale(each.given) for each in way)
        return stale, sum(len({path for path, _ in names_in(each.given)}) for each in way)

    def _additions(
        self, way: Sequence[_Step], requests: Sequence[Given], kind: ExplainedField, value: Scalar
    ) -> Iterator[tuple[Addition, ...]]:
        """Yield for each step what other examples of the kind give, and the step may be given, too."""
        for index, step in enumerate(way):
            known = {path for path, _ in names_in(step.given)}
            more: dict[Path, list[Scalar | None]] = {}
            for other in self._steps[step.key]:
                for path, each in names_in(other.given) if _has(other, kind, value) else ():
                    listed = each if isinstance(each, Scalar) else None
                    if path not in known and listed not in (values := more.setdefault(path, [])):
                        values.append(listed)
            fields = {each.path: each for each in self._requests(step.key)[0].operation.fields}
            allowed = {
                path: [each for each in more[path] if self._allows(way, requests, index, path, each)]
                for path, field in fields.items()
                if path in more and not is_going(field)
            }
            yield tuple(
                Addition(path_text(path), tuple(each for each in values if each is not None))
                for path, values in allowed.items()
                if values
            )

    def _allows(
        self, way: Sequence[_Step], requests: Sequence[Given], index: int, path: Path, value: Scalar | None
    ) -> bool:
        """Whether a name may be added to a step, and nothing else to any step with it."""
        given = with_names(way[index].given, path, value)
        made = self._launched([*way[:index], evolve(way[index], given=given), *way[index + 1 :]])
        if made is None:
            return False
        before, now = ([{*names_in(each)} for each in several] for several in (requests, made))
        names = [
            {each for each, _ in more} - {each for each, _ in had}
            for had, more in zip(before, now, strict=True)
        ]
        expected = [{path} if number == index else set() for number in range(len(way))]
        return names == expected and (value is None or (path, value) in now[index])


def _has(step: _Step, field: ExplainedField, value: Scalar) -> bool:
    """Whether the top of a chain of examples has a value."""
    return mapping(step.chain[0].given).get(field.path[-1]) == value
