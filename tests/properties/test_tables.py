"""Tables of any content, written in any of the portal's ways, are read back as they were meant."""

from __future__ import annotations

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from searching import trying
from tiktok_bindgen.read import inline, read_page
from tiktok_bindgen.read.page import Line, Row

# How a marker is written → what is read.
MARKERS = {
    "{Required}": "Required",
    "{required}": "required",
    "{+Conditional}": "Conditional",
    "{+ Conditional}": "Conditional",
    "{+Conditonal}": "Conditonal",
    "{+conditional }": "conditional",
    "{Optional}": "Optional",
    "{-To be deprecated}": "To be deprecated",
    "{-Deprecated}": "Deprecated",
    "{-to-be-deprecated}": "to-be-deprecated",
}
TYPES = [
    "string",
    "string[]",
    "number",
    "integer",
    "object",
    "object[]",
    "object[][]",
    "boolean",
    "datetime",
    "file",
    "float[]",
    "map(string<>object[])",
    "map<string, string>",
    "dtring",
]
# An opening fence, what each line of the block begins with, and the closing fence.
FENCES = [
    ("```xtable", "", "```"),
    ("``` xtable", "", "``` "),
    ("````xtable", "", "````"),
    ("`````xtable", "", "``````"),
    ("~~~xtable", "", "~~~"),
    ("> ```xtable", "> ", "> ```"),
    (">```xtable", ">", ">```"),
    ("  ```xtable", "", "  ```"),
    ("", "", ""),
]
HEADERS = [
    "|Field|Data Type|Description|",
    "|Field{30%}|Type {15%}|Description{55%}|",
    "| Parameter | Data Type | Details |",
    "|Field name|Data type|Desciption|",
]
RULES = ["|---|---|---|", "| --- | :---: | ---: |", "|-|-|-|", "|--- |--- |--- |"]
PADDING = ["", " ", "  ", "\t", " \u00a0"]

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.\-]{0,14}", fullmatch=True)
WORDS = st.text(
    st.characters(
        codec="utf-8",
        categories=["L", "N", "P", "S"],
        exclude_characters="\ue000\ue001\u3164\uffa0\u115f\u1160",
    ),
    min_size=1,
    max_size=12,
)
# The portal sets parts of code in bold; whatever looks like a tag of HTML is one, there, too.
CODE = st.from_regex(r"[A-Za-z0-9_+./<>&*\[\]{}#=-]{1,12}", fullmatch=True).filter(
    lambda code: inline._ANY_TAG.search(code) is None
)
TARGETS = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9_?=#%]{0,10}", fullmatch=True)


@frozen
class Written:
    """A piece of a description: how it is written, and what is read."""

    source: str
    text: str


def _escaped(word: str) -> str:
    marked = "".join(f"\\{sign}" if sign in "\\`*_[]~|!" else sign for sign in word)
    return marked.replace("&", "&amp;").replace("<", "&lt;")


PIECES = st.one_of(
    WORDS.map(lambda word: Written(_escaped(word), word)),
    CODE.map(lambda code: Written(f"`{code}`", f"`{code}`")),
    CODE.map(lambda code: Written(f"<code>{_escaped(code)}</code>", f"`{code}`")).filter(
        lambda piece: "\\" not in piece.source
    ),
    WORDS.map(lambda word: Written(f"**{_escaped(word)}**", word)).filter(
        lambda piece: piece.text[0].isalnum()
    ),
    WORDS.map(lambda word: Written(f'<span style="color:red"><b>{_escaped(word)}</b></span>', word)),
    st.tuples(NAMES, TARGETS).map(lambda link: Written(f"[{link[0]}]({link[1]})", f"[{link[0]}]({link[1]})")),
    st.tuples(NAMES, TARGETS).map(
        lambda link: Written(f"<a href='{link[1]}' target=_blank>{link[0]}</a>", f"[{link[0]}]({link[1]})")
    ),
)


@st.composite
def _texts(draw: st.DrawFn) -> Written:
    first = draw(NAMES)
    pieces = [Written(first, first), *draw(st.lists(PIECES, max_size=3))]
    return Written(" ".join(piece.source for piece in pieces), " ".join(piece.text for piece in pieces))


@frozen
class Item:
    """A line of a description with the items of the list below it."""

    text: Written
    below: tuple[Item, ...]


ITEMS: st.SearchStrategy[Item] = st.recursive(
    st.builds(Item, _texts(), st.just(())),
    lambda items: st.builds(Item, _texts(), st.lists(items, min_size=1, max_size=3).map(tuple)),
    max_leaves=5,
)


@frozen
class Cells:
    """A row as it is written, and as it is read."""

    source: str
    row: Row


@st.composite
def _rows(draw: st.DrawFn) -> Cells:
    depth, name, type_ = draw(st.integers(0, 6)), draw(NAMES), draw(st.sampled_from(TYPES))
    markers = draw(st.lists(st.sampled_from(sorted(MARKERS)), max_size=2, unique=True))
    items = draw(st.lists(ITEMS, max_size=3))
    pad = draw(st.sampled_from(PADDING))
    first = draw(st.sampled_from([name, f"`{name}`", f"**{name}**"])) if name[-1].isalnum() else name
    marked = draw(st.sampled_from(["", " ", " <br>"])).join([first, *markers])
    description = _description(items, closed=draw(st.booleans()))
    cells = f"{'#' * depth}|{pad}{marked}{pad}|{pad}{type_}{pad}|{pad}{description}{pad}|"
    lines = tuple(line for item in items for line in _lines(item, 0))
    return Cells(cells, Row(name, tuple(MARKERS[each] for each in markers), type_, depth, lines, 0))


def _description(items: list[Item], *, closed: bool) -> str:
    return "<br>".join(item.text.source + _list(item.below, closed=closed) for item in items)


def _list(items: tuple[Item, ...], *, closed: bool) -> str:
    """A list in HTML, with or without the ends of its items."""
    end = "</li>" if closed else ""
    below = "".join(f"<li>{item.text.source}{_list(item.below, closed=closed)}{end}" for item in items)
    return f"<ul>{below}</ul>" if items else ""


def _lines(item: Item, level: int) -> list[Line]:
    return [Line(item.text.text, level), *(line for below in item.below for line in _lines(below, level + 1))]


@given(
    st.lists(_rows(), min_size=1, max_size=8),
    st.sampled_from(FENCES),
    st.sampled_from(HEADERS),
    st.sampled_from(RULES),
    st.sampled_from(["\n", "\r\n"]),
)
@trying(100)
def test_what_is_written_is_read_back(
    rows: list[Cells], fence: tuple[str, str, str], header: str, rule: str, newline: str
) -> None:
    opening, quote, closing = fence
    block = [opening, *(quote + line for line in (header, rule, *(row.source for row in rows))), closing]
    page = ["# Any", "", "**Endpoint** /v1.3/any/", "", "**Method** GET", "", "**Parameters**", "", *block]
    read, problems = read_page(newline.join(page).encode("utf-8"), "any.md")
    (endpoint,) = read.endpoints
    assert endpoint.parameters is not None
    start = 8 + block.index(quote + rows[0].source) + 1
    wanted = [
        Row(row.row.name, row.row.markers, row.row.type, row.row.depth, row.row.description, start + index)
        for index, row in enumerate(rows)
    ]
    assert list(endpoint.parameters.rows) == wanted
    assert {problem.code for problem in problems} <= {"depth-jump", "row-under-scalar"}
