"""Python names for what is named on the wire, where any text can be a name."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection, Iterable

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


# File systems take 255 bytes, readers far less.
_LONGEST_CLASS = 100


def snake(text: str) -> str:
    """A lower-case identifier-like form, possibly empty or starting with a digit.

    Letters and digits that stand together on the wire stay together: ``video_2s`` → ``video_2s``.
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    return re.sub(r"[^A-Za-z0-9]+", "_", spaced).strip("_").lower()[:LONGEST].rstrip("_")


def pascal(text: str) -> str:
    """A class name for a text, possibly empty; kept as it is when it is one already."""
    if _PASCAL.fullmatch(text):
        return text[:_LONGEST_CLASS]
    whole = "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", text))
    return whole[:_LONGEST_CLASS]


def class_name(text: str) -> str:
    """A valid class name for a text."""
    name = pascal(text)
    # What is annotated with a name that begins with "ClassVar" is no field to attrs.
    if not name or not name[0].isalpha() or name.startswith("ClassVar"):
        name = f"Schema{name}"
    return f"{name}Schema" if name in _TAKEN_CLASSES else name


def attribute(text: str, taken: Collection[str] = ()) -> str:
    """A valid name of an attribute or argument for a text; one that is taken gets an underscore."""
    name = snake(text)
    if not name:
        name = "field"
    elif not name[0].isalpha():
        name = f"field_{name}"
    # A lone "l" is taken for a 1.
    return f"{name}_" if keyword.iskeyword(name) or name in taken or name == "l" else name


def attributes(texts: Iterable[str], taken: Collection[str] = ()) -> dict[str, str]:
    """Unique attribute names, by wire name; a wire name that is an identifier already has the first claim."""
    wires = list(dict.fromkeys(texts))
    return unique(wires, {wire: attribute(wire, taken) for wire in wires})
