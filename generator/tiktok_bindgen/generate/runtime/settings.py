"""The settings of a client from a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .codec import is_array, is_object
from .errors import one_line
from .lookup import nearest

# What a file may say, but for text.
_KINDS: dict[str, tuple[type, ...]] = {
    "sandbox": (bool,),
    "validate": (bool,),
    "strict_replies": (bool,),
    "retries": (int,),
    "timeout": (int, float),
    "waive": (list,),
}
# What only a program can say.
_NO_TEXT = frozenset({"transport", "before", "after", "self"})


def read_settings(path: str | os.PathLike[str], known: Iterable[str]) -> dict[str, Any]:
    """Read the arguments of a client from a file of JSON, or else of TOML.

    Args:
        path: The file.
        known: The names of a client's arguments.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is neither, or says what a client does not take. What it says is not shown, since
            it may be a token.
    """
    shown = one_line(os.fspath(path), 200)
    found = _parsed(Path(path), shown)
    names = [name for name in known if name not in _NO_TEXT]
    for name, value in found.items():
        if name not in names:
            near = nearest(name, names)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(names))}"
            raise ValueError(f"{shown}: there is no setting {one_line(name, 60)}; {hint}")
        kinds = _KINDS.get(name, (str,))
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise ValueError(f"{shown}: {name} is to be {' or '.join(kind.__name__ for kind in kinds)}")
        if is_array(value) and not all(isinstance(one, str) for one in value):
            raise ValueError(f"{shown}: {name} is to be a list of str")
    return found


def _parsed(path: Path, shown: str) -> dict[str, Any]:
    text = path.read_bytes().decode("utf-8-sig", "replace")
    found: Any
    if path.suffix.lower() == ".json":
        import json

        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{shown}: this is not JSON{_line(error)}") from None
    else:
        import tomllib

        try:
            found = tomllib.loads(text)
        except (ValueError, RecursionError):
            # What it says quotes the file.
            raise ValueError(f"{shown}: this is not TOML; JSON has a name that ends in .json") from None
    if not is_object(found):
        raise ValueError(f"{shown}: this is no table of settings")
    return found


def _line(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    return f" (line {line})" if line else ""
