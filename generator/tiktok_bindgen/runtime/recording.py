"""Record the shape of calls in a file, as evidence of what the API accepts and returns, without user data.

Each line is a JSON object: ``method`` and ``path``; ``request``, the body and the query together; ``reply``;
and ``against``, the place and the id of each documented rule that the request breaks. Values are recorded if
the documentation lists them, or if they are booleans, null or the return code; others are replaced by their
type: ``<string>``, ``<integer>``, ``<number>``. In an array, ``<7 more>`` stands for seven more items like
the one before.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Container, Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any, get_args, get_origin

from .check import slip_of
from .codec import is_array, is_object
from .decoding import documented, documented_fields
from .enums import OpenEnum
from .given import file_path
from .kinds import ANYTHING, Entries, Fields, Items, Later, Number, Values
from .makers import checks_of
from .masking import masked, secrets_in
from .model import Model
from .operation import Operation

_log = logging.getLogger("tiktok_business")


class Recording:
    """Appends calls to a file. Thread safe, and safe to share with forked processes.

    A line is appended by one system call, so that lines of several threads and processes never mix. The file
    is open only during that call: if it is moved or removed, the next call creates a new one. Failures to
    write are ignored, except that the first one is logged.

    Args:
        path: The file, which is created if it does not exist.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = file_path("record", path)
        self._failed = False

    def keep(self, operation: Operation, request: dict[str, Any], reply: Any, hint: Any) -> None:
        """Append a call, given its parsed reply and the documented type of that. This never raises."""
        try:
            # A secret may be the name of a field.
            request, reply = masked((request, reply), secrets_in(request), named=False)
            line = _line(operation, request, reply, hint)
            self._append(f"{json.dumps(line, separators=(',', ':'))}\n".encode())
        except Exception as error:  # noqa: BLE001 - whatever it is, the call has been made
            if not self._failed:
                self._failed = True
                # The message may quote the request; only that of an OSError is about the file alone.
                why = error.strerror if isinstance(error, OSError) else type(error).__name__
                _log.warning("%s: calls cannot be recorded: %s", self._path, why)

    def _append(self, line: bytes) -> None:
        file = os.open(self._path, _APPEND, 0o666)
        try:
            end = os.fstat(file).st_size
            # The previous writer may have been killed in the middle of a line.
            if end and os.lseek(file, -1, os.SEEK_END) >= 0 and os.read(file, 1) != b"\n":
                line = b"\n" + line
            while line:
                line = line[os.write(file, line) :]
        finally:
            os.close(file)


_APPEND = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
# How many items of a reply's array are recorded.
_ITEMS = 20


def _line(operation: Operation, request: dict[str, Any], reply: Any, hint: Any) -> dict[str, Any]:
    checks = checks_of(operation.name)
    kind = ANYTHING if checks is None else checks.request
    line: dict[str, Any] = {
        "method": operation.method,
        "path": _without_values(operation.path),
        "request": _of_request(request, kind),
        "reply": _of_reply(reply, documented(hint)),
    }
    if is_object(reply) and reply.get("code").__class__ is int:
        # Return codes are no user data: the documentation lists them.
        line["reply"]["code"] = reply["code"]
    found = [] if checks is None else checks.stated(request)
    if against := sorted({(_place(each.pointer, kind), each.rule) for each in found}):
        line["against"] = against
    return line


def _of_request(value: Any, kind: Any) -> Any:
    if isinstance(kind, Later):
        kind = kind.kind()
    if is_object(value):
        known: Mapping[str, Any] = kind.known if isinstance(kind, Fields) else {}
        other = kind.value if isinstance(kind, Entries) else ANYTHING
        fields = ((name, _of_request(item, known.get(name, other))) for name, item in value.items())
        return _with_names(fields, known, named=not isinstance(kind, Entries))
    if is_array(value):
        item = kind.item if isinstance(kind, Items) else ANYTHING
        return _runs(_of_request(each, item) for each in value)
    if isinstance(value, str):
        return value if isinstance(kind, Values) and _is_listed(value, kind) else _STRING
    if isinstance(kind, Number) and value in kind.values:
        return value
    return _type(value)


