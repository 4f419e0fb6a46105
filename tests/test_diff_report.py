"""The reports: what each shows, that hostile names do no harm, and what the command's exit says."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from diff_cases import garden
from text_cases import literal, text_cases
from tiktok_bindgen.cli import main
from tiktok_bindgen.diff import Change, Severity, compare
from tiktok_bindgen.diff.ignore import Ignore, load_ignores, sift
from tiktok_bindgen.diff.report import FORMATS, Format, Report, render
from tiktok_bindgen.problem import InputError

TODAY = dt.date(2030, 5, 1)
OLD = garden({"type": "string", "enum": ["CLAY", "SAND"]}, {"type": "string"})
NEW = garden({"type": "string", "enum": ["CLAY", "LOAM"], "default": "CLAY"}, {"type": "string"})
HOSTILE = "<script>alert(1)</script>\n::error::`]]>\x1b[31m|*_%25\x00\ud800"


def _report(old: Any = OLD, new: Any = NEW, ignores: tuple[Ignore, ...] = ()) -> Report:
    return Report("2030-01", "2030-05", sift(compare(old, new), ignores, TODAY))


def _hostile() -> Report:
    fields = {HOSTILE: {"type": "string", "enum": [HOSTILE]}}
    old = garden({"type": "object"}, {"type": "object", "properties": fields})
    new = garden({"type": "object", "properties": fields, "required": [HOSTILE]}, {"type": "object"})
    return Report(HOSTILE, HOSTILE, sift(compare(old, new), (), TODAY))


def test_the_text_is_read_from_the_worst_to_the_harmless() -> None:
    lines = render(_report(), "text").splitlines()
    assert lines[:5] == [
        "2030-01 → 2030-05",
        "1 breaking, 1 risky, 1 safe changes",
        "",
        "POST /plot/water/",
        '  ✗ breaking `plot` may no longer be "SAND".',
    ]
    assert [line.split()[1] for line in lines if line.startswith(("  ✗", "  !", "  ✓"))] == [
        "breaking",
        "risky",
        "safe",
    ]
    assert "             → `Client.plot.water(plot=…)`: send another value than SAND for `plot`" in lines
    assert "\x1b[" not in "\n".join(lines)
    assert "\x1b[31;1m" in render(_report(), "text", colour=True)


def test_a_report_of_no_changes_says_so() -> None:
    for format_ in FORMATS:
        text = render(_report(OLD, OLD), format_)
        assert "no changes" in text or format_ in {"json", "junit"}
    assert json.loads(render(_report(OLD, OLD), "json"))["changes"] == []


def test_the_json_has_what_a_program_relies_on() -> None:
    changes = json.loads(render(_report(), "json"))["changes"]
    assert changes[0] == {
        "id": "request-enum-value-removed",
        "severity": "breaking",
        "method": "POST",
        "path": "/plot/water/",
        "pointer": "/request/body/plot",
        "message": '`plot` may no longer be "SAND".',
        "old": "SAND",
        "new": None,
        "note": "",
        "page": "",
        "hint": "`Client.plot.water(plot=…)`: send another value than SAND for `plot`",
        "fingerprint": changes[0]["fingerprint"],
    }


SERIES: Any = {"type": "object", "properties": {f"label_{n}": {"type": "string"} for n in range(5)}}
LONGER: Any = {
    "type": "object",
    "properties": {f"label_{n}": {"type": "string", "maxLength": 7} for n in range(5)},
}


def twins(*values: str) -> Any:
    """An object of which two fields are objects that have the same field."""
    inner = {"type": "object", "properties": {"soil": {"type": "string", "enum": [*values]}}}
    return {"type": "object", "properties": {"bed": inner, "pot": inner}}


def test_what_changed_alike_in_a_numbered_series_is_told_once() -> None:
    report = _report(garden(SERIES, {}), garden(LONGER, {}))
    lines = render(report, "text").splitlines()
    assert lines[1] == lines[-1] == "5 breaking changes"
    (told,) = (line for line in lines if "breaking" in line and "changes" not in line)
    assert told == ("  ✗ breaking Each of `plot.label_0` … `plot.label_4` may now have at most 7 characters.")
    prints = " ".join(change.fingerprint for change in report.changes)
    details = f"/request/body/plot/label_0 and 4 like it  request-max-length-added  {prints}"
    assert f"{' ' * 13}{details}" in lines


def test_a_limit_and_its_noun_agree() -> None:
    old, new = ({"type": "string", "maxLength": most} for most in (9, 1))
    (change,) = _report(garden(old, {}), garden(new, {})).changes
    assert change.message == "`plot` may now have at most 1 character, was 9."
    assert change.hint.endswith(": pass at most 1 character for `plot`")


@text_cases(names=literal, told=str)
def test_a_series_is_told_by_its_ends_if_it_has_no_gap(names: tuple[str, ...], told: str) -> None:
    old, new = (
        {"type": "object", "properties": {name: {"type": "string", **more} for name in names}}
        for more in ({}, {"maxLength": 7})
    )
    text = render(_report(garden(old, {}), garden(new, {})), "text", width=200)
    assert f"  ✗ breaking Each of {told} may now have at most 7 characters." in text


def test_what_changed_alike_where_it_is_sent_and_where_it_comes_is_told_twice() -> None:
    text = render(_report(garden(SERIES, SERIES), garden(LONGER, LONGER)), "text")
    assert text.count("Each of `plot.label_0` … `plot.label_4`") == 2


def test_two_fields_of_one_object_are_no_twins() -> None:
    def fields(**more: int) -> Any:
        return {
            "type": "object",
            "properties": {name: {"type": "string", **more} for name in ("hue", "soil")},
        }

    text = render(_report(garden(fields(), {}), garden(fields(maxLength=7), {})), "text")
    assert [line.split("`")[1] for line in text.splitlines() if "  ✗ breaking" in line] == [
        "plot.hue",
        "plot.soil",
    ]


@pytest.mark.parametrize("format_", ["markdown", "html", "text"])
def test_what_changed_alike_in_twin_objects_is_told_once(format_: Format) -> None:
    report = _report(garden(twins("CLAY", "SAND"), {}), garden(twins("CLAY"), {}))
    assert render(report, format_).count("may no longer be") == 1
    for each in ("github", "junit", "json"):
        assert render(report, each).count("may no longer be") == 2
    assert [change["pointer"] for change in json.loads(render(report, "json"))["changes"]] == [
        "/request/body/plot/bed/soil",
        "/request/body/plot/pot/soil",
    ]


def test_what_is_not_the_same_is_not_put_together() -> None:
    def with_limits(*limits: int) -> Any:
        fields = {f"label_{n}": {"type": "string", "maxLength": most} for n, most in enumerate(limits)}
        return {
            "type": "object",
            "properties": {**fields, "name": {"type": "string", "maxLength": limits[0]}},
        }

    text = render(_report(garden(with_limits(9, 9), {}), garden(with_limits(7, 8), {})), "text")
    assert [line.split("`")[1] for line in text.splitlines() if "  ✗ breaking" in line] == [
        "plot.label_0",
        "plot.label_1",
        "plot.name",
    ]


def test_lines_end_between_words_on_a_screen() -> None:
    lines = render(_report(), "text", width=60).splitlines()
    assert max(map(len, lines)) <= 60
    words = " ".join(" ".join(lines).split())
    assert "→ `Client.plot.water(plot=…)`: send another value than SAND for `plot`" in words
    coloured = render(_report(), "text", colour=True, width=60)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines() == lines


def test_a_spelling_that_was_mended_is_told_once_and_as_that() -> None:
    old, new = (garden(twins(f"IS_{word}_THAN"), twins(f"IS_{word}_THAN")) for word in ("GRETER", "GREATER"))
    report = _report(old, new)
    assert {change.severity for change in report.changes} == {"risky"}
    sent, read = (line for line in render(report, "text").splitlines() if " spelled " in line)
    assert sent == (
        '  ! risky    The value "IS_GREATER_THAN" of each of `plot.bed.soil` and `plot.pot.soil` was spelled '
        '"IS_GRETER_THAN".'
    )
    assert read == sent


@pytest.mark.parametrize(
    ("old", "new"), [("ROSE", "ROSES"), ("BED_1", "BED_2"), ("Roses", "ROSES"), ("SAND", "SEND")]
)
def test_what_may_be_another_word_is_no_mended_spelling(old: str, new: str) -> None:
    before, after = (garden({"type": "string", "enum": [value]}, {}) for value in (old, new))
    assert {change.id for change in _report(before, after).changes} == {
        "request-enum-value-added",
        "request-enum-value-removed",
    }


def test_keys_of_our_own_are_told_in_words() -> None:
    words = {
        "x-enum-fields": "The fields whose names are values",
        "x-enum-groups": "The groups of values",
        "x-enum-list": "The reference list of values",
        "x-enum-partial": "Whether the list of values is partial",
        "x-report-filter": "The filter of reports",
        "x-report-kinds": "The kinds of reports",
        "x-report-levels": "The data levels of reports",
        "x-report-mode": "The mode of reports",
        "x-report-names": "The kind of names from reports",
        "x-report-preset": "The preset of reports",
        "x-shed": "The extension `x-shed`",
    }
    old, new = (garden({}, {}, **dict.fromkeys(words, n)) for n in (1, 2))
    told = {change.note: change.message for change in compare(old, new)}
    assert told == {key: f"{what} of the operation: now 2, was 1." for key, what in words.items()}
    old, new = (garden({}, {}, **{"x-permissions": {"7": name}}) for name in ("Digging", "Deep digging"))
    (change,) = compare(old, new)
    assert change.message == (
        'The required permissions of the operation: now {"7": "Deep digging"}, was {"7": "Digging"}.'
    )


@text_cases(format_=str, shown=literal)
def test_what_only_the_page_tells_has_a_link_to_it(format_: Format, shown: str) -> None:
    page = {"url": "https://garden.test/?plot=1_2"}
    old, new = (
        garden({}, {}, externalDocs=page, **{"x-rules-text-digests": {"/request/body/plot": [digest]}})
        for digest in ("0a1b2c3d", "99aa00bb")
    )
    assert shown in render(_report(old, new), format_)


def test_the_markdown_lists_new_operations_at_once_and_the_rest_by_operation() -> None:
    new = {**NEW, "paths": {**NEW["paths"], "/plot/weed/": {"get": {}}, "/plot/dig/": {"get": {}}}}
    text = render(_report(OLD, new), "markdown")
    assert "## ✅ 2 operations added\n\n- `GET /plot/dig/`\n- `GET /plot/weed/`\n" in text
    assert "## `POST /plot/water/`\n" in text
    assert '- ❌ **breaking** `plot` may no longer be "SAND".<br>→ ' in text


def test_the_text_tells_new_operations_last_and_many_of_them_by_resource() -> None:
    def with_new(count: int) -> list[str]:
        paths: dict[str, Any] = {
            f"/v7/{'plot' if n % 2 else 'shed'}/dig_{n:02}/": {"get": {}} for n in range(count)
        }
        return render(_report(OLD, {**NEW, "paths": {**NEW["paths"], **paths}}), "text").splitlines()

    few = with_new(2)
    assert few[-5:-2] == [
        "2 operations are new",
        "  ✓ safe     GET /v7/plot/dig_01/",
        "  ✓ safe     GET /v7/shed/dig_00/",
    ]
    many = with_new(30)
    assert many[-5] == "30 operations are new"
    assert many[-4].startswith("  ✓ safe     /v7/plot: GET dig_01, GET dig_03, ")
    assert many[-3].startswith("  ✓ safe     /v7/shed: GET dig_00, GET dig_02, ")
    assert "operation-added" not in "\n".join(many)


def test_annotations_are_a_line_a_change() -> None:
    lines = render(_report(), "github").splitlines()
    assert [line.split()[0] for line in lines] == ["::error", "::warning", "::notice", "::notice"]
    assert lines[0].endswith('::/request/body/plot: `plot` may no longer be "SAND".')


def test_junit_has_a_case_an_operation_that_fails_from_the_severity_on_that_was_asked_for() -> None:
    case = ET.fromstring(render(_report(), "junit")).find(".//testcase")
    assert case is not None
    assert (case.get("name"), case.find("failure") is not None) == ("POST /plot/water/", True)
    calm = garden({"type": "string", "enum": ["CLAY", "SAND"], "default": "CLAY"}, {"type": "string"})
    wanted: tuple[tuple[Severity, str], ...] = (("breaking", "0"), ("risky", "1"))
    for fail_on, failures in wanted:
        root = ET.fromstring(render(_report(OLD, calm), "junit", fail_on=fail_on))
        assert root.get("failures") == failures


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


def test_the_html_is_one_file_that_loads_nothing_else() -> None:
    page = _Tags()
    page.feed(render(_report(), "html"))
    assert page.links == []
    assert page.tags.count("li") == 3
    assert "Content-Security-Policy" in render(_report(), "html")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_hostile_name_stays_a_name(format_: Any) -> None:
    report = _hostile()
    text = render(report, format_)
    text.encode()
    if format_ != "json":
        assert "\x00" not in text
        assert "\x1b" not in text
        assert not re.search(r"^::error::", text, re.MULTILINE)
    if format_ == "html":
        page = _Tags()
        page.feed(text)
        assert page.tags.count("script") == 1
    elif format_ == "junit":
        ET.fromstring(text)
    elif format_ == "json":
        assert json.loads(text)["changes"][0]["pointer"] == report.changes[0].pointer
    elif format_ == "markdown":
        outside = re.sub(r"`[^`]*`", "", text)
        assert "<script>" not in outside


def _large() -> Report:
    """A report of several operations and of the whole, with entries of an ignore file."""

    def fence(**facts: str) -> dict[str, Any]:
        hue = {"name": "hue", "in": "query", "schema": {"type": "string", **facts}}
        return {"/fence/paint/": {"get": {"parameters": [hue]}}}

    new_ones: dict[str, Any] = {name: {"get": {}} for name in ("/plot/weed/", "/plot/dig/")}
    old = {**OLD, "x-colour": "red", "paths": {**OLD["paths"], "/shed/open/": {"get": {}}, **fence()}}
    new = {**NEW, "x-colour": "blue", "paths": {**NEW["paths"], **new_ones, **fence(default="red")}}
    ignores = (
        _entry("2031-01-01", id="request-default-added", path="/plot/*"),
        _entry("2030-04-30", id="operation-removed"),
        _entry("2031-01-01", path="/hedge/"),
    )
    return _report(old, new, ignores)


_TEXT = """\
2030-01 → 2030-05
2 breaking, 1 risky, 4 safe changes
1 ignored by the ignore file
an ignore entry expired on 2030-04-30: we send no sand
an ignore entry matches nothing: we send no sand

