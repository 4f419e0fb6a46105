"""The registry as lines, as JSON, and as the page ``docs/diff-rules.md``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from attrs import asdict

from tiktok_bindgen.diff.registry import Rule, pages_table, registry
from tiktok_bindgen.diff.yardstick import Yard, yardstick

_INTRODUCTION = """\
# The rules of `tiktok-bindgen diff`

Written by `tiktok-bindgen rules --format markdown -o docs/diff-rules.md`; a test fails when it is stale.

A change is **breaking** when a call that worked may fail, or what a caller reads is gone or another;
**risky** when it may, and the documents do not tell; **safe** when no caller has to do anything. Which of the
three depends on who has the value in hand: what a caller *sends* may be asked for less and offered more, what
a caller *reads* the other way round. The same change the other way round is the rule's mirror.

The pointer of a change: `/request/body/a/b`, `/request/query/x`, `/response/data/y`; `[]` is each item of a
list, `{}` each value of a map, `[0]` the first of a tuple, `{^x}` the keys that match a pattern.
`/request/body:TYPE` is a body's second media type, `/responses/404` a reply other than the main one. A
pointer leads through a payload: one of several forms (`oneOf`) is no step of it.
"""

_NOT_COMPARED = """\
## What is not compared

- Words that people alone read, unless `--prose` asks for them: titles, summaries, descriptions, examples,
  comments, links to other documentation; and the meaning of a value where that is a sentence and no name.
- How a condition in words is laid out, and the order of the sentences about a field: their letters and digits
  count alone.
- Names of components: what a schema is called is nothing on the wire. A component that nothing uses is
  nothing at all.
- The order of keys, of fields, of values, of servers and of ways to prove who calls.
- `if`/`then`, `dependentRequired` of a schema with `x-rules`, which states the same rules in full.
- How something is written: `nullable` or a type of null, `const` or one value, `allOf` or all in one, a bound
  that is exclusive by a flag or by a number, a reference or what it leads to.
- `x-presence` of a schema that is no field's.
"""


def rules_text(format_: Literal["text", "markdown", "json"]) -> str:
    """Write the registry."""
    rules = registry().values()
    if format_ == "json":
        return json.dumps([asdict(rule) for rule in rules], ensure_ascii=False, indent=2) + "\n"
    if format_ == "text":
        return "".join(f"{rule.id:44} {rule.severity:9} {rule.sentence}\n" for rule in rules)
    return "\n".join(_page(list(rules))) + "\n"


def _page(rules: list[Rule]) -> Iterator[str]:
    yield _INTRODUCTION
    counts = Counter(rule.severity for rule in rules)
    yield (
        f"{len(rules)} rules: "
        + ", ".join(f"{counts[each]} {each}" for each in ("breaking", "risky", "safe"))
        + "."
    )
    for area, group in pages_table(rules):
        yield f"\n## {area}\n"
        yield "| id | severity | what | why |"
        yield "|---|---|---|---|"
        for rule in group:
            yield f"| `{rule.id}` | {rule.severity} | {_cell(rule.sentence)} | {_cell(rule.why)} |"
    yield f"\n{_NOT_COMPARED}"
    yield from _yardstick()


def _yardstick() -> Iterator[str]:
    """The ids of another differ, and what stands for each here."""
    yards = yardstick()
    counts = Counter(yard.state for yard in yards)
    yield "## oasdiff's rules\n"
    yield (
        f"Of the {len(yards)} rules that oasdiff has for schemas, parameters, bodies, replies and headers, "
        f"{counts['covered']} are covered by ours, {counts['cannot occur']} cannot occur, "
        f"{counts['left']} are left. "
        "Ours do not tell a body's own schema from a field's: the pointer does.\n"
    )
    yield "| oasdiff | here |"
    yield "|---|---|"
    for yard in yards:
        yield f"| `{yard.theirs}` | {_yard(yard)} |"


def _yard(yard: Yard) -> str:
    if yard.state == "covered":
        return ", ".join(f"`{each}`" for each in yard.ours)
    return f"{yard.state}: {yard.reason}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
