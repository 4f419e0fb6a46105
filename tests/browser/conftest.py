"""The site in a real browser: tests of this folder run when they are asked for by name (nox -s browser)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from newest import DATES, committed_spec
from pages import ROOT
from site_browser import Open, Page
from tiktok_bindgen.sample_file import SAMPLES, read_samples
from tiktok_bindgen.site import build

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# What a browser does besides showing pages.
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave these tests out where they are not named, and say what they lack where it is not there."""
    named = any("browser" in str(argument) for argument in config.invocation_params.args)
    reason = "" if named else "left out: the browser's tests run when they are named (nox -s browser)"
    if named and CHROMIUM is None:
        reason = "left out: there is no Chromium (apt-get install chromium)"
    for item in items:
        if reason and item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the two newest dates."""
    folder = tmp_path_factory.mktemp("site")
    specs = {date: committed_spec(date) for date in DATES[-2:]}
    build(specs, folder, read_samples(ROOT / SAMPLES))
    return folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def as_files(site: Path) -> str:
    """The address of the site's root as files."""
    return f"{site.as_uri()}/"


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the site's root at a host."""
    with _served(site) as address:
        yield address


@pytest.fixture(scope="session", params=["as_files", "served"])
def root(request: pytest.FixtureRequest) -> str:
    """The address of the site's root, one of both ways and the other."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="left out: Playwright is not installed")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield launched
        launched.close()


def _fault(reply: Any) -> list[str]:
    """Tell of a reply that is neither good nor the same as before."""
    return [] if reply.ok or reply.status == HTTPStatus.NOT_MODIFIED else [f"{reply.status}: {reply.url}"]


@pytest.fixture
def shown(browser: Any) -> Iterator[Open]:
    """Open pages; at the end, nothing of them must have gone wrong."""
    faults: list[str] = []
    contexts: list[Any] = []

    def opened(address: str, *, width: int = 1280, colours: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=colours, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
        page.on("response", lambda reply: faults.extend(_fault(reply)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
