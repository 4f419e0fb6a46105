"""What generated checks call when a request has a field that is not documented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .check import Violation, child
from .errors import one_line

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from collections.abc import Set as AbstractSet

_SHOWN = 80
# Comparing long names takes time, and nobody mistypes that much.
_LONGEST = 120


def unknown(
    out: list[Violation],
    at: str,
    o: dict[str, Any],
    known: AbstractSet[str],
    *,
    elsewhere: Container[str] = (),
    formerly: Mapping[str, str] | None = None,
    since: str = "",
) -> None:
    """Report each field of an object that is not documented, with the documented name that may be meant.

    Args:
        out: Takes the violations.
        at: The object's place, a JSON pointer.
        o: The object.
        known: The names of its documented fields.
        elsewhere: Names that are documented elsewhere for the same: these are not reported.
        formerly: Names that fields had in the version before, with what they are called now.
        since: The version that calls them so.
    """
    for name in o:
        if name not in known:
            now = formerly.get(name) if formerly else None
            if now is None and name in elsewhere:
                continue
            if now is not None:
                message = f"`{one_line(name, _SHOWN)}` is `{now}` since {since}"
            else:
                hint = _resembling(name, known - o.keys())
                message = f"{one_line(name, _SHOWN)} is not a documented field{hint}"
            out.append(Violation(child(at, name), "unknown", message))


def _resembling(name: str, known: AbstractSet[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(known), n=1) if len(name) <= _LONGEST else []
    return f"; did you mean {near[0]}?" if near else ""
