"""Documents as YAML or JSON: written with the same bytes everywhere, parsed strictly.

The writer is our own: PyYAML's two emitters, in C and in Python, produce different bytes (characters beyond
U+FFFF), and which of them is available depends on the machine.

Text from our writer is parsed line by line; all other YAML is left to PyYAML, which takes several times as
long (`tiktok_bindgen.assemble.any_yaml`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

from tiktok_bindgen.assemble.written import LISTS, literal_block, read_written, scalar, text_of
from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.openapi import require_bounded, require_shape
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.codec import TooDeepError, parse_json, refuse_deep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# A parser need not look further than 1024 characters for the colon after a key.
_LONGEST_KEY = 1000
_HOLDERS = (dict, *LISTS)


def dump_yaml(document: Mapping[str, object]) -> str:
    """Write a JSON-like document as YAML, in block style, with keys in the given order.

    Any parser of YAML 1.1 or 1.2 reads the same document from the text.

    Raises:
        TypeError: Something in it is not JSON.
    """
    lines: list[str] = []
    _write(document, "", "", lines)
    return "\n".join(lines) + "\n"


def load_spec(path: Path) -> dict[str, Any]:
    """Read an OpenAPI 3 document.

    Args:
        path: A file of JSON if its name ends in ``.json``, else of YAML.

    Raises:
        InputError: It cannot be read, is not OpenAPI 3, has a value of a shape that OpenAPI does not allow,
            or is too large once its references are followed.
    """
    document = load_mapping(path)
    version = document.get("openapi")
    if isinstance(version, str) and re.match(r"3\.[0-9]", version):
        try:
            require_shape(document)
            require_bounded(document)
        except RecursionError:
            raise InputError(f"{path}: nested too deeply") from None
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        return document
    if "swagger" in document:
        raise InputError(f"{path}: a Swagger 2.0 document; OpenAPI 3 is required")
    if version is not None:
        raise InputError(f"{path}: OpenAPI {ascii(version)[:40]} is not supported; OpenAPI 3 is required")
    raise InputError(f"{path}: not an OpenAPI document: it has no key 'openapi'")


@collector_at_rest()
def load_mapping(path: Path) -> dict[str, Any]:
    """Parse a YAML or JSON file that contains one mapping; see `load_spec`.

    Raises:
        InputError: It cannot be read, is not well-formed, or contains something else.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text") from None
    try:
        if path.suffix.lower() == ".json":
            document: object = parse_json(text, object_pairs_hook=_unique, parse_constant=_refuse)
        else:
            document = _from_yaml(text)
            refuse_deep(document)
    except TooDeepError as error:
        raise InputError(f"{path}: {error}") from None
    except RecursionError:
        raise InputError(f"{path}: {TooDeepError()}") from None
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except ValueError as error:
        form = "JSON" if path.suffix.lower() == ".json" else "YAML"
        raise InputError(f"{path}: not well-formed {form}: {' '.join(str(error).split())[:300]}") from None
    if not isinstance(document, dict):
        raise InputError(f"{path}: expected a mapping at the top level")
    return document


def _write(node: object, indent: str, lead: str, lines: list[str]) -> None:
    """Write a node; `lead` begins the first line, `indent` all others."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            if not isinstance(key, str):
                raise TypeError(f"a key that is not text: {key!r}")
            written = text_of(key)
            if len(written) > _LONGEST_KEY:
                lines.append(f"{lead}? {written}")
                written, lead = "", indent
            if isinstance(value, str) and "\n" not in value:  # most are
                lines.append(f"{lead}{written}: {text_of(value)}")
            elif isinstance(value, _HOLDERS) and value:
                lines.append(f"{lead}{written}:")
                # A list has the indentation of its key.
                inner = f"{indent}  " if isinstance(value, dict) else indent
                _write(value, inner, inner, lines)
            else:
                _write(value, f"{indent}  ", f"{lead}{written}: ", lines)
            lead = indent
    elif isinstance(node, LISTS) and node:
        for item in node:
            if isinstance(item, str) and "\n" not in item:
                lines.append(f"{lead}- {text_of(item)}")
            else:
                _write(item, f"{indent}  ", f"{lead}- ", lines)
            lead = indent
    elif isinstance(node, str) and "\n" in node and (block := literal_block(node, indent, lead)):
        lines += block
    else:
        lines.append(lead + scalar(node))


def _from_yaml(text: str) -> object:
    written = read_written(text)
    if written is not None:
        return written
    # Imported on first use: text from our own writer does not need it.
    from tiktok_bindgen.assemble.any_yaml import read_any

    return read_any(text)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"duplicate key {ascii(key)[:100]}")
        found[key] = value
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
