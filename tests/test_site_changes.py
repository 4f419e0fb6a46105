"""The site's pages of what changed: every change once, the worst first, with ways to where it is told of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from clients import Schema, document, objects, posting
from tiktok_bindgen.site import changes
from tiktok_bindgen.site.frame import Site

TEXT: Schema = {"type": "string"}
ROOT = "/open_api/v1.3"
DOCUMENTATION = "https://garden.example/docs?id=17"


def garden(**plots: Mapping[str, Any]) -> Schema:
    """A document with an operation for each of some bodies."""
    return document(
        {
            f"{ROOT}/plot/{name}/": posting(
                objects(fields),
                summary=f"To {name}",
                externalDocs={"url": DOCUMENTATION},
            )
            for name, fields in plots.items()
        }
    )


def made(*documents: Schema) -> dict[str, str]:
    """The pages of documents, the first of which is of 2030-01."""
    specs = {f"2030-0{month}": each for month, each in enumerate(documents, 1)}
    return dict(changes.pages(Site.of(specs)))


def words(text: str) -> str:
    """What a page's main part says."""
    main = text.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub(r" (?=[.,:])", "", said)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    was = garden(water={"litres": TEXT, "hour": TEXT}, weed={"tool": TEXT}, dig={"depth": TEXT})
    now = garden(
        water={"litres": {"type": "boolean"}, "hour": TEXT, "shade": TEXT},
        weed={"tool": TEXT, "gloves": TEXT},
        mow={"height": TEXT},
    )
    return made(was, now, now)


def test_there_is_a_page_for_each_two_dates_and_one_that_lists_them(pages: dict[str, str]) -> None:
    assert list(pages) == [
        "changes/index.html",
        "changes/2030-02..2030-03.html",
        "changes/2030-01..2030-02.html",
    ]
    assert words(pages["changes/index.html"]).endswith(
        "from → to breaking risky safe operations 2030-02 → 2030-03 0 0 0 0 2030-01 → 2030-02 2 0 3 4"
    )
    assert 'href="../changes/2030-01..2030-02.html"' in pages["changes/index.html"]


def test_what_did_not_change_is_told_in_a_word(pages: dict[str, str]) -> None:
    assert words(pages["changes/2030-02..2030-03.html"]) == ("Changes 2030-02 → 2030-03 Nothing changed.")


def test_the_worst_comes_first_and_each_change_is_told_under_its_operation(pages: dict[str, str]) -> None:
    assert words(pages["changes/2030-01..2030-02.html"]) == (
        "Changes 2030-01 → 2030-02 5 changes in 4 operations."
        " Show 2 breaking 0 risky 3 safe"
        " POST /open_api/v1.3/plot/dig/ documentation"
        " breaking The operation was removed."
        " → Client.plot.dig() is removed from the client; stop calling it"
        " plot.water documentation"
        " breaking litres is now boolean, was string."
        " → Client.plot.water(litres=…): pass boolean for litres"
        " safe shade (string) is new."
        " plot.mow documentation safe The operation is new."
        " plot.weed documentation safe gloves (string) is new."
    )


def test_a_change_leads_to_its_operation_and_to_its_documentation(pages: dict[str, str]) -> None:
    text = pages["changes/2030-01..2030-02.html"]
    assert '<a href="../operations/plot.water.html">plot.water</a>' in text
    # What is no longer there has no page, but what the documentation called it.
    assert "operations/plot.dig.html" not in text
    assert text.count(f'href="{DOCUMENTATION}"') == 4


def test_the_same_change_of_several_fields_or_values_is_told_once() -> None:
    labels = {f"label_{number}": {"type": "string", "maxLength": 9} for number in range(5)}
    longer = {name: {"type": "string", "maxLength": 8} for name in labels}
    soils = {"soil": {"type": "string", "enum": ["SAND", "CLAY", "PEAT"]}}
    fewer = {"soil": {"type": "string", "enum": ["SAND"]}}
    pages = made(garden(water={**labels, **soils}), garden(water={**longer, **fewer}))
    said = words(pages["changes/2030-01..2030-02.html"])
    assert "7 changes in 1 operation." in said
    assert said.count("breaking ") == 3
    assert "Likewise label_1, label_2, label_3, label_4." in said
    assert 'soil may no longer be "CLAY". Likewise "PEAT".' in said


def test_the_same_change_of_many_operations_is_told_once_for_all_of_them() -> None:
    names = ("dig", "mow", "weed")
    old = garden(**{name: {"plot": TEXT} for name in names})
    new = garden(**{name: {"plot": {"type": "boolean"}} for name in names})
    said = words(made(old, new)["changes/2030-01..2030-02.html"])
    assert said.endswith(
        "The same in several operations breaking plot is now boolean, was string."
        " In plot.dig, plot.mow, plot.weed"
    )


def test_operations_that_came_are_told_each_for_itself() -> None:
    names = ("dig", "mow", "weed")
    new = garden(**{name: {} for name in names})
    for item in new["paths"].values():
        item["post"]["summary"] = "To care"
    said = words(made(garden(), new)["changes/2030-01..2030-02.html"])
    assert "3 changes in 3 operations." in said
    assert "In 3 operations" not in said


def test_a_change_of_an_event_leads_to_the_events() -> None:
    def dug(kind: str) -> Schema:
        body = {"content": {"application/json": {"schema": objects({"bed": {"type": kind}})}}}
        return garden(water={}) | {"webhooks": {"bed.dug": {"post": {"requestBody": body}}}}

    text = made(dug("string"), dug("integer"))["changes/2030-01..2030-02.html"]
    assert '<a href="../webhooks.html">Event bed.dug</a>' in text
    assert "1 change in 1 operation." in words(text)


def test_the_version_before_is_compared_where_operations_tell_of_it() -> None:
    told = garden(water={"litres": TEXT | {"x-formerly": {"name": "gallons"}}})
    operation = told["paths"][f"{ROOT}/plot/water/"]["post"]
    operation["x-formerly"] = {"version": "v1.2", "method": "POST", "path": "/open_api/v1.2/plot/water/"}
    pages = made(told)
    assert list(pages) == ["changes/index.html", "changes/v1.2..v1.3.html"]
    assert "gallons was renamed to litres." in words(pages["changes/v1.2..v1.3.html"])


def test_the_first_date_alone_has_nothing_to_be_compared_with() -> None:
    pages = made(garden(water={}))
    assert list(pages) == ["changes/index.html"]
    assert "so there is nothing to compare" in pages["changes/index.html"]


@pytest.mark.parametrize("severity", ["breaking", "risky", "safe"])
def test_each_severity_can_be_hidden_without_a_script(pages: dict[str, str], severity: str) -> None:
    text = pages["changes/2030-01..2030-02.html"]
    assert f'<input type="checkbox" id="show-{severity}" checked>' in text
    assert "<script>" not in text


def test_what_documents_say_is_text_and_every_element_is_closed() -> None:
    name = "<b>&\"'"
    text = made(garden(water={}), garden(water={name: TEXT}))["changes/2030-01..2030-02.html"]
    assert "<b>" not in text
    assert f"{name} (string) is new." in words(text)
    assert _left_open(text) == []


class _Nesting(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser gives it
        if tag not in {"meta", "link", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _left_open(text: str) -> list[str]:
    parser = _Nesting()
    parser.feed(text)
    return parser.open
