"""From a cell or a paragraph of Markdown mixed with HTML to lines of text.

The documentation's cells are neither Markdown nor HTML: lists are HTML tags that are often left open,
emphasis is either, code stands in back-ticks or ``<code>``, and angle brackets also write placeholders
(``<ID>``) and types (``map<string, string>``) that an HTML parser would swallow. So only complete tags of a
known name count as HTML, everything else is text. Lists and other blocks are nested by BeautifulSoup, which
is given nothing but their tags; what stands between those is read here. Every pass is linear in the text's
length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from tiktok_bindgen.read.page import Line

# Characters of tags in one cell, ten times what any has; nested without end they would take long to read.
_MOST_TAGS = 10_000

_BREAKING = (
    "br|p|div|ul|ol|li|table|thead|tbody|tfoot|tr|td|th|h[1-6]|hr|blockquote|pre|center|details|summary"
)
_INLINE = (
    "b|strong|i|em|u|s|del|ins|strike|span|font|code|kbd|tt|a|sup|sub|small|big|mark|"
    "img|image|iframe|video|source|wbr"
)
# What follows the name must look like attributes, so that "a<b and c>d" stays a comparison.
_ATTRIBUTES = r"(?:\s*/?|\s+data-[\w-]+\s*/?|\s[^<>=]*=[^<>]*)"
_BREAKING_TAG = re.compile(rf"<(/?)({_BREAKING}){_ATTRIBUTES}>", re.IGNORECASE)
_INLINE_TOKEN = re.compile(rf"`+|<(/?)({_INLINE})({_ATTRIBUTES})>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE}){_ATTRIBUTES}>", re.IGNORECASE)
_ANY_TAG = re.compile(rf"</?(?:{_BREAKING}|{_INLINE}){_ATTRIBUTES}>", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]*)>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"\*+|~~")
_BULLET = re.compile(r"\s*[-*•●▪◦·‣]\s+(?=\S)")
_PLAIN = re.compile(r"[<&`*\\~\[\n]")
# Only whole ones: in an address, `&region` is no registered sign before the letters `ion`.
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{0,40}|#[0-9]+|#[xX][0-9A-Fa-f]+);")
_LONGEST_NUMBER = 10
_INVISIBLE = dict.fromkeys(
    [
        *map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"),
        # Control characters, but for those that are white space.
        *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()),
    ],
    None,
)
# A code span or an escaped character stands as a number between these while emphasis and links are read.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
# Types, names and whole descriptions repeat; no text of a page is longer, but for what is made to be.
_CACHED = 2_000
# Stands for the text between two tags while lists are nested.
_GAP = "x"
# Tags that no list begins or ends with: a paragraph ends where a list begins.
_BESIDE_LISTS = frozenset({"br", "hr", "p"})
# Deeper than this lists are read at this depth.
_DEEPEST = 30


def lines(text: str) -> tuple[Line, ...]:
    """Read a cell or a paragraph.

    Args:
        text: Markdown and HTML as documented; a newline counts as a line break.

    Returns:
        The lines that are not empty, with how deep in lists each stands.
    """
    return _cached_lines(text) if len(text) <= _CACHED else _lines(text)


def flat(text: str) -> str:
    """Read a heading, a name or a type: all its text on one line."""
    return " ".join(line.text for line in lines(text))


def bare(text: str) -> str:
    """As ``flat``, without back-ticks and links: the text of what is a name or a type by its position."""
    written = flat(text)
    if "](" in written:
        written = _LINK.sub(r"\1", written)
    return fold(unescape(written.replace("`", ""))) if "`" in written else written


def unescape(text: str) -> str:
    """Read HTML's entities, numbers that no character has included.

    >>> unescape("&lt;&#91;&#99999999999;&region=1")
    '<[\ufffd&region=1'
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    written = match[0]
    if written[1] != "#":
        return html5.get(written[1:], written)
    return "\ufffd" if len(written) > _LONGEST_NUMBER else html.unescape(written)


