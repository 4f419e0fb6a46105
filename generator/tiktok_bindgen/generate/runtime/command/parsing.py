"""Parse command lines with argparse, with errors that suggest similar words."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from ..arguments import HelpfulParser
from ..lookup import Row, by_any

if TYPE_CHECKING:
    from ..errors import TikTokError
    from .package import Package

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
PROGRAM = "python -m tiktok_business"
# How to name an operation, for help texts.
OPERATION = "OPERATION is campaign.create, /campaign/create/, or POST /campaign/create/."


class MisuseError(Exception):
    """A command could not be carried out; each argument is a line of the message, usually one."""


class OutputError(Exception):
    """The output cannot be written; the message says why."""


def misuse(error: TikTokError) -> MisuseError:
    """Convert an error of the client to an error of the command's user."""
    # A message with several violations has a line for each.
    first, *more = str(error).split("\n")
    return MisuseError(f"{first}: {more[0].strip()}") if len(more) == 1 else MisuseError(first, *more)


class Parser(HelpfulParser):
    """Parses the arguments of one verb; an invalid one raises `MisuseError`."""

    def words(self, argv: Sequence[str]) -> argparse.Namespace:
        """Parse arguments; options and others may be mixed."""
        options, left = self.parse_known_intermixed_args(argv)
        if left:
            near = self.nearest_option(left[0])
            raise MisuseError(f"{self._verb} takes no {left[0][:80]}{near}; see --help")
        return options

    def error(self, message: str) -> NoReturn:
        """Raise a `MisuseError` in place of argparse's exit."""
        raise MisuseError(f"{self._verb}: {message}; see --help")

    @property
    def _verb(self) -> str:
        return self.prog.removeprefix(f"{PROGRAM} ")


class Verb(NamedTuple):
    """A verb of the command line.

    Attributes:
        name: Its name: one word or two.
        takes: Its arguments but the options, for the usage line.
        summary: A short description, for the list of verbs.
        description: A longer description, for its own help.
        examples: Example commands that work as they are.
        arguments: Adds its arguments to a parser.
        run: Carries it out, and returns the exit status.
    """

    name: str
    takes: str
    summary: str
    description: str
    examples: tuple[str, ...]
    arguments: Callable[[Parser], None]
    run: Callable[[argparse.Namespace, Package], int]

    def parser(self, prog: str) -> Parser:
        """Return the parser of its arguments."""
        whole = f"{prog} {self.name}"
        usage = f"{whole} [OPTION]... {self.takes}".rstrip()
        made = Parser(prog=whole, description=self.description, examples=self.examples, usage=usage)
        self.arguments(made)
        return made


def operation(words: Sequence[str], operations: Sequence[Row], *more: str) -> tuple[Row, list[str]]:
    """Split words into an operation, by any of its names, and the words after it.

    Args:
        words: The words; a method and a path are two words.
        operations: All operations.
        more: The names of the words after the operation, for messages.
    """
    takes = " ".join(("OPERATION", *more))
    extra = len(words) - len(more)
    is_method = bool(words) and words[0].strip().upper() in _METHODS
    if extra != (2 if is_method else 1) and not (extra == 2 and words[1].strip("/")):
        raise MisuseError(f"expected {takes}: {OPERATION} See --help")
    try:
        row = by_any(" ".join(words[:extra]), operations)
    except ValueError as error:
        raise MisuseError(str(error)) from None
    return row, [*words[extra:]]
