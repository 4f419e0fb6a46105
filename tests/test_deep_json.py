"""JSON that is nested deeply, wherever it comes in: never a `RecursionError`."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clients import document, objects, posting
from test_evidence import PAGE, line, written
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.cli import main
from tiktok_bindgen.pipeline import make_spec
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.weigh.recorded import recorded
from tiktok_bindgen.weigh.values import value_in
from tiktok_business import Client, errors, models, webhooks
from tiktok_business._runtime import envelope
from tiktok_business._runtime.codec import DEEPEST, TooDeepError, parse_json, refuse_deep
from tiktok_business._runtime.plans import Plan
from tiktok_business._runtime.raw_response import RawResponse
from tiktok_business._runtime.transport import Request, Timeout

TOO_DEEP = f"nested too deeply, more than {DEEPEST} levels"
# What is just refused, what recursion of ours would not manage, nor that of parsers, nor any.
DEPTHS = (DEEPEST + 2, 490, 900, 5_000, 100_000)


def arrays(depth: int) -> str:
    return "[" * depth + "]" * depth


def maps(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.fixture(params=[arrays, maps], ids=["arrays", "objects"])
def nested(request: pytest.FixtureRequest) -> Callable[[int], str]:
    """Return a function that gives JSON of a depth."""
    found: Callable[[int], str] = request.param
    return found


@pytest.fixture(params=["json", "msgspec"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client parse with one of both parsers."""
    parse = envelope._standard_parser()
    if request.param == "msgspec":
        parse = pytest.importorskip("msgspec.json").Decoder().decode
    monkeypatch.setattr(envelope, "_parser", parse)


class Answering:
    """A transport that always gives the same body."""

    def __init__(self, body: str, status: int = 200) -> None:
        self.reply = RawResponse(status, {}, body.encode())

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        del request, timeout
        return self.reply

    def close(self) -> None:
        pass


def client(body: str, status: int = 200, **options: Any) -> Client:
    return Client("rosemary", advertiser_id="1", transport=Answering(body, status), **options)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("depth", DEPTHS)
def test_a_deep_reply_of_a_failure_has_its_code(
    nested: Callable[[int], str], depth: int, status: int
) -> None:
    # Brackets in texts, even in one that ends in an escape, are none.
    told = r'"message": "no [{ \"bed\\", "code": 40002, "request_id": "r1"'
    for body in (f'{{"data": {nested(depth)}, {told}}}', f'{{{told}, "data": [{nested(depth)}, 1]}}'):
        with pytest.raises(errors.ParameterError) as caught:
            client(body, status).campaign.get()
        error = caught.value
        assert (error.code, error.message, error.request_id) == (40002, 'no [{ "bed\\', "r1")
        assert (error.data, error.http_status) == (None, status)
        assert repr(pickle.loads(pickle.dumps(error))) == repr(error)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize(
    "around",
    ['{"code": 0, "data": @}', '{"data": {"list": [{"new": @}]}, "code": 0}', '{"a": @}', "[@]", "@"],
)
def test_any_other_deep_reply_is_told_as_that(nested: Callable[[int], str], depth: int, around: str) -> None:
    with pytest.raises(errors.MalformedReplyError, match=f"^GET .*/campaign/get/: the reply is {TOO_DEEP}"):
        client(around.replace("@", nested(depth))).campaign.get()
    with pytest.raises(errors.MalformedReplyError, match=TOO_DEEP):
        client(around.replace("@", nested(depth)), strict_replies=True).campaign.get()


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("status", [404, 502])
def test_a_deep_reply_without_a_code_has_its_status(nested: Callable[[int], str], status: int) -> None:
    with pytest.raises(errors.HttpError, match=f"HTTP {status}"):
        client(nested(490), status, retries=0).campaign.get()


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("unended", ['"bed', '"bed\\"\\', '"bed" "', "[", "]]", "}"])
def test_a_deep_reply_that_is_no_json_is_told(nested: Callable[[int], str], unended: str) -> None:
    with pytest.raises(errors.MalformedReplyError):
        client(f'{{"code": 40002, "data": {nested(5_000)}, {unended}').campaign.get()


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("around", ['{"code": 0, "data": @}', '{"code": 0, "data": {"new": @}, "new": @}'])
def test_a_reply_that_is_just_not_too_deep_can_be_used_in_every_way(
    nested: Callable[[int], str], around: str
) -> None:
    reply = client(around.replace("@", nested(DEEPEST - 2))).campaign.get()
    assert reply == client(around.replace("@", nested(DEEPEST - 2))).campaign.get()
    for twin in (copy.copy(reply), copy.deepcopy(reply), pickle.loads(pickle.dumps(reply))):
        assert repr(twin) == repr(reply)
        assert twin.to_json() == reply.to_json()
    assert type(reply).from_json(reply.to_json(), data=models.CampaignGetResponseData).data == reply.data
    assert isinstance(reply.to_dict(), dict)
    assert isinstance(reply.mismatches, tuple)
    assert reply.extra.keys() <= {"new"}


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_deep_reply_is_no_json_for_who_reads_it_as_it_came(
    nested: Callable[[int], str], depth: int
) -> None:
    raw = client(nested(depth)).request("GET", "/open_api/v1.3/any/")
    with pytest.raises(ValueError, match=TOO_DEEP):
        raw.json()


