"""Every kind of page, in a browser: nothing fails, nothing is cut off, nobody is kept out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from site_browser import Open


def kinds(site: Path) -> dict[str, str]:
    """A page of each kind, below the site's folder: of a folder its index, its largest and its smallest."""
    found = {}
    for folder in (site, *sorted(each for each in site.iterdir() if each.is_dir())):
        pages = sorted(folder.glob("*.html"), key=lambda each: each.stat().st_size)
        own = [each for each in pages if each.name == "index.html" or folder == site]
        others = [each for each in pages if each not in own]
        for each in [*own, *others[:1], *others[-1:]]:
            found[each.relative_to(site).as_posix()] = each.name
    return found


def test_there_is_a_page_of_each_kind(site: Path) -> None:
    folders = {name.rpartition("/")[0] for name in kinds(site)}
    assert folders >= {"", "operations", "launches", "reports"}
    assert len(kinds(site)) > 10


def test_no_page_has_an_error_or_misses_a_file(site: Path, root: str, shown: Open) -> None:
    for name in kinds(site):
        page = shown(f"{root}{name}")
        assert page.locator("h1").count() == 1, name


@pytest.mark.parametrize("is_open", [False, True])
def test_no_page_scrolls_sideways_on_a_phone(site: Path, as_files: str, shown: Open, is_open: bool) -> None:
    wide = {}
    for name in kinds(site):
        page = shown(f"{as_files}{name}", width=360)
        if is_open:
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[name] = width
    assert wide == {}


# The smallest size of text that is seen, in pixels.
_SMALLEST = """() => {
  let smallest = Infinity;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement, textContent } = walk.currentNode;
    if (!textContent.trim() || !parentElement.checkVisibility()) continue;
    smallest = Math.min(smallest, parseFloat(getComputedStyle(parentElement).fontSize));
  }
  return smallest;
}"""


def test_no_text_is_smaller_than_twelve_pixels(site: Path, as_files: str, shown: Open) -> None:
    sizes = {name: shown(f"{as_files}{name}").evaluate(_SMALLEST) for name in kinds(site)}
    assert {name: size for name, size in sizes.items() if size < 12} == {}


# What stands between spaces in samples, is on two lines, and would have room on one.
_SPLIT = r"""() => [...document.querySelectorAll('.sample code')].flatMap((code) => {
  const texts = [];
  const walk = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) texts.push(walk.currentNode);
  const place = (offset) => {
    for (const text of texts) {
      if (offset <= text.length) return [text, offset];
      offset -= text.length;
    }
  };
  const { paddingLeft, paddingRight } = getComputedStyle(code.parentElement);
  const room = code.parentElement.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  return [...code.textContent.matchAll(/\S+/g)].flatMap(({ 0: token, index }) => {
    const range = new Range();
    range.setStart(...place(index));
    range.setEnd(...place(index + token.length));
    const pieces = [...range.getClientRects()].filter((piece) => piece.width);
    const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
    return new Set(pieces.map((piece) => Math.round(piece.top))).size > 1 && width < room ? [token] : [];
  });
})"""


def test_no_word_of_a_sample_is_broken_on_a_phone(site: Path, as_files: str, shown: Open) -> None:
    broken = {}
    for name in kinds(site):
        page = shown(f"{as_files}{name}", width=360)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        if found := page.evaluate(_SPLIT):
            broken[name] = found[:3]
    assert broken == {}


@pytest.mark.parametrize(("colours", "rules"), [("light", None), ("dark", ["color-contrast"])])
def test_contrast_labels_and_roles_are_right(
    site: Path, served: str, shown: Open, colours: str, rules: list[str] | None
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="left out: axe is not installed"
    )
    found = {}
    for name in kinds(site):
        page = shown(f"{served}{name}", colours=colours)
        told = axe.Axe().run(page, options={"runOnly": rules} if rules else None).response["violations"]
        if told:
            found[name] = [(each["id"], *_where(each)) for each in told]
    assert found == {}


def _where(violation: Any) -> list[str]:
    return [str(node["target"]) for node in violation["nodes"]][:3]


def _nested(site: Path) -> tuple[str, str, str]:
    """A page with a field inside an item of a list of its request: the page, the field's path and its id."""
    for page in sorted((site / "operations").iterdir()):
        text = page.read_text(encoding="utf-8")
        for id_, path in re.findall(r'id="([\w.]+)" data-pointer="[^"]*" data-path="(\w+\[\]\.\w+)"', text):
            if len(re.findall(rf'id="[\w.]+\.{path.rpartition(".")[2]}"', text)) == 1:
                return f"operations/{page.name}", path, id_
    pytest.fail("no request has a list of objects")


def test_an_address_leads_to_a_field_by_its_name_or_path(site: Path, root: str, shown: Open) -> None:
    name, path, id_ = _nested(site)
    around, _, field = path.partition("[].")
    for asked in (field, path, f"{around}.{field}", f"/{around}/0/{field}", f"field={field}", id_):
        page = shown(f"{root}{name}")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = false })")
        page.goto(f"{root}{name}#{asked}")
        page.wait_for_function(f"document.querySelector(':target')?.id === '{id_}'")
        assert page.locator(":target").is_visible(), asked
        assert page.locator(":target").evaluate("each => each.getBoundingClientRect().top >= 0"), asked
        assert page.url.endswith(f"#{id_}"), asked


def test_of_several_fields_of_a_name_the_first_is_led_to(site: Path, as_files: str, shown: Open) -> None:
    name, path, _ = _nested(site)
    page = shown(f"{as_files}{name}")
    first = page.evaluate("document.querySelector('.field').id")
    page = shown(f"{as_files}{name}#{first.partition('.')[2]}")
    page.wait_for_function(f"document.querySelector(':target')?.id === '{first}'")
    # A part of the page keeps its id; what nothing is called leads nowhere.
    page = shown(f"{as_files}{name}#reply")
    assert page.locator(":target").get_attribute("id") == "reply"
    page = shown(f"{as_files}{name}#{path.partition('[')[0]}.no_such")
    assert page.locator(":target").count() == 0


def test_a_page_is_found_by_the_keyboard_alone(root: str, shown: Open) -> None:
    page = shown(f"{root}index.html")
    page.keyboard.press("/")
    page.keyboard.type("frequency")
    page.locator("[role=option]").first.wait_for()
    assert page.locator("[role=option]").count() > 1
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("index.html"))
    assert "frequency" in page.locator("main").inner_text().lower()


def test_a_slip_is_forgiven_and_a_title_shown_once(root: str, shown: Open) -> None:
    page = shown(f"{root}index.html")
    page.locator("#search-words").fill("campain creat")
    page.locator("[role=option]").first.wait_for()
    option = page.locator("[role=option]").first
    assert option.locator("mark").all_inner_texts()[:2] == ["campaign", "creat"]
    assert page.locator("[role=option]").last.inner_text().endswith(", also for campaign")
    page.locator("[role=option]").last.click()
    page.wait_for_url("**/search.html?q=*")
    assert page.locator("#all-hits .lead").inner_text().endswith("for “campain creat”, also for campaign.")
    hit = page.locator(".hits > li").first
    title = hit.locator(".hit-line").inner_text()
    assert hit.inner_text().count(title) == 1
    hit.locator("a").click()
    assert page.locator("h1").inner_text() == title


def test_the_theme_can_be_chosen_and_stays(as_files: str, shown: Open) -> None:
    page = shown(f"{as_files}index.html")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("header button").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert before != after
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after
