"""The files of a request, and multipart bodies, which are read while they are sent."""

from __future__ import annotations

import io
import os
import select
import stat
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, BinaryIO, NamedTuple

from .check import Violation, child
from .encode import scalar_text, valid_text
from .errors import InvalidRequest
from .faults import NotReadError
from .given import as_given, function
from .interrupts import Waiting
from .outside import OutsideError, run_outside

#: A progress callback, called with the amount done and the total, or ``None`` if that is unknown.
ProgressCallback = Callable[[int, int | None], object]

#: The forms in which a file can be given; text is a path. A stream that is neither in memory nor a file on
#: disk, a pipe or a terminal is read in threads of their own: if a read takes too long, the call ends without
#: it, and what it still reads is lost.
FileContent = str | os.PathLike[str] | bytes | BinaryIO


class File:
    """A file to send, with options.

    Args:
        content: A path, bytes or a binary stream.
        name: The file name to send, instead of its own.
        progress: Called after each piece with the number of bytes sent and the total; starts again from 0 if
            the request is retried.

    Raises:
        TypeError: If ``progress`` is no function.
    """

    __slots__ = ("content", "name", "progress")

    # Not a named tuple: pyright would not infer the argument types of a lambda that is passed to one.
    def __init__(
        self,
        content: FileContent,
        name: str | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> None:
        self.content = content
        self.name = name
        self.progress = function("progress", progress)


#: A file; a pair of the name to send and the file; or a `File`.
FileLike = FileContent | tuple[str, FileContent] | File


def file_parts(files: Mapping[str, FileLike | None], waiting: Waiting | None = None) -> dict[str, Part]:
    """Convert files to parts of a multipart body. A stream that can be read only once is read here."""
    parts: dict[str, Part] = {}
    waiting = waiting or Waiting()
    violations: list[Violation] = []
    for name, file in files.items():
        if file is not None:
            with _noted(name, violations):
                parts[name] = _file_part(name, file, waiting)
    if violations:
        raise InvalidRequest(violations)
    return parts


def md5(name: str, part: Part) -> str:
    """Return the MD5 of a file's content in hexadecimal digits, which upload operations require."""
    import hashlib

    digest = hashlib.md5(usedforsecurity=False)
    violations: list[Violation] = []
    with _noted(name, violations):
        for piece in part.pieces():
            digest.update(piece)
    if violations:
        raise InvalidRequest(violations)
    return digest.hexdigest()


@contextmanager
def _noted(name: str, violations: list[Violation]) -> Generator[None]:
    """Within this context, note in a list why a file cannot be read, instead of raising that."""
    try:
        yield
    except _FileError as error:
        violations.append(Violation(child("", name), "type", str(error)))
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        which = "" if error.filename is None else f": {as_given(error.filename, 200)}"
        violations.append(Violation(child("", name), "type", f"cannot be read: {reason}{which}"))
    except ValueError as error:
        # The stream is closed, or the path is invalid on any system.
        violations.append(Violation(child("", name), "type", f"cannot be read: {error}"))


def multipart(fields: Mapping[str, Any], files: Mapping[str, Part]) -> MultipartBody:
    """Return a multipart body of plain JSON values and files."""
    parts: list[Part] = []
    violations: list[Violation] = []
    for name, value in fields.items():
        try:
            text = valid_text(value, child("", name), scalar_text)
        except InvalidRequest as error:
            violations += error.violations
        else:
            parts.append(_content_part(name, None, None, text.encode()))
    if violations:
        raise InvalidRequest(violations)
    return MultipartBody([*parts, *files.values()])


class Part(NamedTuple):
    """One part of a multipart body."""

    head: bytes  # the headers of the part
    length: int  # the size of its content in bytes
    pieces: Callable[[], Iterator[bytes]]  # returns the content, piece by piece, each time again
    progress: Callable[[int, int], object] | None = None  # called with the number of bytes sent and the total

    def sending(self) -> Iterator[bytes]:
        """Yield the content piece by piece, and report the progress."""
        sent = 0
        pieces = self.pieces()
        while piece := self._next(pieces):
            yield piece
            sent += len(piece)
            if self.progress is not None:
                run_outside(self.progress, sent, self.length)

    @staticmethod
    def _next(pieces: Iterator[bytes]) -> bytes:
        try:
            return next(pieces, b"")
        except (OSError, ValueError) as error:
            # Reading a stream that was closed meanwhile raises ValueError.
            raise NotReadError(getattr(error, "strerror", None) or str(error)) from error


class MultipartBody:
    """A multipart body, read piece by piece while it is sent, and again for each retry.

    Attributes:
        content_type: The value of its ``Content-Type`` header.
        length: Its size in bytes.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        boundary = os.urandom(16).hex()
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._parts = parts
        self._between = b"--" + boundary.encode() + b"\r\n"
        self._end = b"--" + boundary.encode() + b"--\r\n"
        around = len(self._between) + 2
        self.length = len(self._end) + sum(around + len(part.head) + part.length for part in parts)

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield self._between + part.head
            yield from part.sending()
            yield b"\r\n"
        yield self._end


class _FileError(Exception):
    """A file cannot be sent; the message says why."""


_PIECE = 64 * 1024
# How many milliseconds a pipe is waited for before it is looked whether anybody still waits for the call.
_LOOK_MS = 50
_CAN_POLL = hasattr(select, "poll")


def _content_part(name: str, filename: str | None, content_type: str | None, content: bytes) -> Part:
    def from_bytes() -> Iterator[bytes]:
        for start in range(0, len(content), _PIECE):
            yield content[start : start + _PIECE]

    return Part(_head(name, filename, content_type), len(content), from_bytes)


def _file_part(name: str, file: FileLike, waiting: Waiting) -> Part:
    if isinstance(file, File):
        part = _named_part(name, file.name, file.content, waiting)
        return part if file.progress is None else part._replace(progress=file.progress)
    if isinstance(file, tuple):
        named: tuple[Any, ...] = file
        if len(named) != 2 or not isinstance(named[0], str):
            raise _FileError("must be (file name, content) if it is a tuple")
        return _named_part(name, *file, waiting)
    return _named_part(name, None, file, waiting)


def _named_part(name: str, filename: str | None, content: FileContent, waiting: Waiting) -> Part:
    if isinstance(content, bytes | bytearray | memoryview):
        filename = filename or name
        return _content_part(name, filename, _media_type(filename), bytes(content))
    if isinstance(content, str | os.PathLike):
        return _path_part(name, filename, os.fspath(content), waiting)
    return _stream_part(name, filename, content, waiting)


def _path_part(name: str, filename: str | None, path: str, waiting: Waiting) -> Part:
    filename = filename or os.path.basename(path)  # noqa: PTH119 - pathlib would be imported for this alone
    media_type = _media_type(filename)
    found = os.stat(path)  # noqa: PTH116 - likewise
    if stat.S_ISFIFO(found.st_mode):
        # Without O_NONBLOCK, opening would wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            content = _piped(descriptor, partial(os.read, descriptor, _PIECE), waiting)
        finally:
            os.close(descriptor)
        return _content_part(name, filename, media_type, content)
    if stat.S_ISCHR(found.st_mode) or stat.S_ISBLK(found.st_mode):
        raise _FileError("must be a file or a pipe, not a device")
    length = found.st_size

    def from_path() -> Iterator[bytes]:
        with open(path, "rb") as stream:  # noqa: PTH123 - likewise
            yield from _pieces(stream, length, waiting.now)

    with open(path, "rb") as stream:  # noqa: PTH123 - likewise; one that cannot be opened is found before sending
        if not length:
            # Files that a system generates while they are read claim to be empty.
            return _content_part(name, filename, media_type, stream.read())
    return Part(_head(name, filename, media_type), length, from_path)


def _piped(descriptor: int, read: Callable[[], bytes], waiting: Waiting) -> bytes:
    """Read a pipe to its end, which comes after a writer did, or until nobody waits for that any more."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)

    def read_on() -> bytes:
        while True:
            try:
                ready = waiting.now(lambda: poll.poll(_LOOK_MS))
            except TimeoutError:
                raise _FileError(
                    f"is a pipe that was not closed within {waiting.deadline.seconds:g} s"
                ) from None
            with suppress(BlockingIOError):
                if ready:
                    return read()

    return _to_end(read_on)


def _stream_part(name: str, filename: str | None, stream: Any, waiting: Waiting) -> Part:
    if not hasattr(stream, "read"):
        raise _FileError(f"must be a path, bytes or a binary stream, not {type(stream).__name__}")
    if filename is None:
        given = getattr(stream, "name", None)
        filename = os.path.basename(given) if isinstance(given, str) and given else name  # noqa: PTH119 - likewise
    media_type = _media_type(filename)
    descriptor = _descriptor(stream)
    waits = descriptor is None and type(stream) is not io.BytesIO
    wait: Callable[[Callable[[], Any]], Any] = waiting.apart if waits else waiting.now

    def call(function: Callable[[], Any]) -> Any:
        return wait(partial(_called, function))

    try:
        start = call(stream.tell)
        length = call(lambda: stream.seek(0, os.SEEK_END)) - start
        call(lambda: stream.seek(start))
    except TimeoutError:
        raise
    except (AttributeError, OSError):
        # It can be read only once, and its length is unknown, as of a pipe.
        if descriptor is None:
            content = _to_end(lambda: call(partial(stream.read, _PIECE)))
        else:
            content = _piped(descriptor, partial(getattr(stream, "read1", stream.read), _PIECE), waiting)
        return _content_part(name, filename, media_type, content)
    _bytes_only(call(lambda: stream.read(0)))
    if start and length <= 0:
        raise _FileError(
            "is a stream at its end: nothing is left to send; seek(0) goes back to its beginning"
        )

    def from_stream() -> Iterator[bytes]:
        call(lambda: stream.seek(start))
        yield from _pieces(stream, length, call)

    return Part(_head(name, filename, media_type), length, from_stream)


def _called(function: Callable[[], Any]) -> Any:
    """Call a method of a caller's stream; only that it cannot be read is an error of the call."""
    try:
        return function()
    except (AttributeError, OSError, ValueError):
        raise
    except BaseException as error:  # noqa: BLE001 - raised again as it is by `entrance`
        held = OutsideError(error)
    raise held


def _descriptor(stream: Any) -> int | None:
    """Return what a stream of the standard library reads, if that is a file on disk, a pipe or a terminal."""
    raw = stream.raw if type(stream) in (io.BufferedReader, io.BufferedRandom) else stream
    if type(raw) is not io.FileIO:
        return None
    mode = os.fstat(raw.fileno()).st_mode
    known = stat.S_ISREG(mode) or (_CAN_POLL and (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)))
    return raw.fileno() if known else None


def _pieces(stream: BinaryIO, length: int, call: Callable[[Callable[[], bytes]], bytes]) -> Iterator[bytes]:
    left = length
    while left > 0:
        piece = call(partial(stream.read, min(_PIECE, left)))
        if not piece:
            raise OSError("the file became shorter while it was sent")
        left -= len(piece)
        yield piece


def _to_end(read: Callable[[], bytes]) -> bytes:
    pieces: list[bytes] = []
    while piece := read():
        _bytes_only(piece)
        pieces.append(piece)
    _bytes_only(piece)
    return b"".join(pieces)


def _bytes_only(content: object) -> None:
    if not isinstance(content, bytes):
        raise _FileError("must be a binary stream, not a text stream")


def _head(name: str, filename: str | None, content_type: str | None) -> bytes:
    lines = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    if filename is not None:
        lines += f'; filename="{_quoted(filename)}"'
    if content_type is not None:
        lines += f"\r\nContent-Type: {content_type}"
    return f"{lines}\r\n\r\n".encode(errors="replace")


def _quoted(text: str) -> str:
    # As the HTML standard demands.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _media_type(filename: str) -> str:
    import mimetypes

    return mimetypes.guess_type(filename)[0] or "application/octet-stream"
