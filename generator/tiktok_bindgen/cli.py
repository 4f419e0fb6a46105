"""``tiktok-bindgen``: the command line.

Exit status: 0 done; 1 a finding (``--check`` found stale files, more problems than ``--max-problems``, a
change as bad as ``--fail-on`` says); 2 misuse, or input or output that cannot be used.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tiktok_bindgen import __version__
from tiktok_bindgen.problem import InputError, Problem, UnreadTableError

if TYPE_CHECKING:
    from tiktok_bindgen.evidence import Wrong
    from tiktok_bindgen.sources import PageFile

_FETCH = (
    "Bring DIR to what the portal has now, one file a page in the portal's own hierarchy. Unchanged pages "
    "are not touched; pages that the portal no longer has are kept in DIR/_removed; a page that cannot be "
    "had keeps its last good copy. DIR/_manifest.json tells what is where, and since when. After an "
    "interruption, fetch again: within a day, what is there is not asked for again. Exit status: 0 every "
    "page fetched, 1 some failed, 2 the portal or DIR cannot be used."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after the program's name; by default the process's own.

    Returns:
        The exit status.
    """
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except InputError as error:
        _say(f"tiktok-bindgen: {' '.join(str(error).split())}", file=sys.stderr)
        return 1 if isinstance(error, UnreadTableError) else 2
    except ModuleNotFoundError as error:
        # The wheel has the generator; what it imports comes with an extra, which the client does without.
        if error.name is None or error.name.partition(".")[0] in {"tiktok_bindgen", "tiktok_business"}:
            raise
        _say(
            f"tiktok-bindgen: {error.name} is not installed; "
            "pip install 'tiktok-business-bindings[generator]' brings all that the generator needs",
            file=sys.stderr,
        )
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        _say("tiktok-bindgen: interrupted; files already written are whole", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tiktok-bindgen",
        description="From TikTok Business API documentation to an OpenAPI document and a typed client.",
        epilog="Exit status: 0 done, 1 a finding, 2 misuse or unusable input. TIKTOK_BINDGEN_CACHE names the "
        "folder in which work is remembered; set to nothing, none is. COMMAND --help tells more.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser(
        "build", help="pages under spec/pages/ to specs and client (the main job)", description=_BUILD
    )
    build.add_argument(
        "--pages", type=Path, metavar="DIR", help="take the pages in DIR, or one page, for those of a date"
    )
    build.add_argument(
        "--date",
        type=_file_name,
        metavar="DATE",
        help="the date of --pages (default: that in its or its files' names)",
    )
    build.add_argument(
        "--remove", action="store_true", help="with --pages: remove generated files that these do not give"
    )
    _add_root(build, "folder with spec/ and generated/ (default: here)")
    _add_prose(build, default="none")
    _add_evidence(build)
    build.add_argument(
        "--report", type=Path, metavar="FILE.json", help="write what the pages have wrong by recorded calls"
    )
    build.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    build.set_defaults(run=_build)

    spec = commands.add_parser("spec", help="pages to an OpenAPI document", description=_SPEC)
    _add_paths(spec)
    spec.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="a .yaml or .json file"
    )
    _add_prose(spec, default="full")
    spec.add_argument("--report", type=Path, metavar="FILE.json", help="write counts and problems by page")
    spec.add_argument("--overlay", type=Path, metavar="FILE", help="apply an OpenAPI Overlay document")
    spec.add_argument("--glossary", type=Path, metavar="FILE", help="describe each name by its line there")
    _add_evidence(spec)
    spec.add_argument(
        "--max-problems", type=int, metavar="N", help="exit 1 when there are more problems than N"
    )
    spec.set_defaults(run=_spec)

    client = commands.add_parser(
        "client", help="an OpenAPI document to a Python package", description=_CLIENT
    )
    client.add_argument("spec", type=Path, metavar="SPEC", help="an OpenAPI 3.1 document, .yaml or .json")
    client.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="writes DIR/tiktok_business"
    )
    client.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    client.set_defaults(run=_client)

    models = commands.add_parser(
        "models", help="models of an OpenAPI document in other styles", description=_MODELS
    )
    models.add_argument("spec", type=Path, metavar="SPEC", help="an OpenAPI 3.1 document, .yaml or .json")
    models.add_argument(
        "operations",
        nargs="*",
        metavar="OPERATION",
        help="an operation (campaign.create, /campaign/create/) or a resource (campaign); default: all",
    )
    models.add_argument(
        "--style",
        choices=("pydantic", "dataclass", "msgspec", "typeddict"),
        required=True,
        help="what the models are made for",
    )
    models.add_argument("-o", "--output", type=Path, metavar="FILE", help="write there instead of showing")
    models.set_defaults(run=_models)

    explain = commands.add_parser(
        "explain", help="an operation's fields and rules, and what follows", description=_EXPLAIN
    )
    _add_explain(explain)

    facts = commands.add_parser(
        "facts", help="pages to facts pages, which carry none of their sentences", description=_FACTS
    )
    _add_paths(facts)
    where = facts.add_mutually_exclusive_group(required=True)
    where.add_argument("-o", "--output", type=Path, metavar="DIR", help="folder for the facts pages")
    where.add_argument(
        "--date",
        type=_file_name,
        metavar="DATE",
        help="write spec/pages/DATE, with only what differs from the other dates",
    )
    _add_root(facts, "folder with spec/, for --date (default: here)")
    _add_evidence(facts)
    facts.set_defaults(run=_facts)

    glossary = commands.add_parser(
        "glossary", help="the names that have no line in spec/glossary.yaml", description=_GLOSSARY
    )
    glossary.add_argument(
        "--spec", type=Path, metavar="FILE", help="the specification (default: the newest under spec/)"
    )
    glossary.set_defaults(run=_glossary)

    _add_diff(
        commands.add_parser("diff", help="what changed between two specs, and who breaks", description=_DIFF)
    )
    rules = commands.add_parser("rules", help="the rules by which diff judges")
    rules.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="default: text")
    rules.add_argument("-o", "--output", type=Path, metavar="FILE", help="write there instead of showing")
    rules.set_defaults(run=_rules)
    _add_update(commands.add_parser("update", help="fetch, build, and say what changed", description=_UPDATE))
    _add_fetch(commands.add_parser("fetch", help="the portal's pages to a folder", description=_FETCH))
    return parser


