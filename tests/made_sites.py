"""The site of two specs about a garden, and that of the two newest specs, made and parsed once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from newest import DATES, committed_spec
from once import once_a_run
from pages import ROOT
from site_pages import Read, read
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.sample_file import SAMPLES, read_samples
from tiktok_bindgen.site import made
from tiktok_bindgen.site.frame import Site

GARDEN = sorted((ROOT / "tests" / "cases" / "site").glob("*.yaml"))


@cache
def garden() -> dict[str, str]:
    """Return the files of the site of two specs about a garden."""
    return made(Site.of({"2031-05": load_spec(GARDEN[0]), "2031-06": load_spec(GARDEN[1])}))


@once_a_run
def committed() -> dict[str, str]:
    """Return the files of the site of the two newest specs."""
    specs = {date: committed_spec(date) for date in DATES[-2:]}
    return made(Site.of(specs, read_samples(ROOT / SAMPLES)))


@once_a_run
def committed_pages() -> dict[str, Read]:
    """Return the pages of that site, parsed."""
    return read(committed())


@cache
def search_index() -> Any:
    """Return what the search of that site knows."""
    return index_of(committed())


def index_of(files: Mapping[str, str]) -> Any:
    """Return what the search of a site knows."""
    return json.loads(files["assets/search-index.js"].partition("=")[2].rstrip(";\n"))
