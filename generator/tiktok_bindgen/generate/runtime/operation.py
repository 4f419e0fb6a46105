"""What is known of an operation as such, and what every call of one takes besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, cast

from .errors import one_line
from .secret import Secret

if TYPE_CHECKING:
    import os

    import urllib3

    from .building import Check
    from .check import Violation
    from .checks import Checks
    from .core import Core
    from .files import Told
    from .timing import Timeout

    TimeoutLike = float | tuple[float | None, float | None] | Timeout | urllib3.Timeout | None
else:
    # What urllib3 adds to it would have to be imported for this alone.
    TimeoutLike = object

#: An access token, or what gives one.
TokenLike = str | Secret | Callable[[], str | Secret]


class CallOptions(TypedDict, total=False):
    """What every call takes besides what is documented of its operation.

    Attributes:
        validate: Whether to check the request before it is sent, instead of the client's setting.
        waive: Rules, by id, and places, as pointers, that the check leaves out, besides the client's.
        timeout: Seconds to wait, instead of the client's setting.
        extra_headers: Headers to send besides. A ``None`` takes one away that is sent otherwise.
        extra_query: Values for the URL besides, unchecked; ``None`` likewise.
        extra_body: Values for the body besides, unchecked; ``None`` likewise.
    """

    validate: bool | None
    waive: Sequence[str]
    timeout: TimeoutLike
    extra_headers: Mapping[str, object]
    extra_query: Mapping[str, object]
    extra_body: Mapping[str, object]


class DownloadOptions(CallOptions, total=False):
    """What a call takes besides whose reply is a file.

    Attributes:
        save_to: Where to write the file while it comes, so that it takes no memory. It is there when all
            of it is, and not before.
        progress: Called with how many bytes came so far, and how many there are, or ``None`` where that is
            not said; from the start again when the request is tried again.
    """

    save_to: str | os.PathLike[str] | None
    progress: Told | None


class Operation(NamedTuple):
    """What is documented of one operation as such.

    Attributes:
        method: The HTTP method.
        path: The URL's path, with the version.
        name: The operation's name: ``garden_plot_create``.
        docs: The address of its documentation, if known.
        deprecated: Whether it is (to be) deprecated.
        check: Gives what is wrong with a payload.
        envelope: Whether its replies have the documented envelope.
        signatures: The names of fields that are to hold the MD5 of a file, and of that file's field. They are
            computed when they are not given.
        token: Whether it is documented to need the access token.
        key: The name of the field by which the server knows a request again that it carried out, so that it
            does so once; empty if there is none.
        within: For how many seconds it does, if that is documented.
        files: The media types of the files that its reply is documented to be, if it is.
    """

    method: str
    path: str
    name: str
    docs: str = ""
    deprecated: bool = False
    check: Check | None = None
    envelope: bool = True
    signatures: Mapping[str, str] | None = None
    token: bool = False
    files: tuple[str, ...] = ()
    key: str = ""
    within: float | None = None

    def __str__(self) -> str:
        return f"{self.method} {one_line(self.path, 200)}"


class Resource:
    """Operations below one path, called through a client's core."""

    __slots__ = ("_core",)

    def __init__(self, core: Core) -> None:
        self._core = core


def deferred(package: str, name: str) -> Check:
    """Make a check that loads what it needs at its first use.

    Args:
        package: The full name of the package that has the checks of operations.
        name: The operation.
    """
    loaded: Checks | None = None

    def check(
        value: Mapping[str, Any], currency: str | None = None, beside: Mapping[str, Any] | None = None
    ) -> list[Violation]:
        nonlocal loaded
        if loaded is None:
            loaded = cast("Checks", import_module(package).of(name))
        found = loaded.violations(value)
        if beside and loaded.levels is not None:
            found = found + loaded.above({**value, **beside})
        return found if currency is None else [*found, *loaded.amounts(value, currency)]

    return check


def unexpected(operation: Operation, unknown: list[str], known: list[str]) -> TypeError:
    """Make the error of a call with arguments that its operation does not take.

    Args:
        operation: What was called.
        unknown: These arguments.
        known: What it takes.
    """
    from .lookup import nearest

    name = unknown[0]
    options = (DownloadOptions if operation.files else CallOptions).__annotations__
    near = nearest(name, [*known, *options])
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return TypeError(f"{operation} takes no argument {name!r}{hint}")


def new_key() -> str:
    """Make what the server tells a request from others by: a number of 62 bits, as text."""
    import secrets

    return str(secrets.randbits(62))
