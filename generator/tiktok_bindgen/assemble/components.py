"""The named schemas of a document: which objects and enums are shared, and how each is called."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from tiktok_bindgen.assemble.appendix import code_schemas, enumeration_schema
from tiktok_bindgen.assemble.name_candidates import (
    APPENDIX,
    ENVELOPE,
    RESERVED,
    ROOT,
    SIDE_NAMES,
    TABLED,
    Names,
    Use,
    of_one,
    of_several,
)
from tiktok_bindgen.assemble.naming import Place, Wanted, assign, pascal
from tiktok_bindgen.assemble.rules import rules_by_place
from tiktok_bindgen.assemble.schema import (
    LIST,
    Expressed,
    Prose,
    Schema,
    descriptions,
    enum_group,
    enum_schema,
    meanings_of,
    ordered,
)
from tiktok_bindgen.interpret.appendix_model import Appendix, Enumeration
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.memo import Memo

_HOLDERS = (dict, list)
REF = "#/components/schemas/"


@frozen
class _Enum:
    """An enum's component: its name, and the meanings of its values."""

    name: str
    meanings: Mapping[str, str]


class Components:
    """The component schemas of a document: operations are expressed, then what they use gets names.

    Operations share a component for objects of the same shape in fields of the same name, and for enums with
    the same values and name. Prose affects neither, so names are the same with and without it.
    """

    def __init__(
        self,
        operations: Sequence[Operation],
        names: Names,
        prose: Prose,
        appendix: Appendix,
        events: Sequence[Operation] = (),
        *,
        memo: Memo,
    ) -> None:
        """Express operations, and name their components.

        Args:
            operations: All operations, sorted; a shared component has the descriptions that all of them have
                in common.
            names: The operations' names.
            prose: Whether descriptions, meanings and sentences are wanted.
            appendix: What is shared even if no operation uses it. Fields with the name and values of one of
                its enumerations refer to that.
            events: Webhooks, each as an operation whose reply is the payload.
            memo: What was made of the same operations before.
        """
        self._names = names
        self._prose: Prose = prose
        expressed = [memo(_expressed, each, prose) for each in operations]
        expressed += [_expressed(each, prose, event=True) for each in events]
        self._parameters = {place: each for of in expressed for place, each in of.parameters.items()}
        self._rules = {place: each for of in expressed for place, each in of.rules.items()}
        objects = self._object_groups([use for of in expressed for use in of.objects])
        enums = self._enum_groups([use for of in expressed for use in of.enums])
        self._enumerations = {
            f"enum {enum_group(enumeration.name, enumeration.values)}": enumeration
            for enumeration in appendix.enumerations
        }
        listed = {key: _enumerated(key, each) for key, each in self._enumerations.items()}
        enums = [(listed.get(want.key, want), uses) for want, uses in enums]
        self._schemas: dict[str, Schema] = code_schemas(appendix, prose)
        # The component, path and method of each use whose descriptions were merged.
        self._merged: set[tuple[str, str, str]] = set()
        roots = [Place(each.method, each.path, "request") for each in operations]
        roots += [Place(each.method, each.path, "response") for each in operations]
        roots += [Place(each.method, each.path, "event") for each in events]
        chosen = assign(
            [
                *(
                    Wanted(_root(at), (ROOT,), (names[at.path, at.method].pascal + at.side.capitalize(),))
                    for at in roots
                ),
                *(Wanted(f"reserved {name}", (RESERVED,), (name,)) for name in self._schemas),
                *(want for want, _ in (*objects, *enums)),
                *listed.values(),
            ]
        )
        self._roots = {place: use for of in expressed for place, use in of.roots.items()}
        self._objects = {use: chosen[_root(place)] for place, use in self._roots.items()}
        self._objects |= {use: chosen[want.key] for want, uses in objects for use in uses}
        self._enums: dict[Use, _Enum] = {}
        for want, uses in enums:
            component = _Enum(chosen[want.key], self._meanings(want.key, uses))
            self._enums |= dict.fromkeys(uses, component)
        self._lists = {each.name: chosen[key] for key, each in self._enumerations.items()}
        for key, enumeration in self._enumerations.items():
            self._schemas[chosen[key]] = enumeration_schema(enumeration, prose)

    @property
    def schemas(self) -> dict[str, Schema]:
        """The component schemas referred to so far, sorted by name."""
        return dict(sorted(self._schemas.items()))

    def root(self, place: Place) -> Schema:
        """Return a reference to an operation's whole request body or reply."""
        return {"$ref": REF + self._object(self._roots[place])}

    def parameter(self, place: Place) -> Schema:
        """Return the schema of a parameter or header, without its description."""
        schema: Schema = self._named(self._parameters[place])
        schema.pop("description", None)
        return schema

    def rules(self, place: Place) -> Schema:
        """Return the keys that state the rules of the object at a place."""
        return self._rules.get(place, {})

    def _named(self, node: Any) -> Any:
        """Copy a part of a schema, with the names of components in references."""
        if isinstance(node, list):
            return [self._named(each) if isinstance(each, _HOLDERS) else each for each in node]
        made = {key: self._named(each) if isinstance(each, _HOLDERS) else each for key, each in node.items()}
        if isinstance(use := made.get("$ref"), Use):
            return ordered(made | self._enum(use)) if use.values else made | {"$ref": REF + self._object(use)}
        if isinstance(name := made.get(LIST), str):
            made[LIST] = self._lists.get(name, pascal(name))
        return made

    def _object(self, use: Use) -> str:
        """Return the name of an object's component, with the descriptions that its uses have in common."""
        name = self._objects[use]
        known = self._schemas.get(name)
        merged = name, use.place.path, use.place.method
        if known is None or (self._prose == "full" and merged not in self._merged):
            self._merged.add(merged)
            schema = self._named(use.schema)
            self._schemas[name] = schema if known is None else _common(known, schema)
        return name

    def _enum(self, use: Use) -> Schema:
        """Return a reference to an enum's component, and the meanings that are others here."""
        component = self._enums[use]
        if component.name not in self._schemas:
            self._schemas[component.name] = enum_schema(use.values, component.meanings)
        reference: Schema = {"$ref": REF + component.name}
        own = meanings_of(use.values, self._prose)
        if any(component.meanings.get(value) != text for value, text in own.items()):
            reference["x-enum-descriptions"] = descriptions(use.values, own)
        return reference

    def _meanings(self, key: str, uses: Sequence[Use]) -> Mapping[str, str]:
        if key in self._enumerations:
            return meanings_of(self._enumerations[key].values, self._prose)
        meanings: dict[tuple[str, str], dict[str, str]] = {}
        for use in uses:
            own = meanings.setdefault((use.place.path, use.place.method), {})
            meanings[use.place.path, use.place.method] = meanings_of(use.values, self._prose) | own
        first, *others = meanings.values()
        return {
            value: text for value, text in first.items() if all(other.get(value) == text for other in others)
        }

    def _object_groups(self, uses: Sequence[Use]) -> list[tuple[Wanted, list[Use]]]:
        found = []
        for group, members in _grouped(uses).items():
            envelope = [use for use in members if _in_envelope(use.place)]
            found += [(of_one(use, self._names, f"object {_key(use)}", ENVELOPE), [use]) for use in envelope]
            inner = [use for use in members if not _in_envelope(use.place)]
            if len({(use.place.path, use.place.method) for use in inner}) > 1:
                found.append((of_several(inner, self._names, f"object {group}"), inner))
                continue
            for side in SIDE_NAMES:
                same_side = [use for use in inner if use.place.side == side]
                if same_side:
                    first = same_side[0]
                    found.append((of_one(first, self._names, f"object {_key(first)}"), same_side))
        return found

    def _enum_groups(self, uses: Sequence[Use]) -> list[tuple[Wanted, list[Use]]]:
        found = []
        for group, members in _grouped(uses).items():
            key = f"enum {group}"
            if len(members) > 1:
                found.append((of_several(members, self._names, key), members))
            elif members[0].tabled:
                found.append((of_several(members, self._names, key, TABLED), members))
            else:
                found.append((of_one(members[0], self._names, f"enum {_key(members[0])}"), members))
        return found


