"""Benchmarks run when they are asked for by name: beside other tests, their figures mean nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest

_LINES: list[str] = []


class Report(Protocol):
    """Writes a figure into the summary; at the end, the test fails if one was above its limit."""

    def __call__(self, what: str, figure: float, limit: float, unit: str = "x") -> None: ...


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if any("benchmarks" in str(argument) for argument in config.invocation_params.args):
        return
    skip = pytest.mark.skip(reason="left out: benchmarks run when they are named (nox -s bench)")
    for item in items:
        if item.nodeid.startswith("tests/benchmarks/"):
            item.add_marker(skip)


@pytest.fixture
def report() -> Iterator[Report]:
    above: list[str] = []

    def write(what: str, figure: float, limit: float, unit: str = "x") -> None:
        _LINES.append(f"{what:<64} {figure:7.2f} {unit:<3} at most {limit:g}")
        if figure > limit:
            above.append(f"{what}: {figure:.2f} {unit} is above {limit:g}")

    yield write
    assert above == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _LINES:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(_LINES))
