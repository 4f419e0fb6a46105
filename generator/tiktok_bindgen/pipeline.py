"""The pipeline: from pages to a spec, for one date and for all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, field, frozen

from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.counting import number_of
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.problem import CARRIED_PROBLEMS, InputError, Problem, carried_problems, problems_text
from tiktok_bindgen.progress import SILENT, Progress
from tiktok_bindgen.report import Counts, make_report
from tiktok_bindgen.sources import ReadPage, find_pages, read_pages, require_rows
from tiktok_bindgen.states import State

# Stages are imported where they are called, so that an unchanged build does not load them.
if TYPE_CHECKING:
    from tiktok_bindgen.assemble.glossary import Described, Glossary
    from tiktok_bindgen.assemble.overlay import Overlay
    from tiktok_bindgen.evidence import Evidence, Wrong
    from tiktok_bindgen.interpret.document import Document
    from tiktok_bindgen.interpret.model import Operation
    from tiktok_bindgen.listed import Index
    from tiktok_bindgen.sentences import Interpreted

Prose = Literal["full", "none"]


@frozen
class Spec:
    """A spec and how it came about.

    Attributes:
        document: The OpenAPI document.
        problems: What was not understood, sorted.
        report: Counts by page.
        facts: What was read, without prose unless that is kept.
        wrong: Facts of the pages that recorded calls contradict.
        described: Which names the glossary describes; reported apart from the problems.
    """

    document: dict[str, Any]
    problems: tuple[Problem, ...]
    report: dict[str, Any]
    facts: Document
    wrong: tuple[Wrong, ...] = ()
    described: Described | None = None

    @property
    def counts(self) -> Counts:
        """The report, summed up in five numbers."""
        return Counts.of(self.report, len(self.problems))


@frozen
class Making:
    """How specs are made of pages.

    Attributes:
        prose: Whether the documentation's sentences are kept.
        overlay: Corrections to apply, an OpenAPI Overlay document.
        glossary: A line for each name, which becomes its description.
        evidence: More to weigh the pages against.
        progress: Receives progress.
        listed: The paths that the portal's index lists.
    """

    prose: Prose = "none"
    overlay: Path | None = None
    glossary: Path | None = None
    evidence: Evidence | None = None
    progress: Progress = SILENT
    listed: Index | None = None

    @cached_property
    def corrections(self) -> Overlay | None:
        """The overlay, read once."""
        if self.overlay is None:
            return None
        from tiktok_bindgen.assemble.overlay import load_overlay

        return load_overlay(self.overlay)

    @cached_property
    def descriptions(self) -> Glossary | None:
        """The glossary, read once."""
        if self.glossary is None:
            return None
        from tiktok_bindgen.assemble.glossary import load_glossary

        return load_glossary(self.glossary)


#: No prose, corrections, descriptions or evidence.
USUAL = Making()


@collector_at_rest()
def make_spec(
    paths: Sequence[Path],
    *,
    prose: Prose = "full",
    overlay: Path | None = None,
    glossary: Path | None = None,
    evidence: Sequence[Path] = (),
    progress: Progress = SILENT,
) -> Spec:
    """Read pages and assemble the spec.

    Args:
        paths: Page files or folders of pages, in any form.
        prose: Whether the documentation's sentences are kept.
        overlay: Corrections to apply, an OpenAPI Overlay document.
        glossary: A line for each name, which becomes its description.
        evidence: More to weigh the pages against: recorded calls, pages with examples, or folders.
        progress: Receives progress.

    Raises:
        InputError: There is nothing to read, nothing documents an endpoint, or the overlay or the glossary is
            unusable.
        UnreadTableError: A page file seems to contain a table, but no row of it could be read.
    """
    from tiktok_bindgen.evidence import read_evidence

    pages = read_pages(find_pages(paths), progress)
    require_rows(paths, pages)
    making = Making(prose, overlay, glossary, read_evidence(evidence), progress)
    spec = assembled(_stated(pages, carried_problems(paths), making), making)
    if spec.described:
        problems = {*spec.problems, *spec.described.missing, *spec.described.unused}
        spec = evolve(spec, problems=tuple(sorted(problems)))
    if not spec.facts.operations:
        where = ", ".join(str(path) for path in paths)
        raise InputError(f"{where}: {len(pages)} page(s) read, none documents an endpoint")
    return spec


@frozen
class Stated:
    """What some pages state, after weighing: the input of a spec.

    Attributes:
        facts: What was read, without prose unless that is kept.
        problems: What was not understood so far.
        pages: The pages.
        carried: The problems of the original pages that facts pages were made from.
        wrong: Facts that recorded calls contradict; ``None`` without recorded calls.
        memo: What was made of the operations, also for other dates.
    """

    facts: Document
    problems: tuple[Problem, ...]
    pages: Sequence[ReadPage]
    carried: Sequence[Problem]
    wrong: tuple[Wrong, ...] | None
    memo: Memo = field(factory=Memo)


def stated(
    state: State,
    making: Making = USUAL,
    *,
    before: Document | None = None,
    held: Collection[str] = (),
    interpreted: Interpreted | None = None,
) -> Stated:
    """Interpret and weigh the pages of a state; date each operation by its page.

    Args:
        state: The state.
        making: How a spec is made of it.
        before: The previous statements; facts contested there stay contested as long as they are stated.
        held: Pages that stay as they were; examples on other pages contest nothing new of their operations.
        interpreted: A cache of interpreted pages, which is extended.
    """
    found = _stated(
        state.pages,
        state.carried,
        making,
        interpreted=interpreted,
        before=before,
        held=held,
        of=f"{state.date}: ",
    )
    facts = found.facts
    operations = tuple(found.memo(_dated, each, state.dates) for each in facts.operations)
    events = tuple(found.memo(_dated, each, state.dates) for each in facts.webhooks)
    return evolve(found, facts=evolve(facts, operations=operations, webhooks=events))


def _counted(operations: Iterable[Operation]) -> str:
    """Return how many operations there are, some of which are on several pages."""
    return number_of(len({(each.method, each.path) for each in operations}), "operation")


def _dated(operation: Operation, dates: Mapping[str, str]) -> Operation:
    return evolve(operation, documented=dates[operation.page])


def _stated(
    pages: Sequence[ReadPage],
    carried: Sequence[Problem],
    making: Making,
    *,
    interpreted: Interpreted | None = None,
    before: Document | None = None,
    held: Collection[str] = (),
    of: str = "",
) -> Stated:
    from tiktok_bindgen.evidence import Evidence, wrong
    from tiktok_bindgen.interpret.prose import without_prose
    from tiktok_bindgen.sentences import interpret
    from tiktok_bindgen.weigh import weighed

    documented = [each.page for each in pages]
    memo = interpreted.memo if interpreted else Memo()
    making.progress.stage(f"{of}interpreting {number_of(len(documented), 'page')}")
    read, found = interpret(documented, interpreted)
    making.progress.stage(f"{of}weighing {_counted(read.operations)}")
    hand = making.evidence or Evidence()
    facts, of_examples = weighed(read, documented, calls=hand.calls, before=before, held=held, memo=memo)
    unread = (problem for each in pages for problem in each.problems)
    problems = (*unread, *found, *hand.problems, *of_examples)
    mistaken = wrong(read, facts, hand) if hand.calls else None
    kept = without_prose(facts, memo) if making.prose == "none" else facts
    return Stated(kept, problems, pages, carried, mistaken, memo)


def assembled(read: Stated, making: Making = USUAL, *, of: str = "") -> Spec:
    """Assemble a spec.

    Args:
        read: The weighed statements of the pages.
        making: How it is made.
        of: A prefix for progress messages.

    Raises:
        InputError: The overlay or the glossary is unusable.
    """
    from tiktok_bindgen.assemble.document import assemble
    from tiktok_bindgen.evidence import as_json

    facts = read.facts
    making.progress.stage(f"{of}assembling {_counted(facts.operations)}")
    spec, unclean = assemble(facts, prose=making.prose, memo=read.memo)
    problems = _with_carried([*read.problems, *unclean], read.carried)
    if making.corrections is not None:
        from tiktok_bindgen.assemble.overlay import apply_overlay

        problems.extend(apply_overlay(spec, making.corrections))
    if making.listed is not None:
        from tiktok_bindgen.listed import add_listed

        newest = max((each.documented or "" for each in facts.operations), default="")
        add_listed(spec, making.listed, newest)
    described = None
    if making.descriptions is not None:
        from tiktok_bindgen.assemble.glossary import describe

        described = describe(spec, making.descriptions)
    found = tuple(sorted(set(problems)))
    report = make_report([each.page for each in read.pages], facts.operations, found, read.memo)
    if read.wrong is not None:
        report["contested"] = as_json(read.wrong)
    return Spec(spec, found, report, facts, read.wrong or (), described)


@collector_at_rest()
def make_specs(
    known: Iterable[State],
    making: Making = USUAL,
    ready: Mapping[str, Stated] | None = None,
    interpreted: Interpreted | None = None,
) -> dict[str, Spec]:
    """Assemble the spec of each state, keyed by date.

    Args:
        known: The states.
        making: How the specs are made.
        ready: What some of them state, as far as that is known, keyed by date.
        interpreted: A cache of interpreted pages, which is extended.

    Raises:
        InputError: The overlay or the glossary is unusable.
    """
    from tiktok_bindgen.sentences import Interpreted

    # Most pages are the same in all states.
    interpreted = interpreted or Interpreted()
    found = dict(ready or {})
    return {
        state.date: assembled(
            found.get(state.date) or stated(state, making, interpreted=interpreted),
            making,
            of=f"{state.date}: ",
        )
        for state in known
    }


def _with_carried(found: Sequence[Problem], carried: Sequence[Problem]) -> list[Problem]:
    """Add carried problems; drop those of a facts page that its original page already has."""

    def what(problem: Problem) -> tuple[str, str, str]:
        # Line numbers differ in a facts page, also inside some texts.
        return problem.page.rpartition(".")[0], problem.code, re.sub(r"\b[0-9]+\b", "#", problem.text)

    known = {what(problem) for problem in carried}
    return [*(problem for problem in found if what(problem) not in known), *carried]


def write_facts(
    paths: Sequence[Path], out: Path, progress: Progress = SILENT, *, evidence: Sequence[Path] = ()
) -> tuple[Spec, list[Path]]:
    """Write what pages state as facts pages.

    Args:
        paths: Page files or folders of pages.
        out: The folder for the facts pages; each keeps its page's relative path.
        progress: Receives progress.
        evidence: More to weigh the pages against, as with `make_spec`.

    Returns:
        What was read, and the files whose bytes changed.

    Raises:
        InputError: One of the pages would be overwritten by other text.
    """
    from tiktok_bindgen.facts import facts_files

    spec = make_spec(paths, prose="none", evidence=evidence, progress=progress)
    texts = {out / name: text for name, text in facts_files(spec.facts).items()}
    texts[out / CARRIED_PROBLEMS] = problems_text(spec.problems)
    read = {each.path.resolve() for each in find_pages(paths)}
    for path, text in texts.items():
        if path.resolve() in read and path.read_bytes() != text.encode():
            raise InputError(f"{path}: would be overwritten by its facts: write them into another folder")
    return spec, [path for path, text in texts.items() if write_text_atomic(path, text)]
