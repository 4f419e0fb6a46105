"""Arguments that recur are given to the client once, and left out of calls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clients import Generated, Recorder, document, generated, getting, objects, posting, query
from tiktok_business import Client

GARDEN = query("garden_id", required=True)
GATE = query("gate_id", required=True)
OF_A_GARDEN = {
    "id": "requires:garden_id:1",
    "kind": "requires",
    "targets": ["garden_id"],
    "when": {"in": "kind", "values": ["FERN"]},
    "text": "`garden_id` is required here.",
}


@pytest.fixture(scope="module")
def gardens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    paths = {
        "/plot/get/": getting(GARDEN, query("page", {"type": "integer"})),
        "/plot/get/bed/": getting(GARDEN),
        "/plot/dig/": posting(objects({"garden_id": {"type": "string"}}, "garden_id")),
        "/gate/open/": getting(GARDEN, GATE),
        "/gate/shut/": getting(GATE, deprecated=True),
        "/gate/list/": getting(query("garden_id"), query("gate_id", {"type": "integer"}, required=True)),
        "/tree/plant/": posting(
            {
                **objects({"garden_id": {"type": "string"}, "kind": {"type": "string"}}),
                "x-rules": [OF_A_GARDEN],
            }
        ),
    }
    with generated(document(paths), tmp_path_factory.mktemp("gardens")) as client:
        yield client


def test_what_the_client_was_given_is_sent_where_it_is_required(gardens: Generated) -> None:
    transport = Recorder()
    client = gardens.client(transport, garden_id="7", gate_id="8")
    client.plot.get(page=2)
    client.plot.get.bed()
    client.gate.open()
    assert [sent.url.rpartition("/")[2] for sent in transport.sent] == [
        "?garden_id=7&page=2",
        "?garden_id=7",
        "?garden_id=7&gate_id=8",
    ]
    client.plot.dig()
    assert transport.sent[-1].json() == {"garden_id": "7"}


def test_what_a_call_is_given_wins(gardens: Generated) -> None:
    transport = Recorder()
    client = gardens.client(transport, garden_id="7")
    client.plot.get(garden_id="9")
    assert transport.sent[0].url.endswith("?garden_id=9")


def test_what_neither_was_given_is_refused_as_any_required_field(gardens: Generated) -> None:
    transport = Recorder()
    client = gardens.client(transport, garden_id="7")
    with pytest.raises(gardens.module().InvalidRequest) as caught:
        client.gate.open()
    (violation,) = caught.value.violations
    assert (violation.pointer, violation.rule) == ("/gate_id", "required")
    assert violation.message == "is required; Client(gate_id=…) gives it in every call"
    assert transport.sent == []


def test_what_the_client_was_given_but_may_not_be_meant_is_told_where_it_is_missing(
    gardens: Generated,
) -> None:
    client = gardens.client(Recorder(), garden_id="7")
    with pytest.raises(gardens.module().InvalidRequest) as caught:
        client.tree.plant(kind="FERN")
    (violation,) = caught.value.violations
    assert violation.pointer == "/garden_id"
    assert violation.message == (
        "`garden_id` is required here; the client's own `garden_id` is sent only where it is always "
        "required: give it in the call"
    )


def test_an_argument_of_the_name_that_is_not_required_or_no_text_is_left_alone(gardens: Generated) -> None:
    transport = Recorder()
    client = gardens.client(transport, garden_id="7", gate_id="8")
    client.gate.list(gate_id=1)
    assert transport.sent[0].url.endswith("/gate/list/?gate_id=1")
    with pytest.raises(TypeError, match="gate_id"):
        client.gate.list()


def test_a_deprecated_operation_warns_where_it_is_called(gardens: Generated) -> None:
    gate = gardens.client(Recorder(), gate_id="8").gate
    with pytest.warns(DeprecationWarning, match="gate/shut") as caught:
        gate.shut()
    assert caught[0].filename == __file__


def test_docstrings_and_the_overview_say_so(gardens: Generated) -> None:
    assert "garden_id: By default the client's." in gardens.files["api/plot.py"]
    assert (
        "`Client(garden_id=…, gate_id=…)` sets them for all calls that require them."
        in (gardens.files["api.md"])
    )


def test_an_empty_id_of_the_client_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^advertiser_id is empty: give an id, or leave it out$"):
        Client("t", advertiser_id="")
