"""Authorization: where a person is sent, what comes back, and tokens that renew themselves unseen."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import frozen

from text_cases import text_cases
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.errors import (
    ApiError,
    AuthError,
    ConnectError,
    ConnectTimeoutError,
    HttpError,
    ParameterError,
    RateLimitError,
    ReplyError,
    ReplyTimeoutError,
    ServerError,
    TikTokError,
)
from tiktok_bindgen.runtime.oauth import (
    MARGIN,
    OAuth,
    Tokens,
    account_oauth,
    advertiser_oauth,
    auth_code,
    authorize_url,
    new_state,
)
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.secret import Secret
from tiktok_bindgen.runtime.transport import Request, Timeout

ADDRESS = "https://garden.example/auth?app_id=1&state=old"


@frozen
class Reply:
    data: Any


class Server:
    """Gives a new pair of tokens for each code and each refresh token, valid for a while."""

    def __init__(self, *, expires_in: object = 86_400) -> None:
        self.asked: list[str] = []
        self.expires_in = expires_in

    def give(self, what: str) -> Reply:
        self.asked.append(what)
        number = len(self.asked)
        return Reply(
            {
                "access_token": f"access-{number}",
                "refresh_token": f"refresh-{number}",
                "expires_in": self.expires_in,
            }
        )

    def revoke(self, what: str) -> None:
        self.asked.append(f"revoke {what!s}" if type(what) is str else f"revoke {str.__str__(what)}")


def made(server: Server, **options: Any) -> OAuth:
    return OAuth(
        lambda code: server.give(f"exchange {code}"),
        renew=lambda token: server.give(f"renew {str.__str__(token)}"),
        revoke=server.revoke,
        **options,
    )


class Clock:
    """The time, which a test sets."""

    now = 1_800_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(time, "time", found.time)
    return found


def settle(oauth: OAuth) -> None:
    """Wait until the tokens are not being changed."""
    change = oauth._change
    assert change is None or change.over.wait(30)


# The person


def test_an_address_keeps_its_parameters_and_gets_those_given() -> None:
    url = authorize_url(ADDRESS, state="a&b", redirect_uri="https://me.example/?x=1", scope=None)
    assert parse_qs(urlsplit(url).query) == {
        "app_id": ["1"],
        "state": ["a&b"],
        "redirect_uri": ["https://me.example/?x=1"],
    }
    assert url.startswith("https://garden.example/auth?")


@pytest.mark.parametrize("url", ["http://garden.example/", "garden.example", "javascript:alert(1)", ""])
def test_an_address_that_is_not_https_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        authorize_url(url)


def test_states_cannot_be_guessed() -> None:
    states = {new_state() for _ in range(50)}
    assert len(states) == 50
    assert min(map(len, states)) >= 40


@pytest.mark.parametrize("name", ["auth_code", "code"])
def test_the_code_is_taken_from_the_address_the_person_came_back_to(name: str) -> None:
    assert auth_code(f"https://me.example/back?{name}=c%2Fd&state=s", "s") == "c/d"


@pytest.mark.parametrize("query", ["auth_code=c", "auth_code=c&state=t", "auth_code=c&state=", "state=s", ""])
def test_a_code_with_another_state_or_none_is_not_taken(query: str) -> None:
    with pytest.raises(ValueError, match=r"state|code") as caught:
        auth_code(f"https://me.example/back?{query}", "s")
    assert "auth_code=c" not in str(caught.value)


@text_cases(query=str, told=str)
def test_why_there_is_no_code_is_told(query: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        auth_code(f"https://me.example/back?{query}&state=s", "s")
    if "error" in query:
        # Nobody else is told that a person gave no access.
        with pytest.raises(ValueError, match="the state is not the one that was sent"):
            auth_code(f"https://me.example/back?{query}&state=t", "s")


# The tokens


def test_who_is_told_of_new_tokens_may_use_them() -> None:
    seen: list[tuple[str, str]] = []
    server = Server()
    oauth: OAuth = made(
        server, changed=lambda new: seen.append((oauth.access_token().reveal(), new.access_token.reveal()))
    )
    # In a thread that a deadlock would not end the tests with.
    thread = threading.Thread(target=lambda: (oauth.exchange("seed"), oauth.renew()), daemon=True)
    thread.start()
    thread.join(10)
    assert seen == [("access-1", "access-1"), ("access-2", "access-2")]
    assert server.asked == ["exchange seed", "renew refresh-1"]


def test_a_code_becomes_tokens_that_are_kept_and_told() -> None:
    told: list[Tokens] = []
    oauth = made(Server(), changed=told.append)
    with pytest.raises(LookupError):
        oauth.access_token()
    tokens = oauth.exchange("c")
    assert oauth.tokens is tokens
    assert told == [tokens]
    assert (tokens.access_token.reveal(), tokens.refresh_token.reveal()) == ("access-1", "refresh-1")
    assert tokens.expires_at == pytest.approx(time.time() + 86_400, abs=60)
    assert oauth.access_token().reveal() == "access-1"


def test_a_token_is_renewed_shortly_before_it_expires(clock: Clock) -> None:
    server = Server()
    oauth = made(server)
    oauth.exchange("c")
    clock.now += 86_400 - MARGIN - 60
    assert oauth.access_token().reveal() == "access-1"
    clock.now += 120
    oauth.access_token()
    settle(oauth)
    assert oauth.access_token().reveal() == "access-2"
    assert server.asked == ["exchange c", "renew refresh-1"]


@pytest.mark.parametrize("expires_in", [None, 0, "never"])
def test_a_token_that_does_not_expire_is_never_renewed(expires_in: object, clock: Clock) -> None:
    server = Server(expires_in=expires_in)
    oauth = made(server)
    oauth.exchange("c")
    clock.now += 1e9
    assert oauth.access_token().reveal() == "access-1"
    assert server.asked == ["exchange c"]


class Failing(Server):
    """Gives tokens, but renews them only once its failures are used up."""

    def __init__(self, *failures: Exception | Reply) -> None:
        super().__init__()
        self.failures = [*failures]

    def give(self, what: str) -> Reply:
        reply = super().give(what)
        failure = self.failures.pop(0) if self.failures else reply
        if isinstance(failure, Exception):
            raise failure
        return failure


@pytest.mark.parametrize(
    ("failure", "name"),
    [
        (ConnectError("no route for refresh-0"), "ConnectError"),
        (ReplyTimeoutError("late"), "ReplyTimeoutError"),
        (HttpError("HTTP 502", http_status=502), "HttpError"),
        (RateLimitError(40100, "slow down"), "RateLimitError"),
        (ServerError(50000, "down"), "ServerError"),
        (Reply({"message": "soon"}), "ReplyError"),
        (AuthError(40105, "revoked"), "AuthError"),
        (ParameterError(40002, "refresh-0 is unknown"), "ParameterError"),
    ],
    ids=str,
)
def test_a_token_that_cannot_be_renewed_now_is_used_while_it_is_valid(
    failure: Exception | Reply, name: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    server = Failing(failure)
    oauth = made(server, tokens=Tokens("old", "refresh-0", expires_at=clock.now + 120))
    assert oauth.access_token().reveal() == "old"
    settle(oauth)
    assert [oauth.access_token().reveal() for _ in range(5)] == ["old"] * 5
    assert server.asked == ["renew refresh-0"]
    assert [(one.name, one.levelname, one.getMessage()) for one in caplog.records] == [
        (
            "tiktok_business",
            "WARNING",
            f"the access token could not be renewed ({name}); the old one is valid for 120 s more",
        )
    ]


def test_renewal_is_tried_again_a_little_later_and_fails_once_the_token_has_expired(clock: Clock) -> None:
    server = Failing(ConnectError("1"), ConnectError("2"), ConnectError("3"))
    oauth = made(server, tokens=Tokens("old", "refresh-0", expires_at=clock.now + 45))
    found: list[str] = []
    for seconds in (0, 29, 2, 13):
        clock.now += seconds
        found.append(oauth.access_token().reveal())
    assert found == ["old", "old", "old", "old"]
    assert server.asked == ["renew refresh-0"] * 2
    clock.now += 2
    for _ in range(3):
        with pytest.raises(ConnectError, match=r"^3$"):
            oauth.access_token()
    assert server.asked == ["renew refresh-0"] * 3
    clock.now += 6
    assert oauth.access_token().reveal() == "access-4"


@pytest.mark.parametrize("refusal", [AuthError(40105, "revoked"), ParameterError(40002, "no")])
def test_a_refused_renewal_of_an_expired_token_is_raised(refusal: ApiError, clock: Clock) -> None:
    oauth = made(Failing(refusal), tokens=Tokens("old", "refresh-0", expires_at=clock.now - 1))
    with pytest.raises(type(refusal)) as caught:
        oauth.access_token()
    # One of its own for each call, which adds what it knows.
    assert caught.value.__cause__ is refusal
    assert (str(caught.value), vars(caught.value)) == (str(refusal), vars(refusal))


def test_what_is_told_of_new_tokens_fails_as_itself(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    def changed(_: Tokens) -> None:
        raise ConnectError("the shed is closed")

    oauth = made(Server(), tokens=Tokens("old", "refresh-0", expires_at=clock.now + 30), changed=changed)
    with pytest.raises(ConnectError, match=r"^the shed is closed$"):
        oauth.access_token()
    assert oauth.access_token().reveal() == "access-1"
    with pytest.raises(ConnectError, match=r"^the shed is closed$"):
        oauth.renew()
    assert caplog.messages == ["new tokens are not stored: `changed` failed (ConnectError)"] * 2


def test_a_token_of_a_short_life_is_not_renewed_by_each_call(clock: Clock) -> None:
    server = Server(expires_in=200)
    seen: list[str] = []
    oauth: OAuth = made(server, changed=lambda _: seen.append(oauth.access_token().reveal()))
    oauth.exchange("c")
    assert [oauth.access_token().reveal() for _ in range(3)] == ["access-1"] * 3
    clock.now += 31
    assert oauth.access_token().reveal() == "access-1"
    settle(oauth)
    assert [oauth.access_token().reveal() for _ in range(3)] == ["access-2"] * 3
    assert seen == ["access-1", "access-2"]
    assert server.asked == ["exchange c", "renew refresh-1"]


def outcomes(call: Callable[[], Any], threads: int) -> list[Any]:
    """Return what a function returns or raises in each of some threads, once all have ended."""
    found: list[Any] = []

    def work() -> None:
        try:
            found.append(call())
        except TikTokError as error:
            found.append(error)

    # They do not keep a test that failed from its end.
    begun = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
    for thread in begun:
        thread.start()
    for thread in begun:
        thread.join(30)
    return found


def test_threads_renew_once() -> None:
    server = Server()
    oauth = made(server, tokens=Tokens("old", "refresh-0", expires_at=time.time() - 1))
    assert outcomes(lambda: oauth.access_token().reveal(), 16) == ["access-1"] * 16
    assert server.asked == ["renew refresh-0"]


def test_threads_whose_renewal_is_refused_ask_once(clock: Clock) -> None:
    server = Failing(*(AuthError(40105, f"refusal {number}") for number in range(50)))
    oauth = made(server, tokens=Tokens("old", "refresh-0", expires_at=clock.now - 1))
    found = outcomes(oauth.access_token, 50)
    assert [str(error) for error in found] == ["code 40105: refusal 0"] * 50
    assert len({*map(id, found)}) == 50
    assert server.asked == ["renew refresh-0"]


class Slow(Server):
    """Answers each renewal only when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = threading.Event()

    def give(self, what: str) -> Reply:
        reply = super().give(what)
        assert self.answers.wait(30)
        return reply

    def await_renewal(self) -> None:
        while not self.asked:
            time.sleep(0.001)


