"""Pages are placed in the portal by what other pages call them, where those agree."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from dates import GATEWAY_DATES, pages_at, twins
from pages import needs_portal
from text_cases import text_cases
from tiktok_bindgen.interpret import addresses as module
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.links import portal_links
from tiktok_bindgen.read.page import Link, Page
from tiktok_bindgen.sentences import interpret

PORTAL = "https://business-api.tiktok.com/portal/docs?id="
ROSES, TULIPS = "1700000000000001", "1700000000000002"


OPERATION = """
## Request

**Endpoint** https://business-api.tiktok.com/open_api/v1.3{path}

**Method** GET

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|plot_id|string|A plot|
```
"""


def page(name: str, title: str, path: str = "", *, says: str = "") -> Page:
    """A page about an operation, or a guide without one, that says something."""
    text = f"# {title}\n\n{says}\n" + (OPERATION.format(path=path) if path else "")
    return read_page(text.encode(), name)[0]


def link(label: str, number: str) -> str:
    """A link to a page of the portal."""
    return f"[{label}]({PORTAL}{number})"


def addresses(pages: Iterable[Page]) -> dict[str, str]:
    """The addresses found by the pages' cards."""
    return module.addresses(pages)


PLOT = page("plot.md", "Get a plot", "/plot/get/")


@text_cases(label=str)
def test_a_link_tells_where_the_page_is_that_it_names(label: str) -> None:
    guide = page("guide.md", "Gardening", says=f"Begin with {link(label, ROSES)}.")
    assert addresses([PLOT, guide]) == {"plot.md": PORTAL + ROSES}


def test_a_link_may_have_the_singular_of_any_word_of_a_title() -> None:
    berries = page("berry.md", "Get berries in boxes", "/berry/get/")
    guide = page("guide.md", "Gardening", says=link("Get berry in box", ROSES))
    assert addresses([berries, guide]) == {"berry.md": PORTAL + ROSES}


def test_what_is_told_is_where_the_operation_is_documented() -> None:
    guide = page("guide.md", "Gardening", says=link("Get a plot", ROSES))
    document, _ = interpret([guide, PLOT])
    assert [operation.source for operation in document.operations] == [PORTAL + ROSES]


def test_a_mark_of_the_pages_life_is_no_part_of_what_it_is_called() -> None:
    plot = page("plot.md", "(To be deprecated) Get a plot", "/plot/get/")
    guide = page("guide.md", "Gardening", says=link("Get a plot", ROSES))
    assert addresses([plot, guide]) == {"plot.md": PORTAL + ROSES}


def test_most_links_decide_and_a_tie_decides_nothing() -> None:
    guides = [
        page(f"{number}.md", "Gardening", says=link("Get a plot", where))
        for number, where in enumerate([ROSES, TULIPS, ROSES])
    ]
    assert addresses([PLOT, *guides]) == {"plot.md": PORTAL + ROSES}
    assert addresses([PLOT, *guides[:2]]) == {}


def test_a_title_and_a_path_that_lead_apart_decide_nothing() -> None:
    guide = page("guide.md", "Gardening", says=f"{link('Get a plot', ROSES)} {link('/plot/get/', TULIPS)}")
    assert addresses([PLOT, guide]) == {}


def test_an_address_that_two_pages_claim_is_neithers() -> None:
    bed = page("bed.md", "Get a bed", "/bed/get/")
    guide = page("guide.md", "Gardening", says=f"{link('Get a plot', ROSES)} {link('Get a bed', ROSES)}")
    assert addresses([PLOT, bed, guide]) == {}


def test_a_title_that_two_pages_have_is_passed_over_for_their_paths() -> None:
    bed = page("bed.md", "Get a plot", "/bed/get/")
    guide = page("guide.md", "Gardening", says=f"{link('Get a plot', TULIPS)} {link('/plot/get/', ROSES)}")
    assert addresses([PLOT, bed, guide]) == {"plot.md": PORTAL + ROSES}


def test_a_page_that_tells_its_own_address_is_believed() -> None:
    plot = page(f"{TULIPS}.md", "Get a plot", "/plot/get/")
    guide = page("guide.md", "Gardening", says=link("Get a plot", ROSES))
    assert plot.source == PORTAL + TULIPS
    assert addresses([plot, guide]) == {}
    # So no other page can have its address.
    bed = page("bed.md", "Get a bed", "/bed/get/")
    assert addresses([plot, bed, page("guide.md", "Gardening", says=link("Get a bed", TULIPS))]) == {}
    assert addresses([bed, page("guide.md", "Gardening", says=link("Get a bed", ROSES))]) == {
        "bed.md": PORTAL + ROSES
    }


def test_the_order_of_pages_does_not_matter() -> None:
    pages = [
        PLOT,
        page("a.md", "A", says=link("Get a plot", ROSES)),
        page("b.md", "B", says=link("x", TULIPS)),
    ]
    assert addresses(pages) == addresses(reversed(pages))


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"[a](https://ads.tiktok.com/marketing_api/docs?id={ROSES})", [("a", ROSES)]),
        (f"[a](/portal/docs?rid=x&id={ROSES}#item-link-Age)", [("a", ROSES)]),
        (f"[a]({PORTAL}{ROSES}) [a]({PORTAL}{ROSES})", [("a", ROSES)]),
        (f"[a](https://garden.example/docs?id={ROSES})", []),
        (f"[a]({PORTAL}7)", []),
        (f"[]({PORTAL}{ROSES})", []),
        ("[a](" + "[a](" * 1000, []),
    ],
)
def test_links_into_the_portal_are_kept(text: str, links: list[tuple[str, str]]) -> None:
    assert portal_links(text) == tuple(Link(*pair) for pair in links)


@needs_portal
@pytest.mark.parametrize("date", GATEWAY_DATES)
def test_the_numbers_that_the_gateway_gave_are_found_from_links_alone(date: str) -> None:
    known = {twin: pages_at(date)[name].source for name, twin in twins(date).items()}
    found = addresses(pages_at("2026-05").values())
    assert [name for name in known if name in found and found[name] != known[name]] == []
    assert len(known.keys() & found.keys()) >= 0.9 * len(known)
