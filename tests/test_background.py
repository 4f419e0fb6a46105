"""Something is made in a second process, or in this one where that is not possible."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tiktok_bindgen.background import in_background
from tiktok_bindgen.problem import InputError

NEEDS_FORK = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1,
    reason="processes are forked on Linux, with processors",
)


@NEEDS_FORK
def test_a_value_is_made_in_another_process() -> None:
    assert in_background(os.getpid)() != os.getpid()


def test_a_value_is_made_here_where_there_is_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)

    assert in_background(os.getpid)() == os.getpid()


def test_what_was_raised_is_raised_where_the_value_is_needed() -> None:
    def fail() -> str:
        raise InputError("the document is nested too deeply")

    made = in_background(fail)

    with pytest.raises(InputError, match="nested too deeply"):
        made()


@NEEDS_FORK
def test_a_process_that_was_ended_is_done_without() -> None:
    parent = os.getpid()

    def end() -> str:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return "made"

    assert in_background(end)() == "made"
