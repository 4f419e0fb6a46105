"""Generated code passes the project's own linter and type checkers, and tells callers what they may do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from clients import document, objects, posting
from pages import PORTAL, needs_portal
from test_readme import EXAMPLES
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.generate import generate_client
from tiktok_bindgen.pipeline import make_spec

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
    """The folder of the client of all real pages of one date."""
    folder = tmp_path_factory.mktemp("shown")
    newest = max(path for path in PORTAL.iterdir() if path.is_dir())
    generate_client(make_spec([newest], prose="full").document, folder)
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
    """Copy what uses the committed client, and give the files' names."""
    names = [Path(shutil.copy(path, folder)).name for path in sorted(TYPING.glob("*.py"))]
    assert names
    return names


def linted(folder: Path) -> str:
    """What ruff finds in a generated package, with the rules of the committed one."""
    rules = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["tool"]["ruff"]["lint"][
        "per-file-ignores"
    ]
    ignored = json.dumps(rules["generated/**"])
    settings = ("--config", str(CONFIGURATION), "--config", f'lint.per-file-ignores = {{"**" = {ignored}}}')
    style = tool("ruff", "check", *settings, "--output-format", "concise", str(folder))
    return style + tool("ruff", "format", "--check", "--config", str(CONFIGURATION), str(folder))


def typed(folder: Path, *places: str, cache: Path) -> str:
    """What mypy finds, as strict as it is with the committed package."""
    options: dict[str, Any] = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["tool"]["mypy"]
    file = cache / "mypy.ini"
    codes = ",".join([*options["enable_error_code"], "deprecated"])
    file.write_text(
        "[mypy]\nstrict = true\nwarn_unreachable = true\nexplicit_package_bases = true\n"
        f"enable_error_code = {codes}\nmypy_path = {folder}\n"
    )
    return tool("mypy", "--config-file", str(file), "--cache-dir", str(cache / "mypy"), *places, cwd=folder)


def strictly_typed(folder: Path, *places: str, **options: Any) -> str:
    """What pyright finds in its strict mode."""
    settings = {
        "include": list(places),
        "extraPaths": [str(folder)],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        **options,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    return tool("pyright", "--pythonpath", sys.executable, "--project", str(folder), cwd=folder)


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
def test_the_exemplars_client_and_its_use_pass_mypy(mini: Path, tmp_path: Path) -> None:
    assert typed(mini, "tiktok_business", "usage.py", cache=tmp_path) == ""


@pytest.mark.slow
def test_the_exemplars_client_and_its_use_pass_pyright(mini: Path) -> None:
    found = strictly_typed(mini, "tiktok_business", "usage.py", reportUnnecessaryTypeIgnoreComment=True)
    assert found == ""


@pytest.mark.slow
def test_what_callers_may_do_with_the_committed_client_is_what_mypy_says(tmp_path: Path) -> None:
    places = callers(tmp_path)
    # The README's examples are callers, too.
    (tmp_path / "readme.py").write_text("\n".join(EXAMPLES.values()), encoding="utf-8")
    (tmp_path / "tiktok_business").symlink_to(ROOT / "generated" / "tiktok_business")
    assert typed(tmp_path, *places, "readme.py", cache=tmp_path) == ""


@pytest.mark.slow
def test_what_callers_may_do_with_the_committed_client_is_what_pyright_says(tmp_path: Path) -> None:
    places = callers(tmp_path)
    generated = str(ROOT / "generated")
    found = strictly_typed(tmp_path, *places, extraPaths=[generated], reportUnnecessaryTypeIgnoreComment=True)
    assert found == ""


@pytest.mark.slow
@needs_portal
def test_the_client_of_all_real_pages_passes_the_linter_and_mypy(shown: Path, tmp_path: Path) -> None:
    assert linted(shown / "tiktok_business") == ""
    assert typed(shown, "tiktok_business", cache=tmp_path) == ""


@pytest.mark.slow
@needs_portal
def test_a_part_of_the_client_of_all_real_pages_passes_pyright(shown: Path) -> None:
    # All of it takes half a minute; what checks pass by here is what differs in nothing but names.
    found = strictly_typed(
        shown, "tiktok_business/client.py", "tiktok_business/api/[a-c]*", "tiktok_business/_runtime"
    )
    assert found == ""
