"""The files of a request, and multipart bodies, which are read while they are sent."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple

from .check import Violation, child
from .encode import scalar_text, valid_text
from .errors import InvalidRequest
from .faults import NotReadError
from .given import as_given, function
from .timing import Deadline

#: A progress callback, called with the amount done and the total, or ``None`` if that is unknown.
ProgressCallback = Callable[[int, int | None], object]

#: The forms in which a file can be given; text is a path.
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


def file_parts(files: Mapping[str, FileLike | None], deadline: Deadline | None = None) -> dict[str, Part]:
    """Convert files to parts of a multipart body. A stream that can be read only once is read here.

    Args:
        files: The files, keyed by the names of their fields.
        deadline: Limits the wait for data from a pipe; no limit by default.

    Raises:
        InvalidRequest: With a violation for each file that cannot be read.
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
            which = "" if error.filename is None else f": {as_given(error.filename, 200)}"
            violations.append(Violation(child("", name), "type", f"cannot be read: {reason}{which}"))
        except ValueError as error:
            # The stream is closed, or the path is invalid on any system.
            violations.append(Violation(child("", name), "type", f"cannot be read: {error}"))
    if violations:
        raise InvalidRequest(violations)
    return parts


def multipart(fields: Mapping[str, Any], files: Mapping[str, Part]) -> MultipartBody:
    """Return a multipart body of plain JSON values and files.

    Raises:
        InvalidRequest: With a violation for each text that is not valid Unicode, and each too long number.
    """
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
    """One part of a multipart body.

    Attributes:
        head: The headers of the part.
        length: The size of its content in bytes.
        pieces: Returns an iterator over the content, piece by piece; it can be called repeatedly.
        progress: Called with the number of bytes sent and the total.
    """

    head: bytes
    length: int
    pieces: Callable[[], Iterator[bytes]]
    progress: Callable[[int, int], object] | None = None

    def md5(self) -> str:
        """Return the content's MD5 in hexadecimal digits, which upload operations require."""
        import hashlib

        digest = hashlib.md5(usedforsecurity=False)
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()

    def sending(self) -> Iterator[bytes]:
        """Yield the content piece by piece, and report the progress."""
        sent = 0
        pieces = self.pieces()
        while piece := self._next(pieces):
            yield piece
            sent += len(piece)
            if self.progress is not None:
                self.progress(sent, self.length)

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
        self.length = len(self._end) + sum(
            len(self._between) + len(part.head) + part.length + 2 for part in parts
        )

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            yield self._between + part.head
            yield from part.sending()
            yield b"\r\n"
        yield self._end


class _FileError(Exception):
    """A file cannot be sent; the message says why."""


_PIECE = 64 * 1024


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
            raise _FileError("must be (file name, content) if it is a tuple")
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
            # Files that a system generates while they are read claim to be empty.
            return _content_part(name, filename, media_type, stream.read())
    return Part(_head(name, filename, media_type), length, from_path)


def _piped(path: str, deadline: Deadline) -> bytes:
    """Read a pipe to its end. A named pipe may first wait for a writer."""
    import select

    pieces: list[bytes] = []
    named = "pipe:[" not in os.path.realpath(path)
    # Without O_NONBLOCK, opening would wait for a writer, beyond every timeout.
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
            raise _FileError(f"is a pipe that was not closed within {deadline.seconds:g} s")
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
        # It can be read only once, and its length is unknown, as of a pipe.
        content = stream.read()
        _bytes_only(content)
        return _content_part(name, filename, media_type, content)
    _bytes_only(stream.read(0))
    if start and length <= 0:
        raise _FileError(
            "is a stream at its end: nothing is left to send; seek(0) goes back to its beginning"
        )

    def from_stream() -> Iterator[bytes]:
        stream.seek(start)
        yield from _pieces(stream, length)

    return Part(_head(name, filename, media_type), length, from_stream)


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
