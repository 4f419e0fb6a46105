"""Remove the documentation's sentences from what was read, keeping its facts."""

from __future__ import annotations

from attrs import evolve

from tiktok_bindgen.interpret.contested import spelled_type
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import EnumValue, Field, InWords, Operation
from tiktok_bindgen.interpret.report_model import Report
from tiktok_bindgen.interpret.tree import Path, mapped, mapped_operation, replaced
from tiktok_bindgen.interpret.whole_numbers import is_inferred
from tiktok_bindgen.memo import Memo


def without_prose(document: Document, memo: Memo | None = None) -> Document:
    """Drop descriptions, meanings and the words of conditions, of which a digest is kept.

    ``memo`` has what was made of the same operations before.
    """
    appendix, memo = document.appendix, memo or Memo()
    return Document(
        tuple(memo(_operation, operation) for operation in document.operations),
        evolve(
            appendix,
            enumerations=tuple(evolve(each, values=_values(each.values)) for each in appendix.enumerations),
            return_codes=tuple(evolve(code, meaning="") for code in appendix.return_codes),
            linked_lists=tuple(evolve(each, values=_values(each.values)) for each in appendix.linked_lists),
            http_statuses=tuple(evolve(status, meaning="") for status in appendix.http_statuses),
        ),
        tuple(map(_report, document.reports)),
        tuple(map(_operation, document.webhooks)),
    )


def _report(report: Report) -> Report:
    return evolve(
        report,
        items=tuple(replaced(each, row=fields_without_prose((each.row,))[0]) for each in report.items),
        notes=tuple(
            evolve(each, words=InWords(each.words.digest)) if each.words else each for each in report.notes
        ),
    )


def _operation(operation: Operation) -> Operation:
    return replaced(
        mapped_operation(operation, lambda _, path, field: _field(path, field)),
        description="",
        headers=fields_without_prose(operation.headers),
        response_headers=fields_without_prose(operation.response_headers),
    )


def fields_without_prose(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Drop descriptions, meanings and the words of conditions from fields and all below them."""
    return mapped(fields, _field)


def _field(_: Path, field: Field) -> Field:
    conditions = tuple(
        InWords(each.digest) if each.text or each.stated else each for each in field.conditions
    )
    # Without its description, only its type shows that a number is an integer.
    type_ = evolve(field.type, documented=spelled_type(field)) if is_inferred(field) else field.type
    return replaced(field, type=type_, description="", conditions=conditions, enum=_values(field.enum))


def _values(values: tuple[EnumValue, ...]) -> tuple[EnumValue, ...]:
    return tuple(evolve(value, meaning="") if value.meaning else value for value in values)
