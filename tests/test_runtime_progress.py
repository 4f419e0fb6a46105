"""How far something has come, on a terminal and elsewhere."""

from __future__ import annotations

import builtins
import io
import sys
from typing import Any

import pytest

from tiktok_bindgen.runtime import progress as module
from tiktok_bindgen.runtime.paging import pages
from tiktok_bindgen.runtime.progress import Progress, progress_bar
from tiktok_bindgen.runtime.tasks import run_task


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if `rich` were not installed, and every line were shown."""
    real = builtins.__import__

    def without_rich(name: str, *arguments: Any, **options: Any) -> Any:
        if name.partition(".")[0] == "rich":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_rich)
    monkeypatch.setattr(module, "_BETWEEN", 0)


def test_nothing_is_shown_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    with progress_bar("ads", file=file) as bar:
        bar(1, 2)
    assert file.getvalue() == ""
    monkeypatch.setattr(sys, "stderr", None)
    progress_bar("ads")(1)


@pytest.mark.usefixtures("plain")
def test_a_line_says_how_much_is_done_and_how_much_there_is_to_do() -> None:
    file = Terminal()
    with progress_bar("ads", file=file) as bar:
        bar(1000, 4000)
        bar(20)
    assert file.getvalue() == "\rads 1,000 of 4,000 (25%)\rads 20                  \n"


@pytest.mark.usefixtures("plain")
def test_a_line_says_what_a_task_or_a_report_is_at() -> None:
    file = Terminal()
    with progress_bar(file=file) as bar:
        bar(Progress(0, 1, 1, "7", "PROCESSING"))
        bar(Progress(20, 2, 3))
    assert file.getvalue() == "\r0 PROCESSING\r20 part 2 of 3\n"


def test_lines_follow_each_other_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_rich_bar", lambda *_: None)
    file = Terminal()
    with progress_bar(file=file) as bar:
        for done in range(1, 1001):
            bar(done, 1000)
    assert file.getvalue().count("\r") < 500
    assert file.getvalue().endswith("1,000 of 1,000 (100%)\n")


def test_rich_makes_a_bar_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rich", reason="left out: rich is not installed")
    monkeypatch.setenv("TERM", "xterm")
    file = Terminal()
    with progress_bar("[ads]", file=file) as bar:
        bar(50, 100)
        bar(Progress(100, 1, 1, "7", "DONE"))
    assert "[ads] DONE" in file.getvalue()
    assert "━" in file.getvalue()


def test_paging_tells_how_many_entries_came_and_how_many_there_are() -> None:
    told: list[tuple[int, int | None]] = []

    def get(*, page: int = 1) -> Any:
        about = {"page": page, "total_page": 2, "total_number": 5}
        return {"data": {"list": [page] * (3 if page == 1 else 2), "page_info": about}}

    assert len([*pages(get, progress=lambda *far: told.append(far))]) == 2
    assert told == [(3, 5), (5, 5)]


def test_an_argument_of_an_operation_that_is_called_so_is_that() -> None:
    asked: list[object] = []

    def get(*, progress: object = None) -> Any:
        asked.append(progress)
        return {"data": {"list": []}}

    assert [*pages(get, progress=print)] != []
    assert asked == [print]


def test_a_task_tells_each_state() -> None:
    states = iter(["QUEUED", "RUNNING", "SUCCESS"])
    told: list[Progress] = []
    run_task(
        lambda: 7,
        lambda _: next(states),
        state=lambda found: found,
        sleep=lambda _: None,
        progress=told.append,
    )
    assert [(one.task, one.state) for one in told] == [("7", "QUEUED"), ("7", "RUNNING"), ("7", "SUCCESS")]
