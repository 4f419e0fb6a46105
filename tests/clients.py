"""Clients generated from small documents and imported under unique names, and such documents."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module, invalidate_caches
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from attrs import define, field, frozen
from filelock import FileLock

from once import FOLDER
from tiktok_bindgen.generate.client import generate_files
from tiktok_bindgen.problem import Problem

Schema = dict[str, Any]

_numbers = count(1)


@frozen
class Generated:
    """A client on disk that can be imported.

    Attributes:
        package: The name of its package.
        files: Its files' texts, keyed by path below the package's folder.
        problems: The parts of the document that it cannot express.
    """

    package: str
    files: Mapping[str, str]
    problems: tuple[Problem, ...]

    def module(self, name: str = "") -> ModuleType:
        """Return one of its modules: ``client``, ``models.garden_plot_get``; by default the package."""
        return import_module(f"{self.package}.{name}" if name else self.package)

    def checks(self, operation: str) -> Any:
        """Return the checks of one of its operations."""
        return self.module("checks").of(operation)

    def modules(self) -> list[ModuleType]:
        """Import and return every module, except those of the runtime, which are the same in each client."""
        names = (
            path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            for path in self.files
            if path.endswith(".py")
            and path not in {"__main__.py", "__init__.py"}
            and not path.startswith("_runtime/")
        )
        return [self.module(), *(self.module(name) for name in names)]

    def client(self, transport: Any, **options: Any) -> Any:
        """Return a client that sends through a transport."""
        options = {"access_token": "token", "transport": transport, **options}
        return self.module("client").Client(**options)


@contextmanager
def generated(spec: Mapping[str, object], folder: Path) -> Iterator[Generated]:
    """Write a client for a document below a folder, importable while the context lasts."""
    package = f"client_{next(_numbers)}"
    files, problems = generate_files(spec, package)
    runtime = {name: text for name, text in files.items() if name.startswith("_runtime/")}
    if shared := os.environ.get(FOLDER):
        _write({name: files[name] for name in files.keys() - runtime.keys()}, folder / package)
        (folder / package / "_runtime").symlink_to(_compiled_once(runtime, Path(shared)) / "_runtime")
    else:
        _write(files, folder / package)
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        yield Generated(package, files, problems)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
            del sys.modules[name]


def _write(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _compiled_once(runtime: Mapping[str, str], shared: Path) -> Path:
    """Return a folder with the runtime, which is the same in all clients: it is compiled once a run."""
    folder = shared / f"runtime-{sha256(''.join(runtime.values()).encode()).hexdigest()[:16]}"
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            _write(runtime, folder)
    return folder


@define
class Sent:
    """A request that a client sent.

    Attributes:
        method: The HTTP method.
        url: The whole address.
        body: The body as sent, or what produces it.
        headers: The headers.
    """

    method: str
    url: str
    body: Any
    headers: Mapping[str, str]

    def json(self) -> Any:
        """Return the parsed body."""
        return json.loads(self.body)


@define
class Recorder:
    """A transport that answers with ``replies`` in order, the last one repeatedly, and records requests."""

    replies: list[Any] = field(factory=lambda: [{"code": 0, "message": "OK", "request_id": "r1", "data": {}}])
    sent: list[Sent] = field(factory=list)

    def send(self, request: Any, timeout: object) -> Any:
        """Answer a request."""
        del timeout
        self.sent.append(Sent(request.method, request.url, request.body, request.wire_headers()))
        reply = self.replies[min(len(self.sent), len(self.replies)) - 1]
        runtime = import_module(type(request).__module__)
        return runtime.RawResponse(200, {"content-type": "application/json"}, json.dumps(reply).encode())

    def close(self) -> None:
        """Do nothing."""


def document(paths: Mapping[str, Any] | None = None, **schemas: Any) -> Schema:
    """Return an OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Garden API", "version": "v1.3"},
        "servers": [{"url": "https://garden.example"}],
        "paths": dict(paths or {}),
        "components": {"schemas": schemas},
    }


def posting(body: Schema, reply: Schema | None = None, **more: Any) -> Schema:
    """Return a path item with one operation that takes a JSON body."""
    return {
        "post": {
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            **_answering(reply),
            **more,
        }
    }


def getting(*parameters: Schema, reply: Schema | None = None, **more: Any) -> Schema:
    """Return a path item with one operation that takes parameters."""
    return {"get": {"parameters": list(parameters), **_answering(reply), **more}}


def query(name: str, schema: Schema | None = None, *, required: bool = False, place: str = "query") -> Schema:
    """Return a parameter."""
    return {"name": name, "in": place, "required": required, "schema": schema or {"type": "string"}}


def objects(properties: Mapping[str, Any], *required: str, **more: Any) -> Schema:
    """Return the schema of an object."""
    return {"type": "object", "properties": dict(properties), "required": list(required), **more}


def enveloped(data: Schema | None = None) -> Schema:
    """Return the schema of the documented envelope around some data."""
    return objects(
        {
            "code": {"type": "integer"},
            "message": {"type": "string"},
            "request_id": {"type": "string"},
            "data": data or {"type": "object"},
        }
    )


def _answering(reply: Schema | None) -> Schema:
    return {
        "responses": {
            "200": {
                "description": "The reply.",
                "content": {"application/json": {"schema": reply or enveloped()}},
            }
        }
    }
