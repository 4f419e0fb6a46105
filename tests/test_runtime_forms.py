"""A call with a mapping of its values, in which one error has all that is missing, unknown or wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import pytest

from clients import Generated, Recorder, document, enveloped, generated, getting, objects, posting, query

CREATE = "/open_api/v1.3/plot/create/"
SPEC = document(
    {
        CREATE: posting(
            objects(
                {
                    "plot_name": {"type": "string", "maxLength": 5},
                    "class": {"type": "string", "enum": ["A", "B"]},
                    "beds": {"type": "array", "items": objects({"length": {"type": "number"}}, "length")},
                    "sun": {"type": "boolean", "deprecated": True},
                },
                "plot_name",
                "class",
            ),
            enveloped(),
            parameters=[query("x-region", {"type": "string"}, place="header")],
        ),
        "/open_api/v1.3/plot/get/": getting(
            query("plot_id", required=True), query("fields", {"type": "array", "items": {"type": "string"}})
        ),
        "/open_api/v1.3/plot/{spot_id}/": getting(
            query("spot_id", required=True, place="path"), query("rows")
        ),
        "/open_api/v1.3/plot/property/list/": getting(query("page")),
        "/open_api/v1.3/photo/upload/": {
            "post": {
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": objects(
                                {
                                    "photo_file": {"type": "string", "format": "binary"},
                                    "title": {"type": "string"},
                                },
                                "photo_file",
                            )
                        }
                    }
                },
                "responses": {},
            }
        },
        "/open_api/v1.3/label/set/": posting({"type": "object", "additionalProperties": {"type": "string"}}),
    }
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(SPEC, tmp_path_factory.mktemp("forms")) as client:
        yield client


def refused(made: Generated, *args: Any, **options: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a call, which is not sent."""
    sent = Recorder()
    with pytest.raises(made.module().InvalidRequest) as caught:
        made.client(sent).call(*args, **options)
    assert sent.sent == []
    error: Any = caught.value
    return [(each.pointer, each.rule) for each in error.violations]


ALL_WRONG = [
    ("/plot_name", "required"),
    ("/class", "enum"),
    ("/plot_nme", "unknown"),
    ("/beds/0/length", "required"),
    ("/beds/0/lenght", "unknown"),
]


def test_one_error_has_all_that_is_missing_unknown_or_wrong(made: Generated) -> None:
    form = {"plot_nme": "herbs", "class": "C", "beds": [{"lenght": 2}]}
    assert sorted(refused(made, "plot.create", form)) == sorted(ALL_WRONG)
    assert sorted(refused(made, "plot.create", MappingProxyType(form))) == sorted(ALL_WRONG)
    assert refused(made, "plot.create") == [("/plot_name", "required"), ("/class", "required")]
    assert refused(made, "plot.create", {"plot_name": None, "class": "A"}) == [("/plot_name", "required")]


def test_the_error_says_how_undocumented_fields_are_sent_all_the_same(made: Generated) -> None:
    form = {"plot_name": "herbs", "class": "A", "of_a_beta": 1}
    sent = Recorder()
    client = made.client(sent)
    with pytest.raises(made.module().InvalidRequest, match=r'\n  waive=\["unknown"\] sends undocumented'):
        client.call("plot.create", form)
    with pytest.raises(made.module().InvalidRequest) as caught:
        client.call("plot.create", {**form, "of_a_beta": None, "class": "C"})
    assert "waive" not in str(caught.value)
    client.call("plot.create", form, waive=["unknown"])
    client.call("plot.create", form, validate=False)
    assert [each.json() for each in sent.sent] == [form, form]


@pytest.mark.parametrize(
    "spelled", ["plot.create", "POST /plot/create/", "/plot/create", "plot_create", CREATE]
)
def test_an_operation_is_called_by_any_of_its_names(made: Generated, spelled: str) -> None:
    sent = Recorder()
    made.client(sent).call(spelled, {"plot_name": "herbs", "class": "A", "x-region": "south"})
    assert sent.sent[0].json() == {"plot_name": "herbs", "class": "A"}
    assert sent.sent[0].headers["x-region"] == "south"
    assert sent.sent[0].url == f"https://garden.example{CREATE}"


def test_an_operation_is_called_by_its_method_too(made: Generated) -> None:
    sent = Recorder()
    client = made.client(sent)
    # What is left out may stand in the client, of which the method is.
    reply = client.call(client.plot.create, {"plot_name": "herbs", "class": "A"}, timeout=5)
    assert type(reply).__name__ == "Reply"
    assert refused(made, client.plot.create, {"class": "C"}) == [
        ("/plot_name", "required"),
        ("/class", "enum"),
    ]


