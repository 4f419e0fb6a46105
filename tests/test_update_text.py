"""A pull request's text has room for what matters most, and says what it leaves out and where that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from diff_cases import garden
from text_cases import literal, text_cases
from tiktok_bindgen.diff import compare
from tiktok_bindgen.diff.ignore import Sifted
from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.diff.report import Report
from tiktok_bindgen.fetch import TreeNote
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Contested, Field, Operation, Type
from tiktok_bindgen.listed import Differing
from tiktok_bindgen.pipeline import Spec
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.readings import Compared, Held, Kept, Reading
from tiktok_bindgen.update import LIMIT, Update, pull_request, run
from tiktok_bindgen.update.news import ContestedFact, News, news
from tiktok_bindgen.update.portal import Moves, Place, moves, places_text, read_places
from tiktok_bindgen.update.text import Section, fitted

(CHANGE,) = compare(garden({"type": "string"}, {}), garden({"type": "boolean"}, {}))


def done(changes: tuple[Change, ...] = (), news: News | None = None) -> Update:
    """An update that found these."""
    return Update(
        report=Report("2030-01", "2030-02", Sifted(changes)),
        version=("0.5.0", "0.4.2"),
        problems=0,
        kept=Kept(),
        failed=(),
        moves=Moves(),
        news=news or News(),
    )


def test_what_only_the_portals_index_or_the_pages_have_is_told() -> None:
    text = pull_request(evolve(done(), listed=Differing(("/plot/new/",), ("/plot/a/", "/plot/b/"))))
    assert "1 path is listed by the portal's index, and documented by no page\n\n- `/plot/new/`\n" in text
    assert "2 paths are documented, and no longer listed by the portal's index\n\n- `/plot/a/`\n" in text
    assert "index" not in pull_request(done())


def section(title: str, *lines: str) -> Section:
    return Section(title, lines, f"`{title.lower()}.txt`")


def test_what_fits_is_told_whole() -> None:
    text = fitted([section("Beds", "- one", "- two"), section("Tools", "- rake")], 200)
    assert text == "### Beds\n\n- one\n- two\n\n### Tools\n\n- rake\n"


def test_what_matters_least_is_left_out_first_and_it_is_said_where_it_is() -> None:
    tools = [f"- tool {number}" for number in range(10)]
    text = fitted([section("Beds", "- one", "- two"), section("Tools", *tools)], 189)
    assert text == (
        "### Beds\n\n- one\n- two\n\n### Tools\n\n- tool 0\n- tool 1\n\n"
        "*8 more lines are omitted here; the full list is in `tools.txt`.*\n"
    )
    text = fitted([section("Beds", *tools), section("Tools", "- rake")], 187)
    assert text == (
        "### Beds\n\n- tool 0\n- tool 1\n- tool 2\n\n"
        "*7 more lines are omitted here; the full list is in `beds.txt`.*\n\n"
        "### Tools\n\n\n*1 more line is omitted here; the full list is in `tools.txt`.*\n"
    )


@pytest.mark.parametrize(("limit", "taken"), [(82, 0), (83, 1), (88, 1), (89, 2)])
def test_a_line_that_just_fits_is_told(limit: int, taken: int) -> None:
    text = fitted([section("Beds", "- one", "- two")], limit)
    assert [line for line in text.splitlines() if line[:1] == "-"] == ["- one", "- two"][:taken]


def test_once_a_line_is_left_out_none_below_it_is_taken_however_short() -> None:
    text = fitted([section("Beds", "- one", "- " + "x" * 99, ""), section("Tools", "")], 176)
    assert text == (
        "### Beds\n\n- one\n\n*2 more lines are omitted here; the full list is in `beds.txt`.*\n\n"
        "### Tools\n\n\n*1 more line is omitted here; the full list is in `tools.txt`.*\n"
    )


_LINES = st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=80), max_size=30)


@given(st.lists(_LINES, min_size=1, max_size=5), st.integers(1_000, 3_000))
def test_no_text_is_longer_than_it_may_be_and_no_line_is_cut(listed: list[list[str]], limit: int) -> None:
    lines = [[f"- {each}" for each in some] for some in listed]
    text = fitted([section(f"Part {number}", *some) for number, some in enumerate(lines)], limit)
    assert len(text.encode()) <= limit
    every = {line for some in lines for line in some}
    told = text.splitlines()
    assert all(line in every or line.startswith(("### Part ", "*")) or not line for line in told)
    left_out = sum(int(line[1:].split()[0]) for line in told if line.endswith(".txt`.*"))
    assert sum(line in every for line in told) + left_out == sum(map(len, lines))


def test_an_update_of_thousands_of_changes_fits_into_a_pull_request() -> None:
    changes = tuple(evolve(CHANGE, path=f"/plot/water/{number}/") for number in range(3_000))
    problems = tuple(Problem(f"beds/{number}.md", 7, "sentence-unread", "é" * 90) for number in range(3_000))
    text = pull_request(done(changes, News(problems=problems)))
    assert LIMIT - 2_000 < len(text.encode()) <= LIMIT < 65_536
    assert text.startswith("### What changed for callers: 3000 breaking changes\n")
    assert "omitted here; the full list is in `spec/CHANGELOG.md`" in text
    assert "### 3000 new problems\n" in text
    assert "the full list is in `spec/problems.txt`" in text


def test_an_update_that_moves_thousands_of_pages_says_where_all_of_them_are() -> None:
    new = tuple(Place(str(number), f"Plots / Bed {number}") for number in range(3_000))
    text = pull_request(evolve(done(), moves=Moves(new)))
    assert "### Pages of the portal: 3000 new\n" in text
    assert "omitted here; the full list is in `spec/portal.tsv`.*\n" in text


def test_a_name_with_marks_of_a_table_breaks_none() -> None:
    change = evolve(CHANGE, path="/plot/a|b/", hint="give `x|y` or z|z to @everyone")
    assert "|`POST /plot/a\\|b/`|1|||give `x\\|y` or z\\|z to \\@everyone|\n" in pull_request(done((change,)))


def test_problems_are_told_by_their_codes_and_pages() -> None:
    first, second, third = (
        Problem("beds/dig.md", 7, "rule-unread", "`depth`"),
        Problem("beds/mow.md", 9, "rule-unread", "`height`"),
        Problem("beds/mow.md", 3, "default-type", "`width`"),
    )
    text = pull_request(done((), News(problems=(first, second, third), mended=(first,))))
    assert text.endswith(
        "### 3 new problems\n\nDocumentation that was not fully understood.\n\n"
        "- **`default-type`** (1)\n  - `beds/mow.md:3` `width`\n"
        "- **`rule-unread`** (2)\n  - `beds/dig.md:7` `depth`\n  - `beds/mow.md:9` `height`\n\n"
        "### 1 solved problem\n\n- **`rule-unread`** (1)\n  - `beds/dig.md:7` `depth`\n"
    )


def test_a_page_of_which_less_was_read_is_told_with_its_figures() -> None:
    less = Compared("beds/dig", Reading(100, 60, 7), Reading(99, 60, 5))
    text = pull_request(evolve(done(), kept=Kept(less=(less,))))
    assert "### Less was read from 1 page\n" in text
    assert text.endswith("\n|`beds/dig`|100 → 99|60|7 → 5|\n")


def test_pages_that_are_held_or_could_not_be_fetched_come_first() -> None:
    held = tuple(
        Held(Compared(f"beds/{why}", Reading(10, 5, 2), Reading(4, 5, 0)), why)
        for why in ("less", "nothing", "many")
    )
    held += (evolve(held[1], failure="not UTF-8 text: line 3 has the byte 0xe9"),)
    failed = (TreeNote("17", "Dig *deep*", "HTTP 500 (1 try)"),)
    text = pull_request(evolve(done(), kept=Kept(held=held), failed=failed))
    assert text.startswith("### ⏸ 4 pages held for review\n\nTheir facts pages were not changed. ")
    assert (
        "|page|rows|fields|rules|why|\n|---|--:|--:|--:|---|\n"
        "|`beds/less`|10 → 4|5|2 → 0|a fifth or more of its facts is missing|\n"
        "|`beds/nothing`|10 → 4|5|2 → 0|the portal has the page, but none of these facts|\n"
        "|`beds/many`|10 → 4|5|2 → 0|it was removed together with many others|\n"
        "|`beds/nothing`|10 → 4|5|2 → 0|not UTF-8 text: line 3 has the byte 0xe9|\n\n"
        "### ⏸ 1 page could not be fetched\n\n"
        "Their facts pages were not changed; the next run fetches them again.\n\n"
        "|number|title|why|\n|---|---|---|\n|`17`|Dig \\*deep\\*|HTTP 500 (1 try)|\n\n"
        "### What changed for callers: no changes\n"
    ) in text


def test_facts_that_became_contested_and_those_that_no_longer_are_are_told() -> None:
    depth = ContestedFact("POST /dig/", "bed.depth", Contested("type", "dig.md", 7))
    rule = ContestedFact("bed.dug", "", Contested("requires:soil", "mow.md", 9))
    text = pull_request(done(news=News(contested=(depth, rule), settled=(depth,))))
    head = "|operation|field|fact|against it|\n|---|---|---|---|\n"
    assert text.endswith(
        "### 2 facts became contested\n\n"
        "Other documentation contradicts them, so they are no longer enforced.\n\n"
        f"{head}|`POST /dig/`|`bed.depth`|`type`|`dig.md:7`|\n|`bed.dug`||`requires:soil`|`mow.md:9`|\n\n"
        f"### 1 fact no longer contested\n\n{head}|`POST /dig/`|`bed.depth`|`type`|`dig.md:7`|\n"
    )
    assert "the spec" not in text
    short = pull_request(done(news=News(contested=(rule,) * 300)), limit=2_000)
    assert "the full list is in `spec/2030-02.openapi.yaml`, under `x-contested`.*" in short


def test_new_operations_are_counted_in_one_row_below_the_others() -> None:
    added = tuple(
        evolve(CHANGE, id="operation-added", severity="safe", path=f"/plot/{name}/", hint="")
        for name in ("dig", "sow")
    )
    text = pull_request(done((CHANGE, *added)))
    table = "|operation|breaking|risky|safe|call to change|\n|---|--:|--:|--:|---|\n"
    assert table in text
    rows = text.partition(table)[2].partition("\n\n")[0].splitlines()
    assert len(rows) == 2
    assert rows[1] == "|2 new operations|||2||"
    rows = pull_request(done(added[:1])).partition(table)[2].partition("\n\n")[0].splitlines()
    assert rows == ["|1 new operation|||1||"]
    assert "No fact relevant to callers changed." in pull_request(done())
    assert "No fact relevant to callers changed." not in pull_request(done(added))


def test_pages_of_the_portal_that_came_went_or_moved_are_told_with_their_addresses() -> None:
    at = "https://business-api.tiktok.com/portal/docs?id="
    dig, mow, sow = Place("1", "Plots / Dig"), Place("2", "Plots / Mow"), Place("3", "Plots / Sow")
    moved = (mow, Place("2", "Lawns / Mow"))
    text = pull_request(evolve(done(), moves=Moves((sow, dig), (dig,), (moved,))))
    assert text.endswith(
        "### Pages of the portal: 2 new, 1 gone, 1 moved\n\n"
        f"- gone: [Plots / Dig]({at}1)\n"
        f"- moved: [Lawns / Mow]({at}2), was Plots / Mow\n"
        f"- new: [Plots / Sow]({at}3)\n"
        f"- new: [Plots / Dig]({at}1)\n"
    )
    text = pull_request(evolve(done(), moves=Moves(gone=(dig,))))
    assert text.endswith(f"### Pages of the portal: 1 gone\n\n- gone: [Plots / Dig]({at}1)\n")


@text_cases(hints=literal, told=literal)
def test_an_operation_is_told_with_three_calls_to_change(hints: list[str], told: str) -> None:
    changes = tuple(evolve(CHANGE, pointer=f"/bed/{number}", hint=hint) for number, hint in enumerate(hints))
    assert f"|{len(hints)}|||{told}|\n" in pull_request(done(changes))


def test_what_is_new_and_what_is_gone_is_told_from_what_was_there() -> None:
    dig = Problem("plots/dig.17.md", 7, "rule-unread", "`depth` in row 7")
    # Pages move, and lines with what stands above them.
    moved = Problem("beds/dig.17.md", 9, "rule-unread", "`depth` in row 9")
    other = Problem("beds/dig.17.md", 9, "rule-partial", "`depth` in row 9")
    words = Problem("beds/dig.17.md", 9, "rule-unread", "`width` in row 9")
    depth, width = Contested("type", "dig.md", 7), Contested("requires:soil", "dig.md", 9)

    def spec(problems: tuple[Problem, ...], **stated: Any) -> Spec:
        of = Operation("POST", "/dig/", "Dig", **stated)
        event = Operation(
            "POST", "", "bed.dug", response=(Field("event", Type("string"), contested=(depth,)),)
        )
        return Spec({}, problems, {}, Document((of,), webhooks=(event,) if stated else ()))

    inner = Field("depth", Type("number"), contested=(depth, width))
    whole = spec((moved, other, words), response=(Field("bed", Type("object"), children=(inner,)),))
    before = spec((dig,))
    new = (
        ContestedFact("POST /dig/", "bed.depth", depth),
        ContestedFact("POST /dig/", "", width),
        ContestedFact("bed.dug", "event", depth),
    )
    assert news(before, whole) == News(problems=(other, words), contested=new)
    assert news(whole, before) == News(mended=(other, words), settled=new)
    assert news(before, spec((moved,))) == News()
    # An operation that repeats another states nothing of its own.
    again = spec((dig,), parameters=(inner,), repeats="POST /mow/")
    assert news(before, again) == News(contested=new[2:])
    asked = spec((dig,), parameters=(inner,))
    assert news(before, asked).contested[0] == ContestedFact("POST /dig/", "depth", depth)


def test_the_problems_of_an_operation_move_with_it_to_another_page() -> None:
    def spec(page: str, *problems: tuple[str, str]) -> Spec:
        found = tuple(Problem(name, 7, "rule-unread", text) for name, text in problems)
        operations = (
            Operation("POST", "/dig/", "Dig", page=page),
            Operation("POST", "/mow/", "", page="mow"),
        )
        return Spec({}, found, {}, Document(operations))

    before = spec("dig.md", ("dig.md", "`depth`"), ("dig.md", "`width`"))
    now = spec("spade.md", ("spade.md", "`depth`"), ("spade.md", "`soil`"))
    assert news(before, now) == News((now.problems[1],), (before.problems[1],))
    # What another page says is its own.
    other = spec("spade.md", ("mow.md", "`depth`"))
    assert news(before, other) == News(other.problems, before.problems)
    still = spec("dig.md", ("mow.md", "`depth`"))
    assert news(before, still) == News(still.problems, before.problems)


def test_readings_of_several_pages_add_up() -> None:
    assert Reading(1, 2, 3) + Reading(10, 20, 30) == Reading(rows=11, fields=22, rules=33)


def test_a_build_that_fails_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def failing(root: Path, **options: object) -> None:
        raise InputError(f"{root.name}: no soil")

    monkeypatch.setattr(run, "build", failing)
    with pytest.raises(InputError) as caught:
        run._build(tmp_path)
    assert str(caught.value) == f"the build failed: {tmp_path.name}: no soil"


@text_cases(text=literal, version=literal)
def test_the_version_is_where_the_package_states_it(text: str, version: str | None, tmp_path: Path) -> None:
    file = tmp_path / "generator" / "tiktok_bindgen" / "__init__.py"
    with pytest.raises(InputError, match=r"__init__\.py: cannot be read: No such file or directory$"):
        run._version(file)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff")
    with pytest.raises(InputError, match=r"__init__\.py: not UTF-8 text$"):
        run._version(file)
    file.write_text(text, encoding="utf-8")
    if version is None:
        with pytest.raises(InputError, match=r"__init__\.py: no version such as 1\.2\.3 found$"):
            run._version(file)
        return
    assert run._version(file) == version
    run._set_version(tmp_path, "7.8.9")
    assert file.read_text(encoding="utf-8") == text.replace(version, "7.8.9")


@pytest.mark.parametrize(
    ("before", "now", "much"), [(10, 8, True), (10, 9, False), (5, 4, True), (1, 0, True), (0, 0, False)]
)
def test_a_fifth_less_is_much_less(before: int, now: int, much: bool) -> None:
    assert Reading(rows=now).is_much_less_than(Reading(rows=before)) is much


def test_where_pages_are_is_kept_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "portal.tsv"
    here = (Place("17", "Plots / Dig", "plots/dig"), Place("2", "Plots"))
    file.write_text(places_text(here), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == "number\tpage\tplace\n2\t\tPlots\n17\tplots/dig\tPlots / Dig\n"
    assert set(read_places(file)) == set(here)
    assert read_places(tmp_path / "none.tsv") == ()


@pytest.mark.parametrize("text", ["", "garden\n", "number\tpage\tplace\n17\n"])
def test_a_file_that_tells_no_places_is_one_clear_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "portal.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"portal\.tsv: .*"):
        read_places(file)


def test_a_page_moves_when_its_place_or_its_title_is_another() -> None:
    dig, mow, sow = Place("1", "Plots / Dig"), Place("2", "Plots / Mow"), Place("3", "Plots / Sow")
    moved = Place("2", "Lawns / Mow")
    assert moves([dig, mow], [moved, sow]) == Moves(new=(sow,), gone=(dig,), moved=((mow, moved),))
    # Without anything from before, nothing is known to be new.
    assert moves([], [dig]) == Moves()


def test_another_digest_of_a_sentence_that_nothing_reads_is_new() -> None:
    def read(text: str) -> Spec:
        return Spec({}, (Problem("dig.md", 7, "sentence-unread", text),), {}, Document(()))

    before, now = read("`depth` (a1479975), line 7"), read("`depth` (a2479975), line 7")
    assert news(before, now) == News(problems=now.problems, mended=before.problems)
    assert news(before, read("`depth` (a1479975), line 9")) == News()
