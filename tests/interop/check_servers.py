"""Servers and clients of tests that take our spec: Prism answers from it, schemathesis asks our own mock."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

Run = Callable[..., "subprocess.CompletedProcess[str]"]

# Not of what an error says, which has status 200 as well, nor of limits, which made values do not keep.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
)
_PATIENCE = 120


def test_prism_answers_from_the_spec(spec: Path, command: Callable[[str], str]) -> None:
    port = _free()
    with _serving([command("prism"), "mock", str(spec), "--port", str(port)], port) as url:
        got = _ask(f"{url}/open_api/v1.3/advertiser/info/?advertiser_ids=%5B%227%22%5D")
        assert got[0] == 200
        assert got[1]["data"]["list"][0].keys() >= {"advertiser_id", "status"}
        missing = _ask(f"{url}/open_api/v1.3/campaign/create/", {"advertiser_id": "7"})
        assert missing[0] == 422
        assert "campaign_name" in json.dumps(missing[1])
        made = _ask(
            f"{url}/open_api/v1.3/adgroup/status/update/",
            {"advertiser_id": "7", "adgroup_ids": ["8"], "operation_status": "DISABLE"},
        )
        assert made[0] == 200


def test_schemathesis_is_answered_by_our_own_mock(compat: Path, run: Run) -> None:
    port = _free()
    served = [sys.executable, "-m", "tiktok_business", "mock", "--port", str(port)]
    with _serving(served, port) as url:
        run(
            "schemathesis",
            "run",
            compat,
            *("--url", url, "--header", "Access-Token: garden", "--phases", "fuzzing", "--mode", "positive"),
            *("--max-examples", 1, "--generation-deterministic", "--no-shrink", "--continue-on-failure"),
            *("--checks", ",".join(CHECKS), "--suppress-health-check", "all"),
        )


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@contextmanager
def _serving(arguments: list[str], port: int) -> Iterator[str]:
    """Run a server until it listens, and end it."""
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            ends = time.monotonic() + _PATIENCE
            while not _listens(port):
                assert server.poll() is None, "the server ended"
                assert time.monotonic() < ends, "the server does not listen"
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _ask(url: str, body: object = None) -> tuple[int, dict[str, Any]]:
    headers = {"Access-Token": "garden", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, data, headers), timeout=_PATIENCE) as reply:
            return reply.status, json.load(reply)
    except HTTPError as error:
        return error.code, json.load(error)
