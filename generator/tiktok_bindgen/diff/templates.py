"""The templates of reports, and the filters that make untrusted text safe in each format."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from tiktok_bindgen.counting import number_of

if TYPE_CHECKING:
    from jinja2 import Environment

_CODE = re.compile(r"`([^`]*)`")
# Not next to another back-tick, as several are another kind of mark.
_MARKDOWN_CODE = re.compile(r"((?<!`)`[^`]+`(?!`))")


def fill(name: str, **values: object) -> str:
    """Render the template with a name such as ``report.md``."""
    return _environment().get_template(f"{name}.jinja").render(values)


def printable(text: str, kept: str = "") -> str:
    """Replace each character that is not printable, such as a terminal's commands, by a blank."""
    return "".join(character if character.isprintable() or character in kept else " " for character in text)


@cache
def _environment() -> Environment:
    # Imported when needed: it takes longer than anything else that the command line imports.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    # Characters that XML 1.0 does not allow, even escaped.
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
        "number_of": number_of,
    }
    return environment


def _html(text: str) -> str:
    return escape(printable(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def markdown(text: str) -> str:
    """Escape a text for Markdown, except for code in back-ticks."""
    return "".join(
        part if part.startswith("`") and part.endswith("`") and len(part) > 1 else _escaped(part)
        for part in _MARKDOWN_CODE.split(_one_line(printable(text)))
    )


def code(text: str) -> str:
    """Return a text as code in Markdown."""
    return f"`{_one_line(printable(text)).replace('`', chr(39))}`"


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#@])", r"\\\1", text)