def _place(pointer: str, kind: Any) -> str:
    """Return a JSON pointer with ``*`` for items, and for keys that are not names of fields."""
    made = ""
    for step in pointer.split("/")[1:]:
        if isinstance(kind, Later):
            kind = kind.kind()
        if isinstance(kind, Fields) and step in kind.known:
            made, kind = f"{made}/{step}", kind.known[step]
        elif isinstance(kind, Items | Entries):
            made, kind = f"{made}/*", kind.item if isinstance(kind, Items) else kind.value
        else:
            made, kind = f"{made}/{step if _is_name(step) else '*'}", ANYTHING
    return made


def _of_reply(value: Any, hint: Any) -> Any:
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    is_class = isinstance(origin, type)
    if is_object(value):
        if is_class and issubclass(origin, Model):
            known = documented_fields(hint)
            fields = ((name, _of_reply(item, known.get(name, Any))) for name, item in value.items())
            return _with_names(fields, known)
        inner = arguments[1] if origin is dict and arguments else Any
        fields = ((name, _of_reply(item, inner)) for name, item in value.items())
        return _with_names(fields, (), named=inner is Any)
    if is_array(value):
        item = arguments[0] if origin is list and arguments else Any
        found: list[Any] = []
        for each in value[:_ITEMS]:
            shape = _of_reply(each, item)
            if shape not in found:
                found.append(shape)
        return found
    if isinstance(value, str):
        listed = is_class and issubclass(origin, OpenEnum) and value in origin
        return value if listed and _is_plain(value) else _STRING
    return _type(value)


def _type(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return "<integer>"
    return "<number>" if isinstance(value, float | Decimal) else _STRING


_STRING = "<string>"


def _runs(items: Iterable[Any]) -> list[Any]:
    """Return the items, with runs of equal ones replaced by the first and the count of the others."""
    found: list[Any] = []
    for item, alike in groupby(items):
        more = sum(1 for _ in alike) - 1
        found += [item, f"<{more} more>"] if more else [item]
    return found


def _with_names(
    fields: Iterable[tuple[str, Any]], known: Container[str], *, named: bool = True
) -> dict[str, Any]:
    """Return an object in which keys that are no known or possible names are ``*1``, ``*2`` and so on."""
    found: dict[str, Any] = {}
    hidden: list[Any] = []
    for name, item in fields:
        if name in known or (named and _is_name(name)):
            found[name] = item
        elif item not in hidden:
            hidden.append(item)
    return found | {f"*{number}": item for number, item in enumerate(hidden, 1)}


# A name of a field has at most three digits at each end of a word, and four in all: ids have more digits, or
# digits between letters.
_WORD = r"(?:[0-9]{0,3}[A-Za-z]{1,24}[0-9]{0,3}|[0-9]{1,3})"
_NAME = re.compile(rf"(?=[A-Za-z](?:[A-Za-z_]*[0-9]){{0,4}}[A-Za-z_]*\Z){_WORD}(?:_{_WORD}){{0,9}}")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]{4,}")
_VERSION = re.compile(r"v[0-9]{1,2}(?:\.[0-9]{1,2})?")


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def _is_listed(value: str, kind: Values) -> bool:
    """Report whether a text is a documented value, or a constant that is one typing error away from one."""
    if value in kind:
        return _is_plain(value)
    return _CONSTANT.fullmatch(value) is not None and bool(slip_of(value, kind))


def _is_plain(value: str) -> bool:
    """Report whether a text cannot be mistaken for one of our placeholders, such as ``<string>``."""
    return not value.startswith("<")


def _without_values(path: str) -> str:
    """Return a path with ``{}`` in place of segments that may be values of parameters."""

    def fixed(step: str) -> bool:
        return not step or _is_name(step) or _VERSION.fullmatch(step) is not None

    return "/".join(step if fixed(step) else "{}" for step in path.split("/"))
