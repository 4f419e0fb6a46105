"""Documents as YAML or JSON: written the same to the byte everywhere, read with care.

The writer is our own, as PyYAML's two emitters, the one in C and the one in Python, do not give the same
bytes (characters beyond U+FFFF), and which of them is there depends on the machine.

What that writer wrote is read line by line; all other YAML is left to PyYAML, which takes several times as
long (`tiktok_bindgen.assemble.any_yaml`).
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from tiktok_bindgen.assemble.written import KnownParts, read_written
from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.openapi import require_shape
from tiktok_bindgen.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# A reader need not look further than 1024 characters for the colon after a key.
_LONGEST_KEY = 1000
# Asked of every node: `list | tuple` would be made anew each time.
_LISTS = (list, tuple)

# Characters that some reader would change or refuse when they stand unescaped.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NEEDS_QUOTES = re.compile(r"""[\s,\[\]{}#&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.|=$|<<$|~|$""")
_BREAKS_PLAIN = re.compile(r":(?:\s|$)|\s#|\s$")
_NOT_TEXT = re.compile(
    r"""y|n|yes|no|on|off|true|false|null
    |[-+]?(?:(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?|0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|\.inf)|\.nan
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:t|\s+)[0-9].*)?""",
    re.IGNORECASE | re.VERBOSE,
)
# Most texts: what begins with a letter and has none of the characters that mean anything inside a text. Of
# what is `_NOT_TEXT`, all that begins so is short.
_PLAIN = re.compile(r"""[A-Za-z][ -"$-9;-~]*[!-"$-9;-~]""")
_LONGEST_WORD = 5


def dump_yaml(document: Mapping[str, object]) -> str:
    """Write a JSON-like document as YAML, in block style, keys in the order they are in.

    The text is read back as the same document by any reader of YAML 1.1 or 1.2.

    Raises:
        TypeError: If something in it is not JSON.
    """
    lines: list[str] = []
    _write(document, "", "", lines)
    return "\n".join(lines) + "\n"


def load_spec(path: Path, known: KnownParts | None = None) -> dict[str, Any]:
    """Read an OpenAPI 3 document.

    Args:
        path: A file of JSON if its name ends in ``.json``, else of YAML.
        known: What was read of parts of other documents, which this one shares; it is added to.

    Raises:
        InputError: If it cannot be read, is something else, or has something of a shape that it cannot have.
    """
    document = load_mapping(path, known)
    version = document.get("openapi")
    if isinstance(version, str) and re.match(r"3\.[0-9]", version):
        try:
            _require_shape(document, KnownParts() if known is None else known)
        except RecursionError:
            raise InputError(f"{path}: nested too deeply") from None
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        return document
    if "swagger" in document:
        raise InputError(f"{path}: a Swagger 2.0 document; OpenAPI 3 is needed")
    if version is not None:
        raise InputError(f"{path}: OpenAPI {ascii(version)[:40]} is not supported; OpenAPI 3 is needed")
    raise InputError(f"{path}: not an OpenAPI document: it has no key 'openapi'")


def _require_shape(document: dict[str, Any], known: KnownParts) -> None:
    """Look at the shape of a document, but for what it shares with others that were looked at."""
    seen = set(known.looked_at)
    require_shape(document, seen=seen)
    known.documents.append(document)
    known.looked_at = seen


@collector_at_rest()
def load_mapping(path: Path, known: KnownParts | None = None) -> dict[str, Any]:
    """Read a YAML or JSON file that holds one mapping; see `load_spec`.

    Raises:
        InputError: If it cannot be read, is not well-formed, or holds something else.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not text in UTF-8") from None
    try:
        document = _from_json(text) if path.suffix.lower() == ".json" else _from_yaml(text, known)
    except RecursionError:
        raise InputError(f"{path}: nested too deeply") from None
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except ValueError as error:
        raise InputError(f"{path}: {' '.join(str(error).split())[:300]}") from None
    if not isinstance(document, dict):
        raise InputError(f"{path}: holds no mapping")
    return document


def _write(node: object, indent: str, lead: str, lines: list[str]) -> None:
    """Write a node; `lead` is what the first line starts with, `indent` what all others do."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            if not isinstance(key, str):
                raise TypeError(f"a key that is not text: {key!r}")
            _write_entry(key, value, indent, lead, lines)
            lead = indent
    elif isinstance(node, _LISTS) and node:
        for item in node:
            _write(item, f"{indent}  ", f"{lead}- ", lines)
            lead = indent
    elif isinstance(node, str) and _is_block(node):
        lines += _block(node, indent, lead)
    else:
        lines.append(lead + _scalar(node))


def _write_entry(key: str, value: object, indent: str, lead: str, lines: list[str]) -> None:
    written = _text_again(key)
    if len(written) > _LONGEST_KEY:
        lines.append(f"{lead}? {written}")
        written, lead = "", indent
    if isinstance(value, str):
        if _is_block(value):
            lines += _block(value, f"{indent}  ", f"{lead}{written}: ")
        else:
            lines.append(f"{lead}{written}: {_text_again(value)}")
    elif isinstance(value, dict) and value:
        lines.append(f"{lead}{written}:")
        _write(value, f"{indent}  ", f"{indent}  ", lines)
    elif isinstance(value, _LISTS) and value:
        lines.append(f"{lead}{written}:")
        # A list stands under its key, not further in.
        _write(value, indent, indent, lines)
    else:
        lines.append(f"{lead}{written}: {_scalar(value)}")


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return _float(value)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, _LISTS):
        return "[]"
    raise TypeError(f"not JSON: {ascii(value)[:100]}")


