"""The registry as lines, as JSON, and as the page ``docs/diff-rules.md``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from attrs import asdict

from tiktok_bindgen.diff.registry import Rule, registry

_INTRODUCTION = """\
# The rules of `tiktok-bindgen diff`

Written by `tiktok-bindgen rules --format markdown -o docs/diff-rules.md`; a test fails when it is stale.

A change is **breaking** when a call that worked may fail, or what a caller reads is gone or another;
**risky** when it may, and the documents do not tell; **safe** when no caller has to do anything. Which of the
three depends on who has the value in hand: what a caller *sends* may be asked for less and offered more, what
a caller *reads* the other way round. The same change the other way round is the rule's mirror.

What is said of a change is shown of a field called `field`, OLD is what was and NEW what is.

The pointer of a change: `/request/body/a/b`, `/request/query/x`, `/response/data/y`; `[]` is each item of a
list, `{}` each value of a map. `/request/body:TYPE` is a body's second media type, `/responses/404` a reply
other than the main one. A pointer leads through a payload: one of several forms (`oneOf`) is no step of it.
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
- What the server calls by itself (`callbacks`, `webhooks`), `links` of a reply, the scopes of a means to
  prove who calls, and the variables of a server.

Rarer keywords of JSON Schema, such as `contains`, `patternProperties` and `prefixItems`, are compared as they
are written, no references in them followed, and told as `keyword-changed`: whether more or less is allowed
is not.
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
    for area in dict.fromkeys(rule.area for rule in rules):
        yield f"\n## {area}\n"
        yield "| id | severity | what | why |"
        yield "|---|---|---|---|"
        for rule in (rule for rule in rules if rule.area == area):
            yield f"| `{rule.id}` | {rule.severity} | {_cell(rule.sentence)} | {_cell(rule.why)} |"
    yield f"\n{_NOT_COMPARED.rstrip()}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
