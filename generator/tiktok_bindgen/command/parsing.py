"""Parts that the parsers of several verbs share."""

from __future__ import annotations

import argparse
from pathlib import Path

from tiktok_bindgen.problem import InputError

#: The ways to name an operation, for help texts.
OPERATION = "campaign.create, /campaign/create/, or POST /campaign/create/"


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
        help="check the pages against recorded calls (.har, .jsonl), or a folder of them; repeatable",
    )


def add_accept(parser: argparse.ArgumentParser) -> None:
    """Add the option for pages of a copy that may state less than before."""
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="PAGE",
        help="accept a held page, by its name in the report; * matches anything; repeatable",
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
