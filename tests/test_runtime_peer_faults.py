"""Faults that other clients of this API and other generators have: a test for each, named for the fault."""

from __future__ import annotations

import json
import logging
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from attrs import define, field

import tiktok_business
from spc import DEPRECATED, request_json, response_json
from tiktok_business import Client, Limiter, MockTransport, Rate, Reply, Timeout, Tokens, errors, models
from tiktok_business._operations import OPERATIONS
from tiktok_business._runtime.command import Package, main
from tiktok_business._runtime.core import Core
from tiktok_business._runtime.masking import Hidden
from tiktok_business._runtime.operation import Operation
from tiktok_business._runtime.raw_response import RawResponse
from tiktok_business._runtime.secret import Secret, SecretWarning
from tiktok_business._runtime.transport import Request

pytestmark = pytest.mark.filterwarnings(DEPRECATED)
GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
TOKEN = "token-that-nobody-may-see"


@define
class Canned:
    """A transport that gives one reply after the other, and keeps what it was asked."""

    replies: list[dict[str, Any] | bytes] = field(factory=list[Any])
    requests: list[Request] = field(factory=list[Request])
    timeouts: list[Timeout] = field(factory=list[Timeout])

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        self.requests.append(request)
        self.timeouts.append(timeout)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return RawResponse(200, {}, reply if isinstance(reply, bytes) else json.dumps(reply).encode())

    def close(self) -> None:
        pass


@pytest.fixture
def canned() -> Canned:
    return Canned([response_json()])


@pytest.fixture
def client(canned: Canned) -> Iterator[Client]:
    with Client(TOKEN, transport=canned) as made:
        made._core._sleep = lambda _: None
        yield made


def create(client: Client, **changes: Any) -> Reply[models.CampaignSpcCreateResponseData]:
    return client.campaign.spc.create(**{**request_json(), **changes})


def sent(canned: Canned) -> dict[str, Any]:
    body = canned.requests[-1].body
    assert isinstance(body, bytes)
    found: dict[str, Any] = json.loads(body)
    return found


# The official SDK's


def test_not_an_error_without_its_code_and_request_id(client: Client, canned: Canned) -> None:
    canned.replies = [{"code": 40002, "message": "budget", "request_id": "9", "data": {"a": 1}}]
    with pytest.raises(errors.ApiError) as caught:
        create(client)
    error = caught.value
    assert (error.code, error.request_id, error.message, error.data) == (40002, "9", "budget", {"a": 1})
    assert "40002" in str(error)
    assert "9" in str(error)


def test_not_a_partial_success_that_loses_its_data(client: Client, canned: Canned) -> None:
    canned.replies = [{**response_json(), "code": 20001}]
    reply = create(client)
    assert reply.is_partial
    assert reply.data.campaign_id == response_json()["data"]["campaign_id"]


@pytest.mark.parametrize("code", [40016, 40100, 40133])
def test_not_a_throttled_call_that_is_given_up_at_once(client: Client, canned: Canned, code: int) -> None:
    canned.replies = [{"code": code, "message": "slow down"}, response_json()]
    assert create(client).code == 0
    assert len(canned.requests) == 2


def test_not_a_timeout_that_is_ignored_because_it_is_no_whole_number(client: Client, canned: Canned) -> None:
    create(client, timeout=2.5)
    assert canned.timeouts == [Timeout(2.5, 2.5, 2.5)]


def test_not_a_call_that_waits_for_ever_by_default(client: Client, canned: Canned) -> None:
    create(client)
    assert all(seconds is not None and 0 < seconds <= 300 for seconds in canned.timeouts[0])


def test_not_defaults_that_nobody_asked_for(client: Client, canned: Canned) -> None:
    create(client)
    assert sent(canned) == request_json()


def test_not_booleans_as_python_writes_them(canned: Canned) -> None:
    core = Core(base_url="https://garden.example", transport=canned)
    core.call(GET, reply=dict[str, Any], query={"open": True, "wet": False, "filtering": {"old": True}})
    assert canned.requests[0].url.endswith("?open=true&wet=false&filtering=%7B%22old%22%3Atrue%7D")


def test_not_a_broken_way_to_the_http_reply(client: Client, canned: Canned) -> None:
    raw = create(client).raw_response
    assert raw is not None
    assert (raw.status, raw.json()) == (200, response_json())
    assert client.request("GET", "/open_api/v1.3/any/").json() == response_json()


def test_not_a_reply_as_untyped_data(client: Client) -> None:
    data = create(client).data
    assert isinstance(data, models.CampaignSpcCreateResponseData)
    assert data.objective_type in get_args(models.ObjectiveType)


def test_not_a_pool_of_threads_for_each_part_of_the_api() -> None:
    before = threading.active_count()
    with Client(TOKEN) as client:
        assert client.campaign.spc is not None
        assert threading.active_count() == before


# The client in TypeScript's


