"""An object to which callers add fields of their own, and what is said of requests with some."""

from __future__ import annotations

from typing import Any

from clients import objects

TEXT = {"type": "string"}
POT = objects({"pot_id": TEXT, "colour": TEXT})
NOTES = objects({"seed_ids": TEXT, "height": {"type": "number"}, "pots": {"type": "array", "items": POT}})
#: Beds with notes, which are open.
SCHEMA: dict[str, Any] = objects(
    {
        "garden_id": TEXT,
        "beds": {
            "type": "array",
            "items": objects(
                {
                    "gardener": objects({"town": TEXT, "nickname": TEXT}),
                    "notes": {
                        **NOTES,
                        "additionalProperties": True,
                        "x-documented-elsewhere": ["seed_id"],
                    },
                }
            ),
        },
    }
)

_SLIP = "is not a documented field; did you mean"
_ELSEWHERE = "is not a documented field here; it belongs"
#: The notes of the second bed, the gardener of that bed, and what is told of the notes' fields.
CASES: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({}, {}, []),
    ({"mood": "calm", "heights": None, "walks": [{"of": 1}]}, {}, [f"heights {_SLIP} height?"]),
    ({"mood": "calm", "a/b": 1, "height": 2}, {}, []),
    ({"heigth": 2}, {}, [f"heigth {_SLIP} height?"]),
    ({"seedIds": "1"}, {}, [f"seedIds {_SLIP} seed_ids?"]),
    # The right one is given as well, so that it is no slip.
    ({"heigth": 2, "height": 1}, {}, []),
    # Another table has it for an object of this name.
    ({"seed_id": "1"}, {}, []),
    ({"garden_id": "1"}, {}, [f"garden_id {_ELSEWHERE} at the top of the request"]),
    ({"town": "Kew"}, {}, [f"town {_ELSEWHERE} in `beds[].gardener`"]),
    # The gardener's is another than the notes'.
    ({"town": "Kew"}, {"town": "Leeds"}, []),
    ({"colour": "red"}, {}, [f"colour {_ELSEWHERE} in `beds[].notes.pots[]`"]),
    ({"colour": "red", "pots": [{"pot_id": "1"}, {"colour": "blue"}]}, {}, []),
    ({"height": "tall", "mood": "calm"}, {}, ["must be a number, not a string"]),
    ({"town": "Kew", "mood": "calm", "pots": [{"mood": "calm"}]}, {"nickname": "May"}, [
        "mood is not a documented field", f"town {_ELSEWHERE} in `beds[].gardener`"
    ]),
]  # fmt: skip


def request(notes: dict[str, Any], gardener: dict[str, Any]) -> dict[str, Any]:
    """Return a request with the notes in its second bed; the gardener of the first has all."""
    first = {"gardener": {"town": "Bath", "nickname": "Jo"}, "notes": {"pots": [{"colour": "grey"}]}}
    return {"beds": [first, {"gardener": gardener, "notes": notes}]}
