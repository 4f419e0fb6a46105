"""Measure how reliable the required fields of replies are, with examples that are held back.

python tests/tools/always.py FOLDER

Required fields are inferred from the operations' own pages only. First, counts how many such fields are
missing in replies of the same operations on other pages, field by field and page by page; then, inferring
from half of the operations, how many are missing in the other half's objects of the same kind.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import evolve

from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.sources import find_pages, read_pages
from tiktok_bindgen.weigh.always import Always, with_always
from tiktok_bindgen.weigh.calls import Shown, shown
from tiktok_bindgen.weigh.compare import compared
from tiktok_bindgen.weigh.contradicted import documented

Place = tuple[str, str, tuple[str, ...]]


def main(folder: Path) -> None:
    """Print the figures of a folder of pages."""
    pages = [each.page for each in read_pages(find_pages([folder]))]
    document, _ = interpret(pages)
    known = documented(document)
    replies = [each for page in pages for each in shown(page, known) if each.side == "response"]
    always = with_always(document, replies)
    _print("required of replies: {} of {} fields".format(*_counted(always.document)))
    own = {(each.method, each.path, each.page) for each in document.operations if each.repeats is None}
    others = [each for each in replies if (each.method, each.path, each.page) not in own]
    _judge("replies of other pages", always, others)
    for half in (0, 1):
        mine = {key for number, key in enumerate(sorted(known)) if number % 2 == half}
        seen = [each for each in replies if (each.method, each.path) in mine]
        unseen = [each for each in replies if (each.method, each.path) not in mine]
        _judge(f"operations of the other half ({half + 1})", with_always(document, seen), unseen)


def _counted(document: Document) -> tuple[int, int]:
    fields = [
        each
        for operation in document.operations
        if operation.repeats is None
        for _, each in walk(operation.response)
    ]
    return sum(each.presence == "required" for each in fields), len(fields)


def _judge(what: str, always: Always, replies: Iterable[Shown]) -> None:
    """Print how many of the required fields are missing in some replies, and which."""
    known = documented(always.document)
    asked: set[tuple[str, Place]] = set()
    lacked: set[tuple[str, Place]] = set()
    abridged = 0
    for each in replies:
        if not each.value or (each.method, each.path) not in known:
            continue
        if each.whole and not always.is_whole(each):
            abridged += 1
        elif each.whole:
            operation = known[each.method, each.path][0]
            key = each.method, each.path
            asked |= {(each.page, (*key, names)) for names in _asked(operation.response, each.value, ())}
            lacked |= {
                (each.page, (*key, one.names))
                for one in compared(evolve(each, recorded=True), operation).conflicts
                if one.fact == "required"
            }
    _print(f"{what}: {len(lacked)} of {len(asked | lacked)} lacked ({len(lacked) / len(asked | lacked):.2%})")
    fields = len({place for _, place in asked})
    _print(f"  of {fields} fields; {abridged} replies are abridged or of failures")
    for page, (method, path, names) in sorted(lacked):
        _print(f"  {method} {path} {'.'.join(names)}: {page}")
    levels = Counter(min(len(place[2]), 3) for _, place in asked)
    _print(f"  by depth: {dict(sorted(levels.items()))}")


def _asked(fields: Iterable[Field], value: object, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the required fields of the objects in a value."""
    if isinstance(value, list):
        for item in value:
            yield from _asked(fields, item, names)
    elif isinstance(value, dict) and value:
        for each in fields:
            if each.presence == "required":
                yield (*names, each.name)
            yield from _asked(each.children, value.get(each.name), (*names, each.name))


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
