"""Format generated source with ruff, independent of any configuration file nearby."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from tiktok_bindgen.generate.python import WIDTH
from tiktok_bindgen.problem import InputError

_SETTINGS = ("--isolated", "--no-cache", f"--line-length={WIDTH}", "--target-version=py311")
# A comment to separate files; `prose` and `quote` let its symbol into no generated text.
_BREAK = "# \u241e\n"


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Format Python source, whose imports are sorted already; files that are not Python stay unchanged.

    Several modules are formatted as one text, since no statement affects how others are formatted. Writing,
    changing and removing a file for each would take several times as long.

    Args:
        files: Texts by path.

    Raises:
        InputError: ruff is missing or failed.
    """
    names = [name for name in files if name.endswith(".py")]
    made = _run("format", source=_BREAK.join(files[name] for name in names)).split(_BREAK)
    return {**files, **{name: text.strip("\n") + "\n" for name, text in zip(names, made, strict=True)}}


def tidied(text: str) -> str:
    """Format a module written by another program, sorting its imports and removing unused ones.

    Raises:
        InputError: ruff is missing or failed.
    """
    used = _run("check", "--fix-only", "--quiet", "--select=F401,I001", source=text)
    return _run("format", source=used)


def _run(command: str, *options: str, source: str) -> str:
    whole = [_ruff(), command, *_SETTINGS, *options, "--stdin-filename=all.py", "-"]
    try:
        done = subprocess.run(whole, input=source.encode(), capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise InputError(f"cannot run ruff, which formats generated code: {error}") from error
    if done.returncode:
        message = done.stderr.decode(errors="replace").strip()
        raise InputError(f"ruff cannot format generated code: {message}")
    return done.stdout.decode()


def _ruff() -> str:
    try:
        from ruff import find_ruff_bin

        return str(find_ruff_bin())
    except (ImportError, FileNotFoundError) as error:
        raise InputError(
            "ruff, which formats generated code, is not installed; run "
            "pip install 'tiktok-business-bindings[generator]'"
        ) from error
