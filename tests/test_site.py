"""The site: what its pages say, that they lead somewhere, and that what they are made of stays text."""

from __future__ import annotations

import copy
import io
import json
import os
import re
import shlex
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout, suppress
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest

import tiktok_business
from clients import document, getting, objects, posting
from doc_pages import blocks
from made_sites import GARDEN, committed, committed_pages, garden, index_of, search_index
from newest import DATES, check_of, committed_spec, newest_requests
from return_codes import FAMILIES, THROTTLED
from site_pages import Read, dangling, read
from test_cli import PAGE
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.cli import main
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.site import build, made
from tiktok_bindgen.site.frame import Site
from tiktok_business import MockTransport

SITES = pytest.mark.parametrize("site", [garden, committed])


@cache
def pages_of(site: Callable[[], Mapping[str, str]]) -> dict[str, Read]:
    """The pages of a site, parsed."""
    return committed_pages() if site is committed else read(site())


def page_of(files: Mapping[str, str], name: str) -> Read:
    return read({name: files[name]})[name]


def sample(page: str, title: str) -> str:
    """The text of a sample on a page; empty without one."""
    match = re.search(rf'<pre tabindex="0" aria-label="{title}"><code>(.*?)</code></pre>', page, re.DOTALL)
    parsed = Read("sample")
    parsed.feed(match[1] if match else "")
    return "".join(parsed.texts)


def data_of(page: str) -> Any:
    """What the scripts of an operation's page are given."""
    (text,) = re.findall(r'<script type="application/json" id="operation-data">(.*?)</script>', page)
    return json.loads(text)


# What holds for every site


@SITES
def test_every_link_within_a_site_leads_to_a_file_and_an_element(site: Any) -> None:
    assert dangling(site(), pages_of(site)) == []


@SITES
def test_pages_are_well_formed(site: Any) -> None:
    assert {name: page.faults for name, page in pages_of(site).items() if page.faults} == {}


@SITES
def test_pages_load_nothing_from_elsewhere(site: Any) -> None:
    loaded = {source for page in pages_of(site).values() for source in page.loads}
    elsewhere = {source for source in loaded if urlsplit(source).scheme or source.startswith("//")}
    assert [source.partition(",")[0] for source in elsewhere] == ["data:image/svg+xml"]
    code = "".join(
        text for name, text in site().items() if name.startswith("assets/") and "index" not in name
    )
    assert re.findall(r"https?://|fetch\(|import\(|@import", code) == []


@SITES
def test_pages_can_be_read_without_looking_at_them(site: Any) -> None:
    for name, page in pages_of(site).items():
        assert page.headings.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise([0, *page.headings])), name
        assert page.unnamed == [], name
        assert page.links[0] == "#main"
        assert {"main", "nav", "header", "footer"} <= {*page.tags}, name


@SITES
def test_a_first_page_is_small(site: Any) -> None:
    loaded = [source for source in pages_of(site)["index.html"].loads if not source.startswith("data:")]
    assert sum(len(site()[name].encode()) for name in ["index.html", *loaded]) < 300_000
    assert len(site()["assets/site.css"].encode()) < 15_500


def test_the_same_specs_give_the_same_bytes(tmp_path: Path) -> None:
    # Sets have another order there than here.
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    command = [sys.executable, "-m", "tiktok_bindgen", "site", "-o", str(tmp_path), *map(str, GARDEN)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path).as_posix(): path.read_text("utf-8") for path in files} == garden()


@SITES
def test_each_page_says_in_its_head_what_it_is(site: Any) -> None:
    for name, text in site().items():
        if name.endswith(".html"):
            (said,) = re.findall(r'<meta name="description" content="([^"]+)">', text)
            (title,) = re.findall(r"<title>(.+)</title>", text)
            assert len(said) > 20, name
            assert " · " in title, name


# What stands in specs stays text


HOSTILE = """</script><script>alert(1)</script><img src=x onerror=alert(1)>"'`{{ 7 * 7 }}{% raw %}<!--"""


def hostile(node: Any, *, key: str = "") -> Any:
    """A document whose words, names of fields and values are all hostile."""
    if isinstance(node, dict):
        names = key in {"properties", "metrics", "dimensions", "filters", "x-permissions", "levels"}
        return {
            (f"{name}{HOSTILE}" if names else name): hostile(each, key="" if names else name)
            for name, each in node.items()
        }
    if isinstance(node, list):
        return [hostile(each, key=key) for each in node]
    words = {"title", "summary", "description", "enum", "default", "url", "page", "label", "version"}
    return f"{node}{HOSTILE}" if isinstance(node, str) and key in words else node


def test_hostile_words_stay_words() -> None:
    document = load_spec(GARDEN[1])
    del document["components"]["schemas"]["BedCreateRequest"]["x-rules"]
    del document["components"]["schemas"]["Plant"]["x-rules"]
    files = made(Site.of({f"2031{HOSTILE}": hostile(document)}))
    pages = read(files)
    assert {name: page.faults for name, page in pages.items() if page.faults} == {}
    assert dangling(files, pages) == []
    for name, page in pages.items():
        assert "img" not in page.tags, name
        assert all(
            source.startswith(("data:image/svg+xml,", "assets/", "../assets/")) for source in page.loads
        ), name
        # A script of ours is loaded, or is data.
        assert re.findall(r"<script(?! src=\"|[^>]* id=\"operation-data\")[^>]*>", files[name]) == [], name
        assert "javascript:" not in files[name]
    assert "</script" not in files["assets/search-index.js"]
    page = pages["operations/bed.create.html"]
    assert f"What the bed is called.{HOSTILE}" in page.text


