"""The generated client against a server on loopback: what goes out, what comes back, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import tiktok_business
from spc import DEPRECATED, request_json, response_json
from tiktok_business import Client, OpenEnum, Timeout, errors, models
from tiktok_business.models import CampaignSpcCreateResponseData

from .raw import taking
from .server import Reply, Server, envelope, refused_url

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.filterwarnings(DEPRECATED)
PATH = "/open_api/v1.3/campaign/spc/create/"
TOKEN = "token-that-nobody-may-see"


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(TOKEN, base_url=server.url, timeout=20, retries=0) as made:
        yield made


def create(client: Client, **changes: Any) -> tiktok_business.Reply[CampaignSpcCreateResponseData]:
    """Call the operation with the documented request, some of it changed."""
    return client.campaign.spc.create(**{**request_json(), **changes})


def reply_with(**changes: Any) -> bytes:
    """The documented reply, some of its data changed."""
    reply = response_json()
    reply["data"].update(changes)
    return json.dumps(reply).encode()


# What goes out


def test_the_documented_request_goes_out_as_it_is_documented(client: Client, server: Server) -> None:
    server.answer(json.dumps(response_json()).encode())
    create(client)
    (sent,) = server.sent
    assert (sent.method, sent.target) == ("POST", PATH)
    assert sent.headers["access-token"] == TOKEN
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["accept"] == "application/json"
    assert sent.headers["content-length"] == str(len(sent.body))
    assert sent.headers["user-agent"].startswith("tiktok-business-bindings/")
    assert sent.json() == request_json()
    assert sent.body == json.dumps(sent.json(), separators=(",", ":")).encode()


def test_models_and_plain_values_go_out_alike(client: Client, server: Server) -> None:
    server.answer(json.dumps(response_json()).encode())
    create(client)
    create(
        client,
        location_ids=("6252001",),
        title_list=[models.TitleItem(title="title")],
    )
    plain, typed = server.sent
    assert plain.body == typed.body


def test_documented_defaults_are_not_sent(client: Client, server: Server) -> None:
    server.answer(json.dumps(response_json()).encode())
    create(client, operation_status=None, identity_type=None)
    sent = server.sent[0].json()
    assert sent.keys() == request_json().keys() - {"operation_status", "identity_type"}


# What comes back


def test_the_documented_reply_comes_back_typed_field_by_field(client: Client, server: Server) -> None:
    server.answer(json.dumps(response_json()).encode())
    reply = create(client)
    documented = response_json()
    assert isinstance(reply.data, CampaignSpcCreateResponseData)
    assert (reply.code, reply.message) == (0, "OK")
    assert reply.request_id == documented["request_id"]
    assert not reply.is_partial
    # The fields that no table has and the example shows are attributes, too.
    assert list(differences(reply, documented, "")) == []
    data = reply.data
    assert data.campaign_id == documented["data"]["campaign_id"]
    assert data.objective_type == "APP_PROMOTION"
    assert data.budget == 12.5
    assert data.pixel_id is None
    assert data.skip_learning_phase is True
    assert data.location_ids == ["6252001"]
    assert data.media_info_list is not None
    media = data.media_info_list[0].media_info
    assert media is not None
    assert media.video_info is not None
    assert media.video_info.video_id == "7000000000000000835"


def differences(model: Any, documented: Any, at: str) -> Iterator[str]:
    """Where a decoded value is not what was sent, or holds a field that is documented nowhere."""
    if isinstance(model, tiktok_business.Model):
        for name, value in documented.items():
            if name in model.extra:
                yield f"{at}.{name} is not a documented field"
            else:
                yield from differences(getattr(model, name), value, f"{at}.{name}")
    elif isinstance(model, list) and isinstance(documented, list):
        assert len(model) == len(documented), at
        for index, item in enumerate(documented):
            yield from differences(model[index], item, f"{at}[{index}]")
    elif model != documented or (type(model) is not type(documented) and not isinstance(model, OpenEnum)):
        yield f"{at}: {model!r} is not {documented!r}"


def test_the_raw_reply_stays_at_hand(client: Client, server: Server) -> None:
    server.answer(Reply(reply_with(), headers={"X-Tt-Logid": "9"}))
    raw = create(client).raw_response
    assert raw is not None
    assert (raw.status, raw.headers["x-tt-logid"], raw.body) == (200, "9", reply_with())


def test_an_error_code_is_raised_with_code_request_and_data(client: Client, server: Server) -> None:
    server.answer(envelope({"field": "budget"}, code=40002, message="budget: too little"))
    with pytest.raises(errors.ParameterError) as caught:
        create(client)
    error = caught.value
    assert (error.code, error.message, error.request_id) == (40002, "budget: too little", "20260101000000")
    assert (error.data, error.http_status, error.operation) == ({"field": "budget"}, 200, f"POST {PATH}")


def test_a_partial_success_is_returned_with_its_data(client: Client, server: Server) -> None:
    documented = {**response_json(), "code": 20001, "message": "one title was left out"}
    server.answer(json.dumps(documented).encode())
    reply = create(client)
    assert reply.is_partial
    assert (reply.code, reply.message) == (20001, "one title was left out")
    assert reply.data.campaign_id == documented["data"]["campaign_id"]


def test_an_enum_value_of_tomorrow_stays_a_value(client: Client, server: Server) -> None:
    server.answer(reply_with(objective_type="SELL_TULIPS", placements=["PLACEMENT_TIKTOK", "PLACEMENT_MOON"]))
    data = create(client).data
    assert data.objective_type == "SELL_TULIPS"
    assert data.placements == ["PLACEMENT_TIKTOK", "PLACEMENT_MOON"]
    assert json.loads(json.dumps(data.objective_type)) == "SELL_TULIPS"


def test_fields_of_tomorrow_are_kept_at_every_level(client: Client, server: Server) -> None:
    server.answer(
        reply_with(moon={"phase": "full"}, title_list=[{"title": "a", "colour": "red"}], title_lists=[1])
    )
    data = create(client).data
    assert data.extra == {"moon": {"phase": "full"}, "title_lists": [1]}
    assert data.title_list is not None
    assert data.title_list[0].extra == {"colour": "red"}
    assert data.to_json()["moon"] == {"phase": "full"}


def test_ids_beyond_what_a_float_holds_stay_exact(client: Client, server: Server) -> None:
    long = 2**63 + 1
    server.answer(reply_with(campaign_id=long, advertiser_id=str(long)))
    data = create(client).data
    assert (data.campaign_id, data.advertiser_id) == (str(long), str(long))


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Bad gateway</html>", reply_with()[:-20], b'{"code": 0, "message": "\xff"}'],
    ids=["empty", "HTML", "cut short", "not UTF-8"],
)
def test_a_reply_that_is_not_json_is_no_success(client: Client, server: Server, body: bytes) -> None:
    server.answer(body)
    with pytest.raises(errors.MalformedReplyError) as caught:
        create(client)
    assert (caught.value.http_status, caught.value.body) == (200, body)


def test_a_value_of_another_type_stays_as_it_came_and_is_told(client: Client, server: Server) -> None:
    server.answer(reply_with(media_info_list=[{"media_info": {"image_info": [{"web_uri": {}}]}}]))
    reply = create(client)
    (found,) = (each for each in reply.mismatches if each.unread)
    place = "/data/media_info_list/0/media_info/image_info/0/web_uri"
    assert found[:4] == (place, "string", "object of 0", "type")
    assert reply.data.media_info_list is not None
    media = reply.data.media_info_list[0].media_info
    assert media is not None
    assert media.image_info is not None
    web_uri: object = media.image_info[0].web_uri
    assert web_uri == {}


WRONG: tuple[Any, ...] = (
    None,
    True,
    3,
    2.5,
    "",
    "text",
    "7",
    [],
    ["a"],
    [1],
    [None],
    {},
    {"a": 1},
    [[1]],
    [{}],
)


def test_no_value_of_any_type_in_any_field_is_lost_or_an_error() -> None:
    documented = response_json()
    fields = sorted(create_reply(documented).data.to_json())
    unlike: list[str] = []
    for name in fields:
        for value in WRONG:
            reply = create_reply({**documented, "data": {name: value}})
            assert kept(reply.data, name, value), (name, value, reply.data)
            unread = [one.pointer for one in reply.mismatches if one.unread]
            assert all(pointer.startswith(f"/data/{name}") for pointer in unread)
            unlike += unread
    assert len(fields) < len(unlike) < len(fields) * len(WRONG)


def create_reply(parsed: Any) -> tiktok_business.Reply[CampaignSpcCreateResponseData]:
    return tiktok_business.Reply.from_json(parsed, data=CampaignSpcCreateResponseData)


def kept(data: tiktok_business.Model, name: str, value: Any) -> bool:
    """Whether a decoded field says what was sent: as it is, as text, or in what is kept beside it."""
    found = data.to_json().get(name)
    if name in data.extra:
        return bool(data.extra[name] == value)
    if found is None or value is None:
        # Who goes through a list that always comes need not ask whether there is one.
        return found in (None, []) and value is None
    return json.dumps(found).strip('"') == json.dumps(value).strip('"') or found == _as_texts(value)


def _as_texts(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_texts(item) for item in value]
    return value if isinstance(value, dict | str) else json.dumps(value)


@pytest.mark.parametrize("data", [None, "", [], {}], ids=json.dumps)
def test_data_that_is_nothing_is_an_object_without_fields(client: Client, server: Server, data: Any) -> None:
    server.answer(envelope(data))
    reply = create(client)
    assert reply.data.pixel_id is None
    with pytest.raises(tiktok_business.MissingFieldError, match="lacks 'campaign_id'"):
        _ = reply.data.campaign_id
    assert reply.raw_response is not None
    assert reply.raw_response.json()["data"] == data


@pytest.mark.parametrize("data", ["gone", 7, True, [1], [{"campaign_id": "1"}]], ids=json.dumps)
def test_data_that_is_something_else_stays_as_it_came(client: Client, server: Server, data: Any) -> None:
    server.answer(envelope(data))
    reply = create(client)
    came: object = reply.data
    assert came == data
    assert [one.pointer for one in reply.mismatches] == ["/data"]


def test_a_refused_connection_says_that_nothing_was_sent() -> None:
    with (
        Client(TOKEN, base_url=refused_url(), retries=0) as client,
        pytest.raises(errors.ConnectError) as caught,
    ):
        create(client)
    assert caught.value.operation == f"POST {PATH}"


def test_a_server_that_never_answers_ends_in_a_timeout(client: Client, server: Server) -> None:
    server.answer(Reply(silent=True))
    with taking(10), pytest.raises(errors.ReplyTimeoutError):
        create(client, timeout=Timeout(connect=30, read=0.5, total=30))
    assert len(server.sent) == 1


# What is refused


def test_everything_wrong_with_a_request_is_one_error(client: Client, server: Server) -> None:
    title = {"title": "a"}
    with pytest.raises(errors.InvalidRequest) as caught:
        create(
            client,
            advertiser_id=None,
            objective_type="SELL_TULIPS",
            budget="12.5",
            location_ids=["6252001", 6252001.5],
            schedule_start_time="tomorrow",
            media_info_list=[{"media_info": {"video_info": {"video_id": True}}}] * 31,
            title_list=[title, {"titel": "b"}],
        )
    found = {(violation.pointer, violation.rule) for violation in caught.value.violations}
    assert found >= {
        ("/advertiser_id", "required"),
        ("/objective_type", "enum"),
        ("/budget", "type"),
        ("/location_ids/1", "type"),
        ("/schedule_start_time", "format"),
        ("/media_info_list", "maxItems"),
        ("/media_info_list/30/media_info/video_info/video_id", "type"),
        ("/title_list/1/titel", "unknown"),
    }
    text = str(caught.value)
    assert text.startswith(f"POST {PATH}: the request is not valid\n")
    assert "did you mean title?" in text
    assert caught.value.docs.startswith("https://")
    assert server.sent == []


def test_a_request_is_not_checked_when_that_is_turned_off(client: Client, server: Server) -> None:
    server.answer(envelope({}))
    create(client, objective_type="SELL_TULIPS", validate=False)
    assert server.sent[0].json()["objective_type"] == "SELL_TULIPS"


def test_the_token_is_in_no_repr_and_no_error(client: Client, server: Server) -> None:
    server.answer(envelope(code=40105, message="no"))
    with pytest.raises(errors.AuthError) as caught:
        create(client)
    assert TOKEN not in f"{client!r}{caught.value!r}{caught.value}{vars(caught.value)}"
