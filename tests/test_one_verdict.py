"""The command line, plans, the client and the mock give one verdict on one request."""

from __future__ import annotations

import copy
import io
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from functools import cache
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from attrs import define

from newest import newest_requests, newest_spec
from payloads import Payloads, Request
from tiktok_business import ApiError, Client, InvalidRequest, MockTransport, Plan, TikTokError, checks
from tiktok_business._operations import HANDLING, OPERATIONS, REPLIES, UPLOADS
from tiktok_business._runtime.command import Package, main
from tiktok_business._runtime.download import named
from tiktok_business._runtime.encode import scalar_text
from tiktok_business._runtime.memory import Call, Memory
from tiktok_business._runtime.operation import Operation
from tiktok_business._runtime.raw_response import RawResponse
from tiktok_business._runtime.serving import MockApi, MockServer

JSON = Any
#: What is wrong: pointers with the violated rules.
Wrong = Sequence[tuple[str, str]]

command = import_module("tiktok_business._runtime.command.main")
PACKAGE = Package(
    OPERATIONS,
    checks="tiktok_business.checks",
    uploads=UPLOADS,
    replies={name: tuple(reply) for name, *reply in REPLIES},
    handling=HANDLING,
)
ROWS = {row.name: row for row in OPERATIONS}
#: How often a server looks whether it is to stop, in seconds.
SOON = 0.01


@cache
def _operations() -> Mapping[str, Operation]:
    """Every operation as the methods of the client call it."""
    api = import_module("tiktok_business.api")
    modules = [import_module(f"tiktok_business.api.{found.name}") for found in iter_modules(api.__path__)]
    every = [held for module in modules for held in vars(module).values() if isinstance(held, Operation)]
    return {operation.name: operation for operation in every}


@define
class Ways:
    """All that judge a request of an operation.

    Attributes:
        server: The mock, as a command serves it.
        folder: Where files are.
        heard: What the last command said on standard error.
    """

    server: MockServer
    folder: Path
    heard: str = ""

    def check(self, name: str, payload: JSON, *options: str) -> Wrong:
        """Ask ``check``."""
        return self._wrong("check", *options, name, self.file(payload))

    def plan_check(self, name: str, payload: JSON) -> Wrong:
        """Ask ``plan check`` about a plan of one step."""
        return self._wrong("plan", "check", self.file([{"operation": name, "request": payload}]))

    def call(self, name: str, payload: JSON) -> Wrong:
        """Ask ``call``, which sends to the mock what is not refused."""
        files = [field for field in UPLOADS.get(name, ()) if payload.get(field) is not None]
        values = {field: value for field, value in payload.items() if field not in files}
        options = [f"--file={field}={self.file('film')}" for field in files]
        body = self.folder / "body.json"
        body.write_text(json.dumps(values), encoding="utf-8")
        url = f"--base-url={self.server.url}"
        status, out = self.run("call", name, f"--data=@{body}", url, *options)
        if status == 1 and out.startswith("["):
            return _pairs(json.loads(out))
        assert status == 0 or "40002" not in out, (payload, out)
        return []

    def client(self, name: str, payload: JSON) -> Wrong:
        """Ask the client, which sends to the mock what it does not refuse."""
        files = {field: b"film" for field in UPLOADS.get(name, ()) if payload.get(field) is not None}
        with Client("token", base_url=self.server.url) as client:
            try:
                client.call(name, {**payload, **files})
            except InvalidRequest as error:
                return [(found.pointer, found.rule) for found in error.violations]
            except ApiError as error:
                raise AssertionError(f"the mock refuses what the client sends: {payload}") from error
            except TikTokError:
                # A sample of a file, or of a reply without an envelope.
                return []
        return []

    def mock(self, name: str, payload: JSON) -> bool:
        """Send a request to the mock as it is, and return whether it is refused."""
        row = ROWS[name]
        connection = HTTPConnection("127.0.0.1", self.server.server_address[1])
        target, body = row.path, json.dumps(payload).encode()
        if row.method == "GET":
            target += "?" + urlencode({key: scalar_text(value) for key, value in payload.items()})
        headers = {"Access-Token": "token", "Content-Type": "application/json"}
        connection.request(row.method, target, None if row.method == "GET" else body, headers)
        answer = connection.getresponse()
        content = answer.read()
        reply = json.loads(content) if answer.headers["Content-Type"] == "application/json" else {}
        connection.close()
        # Some replies have no envelope.
        assert reply.get("code", 0) in {0, 40002}
        return bool(reply.get("code"))

    def _wrong(self, *argv: str) -> Wrong:
        status, out = self.run(*argv)
        found = json.loads(out)
        assert status == (1 if found else 0)
        return _pairs(found)

    def run(self, *argv: str) -> tuple[int, str]:
        """Run a command; return its exit status and its output."""
        # A file is written as bytes.
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main(argv, PACKAGE)
        self.heard = err.getvalue()
        out.flush()
        out.seek(0)
        return status, out.read()

    def file(self, content: JSON) -> str:
        """Return the name of a file with some JSON."""
        file = self.folder / "payload.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        return str(file)


