"""Correct an impossible method: one whose calls have no body, stated for an endpoint that takes a file."""

from __future__ import annotations

import re

from attrs import evolve

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Endpoint, Page

_SHOWN = re.compile(r"""(?:--request|-X)[ =]*['"]?(GET|POST|PUT|DELETE|PATCH)\b""")
_WITHOUT_BODY = frozenset({"GET", "DELETE"})
_FILE = re.compile(r"(?:file|binary)(?:\[\])?", re.IGNORECASE)


def possible_methods(page: Page) -> tuple[Page, tuple[Problem, ...]]:
    """Give each endpoint the method of its examples if the stated one cannot carry its parameters.

    If both are possible, the stated one stays: examples have mistakes of their own.
    """
    found = []
    problems = []
    for endpoint in page.endpoints:
        methods = set() if endpoint.method not in _WITHOUT_BODY else _shown(endpoint)
        if len(methods) != 1 or methods & _WITHOUT_BODY or not _takes_file(endpoint):
            found.append(endpoint)
            continue
        (method,) = methods
        text = (
            f"{endpoint.method} cannot carry the file that is taken; its examples are {method}, and so is it"
        )
        problems.append(Problem(page.name, endpoint.line, "method-impossible", text))
        found.append(evolve(endpoint, method=method))
    return (evolve(page, endpoints=tuple(found)) if problems else page), tuple(problems)


def _shown(endpoint: Endpoint) -> set[str]:
    """Return the methods with which an endpoint's examples call it."""
    return {
        match[1]
        for example in endpoint.examples
        if example.side == "request" and endpoint.path.rstrip("/") in example.text
        for match in _SHOWN.finditer(example.text)
    }


def _takes_file(endpoint: Endpoint) -> bool:
    rows = endpoint.parameters.rows if endpoint.parameters is not None else ()
    return any(_FILE.fullmatch(row.type.strip()) for row in rows)
