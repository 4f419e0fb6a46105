"""Reader of pages saved from a browser: a whole document, or the article alone.

The page is cut into the blocks that the portal's own Markdown has, and then read like it.
Tables may be HTML tables or elements with the roles of one; cells that span rows or columns are repeated.
A row's depth is given by marks, by classes and attributes that state a level, or by how far its first cell
is indented.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import define, evolve, field
from bs4 import BeautifulSoup, Comment
from bs4.element import NavigableString, PageElement, Tag

from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.read.blocks import Block, Code, Heading, Paragraph, RawRow, RawTable
from tiktok_bindgen.read.html_table import Cell, laid_out
from tiktok_bindgen.read.indent import nested_by_width
from tiktok_bindgen.read.links import portal_links, source_of
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.read.reading import PageReading
from tiktok_bindgen.read.words import is_marker

# ARIA role → the element that an element with this role is read as.
_ROLES = {
    "table": "table",
    "grid": "table",
    "treegrid": "table",
    "row": "tr",
    "columnheader": "th",
    "rowheader": "td",
    "cell": "td",
    "gridcell": "td",
    "list": "ul",
    "listitem": "li",
}
# Elements that are not part of the article; the content of scripts, styles and templates is no text anyway.
_BESIDE = [
    "noscript",
    "svg",
    "nav",
    "aside",
    "footer",
    "button",
    "form",
    "iframe",
]
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary"}
    | {"table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_CODE = frozenset({"code", "kbd", "tt", "samp", "var"})
_HEADING = re.compile(r"h([1-6])")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—-]*$")
_LANGUAGE = re.compile(r"lang(?:uage)?-([\w+#-]+)")
_LEVEL = re.compile(r"(?:^|[-_ ])(?:level|depth|indent|lvl)[-_]?(\d{1,2})(?=$|[ _-])", re.IGNORECASE)
_SPACER = re.compile(r"indent|spacer", re.IGNORECASE)
_LEVEL_KEYS = ("aria-level", "data-level", "data-depth", "data-indent")
_WIDTH = re.compile(
    r"(?:padding(?:-inline-start|-left)?|margin-left|text-indent)\s*:\s*(?:0\s+)*(\d+(?:\.\d+)?)"
)
_NUMBER_SIGN = frozenset({"", "#", "¶", "🔗"})


def read_html(text: str, name: str) -> tuple[Page, list[Problem]]:
    """Read a page saved from a browser; the name is its path, for the page and its problems.

    Line numbers count its paragraphs and rows, since a saved file may be a single line.

    Raises:
        InputError: The page has no text.
    """
    soup = BeautifulSoup(text, "html.parser")
    for element in soup.find_all(lambda each: each.has_attr("role")):
        element.name = _ROLES.get(str(element["role"]), element.name)
        if element["role"] == "heading":
            level = str(element.get("aria-level", ""))
            element.name = f"h{level if level in set('123456') else 2}"
    source = _source(soup) or source_of(name)
    document_title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for element in soup.find_all([*_BESIDE, "head"]):
        element.decompose()
    for element in soup.find_all(lambda each: each.has_attr("hidden") or each.get("aria-hidden") == "true"):
        element.decompose()
    article = _article(soup)
    heading = article.find("h1") or soup.find("h1")
    title = _text(heading) if isinstance(heading, Tag) else _SITE.sub("", document_title)
    cutter = _Cutter()
    if title:
        cutter.blocks.append(Heading(1, title, 1))
    if isinstance(heading, Tag):
        heading.decompose()
    cutter.cut(article)
    if all(isinstance(block, Heading) and block.line == 1 for block in cutter.blocks):
        raise InputError(f"{name}: an HTML page without any text{title and f' below {title!r}'}")
    page, problems = PageReading(page=name, problems=[], source=source).read(cutter.blocks, "html")
    return evolve(page, links=portal_links("\n".join(_texts(cutter.blocks)))), problems


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, RawTable):
            yield from block.columns
            yield from (cell for row in block.rows for cell in row.cells)
        else:
            yield block.text


def _source(soup: BeautifulSoup) -> str | None:
    """Return the address that the page was saved from, as the page or the browser states it."""
    for link in soup.find_all("link", rel="canonical", href=True):
        return str(link["href"])
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        if match := _SAVED_FROM.search(comment):
            return match[1]
    return None


def _article(soup: BeautifulSoup) -> Tag:
    """Return the element marked as the article, of several the one with the most text, or the document."""
    marked = soup.find_all(["article", "main"]) or soup.find_all(
        lambda each: each.get("role") in ("main", "article")
    )
    # One inside a cell is that cell's text.
    whole = [each for each in marked if each.find_parent(["td", "th"]) is None]
    return max(whole, key=lambda each: len(each.get_text()), default=soup)


@define
class _Cutter:
    """Cuts elements into blocks.

    Attributes:
        blocks: The blocks so far.
        _line: The last line number used.
        _header: The table before, if it is only a header; its rows may follow as a separate, scrolling table.
    """

    blocks: list[Block] = field(factory=list)
    _line: int = 1
    _header: RawTable | None = None

    def cut(self, parent: Tag, *, bullet: str = "") -> None:
        """Cut an element's content into blocks; with a bullet, as an item of a list."""
        running: list[PageElement] = []
        for child in parent.children:
            if isinstance(child, Tag) and _is_block(child):
                bullet = self._paragraph(running, bullet)
                running = []
                self._block(child, bullet)
            else:
                running.append(child)
        self._paragraph(running, bullet)

    def _next_line(self) -> int:
        self._line += 1
        return self._line

    def _paragraph(self, running: Iterable[PageElement], bullet: str) -> str:
        """Add a paragraph for each line of running text; return the bullet for what comes after it."""
        for line in _inline(running).split("\n"):
            if written := line.strip():
                self.blocks.append(Paragraph(bullet + written, self._next_line()))
                bullet = " " * len(bullet)
        return bullet

    def _block(self, element: Tag, bullet: str) -> None:
        if heading := _HEADING.fullmatch(element.name):
            if title := _text(element):
                self.blocks.append(Heading(int(heading[1]), title, self._next_line()))
        elif element.name == "table":
            self._table(element)
        elif element.name == "pre":
            self._code(element)
        elif element.name in ("ul", "ol"):
            for child in element.children:
                if isinstance(child, Tag):
                    self.cut(child, bullet=f"{' ' * len(bullet)}- ")
                else:
                    # Text outside any item belongs to what the list is in.
                    self._paragraph([child], " " * len(bullet))
        else:
            self.cut(element, bullet=bullet)

    def _code(self, element: Tag) -> None:
        for line_break in element.find_all("br"):
            line_break.replace_with("\n")
        text = element.get_text()
        inner = [
            child
            for child in element.find_all(["div", "span", "p"])
            if child.parent in (element, element.code)
        ]
        if "\n" not in text.strip() and len(inner) > 1:
            # Each line of code is an element of its own.
            text = "\n".join(child.get_text() for child in inner)
        classes = [str(each) for part in (element, element.code) if part for each in part.get("class") or ()]
        language = next((match[1] for each in classes if (match := _LANGUAGE.search(each))), "")
        if text.strip():
            self.blocks.append(Code(language, text.strip("\n"), self._next_line()))

    def _table(self, element: Tag) -> None:
        rows = [row for row in element.find_all("tr") if row.find_parent("table") is element]
        grid = laid_out((row, map(_cell, row.find_all(["td", "th"], recursive=False))) for row in rows)
        if not grid:
            return
        header = self._header
        titled = grid[0][0].find("th") is not None
        if titled or header is None or len(header.columns) != len(grid[0][1]):
            header = RawTable(grid.pop(0)[1], [], self._next_line())
            self.blocks.append(header)
        depths = _depths([row for row, _ in grid])
        for depth, (_, cells) in zip(depths, grid, strict=True):
            header.rows.append(RawRow(depth, cells, self._next_line()))
        self._header = header if titled and not grid else None


