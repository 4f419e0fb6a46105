"""Compare the requests of a spec with what others published of the same API, as OpenAPI documents.

    python tests/tools/beside.py SPEC FOLDER

``FOLDER`` holds YAML files, such as ``yml_files`` in the repository of TikTok's SDK, which covers part of
the API and lists values below ``x-open-enum``. Prints how many fields, types, required fields and lists of
values are alike, and each difference that could make a client refuse what the API takes: a name or value
that only the other has, a type that differs, a field that only the spec requires.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tiktok_bindgen.assemble.any_yaml import read_any
from tiktok_bindgen.explain.operation import Explained, ExplainedField, explained
from tiktok_bindgen.logic.model import path_text
from tiktok_bindgen.openapi import listed, mapping, operations
from tiktok_bindgen.problem import InputError


def main(spec: Path, folder: Path) -> None:
    """Print the figures, and then the differences."""
    met, found = beside(_read(spec), (_read(file) for file in sorted(folder.glob("*.y*ml"))))
    against = Counter(kind for kind, _ in found)
    _say(f"{met['operation']} operations, {against['operation']} of which are in the other alone")
    for kind in ("name", "type", "required", "values"):
        _say(f"{kind}: {met[kind] - against[kind]} of {met[kind]} alike")
    for kind, text in found:
        _say(f"  {kind}: {text}")


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
            if more := sorted({str(each) for each in field.values} - {str(each) for each in own.values}):
                yield "values", f"{path_text(own.path)}: {', '.join(more)}"


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
    main(Path(sys.argv[1]), Path(sys.argv[2]))
