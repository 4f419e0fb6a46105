"""Every command and every example of the README and of the pages under docs works as it stands there.

What the main job writes is looked at by ``nox -s build`` and CI, the page about webhooks by its own test, and
the types of examples by ``nox -s types``.
"""

from __future__ import annotations

import re
import shutil
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from doc_pages import Answer, blocks, follow, text_of
from e2e.server import Reply, Sent, envelope
from newest import DATES, committed_spec, part_of
from pages import ROOT, SEED_FACTS
from tiktok_bindgen.assemble.yaml import dump_yaml

PAGES = ["README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
CAMPAIGNS = [
    {
        "list": [{"campaign_id": str(n), "campaign_name": f"Plot {n}"}],
        "page_info": {"page": n, "total_page": 2},
    }
    for n in (1, 2)
]
ROW = {
    "dimensions": {"ad_id": "71", "stat_time_day": "2026-01-01 00:00:00"},
    "metrics": {"campaign_name": "Spring", "spend": "12.30", "clicks": "7", "ctr": "-"},
}


def tracked(sent: Sent) -> Any:
    """What the API says to events: it knows more of them than their form."""
    events = [each["event"] for each in sent.json()["data"]]
    if "Sow" in events:
        text = f"Invalid value for data.{events.index('Sow')}.event: not a standard event."
        return Reply(envelope(code=40002, message=text), status=400)
    lost = any(each.get("event_id") == "lost" for each in sent.json()["data"])
    return Reply(reset=True) if lost and next(_LOSSES) else {}


# Each run of the page loses the first of two.
_LOSSES = cycle([True, False])

#: What the API answers as ``data``, by path; a list of two is what it answers page by page.
ANSWERS: dict[str, Answer] = {
    "/campaign/create/": {"campaign_id": "7000000000000000003"},
    "/campaign/get/": CAMPAIGNS,
    "/event/track/": tracked,
    "/campaign/update/": lambda _: Reply(envelope(code=40002, message="the name exists")),
    "/advertiser/info/": lambda _: Reply(envelope(code=40105, message="sign in")),
    "/campaign/status/update/": lambda _: Reply(envelope(code=40100, message="slow down")),
    "/adgroup/status/update/": lambda _: Reply(reset=True),
    "/file/video/ad/upload/": [{"video_id": "v1"}],
    "/file/video/suggestcover/": {"list": [{"id": "c1"}, {"url": "https://garden.example/c2.jpg"}]},
    "/oauth2/access_token/": {"access_token": "sunflower", "advertiser_ids": ["1"]},
    "/oauth2/advertiser/get/": {"list": [{"advertiser_id": "1", "advertiser_name": "Beans & Sons"}]},
    "/tt_user/oauth2/token/": {"access_token": "rose", "refresh_token": "seed", "expires_in": 86400},
    "/tt_user/oauth2/refresh_token/": {
        "access_token": "rose 2",
        "refresh_token": "seed 2",
        "expires_in": 86400,
    },
    "/pixel/batch/": lambda _: Reply(
        envelope(
            {"failed_events": [{"order_in_batch": 1, "error": "too old"}]}, code=20001, message="in part"
        )
    ),
    "/report/integrated/get/": {"list": [ROW], "page_info": {"page": 1, "total_page": 1}},
    "/report/task/create/": {"task_id": "7281"},
    "/report/task/check/": {"status": "SUCCESS"},
    "/report/task/download/": lambda _: Reply(
        b"ad_id,spend\n71,12.30\n72,0.20\n", headers={"Content-Type": "text/csv"}
    ),
}

#: What each block of a page prints: lines, or a pattern.
SAID: dict[str, dict[str, list[str] | str]] = {
    "README.md": {
        "example: first call": ["20260101000000 7000000000000000003"],
        "example: oauth": [],
        "example: a launch": r"step 0, /budget_mode: .*\nstep 1, /budget_mode: .*",
        "command: client": r".*\"rule\": .*exit 1\ncurl --request GET .*"
        r"POST /open_api/v1.3/file/video/ad/upload/ .*",
        "command: site": r"build/site: wrote \d\d files, 0 unchanged\n",
        "command: generator": r".*wrote.*",
        "command: questions": r".*sales_destination.*breaking.*",
    },
    "docs/calls.md": {
        "example: calls": ["1 Plot 1", "2 Plot 2", "15 of 15 bytes", "200 0"],
        "example: upload": ["v1 ['c1']"],
        "example: form": [
            "/objective_type is required",
            "/budget must be a number, not a string",
            "/budget_mode `budget_mode` is required when `objective_type` is not `RF_REACH`",
            "7000000000000000003",
        ],
        "example: operations": r"\d+ operations, .*\nGET /open_api/v1.3/campaign/quota/get/ http.*",
        "example: copy": ["7000000000000000003"],
    },
    "docs/errors.md": {
        "example: invalid": ["/campaign_name must have at most 512 characters, not 600"],
        "example: refused": ["40002 the name exists 20260101000000"],
        "example: token": ["sign in again"],
        "example: throttled": ["tried 3 times: again later"],
        "example: lost": ["look first"],
        "example: patience": ["0"],
    },
    "docs/events.md": {
        "example: web": ["0 {}"],
        "example: sources": ["`data[].lead` is required when `event_source` is `crm`"],
        "example: hashes": [
            "80fba0ae1c48e397 5c850751d57c5d88",
            "a telephone number must begin with `+` and its country code, as in +12133734253",
            "the number is a SHA-256 hash already, and must not be hashed again",
        ],
        "example: batch": [
            "['/data/1/user/email format']",
            "40002 Invalid value for data.1.event: not a standard event.",
            "[(1, 'too old')]",
        ],
        "example: again": ["perhaps it arrived: True"],
        "example: test": ["TEST7"],
        "command: check": r".*/user/email.*hashed_email.*contents_ids.*did you mean content_ids.*exit 1\n",
    },
    "docs/logging.md": {
        "example: log": (
            r"tiktok_business INFO GET /open_api/v1.3/campaign/get/: "
            r"code 0, request 20260101000000, 1 try, \d+ ms\n"
        ),
        "example: hooks": ["Counter({'GET /open_api/v1.3/campaign/get/ Reply': 1})"],
        "example: opentelemetry": [],
    },
    "docs/mcp.md": {"example: session": r".*the person is asked: mcp wants to carry out:.*done \['\d+'\]\n"},
    "docs/oauth.md": {
        "example: advertiser": ["https://business-api.tiktok.com/portal/auth?app_id=7", "Beans & Sons"],
        "example: account": r"Tokens\(access_token=.*\*\*\*.*\)\nTrue\n",
    },
    "docs/plans.md": {
        "example: check": (
            r"1 /search_keywords requires:search_keywords:\w+ `search_keywords` is required when "
            r"`is_search_campaign` of the campaign is `true`\n"
        ),
        "example: under": r".*/search_keywords: `search_keywords` is required .*",
        "example: send": [
            "<Plan of 2 steps, 1 done> ['7000000000000000001']",
            "<Plan of 2 steps, 2 done> []",
        ],
        "example: copy": [
            "['POST /open_api/v1.3/campaign/create/', 'POST /open_api/v1.3/campaign/status/update/'] []",
            "[['7000000000000000001'], []]",
        ],
        "command: check": ["[]"],
        "command: create": r"curl --request POST.*",
    },
    "docs/reference-lists.md": {"example: values": []},
    "docs/reports.md": {
        "example: one call": ["71 Spring 12.3 None"] * 3,
        "example: progress": [
            "0 rows, part 1 of 1 7281 ",
            "0 rows, part 1 of 1 7281 SUCCESS",
            "2 rows, part 1 of 1 7281 ",
            "12.5",
        ],
        "example: rows": ["71,12.3"],
        "example: one reply": ["Decimal('12.30') 7 Spring None 12.30"],
        "command: check": r".*/metrics/0.*enum.*/metrics/1.*report-level:campaign_name.*report-grouping.*",
        "command: metrics": r".*live_effective_views  number   basic\n +Number of LIVE views of at least 10 "
        r"seconds.*live_product_clicks   number   basic\n.*live_views            number   basic\n.*",
        "command: explain": r"dimension country_code\nOne row for each country or region\.\n\nAudience "
        r"reports .* country_code \+ stat_time_day.*",
    },
    "docs/testing.md": {
        "example: mock": [],
        "command: gate": r".*\"step\": 0,\s+\"pointer\": \"/budget\",.*exit 1\n",
        "command: wire": r"\[\s+\{\s+\"pointer\": \"/advertiser_id\",\s+\"rule\": \"type\",.*exit 1\n",
        "example: record": ["1 name, and no value"],
    },
    "docs/upgrading.md": {
        "command: deprecated": ["GET /open_api/v1.3/campaign/quota/get/ is deprecated"],
        "command: formerly": r".*operation_status.*exit 1\n",
        "example: bodies": ["7000000000000000003 20260101000000", "['Plot 1', 'Plot 2']"],
        "example: errors": ["40002 the name exists 20260101000000"],
    },
}


def run_elsewhere(page: str) -> set[str]:
    """The blocks that CI runs in a clean clone, or a test that a page has of its own."""
    if page == "README.md":
        return {"main-job", "tests"}
    others = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*_docs.py")]
    own = page not in SAID and any(Path(page).stem in text for text in others)
    return set(blocks(page)) if own else set()


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_code_is_run_by_a_test_or_by_ci(page: str) -> None:
    run = [label for label in blocks(page) if not label.startswith("file: ")]
    assert sorted(run) == sorted([*SAID.get(page, {}), *run_elsewhere(page)])
    assert len(re.findall(r"^```(?:python|sh)$", text_of(page), re.MULTILINE)) == len(run)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file(page: str) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", text_of(page), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https:|#)([^)#]+)", text)
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_every_page_and_example_is_linked_from_the_readme_or_the_index() -> None:
    linked = {*re.findall(r"\]\(([^)]+)\)", text_of("README.md"))}
    linked |= {f"docs/{link}" for link in re.findall(r"\]\(([^)]+)\)", text_of("docs/README.md"))}
    scripts = {f"examples/{path.name}" for path in (ROOT / "examples").glob("*.py")}
    assert {*PAGES, *scripts} - {"README.md"} <= linked


