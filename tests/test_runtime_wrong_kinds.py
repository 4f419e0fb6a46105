"""An argument of another kind is told in one line that says what is taken, and does not show what came."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tiktok_business import (
    Client,
    File,
    Limiter,
    MockTransport,
    Plan,
    Secret,
    Urllib3Transport,
    advertiser_oauth,
    auth_code,
    authorize_url,
    items,
    rows,
    run_task,
    webhooks,
)

Taker = Callable[[Client, Any], Any]
REPORT: dict[str, Any] = {
    "advertiser_id": "1",
    "report_type": "BASIC",
    "data_level": "AUCTION_AD",
    "dimensions": ["ad_id"],
    "metrics": ["spend"],
    "start_date": "2026-01-01",
    "end_date": "2026-01-02",
}
TEXTS: dict[str, Taker] = {
    "the method": lambda client, wrong: client.request(wrong, "/campaign/get/"),
    "the path": lambda client, wrong: client.request("GET", wrong),
    "the operation": lambda _, wrong: Plan().add(wrong),
    "the URL": lambda _, wrong: authorize_url(wrong),
    "the address": lambda _, wrong: auth_code(wrong, "state"),
    "the state": lambda _, wrong: auth_code("https://example.com/?state=state&code=1", wrong),
    "a secret": lambda _, wrong: Secret(wrong),
    "a proxy": lambda _, wrong: Urllib3Transport(proxy=wrong),
    "an id": lambda _, wrong: Plan().add("campaign.create").made(0, wrong),
}
DICTIONARIES: dict[str, Taker] = {
    "query": lambda client, wrong: client.request("GET", "/campaign/get/", query=wrong),
    "body": lambda client, wrong: client.call("POST", "/campaign/create/", body=wrong),
    "the request": lambda _, wrong: Plan().add("campaign.create", wrong),
    "the request ": lambda client, wrong: client.call("campaign.create", wrong),
    "answers": lambda _, wrong: MockTransport(wrong),
    "paths": lambda _, wrong: Limiter(paths=wrong),
    "changes": lambda _, wrong: webhooks.sample("AD", wrong),
}
FUNCTIONS: dict[str, Taker] = {
    "before": lambda client, wrong: client.with_options(before=wrong),
    "progress": lambda client, wrong: list(items(client.campaign.get, progress=wrong)),
    "progress ": lambda client, wrong: Plan().add("campaign.create").create(client, progress=wrong),
    "progress of a report": lambda client, wrong: client.report.fetch(**REPORT, progress=wrong),
    "progress of a file": lambda client, wrong: client.report.task.download(task_id="1", progress=wrong),
    "progress of an upload": lambda _, wrong: File(b"", progress=wrong),
    "changed": lambda client, wrong: advertiser_oauth(client, app_id="1", secret="s", changed=wrong),
    "create": lambda _, wrong: run_task(wrong, str),
    "check": lambda _, wrong: run_task(str, wrong),
    "download": lambda _, wrong: run_task(str, str, wrong),
}
_CLIENT = "client must be a Client (`blocking` of an AsyncClient), not float"
PATHS: dict[str, Taker] = {
    "record": lambda _, wrong: Client(record=wrong),
    "path": lambda _, wrong: Client.from_file(wrong),
    "file": lambda _, wrong: Plan.load(wrong),
    "file ": lambda _, wrong: Plan().save(wrong),
    "save_to": lambda client, wrong: client.report.task.download(task_id="1", save_to=wrong),
}


@pytest.mark.parametrize("wrong", [5, b"bytes", [5], object()], ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(
    ("name", "what", "take"),
    [
        (name, what, take)
        for what, takers in (
            ("text", TEXTS),
            ("a dictionary whose keys are text", DICTIONARIES),
            ("a function", FUNCTIONS),
            ("a path", PATHS),
        )
        for name, take in takers.items()
    ],
)
def test_another_kind_is_told_in_one_line(name: str, what: str, take: Taker, wrong: object) -> None:
    if what == "a path" and isinstance(wrong, bytes):
        return
    mock = MockTransport()
    with (
        Client("token", transport=mock, advertiser_id="1") as client,
        pytest.raises(
            TypeError,
            match=f"^{name.partition(' of ')[0].rstrip()} must be {what}(, or that of a step)?(, not .*)?$",
        ),
    ):
        take(client, wrong)
    assert mock.requests == []


@pytest.mark.parametrize(
    ("take", "message"),
    [
        (lambda _, wrong: Plan(wrong), "steps must be a list of steps, not float"),
        (lambda _, wrong: Plan([wrong]), "a step must be a Step, not float"),
        (lambda _, wrong: Plan().create(wrong), _CLIENT),
        (lambda _, wrong: Plan().pause(wrong), _CLIENT),
        (lambda _, wrong: Plan().made(wrong, "7"), "step must be the index of a step, not float"),
        (lambda _, wrong: Plan.parse(wrong), "the plan must be bytes or text, not float"),
        (lambda _, wrong: list(rows(wrong)), "source must be a reply or several, not float"),
        (
            lambda _, wrong: webhooks.sample(wrong),
            "event must be an event's name or class, not float",
        ),
    ],
)
def test_a_number_in_the_place_of_an_object_is_told(take: Taker, message: str) -> None:
    with Client("token", transport=MockTransport()) as client, pytest.raises(TypeError) as caught:
        take(client, 5.0)
    assert str(caught.value) == message


def test_a_step_that_a_plan_does_not_have_is_told() -> None:
    with pytest.raises(IndexError, match=r"^the plan has no step 1$"):
        Plan().add("campaign.create").made(1, "7")


def test_a_path_may_be_bytes(tmp_path: Path) -> None:
    file = bytes(tmp_path / "plan.json")
    Plan().add("campaign.create").save(file)  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert len(Plan.load(file).steps) == 1  # type: ignore[arg-type]
