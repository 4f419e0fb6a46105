"""A simple, independent reader of pages, to test the parser and its output against.

Nothing here shares code with the generator. If the October 2025 page itself is missing, its facts page is
used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import define, evolve, field, frozen

from pages import SEED, SEED_FACTS

TYPES = {"string", "string[]", "object", "object[]", "number", "float", "boolean", "integer"}
MARKERS = {"Required", "Conditional"}


@define
class DocumentedRow:
    """One row: its name, marker, type, and its description's lines."""

    name: str
    marker: str
    type: str
    lines: list[str] = field(factory=list)


def tables() -> tuple[list[DocumentedRow], list[DocumentedRow]]:
    """Return the rows of the request and of the response."""
    return _flattened() if SEED.is_file() else _facts()


def _flattened() -> tuple[list[DocumentedRow], list[DocumentedRow]]:
    lines = SEED.read_text(encoding="utf-8").splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("Field\tData Type")]
    first_list = next(
        n for n, line in enumerate(lines) if line.startswith("List of values for") and n > heads[1]
    )
    reply_example = max(n for n, line in enumerate(lines) if line == "Example")
    return _rows(lines[heads[1] + 1 : first_list]), _rows(lines[heads[2] + 1 : reply_example])


def _rows(lines: list[str]) -> list[DocumentedRow]:
    rows: list[DocumentedRow] = []
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        following = [text.strip() for text in lines[number + 1 : number + 3]] + ["", ""]
        marked = following[0] in MARKERS
        type_ = following[1] if marked else following[0]
        if re.fullmatch(r"[a-z_]+", line) and type_ in TYPES:
            rows.append(DocumentedRow(line, following[0] if marked else "", type_))
            number += 3 if marked else 2
            continue
        rows[-1].lines.append(line)
        number += 1
    return rows


def _facts() -> tuple[list[DocumentedRow], list[DocumentedRow]]:
    text = SEED_FACTS.read_text(encoding="utf-8")
    found: list[list[DocumentedRow]] = []
    for table in re.findall(r"\|Field\|.*?```", text, re.DOTALL):
        rows = []
        for match in re.finditer(r"^#*\|(\w+)(?: \{\+?(\w+)\})?\|([\w\[\]]+)\|(.*)\|$", table, re.MULTILINE):
            lines = match[4].replace("`", "").split("<br>")
            rows.append(DocumentedRow(match[1], match[2] or "", match[3], lines))
        found.append(rows)
    return found[-2], found[-1]


def inline_values(row: DocumentedRow) -> list[str]:
    """Return the values that a row's description lists."""
    for number, line in enumerate(row.lines):
        if match := re.search(r"(?:Enum values?|Supported values): ?(.*)$", line):
            return _listed(match[1]) or _items(row.lines[number + 1 :])
        if match := re.search(r"Currently, we (?:only )?support (.*?)(?: in this field)?\.?$", line):
            return _listed(match[1])
        if match := re.search(r"The only supported value is (\w+)", line):
            return [match[1]]
    listed = _items(row.lines)
    # A list of macros, such as ``__NAME__``, is not a list of values: other text is valid, too.
    values = len(listed) > 1 and all("_" in value.strip("_") and value[0] != "_" for value in listed)
    return listed if values else []


def _listed(text: str) -> list[str]:
    text = re.sub(r"\([^)]*\)", "", text).rstrip(". ")
    return [part.strip() for part in re.split(r",\s*(?:and )?|\s+and\s+", text) if part.strip()]


def _items(lines: list[str]) -> list[str]:
    values: list[str] = []
    for line in lines:
        if line.startswith(("Default value", "Note", "To learn", "Currently")):
            break
        if match := re.match(r"([A-Z0-9_+]+|true|false) ?(?:\([\w-]+\))?:(?: |$)", line):
            values.append(match[1])
    return values


