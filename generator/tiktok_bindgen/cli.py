"""``tiktok-bindgen``: the command line.

Exit status: 0 done; 1 a finding (``--check`` found stale files, more problems than ``--max-problems``);
2 misuse, or input or output that cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tiktok_bindgen.problem import InputError

if TYPE_CHECKING:
    from tiktok_bindgen.pipeline import Spec
    from tiktok_bindgen.sources import PageFile


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
        epilog="Exit status: 0 done, 1 a finding, 2 misuse or unusable input.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="pages under spec/pages/ to specs and client (the main job)")
    build.add_argument("--pages", type=Path, metavar="DIR", help="build from the pages in DIR instead")
    build.add_argument(
        "--date", help="name of the spec made from --pages (default: the date in its file names)"
    )
    build.add_argument(
        "--root", type=Path, default=Path(), help="folder with spec/ and generated/ (default: here)"
    )
    _add_prose(build, default="none")
    build.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    build.set_defaults(run=_build)

    spec = commands.add_parser("spec", help="pages to an OpenAPI document")
    _add_paths(spec)
    spec.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="a .yaml or .json file"
    )
    _add_prose(spec, default="full")
    spec.add_argument("--report", type=Path, metavar="FILE.json", help="write counts and problems by page")
    spec.add_argument("--overlay", type=Path, metavar="FILE", help="apply an OpenAPI Overlay document")
    spec.add_argument(
        "--max-problems", type=int, metavar="N", help="exit 1 when there are more problems than N"
    )
    spec.set_defaults(run=_spec)

    client = commands.add_parser("client", help="an OpenAPI document to a Python package")
    client.add_argument("spec", type=Path, metavar="SPEC", help="an OpenAPI 3.1 document, .yaml or .json")
    client.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="writes DIR/tiktok_business"
    )
    client.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    client.set_defaults(run=_client)

    facts = commands.add_parser("facts", help="pages to facts pages, which carry none of their sentences")
    _add_paths(facts)
    facts.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the facts pages"
    )
    facts.set_defaults(run=_facts)
    return parser


def _add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", type=Path, nargs="+", metavar="PATH", help="a page file, or a folder of pages"
    )


def _add_prose(parser: argparse.ArgumentParser, *, default: str) -> None:
    parser.add_argument(
        "--prose",
        choices=("full", "none"),
        default=default,
        help=f"keep the pages' sentences? (default: {default})",
    )


def _build(options: argparse.Namespace) -> int:
    from tiktok_bindgen.pipeline import build

    done = build(
        options.root,
        pages=options.pages,
        date=options.date,
        prose=options.prose,
        check=options.check,
        progress=_progress,
    )
    for name, spec in done.specs.items():
        _say(f"{name}: {_summary(spec)}")
    if options.check:
        for name in done.changed:
            _say(f"stale: {name}")
        _say(f"{len(done.changed)} of {len(done.changed) + done.kept} files would change")
        return 1 if done.changed else 0
    _say(f"wrote {len(done.changed)} files, {done.kept} were already right")
    return 0


def _spec(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import dump_yaml
    from tiktok_bindgen.files import write_text_atomic
    from tiktok_bindgen.pipeline import make_spec

    if options.output.suffix not in {".yaml", ".yml", ".json"}:
        msg = f"{options.output}: give a file that ends in .yaml or .json"
        raise InputError(msg)
    spec = make_spec(options.paths, prose=options.prose, overlay=options.overlay, progress=_progress)
    text = _json(spec.document) if options.output.suffix == ".json" else dump_yaml(spec.document)
    write_text_atomic(options.output, text)
    if options.report is not None:
        write_text_atomic(options.report, _json(spec.report))
    _say(f"{options.output}: {_summary(spec)}")
    limit: int | None = options.max_problems
    return 1 if limit is not None and len(spec.problems) > limit else 0


def _client(options: argparse.Namespace) -> int:
    from tiktok_bindgen.assemble.yaml import load_spec
    from tiktok_bindgen.generate import PACKAGE, generate_client

    spec = load_spec(options.spec)
    try:
        result = generate_client(spec, options.output, check=options.check)
    except InputError as error:
        # What is wrong is inside the document: the place is told from there, the file here.
        raise InputError(
            str(error) if str(options.output) in str(error) else f"{options.spec}: {error}"
        ) from None
    changed = [*result.written, *result.removed]
    if options.check:
        for name in changed:
            _say(f"stale: {options.output / PACKAGE / name}")
        return 1 if changed else 0
    for problem in result.problems:
        _say(str(problem))
    _say(f"{options.output}: wrote {len(changed)} files, {result.unchanged} were already right")
    return 0


def _facts(options: argparse.Namespace) -> int:
    from tiktok_bindgen.pipeline import write_facts

    spec, changed = write_facts(options.paths, options.output, _progress)
    _say(f"{options.output}: {_summary(spec)}; {len(changed)} files written")
    return 0


def _summary(spec: Spec) -> str:
    pages = spec.report["pages"]
    operations = [operation for page in pages for operation in page["operations"]]
    fields = sum(operation["request_fields"] + operation["response_fields"] for operation in operations)
    rules = sum(operation["rules"]["text"] for operation in operations)
    return (
        f"{len(pages)} pages, {len(operations)} operations, {fields} fields, "
        f"{rules} conditions, {len(spec.problems)} problems"
    )


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
