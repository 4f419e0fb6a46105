"""The text of an update's pull request: the most important first; if too long, the least important is cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from attrs import astuple, frozen

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.diff.model import Change, counted
from tiktok_bindgen.diff.report import Report, render
from tiktok_bindgen.diff.templates import code, markdown
from tiktok_bindgen.listed import INDEX, Differing
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.readings import Compared, Held
from tiktok_bindgen.update.news import ContestedFact, News
from tiktok_bindgen.update.portal import Moves, Place
from tiktok_bindgen.update.run import Update

#: The most bytes of the text. GitHub accepts 65,536 characters; a workflow may add lines of its own.
LIMIT = 64_000

# Longer lines, in bytes, are left out.
_LONGEST = 2_000
# A report begins with its title and its counts, each followed by a blank line.
_HEAD_LINES = 4
# How many calls to change are listed for each operation.
_CALLS = 3
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_WHY = {
    "less": "a fifth or more of its facts is missing",
    "nothing": "the portal has the page, but none of these facts",
    "many": "it was removed together with many others",
}
_ACCEPT = (
    "Their facts pages were not changed. If the portal is right, accept its version: run this workflow by "
    "hand with the page in its field *accept*, or"
)


@frozen
class Section:
    """A section of the text.

    Attributes:
        title: Its heading.
        lines: Its lines, the most important first.
        where: Where to find all of them, if lines are left out.
        intro: The paragraph before the lines.
        head: The head of the table whose rows are the lines; empty for none.
    """

    title: str
    lines: Sequence[str]
    where: str
    intro: Sequence[str] = ()
    head: Sequence[str] = ()


def pull_request(done: Update, *, limit: int = LIMIT) -> str:
    """Tell a reviewer what an update found, as Markdown of at most ``limit`` bytes.

    What is held for review comes first, then what changed for callers.
    """
    date = done.report.new
    sections = [
        *_held(done.kept.held),
        *_failed(done),
        _callers(done),
        *_contested(done.news, date),
        *_problems(done.news),
        *_less(done.kept.less, date),
        *_pages(done.moves),
        *_listed(done.listed),
        *_changes(done.report),
    ]
    return fitted(sections, limit)


def fitted(sections: Sequence[Section], limit: int) -> str:
    """Write sections in at most ``limit`` bytes.

    Each section keeps its heading; of its lines, whole ones are left out, those of the last section first,
    with a note of how many and where to find them.
    """
    frames = [_frame(section) for section in sections]
    most = [_left_out(section, len(section.lines)) for section in sections]
    left = limit - sum(_size([*frame, *note]) for frame, note in zip(frames, most, strict=True))
    lines: list[str] = []
    for section, frame in zip(sections, frames, strict=True):
        lines += frame
        taken = 0
        for line in section.lines:
            size = _size([line])
            if size > left:
                left = 0
                break
            if size <= _LONGEST:
                lines.append(line)
                left -= size
                taken += 1
        lines += _left_out(section, len(section.lines) - taken)
    return "\n".join(lines).rstrip("\n") + "\n"


def _frame(section: Section) -> list[str]:
    lines = [f"### {section.title}", ""]
    if section.intro:
        lines += [*section.intro, ""]
    return [*lines, *section.head]


def _left_out(section: Section, count: int) -> list[str]:
    """Return the end of a section: a note of the lines left out, if any, and a blank line."""
    if not count:
        return [""]
    lines = number_of(count, "more line is", "more lines are")
    return ["", f"*{lines} omitted here; the full list is in {section.where}.*", ""]


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _table(*titles: str) -> tuple[str, str]:
    """Return the head of a table; a title that begins with ``#`` is that of a column of numbers."""
    names = "|".join(title.removeprefix("#") for title in titles)
    return f"|{names}|", "|" + "|".join("--:" if title.startswith("#") else "---" for title in titles) + "|"


def _row(*cells: str) -> str:
    return f"|{'|'.join(_BARE_PIPE.sub(chr(92) + '|', cell) for cell in cells)}|"


def _held(held: Sequence[Held]) -> Iterator[Section]:
    if held:
        yield Section(
            f"⏸ {number_of(len(held), 'page')} held for review",
            [
                _row(
                    code(each.compared.page),
                    *_figures(each.compared),
                    markdown(each.failure or _WHY[each.why]),
                )
                for each in held
            ],
            "the log of this run",
            (f"{_ACCEPT} `tiktok-bindgen update --accept PAGE`.",),
            _table("page", *_FIGURES, "why"),
        )


_FIGURES = ("#rows", "#fields", "#rules")


def _figures(each: Compared) -> tuple[str, ...]:
    pairs = zip(astuple(each.before), astuple(each.now), strict=True)
    return tuple(str(now) if before == now else f"{before} → {now}" for before, now in pairs)


