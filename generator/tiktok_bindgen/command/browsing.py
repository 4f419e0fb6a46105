"""``site``: write specifications as a static web site."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tiktok_bindgen.command.saying import say
from tiktok_bindgen.counting import number_of
from tiktok_bindgen.problem import InputError, OutputError
from tiktok_bindgen.runtime.arguments import Parser, Verb

_SITE = (
    "Write a static site of the newest SPEC: operations, reports, webhooks and reference lists, with "
    "search, samples of documented examples (from samples.yaml beside the SPEC), and the changes since each "
    "earlier SPEC. It needs no server: open DIR/index.html. Files of an earlier site in DIR that are no "
    "longer produced are removed. Exit status: 0 done, 2 a spec or DIR cannot be used."
)


def _site_arguments(site: Parser) -> None:
    site.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder of the site")
    site.add_argument(
        "specs", type=Path, nargs="*", metavar="SPEC", help="specs (default: spec/*.openapi.yaml)"
    )


def write_site(specs: Sequence[Path], folder: Path) -> None:
    """Write a site of specifications, and of the samples beside the newest; say how much of it is new."""
    from tiktok_bindgen.command.tracing import Tracer
    from tiktok_bindgen.sample_file import SAMPLES, read_samples
    from tiktok_bindgen.site import build, date_of, dated
    from tiktok_bindgen.states import order

    documents = dated(specs)
    shown = max(specs, key=lambda path: order(date_of(path)))
    given = read_samples(shown.parent / SAMPLES.name)
    try:
        done = build(documents, folder, given, Tracer(Path()).text)
    except OutputError:
        raise
    except InputError as error:
        # The message names the place in the document that is shown, not its file.
        raise InputError(f"{shown}: {error}") from None
    changed = number_of(len(done.written) + len(done.removed), "file")
    say(f"{folder}: wrote {changed}, {done.unchanged} unchanged")


def _site(options: argparse.Namespace) -> int:
    specs = options.specs or sorted(Path("spec").glob("*.openapi.yaml"))
    if not specs:
        raise InputError("no spec/*.openapi.yaml here; give a SPEC")
    write_site(specs, options.output)
    return 0


SITE = Verb(
    "site",
    "",
    "generate a static site from specs",
    _SITE,
    ("tiktok-bindgen site -o build/site",),
    _site_arguments,
    _site,
)
