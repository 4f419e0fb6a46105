"""What a command says, and where to."""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO


def say(text: str, *, to: TextIO | None = None) -> None:
    """Print a line; by default on standard output."""
    if to is None:
        _show(f"{text}\n")
    else:
        to.write(f"{text}\n")


def put(text: str, output: Path | None) -> None:
    """Write a text to a file, or show it."""
    from tiktok_bindgen.files import write_text_atomic

    if output is None:
        _show(text)
    else:
        write_text_atomic(output, text)


def _show(text: str) -> None:
    """Write a text to standard output at once, so that what is wrong with it is told here."""
    from tiktok_bindgen.problem import InputError

    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What is left to be written would be tried again at the end.
        with suppress(io.UnsupportedOperation):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
        msg = f"standard output: cannot be written: {error.strerror}"
        raise InputError(msg) from None


def as_json(value: object) -> str:
    """A value as JSON for people to read."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def wants_colour(choice: str = "auto") -> bool:
    """Whether standard output is to have colours.

    Args:
        choice: ``always`` or ``never``; ``auto`` is on a terminal. ``NO_COLOR`` and ``FORCE_COLOR`` in the
            environment decide before that, where they are set to anything.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def screen_width() -> int | None:
    """How many characters fit into a line of the reader's screen; ``None`` if it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def end_at_once() -> None:
    """Let the process end without a last search for cycles: all of its memory is given back anyway."""
    atexit.register(gc.freeze)
