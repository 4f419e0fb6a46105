"""Render Python source as plain text: literals, docstrings, imports. The formatter decides the layout.

Text from the document reaches a module only through `literal`, `docstring` or a name from `names`.
"""

from __future__ import annotations

import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

WIDTH = 110
_INDENT = "    "


def literal(value: object) -> str:
    """Return a literal of a JSON value; any text is safely escaped."""
    match value:
        case str():
            return quote(value)
        case None | bool() | int():
            return repr(value)
        case float():
            # JSON has no infinity, but YAML does.
            return repr(value) if isfinite(value) else f'float("{value!r}")'
        case Mapping():
            pairs = (f"{quote(str(key))}: {literal(inner)}" for key, inner in value.items())
            return f"{{{', '.join(pairs)}}}"
        case Iterable():
            return f"[{', '.join(map(literal, value))}]"
        case _:
            return quote(str(value))


def quote(text: str) -> str:
    """Return a string literal on one line, in ASCII."""
    return ascii(str(text))


def call(head: str, *items: str) -> str:
    """Return a call with arguments."""
    return f"{head}({', '.join(items)})"


def tuple_of(items: Iterable[str]) -> str:
    """Return a tuple of expressions."""
    inner = tuple(items)
    return f"({inner[0]},)" if len(inner) == 1 else f"({', '.join(inner)})"


def literal_type(values: Iterable[object]) -> str:
    """Return the ``Literal`` type of some values."""
    return f"Literal[{', '.join(map(literal, values))}]"


def rows(items: Iterable[str]) -> str:
    """Join items with a trailing comma, so that the formatter puts each on its own line."""
    return "".join(f"{item}," for item in items)


def table(entries: Mapping[str, str]) -> str:
    """Return a dictionary of text keys and value expressions, one entry a line."""
    return f"{{{rows(f'{quote(key)}: {value}' for key, value in entries.items())}}}"


def words(names: Iterable[str]) -> str:
    """Return names as lines of words."""
    return textwrap.fill(" ".join(names), WIDTH, break_long_words=False, break_on_hyphens=False)


def words_of(names: Iterable[str]) -> str:
    """Return a text literal of names with spaces between them: on one line if they fit."""
    text = " ".join(names)
    return quote(text) if len(text) < _SHORT_TEXT else f'"""\n{words(text.split())}\n"""'


# What fits on a line with a name and the signs around it.
_SHORT_TEXT = 60


def indented(lines: Iterable[str]) -> list[str]:
    """Indent statements by one level."""
    return [_INDENT + line for line in lines]


def signature(name: str, parameters: Sequence[str], result: str) -> str:
    """Return a function's first line: ``def name(parameters) -> result:``."""
    many = len(parameters) > _SHORT_SIGNATURE
    return f"def {name}({rows(parameters) if many else ', '.join(parameters)}) -> {result}:"


# Above this number of parameters, one a line reads better even if they would fit on one.
_SHORT_SIGNATURE = 4


_ODD = re.compile(r"[^ -~]")
_PLAIN = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u00d7": "x",
    "\u2212": "-",
}


def prose(text: str) -> str:
    """Clean text for a docstring or comment: one line, printable, no look-alike characters."""
    if not (text.isascii() and text.isprintable()):
        plain = unicodedata.normalize("NFKC", _ODD.sub(lambda odd: _PLAIN.get(odd[0], odd[0]), text))
        text = _ODD.sub(_readable, plain)
    return " ".join(text.split())


def _readable(odd: re.Match[str]) -> str:
    character = odd[0]
    if character.isspace() or unicodedata.category(character).startswith("C"):
        return " "
    # Linters and readers object to letters of other scripts that look like Latin ones.
    name = unicodedata.name(character, "")
    return character if name.startswith("LATIN") and character.isalpha() else f"U+{ord(character):04X}"


