"""Another differ's rules as a yardstick: which of them ours cover, and why not the others."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, cast

from attrs import frozen

State = Literal["covered", "cannot occur", "left"]


@frozen
class Yard:
    """One rule of the other differ.

    Attributes:
        theirs: Its id.
        state: Whether a rule of ours stands for it.
        ours: The ids of those that do.
        reason: Why none does.
    """

    theirs: str
    state: State
    ours: tuple[str, ...] = ()
    reason: str = ""


@cache
def yardstick() -> tuple[Yard, ...]:
    """The rules of oasdiff for schemas, parameters, bodies, replies and headers, in its order."""
    text = files("tiktok_bindgen.diff").joinpath("oasdiff.tsv").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        theirs, state, rest = line.split("\t")
        if state == "covered":
            found.append(Yard(theirs, "covered", tuple(rest.split())))
        else:
            found.append(Yard(theirs, cast("State", state), reason=rest))
    return tuple(found)
