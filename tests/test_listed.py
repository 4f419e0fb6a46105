"""Paths that the portal's index lists, and no page documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newest import committed_spec
from pages import ROOT
from tiktok_bindgen.listed import (
    INDEX,
    Differing,
    Index,
    add_listed,
    compared,
    index_in,
    index_text,
    read_index,
)
from tiktok_bindgen.openapi import listed_only
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.read import read_page
from tiktok_bindgen.runtime.lookup import LISTED, by_any

PATHS = [f"/plot/bed_{number}/get/" for number in range(20)]


def page(rows: list[str], title: str = "Endpoint", head: str = "") -> Any:
    text = f"# Index\n{head}\n```xtable\n|Category|{title}|Description|\n|---|---|---|\n" + "\n".join(rows)
    return read_page(f"{text}\n```\n".encode(), "index.md")[0]


ROWS = ["|Plots|-|-|", *(f"#|-|[{path}](https://x.test/docs?id=1)|A bed.|" for path in PATHS)]


BEDS = dict.fromkeys(PATHS, "Plots")
OTHERS = ["#|-|/other/{server}/token/|Other.|", "#|-|/.well-known/x/|Other.|"]


@pytest.mark.parametrize(
    ("rows", "title", "found"),
    [
        (ROWS, "Endpoint", BEDS),
        ([*ROWS, "|Sheds|-|-|", "#|-|`/shed/open/`|-|"], "Endpoint", BEDS | {"/shed/open/": "Sheds"}),
        # What is no path of the API is not listed.
        ([*ROWS, *OTHERS], "Endpoint", BEDS),
        # A table of a few is of something else.
        (ROWS[:5], "Endpoint", None),
        (ROWS, "Page", None),
    ],
)
def test_the_index_is_a_table_of_many_endpoints(
    rows: list[str], title: str, found: dict[str, str] | None
) -> None:
    index = index_in([page(rows, title)], "2030-01-31")
    assert (index and dict(index.paths)) == found
    assert index is None or index.date == "2030-01-31"


SPEC: dict[str, Any] = {"paths": {f"/open_api/v1.3{path}": {} for path in ["/plot/a/get/", "/plot/old/get/"]}}
LIST = Index({"/plot/a/get/": "Plots", "/plot/new/get/": "Plots"}, "2030-01-31")


def test_what_only_one_of_index_and_pages_has_is_told() -> None:
    assert compared(LIST, SPEC["paths"]) == Differing(("/plot/new/get/",), ("/plot/old/get/",))


@pytest.mark.parametrize(
    ("date", "there"), [("2030-01", True), ("2030-02", True), ("", True), ("2029-12", False)]
)
def test_a_document_states_what_is_listed_only_if_it_is_no_older(date: str, *, there: bool) -> None:
    spec: dict[str, Any] = {**SPEC}
    add_listed(spec, LIST, date)
    path = "/open_api/v1.3/plot/new/get/"
    stated = [{"path": path, "category": "Plots", "date": "2030-01-31"}]
    assert spec.get("x-listed-only", []) == stated * there
    assert [*listed_only(spec)] == [path] * there


def test_an_index_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "listed.tsv"
    assert read_index(file) is None
    file.write_text(index_text(LIST), encoding="utf-8")
    assert read_index(file) == LIST


@pytest.mark.parametrize(
    "text", ["", "path\n/a/b/\n", "path\tcategory\tdate\n", "path\tcategory\tdate\n/a/b/\tx\n"]
)
def test_another_file_is_one_clear_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "listed.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"listed\.tsv: "):
        read_index(file)


ROW = ("POST", "/open_api/v1.3/plot/water/", "plot_water", "", False)


@pytest.mark.parametrize(
    ("called", "said"),
    [
        ("GET /plot/frost/get/", f": /plot/frost/get/ is {LISTED}"),
        ("/open_api/v1.3/plot/frost/get/", f": /plot/frost/get/ is {LISTED}"),
        ("plot.frost.get", f": /plot/frost/get/ is {LISTED}"),
        ("GET /plot/frots/get/", f"/plot/frost/get/ ({LISTED})"),
    ],
)
def test_who_calls_a_listed_path_is_told_what_sends_it(called: str, said: str) -> None:
    with pytest.raises(ValueError, match="no such operation") as error:
        by_any(called, [ROW], ["/open_api/v1.3/plot/frost/get/"])
    assert said in str(error.value)
    with pytest.raises(ValueError, match="no such operation") as error:
        by_any(called, [ROW])
    assert LISTED not in str(error.value)


def test_the_newest_spec_has_the_paths_of_the_committed_index_that_no_page_documents() -> None:
    index = read_index(ROOT / INDEX)
    assert index is not None
    spec = committed_spec("2026-08")
    stated = [each["path"].removeprefix("/open_api/v1.3") for each in spec["x-listed-only"]]
    assert tuple(stated) == compared(index, spec["paths"]).undocumented
    assert stated
    assert "x-listed-only" not in committed_spec("2026-05")
