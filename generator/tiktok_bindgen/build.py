"""Make every spec and the client of a checkout."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.dates import PAGES, date_of, dated_folders, read_dated
from tiktok_bindgen.files import bytes_if_there, if_file, write_text_atomic
from tiktok_bindgen.pipeline import Making, Prose, Spec, make_specs
from tiktok_bindgen.problem import CARRIED_PROBLEMS, InputError, Problem, problems_text
from tiktok_bindgen.progress import SILENT, Progress
from tiktok_bindgen.report import Counts
from tiktok_bindgen.states import NOTE, State, order, states

# Stages are imported where they are called, so that an unchanged build does not load them.
if TYPE_CHECKING:
    from tiktok_bindgen.build_cache import BuildCache
    from tiktok_bindgen.evidence import Evidence, Wrong

_OVERLAY = Path("spec", "overlay.yaml")
_GLOSSARY = Path("spec", "glossary.yaml")
_LAUNCHES = "docs/launches.md"


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

    found = dated_folders(root) if pages is None or (root / PAGES).is_dir() else {}
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
