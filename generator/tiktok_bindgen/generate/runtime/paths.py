"""The paths of operations, which may be spelled with or without what all of them begin with."""

from __future__ import annotations

_PREFIX = "open_api/v"


def short(path: str) -> str:
    """Give the one spelling of a path: without the version, with a slash at each end."""
    path = path.strip("/")
    if path.startswith(_PREFIX):
        path = path[len(_PREFIX) :].partition("/")[2]
    return f"/{path}/"
