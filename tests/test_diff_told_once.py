"""What one change brings along is not told again, and each is told so that a reader understands it once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diff_cases import garden
from tiktok_bindgen.diff import compare
from tiktok_bindgen.pipeline import make_spec

_FIELDS = {"soil": {"type": "string"}, "depth": {"type": "integer"}}
_BED = {"type": "object", "properties": _FIELDS}


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each.severity, each.message, each.hint) for each in compare(old, new)]


def test_an_object_that_becomes_a_list_is_one_change_whatever_is_inside() -> None:
    listed = {"type": "array", "items": _BED}
    (sent,) = compare(garden(_BED, {}), garden(listed, {}))
    assert (sent.id, sent.message) == ("request-type-changed", "`plot` is now array, was object.")
    (read,) = compare(garden({}, listed), garden({}, _BED))
    assert (read.id, read.message) == ("response-type-changed", "`plot` is now object, was array.")


def test_fields_that_went_into_a_new_object_are_told_with_where_they_are() -> None:
    flat = {"type": "object", "properties": _FIELDS | {"name": {"type": "string"}}}
    inside = {"type": "object", "properties": {"name": {"type": "string"}, "bed": _BED}}
    here = "pass `plot.bed.{0}` instead of `plot.{0}`, if it is the same"
    at = "`plot.{0}` seems to have moved to `plot.bed.{0}` (the same name and type)."
    call = "`Client.plot.water(plot=…)`: "
    assert told(garden(flat, {}), garden(inside, {})) == [
        ("breaking", at.format("depth"), call + here.format("depth")),
        ("breaking", at.format("soil"), call + here.format("soil")),
        ("safe", "`plot.bed` (object) is new.", ""),
    ]
    back = "`plot.bed.{0}` seems to have moved to `plot.{0}` (the same name and type)."
    assert [message for _, message, _ in told(garden({}, inside), garden({}, flat))] == [
        "`plot.bed` (object) was removed.",
        back.format("depth"),
        back.format("soil"),
    ]


def test_what_is_in_a_new_object_by_the_name_of_what_went_but_of_another_type_is_no_move() -> None:
    flat = {"type": "object", "properties": {"soil": {"type": "integer"}}}
    inside = {"type": "object", "properties": {"bed": _BED}}
    assert [message for _, message, _ in told(garden(flat, {}), garden(inside, {}))] == [
        "`plot.soil` (integer) was removed.",
        "`plot.bed` (object) is new.",
    ]


def test_an_operation_that_is_sent_by_another_method_says_where_its_fields_are_and_is_called_as_before() -> (
    None
):
    old = garden({"type": "string"}, {})
    (path, item), *_ = old["paths"].items()
    (method, operation), *_ = item.items()
    assert method != "get"
    query = {"name": "plot", "in": "query", "schema": {"type": "string"}}
    asked = {**operation, "operationId": "water", "parameters": [query]}
    del asked["requestBody"]
    new = {**old, "paths": {path: {"get": asked}}}
    old = {**old, "paths": {path: {method: {**operation, "operationId": "water"}}}}
    said = {message: (severity, hint) for severity, message, hint in told(old, new)}
    moved = "`/request/body/plot` seems to have moved to `/request/query/plot` (the same name and type)."
    assert said[moved] == ("breaking", "")
    (message,) = (each for each in said if each.startswith(method.upper()))
    assert said[message] == ("breaking", "")


def events(**payloads: dict[str, Any]) -> dict[str, Any]:
    """A document of events alone, by their names."""
    sent = {
        name: {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}}}
        for name, schema in payloads.items()
    }
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, "webhooks": sent}


def test_of_an_event_nothing_is_said_about_calls() -> None:
    dug = {"type": "object", "properties": {"bed": _BED, "at": {"type": "string"}}}
    less = {
        "type": "object",
        "properties": {"bed": {"type": "object", "properties": {}}, "at": {"type": "string"}},
    }
    (gone,) = compare(events(dug=dug, mown=dug), events(dug=dug))
    assert (gone.method, gone.path, gone.id, gone.hint) == ("WEBHOOK", "mown", "operation-removed", "")
    found = [each for each in told(events(dug=dug), events(dug=less)) if each[0] == "breaking"]
    assert found == [
        (
            "breaking",
            f"`bed.{name}` ({kind}) was removed.",
            f"`event.bed.{name}` was removed; if the server still sends it, it is in `.extra`",
        )
        for name, kind in (("depth", "integer"), ("soil", "string"))
    ]


_PAGE = """# Dig

**Endpoint** https://garden.tiktok.com/open_api/v1.3/bed/dig/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|bed_id {Required}|string|Which.|
|soil|string|Enum values: `SAND`, `CLAY`.|
|tool|string|Required when `soil` is `CLAY`.|
```
"""


def test_what_is_demanded_of_a_field_moves_with_it(tmp_path: Path) -> None:
    documents = []
    for name, text in (("old", _PAGE), ("new", _PAGE.replace("POST", "GET"))):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
        documents.append(make_spec([tmp_path / f"{name}.md"]).document)
    assert {each.id for each in compare(*documents)} == {"operation-moved", "request-field-moved"}
