"""Report the orders of a shop as web events: hashed, in batches, none counted twice, bad ones set aside.

    TIKTOK_ACCESS_TOKEN=… python examples/web_events.py PIXEL_CODE ORDERS.jsonl [TEST_EVENT_CODE]

Each line of the file is an order: `{"id": "o-1", "paid_at": 1767225600, "total": 19.9, "currency": "EUR",
"page": "https://…", "email": "…", "phone": "+49…"}`, the last two if known. What is refused is printed, and
the exit status is 1. An order that is sent again within 48 hours of the first time is not counted twice.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiktok_business import (
    Client,
    InvalidRequest,
    ParameterError,
    ServerError,
    TransportError,
    hashed_email,
    hashed_phone,
)

if TYPE_CHECKING:
    from tiktok_business.params import EventTrackDataDict, EventTrackUserDict

#: The maximum number of events in a request; one with more is refused as a whole.
BATCH = 1000
TRIES = 3


def event_of(order: dict[str, Any]) -> EventTrackDataDict:
    """Return the event of an order; raises a `ValueError` for an address or a number that is none."""
    user: EventTrackUserDict = {}
    if order.get("email"):
        user["email"] = hashed_email(order["email"])
    if order.get("phone"):
        user["phone"] = hashed_phone(order["phone"])
    return {
        "event": "Purchase",
        "event_time": order["paid_at"],
        "event_id": order["id"],  # the pixel in the browser sends the same one
        "page": {"url": order["page"]},
        "user": user,
        "properties": {"value": order["total"], "currency": order["currency"], "order_id": order["id"]},
    }


def report(track: Callable[..., object], events: Sequence[EventTrackDataDict]) -> Iterator[str]:
    """Send events; yield a line for each that is refused, and send the others without it."""
    while events:
        try:
            send(track, events)
        except (InvalidRequest, ParameterError) as error:
            refused = faults(error)
            if not refused:  # it is not about an event
                raise
        else:
            return
        yield from (f"{events[index].get('event_id')}: {text}" for index, text in refused.items())
        events = [event for index, event in enumerate(events) if index not in refused]


def send(track: Callable[..., object], events: Sequence[EventTrackDataDict]) -> None:
    """Send a batch, also once more where nobody knows whether it arrived: its ids make that harmless."""
    for attempt in range(TRIES):
        try:
            track(data=events)
        except (TransportError, ServerError):
            if attempt == TRIES - 1:
                raise
            time.sleep(attempt)
        else:
            return


def faults(error: InvalidRequest | ParameterError) -> dict[int, str]:
    """Return what is wrong with the events of a batch, by their positions in it."""
    if isinstance(error, InvalidRequest):  # found by the client, in all of them, before anything was sent
        texts = {each.pointer: str(each) for each in error.violations}
    else:  # found by the API, which tells of the first, and takes no event of the batch
        texts = {error.message: error.message}
    places = {text: re.search(r"\bdata[./](\d+)\b", place) for place, text in texts.items()}
    return {int(place[1]): text for text, place in places.items() if place}


def main(pixel: str, file: str, code: str | None = None) -> int:
    """Report all orders of a file; returns the exit status."""
    orders = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    events: list[EventTrackDataDict] = []
    refused: list[str] = []
    for order in orders:
        try:
            events.append(event_of(order))
        except ValueError as error:
            refused.append(f"{order['id']}: {error}")
    with Client(retries=5, timeout=60) as client:
        track = partial(client.event.track, event_source="web", event_source_id=pixel, test_event_code=code)
        for start in range(0, len(events), BATCH):
            refused += report(track, events[start : start + BATCH])
    print(*refused, f"{len(orders) - len(refused)} of {len(orders)} orders reported", sep="\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
