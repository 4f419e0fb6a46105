"""Timing for ratios: what is compared is measured in the same run, in turn, and the fastest of each counts."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from attrs import frozen


@frozen
class Ratio:
    """How long one thing takes against another: the median of the pairs' ratios, and both in seconds."""

    ratio: float
    first: float
    second: float


def compare(first: Callable[[], object], second: Callable[[], object], *, rounds: int = 15, each: float = 0.02) -> Ratio:
    """Time two functions in turn.

    Args:
        first: The one measured.
        second: The one it is measured against.
        rounds: How many pairs.
        each: Seconds that one timing lasts at least.
    """
    counts = [_count(function, each) for function in (first, second)]
    pairs = [(_time(first, counts[0]), _time(second, counts[1])) for _ in range(rounds)]
    return Ratio(median(a / b for a, b in pairs), min(a for a, _ in pairs), min(b for _, b in pairs))


def _count(function: Callable[[], object], each: float) -> int:
    function()
    start = time.perf_counter()
    function()
    return max(1, int(each / max(time.perf_counter() - start, 1e-9)))


def _time(function: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        function()
    return (time.perf_counter() - start) / count


def cpu_of_processes(codes: dict[str, str], *, rounds: int = 12) -> dict[str, float]:
    """CPU seconds that a new Python takes to run each code, in turn; the fastest of the rounds."""
    program = "import resource;{};u=resource.getrusage(resource.RUSAGE_SELF);print(u.ru_utime+u.ru_stime)"
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, code in codes.items():
            done = subprocess.run(
                [sys.executable, "-c", program.format(code)], capture_output=True, text=True, check=True
            )
            best[name] = min(best.get(name, float("inf")), float(done.stdout))
    return best
