"""One documented field as a JSON Schema."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Literal

from tiktok_bindgen.assemble.clean import spelled
from tiktok_bindgen.assemble.name_candidates import Use, object_name
from tiktok_bindgen.assemble.naming import Place, distinct, pascal
from tiktok_bindgen.interpret.contested import is_of_rule
from tiktok_bindgen.interpret.model import (
    Alternative,
    Contested,
    EnumValue,
    Field,
    FieldReports,
    Formerly,
    Kind,
    Limits,
    ListRange,
    Operation,
    Type,
)
from tiktok_bindgen.interpret.supplements import chosen_by
from tiktok_bindgen.interpret.tree import replaced
from tiktok_bindgen.interpret.whole_numbers import is_inferred
from tiktok_bindgen.language.formats import EMOJI, HAVE_FORMAT, excluded, format_name, format_pattern
from tiktok_bindgen.openapi import ELSEWHERE, names_in_path, value_text
from tiktok_bindgen.value_names import members

Schema = dict[str, object]
Prose = Literal["full", "none"]

KEY_ORDER = (
    *("type", "$ref", "description", "contentMediaType", "contentSchema", "format", "pattern", "x-no-emoji"),
    *("items", "additionalProperties", "enum"),
    *("minLength", "maxLength", "x-wide-characters", "minItems", "maxItems", "uniqueItems"),
    *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"),
    *("default", "deprecated", "x-presence", "x-lifecycle", "x-time-zone", "x-immutable"),
    *("x-idempotency-key", "x-idempotency-within", "x-allowlist-only", "x-allowlist-partly"),
    *(
        "x-enum-missing",
        "x-enum-list",
        ELSEWHERE,
        "x-enum-descriptions",
        "x-enum-lifecycle",
        "x-rules-text",
        "x-rules-text-count",
        "x-documented-type",
        "x-undocumented",
        "x-contested",
        "x-formerly",
        "x-report-names",
        "x-report-kinds",
        "x-list-range",
    ),
)
_RANK = {key: rank for rank, key in enumerate(KEY_ORDER)}

_BASE: Mapping[Kind, Schema] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "object": {"type": "object"},
    "file": {"type": "string", "contentMediaType": "application/octet-stream"},
    "datetime": {"type": "string"},
    "json": {"type": "string", "contentMediaType": "application/json"},
    "any": {},
}

# The name of a row for fields of any name: ``{metric_name}``.
_ANY_NAME = re.compile(r"\{[^{}]+\}")
#: The key that refers to a list of values.
LIST = "x-enum-list"

# The documented spellings that the schema's own type expresses.
_SPELLINGS: Mapping[Kind, frozenset[str]] = {
    "integer": frozenset({"int", "integer"}),
    "number": frozenset({"number", "float"}),
    "boolean": frozenset({"bool", "boolean"}),
    "datetime": frozenset(),
    "json": frozenset({"jsontext"}),
    "any": frozenset(),
}


class Expressed:
    """An operation as schemas, as far as they do not depend on other operations.

    Objects and string enums have no names yet: a schema refers to a `Use` of each.

    Attributes:
        objects: The objects with fields.
        enums: The string enums.
        parameters: The schema of each parameter and header, by its place.
        roots: The body of a request, the reply, or the payload of an event, by its place.
        rules: The keys that state the rules of each object, by its place.
    """

    def __init__(
        self,
        of: Operation,
        prose: Prose,
        rules: Mapping[Place, Schema],
        groups: Iterable[str] = (),
        *,
        event: bool = False,
    ) -> None:
        """Express an operation.

        Args:
            of: The operation, with sound facts.
            prose: Whether descriptions, meanings and sentences are wanted.
            rules: The keys that state its rules.
            groups: The groups of its objects, in order, if they are known: they do not depend on prose.
            event: Whether it is an event, whose payload is its reply.
        """
        self.objects: list[Use] = []
        self.enums: list[Use] = []
        self.parameters: dict[Place, Schema] = {}
        self.roots: dict[Place, Use] = {}
        self.rules = rules
        self._prose: Prose = prose
        self._groups = iter(groups)
        alone = {each.name for each in of.parameters if of.method == "GET"} | {*names_in_path(of.path)}
        self._add_each(of.headers, Place(of.method, of.path, "header"))
        self._add_each(of.response_headers, Place(of.method, of.path, "response header"))
        request = Place(of.method, of.path, "request")
        self._add_each((each for each in of.parameters if each.name in alone), request)
        if inside := [each for each in of.parameters if each.name not in alone]:
            self._add_root(request, self._object(inside, request, of.alternatives))
        else:
            # Sets of parameters in a query are given as one; what each set uses still counts for names.
            for each in of.alternatives:
                self._object(each.fields, request.below(each.name))
        reply = Place(of.method, of.path, "event" if event else "response")
        self._add_root(reply, self._object(of.response, reply))

    def _add_root(self, place: Place, schema: Schema) -> None:
        self.roots[place] = Use(place, "", "", schema)

    def _add_each(self, fields: Iterable[Field], place: Place) -> None:
        for each in fields:
            self.parameters[place.below(each.name)] = self._field(each, place.below(each.name))

    def _object(
        self, fields: Sequence[Field], place: Place, alternatives: Sequence[Alternative] = ()
    ) -> Schema:
        """Express an object by its fields; with alternatives, by the fields of all of them.

        Alternatives are ``oneOf`` if a field's value distinguishes them, else ``anyOf``, so that a value that
        fits several is valid.
        """
        named = [field for field in fields if not is_any_name(field.name)]
        unnamed = [field for field in fields if is_any_name(field.name)]
        schema: Schema = {"type": "object"}
        if named:
            schema["properties"] = {
                field.name: self._field(field, place.below(field.name)) for field in named
            }
        if unnamed:
            others = [self._field(field, place.below(field.name)) for field in unnamed]
            schema["additionalProperties"] = others[0] if len(others) == 1 else True
        required = [field.name for field in named if field.presence == "required"]
        if required:
            schema["required"] = required
        if alternatives:
            names = distinct([each.name for each in alternatives])
            chosen = chosen_by(alternatives)
            schema["oneOf" if chosen else "anyOf"] = [
                {
                    "title": each.name,
                    **self._used_object(_whole(each, name), place.below(name)),
                    **_when(each, chosen, required),
                }
                for each, name in zip(alternatives, names, strict=True)
            ]
        return schema | self.rules.get(place, {})

    def _field(self, field: Field, place: Place) -> Schema:
        """Express a field, with the keys in `KEY_ORDER`; its parent states whether it is required."""
        schema = _in_arrays(self._leaf(replaced(field, type=field.type.one), place), field.type)
        schema |= _stated(
            minItems=field.limits.min_items,
            maxItems=field.limits.max_items,
            uniqueItems=field.limits.unique_items or None,
            default=field.default,
        )
        return ordered(schema | _field_keys(field, self._prose))

    def _leaf(self, field: Field, place: Place) -> Schema:
        kind = field.type.kind
        if field.enum and kind in {"string", "datetime"}:
            schema = self._used_enum(field, place)
        elif kind == "map" or (kind == "object" and field.children):
            schema = _item_schema(
                field.type, partial(self._used_object, field, place) if field.children else None
            )
        elif kind == "json" and field.children:
            schema = {**_scalar(field.type), "contentSchema": self._used_object(field, place)}
        else:
            schema = _scalar(field.type)
            if _is_any_truth(field):
                # Listing both booleans adds nothing, and many tools take such a list for texts.
                both = sorted(field.enum, key=lambda choice: not choice.value)
                schema |= enum_keys(both, meanings_of(both, self._prose))
                del schema["enum"]
            elif field.enum:
                schema |= enum_keys(field.enum, meanings_of(field.enum, self._prose))
            elif field.listed:
                schema[LIST] = field.listed
            elif missing := field.enum_name or field.linked:
                schema["x-enum-missing"] = missing
        if field.format and kind in HAVE_FORMAT:
            schema |= _stated(
                format=format_name(field.format), pattern=format_pattern(field.format, field.type.kind)
            )
            schema |= {"x-no-emoji": True} if EMOJI in excluded(field.format, field.type.kind) else {}
        return schema | _value_limits(field.limits)

    def _used_object(self, field: Field, place: Place) -> Schema:
        schema = self._object(field.children, place, field.alternatives)
        if field.open:
            schema["additionalProperties"] = True
        name = object_name(field)
        group = next(self._groups, None) or _group(f"{name} {digest(schema)}", place)
        self.objects.append(Use(place, name, group, schema))
        return {"$ref": self.objects[-1]}

    def _used_enum(self, field: Field, place: Place) -> Schema:
        name = field.enum_name or field.name
        group = enum_group(name, field.enum)
        group = group if field.enum_name else _group(group, place)
        self.enums.append(Use(place, pascal(name), group, {}, field.enum, bool(field.enum_name)))
        return {"$ref": self.enums[-1]}


def digest(value: object) -> str:
    """Digest a schema; the order of an object's fields does not affect its identity."""
    text = json.dumps(value, sort_keys=True, default=lambda use: use.group)
    return hashlib.sha256(text.encode()).hexdigest()


