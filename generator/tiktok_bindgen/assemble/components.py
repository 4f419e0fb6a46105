"""The named schemas of a document: which objects and enums are shared, and how each is called."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tiktok_bindgen.assemble.appendix import code_schemas, enumeration_schema
from tiktok_bindgen.assemble.name_candidates import (
    APPENDIX,
    ENVELOPE,
    RESERVED,
    ROOT,
    SIDE_NAMES,
    TABLED,
    Use,
    object_name,
    of_one,
    of_several,
)
from tiktok_bindgen.assemble.naming import Wanted, assign, pascal
from tiktok_bindgen.assemble.rules import rules_by_place
from tiktok_bindgen.assemble.schema import (
    Place,
    Prose,
    Schema,
    descriptions,
    enum_schema,
    field_schema,
    meanings_of,
    object_schema,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tiktok_bindgen.assemble.name_candidates import Names
    from tiktok_bindgen.interpret.appendix_model import Appendix, Enumeration
    from tiktok_bindgen.interpret.model import Alternative, EnumValue, Field, Operation
    from tiktok_bindgen.memo import Memo

REF = "#/components/schemas/"


@frozen
class _Enum:
    """An enum's component: its name, and the meanings of its values."""

    name: str
    meanings: Mapping[str, str]


class Components:
    """Collects the component schemas of a document while its operations are expressed.

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
        """Plan the components.

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
        self._prose: Prose = prose
        self._schemas: dict[str, Schema] = code_schemas(appendix, prose)
        # The component, path and method of each use whose descriptions were merged.
        self._expressed: set[tuple[str, str, str]] = set()
        self._rules = rules_by_place(operations)
        plan = _Plan(operations, names, prose, appendix, self._rules, memo=memo, events=events)
        for key, enumeration in plan.enumerations.items():
            self._schemas[plan.chosen[key]] = enumeration_schema(enumeration, prose)
        self._lists = {each.name: plan.chosen[key] for key, each in plan.enumerations.items()}
        self._roots = plan.roots
        self._objects = plan.objects
        self._enums = plan.enums

    @property
    def schemas(self) -> dict[str, Schema]:
        """The component schemas referred to so far, sorted by name."""
        return dict(sorted(self._schemas.items()))

    def root(self, operation: Operation, place: Place, fields: Sequence[Field]) -> Schema:
        """Return a reference to an operation's whole request body or reply."""
        alternatives = operation.alternatives if place.side == "request" else ()
        name = self._roots[operation.path, operation.method, place.side]
        return self._object(name, fields, place, alternatives)

    def schema(self, field: Field, place: Place, *, described: bool = True) -> Schema:
        """Express a field; ``described`` says whether its own description is included."""
        schema = field_schema(field, place, self, self._prose)
        if not described:
            schema.pop("description", None)
        return schema

    def object(self, field: Field, place: Place) -> Schema:
        """Return a reference to the object with the field's children."""
        return self._object(self._objects[place], field.children, place, field.alternatives)

    def enum(self, field: Field, place: Place) -> Schema:
        """Return a reference to the string enum with the field's values."""
        component = self._enums[place]
        if component.name not in self._schemas:
            self._schemas[component.name] = enum_schema(field.enum, component.meanings)
        reference: Schema = {"$ref": REF + component.name}
        own = meanings_of(field.enum, self._prose)
        if any(component.meanings.get(value) != text for value, text in own.items()):
            reference["x-enum-descriptions"] = descriptions(field.enum, own)
        return reference

    def listed(self, name: str) -> Schema:
        """Refer to the list of that name, which has the field's values."""
        return {"x-enum-list": self._lists.get(name, pascal(name))}

    def rules(self, place: Place) -> Schema:
        """Return the keys that state the rules of the object at a place."""
        return self._rules.get(place, {})

    def _object(
        self, name: str, fields: Sequence[Field], place: Place, alternatives: Sequence[Alternative]
    ) -> Schema:
        known = self._schemas.get(name)
        use = (name, place.path, place.method)
        if known is None or (self._prose == "full" and use not in self._expressed):
            self._expressed.add(use)
            schema = object_schema(fields, place, self, self._prose, alternatives)
            self._schemas[name] = schema if known is None else _common(known, schema)
        return {"$ref": REF + name}


