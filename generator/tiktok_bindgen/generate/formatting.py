"""Format generated source with ruff, independent of any configuration file nearby."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence

from tiktok_bindgen.generate.python import WIDTH
from tiktok_bindgen.problem import InputError

_SETTINGS = ("--isolated", "--no-cache", f"--line-length={WIDTH}", "--target-version=py311")
_FIX = ("--fix-only", "--quiet")
# The rules that sort imports, and names in ``__all__``.
_ORDER = "I001,RUF022"
# A comment to separate files; `prose` and `quote` let its symbol into no generated text.
_BREAK = "# \u241e\n"


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Format Python source and sort its imports.

    Args:
        files: Texts by path; files that are not Python stay unchanged.

    Raises:
        InputError: ruff is missing or failed.
    """
    result = dict(files)
    for suffix in (".py", ".pyi"):
        names = [name for name in files if name.endswith(suffix)]
        texts = _laid_out([files[name] for name in names], suffix) if names else []
        result.update(zip(names, texts, strict=True))
    return result


def tidied(text: str) -> str:
    """Format a module written by another program, sorting its imports and removing unused ones.

    Raises:
        InputError: ruff is missing or failed.
    """
    used = _run("check", *_SETTINGS, *_FIX, "--select=F401", suffix=".py", source=text)
    (laid_out,) = _laid_out([used], ".py")
    return laid_out


def _laid_out(texts: Sequence[str], suffix: str) -> list[str]:
    """Format several modules as one text, since no statement affects how others are formatted.

    Writing, changing and removing a file for each would take several times as long.
    """
    ordered = _run("check", *_SETTINGS, *_FIX, f"--select={_ORDER}", suffix=suffix, source=_BREAK.join(texts))
    made = _run("format", *_SETTINGS, suffix=suffix, source=ordered)
    return [text.strip("\n") + "\n" for text in made.split(_BREAK)]


def _run(*arguments: str, suffix: str, source: str) -> str:
    command = [_ruff(), *arguments, f"--stdin-filename=all{suffix}", "-"]
    try:
        done = subprocess.run(command, input=source.encode(), capture_output=True, check=False)  # noqa: S603
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
