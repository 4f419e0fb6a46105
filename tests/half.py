"""The portal's native pages of one date as a spec, and its client, each made once for all tests that ask."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clients import Generated, generated
from pages import PORTAL
from payloads import Request, requests
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.pipeline import make_spec
from tiktok_bindgen.rules.model import from_data

# What the client needs is there until the process ends: it outlives the fixtures of any one module.
_OPEN = ExitStack()
atexit.register(_OPEN.close)

PAGES = PORTAL / "2026-06"


@cache
def half_spec() -> Mapping[str, Any]:
    """The spec."""
    return make_spec([PAGES], prose="none").document


@cache
def half_requests() -> tuple[Request, ...]:
    """What each operation takes."""
    return tuple(requests(half_spec()))


@cache
def half_client() -> Generated:
    """The client, which can be imported until the tests end."""
    folder = Path(_OPEN.enter_context(TemporaryDirectory()))
    return _OPEN.enter_context(generated(half_spec(), folder))


def check_of(request: Request) -> Callable[[object], list[Any]]:
    """The client's generated check of an operation."""
    found: Callable[[object], list[Any]] = half_client().module(f"checks.{request.name}").violations
    return found


def standing_schema(document: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """The schema of all that an operation takes, that stands without the document around it."""
    said: Any = rule_keys([from_data(entry) for entry in request.rules]).get("allOf", [])
    parts = [*request.schema.get("allOf", ()), *said]
    whole = {**request.schema, **({"allOf": parts} if parts else {})}
    return {**whole, "components": {"schemas": _reached(whole, document["components"]["schemas"])}}


def _reached(schema: object, schemas: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    queue = [schema]
    while queue:
        node = queue.pop()
        if isinstance(node, Mapping):
            name = str(node.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in schemas and name not in found:
                found[name] = schemas[name]
                queue.append(schemas[name])
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)
    return found