def enum_group(name: str, values: Sequence[EnumValue]) -> str:
    """Return the key shared by all string enums of a name and values."""
    return f"{pascal(name)} {digest([[choice.value, choice.lifecycle] for choice in values])}"


def _group(group: str, place: Place) -> str:
    """Separate the components of events, so that an event renames nothing of a call."""
    return f"event {group}" if place.side == "event" else group


def is_any_name(name: str) -> bool:
    """Whether a field's name is a placeholder for any name: ``{plot id}``."""
    return _ANY_NAME.fullmatch(name) is not None


def _whole(alternative: Alternative, name: str) -> Field:
    """Return an alternative as an object field."""
    return Field(name, Type("object"), children=alternative.fields)


def _when(alternative: Alternative, chosen: str | None, always: Sequence[str]) -> Schema:
    """Describe when an alternative applies, and which further fields it requires."""
    values = [
        value_text(choice.value) for each in alternative.fields if each.name == chosen for choice in each.enum
    ]
    needed = [
        each.name for each in alternative.fields if each.presence == "required" and each.name not in always
    ]
    parts = [f"`{chosen}` is {_enumerated(values, 'or')}."] if values else []
    parts += [f"Needs {_enumerated(needed, 'and')}."] if needed else []
    return {"description": " ".join(parts)} if parts else {}


