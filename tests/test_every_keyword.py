"""Whatever the schema of a request says at any place is checked there, by the client and by the site.

The rules between fields, which schemas state as ``allOf``, are those of `test_rule_mutations`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from attrs import frozen

from newest import check_of, newest_spec, standing_schema
from payloads import Payloads, Request, requests
from site_scripts import Scripts, needs_node
from tiktok_bindgen.enforced import enforced
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.site.rule_data import operation_data
from tiktok_business import checks

pytestmark = pytest.mark.slow

Steps = tuple[str | int, ...]
#: A pointer and a keyword; of a missing field, its own pointer.
Broken = tuple[str, str]

# Keywords that say nothing of a value, besides those that begin with ``x-``.
_WORDS = {"default", "deprecated", "description", "title"}
# Keywords whose parts are places of their own, or what a test of its own is about.
_AROUND = {"additionalProperties", "allOf", "anyOf", "items", "oneOf", "properties"}
_CHECKED = {
    *("enum", "exclusiveMinimum", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum"),
    *("multipleOf", "pattern", "required", "type", "uniqueItems", "x-no-emoji"),
}
# The rules of checks for the form of a text.
_FORM = dict.fromkeys(("format", "x-no-emoji"), "pattern")
_DATES = {"date", "YYYY-MM-DD HH:MM:SS", "YYYY-MM-DD hh:mm:ss"}
#: The kinds of facts of a schema that nothing is refused for, each with the reason.
UNCHECKED = {
    "contentMediaType application/octet-stream": "a file is no JSON: checks have its name",
    "format digits of an integer": "names and other unique texts stand for ids in examples",
    "format float": "every number has it",
    "minItems 0": "nothing breaks it",
    "required []": "nothing breaks it",
}
_IDLE = [("minItems", 0), ("required", [])]
# A value of each type, and texts that some pattern excludes each.
_VALUES: tuple[Any, ...] = (
    "text",
    "",
    "a@b+c",
    "é",
    "2026-9-1",
    "\N{CYCLONE}",
    "#!",
    7,
    2.5,
    -1,
    True,
    False,
    [],
    {},
    [[1]],
)


@frozen
class Place:
    """A value in requests of an operation.

    Attributes:
        steps: The path to it; 0 for an item of a list.
        schema: What the spec says of it.
    """

    steps: Steps
    schema: Mapping[str, Any]

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer."""
        return "".join(f"/{step}" for step in self.steps)

    def facts(self) -> Iterator[str]:
        """Yield what the schema says of the value itself: keywords, and with the value what is unchecked."""
        for key, value in self.schema.items():
            if key in _WORDS | _AROUND or (key.startswith("x-") and key not in _CHECKED):
                continue
            if key not in {"format", "contentMediaType"}:
                yield f"{key} {value}" if (key, value) in _IDLE else key
            elif value not in _DATES and not {"pattern", "x-no-emoji"} & self.schema.keys():
                yield f"{key} {value}"

    def candidates(self, maker: Payloads) -> Iterator[Any]:
        """Yield values that break all that the schema can say, each at least once."""
        yield from _VALUES
        schema = self.schema
        for key, bound in schema.items():
            for beyond in (-1, 0, 1):
                if key.endswith("Length"):
                    yield "x" * max(0, bound + beyond)
                elif key.endswith("Items") and key != "uniqueItems":
                    # Whatever the items are: only the list is looked at.
                    yield [0] * max(0, bound + beyond)
                elif key.endswith("imum"):
                    yield bound + beyond
        yield from [schema["multipleOf"] * 1.5] if "multipleOf" in schema else ()
        yield from [[0, 0]] if "uniqueItems" in schema else ()
        yield from [maker.value(schema)]


