"""What a command says, and where to."""

from __future__ import annotations

import atexit
import gc
import json
import os
import shutil
import sys
from pathlib import Path
from typing import TextIO


def say(text: str, *, to: TextIO | None = None) -> None:
    """Print a line; by default on standard output."""
    (sys.stdout if to is None else to).write(f"{text}\n")


def put(text: str, output: Path | None) -> None:
    """Write a text to a file, or show it."""
    from tiktok_bindgen.files import write_text_atomic

    if output is None:
        sys.stdout.write(text)
    else:
        write_text_atomic(output, text)


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
