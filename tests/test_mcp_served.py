"""The server for assistants as a program of its own: on its streams, over HTTP, and when it is killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import ElicitResult

from assistants import PACKAGE, called
from text_cases import literal, text_cases
from tiktok_business._operations import OPERATIONS, REPLIES
from tiktok_business._runtime.command import main
from tiktok_business._runtime.serving import MockApi, MockServer

BEARER = "a-token-for-this-machine-alone"
PAUSE: dict[str, Any] = {
    "operation": "campaign.status.update",
    "request": {"advertiser_id": "7", "campaign_ids": ["1"], "operation_status": "DISABLE"},
}
CAMPAIGN: dict[str, Any] = {
    "operation": "campaign.create",
    "request": {"objective_type": "REACH", "campaign_name": "Spring", "budget_mode": "BUDGET_MODE_INFINITE"},
}
ALLOWED = ("--allow", "create,status", "--advertiser", "7")


def command(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "tiktok_business", "mcp", "--state", str(folder / "state"), *options]


def program(folder: Path, *options: str, **environment: str) -> StdioServerParameters:
    first, *others = command(folder, *options)
    return StdioServerParameters(command=first, args=others, env=environment)


async def yes(context: Any, params: Any) -> ElicitResult:
    del context, params
    return ElicitResult(action="accept", content={"carry_out": True})


async def each_tool(client: Client) -> dict[str, Any]:
    """The results of a call of each tool."""
    found = {"plan": await called(client, "plan", {"steps": [PAUSE]})}
    basic = {
        "advertiser_id": "7",
        "report_type": "BASIC",
        "data_level": "AUCTION_AD",
        "dimensions": ["ad_id"],
    }
    calls: dict[str, dict[str, Any]] = {
        "carry_out": {"id": found["plan"]["id"]},
        "find_operations": {"words": "pause campaigns"},
        "describe_operation": {"operation": "campaign.status.update"},
        "check_request": PAUSE,
        "find_metrics": {"words": "spend"},
        "read": {"operation": "campaign.get"},
        "report": {"request": basic, "days": 1},
        "explain": {"said": "40002"},
    }
    assert {*found, *calls} == {tool.name for tool in (await client.list_tools()).tools}
    for name, arguments in calls.items():
        found[name] = await called(client, name, arguments)
    return found


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_it_speaks_on_its_standard_streams(tmp_path: Path, mode: str) -> None:
    async def used() -> Any:
        server = program(tmp_path, "--mock", *ALLOWED)
        async with Client(server, mode=mode, elicitation_callback=yes) as client:
            return await each_tool(client)

    told = anyio.run(used)
    assert [name for name, result in told.items() if isinstance(result, str)] == []
    assert told["carry_out"]["outcome"] == "done"
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    files = {file.name: file.stat().st_mode & 0o077 for file in (tmp_path / "state").iterdir()}
    assert {*files.values()} == {0}
    assert "mcp.log" in files


def test_the_log_is_continued_in_another_private_file_when_it_is_full(tmp_path: Path) -> None:
    async def used() -> None:
        async with Client(program(tmp_path, "--mock")) as client:
            for _ in range(60):
                await called(client, "explain", {"said": "", "more": ["x" * 300] * 100})

    anyio.run(used)
    logs = {file.name: file.stat() for file in (tmp_path / "state").glob("mcp.log*")}
    assert {*logs} == {"mcp.log", "mcp.log.1"}
    assert all(each.st_size <= 1_000_000 and not each.st_mode & 0o077 for each in logs.values())


def test_by_default_it_only_reads(tmp_path: Path) -> None:
    async def used() -> Any:
        async with Client(program(tmp_path, "--mock")) as client:
            return await called(client, "plan", {"steps": [PAUSE]})

    told = anyio.run(used)
    assert told["id"] == ""
    assert told["violations"][0]["message"] == "the server was started without --allow status"


@text_cases(options=literal, said=str)
def test_wrong_options_are_told(
    tmp_path: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mcp", "--state", str(tmp_path), *options], PACKAGE) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


def test_plans_are_not_kept_where_others_may_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o777)
    assert main(["mcp", "--mock", "--state", str(tmp_path)], PACKAGE) == 2
    assert "others may write there" in capsys.readouterr().err


@text_cases(kept=str, said=literal)
def test_the_token_may_be_that_which_a_sign_in_kept(tmp_path: Path, kept: str, said: str) -> None:
    file = tmp_path / "tokens.json"
    file.write_text(kept, "utf-8")
    argv = command(tmp_path, "--mock", "--tokens", str(file))
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == (2 if said else 0)
    assert said in done.stderr
    assert "the-token-that-was-kept" not in done.stderr


def test_a_token_of_the_clients_file_is_hidden_and_not_sent_in_a_request(tmp_path: Path) -> None:
    file, token = tmp_path / "client.toml", "the-token-of-this-file"
    file.write_text(f'access_token = "{token}"', "utf-8")
    named = {**CAMPAIGN, "request": {**CAMPAIGN["request"], "campaign_name": token}}

    async def used() -> Any:
        async with Client(program(tmp_path, "--client", str(file), *ALLOWED)) as client:
            return await called(client, "plan", {"steps": [named]})

    told = anyio.run(used)
    assert "it has a token in it" in told["violations"][0]["message"]
    assert token not in json.dumps(told)
    assert token not in (tmp_path / "state" / "mcp.log").read_text("utf-8")


@pytest.mark.parametrize("missing", ["mcp", "pydantic", "anyio"])
def test_without_the_package_mcp_it_says_how_to_install_it(missing: str) -> None:
    code = (
        f"import runpy, sys; sys.modules[{missing!r}] = None; sys.argv = ['x', 'mcp', '--mock']; "
        "runpy.run_module('tiktok_business', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'tiktok-business-bindings[mcp]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_other_command_loads_the_package_mcp() -> None:
    code = (
        "import runpy, sys; sys.argv = ['x', 'mcp', '--help']\n"
        "try: runpy.run_module('tiktok_business', run_name='__main__')\n"
        "except SystemExit: print(sorted({'mcp', 'pydantic', 'anyio'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


# -- over HTTP -----------------------------------------------------------------------------------------


@contextmanager
def serving(folder: Path, *options: str, **environment: str) -> Iterator[str]:
    """The host and port of a server over HTTP."""
    environment = {**os.environ, "TIKTOK_MCP_TOKEN": BEARER, **environment}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    argv = command(folder, "--http", str(port), *ALLOWED, *options)
    with subprocess.Popen(argv, env=environment) as running:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            assert running.poll() is None
            time.sleep(0.05)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            running.terminate()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The host and port of a server of the mock."""
    with serving(tmp_path_factory.mktemp("http"), "--mock") as found:
        yield found


