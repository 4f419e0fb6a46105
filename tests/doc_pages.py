"""Run the code blocks of the README and of the pages under docs."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from attrs import define

import tiktok_business
from e2e.server import Reply, Sent, Server, envelope
from pages import ROOT
from tiktok_business._operations import HANDLING, OPERATIONS, REPLIES, UPLOADS
from tiktok_business._runtime.command import Package
from tiktok_business._runtime.serving import MockApi, MockServer

_BLOCK = re.compile(r"<!-- ([\w:. -]+) -->\n```\w+\n(.*?)\n```", re.DOTALL)
# The folders of this checkout's packages, whatever is installed.
_PATHS = os.pathsep.join([str(Path(tiktok_business.__file__).parents[1]), *filter(None, sys.path)])
_BASE = "/open_api/v1.3"
_REPLIES = {name: tuple(reply) for name, *reply in REPLIES}


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> dict[str, str]:
    """Return the blocks of a page by label: ``example: NAME`` is Python, ``command: NAME`` is for a shell."""
    return dict(_BLOCK.findall(text_of(page)))


def examples(page: str) -> dict[str, str]:
    return {name: text for name, text in blocks(page).items() if name.startswith("example: ")}


def run(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder; `python` and `tiktok-bindgen`, also in `.venv/bin`, are this checkout's."""
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    for name, arguments in (("python", ""), ("tiktok-bindgen", " -m tiktok_bindgen")):
        script = programs / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    paths = {"PYTHONPATH": _PATHS, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["sh", "-euc", command],
        cwd=folder,
        env={**os.environ, **paths, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


Answer = Any


@define
class Api(Server):
    """The API on loopback: answers with data by path, and records requests.

    An answer may be a function of the request, and an answer or its result a whole `Reply`. A list of two or
    more items is answered page by page.
    """

    answers: Mapping[str, Answer] = {}

    def next_reply(self, sent: Sent) -> Reply:
        self.sent.append(sent)
        found = self.answers[sent.path.removeprefix(_BASE)]
        if callable(found):
            found = found(sent)
        if isinstance(found, list) and len(found) > 1:
            found = found[int(parse_qs(sent.query).get("page", ["1"])[0]) - 1]
        return found if isinstance(found, Reply) else Reply(envelope(found))

    @property
    def paths(self) -> list[str]:
        return [sent.path.removeprefix(_BASE) for sent in self.sent]


@contextlib.contextmanager
def calling(answers: Mapping[str, Answer]) -> Iterator[Api]:
    """Run the API, to which every client created meanwhile sends, unless it has a transport of its own."""
    made: list[Any] = []
    with pytest.MonkeyPatch.context() as patch, logging_anew(), Api(answers=answers) as api:
        for name in {"Client", "AsyncClient"} & {*tiktok_business.__all__}:
            patch.setattr(tiktok_business, name, _calling(getattr(tiktok_business, name), api.url, made))
        patch.setenv("TIKTOK_ACCESS_TOKEN", "no-token")
        try:
            yield api
        finally:
            for one in made:
                getattr(one, "blocking", one).close()


@contextlib.contextmanager
def logging_anew() -> Iterator[None]:
    """Let code that configures logging find it as in a new program; afterwards it is as it was."""
    logger = logging.getLogger("tiktok_business")
    level, handlers = logger.level, logging.root.handlers
    logger.setLevel(logging.NOTSET)
    logging.root.handlers = []
    try:
        yield
    finally:
        # Not the attribute alone: a logger remembers what is enabled until a level is set.
        logger.setLevel(level)
        logging.root.handlers = handlers


@contextlib.contextmanager
def calling_the_mock(*waive: str) -> Iterator[MockServer]:
    """Run the mock as the command line does, for all clients that are not told another server."""
    package = Package(OPERATIONS, "tiktok_business.checks", UPLOADS, _REPLIES, handling=HANDLING)
    # What a page changes is there, as in the account of its reader.
    api = MockApi(OPERATIONS, _REPLIES, partial(package.received, waive=waive), any_ids=True)
    with pytest.MonkeyPatch.context() as patch, logging_anew(), MockServer(api) as server:
        patch.setenv("TIKTOK_BASE_URL", server.url)
        patch.setenv("TIKTOK_ACCESS_TOKEN", "any")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _calling(kind: Any, url: str, made: list[Any]) -> Any:
    """Return a subclass of a client that calls an address and adds its instances to ``made``."""

    class Calling(kind):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **{"base_url": url, **options})
            made.append(self)

    return Calling


def printed(what: Callable[[], object]) -> str:
    """Return what a function prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        what()
    return out.getvalue()


def follow(page: str, folder: Path, answers: Mapping[str, Answer] | None) -> dict[str, str]:
    """Run a page's blocks one by one in a folder; return what each prints, keyed by label.

    Args:
        page: The page.
        folder: The folder.
        answers: What the API answers; ``None`` for the mock, against which only Python is run.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    output = {}
    # A page may show what a beta has.
    api = calling_the_mock("unknown") if answers is None else calling(answers)
    with api, contextlib.chdir(folder):
        for label, text in blocks(page).items():
            if label.startswith("file: "):
                Path(label.removeprefix("file: ")).write_text(text, encoding="utf-8")
        for label, text in blocks(page).items():
            if label.startswith("example: "):
                code = compile(text, f"{page}, {label}", "exec")
                output[label] = printed(partial(exec, code, names))
            elif label.startswith("command: ") and answers is not None:
                # Each line that begins with a program of the environment is a command of its own.
                output[label] = "".join(_output(line, folder) for line in re.split(r"\n(?=\.venv/)", text))
    return output


def _output(command: str, folder: Path) -> str:
    done = run(command, folder)
    assert done.stderr == "", f"{command}\n{done.stderr}"
    return done.stdout + (f"exit {done.returncode}\n" if done.returncode else "")
