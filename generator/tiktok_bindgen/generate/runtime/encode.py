"""Requests from Python values: plain JSON types, JSON text, query strings and multipart bodies."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, BinaryIO, NamedTuple, TypeGuard, cast
from urllib.parse import quote

from .check import Violation, child
from .codec import is_array, is_object
from .errors import InvalidRequest
from .model import Model
from .timing import Deadline

#: What a file can be given as; text is a path.
FileContent = str | os.PathLike[str] | bytes | BinaryIO


class File(NamedTuple):
    """A file to send, with more than its content.

    Attributes:
        content: A path, bytes or a binary stream.
        name: The name to send it under, instead of its own.
        progress: Called with how many of its bytes were sent and how many there are, after each piece; from
            the start again when the request is tried again.
    """

    content: FileContent
    name: str | None = None
    progress: Callable[[int, int], object] | None = None


#: The same, or with the name to send it under before it, or with more.
FileLike = FileContent | tuple[str, FileContent] | File


def plain(value: Any) -> Any:
    """Turn a value into plain JSON types.

    Models, enumerations, dates, mappings and sequences are turned; decimals stay, to be written exactly. An
    aware datetime is sent in UTC, as documented; a naive one is taken as UTC. Entries that are ``None`` are
    left out.

    Raises:
        InvalidRequest: If there is something that JSON has no type for.
    """
    try:
        return _plain(value)
    except _UnencodableError as error:
        raise InvalidRequest([error.violation("")]) from None


def payload(fields: Mapping[str, object]) -> dict[str, Any]:
    """Turn named values into a plain JSON object.

    Raises:
        InvalidRequest: With every field that holds something JSON has no type for.
    """
    result: dict[str, Any] = {}
    violations: list[Violation] = []
    for name, value in fields.items():
        if value is None:
            continue
        if value.__class__ in _AS_IS:
            result[name] = value
            continue
        try:
            result[name] = _plain(value)
        except _UnencodableError as error:
            violations.append(error.violation(child("", name)))
        except RecursionError:
            violations.append(Violation(child("", name), "type", "is nested too deeply, or in itself"))
    if violations:
        raise InvalidRequest(violations)
    return result


def written(places: Mapping[str, str], values: Mapping[str, object]) -> Mapping[str, object]:
    """Write dates as documented where that is another way than `plain` has.

    Args:
        places: How they are written, as `datetime.strftime` takes it, by place: the names on the way to it,
            with ``/`` before each, and ``*`` for each entry of an array or a map.
        values: Named values. What is wrong with them is for `payload` to say.
    """
    try:
        result: Any = payload(values)
    except InvalidRequest:
        return values
    for place, how in places.items():
        names = [name.replace("~1", "/").replace("~0", "~") for name in place.split("/")[1:]]
        result = _rewritten(result, names, how)
    return cast("dict[str, Any]", result)


def json_bytes(value: Any) -> bytes:
    """Write plain JSON types as compact JSON."""
    return _json_text(value).encode("ascii")


def body_bytes(fields: Mapping[str, Any]) -> bytes:
    """Write plain JSON types as the JSON of a request.

    Raises:
        InvalidRequest: If text is no valid Unicode, or a number has too many digits.
    """
    return _written(fields, "", _json_text).encode("ascii")


def query_string(fields: Mapping[str, Any]) -> str:
    """Write plain JSON types as a query: scalars as text, arrays and objects as one JSON value each.

    Raises:
        InvalidRequest: If text is no valid Unicode, or a number has too many digits.
    """
    pairs: list[str] = []
    for name, value in fields.items():
        text = _written(value, child("", name), scalar_text)
        pairs.append(f"{quote(_written(name, child('', name), str), safe='')}={quote(text, safe='')}")
    return "&".join(pairs)


def scalar_text(value: Any) -> str:
    """Write a plain JSON type as it stands in a query or a header: text as it is, all else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return _json_text(value)


def file_parts(files: Mapping[str, FileLike | None], deadline: Deadline | None = None) -> dict[str, Part]:
    """Make parts of a multipart body of files. What can be read but once is read here, to its end.

    Args:
        files: The files, by the names of their fields.
        deadline: How long to wait for what comes through a pipe; by default for ever.

    Raises:
        InvalidRequest: With every file that cannot be read.
    """
    parts: dict[str, Part] = {}
    until = deadline or Deadline(None)
    violations: list[Violation] = []
    for name, file in files.items():
        if file is None:
            continue
        try:
            parts[name] = _file_part(name, file, until)
        except _FileError as error:
            violations.append(Violation(child("", name), "type", str(error)))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            violations.append(Violation(child("", name), "type", f"cannot be read: {reason}"))
        except ValueError as error:
            # A stream that was closed, or a path that no system has.
            violations.append(Violation(child("", name), "type", f"cannot be read: {error}"))
    if violations:
        raise InvalidRequest(violations)
    return parts