GET = Operation("GET", "/a/", "a")


class Transport:
    """Answers each request, and keeps the tokens."""

    def __init__(self) -> None:
        self.tokens: list[str] = []

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        assert timeout.read
        self.tokens.append(request.wire_headers()["Access-Token"])
        return RawResponse(200, {}, b'{"code": 0}')

    def close(self) -> None:
        pass


def test_calls_wait_for_a_renewal_no_longer_than_they_may_take(clock: Clock) -> None:
    server, transport = Slow(), Transport()
    oauth = made(server, tokens=Tokens("old", "refresh-0", expires_at=clock.now - 1))
    core = Core(base_url="https://garden.example", access_token=oauth.access_token, transport=transport)
    found = outcomes(lambda: core.call(GET, reply=dict[str, Any], options={"timeout": 0.2}), 6)
    assert [type(one) for one in found] == [ConnectTimeoutError] * 6
    assert {str(one) for one in found} == {"there is no new access token yet: it took longer than 0.2 s"}
    # Nobody waits for it any more, but it is kept.
    server.answers.set()
    settle(oauth)
    core.call(GET, reply=dict[str, Any])
    assert (server.asked, transport.tokens) == (["renew refresh-0"], ["access-1"])


@pytest.mark.parametrize("failure", [ServerError(50000, "down"), ReplyTimeoutError("late")], ids=str)
def test_a_call_whose_token_cannot_be_renewed_was_not_carried_out(failure: TikTokError, clock: Clock) -> None:
    oauth = made(Failing(failure), tokens=Tokens("old", "refresh-0", expires_at=clock.now - 1))
    transport = Transport()
    core = Core(base_url="https://garden.example", access_token=oauth.access_token, transport=transport)
    with pytest.raises(type(failure)) as caught:
        core.call(Operation("POST", "/a/", "a"), reply=dict[str, Any], body={})
    assert (caught.value.may_have_been_done, str(caught.value)) == (False, str(failure))
    # It is that of the renewal.
    assert caught.value.operation == failure.operation == ""
    assert transport.tokens == []


