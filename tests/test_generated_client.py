"""What a generated client does with a call: dates, dictionaries, warnings, views of the client, pages."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import inspect
import json
import posixpath
import subprocess
import sys
import typing
import warnings
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from clients import Generated, Recorder, document, enveloped, generated, getting, objects, posting, query
from pages import ROOT
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.generate.client import generate_client

CASE = Path(__file__).parent / "cases" / "mini"


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(load_spec(CASE / "openapi.yaml"), tmp_path_factory.mktemp("mini")) as client:
        yield client


def page(number: int, last: int, *names: str) -> dict[str, Any]:
    """A reply that is one page of a list."""
    data = {"list": [{"name": name} for name in names], "page_info": {"page": number, "total_page": last}}
    return {"code": 0, "message": "OK", "request_id": str(number), "data": data}


LIST = enveloped(
    objects(
        {
            "list": {"type": "array", "items": objects({"name": {"type": "string"}})},
            "page_info": objects({"page": {"type": "integer"}, "total_page": {"type": "integer"}}),
            "ids": {"type": "array", "items": {"type": "string"}},
        }
    )
)
CURSORS = enveloped(
    objects(
        {
            "plots": {"type": "array", "items": objects({"name": {"type": "string"}})},
            "cursor": {"type": "string"},
            "has_more": {"type": "boolean"},
        }
    )
)


# Arguments


def test_a_model_and_a_dictionary_go_out_alike(mini: Generated) -> None:
    transport = Recorder()
    create = mini.client(transport).garden.plot.create
    models = mini.module("models")
    bed = models.GardenPlotCreateBed
    plant = models.GardenPlotCreatePlant
    roses = {"plant_type": "ROSE", "sown_at": "2026-06-01 08:30:00"}
    for beds in (
        [{"bed_name": "b", "plants": [roses]}],
        [bed(bed_name="b", plants=[roses])],
        [bed(bed_name="b", plants=[plant(**roses)])],
        ({"bed_name": "b", "plants": [plant(plant_type="ROSE", sown_at=dt.datetime(2026, 6, 1, 8, 30))]},),  # noqa: DTZ001
    ):
        create(gardener_id="1", plot_name="p", beds=beds)
    assert {json.dumps(sent.json()) for sent in transport.sent} == {
        json.dumps({"gardener_id": "1", "plot_name": "p", "beds": [{"bed_name": "b", "plants": [roses]}]})
    }


def test_a_datetime_with_a_zone_goes_out_in_utc_as_documented(tmp_path: Path) -> None:
    fields = {
        "start": {"type": "string", "format": "YYYY-MM-DD HH:MM:SS"},
        "day": {"type": "string", "format": "date"},
    }
    with generated(document({"/a/": posting(objects(fields))}), tmp_path) as client:
        transport = Recorder()
        start = dt.datetime(2026, 6, 1, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
        client.client(transport).a(start=start, day=dt.date(2026, 6, 1))
        assert transport.sent[0].json() == {"start": "2026-06-01 06:30:00", "day": "2026-06-01"}
        assert "start: str | dt.datetime | None = None" in client.files["client.py"]
        assert "day: str | dt.date | None = None" in client.files["client.py"]


def test_a_dictionary_type_names_what_is_required(mini: Generated) -> None:
    params = mini.module("params")
    bed = params.GardenPlotCreateBedDict
    assert bed(bed_name="b") == {"bed_name": "b"}
    assert bed.__annotations__.keys() == {"bed_name", "plants"}
    assert "bed_name: Required[str]" in mini.files["params/garden.py"]
    assert set(params.__all__) == {
        "GardenPlotCreateBedDict",
        "GardenPlotCreatePlantDict",
        "GardenPlotGetFilteringDict",
    }


# What will go away


def test_a_deprecated_operation_warns_where_it_is_called(mini: Generated) -> None:
    upload = mini.client(Recorder()).garden.photo.upload
    with pytest.warns(
        DeprecationWarning, match=r"POST /open_api/v1\.3/garden/photo/upload/ is deprecated"
    ) as told:
        upload(gardener_id="1", photo_url="https://garden.example/rose.png")
    assert [one.filename for one in told] == [__file__]
    assert upload.__deprecated__ == "POST /open_api/v1.3/garden/photo/upload/ is deprecated"
    assert upload.__doc__.startswith("Upload a photo.")


def test_a_deprecated_argument_warns_when_it_is_given(mini: Generated) -> None:
    create = mini.client(Recorder()).garden.plot.create
    given = {"gardener_id": "1", "plot_name": "p", "beds": []}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        create(**given)
        create(**given, old_name=None)
    with pytest.warns(DeprecationWarning, match="`/old_name` is to be deprecated") as told:
        create(**given, old_name="before")
    assert [one.filename for one in told] == [__file__]


def test_a_deprecated_field_deep_inside_warns_once(tmp_path: Path) -> None:
    plant = objects({"old": {"type": "string", "deprecated": True}, "new": {"type": "string"}})
    plant["properties"]["more"] = {"$ref": "#/components/schemas/Plant"}
    body = objects(
        {
            "beds": {
                "type": "array",
                "items": objects(
                    {
                        "plants": {
                            "type": "object",
                            "additionalProperties": {"$ref": "#/components/schemas/Plant"},
                        }
                    }
                ),
            }
        }
    )
    with generated(document({"/a/": posting(body)}, Plant=plant), tmp_path) as client:
        call = client.client(Recorder()).a
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            call(beds=[{"plants": {"a": {"new": "x"}}}])
        model = client.module("models").Plant(old="y")
        for plants in ({"a": {"old": "x"}, "b": {"old": "y"}}, {"a": model}):
            with pytest.warns(DeprecationWarning, match=r"`/beds/\*/plants/\*/old` is deprecated") as told:
                call(beds=[{"plants": plants}, {"plants": plants}])
            assert len(told) == 1


# What the client is given for all calls


def test_an_argument_that_recurs_is_given_once(mini: Generated) -> None:
    transport = Recorder()
    garden = mini.client(transport, gardener_id="77").garden
    garden.plot.get(page=3)
    garden.plot.create(plot_name="p", beds=[])
    garden.plot.get(gardener_id="78")
    with pytest.warns(DeprecationWarning, match="photo/upload"):
        garden.photo.upload(photo_url="https://garden.example/rose.png")
    assert transport.sent[0].url.endswith("?gardener_id=77&page=3")
    assert transport.sent[1].json() == {"gardener_id": "77", "plot_name": "p", "beds": []}
    assert transport.sent[2].url.endswith("?gardener_id=78")
    assert {"plot", "photo"} <= set(dir(garden))


def test_an_argument_recurs_when_a_tenth_of_all_operations_require_it(tmp_path: Path) -> None:
    paths = {
        f"/a/n{number}/": getting(query("often_id", required=True), query("name", required=True))
        for number in range(2)
    }
    paths |= {f"/b/n{number}/": getting(query("seldom_id", required=True)) for number in range(1)}
    paths |= {f"/c/n{number}/": getting(query("often_id")) for number in range(12)}
    with generated(document(paths), tmp_path) as client:
        given = inspect.signature(client.module("client").Client).parameters
        assert given.keys() >= {"often_id", "sandbox"}
        assert given.keys().isdisjoint({"seldom_id", "name"})
        transport = Recorder()
        mine = client.client(transport, often_id="1")
        mine.a.n0(name="rose")
        # Where it is not required, leaving it out means something.
        mine.c.n3()
        assert [sent.url.partition("example")[2] for sent in transport.sent] == [
            "/a/n0/?often_id=1&name=rose",
            "/c/n3/",
        ]


def test_an_undocumented_operation_can_be_called(mini: Generated) -> None:
    transport = Recorder([{"code": 0, "data": {"x": 1}}, {"code": 40105, "message": "no", "request_id": "r"}])
    client = mini.client(transport)
    assert client.call("post", "/open_api/v1.3/garden/new/", body={"a": [1]}) == {"code": 0, "data": {"x": 1}}
    assert (transport.sent[0].method, transport.sent[0].json()) == ("POST", {"a": [1]})
    with pytest.raises(mini.module().ApiError, match="40105"):
        client.call("GET", "/open_api/v1.3/garden/new/")


# Lists


def test_entries_of_all_pages_are_given_one_by_one(tmp_path: Path) -> None:
    with generated(
        document({"/plots/get/": getting(query("page", {"type": "integer"}), reply=LIST)}), tmp_path
    ) as client:
        transport = Recorder([page(1, 3, "a", "b"), page(2, 3, "c"), page(3, 3, "d")])
        found = client.module().items(client.client(transport).plots.get)
        assert [one.name for one in found] == ["a", "b", "c", "d"]
        assert [sent.url.rpartition("/")[2] for sent in transport.sent] == ["", "?page=2", "?page=3"]


def test_entries_by_cursor_are_given_one_by_one(tmp_path: Path) -> None:
    with generated(document({"/plots/get/": getting(query("cursor"), reply=CURSORS)}), tmp_path) as client:
        replies = [
            {"code": 0, "data": {"plots": [{"name": name}], "cursor": name, "has_more": name != "b"}}
            for name in "ab"
        ]
        transport = Recorder(replies)
        found = client.module().items(client.client(transport).plots.get)
        assert [one.name for one in found] == ["a", "b"]
        assert [sent.url.rpartition("/")[2] for sent in transport.sent] == ["", "?cursor=a"]


def test_entries_can_be_asked_without_the_argument_that_the_client_was_given(tmp_path: Path) -> None:
    path = getting(query("gardener_id", required=True), query("page", {"type": "integer"}), reply=LIST)
    with generated(document({"/plots/get/": path}), tmp_path) as client:
        transport = Recorder([page(1, 2, "a"), page(2, 2, "b")])
        bound = client.client(transport, gardener_id="7")
        assert [one.name for one in client.module().items(bound.plots.get)] == ["a", "b"]
        assert [sent.url.rpartition("?")[2] for sent in transport.sent] == [
            "gardener_id=7",
            "gardener_id=7&page=2",
        ]


def test_a_page_without_its_list_has_no_entries(tmp_path: Path) -> None:
    with generated(document({"/plots/get/": getting(reply=LIST)}), tmp_path) as client:
        assert client.client(Recorder([{"code": 0}])).plots.get().items == []


# What is documented for all operations


def test_numbers_with_names_are_whole_numbers(tmp_path: Path) -> None:
    codes = {
        "type": "integer",
        "enum": [0, 40100],
        "x-enum-varnames": ["OK", "TOO_FAST"],
        "x-enum-descriptions": ["", "Wait a little."],
    }
    with generated(document({"/a/": getting()}, GardenCode=codes), tmp_path) as client:
        code = client.module("models").GardenCode
        assert [(one.name, one.value) for one in code] == [("OK", 0), ("TOO_FAST", 40100)]
        assert code.TOO_FAST == 40100
        assert f"{code.TOO_FAST}" == "40100"
        assert '"""Wait a little."""' in client.files["models/_shared/garden_code.py"]


def test_a_currency_knows_the_smallest_step_of_an_amount(tmp_path: Path) -> None:
    currency = {"type": "string", "enum": ["EUR", "VND", "XXX"], "x-enum-facts": {"precision": [0.01, 1]}}
    with generated(document({"/a/": getting()}, Currency=currency), tmp_path) as client:
        made = client.module("models").Currency
        assert made.VND.precision == Decimal(1)
        assert made.EUR.precision == Decimal("0.01")
        assert made.XXX.precision is None
        assert made("new").precision is None


def test_the_signature_of_a_file_is_computed_and_need_not_be_given(tmp_path: Path) -> None:
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    body = objects(
        {"photo_file": file, "photo_signature": {"type": "string"}}, "photo_file", "photo_signature"
    )
    path = posting(body)
    path["post"]["requestBody"]["content"] = {"multipart/form-data": {"schema": body}}
    with generated(document({"/a/": path}), tmp_path) as client:
        transport = Recorder()
        client.client(transport).a(photo_file=b"rose")
        sent = b"".join(transport.sent[0].body)
        assert hashlib.md5(b"rose").hexdigest().encode() in sent
        with pytest.raises(client.module().InvalidRequest) as refused:
            client.client(transport).a(photo_file=None)
        assert [each.pointer for each in refused.value.violations] == ["/photo_file"]


@pytest.mark.parametrize(
    ("names", "signed"),
    [
        ("photo_file checksum_signature", {"checksum_signature": b"rose"}),
        (
            "photo_file film_file photo_signature film_signature",
            {"photo_signature": b"rose", "film_signature": b"bee"},
        ),
        ("photo_file film_file film_signature", {"film_signature": b"bee"}),
        ("photo_file film_file bee_signature", {}),
        ("photo_file checksum", {}),
    ],
)
def test_which_file_a_signature_is_of_its_name_says_unless_there_is_one(
    names: str, signed: dict[str, bytes], tmp_path: Path
) -> None:
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    body = objects({name: file if name.endswith("_file") else {"type": "string"} for name in names.split()})
    path = posting(body)
    path["post"]["requestBody"]["content"] = {"multipart/form-data": {"schema": body}}
    files = {
        name: content
        for name, content in (("photo_file", b"rose"), ("film_file", b"bee"))
        if name in names.split()
    }
    with generated(document({"/a/": path}), tmp_path) as client:
        transport = Recorder()
        client.client(transport).a(**files)
        sent = b"".join(transport.sent[0].body)
    for name in names.split():
        if not name.endswith("_file"):
            value = f'name="{name}"\r\n\r\n'.encode()
            assert (value in sent) is (name in signed), name
            if name in signed:
                assert value + hashlib.md5(signed[name]).hexdigest().encode() in sent


# The package


def test_importing_the_client_and_making_one_loads_no_operation(tmp_path: Path) -> None:
    generate_client(load_spec(CASE / "openapi.yaml"), tmp_path)
    script = (
        "import sys, tiktok_business\n"
        "first = {name for name in sys.modules if name.startswith('tiktok_business')}\n"
        "client = tiktok_business.Client('t', base_url='https://garden.example')\n"
        "client.garden.plot.create\n"
        "print(sorted(first), sorted(name for name in sys.modules if name.startswith('tiktok_business.')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    first, _, then = done.stdout.partition("] ")
    assert first == "['tiktok_business'"
    assert "tiktok_business.api.garden" in then
    for unused in ("models", "params", "checks", "_runtime.decoding", "_runtime.paging"):
        assert unused not in then


# What programs import from the top of a client: a name that goes breaks them.
OFFERED = """
ApiError AsyncClient AuthError CallOptions Client ClientClosedError ConflictError ConnectError
ConnectTimeoutError ConnectionLostError DecodeError Download DownloadOptions EnvelopeError File
FileError HttpError InvalidRequest Limiter MaintenanceError MalformedReplyError Mismatch
MissingFieldError MockTransport Model NotFoundError NotReadyError OAuth OPERATIONS OpenEnum PageOf
ParameterError PermissionDeniedError Plan PlanError Progress QuotaError Rate RateLimitError
RawResponse Reply ReplyError ReplyTimeoutError Request Retry Secret SecretWarning ServerError
TaskError TaskTimeoutError TikTokError Timeout TlsError Tokens Transport TransportError
UndocumentedCallError UnsupportedError Urllib3Transport Violation __version__ account_oauth
advertiser_oauth aitems apages arun_task auth_code authorize_url hashed_email hashed_phone hashed_text items
new_state pages progress_bar rows run_task
"""


def test_a_client_offers_what_programs_import_of_it(mini: Generated) -> None:
    others = {"errors", "models", "params", "webhooks"}
    assert {*mini.module().__all__} - others == {*OFFERED.split()}


def test_every_name_the_package_offers_can_be_imported(mini: Generated) -> None:
    some = {
        "": {"ApiError", "Client", "Retry", "__version__", "errors", "models", "params", "run_task"},
        "models": {"GardenPlotCreateBed", "OperationStatus", "PlantType"},
        "params": {"GardenPlotCreateBedDict"},
    }
    for place, names in some.items():
        module = mini.module(place)
        # Constants are first.
        assert module.__all__ == sorted(module.__all__, key=lambda name: (not name.isupper(), name))
        assert names <= set(module.__all__)
        for name in module.__all__:
            assert getattr(module, name) is not None
        assert set(module.__all__) <= set(dir(module))
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            module.nothing  # noqa: B018


def test_a_list_of_words_is_a_type_that_can_be_imported_by_its_former_name(mini: Generated) -> None:
    models = mini.module("models")
    assert typing.get_args(models.PlantType) == ("ROSE", "TULIP")
    assert models.PlantTypeValue is models.PlantType
    assert "PlantTypeValue" not in models.__all__
    with pytest.raises(AttributeError, match="TULIP"):
        models.PlantType.TULIP  # noqa: B018


def test_tools_for_attrs_find_the_types_of_all_classes() -> None:
    models = importlib.import_module("tiktok_business.models")
    classes = [one for name in models.__all__ if hasattr(one := getattr(models, name), "__attrs_attrs__")]
    assert len(classes) > 1000
    for one in classes:
        assert attrs.fields(one)
        assert typing.get_type_hints(one)  # what `attrs.resolve_types` and converters call
    actions = typing.get_type_hints(models.Action)["video_user_actions"]
    assert typing.get_origin(typing.get_args(actions)[0]) is Sequence


def test_the_overview_lists_every_call_with_links_that_lead_somewhere(mini: Generated) -> None:
    calls = ["client.garden.photo.upload", "client.garden.plot.create", "client.garden.plot.get"]
    contents, text = mini.files["api.md"], mini.files["api/garden.md"]
    assert [line.split("`")[1] for line in contents.splitlines() if line.startswith("- ")] == calls
    assert [line.split("`")[1] for line in text.splitlines() if line.startswith("### ")] == calls
    headings = {line.strip("#` ").replace(".", "") for line in text.splitlines() if line.startswith("### ")}
    for page, folder in ((contents, ""), (text, "api/")):
        targets = {part.partition(")")[0] for part in page.split("](")[1:]}
        for target in targets:
            name, _, anchor = target.partition("#")
            assert name.startswith("<") or posixpath.normpath(folder + name) in mini.files
            assert anchor in {"", *headings}
    assert "| **`gardener_id`** | `str` |  |" in text


def test_each_page_of_calls_is_of_a_size_that_is_shown() -> None:
    package = ROOT / "generated" / "tiktok_business"
    pages = [package / "api.md", *(package / "api").glob("*.md")]
    assert len(pages) > 50
    # GitHub shows no more than 512 KB of a text.
    assert max(page.stat().st_size for page in pages) < 256 * 1024
    campaigns = (package / "api" / "campaign.md").read_text(encoding="utf-8")
    assert "required when `objective_type` is not `RF_REACH`" in campaigns


# What a page leaves out of a reply


PLOTS = {"type": "array", "items": objects({"name": {"type": "string"}})}
ABRIDGED = objects(
    {
        "code": {"type": "number"},
        "message": {"type": "string"},
        "data": objects(
            {"plots": PLOTS, "beds": {**PLOTS, "x-undocumented": True}, "page_info": objects({})}
        ),
    }
)


def test_a_reply_without_a_documented_request_id_has_it_and_the_entries_of_its_documented_list(
    tmp_path: Path,
) -> None:
    came = {"code": 0, "message": "OK", "request_id": "7", "data": {"plots": [{"name": "Rose"}], "beds": []}}
    spec = document({"/open_api/v1.3/plot/get/": getting(reply=ABRIDGED, operationId="plot_get")})
    with generated(spec, tmp_path) as made:
        reply = made.client(Recorder([came])).plot.get()
        assert (reply.request_id, reply.extra, [one.name for one in reply.items]) == ("7", {}, ["Rose"])


def test_a_failure_is_an_error_where_no_request_id_is_documented(tmp_path: Path) -> None:
    spec = document({"/open_api/v1.3/plot/get/": getting(reply=ABRIDGED, operationId="plot_get")})
    with generated(spec, tmp_path) as made, pytest.raises(made.module("_runtime.errors").ApiError):
        made.client(Recorder([{"code": 40002, "message": "no"}])).plot.get()


def test_pages_of_a_reply_whose_data_no_page_documents_are_followed_to_the_last(tmp_path: Path) -> None:
    bare = objects({"code": {"type": "number"}, "message": {"type": "string"}})
    spec = document(
        {
            "/open_api/v1.3/plot/get/": getting(
                query("page", {"type": "integer"}), reply=bare, operationId="plot_get"
            )
        }
    )
    with generated(spec, tmp_path) as made:
        client = made.client(Recorder([page(1, 2, "Rose"), page(2, 2, "Oak")]))
        assert len(list(made.module().pages(client.plot.get))) == 2


def test_a_step_of_a_path_that_hides_a_name_of_python_has_a_line_below_and_its_path_as_documented(
    tmp_path: Path,
) -> None:
    spec = document({"/open_api/v1.3/plot/property/add/": posting(objects({}), operationId="property_add")})
    with generated(spec, tmp_path) as made:
        property_ = made.client(Recorder()).plot.property_
        assert property_.add(body={}).code == 0
        assert type(property_).__doc__ == "The operations below `/plot/property/`."


def test_data_that_is_a_list_is_one_also_where_nothing_came(tmp_path: Path) -> None:
    beds = {"type": "array", "items": objects({"bed_id": {"type": "string"}})}
    nothing: list[Any] = [None, "", {}, []]
    came = [{"code": 0, "data": data} for data in [*nothing, [{"bed_id": "7"}]]]
    with generated(document({"/bed/get/": getting(reply=enveloped(beds))}), tmp_path) as made:
        assert "| None]" not in made.files["api/bed.py"]
        client = made.client(Recorder([*came, {"code": 0}]))
        found = [client.bed.get().data for _ in range(6)]
    assert [[one.bed_id for one in some] for some in found] == [[], [], [], [], ["7"], []]
