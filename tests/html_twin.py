"""Write a native page as a browser would save it: HTML tables, lists, code and links within a document."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Literal

from tiktok_bindgen.read.blocks import Code, Heading, RawTable
from tiktok_bindgen.read.structure import blocks

Depth = Literal["padding", "class", "marks"]
_MARK = re.compile(r"\{[+\- ]*([^{}]+)\}")
_INLINE: tuple[tuple[str, str], ...] = (
    (r"&(?![#\w]+;)", "&amp;"),
    (r"<(https?://[^<>\s]+)>", r"[\1](\1)"),
    # A bracket that begins no known tag is text.
    (r"<(?!/?(?:a|b|br|code|div|em|font|i|image|img|li|ol|p|span|strong|ul)\b[^<>]*>)", "&lt;"),
    (r"`([^`]+)`", r"<code>\1</code>"),
    (r"\*\*(\w[^*]*)\*\*", r"<strong>\1</strong>"),
    (r"\[([^\[\]]*)\]\(([^()\s]*)\)", r'<a class="link" href="\2" target="_blank">\1</a>'),
)


def as_html(text: str, *, depth: Depth = "padding", whole: bool = True, roles: bool = False) -> str:
    """Write a native page as HTML.

    Args:
        text: The page.
        depth: How tables show the depth of a row.
        whole: Whether there is a document around the article.
        roles: Whether tables are written as ``div`` elements with roles.
    """
    found, _ = blocks(text, "page.md")
    parts: list[str] = []
    for block in found:
        if isinstance(block, Heading):
            parts.append(f"<h{block.level}>{_inline(block.text)}</h{block.level}>")
        elif isinstance(block, RawTable):
            parts.append((_roles if roles else _table)(block, depth))
        elif isinstance(block, Code):
            parts.append(f"<pre><code>{html.escape(block.text, quote=False)}</code></pre>")
        else:
            parts.append(f"<p>{_inline(block.text)}</p>")
    article = "<article>" + "\n".join(parts) + "</article>"
    if not whole:
        return article
    beside = '<nav><a href="/portal/docs">Documentation</a><h2>Response</h2></nav>'
    return f"<!DOCTYPE html><html><head><title>Portal</title></head><body>{beside}{article}</body></html>"


def _inline(text: str) -> str:
    for pattern, written in _INLINE:
        text = re.sub(pattern, written, text)
    return text


def _name(cell: str) -> str:
    return _MARK.sub(r'<span class="mark">\1</span>', _inline(cell))


def _cells(row_cells: Sequence[str], depth: int, how: Depth) -> list[str]:
    first, *others = row_cells
    name = _name(first)
    if how == "padding":
        name = f'<div style="padding-left: {24 * depth}px">{name}</div>'
    elif how == "marks":
        name = "&nbsp;&nbsp;" * depth + name
    return [name, *map(_inline, others)]


def _table(table: RawTable, how: Depth) -> str:
    rows = []
    for row in table.rows:
        cells = "".join(f"<td>{cell}</td>" for cell in _cells(row.cells, row.depth, how))
        level = f' class="row row-level-{row.depth}"' if how == "class" else ""
        rows.append(f"<tr{level}>{cells}</tr>")
    head = "".join(f"<th>{_inline(title)}</th>" for title in table.columns)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _roles(table: RawTable, how: Depth) -> str:
    def row(cells: Sequence[str], role: str, level: str = "") -> str:
        inner = "".join(f'<div role="{role}">{cell}</div>' for cell in cells)
        return f'<div role="row"{level}>{inner}</div>'

    rows = [
        row(
            _cells(each.cells, each.depth, how),
            "gridcell",
            f' aria-level="{each.depth + 1}"' if how == "class" else "",
        )
        for each in table.rows
    ]
    head = row([_inline(title) for title in table.columns], "columnheader")
    return f'<div role="treegrid"><div role="rowgroup">{head}{"".join(rows)}</div></div>'