class _Plan:
    """Finds and names every object and string enum."""

    def __init__(
        self,
        operations: Sequence[Operation],
        names: Names,
        prose: Prose,
        appendix: Appendix,
        rules: Mapping[Place, Schema],
        *,
        memo: Memo,
        events: Sequence[Operation],
    ) -> None:
        self._names = names
        recorded = [memo(_recorded, each, rules) for each in operations]
        recorded += [_recorded(each, rules, event=True) for each in events]
        wanted = []
        self.roots: dict[tuple[str, str, str], str] = {}
        roots = [(operation, side) for operation in operations for side in ("request", "response")]
        roots += [(event, "event") for event in events]
        for operation, side in roots:
            name = f"{names[operation.path, operation.method].pascal}{side.capitalize()}"
            wanted.append(Wanted(f"root {operation.path} {operation.method} {side}", (ROOT,), (name,)))
        objects = self._object_groups([use for each in recorded for use in each.objects])
        enums = self._enum_groups([use for each in recorded for use in each.enums])
        self.enumerations = {
            f"enum {_enum_group(enumeration.name, enumeration.values)}": enumeration
            for enumeration in appendix.enumerations
        }
        listed = {key: _enumerated(key, each) for key, each in self.enumerations.items()}
        enums = [(listed.get(want.key, want), uses) for want, uses in enums]
        wanted += [Wanted(f"reserved {name}", (RESERVED,), (name,)) for name in code_schemas(appendix, prose)]
        wanted += [want for want, _ in (*objects, *enums)]
        wanted += listed.values()
        self.chosen = chosen = assign(wanted)
        for operation, side in roots:
            key = f"root {operation.path} {operation.method} {side}"
            self.roots[operation.path, operation.method, side] = chosen[key]
        self.objects = {use.place: chosen[want.key] for want, uses in objects for use in uses}
        self.enums: dict[Place, _Enum] = {}
        for want, uses in enums:
            component = _Enum(chosen[want.key], self._meanings(want.key, uses, prose))
            self.enums |= dict.fromkeys((use.place for use in uses), component)

    def _meanings(self, key: str, uses: Sequence[Use], prose: Prose) -> Mapping[str, str]:
        if key in self.enumerations:
            return meanings_of(self.enumerations[key].values, prose)
        meanings: dict[tuple[str, str], dict[str, str]] = {}
        for use in uses:
            own = meanings.setdefault((use.place.path, use.place.method), {})
            meanings[use.place.path, use.place.method] = meanings_of(use.values, prose) | own
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


def _recorded(of: Operation, rules: Mapping[Place, Schema], *, event: bool = False) -> _Recorder:
    recorder = _Recorder(rules)
    (recorder.event if event else recorder.operation)(of)
    return recorder


class _Recorder:
    """Expresses an operation without prose, recording a digest of each object and enum."""

    def __init__(self, rules: Mapping[Place, Schema]) -> None:
        self.objects: list[Use] = []
        self.enums: list[Use] = []
        self._rules = rules

    def operation(self, operation: Operation) -> None:
        place = Place(operation.method, operation.path, "header")
        object_schema(operation.headers, place, self, "none")
        object_schema(operation.response_headers, evolve(place, side="response header"), self, "none")
        object_schema(
            operation.parameters, evolve(place, side="request"), self, "none", operation.alternatives
        )
        object_schema(operation.response, evolve(place, side="response"), self, "none")

    def event(self, event: Operation) -> None:
        object_schema(event.response, Place(event.method, event.path, "event"), self, "none")

    def object(self, field: Field, place: Place) -> Schema:
        schema = object_schema(field.children, place, self, "none", field.alternatives)
        name = object_name(field)
        group = _group(f"{name} {_digest(schema)}", place)
        self.objects.append(Use(place, name, group))
        return {"$ref": group}

    def enum(self, field: Field, place: Place) -> Schema:
        name = pascal(field.enum_name or field.name)
        group = _enum_group(field.enum_name or field.name, field.enum)
        group = group if field.enum_name else _group(group, place)
        self.enums.append(Use(place, name, group, field.enum, bool(field.enum_name)))
        return {"$ref": group}

    def listed(self, name: str) -> Schema:
        return {"x-enum-list": name}

    def rules(self, place: Place) -> Schema:
        return self._rules.get(place, {})


def _group(group: str, place: Place) -> str:
    """Separate the components of events, so that an event renames nothing of a call."""
    return f"event {group}" if place.side == "event" else group


def _enum_group(name: str, values: Sequence[EnumValue]) -> str:
    return f"{pascal(name)} {_digest([[choice.value, choice.lifecycle] for choice in values])}"


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


def _digest(value: object) -> str:
    # The order of an object's fields does not affect its identity.
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


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