def _enumerated(names: Sequence[str], word: str) -> str:
    *most, last = (f"`{name}`" for name in names)
    return f"{', '.join(most)} {word} {last}" if most else last


def enum_keys(values: Iterable[EnumValue], meanings: Mapping[str, str]) -> Schema:
    """The keys that list values; meanings are by the text of each."""
    values = tuple(values)
    lifecycles = {value_text(choice.value): choice.lifecycle for choice in values if choice.lifecycle}
    return _stated(
        **{
            "enum": [choice.value for choice in values],
            "x-enum-descriptions": descriptions(values, meanings),
            "x-enum-lifecycle": lifecycles or None,
        }
    )


def descriptions(values: Iterable[EnumValue], meanings: Mapping[str, str]) -> list[str] | None:
    """Return the description of each value, in order; ``None`` if none has one."""
    texts = [meanings.get(value_text(choice.value), "") for choice in values]
    return texts if any(texts) else None


def enum_schema(
    values: Iterable[EnumValue], meanings: Mapping[str, str], names: Mapping[str, str] | None = None
) -> Schema:
    """Express a string enum, with the descriptions of its values.

    Args:
        values: The values.
        meanings: The description of each value, by its text.
        names: Names for values in code. By default all are named by their texts if some are no identifiers.
    """
    schema: Schema = {"type": "string", **enum_keys(values, meanings)}
    texts = [value_text(choice.value) for choice in values]
    if names or not all(text.isascii() and text.isidentifier() for text in texts):
        called = members(texts, names)
        given = names or {}
        # A given name is kept unchanged if it is an identifier.
        schema["x-enum-varnames"] = [
            given[text] if given.get(text, "").isidentifier() else called[text] for text in texts
        ]
    return schema


def meanings_of(values: Iterable[EnumValue], prose: Prose) -> dict[str, str]:
    """Return the publishable meaning of each value: labels from tables are facts, all else is prose."""
    texts = {
        value_text(choice.value): (choice.meaning or choice.label) if prose == "full" else choice.label
        for choice in values
    }
    return {key: text for key, text in texts.items() if text}


def ordered(schema: Schema) -> Schema:
    """Return the schema with its keys in `KEY_ORDER`."""
    return dict(sorted(schema.items(), key=lambda item: _RANK[item[0]]))


def is_scalar(type_: Type) -> bool:
    """Whether a value can be written as plain text in a query."""
    return not type_.array and type_.kind not in {"object", "map", "any"}


def _is_any_truth(field: Field) -> bool:
    return field.type.kind == "boolean" and {choice.value for choice in field.enum} == {True, False}


def _scalar(type_: Type) -> Schema:
    schema = dict(_BASE[type_.kind])
    if type_.kind == "number" and _folded(type_.documented).startswith("float"):
        schema["format"] = "float"
    return schema


