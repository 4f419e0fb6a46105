"""The document as all of this stage reads it: operations, events, and the schemas they refer to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from tiktok_bindgen.generate.graph import Field, Graph, Type

Place = Literal["query", "header", "path"]

HTTP_VERSION = re.compile(r"/open_api/v[0-9][^/]*(?=/)")


@frozen
class Parameter:
    """One parameter outside the body."""

    place: Place
    field: Field


@frozen
class Body:
    """What a request carries, and how it is written."""

    kind: Literal["json", "multipart"]
    field: Field


@frozen
class RawOperation:
    """One operation.

    Attributes:
        method: The HTTP method in capitals.
        path: The path as documented.
        name: Its unique name in snake case.
        parameters: The parameters in the path, the query and the headers.
        body: The body; ``None`` if there is none.
        response: The type of the reply.
        facts: The other keywords of the operation (``summary``, ``description``, ``deprecated``, ``x-…``).
        token: Whether it needs the access token, sent in the header `Api.token_header`.
        files: The media types of files that a reply may be instead of JSON.
    """

    method: str
    path: str
    name: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    response: Type
    facts: Mapping[str, object]
    token: bool = False
    files: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The method and path for use in sentences, without the version, which all paths share."""
        return f"{self.method} {HTTP_VERSION.sub('', self.path)}"


@frozen
class Codes:
    """A named list of integers, each with a name of its own.

    Attributes:
        name: Its Python class name.
        names: The integers by their names, as documented.
        facts: The other keywords of its schema.
    """

    name: str
    names: Mapping[str, int]
    facts: Mapping[str, object]


@frozen
class Event:
    """An event that is sent to a callback.

    Attributes:
        name: Its name in the document.
        title: Its name in snake case, which no other event has.
        payload: The Python name of the class of its payload.
        path: The path from the payload to the field that identifies the event; empty if there is none.
        value: The value of that field.
        texts: The paths of the fields that contain an object encoded as a JSON string.
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
        title: The name of the API.
        version: Its version.
        operations: Its operations, sorted by path and method.
        graph: The classes and enums.
        servers: The address and description of each server.
        token_header: The header that carries the token.
        enums: The Python names of the document's enum components, used or not.
        codes: The lists of named integers.
        rate_limits: The document's ``x-rate-limits``, unchanged.
        events: The events that are sent to callbacks, in the document's order.
        reports: The document's ``x-reports``: each kind of report by its key, which is also a module name.
        listed_only: The paths that are listed and not documented.
    """

    title: str
    version: str
    operations: tuple[RawOperation, ...]
    graph: Graph
    servers: tuple[tuple[str, str], ...] = ()
    token_header: str = "Authorization"  # noqa: S105 - the name of a header
    enums: frozenset[str] = frozenset()
    codes: tuple[Codes, ...] = ()
    rate_limits: Mapping[str, object] = field(factory=dict)
    events: tuple[Event, ...] = ()
    reports: Mapping[str, Mapping[str, Any]] = field(factory=dict)
    listed_only: tuple[str, ...] = ()


def documented(facts: Mapping[str, object]) -> str:
    """Return the date of the documentation; empty if unknown."""
    date = facts.get("x-documented")
    return date if isinstance(date, str) and _DATE.fullmatch(date) else ""


def state_of(facts: Mapping[str, object], newest: str) -> str:
    """Say for which date the documentation of an operation holds; empty if unknown.

    Args:
        facts: The facts of the operation.
        newest: The newest date of the document.
    """
    date = documented(facts)
    return f"{'as of' if date == newest else 'unchanged since'} {date}" if date else ""


# Any other text could be misread as markup where it is shown.
_DATE = re.compile(r"[\w.-]{1,40}", re.ASCII)
