"""Find the list in the appendix, or on another page, that a field's description refers to for its values.

A link's anchor, then its text, then the field's own name tell which list is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from attrs import field, frozen

from tiktok_bindgen.interpret.appendix_model import Enumeration
from tiktok_bindgen.interpret.linked_lists import APPENDIX, DASH, Link, LinkedLists, key_of
from tiktok_bindgen.interpret.reference_lists import is_reference_list
from tiktok_bindgen.language.statements import split
from tiktok_bindgen.read.page import Line

# Names by which lists are referred to → their headings in the appendix. To read one more, add a row.
ALIASES: dict[str, str] = {
    "Deep-level Bidding Strategy": "Deep Event Bidding Strategy",
    "Targeting Age Group": "Age Group",
    "Audience Age Range": "Age Group",
    "Audience Gender": "Gender",
    "Audience Language": "Language Code",
    "Languages": "Language Code",
    "Audience Network Type": "Connection Type",
    "Audience Operation System": "Operating System",
    "Audience Operating System": "Operating System",
    "Ad Group Status": "Ad group status - secondary status",
    "Ad Status": "Ad status - secondary status",
    "Campaign Status": "Campaign Status - Secondary Status",
    "TikTok Post Authorization Status": "Spark Ads Post Authorization Status",
    "Optimization Location": "Promotion Type",
    "Objective": "Advertising Objective",
    "Budget verification ratio and precision of each currency": "Currency",
}

#: The text of a facts page's link to a list that does not restrict its field.
LISTED = re.compile(r"Reference list - (.+)")
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\(([^()\s]{0,500})\)")
_NUMBER = re.compile(r"[?&]id=(\d{10,20})(?!\d)")
_CALLED = re.compile(r"\benumerations?\b\s*(?:[-–—:]\s*)?", re.IGNORECASE)
# The text of a link that was lost, up to the end of the clause.
_UNLINKED = re.compile(r"\bEnumerations?\s*[-–—]\s*([A-Z][\w&/ –—-]{1,80}?)(?=\s+(?:for|to)\b|[.,;)）]|$)")
_CONDITIONAL = re.compile(r"^(?:•\s*)?(?:when|if|unless|once)\b", re.IGNORECASE)
# Words that announce the field's values at a link, whatever the list is called there.
_ANNOUNCES = re.compile(
    r"^(?:for|to (?:learn|find out|find|see|check|know)(?: more)?(?: about)?|see|please (?:see|refer to)) "
    r"(?:the )?"
    r"(?:(?:supported|allowed|available|complete list of) )?enum(?:eration)? values\b"
    r"|^(?:the )?(?:value range|supported \w+) (?:is|are) (?:shown|listed|given) in\b"
    r"|^for supported \w+, see\b"
    r"|\bfor (?:the |details of )?(?:enum|supported|allowed|optional) values[.。]?$",
    re.IGNORECASE,
)
_MAY_ANNOUNCE = re.compile(r"values|value range|upported")
# Values that are said to be of something other than the field.
_OF_ANOTHER = re.compile(r"\b(?:enum )?values? of (?!(?:the|this) (?:field|parameter)\b)", re.IGNORECASE)


@frozen
class Reference:
    """One mention of an enumeration.

    Attributes:
        anchor: The place in the enumerations page that it leads to; empty when it has none.
        label: The name that it gives the list.
        called: Whether it says that it leads to an enumeration.
        link: The link, if it is one.
    """

    anchor: str
    label: str
    called: bool = True
    link: Link | None = field(default=None, repr=False)


class Enumerations:
    """An index of the appendix's enumerations."""

    def __init__(self, enumerations: Iterable[Enumeration], linked: LinkedLists | None = None) -> None:
        """Index enumerations; of two that are called the same, the one that is not deprecated is found."""
        self.linked = LinkedLists(()) if linked is None else linked
        self._by_key: dict[str, Enumeration] = {}
        self._by_field: dict[str, list[Enumeration]] = {}
        for enumeration in sorted(enumerations, key=lambda each: each.lifecycle is not None):
            self._by_key.setdefault(key_of(enumeration.name), enumeration)
            for name in enumeration.fields:
                if enumeration.lifecycle is None or name not in self._by_field:
                    self._by_field.setdefault(name, []).append(enumeration)

    def find(self, references: Sequence[Reference], field: str, path: str) -> Enumeration | None:
        """Find the list that a field's description refers to.

        Args:
            references: The references in the description.
            field: The field's name.
            path: The operation's path; it distinguishes lists whose names differ in what they are for.
        """
        for reference in references:
            for name in (reference.anchor, reference.label):
                found = self._named(name, path) if reference.called else self._exactly(name)
                if name and found is not None:
                    return found
        links = [each.link for each in references if each.link is not None]
        for link in links:
            if (listed := self._on_page(link, field, only=True)) is not None:
                return listed
        elsewhere = next((found for link in links if (found := self.linked.find(link, field))), None)
        if elsewhere is not None:
            return elsewhere
        # Otherwise take the list that says that it is for this field, if it is the only one.
        own = self._by_field.get(field, [])
        if len(own) == 1 and any(_may_mean(each, own[0]) for each in references):
            return own[0]
        return None

    def described(self, lines: Sequence[Line], field: str) -> str | None:
        """The name of the list that says what a field's values are, where no sentence holds it to them.

        A facts page names it, even where the list is not there.
        """
        for line in lines:
            for link in links(line.text) if "](" in line.text else ():
                if named := LISTED.fullmatch(link.label):
                    return named[1]
                if (found := self._on_page(link, field, only=False)) is not None:
                    return found.name
        return None

    def _on_page(self, link: Link, field: str, *, only: bool) -> Enumeration | None:
        """The list with facts that a link leads to: named like the field, or the only one of its page."""
        page = self.linked.page(link)
        lists = () if page is None else page.lists
        if page is None and (called := self._exactly(link.label)) is not None and is_reference_list(called):
            lists = (called.name,)
        likeness = {name: _likeness(field, name) for name in lists}
        best = max(likeness.values(), default=0)
        names = [name for name in lists if likeness[name] == best and (best or only)]
        return self._exactly(names[0]) if len(names) == 1 else None

    def _exactly(self, name: str) -> Enumeration | None:
        key = key_of(APPENDIX.sub("", name))
        return self._by_key.get(key) or self._by_key.get(_ALIASES.get(key, ""))

    def _named(self, name: str, path: str) -> Enumeration | None:
        parts = DASH.split(name.strip())
        for start in range(len(parts)):
            key = key_of(" ".join(parts[start:]))
            found = self._by_key.get(key) or self._by_key.get(_ALIASES.get(key, ""))
            if found is not None:
                return found
        return self._for_path(key_of(parts[-1]), path)

    def _for_path(self, key: str, path: str) -> Enumeration | None:
        """The only list whose name ends in these words and begins with a segment of the path.

        ``Secondary Status`` of ``/adgroup/get/`` is ``Ad group status - secondary status``.
        """
        segments = set(path.split("/"))
        found = [
            enumeration
            for known, enumeration in self._by_key.items()
            if key and known.endswith(f" {key}") and _subject(known.removesuffix(key)) in segments
        ]
        return found[0] if len(found) == 1 else None


