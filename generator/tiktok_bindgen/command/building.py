"""``build``, ``spec``, ``facts`` and ``glossary``: make specifications and the client from pages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tiktok_bindgen.command.browsing import write_site
from tiktok_bindgen.command.parsing import (
    add_accept,
    add_evidence,
    add_paths,
    add_prose,
    add_quiet,
    add_root,
    add_spec,
    file_name,
    newest_spec,
)
from tiktok_bindgen.command.saying import as_json, end_at_once, put, say, say_kept
from tiktok_bindgen.command.stages import stages
from tiktok_bindgen.counting import number_of
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.runtime.arguments import Parser, Verb

if TYPE_CHECKING:
    from tiktok_bindgen.evidence import Wrong

_BUILD = (
    "Build spec/DATE.openapi.yaml from each folder spec/pages/DATE, spec/problems.txt for all of them, "
    "and generated/tiktok_business and docs/launches.md from the newest spec; spec/overlay.yaml corrects "
    "errors of the documentation. Pages missing from a date's folder are taken from another date. With "
    "--pages, the client is generated from those pages; pages missing there are taken from spec/pages/, "
    "if that exists, unless DIR is whole: filled by fetch, or noted as such. A page that lost a fifth or "
    "more is held: it counts as it was until --accept confirms the loss. With --evidence, facts that "
    "recorded calls contradict are printed and marked in the pages under spec/pages/, so that later builds "
    "do not need the calls; with --pages, only in the output. Only files that differ are written. Exit "
    "status: 0 done, 1 --check found a file that would change, or pages are held or could not be fetched, "
    "2 nothing could be built."
)
_SPEC = (
    "Read documentation pages in any supported format and write them as an OpenAPI 3.1 document. Text "
    "that is not understood counts as a problem; --report lists each problem with its line. Exit status: "
    "0 done, 1 more problems than --max-problems, or a page in which lines look like a table but no row "
    "could be read, 2 nothing could be built."
)
_COMPAT = "write for tools without full OpenAPI 3.1 support; PATH may then be a spec in YAML"
_FACTS = (
    "Write the operations of each page as tables of names, types, values and limits, in the portal's own "
    "format, as committed under spec/pages/. Text that was not understood is listed in DIR/_problems.txt. "
    "With --date, pages that state the same as those of the other dates are skipped, and what examples "
    "give is written to spec/samples.yaml."
)
_GLOSSARY = (
    "List the names of fields, metrics, dimensions and filters that a spec does not describe, each with "
    "one place in the notation of spec/glossary.yaml and the number of places without a description. Exit "
    "status: 0 every name is described, 1 some are not, 2 the spec cannot be used."
)


def _build_arguments(build: Parser) -> None:
    build.add_argument(
        "--pages", type=Path, metavar="DIR", help="build from the pages in DIR, or one page, instead"
    )
    build.add_argument(
        "--date",
        type=file_name,
        metavar="DATE",
        help="date of the --pages (default: from the names of the folder or its files)",
    )
    build.add_argument(
        "--remove",
        action="store_true",
        help="with --pages: remove generated files no longer produced",
    )
    add_accept(build)
    add_root(build, "folder with spec/ and generated/ (default: here)")
    add_prose(build, default="none")
    add_evidence(build)
    build.add_argument(
        "--report", type=Path, metavar="FILE.json", help="write the facts that recorded calls contradict"
    )
    build.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    build.add_argument("--site", type=Path, metavar="DIR", help="also write the static site to DIR")
    add_quiet(build)


def _spec_arguments(spec: Parser) -> None:
    add_paths(spec)
    spec.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="document to write, .yaml or .json",
    )
    add_prose(spec, default="full")
    spec.add_argument("--compat", action="store_true", help=_COMPAT)
    spec.add_argument("--report", type=Path, metavar="FILE.json", help="write counts and problems by page")
    spec.add_argument("--overlay", type=Path, metavar="FILE", help="apply an OpenAPI Overlay document")
    spec.add_argument("--glossary", type=Path, metavar="FILE", help="describe names by this glossary")
    add_evidence(spec)
    spec.add_argument(
        "--max-problems", type=int, metavar="N", help="exit 1 when there are more problems than N"
    )
    add_quiet(spec)


def _facts_arguments(facts: Parser) -> None:
    add_paths(facts)
    where = facts.add_mutually_exclusive_group(required=True)
    where.add_argument("-o", "--output", type=Path, metavar="DIR", help="folder for the facts pages")
    where.add_argument(
        "--date",
        type=file_name,
        metavar="DATE",
        help="write to spec/pages/DATE, only what differs from the other dates",
    )
    add_root(facts, "folder with spec/, for --date (default: here)")
    add_evidence(facts)
    add_quiet(facts)


def _glossary_arguments(glossary: Parser) -> None:
    add_spec(glossary)


def _build(options: argparse.Namespace) -> int:
    from tiktok_bindgen.build import build
    from tiktok_bindgen.build_cache import default_folder
    from tiktok_bindgen.dates import date_of
    from tiktok_bindgen.states import DATE

    if options.report is not None and not options.evidence:
        raise InputError("--report requires --evidence")
    if options.site is not None and options.check:
        raise InputError("--check and --site cannot be combined: --site writes files")
    if options.accept and options.pages is None:
        raise InputError("--accept requires --pages")
    end_at_once()
    hand, applied = None, None
    if options.evidence:
        from tiktok_bindgen.apply_evidence import apply_evidence
        from tiktok_bindgen.evidence import read_evidence

        hand = read_evidence(options.evidence)
        if options.pages is None:
            applied, hand = apply_evidence(options.root, hand, check=options.check), None
    copy = None
    if options.pages is not None:
        from tiktok_bindgen.update.portal import judging

        copy = judging(options.root, options.pages, options.accept)
    with stages(quiet=options.quiet) as progress:
        done = build(
            options.root,
            pages=options.pages,
            date=options.date,
            prose=options.prose,
            check=options.check,
            remove=options.remove,
            evidence=hand,
            cache=default_folder(),
            progress=progress,
            whole=copy.whole if copy else False,
            guard=copy.guard if copy else None,
        )
    failed = copy.failed if copy else ()
    say_kept(failed, done.held)
    changed = [*(applied.changed if applied else ()), *done.changed]
    if options.evidence:
        _say_wrong(
            applied.wrong if applied else done.wrong, applied.problems if applied else (), options.report
        )
    for name, counts in done.counts.items():
        say(f"{name}: {counts}")
    if options.pages is not None and options.date is None and not DATE.fullmatch(date_of(options.pages)):
        say(f"{options.pages}: no date in its name; to set one, use --date, such as --date 2026-05")
    if options.check:
        for name in changed:
            say(f"stale: {name}")
        say(f"{len(changed)} of {number_of(len(changed) + done.kept, 'file')} would change")
        return 1 if changed or failed or done.held else 0
    if any(counts.problems for counts in done.counts.values()):
        say(f"problems are listed in {options.root / 'spec' / 'problems.txt'}")
    say(f"wrote {number_of(len(changed), 'file')}, {done.kept} unchanged")
    if options.site is not None:
        write_site([options.root / "spec" / f"{name}.openapi.yaml" for name in done.counts], options.site)
    return 1 if failed or done.held else 0


def _say_wrong(found: Sequence[Wrong], problems: Sequence[Problem], output: Path | None) -> None:
    """Print the facts of pages that recorded calls contradict, and the problems of the recordings."""
    from tiktok_bindgen.evidence import as_json as as_data
    from tiktok_bindgen.evidence import as_text

    for problem in problems:
        say(str(problem), to=sys.stderr)
    if found:
        say(as_text(found))
    operations = {(each.method, each.path) for each in found}
    facts, of = number_of(len(found), "fact"), number_of(len(operations), "operation")
    say(f"recorded calls contradict {facts} of {of}")
    if output is not None:
        put(as_json({"contested": as_data(found)}), output)


def _spec(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import load_spec
    from tiktok_bindgen.files import write_text_atomic
    from tiktok_bindgen.pipeline import make_spec

    if options.output.suffix not in {".yaml", ".yml", ".json"}:
        raise InputError(f"{options.output}: the name must end in .yaml or .json")
    end_at_once()
    if options.compat and [path.suffix for path in options.paths] in ([".yaml"], [".yml"]):
        write_text_atomic(options.output, _written(options, load_spec(options.paths[0])))
        say(f"{options.output}: {options.paths[0]} for tools without full OpenAPI 3.1 support")
        return 0
    with stages(quiet=options.quiet) as progress:
        spec = make_spec(
            options.paths,
            prose=options.prose,
            overlay=options.overlay,
            glossary=options.glossary,
            evidence=options.evidence,
            progress=progress,
        )
    write_text_atomic(options.output, _written(options, spec.document))
    if options.report is not None:
        write_text_atomic(options.report, as_json(spec.report))
    if options.evidence:
        _say_wrong(spec.wrong, (), None)
    for problem in spec.problems if options.overlay else ():
        if problem.page == options.overlay.name:
            say(str(problem), to=sys.stderr)
    say(f"{options.output}: {spec.counts}")
    limit: int | None = options.max_problems
    if limit is None or len(spec.problems) <= limit:
        return 0
    say(f"more problems than --max-problems {limit}: {len(spec.problems)}", to=sys.stderr)
    return 1


def _written(options: argparse.Namespace, document: Mapping[str, object]) -> str:
    """Return a document as text in the format, and for the tools, that the options ask for."""
    from tiktok_bindgen.assemble.yaml import dump_yaml
    from tiktok_bindgen.compat import compatible

    wanted = compatible(document) if options.compat else document
    return as_json(wanted) if options.output.suffix == ".json" else dump_yaml(wanted)


def _facts(options: argparse.Namespace) -> int:
    if options.date is None:
        from tiktok_bindgen.pipeline import write_facts

        folder = options.output
        with stages(quiet=options.quiet) as progress:
            spec, changed = write_facts(options.paths, folder, progress, evidence=options.evidence)
    else:
        from tiktok_bindgen.evidence import read_evidence
        from tiktok_bindgen.new_date import new_date
        from tiktok_bindgen.pipeline import Making

        folder = options.root / "spec" / "pages" / options.date
        hand = read_evidence(options.evidence) if options.evidence else None
        with stages(quiet=options.quiet) as progress:
            making = Making(evidence=hand, progress=progress)
            new = new_date(options.root, options.date, options.paths, making)
        spec, changed = new.spec, new.write(folder)
    say(f"{folder}: {spec.counts}; {number_of(len(changed), 'file')} written")
    return 0


def _glossary(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.glossary import undescribed
    from tiktok_bindgen.assemble.yaml import load_spec

    every, without = undescribed(load_spec(options.spec or newest_spec()))
    for name, uses in sorted(without.items()):
        say(f"{name}  {uses[0]}  ({len(uses)} of {len(every[name])})")
    names = number_of(len(every), "name is", "names are")
    say(f"{len(every) - len(without)} of {names} described everywhere")
    return 1 if without else 0


BUILD = Verb(
    "build",
    "",
    "build specs and client from the pages under spec/pages/ (the main job)",
    _BUILD,
    ("tiktok-bindgen build --check", "tiktok-bindgen build --pages pages --date 2026-05"),
    _build_arguments,
    _build,
)

SPEC = Verb(
    "spec",
    "",
    "convert pages to an OpenAPI document",
    _SPEC,
    ("tiktok-bindgen spec pages -o spec.yaml --report report.json",),
    _spec_arguments,
    _spec,
)

FACTS = Verb(
    "facts",
    "",
    "convert pages to facts pages, which contain no prose",
    _FACTS,
    ("tiktok-bindgen facts pages -o facts",),
    _facts_arguments,
    _facts,
)

GLOSSARY = Verb(
    "glossary",
    "",
    "list the names that a spec does not describe",
    _GLOSSARY,
    ("tiktok-bindgen glossary",),
    _glossary_arguments,
    _glossary,
)