def test_not_multipart_sent_as_json(canned: Canned) -> None:
    core = Core(base_url="https://garden.example", transport=canned)
    core.call(POST, reply=dict[str, Any], body={"name": "a"}, files={"photo": b"\x00"})
    (request,) = canned.requests
    assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert not isinstance(request.body, bytes | None)
    assert b"".join(request.body).count(b"Content-Disposition: form-data") == 2


def test_not_40002_taken_for_an_authentication_error(client: Client, canned: Canned) -> None:
    canned.replies = [{"code": 40002, "message": "no"}]
    with pytest.raises(errors.ParameterError) as caught:
        create(client)
    assert not isinstance(caught.value, errors.AuthError)


def test_not_an_enum_value_of_tomorrow_that_fails_decoding(client: Client, canned: Canned) -> None:
    reply = response_json()
    reply["data"]["gender"] = "GENDER_OF_TOMORROW"
    canned.replies = [reply]
    assert create(client).data.gender == "GENDER_OF_TOMORROW"


def test_not_enum_values_of_a_neighbouring_field() -> None:
    # One operation system is not the other, and an age range is no gender.
    ages = {*get_args(models.CampaignSpcSpcAudienceAge)}
    genders = {*get_args(models.Gender)}
    assert ages
    assert genders
    assert not ages & genders


def test_not_operating_systems_with_the_versions_beside_them() -> None:
    assert {*get_args(models.OperatingSystems)} == {"ANDROID", "IOS"}


def test_not_an_enum_that_lacks_its_own_default() -> None:
    assert "BUDGET_MODE_DAY" in get_args(models.CampaignSpcCreateBudgetMode)
    assert "18+" in get_args(models.CampaignSpcSpcAudienceAge)


def test_not_a_list_as_data_that_is_dropped(client: Client, canned: Canned) -> None:
    canned.replies = [{"code": 0, "message": "OK", "data": [{"campaign_id": "7"}]}]
    data: object = create(client).data
    assert data == [{"campaign_id": "7"}]


def test_not_a_list_of_objects_as_data_that_is_lost(client: Client, canned: Canned) -> None:
    canned.replies = [{"code": 0, "message": "OK", "data": [{"video_id": "7", "new": 1}, {"video_id": "8"}]}]
    data = client.file.video.ad.upload(advertiser_id="1", video_file=b"video").data
    assert data is not None
    assert [one.video_id for one in data] == ["7", "8"]
    assert data[0].extra == {"new": 1}


def test_not_rows_of_videos_hoisted_to_the_reply(client: Client, canned: Canned) -> None:
    canned.replies = [{"code": 0, "message": "OK", "data": {"list": [{"video_id": "7", "duration": 1.5}]}}]
    data = client.file.video.ad.info(advertiser_id="1", video_ids=["7"]).data
    assert data.list is not None
    assert (data.list[0].video_id, data.list[0].duration) == ("7", 1.5)
    assert not hasattr(data, "video_id")


def test_not_rows_of_a_list_taken_for_fields_of_its_parent(client: Client) -> None:
    data = create(client).data
    assert data.media_info_list is not None
    assert not hasattr(data, "media_info")
    assert data.media_info_list[0].media_info is not None


def test_not_only_one_host() -> None:
    assert "sandbox" in repr(Client(TOKEN, sandbox=True))
    assert "garden.example" in repr(Client(TOKEN, base_url="https://garden.example/open_api"))


# Generators'


def test_not_json_query_values_that_are_dropped(canned: Canned) -> None:
    core = Core(base_url="https://garden.example", transport=canned)
    core.call(GET, reply=dict[str, Any], query={"ids": ["1", "2"], "filtering": {"a": None, "b": 1}})
    assert canned.requests[0].url.endswith("?ids=%5B%221%22%2C%222%22%5D&filtering=%7B%22b%22%3A1%7D")


def test_not_documented_limits_that_are_ignored(client: Client, canned: Canned) -> None:
    with pytest.raises(errors.InvalidRequest) as caught:
        create(client, media_info_list=request_json()["media_info_list"] * 1000)
    assert ("/media_info_list", "maxItems") in {(one.pointer, one.rule) for one in caught.value.violations}
    assert canned.requests == []


def test_not_documented_rules_that_are_ignored(client: Client, canned: Canned) -> None:
    # Where there is no lifetime to ask for, a span of days must be given.
    with pytest.raises(errors.InvalidRequest) as caught:
        client.report.integrated.get(report_type="BASIC", data_level="AUCTION_AD", dimensions=["ad_id"])
    found = {one.pointer for one in caught.value.violations if one.rule.startswith("requires")}
    assert {"/start_date", "/end_date"} <= found
    assert canned.requests == []


@pytest.mark.filterwarnings("default")
def test_not_a_deprecation_that_nobody_hears_of(client: Client) -> None:
    with pytest.warns(DeprecationWarning, match="/campaign/spc/create/ is to be deprecated") as caught:
        client.campaign.spc.create(**request_json())
    assert caught[0].filename == __file__