POST /plot/water/
  ✗ breaking `plot` may no longer be "SAND".
             /request/body/plot  request-enum-value-removed  547427e6e3736d04
             → `Client.plot.water(plot=…)`: send another value than SAND for `plot`
  ✓ safe     `plot` may now be "LOAM".
             /request/body/plot  request-enum-value-added  221b0121b4bd7c68

GET /shed/open/
  ✗ breaking The operation was removed.
             operation-removed  41fe778cd06b2e3b

GET /fence/paint/
  ! risky    `hue` now has the default "red".
             /request/query/hue  request-default-added  182c23d0779f5349

The API as a whole
  ✓ safe     The extension `x-colour`: now blue, was red.
             /x-colour  document-extension-changed  2f394f916e03d6d0

2 operations are new
  ✓ safe     GET /plot/dig/
  ✓ safe     GET /plot/weed/

2 breaking, 1 risky, 4 safe changes
"""
_MARKDOWN = """\
# 2030-01 → 2030-05

2 breaking, 1 risky, 4 safe changes.

- 1 ignored by the ignore file
- an ignore entry expired on 2030-04-30: we send no sand
- an ignore entry matches nothing: we send no sand

## ❌ 1 operation removed

- `GET /shed/open/`

## ✅ 2 operations added

- `GET /plot/dig/`
- `GET /plot/weed/`

