"""The transport for users' own tests: answers what is documented, refuses everything else."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from clients import Generated, document, enveloped, generated, getting, objects, query
from spc import DEPRECATED, request_json
from text_cases import text_cases
from tiktok_business import Client, File, Reply, errors, items, models, run_task, webhooks
from tiktok_business._runtime.mock import MockTransport, UndocumentedCallError
from tiktok_business._runtime.raw_response import RawResponse
from tiktok_business._runtime.samples import sample
from tiktok_business._runtime.transport import Request

pytestmark = pytest.mark.filterwarnings(DEPRECATED)
NAME = "POST /campaign/spc/create/"


def create(mock: MockTransport, **options: Any) -> Reply[models.CampaignSpcCreateResponseData]:
    with Client("t", transport=mock, retries=0) as client:
        return client.campaign.spc.create(**request_json(), **options)


def test_a_call_without_an_answer_gets_a_value_for_every_documented_field() -> None:
    with Client("t", transport=MockTransport(), advertiser_id="1") as client:
        reply = client.page.get(advertiser_id="1")
    assert (reply.code, reply.message) == (0, "OK")
    (data,) = reply.items
    empty = [one.name for one in data.__attrs_attrs__ if getattr(data, one.name) is None]
    assert empty == []
    assert data.page_id == "7000000000000000001"
    assert data.extra == {}


def test_a_sample_of_what_can_be_made_could_have_been_made() -> None:
    with Client("t", transport=MockTransport(), advertiser_id="1") as client:
        (campaign,) = client.campaign.get().data.to_json()["list"]
    assert campaign == {
        "advertiser_id": "1",
        "campaign_id": "7000000000000000001",
        "objective_type": "APP_PROMOTION",
        "is_advanced_dedicated_campaign": False,
        "campaign_name": "campaign_name",
        "catalog_enabled": False,
        "rta_bid_enabled": False,
        "rta_product_selection_enabled": False,
        "operation_status": "ENABLE",
    }


@text_cases(names=str, text=str)
def test_a_text_is_what_the_name_of_its_field_says(names: str, text: str, tmp_path: Path) -> None:
    fields = {name: {"type": "string"} for name in names.split()}
    reply = enveloped(objects(fields | {"soil": {"type": "string"}}))
    with generated(document({"/plot/get/": getting(reply=reply)}), tmp_path) as package:
        transport = package.module("_runtime.mock").MockTransport()
        given = package.client(transport).plot.get().data
    assert [getattr(given, name) for name in fields] == [text] * len(fields)
    assert given.soil == "soil"


def test_a_number_is_what_the_name_of_its_field_says_too() -> None:
    event = json.loads(webhooks.sample("LEAD").body)
    (entry,) = event["entry"]
    assert {entry[name] for name in ("page_id", "advertiser_id", "campaign_id", "ad_id")} == {
        7000000000000000001
    }
    assert entry["id"] == "7000000000000000001"
    assert entry["create_time"] == event["time"] == dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()


def test_samples_are_the_same_each_time() -> None:
    first, second = (json.dumps(sample(Reply[models.CampaignSpcCreateResponseData])) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "name", [NAME, "post campaign/spc/create", "POST /open_api/v1.3/campaign/spc/create/"]
)
def test_an_answer_is_the_data_of_the_reply(name: str) -> None:
    assert create(MockTransport({name: {"campaign_id": "7"}})).data.campaign_id == "7"


def test_an_answer_can_be_a_model_a_reply_or_a_function() -> None:
    data = models.CampaignSpcCreateResponseData.from_json({"campaign_id": "7"})
    assert create(MockTransport({NAME: data})).data.campaign_id == "7"
    whole = Reply(code=20001, message="in part", data=data)
    reply = create(MockTransport({NAME: whole}))
    assert (reply.is_partial, reply.message, reply.data.campaign_id) == (True, "in part", "7")
    raw = RawResponse(200, {}, b'{"code": 40002, "message": "no"}')
    with pytest.raises(errors.ParameterError):
        create(MockTransport({NAME: raw}))

    def count(request: Request) -> dict[str, str]:
        assert isinstance(request.body, bytes)
        return {"campaign_id": str(len(request.body))}

    assert create(MockTransport({NAME: count})).data.campaign_id == str(
        len(json.dumps(request_json(), separators=(",", ":")))
    )


def test_a_whole_envelope_as_a_mapping_is_the_reply() -> None:
    with pytest.raises(errors.AuthError) as caught:
        create(MockTransport({NAME: {"code": 40105, "message": "expired", "request_id": "9"}}))
    assert (caught.value.code, caught.value.message, caught.value.request_id) == (40105, "expired", "9")
    reply = create(MockTransport({NAME: {"code": 20001, "message": "in part", "data": {"campaign_id": "7"}}}))
    assert (reply.is_partial, reply.message, reply.data.campaign_id) == (True, "in part", "7")


@pytest.mark.parametrize(
    "data",
    [{"code": 40105, "campaign_id": "7"}, {"code": "40105"}, {"code": True}, {"message": "no"}],
    ids=["another field", "a text", "a truth value", "no code"],
)
def test_a_mapping_with_anything_else_is_the_data(data: dict[str, Any]) -> None:
    reply = create(MockTransport({NAME: data}))
    assert (reply.code, reply.message) == (0, "OK")
    assert reply.data.extra.items() >= {name: data[name] for name in data if name != "campaign_id"}.items()


def test_no_token_is_asked_for() -> None:
    mock = MockTransport()
    with Client(transport=mock) as client:
        assert client.campaign.spc.create(**request_json()).code == 0
    assert "Access-Token" not in mock.requests[0].headers


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    ship = objects({"name": {"type": "string"}})
    paths = {
        "/fleet/list/": getting(),
        "/fleet/ship/{ship_id}/": getting(query("ship_id", place="path", required=True), reply=ship),
    }
    spec = {**document(paths), "servers": [{"url": "https://harbour.example/api"}]}
    with generated(spec, tmp_path_factory.mktemp("harbour")) as client:
        yield client


@pytest.mark.parametrize("base_url", [None, "https://harbour.example", "https://harbour.example/a/b/"])
def test_the_servers_own_path_is_no_part_of_a_call(harbour: Generated, base_url: str | None) -> None:
    mock = harbour.module("_runtime.mock").MockTransport({"GET /fleet/list/": {"count": 2}})
    client = harbour.client(mock, base_url=base_url)
    assert client.fleet.list().data == {"count": 2}
    assert client.request("GET", "/fleet/list/").json()["data"] == {"count": 2}
    with pytest.raises(AssertionError, match="no such operation: GET /boats/"):
        client.request("GET", "/boats/")


@pytest.mark.parametrize("name", ["GET /fleet/list/", "/fleet/list/", "fleet/list", "fleet.list"])
def test_an_answer_is_given_by_what_the_operation_is_called(harbour: Generated, name: str) -> None:
    mock = harbour.module("_runtime.mock").MockTransport({name: {"count": 2}})
    assert harbour.client(mock).fleet.list().data == {"count": 2}


@text_cases(name=str, told=str)
def test_an_answer_of_no_operation_is_told_with_what_may_be_meant(
    harbour: Generated, name: str, told: str
) -> None:
    with pytest.raises(AssertionError) as caught:
        harbour.module("_runtime.mock").MockTransport({name: {}})
    assert str(caught.value) == told


def test_a_path_alone_is_not_taken_for_one_of_two_methods() -> None:
    rows = [("GET", "/fleet/crew/"), ("POST", "/fleet/crew/")]
    with pytest.raises(AssertionError, match=r"^/fleet/crew/ has GET and POST: add the method$"):
        MockTransport({"/fleet/crew/": {}}, operations=rows)


def test_a_path_with_values_in_it_is_documented(harbour: Generated) -> None:
    transport = harbour.module("_runtime.mock").MockTransport
    mock = transport({"GET /fleet/ship/{ship_id}/": {"name": "Any"}, "GET /fleet/ship/7/": {"name": "Seven"}})
    client = harbour.client(mock)
    assert [client.fleet.ship(ship_id=one).name for one in ("7", "8/9")] == ["Seven", "Any"]
    with pytest.raises(AssertionError, match="no such operation: GET /fleet/ship/7/crew/"):
        client.request("GET", "/fleet/ship/7/crew/")
    with pytest.raises(AssertionError, match="/fleet/ship/7/ has no POST, only GET"):
        transport({"POST /fleet/ship/7/": {}})


def test_a_reply_that_has_no_envelope_gets_none(harbour: Generated) -> None:
    mock = harbour.module("_runtime.mock").MockTransport({"GET /fleet/ship/7/": {"name": "Seven", "code": 3}})
    client = harbour.client(mock)
    ship = client.fleet.ship(ship_id="7")
    assert (ship.name, ship.extra) == ("Seven", {"code": 3})
    assert client.fleet.ship(ship_id="8").name == "name"


def test_an_answer_that_is_an_error_is_raised() -> None:
    with pytest.raises(errors.RateLimitError):
        create(MockTransport({NAME: errors.RateLimitError(40100, "slow down")}))


def test_an_answer_that_is_an_error_is_the_same_for_each_call() -> None:
    mock = MockTransport({NAME: errors.ServerError(50000, "wilted")})
    for _ in range(2):
        with pytest.raises(errors.ServerError) as caught:
            create(mock)
        assert str(caught.value) == "code 50000: wilted; it may have been carried out"


def test_requests_are_kept_in_order() -> None:
    mock = MockTransport()
    create(mock)
    with Client("t", transport=mock) as client:
        client.request("POST", "/open_api/v1.3/campaign/spc/create/", body={"a": 1})
    assert [request.operation for request in mock.requests] == [
        "POST /open_api/v1.3/campaign/spc/create/"
    ] * 2
    assert mock.requests[1].body == b'{"a":1}'


def test_an_undocumented_call_is_refused() -> None:
    with Client("t", transport=MockTransport(), retries=0) as client:
        for method, path in (("GET", "/campaign/spc/create/"), ("POST", "/campaign/none/")):
            with pytest.raises(UndocumentedCallError, match="no such operation: "):
                client.request(method, f"/open_api/v1.3{path}")


@pytest.mark.parametrize(
    "name",
    ["GET /garden/wall/location/", "get garden/wall/location", "GET /open_api/v1.3/garden/wall/location/"],
)
def test_an_operation_that_is_not_documented_can_have_an_answer(name: str) -> None:
    mock = MockTransport({name: {"list": [{"wall_id": "7"}]}})
    with Client(transport=mock, retries=0) as client:
        found = client.call("GET", "/garden/wall/location/", query={"page": 2})
        assert found["data"] == {"list": [{"wall_id": "7"}]}
        raw = client.request("GET", "/open_api/v1.3/garden/wall/location/")
        assert raw.json()["code"] == 0
        with pytest.raises(UndocumentedCallError, match="POST /garden/wall/location/"):
            client.request("POST", "/garden/wall/location/")
    assert mock.requests[0].query() == {"page": "2"}


def test_what_is_not_documented_may_answer_with_an_error_a_reply_or_a_function() -> None:
    answers = iter(
        [{"code": 40002, "message": "no wall"}, errors.RateLimitError(40100, "slow down"), b"stones"]
    )
    mock = MockTransport({"POST /garden/wall/create/": lambda _: next(answers)})
    with Client(transport=mock, retries=0) as client:
        for kind in (errors.ParameterError, errors.RateLimitError):
            with pytest.raises(kind):
                client.call("POST", "/garden/wall/create/", body={})
        assert client.request("POST", "/garden/wall/create/").body == b"stones"


@text_cases(name=str, told=str)
def test_an_answer_that_is_hardly_for_another_operation_than_a_documented_one_is_a_mistake(
    name: str, told: str
) -> None:
    with pytest.raises(UndocumentedCallError) as caught:
        MockTransport({name: {}})
    assert str(caught.value).startswith(told)


def test_a_request_that_is_not_valid_never_reaches_it() -> None:
    mock = MockTransport()
    with Client("t", transport=mock) as client, pytest.raises(errors.InvalidRequest):
        client.campaign.spc.create(**{**request_json(), "budget": "much"})
    assert mock.requests == []


def test_the_token_is_in_no_repr_of_what_is_kept() -> None:
    mock = MockTransport()
    with Client("token-that-nobody-may-see", transport=mock) as client:
        client.campaign.spc.create(**request_json())
    out = io.StringIO()
    print(mock.requests, vars(mock), mock.requests[0].headers, file=out)
    assert "token-that-nobody-may-see" not in out.getvalue()


def test_an_answer_may_be_named_as_the_client_calls_its_operation() -> None:
    mock = MockTransport({"campaign.spc.create": {"campaign_id": "7"}})
    assert create(mock).data.campaign_id == "7"
    with pytest.raises(
        UndocumentedCallError, match=r"no such operation: campaign.spc.creat; did you mean POST /campaign/spc"
    ):
        MockTransport({"campaign.spc.creat": {}})


def test_a_number_is_whole_since_it_may_be_a_count(tmp_path: Path) -> None:
    kinds = ("number", "integer")
    reply = enveloped(objects({kind: {"type": kind} for kind in kinds}))
    with generated(document({"/plot/get/": getting(reply=reply)}), tmp_path) as package:
        transport = package.module("_runtime.mock").MockTransport()
        raw = package.client(transport).plot.get().raw_response
    assert b'{"integer":1,"number":1}' in raw.body or b'{"number":1,"integer":1}' in raw.body


def test_a_report_has_a_row_of_each_day_of_what_it_is_asked_for() -> None:
    with Client(transport=MockTransport()) as client:
        rows = client.report.fetch(
            advertiser_id="1",
            report_type="BASIC",
            data_level="AUCTION_AD",
            dimensions=["ad_id", "stat_time_day"],
            metrics=["spend", "campaign_name"],
            start_date="2026-01-01",
            end_date="2026-01-02",
        )
        assert list(rows) == [
            {
                "ad_id": "7000000000000000003",
                "stat_time_day": f"2026-01-0{day} 00:00:00",
                "spend": spend,
                "campaign_name": "campaign_name",
            }
            for day, spend in ((1, 528.01), (2, 374.16))
        ]


def test_whatever_can_be_called_may_answer() -> None:
    def get(name: str, request: Request) -> dict[str, object]:
        return {"list": [{"campaign_name": f"{name} {request.attempt}"}]}

    with Client(
        transport=MockTransport({"campaign.get": partial(get, "Spring")}), advertiser_id="1"
    ) as client:
        assert client.campaign.get().items[0].campaign_name == "Spring 1"


def test_an_answer_that_json_cannot_hold_is_a_mistake_of_the_test() -> None:
    with (
        Client(transport=MockTransport({"campaign.get": {1, 2}}), advertiser_id="1") as client,
        pytest.raises(TypeError, match=r"the answer to GET /open_api/v1.3/campaign/get/: /: must be a value"),
    ):
        client.campaign.get()


def test_a_class_of_errors_is_raised_as_one_of_them() -> None:
    mock = MockTransport({"campaign.get": errors.ConnectError})
    with Client(transport=mock, advertiser_id="1", retries=0) as client, pytest.raises(errors.ConnectError):
        client.campaign.get()


@pytest.mark.parametrize(
    ("answer", "place", "meant"),
    [
        ({"list": [{"campain_id": "7"}]}, "/data/list/0/campain_id", "/data/list/0/campaign_id"),
        ({"code": 0, "data": {"lits": []}}, "/data/lits", "/data/list"),
        (lambda _: {"page_infos": {}}, "/data/page_infos", "/data/page_info"),
    ],
)
def test_a_misspelt_field_of_an_answer_is_told(answer: object, place: str, meant: str) -> None:
    with (
        Client(transport=MockTransport({"campaign.get": answer}), advertiser_id="1") as client,
        pytest.raises(TypeError) as caught,
    ):
        client.campaign.get()
    assert str(caught.value) == (
        f"the answer to GET /open_api/v1.3/campaign/get/: {place} is not documented; did you mean {meant}?"
    )


def test_a_field_of_an_answer_that_is_new_or_beside_the_one_it_resembles_is_none() -> None:
    given = {"campaign_id": "7", "campaign_ids": ["8"], "colour": "red"}
    mock = MockTransport({"campaign.get": {"list": [given]}})
    with Client(transport=mock, advertiser_id="1") as client:
        assert client.campaign.get().items[0].extra == {"campaign_ids": ["8"], "colour": "red"}


def test_bytes_are_a_file() -> None:
    mock = MockTransport(
        {"report.task.check": {"status": "SUCCESS"}, "report.task.download": b"ad_id,spend\n7,1.5\n"}
    )
    asked: dict[str, Any] = {"report_type": "BASIC", "data_level": "AUCTION_AD", "dimensions": ["ad_id"]}
    with Client(transport=mock) as client:
        assert client.report.task.download(advertiser_id="1", task_id="7").rows() == [
            {"ad_id": "7", "spend": "1.5"}
        ]
        rows = client.report.fetch(
            advertiser_id="1", **asked, metrics=["spend"], query_lifetime=True, mode="asynchronous"
        )
        assert list(rows) == [{"ad_id": "7", "spend": 1.5}]


def test_a_file_is_a_table_of_one_row_or_of_the_report_of_a_task(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"report_type": "BASIC", "data_level": "AUCTION_AD", "metrics": ["spend"]}
    days: dict[str, Any] = {"start_date": "2026-02-27", "end_date": "2026-03-01"}
    with Client(transport=MockTransport(), advertiser_id="1") as client:
        saved = client.report.task.download(task_id="7", save_to=tmp_path / "report.csv")
        assert saved.rows() == [{"id": "7000000000000000001", "name": "name"}]
        rows = client.report.fetch(
            advertiser_id="1", dimensions=["ad_id", "stat_time_day"], **asked, **days, mode="asynchronous"
        )
        found = [*rows]
    assert [row["stat_time_day"] for row in found] == [
        f"2026-{day} 00:00:00" for day in ("02-27", "02-28", "03-01")
    ]
    assert [row["spend"] for row in found] == [297.27, 320.05, 619.14]


def test_a_task_is_done_at_once() -> None:
    with Client(transport=MockTransport()) as client:
        reply = run_task(
            None, lambda task: client.report.task.check(advertiser_id="1", task_id=task), task="7"
        )
    assert reply.data.status == "SUCCESS"


def test_a_file_is_read_so_that_its_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    mock = MockTransport()
    with Client(transport=mock, advertiser_id="1") as client:
        client.file.image.ad.upload(
            upload_type="UPLOAD_BY_FILE",
            image_file=File(b"x" * 70_000, progress=lambda *far: told.append(far)),
        )
    assert told == [(65536, 70_000), (70_000, 70_000)]
    assert not isinstance(mock.requests[0].body, bytes)
    assert mock.requests[0].body is not None
    assert b"x" * 70_000 in b"".join(mock.requests[0].body)


def test_an_error_of_the_api_is_answered_by_an_object_of_its_class() -> None:
    mock = MockTransport({NAME: errors.RateLimitError})
    told = r"/campaign/spc/create/ is a class: give RateLimitError\(code, message\)$"
    with pytest.raises(TypeError, match=told):
        create(mock)
    with pytest.raises(errors.ConnectError):
        create(MockTransport({NAME: errors.ConnectError}))


def test_a_test_reads_what_was_sent_as_json() -> None:
    mock = MockTransport({"campaign.status.update": {}})
    with Client(transport=mock, advertiser_id="1") as client:
        client.campaign.status.update(campaign_ids=["7"], operation_status="DISABLE")
        client.file.image.ad.upload(image_file=("rose.png", b"{}"))
        client.campaign.get(
            page=2, filtering={"campaign_ids": ["7"]}, fields=["a&b"], extra_query={"new": ""}
        )
    sent, upload, get = mock.requests
    assert sent.json() == {"advertiser_id": "1", "campaign_ids": ["7"], "operation_status": "DISABLE"}
    for request in (upload, get):
        with pytest.raises(
            ValueError, match=r"^Request\(.*, try 1\) has no body of JSON; `query` returns what"
        ):
            request.json()
    assert sent.query() == {}
    assert get.query() == {
        "advertiser_id": "1",
        "page": "2",
        "filtering": '{"campaign_ids":["7"]}',
        "fields": '["a&b"]',
        "new": "",
    }


def test_a_function_without_an_answer_left_is_told_and_ends_no_loop() -> None:
    answers = iter([{"list": [{"campaign_id": "7"}], "page_info": {"page": 1, "total_page": 2}}])
    mock = MockTransport({"campaign.get": lambda _: next(answers)})
    with Client(transport=mock, advertiser_id="1") as client:
        found = items(client.campaign.get)
        assert next(found).campaign_id == "7"
        with pytest.raises(AssertionError, match=r"^no answer is left for GET /open_api/v1.3/campaign/get/$"):
            next(found)
