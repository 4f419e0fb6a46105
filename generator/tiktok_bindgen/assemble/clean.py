"""Remove facts that cannot be expressed from operations, and report each one."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any
from urllib.parse import urlsplit

from attrs import evolve

from tiktok_bindgen.assemble.repeated import united
from tiktok_bindgen.assemble.values import json_value, misfit
from tiktok_bindgen.interpret.bounds import is_of_kind
from tiktok_bindgen.interpret.model import Alternative, EnumValue, Field, Limits, Operation, Type
from tiktok_bindgen.interpret.tree import replaced
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.openapi import METHODS
from tiktok_bindgen.problem import Problem

_PATH = re.compile(r"(?:/(?:[A-Za-z0-9._~%@:+-]+|\{[A-Za-z0-9_-]+\}))+/?")
_DEEPEST = 64
_SHOWN = 100

_HAVE_LENGTH = frozenset({"string", "datetime", "any"})
_HAVE_RANGE = frozenset({"integer", "number", "any"})
_CANNOT_LIST = frozenset({"object", "map", "file", "json"})


def clean(
    operations: Iterable[Operation], standard_headers: Collection[str], memo: Memo
) -> tuple[tuple[Operation, ...], tuple[Problem, ...]]:
    """Remove what an OpenAPI document cannot hold.

    Args:
        operations: The operations as documented, in any order.
        standard_headers: Lower-case names of headers of which only the name is kept.
        memo: What was made of the same operations before.

    Returns:
        The operations sorted by path and method, without duplicates and with sound facts only; and a problem
        for everything that was left out.
    """
    problems: list[Problem] = []
    usable = [each for each in operations if each.repeats is None and _usable(each, problems)]
    groups: defaultdict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in usable:
        groups[operation.path, operation.method].append(operation)
    cleaned = []
    for key in sorted(groups):
        group = groups[key]
        whole, repeated = united(group)
        found, found_problems = memo(_cleaned, whole, standard_headers)
        problems += (*repeated, *found_problems)
        cleaned.append(found)
    return tuple(cleaned), tuple(sorted(set(problems)))


def _usable(operation: Operation, problems: list[Problem]) -> bool:
    segments = operation.path.split("/")
    if operation.method not in map(str.upper, METHODS):
        code = "method-unusable"
    elif not _PATH.fullmatch(operation.path) or "." in segments or ".." in segments:
        code = "path-unusable"
    else:
        return True
    shown = f"{ascii(operation.method)[:_SHOWN]} {ascii(operation.path)[:_SHOWN]}"
    problems.append(Problem(operation.page, 0, code, f"{shown} cannot be called; the operation is left out"))
    return False


def _cleaned(operation: Operation, standard_headers: Collection[str]) -> tuple[Operation, list[Problem]]:
    cleaner = _Cleaner(operation.page)
    return cleaner.operation(operation, standard_headers), cleaner.problems


class _Cleaner:
    """Cleans one operation, collecting its page's problems."""

    def __init__(self, page: str) -> None:
        self._page = page
        self.problems: list[Problem] = []

    def operation(self, operation: Operation, standard_headers: Collection[str]) -> Operation:
        headers = (
            Field(field.name, field.type) if field.name.casefold() in standard_headers else field
            for field in operation.headers
        )
        source = operation.source
        if source is not None and not _is_address(source):
            self._report(0, "source-unusable", f"{ascii(source)[:_SHOWN]} is not a web address")
            source = None
        return replaced(
            operation,
            source=source,
            headers=self._fields(headers, (), str.casefold),
            parameters=self._fields(operation.parameters, ()),
            alternatives=self._alternatives(operation.alternatives, ()),
            response_headers=self._fields(operation.response_headers, (), str.casefold),
            response=self._fields(operation.response, ()),
        )

    def _alternatives(
        self, alternatives: Iterable[Alternative], parents: tuple[str, ...]
    ) -> tuple[Alternative, ...]:
        return tuple(replaced(each, fields=self._fields(each.fields, parents)) for each in alternatives)

    def _report(self, line: int, code: str, text: str) -> None:
        self.problems.append(Problem(self._page, line, code, text))

    def _fields(
        self, fields: Iterable[Field], parents: tuple[str, ...], alike: Callable[[str], str] = str
    ) -> tuple[Field, ...]:
        kept: dict[str, Field] = {}
        for field in fields:
            names = (*parents, field.name)
            # Most tools would take a property called $ref for a reference.
            if field.name in {"", "$ref"}:
                text = f"{_where(names)}: left out, with what is inside it"
                self._report(field.line, "field-name-unusable", text)
            elif (first := kept.get(alike(field.name))) is not None:
                text = f"{_where(names)}: also on line {first.line}, which is kept"
                self._report(field.line, "field-repeated", text)
            else:
                kept[alike(field.name)] = self._field(field, names)
        return tuple(kept.values())

    def _field(self, field: Field, names: tuple[str, ...]) -> Field:
        def report(code: str, text: str) -> None:
            self._report(field.line, code, f"{_where(names)}: {text}")

        children: tuple[Field, ...] = ()
        alternatives: tuple[Alternative, ...] = ()
        if field.children and len(names) >= _DEEPEST:
            report("nested-too-deep", f"the {len(field.children)} fields inside it are left out")
        else:
            children = self._fields(field.children, names)
            alternatives = self._alternatives(field.alternatives, names) if children else ()
        type_ = _sound_type(field.type, children, report)
        field = replaced(field, type=type_, children=children, alternatives=alternatives)
        field = replaced(field, enum=_sound_enum(field, report), limits=_sound_limits(field, report))
        return replaced(field, default=_sound_default(field, report))


