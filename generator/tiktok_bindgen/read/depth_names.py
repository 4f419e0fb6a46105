"""Signs in field names that the fields belong together."""

from __future__ import annotations

_ENDINGS = (
    "_list", "_lists", "_infos", "_info", "_details", "_detail", "_items", "_item", "_objects", "_object",
    "_data", "_config", "_configs", "_configuration", "_settings", "_setting", "_params", "_results",
    "_result", "_ids", "_urls", "_group", "_groups", "_set", "_rules", "_rule",
)  # fmt: skip


def is_stem(outer: str, inner: str) -> bool:
    """Report whether a field's name begins with the stem of an object's name: ``bed_list``, ``bed_id``."""
    stem = _stem(outer)
    return len(stem) > 2 and (inner == stem or inner.startswith((stem + "_", outer + "_")))


def heads(name: str) -> tuple[str, ...]:
    """Return the first word of a name and, if it has more than two, the first two."""
    first, _, rest = name.partition("_")
    second, more, _ = rest.partition("_")
    return (first, f"{first}_{second}") if more else (first,)


def ending(name: str) -> str:
    """Return the last word of a name."""
    return name.rpartition("_")[2]


def same_prefix(first: str, second: str) -> bool:
    """Report whether two names of several words begin with the same word."""
    head, mark, _ = first.partition("_")
    return bool(mark) and second.startswith(head + "_")


def same_suffix(first: str, second: str) -> bool:
    """Report whether two names of several words end with the same word."""
    return "_" in first and "_" in second and ending(first) == ending(second)


def _stem(name: str) -> str:
    for tail in _ENDINGS:
        if name.endswith(tail) and len(name) > len(tail) + 1:
            return name[: -len(tail)]
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if name.endswith("s") and not name.endswith("ss") and len(name) > 3:
        return name[:-1]
    return name