def _add_fetch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder for the pages")
    parser.add_argument("--base-url", metavar="URL", help="fetch from another host than the portal's own")
    parser.add_argument(
        "--concurrency", type=int, default=4, metavar="N", help="pages asked for at a time (default: 4)"
    )
    parser.add_argument(
        "--interval",
        type=float,
        default=0.1,
        metavar="SECONDS",
        help="least time between two requests (default: 0.1)",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=20,
        metavar="SECONDS",
        help="longest wait for a connection or a piece of a reply (default: 20)",
    )
    parser.add_argument(
        "--retries", type=int, default=5, metavar="N", help="further tries of a failed request (default: 5)"
    )
    parser.set_defaults(run=_fetch)


_BUILD = (
    "Make spec/DATE.openapi.yaml of each folder spec/pages/DATE, spec/problems.txt, and from the newest "
    "generated/tiktok_business and docs/launches.md; spec/overlay.yaml corrects what is documented wrongly. "
    "What a date's folder lacks is taken from another date. With --pages the client is made of those; what "
    "they lack is taken from spec/pages/, if that is there. With --evidence, what recorded calls show to be "
    "wrong is printed, and written into the pages under spec/pages/, so that later builds need no calls; "
    "with --pages, only into what is built. Only what differs is written. Exit status: 0 done, 1 --check "
    "found a file that would change, 2 nothing could be made."
)
_SPEC = (
    "Read pages of any form and write what they document as OpenAPI 3.1. What is not understood is a "
    "problem: it is counted, and --report tells each with its line. Exit status: 0 done, 1 more problems "
    "than --max-problems, or no row in a page with what looks like a table, 2 nothing could be made."
)
_CLIENT = (
    "Write a client for an OpenAPI document, ours or another. Exit status: 0 done, 1 --check found a file "
    "that would change, 2 the document or DIR cannot be used."
)
_MODELS = (
    "Write what operations take and give as models for pydantic, dataclasses, msgspec or TypedDict, in one "
    "module, for a service or a notebook. Rules between fields stay in the spec, and so do defaults, which "
    "are the server's. Exit status: 0 done, 2 the document cannot be used, or has no such operation."
)
_FACTS = (
    "Write each page's operations as tables of names, types, values and limits, in the portal's own format: "
    "what is committed under spec/pages/. What was not understood goes into DIR/_problems.txt. With --date, "
    "pages of that date that say the same as those of the other dates are left out."
)
_GLOSSARY = (
    "Tell which names of fields, metrics, dimensions and filters a spec does not describe: each with an "
    "example of where it is, written as spec/glossary.yaml has it, and in how many of its places. Exit "
    "status: 0 there are none, 1 there are some, 2 the spec cannot be used."
)
_DIFF = (
    "Tell what changed and whether it breaks who calls. OLD and NEW are each a spec, a page, a folder of "
    "pages, a date of which there is a spec under spec/, or git:REV:path of any of the files and folders. "
    "Exit status: 0 done, 1 a change as bad as --fail-on says, 2 one of them cannot be used."
)
_IGNORE = (
    "changes to ignore: YAML, a list 'ignore' of entries with a reason, a last day 'until', and one or "
    "more of id, fingerprint, method, path and pointer, in which * stands for anything"
)


