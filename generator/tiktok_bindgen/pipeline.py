"""The pipeline: from pages to a spec, from a spec to a client, and both for all dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, field, frozen

from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.counting import number_of
from tiktok_bindgen.files import bytes_if_there, if_file, write_text_atomic
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.progress import SILENT, Progress
from tiktok_bindgen.report import Counts, make_report
from tiktok_bindgen.sources import (
    ReadPage,
    find_pages,
    read_pages,
    require_rows,
)
from tiktok_bindgen.states import DATE, NOTE, Dated, State, order, read_note, states
from tiktok_bindgen.value_names import numbered

# Stages are imported where they are called, so that an unchanged build does not load them.
if TYPE_CHECKING:
    from tiktok_bindgen.assemble.glossary import Described, Glossary
    from tiktok_bindgen.assemble.overlay import Overlay
    from tiktok_bindgen.build_cache import BuildCache
    from tiktok_bindgen.evidence import Evidence, Wrong
    from tiktok_bindgen.interpret.document import Document
    from tiktok_bindgen.interpret.model import Operation
    from tiktok_bindgen.sentences import Interpreted

Prose = Literal["full", "none"]

# The file beside facts pages with the problems of the original pages.
CARRIED_PROBLEMS = "_problems.txt"
_OVERLAY = Path("spec", "overlay.yaml")
_GLOSSARY = Path("spec", "glossary.yaml")
_PAGES = Path("spec", "pages")
_LAUNCHES = "docs/launches.md"
_PROBLEM = re.compile(r"(?P<page>.+?):(?P<line>\d+): (?P<code>[a-z][a-z0-9-]*): (?P<text>.*)")


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
    """

    prose: Prose = "none"
    overlay: Path | None = None
    glossary: Path | None = None
    evidence: Evidence | None = None
    progress: Progress = SILENT

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
    spec = assembled(_stated(pages, _carried(paths), making), making)
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
    events = tuple(evolve(each, documented=state.dates[each.page]) for each in facts.webhooks)
    return evolve(found, facts=evolve(facts, operations=operations, webhooks=events))


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
    from tiktok_bindgen.interpret.report_pages import report_pages
    from tiktok_bindgen.sentences import interpret
    from tiktok_bindgen.weigh import weighed

    documented = [each.page for each in pages]
    memo = interpreted.memo if interpreted else Memo()
    making.progress.stage(f"{of}interpreting {number_of(len(documented), 'page')}")
    read, found = interpret(documented, interpreted)
    making.progress.stage(f"{of}weighing {number_of(len(read.operations), 'operation')}")
    hand = making.evidence or Evidence()
    facts, of_examples = weighed(
        read, [*documented, *hand.pages], calls=hand.calls, before=before, held=held, memo=memo
    )
    reported = {*report_pages(facts.reports), *(each.page for each in facts.webhooks)}
    unread = [
        problem
        for each in pages
        for problem in each.problems
        # Tables of metrics look like tables of fields, and tables of events are some.
        if problem.code != "fields-without-endpoint" or problem.page not in reported
    ]
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
    making.progress.stage(f"{of}assembling {number_of(len(facts.operations), 'operation')}")
    spec, unclean = assemble(facts, prose=making.prose, memo=read.memo)
    problems = _with_carried([*read.problems, *unclean], read.carried)
    if making.corrections is not None:
        from tiktok_bindgen.assemble.overlay import apply_overlay

        problems.extend(apply_overlay(spec, making.corrections))
    described = None
    if making.descriptions is not None:
        from tiktok_bindgen.assemble.glossary import describe

        described = describe(spec, making.descriptions)
    found = tuple(sorted(set(problems)))
    report = make_report([each.page for each in read.pages], facts.operations, found)
    if read.wrong is not None:
        report["contested"] = as_json(read.wrong)
    return Spec(spec, found, report, facts, read.wrong or (), described)


@collector_at_rest()
def make_specs(known: Iterable[State], making: Making = USUAL) -> dict[str, Spec]:
    """Assemble the spec of each state, keyed by date.

    Raises:
        InputError: The overlay or the glossary is unusable.
    """
    from tiktok_bindgen.sentences import Interpreted

    # Most pages are the same in all states.
    interpreted = Interpreted()
    return {
        state.date: assembled(stated(state, making, interpreted=interpreted), making, of=f"{state.date}: ")
        for state in known
    }


def _with_carried(found: Sequence[Problem], carried: Sequence[Problem]) -> list[Problem]:
    """Add carried problems; drop those of a facts page that its original page already has."""

    def what(problem: Problem) -> tuple[str, str, str]:
        # Line numbers differ in a facts page, also inside some texts.
        return problem.page.rpartition(".")[0], problem.code, re.sub(r"[0-9]+", "#", problem.text)

    known = {what(problem) for problem in carried}
    return [*(problem for problem in found if what(problem) not in known), *carried]


