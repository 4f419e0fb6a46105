"""What comparing two whole specs costs: in CPU seconds, and in proportion to their size."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

import pytest
import yaml

from pages import PORTAL, ROOT, dated
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.diff import compare
from tiktok_bindgen.pipeline import make_spec

from .conftest import Report
from .measure import compare as measured
from .test_build import least

Document = dict[str, Any]

# What reads a spec with a parser in C, as a program of its own.
_LOAD = "import sys, yaml\nyaml.load(open(sys.argv[1]), Loader=yaml.CSafeLoader)\n"


@pytest.fixture(scope="module")
def spec() -> Document:
    """The whole API as far as there are pages, else the newest committed spec."""
    if PORTAL.is_dir():
        return make_spec([dated("2026-05")], prose="none").document
    return load_spec(max((ROOT / "spec").glob("*.openapi.yaml")))


def _edited(spec: Document) -> Document:
    """A copy with a change in every seventh schema."""
    changed: Document = json.loads(json.dumps(spec))
    for number, schema in enumerate(changed["components"]["schemas"].values()):
        if number % 7 == 0 and schema.get("properties"):
            name = next(iter(schema["properties"]))
            schema["properties"][name] = {"type": "string", "maxLength": 7}
    return changed


def _repeated(spec: Document, times: int) -> Document:
    """A spec of so many copies of the operations, webhooks and schemas of another."""
    found: Document = {**spec, "paths": {}, "webhooks": {}}
    found["components"] = {**spec["components"], "schemas": {}}
    text = json.dumps([spec["paths"], spec.get("webhooks", {}), spec["components"]["schemas"]])
    for number in range(times):
        copied = text.replace("#/components/schemas/", f"#/components/schemas/Copy{number}")
        paths, webhooks, schemas = json.loads(copied)
        found["paths"] |= {f"/{number}{path}": item for path, item in paths.items()}
        found["webhooks"] |= {f"{number}{name}": item for name, item in webhooks.items()}
        found["components"]["schemas"] |= {f"Copy{number}{name}": schema for name, schema in schemas.items()}
    return found


def _cpu(old: Document, new: Document) -> tuple[float, int]:
    """The fastest of three comparisons in CPU seconds, and how many changes it found."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        changes = compare(old, new)
        best = min(best, time.process_time() - start)
    return best, len(changes)


def test_two_whole_specs_are_compared_in_less_than_a_second(spec: Document, report: Report) -> None:
    for name, new in (("itself", copy.deepcopy(spec)), ("an edited copy", _edited(spec))):
        seconds, count = _cpu(spec, new)
        report(f"compare {len(spec['paths'])} paths with {name} ({count} changes)", seconds, 1, "s")


def test_a_spec_of_ten_times_the_size_takes_ten_times_as_long(spec: Document, report: Report) -> None:
    edited = _edited(spec)
    once, few = _cpu(spec, edited)
    often, many = _cpu(_repeated(spec, 10), _repeated(edited, 10))
    report("compare ten times the paths / compare them once", often / once, 15)
    assert many == 10 * few


def test_two_dates_are_read_and_compared_in_less_than_pyyaml_takes_to_read_one(report: Report) -> None:
    old, new = sorted((ROOT / "spec").glob("*.openapi.yaml"))[-2:]
    text = new.read_text(encoding="utf-8")

    def read_and_compare() -> None:
        assert compare(load_spec(old), load_spec(new))

    found = measured(read_and_compare, lambda: yaml.load(text, Loader=yaml.CSafeLoader), rounds=3)
    report("read and compare two dates / read one with PyYAML's C loader", found.ratio, 0.5)


def test_the_whole_command_takes_a_fraction_of_what_pyyaml_takes_to_read_one_spec(report: Report) -> None:
    old, new = sorted((ROOT / "spec").glob("*.openapi.yaml"))[-2:]
    command = least("-m", "tiktok_bindgen", "diff", str(old), str(new))
    reading = least("-c", _LOAD, str(new))
    report("tiktok-bindgen diff / a Python that reads one spec with PyYAML", command / reading, 0.21)