def test_parsed_json_that_is_too_deep_is_not_decoded(nested: Callable[[int], str]) -> None:
    with pytest.raises(errors.DecodeError, match=TOO_DEEP):
        models.CampaignGetResponseData.from_json({"list": json.loads(nested(490))})


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_deep_event_is_told_as_that(nested: Callable[[int], str], depth: int) -> None:
    with pytest.raises(webhooks.MalformedEventError, match=f"the body is {TOO_DEEP}"):
        webhooks.parse(f'{{"event": "dug", "new": {nested(depth)}}}')


def test_an_event_that_is_just_not_too_deep_can_be_used_in_every_way(nested: Callable[[int], str]) -> None:
    event = webhooks.parse(f'{{"event": "dug", "new": {nested(DEEPEST - 1)}}}')
    assert repr(copy.deepcopy(event)) == repr(event)
    assert webhooks.parse(json.dumps(event.to_json())) == event
    assert event.fingerprint


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_deep_plan_is_told_as_that(nested: Callable[[int], str], depth: int) -> None:
    with pytest.raises(ValueError, match=f"the plan is {TOO_DEEP}"):
        Plan.parse(nested(depth))
    with pytest.raises(ValueError, match=f"the plan is {TOO_DEEP}"):
        Plan.parse(nested(depth), yaml=True)


def test_a_circle_of_objects_is_too_deep() -> None:
    circle: dict[str, Any] = {}
    circle |= {name: [circle, circle] for name in "abc"}
    with pytest.raises(TooDeepError):
        refuse_deep(circle)


def test_only_arrays_and_objects_count_as_levels() -> None:
    refuse_deep({"client": Client, "text": "[" * 490, "none": None})
    assert parse_json("1") == 1


# The generator


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_deep_call_in_a_record_is_a_problem_with_its_line(
    nested: Callable[[int], str], tmp_path: Path, depth: int
) -> None:
    deep = line({"garden_id": "1", "label": "@"}).replace('"@"', nested(depth))
    found = recorded(written(tmp_path, line({"garden_id": "1"}), deep))
    assert len(found.shown) == 1
    assert [(each.line, each.text) for each in found.problems] == [(2, f"this line is {TOO_DEEP}")]
    with pytest.raises(InputError, match=f"contains no recorded calls: this line is {TOO_DEEP}"):
        recorded(written(tmp_path, deep))


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("place", ["request", "reply", "file"])
def test_a_deep_call_in_a_har_file_is_a_problem_with_its_number(
    nested: Callable[[int], str], tmp_path: Path, depth: int, place: str
) -> None:
    texts = {each: nested(depth) if each == place else "{}" for each in ("request", "reply")}
    calls = [
        {
            "request": {
                "method": "POST",
                "url": "https://garden.example/open_api/v1.3/plot/create/",
                "postData": {"text": request},
            },
            "response": {"status": 200, "content": {"text": reply}},
        }
        for request, reply in (('{"garden_id": "1"}', '{"code": 0}'), (texts["request"], texts["reply"]))
    ]
    more = f', "more": {nested(depth)}' if place == "file" else ""
    file = tmp_path / "calls.har"
    file.write_text(f'{{"log": {json.dumps({"entries": calls})}{more}}}', encoding="utf-8")
    if place == "file":
        with pytest.raises(InputError, match=rf"calls\.har: {TOO_DEEP}"):
            recorded(file)
    else:
        found = recorded(file)
        assert [each.line for each in found.shown] == [1, 1]
        assert [(each.line, each.text) for each in found.problems] == [(2, f"this call is {TOO_DEEP}")]


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_deep_example_on_a_page_is_a_problem_with_its_line(
    nested: Callable[[int], str], tmp_path: Path, depth: int
) -> None:
    page = tmp_path / "plot.md"
    shown = f'{{"code": 0, "data": {{"plot_id": "1", "new": {nested(depth)}}}}}'
    page.write_text(f"{PAGE}\n## Example\n\n```json\n{shown}\n```\n", encoding="utf-8")
    found = [each for each in make_spec([page]).problems if each.code == "example-unreadable"]
    assert [each.text for each in found] == ["the response shown here is no JSON"]
    with pytest.raises(ValueError, match=TOO_DEEP):
        value_in(nested(depth))


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_deep_page_of_the_gateway_is_told_as_that(
    nested: Callable[[int], str], tmp_path: Path, depth: int
) -> None:
    page = tmp_path / "plot.json"
    page.write_text(f'{{"title": "Plots", "content": "", "more": {nested(depth)}}}', encoding="utf-8")
    with pytest.raises(InputError, match=f"plot.json: not readable as JSON: {TOO_DEEP}"):
        make_spec([page])


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", ["deep.json", "deep.yaml"])
def test_a_deep_spec_is_told_as_that(
    nested: Callable[[int], str], tmp_path: Path, capsys: pytest.CaptureFixture[str], depth: int, name: str
) -> None:
    spec = document({"/open_api/v1.3/plot/": posting(objects({"plot": {"type": "object", "example": "@"}}))})
    file = tmp_path / name
    file.write_text(json.dumps(spec).replace('"@"', nested(depth)), encoding="utf-8")
    why = rf"{name}: ({TOO_DEEP}|not well-formed YAML: .*nesting depth.*)"
    with pytest.raises(InputError, match=why):
        load_spec(file)
    assert main(["explain", "POST /plot/", "--spec", str(file)]) == 2
    assert "Traceback" not in capsys.readouterr().err
