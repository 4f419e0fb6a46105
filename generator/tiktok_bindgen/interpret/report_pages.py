"""Which pages tell of a kind of report, of which one, and what each of their tables is a list of.

Titles, headings and the titles of columns say it, as the rows of the tables below read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from attrs import frozen

from tiktok_bindgen.interpret.model import Report
from tiktok_bindgen.read import inline
from tiktok_bindgen.read.page import Page, ValueTable

TableRole = Literal[
    "metrics", "dimensions", "filters", "groupings", "dimension metrics", "latencies", "ranges", "comparison"
]


#: No sentence with a wording is longer, so that none takes long to read.
LONGEST = 1000


@frozen
class Wording:
    """A wording, and texts that have it.

    Attributes:
        pattern: What it looks like.
        examples: Texts that it is found in.
    """

    pattern: re.Pattern[str]
    examples: tuple[str, ...]


def wording(pattern: str, *examples: str) -> Wording:
    """A wording in letters of any case."""
    return Wording(re.compile(pattern, re.IGNORECASE), examples)


# What a page's title says of a kind of report; the first that matches counts. To read one more title, add a
# row. `CALL_TITLE` is tried first of pages that document an endpoint.
KIND_TITLES: tuple[Wording, ...] = (
    wording(
        r"(?:.*\b)?(?:metrics?|dimensions?|filters?|groupings?|lists?)\b.* "
        r"(?:in|for|of) (?P<kind>.+?) reports?",
        "Metrics in Garden reports",
        "Supported dimensions for Rose Bed Reports",
        "Supported metrics for a dimension in garden reports",
    ),
    wording(r"(?P<kind>(?!.* (?:and|for|in|of|the|to) ).+?) reports?", "Garden reports"),
)
CALL_TITLE = wording(
    r"(?:get|run|query) (?:an? |the )?(?P<kind>.+?)(?: reports?)?",
    "Get plot benchmarks",
    "Run a garden report",
)
# The first column of a table that names what its rows are of.
COLUMNS: tuple[tuple[TableRole, Wording], ...] = (
    ("metrics", wording(r"metrics?(?: fields?| names?)?", "Metric", "Metric field", "Metric Name")),
    (
        "groupings",
        wording(r"dimension category|dimension groupings?", "Dimension category", "Dimension grouping"),
    ),
    ("dimensions", wording(r"dimensions?(?: names?)?", "Dimension", "Dimension name")),
    ("filters", wording(r"filters?(?: fields?| names?)?", "Filter", "Filter field")),
    ("comparison", wording(r"changes", "Changes")),
)
# What a heading, or a title, says of a table whose first column names nothing of the kind.
HEADINGS: tuple[tuple[TableRole, Wording], ...] = (
    (
        "dimension metrics",
        wording(r"\bmetrics (?:not supported )?for (?:the )?`", "Supported metrics for `plot_id`"),
    ),
    ("metrics", wording(r"\bmetrics\b", "Basic data metrics", "Supported metrics (for roses)")),
    ("dimensions", wording(r"\bdimensions$", "Supported dimensions")),
)
NAME_COLUMN = wording(r"fields?|names?|values?", "Field", "Value")
# A column of a table that is about several kinds.
KIND_COLUMN = wording(r"report types?", "Report type")
_AMOUNT_COLUMNS: dict[str, TableRole] = {"latency": "latencies", "days": "ranges"}
# Headings that say nothing but what is listed below.
GENERIC = wording(
    r"(?:supported |available )?"
    r"(?:metrics|dimensions|filters|dimension (?:groupings?|categories)(?: rules)?)",
    "Supported dimensions",
    "Dimension grouping rules",
)
_MARK = re.compile(r"^\([\w -]{1,40}\)\s*")
_WORD = re.compile(r"[a-z0-9]+|\+")


def kind_in(title: str, *, call: bool = False) -> str | None:
    """What kind of report a title names, without the word itself.

    Args:
        title: The title, or the text of a link.
        call: Whether it is the title of a page that documents an endpoint.

    Examples:
        >>> kind_in("(Deprecated) Supported metrics in Garden reports"), kind_in("Gardens")
        ('Garden', None)
    """
    text = _MARK.sub("", title.strip()) if len(title) <= LONGEST else ""
    for each in (*([CALL_TITLE] if call else []), *KIND_TITLES):
        if match := each.pattern.fullmatch(text):
            return match["kind"]
    return None


def kind_key(kind: str) -> str:
    """A kind's name as a key, which is the same in other spellings of it.

    Examples:
        >>> kind_key("Garden Ads"), kind_key("garden ad"), kind_key("Roses+ Bed")
        ('garden_ad', 'garden_ad', 'rose_plus_bed')
    """
    words = _WORD.findall(kind.lower())
    return "_".join("plus" if word == "+" else _singular(word) for word in words)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") and word[-2] not in "sua" else word


def kinds_below(key: str, keys: Iterable[str]) -> tuple[str, ...]:
    """The kinds that a kind stands for: those whose names go on after its own, else itself.

    Examples:
        >>> kinds_below("rose", ["rose", "rose_bed", "rose_tree", "tree"]), kinds_below("tree", ["rose_tree"])
        (('rose_bed', 'rose_tree'), ('tree',))
    """
    return tuple(each for each in keys if each.startswith(f"{key}_")) or (key,)


@frozen
class Kinds:
    """The kinds of reports that pages without one in their titles belong to.

    Attributes:
        by_folder: The kind of a folder, which its own page names.
        by_document: The kind of a page that such a page leads to.
    """

    by_folder: Mapping[str, str]
    by_document: Mapping[str, str]

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Kinds:
        """Find which folders and which addresses are of a kind."""
        folders: dict[str, str] = {}
        documents: dict[str, set[str]] = {}
        for page in pages:
            kind = None if page.endpoints else kind_in(page.title)
            if kind is None:
                continue
            folder, _, file = page.name.rpartition("/")
            if file.partition(".")[0] == folder.rpartition("/")[2]:
                folders[folder] = kind
            for link in page.links:
                documents.setdefault(link.document, set()).add(kind)
        return cls(folders, {number: kinds.pop() for number, kinds in documents.items() if len(kinds) == 1})

    def kind_of(self, page: Page) -> str | None:
        """The kind that a page is about, if it is about one."""
        if found := kind_in(page.title, call=bool(page.endpoints)):
            return found
        number = (page.source or "").rpartition("=")[2]
        if found := self.by_document.get(number):
            return found
        folder = page.name
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            if found := self.by_folder.get(folder):
                return found
        return None


_INNERMOST = 7
_BOLD_LINE = re.compile(r"\s*(?:\*\*|<strong>)[^*<>]{1,120}(?:\*\*|</strong>)[\s:：]*$")


def heading_level(level: int, text: str) -> int:
    """How deep a heading is, from 1; 0 for a paragraph that is none."""
    return level or (_INNERMOST if _BOLD_LINE.match(text) else 0)


def table_role(table: ValueTable, headings: Sequence[str], title: str) -> tuple[TableRole, int] | None:
    """What a table is a list of, and in which column its rows' names stand; ``None`` for anything else."""
    columns = [inline.bare(column).lower() for column in table.columns]
    if columns and KIND_COLUMN.pattern.fullmatch(columns[0]):
        for amount, role in _AMOUNT_COLUMNS.items():
            if amount in columns:
                return role, 0
    for index, column in enumerate(columns):
        for role, each in COLUMNS:
            if each.pattern.fullmatch(column):
                return role, index
    if columns and NAME_COLUMN.pattern.fullmatch(columns[0]):
        for text in (*reversed(headings), title):
            for role, each in HEADINGS:
                if each.pattern.search(text):
                    return role, 0
    return None


def report_pages(reports: Iterable[Report]) -> frozenset[str]:
    """The names of the pages that reports were read from."""
    return frozenset(
        each.page
        for report in reports
        for part in (report.items, report.dimension_metrics, report.groupings, report.notes)
        for each in part
    )
