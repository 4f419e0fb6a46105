"""What a call takes besides what is documented, what a client is set to, and what it tells of its calls."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
import re
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from clients import Generated, Recorder, document, enveloped, generated, getting, objects, posting, query
from text_cases import literal, text_cases
from tiktok_bindgen.runtime.secret import Secret, SecretWarning
from tiktok_business import AsyncClient, MockTransport

CREATE = "/open_api/v1.3/plot/create/"
KEYED = {"type": "string", "x-idempotency-key": True, "x-idempotency-within": 10}
SPEC: dict[str, Any] = document(
    {
        CREATE: posting(objects({"name": {"type": "string", "maxLength": 5}}, "name"), enveloped()),
        "/open_api/v1.3/plot/get/": getting(query("name")),
        "/open_api/v1.3/plot/dig/": posting(objects({"name": {"type": "string"}, "dig_id": KEYED}, "dig_id")),
    }
)

SPEC["components"]["securitySchemes"] = {"token": {"type": "apiKey", "in": "header", "name": "Access-Token"}}
SPEC["security"] = [{"token": []}]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(SPEC, tmp_path_factory.mktemp("options")) as client:
        yield client


def body_of(recorder: Any, number: int = -1) -> Any:
    return recorder.sent[number].json()


# -- options of one call -------------------------------------------------------------------


def test_what_is_not_documented_yet_is_sent_besides_and_unchecked(made: Generated) -> None:
    sent = Recorder()
    made.client(sent).plot.create(
        name="herbs",
        extra_body={"color": "green", "tags": ["a"]},
        extra_query={"trace": 1},
        extra_headers={"X-Garden": "south"},
    )
    assert body_of(sent) == {"name": "herbs", "color": "green", "tags": ["a"]}
    assert parse_qs(urlsplit(sent.sent[0].url).query) == {"trace": ["1"]}
    assert sent.sent[0].headers["X-Garden"] == "south"


def test_an_extra_value_comes_before_the_documented_one_and_none_takes_it_away(made: Generated) -> None:
    sent = Recorder()
    client = made.client(sent)
    client.plot.create(name="herbs", extra_body={"name": "longer than documented"})
    client.plot.create(name="herbs", extra_body={"name": None, "label": "x"})
    assert [body_of(sent, 0), body_of(sent, 1)] == [{"name": "longer than documented"}, {"label": "x"}]


def test_a_call_that_has_no_body_gets_one_by_an_extra_one(made: Generated) -> None:
    sent = Recorder()
    made.client(sent).plot.get(extra_body={"a": 1})
    assert body_of(sent) == {"a": 1}
    assert sent.sent[0].headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", ["Accept", "Accept-Encoding", "User-Agent"])
def test_an_extra_header_is_sent_in_place_of_the_client_s_own_however_it_is_spelled(
    made: Generated, name: str
) -> None:
    for spelled in (name, name.lower(), name.upper()):
        sent = Recorder()
        made.client(sent).plot.create(name="herbs", extra_headers={spelled: "text/garden"})
        found = [value for key, value in sent.sent[0].headers.items() if key.lower() == name.lower()]
        assert found == ["text/garden"]


def test_what_kind_of_body_there_is_only_the_client_tells(made: Generated) -> None:
    sent = Recorder()
    with pytest.raises(made.module().InvalidRequest, match="a header that the client sends itself"):
        made.client(sent).plot.create(name="herbs", extra_headers={"content-type": "text/garden"})
    # A call without a body has none of its own.
    made.client(sent).plot.get(extra_headers={"content-type": "text/garden"})
    assert [request.headers["Content-Type"] for request in sent.sent] == ["text/garden"]


@pytest.mark.parametrize(
    "name", ["Content-Length", "host", "Connection", "transfer-encoding", "access-token"]
)
def test_an_extra_header_cannot_be_one_that_frames_the_request_or_names_the_caller(
    made: Generated, name: str
) -> None:
    with pytest.raises(made.module().InvalidRequest, match="a header that the client sends itself"):
        made.client(Recorder(), access_token="t").plot.get(extra_headers={name: "1"})


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"nmae": "x"}, "; did you mean 'name'?"),
        ({"timeuot": 3}, "; did you mean 'timeout'?"),
        ({"zz": 1}, "; extra_body takes what is not documented$"),
        ({"headers": {"a": "b"}}, "; did you mean 'extra_headers'?"),
        ({"body": {"name": "b"}}, "; extra_body takes"),
        ({"reply": dict}, "; extra_body takes"),
    ],
)
def test_an_argument_that_there_is_not_is_told_with_the_nearest_that_there_is(
    made: Generated, given: dict[str, Any], hint: str
) -> None:
    told = f"POST {CREATE} takes no argument '{next(iter(given))}'{hint}"
    with pytest.raises(TypeError, match=told.replace("?", r"\?")):
        made.client(Recorder()).plot.create(name="a", **given)


def test_all_arguments_that_there_are_not_are_told_at_once(made: Generated) -> None:
    told = rf"^POST {CREATE} takes no arguments 'plot_id', 'sown_at', 'nmae'; extra_body takes what is not"
    with pytest.raises(TypeError, match=told):
        made.client(Recorder()).plot.create(name="a", plot_id="7", sown_at="2026-01-01", nmae="b")


# -- a client with other settings ----------------------------------------------------------


def test_other_settings_share_connections_and_leave_the_client_as_it_is(made: Generated) -> None:
    sent = Recorder()
    client = made.client(sent, access_token="first-token", retries=0)
    other = client.with_options(access_token="other-token", validate=False, retries=5)
    other.plot.create(name="longer than documented")
    with pytest.raises(made.module().InvalidRequest):
        client.plot.create(name="longer than documented")
    client.plot.create(name="short")
    assert [each.headers["Access-Token"] for each in sent.sent] == ["other-token", "first-token"]
    assert (other._core._retries.attempts, client._core._retries.attempts) == (6, 1)
    assert other._core._transport is client._core._transport
    assert isinstance(other, made.module().Client)


@pytest.mark.parametrize("closing", [0, 1])
def test_clients_that_share_connections_end_together(made: Generated, closing: int) -> None:
    client = made.client(Recorder())
    both = [client, client.with_options(timeout=3)]
    both[closing].close()
    for each in both:
        with pytest.raises(made.module().ClientClosedError):
            each.plot.get()
        assert repr(each).endswith("closed>)")


def test_other_settings_are_checked_as_the_first_are(made: Generated) -> None:
    with pytest.raises(ValueError, match="access token"):
        made.client(Recorder()).with_options(access_token="a\nb")
    with pytest.raises((TypeError, ValueError)):
        made.client(Recorder()).with_options(timeout=-1)


# -- where settings come from --------------------------------------------------------------


def test_a_client_takes_its_token_from_the_environment(
    made: Generated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOK_ACCESS_TOKEN", "of-the-machine")
    sent = Recorder()
    made.client(sent, access_token=None).plot.get()
    made.client(sent, access_token="given").plot.get()
    assert [each.headers["Access-Token"] for each in sent.sent] == ["of-the-machine", "given"]


def test_a_client_takes_its_server_from_the_environment(
    made: Generated, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIKTOK_BASE_URL", "http://127.0.0.1:4010/")
    sent = Recorder()
    settings = tmp_path / "a.toml"
    settings.write_text('base_url = "https://file.example"')
    make = made.module("client").Client
    clients = [
        make("t", transport=sent),
        make("t", transport=sent, sandbox=True),
        make("t", transport=sent, base_url="https://given.example"),
        make.from_file(settings, access_token="t", transport=sent),
    ]
    monkeypatch.setenv("TIKTOK_BASE_URL", "")
    clients.append(make("t", transport=sent))
    for client in clients:
        client.plot.get()
    assert [each.url.partition("/open_api")[0] for each in sent.sent] == [
        "http://127.0.0.1:4010",
        "http://127.0.0.1:4010",
        "https://given.example",
        "https://file.example",
        "https://garden.example",
    ]


@text_cases(asked=literal, told=str)
def test_what_is_no_server_in_the_environment_is_told_with_the_variable(
    made: Generated, monkeypatch: pytest.MonkeyPatch, asked: str, told: str
) -> None:
    monkeypatch.setenv("TIKTOK_BASE_URL", asked)
    with pytest.raises(ValueError, match=r"^TIKTOK_BASE_URL: ") as caught:
        made.module("client").Client()
    assert str(caught.value) == f"TIKTOK_BASE_URL: {told}"
    made.module("client").Client(base_url="https://given.example")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", 'access_token = "of-the-file"\nretries = 0\ntimeout = 2.5\nwaive = ["maxLength"]\n'),
        ("a.json", '{"access_token": "of-the-file", "retries": 0, "timeout": 2.5, "waive": ["maxLength"]}'),
    ],
)
def test_a_client_is_made_of_a_file(made: Generated, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    sent = Recorder()
    client = made.module().Client.from_file(tmp_path / name, transport=sent, retries=1)
    client.plot.create(name="longer than documented")
    assert sent.sent[0].headers["Access-Token"] == "of-the-file"
    assert (client._core._retries.attempts, client._core._timeout.total) == (2, 2.5)


def test_a_file_may_have_ids_as_numbers_and_the_concurrency_of_an_async_client(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("advertiser_id = 7000000000000000001\nconcurrency = 3\n")
    mock = MockTransport(any_ids=True)

    async def main() -> None:
        async with AsyncClient.from_file(path, transport=mock) as client:
            await client.campaign.status.update(campaign_ids=["7"], operation_status="DISABLE")

    asyncio.run(main())
    assert mock.requests[0].json()["advertiser_id"] == "7000000000000000001"
    path.write_text("concurrency = 'many'\n")
    with pytest.raises(ValueError, match="concurrency must be int"):
        AsyncClient.from_file(path)


@text_cases(name=str, text=literal, message=str)
def test_a_wrong_file_is_told_without_what_it_says(
    made: Generated, tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=message) as caught:
        made.module().Client.from_file(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert "top-secret-token" not in str(caught.value)


_SECONDS = "timeout must be a number of seconds above 0 and up to 2000000 (for no limit, None in a Timeout)"
_LARGE = "{} too large to show"
_TIMEOUT = "timeout must be a number of seconds, a tuple (connect, read), a Timeout or None"
_FLAG = "{} must be True or False, not {}"
_WAIVE = "waive must be a list of rule ids and JSON pointers, not {}"


@pytest.mark.parametrize("name", ["a.toml", "a.json"])
def test_a_file_of_settings_in_another_encoding_is_told(made: Generated, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b'application = "caf\xe9"')
    with pytest.raises(ValueError, match=f"{name}: not UTF-8 text"):
        made.module().Client.from_file(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("timeout = 0", f"{_SECONDS}, not 0"),
        ("retries = -1", "retries must be a whole number from 0 or a Retry, not -1"),
        ("base_url = 'garden'", "not the URL of a server: 'garden'"),
        ("currency = 'usd'", "currency must be a code such as USD, not 'usd'"),
        ("application = '\u00fc'", "the application must be printable ASCII text, such as my-shop/2.1"),
    ],
)
def test_a_wrong_value_of_a_file_is_told_with_the_file(
    made: Generated, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    for kind in (made.module().Client, made.module().AsyncClient):
        with pytest.raises(ValueError) as caught:  # noqa: PT011 - compared below
            kind.from_file(path, validate=False)
        assert str(caught.value) == f"{path}: {message}"


def test_a_wrong_value_of_the_program_is_not_told_of_the_file(made: Generated, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("retries = 1")
    with pytest.raises(ValueError, match=r"^retries must be"):
        made.module().Client.from_file(tmp_path / "a.toml", retries=-1)


def nested(kind: type = list) -> Any:
    """A list or a tuple in itself, more often than Python goes down."""
    make: Any = kind
    value = make()
    for _ in range(10_000):
        value = make((value,))
    return value


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"validate": "no"}, _FLAG.format("validate", "'no'")),
        ({"validate": 0}, _FLAG.format("validate", 0)),
        ({"sandbox": "yes"}, _FLAG.format("sandbox", "'yes'")),
        ({"strict_replies": "no"}, _FLAG.format("strict_replies", "'no'")),
        ({"waive": 5}, _WAIVE.format(5)),
        ({"waive": [5]}, _WAIVE.format("[5]")),
        ({"waive": 0}, _WAIVE.format(0)),
        ({"waive": b""}, _WAIVE.format("b''")),
        ({"waive": b"enum"}, _WAIVE.format("b'enum'")),
        ({"waive": {"enum": 1}}, _WAIVE.format("{'enum': 1}")),
        ({"waive": nested()}, _WAIVE.format("list too large to show")),
        (
            {"timeout": nested()},
            f"{_TIMEOUT}, not list too large to show",
        ),
        (
            {"timeout": (1, 2, nested(tuple))},
            "timeout as a tuple must be (connect, read), not tuple too large to show",
        ),
        (
            {"timeout": 10**5000},
            f"{_SECONDS}, not int too large to show",
        ),
        (
            {"retries": nested()},
            "retries must be a whole number from 0 or a Retry, not " + _LARGE.format("list"),
        ),
        ({"base_url": nested()}, "not the URL of a server: list too large to show"),
        ({"limiter": 5}, "limiter must be a Limiter or a level's name, not 5"),
        ({"application": 5}, "the application must be printable ASCII text, such as my-shop/2.1"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_setting_that_cannot_be_is_told_with_what_it_may_be(
    made: Generated, given: dict[str, Any], message: str
) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        made.client(Recorder(), **given)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("given", "message"),
    [({"validate": "no"}, _FLAG.format("validate", "'no'")), ({"waive": 0}, _WAIVE.format(0))],
)
def test_an_option_of_a_call_is_checked_as_a_setting_is(
    made: Generated, given: dict[str, Any], message: str
) -> None:
    sent = Recorder()
    client = made.client(sent)
    calls: tuple[Callable[[], Any], ...] = (
        lambda: client.plot.create(name="a", **given),
        lambda: client.with_options(**given),
    )
    for give in calls:
        with pytest.raises(TypeError) as caught:
            give()
        assert str(caught.value) == message
    assert sent.sent == []


def test_rules_are_waived_by_any_collection_of_them(made: Generated) -> None:
    for waive in ("maxLength", ["maxLength"], {"maxLength"}, iter(["maxLength"])):
        made.client(Recorder(), waive=waive).plot.create(name="longer than documented")


@pytest.mark.parametrize("name", ["connections", "max_reply", "max_json"])
@pytest.mark.parametrize("given", [0, "5", True, 2.5, None])
def test_a_transport_takes_whole_numbers_from_one(made: Generated, name: str, given: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{name} must be a whole number from 1, not "):
        made.module().Urllib3Transport(**{name: given})


@pytest.mark.parametrize("given", ["64", 2.5, 0])
def test_a_client_for_asyncio_takes_a_whole_number_of_calls_at_once(made: Generated, given: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"^concurrency must be a whole number from 1, not "):
        made.module().AsyncClient(concurrency=given)


def test_a_file_that_is_not_there_is_an_os_error(made: Generated, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        made.module().Client.from_file(tmp_path / "none.toml")


def test_the_user_agent_ends_with_what_the_program_is_called(made: Generated) -> None:
    sent = Recorder()
    made.client(sent, application="my-shop/2.1").plot.get()
    agent = sent.sent[0].headers["User-Agent"].split()
    assert agent[0].startswith("tiktok-business-bindings/")
    assert agent[-1] == "my-shop/2.1"
    with pytest.raises(ValueError, match="printable ASCII"):
        made.client(sent, application="a\r\nX-Evil: 1")


# -- what is told of calls -----------------------------------------------------------------


class Failing:
    """Fails as it is told, by names of errors or return codes, one after the other; then answers."""

    def __init__(self, *outcomes: str | int) -> None:
        self.outcomes = [*outcomes]
        self.recorder = Recorder()
        self.sent = self.recorder.sent

    def send(self, request: Any, timeout: object) -> Any:
        reply = self.recorder.send(request, timeout)
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if isinstance(outcome, str):
            errors = import_module(type(request).__module__.replace("transport", "errors"))
            raise getattr(errors, outcome)(outcome)
        if outcome is None:
            return reply
        body = json.dumps({"code": outcome, "message": "no", "request_id": "R7"}).encode()
        return type(reply)(reply.status, reply.headers, body)

    def close(self) -> None:
        """Do nothing."""


def quick(client: Any) -> Any:
    client._core._sleep = lambda _: None
    return client


def test_the_log_says_how_a_call_ended_and_why_it_was_tried_again(
    made: Generated, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tiktok_business")
    quick(made.client(Failing(40100))).plot.get()
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert [level for level, _ in told] == ["INFO", "INFO"]
    label = "GET /open_api/v1.3/plot/get/"
    assert told[0][1].startswith(f"{label}: try 1: code 40100: no (request R7); again in ")
    assert told[1][1].startswith(f"{label}: code 0, request r1, 2 tries, ")
    assert told[1][1].endswith(" ms")


def test_an_error_says_after_how_many_tries_it_came(
    made: Generated, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tiktok_business")
    with pytest.raises(made.module().ApiError, match=r"code 40100: no \(request R7\) \(after 3 tries\)$"):
        quick(made.client(Failing(40100, 40100, 40100))).plot.get()
    assert "RateLimitError 40100, request R7, 3 tries, " in caplog.messages[-1]
    with pytest.raises(made.module().ApiError, match=r"\(request R7\)$"):
        quick(made.client(Failing(40002))).plot.get()


@pytest.mark.usefixtures("log_as_it_was")
@pytest.mark.parametrize(("asked", "lines"), [("info", 1), ("debug", 2), ("INFO", 1), ("", 0)])
def test_the_environment_has_the_log_written_to_standard_error(
    made: Generated,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: str,
    lines: int,
) -> None:
    monkeypatch.setenv("TIKTOK_LOG", asked)
    made.client(Recorder())
    made.client(Recorder()).plot.get()
    assert capsys.readouterr().err.count("GET /open_api/v1.3/plot/get/: ") == lines


def test_a_level_that_there_is_not_is_told_and_is_info(
    made: Generated,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    log_as_it_was: None,
) -> None:
    monkeypatch.setenv("TIKTOK_LOG", "loud")
    made.client(Recorder()).plot.get()
    told = capsys.readouterr().err
    assert "TIKTOK_LOG is loud; expected one of debug, info, warning, error" in told
    assert "GET /open_api/v1.3/plot/get/: code 0, request r1, 1 try, " in told


@pytest.fixture
def log_as_it_was() -> Iterator[None]:
    log = logging.getLogger("tiktok_business")
    handlers, level = [*log.handlers], log.level
    yield
    log.handlers[:] = handlers
    log.setLevel(level)


def test_a_hook_gets_the_decoded_reply_or_the_error_of_each_try(made: Generated) -> None:
    told: list[tuple[int, object]] = []
    client = quick(
        made.client(Failing(40100), after=lambda request, outcome: told.append((request.attempt, outcome)))
    )
    reply = client.plot.get()
    raw = client.request("GET", "/open_api/v1.3/other/")
    assert [(attempt, type(outcome).__name__) for attempt, outcome in told] == [
        (1, "RateLimitError"),
        (2, "Reply"),
        (1, "RawResponse"),
    ]
    assert told[1][1] is reply
    assert told[2][1] is raw


def test_a_hook_gets_whatever_ends_a_try_that_another_hook_saw_begin(made: Generated) -> None:
    class Stopped(BaseException):
        pass

    def stop(request: Any) -> None:
        begun.append(request)
        raise Stopped

    begun: list[Any] = []
    ended: list[tuple[Any, type]] = []
    client = made.client(
        Recorder(), before=stop, after=lambda request, outcome: ended.append((request, type(outcome)))
    )
    with pytest.raises(Stopped):
        client.plot.get()
    assert ended == [(begun[0], Stopped)]


# -- a request that is known again ---------------------------------------------------------


def test_a_request_that_the_server_knows_again_has_one_key_for_all_its_tries(made: Generated) -> None:
    sent = Failing("ConnectionLostError", 40100)
    quick(made.client(sent)).plot.dig(name="a")
    keys = {body_of(sent, number)["dig_id"] for number in range(3)}
    assert len(keys) == 1
    assert 0 <= int(keys.pop()) < 2**63
    quick(made.client(sent)).plot.dig(name="a")
    assert body_of(sent, 3)["dig_id"] != body_of(sent, 2)["dig_id"]


def test_a_key_of_the_callers_own_is_kept_and_may_be_left_out(made: Generated) -> None:
    sent = Recorder()
    made.client(sent).plot.dig(dig_id="7")
    made.client(sent).plot.dig(name="a", extra_body={"dig_id": None})
    assert [body_of(sent, 0), body_of(sent, 1)] == [{"dig_id": "7"}, {"name": "a"}]


def test_without_a_key_what_may_have_been_done_is_not_sent_again(made: Generated) -> None:
    for client, call in (
        (quick(made.client(Failing("ConnectionLostError"))), {"extra_body": {"dig_id": None}}),
        (quick(made.client(Failing("ConnectionLostError"))), None),
    ):
        with pytest.raises(made.module().TikTokError) as caught:
            client.plot.create(name="a") if call is None else client.plot.dig(**call)
        assert caught.value.may_have_been_done
        assert caught.value.attempts == 1


def test_it_is_not_sent_again_when_the_server_has_forgotten_it(
    made: Generated, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0

    class Slow(Failing):
        def send(self, request: Any, timeout: object) -> Any:
            nonlocal now
            now = 9.99
            return super().send(request, timeout)

    client = quick(made.client(Slow("ConnectionLostError")))
    monkeypatch.setattr("time.monotonic", lambda: now)
    # How long a wait is is left to chance: one of less than a hundredth of a second would be in time.
    monkeypatch.setattr("random.uniform", lambda _, most: most)
    with pytest.raises(made.module().TikTokError) as caught:
        client.plot.dig(name="a")
    assert caught.value.attempts == 1


def test_what_may_have_been_done_before_is_told_of_a_later_refusal(made: Generated) -> None:
    client = quick(made.client(Failing("ConnectionLostError", 40202)))
    with pytest.raises(made.module().ConflictError, match="it may have been carried out") as caught:
        client.plot.dig(name="a")
    assert caught.value.may_have_been_done
    never = quick(made.client(Failing("ConnectTimeoutError", 40202)))
    with pytest.raises(made.module().ConflictError) as caught:
        never.plot.dig(name="a")
    assert not caught.value.may_have_been_done


# -- secrets -------------------------------------------------------------------------------


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret("top-secret-token")
    assert secret.reveal() == "top-secret-token"
    assert repr(secret) == "Secret('***')"
    ways: list[Callable[[], str]] = [lambda: str(secret), lambda: f"{secret}", lambda: f"{secret:>3}"]
    for shown in ways:
        with pytest.warns(SecretWarning, match=r"use reveal\(\) for its value"):
            assert shown() == "***"
    assert (bool(secret), bool(Secret(""))) == (True, False)
    assert secret == Secret(secret)
    assert secret != Secret("other")
    assert secret != "top-secret-token"
    assert len({secret, Secret("top-secret-token")}) == 1
    assert pickle.loads(pickle.dumps(secret)) == secret


def test_a_secret_cannot_be_saved_by_mistake(tmp_path: Path) -> None:
    secret = Secret("top-secret-token")
    with pytest.raises(TypeError):
        json.dumps({"token": secret})
    with pytest.raises(TypeError):
        (tmp_path / "token").write_text(secret)  # type: ignore[arg-type] # that a checker finds it is the point


def test_a_client_takes_a_secret(made: Generated) -> None:
    sent = Recorder()
    secret = made.module().Secret("top-secret-token")
    made.client(sent, access_token=secret).plot.get()
    made.client(sent, access_token=lambda: secret).plot.get()
    assert {each.headers["Access-Token"] for each in sent.sent} == {"top-secret-token"}


# -- names ---------------------------------------------------------------------------------


def test_a_traceback_names_what_is_imported(made: Generated) -> None:
    package = made.module()
    offered = {name: getattr(package, name) for name in package.__all__}
    errors = {
        name: one
        for name, one in offered.items()
        if isinstance(one, type) and issubclass(one, package.TikTokError)
    }
    assert {"ApiError", "TikTokError"} <= errors.keys()
    assert {(one.__module__, one.__qualname__) for one in errors.values()} == {
        (package.__name__, name) for name in errors
    }


def test_every_error_can_be_made_again_of_its_text_alone(made: Generated) -> None:
    # As a queue does that writes JSON.
    package = made.module()
    offered = [getattr(package, name) for name in package.__all__]
    kinds = [one for one in offered if isinstance(one, type) and issubclass(one, package.TikTokError)]
    assert package.PlanError in kinds
    assert package.MissingFieldError in kinds
    assert {str(kind("step 1: no bed")) for kind in kinds} == {"step 1: no bed"}


@pytest.mark.parametrize("given", [5, "tags", ["tags"], {1: "a"}, {None: "a"}], ids=str)
@pytest.mark.parametrize("name", ["extra_body", "extra_query", "extra_headers"])
def test_what_is_sent_besides_has_to_be_a_dictionary_of_names(made: Generated, name: str, given: Any) -> None:
    sent = Recorder()
    with pytest.raises(TypeError, match=f"{name} must be a dictionary whose keys are text"):
        made.client(sent).plot.create(name="herbs", **{name: given})
    assert sent.sent == []


def test_a_number_with_too_many_digits_for_a_header_is_told_by_its_place(made: Generated) -> None:
    with pytest.raises(made.module("").InvalidRequest, match="/X-Beds: must be a number with fewer digits"):
        made.client(Recorder()).plot.create(name="herbs", extra_headers={"X-Beds": 10**5000})


@pytest.mark.parametrize("name", ["before", "after"])
def test_a_hook_that_cannot_be_called_is_told_at_once(made: Generated, name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} must be a function, not str"):
        made.client(Recorder(), **{name: "log"})
    with pytest.raises(TypeError, match=f"{name} must be a function, not int"):
        made.client(Recorder()).with_options(**{name: 5})


@pytest.mark.parametrize("transport", ["mock", 5, Recorder], ids=str)
def test_a_transport_that_cannot_send_is_told_at_once(made: Generated, transport: Any) -> None:
    with pytest.raises(TypeError, match="transport must be an object that sends requests"):
        made.client(transport)


@pytest.mark.parametrize("other", [pickle.dumps, copy.deepcopy])
def test_a_client_that_is_pickled_says_what_to_do_instead(
    made: Generated, other: Callable[[Any], Any]
) -> None:
    client = made.client(Recorder())
    with pytest.raises(TypeError, match=r"cannot be pickled or deep-copied.*create one in each process"):
        other(client)
    with pytest.raises(TypeError, match="cannot be pickled"):
        other(client.plot.create)


def test_a_call_without_a_token_says_where_one_is_given(made: Generated) -> None:
    client = made.module("client").Client()
    with pytest.raises(
        made.module("").InvalidRequest, match=r"Client\(access_token=…\), or set TIKTOK_ACCESS_TOKEN"
    ):
        client.plot.create(name="herbs")


def test_a_token_of_the_environment_that_ends_in_a_line_break_is_told(
    made: Generated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOK_ACCESS_TOKEN", "rosemary\n")
    with pytest.raises(
        ValueError, match=r"that of TIKTOK_ACCESS_TOKEN, must be .* without spaces or line breaks"
    ):
        made.module("client").Client()


@pytest.mark.parametrize("given", ['{"name": "herbs"}', ["herbs"], {1: "herbs"}], ids=str)
@pytest.mark.parametrize("name", ["body", "query", "headers"])
def test_a_request_of_ones_own_takes_dictionaries_of_names(made: Generated, name: str, given: Any) -> None:
    sent = Recorder()
    with pytest.raises(TypeError, match=f"{name} must be a dictionary whose keys are text"):
        made.client(sent).request("POST", CREATE, **{name: given})
    assert sent.sent == []


def test_a_token_that_a_server_repeats_is_in_no_variable_of_an_error(made: Generated) -> None:
    token = "rosemary-and-" + "thyme"
    sent = Recorder([{"code": 40105, "message": f"{token} expired", "request_id": "r1", "data": {}}])
    client = made.client(sent, access_token=token)
    with pytest.raises(made.module("").AuthError, match=r"\*\*\* expired") as caught:
        client.plot.create(name="herbs")
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True).stack[1:]
    assert "rosemary" not in str([frame.locals for frame in frames])


def test_a_key_is_made_up_where_its_format_takes_any_number(tmp_path: Path) -> None:
    number = {"format": "digits of an integer"}
    operations = {
        f"/open_api/v1.3/plot/{name}/": posting(objects({"dig_id": KEYED | written}, "dig_id"))
        for name, written in {"dig": number, "rake": {"pattern": "^[a-z]*$"}}.items()
    }
    with generated(document(operations), tmp_path) as client:
        sent = Recorder()
        client.client(sent).plot.dig()
        assert re.fullmatch(r"\d{1,19}", body_of(sent)["dig_id"])
        with pytest.raises(ValueError, match="dig_id: is required"):
            client.client(sent).plot.rake()
