"""No secret is in anything that an error leads to: attributes, pickles, variables of our frames, logs."""

from __future__ import annotations

import asyncio
import base64
import copy
import io
import json
import logging
import pickle
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import pytest

from tiktok_business import (
    AsyncClient,
    Client,
    File,
    MockTransport,
    OAuth,
    Secret,
    Tokens,
    Urllib3Transport,
    account_oauth,
    advertiser_oauth,
    aitems,
    auth_code,
    errors,
    items,
    pages,
    webhooks,
)
from tiktok_business._runtime.building import build_request
from tiktok_business._runtime.core import Core
from tiktok_business._runtime.masking import masked
from tiktok_business._runtime.operation import Operation
from tiktok_business._runtime.raw_response import RawResponse
from tiktok_business._runtime.transport import Request, Timeout

from .server import Reply, Server, envelope, refused_url

# What callers give, and what replies bring. Each is put together where it is used, for the tests' own frames
# are not looked at, but their code is in some.
TOKEN, CODE, APP = "rosemary-of-the-token", "4f1e5a77c0de", "watering/can+of the=app"
FRESH, RENEWING = "marjoram-that-is-new", "thyme-that-renews"
SECRETS = (TOKEN, CODE, APP, FRESH, RENEWING)
TELLING = {"access_token": FRESH, "refresh_token": RENEWING, "nested": [{"client_secret": APP}]}


# What is looked at


def found_in(error: BaseException, records: list[logging.LogRecord]) -> list[str]:
    """Return where there is a secret in all that an error, and what led to it, can be written down as."""
    found: list[str] = []
    for each in with_causes(error):
        places = {
            "str": str(each),
            "repr": repr(each),
            "vars": flat(vars(each)),
            "args": flat(each.args),
            "pickle": pickled(each),
            "copy": flat(vars(copy.copy(each))) if isinstance(each, errors.TikTokError) else "",
            "traceback": "".join(traceback.format_exception(each)),
            **{f"{at.f_code.co_qualname}": flat(at.f_locals) for at in our_frames(each.__traceback__)},
        }
        found += [
            f"{type(each).__name__} {place}: {text[:500]}" for place, text in places.items() if tells(text)
        ]
    logged = [flat((record.getMessage(), record.args, vars(record))) for record in records]
    return [*found, *(f"log: {text[:300]}" for text in logged if tells(text))]


def tells(text: str) -> bool:
    """Report whether a text has a secret, or the beginning of one, however it is written."""
    plain = text.replace("\\", "").replace("%2F", "/").replace("%2B", "+").replace("%20", " ")
    return any(secret[:8] in plain for secret in SECRETS)


