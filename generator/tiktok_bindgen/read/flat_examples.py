"""The shape of documented examples: which names are nested in which.

Examples hold placeholders without quotes, trailing commas, comments and omissions; several are not JSON at
all. Only their nesting is needed, so this reads tokens in linear time and never fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_plus

from attrs import define, field

_MAX_DEPTH = 40
_MAX_TEXT = 400_000

_TOKEN = re.compile(
    r"""
    "(?:[^"\\\n]|\\.)*"?              # a string, cut off at the line's end when it is not closed
    | '(?:[^'\\\n]|\\.)*'
    | \{\{[^{}\n]*\}{1,2}             # a placeholder
    | //[^\n]*                        # a comment
    | [{}\[\]:,]
    | [^\s{}\[\]:,"']+
    """,
    re.VERBOSE,
)
_URL = re.compile(r"""'(https?://[^'\n]*)'|"(https?://[^"\n]*)"|(https?://[^\s'"\\]+)""")
_ASSIGNMENT = re.compile(
    r"""(?:^|\s)(?:--form(?:-string)?|-F|--data(?:-urlencode|-raw|-binary)?|-d)\s*=?\s*
        (?:\$?'([A-Za-z_][\w.\-]{0,79})=([^'\n]*)
        | "([A-Za-z_][\w.\-]{0,79})=((?:[^"\\\n]|\\.)*)
        | ([A-Za-z_][\w.\-]{0,79})=([^\n]*))""",
    re.VERBOSE,
)
_BODY = re.compile(r"(?:--data(?:-raw|-binary)?|-d)\s*=?\s*(?:\$?'|\")?\s*(?=[{\[])")
_ESCAPED_OBJECT = re.compile(r"\{\\\"[^\n]*")


@define
class Shape:
    """A place in an example.

    Attributes:
        children: The places inside it; a list's items are the same place as the list.
        scalar: A plain value was shown here.
        empty: An object was shown here, possibly an empty one.
    """

    children: dict[str, Shape] = field(factory=dict)
    scalar: bool = False
    empty: bool = False

    def child(self, name: str) -> Shape:
        """Return the place called ``name`` inside this one, creating it if it is new."""
        found = self.children.get(name)
        if found is None:
            found = self.children[name] = Shape()
        return found

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield each place below as its parent's name and its own; this place is called ``""``."""
        todo = [("", self)]
        while todo:
            outer, place = todo.pop()
            for name, inner in place.children.items():
                yield outer, name
                todo.append((name, inner))


def request_shape(texts: Iterable[str]) -> Shape:
    """Return the names that example calls pass in queries, forms and JSON bodies."""
    root = Shape()
    for whole in texts:
        text = whole[:_MAX_TEXT]
        for found in _URL.finditer(text):
            _read_query(next(filter(None, found.groups())), root)
        for found in _ASSIGNMENT.finditer(text):
            name, value = [part for part in found.groups() if part is not None]
            _read_value(value, root.child(name))
        body = _BODY.search(text)
        if body is not None:
            _read_tokens(text[body.end() :], root)
        elif text.lstrip()[:1] in {"{", "["}:
            _read_tokens(text, root)
        for found in _ESCAPED_OBJECT.finditer(text):
            _read_tokens(found[0].replace('\\"', '"'), root)
    return root


def response_shape(texts: Iterable[str]) -> Shape:
    """Return the names that example replies hold."""
    root = Shape()
    for text in texts:
        _read_tokens(text[:_MAX_TEXT], root)
    return root


def _read_query(url: str, root: Shape) -> None:
    _, mark, query = url.partition("?")
    if not mark:
        return
    for part in query.split("&"):
        name, equals, value = part.partition("=")
        if equals and re.fullmatch(r"[A-Za-z_][\w.\-]{0,79}", name):
            _read_value(unquote_plus(value), root.child(name))


def _read_value(text: str, place: Shape) -> None:
    value = text.lstrip("'\" \\")
    if value[:1] in {"{", "["}:
        _read_tokens(value.replace('\\"', '"'), place)
    else:
        place.scalar = True


def _read_tokens(text: str, root: Shape) -> None:
    """Read every object and list of ``text`` into ``root``."""
    frames: list[tuple[str, Shape]] = []
    key: Shape | None = None
    waiting: str | None = None
    skipped = 0
    for found in _TOKEN.finditer(text):
        token = found[0]
        mark = token[0] if len(token) == 1 else ""
        if mark == ":":
            if frames and frames[-1][0] == "{" and waiting is not None:
                key = frames[-1][1].child(waiting)
            waiting = None
            continue
        if mark and mark in "{[":
            if len(frames) >= _MAX_DEPTH:
                skipped += 1
                continue
            place = key if key is not None else (frames[-1][1] if frames else root)
            place.empty = place.empty or mark == "{"
            frames.append((mark, place))
            key = waiting = None
        elif mark and mark in "}]":
            key = waiting = None
            if skipped:
                skipped -= 1
                continue
            opening = "{" if mark == "}" else "["
            if any(frame[0] == opening for frame in frames):
                while frames.pop()[0] != opening:
                    pass
        elif mark == ",":
            key = waiting = None
        elif token.startswith("//"):
            continue
        elif key is not None:
            if token != "null":  # noqa: S105 - a word of the example, no secret
                key.scalar = True
            key = None
        elif frames and frames[-1][0] == "{" and not token.startswith("{{"):
            waiting = token.strip("\"'")[:200]
