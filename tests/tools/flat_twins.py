"""Measure the flattened reader against pages whose native form shows the true nesting.

    python tests/tools/flat_twins.py PORTAL_DIR [--synthetic] [--misses] [--facts] [--folders even|odd]

``PORTAL_DIR`` holds ``2026-05`` (native pages) and ``2026-05-flat`` (copies of some of them from a browser).
The sets of field paths of each side are compared. This tool has its own reader of native pages, so that no
fault of the generator's hides another. With ``--synthetic``, native pages without a flattened twin are
flattened here. With ``--facts``, all other facts about a field are compared, too, as the generator reads them
from either form.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from tiktok_bindgen.interpret.model import Field as ReadField
from tiktok_bindgen.interpret.model import Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tiktok_bindgen.interpret.model import Operation
    from tiktok_bindgen.problem import Problem
    from tiktok_bindgen.read.page import Page

NATIVE = "2026-05"
FLAT = "2026-05-flat"
_MARK = re.compile(r"\{([+\-]?\s*[^{}]*)\}")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<br\s*/?>|</p>", re.IGNORECASE)
_GAP = re.compile(r"</?(?:ul|ol|div)\b[^<>]*>|<p\b[^<>]*>", re.IGNORECASE)
_ITEMS = re.compile(r"(?:</li>|\s)*<li\b[^<>]*>|</li>", re.IGNORECASE)
_SHOWN_URL = re.compile(r"<(https?://[^<>\s]+)>")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_NOTE = re.compile(r"\s*\(deprecated\)\Z", re.IGNORECASE)
Path_ = tuple[str, ...]


@frozen
class Field:
    """A row of a native table: its name, markers, type and depth."""

    name: str
    markers: tuple[str, ...]
    type: str
    depth: int


@frozen
class Twin:
    """The field tables of a native page, in order, of both sides."""

    request: tuple[tuple[Field, ...], ...]
    response: tuple[tuple[Field, ...], ...]


@frozen
class Copy:
    """A flattened page as it was read, its problems, and the text of its native twin."""

    name: str
    native: str
    page: Page
    problems: tuple[Problem, ...]


@frozen
class Reading:
    """The operations of a flattened page and of its native twin, each read by itself."""

    name: str
    native: tuple[Operation, ...]
    flat: tuple[Operation, ...]


FACTS: Mapping[str, Callable[[ReadField], object]] = {
    "type": lambda field: (field.type.kind, field.type.array),
    "presence": lambda field: field.presence,
    "enum": lambda field: tuple(value.value for value in field.enum),
    "default": lambda field: field.default,
    "limits": lambda field: field.limits,
    "format": lambda field: field.format,
    "zone": lambda field: field.zone,
    "immutable": lambda field: field.immutable,
    "allowlist": lambda field: (field.allowlist, field.partly_allowlist),
    "lifecycle": lambda field: field.lifecycle,
    "conditions": lambda field: len(field.conditions),
}
"""The facts compared of a field that both forms have at the same place, by kind."""


_UNSTATED = ReadField("", Type("any"))


@define
class Agreement:
    """How many facts both forms of pages state alike, of all that either form states."""

    same: int = 0
    stated: int = 0

    def count(self, same: int, stated: int) -> None:
        """Add to the counts."""
        self.same += same
        self.stated += stated

    @property
    def rate(self) -> float:
        """The share that agrees; 1 if nothing is stated."""
        return self.same / self.stated if self.stated else 1.0


@frozen
class Score:
    """The comparison of a flattened page with its twin on one side."""

    page: str
    side: str
    true: frozenset[Path_]
    found: frozenset[Path_]
    misses: tuple[str, ...] = ()
    kinds: Counter[str] = field(factory=Counter)

    @property
    def hits(self) -> int:
        """The number of paths that both have."""
        return len(self.true & self.found)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portal", type=Path)
    parser.add_argument(
        "--synthetic", action="store_true", help="pages without a flattened twin, flattened here"
    )
    parser.add_argument("--misses", action="store_true", help="list every path that was missed")
    parser.add_argument("--folders", choices=["even", "odd"], help="one half of the categories only")
    parser.add_argument("--facts", action="store_true", help="compare all that is stated of a field")
    options = parser.parse_args(arguments)
    texts = pages(options.portal, synthetic=options.synthetic, folders=options.folders)
    copies = list(read(texts))
    scores = list(measure(copies))
    sys.stdout.writelines(f"{line}\n" for line in table(scores, misses=options.misses))
    if options.facts:
        for kind, found in agreements(readings(copies)).items():
            sys.stdout.write(f"{kind}: {found.same} of {found.stated}, {found.rate:.4f}\n")
    return 0


def table(scores: Sequence[Score], *, misses: bool = False) -> Iterator[str]:
    """Yield the lines of the report: one for each side of a page with any error, and the totals."""
    for score in scores:
        if score.true != score.found:
            yield f"{score.page} {score.side}: {_figures([score])} {dict(score.kinds)}"
            if misses:
                yield from (f"    {miss}" for miss in score.misses)
    for side in ("request", "response"):
        yield f"{side}: {_figures([score for score in scores if score.side == side])}"
    yield f"all: {_figures(scores)} {dict(total_kinds(scores))}"


def total_kinds(scores: Sequence[Score]) -> Counter[str]:
    """Count the paths missed, by kind."""
    kinds: Counter[str] = Counter()
    for score in scores:
        kinds.update(score.kinds)
    return kinds


def f1(scores: Sequence[Score]) -> float:
    """Return the harmonic mean of precision and recall over all paths."""
    return (
        2 * sum(score.hits for score in scores) / sum(len(score.true) + len(score.found) for score in scores)
    )


def measure(copies: Iterable[Copy]) -> Iterator[Score]:
    """Score every page, request and response separately."""
    for copy in copies:
        yield from compare(copy.name, read_native(copy.native), copy.page, copy.problems)


def readings(copies: Iterable[Copy]) -> Iterator[Reading]:
    """Read both forms of pages."""
    from tiktok_bindgen.read import native
    from tiktok_bindgen.sentences import interpret

    for copy in copies:
        pages = (native.read_native(copy.native, copy.name)[0], copy.page)
        true, flat = (interpret([page])[0].operations for page in pages)
        yield Reading(copy.name, true, flat)


def agreements(read: Iterable[Reading]) -> dict[str, Agreement]:
    """Return the agreement of both forms by kind: ``operations``, ``rules`` and each of ``FACTS``."""
    found = {kind: Agreement() for kind in ("operations", *FACTS, "rules")}
    for reading in read:
        true, flat = (
            {(each.method, each.path): each for each in operations}
            for operations in (reading.native, reading.flat)
        )
        both = true.keys() & flat.keys()
        found["operations"].count(len(both), len(true.keys() | flat.keys()))
        for key in sorted(both):
            _compare_facts(true[key], flat[key], found)
    return found


def _compare_facts(true: Operation, flat: Operation, found: Mapping[str, Agreement]) -> None:
    rules, read = (Counter(rule.id for rule in each.rules) for each in (true, flat))
    found["rules"].count((rules & read).total(), (rules | read).total())
    for side in ("headers", "parameters", "response"):
        fields, others = (dict(_walk(getattr(each, side))) for each in (true, flat))
        for path in sorted(fields.keys() & others.keys()):
            for kind, fact in FACTS.items():
                one, two, nothing = fact(fields[path]), fact(others[path]), fact(_UNSTATED)
                found[kind].count(one == two != nothing, not one == two == nothing)


def _walk(fields: Sequence[ReadField], around: Path_ = ()) -> Iterator[tuple[Path_, ReadField]]:
    for each in fields:
        path = (*around, each.name)
        yield path, each
        yield from _walk(each.children, path)


def read(texts: Iterable[tuple[str, str, str]]) -> Iterator[Copy]:
    """Read the flattened texts of pages.

    Args:
        texts: Name, native text and flattened text of each page.
    """
    from tiktok_bindgen.read.flattened import read_flattened

    for name, native, flat in texts:
        page, problems = read_flattened(flat, name)
        yield Copy(name, native, page, tuple(problems))


def pages(
    portal: Path, *, synthetic: bool = False, folders: str | None = None
) -> Iterator[tuple[str, str, str]]:
    """Yield the name, native text and flattened text of every page to measure."""
    for native in sorted((portal / NATIVE).rglob("*.md")):
        name = native.relative_to(portal / NATIVE).with_suffix(".txt").as_posix()
        half = "odd" if zlib.crc32(name.split("/")[0].encode()) % 2 else "even"
        if folders and half != folders:
            continue
        flat = portal / FLAT / name
        text = native.read_text(encoding="utf-8")
        if not synthetic and flat.is_file():
            yield name, text, flat.read_text(encoding="utf-8")
        elif synthetic and not flat.is_file() and text.count("**Endpoint**") == 1:
            yield name, text, flatten(text)


def compare(name: str, twin: Twin, page: Page, problems: Sequence[Problem]) -> Iterator[Score]:
    """Compare the paths of a page with those of its twin."""
    doubted = {problem.line for problem in problems if problem.code in {"depth-ambiguous", "row-uncertain"}}
    for side in ("request", "response"):
        rows: list[tuple[Field, ...]] = getattr(twin, side)
        true = {path for table in rows for path in paths([(row.name, row.depth) for row in table])}
        found = _found(page, side)
        misses = []
        kinds: Counter[str] = Counter()
        for path in sorted(true - set(found)):
            wrong = [other for other in found if other[-1] == path[-1] and other not in true]
            kind = _kind(wrong, found, doubted)
            kinds[kind] += 1
            places = ", ".join(f"{'.'.join(other)} (line {found[other]})" for other in wrong)
            misses.append(f"{kind}: {'.'.join(path)} found as {places or 'nothing'}")
        yield Score(name, side, frozenset(true), frozenset(found), tuple(misses), kinds)


def _found(page: Page, side: str) -> dict[Path_, int]:
    """Map the paths read on one side to their lines."""
    found: dict[Path_, int] = {}
    for endpoint in page.endpoints:
        tables = [endpoint.response] if side == "response" else [endpoint.parameters, *endpoint.supplements]
        for read in tables:
            if read is None or (read is not endpoint.parameters and "header" in read.heading.lower()):
                continue
            lines = [row.line for row in read.rows]
            for path, line in zip(paths([(row.name, row.depth) for row in read.rows]), lines, strict=True):
                found.setdefault(path, line)
    return found


def _kind(wrong: Sequence[Path_], found: dict[Path_, int], doubted: set[int]) -> str:
    """Return how a path was missed: its row is nowhere, elsewhere, or elsewhere with a reported problem."""
    if not wrong:
        return "lost"
    parts = (other[:at] for other in wrong for at in range(1, len(other) + 1))
    return "listed" if any(found.get(part) in doubted for part in parts) else "wrong-parent"


def paths(rows: Sequence[tuple[str, int]]) -> list[Path_]:
    """Return the full path of every row."""
    stack: list[tuple[int, str]] = []
    result = []
    for name, depth in rows:
        while stack and stack[-1][0] >= depth:
            stack.pop()
        stack.append((depth, name))
        result.append(tuple(part for _, part in stack))
    return result


def read_native(text: str) -> Twin:
    """Return the field tables of a native page."""
    tables: dict[str, list[tuple[Field, ...]]] = {"request": [], "response": []}
    side, label = "request", ""
    rows: list[Field] | None = None
    fence = header = False
    for raw in text.split("\n"):
        line = raw.lstrip("> ").rstrip()
        if line.startswith("```"):
            if rows:
                tables[side].append(tuple(rows))
            fence, header, rows = "xtable" in line, True, None
            continue
        if not fence:
            plain = line.strip("#* :").lower()
            if plain in {"request", "response"} and line.startswith("#"):
                side = plain
            if plain:
                label = plain
            continue
        if "|" not in line:
            continue
        cells = line.split("|")
        if header:
            header = False
            kind = _MARK.sub("", cells[2]).strip().lower() if len(cells) > 2 else ""
            name = _MARK.sub("", cells[1]).strip().lower()
            if kind in {"type", "data type"} and name == "field" and "header" not in label:
                rows = []
        elif rows is not None and not set(cells[1].strip()) <= set("-: "):
            marks = tuple(mark.strip("+- ") for mark in _MARK.findall(cells[1]))
            rows.append(Field(_name(cells[1]), marks, html.unescape(cells[2].strip()), len(cells[0].strip())))
    return Twin(tuple(tables["request"]), tuple(tables["response"]))


def _name(cell: str) -> str:
    """Return a field's name without a note after it; a name completely in braces is a placeholder."""
    name = html.unescape(_TAG.sub("", _MARK.sub("", cell))).strip()
    return _NOTE.sub("", name) or cell.strip("{} ")


