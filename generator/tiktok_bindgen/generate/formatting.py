"""Generated source as ruff lays it out, whatever a configuration near it says."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence

from tiktok_bindgen.generate.python import WIDTH
from tiktok_bindgen.problem import InputError

_SETTINGS = ("--isolated", "--no-cache", f"--line-length={WIDTH}", "--target-version=py311")
_FIX = ("--fix-only", "--quiet")
# The order of imports, and of names in ``__all__``.
_ORDER = "I001,RUF022"
# A comment between files, with a sign that `prose` and `quote` let into none of them.
_BREAK = "# \u241e\n"


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Lay out Python source, with imports in order.

    Args:
        files: Texts by path; those that are not Python are left as they are.

    Raises:
        InputError: There is no ruff, or it cannot do it.
    """
    result = dict(files)
    for suffix in (".py", ".pyi"):
        names = [name for name in files if name.endswith(suffix)]
        texts = _laid_out([files[name] for name in names], suffix) if names else []
        result.update(zip(names, texts, strict=True))
    return result


def tidied(text: str) -> str:
    """Lay out a module that somebody else's program wrote, with its imports sorted and none that is not used.

    Raises:
        InputError: There is no ruff, or it cannot do it.
    """
    used = _run("check", *_SETTINGS, *_FIX, "--select=F401", suffix=".py", source=text)
    (laid_out,) = _laid_out([used], ".py")
    return laid_out


def _laid_out(texts: Sequence[str], suffix: str) -> list[str]:
    """Lay out texts as one: statements of a module have no say in how others are laid out.

    As files of their own they would be written, changed and removed, which takes several times as long.
    """
    ordered = _run("check", *_SETTINGS, *_FIX, f"--select={_ORDER}", suffix=suffix, source=_BREAK.join(texts))
    made = _run("format", *_SETTINGS, suffix=suffix, source=ordered)
    return [text.strip("\n") + "\n" for text in made.split(_BREAK)]


def _run(*arguments: str, suffix: str, source: str) -> str:
    command = [_ruff(), *arguments, f"--stdin-filename=all{suffix}", "-"]
    try:
        done = subprocess.run(command, input=source.encode(), capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise InputError(f"cannot run ruff, which lays out generated code: {error}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise InputError(f"ruff cannot lay out generated code: {said}")
    return done.stdout.decode()


def _ruff() -> str:
    try:
        from ruff import find_ruff_bin

        return str(find_ruff_bin())
    except (ImportError, FileNotFoundError) as error:
        raise InputError(
            "ruff, which lays out generated code, is missing: "
            "pip install 'tiktok-business-bindings[generator]' brings it"
        ) from error