def _add_diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="what it was")
    parser.add_argument("new", metavar="NEW", help="what it is now")
    parser.add_argument(
        "--format",
        choices=("text", "markdown", "json", "html", "github", "junit"),
        default="text",
        help="default: text",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write there instead of showing")
    parser.add_argument(
        "--prepend",
        type=Path,
        metavar="FILE",
        help="put the report into a changelog, above its other entries",
    )
    parser.add_argument(
        "--as", dest="names", nargs=2, metavar=("OLD", "NEW"), help="what to call the two in the report"
    )
    parser.add_argument(
        "--fail-on",
        choices=("breaking", "risky", "never"),
        default="never",
        help="exit 1 when a change is as bad as this (default: never)",
    )
    parser.add_argument("--ignore", type=Path, metavar="FILE", help=_IGNORE)
    parser.add_argument("--prose", action="store_true", help="compare descriptions and other words, too")
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="default: auto, on a terminal unless NO_COLOR is set",
    )
    _add_root(parser, "folder with spec/ (default: here)")
    parser.set_defaults(run=_diff)


_UPDATE = (
    "Fetch the documentation, write its facts pages under spec/pages/, build, put what changed into "
    "spec/CHANGELOG.md and set the version by the worst of it. Nothing is written when no fact changed; "
    "what spec/diff-ignore.yaml leaves out is not told and does not count for the version. Exit status: "
    "0 done, 2 a page could not be had or the checkout cannot be used."
)


def _add_update(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", metavar="DATE", help="name of the new pages and spec (default: this month)")
    parser.add_argument("--pages", type=Path, metavar="DIR", help="take the pages in DIR instead of fetching")
    parser.add_argument("--base-url", metavar="URL", help="fetch from another host than the portal's own")
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="write what changed there, too")
    _add_root(parser, "a checkout of the project (default: here)")
    parser.set_defaults(run=_update)


def _add_root(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help=what)


def _file_name(text: str) -> str:
    """A name that stays in its folder, wherever it is put."""
    if text.startswith(".") or not text.isprintable() or {"/", "\\", ":"} & set(text) or not text:
        raise argparse.ArgumentTypeError(f"{text!r} is no name for a file")
    return text


def _add_evidence(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--evidence",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="weigh the pages against this, too: recorded calls (.har, .jsonl), pages, or a folder of these",
    )


def _add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", type=Path, nargs="+", metavar="PATH", help="a page file, or a folder of pages"
    )


_EXPLAIN = """Print what an operation takes: its fields, the rules between them, and what follows from those:
fields that can never be given, optional ones that must always be, rules that clash. With a partial request,
what it makes of each field."""


