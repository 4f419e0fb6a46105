"""Python source as plain text: literals, docstrings, imports. How it is laid out is the formatter's affair.

No text of a specification reaches a module except through `literal`, `docstring` or a name that `names` made.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

WIDTH = 110
_INDENT = "    "


def literal(value: object) -> str:
    """Source for a JSON value; any text is safe in it."""
    match value:
        case str():
            return quote(value)
        case None | bool() | int():
            return repr(value)
        case float():
            # JSON has no infinities; a YAML reader can still make one.
            return repr(value) if isfinite(value) else f'float("{value!r}")'
        case Mapping():
            pairs = (f"{quote(str(key))}: {literal(inner)}" for key, inner in value.items())
            return f"{{{', '.join(pairs)}}}"
        case Iterable():
            return f"[{', '.join(map(literal, value))}]"
        case _:
            return quote(str(value))


def quote(text: str) -> str:
    """A string literal on one line, in ASCII."""
    return ascii(str(text))


def call(head: str, *items: str) -> str:
    """A call with arguments."""
    return f"{head}({', '.join(items)})"


def tuple_of(items: Iterable[str]) -> str:
    """A tuple of expressions."""
    inner = tuple(items)
    return f"({inner[0]},)" if len(inner) == 1 else f"({', '.join(inner)})"


def literal_type(values: Iterable[object]) -> str:
    """The type of some literals."""
    return f"Literal[{', '.join(map(literal, values))}]"


def rows(items: Iterable[str]) -> str:
    """What goes between brackets so that each item is on a line of its own, however short."""
    return "".join(f"{item}," for item in items)


def table(entries: Mapping[str, str]) -> str:
    """A dictionary of texts and expressions with one entry a line, however short."""
    return f"{{{rows(f'{quote(key)}: {value}' for key, value in entries.items())}}}"


def indented(lines: Iterable[str]) -> list[str]:
    """Statements one level further in."""
    return [_INDENT + line for line in lines]


def signature(name: str, parameters: Sequence[str], result: str) -> str:
    """A function's first line: ``def name(parameters) -> result:``."""
    many = len(parameters) > _SHORT_SIGNATURE
    return f"def {name}({rows(parameters) if many else ', '.join(parameters)}) -> {result}:"


# Past this many parameters one a line reads better, even where they would fit.
_SHORT_SIGNATURE = 4


_PLAIN = str.maketrans(
    {
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
)


def prose(text: str) -> str:
    """Text that can stand in a docstring or a comment: one line, printable, no look-alike signs."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    plain = unicodedata.normalize("NFKC", text.translate(_PLAIN))
    kept = (
        character if character.isascii() and character.isprintable() else _readable(character)
        for character in plain
    )
    return " ".join("".join(kept).split())


def _readable(character: str) -> str:
    if character.isspace() or unicodedata.category(character).startswith("C"):
        return " "
    # Letters of other scripts can look like Latin ones, which linters and readers take amiss.
    name = unicodedata.name(character, "")
    return character if name.startswith("LATIN") and character.isalpha() else f"U+{ord(character):04X}"


def docstring(paragraphs: Iterable[str], depth: int = 0) -> str:
    r"""A docstring: the first paragraph is its summary.

    A paragraph that ends with a colon and has lines below is a section such as ``Args:``; each line of it is
    an item, folded with a hanging indent.
    """
    pad = _INDENT * depth
    first, *others = [paragraph for paragraph in paragraphs if paragraph.strip()] or ["Undocumented."]
    summary, rest = _summary(first, WIDTH - len(pad) - 7)
    blocks = [_block(paragraph, pad) for paragraph in ([rest, *others] if rest else others)]
    text = "\n\n".join([pad + summary, *blocks]).replace('"""', "'''")
    raw = "r" if "\\" in text else ""
    text = text.removeprefix(pad)
    # A quotation mark at the beginning would run into the opening marks.
    text = f"'{text[1:]}" if text.startswith('"') else text
    if "\n" in text:
        return f'{pad}{raw}"""{_closed(text)}\n{pad}"""'
    # A quotation mark or a backslash at the end would run into the closing marks.
    return (
        f'{pad}{raw}"""{_closed(text)}"""' if not text.endswith(('"', "\\")) else f'{pad}{raw}"""{text} """'
    )


def attribute_docstring(text: str) -> str:
    """The docstring of an attribute, which stands below it, folded to the width; empty without a text."""
    plain = prose(text).replace('"""', "'''")
    if not plain:
        return ""
    raw = "r" if "\\" in plain else ""
    # A quotation mark or a backslash beside the marks would run into them.
    plain = f"'{plain[1:]}" if plain.startswith('"') else plain
    plain = f"{plain} " if plain.endswith(('"', "\\")) else plain
    return _fold(f'{raw}"""{plain}"""', _INDENT, _INDENT)


def _summary(text: str, width: int) -> tuple[str, str]:
    """A first paragraph as one line, and what is left of it."""
    plain = prose(text)
    if len(plain) > width:
        end = plain.find(". ", 0, width)
        if end > 0:
            return plain[: end + 1], plain[end + 2 :]
    return plain, ""


def _closed(text: str) -> str:
    return f"{text}." if text.endswith("\\") else text


def _block(paragraph: str, pad: str) -> str:
    first, _, rest = paragraph.partition("\n")
    if rest and first.endswith(":"):
        items = [_fold(line, pad + _INDENT, pad + 2 * _INDENT) for line in rest.split("\n")]
        return "\n".join([pad + first, *items])
    return "\n".join(_fold(line, pad, pad) for line in paragraph.split("\n"))


def _fold(text: str, first: str, later: str) -> str:
    folded = textwrap.wrap(
        prose(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(folded)


def sentence(text: str) -> str:
    """A text as a summary line: it starts with a capital and ends with a full stop."""
    plain = prose(text).rstrip(" .:;,") or "Undocumented"
    summary = plain[:1].upper() + plain[1:]
    return summary if summary.endswith(("!", "?")) else f"{summary}."


def imports(wanted: Mapping[str, Iterable[str]], here: str = "") -> str:
    """Imports in any order, which is the formatter's affair.

    Args:
        wanted: What is imported, by module. A module with no name is one that is imported as such.
        here: The package of the module itself; what is in it is imported from there.
    """
    lines = [f"import {name}" for name in sorted(wanted.get("", ()))]
    for module, names in sorted(wanted.items()):
        place = module.removeprefix(here) if here and module.startswith(f"{here}.") else module
        if place and names:
            lines.append(f"from {place} import {', '.join(sorted(names))}")
    return "\n".join(lines)
