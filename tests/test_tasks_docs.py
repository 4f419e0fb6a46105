"""Each call of docs/tasks.md exists, takes the arguments that are shown, and passes the checks."""

from __future__ import annotations

import re
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from doc_pages import text_of
from tiktok_business import Client, MockTransport, items

ROWS = re.findall(r"^\| (?!task \||---)(.*) \| (.*) \|$", text_of("docs/tasks.md"), re.MULTILINE)


def test_there_are_twenty_tasks() -> None:
    assert len(ROWS) == 20
    assert all(calls.replace("`, `", "").count("`") == 2 for _, calls in ROWS)


@pytest.mark.parametrize("calls", [calls for _, calls in ROWS], ids=[task for task, _ in ROWS])
def test_a_call_works_as_it_stands(calls: str, tmp_path: Path) -> None:
    for name in ("spring.mp4", "hashed.csv"):
        (tmp_path / name).write_bytes(b"roses")
    mock = MockTransport(any_ids=True)
    client = Client("token", transport=mock, advertiser_id="7000000000000000001")
    with client, chdir(tmp_path):
        for call in calls.strip("`").split("`, `"):
            done: Any = eval(call, {"client": client, "items": items})  # the page is ours
            if not hasattr(done, "raw_response"):
                # Entries and rows are asked for one by one.
                next(done, None)
            assert mock.requests[-1].method in {"GET", "POST"}
