"""Show the progress of a long command: a bar on a terminal, else a line for each stage, or nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from tiktok_bindgen.command.saying import say
from tiktok_bindgen.progress import SILENT, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import ProgressColumn, TaskID

T = TypeVar("T")

# A command is shown from its first stage with this many items; with fewer, it ends before anyone can read it.
_FEWEST = 50


def stages(*, quiet: bool = False) -> Progress:
    """Who tells on standard error how far a command is, unless it is to be quiet."""
    if quiet:
        return SILENT
    return _Bar() if sys.stderr.isatty() else _Lines()


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar, if standard error is a terminal.

    Yields:
        A function that takes the number of items done and the total; ``None`` without a terminal.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import MofNCompleteColumn, TimeRemainingColumn

    with _display(MofNCompleteColumn(), TimeRemainingColumn()) as display:
        task = display.add_task(what, total=None)
        yield lambda done, total: display.update(task, completed=done, total=total)


class _Lines(Progress):
    """Prints a line for each stage, from the first stage with many items on."""

    def __init__(self) -> None:
        self._is_long = False

    def stage(self, what: str) -> None:
        if self._is_long:
            say(f"{what} …", to=sys.stderr)

    def each(self, items: Sequence[T], what: str) -> Iterable[T]:
        self._is_long |= len(items) >= _FEWEST
        self.stage(f"{what} ({len(items)})")
        return items


class _Bar(Progress):
    """Shows the current stage, its progress, and the time since the start."""

    def __init__(self) -> None:
        self._display: Display | None = None
        self._task: TaskID | None = None

    def stage(self, what: str) -> None:
        if self._display is not None:
            self._begin(self._display, what, None)

    def each(self, items: Sequence[T], what: str) -> Iterable[T]:
        if self._display is None and len(items) < _FEWEST:
            return items
        if self._display is None:
            from rich.progress import TimeElapsedColumn

            self._display = _display(TimeElapsedColumn())
            self._display.start()
        self._begin(self._display, f"{what} ({len(items)})", len(items))
        return self._counted(self._display, items)

    def _begin(self, display: Display, what: str, total: int | None) -> None:
        if self._task is not None:
            display.remove_task(self._task)
        self._task = display.add_task(what[:1].upper() + what[1:], total=total)

    def _counted(self, display: Display, items: Sequence[T]) -> Iterable[T]:
        for item in items:
            yield item
            if self._task is not None:
                display.advance(self._task)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._display is not None:
            self._display.stop()


def _display(*columns: ProgressColumn) -> Display:
    from rich.console import Console
    from rich.progress import Progress as Display

    description, bar, *_ = Display.get_default_columns()
    return Display(description, bar, *columns, console=Console(stderr=True), transient=True)
