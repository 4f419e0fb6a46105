"""The committed specs, especially the newest, and the checks of the committed client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from once import once_a_run
from pages import ROOT
from payloads import Request, requests
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.logic.data import from_data
from tiktok_business import checks
from tiktok_business._runtime.contested import enforced

#: The dates that have a spec, oldest first.
DATES = tuple(sorted(file.name.partition(".")[0] for file in (ROOT / "spec").glob("*.openapi.yaml")))


@once_a_run
def committed_spec(date: str) -> Mapping[str, Any]:
    """Return the spec of a date."""
    return load_spec(ROOT / "spec" / f"{date}.openapi.yaml")


def part_of(spec: Mapping[str, Any], *paths: str) -> dict[str, Any]:
    """Return the operations of a spec whose paths begin like one of these, with what they refer to."""
    begins = tuple(f"/open_api/v1.3/{path}" for path in paths)
    kept = {path: item for path, item in spec["paths"].items() if path.startswith(begins)}
    schemas = _reached(kept, spec["components"]["schemas"])
    components = {**spec["components"], "schemas": schemas}
    return {**spec, "paths": kept, "webhooks": {}, "x-reports": {}, "components": components}


def newest_spec() -> Mapping[str, Any]:
    """Return the spec of the newest date."""
    return committed_spec(DATES[-1])


@cache
def newest_requests() -> tuple[Request, ...]:
    """Return what each operation of the newest spec takes."""
    return tuple(requests(newest_spec()))


def check_of(request: Request) -> Callable[[object], list[Any]]:
    """Return the client's generated check of an operation."""
    found: Callable[[object], list[Any]] = getattr(checks, request.name).violations
    return found


def strict_check_of(request: Request) -> Callable[[object], list[Any]]:
    """Return that check, but with names that only other operations have counted as unknown."""
    own = getattr(checks, request.name)
    return lambda payload: enforced(own.request.stated(payload), own.contested)


def standing_schema(document: Mapping[str, Any], request: Request) -> dict[str, Any]:
    """Return the schema of all that an operation takes, with all components that it refers to."""
    rules: Any = rule_keys([from_data(entry) for entry in request.rules]).get("allOf", [])
    parts = [*request.schema.get("allOf", ()), *rules]
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
