"""Files of a request, and bodies of several parts that are read while they are sent."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple

from .check import Violation, child
from .encode import scalar_text, valid_text
from .errors import InvalidRequest
from .faults import NotReadError
from .timing import Deadline

#: What is told how much is done, and how much there is to do, if that is known.
Told = Callable[[int, int | None], object]

#: What a file can be given as; text is a path.
FileContent = str | os.PathLike[str] | bytes | BinaryIO


class File:
    """A file to send, with more than its content.

    Args:
        content: A path, bytes or a binary stream.
        name: The name to send it under, instead of its own.
        progress: Called with how many of its bytes were sent and how many there are, after each piece; from
            the start again when the request is tried again.
    """

    __slots__ = ("content", "name", "progress")

    # No named tuple: pyright does not tell a lambda that is given to one what its arguments are.
    def __init__(
        self,
        content: FileContent,
        name: str | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> None:
        self.content = content
        self.name = name
        self.progress = progress


#: The same, or with the name to send it under before it, or with more.
FileLike = FileContent | tuple[str, FileContent] | File


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
            # A stream that was closed meanwhile is a ValueError.
            raise NotReadError(getattr(error, "strerror", None) or str(error)) from error


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


class _FileError(Exception):
    """Why a file cannot be sent."""


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
