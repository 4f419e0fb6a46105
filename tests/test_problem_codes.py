"""Every code of a problem is known here, and a test expects it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from pages import ROOT
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Alternative, Field, Operation, Type
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page, unread_table
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.sources import PageFile, read_file

_ALL = """
    alternatives-in-query appendix-conflict appendix-unread bar-missing call-unreadable column-unread
    combination-unread comparison-contradicted comparison-field comparison-place comparison-several
    comparison-unbound comparison-unread default-conflict default-enum default-format default-limit
    default-type default-unread depth-ambiguous depth-jump empty-table endpoint-ambiguous
    endpoint-inferred endpoint-without-path enum-type enum-value-repeated enum-value-unread
    enumeration-missing example-abridged example-elsewhere example-method example-misplaced example-rotten
    example-slip example-unreadable field-name-unusable field-repeated fields-without-endpoint
    glossary-missing glossary-unused limit-conflict limit-impossible limit-misplaced limit-unread
    line-outside-row map-children map-with-rows marker-unknown marker-unused method-impossible method-missing
    method-unusable nested-too-deep no-title no-type-column odd-path operation-repeated overlay-mismatch
    overlay-unused overlay-without-effect page-unreadable path-parameter-undocumented path-unusable
    path-without-root pattern-unchecked report-cell-unread report-comparison-unread report-grouping-unread
    report-kind-unknown report-metrics-unread report-row-unread report-use-unread row-outside-table
    row-uncertain row-under-scalar row-without-name row-without-type rows-in-one-line rule-alternative
    rule-ambiguous rule-any-item rule-circular rule-context rule-contradiction rule-dead rule-default
    rule-exception rule-leans rule-no-error rule-open rule-other-call rule-prose rule-purpose rule-slip
    rule-tautology rule-unknown-field rule-unknown-value rule-unread rule-unsatisfiable rule-unworded
    scalar-children scalar-with-rows sentence-unread several-methods several-paths source-unusable
    supplement-unbound table-columns table-unread text-in-table too-deep too-few-cells too-many-cells
    too-many-columns type-of-values type-unknown unclosed-fence unknown-header value-slip
    value-table-ambiguous value-table-unreadable webhook-content-unplaced webhook-envelope-missing
    webhook-event-unclear webhook-event-unnamed webhook-repeated webhook-table-unread