def spelled(type_: Type) -> str:
    """Write a type in the documentation's usual spelling: ``map(string<>object[])``."""
    if (one := type_.one) is not type_:
        return f"{spelled(one)}/{spelled(one)}[]"
    values = f"(string<>{spelled(type_.values)})" if type_.values is not None else ""
    return f"{type_.kind}{values}{'[]' * type_.array}"


def _sound_type(type_: Type, children: tuple[Field, ...], report: Callable[[str, str], None]) -> Type:
    """Correct the type of a field with nested fields to an object, whatever is documented."""
    inner = type_
    while inner.kind == "map" and inner.values is not None:
        inner = inner.values
    if not children or inner.kind in {"object", "json"}:
        return type_
    if inner.kind != "any":
        code = "map-children" if type_.kind == "map" else "scalar-children"
        report(code, f"a {spelled(type_)} with fields inside is taken for an object")
    return evolve(type_, kind="object", values=None, documented=type_.documented or spelled(type_))


def _sound_enum(field: Field, report: Callable[[str, str], None]) -> tuple[EnumValue, ...]:
    kind = field.type.one.kind
    listed = [choice.value for choice in field.enum]
    wrong = [value for value in listed if kind in _CANNOT_LIST or not _is_value(value, field.type)]
    if wrong:
        # Keeping only the valid values would refuse documented ones.
        report("enum-type", f"no enum, for these are not values of a {spelled(field.type)}: {_shown(wrong)}")
        return ()
    kept: dict[tuple[type, object], EnumValue] = {}
    for choice in field.enum:
        value = int(choice.value) if _is_integral(choice.value) else choice.value
        # In JSON, true is not 1.
        key = type(value), value
        if key in kept:
            report("enum-value-repeated", f"{_shown([choice.value])} is listed twice; the first one is kept")
            continue
        kept[key] = choice if value is choice.value else evolve(choice, value=value)
    return tuple(kept.values())


def _is_value(value: object, type_: Type) -> bool:
    try:
        return is_of_kind(json_value(value), type_.one.kind)
    except ValueError:
        return False


def _is_integral(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()


def _sound_limits(field: Field, report: Callable[[str, str], None]) -> Limits:
    limits = field.limits
    if limits == Limits():
        return limits
    kind, is_list = field.type.one.kind, bool(field.type.array) or field.type.kind == "any"
    sound: dict[str, Any] = {}
    for low, high, what, is_count, fits in (
        ("min_length", "max_length", "length", True, kind in _HAVE_LENGTH),
        ("min_items", "max_items", "number of items", True, is_list),
        ("minimum", "maximum", "range", False, kind in _HAVE_RANGE),
    ):
        bounds = getattr(limits, low), getattr(limits, high)
        if problem := _bounds_problem(bounds, fits=fits, is_count=is_count):
            report(problem, f"a {what} of {bounds[0]} to {bounds[1]} of a {spelled(field.type)} is left out")
            bounds = None, None
        sound |= zip((low, high), map(_plain_number, bounds), strict=True)
    if (step := limits.multiple_of) is not None:
        fits = kind in _HAVE_RANGE and 0 < step < math.inf
        sound["multiple_of"] = _plain_number(step) if fits else None
        if not fits:
            report("limit-misplaced", f"that a {spelled(field.type)} is a multiple of {step} is left out")
    if limits.unique_items and not is_list:
        report("limit-misplaced", f"that a {spelled(field.type)} has no duplicates is left out")
        sound["unique_items"] = False
    return replaced(limits, **sound)


def _bounds_problem(stated: Iterable[float | None], *, fits: bool, is_count: bool) -> str | None:
    bounds = [bound for bound in stated if bound is not None]
    if not bounds:
        return None
    if not fits:
        return "limit-misplaced"
    is_impossible = is_count and any(not isinstance(bound, int) or bound < 0 for bound in bounds)
    if is_impossible or not all(map(math.isfinite, bounds)) or bounds != sorted(bounds):
        return "limit-impossible"
    return None


def _plain_number(bound: float | None) -> float | None:
    return int(bound) if bound is not None and _is_integral(bound) else bound


def _sound_default(field: Field, report: Callable[[str, str], None]) -> object | None:
    if field.default is None:
        return None
    try:
        value = json_value(field.default)
    except ValueError as error:
        report("default-type", f"the default is {error}; it is left out")
        return None
    bad = misfit(value, field)
    if bad:
        report(bad.code, f"the default {_shown([value])} {bad.text}; it is left out")
        return None
    return value


def _is_address(source: str) -> bool:
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    plain = source.isascii() and source.isprintable() and not set(source) & set(' "<>\\^`{|}')
    return bool(plain and parts.scheme in {"http", "https"} and bool(parts.netloc))


def _where(names: tuple[str, ...]) -> str:
    return ".".join(name if name.isidentifier() else ascii(name)[:_SHOWN] for name in names)


def _shown(values: Iterable[object]) -> str:
    return ", ".join(ascii(value)[:_SHOWN] for value in values)
