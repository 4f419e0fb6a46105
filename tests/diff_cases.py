"""Pairs of small documents that differ in a single change, from ``cases/diff``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from attrs import frozen

from tiktok_bindgen.diff import registry

CASES = Path(__file__).parent / "cases" / "diff"


@frozen
class Case:
    """A pair, and the changes it must yield.

    Attributes:
        id: The rule's id.
        old: The old document.
        new: The new document.
        pointer: The place of the change.
        back: The place of the reverse change.
        severity: The severity of the change.
        back_severity: The severity of the reverse change.
        also: The ids of further changes that come with it.
        prose: Whether it is found only when prose is compared.
    """

    id: str
    old: dict[str, Any]
    new: dict[str, Any]
    pointer: str
    back: str
    severity: str
    back_severity: str
    also: tuple[str, ...] = ()
    prose: bool = False


def cases() -> list[Case]:
    """Return every pair, in the order of files."""
    return [case for file in sorted(CASES.glob("*.yaml")) for case in _in_file(file)]


def garden(request: object, response: object, **operation: Any) -> dict[str, Any]:
    """Return a document with one operation, which waters a plot.

    Args:
        request: The schema of the field ``plot`` of the request.
        response: The schema of the field ``plot`` of the reply.
        operation: More keys of the operation.
    """
    body = {"type": "object", "properties": {"plot": request}}
    reply = {"type": "object", "properties": {"plot": response}}
    return document(
        {
            "requestBody": {"content": {"application/json": {"schema": body}}},
            "responses": {"200": {"content": {"application/json": {"schema": reply}}}},
            **operation,
        }
    )


def document(operation: dict[str, Any]) -> dict[str, Any]:
    """Return a document with one operation."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Garden", "version": "1"},
        "paths": {"/plot/water/": {"post": operation}},
    }


def _in_file(file: Path) -> Iterator[Case]:
    for name, data in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).items():
        kind = data.get("kind", name)
        if data.get("whole"):
            base = {**document({}), "paths": {}}
            yield _case(kind, "", data, ({**base, **data["old"]}, {**base, **data["new"]}))
        elif data.get("operation"):
            for side in data.get("sides", [""]):
                yield _case(f"{side}-{kind}" if side else kind, "", data, tuple(map(document, _both(data))))
        else:
            yield _case(f"request-{kind}", "/request/body", data, tuple(garden(s, {}) for s in _both(data)))
            yield _case(f"response-{kind}", "/response", data, tuple(garden({}, s) for s in _both(data)))


def _both(data: dict[str, Any]) -> tuple[Any, Any]:
    return data["old"], data["new"]


def _case(id_: str, root: str, data: dict[str, Any], documents: tuple[dict[str, Any], ...]) -> Case:
    """Build a case from its entry in a file; the places of fields there are below ``root``."""
    at = data.get("at", "plot" if root else "")
    side = id_.partition("-")[0]
    old, new = documents
    stated = data["severity"]
    severity, back_severity = stated[side] if isinstance(stated, dict) else stated
    return Case(
        id=id_,
        old=old,
        new=new,
        pointer=root + _pointer(at),
        back=root + _pointer(data.get("back", at)),
        severity=severity,
        back_severity=back_severity,
        also=tuple(each if each in registry() else f"{side}-{each}" for each in data.get("with", ())),
        prose=data.get("prose", False),
    )


def _pointer(at: str) -> str:
    return f"/{at}" if at else ""


def mirrored(id_: str) -> str:
    """Return the id of the rule for the reverse change."""
    return registry()[id_].mirror
