"""The templates of reports, and how a text that may be anybody's is made safe for each."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_CODE = re.compile(r"`([^`]*)`")
# Not next to another back-tick, as several are another kind of mark.
_MARKDOWN_CODE = re.compile(r"((?<!`)`[^`]+`(?!`))")


def fill(name: str, **values: object) -> str:
    """Fill in the template of a name, such as ``report.md``."""
    return _environment().get_template(f"{name}.jinja").render(values)


def printable(text: str, kept: str = "") -> str:
    """A text without what a terminal would take for a command; a blank for each such character."""
    return "".join(character if character.isprintable() or character in kept else " " for character in text)


@cache
def _environment() -> Environment:
    # Importing it takes longer than anything else the command line needs.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    # Everything else is no character of XML 1.0, even when it is escaped.
    no_xml = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
    environment = Environment(
        loader=PackageLoader("tiktok_bindgen.diff", "templates"),
        autoescape=select_autoescape(["html.jinja", "xml.jinja"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "html": lambda text: Markup(_html(text)),  # noqa: S704 - it has just been escaped
        "html_with_code": lambda text: Markup(_CODE.sub(r"<code>\1</code>", _html(text))),  # noqa: S704 - likewise
        "xml": lambda text: _one_line(no_xml.sub("\N{REPLACEMENT CHARACTER}", text)),
        "markdown": markdown,
        "code": code,
    }
    return environment


def _html(text: str) -> str:
    return escape(printable(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def markdown(text: str) -> str:
    """A text in which only what stands in back-ticks is Markdown."""
    return "".join(
        part if part.startswith("`") and part.endswith("`") and len(part) > 1 else _escaped(part)
        for part in _MARKDOWN_CODE.split(_one_line(printable(text)))
    )


def code(text: str) -> str:
    """A text as code in Markdown."""
    return f"`{_one_line(printable(text)).replace('`', chr(39))}`"


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#@])", r"\\\1", text)