def within(address: str, use: Callable[[Client, httpx2.AsyncClient], Awaitable[Any]], mode: str) -> Any:
    """The result of a function of a session of its own."""

    async def used() -> Any:
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {BEARER}"}, timeout=30) as http:
            transport = streamable_http_client(f"http://{address}/mcp", http_client=http)
            async with Client(transport, mode=mode, elicitation_callback=yes) as client:
                return await use(client, http)

    return anyio.run(used)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_it_speaks_over_http_to_who_has_the_token(address: str, mode: str) -> None:
    told = within(address, lambda client, _: each_tool(client), mode)
    assert [name for name, result in told.items() if isinstance(result, str)] == []
    assert told["carry_out"]["outcome"] == "done"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": f"Bearer {BEARER}x"}, 401),
        ({"Authorization": f"Basic {BEARER}"}, 401),
        # A page in a browser to which a name of another site leads here, and one that says where it is.
        ({"Authorization": f"Bearer {BEARER}", "Host": "garden.test"}, 421),
        ({"Authorization": f"Bearer {BEARER}", "Host": "127.0.0.1.garden.test"}, 421),
        ({"Authorization": f"Bearer {BEARER}", "Origin": "https://garden.test"}, 403),
        ({"Authorization": f"Bearer {BEARER}", "Origin": "null"}, 403),
    ],
)
def test_over_http_nobody_else_is_answered(address: str, headers: dict[str, str], status: int) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    connection = HTTPConnection(address)
    kinds = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    connection.request("POST", "/mcp", json.dumps(body), {**kinds, **headers})
    assert connection.getresponse().status == status
    connection.close()


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_an_id_is_good_in_any_session_of_who_has_the_token_and_once(address: str, mode: str) -> None:
    """A program that lost its connection goes on in another session; the person there is asked."""
    told = within(address, lambda client, _: called(client, "plan", {"steps": [PAUSE]}), mode)
    done, again = (
        within(address, lambda client, _: called(client, "carry_out", {"id": told["id"]}), mode)
        for _ in range(2)
    )
    assert done["outcome"] == "done"
    assert "was used" in again


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_when_the_connection_breaks_meanwhile_another_session_learns_what_was_done(
    tmp_path: Path, mode: str
) -> None:
    steps = [CAMPAIGN, {**CAMPAIGN, "request": {**CAMPAIGN["request"], "campaign_name": "Autumn"}}]
    planned: list[Any] = []

    async def broken(client: Client, http: httpx2.AsyncClient) -> None:
        planned.append(await called(client, "plan", {"steps": steps}))
        async with anyio.create_task_group() as group:
            group.start_soon(called, client, "carry_out", {"id": planned[0]["id"]})
            await anyio.to_thread.run_sync(arrived.wait, 30)
            await http.aclose()
            group.cancel_scope.cancel()

    async def later(client: Client, _: httpx2.AsyncClient) -> list[Any]:
        found = [
            await called(client, "carry_out", {"id": planned[0]["id"]}),
            await called(client, "plan", {"steps": steps}),
        ]
        free.set()
        while (told := await called(client, "plan", {"saved": planned[0]["plan"]}))["notes"]:
            pass
        return [*found, told]

    with holding("/campaign/create/") as (url, arrived, free, paths):
        used = {"TIKTOK_BASE_URL": url, "TIKTOK_ACCESS_TOKEN": "a-token-that-is-used"}
        with serving(tmp_path, **used) as address:
            # A session that broke ends in many ways.
            with suppress(Exception):
                within(address, broken, mode)
            again, meanwhile, told = within(address, later, mode)
    assert "this id is unknown" in again
    assert "a plan is being carried out now" in meanwhile["notes"][0]
    assert (meanwhile["id"], [each["state"] for each in meanwhile["steps"]]) == ("", ["unknown", "not sent"])
    # The step that was sent is waited for; whether the next is sent depends on what the program still said.
    states = [each["state"] for each in told["steps"]]
    assert states[0] == "done"
    assert len(paths) == states.count("done")


