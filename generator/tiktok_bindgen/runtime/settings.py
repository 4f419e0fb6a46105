"""Read the settings of a client from a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from json import JSONDecodeError
from pathlib import Path
from typing import Any, TypeVar

from .codec import is_array, is_object, one_line, parse_json
from .given import file_path
from .lookup import nearest

C = TypeVar("C")

# What a file may say, but for text.
_KINDS: dict[str, tuple[type, ...]] = {
    "sandbox": (bool,),
    "validate": (bool,),
    "strict_replies": (bool,),
    "retries": (int,),
    "concurrency": (int,),
    "timeout": (int, float),
    "waive": (list,),
}
# Arguments that a file cannot set.
_NO_TEXT = frozenset({"transport", "before", "after", "self"})


def made_of(path: str | os.PathLike[str], make: Callable[..., C], changes: Mapping[str, Any]) -> C:
    """Make a client of what a file of JSON or TOML says, and of arguments that come before that.

    What is wrong in the file is a `ValueError`, which shows no values, since they may be tokens.
    """
    name = file_path("path", path)
    shown = one_line(name, 200)
    found = _settings(Path(name), shown, signature(make).parameters)
    try:
        return make(**{**found, **changes})
    except ValueError as error:
        why = error
    # What is wrong with an argument of the program is told as ever: it is not in the file.
    make(**changes)
    raise ValueError(f"{shown}: {why}")


def _settings(path: Path, shown: str, known: Iterable[str]) -> dict[str, Any]:
    found = _parsed(path, shown)
    names = [name for name in known if name not in _NO_TEXT]
    for name, value in found.items():
        if name not in names:
            near = nearest(name, names)
            hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(sorted(names))}"
            raise ValueError(f"{shown}: unknown setting {one_line(name, 60)}; {hint}")
        kinds = _KINDS.get(name, (str, int) if name.endswith("_id") else (str,))
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise ValueError(f"{shown}: {name} must be {' or '.join(kind.__name__ for kind in kinds)}")
        if is_array(value) and not all(isinstance(one, str) for one in value):
            raise ValueError(f"{shown}: {name} must be a list of str")
    return found


def _parsed(path: Path, shown: str) -> dict[str, Any]:
    found: Any
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{shown}: not UTF-8 text") from None
    if path.suffix.lower() == ".json":
        try:
            found = parse_json(text)
        except ValueError as error:
            line = f" (line {error.lineno})" if isinstance(error, JSONDecodeError) else ""
            raise ValueError(f"{shown}: not valid JSON{line}") from None
    else:
        import tomllib

        try:
            found = tomllib.loads(text)
        except (ValueError, RecursionError):
            # The parser's message would quote the file.
            raise ValueError(f"{shown}: not valid TOML; the name of a JSON file must end in .json") from None
    if not is_object(found):
        raise ValueError(f"{shown}: must be a table of settings")
    return found