def multipart(fields: Mapping[str, Any], files: Mapping[str, Part]) -> MultipartBody:
    """Make a multipart body of plain JSON types and files.

    Raises:
        InvalidRequest: With every text that is no valid Unicode, and every number of too many digits.
    """
    parts: list[Part] = []
    violations: list[Violation] = []
    for name, value in fields.items():
        try:
            text = _written(value, child("", name), scalar_text)
        except InvalidRequest as error:
            violations += error.violations
        else:
            parts.append(_content_part(name, None, None, text.encode()))
    if violations:
        raise InvalidRequest(violations)
    return MultipartBody([*parts, *files.values()])


class Part(NamedTuple):
    """One part of a multipart body.

    Attributes:
        head: The headers before it.
        length: How many bytes its content has.
        pieces: Gives the content, piece by piece, as often as it is called.
        progress: Called with how many of its bytes were sent and how many there are.
    """

    head: bytes
    length: int
    pieces: Callable[[], Iterator[bytes]]
    progress: Callable[[int, int], object] | None = None

    def md5(self) -> str:
        """Give the content's MD5 in hexadecimal, as servers of uploads ask for it."""
        import hashlib

        digest = hashlib.md5(usedforsecurity=False)
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()

    def sending(self) -> Iterator[bytes]:
        """Give the content while it is sent."""
        if self.progress is None:
            yield from self.pieces()
            return
        sent = 0
        for piece in self.pieces():
            yield piece
            sent += len(piece)
            self.progress(sent, self.length)