def test_a_mapping_is_sent_as_the_operation_sends_its_arguments(made: Generated) -> None:
    sent = Recorder()
    client = made.client(sent)
    client.call("plot.get", {"plot_id": "7", "fields": ["sun"]})
    client.call("plot.property_.list", {"page": "2"})
    client.call("photo.upload", {"photo_file": b"roses", "title": "Roses"})
    client.call("label.set", {"body": {"red": "rose"}})
    client.call("label.set", {"red": "rose"})
    assert [unquote(each.url.partition("v1.3")[2]) for each in sent.sent] == [
        '/plot/get/?plot_id=7&fields=["sun"]',
        "/plot/property/list/?page=2",
        "/photo/upload/",
        "/label/set/",
        "/label/set/",
    ]
    assert b"roses" in b"".join(sent.sent[2].body)
    assert [each.json() for each in sent.sent[3:]] == [{"red": "rose"}] * 2


def test_what_a_path_lacks_is_told_with_all_else_even_if_nothing_is_checked(made: Generated) -> None:
    sent = Recorder()
    client = made.client(sent)
    client.call("GET /plot/{spot_id}/", {"spot_id": "7 a", "rows": "3"})
    assert sent.sent[0].url.endswith("/plot/7%20a/?rows=3")
    form = {"rows": 3, "colour": "red"}
    found = refused(made, "GET /plot/{spot_id}/", form)
    assert found == [("/spot_id", "required"), ("/rows", "type"), ("/colour", "unknown")]
    assert ("/spot_id", "required") in refused(made, "GET /plot/{spot_id}/", {}, validate=False)


def test_a_deprecated_field_warns_here_too(made: Generated) -> None:
    with pytest.warns(DeprecationWarning, match="`/sun`") as warned:
        made.client(Recorder()).call("plot.create", {"plot_name": "herbs", "class": "A", "sun": True})
    assert warned[0].filename == __file__


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        (("plot.creat", {}), ValueError, "no such operation: plot.creat; did you mean POST /plot/create/"),
        (("plot.create", [1]), TypeError, "the request must be a dictionary whose keys are text"),
        (("plot.create", {1: 2}), TypeError, "the request must be a dictionary whose keys are text"),
        ((5, {}), TypeError, "the operation must be its name"),
        ((print, {}), TypeError, "the operation must be its name"),
    ],
)
def test_what_is_no_operation_or_no_mapping_is_a_mistake_of_the_program(
    made: Generated, given: tuple[Any, ...], error: type[Exception], told: str
) -> None:
    with pytest.raises(error) as caught:
        made.client(Recorder()).call(*given)
    assert str(caught.value).startswith(told)


def test_options_are_those_of_any_call(made: Generated) -> None:
    client = made.client(Recorder())
    with pytest.raises(TypeError, match="takes no argument 'timeuot'; did you mean 'timeout'"):
        client.call("plot.get", {"plot_id": "7"}, timeuot=3)
    with pytest.raises(TypeError, match="takes no argument 'query'; did you mean 'extra_query'"):
        client.call("plot.get", {"plot_id": "7"}, query={})
    with pytest.raises(TypeError, match="takes no argument 'qeury'"):
        client.call("GET", "/new/", qeury={})


def test_what_the_client_has_is_filled_in_and_secrets_are_not_shown(made: Generated) -> None:
    with pytest.raises(made.module().InvalidRequest) as caught:
        made.client(Recorder()).call("plot.create", {"class": "watering-can", "secret": "watering-can"})
    assert "watering-can" not in str(caught.value)


def test_calls_of_asyncio_are_the_same(made: Generated) -> None:
    sent = Recorder()

    async def main() -> None:
        async with made.module().AsyncClient("token", transport=sent) as client:
            await client.call("plot.get", {"plot_id": "1"})
            await client.call(client.plot.get, {"plot_id": "2"})
            await client.call("GET", "/new/", query={"a": 1})
            with pytest.raises(made.module().InvalidRequest, match="/plot_id: is required"):
                await client.call(client.plot.get, {})

    asyncio.run(main())
    assert [each.url.rpartition("/")[2] for each in sent.sent] == ["?plot_id=1", "?plot_id=2", "?a=1"]
