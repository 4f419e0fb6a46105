"""What running text states of a call as a whole: headers to send with it, and replies that are files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import frozen

from tiktok_bindgen.interpret.model import EnumValue, Field, Type
from tiktok_bindgen.interpret.statements import split
from tiktok_bindgen.read.page import Line

# What files are called → their media types. To read one more kind, add a row.
KINDS: dict[str, str] = {
    "csv": "text/csv",
    "txt": "text/plain",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@frozen
class Wording:
    """One wording that says that a reply is a file.

    Attributes:
        pattern: Its groups are the kinds of file.
        examples: Sentences that it matches, each with the media types it must yield.
    """

    pattern: re.Pattern[str]
    examples: tuple[tuple[str, tuple[str, ...]], ...]


def _wording(pattern: str, *examples: tuple[str, tuple[str, ...]]) -> Wording:
    return Wording(re.compile(pattern, re.IGNORECASE), examples)


_KIND = rf"\b({'|'.join(sorted(KINDS, key=len, reverse=True))})\b"

_ASIDE = r"(?: \([^()]{0,80}\))?"

WORDINGS: tuple[Wording, ...] = (
    _wording(
        rf"{_KIND}(?:(?:,? or|,) {_KIND})? files?(?: streams?)? (?:is|are|will be) returned\b",
        ("A CSV file will be returned with all plots.", ("text/csv",)),
        ("When it is done, the zip file stream is returned.", ("application/zip",)),
        ("A CSV or zip file is returned.", ("text/csv", "application/zip")),
    ),
    _wording(rf"^(?:an? |the )?{_KIND} file streams?\b", ("CSV file stream or JSON.", ("text/csv",))),
    _wording(
        rf"\bin the returned {_KIND} file\b", ("What failed stands in the returned CSV file.", ("text/csv",))
    ),
    _wording(
        rf"\bin {_KIND}{_ASIDE}(?: or {_KIND}{_ASIDE})? format instead of JSON\b",
        ("All plots are in CSV (a few) or zip format instead of JSON.", ("text/csv", "application/zip")),
    ),
    # How a facts page says it.
    _wording(
        r"^an? `([a-z]{1,40}/[a-z0-9.+-]{1,100})` file is returned\b",
        ("A `text/csv` file is returned.", ("text/csv",)),
    ),
)
# What is returned then is where the file is to be found.
_ELSEWHERE = re.compile(r"\b(?:urls?|links?)\b", re.IGNORECASE)


def reply_files(lines: Iterable[Line]) -> tuple[str, ...]:
    """The media types of the files that a reply may be, in documented order.

    Args:
        lines: What stands before a page's first section and beside the tables of the reply.
    """
    return tuple(
        dict.fromkeys(
            KINDS.get(kind.lower(), kind)
            for line in lines
            if "file" in line.text or "instead of" in line.text
            for sentence in split(line.text)
            if not _ELSEWHERE.search(sentence)
            for wording in WORDINGS
            for match in [wording.pattern.search(sentence)]
            if match
            for kind in match.groups()
            if kind
        )
    )


_HEADER = re.compile(r"\bheader `([A-Za-z][A-Za-z0-9-]{0,60})\s?:\s?([^`\s]{1,100})`")
# A value to be replaced with one's own.
_PLACEHOLDER = re.compile(r"[{<]|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")


def sent_headers(lines: Iterable[Line]) -> Iterator[Field]:
    """The headers that running text tells to send in some cases, each with the values it tells.

    Examples:
        >>> field, = sent_headers([Line("Send the header `x-soil: clay` or the header `x-soil: sand`.")])
        >>> field.name, [value.value for value in field.enum]
        ('x-soil', ['clay', 'sand'])
    """
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        if "header `" in line.text:
            for name, value in _HEADER.findall(line.text):
                found.setdefault(name, {})[value] = None
    for name, values in found.items():
        known = () if any(map(_PLACEHOLDER.match, values)) else tuple(map(EnumValue, values))
        yield Field(name, Type("string", documented="string"), enum=known)