def has_too_many_tags(text: str) -> bool:
    """Say whether a text's lists are read without their nesting, since no cell of a page is like that."""
    if len(text) <= _MOST_TAGS:
        return False
    return sum(match.end() - match.start() for match in _BREAKING_TAG.finditer(text)) > _MOST_TAGS


def without_tags(text: str) -> str:
    """Leave out known tags alone, keeping everything else as it is written."""
    return _BREAKING_TAG.sub(" ", _INLINE_TAG.sub("", text)) if "<" in text else text


def bullet(text: str) -> int:
    """Say how long the Markdown bullet is that a line begins with; 0 for none."""
    match = _BULLET.match(text)
    return match.end() if match else 0


def fold(text: str) -> str:
    """Fold white space, and leave out characters that cannot be seen."""
    # In most texts every character can be seen, which is quicker to tell.
    seen = text if text.isascii() and text.isprintable() else text.translate(_INVISIBLE)
    return " ".join(seen.split())


def _lines(text: str) -> tuple[Line, ...]:
    if _PLAIN.search(text) is None:
        folded = fold(text)
        cut = bullet(folded) if folded[:1] in "-*•●▪◦·‣" else 0
        return (Line(folded[cut:], 1 if cut else 0),) if folded else ()
    found: list[Line] = []
    for part, level in _parts(text):
        written = _inline(part)
        if not written:
            continue
        cut = bullet(written)
        found.append(Line(written[cut:], level + 1) if cut else Line(written, level))
    return tuple(found)


_cached_lines = lru_cache(maxsize=65536)(_lines)


def _parts(text: str) -> Iterator[tuple[str, int]]:
    """Cut a text where its lines end; each part that is not blank comes with how deep in lists it stands."""
    gaps: list[str] = []
    skeleton: list[str] = []
    position = 0
    for tag in _BREAKING_TAG.finditer(text) if "<" in text else ():
        gap = text[position : tag.start()]
        position = tag.end()
        if gap and not gap.isspace():
            gaps.append(gap)
            skeleton.append(_GAP)
        if (name := tag[2].lower()) not in _BESIDE_LISTS:
            skeleton.append(f"<{tag[1]}{name}>")
    gaps.append(text[position:])
    skeleton.append(_GAP)
    levels = (0,) * len(gaps) if has_too_many_tags(text) else _levels("".join(skeleton))
    for gap, level in zip(gaps, levels, strict=True):
        for part in gap.split("\n"):
            yield part, level


@lru_cache(maxsize=1024)
def _levels(skeleton: str) -> tuple[int, ...]:
    """Say how deep in lists each gap between a text's tags stands.

    A list may be missing around its items, and text may stand in a list outside any item.
    """
    if "<" not in skeleton:
        return (0,) * len(skeleton)
    found: list[int] = []
    todo: list[tuple[object, int, int]] = [(BeautifulSoup(skeleton, "html.parser"), 0, 0)]
    while todo:
        node, lists, level = todo.pop()
        if isinstance(node, NavigableString):
            found += [min(level, _DEEPEST)] * len(node)
        elif isinstance(node, Tag):
            if node.name in ("ul", "ol"):
                lists, level = lists + 1, lists
            elif node.name == "li":
                lists = level = max(lists, 1)
            todo.extend((child, lists, level) for child in reversed(node.contents))
    return tuple(found)


def _inline(text: str) -> str:
    """Read text that has no line break in it."""
    if _PLAIN.search(text) is None:
        return fold(text)
    if _OPEN in text or _CLOSE in text:
        text = text.replace(_OPEN, "\ufffd").replace(_CLOSE, "\ufffd")
    tokens = list(_INLINE_TOKEN.finditer(text))
    closers = _closers(tokens)
    out: list[str] = []
    held: list[str] = []
    anchor: tuple[int, str] | None = None
    position = 0
    for index, token in enumerate(tokens):
        if token.start() < position:
            continue
        before = text[position : token.start()]
        position = token.end()
        closer = closers[index]
        name = (token[2] or "").lower()
        if not name and _ends_in_escape(before):
            out.append(_unescaped(before + token[0], held))
            continue
        out.append(_unescaped(before, held))
        if closer is not None:
            content = _code(text[token.end() : closer.start()])
            position = closer.end()
            if content:
                out.append(_hole(content, held))
        elif name == "a":
            # A link ends where the next one begins: they do not nest.
            if anchor is not None:
                _close_anchor(out, *anchor)
            anchor = None if token[1] else (len(out), _href(token[3]))
        elif not name and len(token[0]) == 1:
            # A lone back-tick closes nothing; it is kept, as a browser would show it.
            out.append(_hole("`", held))
    out.append(_unescaped(text[position:], held))
    if anchor is not None:
        _close_anchor(out, *anchor)
    written = _markdown("".join(out))
    return fold(_HOLE.sub(lambda hole: held[int(hole[1])], written) if held else written)


