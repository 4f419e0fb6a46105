"""Leave the documentation's sentences out of what was read, keeping its facts."""

from __future__ import annotations

from attrs import evolve

from tiktok_bindgen.interpret.model import Alternative, Document, EnumValue, Field, InWords, Operation, Report


def without_prose(document: Document) -> Document:
    """Drop descriptions, meanings and the words of conditions; a digest of these stays."""
    appendix = document.appendix
    return Document(
        tuple(_operation(operation) for operation in document.operations),
        evolve(
            appendix,
            enumerations=tuple(evolve(each, values=_values(each.values)) for each in appendix.enumerations),
            return_codes=tuple(evolve(code, meaning="") for code in appendix.return_codes),
            http_statuses=tuple(evolve(status, meaning="") for status in appendix.http_statuses),
        ),
        tuple(map(_report, document.reports)),
    )


def _report(report: Report) -> Report:
    return evolve(
        report,
        items=tuple(evolve(each, row=fields_without_prose((each.row,))[0]) for each in report.items),
        notes=tuple(
            evolve(each, words=InWords(each.words.digest)) if each.words else each for each in report.notes
        ),
    )


def _operation(operation: Operation) -> Operation:
    return evolve(
        operation,
        description="",
        headers=fields_without_prose(operation.headers),
        parameters=fields_without_prose(operation.parameters),
        alternatives=_alternatives(operation.alternatives),
        response_headers=fields_without_prose(operation.response_headers),
        response=fields_without_prose(operation.response),
    )


def fields_without_prose(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Drop descriptions, meanings and the words of conditions from fields and all below them."""
    return tuple(
        evolve(
            field,
            description="",
            conditions=tuple(InWords(each.digest) for each in field.conditions),
            enum=_values(field.enum),
            children=fields_without_prose(field.children),
            alternatives=_alternatives(field.alternatives),
        )
        for field in fields
    )


def _alternatives(alternatives: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    return tuple(evolve(each, fields=fields_without_prose(each.fields)) for each in alternatives)


def _values(values: tuple[EnumValue, ...]) -> tuple[EnumValue, ...]:
    return tuple(evolve(value, meaning="") for value in values)
