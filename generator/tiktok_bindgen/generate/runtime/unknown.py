"""What generated checks call when a request has a field that is not documented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .check import Violation, child
from .errors import one_line

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_SHOWN = 80
# Comparing long names takes time, and nobody mistypes that much.
_LONGEST = 120


def unknown(out: list[Violation], at: str, o: dict[str, Any], known: AbstractSet[str]) -> None:
    """Report each field of an object that is not documented, with the documented name it resembles most."""
    from difflib import get_close_matches

    for name in o:
        if name not in known:
            near = get_close_matches(name, sorted(known - o.keys()), n=1) if len(name) <= _LONGEST else []
            hint = f"; did you mean {near[0]}?" if near else ""
            message = f"{one_line(name, _SHOWN)} is not a documented field{hint}"
            out.append(Violation(child(at, name), "unknown", message))
