"""``completion``: complete this command line in a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module

from tiktok_bindgen.command.parsing import Verbs, add_verb
from tiktok_bindgen.command.saying import say
from tiktok_bindgen.problem import InputError

_COMPLETION = (
    "Print a shell completion script for this command. Requires the library shtab: pip install shtab."
)
_SHELLS = ("bash", "zsh", "fish")


def add_completion(verbs: Verbs, whole: Callable[[], argparse.ArgumentParser]) -> None:
    """Add ``completion``; ``whole`` makes the parser of the whole command line."""

    def run(options: argparse.Namespace) -> int:
        try:
            shtab = import_module("shtab")
        except ModuleNotFoundError:
            raise InputError("shtab is not installed; run pip install shtab") from None
        say(shtab.complete(whole(), shell=options.shell))
        return 0

    parser = add_verb(
        verbs,
        "completion",
        run,
        summary="print a shell completion script",
        description=_COMPLETION,
        examples=("tiktok-bindgen completion bash",),
    )
    parser.add_argument("shell", choices=_SHELLS, metavar="SHELL", help=" or ".join(_SHELLS))
