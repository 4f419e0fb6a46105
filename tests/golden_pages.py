"""What is read from a page, as YAML beside it: ``UPDATE_GOLDEN`` in the environment writes it anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Endpoint, Example, FieldTable, Line

Table = Callable[[FieldTable], Any]
Shown = Callable[[Example], Any]


def golden(
    file: Path,
    *,
    lines: Callable[[Sequence[Line]], Any],
    cell: Callable[[Sequence[Line]], Any],
    table: Table,
    example: Shown,
) -> None:
    """Compare what is read from a page with ``page.yaml`` in its folder; the functions show its parts."""
    page, problems = read_page(file.read_bytes(), f"{file.parent.name}/{file.name}")
    shown: dict[str, Any] = {"title": page.title, "lead": lines(page.lead)}
    shown["endpoints"] = [_endpoint(endpoint, table, example) for endpoint in page.endpoints]
    shown["tables"] = [
        {
            f"{each.line} {each.heading}": [
                list(each.columns),
                *([cell(part.lines) for part in row] for row in each.rows),
            ]
        }
        for each in page.tables
    ]
    shown["problems"] = [f"{problem.line} {problem.code}: {problem.text}" for problem in problems]
    text = yaml.safe_dump(_filled(shown), sort_keys=False, allow_unicode=True, width=110)
    kept = file.with_name("page.yaml")
    if os.environ.get("UPDATE_GOLDEN"):
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8")


def _endpoint(endpoint: Endpoint, table: Table, example: Shown) -> dict[str, Any]:
    shown: dict[str, Any] = {"endpoint": f"{endpoint.line} {endpoint.method} {endpoint.path}"}
    tables = {
        "header": endpoint.header,
        "parameters": endpoint.parameters,
        "response header": endpoint.response_header,
        "response": endpoint.response,
    }
    shown |= {name: table(each) for name, each in tables.items() if each is not None}
    shown["supplements"] = [table(each) for each in endpoint.supplements]
    shown["examples"] = [example(each) for each in endpoint.examples]
    return _filled(shown)


def _filled(shown: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shown.items() if value}