def flatten(text: str) -> str:
    """Convert a native page to what a browser's copy would show, closely enough for measuring."""
    result: list[str] = []
    fence = ""
    header = False
    for raw in text.split("\n"):
        line = raw.rstrip()
        bare = line.lstrip("> ")
        if bare.startswith("```"):
            fence = "" if fence else ("table" if "xtable" in bare else "code")
            header = fence == "table"
            result.append("")
        elif fence == "code":
            if not re.match(r"\s*\(/?code", line):
                result.append(line)
        elif fence == "table":
            if "|" in bare:
                result.extend(_flat_row(bare.split("|"), header=header))
                header = False
        else:
            result.extend(_flat_prose(line.lstrip("#").strip()))
    return "\n".join(result)


def _flat_row(cells: Sequence[str], *, header: bool) -> list[str]:
    inner = cells[1:-1] if not cells[-1].strip() else cells[1:]
    if header:
        return ["\t".join(_plain(_MARK.sub("", cell)) for cell in inner)]
    if set(inner[0].strip()) <= set("-: ") and inner[0].strip():
        return []
    result = [_plain(_MARK.sub("", inner[0])), *(mark.strip("+- ") for mark in _MARK.findall(inner[0]))]
    if len(inner) > 1:
        result.append(_plain(inner[1]))
    if len(inner) > 2:
        result.extend(_flat_prose("|".join(inner[2:])))
    return result


def _flat_prose(text: str) -> list[str]:
    """Return the lines of a description, with an empty line around each list and paragraph."""
    broken = _GAP.sub("\n\n", _BREAK.sub("\n", _ITEMS.sub("\n", text)))
    lines = [_plain(line) for line in broken.split("\n")]
    return [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", _TAG.sub("", _SHOWN_URL.sub(r"\1", text)))
    return html.unescape(text.replace("`", "").replace("**", "")).strip()


def _figures(scores: Sequence[Score]) -> str:
    true = sum(len(score.true) for score in scores)
    found = sum(len(score.found) for score in scores)
    hits = sum(score.hits for score in scores)
    precision, recall = hits / max(found, 1), hits / max(true, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f} ({hits} of {true}, found {found})"


if __name__ == "__main__":
    sys.exit(main())