def test_a_token_with_minutes_left_is_used_while_it_is_renewed(clock: Clock) -> None:
    server = Slow()
    oauth = made(server, tokens=Tokens("old", "refresh-0", expires_at=clock.now + 240))
    assert outcomes(lambda: oauth.access_token().reveal(), 8) == ["old"] * 8
    server.answers.set()
    settle(oauth)
    assert oauth.access_token().reveal() == "access-1"
    assert server.asked == ["renew refresh-0"]


def test_a_renewal_under_way_is_kept_at_the_end_of_a_program(tmp_path: Path) -> None:
    stored = tmp_path / "token"
    code = f"""if True:
        import pathlib, threading
        from tiktok_bindgen.runtime.oauth import OAuth, Tokens

        def renew(_):
            threading.main_thread().join()
            return {{"access_token": "new", "refresh_token": "r", "expires_in": 86400}}

        def changed(tokens):
            pathlib.Path({str(stored)!r}).write_text(tokens.access_token.reveal())

        import time
        oauth = OAuth(str, renew=renew, tokens=Tokens("old", "r", time.time() + 240), changed=changed)
        print(oauth.access_token().reveal())
    """
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, stored.read_text()) == ("old\n", "new")


def test_where_no_thread_can_be_started_callers_renew(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    oauth = made(Server(), tokens=Tokens("old", "refresh-0", expires_at=clock.now - 1))
    assert oauth.access_token().reveal() == "access-1"
    assert oauth.renew().access_token.reveal() == "access-2"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="left out: there is no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_waits_for_no_renewal_of_its_parent(clock: Clock) -> None:
    server = Slow()
    oauth = made(server, tokens=Tokens("old", "refresh-0", expires_at=clock.now + 240))
    oauth.access_token()
    server.await_renewal()
    over = oauth._change.over if oauth._change else None
    process = os.fork()
    if not process:
        status = 1
        with suppress(BaseException):
            server.answers.set()
            # Nor at its own end.
            is_over = over is not None and over.wait(0)
            status = 0 if is_over and oauth.renew().access_token.reveal() == "access-2" else 2
        os._exit(status)
    assert os.waitpid(process, 0)[1] == 0
    server.answers.set()
    settle(oauth)


def test_changes_wait_for_each_other(clock: Clock) -> None:
    server = Slow()
    oauth = made(server, tokens=Tokens("old", "refresh-0", expires_at=clock.now - 1))
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(oauth.access_token().reveal()), daemon=True),
        threading.Thread(target=lambda: found.append(oauth.renew().access_token.reveal()), daemon=True),
    ]
    threads[0].start()
    server.await_renewal()
    threads[1].start()
    server.answers.set()
    for thread in threads:
        thread.join(30)
    # The first one, too, may already get the newest.
    assert max(found) == "access-2"
    assert server.asked == ["renew refresh-0", "renew refresh-1"]


