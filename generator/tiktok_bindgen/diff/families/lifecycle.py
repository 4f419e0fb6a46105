"""Lifecycle: what is to go away, of fields and of whole operations."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema

KEYWORDS = ("deprecated", "x-lifecycle", "x-sunset")
_AREA = "Lifecycle"
_ONE_DAY = "It works today, and no longer one day."

KINDS = (
    Kind(
        "deprecated",
        _AREA,
        "A field is, or is to be, deprecated.",
        "`{name}` is {new} now",
        mirror="restored",
        why=_ONE_DAY,
        why_response=_ONE_DAY,
    ),
    Kind(
        "restored",
        _AREA,
        "A field is no longer deprecated.",
        "`{name}` is no longer {old}",
        mirror="deprecated",
        request="safe",
        response="safe",
    ),
    Kind(
        "lifecycle-changed",
        _AREA,
        "What is said of the end of a field is another.",
        "`{name}` is {new} now, was {old}",
        why=_ONE_DAY,
        why_response=_ONE_DAY,
    ),
    Kind(
        "operation-deprecated",
        _AREA,
        "An operation is, or is to be, deprecated.",
        "the operation is {new} now",
        mirror="operation-restored",
        severity="risky",
        why=_ONE_DAY,
    ),
    Kind(
        "operation-restored",
        _AREA,
        "An operation is no longer deprecated.",
        "the operation is no longer {old}",
        mirror="operation-deprecated",
        severity="safe",
    ),
    Kind(
        "operation-lifecycle-changed",
        _AREA,
        "What is said of the end of an operation is another.",
        "the operation is {new} now, was {old}",
        severity="risky",
        why=_ONE_DAY,
    ),
)


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
