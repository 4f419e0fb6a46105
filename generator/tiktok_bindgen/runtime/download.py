"""The replies of operations that are documented to return a file."""

from __future__ import annotations

import itertools
import logging
import os
import re
from collections.abc import Container, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from .codec import number_of, one_line
from .errors import DecodeError
from .given import file_path, function
from .logs import LOGGER
from .outside import OutsideError, run_outside
from .raw_response import RawResponse
from .reply import Reply, T_co
from .writing import replacing

if TYPE_CHECKING:
    from .files import ProgressCallback

_log = logging.getLogger(LOGGER)
# How an envelope begins.
_OBJECT = b"{"


class Download(Reply[T_co]):  # noqa: PLW1641 - mutable, so not hashable, as every model
    """A reply that is a file or, if the server sends one instead, an envelope."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        return same and self._file() == other._file() if isinstance(other, Download) else same

    def __repr__(self) -> str:
        if not self.is_file:
            return super().__repr__()
        where = f" in {self.saved_to}" if self.saved_to else ""
        return f"<Download: {number_of(self.size, 'byte')}{where}>"

    @property
    def is_file(self) -> bool:
        """Whether the reply is a file. If not, its fields and ``extra`` have the JSON reply."""
        return self.raw_response is not None and not _start(self.raw_response).startswith(_OBJECT)

    @property
    def saved_to(self) -> str:
        """The path to which the file was first written, by ``save_to`` or `save`; empty if it was not."""
        return self.raw_response.path if isinstance(self.raw_response, SavedResponse) else ""

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        raw = self.raw_response
        return raw.size if isinstance(raw, SavedResponse) else len(self.content)

    @property
    def content(self) -> bytes:
        """The content of the file; a long one that was written while it arrived is read from there.

        Raises:
            ValueError: If the reply is not a file.
            OSError: If it cannot be read.
        """
        if self.raw_response is None or not self.is_file:
            raise ValueError("the reply is JSON, not a file: see its fields and `extra`")
        if not self.saved_to or len(self.raw_response.body) == self.size:
            return self.raw_response.body
        with open(self.saved_to, "rb") as file:  # noqa: PTH123 - pathlib would be imported for this alone
            return file.read()

    @property
    def text(self) -> str:
        """The file as text, without a byte order mark.

        Raises:
            DecodeError: If it is not UTF-8 text. It is a `ValueError`.
            ValueError: If the reply is not a file.
        """
        try:
            return str(self.content, "utf-8-sig")
        except UnicodeDecodeError:
            error = self._unlike("is not UTF-8 text: use `content` or `save`")
        raise error

    def rows(self) -> list[dict[str, str]]:
        """Parse the file as CSV; return its rows as dictionaries, keyed by the names in its first line.

        Raises:
            DecodeError: If it is not such a table: another kind of file, two columns with the same name, a
                row of another length. It is a `ValueError`; ``content`` is available all the same.
            ValueError: If the reply is not a file.
        """
        return [*self.each_row()]

    def each_row(self) -> Iterator[dict[str, str]]:
        """Yield the rows as `rows` returns them, without keeping them all."""
        import csv
        import io

        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)

        def wrong(why: object) -> DecodeError:
            return self._unlike(f"is not CSV: line {reader.line_num}: {why}")

        def line() -> list[str] | None:
            try:
                return next(reader, None)
            except csv.Error as error:
                failure = wrong(error)
            raise failure

        names = line() or []
        if len(set(names)) < len(names):
            raise self._unlike("has two columns with the same name: use `text`")
        while (row := line()) is not None:
            if row and len(row) != len(names):
                raise wrong(f"it has {number_of(len(row), 'value')}, but there are {len(names)} columns")
            if row:
                yield dict(zip(names, row, strict=True))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file to a path. An existing file is replaced only when everything is written.

        Raises:
            ValueError: If the reply is not a file.
            OSError: If it cannot be written.
        """
        content, written = self.content, os.fspath(path)
        with replacing(written) as file:
            file.write(content)
        if self.raw_response is not None and not self.saved_to:
            self._raw_response = SavedResponse.of(self.raw_response, written, len(content))

    def _file(self) -> bytes | None:
        return self.content if self.is_file else None

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        if self.is_file:
            printer.text(repr(self))
        else:
            super()._repr_pretty_(printer, cycle)

    def _unlike(self, what: str) -> DecodeError:
        raw = self.raw_response
        kind = "" if raw is None else one_line(raw.headers.get("content-type", ""), 80)
        size = number_of(self.size, "byte")
        return self.told(DecodeError(f"the file ({kind or 'of unknown type'}, {size}) {what}"))