def _float(value: float) -> str:
    # YAML 1.1 wants a point in the mantissa and a sign in the exponent.
    mantissa, exponent, power = repr(value).partition("e")
    if not exponent:
        return mantissa
    point = "" if "." in mantissa else ".0"
    return f"{mantissa}{point}e{power if power[0] in '+-' else f'+{power}'}"


def _text(text: str) -> str:
    if len(text) > _LONGEST_WORD and _PLAIN.fullmatch(text):
        return text
    if "\n" in text or "\t" in text or _UNPRINTABLE.search(text):
        escaped = json.dumps(text, ensure_ascii=False)
        return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", escaped)
    if _NEEDS_QUOTES.match(text) or _BREAKS_PLAIN.search(text) or _NOT_TEXT.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return text


# A document has few different texts, each many times. A reader keeps what it has read itself.
_text_again = lru_cache(maxsize=1 << 14)(_text)


def _is_block(text: str) -> bool:
    """Whether a text is best, and safely, written as a literal block."""
    if "\n" not in text or "\t" in text or _UNPRINTABLE.search(text):
        return False
    lines = text.split("\n")
    # An indented first line would be taken for the block's indentation.
    return bool(lines[0]) and not lines[0].startswith(" ") and not any(line.endswith(" ") for line in lines)


def _block(text: str, indent: str, lead: str) -> Iterable[str]:
    lines = text.split("\n")
    chomp = "-"
    if lines[-1] == "":
        lines.pop()
        # Line ends beyond the first are kept only if that is said.
        chomp = "+" if lines[-1] == "" else ""
    yield f"{lead}|{chomp}"
    inner = indent or "  "
    yield from (f"{inner}{line}" if line else "" for line in lines)


def _from_yaml(text: str, known: KnownParts | None) -> object:
    written = read_written(text, _scalar, known)
    if written is not None:
        return written
    # Whoever reads nothing but what we wrote need not wait for it.
    from tiktok_bindgen.assemble.any_yaml import read_any

    return read_any(text)


def _from_json(text: str) -> object:
    return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {ascii(key)[:100]} stands twice")
        found[key] = value
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