def _is_block(element: Tag) -> bool:
    return element.name in _BLOCKS or element.find(list(_BLOCKS)) is not None


def _text(element: Tag) -> str:
    """Return an element's text on one line, without the sign that links to it."""
    for link in element.find_all("a", href=True):
        if link.get_text(strip=True) in _NUMBER_SIGN:
            link.decompose()
    return " ".join(_inline(element.children).split())


def _cell(cell: Tag) -> Cell:
    """A cell, its text on one line; in the first one of a row, words that mark a field are put in braces."""
    if cell.find_previous_sibling(["td", "th"]) is None:
        whole = cell.get_text().strip()
        for part in cell.find_all(True):
            words = part.get_text().strip().strip("{}()+- ")
            if words and part.get_text().strip() != whole and is_marker(words):
                part.replace_with(f" {{{words}}} ")
    for pre in cell.find_all("pre"):
        lines = pre.get_text().strip("\n").split("\n")
        pre.replace_with(*(each for line in lines for each in (line, BeautifulSoup("<br>", "html.parser"))))
    return Cell.of(" ".join(_inline(cell.children).replace("\n", "<br>").split()), cell.get)


def _inline(elements: Iterable[PageElement]) -> str:
    """Return running text as Markdown: links in brackets, known tags kept, line breaks as newlines."""
    parts: list[str] = []
    for element in elements:
        if isinstance(element, NavigableString):
            if type(element) is NavigableString:
                folded = re.sub(r"[ \t\r\n]+", " ", element)
                parts.append(html.escape(folded, quote=False).replace("\xa0", "&nbsp;"))
        elif isinstance(element, Tag):
            inner = _inline(element.children)
            target = str(element.get("href", "")).strip() if element.name == "a" else ""
            if element.name == "br":
                parts.append("\n")
            elif target and inner.strip() and "](" not in inner:
                safe = re.sub(r"\s", "%20", target).replace("(", "%28").replace(")", "%29")
                parts.append(f"[{inner.strip()}]({safe})")
            elif element.name in _CODE:
                code = inner.replace("`", "&#96;").strip()
                parts.append(f"`{code}`" if code else "")
            elif element.name in _BLOCKS:
                # Where cells are read, few elements are known: in other tags stand placeholders.
                name = element.name if element.name in {"ul", "ol", "li"} else "div"
                parts.append(f"<{name}>{inner}</{name}>")
            else:
                parts.append(inner)
    return "".join(parts)


