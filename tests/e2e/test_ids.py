"""Ids that are given as numbers, as a table of a database has them: they are sent as their text."""

from __future__ import annotations

import json
from fractions import Fraction
from numbers import Integral
from typing import Any

import pytest

from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.errors import InvalidRequest
from tiktok_bindgen.runtime.kinds import NUMBER, Fields, Items, Text
from tiktok_bindgen.runtime.operation import Operation

from .conftest import CoreFactory
from .server import Server
from .test_command_output import command, run

BED = Fields({"bed_id": Text(max_length=20), "depth": int})
PLOT = Fields(
    {
        "plot_id": str,
        "name": str,
        "idea": str,
        "id": str,
        "crop_ids": Items(str),
        "beds": Items(BED),
        "old_id": NUMBER,
    }
)


def checked(value: Any, *_: object) -> Any:
    return PLOT.violations(value)


POST = Operation("POST", "/open_api/v1.3/plot/create/", "plot_create", check=checked)
GET = Operation("GET", "/open_api/v1.3/plot/get/", "plot_get", check=checked)


def test_each_is_sent_as_text_wherever_it_is(core: Core, server: Server) -> None:
    crops, beds = [12, "13"], ({"bed_id": 18446744073709551615, "depth": 2},)
    body = {"plot_id": 7000000000000000001, "id": 0, "crop_ids": crops, "beds": beds, "old_id": 4}
    core.call(POST, reply=dict[str, Any], body=body)
    (sent,) = server.sent
    assert json.loads(sent.body) == {
        "plot_id": "7000000000000000001",
        "id": "0",
        "crop_ids": ["12", "13"],
        "beds": [{"bed_id": "18446744073709551615", "depth": 2}],
        "old_id": 4,
    }
    # What the caller gave stays as it was.
    assert crops == [12, "13"]
    assert beds[0]["bed_id"] == 18446744073709551615


class Int64:
    """A whole number as numpy has them: known as one, and none of Python's."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __int__(self) -> int:
        return self.value


Integral.register(Int64)


def test_numbers_of_another_library_are_sent_as_numbers_and_ids_as_text(core: Core, server: Server) -> None:
    body = {"plot_id": Int64(5), "beds": [{"depth": Int64(6)}], "old_id": Fraction(1, 2)}
    core.call(POST, reply=dict[str, Any], body=body)
    assert json.loads(server.sent[0].body) == {"plot_id": "5", "beds": [{"depth": 6}], "old_id": 0.5}


def test_in_a_query_too(core: Core, server: Server) -> None:
    core.call(GET, reply=dict[str, Any], query={"plot_id": 5, "crop_ids": [6]})
    assert server.sent[0].query == "plot_id=5&crop_ids=%5B%226%22%5D"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": 7}, "/name"),
        ({"idea": 7}, "/idea"),
        ({"plot_id": -1}, "/plot_id"),
        ({"plot_id": 2**64}, "/plot_id"),
        ({"plot_id": 7.0}, "/plot_id"),
        ({"plot_id": True}, "/plot_id"),
        ({"plot_id": ["7"]}, "/plot_id"),
        ({"crop_ids": 7}, "/crop_ids"),
        ({"crop_ids": [[7]]}, "/crop_ids/0"),
        ({"old_id": "7"}, "/old_id"),
    ],
)
def test_nothing_else_is_taken_for_text(
    core: Core, server: Server, body: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        core.call(POST, reply=dict[str, Any], body={**body, "id": 1})
    assert [(each.pointer, each.rule) for each in caught.value.violations] == [(pointer, "type")]
    assert server.sent == []


def test_who_waives_the_type_or_checks_nothing_sends_what_was_given(
    make_core: CoreFactory, server: Server
) -> None:
    make_core().call(POST, reply=dict[str, Any], body={"plot_id": 7}, options={"waive": ["/plot_id"]})
    make_core(validate=False).call(POST, reply=dict[str, Any], body={"plot_id": 8})
    assert [json.loads(sent.body) for sent in server.sent] == [{"plot_id": 7}, {"plot_id": 8}]


def test_the_command_refuses_none_and_tells_all_where_it_is_asked() -> None:
    words = ("POST", "/campaign/status/update/", "-")
    given = {"advertiser_id": 7, "campaign_ids": ["1", 2], "operation_status": "ENABLE"}
    done = run(command(None, "check", *words), json.dumps(given).encode())
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    done = run(command(None, "check", "--all", *words), json.dumps(given).encode())
    assert done.returncode == 1
    assert [(each["pointer"], each["message"]) for each in json.loads(done.stdout)] == [
        ("/advertiser_id", "must be a string, not the number 7"),
        ("/campaign_ids/1", "must be a string, not the number 2"),
    ]
