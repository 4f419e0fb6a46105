"""The page of the smallest launches, each as the steps of a client's plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from tiktok_bindgen.explain.operation import Explained
from tiktok_bindgen.explain.smallest import Launch
from tiktok_bindgen.runtime.paths import short

_WIDTH = 110
_HEAD = """\
<!-- Made by `tiktok-bindgen build`: do not edit. -->
# The smallest launches

One minimal plan for each kind of launch, derived from the rules of all its levels, with made-up values. Each
satisfies all rules that `python -m tiktok_business plan check` checks ([plans](plans.md)); conditions
documented in words only may require more. Ids of objects that earlier steps create are omitted: `plan create`
fills them in.
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
            if each.requests:
                yield "```json"
                yield _json(steps(each))
                yield "```"
            else:
                yield "No plan of this kind satisfies all rules."
            yield ""


def steps(launch: Launch) -> list[dict[str, object]]:
    """Convert a launch to the steps of a plan, which fills in the ids that earlier steps return."""
    return [
        {
            "operation": _called(of),
            "request": {
                name: each for name, each in request.items() if name.removesuffix("_id") not in of.above
            },
        }
        for of, request in zip(launch.chain, launch.requests, strict=True)
    ]


def _called(of: Explained) -> str:
    return f"{of.method} {short(of.path)}"


def _json(value: object, indent: str = "") -> str:
    """Write JSON with everything that fits on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= _WIDTH:
        return flat
    further = f"{indent}  "
    if isinstance(value, Mapping):
        inside = (f"{json.dumps(name)}: {_json(each, further)}" for name, each in value.items())
        return _around("{}", inside, indent)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _around("[]", (_json(each, further) for each in value), indent)
    return flat


def _around(brackets: str, parts: Iterable[str], indent: str) -> str:
    inside = f",\n{indent}  ".join(parts)
    return f"{brackets[0]}\n{indent}  {inside}\n{indent}{brackets[1]}"