@frozen
class Judged:
    """A request with one odd value, and what is wrong with that value.

    Attributes:
        request: The operation.
        place: The place of the value.
        payload: The request: only the value, and what is around it.
        broken: What the schema says is wrong there.
    """

    request: Request
    place: Place
    payload: Any
    broken: frozenset[Broken]

    @property
    def to_tell(self) -> frozenset[Broken]:
        """What is wrong, in the words of checks."""
        return frozenset((pointer, _FORM.get(keyword, keyword)) for pointer, keyword in self.broken)

    def told(self, found: Sequence[Any]) -> frozenset[Broken]:
        """Return what a check says is wrong with the value, of its violations of the whole request."""
        at, needed = self.place.pointer, self.place.schema.get("required", ())
        missing = {(f"{at}/{name}", "required") for name in needed}
        rules = {(pointer, _FORM.get(rule, rule)) for pointer, rule in found}
        return frozenset(
            each
            for each in rules
            if each in missing or (each[0] == at and each[1] in _CHECKED - {"required"})
        )


@cache
def _spec() -> Mapping[str, Any]:
    """The newest spec without what is contested."""
    return enforced(newest_spec())


@frozen
class Compared:
    """What was found of an operation.

    Attributes:
        unbroken: What its schemas say that no value breaks: each with its pointer.
        different: The requests of which the client says something else than the schema.
        several: One request for each place, and for each thing that can be wrong with its value.
        count: How many requests there were.
    """

    unbroken: tuple[tuple[str, str], ...]
    different: tuple[Any, ...]
    several: tuple[Judged, ...]
    count: int


@cache
def _compared() -> tuple[Compared, ...]:
    """Every operation; one after the other, since all requests together take much memory."""
    return tuple(_compare(request) for request in requests(_spec()))


def _compare(request: Request) -> Compared:
    unbroken: dict[tuple[str, str], None] = {}
    different: list[Any] = []
    several: dict[Any, Judged] = {}
    judged = [*_of(request)]
    for one in judged:
        unbroken.update(((one.place.pointer, fact), None) for fact in one.place.facts())
        several.setdefault((one.place.steps, one.broken), one)
        found = [(each.pointer, each.rule) for each in check_of(request)(one.payload)]
        if (told := one.told(found)) != one.to_tell:
            different.append((request.title, one.payload, sorted(one.to_tell), sorted(told)))
    for pointer, keyword in (pair for one in judged for pair in one.broken):
        at = pointer.rpartition("/")[0] if keyword == "required" else pointer
        unbroken.pop((at, keyword), None)
    return Compared((*unbroken,), (*different,), (*several.values(),), len(judged))


def _of(request: Request) -> Iterator[Judged]:
    judge = _judge(request)
    maker = Payloads(_spec(), Random(request.title), given=0.0)
    # The schema keeps what examples show in place of a contested type, for those who read replies.
    shown = {at for at, rule in getattr(checks, request.name).contested if rule == "type"}
    for place in _places(maker, request.schema):
        if _star(place) in shown:
            continue
        for value in place.candidates(maker):
            payload = _around(place.steps, value)
            broken = frozenset(_errors(judge, payload, place))
            kinds = {pair for pair in broken if pair[1] == "type"}
            yield Judged(request, place, payload, frozenset(kinds) or broken)


def _judge(request: Request) -> Any:
    schema = _without_rules(standing_schema(_spec(), request))
    return jsonschema_rs.Draft202012Validator(schema, keywords={"x-no-emoji": _NoEmoji})


class _NoEmoji:
    """A keyword of ours, as a validator takes it. Of all emoji, one is in the texts that are tried."""

    def __init__(self, _: Any, wanted: object, __: Any) -> None:
        self.wanted = wanted

    def validate(self, value: object) -> None:
        """Refuse a text with this emoji."""
        if self.wanted is True and isinstance(value, str) and "\N{CYCLONE}" in value:
            raise ValueError("has an emoji")


def _star(place: Place) -> str:
    return "".join("/*" if step in {0, _ANY} else f"/{step}" for step in place.steps)


# A name in an object whose names are not documented.
_ANY = "any"


def _places(
    maker: Payloads, schema: Mapping[str, Any], steps: Steps = (), around: tuple[str, ...] = ()
) -> Iterator[Place]:
    name = schema.get("$ref", "")
    if name in around:
        return
    around = (*around, name) if name else around
    found = maker.resolved(schema)
    yield Place(steps, found)
    for key, inner in found.get("properties", {}).items():
        yield from _places(maker, inner, (*steps, key), around)
    for key, step in (("items", 0), ("additionalProperties", _ANY)):
        if isinstance(found.get(key), Mapping):
            yield from _places(maker, found[key], (*steps, step), around)


