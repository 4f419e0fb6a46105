"""The webhooks of a generated client, of documents of all kinds; nothing is loaded before it is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from clients import Generated, Schema, document, generated, objects
from pages import ROOT

TEXT = {"type": "string"}
SPEC: Schema = {
    **document({}),
    "webhooks": {
        "bee": {
            "post": {
                # What stands beside the reference only tells the event from others.
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "$ref": "#/components/schemas/Bee",
                                "properties": {
                                    "about": {"items": {"properties": {"kind": {"const": "bee"}}}}
                                },
                            }
                        }
                    }
                },
                "x-event-key": {"path": ["about", "kind"], "value": "bee"},
            }
        },
        # The same payload, told from the other by a value alone.
        "wasp": {
            "post": {
                "requestBody": {"$ref": "#/components/requestBodies/Bee"},
                "x-event-key": {"path": ["about", "kind"], "value": "wasp"},
            }
        },
        "gate": {
            "put": {
                "operationId": "gateMoved",
                "requestBody": {
                    "content": {
                        "application/json": {"schema": objects({"to_json": TEXT, "event_name": TEXT})}
                    }
                },
            }
        },
        "wind": {"post": {"requestBody": {"content": {"application/json": {"schema": TEXT}}}}},
        "nothing": {},
    },
    "components": {
        "requestBodies": {
            "Bee": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Bee"}}}}
        },
        "schemas": {
            "Bee": objects(
                {
                    "about": {
                        "type": "array",
                        "items": objects(
                            {
                                "kind": TEXT,
                                "log": {
                                    "type": "string",
                                    "contentMediaType": "application/json",
                                    "contentSchema": {"$ref": "#/components/schemas/Log"},
                                },
                            }
                        ),
                    },
                    "queen": {"$ref": "#/components/schemas/Bee"},
                }
            ),
            "Log": objects({"wings": {"type": "integer"}}),
        },
    },
}


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(SPEC, tmp_path_factory.mktemp("hive")) as found:
        yield found


@pytest.fixture
def webhooks(hive: Generated) -> Any:
    return import_module(f"{hive.package}.webhooks")


def test_a_webhook_whose_payload_is_no_object_is_left_out(webhooks: Any) -> None:
    assert webhooks.EVENTS == ("bee", "wasp", "gate")


@pytest.mark.parametrize("kind", ["bee", "wasp"])
def test_events_of_one_payload_have_one_class(kind: str, webhooks: Any, hive: Generated) -> None:
    event = webhooks.parse(json.dumps({"about": [{"kind": kind}]}))
    assert event.event_name == kind
    assert type(event) is hive.module("models").Bee


def test_objects_in_text_are_read_wherever_they_are(webhooks: Any, hive: Generated) -> None:
    payload = {"about": [{"kind": "wasp", "log": '{"wings": 4, "sting": true}'}], "queen": {"about": []}}
    event = webhooks.parse(json.dumps(payload))
    assert event.event_name == "wasp"
    assert type(event) is hive.module("models").Bee
    assert event.about[0].log.wings == 4
    assert event.undocumented == ("/about/0/log/sting",)
    assert event.to_json() == payload


def test_a_sample_has_the_key_of_its_event_inside_of_a_list(webhooks: Any) -> None:
    named = [webhooks.parse(webhooks.sample(name).body).event_name for name in webhooks.EVENTS]
    assert named == ["bee", "wasp", "gate"]


def test_fields_called_like_what_an_event_has_get_an_underscore(webhooks: Any) -> None:
    event = webhooks.parse('{"to_json": "a", "event_name": "b"}')
    assert (event.to_json_, event.event_name_, event.event_name) == ("a", "b", "gate")


def test_the_overview_lists_the_events(hive: Generated) -> None:
    text = hive.files["api.md"]
    assert "- `gate`: [`GateMovedEvent`](models/_events.py)" in text


def test_a_client_without_webhooks_knows_no_event(tmp_path: Path) -> None:
    with generated(document({}), tmp_path) as found:
        module = import_module(f"{found.package}.webhooks")
        assert module.EVENTS == ()
        assert isinstance(module.parse('{"a": 1}'), module.UnknownEvent)
        assert "## Webhooks" not in found.files["api.md"]


def test_importing_the_client_loads_no_webhooks_and_webhooks_no_client_and_no_event() -> None:
    script = (
        "import sys, tiktok_business\n"
        "tiktok_business.Client\n"
        "print(*(name for name in sys.modules if 'webhooks' in name), '|')\n"
        "for name in list(sys.modules):\n"
        "    if name.startswith('tiktok_business'): del sys.modules[name]\n"
        "from tiktok_business import webhooks\n"
        "print(*(name for name in sys.modules if name.startswith('tiktok_business')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=True,
    )
    before, _, after = done.stdout.partition("|")
    assert before.strip() == ""
    assert set(after.split()) == {
        "tiktok_business",
        "tiktok_business._runtime",
        *(
            f"tiktok_business._runtime.{name}"
            for name in (
                *("codec", "errors", "given", "masking", "model", "outside", "process", "structure"),
                "webhooks",
            )
        ),
        "tiktok_business.models",
        "tiktok_business.webhooks",
    }


@pytest.mark.parametrize(
    ("payload", "status", "printed", "told"),
    [
        ('{"event": "comment.update", "content": "{\\"video_id\\": 1}"}', 0, ("comment.update", []), ""),
        ('{"object": 1, "x": 1}', 1, ("LEAD", ["/x"]), ""),
        (
            '{"event": "comment.update", "content": "{\\"a/b\\": {}}"}',
            1,
            ("comment.update", ["/content/a~1b"]),
            "",
        ),
        ('{"event": "hedge.cut"}', 1, ("hedge.cut", [""]), "no such event: 'hedge.cut'"),
        ('{"hedge": 1}', 1, (None, [""]), "this is not a known event"),
        ("[]", 2, None, "the body is not a JSON object"),
        ("{", 2, None, "the body is not JSON"),
        ('{"a":' * 9999, 2, None, "the body is nested too deeply"),
    ],
)
def test_the_command_tells_the_event_and_what_is_not_documented(
    payload: str, status: int, printed: Any, told: str, tmp_path: Path
) -> None:
    file = tmp_path / "payload.json"
    file.write_text(payload, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tiktok_business", "webhook", str(file)],
        env={"PYTHONPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    found = json.loads(done.stdout) if done.stdout else None
    assert found == (None if printed is None else {"event": printed[0], "extra": printed[1]})
    assert told in done.stderr
    assert done.stderr.count("\n") == bool(told)