def _ends_in_escape(text: str) -> bool:
    return text.endswith("\\") and (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _hole(content: str, held: list[str]) -> str:
    held.append(content)
    return f"{_OPEN}{len(held) - 1}{_CLOSE}"


def _closers(tokens: list[re.Match[str]]) -> list[re.Match[str] | None]:
    """Find, for every token that opens code, the one that closes it."""
    found: list[re.Match[str] | None] = [None] * len(tokens)
    following: dict[str, re.Match[str]] = {}
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        name = (token[2] or "").lower()
        if not name:
            found[index] = following.get(token[0])
            following[token[0]] = token
        elif name in ("code", "kbd", "tt"):
            if token[1]:
                following[name] = token
            else:
                found[index] = following.get(name)
    return found


def _code(content: str) -> str:
    """Write code in back-ticks; tags and back-ticks in it are its mark-up, not its text."""
    written = fold(unescape(_ANY_TAG.sub("", content).replace("`", " ").replace("\\|", "|")))
    # A back-tick that is text stays an entity, so that marks in a line always come in pairs.
    return f"`{written.replace('`', '&#96;')}`" if written else ""


def _href(attributes: str) -> str:
    match = _HREF.search(attributes)
    return fold(match[1] or match[2] or match[3] or "") if match else ""


def _close_anchor(out: list[str], start: int, target: str) -> None:
    label = "".join(out[start:]).strip()
    del out[start:]
    if not target or label.startswith("["):
        out.append(label)
    elif label:
        # The target must survive as a link target: no blank or bracket ends it early.
        safe = target.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
        out.append(f"[{label}]({safe})")


def _unescaped(text: str, held: list[str]) -> str:
    """Take out escaped characters, which are never mark-up."""
    return _ESCAPE.sub(lambda match: _hole(match[1], held), text) if "\\" in text else text


def _markdown(text: str) -> str:
    if "[" in text:
        text = _IMAGE.sub(" ", text)
        text = _LINK.sub(_link, text)
    if "<" in text:
        text = _AUTOLINK.sub(r"\1", text)
    if "*" in text or "~~" in text:
        text = _without_emphasis(text)
    return unescape(text) if "&" in text else text


def _link(match: re.Match[str]) -> str:
    label, target = match[1].strip(), match[2].split(maxsplit=1)
    return f"[{label or target[0]}]({target[0]})" if target else match[0]


def _without_emphasis(text: str) -> str:
    """Leave out the marks that come in pairs."""
    opened: dict[str, int] = {}
    dropped: list[tuple[int, int]] = []
    for match in _EMPHASIS.finditer(text):
        mark, start, end = match[0], match.start(), match.end()
        if len(mark) > 3:
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        wide = mark != "*"
        closes = bool(before.strip()) and (wide or not after.isalnum())
        opens = bool(after.strip()) and (wide or not before.isalnum())
        if mark in opened and closes:
            begin = opened.pop(mark)
            dropped += [(begin, begin + len(mark)), (start, end)]
        elif opens or (wide and mark in opened):
            opened[mark] = start
    if not dropped:
        return text
    parts: list[str] = []
    position = 0
    for start, end in sorted(dropped):
        parts.append(text[position:start])
        position = end
    parts.append(text[position:])
    return "".join(parts)
