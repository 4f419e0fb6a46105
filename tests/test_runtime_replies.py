"""Whatever a server answers, a call gives the documented class or raises one of the client's own errors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import define
from hypothesis import given
from hypothesis import strategies as st

from searching import trying
from spc import DEPRECATED, request_json, response_json
from tiktok_business import Client, Reply, Timeout, errors
from tiktok_business._runtime.raw_response import RawResponse
from tiktok_business._runtime.transport import Request
from tiktok_business.models import CampaignSpcCreateResponseData

pytestmark = pytest.mark.filterwarnings(DEPRECATED)
FIELDS = sorted(response_json()["data"])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=12,
)
DATA = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=2).map(
    lambda changes: {**response_json()["data"], **changes}
)
CODES = st.sampled_from([0, 20001, "0", 0.0]) | st.sampled_from([40002, 40105, 50000, None, True, []]) | JSON
ENVELOPES = st.fixed_dictionaries(
    {"code": CODES, "data": DATA | JSON}, optional={"message": JSON, "request_id": JSON, "other": JSON}
)
WHOLE = ENVELOPES.map(lambda value: json.dumps(value).encode())
BODIES = st.one_of(
    WHOLE,
    WHOLE,
    WHOLE,
    WHOLE.map(lambda body: body[:-3]),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=40),
)
HEADERS = st.dictionaries(
    st.sampled_from(["retry-after", "content-type"]), st.text(max_size=8) | st.integers().map(str)
)


@define
class Answering:
    """A transport that gives one reply."""

    reply: RawResponse

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        assert request.method
        assert timeout.total
        return self.reply

    def close(self) -> None:
        pass


@trying(400)
@given(st.sampled_from([200, 201, 204, 302, 400, 401, 404, 429, 500, 503]), HEADERS, BODIES)
def test_any_reply_is_the_documented_class_or_an_error_of_ours(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    outcome = called(RawResponse(status, headers, body))
    if isinstance(outcome, errors.TikTokError):
        assert str(outcome).isprintable()
        return
    assert _code(body) in (0, 20001)
    assert repr(outcome)
    json.dumps(outcome.to_json())


def called(raw: RawResponse) -> Reply[CampaignSpcCreateResponseData] | errors.TikTokError:
    client = Client("t", transport=Answering(raw), retries=0)
    try:
        return client.campaign.spc.create(**request_json())
    except errors.TikTokError as error:
        return error


def _code(body: bytes) -> int:
    # As far as it is taken for a code: a whole number, or text of digits.
    code: Any = json.loads(body)["code"]
    return int(code)


@trying(200)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8))
def test_what_was_decoded_can_be_sent_and_decoded_again(data: dict[str, Any]) -> None:
    of = CampaignSpcCreateResponseData
    first: Reply[CampaignSpcCreateResponseData] = Reply.from_json({"code": 0, "data": data}, data=of)
    again: Reply[CampaignSpcCreateResponseData] = Reply.from_json(
        json.loads(json.dumps(first.to_json())), data=of
    )
    assert again.to_json() == first.to_json()