def _pairs(found: list[Any]) -> Wrong:
    return [(violation["pointer"], violation["rule"]) for violation in found]


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    api = MockApi(PACKAGE.operations, PACKAGE.replies, PACKAGE.received, any_ids=True)
    with pytest.MonkeyPatch.context() as patch, MockServer(api) as server:
        patch.setenv("TIKTOK_ACCESS_TOKEN", "token")
        # Every command would make the same parser.
        parser = command._parser(command.PROGRAM, PACKAGE)
        patch.setattr(command, "_parser", lambda *_: parser)
        thread = threading.Thread(target=server.serve_forever, args=(SOON,), daemon=True)
        thread.start()
        yield Ways(server, tmp_path_factory.mktemp("ways"))
        server.shutdown()
        thread.join()


def _payloads(request: Request) -> Iterator[dict[str, JSON]]:
    """Yield two requests: one that fits the schema, or is changed at one place, and one with odd types."""
    random = Random(request.title)
    maker = Payloads(newest_spec(), random, given=random.choice([0.1, 0.6]))
    made = maker.value(request.schema)
    numbered = _with_numbers(made, _of_contested_type(request))
    changed = maker.changed(request.schema, made)
    for payload in (random.choice([made, changed]), random.choice([numbered, _with_null(made)])):
        if isinstance(payload, dict):
            yield _with_files(request, payload)


def _of_contested_type(request: Request) -> set[str]:
    """Names whose type is not known: what they are sent as depends on whether it is in a form."""
    contested = getattr(checks, request.name).contested
    return {place.rpartition("/")[2] for place, rule in contested if rule == "type"}


