"""Read what running text states of a call as a whole: headers to send with it, and replies that are files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tiktok_bindgen.interpret.model import EnumValue, Field, Type
from tiktok_bindgen.language.hedges import read
from tiktok_bindgen.language.statements import split
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.language.tokens import Token
from tiktok_bindgen.read.page import Line

# Kinds of files → their media types. To read one more kind, add a row.
KINDS: dict[str, str] = {
    "csv": "text/csv",
    "txt": "text/plain",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MEDIA_TYPE = re.compile(r"[a-z]{1,40}/[a-z0-9.+-]{1,100}")


def _read_kind(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read a kind of file or, in code as on facts pages, a media type."""
    if start < len(tokens):
        text = tokens[start].text
        kind = text if tokens[start].kind == "code" and _MEDIA_TYPE.fullmatch(text) else KINDS.get(text)
        if kind:
            yield start + 1, kind


FILES = wordings("files", readers={"KIND": _read_kind})


def reply_files(lines: Iterable[Line]) -> tuple[str, ...]:
    """The media types of the files that a reply may be, in documented order.

    Args:
        lines: The lines before a page's first section and around the tables of the reply.
    """
    found = (read(FILES, sentence) for line in lines for sentence in split(line.text))
    return tuple(
        dict.fromkeys(str(part) for stated in found if stated for part in stated[1].values() if part)
    )


_HEADER = re.compile(r"\bheader `([A-Za-z][A-Za-z0-9-]{0,60})\s?:\s?([^`\s]{1,100})`")
# A placeholder for the caller's own value.
_PLACEHOLDER = re.compile(r"[{<]|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")


def sent_headers(lines: Iterable[Line]) -> Iterator[Field]:
    """Yield the headers that running text says to send in some cases, each with the stated values.

    Examples:
        >>> field, = sent_headers([Line("Send the header `x-soil: clay` or the header `x-soil: sand`.")])
        >>> field.name, [value.value for value in field.enum]
        ('x-soil', ['clay', 'sand'])
    """
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        for name, value in _HEADER.findall(line.text):
            found.setdefault(name, {})[value] = None
    for name, values in found.items():
        known = () if any(map(_PLACEHOLDER.match, values)) else tuple(map(EnumValue, values))
        yield Field(name, Type("string", documented="string"), enum=known)