def _add_explain(parser: argparse.ArgumentParser) -> None:
    method_help = "the HTTP method; or metric, dimension, filter"
    parser.add_argument("method", metavar="METHOD", nargs="?", help=method_help)
    path_help = "the path, with or without /open_api/v1.3; or the name of what a report is asked for"
    parser.add_argument("path", metavar="PATH", nargs="?", help=path_help)
    parser.add_argument("field", metavar="FIELD", nargs="?", help="only this field, such as items[].name")
    given_help = """a partial request: a file of JSON, or a field, also of a request above, such as
    campaign.objective_type=REACH; more than once for several"""
    parser.add_argument("--given", action="append", metavar="FILE|NAME=VALUE", help=given_help)
    objective_help = """what each level of a launch takes whose top has this value, such as WEB_CONVERSIONS;
    of the operation that is named, or else of the shortest of those with most levels"""
    parser.add_argument("--objective", metavar="[NAME=]VALUE", help=objective_help)
    parser.add_argument("--json", action="store_true", help="print that as JSON")
    parser.add_argument(
        "--spec", type=Path, metavar="FILE", help="the specification (default: the newest under spec/)"
    )
    parser.set_defaults(run=_explain)


def _add_prose(parser: argparse.ArgumentParser, *, default: str) -> None:
    parser.add_argument(
        "--prose",
        choices=("full", "none"),
        default=default,
        help=f"keep the pages' sentences? (default: {default})",
    )


def _end_at_once() -> None:
    """Let the process end without a last search for cycles: all of its memory is given back anyway."""
    atexit.register(gc.freeze)


def _build(options: argparse.Namespace) -> int:
    from tiktok_bindgen.build_cache import default_folder
    from tiktok_bindgen.pipeline import build, date_of
    from tiktok_bindgen.states import DATE

    if options.report is not None and not options.evidence:
        raise InputError("--report tells what --evidence shows to be wrong: give both")
    _end_at_once()
    hand, taken = None, None
    if options.evidence:
        from tiktok_bindgen.evidence import read_evidence
        from tiktok_bindgen.taken_in import take_in

        hand = read_evidence(options.evidence)
        if options.pages is None:
            taken, hand = take_in(options.root, hand, check=options.check), None
    done = build(
        options.root,
        pages=options.pages,
        date=options.date,
        prose=options.prose,
        check=options.check,
        remove=options.remove,
        evidence=hand,
        cache=default_folder(),
        progress=_progress,
    )
    changed = [*(taken.changed if taken else ()), *done.changed]
    if options.evidence:
        _say_wrong(taken.wrong if taken else done.wrong, taken.problems if taken else (), options.report)
    for name, counts in done.counts.items():
        _say(f"{name}: {counts}")
    if options.pages is not None and options.date is None and not DATE.fullmatch(date_of(options.pages)):
        _say(f"{options.pages} tells no date; --date names the one that it is of, such as --date 2026-05")
    if options.check:
        for name in changed:
            _say(f"stale: {name}")
        _say(f"{len(changed)} of {len(changed) + done.kept} files would change")
        return 1 if changed else 0
    if any(counts.problems for counts in done.counts.values()):
        _say(f"problems are listed in {options.root / 'spec' / 'problems.txt'}")
    _say(f"wrote {len(changed)} files, {done.kept} were already right")
    return 0


def _say_wrong(found: Sequence[Wrong], problems: Sequence[Problem], output: Path | None) -> None:
    """Tell what pages have wrong by recorded calls, and what is odd about these."""
    from tiktok_bindgen.evidence import as_json, as_text

    for problem in problems:
        _say(str(problem), file=sys.stderr)
    if found:
        _say(as_text(found))
    operations = {(each.method, each.path) for each in found}
    _say(f"by recorded calls, {len(found)} facts of {len(operations)} operations are wrong")
    if output is not None:
        _put(_json({"contested": as_json(found)}), output)


