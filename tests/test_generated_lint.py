"""Generated code passes the project's own linter; what type checkers say of it, ``nox -s types`` shows."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from clients import document, objects, posting
from may import may
from pages import needs_portal
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.generate.client import generate_client

ROOT = Path(__file__).parent.parent
CASE = ROOT / "tests" / "cases" / "mini"
CONFIGURATION = ROOT / "pyproject.toml"


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the exemplar's client."""
    folder = tmp_path_factory.mktemp("mini")
    generate_client(load_spec(CASE / "openapi.yaml"), folder)
    return folder


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the client of all real pages of one date, with their prose."""
    folder = tmp_path_factory.mktemp("shown")
    generate_client(may().document, folder)
    return folder


def tool(name: str, *arguments: str, cwd: Path = ROOT) -> str:
    """Run a checker; the test is left out where it is not installed.

    Returns:
        What it printed; nothing when it found nothing.
    """
    program = Path(sys.executable).with_name(name)
    found = str(program) if program.is_file() else shutil.which(name)
    if found is None:
        pytest.skip(f"left out: {name} is not installed")
    done = subprocess.run([found, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def linted(folder: Path) -> str:
    """What ruff finds in a generated package, with the rules of the committed one."""
    rules = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["tool"]["ruff"]["lint"][
        "per-file-ignores"
    ]
    # Where it is committed, it stands below `generated/`. Other folders are looked for from where ruff runs.
    ignored = {"**" if files == "generated/**" else files: codes for files, codes in rules.items()}
    table = ", ".join(f"{json.dumps(files)} = {json.dumps(codes)}" for files, codes in ignored.items())
    settings = ("--config", str(CONFIGURATION), "--config", f"lint.per-file-ignores = {{ {table} }}")
    style = tool("ruff", "check", *settings, "--output-format", "concise", str(folder), cwd=folder)
    return style + tool("ruff", "format", "--check", "--config", str(CONFIGURATION), str(folder))


def test_the_exemplars_client_passes_the_linter(mini: Path) -> None:
    assert linted(mini / "tiktok_business") == ""


def test_values_named_like_passwords_pass_the_linter(tmp_path: Path) -> None:
    names = [
        "PASS",
        "PASSED",
        "PASSWORD",
        "PWD",
        "TOKEN",
        "TOKENS",
        "REFRESH_TOKEN",
        "SECRET",
        "SECRET_2",
        "X_PASS_Y",
    ]
    status = {"type": "string", "enum": names}
    generate_client(document({"/garden/": posting(objects({"status": status}))}), tmp_path)
    assert linted(tmp_path / "tiktok_business") == ""


@pytest.mark.slow
@needs_portal
def test_the_client_of_all_real_pages_passes_the_linter(shown: Path) -> None:
    assert linted(shown / "tiktok_business") == ""