def test_no_line_of_the_readme_is_too_long_to_read() -> None:
    assert [line for line in text_of("README.md").splitlines() if len(line) > 130] == []


def test_the_readme_is_read_in_minutes() -> None:
    assert len(re.sub(r"```.*?```", "", text_of("README.md"), flags=re.DOTALL).split()) < 700


def test_the_readme_says_how_many_pages_each_date_has() -> None:
    told = " ".join(text_of("README.md").split())

    def pages(date: str) -> int:
        return len([*(ROOT / "spec" / "pages" / date).rglob("*.md")])

    assert (
        f"`2026-05` has all {pages('2026-05')} pages, `2026-08` the {pages('2026-08')} that changed" in told
    )
    assert f"of `2025-10` and `2026-04`, {pages('2025-10')} and {pages('2026-04')} are known" in told


@pytest.mark.parametrize("page", SAID)
def test_a_page_works_block_by_block(page: str, tmp_path: Path) -> None:
    if page == "docs/logging.md":
        pytest.importorskip("opentelemetry", reason="left out: there is no opentelemetry")
    specs = tmp_path / "spec"
    if page == "README.md":
        specs.mkdir()
        # What a launch takes, and what has breaking changes: the site of all operations takes longer.
        parts = ("campaign/create/", "adgroup/create/", "ad/create/", "blockedword/task/")
        for date in DATES[-2:]:
            text = dump_yaml(part_of(committed_spec(date), *parts))
            (specs / f"{date}.openapi.yaml").write_text(text, encoding="utf-8")
        shutil.copytree(SEED_FACTS.parent, specs / "pages" / SEED_FACTS.parent.name)
    if page == "docs/reports.md":
        specs.mkdir()
        shutil.copy(ROOT / "spec" / f"{DATES[-1]}.openapi.yaml", specs)
    (tmp_path / "spring.mp4").write_bytes(b"a film of beans")
    said = follow(page, tmp_path, ANSWERS)
    expected = SAID[page]
    assert list(said) == list(expected)
    for shown in re.findall(r"^```text\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL):
        assert any(shown in printed for printed in said.values()), shown
    for label, want in expected.items():
        if isinstance(want, str):
            assert re.fullmatch(want, said[label], re.DOTALL), f"{label}\n{said[label]}"
        else:
            assert said[label].splitlines() == want, label


def test_each_try_is_a_span_as_the_page_about_logging_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("opentelemetry.sdk", reason="left out: there is no opentelemetry-sdk")
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    spans, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    # The third call on that page is traced; at first it is throttled.
    replies = iter([CAMPAIGNS[0]] * 2 + [Reply(envelope(code=40100)), CAMPAIGNS[0]])
    follow("docs/logging.md", tmp_path, {"/campaign/get/": lambda _: next(replies)})
    first, second = spans.get_finished_spans()
    assert [first.name, second.name] == ["GET /open_api/v1.3/campaign/get/"] * 2
    assert (first.status.description, second.status.is_ok) == ("RateLimitError", True)
    assert second.attributes == {
        "http.request.method": "GET",
        "http.request.resend_count": 1,
        "tiktok.request_id": "20260101000000",
    }


def test_what_the_page_about_reports_counts_is_right() -> None:
    from tiktok_business._runtime.report_rules import report_kind
    from tiktok_business.reports import KINDS

    kinds = [report_kind("tiktok_business.reports", key) for key in KINDS]
    metrics = {name for kind in kinds for name in kind.metrics}
    dimensions = {name for kind in kinds for name in kind.dimensions}
    page = text_of("docs/reports.md")
    assert f"{len(metrics):,} metrics, {len(dimensions)} dimensions" in page
    assert f"in {len(kinds)} kinds of reports" in page
