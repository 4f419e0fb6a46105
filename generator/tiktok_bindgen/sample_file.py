"""The file of what documented examples give: names and listed values, one request a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from tiktok_bindgen.assemble.written import scalar
from tiktok_bindgen.assemble.yaml import load_mapping
from tiktok_bindgen.openapi import listed, mapping
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.weigh.given import Steps

#: The file in a checkout, and its name beside a spec.
SAMPLES = Path("spec", "samples.yaml")

_HEAD = """\
# What documented examples of requests give, by page: names, and listed values; any other value is left out.
# Made from the pages by `tiktok-bindgen facts --date` and `tiktok-bindgen update`: do not edit.
"""
_PLAIN = re.compile(r"[A-Za-z_][\w-]*")


def samples_text(pages: Mapping[str, Steps]) -> str:
    """Write what the requests of pages give, by page."""
    lines = [_HEAD]
    for name in sorted(pages):
        lines.append(f"{scalar(name)}:\n")
        lines += [f"- {operation}: {_flow(request)}\n" for operation, request in pages[name]]
    return "".join(lines)


def read_samples(file: Path) -> dict[str, Steps]:
    """Read a file written with `samples_text`; empty if there is none.

    Raises:
        InputError: The file cannot be read, or has other content.
    """
    if not file.is_file():
        return {}
    found: dict[str, Steps] = {}
    for page, steps in load_mapping(file).items():
        requests = [pair for step in listed(steps) for pair in mapping(step).items()]
        whole = [pair for pair in requests if isinstance(pair[1], dict)]
        if not whole or len(whole) != len(listed(steps)):
            raise InputError(f"{file}: {page}: expected a list of requests, each under its operation")
        found[page] = whole
    return found


def _flow(value: object) -> str:
    """Write a value in YAML's flow style; a name without a value stands alone."""
    if isinstance(value, Mapping):
        pairs = (f"{_flow(name)}" + ("" if of is None else f": {_flow(of)}") for name, of in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, str):
        written = scalar(value)
        # What stands plain in a block need not in a flow.
        return written if _PLAIN.fullmatch(written) else json.dumps(value, ensure_ascii=False)
    return scalar(value)
