"""Documented examples and the spec agree, but for what the documentation itself gets wrong.

``documented_exceptions.json`` has those: the pointers of keys and values in examples that no table of their
page has, or has with another type. Most are of an older version of the API, or were forgotten in the table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from example_values import body, differences, query, reply, values
from may import may, may_pages
from pages import needs_portal
from tiktok_bindgen.read.page import Endpoint, Example

EXCEPTIONS = Path(__file__).parent / "documented_exceptions.json"
# Of the examples that show a call or a reply, how many at least can be read as values.
SHARE_READ = 0.85


@needs_portal
@pytest.mark.slow
def test_every_key_and_value_of_an_example_is_in_the_spec_but_for_what_is_listed() -> None:
    found: dict[str, dict[str, str]] = {}
    for page, side, value, schema in examples():
        if value is not None:
            for pointer, what in differences(value, schema, may().document):
                found.setdefault(page, {})[f"{side}{pointer}"] = what
    listed = json.loads(EXCEPTIONS.read_text(encoding="utf-8"))["differences"]
    assert found == listed


@needs_portal
@pytest.mark.slow
def test_every_listed_value_of_an_example_is_among_the_specs_but_for_what_is_listed() -> None:
    found: dict[str, dict[str, list[object]]] = {}
    for page, side, value, schema in examples():
        for pointer, unlisted in values(value, schema, may().document):
            if not is_to_be_filled_in(pointer, unlisted):
                known = found.setdefault(page, {}).setdefault(f"{side}{pointer}", [])
                known.extend([unlisted] if unlisted not in known else [])
    listed = json.loads(EXCEPTIONS.read_text(encoding="utf-8"))["values"]
    assert found == listed


@needs_portal
@pytest.mark.slow
def test_most_examples_can_be_read() -> None:
    read = [value is not None for _, _, value, _ in examples()]
    assert len(read) > 500
    assert sum(read) / len(read) > SHARE_READ


def is_to_be_filled_in(pointer: str, value: object) -> bool:
    """Whether a value is the field's own name in capitals, or a part of it: ``USER_ROLE``, ``TEXT_TAG1``."""
    names = pointer.upper().replace("S/", "/").split("/")
    written = str(value).rstrip("0123456789")
    return written in {names[-1], "_".join(names[-2:]), "OPT_STATUS"}


@cache
def examples() -> tuple[tuple[str, str, Any, Any], ...]:
    """Every example: its page, its side, its value (``None`` where it cannot be read), the schema for it."""
    return tuple(_examples())


def _examples() -> Iterator[tuple[str, str, Any, Any]]:
    for page in may_pages():
        for endpoint in page.page.endpoints:
            for example in endpoint.examples:
                value = _value(endpoint, example)
                if value is not _NO_EXAMPLE:
                    yield page.page.name, example.side, value, _schema(endpoint, example.side)


_NO_EXAMPLE = object()


def _value(endpoint: Endpoint, example: Example) -> Any:
    if example.side == "response":
        return reply(example.text) if "{" in example.text else _NO_EXAMPLE
    if "curl" not in example.text or "curl_" in example.text:
        return _NO_EXAMPLE
    if endpoint.method == "GET":
        return query(example.text) or _NO_EXAMPLE
    sent = body(example.text)
    return _NO_EXAMPLE if sent is None and "{" not in example.text else sent


def _schema(endpoint: Endpoint, side: str) -> Any:
    operation: Any = may().document["paths"][endpoint.path][endpoint.method.lower()]
    if side == "response":
        return operation["responses"]["200"]["content"]["application/json"]["schema"]
    if endpoint.method != "GET":
        return next(iter(operation["requestBody"]["content"].values()))["schema"]
    return {
        "type": "object",
        "properties": {
            each["name"]: _as_text(each["schema"])
            if "schema" in each
            else each["content"]["application/json"]["schema"]
            for each in operation.get("parameters", ())
        },
    }


def _as_text(schema: Any) -> Any:
    """The schema of a plain query value, which an example shows as text whatever its type."""
    return {} if schema.get("type") in {"integer", "number", "boolean"} else schema
