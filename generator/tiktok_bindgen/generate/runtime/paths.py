"""Where operations are: the address of a server, and paths below it, however they are spelled."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from .errors import one_line

_PREFIX = "open_api/v"


def short(path: str) -> str:
    """Give the one spelling of a path: without the version, with a slash at each end."""
    path = path.strip("/")
    if path.startswith(_PREFIX):
        path = path[len(_PREFIX) :].partition("/")[2]
    return f"/{path}/"


# There are as many as the API has; who calls others as well must not fill the memory.
@lru_cache(maxsize=1024)
def quoted(path: str) -> str:
    """Write a path as it stands in a URL, below a server.

    Raises:
        UnicodeEncodeError: If it is no valid Unicode.
    """
    return quote("/" + path.lstrip("/"), safe=_IN_PATHS)


def split_base(base_url: str) -> tuple[str, str]:
    """Split a server's URL into its origin and the path that all others come after.

    Raises:
        ValueError: If it is not the URL of a server, or holds credentials.
    """
    given: Any = base_url
    parts = urlsplit(base_url if isinstance(given, str) else "")
    fine = parts.scheme in ("http", "https") and parts.hostname and _IN_URL.fullmatch(base_url)
    if not fine or parts.query or parts.fragment or not _has_port(parts):
        shown = "it holds an @" if "@" in str(base_url) else one_line(repr(base_url), 100)
        raise ValueError(f"not the URL of a server: {shown}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the URL of the server must not hold credentials")
    return f"{parts.scheme}://{parts.netloc}", quote(parts.path.rstrip("/"), safe=_IN_PATHS)


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        # One beyond what there are, or no number.
        return False


# The standard library takes blanks and control characters away, or leaves them in the name of the host.
_IN_URL = re.compile(r"[^\s\0-\x1f\x7f]+")
_IN_PATHS = "/:@!$&'()*+,;=-._~%"
