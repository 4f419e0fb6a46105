"""``fetch`` and ``update``: get the portal's pages, and update the checkout from them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tiktok_bindgen.command.parsing import add_accept, add_quiet, add_root
from tiktok_bindgen.command.saying import put, say, say_kept
from tiktok_bindgen.command.stages import counting, stages
from tiktok_bindgen.counting import number_of
from tiktok_bindgen.runtime.arguments import Parser, Verb

_FETCH = (
    "Synchronize DIR with the portal, one file per page in the portal's own hierarchy. Unchanged pages "
    "are not rewritten; pages that the portal has removed move to DIR/_removed; a page that cannot be "
    "fetched keeps its last good copy. DIR/_manifest.json lists the files and when each was first seen "
    "and last changed. After an interruption, run fetch again: within a day, pages already fetched are "
    "not requested again. Exit status: 0 every page fetched, 1 some failed, 2 the portal or DIR cannot be "
    "used."
)


_UPDATE = (
    "Fetch the documentation, write its facts pages under spec/pages/, build, add the changes to "
    "spec/CHANGELOG.md and raise the version according to the most severe change. Nothing is written if "
    "no fact changed; changes that spec/diff-ignore.yaml ignores are neither reported nor counted. A page "
    "that lost a fifth or more is held: its facts page stays as it was until --accept confirms the loss. "
    "Exit status: 0 done, 1 done except for pages that are held or could not be fetched, 2 the portal or "
    "the checkout cannot be used."
)


def _fetch_arguments(parser: Parser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of the pages")
    parser.add_argument("--base-url", metavar="URL", help="base address (default: the portal's)")
    parser.add_argument(
        "--concurrency", type=int, default=4, metavar="N", help="concurrent requests (default: 4)"
    )
    parser.add_argument(
        "--interval",
        type=float,
        default=0.1,
        metavar="SECONDS",
        help="minimum time between two requests (default: 0.1)",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=20,
        metavar="SECONDS",
        help="longest wait for a connection or for the next bytes of a reply (default: 20)",
    )
    _add_retries(parser)


def _add_retries(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--retries", type=int, default=5, metavar="N", help="retries of a failed request (default: 5)"
    )


def _update_arguments(parser: Parser) -> None:
    parser.add_argument("--date", metavar="DATE", help="name of the new pages and spec (default: this month)")
    parser.add_argument("--pages", type=Path, metavar="DIR", help="use the pages in DIR instead of fetching")
    parser.add_argument("--base-url", metavar="URL", help="base address (default: the portal's)")
    _add_retries(parser)
    add_accept(parser)
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="write the text of a pull request")
    parser.add_argument("--diff", type=Path, metavar="FILE.html", help="write the changes as a web page")
    add_root(parser, "a checkout of the project (default: here)")
    add_quiet(parser)


def _fetch(options: argparse.Namespace) -> int:
    from tiktok_bindgen.fetch import BASE_URL, Pace, fetch

    with counting("Fetching pages") as progress:
        result = fetch(
            options.folder,
            base_url=BASE_URL if options.base_url is None else options.base_url,
            concurrency=options.concurrency,
            timeout=options.timeout,
            retries=options.retries,
            progress=progress,
            pace=Pace(interval=options.interval),
        )
    for note in result.oddities:
        say(f"note: {note}", to=sys.stderr)
    for note in result.failed:
        say(f"failed: {note}", to=sys.stderr)
    say(
        f"{options.folder}: {number_of(result.pages_total, 'page')}, {result.written} new or changed, "
        f"{result.unchanged} unchanged ({result.moved} moved), {result.removed} removed, "
        f"{len(result.failed)} failed"
    )
    return result.exit_status


def _update(options: argparse.Namespace) -> int:
    import datetime as dt

    from tiktok_bindgen.diff.report import render
    from tiktok_bindgen.update import pull_request, update

    date = options.date or f"{dt.datetime.now(dt.UTC):%Y-%m}"
    with stages(quiet=options.quiet) as progress:
        done = update(
            options.root,
            date,
            pages=options.pages,
            base_url=options.base_url,
            retries=options.retries,
            accepted=options.accept,
            progress=progress,
        )
    if options.report is not None:
        put(pull_request(done), options.report)
    if options.diff is not None:
        put(render(done.report, "html"), options.diff)
    say_kept(done.failed, done.kept.held)
    version, before = done.version
    say(f"{done.report.new}: {done.report.summary()}; {number_of(done.problems, 'problem')}")
    say(f"version {version}" if version == before else f"version {before} → {version}")
    return 1 if done.kept.held or done.failed else 0


FETCH = Verb(
    "fetch",
    "",
    "download the portal's pages to a folder",
    _FETCH,
    ("tiktok-bindgen fetch pages",),
    _fetch_arguments,
    _fetch,
)

UPDATE = Verb(
    "update",
    "",
    "fetch, build, and report what changed",
    _UPDATE,
    ("tiktok-bindgen update --pages pages --date 2026-09",),
    _update_arguments,
    _update,
)
