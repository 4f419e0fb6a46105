"""The committed glossary: it has a line for each name, in words that are not the portal's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from newest import DATES, committed_spec
from pages import PORTAL, ROOT, needs_portal
from tiktok_bindgen.assemble.glossary import Use, load_glossary, undescribed
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.openapi import mapping, objects_in

# So many words in a row are nobody's common turn of phrase.
RUN = 7
WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")


@cache
def names() -> tuple[dict[str, list[Use]], dict[str, list[Use]]]:
    """The uses of each name in the newest spec, and those of them without a line."""
    return undescribed(load_spec(max((ROOT / "spec").glob("*.openapi.yaml"))))


@cache
def lines() -> dict[str, str]:
    """Each line, by what it is of."""
    glossary = load_glossary(ROOT / "spec" / "glossary.yaml")
    fields = {f"{name} {scope}": line for name, own in glossary.fields.items() for scope, line in own.items()}
    roles = glossary.roles.items()
    topics = glossary.topics.items()
    return (
        fields
        | {f"{role} {name}": line for role, own in roles for name, line in own.items()}
        | {f"topics {title} {line[:20]}": line for title, topic in topics for line in topic.about}
    )


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def test_every_field_of_every_request_has_a_line() -> None:
    _, without = names()
    assert [str(use) for uses in without.values() for use in uses if use.sent] == []


def test_nineteen_of_twenty_names_have_a_line_wherever_they_are() -> None:
    every, without = names()
    assert len(every) > 3_000
    assert len(without) <= 0.05 * len(every), sorted(without)
    metrics = [name for name in every if name.endswith(" of metrics")]
    assert len(metrics) > 1_000
    assert len([name for name in metrics if name in without]) <= 0.05 * len(metrics)


@pytest.mark.parametrize("date", DATES)
def test_every_first_part_of_a_path_and_every_return_code_has_a_line(date: str) -> None:
    spec = committed_spec(date)
    parts = {path.removeprefix("/open_api/v1.3/").partition("/")[0] for path in spec["paths"]}
    assert {tag["name"] for tag in spec["tags"] if tag["description"]} == parts
    codes = spec["components"]["schemas"]["ReturnCode"]
    assert all(codes["x-enum-descriptions"])
    assert len(codes["x-enum-descriptions"]) == len(codes["enum"])
    # Each of these parts is in one topic.
    grouped = [tag for group in spec["x-tagGroups"] if group["x-description"] for tag in group["tags"]]
    assert sorted(grouped) == sorted(parts)


def test_no_line_is_of_nothing() -> None:
    problems = (ROOT / "spec" / "problems.txt").read_text(encoding="utf-8")
    assert [line for line in problems.splitlines() if "glossary-unused" in line] == []


def test_no_line_of_a_date_tells_another_time_zone_than_its_page() -> None:
    spec = load_spec(max((ROOT / "spec").glob("*.openapi.yaml")))
    wrong = []
    for each in objects_in(spec):
        # The description of a parameter is beside its schema.
        zone = each.get("x-time-zone") or mapping(each.get("schema")).get("x-time-zone")
        line = str(each.get("description"))
        if zone and ("account" in line if zone == "UTC" else "UTC" in line):
            wrong.append((zone, line))
    assert wrong == []


def test_each_line_is_a_short_sentence_about_what_the_name_is() -> None:
    odd = {of: line for of, line in lines().items() if not re.fullmatch(r"[\w`\"(].*[.)`]", line)}
    assert odd == {}
    # When it is needed, the rules say.
    noise = re.compile(r"\b(required|optional|returned when|see also)\b|https?:", re.IGNORECASE)
    assert {of: line for of, line in lines().items() if noise.search(line)} == {}


@needs_portal
def test_no_line_has_a_run_of_the_portals_words() -> None:
    own = {run: of for of, line in lines().items() for run in runs(line)}
    found = {
        own[run]: page.name
        for page in PORTAL.rglob("*")
        if page.is_file() and page.suffix in {".md", ".html", ".json", ".txt"}
        for run in runs(page.read_text(encoding="utf-8", errors="replace"))
        if run in own
    }
    assert found == {}


@needs_portal
def test_such_a_run_would_be_found() -> None:
    page = max(PORTAL.rglob("*.md"), key=lambda path: path.stat().st_size)
    words = WORD.findall(page.read_text(encoding="utf-8").lower())
    assert tuple(words[100:107]) in set(runs(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("line", ["The first, the second and the third of it all."])
def test_runs_are_of_words_alone(line: str) -> None:
    assert list(runs(line)) == [
        ("the", "first", "the", "second", "and", "the", "third"),
        ("first", "the", "second", "and", "the", "third", "of"),
        ("the", "second", "and", "the", "third", "of", "it"),
        ("second", "and", "the", "third", "of", "it", "all"),
    ]
