"""What one change brings along is not told again, and each is told so that a reader understands it once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diff_cases import garden
from tiktok_bindgen.diff import compare
from tiktok_bindgen.pipeline import make_spec

_BED = {"type": "object", "properties": {"soil": {"type": "string"}, "depth": {"type": "integer"}}}


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each.severity, each.message, each.hint) for each in compare(old, new)]


def test_an_object_that_becomes_a_list_is_one_change_whatever_is_inside() -> None:
    listed = {"type": "array", "items": _BED}
    (sent,) = compare(garden(_BED, {}), garden(listed, {}))
    assert (sent.id, sent.message) == ("request-type-changed", "`plot` is array now, was object.")
    (read,) = compare(garden({}, listed), garden({}, _BED))
    assert (read.id, read.message) == ("response-type-changed", "`plot` is object now, was array.")


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
    moved = "`/request/body/plot` seems to be at `/request/query/plot` now (the same name and type)."
    assert said[moved] == ("breaking", "")
    (message,) = (each for each in said if each.startswith(method.upper()))
    assert said[message] == ("breaking", "")


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
