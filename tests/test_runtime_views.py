"""The client seen another way: with arguments filled in, with replies as they are, and both at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from clients import Generated, Recorder, document, generated, getting, query
from tiktok_bindgen.generate.runtime.views import Filled, RawCore, keywords

GARDEN = query("garden_id", required=True)
GATE = query("gate_id", required=True)


@pytest.fixture(scope="module")
def gardens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    paths = {
        "/plot/get/": getting(GARDEN, query("page", {"type": "integer"})),
        "/plot/get/bed/": getting(GARDEN),
        "/gate/open/": getting(GARDEN, GATE),
        "/gate/shut/": getting(GATE, deprecated=True),
        "/gate/list/": getting(query("garden_id"), query("gate_id", {"type": "integer"})),
    }
    with generated(document(paths), tmp_path_factory.mktemp("gardens")) as client:
        yield client


View = Callable[[Any], Any]


@pytest.mark.parametrize(
    "view",
    [
        lambda client: client.with_raw_response.for_garden("7"),
        lambda client: client.for_garden("7").with_raw_response,
    ],
    ids=["raw first", "filled in first"],
)
def test_views_combine_in_either_order(gardens: Generated, view: View) -> None:
    transport = Recorder([{"code": 40001, "message": "shut"}])
    reply = view(gardens.client(transport)).plot.get(page=2)
    assert (reply.status, reply.json()["code"]) == (200, 40001)
    assert transport.sent[0].url.endswith("/plot/get/?garden_id=7&page=2")


def test_two_arguments_are_filled_in_one_after_the_other(gardens: Generated) -> None:
    transport = Recorder()
    client = gardens.client(transport)
    client.for_garden("7").for_gate("8").gate.open()
    client.for_gate("8").with_raw_response.for_garden("7").gate.open()
    client.for_garden("1").for_garden("7").gate.open(gate_id="8")
    assert [sent.url.rpartition("?")[2] for sent in transport.sent] == ["garden_id=7&gate_id=8"] * 3


def test_a_resource_that_is_an_operation_too_is_filled_in(gardens: Generated) -> None:
    transport = Recorder()
    mine = gardens.client(transport).for_garden("7")
    mine.plot.get()
    mine.plot.get.bed()
    assert [sent.url.rpartition("/")[2] for sent in transport.sent] == ["?garden_id=7"] * 2


def test_a_raw_view_of_a_raw_view_is_one(gardens: Generated) -> None:
    raw = gardens.client(Recorder()).with_raw_response
    assert raw.with_raw_response.plot.get(garden_id="7").status == 200


def test_a_deprecated_operation_warns_where_it_is_called_through_a_view(gardens: Generated) -> None:
    gate = gardens.client(Recorder()).for_gate("8").gate
    with pytest.warns(DeprecationWarning, match="gate/shut") as caught:
        gate.shut()
    assert caught[0].filename == __file__


def test_views_show_what_they_are(gardens: Generated) -> None:
    client = gardens.client(Recorder())
    assert repr(client.for_garden("7").for_gate("8").gate) == "<Gate with garden_id='7', gate_id='8'>"
    assert "token" not in repr(client.with_raw_response.for_garden("7"))
    with pytest.raises(AttributeError, match="nothing"):
        client.for_garden("7").nothing  # noqa: B018 - what is not there


def test_type_checkers_see_both_ways_to_both(gardens: Generated) -> None:
    both = "ClientForGardenWithRawResponse"
    assert (
        f"def for_garden(self, garden_id: str) -> {both}: ..."
        in gardens.files["_views/with_raw_response/__init__.pyi"]
    )
    assert f"def with_raw_response(self) -> {both}: ..." in gardens.files["_views/for_garden/__init__.pyi"]
    stub = gardens.files["_views/for_garden_with_raw_response/plot/get.pyi"]
    assert "garden_id: str = ..." in stub
    assert "-> RawResponse: ..." in stub


def test_a_view_has_every_operation_that_takes_its_argument(gardens: Generated) -> None:
    stub = gardens.files["_views/for_garden/gate.pyi"]
    listed = stub[stub.index("def list(") :].partition("-> ")[0]
    assert "garden_id: str = ..." in listed
    assert "gate_id: int | None = None" in listed
    assert "def shut(" not in stub
    # What it would fill in is no text here.
    assert "def list(" not in gardens.files["_views/for_gate/gate.pyi"]
    transport = Recorder()
    gardens.client(transport).for_garden("7").gate.list()
    assert transport.sent[0].url.endswith("/gate/list/?garden_id=7")


# What a method takes


class Called:
    def __call__(self, *, page: int) -> int:
        return page


def given(*, page: int, name: str = "") -> str:
    return f"{page}{name}"


def anything(**arguments: object) -> object:
    return arguments


@pytest.mark.parametrize(
    ("call", "names"),
    [
        pytest.param(given, {"page", "name"}, id="function"),
        pytest.param(Called(), {"page"}, id="callable object"),
        pytest.param(Called().__call__, {"page"}, id="bound method"),
        pytest.param(Filled(Called(), {"page": 1}), {"page"}, id="filled in"),
        pytest.param(anything, None, id="function of anything"),
        pytest.param(print, None, id="built-in function"),
        pytest.param(Called, None, id="class"),
        pytest.param(3, None, id="number"),
    ],
)
def test_the_arguments_of_a_method_are_known_where_they_can_be(call: object, names: set[str] | None) -> None:
    assert keywords(call) == names


def test_a_raw_core_shows_what_its_core_shows() -> None:
    assert repr(RawCore(given)) == repr(given)  # type: ignore[arg-type] # anything that can be shown
