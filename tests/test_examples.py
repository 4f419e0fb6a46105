"""Each script under examples does what it says, against the API on loopback."""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
import types
import webbrowser
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

import tiktok_business
from doc_pages import Answer, calling, calling_the_mock, printed
from e2e.server import Reply, Sent, envelope
from pages import ROOT

EXAMPLES = ROOT / "examples"
COVERS = {"list": [{"id": "image-1"}, {"id": "image-2"}]}
MADE: dict[str, Answer] = {
    "/campaign/create/": {"campaign_id": "11"},
    "/adgroup/create/": {"adgroup_id": "12"},
    "/ad/create/": {"ad_ids": ["13"]},
}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def start(script: str, *arguments: str) -> tuple[str, int]:
    """Start a script as from a shell; gives what it prints, and its exit status."""
    status = 0

    def run() -> None:
        nonlocal status
        try:
            runpy.run_path(str(EXAMPLES / script), run_name="__main__")
        except SystemExit as exit_:
            status = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [script, *arguments])
        return printed(run), status


def test_every_script_is_started_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8") + (ROOT / "tests" / "test_webhooks_docs.py").read_text()
    assert [path.name for path in EXAMPLES.glob("*.py") if path.name not in text] == []


def test_a_launch_goes_on_where_it_stopped() -> None:
    full = {**MADE, "/adgroup/create/": Reply(envelope(code=40002, message="the account is full"))}
    with calling(full) as api:
        assert start("launch.py", "1", "video", "image", "9") == (
            "POST /open_api/v1.3/campaign/create/ 11\n",
            1,
        )
        assert api.paths == ["/campaign/create/", "/adgroup/create/"]
    with calling(MADE) as api:
        printed_, status = start("launch.py")
        assert (printed_.split()[-1], status) == ("13", 0)
        assert api.paths == ["/adgroup/create/", "/ad/create/"]
        assert api.sent[1].json()["adgroup_id"] == "12"


@pytest.mark.parametrize("installed", [True, False])
def test_a_report_is_a_table(monkeypatch: pytest.MonkeyPatch, *, installed: bool) -> None:
    frames: list[list[dict[str, Any]]] = []

    class DataFrame:
        def __init__(self, rows: list[dict[str, Any]]) -> None:
            frames.append(rows)

        def groupby(self, _: str) -> Any:
            summed = types.SimpleNamespace(sum=lambda: "a table")
            return type("Groups", (dict,), {"__getitem__": lambda *_: summed})()

    row = {
        "dimensions": {"ad_id": "71", "stat_time_day": "2026-01-01 00:00:00"},
        "metrics": {"campaign_name": "Spring", "spend": "12.30", "impressions": "900", "clicks": "7"},
    }
    page = {"list": [row], "page_info": {"page": 1, "total_page": 1}}
    pandas: Any = types.SimpleNamespace(DataFrame=DataFrame) if installed else None
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    with calling({"/report/integrated/get/": page}) as api:
        printed_, _ = start("report_to_pandas.py", "7", "2026-01-01", "2026-03-31")
        assert len(api.sent) == 3
    if installed:
        assert printed_ == "a table\n"
        assert frames[0][0]["spend"] == 12.3
    else:
        assert printed_ == "3 rows in report.csv\n"
        assert Path("report.csv").read_text(encoding="utf-8").splitlines()[1] == (
            "71,2026-01-01 00:00:00,Spring,12.3,900,7"
        )


def test_a_video_is_uploaded_and_used() -> None:
    Path("spring.mp4").write_bytes(b"a film of beans")
    uploaded = {"/file/video/ad/upload/": [{"video_id": "v1"}], "/file/video/suggestcover/": COVERS}
    with calling({**MADE, **uploaded}) as api:
        assert start("upload_video.py", "7", "12", "9", "spring.mp4") == ("13\n", 0)
        (creative,) = api.sent[-1].json()["creatives"]
        assert b"a film of beans" in api.sent[0].body
    assert (creative["video_id"], creative["image_ids"]) == ("v1", ["image-1"])


