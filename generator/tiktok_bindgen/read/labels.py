"""Find a page's labels and the addresses beside them: ``**Endpoint** https://…``, ``**Method** GET``."""

from __future__ import annotations

import re

from attrs import frozen

from tiktok_bindgen.read import inline
from tiktok_bindgen.read.page import Side
from tiktok_bindgen.read.words import LABELS, Role, role_of

# Only this many characters of a line are searched for a label and what it names.
_LONGEST = 2000

_LABEL = re.compile(
    r"([\s>*_#:•-]*)"  # marks before it
    r"([A-Za-z][A-Za-z ?/-]{1,40}?)\s*"  # its words
    r"(?=\*|__|[:：(]|$|\s<?https?:|`|\[|\s/)"  # what ends them
)
_HTML_MARK = re.compile(r"\s*<(?:b|strong|h[1-6])\b", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)|[\s:：*_.]")
_ADDRESS = re.compile(r"<?https?://")
# The first word of a heading → the side of a call that it announces, also after words such as ``Example``.
_SIDES: dict[str, Side] = {"request": "request", "response": "response", "reply": "response"}
_BEFORE_SIDE = frozenset({"example", "examples", "sample", "successful", "failed"})
_VERB = re.compile(r"\b(GET|POST|PUT|DELETE|PATCH)\b", re.IGNORECASE)
_BETWEEN_VERBS = re.compile(r"[\s`*,/|&+.]+(?:(?:OR|AND)[\s`*]+)?")
_URL = re.compile(r"""(?:https?://[^\s/<>()\[\]`"'|*]+)?/[^\s<>()\[\]`"'|*，。；]*""")
_PATH = re.compile(r"(?:/[A-Za-z0-9_.{}~-]+)+/?")
_ROOT = re.compile(r"/open_api/|/v\d")
_SHORT_PATH = re.compile(r"(?:/[a-z0-9_]{1,60}){2,10}/?")
_MENTIONED = re.compile(rf"[`\[]({_SHORT_PATH.pattern})[`\]]")
# The common prefix of the paths of the portal's endpoints.
ROOT = "/open_api/v1.3"
# Pages of the portal, which are linked everywhere, and the root itself are not endpoints.
_NO_ENDPOINT = re.compile(r"/(?:portal|marketing_api|help|gateway)/|^/(?:open_api/?)?$")
_MANY_SLASHES = re.compile(r"/{2,}")
_BEYOND_PATH = re.compile(r"[?#&\\]")


@frozen
class Label:
    """A label: what it announces, the text after it on its line, its own words."""

    role: Role
    rest: str
    words: str


def label_of(text: str, *, marked: bool) -> Label | None:
    """Read a label at the beginning of a line.

    Args:
        text: The line.
        marked: Whether it is known to be a heading.

    Returns:
        The label, or ``None``. A label is emphasised or alone on its line; only an endpoint's, a method's or
        a source's may be followed by what it names.
    """
    plain = inline.without_tags(text[:_LONGEST]).strip()
    match = _LABEL.match(plain)
    if match is None:
        return _plain_method(plain)
    words = " ".join(match[2].split())
    after = plain[match.end() :]
    emphasised = (
        marked
        or "**" in match[1]
        or "__" in match[1]
        or after.startswith(("**", "__"))
        or _HTML_MARK.match(text) is not None
    )
    role = role_of(words, fuzzy=emphasised)
    rest = after.lstrip("*_:： ")
    alone = not _ASIDE.sub("", rest)
    if role == "endpoint":
        fits = emphasised or alone or names_path(rest)
    elif role == "method":
        fits = emphasised or alone or _VERB.match(rest) is not None
    elif role == "source":
        fits = _ADDRESS.match(rest) is not None
    else:
        fits = alone and (emphasised or not after)
    return Label(role, rest, words) if role is not None and fits else _plain_method(plain)


def is_break(line: str) -> bool:
    """Report whether a line is a heading or a label that structures a page, so is in no table or code."""
    stripped = line.strip()
    if len(stripped) > 80 or not stripped.startswith(("##", "**")) or "|" in stripped:
        return False
    if stripped[0] == "*" and not stripped.rstrip(": ").endswith("**"):
        return False
    return stripped.strip("#*: ").lower() in LABELS


