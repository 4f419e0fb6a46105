"""Extract the calls and replies that pages show, as values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal
from urllib.parse import unquote_plus

from attrs import field, frozen

from tiktok_bindgen.read.page import Endpoint, Example, Page
from tiktok_bindgen.weigh.values import OPEN, is_to_fill, value_in

Operation = tuple[str, str]


@frozen
class Shown:
    """A request or a reply that a page shows.

    Attributes:
        method: The operation's method.
        path: The operation's path.
        side: Which of the two it is.
        value: Its body, or its query's parameters keyed by name; ``None`` if it cannot be parsed.
        texts: The names of parameters that are given as text, whatever their type is.
        whole: Whether it is shown completely.
        page: The name of the page or file.
        line: The line at which it begins.
        text: Its text on the page.
        recorded: Whether it is from a recorded call rather than an example.
        against: What else it is known to contradict: the names of a field, and a keyword or rule id.
        above: The requests that the page shows before it one of which is its parent, keyed by level.
    """

    method: str
    path: str
    side: Literal["request", "response"]
    value: object
    texts: frozenset[str]
    whole: bool
    page: str
    line: int
    text: str
    recorded: bool = False
    against: tuple[tuple[tuple[str, ...], str], ...] = ()
    above: Mapping[str, Sequence[Shown]] = field(factory=dict, eq=False, repr=False)

    def line_of(self, name: str) -> int:
        """The line of the first occurrence of a name, else the line at which the example begins."""
        at = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self.text)
        return self.line + (self.text.count("\n", 0, at.start()) if at else 0)


# The first letter of `curl` may be lost.
_COMMAND = re.compile(r"^[ \t>$]*c?url\b(?! *[=:])", re.MULTILINE)
#: The path and query of a call.
ADDRESS = re.compile(r"(?P<path>/open_api/v\d+\.\d+/[\w/]*)(?P<query>\?[^\n]*)?")
_METHOD = re.compile(
    r"""(?:--request|-X)[ =]*['"]?(GET|POST|PUT|DELETE|PATCH)\b|^(GET|POST)\s""", re.MULTILINE
)
_BODY = re.compile(r"""(?:--data(?:-raw|-binary)?|-d)[\s=\\]*\$?['"“‘]?\s*(?=[{\[])""")
_PAIR = re.compile(
    r"""(?:--data-urlencode|--data(?:-raw)?|--form(?:-string)?|-F|-d)(?:\s|=)*
        (?P<quote>['"]?)(?P<name>[A-Za-z_]\w*)=(?P<value>.*?)(?P=quote)\s*(?:\\*\s*(?:\n|\Z)|\s(?=-))""",
    re.VERBOSE | re.DOTALL,
)
# A placeholder as the whole value: ``{{advertiser_id}}``.
_NAMED = re.compile(r"\{+[^{}\"]*\}+")
_CODE = re.compile(r'"code"\s*:')
_REPLY = re.compile(r"[{\[]")


def shown(page: Page, known: Mapping[Operation, object]) -> Iterator[Shown]:
    """Yield every request and reply on a page, in order.

    Args:
        page: The page.
        known: The documented operations.
    """
    own = {
        (example.line, example.text): endpoint for endpoint in page.endpoints for example in endpoint.examples
    }
    called: Operation | None = None
    for code in page.code:
        endpoint = own.get((code.line, code.text))
        calls = list(_calls(code, page, known))
        if calls:
            yield from calls
            called = calls[-1].method, calls[-1].path
        elif endpoint is not None and code.side == "request" and code.text.lstrip().startswith("{"):
            yield _shown(page, code, _key(endpoint), "request")
        elif code.side == "response" or called is not None:
            of = _key(endpoint) if endpoint is not None else called if called in known else None
            begins = code.text.lstrip().startswith(("{", "HTTP"))
            # What a guide shows after a call may not be its reply, but a later event.
            if of is not None and begins and (endpoint or _CODE.search(code.text)):
                yield _shown(page, code, of, "response")


def _key(endpoint: Endpoint) -> Operation:
    return endpoint.method, endpoint.path


def _shown(page: Page, code: Example, of: Operation, side: Literal["request", "response"]) -> Shown:
    start = _REPLY.search(code.text)
    value, whole = value_of(code.text[start.start() :]) if start else (None, False)
    return Shown(*of, side, value, frozenset(), whole, page.name, code.line, code.text)


def _calls(code: Example, page: Page, known: Mapping[Operation, object]) -> Iterator[Shown]:
    starts = [match.start() for match in _COMMAND.finditer(code.text)]
    for start, end in pairwise([*starts, len(code.text)]):
        text = code.text[start:end]
        address = ADDRESS.search(text)
        if address is None:
            continue
        line = code.line + code.text.count("\n", 0, start)
        path = address["path"].rstrip("/") + "/"
        body = _BODY.search(text)
        pairs = [*_query(address["query"] or ""), *((m["name"], m["value"]) for m in _PAIR.finditer(text))]
        stated = _METHOD.search(text)
        method = (
            (stated[1] or stated[2])
            if stated
            else "POST"
            if body or "-F " in text or "--form" in text
            else "GET"
        )
        if (method, path) not in known and not stated:
            # Some commands leave out the method.
            method = next((verb for verb in ("GET", "POST") if (verb, path) in known), method)
        value: object = {name: parameter(written) for name, written in pairs}
        texts = frozenset(name for name, _ in pairs)
        whole = bool(pairs)
        if body is not None:
            value, whole = value_of(text[body.end() :])
            # Parameters of a query are text, even if shown as JSON.
            texts = frozenset(value if method == "GET" and isinstance(value, dict) else ())
        yield Shown(method, path, "request", value, texts, whole, page.name, line, text)


def _query(text: str) -> Iterator[tuple[str, str]]:
    text = re.sub(r"""['"]?\s*\\*\s*$|['"]\s+-.*$""", "", text[1:])
    for part in _parts(text):
        name, equals, written = part.partition("=")
        if equals and re.fullmatch(r"[A-Za-z_]\w*", name.strip()):
            yield name.strip(), unquote_plus(written.strip())


def _parts(text: str) -> Iterable[str]:
    return re.split(r"&(?=\s*[A-Za-z_]\w*=)", text)


def parameter(written: str) -> object:
    """Parse the value of a query parameter: JSON if it begins like an array or object, else text."""
    written = written.strip("\"'")
    if written[:1] in {"[", "{"} and not _NAMED.fullmatch(written):
        read, _ = value_of(written)
        return OPEN if read is None else read
    return OPEN if is_to_fill(written) else written


def value_of(text: str) -> tuple[object, bool]:
    """Parse the value that a text begins with; also return whether it is complete. ``None`` if unreadable."""
    try:
        return value_in(text)
    except ValueError:
        return None, False