def with_causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and all that led to it, however they are linked."""
    seen: list[BaseException] = []
    left = [error]
    while left:
        each = left.pop()
        if each is not None and each not in seen:
            seen.append(each)
            yield each
            left += [each.__cause__, each.__context__]
            left += [one for one in (*each.args, *vars(each).values()) if isinstance(one, BaseException)]


def our_frames(trace: TracebackType | None) -> Iterator[FrameType]:
    """Yield the frames of a traceback, except those of this file."""
    for frame, _ in traceback.walk_tb(trace):
        if frame.f_code.co_filename != __file__:
            yield frame


def flat(value: object) -> str:
    """Write down a value, and whatever plain containers and objects of ours hold, as a thorough reporter."""
    seen: dict[int, object] = {}
    left = [value]
    texts: list[str] = []
    while left:
        each = left.pop()
        if id(each) in seen:
            continue
        seen[id(each)] = each
        texts.append(repr(each))
        if isinstance(each, dict):
            left += [*each.keys(), *each.values()]
        elif isinstance(each, list | tuple | set | frozenset):
            left += each
        # A client and tokens have to hold secrets; they only must not show them.
        elif type(each).__module__.startswith("tiktok_business") and not isinstance(
            each, Core | Tokens | Secret
        ):
            slots = [slot for kind in type(each).__mro__ for slot in getattr(kind, "__slots__", ())]
            names = {*slots, *getattr(each, "__dict__", ())} - {"__weakref__"}
            left += [getattr(each, name, None) for name in names]
    return "\n".join(texts)


_HOLDERS = (Core, Tokens, Secret)


def pickled(error: BaseException) -> str:
    try:
        content = pickle.dumps(error)
    except Exception:  # noqa: BLE001 - what others raised may hold anything
        return ""
    return content.decode("latin-1") + flat(vars(pickle.loads(content)))


def test_what_is_looked_at_has_the_secrets_that_are_there() -> None:
    """The search itself finds them."""

    def held(error: Exception) -> Exception:
        error.held = {"a": [RawResponse(200, {"b": TOKEN}, b"")]}  # type: ignore[attr-defined] # made on the spot
        return error

    assert len(found_in(held(ValueError("lost")), [])) == 2
    assert found_in(ValueError(json.dumps(APP)), [])
    record = logging.LogRecord("a", 10, "b", 1, "%s", (CODE,), None)
    assert found_in(ValueError(), [record])
    assert not found_in(ValueError("rose"), [])


# The calls


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def telling(*known: str) -> dict[str, Any]:
    """Data with secrets where they are recognised: called so, or known, as values and as names of fields."""
    named = {
        "access_token": FRESH,
        "refresh_token": RENEWING,
        "nested": [{"clientSecret": APP, "password": 7}],
    }
    return {**named, "told": json.dumps(named), "list": [*known], **{each: {each: 1} for each in known}}


def echo(known: Collection[str], code: int = 0) -> bytes:
    """A reply that repeats secrets in every field."""
    message = f"{' and '.join(known)}, {json.dumps(telling(*known))}, {'long ' * 97}{TOKEN}"
    return envelope(telling(*known), code=code, message=message, request_id=TOKEN)


REPLIES: dict[str, Callable[[Collection[str]], Reply]] = {
    "a failure": lambda known: Reply(echo(known, 40105), headers=headers(known)),
    "a failure of the service": lambda known: Reply(echo(known, 50000), headers=headers(known)),
    "throttled": lambda known: Reply(echo(known, 40100), headers=headers(known)),
    "no envelope": lambda known: Reply(json.dumps(telling(*known)).encode(), headers=headers(known)),
    "an array": lambda known: Reply(json.dumps([telling(*known), *known]).encode(), headers=headers(known)),
    "HTTP 401": lambda known: Reply(json.dumps(telling(*known)).encode(), 401, headers(known)),
    "HTTP 502": lambda known: Reply(
        f"<html>{[*known]} {json.dumps(telling(*known))} ?access_token={FRESH}&a".encode(),
        502,
        headers(known),
    ),
    "cut JSON": lambda known: Reply(echo(known)[:-9]),
    "cut within a secret": lambda _: Reply(f'{{"access_token": "{FRESH[:12]}'.encode()),
    "no text": lambda known: Reply(b"\xff\xfe ".join(each.encode() for each in (*known, "\0"))),
    "deep": lambda known: Reply(echo(known, 40002)[:-1] + b', "deep": ' + b"[" * 200 + b"]" * 200 + b"}"),
    "redirect": lambda _: Reply(b"", 302, {"Location": f"https://garden.example/?access_token={FRESH}"}),
    "large": lambda _: Reply(b'["' + TOKEN.encode() + b'", ' + b"1," * 60_000 + b"1]"),
    "lost": lambda _: Reply(reset=True),
    "late": lambda _: Reply(silent=True),
}


def headers(known: Collection[str]) -> dict[str, str]:
    return {"Set-Cookie": f"a={FRESH}", "X-Access-Token": FRESH, "X-Echo": " ".join(known)}


def oauth_of(client: Client) -> OAuth:
    return account_oauth(
        client,
        app_id="7",
        secret=APP,
        redirect_uri="https://garden.example/",
        tokens=Tokens(TOKEN, RENEWING, time.time() + 9000),
    )


# What each call sends, besides the token.
CALLS: dict[str, tuple[Callable[[Client], object], tuple[str, ...]]] = {
    "exchange": (lambda client: oauth_of(client).exchange(CODE), (APP, CODE)),
    "renew": (lambda client: oauth_of(client).renew(), (APP, RENEWING)),
    "revoke": (lambda client: oauth_of(client).revoke(), (APP,)),
    "exchange of an advertiser": (
        lambda client: advertiser_oauth(client, app_id="7", secret=APP).exchange(CODE),
        (APP, CODE),
    ),
    "credentials in the body": (
        lambda client: client.oauth2.access_token(app_id="7", secret=APP, auth_code=CODE),
        (APP, CODE),
    ),
    "credentials in the query": (
        lambda client: client.oauth2.advertiser.get(app_id="7", secret=APP),
        (APP,),
    ),
    "an ordinary call": (lambda client: client.campaign.get(advertiser_id="1"), ()),
    "a change": (
        lambda client: client.campaign.update(advertiser_id="1", campaign_id="7", campaign_name="Herbs"),
        (),
    ),
    "values that are added": (
        lambda client: client.campaign.get(
            advertiser_id="1",
            extra_headers={"Authorization": CODE},
            extra_query={"client_secret": APP, "new": {"refresh_token": [RENEWING]}},
        ),
        (APP, CODE, RENEWING),
    ),
    "an undocumented call": (
        lambda client: client.call(
            "POST",
            "/garden/",
            query={"secret": APP},
            body={"a": [{"auth_code": CODE}], "b": Secret(RENEWING).hidden},
        ),
        (APP, CODE, RENEWING),
    ),
    "an upload": (
        lambda client: client.call(
            "POST", "/garden/", body={"client_secret": APP}, files={"photo": File(b"rose")}
        ),
        (APP,),
    ),
    "a list": (
        lambda client: list(items(client.subscription.get, app_id="7", secret=APP, subscribe_entity="LEAD")),
        (APP,),
    ),
    "pages": (
        lambda client: list(pages(client.call, method="GET", path="/garden/", query={"secret": APP})),
        (APP,),
    ),
    "a file": (lambda client: client.report.task.download(advertiser_id="1", task_id="7"), ()),
}


# What comes in time has time, however busy the machine; what never comes is not waited for.
_TIMEOUTS = {False: 60, True: 0.3}


@pytest.fixture
def client(server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Client]:
    with Client(
        TOKEN,
        base_url=server.url,
        strict_replies=True,
        record=tmp_path / "calls.jsonl",
        retries=1,
        timeout=_TIMEOUTS["late" in request.node.name],
        transport=Urllib3Transport(max_json=100_000),
        after=lambda _, outcome: seen.append(outcome),
    ) as made:
        made._core._sleep = lambda _: None
        yield made
    seen.clear()


seen: list[object] = []


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("reply", REPLIES)
def test_no_secret_is_in_the_error_of_a_call(
    client: Client, server: Server, logged: pytest.LogCaptureFixture, reply: str, call: str
) -> None:
    make, sent = CALLS[call]
    answer = REPLIES[reply]((TOKEN, *sent))
    server.answer(answer)
    with pytest.raises(errors.TikTokError) as caught:
        make(client)
    assert found_in(caught.value, logged.records) == []
    # A hook gets it before it leaves.
    assert [text for each in seen if isinstance(each, BaseException) for text in found_in(each, [])] == []
    # Whoever asks for the reply as it came gets it.
    raw = caught.value.raw_response
    assert raw is None or raw.reveal().body == answer.body


@pytest.mark.parametrize("call", CALLS)
def test_no_secret_is_in_the_error_of_a_strict_reply_or_recorded(
    client: Client, server: Server, logged: pytest.LogCaptureFixture, tmp_path: Path, call: str
) -> None:
    make, sent = CALLS[call]
    known = (TOKEN, *sent)
    unlike = {**telling(*known), "expires_in": TOKEN, "list": [{"campaign_id": [TOKEN], "id": {TOKEN: 1}}, 7]}
    server.answer(Reply(envelope({**unlike, "scope": 7, "open_id": [*known]}), headers=headers(known)))
    caught: BaseException | None = None
    try:
        make(client)
    except (errors.TikTokError, TypeError) as error:
        caught = error
    assert caught is None or found_in(caught, logged.records) == []
    recorded = (tmp_path / "calls.jsonl").read_text("utf-8")
    assert "nested" in recorded
    assert not tells(recorded)


def test_a_warning_of_a_reply_shows_no_secret(server: Server, logged: pytest.LogCaptureFixture) -> None:
    server.answer(envelope({"access_token": [TOKEN], "expires_in": f"{APP} {CODE} {TOKEN}"}))
    with Client(TOKEN, base_url=server.url) as client:
        reply = client.tt_user.oauth2.token(
            client_id="7",
            client_secret=APP,
            grant_type="authorization_code",
            auth_code=CODE,
            redirect_uri="https://garden.example/",
        )
        assert reply.data is not None
    assert any("not as documented" in record.getMessage() for record in logged.records)
    assert found_in(ValueError(), logged.records) == []


@pytest.mark.parametrize("reply", REPLIES)
def test_no_secret_is_in_the_error_of_an_awaited_call(
    server: Server, logged: pytest.LogCaptureFixture, reply: str
) -> None:
    server.answer(REPLIES[reply]((TOKEN, APP)))

    async def main() -> None:
        async with AsyncClient(
            TOKEN, base_url=server.url, retries=0, timeout=_TIMEOUTS[reply == "late"]
        ) as client:
            calls: list[Callable[[], Any]] = [
                lambda: client.oauth2.access_token(app_id="7", secret=APP, auth_code=CODE),
                lambda: client.call("POST", "/garden/", body={"secret": APP}),
                lambda: anext(
                    aitems(client.subscription.get, app_id="7", secret=APP, subscribe_entity="LEAD")
                ),
                lambda: client.run(client.blocking.oauth2.advertiser.get, app_id="7", secret=APP),
            ]
            for call in calls:
                with pytest.raises(errors.TikTokError) as caught:
                    await call()
                assert found_in(caught.value, logged.records) == []

    asyncio.run(main())


def test_no_secret_is_in_the_error_of_a_call_that_connects_nowhere(logged: pytest.LogCaptureFixture) -> None:
    for name, (call, _) in CALLS.items():
        with Client(TOKEN, base_url=refused_url(), retries=0) as client:
            with pytest.raises(errors.ConnectError) as caught:
                call(client)
            assert found_in(caught.value, logged.records) == [], name


# What is raised before anything is sent, or by others


class Failing:
    """A transport of the caller's, which fails in its own way."""

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        del timeout
        raise errors.ConnectionLostError(f"lost: {request.wire_headers()} {request.url}")

    def close(self) -> None:
        pass


