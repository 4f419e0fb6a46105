"""Parse documents in our own YAML layout, several times as fast as YAML in general.

A line is accepted only if the writer would produce it, byte for byte, and at that position. Any other text is
rejected without judging it: the caller then parses it as general YAML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

#: The deepest nesting accepted; the parser of general YAML has a limit, too.
_DEEPEST = 100
# A part begins at each key indented by at most this, as those of components and paths are.
_COLUMN = 4
# Items of a list have the indentation of the list's key.
_NEXT_PART = re.compile(rf"\n(?= {{0,{_COLUMN - 1}}}[^ ]| {{{_COLUMN}}}(?:[^ -]|-[^ ]))")
# Before a literal block that was put on the line where it begins, as JSON: a character that no YAML has.
_BLOCK = "\0"
_LITERAL = re.compile(r"\|([-+]?)\n( +)[^ \n].*\n(?:\2.*\n|\n)*")
_MARGIN = re.compile(" *(?:- )*")
_QUOTES = ("'", '"', _BLOCK)
_QUOTED_KEY = re.compile(r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"):(?: (.*))?""")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:e[-+][0-9]+)?")
_WORDS = {"null": None, "true": True, "false": False}
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMPTY: dict[str | None, Callable[[], Any]] = {"{}": dict, "[]": list}


#: Writes a text as a literal block, with an indentation and what is before it; no lines if that cannot be.
Block = Callable[[str, str, str], list[str]]