def _value_limits(limits: Limits) -> Schema:
    return _stated(
        **{
            # So many characters are enough if all are wide.
            "minLength": limits.min_length and -(-limits.min_length // limits.wide),
            "maxLength": limits.max_length,
            "x-wide-characters": limits.wide if limits.wide > 1 else None,
            "exclusiveMinimum" if limits.exclusive_minimum else "minimum": limits.minimum,
            "exclusiveMaximum" if limits.exclusive_maximum else "maximum": limits.maximum,
            "multipleOf": limits.multiple_of,
        }
    )


def _field_keys(field: Field, prose: Prose) -> Schema:
    sentences = [each.text for each in field.conditions if each.text] if prose == "full" else []
    documented = _folded(field.type.documented)
    # An inferred integer type says more than the documented word for any number.
    known = not documented or documented in _usual_spellings(field.type) or is_inferred(field)
    return _stated(
        **{
            "description": (field.description or None) if prose == "full" else None,
            "deprecated": True if field.lifecycle else None,
            "x-presence": "conditional" if field.presence == "conditional" else None,
            "x-lifecycle": field.lifecycle,
            "x-time-zone": field.zone,
            "x-immutable": field.immutable or None,
            "x-idempotency-key": True if field.idempotency else None,
            "x-idempotency-within": field.idempotency.within if field.idempotency else None,
            "x-allowlist-only": field.allowlist or None,
            "x-allowlist-partly": field.partly_allowlist or None,
            "x-rules-text": sentences or None,
            "x-rules-text-count": (len(field.conditions) - len(sentences)) or None,
            "x-documented-type": None if known else field.type.documented,
            "x-undocumented": None if field.is_documented else True,
            "x-contested": contested(
                each
                for each in field.contested
                if not is_of_rule(each) and not (each.fact == "enum" and _is_any_truth(field))
            )
            or None,
            "x-formerly": formerly(field.formerly) if field.formerly else None,
            **(_report_keys(field.reports) if field.reports else {}),
            "x-list-range": list_range(field.range) if field.range else None,
        }
    )


def contested(facts: Iterable[Contested]) -> list[Schema]:
    """Return the facts that examples contradict, with the page and line of each example."""
    return [{"fact": each.fact, "page": each.page, "line": each.line} for each in facts]


def _report_keys(reports: FieldReports) -> Schema:
    """Return the keys that relate a field to kinds of reports."""
    return {
        "x-report-names": {reports.role: list(reports.kinds)} if reports.role else None,
        "x-report-kinds": dict(reports.values) or None,
    }


def list_range(of: ListRange) -> Schema:
    """Express the range of an amount that depends on a list's values."""
    when = {"in": of.field, "values": list(of.values)} if of.field else None
    return {"list": pascal(of.list)} | _stated(fact=of.fact, level=of.level or None, when=when)


def formerly(former: Formerly) -> Schema:
    """Express what a field was in the previous version."""
    return _stated(
        absent=former.absent or None,
        name=former.name,
        within=None if former.within is None else list(former.within),
        presence=former.presence,
        schema=type_schema(former.type) if former.type else None,
        values=[_stated(was=value.was, now=value.now) for value in former.values] or None,
    )


def type_schema(type_: Type, of_object: Callable[[], Schema] | None = None) -> Schema:
    """A type alone; ``of_object`` gives the schema of an object of it, if that has fields."""
    return _in_arrays(_item_schema(type_.one, of_object), type_)


def _item_schema(type_: Type, of_object: Callable[[], Schema] | None) -> Schema:
    if type_.kind == "map":
        values = type_schema(type_.values, of_object) if type_.values else True
        return {"type": "object", "additionalProperties": values}
    return of_object() if type_.kind == "object" and of_object else _scalar(type_)


def _in_arrays(schema: Schema, type_: Type) -> Schema:
    if (one := type_.one) is not type_:
        # Only the items can be bound to values: a list of values here would refuse every array.
        alone = {key: schema[key] for key in schema if key not in {"$ref", "enum"} and key[:2] != "x-"}
        return alone | {"type": [one.kind, "array"], "items": ordered(schema)}
    for _ in range(type_.array):
        schema = {"type": "array", "items": ordered(schema)}
    return schema


def _usual_spellings(type_: Type) -> set[str]:
    if (one := type_.one) is not type_:
        return {f"{one.kind}{between}{one.kind}[]" for between in ("or", "/")}
    if type_.kind == "map":
        return {_folded(spelled(type_))}
    return {f"{name}{'[]' * type_.array}" for name in _SPELLINGS.get(type_.kind, {type_.kind})}


def _folded(documented: str) -> str:
    return "".join(documented.split()).casefold()


def _stated(**keys: object) -> Schema:
    return {key: value for key, value in keys.items() if value is not None}
