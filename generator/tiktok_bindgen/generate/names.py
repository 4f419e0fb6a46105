"""Python names for wire names, which may be any text."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from tiktok_bindgen.value_names import LONGEST, member, members, unique

__all__ = ["attribute", "attributes", "class_name", "member", "members", "pascal", "snake", "unique"]

# Names that generated modules use themselves.
_TAKEN_CLASSES = frozenset(
    {
        "Any",
        "CallOptions",
        "Callable",
        "Client",
        "Core",
        "Download",
        "DownloadOptions",
        "Hidden",
        "PageOf",
        "FileLike",
        "I",
        "Level",
        "Limiter",
        "Literal",
        "Mapping",
        "Model",
        "O",
        "OpenEnum",
        "Operation",
        "RawResponse",
        "Reply",
        "Request",
        "Resource",
        "Retry",
        "Self",
        "Sequence",
        "TikTokError",
        "TimeoutLike",
        "TokenLike",
        "Transport",
        "TypeAlias",
        "Unpack",
        "Violation",
        *(name for name in dir(builtins) if name[0].isupper()),
    }
)
_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")


# The most characters in a class name; file systems allow 255 bytes, but readers need far fewer.
_LONGEST_CLASS = 100


# Cached because most names are those of many fields.
@lru_cache(maxsize=16384)
def snake(text: str) -> str:
    """Return a lower-case, identifier-like form, possibly empty or starting with a digit.

    Adjacent letters and digits stay together: ``video_2s`` → ``video_2s``.
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    return re.sub(r"[^A-Za-z0-9]+", "_", spaced).strip("_").lower()[:LONGEST].rstrip("_")


def pascal(text: str) -> str:
    """Return a class name for a text, possibly empty; a text that is one already is kept."""
    if _PASCAL.fullmatch(text):
        return text[:_LONGEST_CLASS]
    whole = "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", text))
    return whole[:_LONGEST_CLASS]


def class_name(text: str) -> str:
    """Return a valid class name for a text."""
    name = pascal(text)
    # attrs does not treat an annotation that begins with "ClassVar" as a field.
    if not name or not name[0].isalpha() or name.startswith("ClassVar"):
        name = f"Schema{name}"
    return f"{name}Schema" if name in _TAKEN_CLASSES else name


def attribute(text: str, taken: Collection[str] = ()) -> str:
    """Return a valid attribute or argument name for a text; a taken one gets an underscore."""
    name = snake(text)
    if not name:
        name = "field"
    elif not name[0].isalpha():
        name = f"field_{name}"
    # A lone "l" is easily mistaken for a 1.
    return f"{name}_" if keyword.iskeyword(name) or name in taken or name == "l" else name


def attributes(texts: Iterable[str], taken: Collection[str] = ()) -> dict[str, str]:
    """Return unique attributes by wire name; wire names that are identifiers already take precedence."""
    wires = list(dict.fromkeys(texts))
    return unique(wires, {wire: attribute(wire, taken) for wire in wires})
