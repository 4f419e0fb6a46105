"""Every reply of a launch that is mocked says what was sent, and passes the checks of the next level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from may import may_pages
from newest import newest_requests
from pages import ROOT, needs_portal
from test_valid_launches import LAUNCHES, _request
from tiktok_bindgen.weigh.calls import shown
from tiktok_business import Client, MockTransport, Plan, Reply
from tiktok_business._operations import OPERATIONS, REPLIES
from tiktok_business._runtime.building import converted
from tiktok_business._runtime.download import named
from tiktok_business._runtime.levels import beside
from tiktok_business._runtime.steps import facts_of, filled

Json = dict[str, Any]
#: The operation and the request of each step.
Launch = Sequence[tuple[str, Json]]

_PAGE = (ROOT / "docs" / "launches.md").read_text(encoding="utf-8")
_SMALLEST = re.findall(r"^### `(\w+)` `(\w+)`[^\n]*\n\n```json\n(.*?)\n```$", _PAGE, re.DOTALL | re.MULTILINE)
_TYPES = {name: annotation for name, annotation, *_ in REPLIES}


class Launching:
    """Makes launches against a mock, each level under the replies of those above it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.above: dict[str, Any] = {}
        self.requests: dict[str, Json] = {}

    def made(self, name: str, given: Json) -> tuple[Json, Any]:
        """Send a step; gives what was sent, and the reply."""
        facts = facts_of(name)
        ids = {f"{level}_id": [_id(level, reply)] for level, reply in self.above.items() if _id(level, reply)}
        request = filled(given, lambda placeholder: ids.get(placeholder.removesuffix("s"), []))
        for level in facts.above:
            if f"{level}_id" in facts.required and f"{level}_id" in ids:
                request[f"{level}_id"] = ids[f"{level}_id"][0]
        operation = facts.operation
        own = {level: reply for level, reply in self.above.items() if level in facts.above}
        sent = converted(operation, {**request, **({operation.key: "1"} if operation.key else {})})
        assert operation.check is not None
        assert operation.check(sent, None, beside(name, own) if own else {}) == [], (name, own)
        reply = self.client._core.call(
            operation._replace(check=None), reply=named(_TYPES[name], "tiktok_business"), body=sent
        )
        if facts.makes:
            self.above = {level: kept for level, kept in self.above.items() if level in facts.above}
            self.above[facts.level] = reply
        return sent, reply


def _id(level: str, reply: Reply[Any]) -> Any:
    return getattr(reply.data, f"{level}_id", None)


def launches() -> Iterator[tuple[str, Launch]]:
    """The launches of the page about the smallest ones, and those of each scenario that is documented."""
    names = {(row.method, row.path): row.name for row in OPERATIONS}
    for level, value, text in _SMALLEST:
        steps = Plan.parse(text).steps
        yield f"{level} {value}", [(names[step.operation[:2]], step.request) for step in steps]
    for title, several in LAUNCHES.items():
        steps_ = [pair for step in several for pair in step.items()]
        yield title, [(name.replace(".", "_"), _request(name, changes)) for name, changes in steps_]


ALL = dict(launches())


@pytest.mark.parametrize("title", ALL)
def test_each_reply_of_a_launch_passes_the_checks_of_the_next_level(title: str) -> None:
    # What a launch changes need not have been made by it.
    with Client(transport=MockTransport(any_ids=True)) as client:
        launching = Launching(client)
        for name, request in ALL[title]:
            sent, reply = launching.made(name, request)
            assert _otherwise(sent, reply.raw_response.json()["data"]) == []


def _otherwise(sent: Json, data: Any) -> list[str]:
    """What a reply says otherwise than the request, at the same place."""
    found = []
    for name, value in sent.items():
        came = data.get(name) if isinstance(data, dict) else None
        if isinstance(came, dict) and isinstance(value, dict):
            found += _otherwise(value, came)
        elif isinstance(came, list) and isinstance(value, list) and value and isinstance(value[0], dict):
            assert len(came) == len(value)
            found += [each for pair in zip(value, came, strict=True) for each in _otherwise(*pair)]
        elif came is not None and type(came) is type(value) and came != value:
            found.append(f"{name}: {value} is now {came}")
    return found


@needs_portal
@pytest.mark.slow
def test_what_a_guide_shows_passes_under_a_reply_as_it_does_under_the_request() -> None:
    known = {(each.method, each.path): each for each in newest_requests()}
    judged, refused = 0, []
    for page in (each.page for each in may_pages()):
        if not page.name.startswith("guides/"):
            continue
        requests: dict[str, Json] = {}
        replies: dict[str, Any] = {}
        with Client(transport=MockTransport()) as client:
            for one in shown(page, known):
                of = known.get((one.method, one.path))
                if one.side != "request" or of is None or not isinstance(one.value, dict):
                    continue
                facts = facts_of(of.name)
                above = [level for level in facts.above if level in replies]
                check = facts.operation.check
                if one.method == "GET" or not facts.makes or check is None:
                    continue
                sent = one.value
                # What a guide shows in part, or wrongly, says nothing of the reply before it.
                if check(sent, None, {f"^{level}": requests[level] for level in above}) == []:
                    own = {level: replies[level] for level in above}
                    found = check(sent, None, beside(of.name, own) if own else {})
                    judged += bool(own)
                    refused += [f"{page.name}:{one.line} {each}" for each in found]
                requests = {level: kept for level, kept in requests.items() if level in facts.above}
                replies = {level: kept for level, kept in replies.items() if level in facts.above}
                operation = facts.operation._replace(check=None)
                requests[facts.level] = sent
                replies[facts.level] = client._core.call(
                    operation, reply=named(_TYPES[of.name], "tiktok_business"), body=sent
                )
    assert refused == []
    assert judged == 40
