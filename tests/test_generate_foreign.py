"""Documents of other people: what OpenAPI allows and the API at hand never does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
from tiktok_bindgen.generate import generate_files

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
    assert book.size is library.module("models").Sizes.A4
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
