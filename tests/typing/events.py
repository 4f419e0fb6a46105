"""Reading events, as type checkers see it."""

from __future__ import annotations

from http.client import HTTPMessage
from typing import assert_type

from tiktok_business import Reply, models, webhooks


def handle(body: bytes, headers: HTTPMessage | dict[str, str] | list[tuple[bytes, bytes]]) -> str:
    """Say what came."""
    event = webhooks.parse(body, headers, "secret", tolerance=60)
    assert_type(event, webhooks.Event)
    match event:
        case models.ImReceiveMsgEvent(content=models.ImReceiveMsgContent(text=text)):
            return (text and text.body) or ""
        case models.LeadEvent(entry=entries):
            return ", ".join(entry.ad_name or "" for entry in entries or ())
        case webhooks.UnknownEvent():
            return event.event_name
        case _:
            return event.fingerprint


def make() -> webhooks.Delivery:
    """Make one for a test."""
    delivery = webhooks.sample(models.LeadEvent, {"time": 1}, secret="secret")
    assert_type(delivery.headers, dict[str, str])
    return delivery


def stored(parsed: object) -> models.CampaignGetResponseData:
    """Read a reply that was stored."""
    reply = Reply.from_json(parsed, data=models.CampaignGetResponseData)
    assert_type(reply, Reply[models.CampaignGetResponseData])
    return reply.data