def _failed(done: Update) -> Iterator[Section]:
    if done.failed:
        yield Section(
            f"⏸ {number_of(len(done.failed), 'page')} could not be fetched",
            [_row(code(each.doc_id), markdown(each.title), markdown(each.reason)) for each in done.failed],
            "the log of this run",
            ("Their facts pages were not changed; the next run fetches them again.",),
            _table("number", "title", "why"),
        )


def _callers(done: Update) -> Section:
    report = done.report
    version, before = done.version
    versions = f"version {version}" if version == before else f"version {before} → {version}"
    new = [changes for _, changes in report.groups() if _is_new(changes)]
    lines = [_operation(title, changes) for title, changes in report.groups() if not _is_new(changes)]
    if new:
        lines.append(_row(f"{number_of(len(new), 'new operation')}", "", "", str(len(new)), ""))
    intro = [f"{markdown(report.title())}, {versions}."]
    if not report.changes:
        intro.append("No fact relevant to callers changed.")
    return Section(
        f"What changed for callers: {report.summary()}",
        lines,
        "`spec/CHANGELOG.md`",
        intro,
        _table("operation", "#breaking", "#risky", "#safe", "call to change") if lines else (),
    )


def _is_new(changes: Sequence[Change]) -> bool:
    return all(change.id == "operation-added" for change in changes)


def _operation(title: str, changes: Sequence[Change]) -> str:
    hints = list(dict.fromkeys(change.hint for change in changes if change.hint))
    calls = [markdown(hint) for hint in hints[:_CALLS]]
    if hints[_CALLS:]:
        calls.append(f"and {len(hints) - _CALLS} more below")
    numbers = (str(count or "") for count in counted(changes).values())
    return _row(code(title) if changes[0].path else title, *numbers, "<br>".join(calls))


def _contested(found: News, date: str) -> Iterator[Section]:
    where = f"`spec/{date}.openapi.yaml`, under `x-contested`"
    head = _table("operation", "field", "fact", "against it")
    for facts, what, *intro in (
        (found.contested, "became", "Other documentation contradicts them, so they are no longer enforced."),
        (found.settled, "no longer"),
    ):
        if facts:
            title = f"{number_of(len(facts), 'fact')} {what} contested"
            yield Section(title, [_fact(each) for each in facts], where, intro, head)


def _listed(found: Differing) -> Iterator[Section]:
    for paths, what in (
        (found.undocumented, "listed by the portal's index, and documented by no page"),
        (found.unlisted, "documented, and no longer listed by the portal's index"),
    ):
        if paths:
            verb = "is" if len(paths) == 1 else "are"
            title = f"{number_of(len(paths), 'path')} {verb} {what}"
            yield Section(title, [f"- {code(each)}" for each in paths], f"`{INDEX.as_posix()}`")


def _fact(each: ContestedFact) -> str:
    against = f"{each.contested.page}:{each.contested.line}"
    return _row(
        code(each.operation),
        code(each.field) if each.field else "",
        code(each.contested.fact),
        code(against),
    )


def _problems(found: News) -> Iterator[Section]:
    for problems, what, where, *intro in (
        (found.problems, "new problem", "", "Documentation that was not fully understood."),
        (found.mended, "solved problem", "the former "),
    ):
        if problems:
            title = number_of(len(problems), what)
            yield Section(title, [*_by_code(problems)], f"{where}`spec/problems.txt`", intro)


def _by_code(problems: Iterable[Problem]) -> Iterator[str]:
    ordered = sorted(problems, key=lambda each: (each.code, each))
    for name, group in groupby(ordered, key=lambda each: each.code):
        listed = list(group)
        yield f"- **{code(name)}** ({len(listed)})"
        yield from (f"  - {code(f'{each.page}:{each.line}')} {markdown(each.text)}" for each in listed)


def _less(less: Sequence[Compared], date: str) -> Iterator[Section]:
    if less:
        yield Section(
            f"Less was read from {number_of(len(less), 'page')}",
            [_row(code(each.page), *_figures(each)) for each in less],
            f"what changed under `spec/pages/{date}`",
            ("Fewer rows, fields or rules than before: the page has less, or less of it is understood.",),
            _table("page", *_FIGURES),
        )


def _pages(found: Moves) -> Iterator[Section]:
    parts = ((found.new, "new"), (found.gone, "gone"), (found.moved, "moved"))
    lines = [
        *(f"- gone: {_link(each)}" for each in found.gone),
        *(f"- moved: {_link(now)}, was {markdown(was.titles)}" for was, now in found.moved),
        *(f"- new: {_link(each)}" for each in found.new),
    ]
    if lines:
        counts = ", ".join(f"{len(each)} {word}" for each, word in parts if each)
        yield Section(f"Pages of the portal: {counts}", lines, "`spec/portal.tsv`")


def _link(place: Place) -> str:
    return f"[{markdown(place.titles)}]({place.address})"


def _changes(report: Report) -> Iterator[Section]:
    if report.changes:
        # The report's title and counts are in an earlier section.
        lines = render(report, "markdown", level=3).splitlines()[_HEAD_LINES:]
        yield Section("Every change", lines, "`spec/CHANGELOG.md`")
