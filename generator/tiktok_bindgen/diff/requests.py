"""Which requests a document allows, as far as it decides whether any of them breaks a rule.

A rule about what is new breaks no request of before: about a new field or value, about a field that had to be
given, or a limit that there was. So whether a rule is new in a document does not yet say that calls can fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cached_property
from typing import Any, Literal

from attrs import frozen

from tiktok_bindgen.diff.canonical import Canon
from tiktok_bindgen.diff.model import Schema
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import ITEM, VALUE, Bound, Measure, Operator, Path, Rule
from tiktok_bindgen.logic.reason import Known, Reasoner
from tiktok_bindgen.openapi import listed
from tiktok_bindgen.runtime.kinds import has_emoji

_SINGLE = frozenset({"boolean", "integer", "null", "number", "string"})
# Keyword of a canonical schema → the bound that it is.
_BOUNDS: dict[str, tuple[Operator, Measure]] = {
    "minLength": (">=", "length"),
    "maxLength": ("<=", "length"),
    "minItems": (">=", "items"),
    "maxItems": ("<=", "items"),
}
# Keyword → the operators of a bound that includes the number itself, and of one that does not.
_BEYOND: dict[str, tuple[Operator, Operator]] = {"lower": (">=", ">"), "upper": ("<=", "<")}
# Limit → the types of the values that it limits.
_LIMITED = {
    **dict.fromkeys(
        ("minLength", "maxLength", "pattern", "x-no-emoji", "x-wide-characters"), frozenset({"string"})
    ),
    "format": frozenset({"integer", "number", "string"}),
    **dict.fromkeys(("minItems", "maxItems"), frozenset({"array"})),
    **dict.fromkeys(("lower", "upper"), frozenset({"integer", "number"})),
}
# Keywords of an object that may have more fields than its properties.
_OPEN = frozenset({"allOf", "anyOf", "map", "oneOf", "unresolved"})
# Kinds of rules about values, which what is not given keeps.
_OF_VALUES = frozenset({"value-in", "value-not-in", "limit", "arithmetic", "relational"})


@frozen(eq=False)
class Requests:
    """The requests, or other objects, that a schema allows.

    Attributes:
        schema: The schema of the object that states the rules.
        canon: The schemas of its document.
    """

    schema: Schema
    canon: Canon

    @cached_property
    def rules(self) -> tuple[list[Rule], list[Any]]:
        """The rules that the schema states: those understood, and the rest as written.

        Keywords that state rules are not read: ours only repeat `x-rules`, and those of others are compared
        as written.
        """
        rules: list[Rule] = []
        unknown: list[Any] = []
        for data in listed(self.schema.get("x-rules")):
            try:
                rules.append(from_data(data))
            except ValueError:
                unknown.append(data)
        if "x-rules" not in self.schema:
            unknown.extend(self.schema.get("cases", ()))
            if "dependentRequired" in self.schema:
                unknown.append(self.schema["dependentRequired"])
        return rules, unknown

    def keep(self, rule: Rule, other: Requests) -> bool:
        """Whether every one of them certainly keeps a rule of another document.

        Args:
            rule: The rule.
            other: What that document allows. A field that only it has cannot have been in a request.
        """
        around = dict.fromkeys(path[:end] for path in _whole(rule) for end in range(1, len(path) + 1))
        new = [path for path in around if self._lacks(path) and other._schema(path) is not None]
        targets = [(*rule.scope, *path) for path in rule.targets]
        is_new = [any(path[: len(each)] == each for each in new) for path in targets]
        if rule.kind in _OF_VALUES and (all(is_new) or (any(is_new) and rule.kind == "relational")):
            return True
        premises = [*self.rules[0], *(Rule("forbids", (path,)) for path in new)]
        for each in self.rules[0]:
            if not around.keys().isdisjoint(_whole(each)):
                around |= dict.fromkeys(_whole(each))
        for path in around:
            premises += _limits(path, self._schema(path) or {})
        kept = {each.id for each in premises}
        with closing(Reasoner(self._fields(around), [*premises, rule])) as reasoner:
            asked = next(each for each in reasoner.ruled if each.rule.id == rule.id)
            under = [each.switch for each in reasoner.ruled if each.rule.id in kept]
            # What allows no request at all is misread, or documented wrongly.
            return reasoner.free([], under=under) and reasoner.is_implied(asked, under=under)

    def asked_by(self, other: Requests) -> tuple[Rule, ...]:
        """What this one's schema requires and another by its rules, as rules of this one."""
        names = {*self.schema.get("required", ())}.difference(other.schema.get("required", ()))
        asked = (Rule("requires", ((name,),)) for name in sorted(names) if other.rules[0])
        return tuple(rule for rule in asked if self.keep(rule, other) and other.keep(rule, self))

    def _fields(self, paths: Iterable[Path]) -> Iterator[Known]:
        for path in paths:
            schema = self._schema(path)
            if schema is None:
                continue
            types, values = schema.get("type", frozenset()), schema.get("enum", ())
            form: Literal["single", "list", "other"] = "single" if types and types <= _SINGLE else "other"
            if types and types <= {"array", "null"}:
                items = self.canon.schema(schema.get("items"))
                form = "list" if items.get("type", {""}) <= _SINGLE else "other"
                values = items.get("enum", ())
            # What is null counts as not given.
            holder = self._schema(path[:-1]) or {}
            is_required = path[-1] in holder.get("required", ()) and bool(types) and "null" not in types
            named = [each for each in values if each is not None]
            are_plain = all(isinstance(each, str | int | float) for each in named)
            yield Known(path, is_required, form, tuple(named) if are_plain else ())

    def _schema(self, path: Path) -> Schema | None:
        """The schema of a field; ``None`` if there is none, or if it is not known."""
        if not path:
            return self.schema
        around = self._schema(path[:-1])
        if around is None:
            return None
        inside = around.get({ITEM: "items", VALUE: "map"}.get(path[-1], "properties"))
        if path[-1] not in {ITEM, VALUE}:
            inside = (inside or {}).get(path[-1])
        return None if inside is None else self.canon.schema(inside)

    def _lacks(self, path: Path) -> bool:
        """Whether a field is certainly in none of them, if all that is in an object is documented."""
        around = self._schema(path[:-1])
        return (
            around is not None
            and path[-1] not in {ITEM, VALUE, *around.get("properties", {path[-1]: {}})}
            and _OPEN.isdisjoint(around)
        )


