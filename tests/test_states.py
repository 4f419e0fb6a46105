"""A date is a whole state: what its own pages do not document is taken from another date."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from newest import committed_spec
from pages import ROOT
from text_cases import literal, text_cases
from tiktok_bindgen.build import build
from tiktok_bindgen.cli import main
from tiktok_bindgen.dates import dated_folders, read_dated
from tiktok_bindgen.diff import compare
from tiktok_bindgen.diff.ignore import sift
from tiktok_bindgen.diff.report import Report, render
from tiktok_bindgen.facts import facts_files
from tiktok_bindgen.new_date import new_date
from tiktok_bindgen.pipeline import make_specs, stated
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.readings import Guard
from tiktok_bindgen.sources import PageFile, find_pages, read_pages
from tiktok_bindgen.states import Dated, note, read_note, slug, states

_PAGE = """# {title}

## Request

**Endpoint** https://garden.tiktok.com/open_api/v1.3/{path}/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
{rows}
```
"""
_LISTS = """# Enumerations

## Soil

|Value|Description|
|---|---|
|`{value}`|Light.|
"""
_SOIL = "Values: [Enumeration - Soil](#)."


def page(path: str, *fields: str, title: str = "Tend a bed", words: str = "") -> str:
    rows = "\n".join(f"|{field}|string|{words}|" for field in fields)
    return _PAGE.format(title=title, path=path, rows=rows)


def put(root: Path, date: str, **pages: str) -> Path:
    folder = root / "spec" / "pages" / date
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def whole(folder: Path, *removed: str) -> None:
    lines = "".join(f"- {line}\n" for line in removed)
    (folder / "_date.yaml").write_text("whole: true\n" if not removed else f"removed:\n{lines}")


def documented(root: Path) -> dict[str, dict[str, tuple[str, list[str]]]]:
    """Of each date, its operations with the date of their pages and the fields that they take."""
    found = {}
    for date, spec in make_specs(states(read_dated(dated_folders(root))).values()).items():
        paths: Any = spec.document["paths"]
        schemas: Any = spec.document["components"]["schemas"]
        found[date] = {
            path.split("/")[3]: (
                item["post"]["x-documented"],
                list(schemas[f"{path.split('/')[3].capitalize()}Request"]["properties"]),
            )
            for path, item in paths.items()
        }
    return found


def test_what_a_date_lacks_is_as_at_the_date_before_from_the_whole_one_on(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a"), hoe=page("hoe", "a")))
    put(tmp_path, "2031-03", hoe=page("hoe", "a", "b"))
    put(tmp_path, "2031-04", mow=page("mow", "a"))
    assert documented(tmp_path) == {
        "2031-01": {"dig": ("2031-01", ["a"]), "hoe": ("2031-01", ["a"])},
        "2031-03": {"dig": ("2031-01", ["a"]), "hoe": ("2031-03", ["a", "b"])},
        "2031-04": {
            "dig": ("2031-01", ["a"]),
            "hoe": ("2031-03", ["a", "b"]),
            "mow": ("2031-04", ["a"]),
        },
    }


def test_what_a_partial_copy_from_before_lacks_is_as_at_the_nearest_date(tmp_path: Path) -> None:
    put(tmp_path, "2030-01", dig=page("dig", "old"), rake=page("rake", "old"))
    put(tmp_path, "2030-10", hoe=page("hoe", "old"))
    whole(put(tmp_path, "2030-12", dig=page("dig", "new"), hoe=page("hoe", "new"), mow=page("mow", "new")))
    put(tmp_path, "2031-01", dig=page("dig", "newest"))
    found = documented(tmp_path)
    assert found["2030-01"] == {
        "dig": ("2030-01", ["old"]),
        "hoe": ("2030-10", ["old"]),
        "mow": ("2030-12", ["new"]),
        "rake": ("2030-01", ["old"]),
    }
    assert found["2030-10"]["dig"] == ("2030-12", ["new"])
    # From the whole date on, nothing is as it was before.
    assert found["2030-12"] == {name: ("2030-12", ["new"]) for name in ("dig", "hoe", "mow")}


def test_without_a_whole_date_each_takes_from_all_others(tmp_path: Path) -> None:
    put(tmp_path, "2031-01", dig=page("dig", "a"))
    put(tmp_path, "2031-05-20", hoe=page("hoe", "a"))
    assert {date: list(found) for date, found in documented(tmp_path).items()} == {
        "2031-01": ["dig", "hoe"],
        "2031-05-20": ["dig", "hoe"],
    }


def test_of_two_dates_as_near_the_later_one_counts(tmp_path: Path) -> None:
    put(tmp_path, "2031-01-10", dig=page("dig", "before"))
    put(tmp_path, "2031-01-12", hoe=page("hoe", "a"))
    put(tmp_path, "2031-01-14", dig=page("dig", "after"))
    assert documented(tmp_path)["2031-01-12"]["dig"] == ("2031-01-14", ["after"])


def test_each_date_has_what_its_own_pages_say(tmp_path: Path) -> None:
    dates = ("2031-01-10", "2031-01-11", "2031-01-12")
    for date in dates:
        put(tmp_path, date, dig=page("dig", f"of_{date[-2:]}"))
    assert [documented(tmp_path)[date]["dig"] for date in dates] == [
        ("2031-01-10", ["of_10"]),
        ("2031-01-11", ["of_11"]),
        ("2031-01-12", ["of_12"]),
    ]


def test_what_was_removed_is_gone_from_its_date_on_until_it_comes_back(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a"), hoe=page("hoe", "a")))
    whole(put(tmp_path, "2031-02"), "POST /open_api/v1.3/dig/")
    put(tmp_path, "2031-03", dig=page("dig", "b"))
    assert {date: list(found) for date, found in documented(tmp_path).items()} == {
        "2031-01": ["dig", "hoe"],
        "2031-02": ["hoe"],
        "2031-03": ["dig", "hoe"],
    }


def test_pages_are_the_same_when_their_operation_is_whatever_they_are_called(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a"), hoe=page("hoe", "a")))
    put(tmp_path, "2031-02", dig=page("hoe", "b", title="Dig a bed"))
    found = documented(tmp_path)["2031-02"]
    assert found == {"dig": ("2031-01", ["a"]), "hoe": ("2031-02", ["b"])}


def test_a_list_of_values_from_another_date_is_known(tmp_path: Path) -> None:
    whole(
        put(tmp_path, "2031-01", dig=page("dig", "a", words=_SOIL), enumerations=_LISTS.format(value="SAND"))
    )
    put(tmp_path, "2031-02", hoe=page("hoe", "a", words=_SOIL))
    put(tmp_path, "2031-03", enumerations=_LISTS.format(value="CLAY"))
    made = make_specs(states(read_dated(dated_folders(tmp_path))).values())
    schemas: list[Any] = [spec.document["components"]["schemas"] for spec in made.values()]
    assert [each["Soil"]["enum"] for each in schemas] == [["SAND"], ["SAND"], ["CLAY"]]
    assert schemas[1]["HoeRequest"]["properties"]["a"] == {"$ref": "#/components/schemas/Soil"}


def _counted(monkeypatch: pytest.MonkeyPatch, function: str, name: Callable[[Any], str]) -> list[str]:
    """Receives the names of the first arguments that a function is called with."""
    called: list[str] = []
    real = resolve_name(function)

    def counted(first: Any, *others: Any) -> Any:
        called.append(name(first))
        return real(first, *others)

    monkeypatch.setattr(function, counted)
    return called


@pytest.mark.parametrize(
    ("after", "again"),
    [
        (_LISTS.format(value="CLAY"), ["enumerations.md", "hoe.md"]),
        (_LISTS.format(value="SAND").replace("Soil", "Sun"), ["enumerations.md", "hoe.md"]),
        (_LISTS.format(value="SAND").replace("Light", "Heavy"), ["enumerations.md", "hoe.md"]),
    ],
)
def test_a_page_is_interpreted_anew_only_where_the_lists_that_it_needs_are_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str, again: list[str]
) -> None:
    lists = _LISTS.format(value="SAND")
    pages = {"dig": page("dig", "a"), "hoe": page("hoe", "a", words=_SOIL)}
    whole(put(tmp_path, "2031-01", enumerations=lists, **pages))
    put(tmp_path, "2031-02", enumerations=after)
    interpreted = _counted(monkeypatch, "tiktok_bindgen.sentences.interpret_page", lambda page: page.name)
    documented(tmp_path)
    assert interpreted == ["dig.md", "enumerations.md", "hoe.md", *again]


def test_a_page_is_interpreted_anew_where_its_link_to_a_table_leads_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = "See [Kinds](https://garden.test/)."
    table = "# Kinds\n```xtable\n|Kind|Supported `b`|\n|---|---|\n|`A`|`{value}`|\n```\n"
    pages = {"dig": page("dig", "a"), "hoe": page("hoe", "a", "b", words=linked)}
    whole(put(tmp_path, "2031-01", kinds=table.format(value="B"), **pages))
    put(tmp_path, "2031-02", kinds=table.format(value="C"))
    again = _counted(monkeypatch, "tiktok_bindgen.sentences.interpret_page", lambda page: page.name)
    documented(tmp_path)
    assert again == ["dig.md", "hoe.md", "kinds.md", "hoe.md", "kinds.md"]


def test_what_was_made_of_an_operation_serves_all_dates_that_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a"), hoe=page("hoe", "a")))
    put(tmp_path, "2031-02", hoe=page("hoe", "a", "b"))
    for stage in ("weigh.prevented", "interpret.prose._operation", "assemble.clean._cleaned"):
        made = _counted(monkeypatch, f"tiktok_bindgen.{stage}", lambda operation: operation.path[-4:])
        found = documented(tmp_path)
        assert made == ["dig/", "hoe/", "hoe/"], stage
        assert found["2031-02"] == {"dig": ("2031-01", ["a"]), "hoe": ("2031-02", ["a", "b"])}


def test_problems_come_with_the_pages_that_they_are_of(tmp_path: Path) -> None:
    first = put(tmp_path, "2031-01", dig=page("dig", "a"), hoe=page("hoe", "a"))
    whole(first)
    (first / "_problems.txt").write_text(
        "dig.md:1: odd: first\nhoe.json:2: odd: first\nguide.md:3: odd: first\n"
    )
    (put(tmp_path, "2031-02", hoe=page("hoe", "b")) / "_problems.txt").write_text("hoe.md:1: odd: second\n")
    build(tmp_path)
    assert (tmp_path / "spec" / "problems.txt").read_text() == (
        "2031-01: dig.md:1: odd: first\n"
        "2031-01: guide.md:3: odd: first\n"
        "2031-01: hoe.json:2: odd: first\n"
        "2031-02: hoe.md:1: odd: second\n"
    )


@pytest.mark.parametrize(
    "text", ["whole: perhaps\n", "gone: []\n", "removed: [dig]\n", "removed: dig\n", "- whole\n"]
)
def test_a_note_that_says_something_else_is_one_clear_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "_date.yaml").write_text(text)
    with pytest.raises(InputError, match=r"_date\.yaml: "):
        read_note(tmp_path)


_REMOVED = frozenset({("GET", "/open_api/v1.3/dig/"), ("", "lists.md")})


@pytest.mark.parametrize(
    ("facts", "written"),
    [
        ((False, frozenset(), False), ""),
        ((True, frozenset(), False), "whole: true\n"),
        ((False, frozenset(), True), "complete: true\n"),
        ((False, _REMOVED, False), "removed:\n- PAGE lists.md\n- GET /open_api/v1.3/dig/\n"),
        (
            (True, _REMOVED, True),
            "whole: true\ncomplete: true\nremoved:\n- PAGE lists.md\n- GET /open_api/v1.3/dig/\n",
        ),
    ],
)
def test_a_note_reads_as_it_is_written(
    tmp_path: Path, facts: tuple[bool, frozenset[tuple[str, str]], bool], written: str
) -> None:
    whole, removed, complete = facts
    assert note(whole=whole, removed=removed, complete=complete) == written
    assert read_note(tmp_path) == (False, frozenset(), False)
    (tmp_path / "_date.yaml").write_text(written or "whole: false\n")
    assert read_note(tmp_path) == facts


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("dig.md", "dig"),
        ("plots/beds/dig-a-bed.111.md", "dig-a-bed"),
        ("plots/dig.2.txt", "dig"),
        ("x" * 70 + ".md", "x" * 60),
    ],
)
def test_a_file_is_known_by_its_name_without_folders_numbers_and_endings(name: str, found: str) -> None:
    assert slug(name) == found


# A new date


def update(root: Path, date: str, copy: Path) -> int:
    return main(["facts", str(copy), "--date", date, "--root", str(root)])


def kept(root: Path, date: str) -> set[str]:
    return {file.name for file in (root / "spec" / "pages" / date).rglob("*.*")}


def test_a_new_date_keeps_only_the_pages_whose_facts_differ(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a"), hoe=page("hoe", "a")))
    copy = put(tmp_path / "copy", "2031-02", x1=page("dig", "a"), x2=page("hoe", "a", "b"))
    assert update(tmp_path, "2031-02", copy) == 0
    # Under the name that it had, so that a review shows what changed.
    assert kept(tmp_path, "2031-02") == {"hoe.md"}
    assert documented(tmp_path)["2031-02"] == {"dig": ("2031-01", ["a"]), "hoe": ("2031-02", ["a", "b"])}
    # Another copy of the same date adds to it; what is as before after all goes.
    again = put(tmp_path / "copy", "2031-02-again", x1=page("dig", "c"), x2=page("hoe", "a"))
    assert update(tmp_path, "2031-02", again) == 0
    assert kept(tmp_path, "2031-02") == {"dig.md"}


_SEEDS = """# Seeds and tools

Which seeds there are.

### Seeds

|Seed|Supported tools|
|---|---|
|{seed}|Spade and rake|
|`PEA`|Rake|
"""
_LINKED = "For enum values, see [Seeds and tools - Seeds](https://business-api.tiktok.com/portal/docs?id=17)."


def test_a_partial_copy_has_the_lists_of_other_pages_that_its_links_lead_to(tmp_path: Path) -> None:
    every = put(
        tmp_path / "copy", "x", dig=page("dig", "seed", words=_LINKED), seeds=_SEEDS.format(seed="`BEAN`")
    )
    dated = tmp_path / "spec" / "pages" / "2031-01"
    assert main(["facts", str(every), "-o", str(dated)]) == 0
    whole(dated)
    assert "|`BEAN`|" in (dated / "seeds.md").read_text(encoding="utf-8")
    assert "Spade" not in (dated / "seeds.md").read_text(encoding="utf-8")
    one = put(tmp_path / "copy", "one", x1=page("dig", "seed", words=_LINKED))
    assert new_date(tmp_path, "2031-02", [one]).files == {}
    # Without a page that links to it, a list is not known to be one; it is not gone.
    two = put(tmp_path / "copy", "two", x2=_SEEDS.format(seed="`LEEK`"))
    assert new_date(tmp_path, "2031-02", [two]).files == {}
    # A copy's own list is the one that counts, whatever its page is called.
    both = put(
        tmp_path / "copy", "both", x1=page("dig", "seed", words=_LINKED), x2=_SEEDS.format(seed="`LEEK`")
    )
    files = new_date(tmp_path, "2031-02", [both]).files
    assert set(files) == {"dig.md", "seeds.md"}
    assert ["|`LEEK`|" in text and "BEAN" not in text for text in files.values()] == [True, True]


def test_a_list_whose_page_only_a_number_tells_is_as_before_in_a_partial_copy(tmp_path: Path) -> None:
    link = "For enum values, see [Every seed](https://business-api.tiktok.com/portal/docs?id={}#item-link-Seeds)."
    number = 1700000000000017
    linked = page("dig", "seed", words=link.format(number))
    every = put(tmp_path / "copy", "x", dig=linked, **{f"seeds.{number}": _SEEDS.format(seed="`BEAN`")})
    dated = tmp_path / "spec" / "pages" / "2031-01"
    assert main(["facts", str(every), "-o", str(dated)]) == 0
    whole(dated)
    (dated / f"seeds.{number}.md").rename(dated / "seeds.md")
    assert "|`BEAN`|" in (dated / "dig.md").read_text(encoding="utf-8")
    one = put(tmp_path / "copy", "one", x1=linked)
    assert new_date(tmp_path, "2031-02", [one]).files == {}


_KINDS = """
## List of values for `kind` of seeds

|`kind` value{titles}|
|---|---|
|`BEAN`|{meaning}|
|`PEA`|Green|
"""
_SAID = "For supported values, see List of values for `kind` of seeds."


@pytest.mark.parametrize("titles", ["|Description", "|Colour"])
def test_a_partial_copy_has_the_lists_of_other_operations_pages_that_it_names(
    tmp_path: Path, titles: str
) -> None:
    listed = page("sow", "bed") + _KINDS.format(titles=titles, meaning="White")
    every = put(tmp_path / "copy", "x", dig=page("dig", "kind", words=_SAID), sow=listed)
    dated = tmp_path / "spec" / "pages" / "2031-01"
    assert main(["facts", str(every), "-o", str(dated)]) == 0
    whole(dated)
    for name, text in {"x1": page("dig", "kind", words=_SAID), "x2": listed}.items():
        one = put(tmp_path / "copy", name, **{name: text})
        assert new_date(tmp_path, "2031-02", [one]).files == {}
    # What a facts page says is what its facts page says.
    again = tmp_path / "again"
    assert main(["facts", str(dated), "-o", str(again)]) == 0
    for file in ("sow.md", "dig.md"):
        assert (again / file).read_bytes() == (dated / file).read_bytes()
    assert ("White" in (dated / "sow.md").read_text("utf-8")) is (titles == "|Colour")


def test_a_list_that_changes_on_its_page_in_a_partial_copy_is_the_new_one(tmp_path: Path) -> None:
    listed = page("sow", "bed") + _KINDS.format(titles="|Description", meaning="White")
    every = put(tmp_path / "copy", "x", dig=page("dig", "kind", words=_SAID), sow=listed)
    dated = tmp_path / "spec" / "pages" / "2031-01"
    assert main(["facts", str(every), "-o", str(dated)]) == 0
    whole(dated)
    both = put(
        tmp_path / "copy", "y", x1=page("dig", "kind", words=_SAID), x2=listed.replace("BEAN", "LENTIL")
    )
    files = new_date(tmp_path, "2031-02", [both]).files
    assert sorted(files) == ["dig.md", "sow.md"]
    assert ["`LENTIL`" in text and "`BEAN`" not in text for text in files.values()] == [True, True]


_FITTING = """# Tools by soil

Learn about the supported `tool` value for each soil.

|`soil` value|`tool` value for digging|`tool` value for sale|
|---|---|---|
|`SAND`|`SPADE`|`SPADE_SMALL`|
|`CLAY`|`FORK`|`FORK_LARGE`|
"""
_DIG_BY_SOIL = page("dig", "soil").replace(
    "|soil|string||",
    "|soil|string|Enum values: `SAND`, `CLAY`.|\n|tool|string|Enum values: `SPADE`, `FORK`. "
    "See [Tools by soil](https://business-api.tiktok.com/portal/docs?id=17) to learn about tools.|",
)


def test_a_partial_copy_has_the_rules_of_a_table_on_another_page(tmp_path: Path) -> None:
    every = put(tmp_path / "copy", "x", dig=_DIG_BY_SOIL, fitting=_FITTING)
    dated = tmp_path / "spec" / "pages" / "2031-01"
    assert main(["facts", str(every), "-o", str(dated)]) == 0
    whole(dated)
    assert "Rule: `tool` must be `FORK` when `soil` is `CLAY`." in (dated / "dig.md").read_text("utf-8")
    one = put(tmp_path / "copy", "one", x1=_DIG_BY_SOIL)
    assert new_date(tmp_path, "2031-02", [one]).files == {}


def test_a_title_alone_makes_no_new_page(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a")))
    copy = put(tmp_path / "copy", "2031-02", dig=page("dig", "a", title="Upload a picture"))
    assert update(tmp_path, "2031-02", copy) == 0
    assert kept(tmp_path, "2031-02") == set()


def test_a_title_that_tells_of_an_end_makes_a_new_page(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a")))
    copy = put(tmp_path / "copy", "2031-02", dig=page("dig", "a", title="[To be deprecated] Tend a bed"))
    assert update(tmp_path, "2031-02", copy) == 0
    assert kept(tmp_path, "2031-02") == {"dig.md"}
    # Another month, it is nothing new, nor is it where the title tells it in other words.
    again = put(tmp_path / "copy", "2031-03", dig=page("dig", "a", title="Dig (to be deprecated)"))
    assert new_date(tmp_path, "2031-03", [again]).files == {}


def test_a_list_of_values_takes_the_place_of_the_one_before_whatever_its_page_is_called(
    tmp_path: Path,
) -> None:
    whole(
        put(tmp_path, "2031-01", dig=page("dig", "a", words=_SOIL), enumerations=_LISTS.format(value="SAND"))
    )
    copy = put(tmp_path / "copy", "2031-02", p17=_LISTS.format(value="CLAY"))
    assert update(tmp_path, "2031-02", copy) == 0
    # The facts of a field that leads to the list have changed, too.
    assert kept(tmp_path, "2031-02") == {"enumerations.md", "dig.md"}


def test_a_page_with_several_operations_replaces_the_pages_of_each(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a"), hoe=page("hoe", "a"), mow=page("mow", "a")))
    both = page("dig", "a") + page("hoe", "b").partition("\n")[2]
    assert update(tmp_path, "2031-02", put(tmp_path / "copy", "x", both=both)) == 0
    assert documented(tmp_path)["2031-02"] == {
        "dig": ("2031-01", ["a"]),
        "hoe": ("2031-02", ["b"]),
        "mow": ("2031-01", ["a"]),
    }


@pytest.mark.parametrize("known_by", ["name", "address"])
def test_a_page_of_a_partial_copy_whose_path_is_another_leaves_nothing_of_the_old_one(
    tmp_path: Path, known_by: str
) -> None:
    source = "**Source** https://business-api.tiktok.com/portal/docs?id=1700000000000001\n\n## Request"
    old = page("dig", "a") if known_by == "name" else page("dig", "a").replace("## Request", source)
    whole(put(tmp_path, "2031-01", plot=old, hoe=page("hoe", "a", title="Hoe")))
    copy = put(tmp_path / "copy", "x")
    name = "plot.md" if known_by == "name" else "x.1700000000000001.md"
    (copy / name).write_text(page("dig/deep", "a"), encoding="utf-8")
    assert update(tmp_path, "2031-02", copy) == 0
    assert kept(tmp_path, "2031-02") == {"_date.yaml", "plot.md"}
    dated = tmp_path / "spec" / "pages" / "2031-02"
    assert (dated / "_date.yaml").read_text("utf-8") == "removed:\n- POST /open_api/v1.3/dig/\n"
    paths = [
        [*make_specs([each])[each.date].document["paths"]]
        for each in states(read_dated(dated_folders(tmp_path))).values()
    ]
    assert paths == [
        ["/open_api/v1.3/dig/", "/open_api/v1.3/hoe/"],
        ["/open_api/v1.3/dig/deep/", "/open_api/v1.3/hoe/"],
    ]


def test_a_guide_of_a_partial_copy_does_not_take_the_place_of_an_operations_page(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a", "b", title="Dig a bed"), hoe=page("hoe", "a")))
    guide = put(tmp_path / "copy", "x", summer=page("dig", "a", title="A garden in summer"))
    assert update(tmp_path, "2031-02", guide) == 0
    assert kept(tmp_path, "2031-02") == {"_problems.txt"}
    problems = (tmp_path / "spec" / "pages" / "2031-02" / "_problems.txt").read_text("utf-8")
    assert problems.startswith("summer.md:0: operation-repeated: POST /open_api/v1.3/dig/ is also on dig.md;")
    # A field that the operation's page lacks is no repetition.
    other = put(tmp_path / "copy", "y", summer=page("dig", "c", title="A garden in summer"))
    assert update(tmp_path, "2031-03", other) == 0
    assert documented(tmp_path)["2031-03"]["dig"] == ("2031-03", ["c"])


@pytest.mark.parametrize(
    ("name", "title", "number"),
    [("x1", "Dig a bed", 2), ("dig", "Dig the beds", 2), ("x1", "Dig the beds", 1)],
)
def test_a_page_with_the_name_the_title_or_the_address_of_an_operations_page_is_that_page(
    tmp_path: Path, name: str, title: str, number: int
) -> None:
    def at(number: int, text: str) -> str:
        address = f"https://business-api.tiktok.com/portal/docs?id=170000000000000{number}"
        return text.replace("## Request", f"**Source** {address}\n\n## Request")

    dig = at(1, page("dig", "a", "b", title="Dig a bed"))
    whole(put(tmp_path, "2031-01", dig=dig, hoe=page("hoe", "a")))
    copy = put(tmp_path / "copy", "x", **{name: at(number, page("dig", "a", title=title))})
    assert update(tmp_path, "2031-02", copy) == 0
    assert documented(tmp_path)["2031-02"]["dig"] == ("2031-02", ["a"])


def test_an_operation_that_another_page_documents_too_stays_when_one_of_its_pages_has_another(
    tmp_path: Path,
) -> None:
    pages = {"dig": page("dig", "a", title="Dig"), "deep": page("dig", "a", "c", title="Dig deep")}
    whole(put(tmp_path, "2031-01", **pages))
    assert (
        update(tmp_path, "2031-02", put(tmp_path / "copy", "x", deep=page("hoe", "a", title="Dig deep"))) == 0
    )
    assert sorted(documented(tmp_path)["2031-02"]["dig"][1]) == ["a", "c"]


def test_what_a_whole_copy_lacked_stays_removed_when_part_of_its_date_is_copied_again(tmp_path: Path) -> None:
    put(tmp_path, "2031-01", dig=page("dig", "a"), hoe=page("hoe", "a"), mow=page("mow", "a"))
    whole(tmp_path / "spec" / "pages" / "2031-01")
    dated = tmp_path / "spec" / "pages" / "2031-02"
    every = put(tmp_path / "copy", "every", hoe=page("hoe", "a"))
    new_date(tmp_path, "2031-02", [every], whole=True).write(dated)
    assert list(documented(tmp_path)["2031-02"]) == ["hoe"]
    part = put(tmp_path / "copy", "part", hoe=page("hoe", "a", "b"))
    assert update(tmp_path, "2031-02", part) == 0
    assert documented(tmp_path)["2031-02"] == {"hoe": ("2031-02", ["a", "b"])}
    # One that is copied after all is back.
    back = put(tmp_path / "copy", "back", mow=page("mow", "a"))
    assert update(tmp_path, "2031-02", back) == 0
    assert documented(tmp_path)["2031-02"] == {
        "hoe": ("2031-02", ["a", "b"]),
        "mow": ("2031-01", ["a"]),
    }


def test_pages_of_one_operation_keep_their_names_and_are_kept_together(tmp_path: Path) -> None:
    first = page("dig", "a", "b", title="Dig")
    other = page("dig", "a", "c", title="Dig deep")
    whole(put(tmp_path, "2031-01", dig=first, deep=other))
    # The portal calls its pages by their titles and numbers, and has them in another order.
    changed = page("dig", "a", "d", title="Dig deep")
    copy = put(tmp_path / "copy", "x")
    (copy / "dig.1700000000000001.md").write_text(first, encoding="utf-8")
    (copy / "a-deep.1700000000000002.md").write_text(changed, encoding="utf-8")
    new = new_date(tmp_path, "2031-02", [copy], whole=True)
    assert {name for name in new.files if not name.startswith("_")} == {"dig.md", "deep.md"}
    new.write(tmp_path / "spec" / "pages" / "2031-02")
    assert not new_date(tmp_path, "2031-03", [copy], whole=True).files.keys() - {
        "_date.yaml",
        "_problems.txt",
    }


def test_of_pages_of_one_operation_each_keeps_the_name_that_it_has_in_the_copy(tmp_path: Path) -> None:
    pages = {"dig": page("dig", "a", "b", title="Dig"), "deep": page("dig", "a", "c", title="Dig deep")}
    whole(put(tmp_path, "2031-01", **pages))
    copy = put(tmp_path / "copy", "x", **pages)
    assert new_date(tmp_path, "2031-02", [copy]).files == {}
    (copy / "deep.md").write_text(page("dig", "a", "d", title="Dig deep"), encoding="utf-8")
    files = new_date(tmp_path, "2031-02", [copy]).files
    assert ["|b|" in files["dig.md"], "|d|" in files["deep.md"]] == [True, True]


def test_a_partial_date_with_one_of_an_operations_pages_leaves_the_others_as_they_were(
    tmp_path: Path,
) -> None:
    pages = {"dig": page("dig", "a", "b", title="Dig"), "deep": page("dig", "a", "c", title="Dig deep")}
    whole(put(tmp_path, "2031-01", **pages))
    put(tmp_path, "2031-02", deep=page("dig", "a", "d", title="Dig deep"))
    # One made from all pages there were is without the other.
    last = put(tmp_path, "2031-03", deep=page("dig", "a", "e", title="Dig deep"))
    (last / "_date.yaml").write_text("complete: true\n", encoding="utf-8")
    fields = {date: sorted(found["dig"][1]) for date, found in documented(tmp_path).items()}
    assert fields == {"2031-01": ["a", "b", "c"], "2031-02": ["a", "b", "d"], "2031-03": ["a", "e"]}


def test_of_pages_of_one_operation_the_title_tells_which_one_a_copy_has(tmp_path: Path) -> None:
    pages = {"dig": page("dig", "a", "b", title="Dig"), "quick": page("dig", "a", "c", title="Dig fast")}
    whole(put(tmp_path, "2031-01", **pages))
    copy = put(tmp_path / "copy", "x", x17=page("dig", "a", "c", title="Dig fast"))
    assert new_date(tmp_path, "2031-02", [copy]).files == {}
    (copy / "x17.md").write_text(page("dig", "a", "d", title="Dig fast"), encoding="utf-8")
    files = new_date(tmp_path, "2031-02", [copy]).files
    assert ["|b|" in files["dig.md"], "|d|" in files["quick.md"]] == [True, True]


def test_a_name_stays_with_its_address_also_when_another_page_documents_the_same(tmp_path: Path) -> None:
    address = "**Source** https://business-api.tiktok.com/portal/docs?id=1700000000000001\n\n## Request"
    whole(put(tmp_path, "2031-01", dig=page("dig", "a").replace("## Request", address)))
    copy = put(tmp_path / "copy", "x")
    (copy / "guide.1700000000000002.md").write_text(page("dig", "b"), encoding="utf-8")
    (copy / "plot.1700000000000001.md").write_text("# Gone\n\nFor a moment.\n", encoding="utf-8")
    new = new_date(tmp_path, "2031-02", [copy], whole=True, guard=Guard())
    assert [(held.compared.page, held.why) for held in new.kept.held] == [("dig", "nothing")]


def test_a_list_that_a_whole_copy_lacks_is_noted_as_removed(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a"), enumerations=_LISTS.format(value="SAND")))
    copy = put(tmp_path / "copy", "x", dig=page("dig", "a"))
    new = new_date(tmp_path, "2031-02", [copy], whole=True)
    assert new.files == {"_date.yaml": "complete: true\nremoved:\n- PAGE enumerations.md\n"}
    new.write(tmp_path / "spec" / "pages" / "2031-02")
    known = states(read_dated(dated_folders(tmp_path)))
    assert [read.page.name for read in known["2031-02"].pages] == ["dig.md"]
    # One that is there again is back.
    copy = put(tmp_path / "copy", "y", dig=page("dig", "a"), lists=_LISTS.format(value="SAND"))
    assert set(new_date(tmp_path, "2031-03", [copy], whole=True).files) == {"_date.yaml", "lists.md"}


def test_what_a_page_without_facts_has_wrong_is_told_until_a_copy_of_all_pages_does_not() -> None:
    odd = Problem("guide.md", 7, "example-rotten", "of the version before")
    first = Dated("2031-01", (), carried=(odd,), whole=True)
    assert states([first, Dated("2031-02", ())])["2031-02"].carried == (odd,)
    every = Dated("2031-02", (), complete=True)
    assert states([first, every])["2031-02"].carried == ()
    assert states([first, every, Dated("2031-03", ())])["2031-03"].carried == ()
    assert states([first, every])["2031-01"].carried == (odd,)


# A build from pages of one's own


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.*")}


def test_a_build_of_some_pages_in_a_checkout_keeps_all_other_operations(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a"), hoe=page("hoe", "a")))
    build(tmp_path)
    copy = put(tmp_path / "copy", "2031-02", dig=page("dig", "a", "b"))
    build(tmp_path, pages=copy)
    package = tmp_path / "generated" / "tiktok_business"
    assert "client.hoe`" in (package / "api.md").read_text()
    assert "`b`" in (package / "api" / "_client.md").read_text()
    assert build(tmp_path).changed


