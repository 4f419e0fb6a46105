"""Each error of a call tells what is known of it: whether it was carried out, what was tried, what came."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.errors import (
    ClientClosedError,
    ConnectionLostError,
    ConnectTimeoutError,
    DecodeError,
    MissingFieldError,
    ReplyError,
    TikTokError,
)
from tiktok_bindgen.runtime.model import Model
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.reply import Reply as Enveloped
from tiktok_bindgen.runtime.structure import define
from tiktok_bindgen.runtime.transport import Request
from tiktok_business import AsyncClient, Client, Plan, account_oauth, errors, run_task

from .conftest import CoreFactory
from .server import Reply, Server, envelope
from .test_asyncio import asked

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
# By its key the server recognises a request that it has seen, so that it is sent again.
KEYED = Operation("POST", "/open_api/v1.3/garden/plot/dig/", "garden_plot_dig", key="request_id")
UNLIKE = envelope({"plot_id": []})


@define(kw_only=True)
class Plot(Model):
    plot_id: str


PLOT = Enveloped[Plot]


def told(error: Any) -> tuple[str, int, bool, str]:
    """What each error has."""
    return (error.operation, error.attempts, error.may_have_been_done, getattr(error, "request_id", ""))


def came(error: Any) -> str:
    """The body of the reply that an error tells."""
    raw = error.raw_response
    return "" if raw is None else raw.reveal().text


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client("token", base_url=server.url, advertiser_id="1") as made:
        yield made


@pytest.mark.parametrize(("operation", "done"), [(GET, False), (POST, True)], ids=["read", "change"])
def test_a_strict_reply_of_a_done_change_tells_that_it_is_done(
    make_core: CoreFactory, server: Server, operation: Operation, done: bool
) -> None:
    outcomes: list[object] = []
    core = make_core(strict_replies=True, after=lambda _, outcome: outcomes.append(copy.copy(outcome)))
    server.answer(envelope(code=40100), UNLIKE)
    with pytest.raises(DecodeError) as caught:
        core.call(operation, reply=PLOT, body={})
    error = caught.value
    for one in (error, outcomes[-1], pickle.loads(pickle.dumps(error))):
        assert told(one) == (str(operation), 2, done, "20260101000000")
        assert json.loads(came(one)) == json.loads(UNLIKE)
    assert ("it was carried out" in str(error)) is done
    assert "it may have been" not in str(error)
    assert [type(one).__name__ for one in outcomes] == ["RateLimitError", "DecodeError"]


def test_a_plan_with_strict_replies_makes_nothing_twice(server: Server) -> None:
    plan = Plan().add(
        "campaign.create",
        {"objective_type": "TRAFFIC", "campaign_name": "Herbs", "budget_mode": "BUDGET_MODE_INFINITE"},
    )
    server.answer(envelope({"campaign_id": ["7"]}))
    with Client("token", base_url=server.url, advertiser_id="1", strict_replies=True) as client:
        for _ in range(2):
            with pytest.raises(errors.PlanError) as caught:
                plan.create(client)
            assert caught.value.unknown
            assert caught.value.may_have_been_done
    assert plan.steps[0].state == "unknown"
    assert len({json.loads(sent.body)["request_id"] for sent in server.sent}) == 1


def test_the_error_of_a_plan_tells_what_that_of_its_call_does(client: Client, server: Server) -> None:
    plan = Plan().add("campaign.status.update", {"campaign_ids": ["7"], "operation_status": "DISABLE"})
    server.answer(b"no")
    with pytest.raises(errors.PlanError) as caught:
        plan.create(client)
    assert told(caught.value) == ("POST /open_api/v1.3/campaign/status/update/", 1, True, "")
    assert came(caught.value) == "no"


def test_a_step_that_was_done_in_part_is_told_as_done(client: Client, server: Server) -> None:
    plan = Plan().add("campaign.status.update", {"campaign_ids": ["7"], "operation_status": "DISABLE"})
    server.answer(envelope({}, code=20001))
    with pytest.raises(errors.PlanError, match="carried out only in part") as caught:
        plan.create(client)
    assert told(caught.value)[1:3] == (1, True)
    assert "20001" in came(caught.value)


class Impatient:
    """A limiter that lets the first call pass, and no other in time."""

    passed = False

    def acquire(self, *_: object, **__: object) -> None:
        if self.passed:
            raise ConnectTimeoutError("the next call is allowed tomorrow")
        self.passed = True


@pytest.mark.parametrize("first", [Reply(reset=True), Reply(envelope(code=50000))], ids=["lost", "failed"])
def test_a_limiter_without_time_for_another_try_leaves_the_doubt_of_the_first(
    make_core: CoreFactory, server: Server, first: Reply
) -> None:
    server.answer(first)
    with pytest.raises(TikTokError) as caught:
        make_core(limiter=Impatient()).call(KEYED, reply=PLOT, body={})
    assert told(caught.value) == (str(KEYED), 1, True, "")
    assert came(caught.value) == first.body.decode()
    assert "it may have been carried out" in str(caught.value)


def test_a_reply_as_it_is_is_no_answer_when_another_try_gets_no_turn(
    make_core: CoreFactory, server: Server
) -> None:
    server.answer(envelope(code=50000))
    with pytest.raises(ConnectTimeoutError, match="the next call is allowed tomorrow") as caught:
        make_core(limiter=Impatient()).request("GET", GET.path)
    assert told(caught.value)[1] == 1
    assert came(caught.value) == envelope(code=50000).decode()


def test_a_client_that_is_closed_between_tries_leaves_the_doubt_of_the_first(
    make_core: CoreFactory, server: Server
) -> None:
    server.answer(Reply(reset=True))
    core = make_core()
    core._sleep = lambda _: core.close()
    with pytest.raises(ClientClosedError) as caught:
        core.call(KEYED, reply=PLOT, body={})
    assert told(caught.value)[:3] == (str(KEYED), 2, True)
    assert len(server.sent) == 1


@pytest.mark.parametrize(("operation", "done"), [(GET, False), (POST, True)], ids=["read", "change"])
def test_a_field_that_a_reply_lacks_tells_whether_the_call_is_done(
    core: Core, server: Server, operation: Operation, done: bool
) -> None:
    server.answer(envelope({}))
    reply = core.call(operation, reply=PLOT, body={})
    for one in (reply, copy.deepcopy(reply), pickle.loads(pickle.dumps(reply))):
        with pytest.raises(MissingFieldError) as caught:
            assert one.data.plot_id
        assert told(caught.value) == (str(operation), 1, done, "20260101000000")
        assert came(caught.value) == envelope({}).decode()


@pytest.mark.parametrize(("status", "options"), [("FAILED", {}), ("RUNNING", {"timeout": 0})])
def test_a_task_that_fails_tells_what_came(client: Client, server: Server, status: str, options: Any) -> None:
    server.answer(envelope({"status": status}))
    with pytest.raises(errors.TaskError) as caught:
        run_task(None, lambda task: client.report.task.check(task_id=task), task="7", **options)
    error = caught.value
    assert told(error) == ("GET /open_api/v1.3/report/task/check/", 1, True, "")
    assert status in came(error)
    assert error.task == "7"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"refresh_token": "thyme"}, "the reply holds no access token"),
        (
            {"access_token": "rosemary", "refresh_token": "thyme", "expires_in": int("9" * 400)},
            "`expires_in` of the reply is a very large number, which is no time in seconds",
        ),
        (
            {"access_token": "rosemary", "refresh_token": "thyme", "expires_in": 1e999},
            "the reply has what is no JSON: /expires_in: must be a finite number",
        ),
    ],
    ids=["no token", "400 digits", "infinite"],
)
def test_tokens_that_are_none_are_told_with_the_call(
    client: Client, server: Server, data: dict[str, Any], why: str
) -> None:
    server.answer(envelope(data).replace(b"Infinity", b"1e999"))
    oauth = account_oauth(client, app_id="7", secret="watering-can", redirect_uri="https://garden.example/")
    with pytest.raises(errors.ReplyError) as caught:
        oauth.exchange("code-of-four-leaves")
    error = caught.value
    assert str(error).startswith(why)
    assert str(error).endswith("; it was carried out")
    assert told(error)[:3] == ("POST /open_api/v1.3/tt_user/oauth2/token/", 1, True)
    assert "thyme" in came(error)
    assert oauth.tokens is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"ad_id,name\n1,\xff\n", "is not UTF-8 text"),
        (b"ad_id,name\n1,rose\n2\n", "is not CSV: line 3: it has 1 value, but there are 2 columns"),
        (b"ad_id,name\n1,rose\n2,tulip,red\n", "is not CSV: line 3: it has 3 values"),
        (b"ad_id\n" + b"a" * 200_000, "is not CSV: line 2: field larger than field limit"),
        (b'ad_id\n"1', "is not CSV: line 2: unexpected end of data"),
        (b"ad_id,ad_id\n1,2\n", "has two columns with the same name"),
    ],
    ids=["bytes", "short", "long", "large", "open", "twice"],
)
def test_a_file_that_is_no_table_tells_of_its_call(
    client: Client, server: Server, body: bytes, why: str
) -> None:
    server.answer(
        envelope({"task_id": "7"}),
        envelope({"status": "SUCCESS"}),
        Reply(body, headers={"Content-Type": "text/csv"}),
    )
    download = "GET /open_api/v1.3/report/task/download/"
    rows = client.report.fetch(
        advertiser_id="1",
        report_type="BASIC",
        data_level="AUCTION_AD",
        dimensions=["ad_id"],
        metrics=["spend"],
        query_lifetime=True,
        mode="asynchronous",
    )
    with pytest.raises(
        errors.DecodeError, match=rf"the file \(text/csv, {len(body)} bytes\) {why}"
    ) as caught:
        list(rows)
    assert told(caught.value)[:3] == (download, 1, False)
    assert caught.value.task == "7"
    reply = client.report.task.download(task_id="7")
    with pytest.raises(ValueError, match=why) as refused:
        reply.rows()
    assert told(refused.value)[:3] == (download, 1, False)
    assert reply.content == body


def test_a_call_that_closing_the_client_ends_may_have_been_done(server: Server) -> None:
    server.answer(Reply(silent=True))

    async def main() -> None:
        client = AsyncClient("token", base_url=server.url, advertiser_id="1")
        call = asyncio.create_task(client.campaign.update(campaign_id="7", campaign_name="Herbs"))
        await asked(server, 1)
        await client.aclose()
        with pytest.raises(errors.ClientClosedError) as caught:
            await call
        assert told(caught.value)[:3] == ("POST /open_api/v1.3/campaign/update/", 1, True)
        assert str(caught.value) == "the client was closed; it may have been carried out"

    asyncio.run(main())


@pytest.mark.parametrize("operation", [GET, POST], ids=["read", "change"])
@pytest.mark.parametrize(
    "reply",
    [
        Reply(envelope(code=40002)),
        Reply(envelope(code=50000)),
        Reply(b"<html>", 404),
        Reply(b"<html>", 502),
        Reply(b"no"),
        Reply(b"[]"),
        Reply(b"{}"),
        Reply(b""),
        Reply(b"1", length=9),
        Reply(raw=b"HTTP/1.1 101 Switching Protocols\r\n\r\n"),
        Reply(b"no", headers={"Content-Encoding": "gzip"}),
        Reply(UNLIKE),
        Reply(reset=True),
        Reply(raw=b"HTTP/1.1 200"),
    ],
)
def test_no_error_after_sending_knows_less_than_the_hook(
    make_core: CoreFactory, server: Server, reply: Reply, operation: Operation
) -> None:
    tries: list[Request] = []
    core = make_core(strict_replies=True, before=tries.append)
    server.answer(reply)
    with pytest.raises(TikTokError) as caught:
        core.call(operation, reply=PLOT, body={})
    error = caught.value
    assert (error.operation, error.attempts) == (str(operation), len(tries))
    # Only a refusal is known to have done nothing.
    refused = reply.status == 404 or (reply.status == 200 and reply.body == envelope(code=40002))
    assert error.may_have_been_done is (operation is POST and not refused)
    if reply.body and reply.length is None and not reply.headers:
        assert isinstance(error.raw_response, RawResponse)
        assert error.raw_response.body == reply.body
    elif not isinstance(error, ConnectionLostError):
        assert isinstance(error, ReplyError)