NO_ADDRESSES: tuple[object, ...] = (
    "javascript:alert(1)",
    "JavaScript:alert(1)//https://garden.test/",
    " javascript:alert(1)",
    "data:text/html,<p>",
    "http://garden.test/",
    "//garden.test/",
    "https:garden.test",
    'https://garden.test/" onclick="alert(1)',
    "https://garden.test/\njavascript:alert(1)",
    ["https://garden.test/"],
)


def test_only_plain_web_addresses_are_links_to_documentation() -> None:
    old, new = (copy.deepcopy(load_spec(path)) for path in GARDEN)
    for number, address in enumerate(NO_ADDRESSES):
        for spec in (old, new):
            spec["paths"][f"/open_api/v2/bed/in{number}/"] = {"get": {"externalDocs": {"url": address}}}
        old["paths"][f"/open_api/v2/bed/out{number}/"] = {"get": {"externalDocs": {"url": address}}}
    for event in new["webhooks"].values():
        event["post"]["externalDocs"] = {"url": "javascript:alert(1)"}
    files = made(Site.of({"2031-05": old, "2031-06": new}))
    pages = read(files)
    (changes,) = (name for name in files if "2031-05" in name)
    assert "bed/out9" in pages[changes].text
    assert {name: page.faults for name, page in pages.items() if page.faults} == {}
    leading_out = {link for page in pages.values() for link in page.links if urlsplit(link).scheme}
    assert leading_out == {"https://garden.test/docs?id=7"}