def _carried(paths: Sequence[Path]) -> list[Problem]:
    """Read the problems that were saved beside facts pages when those were made."""
    found: list[Problem] = []
    for path in paths:
        file = path / CARRIED_PROBLEMS
        if not file.is_file():
            continue
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        matches = (_PROBLEM.fullmatch(line) for line in lines)
        found.extend(
            Problem(match["page"], int(match["line"]), match["code"], match["text"])
            for match in matches
            if match
        )
    return found


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
    spec = make_spec(paths, prose="none", evidence=evidence, progress=progress)
    texts = {out / name: text for name, text in facts_files(spec.facts).items()}
    texts[out / CARRIED_PROBLEMS] = problems_text(spec.problems)
    read = {each.path.resolve() for each in find_pages(paths)}
    for path, text in texts.items():
        if path.resolve() in read and path.read_bytes() != text.encode():
            raise InputError(f"{path}: would be overwritten by its facts: write them into another folder")
    return spec, [path for path, text in texts.items() if write_text_atomic(path, text)]


def facts_files(document: Document) -> dict[str, str]:
    """Return the facts pages of a document, keyed by relative path: one per operation or page of other facts.

    What an operation's page states about reports is in the same file.
    """
    from tiktok_bindgen.facts import appendix_facts, facts_page, report_facts, webhook_facts

    webhooks = webhook_facts(document.webhooks)
    reports = report_facts(document.reports, (operation.page for operation in document.operations))
    pages = [
        *(
            (each.page, "\n".join(filter(None, (facts_page(each), reports.pop(each.page, "")))))
            for each in document.operations
            if each.repeats is None
        ),
        *appendix_facts(document.appendix).items(),
        *reports.items(),
        *webhooks.items(),
    ]
    files: dict[str, str] = {}
    for page, text in pages:
        files[numbered(re.sub(r"\.(?:md|markdown|txt|json|html?)$", "", page), files, ".")] = text
    return {f"{stem}.md": text for stem, text in files.items()}


def problems_text(problems: Iterable[Problem]) -> str:
    """Write problems, one per line; `_carried` reads them back."""
    return "".join(f"{' '.join(str(problem).split())}\n" for problem in problems)


@frozen
class Build:
    """What a build found and wrote.

    Attributes:
        counts: What each date's pages gave, oldest first.
        changed: Files whose bytes differ from what was there, relative to the root.
        kept: The number of files that were up to date.
        wrong: Facts of the client's pages that recorded calls contradict.
    """

    counts: Mapping[str, Counts]
    changed: tuple[str, ...]
    kept: int
    wrong: tuple[Wrong, ...] = ()


@collector_at_rest()
def build(
    root: Path,
    *,
    pages: Path | None = None,
    date: str | None = None,
    prose: Prose = "none",
    check: bool = False,
    remove: bool = False,
    evidence: Evidence | None = None,
    cache: Path | None = None,
    progress: Progress = SILENT,
) -> Build:
    """Make every spec and the client.

    Args:
        root: Where ``spec/`` and ``generated/`` are.
        pages: A page or folder to use as one date, from which the client is built. Missing operations come
            from the dates under ``spec/pages/``, if any.
        date: The date of ``pages``; by default it is taken from their names.
        prose: Whether the documentation's sentences are kept.
        check: Write nothing, only report what would change.
        remove: Whether generated files that ``pages`` do not produce may be removed.
        evidence: More to weigh all pages against; such builds are not cached.
        cache: The folder for cached builds; see `tiktok_bindgen.build_cache`.
        progress: Receives progress.

    Raises:
        InputError: There is nothing to build from, a file cannot be written, or files would be removed
            without ``remove``.
    """
    from tiktok_bindgen.build_cache import BuildCache
    from tiktok_bindgen.generate import PACKAGE

    found = dated_folders(root) if pages is None or (root / _PAGES).is_dir() else {}
    chosen = None
    if pages is not None:
        chosen = date or date_of(pages)
        found[chosen] = pages
    folders = dict(sorted(found.items(), key=lambda item: order(item[0])))
    cached = BuildCache(
        None if evidence is not None else cache,
        root,
        package=f"generated/{PACKAGE}",
        options=[prose, chosen or "", *folders],
        pages=list(folders.values()),
        others=[
            root / _OVERLAY,
            root / _GLOSSARY,
            *(folder / name for folder in folders.values() for name in (CARRIED_PROBLEMS, NOTE)),
        ],
    )
    before = cached.load()
    if before is not None:
        return Build(before[0], (), before[1])
    known = states(read_dated(folders, progress))
    client_of = chosen or list(folders)[-1]
    making = Making(prose, if_file(root / _OVERLAY), if_file(root / _GLOSSARY), evidence, progress)
    return _build(root, known, client_of, cached, making, check=check, remove=remove or pages is None)


