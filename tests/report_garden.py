"""An OpenAPI document of a garden's reports, and a server for them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attrs import define, field

from clients import Schema, document, enveloped, getting, objects, posting, query

TEXT: Schema = {"type": "string"}
DATE: Schema = {"type": "string", "format": "date"}
# The last has no report of its own in `REPORTS`.
KINDS = {"GARDEN": "garden", "TREE": "tree", "POND": "pond"}
BOTH = ["garden", "tree"]

REPORTS: Schema = {
    "garden": {
        "title": "Garden",
        "metrics": {
            "weight": {"type": "string", "groups": ["Harvest"]},
            "apples": {"type": "string", "groups": ["Harvest"]},
            "pears_day2": {"type": "string"},
            "shade": {"type": "string", "modes": ["synchronous"]},
            "taste": {"type": "string", "modes": ["asynchronous"], "groups": ["Harvest"]},
            "gardener": {"type": "string", "attribute": True, "levels": ["adgroup", "ad"]},
            "is_wet": {"type": "boolean"},
        },
        "dimensions": {
            "bed_id": {},
            "tree_id": {"excludes": {"dimensions": ["bed_id"]}},
            "day": {},
            "soil": {"metrics": ["weight", "apples"], "synchronous-metrics": ["apples"]},
        },
        "filters": {"bed_ids": {"types": ["IN"], "levels": ["ad"], "needs": ["bed_id"]}},
        "groupings": [[{"of": ["bed_id", "tree_id"]}, {"of": ["day"], "least": 0}], ["soil"], ["day"]],
        "ranges": [{"time": "10 days", "dimensions": ["day"]}, {"time": "100 days", "without": ["day"]}],
    },
    "tree": {
        "title": "Tree",
        "metrics": {"height": {"type": "string", "description": "How tall the tree is."}},
        "dimensions": {"tree_id": {}, "day": {}},
        "filters": {},
        "groupings": [["tree_id"]],
        "groupings-in-words": ["1f2e3d4c"],
    },
}


def _names(role: str) -> Schema:
    return {"type": "array", "items": TEXT, "x-report-names": {role: BOTH}}


def _asked() -> dict[str, Schema]:
    return {
        "report_type": {"type": "string", "enum": ["GARDEN", "TREE", "POND"], "x-report-kinds": KINDS},
        "data_level": {
            "type": "string",
            "enum": ["BED_AD", "BED_ADGROUP", "POT_AD"],
            "x-report-levels": {"BED_AD": "ad", "BED_ADGROUP": "adgroup"},
        },
        "dimensions": _names("dimensions"),
        "metrics": _names("metrics"),
        "filtering": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Filter"},
            "x-report-names": {"filters": BOTH},
            "x-report-filter": {"name": "name", "comparison": "type", "value": "value"},
        },
        "from_date": DATE,
        "until_date": DATE,
        "all_time": {"type": "boolean", "default": False},
    }


_DATES = [
    {
        "id": f"requires:{name}",
        "kind": "requires",
        "targets": [name],
        "when": {"in": "all_time", "values": [False], "default": False},
        "text": f"`{name}` is required.",
    }
    for name in ("from_date", "until_date")
]


def garden() -> Schema:
    """Return the OpenAPI document."""
    page: dict[str, Schema] = {"page": {"type": "integer"}, "page_size": {"type": "integer", "maximum": 3}}
    parameters = [query(name, schema) for name, schema in {**_asked(), **page}.items()]
    task = objects({"task_id": TEXT})
    known = [query("task_id", required=True), query("garden_id")]
    download = getting(*known, reply=enveloped())
    download["get"]["responses"]["200"]["content"]["text/csv"] = {}
    begun = {
        **_asked(),
        "titles": {"type": "boolean", "x-report-preset": False},
        "garden_ids": {"type": "array", "items": TEXT},
    }
    spec = document(
        {
            "/open_api/v1.3/report/page/get/": getting(
                *parameters,
                query("page_token"),
                query("garden_ids", {"type": "array", "items": TEXT}),
                reply=enveloped({"$ref": "#/components/schemas/Page"}),
                **{"x-report-mode": "synchronous", "x-rules": _DATES},
            ),
            "/open_api/v1.3/report/task/create/": posting(
                objects(begun), enveloped(task), **{"x-report-mode": "asynchronous"}
            ),
            "/open_api/v1.3/report/task/check/": getting(*known, reply=enveloped(objects({"status": TEXT}))),
            "/open_api/v1.3/report/task/download/": download,
        },
        Filter=objects(
            {
                "name": {**TEXT, "x-report-names": {"filters": BOTH}},
                "type": {"type": "string", "enum": ["IN", "MATCH"]},
                "value": TEXT,
            }
        ),
        Dimensions=objects(
            {"bed_id": TEXT, "color": {"type": "string", "enum": ["RED"]}}, **_named("dimensions")
        ),
        Metrics=objects({"weight": TEXT, "notes": {"type": "array", "items": TEXT}}, **_named("metrics")),
        TotalMetrics=objects({"weight": TEXT}, **_named("metrics")),
        Entry=objects(
            {
                "dimensions": {"$ref": "#/components/schemas/Dimensions"},
                "metrics": {"$ref": "#/components/schemas/Metrics"},
            }
        ),
        Page=objects(
            {
                "list": {"type": "array", "items": {"$ref": "#/components/schemas/Entry"}},
                "total_metrics": {"$ref": "#/components/schemas/TotalMetrics"},
                "page_info": objects({"page": {"type": "integer"}, "total_page": {"type": "integer"}}),
            }
        ),
    )
    return {**spec, "x-reports": copy.deepcopy(REPORTS)}


def _named(role: str) -> Schema:
    return {"additionalProperties": TEXT, "x-report-names": {role: BOTH}}


@define
class GardenServer:
    """A transport that acts as a server with pages of rows, and with a task that ends after some polls.

    Attributes:
        row: Makes a row from its number and the first date requested.
        total: How many rows there are for each period requested.
        states: The states of the task, one for each poll; an exception is raised.
        file: The file that the task produces.
        sent: The requests, as paths and arguments.
    """

    row: Callable[[int, str], Mapping[str, Any]] = lambda number, _: {
        "dimensions": {"bed_id": str(number)},
        "metrics": {"weight": "1.50", "gardener": "7"},
    }
    total: int = 4
    states: list[Any] = field(factory=lambda: ["SUCCESS"])
    file: str = "bed_id,weight,apples\n1,1.50,3\n2,-,4\n"
    sent: list[tuple[str, dict[str, Any]]] = field(factory=list)

    def send(self, request: Any, timeout: object) -> Any:
        """Answer a request."""
        del timeout
        url = urlsplit(request.url)
        asked = {name: _parsed(values[0]) for name, values in parse_qs(url.query).items()}
        asked |= json.loads(request.body) if request.body else {}
        path = url.path.removeprefix("/open_api/v1.3/report/")
        self.sent.append((path, asked))
        runtime = import_module(type(request).__module__)
        if path == "task/download/":
            return runtime.RawResponse(200, {"content-type": "text/csv"}, self.file.encode())
        body = json.dumps({"code": 0, "message": "OK", "data": self._data(path, asked)}).encode()
        return runtime.RawResponse(200, {"content-type": "application/json"}, body)

    def _data(self, path: str, asked: Mapping[str, Any]) -> Any:
        if path == "task/create/":
            return {"task_id": "t1"}
        if path == "task/check/":
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            if isinstance(state, BaseException):
                raise state
            return {"status": state}
        size, page = int(asked.get("page_size", 10)), int(asked.get("page", 1))
        numbers = range((page - 1) * size, min(page * size, self.total))
        rows = [self.row(number, asked.get("from_date", "")) for number in numbers]
        return {"list": rows, "page_info": {"page": page, "total_page": -(-self.total // size)}}

    def close(self) -> None:
        """Do nothing."""

    def asked_for(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield the values of some arguments in the requests for pages."""
        return (tuple(asked.get(name) for name in names) for path, asked in self.sent if path == "page/get/")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
