"""Count what was read, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, frozen

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page

if TYPE_CHECKING:
    from tiktok_bindgen.interpret.model import Alternative, Field, Operation


@frozen
class Counts:
    """A report in five numbers, as the command line says them."""

    pages: int
    operations: int
    fields: int
    conditions: int
    problems: int

    @classmethod
    def of(cls, report: dict[str, Any], problems: int) -> Counts:
        """Add a report up.

        Args:
            report: What `make_report` made.
            problems: How many there are, those of no page among them.
        """
        operations = [operation for page in report["pages"] for operation in page["operations"]]
        return cls(
            pages=len(report["pages"]),
            operations=len(operations),
            fields=sum(each["request_fields"] + each["response_fields"] for each in operations),
            conditions=sum(each["rules"]["text"] for each in operations),
            problems=problems,
        )

    def __str__(self) -> str:
        counted = (
            (self.pages, "page", "pages"),
            (self.operations, "operation", "operations"),
            (self.fields, "field", "fields"),
            (self.conditions, "condition in words", "conditions in words"),
            (self.problems, "problem", "problems"),
        )
        return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counted)


def make_report(
    pages: Sequence[Page], operations: Iterable[Operation], problems: Iterable[Problem]
) -> dict[str, Any]:
    """Count fields, values, conditions and problems.

    Args:
        pages: The pages that were read.
        operations: The operations found on them.
        problems: Everything that was not understood, on any page.

    Returns:
        A JSON-able value, as ``spec --report`` writes it.
    """
    by_page: dict[str, list[Operation]] = {}
    for operation in operations:
        by_page.setdefault(operation.page, []).append(operation)
    odd: dict[str, list[Problem]] = {}
    for problem in sorted(problems):
        odd.setdefault(problem.page, []).append(problem)
    return {
        "pages": [
            {
                "page": page.name,
                "form": page.form,
                "operations": [_operation(operation) for operation in by_page.get(page.name, ())],
                "rows": sum(len(table.rows) for endpoint in page.endpoints for table in endpoint.tables),
                "problems": [
                    {"code": problem.code, "line": problem.line, "text": problem.text}
                    for problem in odd.get(page.name, ())
                ],
            }
            for page in pages
        ]
    }


def _operation(operation: Operation) -> dict[str, Any]:
    request = list(_rows_of(operation.parameters, operation.alternatives))
    response = list(_rows_of(operation.response))
    both = [*request, *response]
    return {
        "method": operation.method,
        "path": operation.path,
        "request_fields": len(request),
        "response_fields": len(response),
        "required": sum(field.presence == "required" for field in request),
        "conditional": sum(field.presence == "conditional" for field in request),
        "enum_fields": sum(bool(field.enum) for field in both),
        "enum_values": sum(len(field.enum) for field in both),
        "defaults": sum(field.default is not None for field in request),
        "rules": asdict(operation.judged),
    }


def _rows_of(fields: Iterable[Field], alternatives: Iterable[Alternative] = ()) -> Iterator[Field]:
    """One field a documented row: the rows of alternatives, not what these add up to."""
    sets: list[Iterable[Field]] = [alternative.fields for alternative in alternatives] or [fields]
    line = 0
    for field in (field for each in sets for field in each if field.is_documented):
        if line and field.line == line:
            # The row before gave several fields: ``and / or``.
            continue
        line = field.line
        yield field
        if field.alternatives:
            # The table of each alternative begins with the row of the object again.
            for alternative in field.alternatives:
                yield evolve(field, presence="optional", enum=(), default=None, conditions=())
                yield from _rows_of(alternative.fields)
        else:
            yield from _rows_of(field.children)


def walk(fields: Iterable[Field]) -> Iterator[Field]:
    """Every field of a tree that a table has, in documented order."""
    for field in (field for field in fields if field.is_documented):
        yield field
        yield from walk(field.children)
