"""What a comparison finds: differences between two schemas, and the judged changes made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from attrs import field, frozen

from tiktok_bindgen.openapi import same

Severity = Literal["breaking", "risky", "safe"]
Side = Literal["request", "response", ""]
Schema = Mapping[str, Any]
Steps = tuple[str, ...]

SEVERITIES: tuple[Severity, ...] = ("breaking", "risky", "safe")

# Steps that say no more than where a document keeps things.
_FRAME = {"request", "response", "responses", "body", "query", "header", "headers", "path", "cookie"}

# In a pointer: each item of a list, and each value of a map.
ITEM = "[]"
VALUE = "{}"
# Starts a step into one of several forms, which is no step on the wire.
FORM = "\0"


class Difference(NamedTuple):
    """One fact that two documents, or two of their schemas, do not share.

    Attributes:
        kind: The rule's name without its side: ``max-length-decreased``.
        steps: Where, from what was compared.
        old: The fact as it was, as JSON; ``None`` where there was none.
        new: The fact as it is now.
        note: What a guess was made of, or what a rule says in words.
    """

    kind: str
    steps: Steps = ()
    old: Any = None
    new: Any = None
    note: str = ""


def changed(what: str, old: object, new: object, *, note: str = "") -> Iterator[Difference]:
    """The difference between two facts, if there is one; ``None`` is no fact.

    Examples:
        >>> [each.kind for old, new in ((None, 7), (7, None), (7, 8)) for each in changed("pot", old, new)]
        ['pot-added', 'pot-removed', 'pot-changed']
    """
    if not same(old, new):
        change = "added" if old is None else "removed" if new is None else "changed"
        yield Difference(f"{what}-{change}", (), old, new, note)


def added_and_removed(what: str, old: Sequence[object], new: Sequence[object]) -> Iterator[Difference]:
    """What came to a list, and what went from it; the order makes no difference."""
    yield from (Difference(f"{what}-removed", (), each, None) for each in old if each not in new)
    yield from (Difference(f"{what}-added", (), None, each) for each in new if each not in old)


def at(steps: Steps, found: Iterable[Difference]) -> Iterator[Difference]:
    """Differences of a part, with the steps to that part before their own."""
    return (each._replace(steps=(*steps, *each.steps)) for each in found)


@frozen
class Change:
    """One judged change of an API.

    Attributes:
        id: The rule by which it was judged, a key of the registry.
        severity: ``breaking``: a call that worked may fail. ``risky``: it may, and the documents do not tell.
            ``safe``: no caller has to do anything.
        method: The operation's method in capitals; empty for the API as a whole.
        path: The operation's path; empty for the API as a whole.
        pointer: The place in it: ``/request/body/beds/[]/soil``.
        message: One sentence.
        old: The fact as it was, as JSON.
        new: The fact as it is now, as JSON.
        note: What a guess was made of.
        page: The address of the page that has to be read to know more, where a program cannot tell.
        hint: What a caller of our client has to alter.
        fingerprint: The same in every run and every format for the same change.
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
    hint: str = ""
    fingerprint: str = field(default="", eq=False)


@frozen
class Names:
    """The two documents compared, as a person called them."""

    old: str
    new: str


def side_of(steps: Steps) -> Side:
    """Whether a place is of what is sent, else of what comes back, where the kind of change has sides."""
    return "request" if steps[:1] == ("request",) else "response"


def steps_of(pointer: str) -> Steps:
    """The steps of a pointer.

    Examples:
        >>> steps_of("/request/body/beds/[]/a~1b")
        ('request', 'body', 'beds', '[]', 'a/b')
    """
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def on_the_wire(steps: Steps) -> Steps:
    """Steps without those into one of several forms, which a payload does not have."""
    return tuple(step for step in steps if not step.startswith(FORM))


def forms(steps: Steps) -> Steps:
    """The names of the forms that steps lead into."""
    return tuple(step.removeprefix(FORM) for step in steps if step.startswith(FORM))


def uncoded(text: str) -> str:
    """A text that can stand in back-ticks."""
    return text.replace("`", "'")


def counted(changes: Iterable[Change]) -> dict[Severity, int]:
    """How many changes there are of each severity, the worst first."""
    found = Counter(change.severity for change in changes)
    return {severity: found[severity] for severity in SEVERITIES}


def readable(steps: Steps) -> str:
    """Steps as a person writes them: ``beds[].soil``."""
    text = ""
    for step in on_the_wire(steps):
        joint = "." if text and step not in {ITEM, VALUE} else ""
        text += f"{joint}{step}"
    return text


def inner(steps: Steps) -> Steps:
    """Steps from what is sent or comes back, without those to that."""
    while len(steps) > 1 and steps[0] in _FRAME:
        steps = steps[1:]
    return steps


def name_of(steps: Steps) -> str:
    """The name of a place in a sentence: the field, or the body or reply as a whole."""
    return uncoded(readable(inner(steps))) or "the document"


def shortened(text: str, longest: int) -> str:
    """The beginning of a text, up to a blank, and a sign that it goes on.

    Examples:
        >>> shortened('["CLAY", "SAND"]', 12), shortened("clay", 12)
        ('["CLAY", …', 'clay')
    """
    if len(text) <= longest:
        return text
    head, blank, _ = text[:longest].rpartition(" ")
    return f"{head} …" if blank else f"{text[:longest]}…"