def _whole(rule: Rule) -> Iterator[Path]:
    return ((*rule.scope, *path) for path in rule.paths)


def _limits(path: Path, schema: Schema) -> Iterator[Rule]:
    """The limits of a field as rules."""
    for keyword, (operator, measure) in _BOUNDS.items():
        if keyword in schema:
            yield Rule("limit", (path,), bound=Bound(operator, schema[keyword], measure))
    for keyword, operators in _BEYOND.items():
        if keyword in schema:
            number, is_beyond = schema[keyword]
            yield Rule("limit", (path,), bound=Bound(operators[is_beyond], number))


def with_kept_limits(schema: Schema, other: Schema) -> Schema:
    """Return a schema with those limits of another that all it allows keeps anyway.

    They are of a type that only the other allows, besides or instead, or each value of a list keeps them.
    """
    found = dict(schema)
    values = None if "enum" in other else schema.get("enum")
    types = schema.get("type", frozenset())
    for keyword in _LIMITED.keys() & other.keys() - schema.keys():
        others = other.get("type", types)
        is_other = bool(types) and (types < others or types.isdisjoint(others))
        is_of_other = is_other and types.isdisjoint(_LIMITED[keyword])
        if is_of_other or (values and all(_keeps(value, keyword, other[keyword]) for value in values)):
            found[keyword] = other[keyword]
    return found


def _keeps(value: Any, keyword: str, limit: Any) -> bool:
    """Whether a listed value certainly keeps a limit."""
    if isinstance(value, str) and keyword == "x-no-emoji":
        return not has_emoji(value)
    if keyword == "format":
        return False
    if isinstance(value, str) and keyword == "pattern":
        try:
            return re.search(limit, value, re.ASCII) is not None
        except (re.error, TypeError):
            return False
    return not violations(_limits(("value",), {keyword: limit}), {"value": value})
