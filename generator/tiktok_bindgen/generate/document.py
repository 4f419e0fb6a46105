"""A document as the rest of this stage knows it: operations, events and the schemas that they lead to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

Schema = dict[str, object]
Place = Literal["query", "header", "path"]

HTTP_VERSION = re.compile(r"/open_api/v[0-9][^/]*(?=/)")


@frozen
class Parameter:
    """One parameter outside the body.

    Attributes:
        wire: Its name on the wire.
        place: Where it goes.
        schema: Its prepared schema.
        required: Whether it must be given.
    """

    wire: str
    place: Place
    schema: Schema
    required: bool


@frozen
class Body:
    """What a request carries.

    Attributes:
        kind: How it is written.
        schema: Its prepared schema.
        required: Whether there must be one.
    """

    kind: Literal["json", "multipart"]
    schema: Schema
    required: bool


@frozen
class RawOperation:
    """One operation, with prepared schemas.

    Attributes:
        method: The HTTP method in capitals.
        path: The path as documented.
        name: Its unique name in snake case.
        parameters: What goes in the address and the headers.
        body: What goes in the body.
        response: The prepared schema of the reply.
        facts: The other keywords of the operation (``summary``, ``description``, ``deprecated``, ``x-…``).
        token: Whether it needs the token that `Api.token_header` carries.
        files: The media types of the files that a reply may be beside, or instead of, JSON.
    """

    method: str
    path: str
    name: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    response: Schema
    facts: Mapping[str, object]
    token: bool = False
    files: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its method and path as sentences have it: without the version, which is that of all."""
        return f"{self.method} {HTTP_VERSION.sub('', self.path)}"


@frozen
class Codes:
    """A named list of whole numbers that each have a name.

    Attributes:
        name: Its Python class name.
        names: The numbers by the names given to them, as they are given.
        facts: The other keywords of its schema.
    """

    name: str
    names: Mapping[str, int]
    facts: Mapping[str, object]


@frozen
class Event:
    """An event that is sent to a callback.

    Attributes:
        name: What it is called.
        title: Its name in snake case, which no other event has.
        payload: The Python name of the class of its payload.
        path: The field that tells it from others, from the top of the payload; none if there is no such.
        value: What that field has.
        texts: The fields that hold an object as text, each as a path.
    """

    name: str
    title: str
    payload: str
    path: tuple[str, ...]
    value: str | int
    texts: tuple[tuple[str, ...], ...]


@frozen
class Api:
    """A whole document.

    Attributes:
        title: The API's name.
        version: Its version.
        operations: Its operations, sorted by path and method.
        components: Prepared schemas of the classes and enums, by Python name, sorted.
        servers: The addresses of its servers, each with its description.
        token_header: The header that carries the token.
        enums: The names of the enums that are components of the document, whether something uses them or not.
        codes: The numbers that have names.
        rate_limits: The document's ``x-rate-limits``, as it is.
        events: The events that are sent to callbacks, in the document's order.
        reports: Its ``x-reports``: the kinds of reports by keys that are names of modules.
    """

    title: str
    version: str
    operations: tuple[RawOperation, ...]
    components: Mapping[str, Schema] = field(factory=dict)
    servers: tuple[tuple[str, str], ...] = ()
    token_header: str = "Authorization"  # noqa: S105 - the name of a header
    enums: frozenset[str] = frozenset()
    codes: tuple[Codes, ...] = ()
    rate_limits: Mapping[str, object] = field(factory=dict)
    events: tuple[Event, ...] = ()
    reports: Mapping[str, Mapping[str, Any]] = field(factory=dict)
