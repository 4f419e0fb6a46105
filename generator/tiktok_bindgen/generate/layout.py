"""Python source laid out as ruff's formatter would: the one writer of expressions, statements and docstrings.

Templates hold the skeleton of a module; whatever can become too long for a line comes from here. No text of a
specification reaches a module except through `literal`, `docstring` or a name that `names` made.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import isfinite

from attrs import frozen

WIDTH = 110
_INDENT = "    "


@frozen
class Atom:
    """What cannot be broken: a name, an attribute, a literal."""

    text: str


@frozen
class Call:
    """A call; ``brackets`` makes it a subscript, and with no head a display."""

    head: str
    items: tuple[Expr, ...]
    brackets: str = "()"


@frozen
class Chain:
    """Parts with operators before all but the first: ``a or b``, ``x if c else y``, ``A | None``."""

    parts: tuple[tuple[str, Expr], ...]


@frozen
class Group:
    """An expression in brackets of its own."""

    inner: Expr


Expr = Atom | Call | Chain | Group


def name(text: str) -> Atom:
    """A name or another piece of source that never breaks."""
    return Atom(text)


def call(head: str, *items: Expr | str) -> Call:
    """A call with arguments."""
    return Call(head, tuple(_expr(item) for item in items))


def index(head: str, *items: Expr | str) -> Call:
    """A subscript, such as a generic type."""
    return Call(head, tuple(_expr(item) for item in items), "[]")


def union(*items: Expr | str) -> Expr:
    """A union of types; one alone is itself."""
    return chain("|", *items)


def chain(operator: str, *items: Expr | str) -> Expr:
    """Operands with one operator between them."""
    if len(items) == 1:
        return _expr(items[0])
    parts: list[tuple[str, Expr]] = []
    for item in items:
        inner = _expr(item)
        if isinstance(inner, Chain) and all(sign in {"", operator} for sign, _ in inner.parts):
            parts.extend((sign or (operator if parts else ""), part) for sign, part in inner.parts)
        else:
            parts.append((operator if parts else "", inner))
    return Chain(tuple(parts))


def choose(*items: Expr | str) -> Chain:
    """A conditional expression: value, condition, value, condition, …, value."""
    signs = ["", *(["if", "else"] * (len(items) // 2))]
    return Chain(tuple((sign, _expr(item)) for sign, item in zip(signs, items, strict=True)))


def loop(each: str, variable: str, source: Expr | str) -> Chain:
    """What a generator gives: ``each for variable in source``; the only argument of a call."""
    return Chain((("", Atom(each)), (_FOR, Atom(f"{variable} in {flat(_expr(source))}"))))


_FOR = "for"


def _expr(item: Expr | str) -> Expr:
    return Atom(item) if isinstance(item, str) else item


def flat(expr: Expr) -> str:
    """An expression on one line."""
    match expr:
        case Atom(text=text):
            return text
        case Call(head=head, items=items, brackets=brackets):
            inner = ", ".join(flat(item) for item in items)
            return f"{head}{brackets[:1]}{inner}{brackets[1:]}"
        case Chain(parts=parts):
            return " ".join(f"{sign} {flat(part)}" if sign else flat(part) for sign, part in parts)
        case Group(inner=inner):
            return f"({flat(inner)})"


def statement(before: str, expr: Expr, after: str = "", depth: int = 0) -> str:
    """A statement of one expression, such as ``x = expr`` or ``return expr``, indented.

    Args:
        before: What comes before the expression, with its space.
        expr: The expression.
        after: What comes after it.
        depth: How many levels it is indented.
    """
    pad = _INDENT * depth
    line = f"{pad}{before}{flat(expr)}{after}"
    if len(line) <= WIDTH or (not before and not isinstance(expr, Call)):
        return line
    if isinstance(expr, Call) and expr.items:
        return f"{pad}{before}{_broken(expr, depth)}{after}"
    target, equals, value = after.partition(" = ")
    if equals and not target and len(f"{pad}{before}{flat(expr)} = (") <= WIDTH:
        return f"{pad}{before}{flat(expr)} = (\n{pad}{_INDENT}{value}\n{pad})"
    if hugged := _hugged(f"{pad}{before}", expr, depth):
        return f"{hugged}{after}"
    opening = f"{pad}{before}("
    if isinstance(expr, Atom):
        inside = f"{pad}{_INDENT}{expr.text}"
        # Brackets that do not help are left out.
        if len(inside) > WIDTH or len(opening) > WIDTH:
            return line
        return f"{opening}\n{inside}\n{pad}){after}"
    return f"{opening}\n{_lines(expr, depth + 1)}\n{pad}){after}"


def _hugged(before: str, expr: Expr, depth: int) -> str:
    """Two operands of which the second breaks inside its own brackets, if what comes before those fits."""
    if not isinstance(expr, Chain) or [sign for sign, _ in expr.parts[1:]] not in (["and"], ["or"]):
        return ""
    (_, first), (sign, last) = expr.parts
    start = f"{before}{flat(first)} {sign} "
    if isinstance(last, Chain) and len(last.parts) == 2:
        start += f"{flat(last.parts[0][1])} {last.parts[1][0]} "
        last = last.parts[1][1]
    if isinstance(last, Call) and last.items and len(f"{start}{last.head}(") <= WIDTH:
        return f"{start}{_broken(last, depth)}"
    if isinstance(last, Group) and len(f"{start}(") <= WIDTH:
        return f"{start}{_group(last, depth)}"
    return ""


def _group(expr: Group, depth: int) -> str:
    """An expression in brackets that are on lines of their own."""
    return f"(\n{_lines(expr.inner, depth + 1)}\n{_INDENT * depth})"


def _lines(expr: Expr, depth: int, after: int = 0) -> str:
    """An expression inside brackets of its own: on one line, or broken at its operators.

    Args:
        expr: The expression.
        depth: How many levels it is indented.
        after: How many signs come after it.
    """
    pad = _INDENT * depth
    line = f"{pad}{flat(expr)}"
    if len(line) + after <= WIDTH:
        return line
    if isinstance(expr, Call) and expr.items:
        return pad + _broken(expr, depth)
    if isinstance(expr, Group):
        return pad + _group(expr, depth)
    if isinstance(expr, Chain):
        return "\n".join(_operand(sign, part, depth) for sign, part in expr.parts)
    return line


def _operand(sign: str, part: Expr, depth: int) -> str:
    pad = _INDENT * depth
    before = f"{pad}{sign} " if sign else pad
    line = before + flat(part)
    if len(line) > WIDTH and isinstance(part, Call) and part.items:
        return before + _broken(part, depth)
    if len(line) > WIDTH and isinstance(part, Group):
        return before + _group(part, depth)
    return line


def _broken(expr: Call, depth: int) -> str:
    """A call with its arguments on lines of their own."""
    pad = _INDENT * (depth + 1)
    opening, closing = expr.brackets[:1], expr.brackets[1:]
    together = pad + ", ".join(flat(item) for item in expr.items)
    lone = len(expr.items) == 1
    # Arguments may share a line of their own; the items of a list, and of types, may not.
    if len(together) <= WIDTH and expr.head and (lone or expr.brackets == "()"):
        inner = together
    else:
        # A comma after a lone subscript would make it another type.
        comma = "" if lone and expr.brackets == "[]" and expr.head else ","
        if lone and (isinstance(expr.items[0], Atom) or _is_loop(expr.items[0])):
            comma = ""
        inner = "\n".join(_lines(item, depth + 1, len(comma)) + comma for item in expr.items)
    return f"{expr.head}{opening}\n{inner}\n{_INDENT * depth}{closing}"


def _is_loop(expr: Expr) -> bool:
    return isinstance(expr, Chain) and expr.parts[-1][0] == _FOR


def rows(head: str, items: Sequence[Expr | str], after: str = "", depth: int = 0) -> str:
    """A list, tuple or call with one item a line, however short; ``head`` ends with the opening bracket."""
    pad = _INDENT * depth
    closing = {"(": ")", "[": "]", "{": "}"}[head[-1]]
    if not items:
        return f"{pad}{head}{closing}{after}"
    together = f"{pad}{head}{flat(_expr(items[0]))},{closing}{after}"
    # The comma of a tuple of one does not ask for lines.
    if len(items) == 1 and head.endswith("= (") and len(together) <= WIDTH:
        return together
    inner = "\n".join(_lines(_expr(item), depth + 1, 1) + "," for item in items)
    return f"{pad}{head}\n{inner}\n{pad}{closing}{after}"


def collection(before: str, items: Sequence[Expr | str], brackets: str) -> str:
    """A statement with a display that is on one line if it fits, else one item a line."""
    line = f"{before}{brackets[0]}{', '.join(flat(_expr(item)) for item in items)}{brackets[1]}"
    return line if len(line) <= WIDTH else rows(before + brackets[0], items)


def item(expr: Expr, depth: int) -> str:
    """One item of a list that has one a line, with its comma."""
    return f"{_lines(expr, depth, 1)},"


@frozen
class Parameter:
    """One parameter of a signature."""

    name: str
    annotation: Expr
    default: str = ""


def signature(
    head: str, parameters: Sequence[Parameter | str], result: str, depth: int, body: str = ""
) -> str:
    """A function's first line or lines: ``def head(parameters) -> result:``.

    Args:
        head: The function's name.
        parameters: Its parameters.
        result: The type of its result.
        depth: How many levels it is indented.
        body: What follows on the same line.
    """
    pad = _INDENT * depth
    body = f" {body}" if body else ""
    flats = [item if isinstance(item, str) else _parameter_flat(item) for item in parameters]
    line = f"{pad}def {head}({', '.join(flats)}) -> {result}:{body}"
    if len(line) <= WIDTH:
        return line
    together = f"{pad}{_INDENT}{', '.join(flats)}"
    if len(together) <= WIDTH and len(flats) <= _SHORT_SIGNATURE:
        return f"{pad}def {head}(\n{together}\n{pad}) -> {result}:{body}"
    inner = "\n".join(
        f"{pad}{_INDENT}{item}," if isinstance(item, str) else f"{_parameter(item, depth + 1)},"
        for item in parameters
    )
    return f"{pad}def {head}(\n{inner}\n{pad}) -> {result}:{body}"


# Past this many parameters one a line reads better, even where they would fit.
_SHORT_SIGNATURE = 4


def _parameter_flat(item: Parameter) -> str:
    default = f" = {item.default}" if item.default else ""
    return f"{item.name}: {flat(item.annotation)}{default}"


def _parameter(item: Parameter, depth: int) -> str:
    pad = _INDENT * depth
    line = pad + _parameter_flat(item)
    if len(line) < WIDTH:
        return line
    default = f" = {item.default}" if item.default else ""
    before = f"{pad}{item.name}: "
    if isinstance(item.annotation, Chain):
        first, *others = item.annotation.parts
        head = before + flat(first[1])
        if len(head) > WIDTH and isinstance(first[1], Call):
            head = before + _broken(first[1], depth)
        return "\n".join([head, *(_operand(sign, part, depth) for sign, part in others)]) + default
    if isinstance(item.annotation, Call):
        return before + _broken(item.annotation, depth) + default
    return line


def literal(value: object) -> Expr:
    """Source for a JSON value; any text is safe in it."""
    match value:
        case str():
            return Atom(quote(value))
        case None | bool() | int():
            return Atom(repr(value))
        case float():
            # JSON has no infinities; a YAML reader can still make one.
            return Atom(repr(value).replace("e+", "e") if isfinite(value) else f'float("{value!r}")')
        case Mapping():
            items = tuple(_pair(key, inner) for key, inner in value.items())
            return Call("", items, "{}")
        case Iterable():
            return Call("", tuple(literal(inner) for inner in value), "[]")
        case _:
            return Atom(quote(str(value)))


def _pair(key: object, value: object) -> Expr:
    return Atom(f"{quote(str(key))}: {flat(literal(value))}")


def texts(values: Sequence[Expr | str]) -> Call | Atom:
    """A tuple of expressions."""
    items = tuple(_expr(value) for value in values)
    if len(items) == 1:
        return Atom(f"({flat(items[0])},)")
    return Call("", items)


def quote(text: str) -> str:
    """A string literal on one line, in ASCII, with the quotes a formatter would choose."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    mark = "'" if text.count('"') > text.count("'") else '"'
    inner = "".join(_escaped(character, mark) for character in text)
    return f"{mark}{inner}{mark}"