def docstring(paragraphs: Iterable[str], depth: int = 0) -> str:
    r"""Return a docstring; the first paragraph is its summary.

    A paragraph that ends with a colon and has lines below is a section such as ``Args:``; each of its lines
    is an item, wrapped with a hanging indent.
    """
    pad = _INDENT * depth
    first, *others = [paragraph for paragraph in paragraphs if paragraph.strip()] or ["Undocumented."]
    summary, rest = _summary(first, WIDTH - len(pad) - 7)
    blocks = [_block(paragraph, pad) for paragraph in ([rest, *others] if rest else others)]
    text = "\n\n".join([pad + summary, *blocks]).replace('"""', "'''")
    raw = "r" if "\\" in text else ""
    text = text.removeprefix(pad)
    # A leading quotation mark would merge with the opening ones.
    text = f"'{text[1:]}" if text.startswith('"') else text
    if "\n" in text:
        return f'{pad}{raw}"""{text}\n{pad}"""'
    # A trailing quotation mark or backslash would merge with the closing marks.
    end = " " if text.endswith(('"', "\\")) else ""
    return f'{pad}{raw}"""{text}{end}"""'


def attribute_docstring(text: str) -> str:
    """Return the docstring below an attribute, wrapped to the line width; empty for an empty text."""
    plain = prose(text).replace('"""', "'''")
    if not plain:
        return ""
    raw = "r" if "\\" in plain else ""
    # A quotation mark or backslash next to the delimiters would merge with them.
    plain = f"'{plain[1:]}" if plain.startswith('"') else plain
    plain = f"{plain} " if plain.endswith(('"', "\\")) else plain
    return _fold(f'{raw}"""{plain}"""', _INDENT, _INDENT)


def _summary(text: str, width: int) -> tuple[str, str]:
    """Split a first paragraph into one summary line and the remaining text."""
    plain = prose(text)
    if len(plain) > width:
        end = plain.find(". ", 0, width)
        if end > 0:
            return plain[: end + 1], plain[end + 2 :]
    return plain, ""


def _block(paragraph: str, pad: str) -> str:
    first, _, rest = paragraph.partition("\n")
    if rest and first.endswith(":"):
        items = [_fold(line, pad + _INDENT, pad + 2 * _INDENT) for line in rest.split("\n")]
        return "\n".join([pad + first, *items])
    return "\n".join(_fold(line, pad, pad) for line in paragraph.split("\n"))


def _fold(text: str, first: str, later: str) -> str:
    plain = prose(text)
    if plain and len(first) + len(plain) <= WIDTH:
        return first + plain
    folded = textwrap.wrap(
        plain,
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(folded)


def sentence(text: str) -> str:
    """Return a text as a summary line, with a capital at the start and a full stop at the end."""
    plain = prose(text).rstrip(" .:;,") or "Undocumented"
    summary = plain[:1].upper() + plain[1:]
    return summary if summary.endswith(("!", "?")) else f"{summary}."


def imports(wanted: Mapping[str, Iterable[str]], here: str = "") -> str:
    """Return import statements in the order of isort: by section, module and name.

    Args:
        wanted: The imported names by module; names under an empty module are imported as modules.
        here: The package of the module itself, whose contents are imported relatively.
    """
    standard = [f"import {name}" for name in sorted(wanted.get("", ()))]
    package, relative = list[str](), list[str]()
    for module, names in sorted(wanted.items(), key=lambda item: _natural(item[0])):
        place = module.removeprefix(here) if here and module.startswith(f"{here}.") else module
        if place and names:
            top = place.partition(".")[0]
            section = standard if top in sys.stdlib_module_names else package if top else relative
            section.append(f"from {place} import {', '.join(sorted(names, key=import_order))}")
    return "\n\n".join("\n".join(each) for each in (standard, package, relative) if each)


def merged(text: str) -> str:
    """Return the imports that a template wrote itself and those that it was given as one block."""
    found: dict[str, set[str]] = {}
    for line in filter(None, text.splitlines()):
        module, _, names = line.strip().partition("import ")
        found.setdefault(module.removeprefix("from ").strip(), set()).update(names.split(", "))
    return f"{imports(found)}\n"


def import_order(name: str) -> tuple[int, list[Any], str]:
    """Return a sort key for names that a module imports: constants, classes, then all others."""
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return kind, _natural(name), name


def _natural(name: str) -> list[Any]:
    """Return a sort key by which ``bed_9`` comes before ``Bed_10``."""
    return [int(part) if part.isdecimal() else part for part in re.split("([0-9]+)", name.lower())]
