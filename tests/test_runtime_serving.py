"""The mock over HTTP: documented calls are answered as the API does, and nothing is carried out."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, parse_headers
from typing import Any

import pytest

from text_cases import literal, text_cases
from tiktok_business import Client, Plan
from tiktok_business._operations import OPERATIONS, REPLIES, UPLOADS
from tiktok_business._runtime.command import Package, main
from tiktok_business._runtime.serving import Faults, MockApi, MockServer

CAMPAIGN = {
    "advertiser_id": "1",
    "objective_type": "TRAFFIC",
    "campaign_name": "Spring",
    "budget_mode": "BUDGET_MODE_INFINITE",
}

#: How often a server looks whether it is to stop, in seconds.
SOON = 0.01


def nothing_wrong(*_: Any) -> tuple[()]:
    return ()


def api(**options: Any) -> MockApi:
    replies = {name: tuple(reply) for name, *reply in REPLIES}
    return MockApi(OPERATIONS, replies, options.pop("check", nothing_wrong), **options)


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def server(lines: list[str]) -> Iterator[MockServer]:
    with MockServer(api(), log=lines.append) as running:
        thread = threading.Thread(target=running.serve_forever, args=(SOON,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def asked(server: MockServer, method: str, target: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", server.server_address[1])
    raw = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request(
        method, target, raw, {"Access-Token": "t", **{k.replace("_", "-"): v for k, v in headers.items()}}
    )
    reply = connection.getresponse()
    found = reply.status, json.loads(reply.read() or b"null")
    connection.close()
    return found


def test_the_client_calls_it_as_it_calls_the_api(server: MockServer, lines: list[str]) -> None:
    with Client("token", base_url=server.url) as client:
        made = [client.campaign.create(**CAMPAIGN).data.campaign_id for _ in range(2)]  # type: ignore[arg-type]
        page = client.campaign.get(advertiser_id="1")
    assert [campaign.campaign_id for campaign in page.items] == [*dict.fromkeys(made)]
    assert lines == ["POST /open_api/v1.3/campaign/create/ 200"] * 2 + [
        "GET /open_api/v1.3/campaign/get/ 200"
    ]


def test_what_a_request_says_comes_back_and_what_is_made_has_an_id_of_its_own(server: MockServer) -> None:
    _, one = asked(server, "POST", "/campaign/create/", CAMPAIGN)
    _, two = asked(server, "POST", "/campaign/create/", CAMPAIGN)
    assert (one["code"], one["data"]["campaign_name"], one["data"]["advertiser_id"]) == (0, "Spring", "1")
    assert one["data"]["campaign_id"] != two["data"]["campaign_id"]
    assert "budget" not in one["data"]


def test_the_same_seed_gives_the_same_ids() -> None:
    def ids(seed: int) -> list[str]:
        mock = api(seed=seed)
        body = json.dumps(CAMPAIGN).encode()
        answers = [mock.answer("POST", "/campaign/create/", {"Access-Token": "t"}, body) for _ in range(3)]
        return [json.loads(answer.body)["data"]["campaign_id"] for answer in answers]

    assert ids(1) == ids(1)
    assert not {*ids(1)} & {*ids(2)}


@pytest.mark.parametrize(
    ("call", "status", "code", "message"),
    [
        (("GET", "/campain/get/"), 404, 40006, "did you mean GET /campaign/get/"),
        (("POST", "/campaign/get/", {}), 404, 40006, "has no POST, only GET"),
        (("POST", "/campaign/create/", b"{"), 200, 40002, "the body is not JSON"),
        (("POST", "/campaign/create/", b'{"budget": NaN}'), 200, 40002, "the body is not JSON"),
        (("POST", "/campaign/create/", [1]), 200, 40002, "the body is not a JSON object"),
    ],
)
def test_what_is_wrong_has_the_return_code_of_the_api(
    server: MockServer, call: tuple[Any, ...], status: int, code: int, message: str
) -> None:
    found, reply = asked(server, *call)
    assert (found, reply["code"]) == (status, code)
    assert message in reply["message"]


@text_cases(headers=literal, status=literal, code=literal)
def test_a_header_asks_for_a_fault_and_one_is_needed(
    server: MockServer, headers: dict[str, str], status: int, code: int
) -> None:
    found, reply = asked(server, "GET", "/campaign/get/", **headers)
    assert (found, reply["code"]) == (status, code)


@pytest.mark.parametrize("spelled", ["access-token", "ACCESS-TOKEN", "Access-Token"])
def test_headers_are_known_in_any_case_as_programs_of_other_languages_send_them(spelled: str) -> None:
    def code(headers: dict[str, str]) -> int:
        found: int = json.loads(api().answer("GET", "/campaign/get/", headers, b"").body)["code"]
        return found

    assert code({spelled: "t"}) == 0
    assert code({spelled: "t", "x-mock-fault": "throttle"}) == 40100


def test_what_gives_a_token_needs_none(server: MockServer) -> None:
    body = {"app_id": "1", "secret": "s", "auth_code": "c"}
    _, reply = asked(server, "POST", "/oauth2/access_token/", body, Access_Token="")
    assert reply["code"] == 0


def exchanged(server: MockServer, *parts: bytes) -> list[tuple[int, Any]]:
    """Send bytes, and nothing more; gives the status and the body of each reply that comes."""
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=60) as connection:
        for part in parts:
            connection.sendall(part)
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as stream:
            replies = []
            while line := stream.readline():
                assert line.startswith(b"HTTP/1.1 "), line
                headers = parse_headers(stream)
                body = stream.read(int(headers["Content-Length"]))
                replies.append((int(line.split()[1]), json.loads(body) if body else None))
    return replies


HEAD = b"POST /campaign/create/ HTTP/1.1\r\nHost: here\r\nAccess-Token: t\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
NEXT = b"GET /advertiser/info/?advertiser_ids=%5B%229%22%5D HTTP/1.1\r\nAccess-Token: t\r\n\r\n"
BODY = json.dumps(CAMPAIGN).encode()


def chunks(body: bytes, *sizes: int) -> bytes:
    made = b""
    for size in sizes:
        made += b"%x\r\n%s\r\n" % (size, body[:size])
        body = body[size:]
    return made + b"%X;part=last\r\n%s\r\n0\r\n" % (len(body), body)


def nested(levels: int) -> bytes:
    """A form of which each part is a form."""
    lines = []
    for level in range(levels):
        lines += [f"--b{level}", f"Content-Type: multipart/mixed; boundary=b{level + 1}", ""]
    return "\r\n".join([*lines, ""]).encode()


def sized(body: bytes, kind: bytes = b"application/json") -> bytes:
    return HEAD + b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (kind, len(body), body)


@pytest.mark.parametrize("trailers", [b"\r\n", b"Digest: x\r\nAge: 1\r\n\r\n"])
@pytest.mark.parametrize("sizes", [(), (1,), (7, 20, 3)])
def test_a_body_in_chunks_is_one_request(server: MockServer, sizes: tuple[int, ...], trailers: bytes) -> None:
    (status, reply), (then, other) = exchanged(server, CHUNKED, chunks(BODY, *sizes), trailers, NEXT)
    assert (status, reply["code"], then, other["code"]) == (200, 0, 200, 0)
    assert other["data"]["list"][0]["advertiser_id"] == "9"


def test_a_body_in_chunks_is_what_was_sent() -> None:
    told: list[Any] = []

    def check(_name: str, _query: Any, fields: Any) -> tuple[()]:
        told.append(fields)
        return ()

    with MockServer(api(check=check)) as running:
        threading.Thread(target=running.serve_forever, args=(SOON,), daemon=True).start()
        connection = HTTPConnection("127.0.0.1", running.server_address[1])
        with closing(connection):
            pieces = iter([BODY[:9], BODY[9:]])
            connection.request(
                "POST", "/campaign/create/", pieces, {"Access-Token": "t"}, encode_chunked=True
            )
            assert connection.getresponse().status == 200
        running.shutdown()
    assert told == [CAMPAIGN]


@pytest.mark.parametrize(
    ("request_", "status", "message"),
    [
        (HEAD + b"Content-Length: 9" + b"0" * 5000 + b"\r\n\r\n", 413, "at most 67108864 bytes"),
        (HEAD + b"Content-Length: 1000000000000\r\n\r\n", 413, "at most 67108864 bytes"),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400, "the Content-Length is no number"),
        (HEAD + b"Content-Length: x\r\n\r\n", 400, "the Content-Length is no number"),
        (HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, "one Content-Length"),
        (HEAD + b"Content-Length : 2\r\n\r\n{}", 400, "a header is malformed"),
        (HEAD.replace(b"Host", b" Host") + b"\r\n", 400, "a header is malformed"),
        (HEAD + b"Content-Length: 90\r\n\r\n{}", 400, "shorter than its Content-Length"),
        (CHUNKED.replace(b"chunked", b"gzip"), 400, "a body must be chunked or"),
        (CHUNKED.replace(b"Transfer", b"Content-Length: 2\r\nTransfer") + b"{}", 400, "not both"),
        (CHUNKED + b"{}\r\n", 400, "the size of a chunk is no number"),
        (CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n", 400, "the size of a chunk is no number"),
        (CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n", 400, "the size of a chunk is no number"),
        (CHUNKED + b"9" * 9000, 400, "the size of a chunk is no number"),
        (CHUNKED + b"fffffff\r\n", 413, "at most 67108864 bytes"),
        (CHUNKED + b"3\r\n{}\r\n0\r\n\r\n", 400, "a chunk has another size"),
        (CHUNKED + b"2\r\n{", 400, "a chunk has another size"),
        (CHUNKED + b"2\r\n{}\r\n", 400, "the size of a chunk is no number"),
        (CHUNKED + b"2\r\n{}\r\n0\r\n", 400, "breaks off after its last chunk"),
        (CHUNKED + b"2\r\n{}\r\n0\r\n" + b"a: b\r\n" * 9000, 400, "breaks off after its last chunk"),
        (b"GARDEN\r\n\r\n", 400, "Bad request syntax"),
        (b"GET / HTTP/x\r\n\r\n", 400, "Bad request version"),
        (b"GET / HTTP/3.0\r\n\r\n", 505, "Invalid HTTP version"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414, "Too Long"),
        (HEAD + b"a: " + b"b" * 70_000 + b"\r\n\r\n", 431, "Line too long"),
        (b"PUT /campaign/get/ HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", 501, "Unsupported method"),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_what_has_no_certain_end_is_refused_once_and_ends_the_connection(
    server: MockServer, lines: list[str], request_: bytes, status: int, message: str
) -> None:
    after = b"" if message.startswith(("shorter", "breaks off")) else NEXT
    ((found, reply),) = exchanged(server, request_, after)
    assert (found, reply["code"]) == (status, 40002)
    assert message in reply["message"]
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("request_", "status", "code", "message"),
    [
        (b"GET http://[::1/campaign/get/ HTTP/1.1\r\n\r\n", 404, 40006, "IPv6"),
        (b"GET http://[::x]:y/ HTTP/1.1\r\n\r\n", 404, 40006, ""),
        (sized(nested(2000), b"multipart/form-data; boundary=b0"), 200, 40002, "nested too deeply"),
        (sized(b'{"a":' * 90 + b"1" + b"}" * 90), 200, 0, ""),
        (sized(b'{"a":' * 400 + b"1" + b"}" * 400), 200, 40002, "nested too deeply"),
        (sized(b'{"a":' * 90_000), 200, 40002, "nested too deeply"),
        (sized(b"[" * 90_000), 200, 40002, "nested too deeply"),
        (sized(b"\xff"), 200, 40002, "the body is not JSON"),
        (sized(b"--x", b"multipart/form-data"), 200, 0, ""),
        (b"GET /campaign/get/ HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", 200, 40104, "Access-Token"),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_what_is_odd_has_one_reply_and_the_next_request_its_own(
    server: MockServer, request_: bytes, status: int, code: int, message: str
) -> None:
    (found, reply), (_, other) = exchanged(server, request_, NEXT)
    assert (found, reply["code"]) == (status, code)
    assert message in reply["message"]
    assert other["data"]["list"][0]["advertiser_id"] == "9"


def test_a_body_of_what_needs_none_is_no_request(server: MockServer) -> None:
    asking = b"OPTIONS /campaign/get/ HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(NEXT), NEXT)
    assert [status for status, _ in exchanged(server, asking, NEXT)] == [204, 200]


def test_a_fault_of_the_mock_is_told(lines: list[str]) -> None:
    def check(*_: Any) -> tuple[()]:
        raise ZeroDivisionError

    with MockServer(api(check=check), log=lines.append) as running:
        threading.Thread(target=running.serve_forever, args=(SOON,), daemon=True).start()
        ((status, reply),) = exchanged(running, NEXT, NEXT)
        running.shutdown()
    assert (status, reply["code"]) == (500, 50000)
    assert reply["message"] == "the mock failed: ZeroDivisionError"
    assert lines == ["GET /advertiser/info/ 500"]


def test_a_long_body_that_is_refused_does_not_break_its_reply(server: MockServer) -> None:
    rest = b"x" * (1 << 22)
    ((status, _),) = exchanged(server, HEAD + b"Content-Length: 1000000000000\r\n\r\n", rest, rest)
    assert status == 413


def test_pages_in_a_browser_may_call_it(server: MockServer) -> None:
    connection = HTTPConnection("127.0.0.1", server.server_address[1])
    connection.request("OPTIONS", "/campaign/get/")
    with closing(connection):
        reply = connection.getresponse()
        assert reply.status == 204
        assert {name: reply.headers[name] for name in reply.headers if "Allow" in name} == {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Headers": "*",
            "Access-Control-Allow-Methods": "GET, POST",
        }
        assert reply.read() == b""
        connection.request("GET", "/campaign/get/", headers={"Access-Token": "t"})
        reply = connection.getresponse()
        assert {name: reply.headers[name] for name in reply.headers if name not in {"Date", "Server"}} == {
            "Content-Type": "application/json",
            "Content-Length": str(len(reply.read())),
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Headers": "*",
        }


def test_a_sample_has_the_ids_that_were_asked_for_and_one_that_no_other_has() -> None:
    mock = api()
    answers = [
        mock.answer("GET", f"/campaign/get/?advertiser_id={number}", {"Access-Token": "t"}, b"")
        for number in (7, 8, 7)
    ]
    one, two, again = (json.loads(answer.body)["data"]["list"][0] for answer in answers)
    assert (one["advertiser_id"], two["advertiser_id"]) == ("7", "8")
    assert (one["campaign_id"], two["campaign_id"]) == ("7000000000000000001", "7000000000000000002")
    assert again == one


def test_shares_of_requests_fail_by_chance_that_a_seed_repeats() -> None:
    def outcomes(seed: int) -> list[int]:
        mock = api(seed=seed, faults=Faults(throttle=0.3, error=0.3))
        answers = [mock.answer("GET", "/campaign/get/", {"Access-Token": "t"}, b"") for _ in range(200)]
        return [json.loads(answer.body)["code"] for answer in answers]

    found = outcomes(1)
    assert found == outcomes(1) != outcomes(2)
    assert 30 < found.count(40100) < 90
    assert 30 < found.count(50000) < 90
    assert 50 < found.count(0) < 110


def test_an_upload_is_read_as_a_form() -> None:
    told: list[Any] = []

    def check(row: Any, texts: Any, values: Any) -> tuple[()]:
        told.append((row.name, texts, values))
        return ()

    with MockServer(api(check=check)) as running:
        threading.Thread(target=running.serve_forever, args=(SOON,), daemon=True).start()
        with Client("t", base_url=running.url) as client:
            client.file.video.ad.upload(
                advertiser_id="1", upload_type="UPLOAD_BY_FILE", video_file=b"film", file_name="a.mp4"
            )
        running.shutdown()
    name, fields, values = told[0]
    assert (name, values) == ("file_video_ad_upload", {})
    assert (fields["advertiser_id"], fields["upload_type"], fields["file_name"]) == (
        "1",
        "UPLOAD_BY_FILE",
        "a.mp4",
    )
    assert isinstance(fields["video_file"], str)


@text_cases(arguments=literal, message=str)
def test_the_command_tells_what_it_does_not_take(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["mock", *arguments], Package(OPERATIONS, "tiktok_business.checks")) == 2
    assert message in capsys.readouterr().err


def test_the_command_checks_what_it_is_sent(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    forever = MockServer.serve_forever

    def serve(server: MockServer) -> None:
        thread = threading.Thread(target=forever, args=(server, SOON), daemon=True)
        thread.start()
        told.append(asked(server, "POST", "/campaign/create/", {**CAMPAIGN, "objective_type": "TRAFIC"}))
        told.append(asked(server, "GET", "/campaign/get/?advertiser_id=1&page=2"))
        told.append(asked(server, "POST", "/campaign/create/", {**CAMPAIGN, "request_id": "1", "in_beta": 1}))
        server.shutdown()
        thread.join()

    monkeypatch.setattr(MockServer, "serve_forever", serve)
    replies = {name: tuple(reply) for name, *reply in REPLIES}
    status = main(
        ["mock", "--port", "0", "--waive", "unknown"],
        Package(OPERATIONS, "tiktok_business.checks", UPLOADS, replies),
    )
    assert status == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("http://127.0.0.1:")
    assert "POST /campaign/create/ 200" in shown.err
    assert told[0][1]["code"] == 40002
    assert "/objective_type" in told[0][1]["message"]
    assert [reply["code"] for _, reply in told[1:]] == [0, 0]


def test_a_launch_is_made_against_it(server: MockServer) -> None:
    plan = Plan()
    plan.add("campaign.create", **CAMPAIGN)
    with Client("t", base_url=server.url) as client:
        plan.create(client)
    assert plan.steps[0].state == "done"
    assert plan.steps[0].ids


def test_a_report_has_a_row_of_what_it_is_asked_for(server: MockServer) -> None:
    asked_for: dict[str, Any] = {"report_type": "BASIC", "data_level": "AUCTION_AD", "query_lifetime": True}
    with Client("token", base_url=server.url, advertiser_id="7") as client:
        rows = client.report.fetch(**asked_for, advertiser_id="7", dimensions=["ad_id"], metrics=["spend"])
        assert [sorted(row) for row in rows] == [["ad_id", "spend"]]


def test_a_file_is_of_a_type_that_is_documented(server: MockServer) -> None:
    files = {name: kinds for name, _, *kinds in REPLIES if kinds}
    got: dict[str, str | None] = {}
    for operation in OPERATIONS:
        if operation.name in files:
            with closing(HTTPConnection("127.0.0.1", server.server_address[1])) as connection:
                connection.request(operation.method, operation.path, headers={"Access-Token": "t"})
                reply = connection.getresponse()
                reply.read()
                got[operation.name] = reply.getheader("Content-Type")
    assert got == {name: kinds[0] for name, kinds in files.items()}
