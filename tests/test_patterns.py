"""Expressions in specs mean the same in every tool: with ECMAScript's flag `u`, without it, and in Python."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator

import pytest

from newest import DATES, committed_spec
from pages import ROOT
from site_scripts import NODE, needs_node
from text_cases import text_cases
from tiktok_bindgen.language.formats import format_pattern
from tiktok_bindgen.runtime.kinds import EMOJI, has_emoji

# What is valid and the same with the flag and without it: characters of ASCII, classes of characters that are
# one unit of UTF-16 each, and classes of all others, which repeat or stand before one that does, since some
# characters are two units; and alternatives of such.
_CHARACTER = r"[A-Za-z0-9 _:;,@#%&=~<>!\"'-] | \\[\\^$.|?*+()\[\]{}/] | \\d"
_INSIDE = (
    r"(?: [^\\\[\]^\ud800-\uffff\U00010000-\U0010ffff-] | [0-9]-[0-9] | \\[\\^$.|?*+()\[\]{}/-] | \\d )+"
)
_OTHERS = rf"\[\^{_INSIDE}\]"
_ONE = (
    rf"\^? (?: (?: {_CHARACTER} | \[{_INSIDE}\] ) (?: [*+?] | \{{[0-9]+(?:,[0-9]*)?\}} )?"
    rf" | {_OTHERS} (?: [*+] | (?={_OTHERS}\*) ) )* \$?"
)
SAME = re.compile(rf"{_ONE} (?: \| {_ONE} )*", re.VERBOSE)
TEXTS = [
    "",
    "a",
    "-",
    "#@+!",
    "01",
    "0123456",
    "0 (12) 345-67 a",
    "0 (12) 345-67 𝄞",
    "2031-05-03",
    "2031-05-03 10:20:30",
    "2031-05-03T10:20:30Z",
    "né €",
    "🌷",
    "a𝄞",
]
_PROGRAM = """
const [patterns, texts] = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const found = patterns.map((each) => ["u", ""].map((flags) => {
  try {
    const made = new RegExp(each, flags);
    return texts.map((text) => made.test(text));
  } catch { return null; }
}));
process.stdout.write(JSON.stringify(found));
"""


def patterns(node: object) -> Iterator[str]:
    """Yield the expressions of a document."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, each in inside:
        if key == "pattern" and isinstance(each, str):
            yield each
        else:
            yield from patterns(each)


def committed() -> list[str]:
    return sorted({each for date in DATES for each in patterns(committed_spec(date))})


def in_ecmascript(found: list[str]) -> list[tuple[list[bool] | None, list[bool] | None]]:
    """Whether expressions match the texts, with the flag `u` and without; `None` for one that is invalid."""
    assert NODE is not None
    done = subprocess.run(
        [NODE, "-e", _PROGRAM],
        input=json.dumps([found, TEXTS]),
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    return [(with_flag, without) for with_flag, without in json.loads(done.stdout)]


def test_every_expression_of_a_committed_spec_means_the_same_everywhere() -> None:
    found = committed()
    assert len(found) >= 6
    assert [each for each in found if SAME.fullmatch(each) is None] == []


@needs_node
def test_every_expression_matches_the_same_texts_in_ecmascript_and_python() -> None:
    found = committed()
    in_python = [[re.search(each, text, re.ASCII) is not None for text in TEXTS] for each in found]
    assert in_ecmascript(found) == [(each, each) for each in in_python]


@text_cases(pattern=str)
def test_an_expression_that_tools_could_take_differently_is_found(pattern: str) -> None:
    assert SAME.fullmatch(pattern) is None


@needs_node
def test_an_expression_that_differs_between_tools_is_not_taken_for_one_that_does_not() -> None:
    odd = [f"^[^{EMOJI}]*$", "^[🌷]$", "^[^a]$", r"^a\-b$", r"^\a$", "^]$"]
    for (with_flag, without), pattern in zip(in_ecmascript(odd), odd, strict=True):
        assert with_flag != without, pattern


@pytest.mark.parametrize(
    "signs", ["emoji", "emoji #", "# - / [ \\ ] ^ ¥", "emoji 𝄞", "𝄞 ! $ ( ) * + . ? { | }"]
)
def test_the_expression_for_a_text_without_signs_means_the_same_everywhere(signs: str) -> None:
    pattern = format_pattern(f"text without {signs}", "string")
    assert (pattern is None) == (signs in {"emoji", "emoji 𝄞"})
    if pattern is not None:
        assert SAME.fullmatch(pattern)
        for sign in signs.replace("emoji", "").replace("𝄞", "").split():
            assert re.search(pattern, f"a{sign}b") is None
        assert re.search(pattern, "rose")


def test_scripts_and_guide_have_the_same_emoji_as_the_client() -> None:
    script = (ROOT / "generator/tiktok_bindgen/site/assets/check.js").read_text(encoding="utf-8")
    guide = (ROOT / "docs/openapi-extensions.md").read_text(encoding="utf-8")
    assert rf"EMOJI = /[{EMOJI}\uFE0F]/u;" in script
    assert f"`{EMOJI}`" in guide
    texts = ("rose", "né 𝄞 ♥", "a🌷", "😀😀", "I \u2665\ufe0f roses")
    assert [has_emoji(text) for text in texts] == [False, False, True, True, True]