def _expressed(of: Operation, prose: Prose, *, event: bool = False) -> Expressed:
    rules = rules_by_place(of)
    plain = Expressed(of, "none", rules, event=event)
    groups = (use.group for use in plain.objects)
    return plain if prose == "none" else Expressed(of, prose, rules, groups, event=event)


def _root(place: Place) -> str:
    return f"root {place.path} {place.method} {place.side}"


def _enumerated(key: str, enumeration: Enumeration) -> Wanted:
    # ``AgeGroup``; deprecated lists get an ending.
    name = pascal(enumeration.name) + ("Deprecated" if enumeration.lifecycle else "")
    return Wanted(key, (APPENDIX,), (name, f"{name}Enumeration"))


def _grouped(uses: Sequence[Use]) -> Mapping[str, list[Use]]:
    groups: defaultdict[str, list[Use]] = defaultdict(list)
    for use in uses:
        groups[use.group].append(use)
    return groups


def _key(use: Use) -> str:
    return json.dumps([use.place.path, use.place.method, use.place.side, *use.place.names])


def _in_envelope(place: Place) -> bool:
    """Whether a place is at the top of a reply, whose components are not shared."""
    return place.side == "response" and len(place.names) == 1


def _common(one: Schema, other: Schema) -> Schema:
    """Return what two schemas have in common; they differ in descriptions only."""
    return {
        key: _common_value(value, other[key])
        for key, value in one.items()
        if key in other and (value == other[key] or _holds_schemas(value) or key == "x-enum-descriptions")
    }


def _common_value(one: object, other: object) -> object:
    if isinstance(one, dict) and isinstance(other, dict):
        return _common(one, other)
    if isinstance(one, list) and isinstance(other, list):
        return [_common_value(*both) for both in zip(one, other, strict=True)]
    return one if one == other else ""


def _holds_schemas(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and all(isinstance(each, dict) for each in value)
    )
