"""Fetch all rows of a report in one call, by pages or by an asynchronous task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from attrs import define

from .building import verdict
from .checks import Checks
from .codec import is_array, number_of
from .encode import plain
from .errors import InvalidRequest, TikTokError
from .given import as_given, function
from .lookup import did_you_mean
from .operation import CallOptions
from .outside import entered, run_outside
from .paging import keywords, pages
from .progress import Progress
from .rows import figures_of, flattened, rows
from .tasks import run_task

Mode = Literal["synchronous", "asynchronous"]


class Ways(NamedTuple):
    """The operations that return a report."""

    get: Callable[..., Any]  # returns a page of it
    checks: Checks  # the checks of ``get``
    page: Any  # the class of such a page
    most: int | None  # the maximum number of rows on a page, if known
    dates: tuple[str, str]  # the names of the arguments for the first and the last date
    # The methods that create a task for it, return the task's state, and download its result.
    tasks: tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]
    task_checks: Checks  # the checks of the method that creates a task
    task: str  # the name of the field with a task's id
    preset: Mapping[str, Any]  # default arguments for creating a task, used where they are allowed


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
    """Return an iterator over all rows of a report, as `tiktok_business.rows` yields them.

    Without a mode, it is synchronous if such a request is allowed. ``task`` continues with one that was
    created before, and ``wait`` is how many seconds it may take. Errors after its creation have its id as
    ``task``.
    """
    if mode not in (None, *get_args(Mode)):
        raise ValueError(f"mode must be one of {', '.join(get_args(Mode))} or None, not {as_given(mode)}")
    for name in options.keys() - CallOptions.__annotations__.keys():
        known = [*asked, "mode", "task", "wait", "progress", *CallOptions.__annotations__]
        raise TypeError(f"a report takes no argument {name!r}{did_you_mean(name, known, most=1)}")
    given = {name: value for name, value in asked.items() if value is not None}
    told: Callable[[Progress], object] = function("progress", progress) or (lambda _: None)
    report = _Report(ways, given, options, lambda far: run_outside(told, far), wait)
    parts = None if task is not None or mode == "asynchronous" else report.parts()
    if parts is None:
        if mode == "synchronous":
            raise ValueError(
                "the period is too long for one request, and rows that are not by day cannot be combined: "
                "add a dimension by day, or use an asynchronous report"
            )
        return entered(report.made(task))
    return entered(report.paged(parts) if mode == "synchronous" else report.either(parts))


@define
class _Report:
    """A report to fetch, and how many of its rows were."""

    ways: Ways
    given: Mapping[str, Any]
    options: Mapping[str, Any]
    progress: Callable[[Progress], object]
    wait: float
    rows: int = 0

    def either(self, parts: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the rows page by page or, if such a request is not allowed, those of a task."""
        try:
            yield from self.paged(parts)
        except InvalidRequest:
            if self.rows or verdict(plain(self._begun_with()), self.ways.task_checks.violations).wrong:
                raise
            # While this is handled, so that an error of the task shows why there is one.
            yield from self.made(None)

    def paged(self, parts: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the rows page by page, one part of the period after the other."""
        size = {} if self.ways.most is None else {"page_size": self.ways.most}
        for number, dates in enumerate(parts, 1):
            try:
                for reply in pages(self.ways.get, **{**self.given, **dates, **size, **self.options}):
                    for row in rows(reply):
                        self.rows += 1
                        yield row
                    self.progress(Progress(self.rows, number, len(parts)))
            except TikTokError as error:
                if dates:
                    part, days = f"part {number} of {len(parts)}", " to ".join(map(str, dates.values()))
                    error.add_note(f"in {part} of the report, {days}, after {number_of(self.rows, 'row')}")
                raise

    def made(self, task: str | None) -> Iterator[dict[str, Any]]:
        """Yield the rows of the file that a task makes."""
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
        try:
            for row in flattened(file.each_row(), figures_of(self.ways.page)):
                self.rows += 1
                yield row
        except TikTokError as error:
            error.task = begun
            raise
        self.progress(Progress(self.rows, 1, 1, begun))

    def _begun_with(self) -> dict[str, Any]:
        arguments = {**self.ways.preset, **self.given}
        wrong = {each.pointer for each in self.ways.task_checks.violations(plain(arguments))}
        return {
            name: value for name, value in arguments.items() if name in self.given or f"/{name}" not in wrong
        }

    def _taken(self, call: Callable[..., Any]) -> dict[str, Any]:
        """Return the report's arguments that a call takes; of a list, the first if it takes one value."""
        found: dict[str, Any] = {}
        for name in keywords(call) or ():
            several: Any = self.given.get(f"{name}s")
            if name in self.given:
                found[name] = self.given[name]
            elif isinstance(several, Sequence) and several:
                found[name] = several[0]
        return found

    def parts(self) -> Sequence[Mapping[str, Any]] | None:
        """Return the dates of each request for the period; ``None`` if their rows cannot be combined."""
        first, last = (_date(self.given.get(name)) for name in self.ways.dates)
        payload: Any = plain({name: one for name, one in self.given.items() if name not in self.ways.dates})
        wrong = {each.pointer for each in self.ways.checks.violations(payload)}
        asked = self.ways.checks.report
        kind = None if asked is None else asked.kind(payload)
        listed = None if asked is None else payload.get(asked.fields.get("dimensions"))
        limit = kind.days(listed) if kind is not None and is_array(listed) else None
        # A report that does not require dates ignores them.
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