def _depths(rows: Sequence[Tag]) -> list[int]:
    """Return each row's depth, from the levels that rows state or else from their indentation."""
    if not rows:
        return []
    levels = [_level(row) for row in rows]
    known = [level for level in levels if level is not None]
    if known:
        # Where the first row says none, it is those below that do.
        top = min(known) - (levels[0] is None)
        return [0 if level is None else level - top for level in levels]
    widths = [_width(row) for row in rows]
    below = [width - min(widths) for width in widths]
    step = min((width for width in below if width), default=1)
    whole = all(width % step == 0 for width in below)
    return [int(width / step) for width in below] if whole else nested_by_width(widths)


def _level(row: Tag) -> int | None:
    """Return the level that a row, its first cell or an element at that cell's start states by a number."""
    for element in _leading(row):
        for key in _LEVEL_KEYS:
            if str(element.get(key, "")).isdecimal():
                return int(str(element[key]))
        match = _LEVEL.search(" ".join(map(str, element.get("class") or ())))
        if match:
            return int(match[1])
    return None


def _width(row: Tag) -> float:
    """Return the indentation of a row's first cell in the page's own unit, or else its number of spacers."""
    leading = list(_leading(row))
    found = (_WIDTH.search(str(element.get("style", ""))) for element in leading)
    return sum(float(match[1]) for match in found if match) or sum(map(_is_spacer, leading))


def _is_spacer(element: Tag) -> bool:
    return _SPACER.search(
        " ".join(map(str, element.get("class") or ()))
    ) is not None and not element.get_text(strip=True)


def _leading(row: Tag) -> Iterator[Tag]:
    """Yield a row, its first cell, and the cell's elements up to its first text."""
    yield row
    cell = row.find(["td", "th"])
    if isinstance(cell, Tag):
        yield cell
        for element in cell.descendants:
            if isinstance(element, Tag):
                yield element
            elif isinstance(element, NavigableString) and element.strip():
                return