def test_orders_are_events_in_batches_without_those_that_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    order = {"paid_at": 1767225600, "total": 19.9, "currency": "EUR", "page": "https://garden.example/"}
    changes: dict[int, dict[str, Any]] = {
        1: {"email": "nobody"},
        2: {"currency": "ROSES"},
        3: {"phone": "+1 (213) 373-4253", "email": " ALICE_abc@gmail.com "},
        1002: {"page": "ftp://garden.example/"},
    }
    orders = [json.dumps({**order, "id": f"o{number}", **changes.get(number, {})}) for number in range(1004)]
    Path("orders.jsonl").write_text("\n".join(orders), encoding="utf-8")
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    lost = iter([True, True])

    def tracked(sent: Sent) -> Any:
        if len(sent.json()["data"]) > 900 and next(lost, False):
            return Reply(reset=True)
        for index, event in enumerate(sent.json()["data"]):
            if event["page"]["url"].startswith("ftp:"):
                text = f"Invalid value for data.{index}.page.url: not an address."
                return Reply(envelope(code=40002, message=text), status=400)
        return {}

    with calling({"/event/track/": tracked}) as api:
        lines, status = start("web_events.py", "PIXEL", "orders.jsonl", "TEST1")
        address, currency, page, total = lines.splitlines()
        bodies = [sent.json() for sent in api.sent]
    assert status == 1
    assert address == "o1: an e-mail address must be one name, `@` and a domain, as in rose@garden.example"
    assert currency.startswith("o2: /data/1/properties/currency: must be one of AED, ARS, ")
    assert page == "o1002: Invalid value for data.1.page.url: not an address."
    assert total == "1001 of 1004 orders reported"
    assert [len(body["data"]) for body in bodies] == [999, 999, 999, 3, 2]
    assert waits == [0, 1]
    assert {(body["event_source_id"], body["test_event_code"]) for body in bodies} == {("PIXEL", "TEST1")}
    (hashed,) = [event["user"] for event in bodies[0]["data"] if event["user"]]
    assert hashed == {"email": f"848a{hashed['email'][4:]}", "phone": f"9f7e{hashed['phone'][4:]}"}


def test_what_is_throttled_is_tried_again() -> None:
    throttled: set[str] = set()

    def ads(sent: Sent) -> Any:
        (account,) = parse_qs(sent.query)["advertiser_id"]
        if account == "3":
            return Reply(envelope(code=40105, message="no such token"))
        if account not in throttled:
            throttled.add(account)
            return Reply(envelope(code=40100, message="slow down"))
        return {"list": [{"ad_id": "1"}] * int(account), "page_info": {"page": 1, "total_page": 1}}

    with calling({"/ad/get/": ads}) as api:
        lines = start("throttling.py", "1", "2", "3")[0].splitlines()
        assert len(api.sent) == 5
    assert lines[:2] == ["1: 1 ads", "2: 2 ads"]
    assert "40105" in lines[2]


@pytest.mark.skipif("AsyncClient" not in tiktok_business.__all__, reason="left out: there is no AsyncClient")
def test_many_accounts_are_asked_for_at_once() -> None:
    def entries(sent: Sent) -> Any:
        (account,) = parse_qs(sent.query)["advertiser_id"]
        return {"list": [{}] * int(account), "page_info": {"page": 1, "total_page": 1}}

    with calling({"/campaign/get/": entries, "/adgroup/get/": entries, "/ad/get/": entries}) as api:
        assert start("many_accounts.py", "1", "2")[0].splitlines() == [
            "1: 1 campaigns, 1 ad groups, 1 ads",
            "2: 2 campaigns, 2 ad groups, 2 ads",
        ]
        assert len(api.sent) == 6


def test_payloads_are_checked_without_a_call() -> None:
    campaign = {"advertiser_id": "1", "objective_type": "REACH", "campaign_name": "Spring"}
    step = {"operation": "campaign.create", "request": campaign}
    Path("bad.json").write_text(json.dumps([step]), encoding="utf-8")
    step["request"] = {**campaign, "budget_mode": "BUDGET_MODE_INFINITE"}
    Path("good.json").write_text(json.dumps([step]), encoding="utf-8")
    Path("broken.json").write_text("[", encoding="utf-8")
    assert start("check_payloads.py", "good.json") == ("", 0)
    printed_, status = start("check_payloads.py", "good.json", "bad.json", "broken.json")
    assert status == 1
    first, second = printed_.splitlines()
    assert first.startswith("bad.json: step 0, /budget_mode: ")
    assert second.startswith("broken.json: the plan cannot be read as JSON: ")


