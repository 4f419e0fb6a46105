"""Words of a command line: read by argparse, and answered by what may have been meant."""

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
# How an operation is named, in a help text.
OPERATION = "OPERATION is campaign.create, /campaign/create/, or POST /campaign/create/."


class MisuseError(Exception):
    """Why nothing could be done, one argument a line; mostly there is one."""


class OutputError(Exception):
    """Why what came cannot be written."""


def misuse(error: TikTokError) -> MisuseError:
    """An error of the client as one of who uses the command."""
    # One that tells of several violations has a line for each.
    first, *more = str(error).split("\n")
    return MisuseError(f"{first}: {more[0].strip()}") if len(more) == 1 else MisuseError(first, *more)


class Parser(HelpfulParser):
    """Reads the words of one verb; whatever it does not take is one `MisuseError`."""

    def words(self, argv: Sequence[str]) -> argparse.Namespace:
        """Read words; options may stand between the others."""
        options, left = self.parse_known_intermixed_args(argv)
        if left:
            near = self.nearest_option(left[0])
            raise MisuseError(f"{self._verb} takes no {left[0][:80]}{near}; --help tells more")
        return options

    def error(self, message: str) -> NoReturn:
        """Refuse the words."""
        raise MisuseError(f"{self._verb}: {message}; --help tells more")

    @property
    def _verb(self) -> str:
        return self.prog.removeprefix(f"{PROGRAM} ")


class Verb(NamedTuple):
    """One thing that can be asked for.

    Attributes:
        name: What it is called: a word, or two.
        takes: What stands behind that, but options.
        summary: What it does, in a line.
        description: The same for who asks for its help.
        examples: Commands that anybody can run.
        arguments: Adds the words that it takes to a parser.
        run: Does it, and gives the exit status.
    """

    name: str
    takes: str
    summary: str
    description: str
    examples: tuple[str, ...]
    arguments: Callable[[Parser], None]
    run: Callable[[argparse.Namespace, Package], int]

    def parser(self, prog: str) -> Parser:
        """What reads its words."""
        whole = f"{prog} {self.name}"
        usage = f"{whole} [OPTION]... {self.takes}".rstrip()
        made = Parser(prog=whole, description=self.description, examples=self.examples, usage=usage)
        self.arguments(made)
        return made


def operation(words: Sequence[str], operations: Sequence[Row], *more: str) -> tuple[Row, list[str]]:
    """Split words into an operation, however it is called, and what comes after it.

    Args:
        words: The words; a method and a path are two of them.
        operations: All operations.
        more: What comes after the operation, as a help text calls it.
    """
    takes = " ".join(("OPERATION", *more))
    extra = len(words) - len(more)
    is_method = bool(words) and words[0].strip().upper() in _METHODS
    if extra != (2 if is_method else 1) and not (extra == 2 and words[1].strip("/")):
        raise MisuseError(f"it takes {takes}; {OPERATION} --help tells more")
    try:
        row = by_any(" ".join(words[:extra]), operations)
    except ValueError as error:
        raise MisuseError(str(error)) from None
    return row, [*words[extra:]]
