"""The replies of operations that are documented to answer with a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .errors import one_line
from .reply import Reply, T_co

if TYPE_CHECKING:
    from collections.abc import Container

    from .transport import RawResponse

# How an envelope begins.
_OBJECT = b"{"


class Download(Reply[T_co]):  # noqa: PLW1641 - mutable, so not hashable, as every model
    """A reply that is a file; or an envelope, where that is what the server has to say."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        return same and self._file() == other._file() if isinstance(other, Download) else same

    def __repr__(self) -> str:
        return f"<Download: {len(self.content)} bytes>" if self.is_file else super().__repr__()

    @property
    def is_file(self) -> bool:
        """Whether a file came. If not, the fields and ``extra`` tell what did."""
        return self.raw_response is not None and not _start(self.raw_response).startswith(_OBJECT)

    @property
    def content(self) -> bytes:
        """The file.

        Raises:
            ValueError: If none came.
        """
        if self.raw_response is None or not self.is_file:
            raise ValueError("no file came, but JSON: the fields of the reply tell what, and `extra`")
        return self.raw_response.body

    @property
    def text(self) -> str:
        """The file as text, without a byte order mark.

        Raises:
            ValueError: If none came, or one that is no UTF-8 text.
        """
        try:
            return str(self.content, "utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError(f"{self._described()} is no text; `content` has it, `save` writes it") from None

    def rows(self) -> list[dict[str, str]]:
        """Read the file as CSV, and give its rows by the names in its first line.

        Raises:
            ValueError: If no file came, or one that is no such table: another kind of file, two columns of
                one name, a row of another length. ``content`` has it all the same.
        """
        import csv
        import io

        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        try:
            names = next(reader, list[str]())
            rows = [dict(zip(names, row, strict=True)) for row in reader if row]
        except (csv.Error, ValueError) as error:
            raise ValueError(f"{self._described()} is no CSV: line {reader.line_num}: {error}") from None
        if len(set(names)) < len(names):
            raise ValueError(f"{self._described()} has two columns of one name; `text` has both")
        return rows

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file. One that exists is replaced when all is written, and not before.

        Raises:
            ValueError: If none came.
            OSError: If it cannot be written.
        """
        content, target = self.content, os.fspath(path)
        # What is no file of its own, such as a pipe, is written to and not replaced.
        ordinary = os.path.isfile(target) or not os.path.lexists(target)  # noqa: PTH113 - as in what follows
        written = f"{target}.part" if ordinary else target
        with open(written, "wb") as file:  # noqa: PTH123 - pathlib would be imported for this alone
            file.write(content)
        if ordinary:
            os.replace(written, target)  # noqa: PTH105 - likewise

    def _file(self) -> bytes | None:
        return self.content if self.is_file else None

    def _described(self) -> str:
        raw = self.raw_response
        kind = "" if raw is None else one_line(raw.headers.get("content-type", ""), 80)
        return f"what came ({kind or 'of no known type'}, {len(self.content)} bytes)"


def is_file(raw: RawResponse, kinds: Container[str]) -> bool:
    """Tell whether a reply is a file as documented. A failure is JSON, whatever its headers say.

    Args:
        raw: The reply.
        kinds: The documented media types.
    """
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
# What servers call a file without saying which: for spreadsheets, that is any table.
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