def currencies() -> list[str]:
    """Return the codes in the page's own table of currencies."""
    if SEED.is_file():
        text = SEED.read_text(encoding="utf-8")
        table = text[text.index("or minimum_purchase_currency\tCurrency") :]
        return re.findall(r"^([A-Z]{3})$", table[: table.index("\nExample\n")], re.MULTILINE)
    table = SEED_FACTS.read_text(encoding="utf-8").split("|Value|Currency|")[1]
    return re.findall(r"^\|`([A-Z]{3})`\|", table.partition("\n```")[0], re.MULTILINE)


Values = tuple[str, ...]


@frozen
class FactsPage:
    """The lists of values on a facts page of an operation.

    Attributes:
        method: The HTTP method.
        path: The path.
        request: The parameters at any depth that have a list of values, each with its values.
        reply: The fields of the reply, likewise.
    """

    method: str
    path: str
    request: frozenset[tuple[str, Values]]
    reply: frozenset[tuple[str, Values]]


def facts_pages(folder: Path) -> Iterator[FactsPage]:
    """Yield the facts pages of operations below a folder."""
    for file in sorted(folder.rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        place = re.search(r"^\*\*Endpoint\*\* \S+?(/open_api/\S+)$", text, re.MULTILINE)
        method = re.search(r"^\*\*Method\*\* (\w+)$", text, re.MULTILINE)
        if place is None or method is None:
            continue
        named = dict(_named_lists(text))
        request, _, reply = text.partition("\n## Response\n")
        yield FactsPage(
            method[1],
            place[1],
            frozenset(_with_values(request, named)),
            frozenset(_with_values(reply, named)),
        )


def by_operation(pages: Iterable[FactsPage]) -> dict[tuple[str, str], list[FactsPage]]:
    """Group pages by the method and path of their operation."""
    found: dict[tuple[str, str], list[FactsPage]] = {}
    for page in pages:
        found.setdefault((page.method, page.path), []).append(page)
    return found


def together(pages: Sequence[FactsPage]) -> FactsPage:
    """Merge several pages of an operation into one."""
    return evolve(
        pages[0],
        request=frozenset().union(*(page.request for page in pages)),
        reply=frozenset().union(*(page.reply for page in pages)),
    )


def precisions(folders: Iterable[Path]) -> dict[str, str]:
    """Map each currency of the newest list to its smallest amount, in the order of the page."""
    texts = (file.read_text(encoding="utf-8") for folder in folders for file in folder.rglob("*currency.md"))
    head, _, *rows = next(text for text in texts if "## Currency\n" in text).split("```")[1].splitlines()[1:]
    column = [title.strip() for title in head.split("|")].index("Precision")
    cells = (row.split("|") for row in rows)
    return {row[1].strip("` "): row[column] for row in cells}


_SET_BY_THE_CLIENT = {"Access-Token", "Content-Type"}


def _named_lists(text: str) -> Iterator[tuple[str, Values]]:
    for match in re.finditer(r"^## ([^\n]+)\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL):
        yield match[1], tuple(re.findall(r"^\|`([^`]+)`(?: \([\w -]+\))?\|", match[2], re.MULTILINE))


def _with_values(text: str, named: Mapping[str, Values]) -> Iterator[tuple[str, Values]]:
    row = re.compile(r"^#*\|(\w[\w.-]*)(?: \{[^}]+\})*\|([^|]+)\|(.*)\|$", re.MULTILINE)
    for name, type_, facts in row.findall(text):
        if match := re.search(r"Enum values: (.*?)\.(?:<br>|$)", facts):
            values: Values = tuple(re.findall(r"`([^`]+)`", match[1]))
        elif match := re.search(r"For enum values, see ([^\[].*?)\.(?:<br>|$)", facts):
            values = named[match[1]]
        else:
            continue
        # Booleans and numbers keep their plain types; all other values are listed, whatever type is stated.
        plain = all(re.fullmatch(r"-?[\d.]+|true|false", value) for value in values)
        if name not in _SET_BY_THE_CLIENT and (type_.startswith("string") or not plain):
            yield name.replace("-", "_"), values
