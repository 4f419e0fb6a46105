"""The results of a comparison: differences between two schemas, and the judged changes made from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from attrs import field, frozen

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.logic.model import ITEM, VALUE
from tiktok_bindgen.openapi import same

Severity = Literal["breaking", "risky", "safe"]
Side = Literal["request", "response", ""]
Schema = Mapping[str, Any]
Steps = tuple[str, ...]

SEVERITIES: tuple[Severity, ...] = ("breaking", "risky", "safe")

# Steps that lead to a part of a request or reply, not into its fields.
_FRAME = {"request", "response", "responses", "body", "query", "header", "headers", "path", "cookie"}
_FRAME |= {"querystring", "x-reports"}

# The prefix of a step into one of several alternative schemas, which a payload does not have.
FORM = "\0"
#: The note of a field within an object that came or went as a whole: told only if it is where another was.
SHIFTED = "within"


class Difference(NamedTuple):
    """One fact that two documents, or two of their schemas, do not share.

    Attributes:
        kind: The rule's name without its side: ``max-length-decreased``.
        steps: Its place, relative to what was compared.
        old: The fact as it was, as JSON; ``None`` if there was none.
        new: The fact as it is now, likewise.
        note: The evidence for a guess, a rule in words, or which key or value differs.
        target: How many of the last steps a rule in words names; those before lead to its object.
    """

    kind: str
    steps: Steps = ()
    old: Any = None
    new: Any = None
    note: str = ""
    target: int = 0


def changed(what: str, old: object, new: object, *, note: str = "") -> Iterator[Difference]:
    """Yield the difference between two facts, if there is one; ``None`` means no fact.

    Examples:
        >>> [each.kind for old, new in ((None, 7), (7, None), (7, 8)) for each in changed("pot", old, new)]
        ['pot-added', 'pot-removed', 'pot-changed']
    """
    if not same(old, new):
        change = "added" if old is None else "removed" if new is None else "changed"
        yield Difference(f"{what}-{change}", (), old, new, note)


def added_and_removed(what: str, old: Sequence[object], new: Sequence[object]) -> Iterator[Difference]:
    """Yield what was removed from a list and what was added to it, ignoring order."""
    yield from (Difference(f"{what}-removed", (), each, None) for each in old if each not in new)
    yield from (Difference(f"{what}-added", (), None, each) for each in new if each not in old)


def at(steps: Steps, found: Iterable[Difference]) -> Iterator[Difference]:
    """Return the differences of a part with the steps to that part prepended."""
    return (each._replace(steps=(*steps, *each.steps)) for each in found)


@frozen
class Change:
    """One judged change of an API.

    Attributes:
        id: The rule by which it was judged, a key of the registry.
        severity: ``breaking``: a call that worked may fail. ``risky``: it may, but the documents do not show
            it. ``safe``: no caller has to do anything.
        method: The operation's method in capitals; empty for the API as a whole.
        path: The operation's path; empty for the API as a whole.
        pointer: Its place in the operation: ``/request/body/beds/[]/soil``.
        message: One sentence that describes it.
        old: The fact as it was, as JSON.
        new: The fact as it is now, as JSON.
        note: The evidence for a guess, a rule in words, or which key or value differs.
        page: The file of the page that it comes from; without files, the page's address; empty if neither is
            known.
        link: The address of the page to read where the change is in words only; else empty.
        hint: What a caller of our client has to alter.
        fingerprint: A digest that identifies the change in every run and format.
    """

    id: str
    severity: Severity
    method: str
    path: str
    pointer: str
    message: str
    old: Any = None
    new: Any = None
    note: str = ""
    page: str = ""
    link: str = ""
    hint: str = ""
    fingerprint: str = field(default="", eq=False)


def side_of(steps: Steps) -> Side:
    """Return the side of a place: ``request`` if it is in a request, else ``response``."""
    return "request" if steps[:1] == ("request",) else "response"


def on_the_wire(steps: Steps) -> Steps:
    """Return steps without those into one of several forms, which a payload does not have."""
    return tuple(step for step in steps if not step.startswith(FORM))


def forms(steps: Steps) -> Steps:
    """Return the names of the forms that steps lead into."""
    return tuple(step.removeprefix(FORM) for step in steps if step.startswith(FORM))


def uncoded(text: str) -> str:
    """Return a text that can be put in back-ticks."""
    return text.replace("`", "'")


class FactText(str):
    """A fact in a sentence; a template such as ``{new:item}`` gives it with a noun that agrees with it."""

    __slots__ = ()

    def __format__(self, noun: str) -> str:
        return number_of(1 if self == "1" else str(self), noun) if noun else str(self)


def counted(changes: Iterable[Change]) -> dict[Severity, int]:
    """Count the changes of each severity, the worst first."""
    found = Counter(change.severity for change in changes)
    return {severity: found[severity] for severity in SEVERITIES}


def readable(steps: Steps) -> str:
    """Return steps as a person writes them: ``beds[].soil``."""
    text = ""
    for step in on_the_wire(steps):
        joint = "." if text and step not in {ITEM, VALUE} else ""
        text += f"{joint}{step}"
    return text


def inner(steps: Steps) -> Steps:
    """Return steps without those that lead to the part of the request or reply, if it has fields."""
    while len(steps) > 1 and steps[0] in _FRAME and steps[1] not in {ITEM, VALUE}:
        steps = steps[1:]
    return steps


def name_of(steps: Steps) -> str:
    """Return the name of a place for a sentence: the field, or the body or reply as a whole."""
    return uncoded(readable(inner(steps))) or "the document"


def shortened(text: str, longest: int) -> str:
    """Shorten a text to about ``longest`` characters, at a blank if there is one, and mark that it continues.

    Examples:
        >>> shortened('["CLAY", "SAND"]', 12), shortened("clay", 12)
        ('["CLAY", …', 'clay')
    """
    if len(text) <= longest:
        return text
    head, blank, _ = text[:longest].rpartition(" ")
    return f"{head} …" if blank else f"{text[:longest]}…"
