"""Search named things by words: what fits best comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from .lookup import nearest, search_words

T = TypeVar("T")


class Text(NamedTuple):
    """What a thing is searched by."""

    name: str
    what: str = ""  # a sentence about it
    more: str = ""  # further names that it has something to do with


def search(things: Iterable[T], text: Callable[[T], Text], words: Sequence[str]) -> list[T]:
    """Return the things that contain all words, in any case and number, the best first."""
    wanted = search_words(" ".join(words))
    ranked = [(rank, thing) for thing in things if (rank := _rank(wanted, text(thing))) is not None]
    return [thing for _, thing in sorted(ranked, key=lambda each: each[0])]


def similar(words: Sequence[str], texts: Iterable[Text]) -> str:
    """Suggest a known word for each that is not known, as the end of a message; empty if there is none."""
    known = {word for text in texts for word in search_words(" ".join(text))}
    wanted = search_words(" ".join(words))
    near = [word if word in known else next(iter(nearest(word, sorted(known))), "") for word in wanted]
    return f"; did you mean {' '.join(near)}?" if all(near) and near != wanted else ""


def _rank(wanted: Sequence[str], text: Text) -> int | None:
    """Return how well words fit: 0 if they are the name; ``None`` if a word does not occur."""
    name, what = search_words(text.name), search_words(text.what)
    phrase, named, said = (f" {' '.join(words)} " for words in (wanted, name, what))
    if phrase == named:
        return 0
    if said.startswith(phrase):
        return 1
    if phrase in named:
        return 2
    if {*wanted} <= {*name}:
        return 3
    if phrase in said:
        return 4
    if {*wanted} <= {*name, *what}:
        return 5
    # Elsewhere also parts of words; but in a sentence, "live" must not find "delivery".
    rest = f"{text.name}\n{text.more}".casefold()
    return 6 if all(word in rest or f" {word}" in said for word in wanted) else None
