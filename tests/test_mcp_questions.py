"""Questions of real work, answered by calls of tools that end right on the mock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
import yaml
from mcp import Client

from assistants import ALL, Assistant, called, close_clients, limited
from tiktok_business import MockTransport

FILE = Path(__file__).parent / "cases" / "mcp" / "questions.yaml"
QUESTIONS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))


@pytest.fixture(autouse=True)
def _clients_are_closed() -> Iterator[None]:
    yield
    close_clients()


def filled(value: Any, results: list[Any]) -> Any:
    """A value with its expressions evaluated over the results so far."""
    if isinstance(value, dict):
        return {name: filled(each, results) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, results) for each in value]
    return eval(value[1:], {"r": results}) if isinstance(value, str) and value.startswith("=") else value


def test_there_are_at_least_sixty_and_each_is_another() -> None:
    assert len({each["ask"] for each in QUESTIONS}) == len(QUESTIONS) >= 60


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["ask"])
def test_a_question_is_answered(question: dict[str, Any], tmp_path: Path) -> None:
    permits = limited(question["limit"]) if "limit" in question else {**ALL}
    permits["allow"] = frozenset(question.get("allow", permits["allow"]))
    assistant = Assistant(tmp_path, transport=MockTransport(question.get("api")), permits=permits)

    async def answered(client: Client) -> list[Any]:
        results: list[Any] = []
        for call in question["calls"]:
            ((name, arguments),) = call.items()
            given = filled(arguments, results)
            if name == "do":
                results.append(await called(client, "plan", {"steps": given}))
                name, given = "carry_out", {"id": results[-1]["id"]}
            results.append(await called(client, name, given))
        return results

    async def connected() -> list[Any]:
        async with assistant.connected() as client:
            return await answered(client)

    results = anyio.run(connected)
    for right in question["right"]:
        assert eval(right, {"r": results, "sent": assistant.sent}), (right, results)
