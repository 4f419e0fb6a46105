"""Fixtures of the tests against a server on loopback."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from attrs import frozen

from tiktok_bindgen.runtime.core import Core

from .certificates import Certificate, made
from .server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOKEN = "token-that-nobody-may-see"


class CoreFactory(Protocol):
    def __call__(self, **options: Any) -> Core: ...


@frozen
class Clock:
    """The time that the client reads, which only a test moves.

    Attributes:
        move: Adds a number of seconds to it.
    """

    move: Callable[[float], None]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return made(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def make_core(server: Server) -> Iterator[CoreFactory]:
    """Return a factory of cores that call the server and never wait between tries."""
    cores: list[Core] = []

    def make(**options: Any) -> Core:
        core = Core(**{"base_url": server.url, "access_token": TOKEN, "timeout": 20.0, **options})
        core._sleep = lambda _: None
        cores.append(core)
        return core

    yield make
    for core in cores:
        core.close()


@pytest.fixture
def core(make_core: CoreFactory) -> Core:
    return make_core()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = [0.0]
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + sum(moved))
    return Clock(moved.append)
