"""The progress of long operations, and a progress bar for terminals."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from typing import TextIO


class Progress(NamedTuple):
    """The progress of a report.

    Attributes:
        rows: The number of rows so far.
        part: The current part of the period, from 1; a period too long for one request has several parts.
        parts: The number of parts.
        task: The id of an asynchronous report's task; empty for a synchronous one. Pass it to ``fetch`` as
            ``task`` to continue after an interruption.
        state: The last state of that task that the server reported.
    """

    rows: int
    part: int
    parts: int
    task: str = ""
    state: str = ""


class progress_bar:  # noqa: N801 - called as a function is
    """A progress bar on a terminal; if the output is not a terminal, it shows nothing.

    It can be passed as ``progress`` everywhere: to a `File` that is sent, a download, `items` and `pages`,
    `run_task`, and ``fetch`` of reports. If `rich` is installed, that draws the bar. ::

        with progress_bar("ads") as bar:
            ads = list(items(client.ad.get, progress=bar))

    Args:
        text: A label for the bar.
        file: The terminal to show it on; by default standard error.
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
        """Show the amount done and, if known, the total."""
        if not self._shown:
            return
        state = ""
        if isinstance(done, Progress):
            state = done.state if done.parts == 1 else f"part {done.part} of {done.parts}"
            done = done.rows
        if self._bar is None:
            self._bar = _rich_bar(self._text, self._file) or self
        if self._bar is not self:
            description = f"{self._bar.tasks[0].fields['label']} {state}".strip()
            self._bar.update(self._bar.task_ids[0], completed=done, total=total, description=description)
            return
        now = time.monotonic()
        if now - self._last >= _BETWEEN or done == total or state:
            self._last = now
            self._write(done, total, state)

    def close(self) -> None:
        """End the line; its last state stays visible."""
        bar, self._bar = self._bar, None
        if bar is self:
            self._file.write("\n")
            self._line = ""
        elif bar is not None:
            bar.stop()

    def _write(self, done: int, total: int | None, state: str) -> None:
        share = f" of {total:,} ({done / total:.0%})" if total else ""
        line = " ".join(part for part in (self._text, f"{done:,}{share}", state) if part)
        # Padded with blanks to overwrite the rest of a longer previous line.
        self._file.write(f"\r{line:<{len(self._line)}}")
        self._file.flush()
        self._line = line


def _rich_bar(text: str, file: TextIO) -> Any:
    """Return a progress bar drawn by `rich`; ``None`` if that is not installed."""
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
    bar = Progress(*columns, console=Console(file=file))
    bar.add_task(escape(text), total=None, label=escape(text))
    bar.start()
    return bar


# The minimum of seconds between two updates that differ only in numbers.
_BETWEEN = 0.1
