"""Generated source as ruff lays it out, whatever a configuration near it says."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tiktok_bindgen.generate.python import WIDTH
from tiktok_bindgen.problem import InputError

_SUFFIXES = (".py", ".pyi")
# No file that is given is passed over: not for its name, nor for what a folder around it says.
_OPTIONS = ("--isolated", "--no-cache", "--config=exclude=[]", "--no-respect-gitignore")
_STYLE = (f"--line-length={WIDTH}", "--target-version=py311")


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Lay out Python source.

    Args:
        files: Texts by path, with forward slashes; those that are not Python are left as they are.

    Raises:
        InputError: There is no ruff, or it cannot do it.
    """
    source = [name for name in files if name.endswith(_SUFFIXES)]
    try:
        with tempfile.TemporaryDirectory(prefix="tiktok-bindgen-") as temporary:
            folder = Path(temporary)
            for parent in {(folder / name).parent for name in source}:
                parent.mkdir(parents=True, exist_ok=True)
            for name in source:
                (folder / name).write_bytes(files[name].encode())
            _format(folder)
            return {**files, **{name: (folder / name).read_bytes().decode() for name in source}}
    except OSError as error:
        raise InputError(f"cannot format what was generated: {error}") from error


def _format(folder: Path) -> None:
    try:
        from ruff import find_ruff_bin

        ruff = find_ruff_bin()
    except (ImportError, FileNotFoundError) as error:
        raise InputError(
            "ruff, which lays out generated code, is not installed: "
            "pip install 'tiktok-business-bindings[generator]'"
        ) from error
    command = [ruff, "format", *_OPTIONS, *_STYLE, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise InputError(f"cannot format what was generated: {done.stderr.strip() or done.returncode}")
