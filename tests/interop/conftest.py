"""What checks of other tools share: the newest spec, its flavour for some tools, and a way to run them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.compat import compatible

SPECS = Path(__file__).parents[2] / "spec"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The newest spec."""
    return load_spec(max(SPECS.glob("*.openapi.yaml")))


@pytest.fixture(scope="session")
def spec(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newest spec in a file of JSON, which every tool takes: some refuse YAML that is so long."""
    return _file(document, tmp_path_factory, "spec.json")


@pytest.fixture(scope="session")
def compat(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newest spec for tools that know less, in a file of JSON."""
    return _file(compatible(document), tmp_path_factory, "compat.json")


def _file(document: dict[str, Any], folders: pytest.TempPathFactory, name: str) -> Path:
    path = folders.mktemp("spec") / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def command() -> Callable[[str], str]:
    """Finds a tool by its name: one of npm in the folder ``INTEROP_NPM``, or one of this environment."""

    def find(name: str) -> str:
        npm = Path(os.environ.get("INTEROP_NPM", "node_modules")) / ".bin"
        found = shutil.which(name, path=f"{npm}{os.pathsep}{os.environ['PATH']}")
        assert found, f"{name} is not installed; run `nox -s interop`"
        return found

    return find


@pytest.fixture(scope="session")
def run(command: Callable[[str], str]) -> Run:
    """Runs a tool that has to succeed; gives what it said, in ``stdout`` and ``stderr``."""

    def tool(name: str, *arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
        done = subprocess.run(
            [command(name), *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, **quiet},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, (done.stdout[-2000:], done.stderr[-2000:])
        return done

    return tool


@pytest.fixture(scope="session")
def python() -> Callable[[Path, Sequence[str]], None]:
    """Runs lines of Python beside what a tool wrote, where all of its code compiles."""
    import compileall
    import sys

    def program(folder: Path, lines: Sequence[str]) -> None:
        assert compileall.compile_dir(folder, quiet=2)
        done = subprocess.run(
            [sys.executable, "-c", "\n".join(lines)],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]

    return program
