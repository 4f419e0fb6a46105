"""Leave the documentation's sentences out of what was read, keeping its facts."""

from __future__ import annotations

from attrs import evolve

from tiktok_bindgen.interpret.model import Document, Field, Operation


def without_prose(document: Document) -> Document:
    """Drop descriptions, meanings and the words of conditions; the number of conditions stays."""
    return Document(tuple(_operation(operation) for operation in document.operations))


def _operation(operation: Operation) -> Operation:
    return evolve(
        operation,
        description="",
        headers=_fields(operation.headers),
        parameters=_fields(operation.parameters),
        response=_fields(operation.response),
    )


def _fields(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(
        evolve(
            field,
            description="",
            conditions=("",) * len(field.conditions),
            enum=tuple(evolve(value, meaning="") for value in field.enum),
            children=_fields(field.children),
        )
        for field in fields
    )
