"""Input and output of commands: files, the standard streams, JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..arguments import MisuseError
from ..codec import TooDeepError, no_constant, number_of, one_line, parse_json
from .parsing import OutputError

if TYPE_CHECKING:
    from ..check import Violation
    from ..raw_response import RawResponse


def report(status: int, *lines: str) -> int:
    """Print a message to standard error, and return the given exit status."""
    if sys.stderr is not None:  # it was closed
        text = "\n".join(one_line(line, 1000) for line in lines)
        sys.stderr.write(f"tiktok_business: {text}\n")
    return status


def found(violations: Sequence[Violation]) -> list[dict[str, str]]:
    """Return violations as JSON: their pointers, rules and messages."""
    return [{"pointer": wrong.pointer, "rule": wrong.rule, "message": wrong.message} for wrong in violations]


def content(source: str) -> bytes:
    """Return the content of a file, or of standard input for ``-``."""
    try:
        if source == "-":
            if sys.stdin is None:  # it was closed
                raise MisuseError("the standard input is closed")
            return sys.stdin.buffer.read()
        with open(source, "rb") as file:  # noqa: PTH123 - pathlib would be imported for this alone
            return file.read()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MisuseError(f"{source} cannot be read: {reason}") from None


def read(source: str) -> Any:
    """Parse a file of JSON, or standard input for ``-``."""
    text = content(source)
    try:
        return parse_json(text, parse_constant=no_constant)
    except TooDeepError as error:
        raise MisuseError(f"{source} is {error}") from None
    except ValueError as error:
        raise MisuseError(f"{source} is not JSON: {error}") from None


def show(line: str) -> None:
    """Print a line; characters that the output's encoding lacks are escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def show_json(value: Any) -> None:
    """Print JSON."""
    show(json.dumps(value, indent=2))


def print_reply(raw: RawResponse, *, is_file: bool) -> None:
    """Print a reply: text as text, a file or anything that is not text as raw bytes."""
    try:
        text = str(raw.body, "utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or (is_file and not sys.stdout.isatty()):
        if sys.stdout.isatty():
            size = number_of(len(raw.body), "byte")
            kind = one_line(raw.headers.get("content-type", ""), 80) or "unknown type"
            raise OutputError(f"{size} of {kind}: redirect them to a file or a pipe")
        sys.stdout.flush()
        sys.stdout.buffer.write(raw.body)
    else:
        show(_CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


# Control characters that a terminal would obey, including those that change the writing direction.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def from_text(text: str) -> Any:
    """Parse a text of JSON."""
    try:
        return parse_json(text, parse_constant=no_constant)
    except ValueError:
        raise MisuseError(f"this is not JSON: {text[:80]}") from None
