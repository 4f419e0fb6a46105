"""Documents in which anything stands anywhere: used, or refused in one line, by whatever reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages import ROOT
from searching import trying
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.compat import compatible
from tiktok_bindgen.diff import compare
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.explain.reason import findings
from tiktok_bindgen.explain.report import report
from tiktok_bindgen.generate import PACKAGE
from tiktok_bindgen.generate.client import planned
from tiktok_bindgen.generate.render import render
from tiktok_bindgen.openapi import operations
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.site import made
from tiktok_bindgen.site.frame import Site

Document = dict[str, Any]

CASES = ROOT / "tests" / "cases"
GARDENS = (CASES / "site" / "2031-06.openapi.yaml", CASES / "mini" / "openapi.yaml")
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(["", "a", "`"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "$ref", "type", "values", "name"]), inner, max_size=2)
    ),
    max_leaves=3,
)


@cache
def garden(path: Path) -> Document:
    return load_spec(path)


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of a document."""
    for key, each in (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        yield (*path, key)
        yield from places(each, (*path, key))


@st.composite
def _changed(draw: st.DrawFn) -> tuple[Document, Document]:
    """A document, and what it is when some of its values are others."""
    document = garden(draw(st.sampled_from(GARDENS)))
    changed = deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        *around, last = draw(st.sampled_from(list(places(changed))))
        node = changed
        for step in around:
            node = node[step]
        node[last] = draw(ODD)
    return document, changed


def _explain(_: Document, changed: Document) -> None:
    for path, method, _operation in operations(changed):
        operation = explained(changed, method, path)
        report(operation, findings(operation))


def _diff(document: Document, changed: Document) -> None:
    compare(document, changed, prose=True)
    compare(changed, document, prose=True)


READERS: dict[str, Callable[[Document, Document], object]] = {
    "client": lambda _, changed: render(*planned(changed), PACKAGE, "0.0.0"),
    "compat": lambda _, changed: compatible(changed),
    "diff": _diff,
    "explain": _explain,
    "site": lambda document, changed: made(Site.of({"2031-05": document, "2031-06": changed})),
}


@pytest.mark.parametrize("reader", READERS)
@given(_changed())
@trying(150)
def test_a_document_of_any_shape_is_used_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, reader: str, documents: tuple[Document, Document]
) -> None:
    document, changed = documents
    file = tmp_path_factory.getbasetemp() / "odd.json"
    file.write_text(json.dumps(changed), encoding="utf-8")
    assert "\n" not in refusal(READERS[reader], deepcopy(document), file)


def refusal(read: Callable[[Document, Document], object], document: Document, file: Path) -> str:
    """Why a file is refused; empty if it is not."""
    try:
        read(document, load_spec(file))
    except InputError as refused:
        return str(refused)
    return ""


SCHEMA = "components.schemas.Bed"
TYPES = "array, boolean, integer, null, number, object, string"
NO_TYPES: tuple[object, ...] = ({}, "strng", ["string", 1])


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"paths": [1]}, "paths: expected a mapping"),
        ({"paths": {"/bed/": {"get": None}}}, "paths./bed/.get: expected a mapping"),
        (
            {"paths": {"/bed/": {"get": {"parameters": [{"name": "soil", "in": {}}]}}}},
            "paths./bed/.get.parameters.0.in: expected text",
        ),
        *(
            (
                {"components": {"schemas": {"Bed": {"type": type_}}}},
                f"{SCHEMA}.type: expected one or some of {TYPES}",
            )
            for type_ in NO_TYPES
        ),
        (
            {"components": {"schemas": {"Bed": {"maxLength": []}}}},
            f"{SCHEMA}.maxLength: expected a number",
        ),
        (
            {"components": {"schemas": {"Bed": {"required": "soil"}}}},
            f"{SCHEMA}.required: expected a list",
        ),
        (
            {"x-reports": {"harvest": {"groupings": [[{"least": 1}]]}}},
            "x-reports.harvest.groupings.0.0: expected `of`",
        ),
    ],
)
def test_what_has_an_impossible_shape_is_told_with_its_place(
    tmp_path: Path, document: Document, told: str
) -> None:
    file = tmp_path / "odd.json"
    file.write_text(json.dumps({"openapi": "3.1.0", **document}), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_spec(file)
    assert str(refused.value) == f"{file}: {told}"


@pytest.mark.parametrize(
    "usual",
    [
        {"paths": None, "servers": None, "components": None},
        {"components": {"schemas": {"Bed": True, "Pot": {"type": ["string", None], "description": None}}}},
        {"components": {"schemas": {"Bed": {"required": True, "exclusiveMinimum": True}}}},
        {
            "paths": {
                "/bed/": {"get": {"parameters": None, "tags": None, "responses": {200: {"content": None}}}}
            }
        },
    ],
)
def test_what_people_write_is_no_impossible_shape(tmp_path: Path, usual: Document) -> None:
    file = tmp_path / "usual.json"
    file.write_text(json.dumps({"openapi": "3.1.0", **usual}), encoding="utf-8")
    assert load_spec(file)["openapi"] == "3.1.0"