@pytest.fixture
def browsers(monkeypatch: pytest.MonkeyPatch) -> list[Thread]:
    """The browsers that the example of signing in opens: each comes back with the code."""
    opened: list[Thread] = []
    ports: list[int] = []

    class Anywhere(HTTPServer):
        """Listens on any port, since others may use that of the example meanwhile."""

        def __init__(self, address: tuple[str, int], handler: Any) -> None:
            assert address == ("127.0.0.1", 8765)
            super().__init__(("127.0.0.1", 0), handler)
            ports.append(self.server_port)

    def come_back(address: str) -> None:
        (state,) = parse_qs(urlsplit(address).query)["state"]
        back = f"http://127.0.0.1:{ports[-1]}/?auth_code=4f1e&state={os.environ.get('STATE', state)}"
        opened.append(Thread(target=lambda: urlopen(back, timeout=30).read()))
        opened[-1].start()

    monkeypatch.setattr("http.server.HTTPServer", Anywhere)
    monkeypatch.setattr(webbrowser, "open", come_back)
    monkeypatch.setenv("TIKTOK_APP_ID", "7")
    monkeypatch.setenv("TIKTOK_APP_SECRET", "watering-can")
    monkeypatch.setenv("TIKTOK_AUTHORIZE_URL", "https://business-api.tiktok.com/portal/auth?app_id=7")
    return opened


def test_an_advertiser_signs_in_to_the_mock(browsers: list[Thread]) -> None:
    with calling_the_mock():
        printed_, status = start("oauth_login.py")
        browsers[0].join()
    assert (printed_.splitlines()[1:], status) == (["7000000000000000001 advertiser_name"], 0)


@pytest.mark.parametrize("honest", [True, False])
def test_an_advertiser_signs_in(
    browsers: list[Thread], monkeypatch: pytest.MonkeyPatch, *, honest: bool
) -> None:
    if not honest:
        monkeypatch.setenv("STATE", "another")
    answers = {
        "/oauth2/access_token/": {"access_token": "sunflower", "advertiser_ids": ["1"]},
        "/oauth2/advertiser/get/": {"list": [{"advertiser_id": "1", "advertiser_name": "Beans & Sons"}]},
    }
    with calling(answers) as api:
        printed_, status = start("oauth_login.py")
        browsers[0].join()
        if honest:
            assert api.sent[0].json() == {"app_id": "7", "secret": "watering-can", "auth_code": "4f1e"}
            assert api.sent[1].headers["access-token"] == "sunflower"
        else:
            assert api.sent == []
    if honest:
        assert printed_.splitlines()[1:] == ["1 Beans & Sons"]
        assert json.loads(Path("tokens.json").read_text(encoding="utf-8"))["access_token"] == "sunflower"
        assert Path("tokens.json").stat().st_mode & 0o077 == 0
    else:
        assert status == 1


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_tokens_are_for_their_owner_alone_at_every_moment(
    monkeypatch: pytest.MonkeyPatch, umask: int
) -> None:
    keep = runpy.run_path(str(EXAMPLES / "oauth_login.py"))["keep"]
    tokens = tiktok_business.Tokens.from_json({"access_token": "sunflower"})
    before, linked = Path("tokens.json"), Path("linked.json")
    before.write_text("old", encoding="utf-8")
    before.chmod(0o666)
    before.rename(linked)
    before.symlink_to(linked)
    seen: list[tuple[str, int]] = []
    dump = json.dump

    def watched(value: object, file: Any) -> None:
        dump(value, file)
        file.flush()
        seen.extend(
            (path.name, path.stat().st_mode & 0o777)
            for path in Path().iterdir()
            if "sunflower" in path.read_text(encoding="utf-8")
        )

    monkeypatch.setattr(json, "dump", watched)
    old = os.umask(umask)
    try:
        keep(tokens)
    finally:
        os.umask(old)
    assert [mode for _, mode in seen] == [0o600]
    assert before.is_symlink()
    assert sorted(path.name for path in Path().iterdir()) == ["linked.json", "tokens.json"]
    assert linked.stat().st_mode & 0o777 == 0o600
    assert json.loads(linked.read_text(encoding="utf-8"))["access_token"] == "sunflower"
