"""What the parsers of several verbs share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

from tiktok_bindgen.generate.runtime.arguments import HelpfulParser
from tiktok_bindgen.problem import InputError

#: What verbs are added to.
Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - it has no public name
#: How an operation is named, in a help text.
OPERATION = "campaign.create, /campaign/create/, or POST /campaign/create/"


class Parser(HelpfulParser):
    """Reads a command line; what it does not take is one line and the exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Refuse the words."""
        self.exit(2, f"{self.prog}: {message}; --help tells more\n")


def add_verb(
    verbs: Verbs,
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    summary: str,
    description: str,
    examples: Sequence[str],
) -> argparse.ArgumentParser:
    """Add a verb, with how it is told of."""
    parser = verbs.add_parser(name, help=summary, description=description, examples=examples)
    parser.set_defaults(run=run, parser=parser)
    return parser


def add_root(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the option for a folder that everything is in."""
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help=what)


def file_name(text: str) -> str:
    """A name that stays in its folder, wherever it is put."""
    if text.startswith(".") or not text.isprintable() or {"/", "\\", ":"} & set(text) or not text:
        raise argparse.ArgumentTypeError(f"{text!r} is no name for a file")
    return text


def add_evidence(command: argparse.ArgumentParser) -> None:
    """Add the option for what pages are weighed against."""
    command.add_argument(
        "--evidence",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="weigh the pages against this, too: recorded calls (.har, .jsonl), pages, or a folder of these",
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
        help=f"keep the pages' sentences? (default: {default})",
    )


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """Add the option that keeps a command from telling how far it is."""
    parser.add_argument("-q", "--quiet", action="store_true", help="do not tell how far it is")


def add_output(parser: argparse.ArgumentParser, metavar: str = "FILE") -> None:
    """Add the option for a file in place of the screen."""
    parser.add_argument("-o", "--output", type=Path, metavar=metavar, help="write there instead of showing")


def add_spec(parser: argparse.ArgumentParser) -> None:
    """Add the option for the specification to look into."""
    parser.add_argument(
        "--spec", type=Path, metavar="FILE", help="the specification (default: the newest under spec/)"
    )


def newest_spec() -> Path:
    """The newest specification of this checkout."""
    found = max(Path("spec").glob("*.openapi.yaml"), default=None)
    if found is None:
        raise InputError("no spec/*.openapi.yaml here; give one with --spec FILE")
    return found
