"""The page of launches: a documented example of each kind as the steps of a client's plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from tiktok_bindgen.explain.examples import Addition, Launch
from tiktok_bindgen.explain.operation import Explained
from tiktok_bindgen.logic.model import Scalar
from tiktok_bindgen.openapi import value_text
from tiktok_bindgen.runtime.paths import short

_WIDTH = 110
_SHOW = "tiktok-bindgen explain --objective"
_HEAD = """\
<!-- Made by `tiktok-bindgen build`: do not edit. -->
# Launches

For each kind of launch, the documented example that gives least, as a plan: fields and listed values are
those of the example, all other values are made up. Each plan satisfies all rules that `python -m
tiktok_business plan check` checks ([plans](plans.md)). Ids of objects that earlier steps create are
omitted: `plan create` fills them in. What other examples of the kind give may be added, each by itself
without breaking a rule. Where no example is documented, there is what examples of other kinds give, changed
where rules of this kind ask for it: conditions documented in words only may require more, or other values.
"""


def launches_page(launches: Iterable[Launch]) -> str:
    """Write the page in Markdown.

    Args:
        launches: The launches, grouped by operations.

    Returns:
        Markdown; empty if there are no launches.
    """
    found = "\n".join(_lines(launches))
    return f"{_HEAD}\n{found}\n" if found else ""


def _lines(launches: Iterable[Launch]) -> Iterator[str]:
    for chain, several in groupby(launches, lambda each: each.chain):
        yield f"## {', '.join(f'`{_called(each)}`' for each in chain)}"
        yield ""
        for each in several:
            lifecycle = f" ({each.lifecycle.replace('-', ' ')})" if each.lifecycle else ""
            yield f"### `{each.field}` `{each.value}`{lifecycle}"
            yield ""
            yield from _of_kind(each)


def _of_kind(launch: Launch) -> Iterator[str]:
    if launch.lifecycle and not launch.documented:
        yield f"No example is documented for this kind. `{_SHOW} {launch.value}` shows the nearest."
        yield ""
        return
    levels = [each.level for each in launch.chain]
    if launch.requests:
        yield from ("```json", json_text(steps(launch)), "```", "")
    added = [
        f"- {level}: {', '.join(map(_added, more))}"
        for level, more in zip(levels, launch.additions, strict=False)
        if more
    ]
    if added:
        yield from ("May be added, by other examples:", "", *added, "")
    if lacking := lacking_text(launch):
        yield from (lacking, "")


def lacking_text(launch: Launch) -> str:
    """Say of which levels of a launch no example is documented, and what stands there; empty if of none."""
    levels = [each.level for each in launch.chain]
    found = []
    if made := levels[launch.documented : len(launch.requests)]:
        which = f" of the {' and the '.join(made)}" if launch.documented else ""
        found.append(
            f"No example{which} is documented for this kind: this is what examples of other kinds give, "
            "changed where rules ask for it. Conditions in words may require more, or other values."
        )
    if none := levels[len(launch.requests) :]:
        found.append(f"This is no whole launch: no request of the {' and the '.join(none)} meets all rules.")
    return " ".join(found)


def _added(addition: Addition) -> str:
    return f"`{addition.field}`" + (f" ({_values(addition.values)})" if addition.values else "")


def _values(values: Iterable[Scalar]) -> str:
    return ", ".join(f"`{value_text(each)}`" for each in values)


def steps(launch: Launch) -> list[dict[str, object]]:
    """Convert a launch to the steps of a plan, which fills in the ids that earlier steps return."""
    return [
        {
            "operation": _called(of),
            "request": {
                name: each for name, each in request.items() if name.removesuffix("_id") not in of.above
            },
        }
        for of, request in zip(launch.chain, launch.requests, strict=False)
    ]


def _called(of: Explained) -> str:
    return f"{of.method} {short(of.path)}"


def json_text(value: object, indent: str = "") -> str:
    """Write JSON with everything that fits on one line; all lines but the first are indented."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= _WIDTH:
        return flat
    further = f"{indent}  "
    if isinstance(value, Mapping):
        inside = (f"{json.dumps(name)}: {json_text(each, further)}" for name, each in value.items())
        return _around("{}", inside, indent)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _around("[]", (json_text(each, further) for each in value), indent)
    return flat


def _around(brackets: str, parts: Iterable[str], indent: str) -> str:
    inside = f",\n{indent}  ".join(parts)
    return f"{brackets[0]}\n{indent}  {inside}\n{indent}{brackets[1]}"
