"""Parts that the parsers of several verbs share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

from tiktok_bindgen.generate.runtime.arguments import HelpfulParser
from tiktok_bindgen.problem import InputError

#: The type of what verbs are added to.
Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - it has no public name
#: The ways to name an operation, for help texts.
OPERATION = "campaign.create, /campaign/create/, or POST /campaign/create/"


class Parser(HelpfulParser):
    """Parses a command line; invalid arguments give a message of one line and the exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Print the message and exit."""
        self.exit(2, f"{self.prog}: {message}; see --help\n")


def add_verb(
    verbs: Verbs,
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    summary: str,
    description: str,
    examples: Sequence[str],
) -> argparse.ArgumentParser:
    """Add a verb with its help texts, and return its parser."""
    parser = verbs.add_parser(name, help=summary, description=description, examples=examples)
    parser.set_defaults(run=run, parser=parser)
    return parser


def add_root(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the option for the root folder, with the help text ``what``."""
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help=what)


def file_name(text: str) -> str:
    """Return an argument unchanged if it is safe as a file's name, that is, leads out of no folder."""
    if text.startswith(".") or not text.isprintable() or {"/", "\\", ":"} & set(text) or not text:
        raise argparse.ArgumentTypeError(f"{text!r} is not a valid file name")
    return text


def add_evidence(command: argparse.ArgumentParser) -> None:
    """Add the option for evidence that pages are weighed against."""
    command.add_argument(
        "--evidence",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="check the pages against recorded calls (.har, .jsonl), pages, or a folder of them; repeatable",
    )


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Add the pages to read."""
    parser.add_argument(
        "paths", type=Path, nargs="+", metavar="PATH", help="a page file, or a folder of pages"
    )


def add_prose(parser: argparse.ArgumentParser, *, default: str) -> None:
    """Add the option for the pages' sentences."""
    parser.add_argument(
        "--prose",
        choices=("full", "none"),
        default=default,
        help=f"whether to keep the pages' sentences (default: {default})",
    )


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """Add the option that turns off the progress display."""
    parser.add_argument("-q", "--quiet", action="store_true", help="show no progress")


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the option for a file in place of the screen."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to FILE, not standard output"
    )


def add_spec(parser: argparse.ArgumentParser) -> None:
    """Add the option for the specification to read."""
    parser.add_argument(
        "--spec", type=Path, metavar="FILE", help="the specification (default: the newest under spec/)"
    )


def newest_spec() -> Path:
    """Return the path of the newest specification under ``spec/``."""
    found = max(Path("spec").glob("*.openapi.yaml"), default=None)
    if found is None:
        raise InputError("no spec/*.openapi.yaml here; give one with --spec FILE")
    return found
