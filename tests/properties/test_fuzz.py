"""Damaged and hostile pages: read or refused in one line, never a crash, never more than linear time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock import spent
from pages import dated
from searching import trying
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Page

OWN = sorted((Path(__file__).parent.parent / "cases").glob("native-*/page.md"))
# Every so many of the real pages, where they are there.
REAL = sorted(dated("2026-05").rglob("*.md"))[::24]
SEEDS = [file.read_text(encoding="utf-8") for file in (*OWN, *REAL)]
ENDPOINT = "# Any\n\n**Endpoint** /v1.3/any/\n\n**Method** GET\n\n**Parameters**\n\n"
HEADER = "```xtable\n|Field|Type|Description|\n|---|---|---|\n"

# Where a hostile text stands: what is before it, and what behind.
PLACES = {
    "page": ("", ""),
    "label": ("# Any\n\n**Endpoint** ", "\n"),
    "body": (ENDPOINT, ""),
    "table": (ENDPOINT + HEADER, "\n```\n"),
    "title": (ENDPOINT + "```xtable\n|", "|Type|Description|\n|---|---|---|\n|any|string|x|\n```\n"),
    "name": (ENDPOINT + HEADER + "|", "|string|x|\n```\n"),
    "type": (ENDPOINT + HEADER + "|any|", "|x|\n```\n"),
    "cell": (ENDPOINT + HEADER + "|any|string|", "|\n```\n"),
    "HTML table": (ENDPOINT + "<table>", "</table>\n"),
    "text before a mark": ("Any\n", "\n**Endpoint** /v1.3/any/\n"),
}
# Signs that patterns begin, repeat or end with, and what nests.
HOSTILE = [
    *"[<`|{}(*~&\\ \t\n#>!_-",
    *("&#9", "<ul>", "<ul><li>", "<ul></li>", "<li>", "</ul>", "<p ", "<p a", "<b>", "<code>", "&amp;"),
    *("[a](", "[a]( ", "![a](", "<a href='x'>t", '<a href="', "href=", "`a``b```", "\\`", "\\|"),
    *("{a} ", "{+", "{Required", "Required ", "http://", "https://a", "/a", "**Method** GET\n", "(code "),
    *("<table>", "<td>", "<tr>", "<table></table>\n", "<td rowspan=64 colspan=64>x", "|a|string|b|", "|#"),
    *("\n|", "\n#|", "\n|a|string|b", "\na|b", "\n|---|", "\n|Field|Type|", "\n```", "\n````x", "\n~~~"),
    *(
        "\n> ",
        "\n> |",
        "\n## Response\n",
        "\n**Endpoint** /v1.3/a/\n",
        "\n|a|b|\n```\n```",
        "\n```\n```xtable",
    ),
]
SIZE = 2_500
# Sixteen times the text takes sixteen times as long; quadratic time would be 256 times as much.
MOST = 60
# Below this many seconds nothing can be told from the time.
NOTICEABLE = 0.025


@st.composite
def _damaged(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from(SEEDS)).split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        cut = draw(st.integers(0, len(line)))
        damage = draw(st.sampled_from(["cut", "drop", "repeat", "unfence", "join", "swap", "insert", "move"]))
        if damage == "cut":
            lines[at] = line[:cut]
        elif damage == "repeat":
            lines.insert(at, line)
        elif damage == "unfence":
            lines = [each for each in lines if each.strip() != "```"] or [""]
        elif damage == "join" and at + 1 < len(lines):
            lines[at] += lines.pop(at + 1)
        elif damage == "swap" and 0 < cut < len(line):
            lines[at] = line[: cut - 1] + line[cut] + line[cut - 1] + line[cut + 1 :]
        elif damage == "insert":
            sign = draw(st.sampled_from([*HOSTILE, "\ue0001\ue001", "\u2028", "\x0b", "\x1f", "｛", "＃"]))
            lines[at] = line[:cut] + sign + line[cut:]
        elif damage == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        elif damage == "drop" and len(lines) > 1:
            lines.pop(at)
    return "\n".join(lines)


@given(_damaged())
@trying(200)
def test_damaged_page_is_read_or_refused_in_one_line(text: str) -> None:
    title, _, content = text.partition("\n")
    reply = json.dumps({"title": title, "content": content})
    for data, name in ((text.encode("utf-8"), "any.md"), (reply.encode("utf-8"), "any.json")):
        read = _read(data, name)
        if isinstance(read, str):
            assert "\n" not in read
            continue
        page, problems = read
        lines = text.count("\n") + 3
        assert all(
            0 < problem.line <= lines and problem.text and "\n" not in problem.text for problem in problems
        )
        assert all(endpoint.path.startswith("/") and endpoint.method for endpoint in page.endpoints)


@given(st.binary(max_size=200))
@trying(100)
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes) -> None:
    for name in ("any.md", "any.json"):
        read = _read(data, name)
        assert not isinstance(read, str) or "\n" not in read


@pytest.mark.parametrize("place", PLACES)
def test_time_grows_no_faster_than_the_page(place: str) -> None:
    before, after = PLACES[place]
    slow: list[str] = []
    for unit in HOSTILE:
        small, large = (before + unit * (size // len(unit)) + after for size in (SIZE, 16 * SIZE))
        most = _seconds(large)
        if most < NOTICEABLE:
            continue
        # The least of several is what the machine's other work had no part in.
        least = min(_seconds(small) for _ in range(3))
        if most > MOST * least:
            most = min(_seconds(large) for _ in range(3))
        if most > MOST * least:
            slow.append(f"{unit!r}: {least:.3f} s, then {most:.3f} s")
    assert slow == []


@pytest.mark.parametrize("unit", ["leaf ", "one<br>two ", "<ul><li>three</li></ul>"])
def test_cell_of_two_megabytes_is_read(unit: str) -> None:
    before, after = PLACES["cell"]
    page, _ = read_page((before + unit * (2_000_000 // len(unit)) + after).encode(), "any.md")
    assert page.endpoints[0].parameters is not None
    assert [row.name for row in page.endpoints[0].parameters.rows] == ["any"]


def _seconds(text: str) -> float:
    data = text.encode("utf-8")
    return spent(lambda: _read(data, "any.md"))


def _read(data: bytes, name: str) -> tuple[Page, tuple[Problem, ...]] | str:
    """A page with its problems, or why it is refused."""
    try:
        return read_page(data, name)
    except InputError as refused:
        return str(refused)
