"""Find the addresses of pages in the portal from the links of other pages.

A page of Markdown does not state its own address. But pages link to each other, and the text of a link is
often the title of the page that it leads to, or the path of the operation documented there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from tiktok_bindgen.counting import in_singular
from tiktok_bindgen.read.links import PORTAL
from tiktok_bindgen.read.page import Page

# A mark of a page's lifecycle comes and goes while links to it keep their text.
_MARK = re.compile(r"^(?:\([\w -]{1,40}\)|appendix\s*[-–—:])\s*")
_METHOD = re.compile(r"^(?:get|post|put|delete|patch)\s+(?=/)")
# A link to a section of a page names both: ``Soils - Sandy ones``.
_SECTION = re.compile(r"\s*[-–—]\s*")
_VERSION = re.compile(r"^/open_api/v[\d.]+(?=/)")


def addresses(pages: Iterable[Page]) -> dict[str, str]:
    """Find the addresses that pages do not tell themselves, by the page's name.

    A number is believed only when most of the links with a text lead there, when title and paths do not lead
    to different pages, and when no other page has as good a claim to it.
    """
    pages = tuple(pages)
    leads, sections = _leads(pages), _leads(pages, cut=_SECTION)
    titles = Counter(_key(page.title) for page in pages)
    claims: dict[str, str] = {}
    for page in pages:
        alone = titles[_key(page.title)] == 1
        title = (_most(leads, [page.title]) or _most(sections, [page.title])) if alone else None
        paths = _most(leads, dict.fromkeys(endpoint.path for endpoint in page.endpoints))
        claim = title or paths
        if page.source is None and claim is not None and paths in {None, claim}:
            claims[page.name] = PORTAL + claim
    times = Counter([*claims.values(), *{page.source for page in pages if page.source is not None}])
    return {name: address for name, address in claims.items() if times[address] == 1}


def _leads(pages: Iterable[Page], cut: re.Pattern[str] | None = None) -> Mapping[str, Counter[str]]:
    """Count the links to each document by their text; with ``cut``, by the part of longer texts before it."""
    leads: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        for link in page.links:
            label = _key(link.label)
            head = label if cut is None else _key(cut.split(label, maxsplit=1)[0])
            if cut is None or head != label:
                leads[head][link.document] += 1
    return leads


def _most(leads: Mapping[str, Counter[str]], labels: Iterable[str]) -> str | None:
    """The document to which more than half of the links with any of some texts lead."""
    counts: Counter[str] = Counter()
    for label in labels:
        counts.update(leads.get(_key(label), {}))
    if not counts:
        return None
    document, times = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return document if 2 * times > counts.total() else None


# Cached because pages link to the same pages.
@lru_cache(maxsize=16384)
def _key(label: str) -> str:
    """Normalise a title or the text of a link."""
    text = " ".join(label.split()).casefold()
    text = _METHOD.sub("", _MARK.sub("", text))
    # Links often have the singular where the title has the plural.
    return _VERSION.sub("", text).strip("/") if text.startswith("/") else in_singular(text.rstrip("."))