"""
CODES = frozenset(_ALL.split())
# What takes a code, wherever it stands among the arguments.
_TAKE = {
    "Problem",
    "_problem",
    "report",
    "_report",
    "find",
    "kept",
    "_kept",
    "odd",
    "_odd",
    "_text",
    "Unresolved",
    "Misfit",
}
_KEBAB = re.compile(r"[a-z]+(-[a-z]+)+")
# Words of rules and of lifecycles that look like codes.
_NO_CODES = {"may-give", "not-value", "to-be-deprecated", "value-in", "value-not-in"}
# Their ids are of something else than problems.
_OTHERS = {"diff", "explain", "memory"}


def test_the_generator_gives_these_codes_and_no_others() -> None:
    source = ROOT / "generator" / "tiktok_bindgen"
    given = {
        code
        for path in source.rglob("*.py")
        if path.relative_to(source).parts[0] not in _OTHERS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for code in _given_at(node)
    }
    assert given - _NO_CODES == CODES


def test_every_code_is_expected_by_a_test_or_a_golden_page() -> None:
    tests = ROOT / "tests"
    texts = [path.read_text(encoding="utf-8") for path in tests.rglob("test_*.py")]
    texts += [path.read_text(encoding="utf-8") for path in (tests / "cases").rglob("*.yaml")]
    texts += [path.read_text(encoding="utf-8") for path in (tests / "cases" / "tables").rglob("*.txt")]
    texts += [(tests / "cases" / "sentences.txt").read_text(encoding="utf-8")]
    # But for the list above.
    words = [re.findall(r"[\w-]+", text.replace(_ALL, "")) for text in texts]
    expected = {word for found in words for word in found}
    assert CODES - expected == set()


def _given_at(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=values) if name in _TAKE:
            pass
        case ast.Call(func=ast.Attribute(attr="append"), args=[ast.Tuple() as value]):
            values = [value]
        case ast.Assign(targets=[ast.Name(id="code")], value=value) | ast.Return(value=ast.expr() as value):
            values = [value]
        case ast.Assign(targets=[ast.Name(id="Code")], value=ast.Subscript(slice=value)):
            values = [value]
        case _:
            return
    for value in values:
        yield from _kebab(value)


def _kebab(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if _KEBAB.fullmatch(text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_kebab(one), *_kebab(other))
        case ast.Tuple(elts=parts) | ast.BoolOp(values=parts):
            for part in parts:
                yield from _kebab(part)


# Codes that no other test expects

_COPIED = "Dig\nRequest\nEndpoint /open_api/v1.3/dig/\nMethod POST\nParameters\n"
_COLUMNS = "Field\tType\tDescription\nspade\nstring\nWhich spade.\n"


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (_COPIED + _COLUMNS, None, None),
        (
            "Dig\nRequest\nMethod POST\nParameters\n"
            + _COLUMNS
            + "Comparing\nChanges\tv1.2\tv1.3\nEndpoint path\n/v1.2/dig/\n/v1.3/dig/\n"
            + "Request\nExample\ncurl https://api.example/open_api/v1.3/hoe/\n",
            2,
            "endpoint-ambiguous",
        ),
        (
            _COPIED.replace("Method POST\n", "")
            + _COLUMNS
            + "Example\ncurl -X POST https://api.example/open_api/v1.3/dig/\n",
            3,
            "method-missing",
        ),
        (_COPIED + "Field\tType\tDescription\tSince\nspade\nstring\nWhich spade.\n", 6, "table-columns"),
        (
            _COPIED + _COLUMNS + "Depths\nValue\tDepth\tSoil\nA\n\nB\nC\n\nD\n",
            11,
            "value-table-unreadable",
        ),
    ],
)
def test_a_copied_page_may_lack_something(text: str, line: int | None, code: str | None) -> None:
    _, problems = read_page(text.encode(), "dig.txt")
    assert [(each.line, each.code) for each in problems] == ([(line, code)] if code else [])


def test_a_file_that_is_no_text_is_a_problem_of_its_page(tmp_path: Path) -> None:
    file = tmp_path / "dig.md"
    file.write_bytes(b"\xff\xfe\xff")
    read = read_file(PageFile(file, "dig.md"))
    assert [(each.page, each.line, each.code) for each in read.problems] == [("dig.md", 0, "page-unreadable")]
    assert read.failure is not None


@text_cases(lines=literal, line=literal)
def test_lines_that_look_like_a_table_and_give_no_row_are_a_problem_of_their_page(
    lines: str, line: int | None, tmp_path: Path
) -> None:
    file = tmp_path / "dig.md"
    file.write_text(f"# Dig\n\n{lines}", encoding="utf-8")
    read = read_file(PageFile(file, "dig.md"))
    assert [(each.page, each.line, each.code) for each in read.problems] == (
        [("dig.md", line, "table-unread")] if line else []
    )
    assert read.failure is None


def native(*rows: str, last: str = "create") -> tuple[Operation, tuple[Problem, ...]]:
    text = (
        "# Plots\n\n## Request\n\n"
        f"**Endpoint** https://business-api.tiktok.com/open_api/v1.3/garden/plot/{last}/\n\n"
        "**Method** POST\n\n**Parameters**\n\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
        + "".join(f"{row}\n" for row in rows)
        + "```\n"
    )
    page, odd = read_page(text.encode(), "plot.md")
    assert odd == ()
    document, problems = interpret([page])
    return document.operations[0], problems


@text_cases(rows=literal, code=str)
def test_a_row_may_say_what_does_not_fit(rows: list[str], code: str) -> None:
    _, problems = native(*rows)
    assert [(each.line, each.code) for each in problems] == [(14, code)]


def test_a_condition_in_one_of_several_alternatives_is_no_rule_of_the_request() -> None:
    text = (
        "# Plots\n\n## Request\n\n"
        "**Endpoint** https://business-api.tiktok.com/open_api/v1.3/garden/plot/create/\n\n"
        "**Method** POST\n\n**Parameters**\n\n"
        "```xtable\n|Field|Data Type|Description|\n|---|---|---|\n|plot|object|The plot.|\n```\n\n"
    )
    for kind in ("rose", "herb"):
        text += (
            f"### `plot` for {kind} gardens\n\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
            f"|{kind}|string|A plant.|\n|soil|string|A soil.|\n"
            "|size|string|Required when `soil` is `CLAY`.|\n```\n\n"
        )
    _, problems = interpret([read_page(text.encode(), "plot.md")[0]])
    assert {each.code for each in problems} == {"rule-alternative"}


def test_a_condition_of_two_fields_in_one_row_is_told_for_each() -> None:
    _, problems = native("|rose/herb|string|Required when the moon is full.|")
    assert [(each.code, each.text[:6]) for each in problems] == [
        ("rule-unworded", "`herb`"),
        ("rule-unworded", "`rose`"),
    ]


def test_alternatives_of_parameters_in_a_url_are_given_as_optional_ones() -> None:
    rose, herb = (Field(name, Type("string"), presence="required") for name in ("rose", "herb"))
    sets = (Alternative("rose", (rose,)), Alternative("herb", (herb,)))
    path = "/open_api/v1.3/garden/plot/get/"
    both = tuple(evolve(each, presence="optional") for each in (rose, herb))
    operation = Operation("GET", path, "Plots", parameters=both, alternatives=sets)
    spec, problems = assemble(Document((operation,)), prose="none")
    assert [each.code for each in problems] == ["alternatives-in-query"]
    found: Any = spec["paths"]
    parameters = found[path]["get"]["parameters"]
    assert [(each["name"], each.get("required", False)) for each in parameters] == [
        ("rose", False),
        ("herb", False),
    ]


@text_cases(text=literal, line=literal)
def test_two_lines_of_many_cells_or_one_of_titles_look_like_a_table(text: str, line: int) -> None:
    page = Page("dig.md", "native", "Dig", None, (), (), ())
    assert unread_table(page, text.encode()) == line