def references(lines: Sequence[Line]) -> tuple[Reference, ...]:
    """Find the references by which a description states the field's values.

    Examples:
        >>> references([Line("For enum values, see [Enumeration - Age Group](https://a.example/#item-link-Age%20Group).")])
        (Reference(anchor='Age Group', label='Age Group', called=True),)
        >>> references([Line("For enum values, see [Plots](https://a.example/).")])
        (Reference(anchor='', label='Plots', called=False),)
        >>> references([Line("See Enumeration - Age Group for details.")])
        (Reference(anchor='', label='Age Group', called=True),)
    """
    return tuple(
        reference
        for line in lines
        if "numeration" in line.text or ("](" in line.text and _MAY_ANNOUNCE.search(line.text))
        for sentence in split(line.text)
        if not _CONDITIONAL.match(sentence) and not _OF_ANOTHER.search(sentence)
        for reference in _in_sentence(sentence)
        if reference.called or not _CONDITIONAL.match(line.text)
    )


def _may_mean(reference: Reference, enumeration: Enumeration) -> bool:
    """Whether a reference may mean a list: all words of its label are in the list's name."""
    return reference.called or set(key_of(reference.label).split()) <= set(key_of(enumeration.name).split())


def _in_sentence(sentence: str) -> Iterator[Reference]:
    linked = False
    for match in _LINK.finditer(sentence):
        called = _CALLED.search(match[1])
        if called:
            linked = True
            label = match[1][called.end() :].strip()
            yield Reference(_anchor(match[2]), label, link=_link(label, match[2], sentence))
        elif not match[1].startswith("/") and _ANNOUNCES.search(sentence):
            linked = True
            label = match[1].replace("`", "").strip()
            yield Reference(_anchor(match[2]), label, called=False, link=_link(label, match[2], sentence))
    if not linked:
        for match in _UNLINKED.finditer(sentence):
            yield Reference("", match[1].strip())


def links_in(sentence: str) -> Iterator[Link]:
    """Yield the links of a sentence."""
    return (_link(match[1], match[2], sentence) for match in _LINK.finditer(sentence))


def _anchor(target: str) -> str:
    return unquote(target.partition("#")[2]).removeprefix("item-link-").strip()


def _link(label: str, target: str, sentence: str) -> Link:
    number = _NUMBER.search(target)
    return Link(label, number[1] if number else "", _anchor(target), _LINK.sub(r"\1", sentence))


def links(text: str) -> list[Link]:
    """The links in a description."""
    return [_link(match[1].replace("`", "").strip(), match[2], text) for match in _LINK.finditer(text)]


def _likeness(field: str, name: str) -> int:
    """How well a field's name matches that of a list; 0 for not at all.

    `timezone` matches ``Time zone`` completely, `country_code` matches ``Location code`` by its last word.
    """
    own, wanted = key_of(field.replace("_", " ")), key_of(name)
    if own.replace(" ", "") == wanted.replace(" ", ""):
        return 3
    if wanted.replace(" ", "") in own.replace(" ", ""):
        return 2
    return int(own.split()[-1:] == wanted.split()[-1:])


def _subject(words: str) -> str:
    """The beginning of a list's name, spelled as in a path: ``ad group status`` → ``adgroup``."""
    return "".join(word for word in words.split() if word != "status")


_ALIASES = {key_of(alias): key_of(name) for alias, name in ALIASES.items()}