def _spec(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import dump_yaml
    from tiktok_bindgen.files import write_text_atomic
    from tiktok_bindgen.pipeline import make_spec

    if options.output.suffix not in {".yaml", ".yml", ".json"}:
        raise InputError(f"{options.output}: give a file that ends in .yaml or .json")
    _end_at_once()
    spec = make_spec(
        options.paths,
        prose=options.prose,
        overlay=options.overlay,
        glossary=options.glossary,
        evidence=options.evidence,
        progress=_progress,
    )
    text = _json(spec.document) if options.output.suffix == ".json" else dump_yaml(spec.document)
    write_text_atomic(options.output, text)
    if options.report is not None:
        write_text_atomic(options.report, _json(spec.report))
    if options.evidence:
        _say_wrong(spec.wrong, (), None)
    _say(f"{options.output}: {spec.counts}")
    limit: int | None = options.max_problems
    if limit is None or len(spec.problems) <= limit:
        return 0
    _say(f"more problems than {limit}: {len(spec.problems)}", file=sys.stderr)
    return 1


def _client(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import load_spec
    from tiktok_bindgen.generate import PACKAGE, generate_client

    spec = load_spec(options.spec)
    try:
        result = generate_client(spec, options.output, check=options.check)
    except InputError as error:
        # The message names the place in the document, not the file.
        raise InputError(
            str(error) if str(options.output) in str(error) else f"{options.spec}: {error}"
        ) from None
    changed = [*result.written, *result.removed]
    if options.check:
        for name in changed:
            _say(f"stale: {options.output / PACKAGE / name}")
        _say(f"{len(changed)} of {len(changed) + result.unchanged} files would change")
        return 1 if changed else 0
    for problem in result.problems:
        _say(str(problem))
    _say(f"{options.output}: wrote {len(changed)} files, {result.unchanged} were already right")
    return 0


def _models(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import load_spec
    from tiktok_bindgen.styles import models

    text = models(load_spec(options.spec), options.style, options.operations)
    _put(text, options.output)
    if options.output is not None:
        _say(f"{options.output}: {text.count(chr(10))} lines")
    return 0


def _explain(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import load_mapping, load_spec
    from tiktok_bindgen.explain import ROLES, explained, findings, partial, report, report_name, states

    launches = options.objective is not None
    if options.path is None and (options.method is not None or not launches):
        raise InputError("explain takes a METHOD and a PATH, or --objective and a value")
    if launches and (options.field or options.given):
        raise InputError("--objective takes an operation, and neither a field nor --given")
    if options.json and not launches:
        raise InputError("--json goes with --objective alone")
    spec = load_spec(options.spec or _newest_spec())
    if options.method in ROLES:
        if options.field or options.given or launches:
            raise InputError(f"explain {options.method} takes a name and no more")
        _say(report_name(spec, options.method, options.path))
        return 0
    if launches:
        from tiktok_bindgen.explain.launch import launch, launch_data, launch_text

        last = explained(spec, options.method, options.path) if options.method else None
        steps = launch(spec, options.objective, last)
        _say(json.dumps(launch_data(steps), indent=2) if options.json else launch_text(steps))
        return 0
    operation = explained(spec, options.method, options.path)
    given = None
    if options.given:
        parts = [each if "=" in each else load_mapping(Path(each)) for each in options.given]
        given = states(operation, partial(spec, operation, parts))
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    text = report(operation, findings(operation), field=options.field, states=given, width=width)
    _say(text.rstrip("\n"))
    return 0


def _glossary(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.glossary import undescribed
    from tiktok_bindgen.assemble.yaml import load_spec

    every, without = undescribed(load_spec(options.spec or _newest_spec()))
    for name, uses in sorted(without.items()):
        _say(f"{name}  {uses[0]}  ({len(uses)} of {len(every[name])})")
    _say(f"{len(every) - len(without)} of {len(every)} names are described everywhere")
    return 1 if without else 0


def _newest_spec() -> Path:
    found = max(Path("spec").glob("*.openapi.yaml"), default=None)
    if found is None:
        raise InputError("no spec/*.openapi.yaml here; give one with --spec FILE")
    return found


def _facts(options: argparse.Namespace) -> int:
    if options.date is None:
        from tiktok_bindgen.pipeline import write_facts

        folder = options.output
        spec, changed = write_facts(options.paths, folder, _progress, evidence=options.evidence)
    else:
        from tiktok_bindgen.new_date import new_date

        folder = options.root / "spec" / "pages" / options.date
        from tiktok_bindgen.evidence import read_evidence

        hand = read_evidence(options.evidence) if options.evidence else None
        new = new_date(options.root, options.date, options.paths, evidence=hand)
        spec, changed = new.spec, new.write(folder)
    _say(f"{folder}: {spec.counts}; {len(changed)} files written")
    return 0


def _fetch(options: argparse.Namespace) -> int:
    from tiktok_bindgen.fetch import BASE_URL, Pace, fetch
    from tiktok_bindgen.fetch.bar import progress_bar

    with progress_bar() as progress:
        result = fetch(
            options.folder,
            base_url=BASE_URL if options.base_url is None else options.base_url,
            concurrency=options.concurrency,
            timeout=options.timeout,
            retries=options.retries,
            progress=progress,
            pace=Pace(interval=options.interval),
        )
    for note in result.odd:
        _say(f"note: {note}", file=sys.stderr)
    for note in result.failed:
        _say(f"failed: {note}", file=sys.stderr)
    _say(
        f"{options.folder}: {result.pages_total} pages, {result.written} new or changed, "
        f"{result.unchanged} unchanged ({result.moved} moved), {result.removed} removed, "
        f"{len(result.failed)} failed"
    )
    return result.exit_status


def _diff(options: argparse.Namespace) -> int:
    import datetime as dt
    import os

    from tiktok_bindgen.diff import compare
    from tiktok_bindgen.diff.changelog import prepend_entry
    from tiktok_bindgen.diff.ignore import load_ignores, sift
    from tiktok_bindgen.diff.load import load_side
    from tiktok_bindgen.diff.model import SEVERITIES, Names
    from tiktok_bindgen.diff.report import Report, render

    ignores = load_ignores(options.ignore) if options.ignore is not None else ()
    sides = [load_side(name, root=options.root) for name in (options.old, options.new)]
    changes = compare(*sides, prose=options.prose)
    today = dt.datetime.now(dt.UTC).date()
    names = options.names or (options.old, options.new)
    report = Report(Names(*names), sift(changes, ignores, today))
    if options.prepend is not None:
        prepend_entry(options.prepend, report)
    shows = options.output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    colour = options.color == "always" or (options.color == "auto" and shows)
    fail_on = options.fail_on
    text = render(
        report, options.format, colour=colour, fail_on="breaking" if fail_on == "never" else fail_on
    )
    _put(text, options.output)
    if options.output is not None:
        _say(f"{options.output}: {report.summary()}")
    if fail_on == "never":
        return 0
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return 1 if any(change.severity in failing for change in report.changes) else 0


def _update(options: argparse.Namespace) -> int:
    import datetime as dt

    from tiktok_bindgen.diff.report import render
    from tiktok_bindgen.diff.update import update

    date = options.date or f"{dt.datetime.now(dt.UTC):%Y-%m}"
    done = update(options.root, date, pages=options.pages, base_url=options.base_url)
    if options.report is not None:
        _put(render(done.report, "markdown"), options.report)
    version, before = done.version
    _say(f"{done.report.names.new}: {done.report.summary()}; {done.problems} problems")
    _say(f"version {version}" if version == before else f"version {before} → {version}")
    return 0


def _rules(options: argparse.Namespace) -> int:
    from tiktok_bindgen.diff.rules_page import rules_text

    _put(rules_text(options.format), options.output)
    return 0


def _put(text: str, output: Path | None) -> None:
    """Write a text to a file, or show it."""
    from tiktok_bindgen.files import write_text_atomic

    if output is None:
        sys.stdout.write(text)
    else:
        write_text_atomic(output, text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _progress(files: Iterable[PageFile]) -> Iterator[PageFile]:
    """Show a bar on a terminal when there is much to read."""
    listed = list(files)
    if len(listed) < 50 or not sys.stderr.isatty():
        yield from listed
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(listed, description="Reading pages", console=Console(stderr=True), transient=True)


def _say(text: str, *, file: object = None) -> None:
    stream = sys.stdout if file is None else sys.stderr
    stream.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