def _around(steps: Steps, value: Any) -> Any:
    for step in reversed(steps):
        value = [value] if step == 0 else {step: value}
    return value


def _errors(judge: Any, payload: Any, place: Place) -> Iterator[Broken]:
    for error in judge.iter_errors(payload):
        if tuple(error.instance_path) == place.steps:
            keyword = next(step for step in reversed(error.schema_path) if isinstance(step, str))
            if keyword == "required":
                # That of a rule is told elsewhere.
                if error.kind.property in place.schema.get("required", ()):
                    yield f"{place.pointer}/{error.kind.property}", keyword
            elif keyword in _CHECKED:
                yield place.pointer, keyword


def _without_rules(node: Any) -> Any:
    """Return a schema without rules, but for those that always require a field."""
    if isinstance(node, dict):
        made = {key: _without_rules(value) for key, value in node.items() if key not in {"allOf", "x-rules"}}
        always = [part for part in node.get("allOf", ()) if part.keys() <= {"$comment", "required", "title"}]
        return {**made, "allOf": always} if always else made
    return [_without_rules(each) for each in node] if isinstance(node, list) else node


def test_some_value_breaks_every_keyword_or_a_reason_is_given() -> None:
    unbroken = [fact for compared in _compared() for _, fact in compared.unbroken]
    assert {*unbroken} == UNCHECKED.keys()


def test_the_client_refuses_exactly_what_the_schema_of_a_value_does() -> None:
    assert [each for compared in _compared() for each in compared.different] == []
    assert sum(compared.count for compared in _compared()) > 50_000


def test_so_is_a_value_in_an_object_that_may_be_of_several_kinds() -> None:
    verdicts: Counter[bool] = Counter()
    different = []
    for request in requests(_spec()):
        maker = Payloads(_spec(), Random(request.title), given=1.0)
        payloads = [*_of_each_kind(maker, request)]
        if not payloads:
            continue
        judge = _judge(request)
        for payload in payloads:
            found = check_of(request)(payload)
            taken = not any(each.rule in _CHECKED | {"format"} for each in found)
            verdicts[taken] += 1
            if judge.is_valid(payload) != taken:
                different.append((request.title, payload, found))
    assert different == []
    assert min(verdicts.values()) > 100


def _of_each_kind(maker: Payloads, request: Request) -> Iterator[Any]:
    """Yield requests with an object of each of its kinds, as its schema says and with one odd value."""
    for place in _places(maker, request.schema):
        for kind in [*place.schema.get("anyOf", ()), *place.schema.get("oneOf", ())]:
            whole = maker.value(request.schema)
            made = maker.value({**maker.resolved(kind), "required": list(maker.properties(kind))})
            needed = (
                {name: whole[name] for name in place.schema.get("required", ())} if not place.steps else {}
            )
            whole = _with(whole, place.steps, {**needed, **made})
            yield whole
            for inner in _places(maker, kind):
                for value in _VALUES if inner.steps else ():
                    yield _with(whole, (*place.steps, *inner.steps), value)


def _with(whole: Any, steps: Sequence[str | int], value: Any) -> Any:
    """Return a copy of a value in which one inside it is another, with what is missing around it."""
    if not steps:
        return value
    step, *below = steps
    if step == 0:
        first, *others = whole or [None]
        return [_with(first, below, value), *others]
    return {**(whole or {}), step: _with((whole or {}).get(step), below, value)}


@needs_node
def test_so_does_the_site(scripts: Scripts) -> None:
    different = []
    for judged in (compared.several for compared in _compared()):
        request = judged[0].request
        operation = explained(newest_spec(), request.method, request.path)
        page = operation_data(newest_spec(), operation, name=request.path, base="../")
        told = scripts.about("check", request.name, page, [one.payload for one in judged])
        for one, found in zip(judged, told, strict=True):
            said = one.told([(each["pointer"], each["rule"]) for each in found])
            if said != one.to_tell:
                different.append((request.title, one.payload, sorted(one.to_tell), sorted(said)))
    assert different == []
