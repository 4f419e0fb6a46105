"""Lifecycle: what is to go away, of fields and of whole operations."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.model import Difference, Schema

KEYWORDS = ("deprecated", "x-lifecycle", "x-sunset")


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare what is said of a field's end."""
    return changes(old, new, "")


def operation_differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare what is said of an operation's end."""
    return changes(old, new, "operation-")


def changes(old: Schema, new: Schema, prefix: str) -> Iterator[Difference]:
    """Compare what is said of the end of two things of either sort."""
    before, after = _stage(old), _stage(new)
    if before == after:
        return
    if before is None:
        yield Difference(f"{prefix}deprecated", (), None, after)
    elif after is None:
        yield Difference(f"{prefix}restored", (), before, None)
    else:
        yield Difference(f"{prefix}lifecycle-changed", (), before, after)


def _stage(thing: Schema) -> str | None:
    stage = thing.get("x-lifecycle") or ("deprecated" if thing.get("deprecated") else None)
    if stage is None:
        return None
    sunset = thing.get("x-sunset")
    return f"{stage} until {sunset}" if sunset else str(stage)