def failing(*_: object) -> Any:
    raise ZeroDivisionError("a function of the caller's")


REFUSED: dict[str, Callable[[], object]] = {
    "a client": lambda: Client(TOKEN, timeout=-1),
    "a client with a token that is none": lambda: Client(f"{TOKEN}\n"),
    "another client": lambda: AsyncClient(TOKEN, retries=-1),
    "a copy": lambda: Client("t").with_options(access_token=f"{TOKEN}ü"),
    "an async copy": lambda: AsyncClient("t").with_options(access_token=f"{TOKEN}ü"),
    "a core": lambda: Core(base_url="garden", access_token=TOKEN),
    "a proxy": lambda: Urllib3Transport(proxy=f"ftp://gardener:{APP}@garden.example"),
    "a violation": lambda: Client("t").oauth2.access_token(app_id=7, secret=APP, auth_code=[CODE]),  # type: ignore[arg-type] # that is the test
    "a violation that shows the value": lambda: Client("t").tt_user.oauth2.token(
        client_id="7",
        client_secret=APP,
        grant_type=APP,  # type: ignore[arg-type] # that is the test
        auth_code=CODE,
        redirect_uri=CODE,
    ),
    "a mapping that shows the value": lambda: Client("t").call(
        "tt_user.oauth2.token", {"client_secret": APP, "grant_type": APP, APP: CODE, "redirect_uri": CODE}
    ),
    "names that are secrets": lambda: Client("t").oauth2.access_token(
        app_id="7",
        secret=APP,
        auth_code=CODE,
        **{APP: 1},  # type: ignore[arg-type] # that is the test
    ),
    "a value that cannot be sent": lambda: Client("t").call(
        "POST", "/garden/", body={"secret": APP, APP: object()}, query={"auth_code": CODE}
    ),
    "a request that cannot be sent": lambda: Client("t").request(
        "POST", "/garden/", query={"secret": APP, "a": "\ud800"}, headers={"Authorization": APP}
    ),
    "a header that cannot be sent": lambda: Client("t").request(
        "POST", "/garden/", headers={"Authorization": f"{APP}\n"}
    ),
    "a file that cannot be read": lambda: Client("t").call(
        "POST", "/garden/", body={"secret": APP}, files={"photo": "/no/such/file"}
    ),
    "a secret that is no text": lambda: Secret(APP.encode()),  # type: ignore[arg-type] # that is the test
    "an app's secret that is no text": lambda: advertiser_oauth(
        Client("t"),
        app_id="7",
        secret=APP.encode(),  # type: ignore[arg-type] # that is the test
    ),
    "tokens": lambda: Tokens.from_json({"access_token": TOKEN, "refresh_token": 7, "data": TELLING}),
    "an address": lambda: auth_code(f"https://garden.example/?auth_code={CODE}&state=a", "b"),
    "a signature": lambda: webhooks.parse(b"{}", "t=1,s=0", APP),
    "a signature of bytes": lambda: webhooks.verify(b"{}", {"Tiktok-Signature": "t=1,s=0"}, APP.encode()),
    "an event": lambda: webhooks.parse(b"{", webhooks.SIGNATURE_HEADER and webhooks.sign(b"{", APP), APP),
    "a sample": lambda: webhooks.sample("no such event", secret=APP),
    "a transport of one's own": lambda: Client(TOKEN, transport=Failing()).oauth2.advertiser.get(
        app_id="7", secret=APP
    ),
    "a mock": lambda: Client(
        TOKEN, transport=MockTransport({"oauth2.advertiser.get": errors.AuthError(40105, APP, data=TELLING)})
    ).oauth2.advertiser.get(app_id="7", secret=APP),
    "a hook before": lambda: Client(TOKEN, before=failing, transport=MockTransport()).oauth2.advertiser.get(
        app_id="7", secret=APP
    ),
    "a hook after": lambda: Client(TOKEN, after=failing, transport=MockTransport()).oauth2.access_token(
        app_id="7", secret=APP, auth_code=CODE
    ),
    "progress": lambda: Client(TOKEN, transport=MockTransport()).call(
        "POST", "/garden/", body={"secret": APP}, files={"photo": File(io.BytesIO(b"rose"), progress=failing)}
    ),
    "a token function": lambda: Client(failing, transport=MockTransport()).oauth2.advertiser.get(
        app_id="7", secret=APP
    ),
    "a function for new tokens": lambda: OAuth(lambda _: {**TELLING, "data": 1}, changed=failing).exchange(
        CODE
    ),
    "a reply without a token": lambda: OAuth(lambda _: {"refresh_token": RENEWING}).exchange(CODE),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_no_secret_is_in_what_is_raised_besides(
    logged: pytest.LogCaptureFixture, call: Callable[[], object]
) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of any class
        call()
    assert found_in(caught.value, logged.records) == []


@pytest.mark.parametrize("text", ["access_token = '{}'\n[", "access_token = '{}'\ntimeout = -1"])
def test_no_secret_of_a_file_of_settings_is_in_the_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "client.toml"
    file.write_text(text.format(TOKEN), encoding="utf-8")
    for kind in (Client, AsyncClient):
        with pytest.raises(ValueError, match=r"client\.toml") as caught:
            kind.from_file(file)
        assert found_in(caught.value, []) == []


def test_the_frames_of_a_callers_own_functions_stay_as_they_are(server: Server) -> None:
    def fail(_: object) -> None:
        bed = "of roses"
        json.loads(f'["{bed}"')

    with Client(TOKEN, base_url=server.url, before=fail) as client, pytest.raises(ValueError) as caught:  # noqa: PT011 - of json
        client.campaign.get(advertiser_id="1")
    variables = {
        frame.f_code.co_name: frame.f_locals for frame, _ in traceback.walk_tb(caught.value.__traceback__)
    }
    assert variables["fail"]["bed"] == "of roses"
    assert variables["loads"]["s"] == '["of roses"'
    assert variables["run_outside"] == {}


# What holds secrets


def test_what_is_built_shows_nothing_of_it() -> None:
    operation = Operation("POST", "/garden/", "garden")
    built: object = build_request(operation, {"secret": APP}, {"auth_code": CODE}, None, None)
    assert not tells(repr(built))
    assert not isinstance(built, tuple)
    assert not tells(repr(Request("POST", f"https://garden.example/?secret={APP}", operation=str(operation))))


@pytest.mark.parametrize("length", [40, 400])
def test_dumps_that_shorten_texts_or_show_parts_of_objects_show_no_secret(
    server: Server, length: int
) -> None:
    pretty = pytest.importorskip("rich.pretty")
    long = FRESH * (length // len(FRESH) + 1)
    server.answer(envelope({"access_token": long, "refresh_token": {"new": long}, "open_id": "7"}))
    with Client(long, base_url=server.url) as client:
        reply = client.tt_user.oauth2.token(
            client_id="7",
            client_secret=long,
            grant_type="authorization_code",
            auth_code=CODE,
            redirect_uri="https://garden.example/",
        )
        held = [
            reply,
            reply.data,
            Tokens(long, long),
            Secret(long),
            Secret(long).hidden,
            client,
            reply.raw_response,
        ]
        for each in held:
            assert not tells(pretty.pretty_repr(each, max_string=80))
            assert not tells(repr(each))
    assert "open_id='7'" in pretty.pretty_repr(reply)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f'{{"access_token": "{FRESH}", "a": 1}}', '{"access_token": "***", "a": 1}'),
        (f"{{'client_secret': '{FRESH}'}}", "{'client_secret': '***'}"),
        (f'{{\\"password\\": \\"{FRESH}\\"}}', '{\\"password\\": \\"***\\"}'),
        (f'{{"auth_code": "{FRESH}', '{"auth_code": "***"'),
        ('{"refreshToken":1234,"b":2}', '{"refreshToken":"***","b":2}'),
        (f"/garden/?secret={FRESH}&a=1", "/garden/?secret=***&a=1"),
        ("/secret: is required", "/secret: is required"),
        ("the access_token is wrong", "the access_token is wrong"),
    ],
)
def test_what_is_called_a_credential_is_masked_in_texts(text: str, clean: str) -> None:
    assert masked(text) == clean
    assert masked(text, named=False) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"bad {APP}!", "bad ***!"),
        (json.dumps(APP).replace("/", "\\/"), '"***"'),
        ("?a=watering%2Fcan%2Bof%20the%3Dapp&b", "?a=***&b"),
        ("cut: watering/can+o…", "cut: ***…"),
        ("watering", "***"),
        ("water", "water"),
        (base64.b64encode(APP.encode()).decode(), base64.b64encode(APP.encode()).decode()),
    ],
)
def test_what_was_sent_as_a_secret_is_masked_however_it_is_written(text: str, clean: str) -> None:
    assert masked(text, [APP]) == clean
    assert masked([{text: (text, 7)}], [APP]) == [{clean: (clean, 7)}]


def test_numbers_are_masked_only_if_they_are_the_secret() -> None:
    assert masked({"a": 12345678, "b": 123456789, "c": "12345678"}, ["12345678"]) == {
        "a": "***",
        "b": 123456789,
        "c": "***",
    }
