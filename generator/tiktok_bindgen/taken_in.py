"""Recorded calls taken into the facts pages, so that what is built of these needs no calls any more."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from tiktok_bindgen.evidence import Evidence, Wrong, wrong
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.pipeline import dated_folders, facts_files, read_dated
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.sentences import Interpreted, interpret
from tiktok_bindgen.states import State, states, stem
from tiktok_bindgen.weigh import weighed


@frozen
class TakenIn:
    """What became of some evidence.

    Attributes:
        changed: The facts pages that say something else by it, relative to the root.
        wrong: What the newest pages have wrong by it.
        problems: What is odd about it.
    """

    changed: tuple[str, ...]
    wrong: tuple[Wrong, ...]
    problems: tuple[Problem, ...]


def take_in(root: Path, evidence: Evidence, *, check: bool = False) -> TakenIn:
    """Weigh the facts pages of all dates against evidence, and write what is contested into them.

    Args:
        root: Where ``spec/`` is.
        evidence: The evidence.
        check: Write nothing, only say what would change.

    Raises:
        InputError: There are no facts pages, or one cannot be written.
    """
    folders = dated_folders(root)
    shared = Interpreted()
    texts: dict[Path, str] = {}
    newest: tuple[tuple[Wrong, ...], tuple[Problem, ...]] | None = None
    # A page of several dates counts as what the newest of them makes of it.
    for state in reversed(states(read_dated(folders)).values()):
        pages = [each.page for each in state.pages]
        stated, _ = interpret(pages, shared)
        before, odd_before = weighed(stated, pages)
        after, odd = weighed(stated, [*pages, *evidence.pages], calls=evidence.calls)
        old, new = facts_files(without_prose(before)), facts_files(without_prose(after))
        for name in (name for name, text in new.items() if text != old.get(name)):
            texts.setdefault(_file(folders, state, name), new[name])
        if newest is None:
            newest = wrong(stated, after, evidence), tuple(sorted({*odd, *evidence.problems} - {*odd_before}))
    changed = [path for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
    if not check:
        for path in changed:
            write_text_atomic(path, texts[path])
    names = tuple(sorted(path.relative_to(root).as_posix() for path in changed))
    return TakenIn(names, *(newest or ((), ())))


def _file(folders: dict[str, Path], state: State, name: str) -> Path:
    """The facts page that a name in a state is of."""
    page = name if name in state.dates else next(each for each in state.dates if stem(each) == stem(name))
    date = state.dates[page]
    return folders[date] / name.removeprefix(f"{date}/")
