"""Count what was read on each page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, frozen

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page

if TYPE_CHECKING:
    from tiktok_bindgen.interpret.model import Alternative, Field, Operation


@frozen
class Counts:
    """The sums of a report, as printed on the command line."""

    pages: int
    operations: int
    fields: int
    conditions: int
    problems: int

    @classmethod
    def of(cls, report: dict[str, Any], problems: int) -> Counts:
        """Add a report up; problems are all there are, those of no page among them."""
        operations = [operation for page in report["pages"] for operation in page["operations"]]
        return cls(
            pages=len(report["pages"]),
            # Some are on several pages.
            operations=len({(each["method"], each["path"]) for each in operations}),
            fields=sum(each["request_fields"] + each["response_fields"] for each in operations),
            conditions=sum(each["rules"]["text"] for each in operations),
            problems=problems,
        )

    def __str__(self) -> str:
        numbers = (
            number_of(self.pages, "page"),
            number_of(self.operations, "operation"),
            number_of(self.fields, "field"),
            number_of(self.conditions, "condition in words", "conditions in words"),
            number_of(self.problems, "problem"),
        )
        return ", ".join(numbers)


def make_report(
    pages: Sequence[Page], operations: Iterable[Operation], problems: Iterable[Problem], memo: Memo
) -> dict[str, Any]:
    """Count fields, values, conditions and problems, as ``spec --report`` writes them."""
    by_page: dict[str, list[Operation]] = {}
    for operation in operations:
        by_page.setdefault(operation.page, []).append(operation)
    found: dict[str, list[Problem]] = {}
    for problem in sorted(problems):
        found.setdefault(problem.page, []).append(problem)
    return {
        "pages": [
            {
                "page": page.name,
                "form": page.form,
                "operations": [memo(_operation, operation) for operation in by_page.get(page.name, ())],
                "rows": sum(len(table.rows) for endpoint in page.endpoints for table in endpoint.tables),
                "problems": [
                    {"code": problem.code, "line": problem.line, "text": problem.text}
                    for problem in found.get(page.name, ())
                ],
            }
            for page in pages
        ],
        # Those of an overlay or a glossary, for example.
        "problems": [
            problem._asdict()
            for name in sorted(found.keys() - {page.name for page in pages})
            for problem in found[name]
        ],
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
    """Yield one field for each documented row, using the rows of alternatives instead of their union."""
    sets: list[Iterable[Field]] = [alternative.fields for alternative in alternatives] or [fields]
    line = 0
    for field in (field for each in sets for field in each if field.is_documented):
        if line and field.line == line:
            # The previous row documents several fields: ``and / or``.
            continue
        line = field.line
        yield field
        if field.alternatives:
            # The table of each alternative repeats the row of the object.
            for alternative in field.alternatives:
                yield evolve(field, presence="optional", enum=(), default=None, conditions=())
                yield from _rows_of(alternative.fields)
        else:
            yield from _rows_of(field.children)
