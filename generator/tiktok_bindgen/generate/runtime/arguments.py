"""A command-line parser whose help has examples, and whose errors suggest similar words."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from .lookup import did_you_mean


class HelpfulParser(argparse.ArgumentParser):
    """An argparse parser whose help shows examples, and whose errors suggest similar words.

    Args:
        examples: Example commands that work as they are, one per line.
        more: Further arguments of `argparse.ArgumentParser`.
    """

    def __init__(self, *, examples: Sequence[str] = (), **more: Any) -> None:
        if examples:
            title = "example" if len(examples) == 1 else "examples"
            more["epilog"] = "\n  ".join([f"{title}:", *examples])
        more.setdefault("formatter_class", _Formatter)
        more.setdefault("allow_abbrev", False)
        super().__init__(**more)

    def nearest_option(self, word: str) -> str:
        """Suggest similar options, as the end of a message."""
        known = [option for action in self._actions for option in action.option_strings]
        return did_you_mean(word.partition("=")[0], known) if word.startswith("-") else ""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError:
            known = [str(choice) for choice in action.choices or ()]
            there = did_you_mean(str(value), known) or f"; expected one of {', '.join(known)}"
            raise argparse.ArgumentError(action, f"unknown value {str(value)[:80]}{there}") from None


class _Formatter(argparse.HelpFormatter):
    """Wraps text, but keeps the lines of examples."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(text, width, indent)