## `POST /plot/water/`

- ❌ **breaking** `plot` may no longer be "SAND".<br>→ `Client.plot.water(plot=…)`: send another value \
than SAND for `plot` <sub>`/request/body/plot`</sub>
- ✅ **safe** `plot` may now be "LOAM". <sub>`/request/body/plot`</sub>

## `GET /fence/paint/`

- ⚠️ **risky** `hue` now has the default "red". <sub>`/request/query/hue`</sub>

## The API as a whole

- ✅ **safe** The extension `x-colour`: now blue, was red. <sub>`/x-colour`</sub>
"""
_GITHUB = """\
::notice title=document-extension-changed::/x-colour: The extension `x-colour`: now blue, was red.
::warning title=request-default-added GET /fence/paint/::/request/query/hue: `hue` now has the default "red".
::notice title=operation-added GET /plot/dig/::The operation is new.
::error title=request-enum-value-removed POST /plot/water/::/request/body/plot: \
`plot` may no longer be "SAND".
::notice title=request-enum-value-added POST /plot/water/::/request/body/plot: `plot` may now be "LOAM".
::notice title=operation-added GET /plot/weed/::The operation is new.
::error title=operation-removed GET /shed/open/::The operation was removed.
::notice title=tiktok-bindgen diff::2 breaking, 1 risky, 4 safe changes
"""
_JUNIT = """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites tests="6" failures="2">
<testsuite name="2030-01 to 2030-05" tests="6" failures="2" errors="0">
<testcase classname="tiktok-bindgen.diff" name="POST /plot/water/">
<failure message="1 change" type="request-enum-value-removed">breaking request-enum-value-removed \
/request/body/plot: `plot` may no longer be &#34;SAND&#34;.</failure>
<system-out>safe request-enum-value-added /request/body/plot: `plot` may now be &#34;LOAM&#34;.</system-out>
</testcase>
<testcase classname="tiktok-bindgen.diff" name="GET /shed/open/">
<failure message="1 change" type="operation-removed">breaking operation-removed: \
The operation was removed.</failure>
</testcase>
<testcase classname="tiktok-bindgen.diff" name="GET /fence/paint/">
<system-out>risky request-default-added /request/query/hue: \
`hue` now has the default &#34;red&#34;.</system-out>
</testcase>
<testcase classname="tiktok-bindgen.diff" name="The API as a whole">
<system-out>safe document-extension-changed /x-colour: \
The extension `x-colour`: now blue, was red.</system-out>
</testcase>
<testcase classname="tiktok-bindgen.diff" name="GET /plot/dig/">
<system-out>safe operation-added: The operation is new.</system-out>
</testcase>
<testcase classname="tiktok-bindgen.diff" name="GET /plot/weed/">
<system-out>safe operation-added: The operation is new.</system-out>
</testcase>
</testsuite>
</testsuites>
"""


@pytest.mark.parametrize(
    ("format_", "text"),
    [("text", _TEXT), ("markdown", _MARKDOWN), ("github", _GITHUB), ("junit", _JUNIT)],
)
def test_a_report_is_written_in_full(format_: Format, text: str) -> None:
    assert render(_large(), format_).rstrip("\n") == text.rstrip("\n")


def test_on_a_terminal_titles_severities_and_details_have_colours() -> None:
    text = render(_large(), "text", colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", text) == _TEXT
    painted = set(re.findall(r"\x1b\[([0-9;]+)m(.*?)\x1b\[0m", text))
    assert painted >= {
        ("1", "2030-01 → 2030-05"),
        ("1", "POST /plot/water/"),
        ("1", "2 operations are new"),
        ("31;1", "✗ breaking"),
        ("33", "! risky   "),
        ("32", "✓ safe    "),
        ("2", "/request/body/plot  request-enum-value-removed  547427e6e3736d04"),
    }
    assert {colour for colour, _ in painted} == {"1", "31;1", "33", "32", "2"}


def test_a_program_is_told_what_is_left_out_and_why() -> None:
    data = json.loads(render(_large(), "json"))
    assert list(data) == ["old", "new", "counts", "changes", "ignored", "remarks"]
    assert (data["old"], data["new"]) == ("2030-01", "2030-05")
    assert data["counts"] == {"breaking": 2, "risky": 1, "safe": 4}
    (ignored,) = data["ignored"]
    assert ignored == {
        "fingerprint": ignored["fingerprint"],
        "id": "request-default-added",
        "reason": "we send no sand",
        "until": "2031-01-01",
    }
    assert data["remarks"] == [
        "1 ignored by the ignore file",
        "an ignore entry expired on 2030-04-30: we send no sand",
        "an ignore entry matches nothing: we send no sand",
    ]


def test_the_heading_of_markdown_has_the_level_that_was_asked_for() -> None:
    lines = render(_large(), "markdown", level=3).splitlines()
    assert [line.split()[0] for line in lines if line.startswith("#")] == ["###", *["####"] * 5]


@pytest.mark.parametrize("count", [20, 21])
def test_more_than_twenty_new_operations_are_a_line_for_each_resource(count: int) -> None:
    paths: dict[str, Any] = {
        f"/v7/plot/dig_{number:02}/": {"get": {}, "post": {}} for number in range(count // 2)
    }
    more: dict[str, Any] = {} if count == 20 else {"/v7/shed/": {"put": {}}}
    text = render(_report(OLD, {**OLD, "paths": {**OLD["paths"], **paths, **more}}), "text")
    lines = [line for line in text.splitlines() if line.startswith("  ✓")]
    if count == 20:
        assert lines[:2] == ["  ✓ safe     GET /v7/plot/dig_00/", "  ✓ safe     POST /v7/plot/dig_00/"]
        assert len(lines) == 20
    else:
        assert [line[:48] for line in lines] == [
            "  ✓ safe     /v7/plot: GET dig_00, POST dig_00, ",
            "  ✓ safe     /v7/shed: PUT",
        ]


def _browser() -> str | None:
    return next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )


@pytest.mark.skipif(_browser() is None, reason="left out: there is no Chromium here")
def test_the_html_opens_in_a_browser_and_shows_every_change(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(render(_report(), "html"), encoding="utf-8")
    browser = _browser()
    assert browser is not None
    words = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=2000",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    done = subprocess.run(
        [*words, "--dump-dom", page.as_uri()], capture_output=True, text=True, check=True, timeout=60
    )
    # The filter is there only once its script has run.
    assert re.search(r"<form(?![^>]*hidden)[^>]*>", done.stdout)
    assert "3 shown" in done.stdout


def test_a_fingerprint_is_the_same_whatever_else_changes() -> None:
    more = {**NEW, "paths": {**NEW["paths"], "/plot/weed/": {"get": {}}}}
    alone = {change.fingerprint for change in compare(OLD, NEW)}
    assert alone < {change.fingerprint for change in compare(OLD, more)}
    assert len(alone) == 3


def _entry(until: str, **what: str) -> Ignore:
    return Ignore(tuple(what.items()), "we send no sand", dt.date.fromisoformat(until))


def test_a_change_that_is_ignored_is_left_out_until_its_day() -> None:
    entry = _entry("2030-05-01", id="request-enum-value-removed", pointer="/request/body/*")
    assert [change.severity for change in _report(ignores=(entry,)).changes] == ["risky", "safe"]
    late = _report(ignores=(_entry("2030-04-30", id="request-enum-value-removed"),))
    assert len(late.changes) == 3
    assert "an ignore entry expired on 2030-04-30: we send no sand" in render(late, "text")


def test_an_entry_that_matches_nothing_is_said_to() -> None:
    assert "an ignore entry matches nothing: we send no sand" in render(
        _report(ignores=(_entry("2031-01-01", path="/hedge/"),)), "markdown"
    )


@pytest.mark.parametrize(
    ("what", "covered"),
    [
        ({"fingerprint": "0a1b"}, True),
        ({"id": "field-*"}, True),
        ({"method": "POST"}, True),
        ({"path": "/plot/*/"}, True),
        ({"pointer": "/request/body/*"}, True),
        ({"fingerprint": "0a"}, False),
        ({"id": "FIELD-*"}, False),
        ({"method": "GET"}, False),
        ({"path": "/plot/"}, False),
        ({"pointer": "/request/?ody"}, False),
        ({"id": "field-*", "method": "POST", "path": "*", "pointer": "*", "fingerprint": "*"}, True),
        ({"id": "field-*", "method": "GET"}, False),
    ],
)
def test_an_entry_covers_what_fits_all_of_its_patterns(what: dict[str, str], *, covered: bool) -> None:
    change = Change(
        "field-removed", "safe", "POST", "/plot/water/", "/request/body/soil", "A.", fingerprint="0a1b"
    )
    assert _entry("2031-01-01", **what).covers(change) == covered


def test_of_two_entries_for_a_change_the_first_that_still_counts_leaves_it_out() -> None:
    late, first, second = (
        Ignore((("id", "request-enum-value-removed"),), reason, dt.date.fromisoformat(until))
        for reason, until in (("late", "2030-04-30"), ("first", "2030-05-01"), ("second", "2031-05-01"))
    )
    sifted = sift(compare(OLD, NEW), (late, first, second), TODAY)
    assert [(change.id, entry.reason) for change, entry in sifted.ignored] == [
        ("request-enum-value-removed", "first")
    ]
    assert [entry.reason for entry in sifted.expired] == ["late"]
    assert sifted.unused == ()
    assert len(sifted.changes) == 2


def test_an_ignore_file_is_a_list_of_entries(tmp_path: Path) -> None:
    file = tmp_path / "ignore.yaml"
    file.write_text(
        "ignore:\n"
        "- {pointer: /request/*, id: a, reason: b, until: '2030-01-02', path: c, method: d, fingerprint: e}\n"
        "- {id: f, reason: g, until: '2030-01-03'}\n",
        encoding="utf-8",
    )
    what = (("fingerprint", "e"), ("id", "a"), ("method", "d"), ("path", "c"), ("pointer", "/request/*"))
    assert load_ignores(file) == (
        Ignore(what, "b", dt.date(2030, 1, 2)),
        Ignore((("id", "f"),), "g", dt.date(2030, 1, 3)),
    )


def test_brackets_in_an_entry_stand_for_themselves() -> None:
    change = Change("a", "safe", "GET", "/plot/", "/response/beds/[]/soil", "A.")
    assert _entry("2031-01-01", pointer="/response/beds/[]/*").covers(change)
    assert not _entry("2031-01-01", pointer="/response/bed[s]/[]/*").covers(change)


@text_cases(text=literal, said=str)
def test_an_ignore_file_that_says_too_little_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "ignore.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)):
        load_ignores(file)


@pytest.fixture
def sides(tmp_path: Path) -> list[str]:
    for name, spec in (("old.json", OLD), ("new.json", NEW)):
        (tmp_path / name).write_text(json.dumps(spec), encoding="utf-8")
    return [str(tmp_path / "old.json"), str(tmp_path / "new.json")]


@pytest.mark.parametrize(("fail_on", "status"), [("never", 0), ("breaking", 1), ("risky", 1)])
def test_the_exit_status_is_a_gate(sides: list[str], fail_on: str, status: int) -> None:
    assert main(["diff", *sides, "--fail-on", fail_on]) == status
    assert main(["diff", sides[0], sides[0], "--fail-on", fail_on]) == 0


def test_what_is_ignored_does_not_fail(
    sides: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ignore.yaml"
    file.write_text(
        "ignore:\n- {id: request-*, reason: The garden is closed., until: '9999-01-01'}\n", encoding="utf-8"
    )
    assert main(["diff", *sides, "--fail-on", "risky", "--ignore", str(file)]) == 0
    assert "3 ignored by the ignore file" in capsys.readouterr().out


@pytest.mark.parametrize("format_", FORMATS)
def test_the_command_writes_every_format(
    sides: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    out = tmp_path / "out" / "report"
    assert main(["diff", *sides, "--format", format_, "-o", str(out)]) == 0
    assert capsys.readouterr().out.endswith("report: 1 breaking, 1 risky, 1 safe changes\n")
    assert main(["diff", *sides, "--format", format_]) == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")


def test_colours_are_for_who_asks_for_them(sides: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", *sides])
    assert "\x1b[" not in capsys.readouterr().out
    main(["diff", *sides, "--color", "always"])
    assert "\x1b[" in capsys.readouterr().out