def _with_numbers(value: JSON, without: set[str], name: str = "") -> JSON:
    """Return a value with numbers for ids."""
    if isinstance(value, dict):
        return {key: _with_numbers(inner, without, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_numbers(inner, without, name) for inner in value]
    is_id = name.endswith(("_id", "_ids")) and name not in without
    return len(value) if is_id and isinstance(value, str) else value


def _with_null(payload: JSON) -> JSON:
    """Return an object with null for its last value, and a field that nothing has."""
    return {**payload, **dict.fromkeys([*payload][-1:]), "no_such_field": None}


def _with_files(request: Request, payload: dict[str, JSON]) -> dict[str, JSON]:
    """Return a request that names files where it has any: a command and the client take nothing else."""
    files = UPLOADS.get(request.name, {})
    others = {field: value for field, value in payload.items() if field not in files}
    return {**others, **{field: "film" for field in files if payload.get(field) is not None}}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_all_ways_give_one_verdict_on_one_request(ways: Ways) -> None:
    verdicts: Counter[tuple[bool, bool]] = Counter()
    for request in newest_requests():
        for payload in _payloads(request):
            wrong = ways.check(request.name, payload)
            asked = (request.title, payload)
            assert ways.plan_check(request.name, payload) == wrong, asked
            assert ways.call(request.name, payload) == wrong, asked
            assert ways.client(request.name, payload) == wrong, asked
            on_the_wire = ways.check(request.name, payload, "--wire")
            assert {*wrong} <= {*on_the_wire}, asked
            verdicts[not wrong, not on_the_wire] += 1
            if _arrives(request, payload):
                assert ways.mock(request.name, payload) == bool(on_the_wire), asked
    assert verdicts.keys() == {(True, True), (True, False), (False, False)}
    assert min(verdicts.values()) > 100, verdicts


def _arrives(request: Request, payload: dict[str, JSON]) -> bool:
    """Whether a server can tell a request as it is: a URL has no types, and no null."""
    if request.method != "GET":
        return request.name not in UPLOADS
    texts = {name: scalar_text(value) for name, value in payload.items()}
    return PACKAGE.typed(ROWS[request.name], {}, texts) == payload


STATUS = {"advertiser_id": 1, "campaign_ids": ["2", 3], "operation_status": "DISABLE"}
APP = {"app": {"id": "2"}}
TRACKED = {"tiktok_app_id": "1", "timestamp": "2026-05-01 08:30:00", "context": {**APP, "ip": None}}
SMART = {
    "advertiser_id": "1",
    "objective_type": "WEB_CONVERSIONS",
    "sales_destination": "WEBSITE",
    "campaign_name": "Spring",
}
FILM = {"advertiser_id": "1", "upload_type": "UPLOAD_BY_FILE", "video_file": "film.mp4"}


@pytest.mark.parametrize(
    ("name", "payload", "converted", "refused"),
    [
        ("campaign_status_update", {**STATUS, "advertiser_id": "1", "campaign_ids": ["2"]}, [], []),
        (
            "campaign_status_update",
            STATUS,
            [
                "/advertiser_id: number 1 is sent as string '1'",
                "/campaign_ids/1: number 3 is sent as string '3'",
            ],
            ["/advertiser_id", "/campaign_ids/1"],
        ),
        (
            "app_track",
            TRACKED,
            [
                "/timestamp: string '2026-05-01 08:30:00' is sent as string '2026-05-01T08:30:00Z'",
                "/context/ip: null is not sent",
            ],
            [],
        ),
        ("smart_plus_campaign_create", SMART, ["/request_id: is filled in"], ["/request_id"]),
        ("file_video_ad_upload", FILM, ["/video_signature: is filled in"], ["/video_signature"]),
        ("campaign_get", {"advertiser_id": 1}, ["/advertiser_id: number 1 is sent as string '1'"], []),
    ],
)
def test_what_the_client_converts_is_said_and_on_the_wire_refused(
    ways: Ways, name: str, payload: JSON, converted: list[str], refused: list[str]
) -> None:
    assert ways.check(name, payload) == []
    assert ways.heard.splitlines()[1:] == [f"  {line}" for line in converted]
    assert ways.plan_check(name, payload) == []
    # A plan that is read has no nulls left.
    steps = [f"  step 0, {line}" for line in converted if "null" not in line]
    assert ways.heard.splitlines()[1:] == steps
    assert [pointer for pointer, _ in ways.check(name, payload, "--wire")] == refused
    assert ways.heard == ""


def test_of_many_conversions_the_first_are_said(ways: Ways) -> None:
    assert ways.check("campaign_status_update", {**STATUS, "campaign_ids": [*range(20)]}) == []
    assert ways.heard.splitlines()[-2:] == [
        "  /campaign_ids/18: number 18 is sent as string '18'",
        "  and 1 more",
    ]


def test_an_id_that_is_wrong_as_text_too_is_refused_in_all_ways(ways: Ways) -> None:
    payload = {
        "advertiser_id": "1",
        "custom_audience_name": "Readers",
        "lookalike_spec": {
            "source_audience_id": "2",
            "include_source": True,
            "mobile_os": "ALL",
            "placements": ["TikTok"],
            "location_ids": [6252001],
            "audience_size": "BROAD",
        },
    }
    name, wrong = "dmp_custom_audience_lookalike_create", ("/lookalike_spec/location_ids/0", "enum")
    for judge in (ways.check, ways.plan_check, ways.call, ways.client):
        assert wrong in judge(name, payload)
    assert [("/lookalike_spec/location_ids/0", "type"), wrong] == [
        pair for pair in ways.check(name, payload, "--wire") if pair[0] == wrong[0]
    ]


@pytest.mark.parametrize(
    ("properties", "wrong"),
    [
        ({"gate_version": "7", "sown_on": ["2026-05-01"]}, []),
        # A guide recommends them here, though they are fields of the contents.
        ({"content_id": "1", "quantity": 2}, []),
        ({"city": "Kew"}, []),
        ({"contents_ids": ["1"], "lead_id": "1"}, ["contents_ids", "lead_id"]),
    ],
)
def test_what_callers_add_to_an_open_object_is_judged_alike_in_all_ways(
    ways: Ways, properties: JSON, wrong: list[str]
) -> None:
    event = {"event": "Purchase", "event_time": 1, "user": {"city": "Leeds"}, "properties": properties}
    payload = {"event_source": "offline", "event_source_id": "1", "data": [event]}
    told = [(f"/data/0/properties/{name}", "unknown") for name in wrong]
    for judge in (ways.check, ways.plan_check, ways.call, ways.client):
        assert judge("event_track", payload) == told
    assert ways.check("event_track", payload, "--all") == told
    assert ways.mock("event_track", payload) == bool(told)


def test_text_that_cannot_be_sent_is_refused_in_all_ways(ways: Ways) -> None:
    payload = {**STATUS, "campaign_ids": ["\ud800"]}
    for judge in (
        *(ways.check, ways.plan_check, ways.call, ways.client),
        lambda *asked: ways.check(*asked, "--wire")[1:],
    ):
        assert judge("campaign_status_update", payload) == [("/campaign_ids/0", "type")]


@pytest.mark.parametrize("options", [("check",), ("create", "--dry-run")])
def test_what_no_request_can_hold_is_told_of_every_step_of_a_plan(
    ways: Ways, options: tuple[str, ...]
) -> None:
    steps = [{"operation": "campaign.status.update", "request": {**STATUS, **more}} for more in UNSENDABLE]
    file = ways.folder / "unsendable.json"
    file.write_text(json.dumps(steps).replace("Infinity", "1e400"), encoding="utf-8")
    status, out = ways.run("plan", *options, str(file))
    found = json.loads(out)
    assert (status, [(each["step"], each["pointer"], each["rule"]) for each in found]) == (
        1,
        [(0, "/campaign_ids/0", "type"), (2, "/operation_status", "type")],
    )


UNSENDABLE: list[dict[str, object]] = [{"campaign_ids": ["\ud800"]}, {}, {"operation_status": float("inf")}]


def test_a_number_that_is_none_is_refused_on_the_wire_too(ways: Ways) -> None:
    payload = {"tiktok_app_id": "1", "context": APP, "properties": {"value": float("inf")}}
    (ways.folder / "large.json").write_text(
        json.dumps(payload).replace("Infinity", "1e400"), encoding="utf-8"
    )
    for options in ((), ("--wire",)):
        status, out = ways.run("check", *options, "app_track", str(ways.folder / "large.json"))
        assert (status, _pairs(json.loads(out))) == (1, [("/properties/value", "type")])


def test_text_in_a_url_has_no_type_but_text_in_json_has_one(ways: Ways) -> None:
    given = {"advertiser_id": "1", "page_size": "5"}
    assert ways.check("campaign_get", given) == ways.call("campaign_get", given) == [("/page_size", "type")]
    url = f"--base-url={ways.server.url}"
    options = ("--query=advertiser_id=1", "--query=page_size=5", '--query=filtering={"campaign_ids": [7]}')
    status, out = ways.run("call", "campaign_get", url, *options, "--dry-run")
    assert status == 0
    assert ways.heard.splitlines()[1:] == ["  /filtering/campaign_ids/0: number 7 is sent as string '7'"]
    assert "page_size=5" in out
    assert quote('{"campaign_ids":["7"]}', safe="") in out


def test_the_parts_of_a_form_have_no_types_either(ways: Ways) -> None:
    part = {"advertiser_id": "1", "upload_id": "2", "start_offset": 0, "file": "film"}
    assert ways.client("file_transfer_upload", part) == []
    assert ways.call("file_transfer_upload", part) == []


def test_a_plan_sends_what_calls_send(ways: Ways) -> None:
    operations: dict[str, Any] = {"campaign_status_update": STATUS, "app_track": TRACKED}
    mock = MockTransport(any_ids=True)
    plan = Plan()
    for name, request in operations.items():
        plan.add(name, request)
    with Client("token", transport=mock) as client:
        plan.create(client)
    sent = [request.json() for request in mock.requests]
    assert sent == [
        {**STATUS, "advertiser_id": "1", "campaign_ids": ["2", "3"]},
        {**TRACKED, "timestamp": "2026-05-01T08:30:00Z", "context": APP},
    ]
    steps = ways.file([{"operation": name, "request": request} for name, request in operations.items()])
    _, shown = ways.run("plan", "create", "--dry-run", steps)
    assert all(json.dumps(body, separators=(",", ":")) in shown for body in sent)
    status, out = ways.run("plan", "create", f"--base-url={ways.server.url}", steps)
    assert (status, len(out.splitlines())) == (0, 2)


def test_a_plan_refuses_a_time_of_a_zone_of_its_own_as_a_call_does() -> None:
    filtering = {"start_time": datetime(2026, 5, 1, tzinfo=UTC)}
    with pytest.raises(
        InvalidRequest, match=r"/filtering/start_time: must be in the time zone of the ad account"
    ):
        Plan().add("bc.account.transaction.get", bc_id="1", filtering=filtering)


def _replies(name: str) -> Iterator[JSON]:
    """Yield a reply with a value for each field, and such that lack a field, or have a new or other one."""
    row, reply = ROWS[name], named(PACKAGE.replies[name][0], "tiktok_business")
    sample = Memory().reply(Call(row.method, row.path, name, reply, {}))
    yield sample
    random = Random(name)
    for _ in range(4):
        reply = copy.deepcopy(sample)
        holder = random.choice([*_objects(reply)])
        field = random.choice([*holder])
        if random.random() < 0.4:
            del holder[field]
        else:
            holder[random.choice([field, "no_such_field"])] = random.choice([[{}], 7, None, "new"])
        yield reply


def _objects(value: JSON) -> Iterator[dict[str, JSON]]:
    if isinstance(value, dict):
        yield from [value] if value else []
        value = [*value.values()]
    for inner in value if isinstance(value, list) else []:
        yield from _objects(inner)


def test_a_reply_differs_to_the_client_where_it_does_to_the_command(ways: Ways) -> None:
    kinds: Counter[str] = Counter()
    for name, operation in _operations().items():
        hint = named(PACKAGE.replies[name][0], "tiktok_business")
        for reply in _replies(name) if operation.envelope and not operation.files else ():
            status, out = ways.run("check", "--reply", name, ways.file(reply))
            mock = MockTransport({name: RawResponse(200, {}, json.dumps(reply).encode())})
            with Client("token", transport=mock) as client:
                try:
                    came = client._core.call(operation._replace(check=None), reply=hint)
                except TikTokError:
                    assert status == 1
                    continue
            told = [
                {"pointer": each.pointer, "kind": each.kind, "message": each.message}
                for each in came.mismatches
            ]
            assert (status, json.loads(out)) == (0, told)
            kinds.update(each["kind"] for each in told)
    assert kinds.keys() == {"unknown", "type", "value", "missing"}


@pytest.mark.parametrize(
    ("reply", "missing"),
    [
        # Which fields a campaign has is up to the caller.
        ({"data": {"list": [{}], "page_info": {"page": 1}}}, ["/data/page_info/page_size"]),
        ({"data": {"list": [{}]}}, ["/data/page_info"]),
        ({}, ["/data"]),
        ({"data": None}, []),
    ],
)
def test_only_what_always_comes_is_missing(ways: Ways, reply: JSON, missing: list[str]) -> None:
    _, out = ways.run("check", "--reply", "campaign_get", ways.file({"code": 0, **reply}))
    found = json.loads(out)
    assert {each["kind"] for each in found} <= {"missing"}
    assert [each["pointer"] for each in found if "total" not in each["pointer"]] == missing
