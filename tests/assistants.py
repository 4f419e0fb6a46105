"""Assistants for tests: the package's own client, connected to a server that calls a mock."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import anyio
from attrs import define, field
from mcp import Client
from mcp.types import ElicitResult

from tiktok_business import AsyncClient, MockTransport
from tiktok_business._operations import CALLS, HANDLING, OPERATIONS, REPLIES, UPLOADS
from tiktok_business._runtime.assistant.changes import Changes
from tiktok_business._runtime.assistant.permits import CHANGES, Permits
from tiktok_business._runtime.assistant.tools import Log, Server, note_call
from tiktok_business._runtime.command import Package

PACKAGE = Package(
    OPERATIONS,
    checks="tiktok_business.checks",
    uploads=UPLOADS,
    replies={name: tuple(reply) for name, *reply in REPLIES},
    reports="tiktok_business.reports",
    handling=HANDLING,
    version="0",
    calls=CALLS,
)
TOKEN = "a-very-secret-token-of-the-account"
#: All that is known what it is may be done, in the account 7.
ALL: dict[str, Any] = {"allow": frozenset(CHANGES) - {"other"}, "accounts": frozenset({"7"})}
#: A program that cannot ask anybody.
NOBODY: Any = None


def limited(amount: int, currency: str = "USD") -> dict[str, Any]:
    """All that may be allowed, up to a budget."""
    return {**ALL, "most": Decimal(amount), "currency": currency}


# The clients whose threads still wait for calls, and the logs that are open.
_OPEN: list[AsyncClient] = []
_LOGS: list[Log] = []


def close_clients() -> None:
    """Close the clients and the logs of all assistants."""
    while _LOGS:
        _LOGS.pop().close()
    while _OPEN:
        anyio.run(_OPEN.pop().aclose)


@define
class Assistant:
    """A server in this process, and what is done with it.

    Attributes:
        folder: Where it keeps plans and its log.
        transport: What sends the calls of the API.
        permits: What may be carried out.
        answer: What the person answers to all questions; `NOBODY` if there is none.
        unasked: Whether the server carries out plans where nobody can be asked.
        asked: What the person was asked.
    """

    folder: Path
    transport: Any = field(factory=partial(MockTransport, any_ids=True))
    permits: Mapping[str, Any] = field(factory=dict)
    answer: str | None = "yes"
    unasked: bool = False
    currencies: dict[str, str] = field(factory=lambda: {"7": "USD"})
    asked: list[str] = field(factory=list)
    server: Server = field(init=False)

    def __attrs_post_init__(self) -> None:
        client = AsyncClient(TOKEN, transport=self.transport, after=note_call, retries=0)
        _OPEN.append(client)
        permits = Permits(secrets=[TOKEN], unasked=self.unasked, **self.permits)
        changes = Changes(client.blocking, permits, self.folder, self.currencies)
        log = Log(self.folder / "mcp.log")
        _LOGS.append(log)
        self.server = Server(PACKAGE, client, changes, log)

    def connected(self, mode: str = "auto") -> AbstractAsyncContextManager[Client]:
        """A client that is connected to it."""

        async def ask(context: Any, params: Any) -> ElicitResult:
            del context
            self.asked.append(params.message)
            if self.answer == "cancel":
                return ElicitResult(action="cancel")
            return ElicitResult(action="accept", content={"carry_out": self.answer == "yes"})

        return Client(self.server, mode=mode, elicitation_callback=None if self.answer is NOBODY else ask)

    def run(self, *calls: tuple[str, Any] | Callable[[list[Any]], tuple[str, Any]]) -> list[Any]:
        """The results of calls of tools, one after the other; an error is its text.

        A function is given the results so far, and returns the call.
        """

        async def all_of_them(client: Client) -> list[Any]:
            results: list[Any] = []
            for each in calls:
                name, arguments = each(results) if callable(each) else each
                results.append(await called(client, name, arguments))
            return results

        found: list[Any] = self.inside(all_of_them)
        return found

    def inside(self, function: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
        """The result of a function of a connected client."""

        async def connected() -> Any:
            async with self.connected(mode) as client:
                return await function(client)

        return anyio.run(connected)

    def carried_out(self, *steps: Any) -> Any:
        """The result of planning steps and carrying them out."""
        *_, result = self.run(
            ("plan", {"steps": steps}), lambda results: ("carry_out", {"id": results[0]["id"]})
        )
        return result

    def refused(self, *steps: Any) -> list[str]:
        """Why a plan cannot be carried out: the places of its violations, and what they say."""
        (told,) = self.run(("plan", {"steps": steps}))
        assert bool(told["id"]) != bool(told["violations"])
        return [f"{each['step']}{each['pointer']}: {each['message']}" for each in told["violations"]]

    @property
    def sent(self) -> list[tuple[str, Any]]:
        """The changes that were sent: their paths, without the version, and their bodies."""
        return [
            (
                request.operation.replace("/open_api/v1.3", ""),
                request.json() if isinstance(request.body, bytes) else None,
            )
            for request in self.transport.requests
            if request.method != "GET"
        ]

    @property
    def logged(self) -> list[Any]:
        """The lines of its log."""
        file = self.folder / "mcp.log"
        return [*map(json.loads, file.read_text("utf-8").splitlines())] if file.exists() else []


async def called(client: Client, name: str, arguments: Mapping[str, Any]) -> Any:
    """The structured result of a call of a tool, or the text of its error."""
    found = await client.call_tool(name, {**arguments})
    content: Any = found.content[0]
    assert not found.structured_content or json.loads(content.text) == found.structured_content
    return content.text if found.is_error else found.structured_content