# -- when it is killed ---------------------------------------------------------------------------------


@contextmanager
def holding(path: str) -> Iterator[tuple[str, threading.Event, threading.Event, list[str]]]:
    """A server of the mock that holds one call: its URL, when that came, what frees it, and all calls."""
    arrived, free, paths = threading.Event(), threading.Event(), list[str]()

    def check(row: Any, *_: Any) -> tuple[()]:
        paths.append(row[1])
        if row[1].endswith(path) and not arrived.is_set():
            arrived.set()
            free.wait(60)
        return ()

    api = MockApi(OPERATIONS, {name: tuple(reply) for name, *reply in REPLIES}, check)
    with MockServer(api, log=lambda _: None) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.url, arrived, free, paths
        free.set()
        server.shutdown()
        thread.join()


def test_killed_between_steps_it_tells_what_is_known_and_sends_nothing_twice(tmp_path: Path) -> None:
    steps = [CAMPAIGN, {**PAUSE, "request": {**PAUSE["request"], "campaign_ids": ["{{campaign_id}}"]}}]
    with holding("/campaign/status/update/") as (url, arrived, _, paths):
        environment = {"TIKTOK_BASE_URL": url, "TIKTOK_ACCESS_TOKEN": "a-token-that-is-used"}

        async def begun() -> None:
            server = program(tmp_path, *ALLOWED, **environment)
            async with Client(server, elicitation_callback=yes) as client:
                told = await called(client, "plan", {"steps": steps})
                async with anyio.create_task_group() as group:
                    group.start_soon(called, client, "carry_out", {"id": told["id"]})
                    await anyio.to_thread.run_sync(arrived.wait, 30)
                    os.kill(int(_pid_of(tmp_path)), signal.SIGKILL)
                    group.cancel_scope.cancel()

        anyio.run(begun)
        before = len(paths)

        async def later() -> Any:
            async with Client(program(tmp_path, *ALLOWED, **environment), elicitation_callback=yes) as client:
                return await called(client, "plan", {"steps": steps})

        told = anyio.run(later)
        assert [each["state"] for each in told["steps"]] == ["done", "unknown"]
        assert told["steps"][0]["ids"]
        assert told["id"] == ""
        assert "nobody knows whether it was carried out" in told["violations"][-1]["message"]
        assert len(paths) == before == 2
    assert "a-token-that-is-used" not in (tmp_path / "state" / "mcp.log").read_text("utf-8")


def test_while_one_server_carries_out_another_sends_nothing(tmp_path: Path) -> None:
    with holding("/campaign/create/") as (url, arrived, _, paths):
        environment = {"TIKTOK_BASE_URL": url, "TIKTOK_ACCESS_TOKEN": "a-token-that-is-used"}

        async def planned(client: Client, *steps: Any) -> Any:
            return (await called(client, "plan", {"steps": steps}))["id"]

        async def both() -> Any:
            servers = [program(tmp_path, *ALLOWED, **environment) for _ in range(2)]
            async with (
                Client(servers[0], elicitation_callback=yes) as first,
                Client(servers[1], elicitation_callback=yes) as second,
            ):
                number = await planned(first, CAMPAIGN)
                same, other = await planned(second, CAMPAIGN), await planned(second, PAUSE)
                async with anyio.create_task_group() as group:
                    group.start_soon(called, first, "carry_out", {"id": number})
                    await anyio.to_thread.run_sync(arrived.wait, 30)
                    told = [await called(second, "carry_out", {"id": each}) for each in (same, other)]
                    group.cancel_scope.cancel()
            return told

        told = anyio.run(both)
        assert [each["outcome"] for each in told] == ["not sent", "not sent"]
        assert "another plan is being carried out" in told[0]["told"]
        assert len(paths) == 1


def _pid_of(folder: Path) -> str:
    """The id of the process that serves a folder."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            argv = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if str(folder / "state").encode() in argv:
            return process.name
    raise AssertionError("no such process")