def side_of(heading: str) -> Side | None:
    """Return the side of a call that a heading which is no label announces; ``None`` for neither."""
    words = heading.lower().replace("`", " ").split()[:3]
    if words[:1] and words[0] in _BEFORE_SIDE:
        words = words[1:]
    return _SIDES.get(words[0].rstrip(":s")) if words else None


def verb_in(text: str) -> str:
    """Return the first HTTP method in a text, outside addresses; empty for none."""
    verb = _VERB.search(_URL.sub(" ", text[:_LONGEST]))
    return verb[1].upper() if verb else ""


def verbs_beside(text: str) -> tuple[str, ...]:
    """Return the methods after the first if a text lists only methods: ``GET / POST``.

    Examples:
        >>> verbs_beside("`GET` or `POST`")
        ('POST',)
        >>> verbs_beside("POST, never GET")
        ()
    """
    words = [word for word in _BETWEEN_VERBS.split(text[:_LONGEST].upper()) if word]
    verbs = list(dict.fromkeys(words)) if all(_VERB.fullmatch(word) for word in words) else []
    return tuple(verbs[1:])


def paths_in(text: str) -> list[tuple[str, bool]]:
    """Return the paths of the endpoint addresses in a text, each with whether it is malformed."""
    found: list[tuple[str, bool]] = []
    for match in _URL.finditer(text):
        url = match[0]
        absolute = url.startswith("http")
        path = url.split("://", 1)[-1].partition("/")[2] if absolute else url[1:]
        path = _BEYOND_PATH.split("/" + path, maxsplit=1)[0].rstrip(".,;:!")
        path = _MANY_SLASHES.sub("/", path)
        if _NO_ENDPOINT.search(path) or not (absolute or _ROOT.match(path)):
            continue
        if path.startswith("/v"):
            path = "/open_api" + path
        parts = path.strip("/").split("/")
        unusual = _PATH.fullmatch(path) is None or not all(part.strip(".") for part in parts)
        found.append((path, unusual))
    return found


def names_path(text: str) -> bool:
    """Report whether a text contains the address of an endpoint, or is a path without the common prefix."""
    return bool(paths_in(text) or path_without_root(text))


def path_without_root(text: str) -> str:
    """Return the short path, one that lacks the common prefix, that a label names; empty for none.

    Examples:
        >>> path_without_root("`/plot/water/`")
        '/plot/water/'
    """
    _, words = _verb_and_words(text)
    return words[0] if len(words) == 1 and _SHORT_PATH.fullmatch(words[0]) else ""


def mentioned_path(text: str) -> str:
    """Return the only such short path that a sentence names as code or a link; empty for none or several.

    Examples:
        >>> mentioned_path("Use `/plot/water/` to water it."), mentioned_path("Not `/plot/a/`, `/plot/b/`.")
        ('/plot/water/', '')
    """
    found = set(_MENTIONED.findall(text[:_LONGEST]))
    return found.pop() if len(found) == 1 else ""


def verb_before_path(text: str) -> str:
    """Return the HTTP method that a text begins with; empty if there is none, or nothing after it."""
    verb, words = _verb_and_words(text)
    return verb if words else ""


def is_only_address(text: str) -> bool:
    """Report whether a text is the address of an endpoint and nothing else, except for a method before it."""
    _, words = _verb_and_words(text)
    return len(words) == 1 and "/open_api/" in words[0] and bool(paths_in(words[0]))


def _verb_and_words(text: str) -> tuple[str, list[str]]:
    """Return the HTTP method that a text begins with, empty for none, and the words after it."""
    words = text[:_LONGEST].replace("`", " ").replace("*", " ").split()
    verb = words.pop(0).upper() if words and _VERB.fullmatch(words[0]) else ""
    return verb, words


def _plain_method(text: str) -> Label | None:
    label, _, rest = text.partition(" ")
    if label.strip("*_:#").lower() == "method":
        rest = rest.strip(" `*_:.")
        return Label("method", rest, label) if _VERB.fullmatch(rest) or verbs_beside(rest) else None
    return None
