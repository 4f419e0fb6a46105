"""Write and read what facts pages state as contested."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tiktok_bindgen.interpret.model import Contested, Field
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.interpret.types import parse_type
from tiktok_bindgen.interpret.whole_numbers import is_inferred
from tiktok_bindgen.read.page import Line

_ONE = re.compile(r"`(?P<fact>[^`]+)` \(`(?P<page>[^`]*)`, line (?P<line>\d{1,9})\)")
_CONTESTED = re.compile(rf"Contested: {_ONE.pattern.replace('?P<', '?P<first_')}.*\.")
_TYPE = re.compile(r"Documented type: `(?P<type>[^`]*)`\.")


def is_of_rule(contested: Contested) -> bool:
    """Whether what is contested is a rule, not a fact of the field alone."""
    return ":" in contested.fact


def contested_rules(fields: Iterable[Field]) -> dict[str, list[Contested]]:
    """The contested rules of fields, keyed by rule id."""
    found: dict[str, list[Contested]] = {}
    for _, field in walk(fields):
        for each in field.contested:
            if is_of_rule(each) and each not in found.setdefault(each.fact, []):
                found[each.fact].append(each)
    return found


def spelled_type(field: Field) -> str:
    """The type of a field as its facts page spells it: as documented, unless evidence shows another.

    An inferred integer is spelled as one, since the prose that it was inferred from is not on the page.
    """
    documented = field.type.documented
    if is_inferred(field):
        return f"integer{'[]' * field.type.array}"
    if not any(each.fact == "type" for each in field.contested):
        return documented
    read = parse_type(documented)
    same = read is not None and (read.kind, read.array) == (field.type.kind, field.type.array)
    return documented if same else f"{field.type.kind}{'[]' * field.type.array}"


def written(field: Field) -> Iterator[str]:
    """Yield the lines of a facts page that state what is contested of a field."""
    facts = ", ".join(f"`{each.fact}` (`{each.page}`, line {each.line})" for each in field.contested)
    if facts:
        yield f"Contested: {facts}."
    if not is_inferred(field) and spelled_type(field) != field.type.documented:
        yield f"Documented type: `{field.type.documented}`."


def read_contested(lines: Sequence[Line]) -> tuple[tuple[Contested, ...], str | None, Sequence[Line]]:
    """Read what is contested of a field from its description.

    Returns:
        The facts; the type that the documentation states, if the field has another; and all other lines.
    """
    contested: list[Contested] = []
    documented: str | None = None
    rest = []
    for line in lines:
        if _CONTESTED.fullmatch(line.text):
            found = _ONE.finditer(line.text)
            contested += (Contested(each["fact"], each["page"], int(each["line"])) for each in found)
        elif match := _TYPE.fullmatch(line.text):
            documented = match["type"]
        else:
            rest.append(line)
    return tuple(contested), documented, rest
