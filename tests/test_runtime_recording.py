"""A client that records appends what calls are like: names, types and documented values, and nothing else."""

from __future__ import annotations

import json
import logging
import os
import signal
import threading
import warnings
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from clients import Generated, Recorder, document, enveloped, generated, getting, objects, posting, query
from searching import trying
from tiktok_bindgen.weigh.recorded import recorded as recorded_calls

TOKEN = "token-that-nobody-may-see"
PATH = "/open_api/v1.3/plot/create/"
BED = objects({"depth": {"type": "number", "maximum": 9}, "soil": {"type": "string"}})
BODY = objects(
    {
        "garden_id": {"type": "string"},
        "kind": {"type": "string", "enum": ["TULIP", "LAVENDER"]},
        "rows": {"type": "integer", "enum": [1, 2]},
        "price": {"type": "number"},
        "is_open": {"type": "boolean"},
        "names": {"type": "array", "items": {"type": "string", "maxLength": 4}},
        "beds": {"type": "array", "items": BED},
        "labels": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
    "garden_id",
)
DATA = objects(
    {
        "plot_id": {"type": "string"},
        "state": {"type": "string", "enum": ["OPENED", "CLOSED"]},
        "list": {"type": "array", "items": objects({"count": {"type": "integer"}})},
    }
)
SPEC = document(
    {
        PATH: posting(BODY, enveloped(DATA)),
        "/open_api/v1.3/plot/get/": getting(query("plot_id"), query("page", {"type": "integer"})),
    }
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(SPEC, tmp_path_factory.mktemp("recording")) as client:
        yield client


def replying(data: object, *, code: int = 0) -> Recorder:
    return Recorder([{"code": code, "message": "all is well", "request_id": "r-4711", "data": data}])


def lines(file: Path) -> list[Any]:
    # Who sees the line of another process half written ends it before its own: that line is empty then.
    return [json.loads(line) for line in file.read_text(encoding="ascii").splitlines() if line]


def recorded(made: Generated, file: Path, transport: Recorder | None = None, **given: Any) -> Any:
    """What the last line says of a call to create a plot."""
    client = made.client(transport or Recorder(), access_token=TOKEN, record=file, validate=False)
    client.plot.create(**given)
    return lines(file)[-1]


def test_a_line_tells_names_types_and_documented_values(made: Generated, tmp_path: Path) -> None:
    reply = replying({"plot_id": "p-1", "state": "CLOSED", "list": [{"count": 3}, {"count": 4}], "hue": 1.5})
    line = recorded(
        made,
        tmp_path / "calls.jsonl",
        reply,
        garden_id="7123",
        kind="TULIP",
        rows=2,
        price=Decimal("9.95"),
        is_open=True,
        names=["rose", "iris", "yew"],
        beds=[{"depth": 4, "soil": "loam"}, {"depth": None}],
    )
    assert line == {
        "method": "POST",
        "path": PATH,
        "request": {
            "garden_id": "<string>",
            "kind": "TULIP",
            "rows": 2,
            "price": "<number>",
            "is_open": True,
            "names": ["<string>", "<2 more>"],
            "beds": [{"depth": "<integer>", "soil": "<string>"}, {}],
        },
        "reply": {
            "code": 0,
            "message": "<string>",
            "request_id": "<string>",
            "data": {
                "plot_id": "<string>",
                "state": "CLOSED",
                "list": [{"count": "<integer>"}],
                "hue": "<number>",
            },
        },
    }


def test_what_is_not_documented_is_told_by_its_type_and_what_it_breaks(
    made: Generated, tmp_path: Path
) -> None:
    line = recorded(
        made,
        tmp_path / "calls.jsonl",
        replying({"state": "my own words"}),
        kind="my own words",
        rows=3,
        names=["too long a name"],
        beds=[{"hedge": 7}],
    )
    assert line["request"] == {
        "kind": "<string>",
        "rows": "<integer>",
        "names": ["<string>"],
        "beds": [{"hedge": "<integer>"}],
    }
    assert line["reply"]["data"] == {"state": "<string>"}
    assert line["against"] == [
        ["/beds/*/hedge", "unknown"],
        ["/garden_id", "required"],
        ["/kind", "enum"],
        ["/names/*", "maxLength"],
        ["/rows", "enum"],
    ]


def test_a_constant_that_is_a_slip_from_a_documented_one_is_told(made: Generated, tmp_path: Path) -> None:
    line = recorded(made, tmp_path / "calls.jsonl", garden_id="7", kind="LAVENDAR")
    assert line["request"]["kind"] == "LAVENDAR"


def test_keys_that_are_no_names_of_fields_are_hidden(made: Generated, tmp_path: Path) -> None:
    bed = {"7123456789": 1, "a1b2c3d4e5": 1, "two words": "x", "crop_2nd": 2}
    labels = {"rosemary": 1, "12345": 2, "thyme": "seven"}
    line = recorded(made, tmp_path / "calls.jsonl", garden_id="7", labels=labels, beds=[bed])
    assert line["request"] == {
        "garden_id": "<string>",
        "labels": {"*1": "<integer>", "*2": "<string>"},
        "beds": [{"crop_2nd": "<integer>", "*1": "<integer>", "*2": "<string>"}],
    }
    assert line["against"] == [
        ["/beds/*/*", "unknown"],
        ["/beds/*/crop_2nd", "unknown"],
        ["/labels/*", "type"],
    ]


# A key that reads like the name of a field is taken for one; with more digits in it, it is somebody's.
SECRETS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=6, max_size=60).map(
    lambda one: f"q7{one}q7123"
)


@trying(60, suppress=[HealthCheck.function_scoped_fixture])
@given(secret=SECRETS, number=st.integers(min_value=10**6))
def test_nothing_that_anyone_sent_or_got_is_in_the_file(
    made: Generated, tmp_path: Path, secret: str, number: int
) -> None:
    file = tmp_path / "calls.jsonl"
    file.unlink(missing_ok=True)
    reply = replying({secret: {secret: number}, "list": [{"count": number}], "plot_id": secret})
    client = made.client(reply, access_token=TOKEN, record=file, validate=False)
    client.plot.create(
        garden_id=secret,
        kind=secret,
        price=number,
        names=[secret],
        labels={secret: number},
        beds=[{secret: 1}],
    )
    client.call("POST", f"/open_api/v1.3/{number}/", body={secret: [number, secret]})
    text = file.read_text(encoding="ascii")
    escaped = json.dumps(secret)[1:-1]
    assert not any(each in text for each in (secret, escaped, str(number), TOKEN, "r-4711"))
    assert len(lines(file)) == 2


def test_a_query_and_an_operation_that_nobody_documents_are_recorded(made: Generated, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    client = made.client(Recorder(), record=file)
    client.plot.get(plot_id="7", page=2)
    client.call("post", "/open_api/v1.3/hedge/71234567/cut/", body={"height": 2})
    assert [(each["method"], each["path"], each["request"]) for each in lines(file)] == [
        ("GET", "/open_api/v1.3/plot/get/", {"plot_id": "<string>", "page": "<integer>"}),
        ("POST", "/open_api/v1.3/hedge/{}/cut/", {"height": "<integer>"}),
    ]


def test_a_call_that_failed_tells_its_code_and_one_that_was_not_sent_nothing(
    made: Generated, tmp_path: Path
) -> None:
    file = tmp_path / "calls.jsonl"
    errors = made.module("_runtime.errors")
    client = made.client(replying({}, code=40002), record=file)
    with pytest.raises(errors.ApiError):
        client.plot.create(garden_id="7")
    with pytest.raises(errors.InvalidRequest):
        client.plot.create(garden_id="7", kind="SHRUB")
    assert [each["reply"] for each in lines(file)] == [{"code": 40002, "message": "<string>"}]


def test_a_waived_rule_that_the_request_breaks_is_told(made: Generated, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    made.client(Recorder(), record=file, waive=["maxLength"]).plot.create(garden_id="7", names=["lavender"])
    assert lines(file)[0]["against"] == [["/names/*", "maxLength"]]


def test_a_client_that_does_not_record_loads_nothing_for_it(made: Generated) -> None:
    import sys

    name = f"{made.package}._runtime.recording"
    for loaded in [each for each in sys.modules if each == name]:
        del sys.modules[loaded]
    made.client(Recorder()).plot.create(garden_id="7")
    assert name not in sys.modules


def test_a_line_that_was_cut_off_does_not_spoil_the_next(made: Generated, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text('{"method":"POST","pa', encoding="ascii")
    made.client(Recorder(), record=file).plot.create(garden_id="7")
    cut, whole = file.read_text(encoding="ascii").splitlines()
    assert cut == '{"method":"POST","pa'
    assert json.loads(whole)["request"] == {"garden_id": "<string>"}


def test_many_threads_record_whole_lines(made: Generated, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    client = made.client(Recorder(), record=file)
    start = threading.Barrier(64)

    def work(number: int) -> None:
        start.wait()
        for _ in range(20):
            client.plot.create(garden_id="7", names=["rose"] * (number + 2))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [each["request"]["names"][1] for each in lines(file)]
    assert sorted(found) == sorted(f"<{number + 1} more>" for number in range(64) for _ in range(20))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_forked_processes_record_into_the_same_file(made: Generated, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    client = made.client(Recorder(), record=file)
    client.plot.create(garden_id="7")
    children = []
    for _ in range(4):
        # Forking with threads around is what is tested elsewhere; here there are none.
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            child = os.fork()
        if child == 0:
            for _ in range(50):
                client.plot.create(garden_id="7")
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0, 0]
    assert len(lines(file)) == 201


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_process_that_is_killed_leaves_whole_lines(made: Generated, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    client = made.client(Recorder(), record=file)
    client.plot.create(garden_id="7")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        child = os.fork()
    if child == 0:
        while True:
            client.plot.create(garden_id="7")
    while len(lines(file)) < 50:
        client.plot.create(garden_id="7")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    client.plot.create(garden_id="7")
    read = recorded_calls(file)
    assert len(read.shown) == 2
    assert len(read.problems) <= 1


@pytest.mark.parametrize("place", ["no/such/folder/calls.jsonl", "."])
def test_a_file_that_cannot_be_written_fails_no_call_and_is_told_once(
    made: Generated, tmp_path: Path, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    client = made.client(Recorder(), record=f"{tmp_path}/{place}")
    with caplog.at_level(logging.WARNING, "tiktok_business"):
        assert client.plot.create(garden_id="7").code == 0
        assert client.plot.create(garden_id="7").code == 0
    (told,) = caplog.records
    assert "calls cannot be recorded" in told.getMessage()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")  # noqa: PTH110 - a device
def test_a_full_disk_fails_no_call(made: Generated, caplog: pytest.LogCaptureFixture) -> None:
    client = made.client(Recorder(), record="/dev/full")
    with caplog.at_level(logging.WARNING, "tiktok_business"):
        assert client.plot.create(garden_id="7").code == 0
    assert [each.getMessage() for each in caplog.records] == [
        "/dev/full: calls cannot be recorded: No space left on device"
    ]