def test_who_is_told_of_new_tokens_may_change_them() -> None:
    server = Server()
    seen: list[str] = []

    def changed(new: Tokens) -> None:
        seen.append(new.access_token.reveal())
        if len(seen) == 1:
            oauth.renew()

    oauth = made(server, changed=changed)
    oauth.exchange("c")
    assert seen == ["access-1", "access-2"]


def test_a_refresh_token_that_is_not_given_anew_stays() -> None:
    oauth = OAuth(
        lambda _: Reply({"access_token": "a", "refresh_token": "r", "expires_in": 1}),
        renew=lambda _: Reply({"access_token": "b", "expires_in": 1}),
    )
    oauth.exchange("c")
    assert oauth.renew() == oauth.tokens
    assert oauth.tokens is not None
    assert (oauth.tokens.access_token.reveal(), oauth.tokens.refresh_token.reveal()) == ("b", "r")


def test_a_revoked_token_is_forgotten() -> None:
    server = Server()
    oauth = made(server)
    with pytest.raises(LookupError):
        oauth.revoke()
    oauth.exchange("c")
    oauth.revoke()
    assert server.asked == ["exchange c", "revoke access-1"]
    assert oauth.tokens is None
    with pytest.raises(LookupError):
        oauth.renew()


@pytest.mark.parametrize("data", [None, {}, {"access_token": ""}, {"access_token": 7}, []], ids=repr)
def test_a_reply_without_a_token_is_no_success(data: Any) -> None:
    with pytest.raises(ReplyError, match=r"^the reply holds no access token$"):
        OAuth(lambda _: Reply(data)).exchange("c")


