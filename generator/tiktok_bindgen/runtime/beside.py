"""Data in JSON files of the package, read as its modules are, which may be in an archive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any


def read(module: Mapping[str, Any], name: str) -> Any:
    """Return the data of a JSON file beside a module, given the module's names and the file's name."""
    return json.loads(module["__loader__"].get_data(str(Path(module["__file__"]).with_name(name))))


@cache
def read_in(package: str, name: str) -> Any:
    """Return the data of a JSON file in a package, given its full name and the file's name; read once."""
    return read(vars(import_module(package)), name)