class SavedResponse(RawResponse):
    """A reply whose body was written to a file; of a long one, ``body`` has only the beginning."""

    path: str  # the path of the file
    size: int  # its size in bytes

    @classmethod
    def of(cls, raw: RawResponse, path: str, size: int) -> Self:
        """Return it for what came."""
        saved = cls(raw.status, raw.headers, raw.body)
        saved.path, saved.size = path, size
        return saved

    def __repr__(self) -> str:
        return f"RawResponse({self.status}, <{number_of(self.size, 'byte')} in {self.path}>)"


class Saving:
    """Writes a reply that is a file, of one of the documented kinds, to a path, and reports the progress."""

    def __init__(
        self, path: str | os.PathLike[str] | None, progress: ProgressCallback | None, kinds: Container[str]
    ) -> None:
        self._path = None if path is None else file_path("save_to", path)
        self._progress = function("progress", progress)
        self._kinds = kinds

    def takes(self, begun: RawResponse) -> bool:
        """Report, from the beginning of a reply, whether to write it while it arrives."""
        return self._path is not None and is_file(begun, self._kinds)

    def save(self, begun: RawResponse, rest: Iterable[bytes]) -> RawResponse:
        """Write a reply to the file, from its beginning and the rest of its body."""
        length = begun.headers.get("content-length", "")
        # The header states the compressed size.
        total = int(length) if length.isdecimal() and "content-encoding" not in begun.headers else None
        path = self._path or os.devnull
        done = 0
        try:
            with replacing(path) as file:
                for chunk in itertools.chain((begun.body,), rest):
                    file.write(chunk)
                    done += len(chunk)
                    self._tell(done, total)
        except OSError as error:
            # An OSError here is of the file: those of the network are urllib3's own classes.
            held = OutsideError(error)
        else:
            return SavedResponse.of(begun, path, done)
        raise held

    def finish(self, reply: object) -> None:
        """Write the file now if it was not written while it arrived: if it is small, or by the transport."""
        if not isinstance(reply, Download):
            return
        if reply.is_file and not reply.saved_to:
            self._tell(reply.size, reply.size)
            if self._path is not None:
                reply.save(self._path)
        elif not reply.is_file and self._path is not None:
            _log.warning("the reply is JSON, not a file, so nothing was written: see its fields and `extra`")

    def _tell(self, done: int, total: int | None) -> None:
        if self._progress is not None:
            run_outside(self._progress, done, total)


def is_file(raw: RawResponse, kinds: Container[str]) -> bool:
    """Report whether a reply is a file as documented. A failure is JSON, whatever its headers say."""
    start = _start(raw)
    if raw.status != 200 or not start or start.startswith((_OBJECT, b"<!doctype", b"<html")):
        return False
    kind = raw.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _NEVER or kind.endswith("+json"):
        return False
    attached = raw.headers.get("content-disposition", "").strip().lower().startswith("attachment")
    return attached or kind in kinds or kind in _ANY


def _start(raw: RawResponse) -> bytes:
    return raw.body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()[:9].lower()


_NEVER = frozenset({"application/json", "text/html", "application/xhtml+xml"})
# Media types that servers use for any file; that of spreadsheets is used for any table.
_ANY = frozenset(
    {
        "",
        "application/csv",
        "application/force-download",
        "application/octet-stream",
        "application/vnd.ms-excel",
        "binary/octet-stream",
    }
)


def named(annotation: str, package: str) -> Any:
    """Evaluate the annotation of a reply, such as ``Reply[PlotGetData]``; ``None`` if it is empty."""
    if not annotation:
        return None
    models = import_module(f"{package}.models")
    names = {name: getattr(models, name) for name in _NAME.findall(annotation) if hasattr(models, name)}
    scope = {**names, "Any": Any, "Download": Download, "Reply": Reply}
    return eval(annotation, scope)  # noqa: S307 - the package's own


# A name in an annotation.
_NAME = re.compile(r"[A-Za-z]\w*")
