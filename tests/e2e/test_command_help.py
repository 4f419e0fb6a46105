"""Help texts of ``python -m tiktok_business``: each has examples, and each example can be run as it is."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest

from tiktok_business import checks
from tiktok_business._operations import OPERATIONS
from tiktok_business._runtime.command import Package, main
from tiktok_business._runtime.command.main import _VERBS

COMMAND = "python -m tiktok_business"
OURS = f"{shlex.quote(sys.executable)} -m tiktok_business"


def told(*argv: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tiktok_business", *argv], capture_output=True, text=True, check=True
    )
    return done.stdout


def examples(verb: str) -> list[str]:
    """The commands of a verb's help text, of which each is in a line."""
    text = told(*verb.split(), "--help")
    _, heading, below = re.split(r"^(examples?:)$", text, flags=re.MULTILINE)
    return [line.strip() for line in below.splitlines() if line] if heading else []


def test_the_help_lists_every_verb() -> None:
    text = told("--help")
    firsts = {verb.name.partition(" ")[0] for verb in _VERBS}
    assert all(re.search(rf"^    {first}\s+\w", text, re.MULTILINE) for first in firsts)
    assert re.search("^    plan +check or create$", text, re.MULTILINE)


@pytest.mark.parametrize(
    "verb", [verb.name for verb in _VERBS if verb.name not in {"mock", "mcp", "completion"}]
)
def test_every_example_of_a_help_text_can_be_run(verb: str) -> None:
    found = examples(verb)
    assert found
    for example in found:
        assert f"{COMMAND} {verb}" in example
        script = example.replace(COMMAND, OURS)
        done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
        assert done.returncode in {0, 1}, done.stderr
        assert done.stdout


def test_the_example_of_the_mock_serves() -> None:
    (example,) = examples("mock")
    argv = [sys.executable, *shlex.split(example.replace("4010", "0"))[1:]]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.terminate()


def test_a_rule_that_a_check_prints_can_be_pasted_and_is_explained() -> None:
    given = json.dumps({"advertiser_id": "1", "objective_type": "REACH", "campaign_name": "a"})
    argv = [sys.executable, "-m", "tiktok_business", "check", "campaign.create", "-"]
    done = subprocess.run(argv, input=given, capture_output=True, text=True, check=False)
    (found,) = json.loads(done.stdout)
    explained = told("rules", found["rule"])
    assert found["message"] in explained
    assert "operation   POST /open_api/v1.3/campaign/create/" in explained
    assert next(docs for _, _, name, docs, _ in OPERATIONS if name == "campaign_create") in explained


def test_every_rule_of_the_checks_is_listed_for_an_operation(capsys: pytest.CaptureFixture[str]) -> None:
    package = "tiktok_business.checks"
    homes = [import_module(f"{package}.{name}") for _, name, _ in iter_modules(checks.__path__)]
    stated = {home.CHECKS.rule(name).id for home in homes for name in home.CHECKS.rules}
    listed: set[str] = set()
    for _, _, name, *_ in OPERATIONS:
        assert main(["rules", name, "--json"], Package(OPERATIONS, package)) == 0
        listed |= {rule["id"] for rule in json.loads(capsys.readouterr().out)}
    assert len(stated) > 900
    assert listed == stated
