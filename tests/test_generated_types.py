"""Generated code passes the project's own linter and type checkers, and tells callers what they may do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from clients import document, objects, posting
from doc_pages import examples
from may import may
from once import FOLDER
from pages import needs_portal
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.generate import generate_client

ROOT = Path(__file__).parent.parent
CASE = ROOT / "tests" / "cases" / "mini"
TYPING = ROOT / "tests" / "typing"
CONFIGURATION = ROOT / "pyproject.toml"


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the exemplar's client, and of a module that uses it."""
    folder = tmp_path_factory.mktemp("mini")
    generate_client(load_spec(CASE / "openapi.yaml"), folder)
    shutil.copy(CASE / "usage.py.txt", folder / "usage.py")
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


def callers(folder: Path) -> list[str]:
    """Copy what uses the committed client, also the examples, and give the names of the files."""
    sources = [*sorted(TYPING.glob("*.py")), *sorted((ROOT / "examples").glob("*.py"))]
    names = [Path(shutil.copy(path, folder)).name for path in sources]
    (folder / "readme.py").write_text("\n".join(examples("README.md").values()), encoding="utf-8")
    return [*names, "readme.py"]


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


def typed(folder: Path, *places: str) -> str:
    """What mypy finds, as strict as it is with the committed package.

    What it knows of the packages around is kept for the next time that a test of this run asks.
    """
    options: dict[str, Any] = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["tool"]["mypy"]
    file = folder / "mypy.ini"
    codes = ",".join([*options["enable_error_code"], "deprecated"])
    file.write_text(
        "[mypy]\nstrict = true\nwarn_unreachable = true\nexplicit_package_bases = true\n"
        f"enable_error_code = {codes}\nmypy_path = {folder}\n"
    )
    cache = Path(os.environ[FOLDER], "mypy")
    with FileLock(f"{cache}.lock"):
        return tool("mypy", "--config-file", str(file), "--cache-dir", str(cache), *places, cwd=folder)


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
def test_the_exemplars_client_and_its_use_pass_mypy(mini: Path) -> None:
    assert typed(mini, "tiktok_business", "usage.py") == ""


@pytest.mark.slow
def test_what_callers_may_do_with_the_committed_client_is_what_mypy_says(tmp_path: Path) -> None:
    places = callers(tmp_path)
    (tmp_path / "tiktok_business").symlink_to(ROOT / "generated" / "tiktok_business")
    assert typed(tmp_path, *places) == ""


@pytest.mark.slow
def test_the_exemplars_client_and_callers_of_the_committed_one_are_what_pyright_says(
    mini: Path, tmp_path: Path
) -> None:
    # Both at once, since to start it takes longer than to check either.
    shutil.copytree(mini, tmp_path / "mini")
    (tmp_path / "callers").mkdir()
    callers(tmp_path / "callers")
    (tmp_path / "callers" / "tiktok_business").symlink_to(ROOT / "generated" / "tiktok_business")
    settings = {
        "include": ["mini", "callers/*.py"],
        "executionEnvironments": [{"root": "mini"}, {"root": "callers"}],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "reportUnnecessaryTypeIgnoreComment": True,
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    found = tool("pyright", "--pythonpath", sys.executable, "--project", str(tmp_path), cwd=tmp_path)
    assert found == ""


@pytest.mark.slow
@needs_portal
def test_the_client_of_all_real_pages_passes_the_linter(shown: Path) -> None:
    # What type checkers say of it they say of the committed client, whose docstrings are shorter.
    assert linted(shown / "tiktok_business") == ""
