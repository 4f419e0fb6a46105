"""What a text cites by a page of the portal and a line is told by what a reader of a checkout can open."""

from __future__ import annotations

from pathlib import Path

from tiktok_bindgen.command.tracing import traced

SOWING = """# Sow herbs

**Source** https://garden.example/docs?id=1

|soil {+Conditional}|string|Contested: `type` (`beds/dig.md`, line 45).|
|sun|string|Contested: `enum` (`guides/sun.md`, line 7).|
"""
DIGGING = SOWING.replace("id=1", "id=2").replace("# Sow herbs\n", "# Dig\n\nTwo lines\nmore.\n")
TOLD = "https://garden.example/docs?id=1\n`soil`: text (against it: beds/dig.md, line 45)\n"


def checkout(folder: Path) -> Path:
    for date, name, text in (
        ("2031-04", "beds/dig.md", "# Dig\n"),
        ("2031-05", "beds/dig.md", DIGGING),
        ("2031-05", "beds/sow.md", SOWING),
    ):
        file = folder / "spec" / "pages" / date / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def test_a_page_is_told_by_its_address_and_the_line_of_the_facts_of_what_it_is_about(tmp_path: Path) -> None:
    place = "https://garden.example/docs?id=2, spec/pages/2031-05/beds/sow.md:5"
    assert traced(TOLD, checkout(tmp_path)) == TOLD.replace("beds/dig.md, line 45", place)
    of_the_other = TOLD.replace("id=1", "id=2")
    place = "https://garden.example/docs?id=2, spec/pages/2031-05/beds/dig.md:8"
    assert traced(of_the_other, tmp_path) == of_the_other.replace("beds/dig.md, line 45", place)


def test_a_page_without_facts_is_told_by_its_name(tmp_path: Path) -> None:
    text = "https://garden.example/docs?id=1 contradicts it: guides/sun.md, line 7; guides/moon.md, line 8"
    assert traced(text, checkout(tmp_path)) == text.replace(
        "guides/sun.md, line 7", "guides/sun.md, spec/pages/2031-05/beds/sow.md:6"
    )


def test_without_a_checkout_a_text_stays_as_it_is(tmp_path: Path) -> None:
    assert traced(TOLD, tmp_path) == TOLD
