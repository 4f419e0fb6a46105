"""Documents of other people: what OpenAPI allows and the API at hand never does."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from ruff import find_ruff_bin

from clients import (
    Generated,
    Recorder,
    Schema,
    document,
    enveloped,
    generated,
    getting,
    objects,
    posting,
    query,
)
from plan_garden import spec as plans
from report_garden import garden
from tiktok_bindgen.generate.client import generate_files
from tiktok_bindgen.generate.normalize import normalize

LIBRARY: Schema = {
    "openapi": "3.1.0",
    "info": {"title": "Lending Library", "version": "2"},
    "servers": [
        {"url": "https://library.example/v2"},
        {"url": "https://try.library.example/v2", "description": "Sandbox"},
    ],
    "security": [{"Key": []}],
    "paths": {
        "/books": {
            "parameters": [{"$ref": "#/components/parameters/Trace"}],
            "get": {
                "parameters": [
                    query("author"),
                    {
                        "name": "tags",
                        "in": "query",
                        "content": {
                            "application/json": {"schema": {"type": "array", "items": {"type": "string"}}}
                        },
                    },
                ],
                "responses": {
                    "200": {"$ref": "#/components/responses/Books"},
                    "default": {"description": "An error."},
                },
            },
            "post": {
                "requestBody": {"$ref": "#/components/requestBodies/Book"},
                "responses": {
                    "201": {
                        "description": "Made.",
                        "content": {
                            "application/vnd.library+json; charset=utf-8": {
                                "schema": {"$ref": "#/components/schemas/Book"}
                            }
                        },
                    }
                },
            },
        },
        "/books/{isbn}": {
            "parameters": [query("isbn", place="path", required=True)],
            "get": {
                "operationId": "getBook",
                "responses": {
                    "2XX": {
                        "description": "A book.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}},
                    }
                },
            },
            "delete": {"responses": {"204": {"description": "Gone."}}},
        },
        "/books/{isbn}/pages/{page}": {
            "get": {
                "parameters": [
                    query("isbn", place="path", required=True),
                    query("page", {"type": "integer"}, place="path", required=True),
                ],
                "responses": {
                    "200": {
                        "description": "Text.",
                        "content": {"application/json": {"schema": {"type": "string"}}},
                    }
                },
            }
        },
        "/shelves": {
            "get": {
                "responses": {
                    "200": {
                        "description": "Shelves.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "additionalProperties": {
                                        "type": "array",
                                        "items": {"$ref": "#/components/schemas/Book"},
                                    },
                                }
                            }
                        },
                    }
                }
            }
        },
    },
    "components": {
        "securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "X-Library-Key"}},
        "parameters": {"Trace": query("X-Trace", place="header")},
        "requestBodies": {
            "Book": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewBook"}}},
            }
        },
        "responses": {
            "Books": {
                "description": "Books.",
                "content": {
                    "application/json": {
                        "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}
                    }
                },
            }
        },
        "schemas": {
            "Thing": objects({"id": {"type": "string"}}, "id"),
            "Named": {
                "allOf": [
                    {"$ref": "#/components/schemas/Thing"},
                    objects({"name": {"type": "string"}}, "name"),
                ]
            },
            "NewBook": objects(
                {
                    "name": {"type": "string", "maxLength": 5},
                    "author": {"$ref": "#/components/schemas/Author"},
                },
                "name",
            ),
            "Book": {
                "description": "Something to read.",
                "allOf": [{"$ref": "#/components/schemas/Named"}],
                "properties": {
                    "author": {"oneOf": [{"$ref": "#/components/schemas/Author"}, {"type": "null"}]},
                    "cover": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                    "kind": {"const": "book"},
                    "lent_to": {"type": ["string", "null"]},
                    "sequels": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}},
                    "size": {"$ref": "#/components/schemas/Size"},
                    "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
                    "anything": True,
                },
            },
            "Author": objects(
                {
                    "name": {"type": "string"},
                    "books": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}},
                }
            ),
            "Size": {"$ref": "#/components/schemas/Sizes"},
            "Sizes": {"type": "string", "enum": ["A4", "A5", None], "nullable": True},
        },
    },
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(LIBRARY, tmp_path_factory.mktemp("library")) as client:
        yield client


def call(library: Generated, reply: Any, **options: Any) -> tuple[Any, Recorder]:
    transport = Recorder([reply])
    return library.client(transport, **options), transport


def test_several_methods_of_one_path_are_methods_of_their_own(library: Generated) -> None:
    client, transport = call(library, [{"id": "1", "name": "Ferns"}])
    (book,) = client.books.get(author="Moss", tags=["a", "b"], x_trace="t1")
    assert book.name == "Ferns"
    assert (
        transport.sent[0].url == "https://library.example/v2/books?author=Moss&tags=%5B%22a%22%2C%22b%22%5D"
    )
    assert transport.sent[0].headers["X-Trace"] == "t1"
    assert transport.sent[0].headers["X-Library-Key"] == "token"
    names = {row[2] for row in library.module("_operations").OPERATIONS}
    assert names == {
        "books_get",
        "books_post",
        "get_book",
        "books_isbn_delete",
        "books_isbn_pages_page",
        "shelves",
    }


def test_path_parameters_are_arguments(library: Generated) -> None:
    client, transport = call(library, "Once upon a time")
    assert client.books.pages(isbn="1/2", page=3) == "Once upon a time"
    assert transport.sent[0].url == "https://library.example/v2/books/1%2F2/pages/3"


def test_the_sandbox_is_the_server_that_says_so(library: Generated) -> None:
    client, transport = call(library, {}, sandbox=True)
    client.shelves()
    assert transport.sent[0].url == "https://try.library.example/v2/shelves"


def test_all_of_is_one_class_with_every_field(library: Generated) -> None:
    client, transport = call(library, {"id": "1", "name": "Ferns", "kind": "book"})
    book = client.books.post(name="Ferns", author={"name": "Moss"})
    assert (book.id, book.name, book.kind) == ("1", "Ferns", "book")
    assert transport.sent[0].json() == {"name": "Ferns", "author": {"name": "Moss"}}
    assert type(book) is library.module("models").Book


def test_recursion_unions_and_null_are_decoded(library: Generated) -> None:
    raw = {
        "id": "1",
        "name": "Ferns",
        "author": {"name": "Moss", "books": [{"id": "2", "name": "Rust"}]},
        "cover": 7,
        "lent_to": None,
        "sequels": [{"id": "3", "name": "More ferns", "sequels": []}],
        "size": "A4",
        "pair": ["a", 1],
        "anything": {"x": [1]},
    }
    book = library.module("models").Book.from_json(raw)
    assert book.author.books[0].name == "Rust"
    assert book.sequels[0].sequels == []
    assert (book.cover, book.size, book.pair, book.anything) == (7, "A4", ["a", 1], {"x": [1]})
    assert book.to_json() == {key: value for key, value in raw.items() if value is not None}
    assert library.module("models").Book.from_json({"id": "1", "name": "x", "author": None}).author is None


def test_a_map_of_lists_of_objects_is_a_dict_of_them(library: Generated) -> None:
    client, _ = call(library, {"top": [{"id": "1", "name": "Ferns"}], "low": []})
    shelves = client.shelves()
    assert shelves["top"][0].name == "Ferns"
    assert shelves["low"] == []


def test_checks_follow_references_through_merged_schemas(library: Generated) -> None:
    violations = library.checks("books_post").violations
    assert violations({"name": "Ferns"}) == []
    found = violations({"name": "Ferns and moss", "author": {"books": [{"name": "x"}]}, "colour": 1})
    assert [(one.pointer, one.rule) for one in found] == [
        ("/name", "maxLength"),
        ("/author/books/0/id", "required"),
        ("/colour", "unknown"),
    ]


#: A field of each type that there can be.
EVERY_TYPE: Schema = {
    "text": {"type": "string"},
    "kind": {"type": "string", "enum": ["A", "B"]},
    "count": {"type": "integer"},
    "level": {"type": "integer", "enum": [1, 2]},
    "size": {"type": "number"},
    "lent": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "YYYY-MM-DD HH:MM:SS"},
    "anything": {},
    "shelf": objects({"name": {"type": "string"}}, "name"),
    "number": {"type": "string", "x-enum-names": {"ONE": 1}},
}
for _name, _schema in [*EVERY_TYPE.items()]:
    EVERY_TYPE[f"{_name}_list"] = {"type": "array", "items": _schema}
    EVERY_TYPE[f"{_name}_lists"] = {"type": "array", "items": {"type": "array", "items": _schema}}
    EVERY_TYPE[f"{_name}_map"] = {"type": "object", "additionalProperties": _schema}


def test_each_name_that_a_module_uses_is_imported_from_where_it_is(tmp_path: Path) -> None:
    paths: Schema = {}
    for name, schema in EVERY_TYPE.items():
        one = objects({name: schema})
        form = {"content": {"multipart/form-data": {"schema": one}}}
        # Each in a module of its own, where nothing else imports what it needs.
        paths[f"/query_{name}/get/"] = getting(query(name, schema))
        paths[f"/body_{name}/make/"] = posting(one)
        paths[f"/inner_{name}/make/"] = posting(objects({"inner": one}))
        paths[f"/form_{name}/make/"] = {"post": {"requestBody": form}}
        paths[f"/reply_{name}/get/"] = getting(reply=enveloped(one))
        paths[f"/data_{name}/get/"] = getting(reply=enveloped(schema))
        paths[f"/whole_reply_{name}/get/"] = getting(reply=schema)
        if name.endswith("_map") or name == "anything":
            paths[f"/whole_body_{name}/make/"] = posting(schema)
    content = {"application/json": {"schema": objects(EVERY_TYPE)}}
    events = {"lent": {"post": {"requestBody": {"content": content}}}}
    with generated({**document(paths), "webhooks": events}, tmp_path) as client:
        require_imports(client, tmp_path)
        # What a method imports when it is called.
        top = client.client(Recorder())
        for name in EVERY_TYPE:
            for place in ("query", "reply", "data", "whole_reply"):
                getattr(top, f"{place}_{name}").get()


@pytest.mark.parametrize("make", [garden, plans])
def test_so_it_is_in_a_client_of_reports_and_in_one_of_plans(
    make: Callable[[], Schema], tmp_path: Path
) -> None:
    with generated(make(), tmp_path) as client:
        require_imports(client, tmp_path)


def require_imports(client: Generated, folder: Path) -> None:
    """See that what modules import is there, also for types alone, and that it is what they use."""
    for path, source in client.files.items():
        if path.endswith(".py") and not path.startswith("_runtime/"):
            for module, wanted in imported(client.package, path, source):
                here = import_module(module)
                known = wanted == "*" or hasattr(here, wanted) or find_spec(f"{module}.{wanted}")
                assert known, f"{path}: {module} has no {wanted}"
    options = ("--isolated", "--no-cache", "--select", "F401,F821", "--exclude", "_runtime")
    done = subprocess.run(
        [find_ruff_bin(), "check", *options, folder / client.package],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def imported(package: str, path: str, source: str) -> Iterator[tuple[str, str]]:
    """What a module imports anywhere, also for types alone: modules with names that they ought to have."""
    here = [package, *path.split("/")]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            around = here[: -node.level] if node.level else []
            module = ".".join([*around, *filter(None, [node.module])])
            yield from ((module, one.name) for one in node.names)


_EITHER = {
    "type": ["string", "array"],
    "minLength": 2,
    "maxItems": 2,
    "items": {"type": "string", "minLength": 2},
}


@pytest.mark.parametrize(
    ("schema", "fits", "wrong", "rule"),
    [
        # What has no type is of the type that its keywords are for.
        ({"properties": {"a": {"type": "string"}}}, {"a": "x"}, "x", "type"),
        ({"additionalProperties": {"type": "string"}}, {"a": "x"}, "x", "type"),
        ({"items": {"type": "string"}}, ["x"], "x", "type"),
        ({"items": {"type": "string"}}, ["x"], [1], "type"),
        ({"enum": ["A", "B"]}, "A", "C", "enum"),
        ({"enum": ["A", None]}, "A", "C", "enum"),
        ({"const": "A"}, "A", "C", "enum"),
        ({"enum": [1, 2]}, 1, 3, "enum"),
        ({"enum": [1, 2]}, 1, "A", "type"),
        ({"enum": [1, 2.5]}, 2.5, 3, "enum"),
        ({"type": "number", "enum": [1, 2]}, 1, 3, "enum"),
        ({"enum": [True, False]}, False, "A", "type"),
        ({"enum": [1.5]}, 1.5, "A", "type"),
        ({"type": ["string", "null"]}, "A", 1, "type"),
        ({"type": "string", "minLength": 2}, "AB", "A", "minLength"),
        ({"type": "string", "maxLength": 2}, "AB", "ABC", "maxLength"),
        ({"type": "string", "pattern": "^A"}, "A", "B", "pattern"),
        ({"type": "array", "items": {}, "minItems": 2}, [1, 2], [1], "minItems"),
        ({"type": "array", "items": {}, "maxItems": 1}, [1], [1, 2], "maxItems"),
        ({"type": "array", "items": {}, "uniqueItems": True}, [1, 2], [1, 1], "uniqueItems"),
        ({"type": "array", "items": {}, "uniqueItems": False}, [1, 1], None, ""),
        ({"type": "integer", "minimum": 2}, 2, 1, "minimum"),
        ({"type": "integer", "maximum": 2}, 2, 3, "maximum"),
        ({"type": "integer", "exclusiveMinimum": 2}, 3, 2, "exclusiveMinimum"),
        ({"type": "integer", "exclusiveMaximum": 2}, 1, 2, "exclusiveMaximum"),
        ({"type": "integer", "multipleOf": 2}, 4, 3, "multipleOf"),
        ({"type": "integer", "multipleOf": 0}, 3, None, ""),
        ({"type": "boolean", "enum": [True]}, True, False, "enum"),
        ({"type": "boolean", "enum": [True]}, True, 1, "type"),
        ({"type": "boolean", "enum": [True, False]}, False, "A", "type"),
        ({"oneOf": [{"type": "integer"}, {"type": "null"}]}, 1, "A", "type"),
        ({"anyOf": [{"type": "integer"}]}, 1, "A", "type"),
        ({"allOf": [{"type": "string"}, {"maxLength": 2}]}, "A", "ABC", "maxLength"),
        ({"allOf": [{"maxLength": 3}], "type": "string", "maxLength": 2}, "A", "ABC", "maxLength"),
        ({"$ref": "#/components/schemas/Short", "maxLength": 1}, "A", "AB", "maxLength"),
        (
            {"allOf": [objects({"a": {}}, "a"), objects({"b": {}}, "b")]},
            {"a": 1, "b": 1},
            {"b": 1},
            "required",
        ),
        (_EITHER, "AB", "A", "minLength"),
        (_EITHER, ["AB"], ["AB", "A"], "minLength"),
        (_EITHER, [], ["AB", "AB", "AB"], "maxItems"),
        (_EITHER, ["AB", "AB"], 7, "type"),
        (_EITHER, None, {"AB": "AB"}, "type"),
        ({"$ref": "#/components/schemas/Either"}, "AB", ["AB", 7], "type"),
        # What may be several things is checked for none.
        ({"type": ["string", "integer", "array"], "items": {"type": "integer"}}, "A", None, ""),
        ({"type": ["string", "integer"]}, "A", None, ""),
        ({"type": ["string", "integer"]}, 1, None, ""),
        ({"enum": ["A", 1]}, "B", None, ""),
        ({"type": "integer", "enum": ["A"]}, 3, None, ""),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}], "maxLength": 1}, "AB", None, ""),
        ({"type": "array"}, [1, "A"], None, ""),
        ({"type": "object"}, {"a": 1}, None, ""),
    ],
)
def test_a_schema_however_written_is_checked_for_what_it_says(
    schema: Schema, fits: object, wrong: object, rule: str, tmp_path: Path
) -> None:
    components = {"Short": {"type": "string", "maxLength": 2}, "Either": _EITHER}
    spec = document({"/a/": posting(objects({"x": schema}))}, **components)
    with generated(spec, tmp_path) as client:
        violations = client.checks("a").violations
        assert violations({"x": fits}) == []
        assert [one.rule for one in violations({"x": wrong})] == [rule] * bool(rule)


def test_one_value_or_a_list_of_them_is_sent_and_received_as_it_is(tmp_path: Path) -> None:
    bed = objects({"name": _EITHER, "depth": {"type": ["number", "array"], "items": {"type": "number"}}})
    spec = document({"/bed/": posting(bed, bed), "/name/": getting(reply=_EITHER)})
    with generated(spec, tmp_path) as client:
        transport = Recorder([{"name": ["Fern", "Moss"], "depth": "deep"}])
        beds = client.client(transport).bed
        reply = beds(name="Fern", depth=[0.5, Decimal(2)])
        beds(name=("Fern", "Moss"), depth=Decimal("0.1"))
        sent = [each.json() for each in transport.sent]
        assert sent == [{"name": "Fern", "depth": [0.5, 2]}, {"name": ["Fern", "Moss"], "depth": 0.1}]
        assert (reply.name, reply.depth, reply.extra) == (["Fern", "Moss"], "deep", {})
        assert client.client(Recorder(["Fern"])).name() == "Fern"
        assert client.client(Recorder([["Fern"]])).name() == ["Fern"]


def test_one_date_or_a_list_of_them_is_written_as_documented(tmp_path: Path) -> None:
    day = {"type": "string", "format": "YYYYMMDD", "pattern": r"^\d{8}$"}
    sown = {**day, "type": ["string", "array"], "items": day}
    with generated(document({"/bed/": posting(objects({"sown": sown}))}), tmp_path) as client:
        transport = Recorder()
        beds = client.client(transport).bed
        beds(sown=dt.date(2026, 5, 1))
        beds(sown=[dt.date(2026, 5, 1), "20260502"])
        sent = [each.json()["sown"] for each in transport.sent]
        assert sent == ["20260501", ["20260501", "20260502"]]
        with pytest.raises(client.module().InvalidRequest, match="/sown/1: must be written as YYYYMMDD"):
            beds(sown=["20260501", "May"])


def test_a_circle_of_references_with_no_object_in_it_is_any_json(tmp_path: Path) -> None:
    schemas = {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"$ref": "#/components/schemas/A"},
        "C": {"allOf": [{"$ref": "#/components/schemas/C"}]},
        "D": {"type": "array", "items": {"$ref": "#/components/schemas/D"}},
    }
    body = objects({name.lower(): {"$ref": f"#/components/schemas/{name}"} for name in schemas})
    with generated(document({"/loop/": posting(body)}, **schemas), tmp_path) as client:
        transport = Recorder()
        client.client(transport).loop(a=1, b=[2], c={"x": 3}, d=[[[]]])
        assert transport.sent[0].json() == {"a": 1, "b": [2], "c": {"x": 3}, "d": [[[]]]}


def test_objects_that_hold_each_other_share_a_module(tmp_path: Path) -> None:
    schemas = {
        "Hen": objects({"eggs": {"type": "array", "items": {"$ref": "#/components/schemas/Egg"}}}),
        "Egg": objects({"hen": {"$ref": "#/components/schemas/Hen"}}),
    }
    hen = {"$ref": "#/components/schemas/Hen"}
    paths = {"/a/": posting(hen, enveloped(hen)), "/b/": posting(hen, enveloped(hen))}
    with generated(document(paths, **schemas), tmp_path) as client:
        made = client.module("models").Hen.from_json({"eggs": [{"hen": {"eggs": []}}]})
        assert made.eggs[0].hen.eggs == []
        assert type(made).__module__ == type(made.eggs[0]).__module__


def test_an_older_version_of_openapi_3_works(tmp_path: Path) -> None:
    spec = document(
        {
            "/a/": posting(
                objects({"n": {"type": "number", "minimum": 0, "exclusiveMinimum": True, "nullable": True}})
            )
        }
    )
    spec["openapi"] = "3.0.3"
    with generated(spec, tmp_path) as client:
        violations = client.checks("a").violations
        assert [one.rule for one in violations({"n": 0})] == ["exclusiveMinimum"]
        assert violations({"n": None}) == []


def test_a_reference_into_the_middle_of_a_schema_is_a_class_of_its_own(tmp_path: Path) -> None:
    outer = objects({"inner": objects({"x": {"type": "integer"}})})
    body = objects({"bed": {"$ref": "#/components/schemas/Outer/properties/inner"}})
    with generated(document({"/a/": posting(body)}, Outer=outer), tmp_path) as client:
        assert [one.pointer for one in client.checks("a").violations({"bed": {"x": "no"}})] == ["/bed/x"]


_KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
_IN_QUERY = {"type": "apiKey", "in": "query", "name": "key"}


@pytest.mark.parametrize(
    ("schemes", "security", "header", "needed"),
    [
        ({"a": _KEY}, [{"a": []}], "X-Key", True),
        ({"a": _KEY}, [], "X-Key", False),
        ({"a": _KEY}, [{"a": []}, {}], "X-Key", False),
        ({"a": _KEY}, [{"b": []}], "X-Key", False),
        ({"a": {"type": "http", "scheme": "bearer"}}, [{"a": []}], "Authorization", True),
        ({"a": {"type": "oauth2", "flows": {}}}, [{"a": ["read"]}], "Authorization", True),
        ({"a": {"type": "openIdConnect"}}, [{"a": []}], "Authorization", True),
        ({"a": {"type": "mutualTLS"}}, [{"a": []}], "Authorization", False),
        ({"a": _IN_QUERY}, [{"a": []}], "Authorization", False),
        # A scheme in another header is no token, but one that is sent along with it.
        ({"a": _KEY, "b": {"type": "http"}}, [{"b": []}], "X-Key", False),
        ({"a": _KEY, "b": {"type": "http"}}, [{"a": [], "b": []}], "X-Key", True),
        ({"a": _KEY, "b": {**_KEY, "name": "X-Other"}}, [{"b": []}], "X-Key", False),
    ],
)
def test_a_token_is_needed_where_every_way_to_authorize_has_its_header(
    schemes: dict[str, Any], security: list[Any], header: str, needed: bool
) -> None:
    call = getting(query("x"))
    call["get"]["security"] = security
    spec = document({"/a/": call})
    spec["components"]["securitySchemes"] = schemes
    api = normalize(spec)
    assert (api.token_header, [each.token for each in api.operations]) == (header, [needed])


_BED, _POT = ({"$ref": f"#/components/schemas/{name}"} for name in ("Bed", "Pot"))


@pytest.mark.parametrize(
    ("schema", "classes"),
    [
        *(
            ({key: [_BED, *others]}, {"Bed"})
            for key in ("oneOf", "anyOf", "allOf")
            for others in ([], [{"type": "null"}], [{"description": "Some bed."}])
        ),
        ({"oneOf": [_BED, _POT]}, set()),
        ({"anyOf": [_BED, _POT]}, set()),
        ({"allOf": [_BED, _POT]}, {"ARequestBed"}),
        ({"oneOf": [_BED], "type": "object", "properties": {"more": {}}}, {"ARequestBed"}),
    ],
)
def test_a_union_of_one_class_is_that_class(schema: dict[str, Any], classes: set[str]) -> None:
    beds = {"Bed": objects({"soil": {"type": "string"}}), "Pot": objects({"size": {"type": "integer"}})}
    files, _ = generate_files(document({"/a/": posting(objects({"bed": schema}))}, **beds))
    models = "".join(text for name, text in files.items() if name.startswith("models/"))
    assert set(re.findall(r"^class (\w+)", models, re.MULTILINE)) == classes


def test_what_is_in_components_and_never_used_costs_nothing() -> None:
    spec = document({"/a/": getting(query("x"))}, Unused=objects({"x": {"type": "string"}}))
    files, _ = generate_files(spec)
    assert not any("Unused" in text for name, text in files.items() if not name.startswith("_runtime/"))


def test_a_reply_without_a_documented_body_is_json_of_unknown_shape(tmp_path: Path) -> None:
    spec = document({"/a/": {"delete": {"responses": {"204": {"description": "Gone."}}}}})
    with generated(spec, tmp_path) as client:
        assert client.client(Recorder([{"odd": [1]}])).a() == {"odd": [1]}


def test_a_document_read_from_json_or_built_in_python_is_the_same() -> None:
    assert generate_files(json.loads(json.dumps(LIBRARY))) == generate_files(LIBRARY)
