"""``site``: specifications as pages to look at."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tiktok_bindgen.command.parsing import Verbs, add_verb
from tiktok_bindgen.command.saying import say
from tiktok_bindgen.problem import InputError

_SITE = (
    "Write a site of the newest SPEC: its operations, reports, webhooks and lists, with search, samples, and "
    "what changed since those before. It needs no server: open DIR/index.html. What DIR has of an earlier "
    "site and this one has not is removed. Exit status: 0 done, 2 a spec or DIR cannot be used."
)


def add_site(verbs: Verbs) -> None:
    """Add ``site``."""
    site = add_verb(
        verbs,
        "site",
        _site,
        summary="specs to pages to look at: a static site",
        description=_SITE,
        examples=("tiktok-bindgen site -o build/site",),
    )
    site.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the site")
    site.add_argument(
        "specs", type=Path, nargs="*", metavar="SPEC", help="specs (default: spec/*.openapi.yaml)"
    )


def write_site(specs: Sequence[Path], folder: Path) -> None:
    """Write a site of specifications, and say how much of it is new."""
    from tiktok_bindgen.site import build, dated

    done = build(dated(specs), folder)
    say(f"{folder}: wrote {len(done.written) + len(done.removed)} files, {done.unchanged} were already right")


def _site(options: argparse.Namespace) -> int:
    specs = options.specs or sorted(Path("spec").glob("*.openapi.yaml"))
    if not specs:
        raise InputError("no spec/*.openapi.yaml here; name a specification")
    write_site(specs, options.output)
    return 0
