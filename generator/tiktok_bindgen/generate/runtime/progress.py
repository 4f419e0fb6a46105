"""How far something that takes long has come, and a line that shows it."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from typing import TextIO


class Progress(NamedTuple):
    """How far a report has come.

    Attributes:
        rows: How many rows were given.
        part: Which part of the time it is at, from 1; one that a request may not ask for at once has several.
        parts: How many parts there are.
        task: The task that an asynchronous report is made by; empty for another. Give it to ``fetch`` as
            ``task`` to go on where that was interrupted.
        state: What the server last said of that task.
    """

    rows: int
    part: int
    parts: int
    task: str = ""
    state: str = ""


class progress_bar:  # noqa: N801 - called as a function is
    """Shows on a terminal how far something has come; elsewhere it shows nothing.

    It is what ``progress`` takes wherever there is one: of a `File` that is sent, a download, `items` and
    `pages`, `run_task`, and ``fetch`` of reports. It looks as `rich` makes it if that is installed. ::

        with progress_bar("ads") as bar:
            ads = list(items(client.ad.get, progress=bar))

    Args:
        text: What it is of.
        file: Where to show it; by default standard error.
    """

    def __init__(self, text: str = "", *, file: TextIO | None = None) -> None:
        self._text = text
        self._file = sys.stderr if file is None else file
        self._shown = self._file is not None and self._file.isatty()
        self._bar: Any = None
        self._last = 0.0
        self._line = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, done: int | Progress, total: int | None = None) -> None:
        """Show how far it is: how much is done, and how much there is to do if that is known."""
        if not self._shown:
            return
        state = ""
        if isinstance(done, Progress):
            state = done.state if done.parts == 1 else f"part {done.part} of {done.parts}"
            done = done.rows
        if self._bar is None:
            self._bar = _rich_bar(self._text, self._file) or self
        if self._bar is not self:
            self._bar.show(done, total, state)
            return
        now = time.monotonic()
        if now - self._last >= _BETWEEN or done == total or state:
            self._last = now
            self._write(done, total, state)

    def close(self) -> None:
        """End the line. What is shown last stays."""
        bar, self._bar = self._bar, None
        if bar is self:
            self._file.write("\n")
            self._line = ""
        elif bar is not None:
            bar.close()

    def _write(self, done: int, total: int | None, state: str) -> None:
        share = f" of {total:,} ({done / total:.0%})" if total else ""
        line = " ".join(part for part in (self._text, f"{done:,}{share}", state) if part)
        # What the line before had more is wiped out.
        self._file.write(f"\r{line:<{len(self._line)}}")
        self._file.flush()
        self._line = line


class _RichBar:
    """The same, by `rich`."""

    def __init__(self, progress: Any, text: str) -> None:
        self._progress = progress
        self._text = text
        self._task = progress.add_task(text, total=None)
        progress.start()

    def show(self, done: int, total: int | None, state: str) -> None:
        shown = f"{self._text} {state}".strip()
        self._progress.update(self._task, completed=done, total=total, description=shown)

    def close(self) -> None:
        self._progress.stop()


def _rich_bar(text: str, file: TextIO) -> _RichBar | None:
    try:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    except ImportError:
        return None
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
    )
    return _RichBar(Progress(*columns, console=Console(file=file)), escape(text))


# Seconds between two lines that differ in a number alone.
_BETWEEN = 0.1
