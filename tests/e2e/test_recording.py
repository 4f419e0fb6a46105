"""From a client that records to a client that takes what worked: pages, calls, and what these have wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clients import generated
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.cli import main

from .server import Server, envelope

PAGE = """# Create a plot

## Request

**Endpoint** https://garden.tiktok.com/open_api/v1.3/plot/create/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|garden_id {Required}|string|Garden.|
|label|string|Length limit: 4 characters.|
|kind|string|Enum values: `TULIP`, `LAVENDAR`.|
|fence {+Conditional}|string|Required when `kind` is `TULIP`.|
|depth|number|Value range: [1, 9].|
|beds|object[]|Beds.|
#|soil {Required}|string|Soil.|
```

## Response

```xtable
|Field|Data Type|Description|
|---|---|---|
|code|number|Code.|
|message|string|What is said of it.|
|request_id|string|Its number.|
|data|object|Data.|
#|plot_id|string|Plot.|
```
"""
# Each is against one fact of the page.
WORKED: list[dict[str, Any]] = [
    {"garden_id": "7", "label": "roses"},
    {"garden_id": "7", "kind": "LAVENDER"},
    {"garden_id": "7", "kind": "TULIP"},
    {"garden_id": "7", "depth": 20},
    {"garden_id": "7", "beds": [{"worms": 4, "soil": "loam"}]},
    {"label": "rose"},
]
FACTS = [
    ("depth", "maximum"),
    ("fence", "requires"),
    ("garden_id", "required"),
    ("kind", "enum"),
    ("label", "maxLength"),
    ("worms", "unknown"),
]


def contested(spec: Path) -> list[tuple[str, str]]:
    """What a spec says is contested of requests, by field."""
    body = load_spec(spec)["components"]["schemas"]
    found = [
        (name, each["fact"])
        for schema in body.values()
        for name, field in schema.get("properties", {}).items()
        for each in field.get("x-contested", ())
    ]
    rules = [rule for schema in body.values() for rule in schema.get("x-rules", ()) if "x-contested" in rule]
    return sorted([*found, *((rule["targets"][0], rule["kind"]) for rule in rules)])


def test_the_client_made_by_what_worked_takes_it(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    page, calls = tmp_path / "plot.md", tmp_path / "calls.jsonl"
    page.write_text(PAGE, encoding="utf-8")
    before, after, report = tmp_path / "before.yaml", tmp_path / "after.yaml", tmp_path / "report.json"
    assert main(["spec", str(page), "-o", str(before)]) == 0
    server.answer(envelope({"plot_id": "p-1"}))
    with generated(load_spec(before), tmp_path / "one") as made:
        refused = made.module("_runtime.errors").InvalidRequest
        with made.module("client").Client("token", base_url=server.url, record=calls) as client:
            for request in WORKED:
                with pytest.raises(refused):
                    client.plot.create(**request)
                client.plot.create(**request, validate=False)
    options = ["--evidence", str(calls), "--report", str(report)]
    assert main(["spec", str(page), "-o", str(after), *options]) == 0
    assert contested(before) == []
    assert contested(after) == FACTS
    told = {(each["field"], each["line"]) for each in json.loads(report.read_text())["contested"]}
    assert told == {
        ("depth", 18),
        ("fence", 17),
        ("garden_id", 14),
        ("kind", 16),
        ("label", 15),
        ("beds.worms", 0),
    }
    assert "line 15, `label`: at most 4 characters (against it: calls.jsonl:1)" in capsys.readouterr().out
    with (
        generated(load_spec(after), tmp_path / "other") as made,
        made.module("client").Client("token", base_url=server.url) as client,
    ):
        for request in WORKED:
            client.plot.create(**request)
        # What nobody has seen to work is refused as before.
        with pytest.raises(made.module("_runtime.errors").InvalidRequest):
            client.plot.create(garden_id="7", beds=[{"depth": 1}])


def test_what_the_server_refused_is_no_evidence(tmp_path: Path, server: Server) -> None:
    page, calls, spec = tmp_path / "plot.md", tmp_path / "calls.jsonl", tmp_path / "spec.yaml"
    page.write_text(PAGE, encoding="utf-8")
    assert main(["spec", str(page), "-o", str(spec)]) == 0
    server.answer(envelope({}, code=40002), envelope({"plot_id": "p-1"}))
    with (
        generated(load_spec(spec), tmp_path / "one") as made,
        made.module("client").Client("token", base_url=server.url, retries=0, record=calls) as client,
    ):
        with pytest.raises(made.module("_runtime.errors").ApiError):
            client.plot.create(garden_id="7", label="roses", validate=False)
        client.plot.create(garden_id="7")
    assert main(["spec", str(page), "-o", str(spec), "--evidence", str(calls)]) == 0
    assert contested(spec) == []