ODD: tuple[Any, ...] = (None, True, 7, -1.5, "", "`", [], {}, [None], [[1]], {"a": 1}, {"$ref": "#/nowhere"})


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each part of a document."""
    yield path
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, each in inside:
        yield from places(each, (*path, key))


def test_what_only_the_site_reads_may_be_of_any_shape() -> None:
    document = load_spec(GARDEN[1])
    schemas = document["components"]["schemas"]
    read_here = {
        **{key: document[key] for key in ("webhooks", "x-rate-limits", "x-reports")},
        "components": {"schemas": {name: schemas[name] for name in ("Coin", "ReturnCode")}},
    }
    spots = [path for path in places(read_here) if path and path[-1] != "type"]
    random = Random(7)
    for _ in range(150):
        odd = copy.deepcopy(document)
        *around, last = random.choice(spots)
        node = odd
        for step in around:
            node = node[step]
        node[last] = copy.deepcopy(random.choice(ODD))
        with suppress(InputError):
            assert {
                page.name: page.faults for page in read(made(Site.of({"now": odd}))).values() if page.faults
            } == {}


# What pages say


def test_each_operation_has_a_page() -> None:
    pages = operation_pages()
    assert len(pages) == sum(
        len([verb for verb in item if verb in {"get", "post", "put", "delete"}])
        for item in committed_spec(DATES[-1])["paths"].values()
    )
    assert len(pages) == 521
    index = page_of(committed(), "index.html")
    assert {link for link in index.links if link.startswith("operations/")} == {*pages}


def test_the_first_page_lists_the_paths_that_no_page_documents() -> None:
    paths = [each["path"] for each in committed_spec(DATES[-1])["x-listed-only"]]
    assert [path for path in paths if f"<code>{path}</code>" not in committed()["index.html"]] == []


def test_the_first_call_is_that_of_the_readme_with_other_values(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = sample(committed()["index.html"], "Python")
    (call,) = re.findall(r"client\.([\w.]+)\(\n.*?\n    \)", shown, re.DOTALL)
    assert [line for line in shown.splitlines() if not line.startswith("        ")] == [
        line.replace("reply.data.campaign_id", "reply.data")
        for line in blocks("README.md")["example: first call"].splitlines()
        if not line.startswith("        ")
    ]
    assert call == "campaign.create"
    transport = MockTransport()
    monkeypatch.setattr(tiktok_business, "Client", partial(tiktok_business.Client, "T", transport=transport))
    with redirect_stdout(io.StringIO()):
        exec(compile(shown, "first call", "exec"), {})
    assert [request.path for request in transport.requests] == ["/open_api/v1.3/campaign/create/"]


def test_the_first_page_says_where_the_token_goes_and_what_needs_none() -> None:
    page = page_of(committed(), "index.html")
    assert "token, in the header Access-Token. Give it to the client" in page.text
    assert 'Client("TOKEN"), or set TIKTOK_ACCESS_TOKEN.' in page.text
    assert re.search(r"\d+ operations need no token, such as those that obtain one", page.text)
    assert page.links.count("operations/oauth2.access_token.html") == 2
    # The garden is open to all.
    text = page_of(garden(), "index.html").text
    assert "Authentication" not in text
    assert "client.bed.create( name=" in text


def test_the_first_page_has_each_operation_under_a_topic_in_words_of_people() -> None:
    page = page_of(committed(), "index.html")
    topics = [link for link in page.links if link.startswith("topics/")]
    assert len(topics) == len(set(topics)) > 10
    under = [link for name in topics for link in page_of(committed(), name).links]
    found = {link.removeprefix("../") for link in under if "operations/" in link and "#" not in link}
    assert found == {*operation_pages()}
    for words in ("bc \\d+ Business Centers: ", "dmp \\d+ Custom, lookalike", "tto \\d+ TikTok One Creator"):
        assert re.search(words, page.text)


def test_a_topic_says_what_its_operations_have_in_common() -> None:
    page = page_of(garden(), "topics/digging-_-beds.html")
    assert "Topics Digging & beds Where things grow. A bed is made once. Then it is dug." in page.text
    assert "bed 2 Beds of a garden. POST bed.create Make a bed GET bed.get Get beds deprecated" in page.text
    assert "plants of bed.create What grows in it. at least 2 items" in page.text
    assert "Fields in common" not in page.text
    assert "../topics/digging-_-beds.html" in page_of(garden(), "operations/bed.create.html").links
    # A topic without operations has no page; a site of one without topics does not speak of any.
    assert [name for name in garden() if "pond" in name] == []
    assert "opics" not in page_of(made(Site.of({"now": load_spec(GARDEN[0])})), "index.html").text


def test_the_topic_of_events_has_its_batches_hashes_and_common_fields() -> None:
    text = page_of(committed(), "topics/events.html").text
    for batch in (
        "data of event.track",
        "batch of pixel.batch",
        "batch of app.batch",
        "batch of offline.batch",
    ):
        assert batch in text
    (hashed,) = re.findall(r"hashed text (.*?) ip address", text)
    assert {"email", "emails", "phone", "phone_number", "external_id"} <= {*hashed.split(", ")}
    ((count, names),) = re.findall(
        r"event_id ID the sender gives .*? (\d+) operations ([\w., ]+) value ", text
    )
    assert int(count) == len(names.split(", "))
    assert {"event.track", "pixel.track", "offline.batch"} <= {*names.split(", ")}


def test_titles_of_topics_stay_text() -> None:
    document = load_spec(GARDEN[1])
    document["x-tagGroups"] = [{"name": HOSTILE, "x-description": HOSTILE, "tags": ["bed"]}]
    pages = read(made(Site.of({"now": document})))
    assert {name: page.faults for name, page in pages.items() if page.faults} == {}
    assert [name for name, page in pages.items() if "img" in page.tags] == []
    assert HOSTILE.replace("`", "") in pages["index.html"].text.replace("`", "")


def test_a_field_says_all_that_is_stated_of_it() -> None:
    text = page_of(garden(), "operations/bed.create.html").text
    assert "name string required What the bed is called. at most 40 characters" in text
    assert "soil string optional What it is filled with. default LOAM LOAM Dark and crumbly." in text
    assert "PEAT Dug from a bog. Deprecated." in text
    assert "depth number conditional Depth of the bed. depth is required when soil is PEAT." in text
    assert "Contested, and not enforced at least 10 (against it: beds/shallow.md, line 31)" in text
    assert "rows integer conditional Number of rows. rows is not allowed when kind is YAM." in text
    assert "spacing number required Room between plants. request_id" in text
    assert "a repeated request with the same value within 10 seconds is executed once" in text
    assert "price number optional What it may cost. has a range by Coin" in text
    assert "bed_id string always there ID of the bed." in text


def test_an_operation_says_what_is_known_of_it_besides_its_fields() -> None:
    page = page_of(garden(), "operations/bed.create.html")
    assert (
        "POST /open_api/v2/bed/create/ Client client.bed.create() Permission Dig (12) Level bed" in page.text
    )
    assert (
        "Calls Hobby: 1 per second, 5 per minute, 1,000 per day Documentation page, as of 2031-06"
        in page.text
    )
    assert "https://garden.test/docs?id=7" in page.links


@pytest.mark.parametrize(("name", "title"), [("search.html", "Search"), ("launches/index.html", "Launches")])
def test_a_page_is_called_by_what_is_on_it(name: str, title: str) -> None:
    assert re.search(rf"<title>{title}\b", garden()[name])


def test_an_operation_tells_its_level_its_permissions_its_rates_and_its_documentation() -> None:
    root, text = "/open_api/v1.3", {"type": "string"}
    rules = [
        {"id": f"forbids:soil:{at}", "kind": "forbids", "targets": ["soil"], "when": {"present": at}}
        for at in ("^park.kind", "^moon.kind", "^moon.size")
    ]
    names = {"type": "array", "items": text, "x-report-names": {"metrics": ["bed"]}}
    above = {"park": f"{root}/park/create/", "moon": f"{root}/moon/create/"}
    facts: dict[str, Any] = {
        "x-level": {"name": "bed", "above": above},
        "x-permissions": {"12": "Dig", "13": "Rake"},
        "externalDocs": {"url": "https://garden.test/1"},
        "x-documented": "2031-04",
    }
    bed = objects({"soil": text, "names": names}, "soil", **{"x-rules": rules})
    spec = document(
        {
            f"{root}/park/create/": posting(objects({"kind": text}), **{"x-level": {"name": "park"}}),
            f"{root}/moon/create/": posting(objects({"kind": text, "size": text})),
            f"{root}/bed/create/": posting(bed, **facts),
        }
    )
    path = "/bed/create/"
    special: list[dict[str, Any]] = [
        {"path": path, "method": "POST", "levels": {"Hobby": {"second": 1, "minute": 30, "day": 1000}}},
        {"path": path, "levels": {"Pro": {"second": 20}, "None": {}, "Odd": None}},
        {"path": path, "method": "GET", "levels": {"Other": {"second": 3}}},
        {"path": "/park/create/", "levels": {"Park": {"day": 5}}},
    ]
    spec["x-rate-limits"] = {"special": special}
    files = made(Site.of({"2031-05": spec}))
    page = page_of(files, "operations/bed.create.html")
    assert (
        "Client client.bed.create() Permission Dig (12) Rake (13) Level bed in a park in a moon"
        " Calls Hobby: 1 per second, 30 per minute, 1,000 per day Pro: 20 per second"
        " Documentation page, unchanged since 2031-04 Request"
    ) in page.text
    assert "https://garden.test/1" in page.links
    assert {"../operations/park.create.html", "../operations/moon.create.html"} <= {*page.links}
    assert data_of(files["operations/bed.create.html"])["unjudged"] == [
        "1 rule about its parent park",
        "2 rules about its parent moon",
        "which metrics, dimensions and filters can be combined",
    ]
    text_of_park = page_of(files, "operations/park.create.html").text
    assert "Client client.park.create() Level park Calls Park: 5 per day Request" in text_of_park
    assert "Client client.moon.create() Request" in page_of(files, "operations/moon.create.html").text
    assert data_of(files["operations/park.create.html"])["unjudged"] == []


def test_an_operation_tells_its_path_in_the_version_before() -> None:
    was = {"version": "v1.2", "method": "POST", "path": "/shed/find/"}
    paths = {"/shed/": getting(**{"x-formerly": was}), "/pond/": getting()}
    files = made(Site.of({"now": document(paths)}))
    assert "Client client.shed() In v1.2 POST /shed/find/" in page_of(files, "operations/shed.html").text
    assert "In v" not in page_of(files, "operations/pond.html").text


def test_an_operation_shows_its_headers_and_the_fields_of_its_successful_reply() -> None:
    header: dict[str, Any] = {
        "in": "header",
        "description": "Opens the shed.",
        "schema": {"type": "string", "maxLength": 8},
    }
    headers = [{"name": "Shed-Key", "required": True, **header}, {"name": "Spare-Key", **header}]
    operation = getting(*headers, reply=objects({"pots": {"type": "integer"}}))
    fault = {"application/json": {"schema": objects({"fault": {"type": "string"}})}}
    operation["get"]["responses"] = {
        "404": {"description": "There is no shed.", "content": fault},
        **operation["get"]["responses"],
    }
    text = page_of(made(Site.of({"now": document({"/shed/": operation})})), "operations/shed.html").text
    assert "Request Headers Shed-Key string required Opens the shed. at most 8 characters Spare-Key" in text
    assert "Spare-Key string optional Opens the shed. at most 8 characters Fields" in text
    assert "Reply pots integer History" in text


def test_many_values_are_folded() -> None:
    text = garden()["operations/bed.create.html"]
    assert re.search(r'<details class="values">\s*<summary>13 values</summary>', text)
    assert re.search(r'<div class="values">\s*<ul class="choices with-meanings"', text)


def test_conditions_lead_to_the_fields_that_they_look_at() -> None:
    text = garden()["operations/bed.create.html"]
    assert '<code>depth</code> is required when <a href="#request.soil"><code>soil</code></a>' in text
    assert 'when <a href="#request.plants.kind"><code>kind</code></a> is <code>YAM</code>' in text


def test_an_operation_tells_its_history() -> None:
    assert (
        "History 2031-06 since 2031-05 breaking name may now have at most 40 characters, was 60."
        in page_of(garden(), "operations/bed.create.html").text
    )
    assert "History No change since 2031-05." in page_of(garden(), "operations/bed.get.html").text


def test_what_is_going_is_said() -> None:
    assert "Get beds deprecated" in page_of(garden(), "operations/bed.get.html").text
    assert "bed.get Get beds deprecated" in page_of(garden(), "index.html").text


def test_reports_tell_what_they_can_be_asked_for() -> None:
    assert "Harvest harvest.report BED 2 2 1 1" in page_of(garden(), "reports/index.html").text
    text = page_of(garden(), "reports/harvest.html").text
    assert "Requested by harvest.report with kind BED Time of one request at most 30 days with day" in text
    assert "picked Number of fruits picked. at the data levels bed" in text
    assert "bed_id + at most one of (day)" in text
    assert "bed_ids Keeps the given beds. compared by IN" in text
    # For the choice of a dimension: one goes with `frequency` alone.
    assert (
        '<li id="metric.picked" data-levels="bed" data-without="bed_id">' in garden()["reports/harvest.html"]
    )
    assert '<li id="metric.frequency">' in garden()["reports/harvest.html"]


def test_a_kind_of_reports_tells_all_that_is_stated_of_it() -> None:
    types = {"type": "string", "enum": ["BED", "TREE"], "x-report-kinds": {"BED": "bed", "TREE": "bed"}}
    spec = document({"/harvest/": getting({"name": "kind", "in": "query", "schema": types})})
    picked = {"description": "Picked `fruit`.\nMore.", "enum": ["A", 1], "deprecated": True}
    going = {"x-lifecycle": "to-be-deprecated"}
    spec["x-reports"] = {
        "bed": {
            "title": "bed",
            "metrics": {
                "picked": {"levels": ["ad", "campaign"], **picked},
                "peeled": {"levels": ["campaign", "adgroup"], **going},
                "plain": {},
            },
            "dimensions": {"day": {"metrics": ["picked"]}, "hour": {"without-metrics": ["peeled"]}},
            "filters": {"bed_ids": {"types": ["IN"]}},
            "groupings": [["day", {"of": ["hour"], "most": 1}]],
            "groupings-in-words": 2,
            "ranges": [
                {"time": "30 days", "dimensions": ["day", "hour"]},
                {"time": "1 day", "without": ["day", "hour"]},
            ],
            "latencies": [{"time": "16 hours"}, {"time": "16 hours"}, {"time": "2 days"}],
        },
        "pond": {"deprecated": True},
    }
    files = made(Site.of({"2031-05": spec}))
    assert (
        "Bed reports Requested by harvest with kind BED harvest with kind TREE"
        " Time of one request at most 30 days with day or hour at most 1 day without day or hour"
        " Data may be late by 16 hours, 2 days"
        " Metrics 3 Filter by name or words Data level any ad campaign adgroup"
        " Goes with dimension any day hour"
        " picked deprecated Picked fruit. at the data levels ad, campaign A 1"
        " peeled to be deprecated at the data levels campaign, adgroup"
        " plain"
        " Dimensions 2"
        " day can be combined with 1 of 3 metrics: picked for at most 30 days"
        " hour cannot be combined with the metrics peeled for at most 30 days"
        " Groupings 1 A request must have exactly the dimensions of one grouping;"
        " the documentation describes more in words. day + one of (hour)"
        " Filters 1 bed_ids compared by IN"
        " Generated from the OpenAPI document of 2031-05"
    ) in page_of(files, "reports/bed.html").text
    assert re.findall(r'<li id="([^"]+)"(.*?)>', files["reports/bed.html"]) == [
        ("metric.picked", ' data-levels="ad campaign"'),
        ("metric.peeled", ' data-levels="campaign adgroup" data-without="day hour"'),
        ("metric.plain", ' data-without="day"'),
        ("dimension.day", ""),
        ("dimension.hour", ""),
        ("filter.bed_ids", ""),
    ]
    text = page_of(files, "reports/index.html").text
    assert (
        "Kind Requested by Metrics Dimensions Filters Groupings Bed harvest BED harvest TREE 3 2 1 1" in text
    )
    assert "3 2 1 1 Pond deprecated Generated from" in text
    assert "Pond reports deprecated Generated from" in page_of(files, "reports/pond.html").text


def test_webhooks_tell_their_fields_and_show_one() -> None:
    text = page_of(garden(), "webhooks.html").text
    assert "bed.watered Known by event is bed.watered event string What happened." in text
    assert "litres number How much water." in text
    assert '"content": "{\\"litres\\": 100}"' in text


def test_return_codes_and_lists_are_told() -> None:
    text = page_of(garden(), "return-codes.html").text
    assert "All is well 1 0 OK All was done. Beds" in text
    assert "Beds 1 40400 NO_SUCH_BED No bed has this ID. ApiError, not retried" in text
    assert "Hobby 1 60 86,400" in text
    text = page_of(garden(), "currencies.html").text
    assert "min price at level bed, soil is PEAT min price at level bed" in text
    assert "BEAN Magic bean 5 1 SHELL Sea shell 1,200 300" in text
    assert "price of bed.create" in text


def test_a_return_code_says_what_it_means_and_what_the_client_does() -> None:
    page = committed()["return-codes.html"]
    rows = dict(re.findall(r'<li id="(\d+)">(.*?)</li>', page, re.DOTALL))
    assert len(rows) > 70
    assert [code for code, row in rows.items() if not re.search(r"<div>\w[^<]", row)] == []
    for family, codes in FAMILIES.items():
        for code in codes:
            assert f'<a href="#{family}"><code>{family}</code></a>, ' in rows[str(code)]
            assert ("any call is retried" in rows[str(code)]) is (code in THROTTLED), code
    failure = "a call that only reads is retried; a change may have been made"
    assert f"<code>ServerError</code></a>, {failure}" in rows["50000"]
    assert "<code>MaintenanceError</code></a>, not retried; a change may" in rows["60001"]
    assert not any("Error</code>" in rows[code] for code in ("0", "20001"))
    text = page_of(committed(), "return-codes.html").text
    assert "QuotaError The maximum number of such objects exists already." in text


def test_a_spec_without_any_of_that_has_pages_that_say_so() -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pond", "version": "1"},
        "paths": {"/frog/": {"get": {"responses": {"200": {"description": "Croak."}}}}},
    }
    files = made(Site.of({"now": document}))
    assert dangling(files, read(files)) == []
    assert "This document has no reports." in page_of(files, "reports/index.html").text
    assert "This document has no webhooks." in page_of(files, "webhooks.html").text
    assert "This document lists no return codes." in page_of(files, "return-codes.html").text
    assert "No earlier date to compare with." in page_of(files, "operations/frog.html").text


def operation_pages() -> list[str]:
    return [name for name in committed() if name.startswith("operations/")]


# Samples


def test_samples_show_where_each_argument_goes() -> None:
    text = {"type": "string"}
    sizes = {"type": "array", "items": {"type": "integer"}}
    form = objects({"photo": {"type": "string", "format": "binary"}, "sizes": sizes}, "photo", "sizes")
    operation = {
        "operationId": "plot_photo_upload",
        "parameters": [
            {"name": "plot_id", "in": "path", "required": True, "schema": text},
            {"name": "X-Gardener", "in": "header", "required": True, "schema": text},
            {"name": "X-Mood", "in": "header", "schema": text},
        ],
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": form}},
        },
        "responses": {},
    }
    spec = document({"/open_api/v1.3/plot/{plot_id}/photo/upload/": {"post": operation}})
    page = made(Site.of({"2031-05": spec}))["operations/plot.photo.upload.html"]
    assert sample(page, "Python").splitlines()[3:-1] == [
        "    reply = client.plot.photo.upload(",
        '        plot_id="7000000000000000002",',
        '        x_gardener="X-Gardener",',
        '        photo="file.bin",',
        "        sizes=[1],",
        "    )",
    ]
    assert sample(page, "curl").splitlines() == [
        "curl \\",
        "  https://garden.example/open_api/v1.3/plot/7000000000000000002/photo/upload/ \\",
        "  -H 'X-Gardener: X-Gardener' \\",
        "  -F photo=@file.bin \\",
        "  -F 'sizes=[1]'",
    ]


@pytest.mark.parametrize(
    ("method", "lines"),
    [
        (
            "get",
            [
                "curl -G \\",
                "  https://garden.example/open_api/v1.3/row/ \\",
                "  --data-urlencode 'row id=row id' \\",
                "  --data-urlencode 'deep={\"a\": 1}' \\",
                "  -H 'X-Key: X-Key'",
            ],
        ),
        (
            "delete",
            [
                "curl -X DELETE \\",
                "  'https://garden.example/open_api/v1.3/row/?row+id=row+id&deep=%7B%22a%22%3A+1%7D' \\",
                "  -H 'X-Key: X-Key'",
            ],
        ),
    ],
)
def test_a_sample_for_curl_sends_a_query_as_one(method: str, lines: list[str]) -> None:
    deep = objects({"a": {"type": "integer"}}, "a")
    operation = {
        "operationId": "row_find",
        "parameters": [
            {"name": "X-Key", "in": "header", "required": True, "schema": {"type": "string"}},
            {"name": "row id", "in": "query", "required": True, "schema": {"type": "string"}},
            {"name": "deep", "in": "query", "required": True, "schema": deep},
        ],
        "responses": {},
    }
    files = made(Site.of({"now": document({"/open_api/v1.3/row/": {method: operation}})}))
    (page,) = (text for name, text in files.items() if name.startswith("operations/row"))
    assert sample(page, "curl").splitlines() == lines


@pytest.mark.parametrize(
    ("servers", "address"),
    [
        (["https://garden.example/box"], "https://garden.example/box/bed/"),
        (["https://garden.example/box/"], "https://garden.example/box/bed/"),
        (["https://near.example", "https://far.example"], "https://near.example/bed/"),
    ],
)
def test_a_sample_for_curl_goes_to_the_first_address(servers: list[str], address: str) -> None:
    spec = {**document({"/bed/": getting()}), "servers": [{"url": each} for each in servers]}
    page = made(Site.of({"now": spec}))["operations/bed.html"]
    assert sample(page, "curl").splitlines() == ["curl \\", f"  {address}"]


def test_a_sample_of_a_form_that_is_put_says_so() -> None:
    form = objects(
        {"photo": {"type": "string", "format": "binary"}, "hue": {"type": "string"}}, "photo", "hue"
    )
    body = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    for method, verb in (("put", "curl -X PUT \\"), ("post", "curl \\")):
        paint = {method: {"operationId": "shed_paint", "requestBody": body, "responses": {}}}
        page = made(Site.of({"now": document({"/open_api/v1.3/shed/paint/": paint})}))
        assert sample(page["operations/shed.paint.html"], "curl").splitlines() == [
            verb,
            "  https://garden.example/open_api/v1.3/shed/paint/ \\",
            "  -F photo=@file.bin \\",
            "  -F hue=hue",
        ]


@pytest.mark.parametrize(
    ("letters", "lines"),
    [
        (24, [f'        soils=["{"a" * 24}", "{"a" * 24}"],']),
        (25, ["        soils=[", *[f'            "{"a" * 25}",'] * 2, "        ],"]),
    ],
)
def test_a_line_of_a_sample_has_up_to_72_characters(letters: int, lines: list[str]) -> None:
    soils = {"type": "array", "items": {"enum": ["a" * letters]}, "minItems": 2}
    spec = document({"/open_api/v1.3/plot/dig/": posting(objects({"soils": soils}, "soils"))})
    page = made(Site.of({"2031-05": spec}))["operations/plot.dig.html"]
    assert sample(page, "Python").splitlines()[4 : 4 + len(lines)] == lines


def test_samples_are_as_short_as_they_can_be_read() -> None:
    page = garden()["operations/bed.create.html"]
    assert (
        sample(page, "Python")
        == """\
