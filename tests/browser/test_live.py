"""What an operation's page does in a browser: choices decide, requests are checked."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from newest import newest_spec
from site_browser import Open, Page
from tiktok_bindgen.explain.launch import Step, chains, kinds_of, step
from tiktok_bindgen.explain.operation import Explained
from tiktok_bindgen.site.frame import Site


@cache
def _names() -> dict[str, str]:
    """The names of operations by their paths."""
    return {
        each.path: each.name
        for each in Site.of({"newest": newest_spec()}).operations
        if each.method == "POST"
    }


@cache
def _launch() -> tuple[tuple[Explained, ...], tuple[str, ...], str]:
    """A launch, the field of its top that decides most below, and the value that forbids most there."""
    (chain, kind) = next((chain, kind) for chain in chains(newest_spec()) if (kind := kinds_of(chain)))
    values = [str(each) for each in kind.values]
    forbidden = {value: _counts(step(chain[:1], kind.path, value))["not allowed"] for value in values}
    return chain, kind.path, max(values, key=lambda value: forbidden[value])


def _counts(found: Step) -> dict[str, int]:
    states = ("given", "required", "one of", "not allowed", "only")
    return {state: sum(each.state == state for each in found.fields) for state in states}


def _page(of: Explained) -> str:
    return f"operations/{_names()[of.path]}.html"


def _states(page: Page) -> dict[str, str]:
    """The fields that a page says something new of, with what."""
    found: dict[str, str] = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.field[data-state]')]"
        ".map(each => [each.dataset.path, each.dataset.state]))"
    )
    return found


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_choice_shows_what_reasoning_finds(root: str, shown: Open, level: int) -> None:
    chain, field, value = _launch()
    told = step(chain[: level + 1], field, value).fields
    page = shown(f"{root}{_page(chain[level])}")
    name = ".".join(field) if level == 0 else f"^{chain[0].level}.{'.'.join(field)}"
    select = page.locator(f'[id="choose-{name}"]')
    page.evaluate("document.querySelectorAll('#choose details').forEach(each => { each.open = true })")
    assert _states(page) == {}
    select.select_option(value)
    # What is not told anew is as before.
    before = page.evaluate(
        "TikTokRules.states(JSON.parse(document.getElementById('operation-data').textContent), {})"
    )
    states = {name: each["state"] for name, each in before.items()} | _states(page)
    for each in told:
        if each.state in {"required", "not allowed"}:
            expected = {"required": "required", "not allowed": "forbidden"}[each.state]
            assert states[each.field] == expected, each
    assert _states(page)
    assert page.locator("#live-status").inner_text().endswith(".")
    assert re.match(r"\d+ fields? required, \d+ not allowed", page.locator("#live-status").inner_text())


def test_what_is_not_allowed_can_be_hidden_and_a_choice_linked(root: str, shown: Open) -> None:
    chain, field, value = _launch()
    page = shown(f"{root}{_page(chain[0])}")
    page.locator(f'[id="choose-{field[0]}"]').select_option(value)
    assert page.url.endswith(f"#?{field[0]}={value}")
    forbidden = page.locator('.field[data-state="forbidden"]')
    count = forbidden.count()
    assert count > 0
    assert forbidden.first.locator(".state").inner_text() == "not allowed"
    assert forbidden.first.locator(".because li").count() > 0
    page.get_by_label("Hide fields that are not allowed").check()
    assert [each.is_visible() for each in forbidden.all()] == [False] * count
    # The fields that are concerned can be gone to.
    page.get_by_label("Hide fields that are not allowed").uncheck()
    page.locator("#choose .effects a").last.click()
    assert page.locator(":focus").get_attribute("data-state") == "forbidden"
    assert page.url.endswith(f"#?{field[0]}={value}")
    # Whoever follows the link sees the same.
    other = shown(page.url)
    assert _states(other) == _states(page)
    assert other.locator("#live-status").inner_text() == page.locator("#live-status").inner_text()
    page.get_by_role("button", name="Clear").click()
    assert _states(page) == {}
    assert "#" not in page.url


def test_choices_are_made_by_the_keyboard(as_files: str, shown: Open) -> None:
    chain, _, _ = _launch()
    page = shown(f"{as_files}{_page(chain[0])}")
    page.locator("#choose select").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#live-status").get_attribute("role") == "status"
    assert "required" in page.locator("#live-status").inner_text()


def test_the_sample_follows_the_choices(root: str, shown: Open) -> None:
    chain, field, _ = _launch()
    page = shown(f"{root}{_page(chain[0])}")
    samples = page.locator("[data-case]:not([hidden])")
    select = page.locator(f'[id="choose-{field[0]}"]')
    values = [str(value) for each in chain[0].fields if each.path == field for value in each.values]
    first, without = samples.first.inner_text(), 0
    for value in values:
        select.select_option(value)
        note = page.locator("#which-sample").inner_text()
        if samples.count():
            assert value in samples.first.inner_text()
        else:
            without += 1
            assert note.startswith("No documented example has these choices. Required: ")
    assert 0 < without < len(values)
    page.get_by_role("button", name="Clear").click()
    assert samples.first.inner_text() == first


def test_a_launch_leads_to_its_operation_with_the_choice_made(root: str, shown: Open) -> None:
    chain, field, value = _launch()
    page = shown(f"{root}launches/index.html")
    page.locator(".kinds a", has_text=re.compile(f"^{value}$")).first.click()
    assert value in page.locator("h1").inner_text()
    page.locator("section.level > p > a").nth(1).click()
    assert _page(chain[1]) in page.url
    chosen = page.locator(f'[id="choose-^{chain[0].level}.{field[0]}"]')
    assert chosen.input_value() == value
    assert _states(page)


# -- the check -------------------------------------------------------------------------------


def _checked(page: Page, text: str) -> str:
    page.locator("#payload").fill(text)
    page.get_by_role("button", name="Check", exact=True).click()
    verdict: str = page.locator("#verdict").inner_text()
    return verdict


def test_the_sample_is_put_in_and_is_valid(root: str, shown: Open) -> None:
    chain, _, _ = _launch()
    page = shown(f"{root}{_page(chain[0])}")
    page.get_by_role("button", name="Put the sample in").click()
    assert isinstance(json.loads(page.locator("#payload").input_value()), dict)
    page.get_by_role("button", name="Check", exact=True).click()
    assert page.locator("#verdict").inner_text().startswith("Valid")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Nothing to check: paste a request as JSON."),
        ('{"a": 1,\n "b" 2}', "No JSON: in line 2, column 6, a colon is expected."),
        ('{"a": [1 2]}', "No JSON: in line 1, column 10, a comma or ] is expected."),
        ("{'a': 1}", "No JSON: in line 1, column 2, a name in double quotes is expected."),
        ('{"a": 1,}', "No JSON: in line 1, column 9, a name in double quotes is expected."),
        ('{"a": tru}', "No JSON: in line 1, column 7, a value is expected."),
        ('{"a": 1} x', "No JSON: in line 1, column 10, the end is expected."),
        ('{"a": [1', "No JSON: in line 1, column 9, a comma or ] is expected."),
    ],
)
def test_what_is_no_json_is_told_with_its_place(as_files: str, shown: Open, text: str, told: str) -> None:
    chain, _, _ = _launch()
    page = shown(f"{as_files}{_page(chain[0])}")
    assert _checked(page, text) == told


def test_what_is_wrong_leads_to_its_field(root: str, shown: Open) -> None:
    """Also into an object that is folded."""
    chain, _, _ = _launch()
    of, path = next(
        (of, each.path)
        for of in reversed(chain)
        for each in of.fields
        if len(each.path) == 3 and each.path[1] == "[]" and each.type == "string"
    )
    page = shown(f"{root}{_page(of)}")
    verdict = _checked(page, json.dumps({path[0]: [{}, {path[2]: {"a": 1}}]}))
    assert f"/{path[0]}/1/{path[2]}" in verdict
    page.locator("#verdict a", has_text=f"/{path[0]}/1/{path[2]}").first.click()
    field = page.locator(":focus")
    assert field.get_attribute("data-path") == f"{path[0]}[].{path[2]}"
    assert field.is_visible()
