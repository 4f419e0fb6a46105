"""Measure how many sentences that the documentation does not have are read.

    python tests/tools/unseen.py [--all] FILE…

Each FILE has lines ``field | sentence | meaning``. The sentence is put behind the description of that field
of `tests/cases/unseen/garden.md`. Its meaning is what a facts page would state there (``Rule: …``, ``Length
limit: …``), ``-`` if it demands nothing, or ``?`` if it demands what no rule or fact can express. Prints, for
rules, facts and the rest, how many are read, read in part, told as a problem, passed over in silence, wrong.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from attrs import frozen

from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.logic.english import sentence as rule_sentence
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret

GARDEN = Path(__file__).parents[1] / "cases" / "unseen" / "garden.md"
# Rules that refuse the same of so many requests are the same.
_REQUESTS = 1500


@frozen
class Unseen:
    """A sentence, the field whose description has it, and its meaning."""

    field: str
    sentence: str
    meaning: str

    @property
    def kind(self) -> str:
        """Whether it means a rule, a fact, or nothing that can be expressed."""
        if self.meaning in {"-", "?"}:
            return {"-": "nothing", "?": "other"}[self.meaning]
        return "rule" if self.meaning.startswith("Rule: ") else "fact"


@frozen
class Reading:
    """What was read: rules and facts, each as a text, and the problems."""

    stated: frozenset[str]
    problems: tuple[str, ...]


def sentences(path: Path) -> Iterator[Unseen]:
    """Read the lines of a file, without comments."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            field, sentence, meaning = (part.strip() for part in line.split(" | "))
            yield Unseen(field, sentence, meaning)


def reading(field: str, text: str) -> Reading:
    """Read the garden's page with a text behind the description of a field."""
    page = GARDEN.read_text(encoding="utf-8")
    name = field.rpartition(".")[2]
    changed, count = re.subn(rf"(?m)^(#*\|{name}[ |].*)\|$", lambda row: f"{row[1]}<br>{text}|", page)
    if count != 1:
        message = f"{count} fields are called {name}"
        raise ValueError(message)
    read, problems = read_page(changed.encode(), "garden.md")
    document, more = interpret([read])
    return Reading(_stated(document.operations[0]), tuple(each.code for each in (*problems, *more)))


def _stated(operation: Operation) -> frozenset[str]:
    """The rules and facts, each as a text; rules that refuse the same requests have the same one."""
    rules = {_refused(rule) for rule in operation.rules}
    return frozenset({*rules, *(each for _, field in walk(operation.parameters) for each in _facts(field))})


@cache
def _requests() -> tuple[dict[str, Any], ...]:
    """Requests of any fields and values."""
    chosen = Random(1)
    values: dict[str, Sequence[Any]] = {
        "plot": ("BIG", "SMALL", "WILD"),
        "sun": ("FULL", "HALF", "NONE"),
        "fenced": (True, False),
        "width": (1, 2, 3, 5, 20, 21, 50, 100),
        "height": (1, 2, 3, 5, 20, 21, 50, 100),
        "rows": (0, 1, 2, 5, 6, 10, 11),
        "motto": ("", "ab", "a" * 40, "a" * 41),
        "herbs": (["MINT"], ["DILL"], ["MINT", "DILL"], ["SAGE"], ["MINT", "DILL", "SAGE"], []),
        "tags": (["a"], ["a", "b"], list("abcde"), list("abcdef"), []),
        "start_time": ("2030-01-01", "2030-01-02", "2030-03-01"),
        "end_time": ("2030-01-01", "2030-01-02", "2030-03-01"),
        "gate_id": ("1", "2"),
        "phone": ("1",),
        "bed": ({"soil": "CLAY"}, {"soil": "SAND", "depth": 1}, {}, {"depth": 5}),
        "pots": (
            [{"size": "L"}],
            [{"size": "S", "lid": "RED"}],
            [],
            [{"lid": "RED"}, {"size": "L", "lid": "x"}],
        ),
    }
    return tuple(
        {name: chosen.choice(of_field) for name, of_field in values.items() if chosen.random() < 0.5}
        for _ in range(_REQUESTS)
    )


@cache
def _refused(rule: Rule) -> str:
    """A text for what a rule refuses: the rule's, if it is the first that refuses just that."""
    refuses = tuple(bool(violations([rule], request)) for request in _requests())
    return _TEXTS.setdefault(refuses, rule_sentence(rule)) if any(refuses) else rule_sentence(rule)


_TEXTS: dict[tuple[bool, ...], str] = {}


def _facts(field: Field) -> Iterator[str]:
    facts = {
        "default": field.default,
        "limits": field.limits,
        "values": tuple(value.value for value in field.enum),
        "format": field.format,
        "zone": field.zone,
        "immutable": field.immutable,
        "lifecycle": field.lifecycle,
        "idempotency": field.idempotency,
        "presence": field.presence,
    }
    yield from (f"{field.name}: {name} {value}" for name, value in facts.items())
    yield from (f"{field.name}: in words {each.text}" for each in field.conditions)


@cache
def _bare() -> frozenset[str]:
    return reading("owner", "").stated


def judged(unseen: Unseen) -> str:
    """How a sentence is read: ``read``, ``part``, ``told``, ``silent`` or ``wrong``."""
    read = reading(unseen.field, unseen.sentence)
    meaning = "" if unseen.kind in {"nothing", "other"} else unseen.meaning
    meant = {each for each in reading(unseen.field, meaning).stated if _counts(each)}
    stated = {each for each in read.stated if _counts(each)}
    before = set(_bare())
    if stated == meant:
        if unseen.kind != "other":
            return "read"
        return "told" if read.problems or _in_words(read) else "silent"
    if stated - before <= meant - before and stated - before:
        return "part"
    if stated <= before:
        return "told" if read.problems or _in_words(read) else "silent"
    return "wrong"


def _counts(stated: str) -> bool:
    """Whether it is a rule or fact that a sentence states; a field with rules is always conditional."""
    return ": in words " not in stated and ": presence " not in stated


def _in_words(read: Reading) -> bool:
    return any(": in words " in each for each in read.stated)


def main(paths: Sequence[Path], *, show_all: bool) -> None:
    """Print the figures of each file, and the sentences that are not read."""
    for path in paths:
        found = [(each, judged(each)) for each in sentences(path)]
        _say(path.name)
        for kind in ("rule", "fact", "nothing", "other"):
            counts = Counter(how for each, how in found if each.kind == kind)
            if total := counts.total():
                _say(f"  {kind}: {total}:", ", ".join(f"{n} {how}" for how, n in counts.most_common()))
        for each, how in found:
            if show_all or how != "read":
                _say(f"    {how:7}{each.field} | {each.sentence} | {each.meaning}")
                if how in {"wrong", "part"}:
                    new = reading(each.field, each.sentence).stated - _bare()
                    _say("           →", "; ".join(sorted(filter(_counts, new))))


def _say(*parts: str) -> None:
    sys.stdout.write(" ".join(parts) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--all", action="store_true", help="show what is read, too")
    given = parser.parse_args()
    main(given.files, show_all=given.all)
