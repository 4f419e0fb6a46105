"""A static site of an API, from its OpenAPI documents alone: pages that a browser shows from any place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from tiktok_bindgen.assemble.written import KnownParts
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.generate.write import Changes, write
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.site import changes, launches, lists, operations, reports, search, webhooks
from tiktok_bindgen.site.frame import MARKER, Pages, Site
from tiktok_bindgen.states import order

__all__ = ["build", "dated"]

_MAKERS: tuple[Callable[[Site], Pages], ...] = (
    operations.pages,
    launches.pages,
    reports.pages,
    webhooks.pages,
    lists.pages,
    changes.pages,
    search.pages,
)


def dated(paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Read OpenAPI documents, each of the date that its file is named for.

    Returns:
        The documents by date, the oldest first; one that is named for no date counts as newer. They share
        what they have in common, which nobody may change.

    Raises:
        InputError: A file cannot be read, or two are of the same date.
    """
    named: dict[str, Path] = {}
    for path in paths:
        date = path.name.removesuffix(path.suffix).removesuffix(".openapi")
        if date in named:
            raise InputError(f"{named[date]} and {path} are both of {date}")
        named[date] = path
    # Most of a document is as it was in the one before.
    known = KnownParts()
    return {date: load_spec(named[date], known) for date in sorted(named, key=order)}


@collector_at_rest()
def build(specs: Mapping[str, Mapping[str, Any]], out: Path) -> Changes:
    """Write a site.

    Only what differs is written; files of an earlier site that this one has not are removed.

    Args:
        specs: The OpenAPI documents by their dates, the oldest first. The last is shown, the others give its
            history.
        out: The folder of the site.

    Returns:
        The files that were written and removed, below the folder.

    Raises:
        InputError: There is no document, one cannot be used, or the folder cannot be written.
    """
    if not specs:
        raise InputError("a site needs at least one specification")
    try:
        return write(made(Site.of(specs)), out, MARKER)
    except RecursionError as error:
        raise InputError("a specification is nested too deeply") from error


def made(site: Site) -> dict[str, str]:
    """Make all files of a site, by their names below its folder."""
    pages = {name: text for maker in _MAKERS for name, text in maker(site)}
    return {**pages, **_assets()}


def _assets() -> dict[str, str]:
    """What pages load: each begins with the marker, as what is generated."""
    folder = files("tiktok_bindgen.site") / "assets"
    return {
        f"assets/{each.name}": f"/* {MARKER} */\n{each.read_text(encoding='utf-8')}"
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith((".css", ".js"))
    }
