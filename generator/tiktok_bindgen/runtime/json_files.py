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
    return json.loads(_text(module, name))


def read_later(module: Mapping[str, Any], name: str) -> dict[str, dict[str, str]]:
    """Return the tables of a JSON file beside a module with their values, a line each, as JSON texts."""
    tables: dict[str, dict[str, str]] = {}
    table: dict[str, str] = {}
    for line in _text(module, name).decode().splitlines():
        key, _, value = line.partition(": ")
        if value == "{":
            table = tables[key[1:-1]] = {}
        elif value:
            table[key[1:-1]] = value.removesuffix(",")
    return tables


def _text(module: Mapping[str, Any], name: str) -> bytes:
    found: bytes = module["__loader__"].get_data(str(Path(module["__file__"]).with_name(name)))
    return found


@cache
def read_in(package: str, name: str) -> Any:
    """Return the data of a JSON file in a package, given its full name and the file's name; read once."""
    return read(vars(import_module(package)), name)
