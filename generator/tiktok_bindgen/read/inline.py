"""Convert a cell or a paragraph of Markdown mixed with HTML to lines of text.

The documentation's cells are neither Markdown nor HTML: lists are HTML tags that are often left open,
emphasis is either, code stands in back-ticks or ``<code>``, and angle brackets also write placeholders
(``<ID>``) and types (``map<string, string>``) that an HTML parser would swallow. So only complete tags of a
known name count as HTML, everything else is text. Every pass is linear in the text's length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5

from tiktok_bindgen.read.page import Line

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
# Only with a semicolon: in an address, `&region` is not the registered sign followed by the letters `ion`.
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
# Code spans and escaped characters are replaced by a number between these while emphasis and links are read.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
# Types, names and whole descriptions repeat, so texts up to this length are cached; longer ones are rare.
_CACHED = 2_000
# Tags that no list begins or ends with: a paragraph ends where a list begins.
_BESIDE_LISTS = frozenset({"br", "hr", "p"})
# Lists nested deeper are read at this depth.
_DEEPEST = 30


def lines(text: str) -> tuple[Line, ...]:
    """Read a cell or a paragraph.

    Args:
        text: Markdown and HTML as documented; a newline counts as a line break.

    Returns:
        The non-empty lines, each with its depth in lists.
    """
    return _cached_lines(text) if len(text) <= _CACHED else _lines(text)


def flat(text: str) -> str:
    """Return all text of a heading, a name or a type on one line."""
    return " ".join([line.text for line in lines(text)])


def bare(text: str) -> str:
    """Return what ``flat`` does, without back-ticks and links: for what its position makes a name or type."""
    written = flat(text)
    if "](" in written:
        written = _LINK.sub(r"\1", written)
    return fold(unescape(written.replace("`", ""))) if "`" in written else written


def unescape(text: str) -> str:
    """Decode HTML entities; numbers that no character has become the replacement character.

    >>> unescape("&lt;&#91;&#99999999999;&region=1")
    '<[\ufffd&region=1'
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    written = match[0]
    if written[1] != "#":
        return html5.get(written[1:], written)
    return "\ufffd" if len(written) > _LONGEST_NUMBER else html.unescape(written)


def without_tags(text: str) -> str:
    """Remove known tags, and keep everything else as written."""
    return _BREAKING_TAG.sub(" ", _INLINE_TAG.sub("", text)) if "<" in text else text


def bullet(text: str) -> int:
    """Return the length of the Markdown bullet that a line begins with; 0 for none."""
    match = _BULLET.match(text)
    return match.end() if match else 0


def fold(text: str) -> str:
    """Collapse white space, and remove invisible characters."""
    # Most texts have visible ASCII characters only, which is quicker to check.
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
    """Cut a text where its lines end; each part that is not blank comes with how deep in lists it stands.

    The list around items may be missing, and a list may have text outside any item.
    """
    # The open tags: the name of each, how many lists are around what is in it, and how deep that stands.
    around = [("", 0, 0)]
    opened: dict[str, int] = {}
    position = 0
    for tag in _BREAKING_TAG.finditer(text) if "<" in text else ():
        yield from _filled(text[position : tag.start()], around[-1][2])
        position = tag.end()
        name = tag[2].lower()
        if not tag[1] and name not in _BESIDE_LISTS:
            _, lists, level = around[-1]
            if name in ("ul", "ol"):
                lists, level = lists + 1, lists
            elif name == "li":
                lists = level = max(lists, 1)
            around.append((name, lists, level))
            opened[name] = opened.get(name, 0) + 1
        while tag[1] and opened.get(name):
            # What is left open inside ends, too.
            closed, *_ = around.pop()
            opened[closed] -= 1
            if closed == name:
                break
    yield from _filled(text[position:], around[-1][2])


def _filled(text: str, level: int) -> list[tuple[str, int]]:
    return [(part, min(level, _DEEPEST)) for part in text.split("\n") if part and not part.isspace()]


# Cached because cells share lines.
@lru_cache(maxsize=65536)
def _inline(text: str) -> str:
    """Convert text without line breaks."""
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
    """Return, for every token that opens code, the one that closes it; ``None`` for all others."""
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
    """Put code in back-ticks; tags and back-ticks in it are mark-up, not text."""
    untagged = _ANY_TAG.sub("", content) if "<" in content else content
    written = fold(unescape(untagged.replace("`", " ").replace("\\|", "|")))
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
        # Blanks and brackets, which would end the target early, are encoded.
        safe = target.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
        out.append(f"[{label}]({safe})")


def _unescaped(text: str, held: list[str]) -> str:
    """Replace escaped characters, which are never mark-up, by their numbers in ``held``."""
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
    """Remove emphasis marks that come in pairs."""
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
