"""A static site of an API, built from OpenAPI documents alone; it can be viewed from any location."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.explain.examples import NO_EXAMPLES, GivenByPage
from tiktok_bindgen.generate.write import Changes, write
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.site import changes, launches, lists, operations, reports, search, start, topics, webhooks
from tiktok_bindgen.site.frame import MARKER, Pages, Site
from tiktok_bindgen.states import order

__all__ = ["build", "date_of", "dated"]

_MAKERS: tuple[Callable[[Site], Pages], ...] = (
    start.pages,
    topics.pages,
    operations.pages,
    launches.pages,
    reports.pages,
    webhooks.pages,
    lists.pages,
    changes.pages,
    search.pages,
)


def date_of(path: Path) -> str:
    """The date that the file of a document is named for."""
    return path.name.removesuffix(path.suffix).removesuffix(".openapi")


def dated(paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Read OpenAPI documents, keyed by the date in each file's name.

    Returns:
        The documents by date, oldest first; one without a date in its name counts as the newest.

    Raises:
        InputError: A file cannot be read, or two files have the same date.
    """
    named: dict[str, Path] = {}
    for path in paths:
        date = date_of(path)
        if date in named:
            raise InputError(f"{named[date]} and {path} have the same date {date}")
        named[date] = path
    return {date: load_spec(named[date]) for date in sorted(named, key=order)}


@collector_at_rest()
def build(
    specs: Mapping[str, Mapping[str, Any]],
    out: Path,
    given: GivenByPage = NO_EXAMPLES,
    locate: Callable[[str, str], str] = lambda text, _docs: text,
) -> Changes:
    """Write a site.

    Only changed files are written; obsolete files of an earlier site are removed.

    Args:
        specs: The OpenAPI documents by date, oldest first. The last one is shown, the others are for its
            history.
        out: The site's folder.
        given: What documented examples give, by page.
        locate: Says where to look up the example against a fact; takes the text about it and the address of
            its documentation.

    Returns:
        The files written and removed, as paths below the folder.

    Raises:
        InputError: There is no document, a document cannot be used, or the folder cannot be written.
    """
    if not specs:
        raise InputError("a site requires at least one specification")
    try:
        return write(made(Site.of(specs, given, locate)), out, MARKER)
    except RecursionError as error:
        raise InputError("a specification is nested too deeply") from error


def made(site: Site) -> dict[str, str]:
    """Render all files of a site, by path below its folder."""
    pages = {name: text for maker in _MAKERS for name, text in maker(site)}
    return {**pages, **_assets()}


def _assets() -> dict[str, str]:
    """Return the styles and scripts of pages, each beginning with the marker of generated files."""
    folder = files("tiktok_bindgen.site") / "assets"
    return {
        f"assets/{each.name}": f"/* {MARKER} */\n{each.read_text(encoding='utf-8')}"
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith((".css", ".js"))
    }
