"""Write what recorded calls contest into the facts pages, so that builds need the calls no more."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from tiktok_bindgen.dates import dated_folders, read_dated
from tiktok_bindgen.evidence import Evidence, Wrong, wrong
from tiktok_bindgen.facts import facts_files
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.sentences import Interpreted, interpret
from tiktok_bindgen.states import states, stem
from tiktok_bindgen.weigh import weighed


@frozen
class AppliedEvidence:
    """The result of applying evidence to the facts pages.

    Attributes:
        changed: The facts pages that changed, relative to the root.
        wrong: The facts of the newest pages that the evidence contradicts.
        problems: The problems of the evidence.
    """

    changed: tuple[str, ...]
    wrong: tuple[Wrong, ...]
    problems: tuple[Problem, ...]


def apply_evidence(root: Path, evidence: Evidence, *, check: bool = False) -> AppliedEvidence:
    """Weigh the facts pages of all dates against evidence, and write the contested facts into them.

    Args:
        root: The folder that contains ``spec/``.
        evidence: The evidence.
        check: Write nothing; only determine what would change.

    Raises:
        InputError: There are no facts pages, one cannot be written, or a page is none but has to be changed.
    """
    folders = dated_folders(root)
    shared = Interpreted()
    texts: dict[Path, str] = {}
    newest: tuple[tuple[Wrong, ...], tuple[Problem, ...]] | None = None
    # A page that belongs to several dates is weighed in the newest of them.
    for state in reversed(states(read_dated(folders)).values()):
        pages = {each.page.name: each.page for each in state.pages}
        stated, _ = interpret([*pages.values()], shared)
        before, problems_before = weighed(stated, [*pages.values()])
        after, problems = weighed(stated, [*pages.values()], calls=evidence.calls)
        old, new = facts_files(without_prose(before)), facts_files(without_prose(after))
        for name in (name for name, text in new.items() if text != old.get(name)):
            page = pages[name if name in pages else next(each for each in pages if stem(each) == stem(name))]
            date = state.dates[page.name]
            file = folders[date] / page.name.removeprefix(f"{date}/")
            alone, _ = interpret([page], shared)
            # What is written of a facts page is that page; any other would be lost.
            if facts_files(without_prose(alone)).get(page.name) != file.read_text(encoding="utf-8"):
                raise InputError(
                    f"{file}: not a facts page, so calls cannot be taken into it: "
                    "replace it by what `tiktok-bindgen facts` makes of it"
                )
            texts.setdefault(file, new[name])
        if newest is None:
            newest = (
                wrong(stated, after, evidence),
                tuple(sorted({*problems, *evidence.problems} - {*problems_before})),
            )
    changed = [path for path, text in texts.items() if path.read_text(encoding="utf-8") != text]
    if not check:
        for path in changed:
            write_text_atomic(path, texts[path])
    names = tuple(sorted(path.relative_to(root).as_posix() for path in changed))
    return AppliedEvidence(names, *(newest or ((), ())))
