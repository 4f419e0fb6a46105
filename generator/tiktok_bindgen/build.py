"""Make every spec and the client of a checkout."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from tiktok_bindgen.background import in_background
from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.dates import PAGES, date_of, dated_folders, read_dated
from tiktok_bindgen.files import bytes_if_there, if_file, write_text_atomic
from tiktok_bindgen.listed import INDEX, read_index
from tiktok_bindgen.pipeline import Making, Prose, Spec, make_specs
from tiktok_bindgen.problem import CARRIED_PROBLEMS, InputError, Problem, problems_text
from tiktok_bindgen.progress import SILENT, Progress
from tiktok_bindgen.report import Counts
from tiktok_bindgen.states import NOTE, State, order, states

# Stages are imported where they are called, so that an unchanged build does not load them.
if TYPE_CHECKING:
    from tiktok_bindgen.build_cache import BuildCache
    from tiktok_bindgen.evidence import Evidence, Wrong
    from tiktok_bindgen.known_pages import KnownPages
    from tiktok_bindgen.pipeline import Stated
    from tiktok_bindgen.readings import Guard, Held
    from tiktok_bindgen.weigh.given import Steps

_OVERLAY = Path("spec", "overlay.yaml")
_GLOSSARY = Path("spec", "glossary.yaml")
_SAMPLES = Path("spec", "samples.yaml")
_LAUNCHES = "docs/launches.md"


@frozen
class Build:
    """What a build found and wrote.

    Attributes:
        counts: What each date's pages gave, oldest first.
        changed: Files whose bytes differ from what was there, relative to the root.
        kept: The number of files that were up to date.
        wrong: Facts of the client's pages that recorded calls contradict.
        held: The pages that are not trusted, and are as they were.
    """

    counts: Mapping[str, Counts]
    changed: tuple[str, ...]
    kept: int
    wrong: tuple[Wrong, ...] = ()
    held: tuple[Held, ...] = ()


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
    whole: bool = False,
    guard: Guard | None = None,
    version: str | None = None,
) -> Build:
    """Make every spec and the client.

    Args:
        root: Where ``spec/`` and ``generated/`` are.
        pages: A copy of the documentation, a page or a folder, from which the client is built. What it lacks
            comes from the dates under ``spec/pages/``, if any.
        date: The date of ``pages``; by default it is taken from their names.
        prose: Whether the documentation's sentences are kept.
        check: Write nothing, only report what would change.
        remove: Whether generated files that ``pages`` do not produce may be removed.
        evidence: More to weigh all pages against; a build with it is not cached.
        cache: The folder for cached builds; see `tiktok_bindgen.build_cache`.
        progress: Receives progress.
        whole: Whether ``pages`` are all that there are.
        guard: Keeps incomplete ones of ``pages`` as they were; by default every page is trusted. A build in
            which it holds one is not cached.
        version: The version of the client, by default our own; a build of another one is not cached.

    Raises:
        InputError: There is nothing to build from, a file cannot be written, or files would be removed
            without ``remove``.
    """
    from tiktok_bindgen.build_cache import BuildCache
    from tiktok_bindgen.generate import PACKAGE

    found = dated_folders(root) if pages is None or (root / PAGES).is_dir() else {}
    folders = dict(sorted(found.items(), key=lambda item: order(item[0])))
    sources, chosen, manifests = [*folders.values()], "", list[Path]()
    if pages is not None:
        from tiktok_bindgen.fetch.store import MANIFEST

        chosen, manifests = date or date_of(pages), [pages / MANIFEST]
        sources.append(pages)
    cached = BuildCache(
        cache if evidence is None and version is None else None,
        root,
        package=f"generated/{PACKAGE}",
        options=[prose, chosen, *folders, *((*guard.accepted, str(guard.places)) if guard else ())],
        pages=sources,
        others=[
            root / _OVERLAY,
            root / _GLOSSARY,
            root / _SAMPLES,
            root / INDEX,
            *(folder / name for folder in sources for name in (CARRIED_PROBLEMS, NOTE)),
            *manifests,
        ],
    )
    unchanged = cached.load()
    if unchanged is not None:
        return Build(unchanged[0], (), unchanged[1])
    making = Making(
        prose,
        if_file(root / _OVERLAY),
        if_file(root / _GLOSSARY),
        evidence,
        progress,
        read_index(root / INDEX),
    )
    from tiktok_bindgen.known_pages import KnownPages

    before = KnownPages.of(cached.made)
    interpreted = before.interpreted
    write = partial(_write, cached=cached, making=making, check=check, version=version, before=before)
    dated = read_dated(folders, progress, before.pages)
    if pages is None:
        return write(root, states(dated), [*folders][-1])
    from tiktok_bindgen.copies import merged, read_copy

    copy = read_copy([pages], chosen, whole=whole, progress=progress)
    done = merged(copy, dated, making, guard=guard, interpreted=interpreted, where=str(pages))
    known = states([*(each for each in dated if each.date != chosen), done.now]) | {chosen: done.state}
    return write(root, known, chosen, ready={chosen: done.found}, remove=remove, held=done.kept.held)


def _write(
    root: Path,
    known: Mapping[str, State],
    client_of: str,
    *,
    cached: BuildCache,
    before: KnownPages,
    making: Making,
    check: bool,
    version: str | None,
    ready: Mapping[str, Stated] | None = None,
    remove: bool = True,
    held: tuple[Held, ...] = (),
) -> Build:
    from tiktok_bindgen.assemble.yaml import dump_yaml
    from tiktok_bindgen.generate import PACKAGE
    from tiktok_bindgen.generate.render import MARKER
    from tiktok_bindgen.generate.write import write
    from tiktok_bindgen.sample_file import read_samples

    make, progress = (
        partial(make_specs, making=making, ready=ready, interpreted=before.interpreted),
        making.progress,
    )
    specs = make([known[client_of]])
    _require_operations(specs, known)
    progress.stage(f"generating the client of {specs[client_of].counts.operations} operations")
    client = in_background(partial(_client, specs[client_of], version, read_samples(root / _SAMPLES)))
    specs |= make(state for name, state in known.items() if name != client_of)
    _require_operations(specs, known)
    specs = {name: specs[name] for name in known}
    named = progress.each([*specs.items()], "writing out specifications")
    texts = {f"spec/{name}.openapi.yaml": dump_yaml(spec.document) for name, spec in named}
    progress.stage("writing the client")
    files, unclean, launches = client()
    changes = write(files, root / "generated" / PACKAGE, MARKER, check=check, remove=remove)
    if launches:
        texts[_LAUNCHES] = launches
    # Each problem is written once, with the date of its page.
    lines = {
        (known[name].dates.get(problem.page, name), problem)
        for name, spec in specs.items()
        for problem in spec.problems
    }
    lines |= {(client_of, problem) for problem in unclean}
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
    if not held:
        # Else whoever builds again is told again.
        files = texts | {f"{package}/{name}": text for name, text in files.items()}
        read = (each for state in known.values() for each in state.pages)
        cached.save(counts, files, MARKER, before.stored(read))
    stale = [f"{package}/{name}" for name in (*changes.written, *changes.removed)]
    kept = len(texts) - len(changed) + changes.unchanged
    return Build(counts, tuple(sorted([*changed, *stale])), kept, specs[client_of].wrong, held)


def _require_operations(specs: Mapping[str, Spec], known: Mapping[str, State]) -> None:
    for name, spec in specs.items():
        if not spec.facts.operations:
            raise InputError(f"{name}: {len(known[name].pages)} page(s) read, none documents an endpoint")


def _client(
    spec: Spec, version: str | None, samples: Mapping[str, Steps]
) -> tuple[dict[str, str], tuple[Problem, ...], str]:
    """Return the client's files, what it cannot express, and the page of launches."""
    from tiktok_bindgen.explain.examples import Examples
    from tiktok_bindgen.explain.launches_page import launches_page
    from tiktok_bindgen.generate.client import generate_files

    files, unclean = generate_files(spec.document, version=version)
    return files, unclean, launches_page(Examples(spec.document, samples).launches())


def _of_glossary(specs: Mapping[str, Spec], client_of: str) -> set[Problem]:
    """Return the names that the glossary lacks for the newest date, and its lines that no date needs."""
    glossaries = [spec.described for spec in specs.values() if spec.described]
    newest = specs[client_of].described
    unused = set.intersection(*(set(each.unused) for each in glossaries)) if glossaries else set()
    return {*(newest.missing if newest else ()), *unused}
