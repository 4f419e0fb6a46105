"""Sentences that the documentation does not have are read rightly, or not at all."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from unseen import GARDEN, judged, sentences

# How many rules and facts of each set are read.
READ = {
    "first.txt": (31, 22),
    "second.txt": (24, 26),
    "third.txt": (29, 20),
    "fourth.txt": (27, 19),
    "fifth.txt": (31, 21),
    "sixth.txt": (20, 17),
    "seventh.txt": (7, 7),
    "eighth.txt": (18, 17),
    "ninth.txt": (17, 16),
    "tenth.txt": (29, 19),
    "eleventh.txt": (30, 21),
    "twelfth.txt": (24, 16),
    "thirteenth.txt": (22, 20),
    "fourteenth.txt": (3, 1),
    "fifteenth.txt": (19, 13),
    "sixteenth.txt": (28, 21),
    "seventeenth.txt": (2, 3),
    "eighteenth.txt": (26, 20),
    "nineteenth.txt": (2, 2),
    "twentieth.txt": (28, 17),
    "twentyfirst.txt": (16, 16),
    "twentysecond.txt": (25, 18),
    "twentythird.txt": (20, 14),
    "twentyfourth.txt": (28, 20),
    "twentyfifth.txt": (4, 7),
    "twentysixth.txt": (29, 20),
    "twentyseventh.txt": (29, 20),
    "twentyeighth.txt": (7, 10),
    "free.txt": (6, 5),
    "training.txt": (105, 64),
    "training-more.txt": (141, 63),
    "composed.txt": (39, 16),
}


@pytest.mark.parametrize("name", READ)
def test_what_is_read_of_unseen_sentences_is_right(name: str) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for each in sentences(GARDEN.parent / name):
        how = judged(each)
        counts[each.kind, how] += 1
        if how == "wrong":
            wrong.append(each.sentence)
    assert wrong == []
    assert (counts["rule", "read"], counts["fact", "read"]) >= READ[name]
    # What demands nothing refuses nothing.
    assert all(how == "read" for kind, how in counts if kind == "nothing")


def test_every_set_is_measured() -> None:
    assert {path.name for path in Path(GARDEN).parent.glob("*.txt")} == set(READ)