def _build(
    root: Path,
    known: Mapping[str, State],
    client_of: str,
    cached: BuildCache,
    making: Making,
    *,
    check: bool,
    remove: bool,
) -> Build:
    from tiktok_bindgen.assemble.yaml import dump_yaml
    from tiktok_bindgen.explain.launches_page import launches_page
    from tiktok_bindgen.explain.smallest import smallest_launches
    from tiktok_bindgen.generate import PACKAGE
    from tiktok_bindgen.generate.client import generate_client
    from tiktok_bindgen.generate.render import MARKER

    progress, specs = making.progress, make_specs(known.values(), making)
    for name, spec in specs.items():
        if not spec.facts.operations:
            raise InputError(f"{name}: {len(known[name].pages)} page(s) read, none documents an endpoint")
    named = progress.each([*specs.items()], "writing out specifications")
    texts = {f"spec/{name}.openapi.yaml": dump_yaml(spec.document) for name, spec in named}
    progress.stage(f"generating the client of {specs[client_of].counts.operations} operations")
    client = generate_client(specs[client_of].document, root / "generated", check=check, remove=remove)
    progress.stage("finding the smallest launches")
    if launches := launches_page(smallest_launches(specs[client_of].document)):
        texts[_LAUNCHES] = launches
    # Each problem is written once, with the date of its page.
    lines = {
        (known[name].dates.get(problem.page, name), problem)
        for name, spec in specs.items()
        for problem in spec.problems
    }
    lines |= {(client_of, problem) for problem in client.problems}
    lines |= {(client_of, problem) for problem in _of_glossary(specs, client_of)}
    texts["spec/problems.txt"] = "".join(
        f"{name}: {problems_text([problem])}" for name, problem in sorted(lines)
    )
    changed = [name for name, text in texts.items() if bytes_if_there(root / name) != text.encode()]
    if not check:
        for name in changed:
            write_text_atomic(root / name, texts[name])
    counts = {name: spec.counts for name, spec in specs.items()}
    package = f"generated/{PACKAGE}"
    cached.save(counts, texts | {f"{package}/{name}": text for name, text in client.files.items()}, MARKER)
    stale = [f"{package}/{name}" for name in (*client.written, *client.removed)]
    kept = len(texts) - len(changed) + client.unchanged
    return Build(counts, tuple(sorted([*changed, *stale])), kept, specs[client_of].wrong)


def _of_glossary(specs: Mapping[str, Spec], client_of: str) -> set[Problem]:
    """Return the names that the glossary lacks for the newest date, and its lines that no date needs."""
    glossaries = [spec.described for spec in specs.values() if spec.described]
    newest = specs[client_of].described
    unused = set.intersection(*(set(each.unused) for each in glossaries)) if glossaries else set()
    return {*(newest.missing if newest else ()), *unused}


def dated_folders(root: Path) -> dict[str, Path]:
    """Return the folders of pages under ``spec/pages/`` that are named for a date, keyed by date.

    Raises:
        InputError: There are none.
    """
    folder = root / _PAGES
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give one with --pages DIR, or run in a checkout")
    found = {child.name: child for child in folder.iterdir() if child.is_dir() and DATE.fullmatch(child.name)}
    if not found:
        raise InputError(f"{folder}: no folder named by a date, such as 2025-10")
    return found


def read_dated(folders: Mapping[str, Path], progress: Progress = SILENT) -> list[Dated]:
    """Read the pages of each date, and the note in its folder.

    Args:
        folders: A folder, or a page, for each date.
        progress: Receives progress.

    Raises:
        InputError: A folder has nothing that can be read.
    """
    found = []
    for date, folder in folders.items():
        whole, removed, complete = read_note(folder)
        # The folder of a date may hold nothing but the note of what was removed.
        files = () if (removed or complete) and not _has_pages(folder) else find_pages([folder])
        pages = read_pages(files, progress, f"{date}: reading pages")
        require_rows([folder], pages)
        found.append(Dated(date, pages, tuple(_carried([folder])), whole, removed, complete))
    return found


def _has_pages(folder: Path) -> bool:
    try:
        return bool(find_pages([folder]))
    except InputError:
        return False


def date_of(pages: Path) -> str:
    """Return the date of a page or a folder of pages, or a name if there is none.

    It is the date in its name, else of the newest change in its manifest, else the newest in file names.
    """
    if match := DATE.search(pages.name):
        return match[0]
    if pages.is_file():
        return _plain_name(pages.stem)
    from tiktok_bindgen.fetch.store import read_manifest

    changes = (record.last_changed for record in read_manifest(pages).values() if record.last_changed)
    if changed := max(changes, default=None):
        return changed[:10]
    names = (match[0] for file in find_pages([pages]) if (match := DATE.search(file.name)))
    return max(names, default=None) or _plain_name(pages.resolve().name)


def _plain_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "pages"
