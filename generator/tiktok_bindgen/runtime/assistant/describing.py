"""What is known of operations, their fields and return codes, as short as an assistant can use it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping
from importlib import import_module
from itertools import pairwise
from textwrap import dedent
from typing import Any

from ..contested import OF_VALUES
from ..errors import family_of
from ..kinds import Fields, Items, Later, Number, Values
from ..levels import Under, beside
from ..lookup import Row, did_you_mean
from ..steps import facts_of
from ..structure import PACKAGE

# How many characters the lines of all fields may come to before less is said of each, and how many values of
# a list stand in place of its type.
_MOST, _FEW = 9000, 3
# Rules about a value as such; all others are between fields.
_OF_VALUES = OF_VALUES.keys() - {"required"}
_DEMANDS = re.compile(r"\b(required|allowed|must|send at least)\b", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=\.) (?=[A-Z`(])")
_CLASS = re.compile(r"\b\w+Dict\b")


def lines_below(cls: Any) -> dict[str, str]:
    """Return what the source of a class says below each of its attributes."""
    (tree,) = ast.parse(dedent(inspect.getsource(cls))).body
    below: list[ast.stmt] = getattr(tree, "body", [])
    return {
        ast.unparse(node).split(" ")[0].rstrip(":"): " ".join(str(ast.literal_eval(after.value)).split())
        for node, after in pairwise(below)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(after, ast.Expr)
    }


def code_of(code: int) -> dict[str, Any]:
    """Return what a return code of the API means, and the client's exception for it."""
    codes: Any = getattr(import_module(f"{PACKAGE}.models"), "ReturnCode", ())
    known = {int(each): each for each in codes}
    family = family_of(code)
    kind = f"{family.__name__}: {(family.__doc__ or '').splitlines()[0]}"
    name = known[code].name if code in known else ""
    meaning = lines_below(codes)[name] if name else "not documented"
    return {"code": code, "name": name, "meaning": meaning, "exception": kind}


def fields_of(method: Any, row: Row, part: str, detail: str) -> tuple[str, list[str]]:
    """Return what an operation or a part of its request is, and a line for each field in it.

    The part is empty for all. ``detail`` is ``names`` for no more than names, types and presence, ``full``
    for all that is said, ``short`` for conditions, and more if it fits.
    """
    kind: Any = facts_of(row[2]).kind
    shown, lines = "", list[str]()
    about, _, below = (inspect.getdoc(method) or "").partition("\nArgs:\n")
    arguments = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", below.split("\n\n")[0], re.MULTILINE)
    said = {name: " ".join(line.split()) for name, line in arguments}
    types: Mapping[str, Any] = inspect.get_annotations(inspect.unwrap(method))
    for name in filter(None, re.split(r"[./\[\]]+", part)):
        known: Mapping[str, Any] = getattr(kind, "known", {})
        if name not in known:
            near = did_you_mean(name, known) or f"; it has {', '.join(known) or 'none'}"
            raise ValueError(f"{row[0]} {row[1]} has no part {part[:80]}{near}")
        kind, about, shown = known[name], said.get(name, ""), _type(known[name])
        while isinstance(kind, Items | Later):
            kind = kind.item if isinstance(kind, Items) else kind.kind()
        cls = _CLASS.search(str(types.get(name, "")))
        inner = getattr(import_module(f"{PACKAGE}.params"), cls[0]) if cls else None
        types, said = (inspect.get_annotations(inner), lines_below(inner)) if inner else ({}, {})
    if not isinstance(kind, Fields):
        several = " (a list)" if shown.endswith("[]") else ""
        return about, [f"one of {', '.join(kind)}{several}" if isinstance(kind, Values) else shown]
    for much in {"full": "a", "names": "n", "short": "afc"}[detail]:
        lines = list[str]()
        for name, each in kind.known.items():
            line = _part(said.get(name) or said.get(f"{name}_", ""), much)
            needed = ", required" if name in kind.required else ""
            lines.append(f"{name} ({_type(each)}{needed}){line and ': '}{line}")
        if sum(map(len, lines)) <= _MOST:
            break
    return about, lines


def follows(row: Row, given: Mapping[str, Any], under: Under | None) -> list[str]:
    """Return what the values of a request that are chosen already mean for its other fields."""
    facts, around = facts_of(row[2]), {} if under is None else beside(row[2], under)

    def broken(values: Mapping[str, Any]) -> dict[tuple[str, str], str]:
        found = facts.operation.check(values, None, around) if facts.operation.check else []
        between = (each for each in found if each.rule.partition(":")[0] not in _OF_VALUES)
        return {(each.pointer, each.rule): each.message for each in between}

    before = broken(given)
    lines = [f"{pointer}: {message}" for (pointer, _), message in before.items()]
    for name, kind in facts.known.items():
        choices = [] if name in given or (f"/{name}", "required") in before else _choices(kind)
        refused = {
            str(value): message
            for value in choices
            for (pointer, rule), message in broken({**given, name: value}).items()
            if pointer == f"/{name}" and (pointer, rule) not in before
        }
        if refused:
            left = ", ".join(str(value) for value in choices if str(value) not in refused)
            only = f"only {left}" if left else "leave it out"
            lines.append(f"/{name}: {only}: {next(iter(refused.values()))}")
    return lines


def _choices(kind: Any) -> list[Any]:
    # The values of a field to try: all of a list, or one of its type.
    kind = kind.kind() if isinstance(kind, Later) else kind
    if isinstance(kind, Values) or kind is bool:
        return [True, False] if kind is bool else [*kind]
    if isinstance(kind, Items):
        return [[each] for each in _choices(kind.item)][:1]
    return [{}] if isinstance(kind, Fields) else [1] if kind is int or isinstance(kind, Number) else ["1"]


def _type(kind: Any) -> str:
    kind = kind.kind() if isinstance(kind, Later) else kind
    if isinstance(kind, Items):
        return f"{_type(kind.item)}[]"
    if isinstance(kind, Values) and len(kind) <= _FEW:
        return "|".join(kind)
    if isinstance(kind, type):
        return {int: "integer", bool: "boolean"}.get(kind, "text")
    return "object" if isinstance(kind, Fields) else getattr(kind, "expected", "text")


def _part(line: str, said: str) -> str:
    # All of it, the first sentence and the conditions, the conditions alone, or nothing.
    first, *others = _SENTENCES.split(line)
    conditions = [*filter(_DEMANDS.search, others if said == "f" else [first, *others])]
    return {"a": line, "f": " ".join((first, *conditions)), "c": " ".join(conditions), "n": ""}[said]
