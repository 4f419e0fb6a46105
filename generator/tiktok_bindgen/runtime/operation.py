"""The facts of an operation, and the options that every call takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, cast

from .codec import one_line
from .secret import Secret

if TYPE_CHECKING:
    import os

    import urllib3

    from .check import Check, Violation
    from .checks import Checks
    from .files import ProgressCallback
    from .lookup import Row
    from .timing import Timeout

    TimeoutLike = float | tuple[float | None, float | None] | Timeout | urllib3.Timeout | None
else:
    # Avoids importing urllib3 for its Timeout alone.
    TimeoutLike = object

#: An access token, or a function that returns one.
TokenLike = str | Secret | Callable[[], str | Secret]


class CallOptions(TypedDict, total=False):
    """The options that every call takes in addition to its operation's documented arguments.

    Attributes:
        validate: Whether to check the request before it is sent, instead of the client's setting.
        waive: Rules, by id, and places, as JSON pointers, that the check skips besides the client's.
        timeout: Seconds to wait, instead of the client's setting.
        extra_headers: Further headers. ``None`` removes a header that would be sent otherwise.
        extra_query: Further values for the URL's query, unchecked; ``None`` removes a value.
        extra_body: Further values for the body, unchecked; ``None`` removes a value.
    """

    validate: bool | None
    waive: Sequence[str]
    timeout: TimeoutLike
    extra_headers: Mapping[str, object]
    extra_query: Mapping[str, object]
    extra_body: Mapping[str, object]


class DownloadOptions(CallOptions, total=False):
    """The options of a call whose reply is a file.

    Attributes:
        save_to: Where to write the file while it arrives, so that it takes no memory. It exists only once
            it is complete.
        progress: Called with the number of bytes so far and the total, or ``None`` if that is unknown; starts
            again from 0 if the request is retried.
    """

    save_to: str | os.PathLike[str] | None
    progress: ProgressCallback | None


class Operation(NamedTuple):
    """The documented facts of one operation."""

    method: str  # the HTTP method
    path: str  # the URL's path, with the version
    name: str  # the operation's name: ``garden_plot_create``
    docs: str = ""  # the URL of its documentation, if known
    deprecated: bool = False  # whether it is (to be) deprecated
    check: Check | None = None  # returns the violations of a payload
    envelope: bool = True  # whether its replies have the documented envelope
    signatures: Mapping[str, str] | None = None  # the fields with the MD5 of files, and those files
    token: bool = False  # whether it is documented to need the access token
    files: tuple[str, ...] = ()  # if its reply is a file, the documented media types; otherwise empty
    key: str = ""  # the field by which the server recognises a request that it has carried out already
    within: float | None = None  # for how many seconds it does, if that is documented
    formats: Mapping[str, str] | None = None  # of dates in unusual ones, by place; see `written`
    zones: Mapping[str, str] | None = None  # whose zone dates are in, if not UTC; see `refuse_zones`

    def __str__(self) -> str:
        return f"{self.method} {one_line(self.path, 200)}"


def deferred(package: str, name: str) -> Check:
    """Return an operation's check, which is imported from the package with all checks at its first use."""
    loaded: Checks | None = None

    def check(
        value: Mapping[str, Any], currency: str | None = None, beside: Mapping[str, Any] | None = None
    ) -> list[Violation]:
        nonlocal loaded
        if loaded is None:
            loaded = cast("Checks | None", import_module(package).of(name))
            if loaded is None:
                # An operation without arguments may have no checks.
                return []
        found = loaded.violations(value)
        if beside and loaded.levels is not None:
            found = found + loaded.above({**value, **beside})
        return found if currency is None else [*found, *loaded.amounts(value, currency)]

    return check


def operation_of(row: Row, checks: str, handling: Mapping[str, Mapping[str, Any]]) -> Operation:
    """Return an operation with all that is done to its requests before they are sent."""
    method, path, name, docs, deprecated = row
    check = deferred(checks, name)
    return Operation(method, path, name, docs, deprecated, check, token=True, **handling.get(name, {}))


def unexpected(operation: Operation, unknown: list[str], known: list[str]) -> TypeError:
    """Return the error for a call with arguments that its operation does not take, given those it does."""
    from .lookup import nearest

    options = (DownloadOptions if operation.files else CallOptions).__annotations__
    near = nearest(unknown[0], [*known, *options]) if len(unknown) == 1 else ()
    extra = "extra_query" if operation.method == "GET" else "extra_body"
    hint = f"; did you mean {near[0]!r}?" if near else f"; {extra} takes what is not documented"
    # All of several, such as those of an object of a reply: suggestions would be many and mostly wrong.
    which = "argument" if len(unknown) == 1 else "arguments"
    return TypeError(f"{operation} takes no {which} {', '.join(map(repr, unknown))}{hint}")


def new_key() -> str:
    """Return a random key by which the server recognises a request: a number of 62 bits, as text."""
    import secrets

    return str(secrets.randbits(62))
