"""Linters find nothing, by the rules that are in force in ``spec/``."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SPEC = Path(__file__).parents[2] / "spec"


@pytest.fixture(params=["spec", "compat"])
def linted(request: pytest.FixtureRequest) -> Path:
    """The spec, and its flavour for tools that know less."""
    path: Path = request.getfixturevalue(request.param)
    return path


def test_spectral_finds_nothing(linted: Path, run: Run) -> None:
    run("spectral", "lint", linted, "--ruleset", SPEC / ".spectral.yaml", "--fail-severity", "hint")


def test_redocly_finds_nothing(linted: Path, run: Run) -> None:
    found = run("redocly", "lint", linted, "--config", SPEC / "redocly.yaml", "--format", "json")
    told = json.loads(found.stdout)
    # What tells two sets of fields apart may be left out in the one that is its default.
    assert [each["ruleId"] for each in told["problems"]] == ["no-illogical-composition-keywords"]
    assert "an optional property cannot distinguish the schemas" in told["problems"][0]["message"]
    assert told["totals"] == {"errors": 0, "warnings": 1, "ignored": 0}
