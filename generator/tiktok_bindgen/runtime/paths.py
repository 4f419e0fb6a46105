"""Normalise the URL of a server, and the paths of operations."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from .given import as_given

#: The environment variable with the URL of the server for clients that are created without one.
SERVER_VARIABLE = "TIKTOK_BASE_URL"

_PREFIX = "open_api/v"


def short(path: str) -> str:
    """Return the canonical spelling of a path: without the version, with a slash at each end."""
    path = path.strip("/")
    if path.startswith(_PREFIX):
        path = path[len(_PREFIX) :].partition("/")[2]
    return f"/{path}/"


# Room for all paths of the API; limited, since callers may use any number of others.
@lru_cache(maxsize=1024)
def quoted(path: str) -> str:
    """Return a path, if it is valid Unicode, as quoted for a URL, with one slash at its beginning."""
    return quote("/" + path.lstrip("/"), safe=_IN_PATHS)


def server_of(given: str | None, usual: str) -> str:
    """Return the URL of the server to call: the given one, or that of the environment, or the usual one."""
    asked = os.environ.get(SERVER_VARIABLE) if given is None else None
    if asked:
        try:
            split_base(asked)
        except ValueError as error:
            raise ValueError(f"{SERVER_VARIABLE}: {error}") from None
    return asked or (usual if given is None else given)


def split_base(base_url: str) -> tuple[str, str]:
    """Split a server's URL, which has no credentials, into its origin and the prefix of all paths."""
    given: Any = base_url
    parts = urlsplit(base_url if isinstance(given, str) else "")
    fine = parts.scheme in ("http", "https") and parts.hostname and _IN_URL.fullmatch(base_url)
    if not fine or parts.query or parts.fragment or not _has_port(parts):
        hidden = isinstance(given, str) and "@" in given
        shown = "it holds an @" if hidden else as_given(given, 100)
        raise ValueError(f"not the URL of a server: {shown}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the URL of the server must not hold credentials")
    return f"{parts.scheme}://{parts.netloc}", quote(parts.path.rstrip("/"), safe=_IN_PATHS)


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        # The port is out of range, or not a number.
        return False


# No blanks or control characters: the standard library drops them, or keeps them in the host's name.
_IN_URL = re.compile(r"[^\s\0-\x1f\x7f]+")
_IN_PATHS = "/:@!$&'()*+,;=-._~%"
