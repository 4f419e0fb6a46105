"""All rows of a report in one call, whichever way it takes to get them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from .check import refused
from .codec import is_array
from .encode import plain
from .errors import InvalidRequest, one_line
from .paging import keywords, pages
from .progress import Progress
from .rows import figures_of, flattened, rows
from .tasks import run_task

if TYPE_CHECKING:
    from .checks import Checks

Mode = Literal["synchronous", "asynchronous"]


class Ways(NamedTuple):
    """The operations that give a report.

    Attributes:
        get: Gives a page of it.
        checks: The checks of that.
        page: The class of such a page.
        most: How many rows a page has at most, if that is known.
        dates: The arguments that say from when and until when it is.
        tasks: What begins a task that makes it, tells its state, and gives its result.
        task_checks: The checks of what begins it.
        task: The field that a task is known by.
        preset: Arguments that tasks begin with unless they are given, where they are allowed.
    """

    get: Callable[..., Any]
    checks: Checks
    page: Any
    most: int | None
    dates: tuple[str, str]
    tasks: tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]
    task_checks: Checks
    task: str
    preset: Mapping[str, Any]


def fetch(
    ways: Ways,
    asked: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    mode: Mode | None,
    task: str | None,
    wait: float,
    progress: Callable[[Progress], object] | None,
) -> Iterator[dict[str, Any]]:
    """Give all rows of a report, as `tiktok_business.rows` does.

    Args:
        ways: The operations that give it.
        asked: What is asked for, by the arguments of these.
        options: How calls are made, likewise.
        mode: How to run it. By default it is synchronous where that can be; what such a request may not ask
            for is asked of a task.
        task: A task that was begun before, to be gone on with.
        wait: How many seconds a task may take.
        progress: Called after each page, and each time that a task's state was asked for.

    Raises:
        InvalidRequest: What is asked for is not allowed.
        ValueError: The time is longer than one request may ask for, and the rows of several cannot be put
            together since they are of no day; or something is asked for that a task cannot give.
        TaskError: The task failed.
        TikTokError: A call failed. What is raised once a task was begun has it as ``task``.
    """
    if mode not in (None, *get_args(Mode)):
        raise ValueError(
            f"mode must be one of {', '.join(get_args(Mode))} or None, not {one_line(repr(mode), 80)}"
        )
    given = {name: value for name, value in asked.items() if value is not None}
    report = _Report(ways, given, options, progress or (lambda _: None), wait)
    parts = None if task is not None or mode == "asynchronous" else report.parts()
    if parts is None:
        if mode == "synchronous":
            raise ValueError(
                "the time is longer than one request may ask for, but its rows are of no day: ask for them "
                "by day, or for an asynchronous report"
            )
        return report.made(task)
    return report.paged(parts) if mode == "synchronous" else report.either(parts)


class _Report:
    """A report that is asked for."""

    def __init__(
        self,
        ways: Ways,
        given: Mapping[str, Any],
        options: Mapping[str, Any],
        progress: Callable[[Progress], object],
        wait: float,
    ) -> None:
        self.ways = ways
        self.given = given
        self.options = options
        self.progress = progress
        self.wait = wait
        self.rows = 0

    def either(self, parts: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Give the rows page by page; if that may not be asked for, those that a task gives."""
        try:
            yield from self.paged(parts)
        except InvalidRequest:
            if self.rows or refused(self.ways.task_checks.violations(plain(self._begun_with()))):
                raise
        else:
            return
        yield from self.made(None)

    def paged(self, parts: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Give the rows page by page, one part of the time after the other."""
        size = {} if self.ways.most is None else {"page_size": self.ways.most}
        for number, dates in enumerate(parts, 1):
            for reply in pages(self.ways.get, **{**self.given, **dates, **size, **self.options}):
                for row in rows(reply):
                    self.rows += 1
                    yield row
                self.progress(Progress(self.rows, number, len(parts)))

    def made(self, task: str | None) -> Iterator[dict[str, Any]]:
        """Give the rows of a file that a task makes."""
        create, check, download = self.ways.tasks
        others = self.given.keys() - (keywords(create) or self.given.keys())
        if others and task is None:
            raise ValueError(f"an asynchronous report takes no {', '.join(sorted(others))}")
        known = {**self._taken(check), **self.options}

        def begin() -> str | None:
            begun: str | None = getattr(create(**self._begun_with(), **self.options).data, self.ways.task)
            if begun is not None:
                self.progress(Progress(0, 1, 1, begun))
            return begun

        def state(begun: str) -> Any:
            reply = check(**{**known, self.ways.task: begun})
            self.progress(Progress(0, 1, 1, begun, str(getattr(reply.data, "status", "") or "")))
            return reply

        def result(begun: str) -> tuple[str, Any]:
            return begun, download(**{**known, self.ways.task: begun})

        begun, file = run_task(begin, state, result, task=task, timeout=self.wait)
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(file.content), "utf-8-sig", newline=""))
        names = next(reader, list[str]())
        for row in flattened(
            (dict(zip(names, one, strict=False)) for one in reader if one), figures_of(self.ways.page)
        ):
            self.rows += 1
            yield row
        self.progress(Progress(self.rows, 1, 1, begun))

    def _begun_with(self) -> dict[str, Any]:
        """The arguments that a task begins with."""
        arguments = {**self.ways.preset, **self.given}
        wrong = {each.pointer for each in self.ways.task_checks.violations(plain(arguments))}
        return {
            name: value for name, value in arguments.items() if name in self.given or f"/{name}" not in wrong
        }

    def _taken(self, call: Callable[..., Any]) -> dict[str, Any]:
        """What another call of a report takes of what is asked for; one of several where it takes one."""
        found: dict[str, Any] = {}
        for name in keywords(call) or ():
            several: Any = self.given.get(f"{name}s")
            if name in self.given:
                found[name] = self.given[name]
            elif isinstance(several, Sequence) and several:
                found[name] = several[0]
        return found

    def parts(self) -> Sequence[Mapping[str, Any]] | None:
        """The dates of requests for all of the time; ``None`` if their rows cannot be put together."""
        first, last = (_date(self.given.get(name)) for name in self.ways.dates)
        payload: Any = plain({name: one for name, one in self.given.items() if name not in self.ways.dates})
        wrong = {each.pointer for each in self.ways.checks.violations(payload)}
        asked = self.ways.checks.report
        kind = None if asked is None else asked.kind(payload)
        listed = None if asked is None else payload.get(asked.fields.get("dimensions"))
        limit = kind.days(listed) if kind is not None and is_array(listed) else None
        # A report that needs no dates does not heed them.
        if first is None or last is None or limit is None or f"/{self.ways.dates[0]}" not in wrong:
            return [{}]
        days, is_of_days = limit
        if (last - first).days < days:
            return [{}]
        if not is_of_days:
            return None
        begins = [first + dt.timedelta(at) for at in range(0, (last - first).days + 1, days)]
        start, end = self.ways.dates
        return [{start: begin, end: min(last, begin + dt.timedelta(days - 1))} for begin in begins]


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