def test_not_a_package_without_types() -> None:
    assert (Path(tiktok_business.__file__).parent / "py.typed").is_file()


def test_not_a_token_in_anything_that_can_be_shown(
    canned: Canned, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    kept: list[object] = []

    def kept_both(*both: object) -> None:
        kept.extend(both)

    mock = MockTransport()
    for transport in (canned, mock):
        client = Client(
            TOKEN, transport=transport, limiter=Limiter(Rate(100, 1)), before=kept.append, after=kept_both
        )
        kept += [client, client.campaign.spc, create(client), create(client).raw_response, mock]
    kept.append(Client(lambda: TOKEN))
    for reply in ({"code": 40105, "message": "no"}, b"<html>", {"code": 0, "data": [1]}):
        canned.replies = [reply]
        with pytest.raises(errors.TikTokError) as caught:
            create(Client(TOKEN, transport=canned, strict_replies=True))
        kept += [caught.value, traceback.format_exception(caught.value)]
    with pytest.raises(ValueError, match="access token") as refused:
        Client(f"{TOKEN}\n")
    kept += [refused.value, Secret(TOKEN), Tokens(TOKEN, Secret(TOKEN), data={"access_token": TOKEN})]
    command = ["call", "POST", "/campaign/spc/create/", "--data", json.dumps(request_json()), "--dry-run"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIKTOK_ACCESS_TOKEN", TOKEN)
        assert main(command, Package(OPERATIONS, "tiktok_business.checks")) == 0
    kept += [capsys.readouterr(), [record.getMessage() for record in caplog.records]]
    seen = [*within(kept)]
    assert any(isinstance(one, Secret) and one.reveal() == TOKEN for one in seen)
    assert any(isinstance(one, Hidden) and one.reveal() == TOKEN for one in seen)
    for one in seen:
        if isinstance(one, Secret):
            with pytest.warns(SecretWarning):
                shown = f"{one!r} {one!s} {one}"
        else:
            shown = f"{one!r} {one!s} {one}"
        assert TOKEN not in shown, type(one)


def within(root: object) -> Iterator[object]:
    """Everything that objects of ours and plain containers hold, at any depth."""
    seen: set[int] = set()
    left = [root]
    while left:
        one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            left += one
        # What Tokens keep is asked of them; they only must not show it.
        elif type(one).__module__.startswith("tiktok_business") and not isinstance(one, Tokens):
            slots = [slot for kind in type(one).__mro__ for slot in getattr(kind, "__slots__", ())]
            names = {*slots, *getattr(one, "__dict__", ())}
            left += [getattr(one, name) for name in names - {"__weakref__"} if hasattr(one, name)]


def test_not_a_token_in_a_repr(client: Client, canned: Canned) -> None:
    create(client)
    shown = [repr(client), repr(client._core), repr(vars(client._core)), repr(canned.requests)]
    assert TOKEN not in "".join(shown)


def test_not_a_failing_code_taken_for_success_because_of_http_200(client: Client, canned: Canned) -> None:
    for reply in ({"code": 50000, "message": "no"}, {"message": "OK"}, b"OK", b"[]", b""):
        canned.replies = [reply]
        with pytest.raises(errors.TikTokError):
            create(client)


def test_not_a_call_that_may_have_been_done_sent_again(canned: Canned) -> None:
    class Breaking(Canned):
        def send(self, request: Request, timeout: Timeout) -> RawResponse:
            super().send(request, timeout)
            raise errors.ConnectionLostError("the connection broke")

    breaking = Breaking([b""])
    core = Core(base_url="https://garden.example", transport=breaking, retries=5)
    core._sleep = lambda _: None
    with pytest.raises(errors.ConnectionLostError):
        core.call(POST, reply=dict[str, Any], body={})
    assert len(breaking.requests) == 1
    with pytest.raises(errors.ConnectionLostError):
        core.call(GET, reply=dict[str, Any])
    assert len(breaking.requests) == 7


def test_not_a_map_by_id_read_as_an_object_without_its_fields() -> None:
    review = {"ad_id": "7", "is_approved": True}
    mock = MockTransport(
        {
            "ad.review_info": {"ad_review_map": {"7": review}},
            "adgroup.review_info": {
                "ad_review_map": {"5": {"7": review}},
                "ad_group_review_map": {"5": {"adgroup_id": "5", "is_approved": False}},
            },
        }
    )
    with Client(transport=mock, advertiser_id="1") as client:
        ads = client.ad.review_info(ad_ids=["7"]).data.ad_review_map
        groups = client.adgroup.review_info(adgroup_ids=["5"]).data
    assert ads["7"].is_approved is True
    assert groups.ad_review_map["5"]["7"].ad_id == "7"
    assert groups.ad_group_review_map["5"].adgroup_id == "5"
    assert groups.ad_group_review_map["5"].is_approved is False