from tiktok_business import Client

with Client("TOKEN") as client:
    reply = client.bed.create(
        name="name",
        plants=[
            {"kind": "PEA", "spacing": 100},
            {"kind": "PEA", "spacing": 100},
        ],
    )
    print(reply.data)
"""
    )
    assert (
        sample(page, "curl")
        == """\
curl -X POST \\
  https://garden.test/open_api/v2/bed/create/ \\
  -H 'Content-Type: application/json' \\
  -d '{
  "name": "name",
  "plants": [
    {
      "kind": "PEA",
      "spacing": 100
    },
    {
      "kind": "PEA",
      "spacing": 100
    }
  ]
}'
"""
    )
    page = garden()["operations/bed.get.html"]
    assert "    reply = client.bed.get()\n" in sample(page, "Python")
    assert sample(page, "curl") == "curl \\\n  https://garden.test/open_api/v2/bed/get/\n"
    page = garden()["operations/harvest.report.html"]
    assert "    print(reply)\n" in sample(page, "Python")
    assert sample(page, "curl") == (
        "curl -G \\\n  https://garden.test/open_api/v2/harvest/report/ \\\n  --data-urlencode kind=BED\n"
    )


def test_samples_of_the_client_are_calls_that_it_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = MockTransport(any_ids=True)
    monkeypatch.setattr(tiktok_business, "Client", partial(tiktok_business.Client, transport=transport))
    monkeypatch.chdir(Path(__file__).parent)
    without, told = [], io.StringIO()
    for name in operation_pages():
        # A file that there is.
        source = sample(committed()[name], "Python").replace('"file.bin"', '"pages.py"')
        if not source:
            without.append(name)
            continue
        before = len(transport.requests)
        with redirect_stdout(told), warnings.catch_warnings(category=DeprecationWarning, action="ignore"):
            exec(compile(source, name, "exec"), {})
        assert len(transport.requests) == before + 1, name
    assert without == []


def test_samples_sign_files_as_the_client_does() -> None:
    page = committed()["operations/file.video.ad.upload.html"]
    assert '<span class="type">file</span>' in page
    assert "video_signature" not in sample(page, "Python")
    assert '-F "video_signature=$(md5sum < file.bin | cut -c 1-32)"' in sample(page, "curl")


def test_samples_for_curl_keep_to_the_rules() -> None:
    found = 0
    checks = {(each.method.upper(), each.path): check_of(each) for each in newest_requests()}
    for name in operation_pages():
        words = shlex.split(sample(committed()[name], "curl"))
        if "-d" in words:
            data, found = data_of(committed()[name]), found + 1
            request = json.loads(words[words.index("-d") + 1])
            assert checks[data["method"], data["path"]](request) == [], name
    assert found > 200


def test_every_sample_keeps_to_the_rules() -> None:
    checks = {(each.method.upper(), each.path): check_of(each) for each in newest_requests()}
    found = 0
    for name in operation_pages():
        data = data_of(committed()[name])
        for each in data["samples"]:
            found += 1
            assert checks[data["method"], data["path"]](each["request"]) == [], name
    assert found > 550


# What the scripts are given


def test_scripts_are_given_the_schema_and_the_rules_that_callers_are_held_to() -> None:
    data = data_of(garden()["operations/bed.create.html"])
    assert list(data)[:4] == ["method", "path", "name", "base"]
    assert data["schema"] == {"$ref": "#/components/schemas/BedCreateRequest"}
    assert data["components"].keys() == {"BedCreateRequest", "Plant", "Soil"}
    # What is contested is said to be.
    depth = data["components"]["BedCreateRequest"]["properties"]["depth"]
    assert {"fact": "minimum"} in depth["x-contested"]
    assert data["rules"] == []
    assert [
        (name, [each["id"] for each in schema["x-rules"]])
        for name, schema in data["components"].items()
        if "x-rules" in schema
    ] == [
        ("BedCreateRequest", ["requires:depth:00000001"]),
        ("Plant", ["requires:spacing:00000003", "forbids:rows:00000002"]),
    ]
    data = data_of(garden()["operations/bed.get.html"])
    assert data["schema"] is None
    assert [(each["name"], each["required"]) for each in data["parameters"]] == [
        ("soil", False),
        ("page", False),
    ]


def test_each_field_of_a_request_has_places_for_what_scripts_say() -> None:
    text = garden()["operations/bed.create.html"]
    assert 'id="request.plants.kind" data-pointer="/plants/[]/kind" data-path="plants[].kind"' in text
    for name in ("name", "soil", "depth", "plants", "plants.kind", "plants.rows"):
        field = re.search(rf'id="request.{name}" data-pointer.*?<p>', text, re.DOTALL)
        assert field is not None
        assert 'class="presence ' in field[0]
        assert '<div class="live" aria-live="off"></div>' in field[0]


def test_everything_that_has_a_name_is_in_the_index_of_the_search() -> None:
    plain = ["BED", "BEET", "CHARD", "CORN", "DILL", "KALE", "LEEK", "MINT", "OKRA", "PEA", "SAGE", "TARO"]
    assert index_of(garden()) == {
        "topics": [
            ["Digging & beds", "Where things grow.", "topics/digging-_-beds.html"],
            ["Digging + beds", "", "topics/digging-_-beds-2.html"],
        ],
        "operations": [
            ["bed.create", "Make a bed"],
            ["bed.get", "Get beds"],
            ["harvest.report", "Count what was picked"],
        ],
        "fields": [
            ["bed_id", "ID of the bed.", [0, 1]],
            ["code", "How it went.", [0, 1]],
            ["data", "", [0, 1]],
            ["depth", "Depth of the bed.", [0]],
            ["kind", "Kind of plant.", [0, 2]],
            ["message", "", [0, 1]],
            ["name", "What the bed is called.", [0]],
            ["page", "Page of the results.", [1]],
            ["plants", "What grows in it.", [0]],
            ["price", "What it may cost.", [0]],
            ["request_id", "ID that tells this request from others.", [0]],
            ["rows", "Number of rows.", [0]],
            ["soil", "What it is filled with.", [0, 1]],
            ["spacing", "Room between plants.", [0]],
        ],
        # `BED` is of the `kind` of a report, the others of that of a plant.
        "enums": [["soil", [0, 1]], ["kind", [0]], ["kind", [2]]],
        "values": sorted(
            [
                ["CLAY", "Heavy when wet.", [0]],
                ["LOAM", "Dark and crumbly.", [0]],
                ["PEAT", "Dug from a bog. Deprecated.", [0]],
                *([value, "", [2 if value == "BED" else 1]] for value in ("BEAN", *plain, "YAM")),
            ]
        ),
        "reports": [["harvest", "Harvest"]],
        "metrics": [
            ["frequency", "How often it was picked.", [0]],
            ["picked", "Number of fruits picked.", [0]],
        ],
        "dimensions": [["bed_id", "One row for each bed.", [0]], ["day", "One row for each day.", [0]]],
        "filters": [["bed_ids", "Keeps the given beds.", [0]]],
        "codes": [["0", "OK: All was done."], ["40400", "NO_SUCH_BED: No bed has this ID."]],
        "events": [["bed.watered", "", "event.bed.watered"]],
        "lists": [["Coin", ""]],
        "listed": [["BEAN", "Magic bean", 0], ["SHELL", "Sea shell", 0]],
    }


def test_names_in_the_middle_of_others_are_in_the_index_of_the_search() -> None:
    whole = search_index()
    assert {"frequency", "frequency_schedule", "average_frequency"} <= {each[0] for each in whole["fields"]}
    assert "frequency" in {each[0] for each in whole["metrics"]}


# Writing


def test_a_site_is_of_one_document_at_least(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^a site requires at least one specification$"):
        build({}, tmp_path)


def test_a_document_that_is_nested_too_deeply_is_one_clear_line(tmp_path: Path) -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(3000):
        deep = {"type": "object", "properties": {"bed": deep}}
    with pytest.raises(InputError, match="nested too deeply"):
        build({"now": document({"/bed/": posting(objects({"bed": deep}))})}, tmp_path)


def test_a_site_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    out = tmp_path / "site"
    specs = {path.name: load_spec(path) for path in GARDEN}
    assert len(build(specs, out).written) == len(garden())
    (out / "CNAME").write_text("garden.test", encoding="utf-8")
    (out / "mine.html").write_text("<p>Mine.</p>", encoding="utf-8")
    gone = copy.deepcopy(specs)
    for spec in gone.values():
        del spec["paths"]["/open_api/v2/bed/get/"]
    changes = build(gone, out)
    assert changes.removed == ("operations/bed.get.html",)
    assert (out / "mine.html").is_file()
    assert (out / "CNAME").is_file()
    assert build(gone, out).written == ()


def test_a_file_of_somebody_else_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text("<p>Mine.</p>", encoding="utf-8")
    assert main(["site", "-o", str(tmp_path), str(GARDEN[0])]) == 2
    assert (
        capsys.readouterr().err
        == f"tiktok-bindgen: {tmp_path}/index.html exists and was not generated; move it away\n"
    )


@pytest.mark.parametrize(
    ("specs", "said"),
    [
        (["no.yaml"], "no.yaml: cannot be read: No such file or directory"),
        ([], "no spec/*.openapi.yaml here; give a SPEC"),
        (["a/1.yaml", "b/1.yaml"], "a/1.yaml and b/1.yaml have the same date 1"),
        (
            ["2026-02.json", "2026-01.json"],
            "2026-02.json: POST /rose/ request: `$ref` 'roses.yaml' leads outside the document",
        ),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line(
    specs: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, target in (("2026-01", "Rose"), ("2026-02", "roses.yaml")):
        schema = {"$ref": target}
        Path(f"{name}.json").write_text(json.dumps(document({"/rose/": posting(schema)})), encoding="utf-8")
    assert main(["site", "-o", "out", *specs]) == 2
    assert capsys.readouterr().err == f"tiktok-bindgen: {said}\n"


def test_a_build_makes_the_site_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = tmp_path / "spec" / "pages" / "2031-05"
    pages.mkdir(parents=True)
    (pages / "water.md").write_text(PAGE, encoding="utf-8")
    assert main(["build", "--root", str(tmp_path), "--site", str(tmp_path / "site")]) == 0
    assert "bed.water" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert main(["build", "--root", str(tmp_path), "--site", str(tmp_path / "site"), "--check"]) == 2
    assert (
        capsys.readouterr().err
        == "tiktok-bindgen: --check and --site cannot be combined: --site writes files\n"
    )