def test_a_build_removes_no_file_of_other_pages_unless_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (
        put(tmp_path / name, "2031-01", x=page(path, "a")) for name, path in (("1", "dig"), ("2", "hoe"))
    )
    words = ["build", "--root", str(tmp_path / "root"), "--pages"]
    assert main([*words, str(first)]) == 0
    before = files(tmp_path / "root")
    assert main([*words, str(second)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "2 files would be removed (checks/_dig.json, checks/_dig.py)" in line
    assert "--remove" in line
    assert files(tmp_path / "root") == before
    assert main([*words, str(second), "--remove"]) == 0
    after = files(tmp_path / "root")
    assert "generated/tiktok_business/checks/_dig.py" not in after
    assert "generated/tiktok_business/checks/_hoe.py" in after


# What is committed


_DOCUMENTED = re.compile(r"^      x-documented: '?([\d-]+)'?$", re.MULTILINE)
_OPERATION = re.compile(r"^      operationId: ", re.MULTILINE)
_ENDPOINT = re.compile(r"^\*\*Endpoint\*\* (\S+)\n\n\*\*Method\*\* (\w+)$", re.MULTILINE)


def test_each_committed_date_documents_every_operation_and_tells_when() -> None:
    for date, folder in dated_folders(ROOT).items():
        text = (ROOT / "spec" / f"{date}.openapi.yaml").read_text(encoding="utf-8")
        operations, _, events = text.partition("\nwebhooks:\n")
        told, told_of_events = (_DOCUMENTED.findall(part) for part in (operations, events))
        assert len(told) == len(_OPERATION.findall(operations)) == (521 if date >= "2026-08" else 519)
        assert len(told_of_events) == len(_OPERATION.findall(events)) == 22
        # Others list what the API as a whole has, or kinds of reports. Some operations are on several pages.
        own = {
            endpoint
            for file in folder.rglob("[!_]*.md")
            for endpoint in _ENDPOINT.findall(file.read_text(encoding="utf-8"))
        }
        assert told.count(date) == len(own)


def test_a_later_dates_committed_pages_are_just_those_that_say_something_else() -> None:
    folders = dated_folders(ROOT)
    later = {file.name for file in find_pages([folders["2026-08"]])}
    # Beside pages of lists. What other pages state is the same pages' at both dates.
    known = states(
        Dated(date, read_pages([file for file in find_pages([folders[date]]) if may_tell(file, later)]))
        for date in ("2026-05", "2026-08")
    )
    before, after = (facts_files(stated(known[date]).facts) for date in sorted(known))
    # A page that came with the later date is in both of these, since neither is whole.
    later &= {file.name for file in find_pages([folders["2026-05"]])}
    assert {name for name in after if after[name] != before.get(name)} == later


def may_tell(file: PageFile, names: set[str]) -> bool:
    return file.name in names or b"**Endpoint**" not in file.path.read_bytes()


@text_cases(old=str, new=str, names=literal)
def test_the_changelog_says_what_the_committed_pages_give(old: str, new: str, names: tuple[str, str]) -> None:
    changes = compare(committed_spec(old), committed_spec(new))
    report = Report(*names, sift(changes, (), dt.datetime.now(dt.UTC).date()))
    changelog = (ROOT / "spec" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert render(report, "markdown", level=2).strip() in changelog


def test_the_date_of_a_page_is_no_change(tmp_path: Path) -> None:
    whole(put(tmp_path, "2031-01", dig=page("dig", "a")))
    put(tmp_path, "2031-02", dig=page("dig", "a", title="Dig"))
    made = [
        each.document for each in make_specs(states(read_dated(dated_folders(tmp_path))).values()).values()
    ]
    assert [json.dumps(each).count('"x-documented": "2031-02"') for each in made] == [0, 1]
    assert compare(*made) == ()