class MultipartBody:
    """A multipart body, read piece by piece while it is sent, and again when it is sent again.

    Attributes:
        content_type: The header that goes with it.
        length: How many bytes it has.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        boundary = os.urandom(16).hex()
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._parts = parts
        self._between = b"--" + boundary.encode() + b"\r\n"
        self._end = b"--" + boundary.encode() + b"--\r\n"
        self.length = len(self._end) + sum(
            len(self._between) + len(part.head) + part.length + 2 for part in parts
        )

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield self._between + part.head
            yield from part.sending()
            yield b"\r\n"
        yield self._end


class _UnencodableError(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.steps: list[str] = []

    def inside(self, step: object) -> _UnencodableError:
        self.steps.append(str(step))
        return self

    def violation(self, at: str) -> Violation:
        for step in reversed(self.steps):
            at = child(at, step)
        return Violation(at, "type", self.message)


class _FileError(Exception):
    """Why a file cannot be sent."""


_AS_IS: set[Any] = {str, int, bool, type(None)}
_PIECE = 64 * 1024
# As `plain` writes dates and times.
_PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}:[0-9]{2})?", re.ASCII)


def _plain(value: Any) -> Any:
    kind = value.__class__
    if kind in _AS_IS:
        return value
    if kind is list or kind is tuple:
        return _plain_items(value)
    if kind is dict:
        return _plain_entries(value)
    if isinstance(value, Model):
        return _plain_model(value)
    return _plain_other(value)


def _plain_items(value: Any) -> list[Any]:
    if value.__class__ is list and {*map(type, value)} <= _AS_IS:
        return value
    result: list[Any] = []
    for index, item in enumerate(value):
        try:
            result.append(_plain(item))
        except _UnencodableError as error:
            raise error.inside(index) from None
    return result


def _plain_entries(value: Mapping[Any, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, item in value.items():
        if item is None:
            continue
        if not isinstance(name, str):
            raise _UnencodableError(f"must have names that are text, not {type(name).__name__}")
        try:
            result[str.__str__(name)] = _plain(item)
        except _UnencodableError as error:
            raise error.inside(str.__str__(name)) from None
    return result


def _plain_model(value: Model) -> dict[str, Any]:
    result: dict[str, Any] = {}
    kind: Any = type(value)
    for attribute, wire in _wires(kind):
        held = getattr(value, attribute)
        if held.__class__ in _AS_IS:
            if held is not None:
                result[wire] = held
            continue
        try:
            result[wire] = _plain(held)
        except _UnencodableError as error:
            raise error.inside(wire) from None
    if value.extra:
        for name, held in _plain_entries(value.extra).items():
            result.setdefault(name, held)
    return result


@functools.cache
def _wires(model: Any) -> tuple[tuple[str, str], ...]:
    """The attributes of a class, each with its name in JSON."""
    names = [one.name for one in model.__attrs_attrs__ if one.name != "extra"]
    return tuple((name, model.__wire_names__.get(name, name)) for name in names)


def _plain_other(value: Any) -> Any:
    if isinstance(value, str):
        # Members of our enumerations, too.
        return str.__str__(value)
    if isinstance(value, float):
        if isfinite(value):
            return float(value)
        raise _UnencodableError("must be a finite number")
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Decimal):
        if value.is_finite():
            return value
        raise _UnencodableError("must be a finite number")
    if isinstance(value, dt.datetime):
        try:
            value = value if value.tzinfo is None else value.astimezone(dt.UTC)
        except OverflowError:
            raise _UnencodableError("must be a time that UTC has") from None
        return value.replace(tzinfo=None).isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if _is_mapping(value):
        return _plain_entries(value)
    if _is_sequence(value):
        return _plain_items(value)
    raise _UnencodableError(f"must be something that JSON has, not {type(value).__name__}")


def _rewritten(value: Any, names: Sequence[str], how: str) -> Any:
    if not names:
        return _dated(value, how)
    first, *rest = names
    if first == "*" and is_array(value):
        return [_rewritten(one, rest, how) for one in value]
    if not is_object(value):
        return value
    return {name: _rewritten(one, rest, how) if first in ("*", name) else one for name, one in value.items()}


def _dated(value: Any, how: str) -> Any:
    try:
        return dt.datetime.fromisoformat(value).strftime(how) if _PLAIN_DATE.fullmatch(value) else value
    except (TypeError, ValueError):
        # Something else, for checks to refuse.
        return value


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview)


_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False)


def _json_text(value: Any) -> str:
    try:
        return _ENCODER.encode(value)
    except TypeError:
        # The standard encoder has no exact decimals.
        return "".join(_exact(value))


def _written(value: Any, at: str, write: Callable[[Any], str]) -> str:
    """Write a value, or say what of it cannot be written, though JSON has a type for it."""
    try:
        text = write(value)
        # JSON has half a pair of surrogates as text of its own, which no server can read.
        if text.isascii() and "\\ud" not in text:
            return text
    except ValueError:
        text = ""
    violations = [*_unwritable(value, at)]
    if violations:
        raise InvalidRequest(violations)
    return text


def _unwritable(value: Any, at: str) -> Iterator[Violation]:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            yield Violation(at, "type", "must be valid Unicode")
    elif isinstance(value, int):
        try:
            str(value)
        except ValueError:
            yield Violation(at, "type", "must be a number of fewer digits")
    elif is_object(value):
        for name, item in value.items():
            yield from _unwritable(name, at)
            yield from _unwritable(item, child(at, name))
    elif is_array(value):
        for index, item in enumerate(value):
            yield from _unwritable(item, child(at, str(index)))


def _exact(value: Any) -> Iterator[str]:
    if isinstance(value, Decimal):
        yield str(value)
    elif is_object(value):
        yield "{"
        comma = ""
        for name, item in value.items():
            yield f"{comma}{_ENCODER.encode(name)}:"
            yield from _exact(item)
            comma = ","
        yield "}"
    elif is_array(value):
        yield "["
        comma = ""
        for item in value:
            yield comma
            yield from _exact(item)
            comma = ","
        yield "]"
    else:
        yield _ENCODER.encode(value)


def _content_part(name: str, filename: str | None, content_type: str | None, content: bytes) -> Part:
    def from_bytes() -> Iterator[bytes]:
        for start in range(0, len(content), _PIECE):
            yield content[start : start + _PIECE]

    return Part(_head(name, filename, content_type), len(content), from_bytes)


def _file_part(name: str, file: FileLike, deadline: Deadline) -> Part:
    if isinstance(file, File):
        part = _named_part(name, file.name, file.content, deadline)
        return part if file.progress is None else part._replace(progress=file.progress)
    if isinstance(file, tuple):
        named: tuple[Any, ...] = file
        if len(named) != 2 or not isinstance(named[0], str):
            raise _FileError("must be, as a tuple, the name to send it under and the content")
        return _named_part(name, *file, deadline)
    return _named_part(name, None, file, deadline)


def _named_part(name: str, filename: str | None, content: FileContent, deadline: Deadline) -> Part:
    if isinstance(content, bytes | bytearray | memoryview):
        filename = filename or name
        return _content_part(name, filename, _media_type(filename), bytes(content))
    if isinstance(content, str | os.PathLike):
        return _path_part(name, filename, os.fspath(content), deadline)
    return _stream_part(name, filename, content)


def _path_part(name: str, filename: str | None, path: str, deadline: Deadline) -> Part:
    filename = filename or os.path.basename(path)  # noqa: PTH119 - pathlib would be imported for this alone
    media_type = _media_type(filename)
    found = os.stat(path)  # noqa: PTH116 - likewise
    if stat.S_ISFIFO(found.st_mode):
        return _content_part(name, filename, media_type, _piped(path, deadline))
    if stat.S_ISCHR(found.st_mode) or stat.S_ISBLK(found.st_mode):
        raise _FileError("must be a file or a pipe, not a device")
    length = found.st_size

    def from_path() -> Iterator[bytes]:
        with open(path, "rb") as stream:  # noqa: PTH123 - likewise
            yield from _pieces(stream, length)

    with open(path, "rb") as stream:  # noqa: PTH123 - likewise; one that cannot be opened is found before sending
        if not length:
            # Files that a system makes up as they are read say that they are empty.
            return _content_part(name, filename, media_type, stream.read())
    return Part(_head(name, filename, media_type), length, from_path)


def _piped(path: str, deadline: Deadline) -> bytes:
    """Read a pipe to its end. One that has a name may wait for who writes to it."""
    import select

    pieces: list[bytes] = []
    named = "pipe:[" not in os.path.realpath(path)
    # The standard library's open would wait for a writer, past every timeout.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        while (left := deadline.left()) != 0:
            try:
                piece = os.read(descriptor, _PIECE)
            except BlockingIOError:
                pass
            else:
                pieces.append(piece)
                if not piece and (len(pieces) > 1 or not named):
                    break
                if piece:
                    continue
                pieces.clear()
            events = poll.poll(None if left is None else left * 1000)
            if [event for _, event in events] == [select.POLLHUP]:
                break
        else:
            raise _FileError(f"is a pipe that did not come to its end in {deadline.seconds:g} s")
    finally:
        os.close(descriptor)
    return b"".join(pieces)


def _stream_part(name: str, filename: str | None, stream: Any) -> Part:
    if not hasattr(stream, "read"):
        raise _FileError(f"must be a path, bytes or a binary stream, not {type(stream).__name__}")
    if filename is None:
        given = getattr(stream, "name", None)
        filename = os.path.basename(given) if isinstance(given, str) and given else name  # noqa: PTH119 - likewise
    media_type = _media_type(filename)
    try:
        start = stream.tell()
        length = stream.seek(0, os.SEEK_END) - start
        stream.seek(start)
    except (AttributeError, OSError):
        # It can be read but once, and its length is not known: a pipe.
        content = stream.read()
        _bytes_only(content)
        return _content_part(name, filename, media_type, content)
    _bytes_only(stream.read(0))

    def from_stream() -> Iterator[bytes]:
        stream.seek(start)
        yield from _pieces(stream, length)

    return Part(_head(name, filename, media_type), max(length, 0), from_stream)


def _pieces(stream: BinaryIO, length: int) -> Iterator[bytes]:
    left = length
    while left > 0:
        piece = stream.read(min(_PIECE, left))
        if not piece:
            raise OSError("the file became shorter while it was sent")
        left -= len(piece)
        yield piece


def _bytes_only(content: object) -> None:
    if not isinstance(content, bytes):
        raise _FileError("must be a binary stream, not one of text")


def _head(name: str, filename: str | None, content_type: str | None) -> bytes:
    lines = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    if filename is not None:
        lines += f'; filename="{_quoted(filename)}"'
    if content_type is not None:
        lines += f"\r\nContent-Type: {content_type}"
    return f"{lines}\r\n\r\n".encode(errors="replace")


def _quoted(text: str) -> str:
    # As HTML says that browsers do.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _media_type(filename: str) -> str:
    import mimetypes

    return mimetypes.guess_type(filename)[0] or "application/octet-stream"
