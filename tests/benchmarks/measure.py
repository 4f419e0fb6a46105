"""Timing for ratios: what is compared is measured in the same run, in turn."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping

from attrs import frozen


@frozen
class Ratio:
    """How long one thing takes against another.

    Attributes:
        first: The fastest of the one measured, in seconds.
        second: The fastest of what it is measured against, in seconds.
    """

    first: float
    second: float

    @property
    def ratio(self) -> float:
        """How many times as long the first takes, when nothing else is in their way."""
        return self.first / self.second


@frozen
class Cost:
    """What a new Python took to run some code: the least of several runs, in seconds of CPU and in bytes."""

    cpu: float
    memory: int

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.cpu - other.cpu, self.memory - other.memory)


def compare(
    first: Callable[[], object],
    second: Callable[[], object],
    *,
    rounds: int = 300,
    each: float = 0.002,
    clock: Callable[[], float] = time.process_time,
) -> Ratio:
    """Time two functions in turn.

    Many short timings are better than few long ones: where other programs want the processor, one of 10 ms is
    hardly ever undisturbed.

    Args:
        first: The one measured.
        second: The one it is measured against.
        rounds: How many pairs.
        each: Seconds that one timing lasts at least.
        clock: What tells the time: by default that of this process alone, whatever else the machine does.
    """
    counts = [_count(function, each) for function in (first, second)]
    pairs = [(_time(first, counts[0], clock), _time(second, counts[1], clock)) for _ in range(rounds)]
    return Ratio(min(a for a, _ in pairs), min(b for _, b in pairs))


def processes(codes: Mapping[str, str], *, rounds: int = 12) -> dict[str, Cost]:
    """Run each code in a Python of its own, in turn; the codes' modules are compiled already."""
    best: dict[str, Cost] = {}
    for number in range(rounds + 1):
        for name, code in codes.items():
            done = subprocess.run(
                [sys.executable, "-c", _PROGRAM.format(code)], capture_output=True, text=True, check=True
            )
            cpu, memory = done.stdout.split()
            cost = Cost(float(cpu), int(memory) * 1024)
            before = best.get(name, cost)
            # The first round only compiles and fills the file cache.
            best[name] = (
                cost if number <= 1 else Cost(min(cost.cpu, before.cpu), min(cost.memory, before.memory))
            )
    return best


# What resource usage says of memory includes that of the process that started this one.
_PROGRAM = """\
{}
import time
print(time.process_time())
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def _count(function: Callable[[], object], each: float) -> int:
    function()
    start = time.perf_counter()
    function()
    return max(1, int(each / max(time.perf_counter() - start, 1e-9)))


def _time(function: Callable[[], object], count: int, clock: Callable[[], float]) -> float:
    start = clock()
    for _ in range(count):
        function()
    return (clock() - start) / count
