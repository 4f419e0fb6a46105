"""The search index, as a script, and the page of all results.

The search is two scripts of our own. Libraries (lunr, MiniSearch, FlexSearch; MkDocs includes the first one
in its PyPI package) split texts into words, stem them and rank by frequency: right for prose, of which the
site has none. Users of this site look for parts of identifiers, such as `frequency` in `video_frequency_cap`,
which such an index finds only if it contains each part of each name, in megabytes. Scanning all names takes
milliseconds, and so does comparing a misspelt word with each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tiktok_bindgen.explain.operation import ExplainedField
from tiktok_bindgen.generate.docs import of_value
from tiktok_bindgen.openapi import value_text
from tiktok_bindgen.site.frame import MARKER, Pages, Site, embedded, page
from tiktok_bindgen.site.lists import reference_lists, return_codes
from tiktok_bindgen.site.reports import kinds
from tiktok_bindgen.site.webhooks import events


def pages(site: Site) -> Pages:
    """Render the index that the search box loads, and the page of all results."""
    yield "assets/search-index.js", f"/* {MARKER} */\nwindow.searchIndex={embedded(index(site))};\n"
    yield page(site, "search.html.jinja", title="Search", href="search.html")


def index(site: Site) -> dict[str, Any]:
    """Return everything that can be found; places are given as indexes into other lists.

    Returns:
        ``topics``: name, line, address. ``operations``: name and title. ``fields``: name, line, operations.
            ``enums``: the name of a field, and the operations where it has the same values. ``values``:
            value, meaning, enums. ``reports``: key and title of kinds. ``metrics``, ``dimensions`` and
            ``filters``: name, line, kinds. ``codes``: code, and its name and meaning. ``events``: name, line,
            id on their page. ``lists``: name, and an empty text. ``listed``: value, its facts, list.
    """
    of_reports = kinds(site)
    lists = reference_lists(site)
    return {
        "topics": [[each.name, each.what.replace("`", ""), each.href] for each in site.topics],
        "operations": [[each.name, each.title] for each in site.operations],
        "fields": _merged((each.path[-1], each.what, at) for at, each in _every_field(site)),
        **_values(site),
        "reports": [[each.key, each.title] for each in of_reports],
        **{
            role: _merged(
                (name.name, name.what, at) for at, kind in enumerate(of_reports) for name in kind.names[role]
            )
            for role in ("metrics", "dimensions", "filters")
        },
        "codes": [
            [each.code, each.line.replace("`", "")] for _, codes in return_codes(site) for each in codes
        ],
        "events": [[each.name, each.what, each.anchor] for each in events(site)],
        "lists": [[each.name, ""] for each in lists],
        "listed": [
            [value, " ".join(column.cells[at] for column in each.columns[:1]), number]
            for number, each in enumerate(lists)
            for at, (value, _) in enumerate(each.values)
        ],
    }


def _every_field(site: Site) -> Iterator[tuple[int, ExplainedField]]:
    """Yield all fields with the index of their operation, those of all requests first."""
    for of in (site.requests, site.replies):
        for number, each in enumerate(site.operations):
            yield from ((number, field) for field in of[each.name].fields)


def _merged(found: Iterable[tuple[str, str, int]]) -> list[list[Any]]:
    """Merge entries of the same name: the name, the line that most have, the indexes of its places."""
    lines: defaultdict[str, Counter[str]] = defaultdict(Counter)
    places: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for name, line, at in found:
        # Of lines that are equally frequent, the first is taken; none is taken only if there is no other.
        lines[name][line] += bool(line)
        places[name][at] = None
    shared = {name: own.most_common(1)[0][0] for name, own in lines.items()}
    return [[name, shared[name].replace("`", ""), list(places[name])] for name in sorted(lines)]


def _values(site: Site) -> dict[str, list[list[Any]]]:
    """Return the values of fields; equal values of fields with the same name are one enum."""
    enums: dict[tuple[str, tuple[str, ...]], dict[int, None]] = {}
    meanings: dict[str, str] = {}
    for at, each in _every_field(site):
        if each.values and each.schema.get("type") != "boolean":
            values = tuple(map(value_text, each.values))
            enums.setdefault((each.path[-1], values), {})[at] = None
            for place, value in enumerate(values):
                meanings[value] = meanings.get(value) or of_value(each.schema, value, place)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, (_, values) in enumerate(enums):
        for value in values:
            places[value].append(number)
    return {
        "enums": [[field, list(at)] for (field, _), at in enums.items()],
        "values": [[value, meanings[value], places[value]] for value in sorted(meanings)],
    }
