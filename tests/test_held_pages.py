"""While a page is held, nothing else changes by what the page does not show meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiktok_bindgen.cli import main
from tiktok_bindgen.diff import compare
from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.new_date import NewDate, new_date
from tiktok_bindgen.pipeline import assembled
from tiktok_bindgen.readings import Guard
from tiktok_bindgen.update.news import News, news

_HEAD = "|Field|Data Type|Description|\n|---|---|---|\n"
_REPLY = '{"code": 0, "message": "OK", "data": {"plot_id": "17", "soil": "LOAM", "beds": "9", "tools": "3"}}'
_WATER = f"""# Water a plot

## Request

**Endpoint** https://garden.tiktok.com/open_api/v1.3/plot/water/

**Method** POST

**Parameters**

```xtable
{_HEAD}|plot_id {{Required}}|string|Which plot.|
|litres|string|How much. Length limit: 5 characters.|
```

## Response

```xtable
{_HEAD}|code|integer|How it went.|
|message|string|How it went.|
|data|object|What there is now.|
#|plot_id|string|Its number.|
#|soil|string|What is in it.|
#|beds|string|How many.|
#|tools|string|How many.|
```

### Example

```xcodeblock
(code Response)
{_REPLY}
(/code)
```
"""
_CALL = """
```xcodeblock
(code curl http)
curl -X POST https://garden.tiktok.com/open_api/v1.3/plot/{path}/ -d '{body}'
(/code)
```
"""
# What it shows of the other operation is against a limit of that.
_WEED = (
    _WATER.replace("Water", "Weed").replace("plot/water/", "plot/weed/")
    + "\n### See also\n"
    + _CALL.format(path="water", body='{"plot_id": "17", "litres": "123456"}')
)
# A guide shows of the reply what matters to it.
_GUIDE = (
    "# A day in the garden\n\n## Watering\n"
    + _CALL.format(path="water", body='{"plot_id": "17"}')
    + '\n```xcodeblock\n(code Response)\n{"code": 0, "message": "OK", "data": {"plot_id": "17"}}'
    + "\n(/code)\n```\n"
)


def put(folder: Path, **pages: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy = put(tmp_path / "first", water=_WATER, weed=_WEED, guide=_GUIDE)
    facts = tmp_path / "spec" / "pages" / "2031-01"
    assert main(["facts", str(copy), "-o", str(facts)]) == 0
    (facts / "_date.yaml").write_text("whole: true\n", encoding="utf-8")
    assert "Contested: `maxLength` (`weed.md`" in (facts / "water.md").read_text(encoding="utf-8")
    assert "#|tools {Required}|string|" in (facts / "water.md").read_text(encoding="utf-8")
    return tmp_path


def updated(root: Path, date: str = "2031-02", **pages: str) -> NewDate:
    pages = {"water": _WATER, "weed": _WEED, "guide": _GUIDE, **pages}
    return new_date(root, date, [put(root / "copy", **pages)], guard=Guard())


def changed(new: NewDate) -> tuple[tuple[Change, ...], News]:
    last = assembled(new.last)
    return compare(last.document, new.spec.document), news(last, new.spec)


def test_what_a_held_page_shows_of_others_still_counts(root: Path) -> None:
    new = updated(root, weed=_WEED.partition("|code|")[0])
    assert [each.compared.page for each in new.kept.held] == ["weed"]
    assert changed(new) == ((), News())
    assert not [name for name in new.files if not name.startswith("_")]


def test_what_others_show_of_a_held_pages_operation_contests_nothing_new(root: Path) -> None:
    new = updated(root, water=_WATER.partition("|code|")[0])
    assert [each.compared.page for each in new.kept.held] == ["water"]
    assert changed(new) == ((), News())


def test_what_a_page_contested_earlier_in_the_month_counts_while_it_is_held(root: Path) -> None:
    more = _WATER.replace("|litres|", "|hose|string|Which. Length limit: 3 characters.|\n|litres|")
    weed = _WEED + _CALL.format(path="water", body='{"plot_id": "17", "hose": "green"}')
    updated(root, water=more, weed=weed).write(root / "spec" / "pages" / "2031-02")
    page = root / "spec" / "pages" / "2031-02" / "water.md"
    assert page.read_text(encoding="utf-8").count("Contested: `maxLength` (`weed.md`") == 2
    new = updated(root, water=more, weed=weed.partition("|code|")[0])
    assert [each.compared.page for each in new.kept.held] == ["weed"]
    assert changed(new) == ((), News())


def test_an_operation_that_comes_short_onto_another_page_stays_as_it_was(root: Path) -> None:
    half = _WATER.partition("## Request")[2].partition("|code|")[0]
    copy = put(root / "copy", weed=f"{_WEED}\n## Request{half}", guide=_GUIDE)
    new = new_date(root, "2031-02", [copy], whole=True, guard=Guard())
    assert [str(each) for each in new.kept.held] == ["water: 9 rows before, 2 now"]
    assert changed(new)[0] == ()
    assert not [name for name in new.files if not name.startswith("_")]


def test_two_pages_of_one_operation_keep_what_replies_always_have(root: Path) -> None:
    other = _WATER.replace("# Water a plot", "# Water at night").replace("#|tools|string|How many.|\n", "")
    copy = put(root / "first", night=other)
    facts = root / "spec" / "pages" / "2031-01"
    assert main(["facts", str(copy), "-o", str(facts)]) == 0
    new = updated(root, night=other, weed=_WEED.partition("|code|")[0])
    assert changed(new)[0] == ()