def test_tokens_are_in_no_repr() -> None:
    oauth = made(Server())
    oauth.exchange("c")
    shown = f"{oauth!r}{oauth.tokens!r}{vars(oauth)!r}"
    assert "access-1" not in shown
    assert "refresh-1" not in shown


def test_a_client_calls_with_the_token_of_the_moment(clock: Clock) -> None:
    oauth = made(Server(), tokens=Tokens("old", "refresh-0", expires_at=clock.now + 10_000))
    transport = Transport()
    core = Core(base_url="https://garden.example", access_token=oauth.access_token, transport=transport)
    core.call(GET, reply=dict[str, Any])
    clock.now += 10_000
    core.call(GET, reply=dict[str, Any])
    assert transport.tokens == ["old", "access-1"]


# The documented operations


class Operations:
    """Remembers what was called on it, and how."""

    def __init__(self) -> None:
        self.called: list[tuple[str, dict[str, str]]] = []
        self.path: list[str] = []

    def __getattr__(self, name: str) -> Operations:
        self.path.append(name)
        return self

    def __call__(self, **arguments: str) -> Reply:
        plain = {name: str.__str__(value) for name, value in arguments.items()}
        self.called.append((".".join(self.path), plain))
        self.path.clear()
        return Reply({"access_token": "a", "refresh_token": "r", "expires_in": 1})


def test_an_advertisers_token_is_exchanged_and_revoked_by_the_documented_operations() -> None:
    client: Any = Operations()
    oauth = advertiser_oauth(client, app_id="1", secret=Secret("s"))
    oauth.exchange("c")
    oauth.revoke()
    app = {"app_id": "1", "secret": "s"}
    assert client.called == [
        ("oauth2.access_token", {"auth_code": "c", **app}),
        ("oauth2.revoke_token", {"access_token": "a", **app}),
    ]


def test_an_account_holders_token_is_renewed_too() -> None:
    client: Any = Operations()
    oauth = account_oauth(client, app_id="1", secret="s", redirect_uri="https://me.example")
    oauth.exchange("c")
    oauth.renew()
    oauth.revoke()
    app = {"client_id": "1", "client_secret": "s"}
    assert client.called == [
        (
            "tt_user.oauth2.token",
            {
                "auth_code": "c",
                "grant_type": "authorization_code",
                "redirect_uri": "https://me.example",
                **app,
            },
        ),
        ("tt_user.oauth2.refresh_token", {"grant_type": "refresh_token", "refresh_token": "r", **app}),
        ("tt_user.oauth2.revoke", {"access_token": "a", **app}),
    ]


def test_a_client_that_is_awaited_is_told() -> None:
    async def exchange(_: str) -> None: ...

    oauth = OAuth(exchange, revoke=exchange, tokens=Tokens("a"))
    for use in (lambda: oauth.exchange("c"), oauth.revoke):
        with pytest.raises(TypeError, match=r"^client must be a Client \(`blocking` of an AsyncClient\)"):
            use()


def test_tokens_that_were_not_read_are_told() -> None:
    kept: Any = {"access_token": "a"}
    with pytest.raises(
        TypeError, match=r"^tokens must be Tokens, as Tokens.from_json returns them, not dict$"
    ):
        OAuth(str, tokens=kept)


@pytest.mark.parametrize("state", ["", None])
def test_an_empty_state_recognises_nobody(state: Any) -> None:
    with pytest.raises(ValueError, match="the state is empty"):
        auth_code("https://shop.example/?auth_code=7", state)


@pytest.mark.parametrize(
    "kept", [None, [], "tokens", {"access_token": "a", "expires_at": float("nan")}], ids=str
)
def test_what_is_kept_of_tokens_and_is_none_is_told(kept: Any) -> None:
    with pytest.raises(ValueError, match=r"^(tokens must be|not tokens: )"):
        Tokens.from_json(kept)
