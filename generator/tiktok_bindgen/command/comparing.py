"""``diff``: report what changed between two specifications."""

from __future__ import annotations

import argparse
from pathlib import Path

from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.command.parsing import add_output, add_quiet, add_root
from tiktok_bindgen.command.saying import end_at_once, put, say, screen_width, wants_colour
from tiktok_bindgen.command.stages import stages
from tiktok_bindgen.runtime.arguments import Parser, Verb

_DIFF = (
    "List the changes between two specs, and whether they break callers. OLD and NEW are each a spec, a "
    "page, a folder of pages, a date with a spec under spec/, or git:REV:path of any such file or folder. "
    "What a page, or a folder that is not whole, lacks is taken from the other side or from spec/pages/. "
    "Exit status: 0 done, 1 a change at least as severe as --fail-on, 2 OLD or NEW cannot be used."
)
_IGNORE = (
    "changes to ignore: YAML with a list 'ignore'; each entry has a reason, a last day 'until', and one "
    "or more of id, fingerprint, method, path and pointer, in which * matches anything"
)


def _diff_arguments(parser: Parser) -> None:
    parser.add_argument("old", metavar="OLD", help="the old state")
    parser.add_argument("new", metavar="NEW", help="the new state")
    parser.add_argument(
        "--format",
        choices=("text", "markdown", "json", "html", "github", "junit"),
        default="text",
        help="output format (default: text)",
    )
    add_output(parser)
    parser.add_argument(
        "--prepend",
        type=Path,
        metavar="FILE",
        help="insert the report into a changelog, above its other entries",
    )
    parser.add_argument(
        "--as", dest="names", nargs=2, metavar=("OLD", "NEW"), help="names of the two in the report"
    )
    parser.add_argument(
        "--fail-on",
        choices=("breaking", "risky", "never"),
        default="never",
        help="exit 1 if a change is at least this severe (default: never)",
    )
    parser.add_argument("--ignore", type=Path, metavar="FILE", help=_IGNORE)
    parser.add_argument("--prose", action="store_true", help="also compare descriptions and other prose")
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="use colors (default: auto, on a terminal; NO_COLOR and FORCE_COLOR override it)",
    )
    add_root(parser, "folder with spec/ (default: here)")
    add_quiet(parser)


@collector_at_rest()
def _diff(options: argparse.Namespace) -> int:
    import datetime as dt

    from tiktok_bindgen.diff import compare
    from tiktok_bindgen.diff.changelog import prepend_entry
    from tiktok_bindgen.diff.ignore import load_ignores, sift
    from tiktok_bindgen.diff.load import load_sides
    from tiktok_bindgen.diff.model import SEVERITIES
    from tiktok_bindgen.diff.report import Report, render

    end_at_once()
    ignores = load_ignores(options.ignore) if options.ignore is not None else ()
    with stages(quiet=options.quiet) as progress:
        sides = load_sides(options.old, options.new, root=options.root, progress=progress)
    changes = sides.located(
        compare(*sides.documents, prose=options.prose),
        # Only JSON has room for pages.
        root=options.root if options.format == "json" else None,
    )
    today = dt.datetime.now(dt.UTC).date()
    old, new = options.names or (options.old, options.new)
    report = Report(old, new, sift(changes, ignores, today), sides.scope)
    if options.prepend is not None:
        prepend_entry(options.prepend, report)
    colour = options.color == "always" or (options.output is None and wants_colour(options.color))
    fail_on = options.fail_on
    text = render(
        report,
        options.format,
        colour=colour,
        fail_on="breaking" if fail_on == "never" else fail_on,
        width=screen_width() if options.output is None else None,
    )
    put(text, options.output)
    if options.output is not None:
        say(f"{options.output}: {report.summary()}")
    if fail_on == "never":
        return 0
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return 1 if any(change.severity in failing for change in report.changes) else 0


DIFF = Verb(
    "diff",
    "",
    "list the changes between two specs, and which break callers",
    _DIFF,
    (
        "tiktok-bindgen diff 2026-05 2026-08",
        "tiktok-bindgen diff 2026-05 2026-08 --format html -o changes.html --fail-on breaking",
    ),
    _diff_arguments,
    _diff,
)
