"""Compare the requests of a spec with what others published of the same API, as OpenAPI documents.

    python tests/tools/beside.py SPEC FOLDER

``FOLDER`` holds YAML files, such as ``yml_files`` in the repository of TikTok's SDK, which covers part of
the API and lists values below ``x-open-enum``. Prints how many fields, types, required fields and lists of
values are alike, and each difference that could make a client refuse what the API takes: a name or value
that only the other has, a type that differs, a field that only the spec requires.

    python tests/tools/beside.py SPEC FOLDER SOURCE

Prints the actions of an overlay by which the client takes the values that only the other lists; ``SOURCE`` is
the other's name.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tiktok_bindgen.assemble.any_yaml import read_any
from tiktok_bindgen.explain.operation import Explained, ExplainedField, explained
from tiktok_bindgen.logic.model import path_text
from tiktok_bindgen.openapi import ELSEWHERE, listed, mapping, operations, schema_of
from tiktok_bindgen.problem import InputError


def main(spec: Path, folder: Path, source: str = "") -> None:
    """Print the figures, and then the differences; with a source, the actions instead."""
    ours, others = _read(spec), [_read(file) for file in sorted(folder.glob("*.y*ml"))]
    if source:
        for action in actions(ours, others, source):
            _say(f"  - {json.dumps(action)}")
        return
    met, found = beside(ours, others)
    against = Counter(kind for kind, _ in found)
    _say(f"{met['operation']} operations, {against['operation']} of which are in the other alone")
    for kind in ("name", "type", "required", "values"):
        _say(f"{kind}: {met[kind] - against[kind]} of {met[kind]} alike")
    for kind, text in found:
        _say(f"  {kind}: {text}")


def actions(
    ours: Mapping[str, Any], others: Iterable[Mapping[str, Any]], source: str
) -> Iterator[dict[str, Any]]:
    """Yield an action of an overlay for each field with values that only the others list."""
    found: dict[str, dict[str, None]] = {}
    for path, method, field, more in _values(ours, others):
        place = _place(ours, method, path, [*field])
        found.setdefault(place, {}).update(dict.fromkeys(more))
    for place, values in sorted(found.items()):
        yield {
            "target": place,
            "x-reason": f"{source} lists values of it that no page does.",
            "update": {ELSEWHERE: {"source": source, "values": [*values]}},
        }


def _values(
    ours: Mapping[str, Any], others: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, str, Sequence[str], list[str]]]:
    for other in others:
        for path, method, _ in operations(other):
            try:
                mine = explained(ours, method, path)
            except InputError:
                continue
            known = {each.path: each for each in mine.fields}
            for field in explained(other, method, path).fields:
                same = known.get(field.path)
                if same is not None and (more := _only(field, same)):
                    yield mine.path, method, field.path, more


def _place(document: Mapping[str, Any], method: str, path: str, steps: list[str]) -> str:
    """The place of a field of a request as a JSONPath, below the component that is nearest to it."""
    operation = mapping(mapping(document["paths"])[path])[method.lower()]
    if body := operation.get("requestBody"):
        place, node = (
            f"$.paths['{path}'].{method.lower()}.requestBody.content['application/json'].schema",
            schema_of(body),
        )
    else:
        name, *steps = steps
        parameter = next(each for each in operation["parameters"] if each["name"] == name)
        inner = "schema" if "schema" in parameter else "content['application/json'].schema"
        place = f"$.paths['{path}'].{method.lower()}.parameters[?@.name=='{name}'].{inner}"
        node = schema_of(parameter)
    for step in steps:
        if isinstance(reference := mapping(node).get("$ref"), str):
            place = f"$.components.schemas.{reference.rpartition('/')[2]}"
            node = mapping(document["components"]["schemas"])[reference.rpartition("/")[2]]
        down = ("items",) if step == "[]" else ("properties", step)
        for key in down:
            place, node = f"{place}.{key}", mapping(node)[key]
    return place


def beside(
    ours: Mapping[str, Any], others: Iterable[Mapping[str, Any]]
) -> tuple[Counter[str], list[tuple[str, str]]]:
    """Compare requests.

    Args:
        ours: The spec.
        others: The documents to compare it with.

    Returns:
        How many facts of each kind were compared, and the differences: the kind, and a text.
    """
    met: Counter[str] = Counter()
    found: list[tuple[str, str]] = []
    # Some documents have the token among the parameters of the query.
    schemes = mapping(mapping(ours.get("components")).get("securitySchemes"))
    tokens = {mapping(each).get("name") for each in schemes.values()}
    for other in others:
        for path, method, _ in operations(other):
            called = f"{method.upper()} {path}"
            met["operation"] += 1
            try:
                mine = explained(ours, method, path)
            except InputError as error:
                found.append(("operation", f"{called}: {error}"))
                continue
            fields = [each for each in explained(other, method, path).fields if each.path[0] not in tokens]
            found += ((kind, f"{called} {text}") for kind, text in _differences(mine, fields, met))
    return met, found


def _differences(
    ours: Explained, fields: Iterable[ExplainedField], met: Counter[str]
) -> Iterator[tuple[str, str]]:
    known = {each.path: each for each in ours.fields}
    for field in fields:
        met["name"] += 1
        own = known.get(field.path)
        if own is None:
            yield "name", path_text(field.path)
            continue
        met["type"] += 1
        if own.type not in (field.type, "any"):
            yield "type", f"{path_text(own.path)}: {own.type}, not {field.type}"
        if own.required:
            met["required"] += 1
            if not field.required:
                yield "required", path_text(own.path)
        if own.values and field.values:
            met["values"] += 1
            if more := _only(field, own):
                yield "values", f"{path_text(own.path)}: {', '.join(more)}"


def _only(field: ExplainedField, same: ExplainedField) -> list[str]:
    """The values that only the other lists, where both list some."""
    both = same.values and field.values
    return sorted({str(each) for each in field.values} - {str(each) for each in same.values}) if both else []


def _read(file: Path) -> Mapping[str, Any]:
    return mapping(_with_values(read_any(file.read_text(encoding="utf-8"))))


def _with_values(part: object) -> object:
    """Make lists of values below ``x-open-enum`` the schema's own."""
    if isinstance(part, list):
        return [_with_values(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {name: _with_values(value) for name, value in part.items()}
    values = listed(mapping(made.get("x-open-enum")).get("enums"))
    keys = [each["key"] for each in values if each.get("is_valid", True)]
    return {**made, "enum": keys} if keys else made


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