class KnownParts(dict[str, Any]):
    """A cache of parsed parts for other texts that contain them: the text of each part, with its key's value.

    Attributes:
        documents: The parsed documents, kept alive so that identities stay valid.
        looked_at: The nodes and shapes that were validated; see `require_shape`.
        texts: The text of each part, by the identity of its key's value.
        lines: The cache of parsed lines.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: _Lines | None = None
        self.documents: list[object] = []
        self.looked_at: set[tuple[int, str]] = set()
        self.texts: dict[int, str] = {}


class _OtherTextError(ValueError):
    """The text contains something that our writer does not produce."""


# A parsed line: its indentation; how many list items begin on it; the key, if any; whether the value is on
# the lines below; the value; the constructor of an empty object or list. Creating an instance of a class
# would take as long as parsing the rest of the line.
_Line = tuple[int, int, str | None, bool, Any, Callable[[], Any] | None]


class _Lines(dict[str, _Line]):
    """A cache of parsed lines: a document has few different ones."""

    def __init__(self, scalar: Callable[[object], str], block: Block) -> None:
        super().__init__()
        self._scalars = _Scalars(scalar, block)

    def __missing__(self, text: str) -> _Line:
        body = text.lstrip(" ")
        column, items = len(text) - len(body), 0
        while body.startswith("- "):
            items, body = items + 1, body[2:]
        key, rest = _split(body)
        if key is not None and not isinstance(key := self._scalars[key], str):
            raise _OtherTextError
        if rest is None or rest in _EMPTY:
            line: _Line = column, items, key, rest is None, None, _EMPTY.get(rest)
        else:
            line = column, items, key, False, self._scalars[rest], None
        self[text] = line
        return line


def _split(body: str) -> tuple[str | None, str | None]:
    """Split a line into its key and its value, either of which may be missing."""
    if body.startswith(_QUOTES):
        found = _QUOTED_KEY.fullmatch(body)
        return (found[1], found[2]) if found else (None, body)
    key, blank, rest = body.partition(": ")
    if blank:
        return key, rest
    return (body[:-1], None) if body.endswith(":") else (None, body)


class _Scalars(dict[str, Any]):
    """A cache of parsed keys and values, of which there are few, too."""

    def __init__(self, scalar: Callable[[object], str], block: Block) -> None:
        super().__init__()
        self._written, self._block = scalar, block

    def __missing__(self, text: str) -> object:
        value: object = text
        first = text[:1]
        if first == _BLOCK:
            self[text] = value = json.loads(text[1:])
            return value
        if first == "'":
            value = text[1:-1].replace("''", "'")
        elif first == '"':
            value = json.loads(text)
            if _SURROGATE.search(str(value)) or self._block(str(value), "", ""):
                raise _OtherTextError
        elif text in _WORDS:
            value = _WORDS[text]
        elif first == "-" or first.isdecimal():
            if _WHOLE.fullmatch(text):
                value = int(text)
            elif _NUMBER.fullmatch(text):
                value = float(text)
        if self._written(value) != text:
            raise _OtherTextError
        self[text] = value
        return value


def read_written(
    text: str, scalar: Callable[[object], str], block: Block, known: KnownParts | None = None
) -> dict[str, Any] | None:
    """Parse a document that our writer wrote.

    Args:
        text: The document.
        scalar: Writes a value that is neither an object nor a list, as the writer does.
        block: Writes a literal block as the writer does.
        known: A cache of parts of other texts, which is extended. Documents share the parts they have in
            common, so no one may change them.

    Returns:
        The document; ``None`` unless the text is certain to be the writer's.
    """
    if not text.endswith("\n") or _BLOCK in text:
        return None
    text = _LITERAL.sub(partial(_on_one_line, block), text)
    lines = None if known is None else known.lines
    reader = _Reader(_Lines(scalar, block) if lines is None else lines)
    if known is not None:
        known.lines = reader.lines
    try:
        for part in _NEXT_PART.split(text[:-1]):
            reader.read(part, known)
    except ValueError:
        return None
    return reader.document if reader.is_whole else None


def _on_one_line(block: Block, found: re.Match[str]) -> str:
    start = found.string.rfind("\n", 0, found.start()) + 1
    margin = _MARGIN.match(found.string, start, found.start())
    assert margin is not None, "it may be empty"
    # A block is indented further than its key, and is under the text of a list's item.
    indent = " " * (margin.end() - start + (2 if margin.end() < found.start() else 0))
    _, *lines, _ = found[0].split("\n")
    text = "\n".join(line[len(indent) :] for line in lines) + ("" if found[1] == "-" else "\n")
    as_written = found[0] == "".join(f"{line}\n" for line in block(text, indent, ""))
    return f"{_BLOCK}{json.dumps(text)}\n" if as_written else found[0]


class _Reader:
    """The stack of open objects and lists, from the outermost to the innermost."""

    def __init__(self, lines: _Lines) -> None:
        self.document: dict[str, Any] = {}
        self.lines = lines
        # The open containers, each with its indentation; the key whose value begins on the next line.
        self._open: list[tuple[int, Any]] = [(0, self.document)]
        self._key: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether no key still lacks its value."""
        return self._key is None

    def read(self, part: str, known: KnownParts | None) -> None:
        """Parse the lines of one part, taking a whole entry's value from the cache if it is known.

        Raises:
            ValueError: The writer would not have put a line there.
        """
        first, more, rest = part.partition("\n")
        self._read((first,))
        column, parent = self._open[-1]
        key = self._key
        if not more:
            return
        if column != _COLUMN or key is None or known is None:
            self._read(rest.split("\n"))
        elif part in known:
            parent[key], self._key = known[part], None
        else:
            self._read(rest.split("\n"))
            known[part] = parent[key]
            known.texts[id(parent[key])] = part

    def _read(self, texts: Iterable[str]) -> None:
        waiting = self._key
        column, top = self._open[-1]
        in_list = isinstance(top, list)
        for at, items, key, opens, value, empty in map(self.lines.__getitem__, texts):
            if waiting is not None:
                # An object is indented further than its key, a list is not.
                inner: Any = [] if items else {}
                top[waiting] = inner
                column, top = self._enter(column if items else column + 2, inner)
                in_list, waiting = items > 0, None
                if at != column:
                    raise _OtherTextError
            # Most lines belong to the same object as the line before.
            if at != column or items or in_list:
                while at < column or (at == column and not items and in_list):
                    self._open.pop()
                    column, top = self._open[-1]
                    in_list = isinstance(top, list)
                if at != column or in_list is not (items > 0):
                    raise _OtherTextError
                for _ in range(items - 1):
                    top.append([])
                    column, top = self._enter(column + 2, top[-1])
                if items and key is None:
                    top.append(value if empty is None else empty())
                    continue
                if items:
                    top.append({})
                    column, top = self._enter(column + 2, top[-1])
                    in_list = False
            if key is None or key in top:
                raise _OtherTextError
            top[key] = value if empty is None else empty()
            if opens:
                waiting = key
        self._key = waiting

    def _enter(self, column: int, opened: Any) -> tuple[int, Any]:
        if len(self._open) > _DEEPEST:
            raise _OtherTextError
        self._open.append((column, opened))
        return self._open[-1]
