"""A small API of gardens, their beds and the plants in the beds, to make plans for."""

from __future__ import annotations

from typing import Any

from clients import Schema, document, enveloped, objects, posting

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
_STATUS: Schema = {"type": "string", "enum": ["ENABLE", "DISABLE"]}
_GARDEN = {"garden": "/garden/create/"}
_BED = {"bed": "/bed/create/", **_GARDEN}


def spec() -> Schema:
    """Return the OpenAPI document."""
    sandy: Any = {"all": [{"present": "^garden"}, {"in": "^garden.soil", "values": ["SAND"]}]}
    drained: Any = {"all": [{"present": "^bed"}, {"in": "^bed.drain", "values": ["yes"]}]}
    alike: Any = {
        "id": "relational:watering:1",
        "kind": "relational",
        "targets": ["watering", "^^bed.watering"],
        "when": {
            "all": [{"present": "^^bed"}, {"present": "^garden"}, {"in": "^garden.soil", "values": ["SAND"]}]
        },
        "operator": "==",
        "text": "the beds of a sandy garden are watered alike",
    }
    clay: Any = {"all": [{"present": "^garden"}, {"in": "^garden.soil", "values": ["CLAY"]}]}
    raked: Any = {"all": [{"present": "^garden"}, {"contains": "^garden.tools", "values": ["RAKE"]}]}
    return document(
        {
            "/garden/create/": _changing(
                "garden",
                {
                    "name": TEXT,
                    "soil": {"type": "string", "enum": ["CLAY", "SAND"], "default": "CLAY"},
                    "tools": {**TEXTS, "default": ["RAKE"]},
                    "request_id": {**TEXT, "x-idempotency-key": True},
                },
                "name",
                reply={"garden_id": TEXT},
            ),
            "/garden/update/": _changing(
                "garden", {"garden_id": TEXT, "soil": TEXT}, "garden_id", above=_GARDEN
            ),
            "/garden/status/update/": _changing(
                "garden",
                {"garden_ids": {**TEXTS, "maxItems": 2}, "operation_status": _STATUS},
                "garden_ids",
                "operation_status",
                above=_GARDEN,
            ),
            "/bed/update/": _changing(
                "bed",
                {"bed_id": TEXT, "watering": TEXT},
                "bed_id",
                above=_BED,
                rules=[
                    _rule("forbids", "watering", clay, "a garden of clay is not watered"),
                    _rule("requires", "watering", drained, "what has a drain is watered"),
                ],
            ),
            "/bed/create/": _changing(
                "bed",
                {"garden_id": TEXT, "name": TEXT, "watering": TEXT, "drain": TEXT},
                "garden_id",
                "name",
                above=_GARDEN,
                reply={"bed_id": TEXT},
                rules=[
                    _rule("requires", "watering", sandy, "a sandy garden needs watering"),
                    _rule("forbids", "drain", sandy, "a sandy garden has no drain"),
                    _rule("requires", "drain", clay, "a garden of clay needs a drain"),
                    alike,
                ],
            ),
            "/bed/status/update/": _changing(
                "bed",
                {"bed_ids": TEXTS, "operation_status": _STATUS},
                "bed_ids",
                "operation_status",
                above=_BED,
            ),
            "/plant/create/": _changing(
                "plant",
                {"bed_id": TEXT, "names": TEXTS, "mulch": TEXT, "near": TEXTS},
                "bed_id",
                "names",
                above=_BED,
                reply={"plant_ids": TEXTS},
                rules=[
                    _rule("forbids", "mulch", sandy, "nothing in a sandy garden is mulched"),
                    _rule("forbids", "near", raked, "plants in a raked garden are near nothing"),
                ],
            ),
        }
    )


def _changing(
    level: str,
    fields: dict[str, Any],
    *required: str,
    above: dict[str, str] | None = None,
    reply: dict[str, Any] | None = None,
    rules: list[Any] | None = None,
) -> Schema:
    body = objects({"advertiser_id": TEXT, **fields}, "advertiser_id", *required)
    if rules:
        body["x-rules"] = rules
    more = {"x-level": {"name": level, **({"above": above} if above else {})}}
    return posting(body, enveloped(objects(reply or {})), **more)


def _rule(kind: str, target: str, when: Any, text: str) -> Schema:
    return {"id": f"{kind}:{target}:1", "kind": kind, "targets": [target], "when": when, "text": text}
