"""``fetch`` and ``update``: the portal's pages, and what they change."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tiktok_bindgen.command.parsing import Verbs, add_root, add_verb
from tiktok_bindgen.command.saying import put, say

_FETCH = (
    "Bring DIR to what the portal has now, one file a page in the portal's own hierarchy. Unchanged pages "
    "are not touched; pages that the portal no longer has are kept in DIR/_removed; a page that cannot be "
    "had keeps its last good copy. DIR/_manifest.json tells what is where, and since when. After an "
    "interruption, fetch again: within a day, what is there is not asked for again. Exit status: 0 every "
    "page fetched, 1 some failed, 2 the portal or DIR cannot be used."
)


_UPDATE = (
    "Fetch the documentation, write its facts pages under spec/pages/, build, put what changed into "
    "spec/CHANGELOG.md and set the version by the worst of it. Nothing is written when no fact changed; "
    "what spec/diff-ignore.yaml leaves out is not told and does not count for the version. A page of which a "
    "fifth or more is gone is held: it stays as it was until --accept says that the portal is right. Exit "
    "status: 0 done, 1 done but for pages that are held or could not be fetched, 2 the portal or the "
    "checkout cannot be used."
)


def add_fetch(verbs: Verbs) -> None:
    """Add ``fetch``."""
    parser = add_verb(
        verbs,
        "fetch",
        _fetch,
        summary="the portal's pages to a folder",
        description=_FETCH,
        examples=("tiktok-bindgen fetch pages",),
    )
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
    _add_retries(parser)


def _add_retries(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--retries", type=int, default=5, metavar="N", help="further tries of a failed request (default: 5)"
    )


def add_update(verbs: Verbs) -> None:
    """Add ``update``."""
    parser = add_verb(
        verbs,
        "update",
        _update,
        summary="fetch, build, and say what changed",
        description=_UPDATE,
        examples=("tiktok-bindgen update --pages pages --date 2026-09",),
    )
    parser.add_argument("--date", metavar="DATE", help="name of the new pages and spec (default: this month)")
    parser.add_argument("--pages", type=Path, metavar="DIR", help="take the pages in DIR instead of fetching")
    parser.add_argument("--base-url", metavar="URL", help="fetch from another host than the portal's own")
    _add_retries(parser)
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="PAGE",
        help="take a page that is held, by its name in the report, in which * stands for anything",
    )
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="write a pull request's text there")
    parser.add_argument("--diff", type=Path, metavar="FILE.html", help="write the changes there, to browse")
    add_root(parser, "a checkout of the project (default: here)")


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
        say(f"note: {note}", to=sys.stderr)
    for note in result.failed:
        say(f"failed: {note}", to=sys.stderr)
    say(
        f"{options.folder}: {result.pages_total} pages, {result.written} new or changed, "
        f"{result.unchanged} unchanged ({result.moved} moved), {result.removed} removed, "
        f"{len(result.failed)} failed"
    )
    return result.exit_status


def _update(options: argparse.Namespace) -> int:
    import datetime as dt

    from tiktok_bindgen.diff.report import render
    from tiktok_bindgen.update import pull_request, update

    date = options.date or f"{dt.datetime.now(dt.UTC):%Y-%m}"
    done = update(
        options.root,
        date,
        pages=options.pages,
        base_url=options.base_url,
        retries=options.retries,
        accepted=options.accept,
    )
    if options.report is not None:
        put(pull_request(done), options.report)
    if options.diff is not None:
        put(render(done.report, "html"), options.diff)
    for note in done.failed:
        say(f"failed: {note}", to=sys.stderr)
    for held in done.kept.held:
        say(f"held: {held}", to=sys.stderr)
    version, before = done.version
    say(f"{done.report.names.new}: {done.report.summary()}; {done.problems} problems")
    say(f"version {version}" if version == before else f"version {before} → {version}")
    return 1 if done.needs_a_person else 0