def _escaped(character: str, mark: str) -> str:
    if character in {mark, "\\"}:
        return f"\\{character}"
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    if 32 <= code < 127:
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
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


def keyword(name: str, value: Expr) -> Expr:
    """A keyword argument."""
    match value:
        case Atom(text=text):
            return Atom(f"{name}={text}")
        case Call(head=head, items=items, brackets=brackets):
            return Call(f"{name}={head}", items, brackets)
        case Chain(parts=(first, *others)):
            return Chain((("", keyword(name, first[1])), *others))
        case _:
            return value


def imports(modules: Mapping[str, Iterable[str]], depth: int = 0) -> str:
    """``from … import …`` lines in the order a linter expects."""
    pad = _INDENT * depth
    lines = []
    for module in sorted(modules, key=_natural):
        wanted = sorted(set(modules[module]), key=_import_order)
        if not wanted:
            continue
        line = f"{pad}from {module} import {', '.join(wanted)}"
        if len(line) > WIDTH:
            inner = "\n".join(f"{pad}{_INDENT}{one}," for one in wanted)
            line = f"{pad}from {module} import (\n{inner}\n{pad})"
        lines.append(line)
    return "\n".join(lines)


def import_sections(wanted: Mapping[str, set[str]], package: str, depth: int) -> str:
    """Imports in their sections: the standard library, other packages, our own.

    A module with no name is one that is imported as such.
    """
    groups: tuple[dict[str, set[str]], ...] = ({}, {}, {})
    whole = sorted(wanted.get("", ()))
    for name, members in wanted.items():
        if name:
            own = name == package or name.startswith(f"{package}.")
            groups[2 if own else 1 if name == "attrs" else 0][name] = members
    sections = [imports(group, depth) for group in groups]
    pad = "    " * depth
    sections[0] = "\n".join(
        [*(f"{pad}import {name}" for name in whole), *([sections[0]] if sections[0] else [])]
    )
    return "\n\n".join(section for section in sections if section)


def export_order(text: str) -> tuple[int, tuple[_Chunk, ...]]:
    """The order of names in ``__all__``: constants, classes, the rest."""
    return _rank(text), _natural(text)


def _rank(text: str) -> int:
    if text.isupper() and len(text) > 1:
        return 0
    return 1 if text[:1].isupper() else 2


def _import_order(text: str) -> tuple[object, ...]:
    return _rank(text), _natural(text.lower()), _natural(text)


_Chunk = tuple[int, int, str]


# The same names are ordered in many files.
@cache
def _natural(text: str) -> tuple[_Chunk, ...]:
    return tuple(_chunk(part) for part in re.findall(r"[0-9]+|[^0-9]+", text))


def _chunk(part: str) -> _Chunk:
    if not part.isdecimal():
        return (1, 0, part)
    # Digits after a leading zero count as a fraction's do.
    return (0, -1, part) if part.startswith("0") else (0, len(part), part)
