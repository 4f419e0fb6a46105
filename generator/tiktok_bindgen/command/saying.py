"""Output of commands: to the screen or to files."""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TextIO


def say(text: str, *, to: TextIO | None = None) -> None:
    """Print a line, by default to standard output."""
    if to is None:
        _show(f"{text}\n")
    else:
        to.write(f"{text}\n")


def put(text: str, output: Path | None) -> None:
    """Write a text to a file; without one, to standard output."""
    from tiktok_bindgen.files import write_text_atomic

    if output is None:
        _show(text)
    else:
        write_text_atomic(output, text)


def say_kept(failed: Iterable[object], held: Iterable[object]) -> None:
    """Print the pages of a copy that could not be fetched, and those that are held for review."""
    for what, pages in (("failed", failed), ("held", held)):
        for page in pages:
            say(f"{what}: {page}", to=sys.stderr)


def _show(text: str) -> None:
    """Write a text to standard output and flush it, so that errors are raised here."""
    from tiktok_bindgen.problem import InputError

    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # Otherwise Python would try again to write the rest at exit.
        with suppress(io.UnsupportedOperation):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        msg = f"standard output: cannot be written: {error.strerror}"
        raise InputError(msg) from None


def as_json(value: object) -> str:
    """Return a value as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def wants_colour(choice: str = "auto") -> bool:
    """Report whether standard output is to have colours.

    Args:
        choice: ``always``, ``never`` or ``auto``: as a non-empty ``NO_COLOR`` or ``FORCE_COLOR`` in the
            environment says; without either, only on a terminal.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def screen_width() -> int | None:
    """Return the width of the terminal in characters; ``None`` if standard output is not one."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def end_at_once() -> None:
    """Skip the last garbage collection when the process ends, since all its memory is freed anyway."""
    atexit.register(gc.freeze)
