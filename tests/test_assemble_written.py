"""The quick reader: what our writer wrote is read as any reader would read it, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages import ROOT
from tiktok_bindgen.assemble import yaml
from tiktok_bindgen.assemble.written import read_written
from tiktok_bindgen.assemble.yaml import dump_yaml, load_mapping
from tiktok_bindgen.problem import InputError

TEXT = st.text(max_size=8) | st.sampled_from(
    ["yes", "1e3", "- a", "a: b", "'", '"', "#", "{}", "-x", "~", "a\nb", "a: b\n", "a\n\n  - b\n\n", " a\nb"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(TEXT, JSON, min_size=1, max_size=5)
# What a hostile file may have that ours has not.
ODD = [
    "&a",
    "*a",
    "!!set",
    "? b",
    "  ",
    "-",
    "- ",
    ": ",
    "|",
    "|+",
    ">",
    "\0",
    '\0""',
    "'",
    '"',
    "{",
    "[",
    "#",
    "\t",
    "---",
    "\n",
]


def typed(value: object) -> str:
    """A value with its types: in Python, 1 is true and 1.0."""
    return json.dumps(value)


def test_a_document_is_read_with_its_lists_in_lists_and_its_empty_parts() -> None:
    document = {
        "beds": {"rose": {"soil": [], "pots": {}, "rows": [["a", ["b"]], [{"c": 1, "d": [2.5, None]}], {}]}},
        "open": True,
        "0": "it's: here",
        "-x": {"-y": {"-z": "- no item"}},
    }
    assert read_written(dump_yaml(document)) == document


@given(DOCUMENTS)
def test_what_the_writer_writes_is_read_as_it_was(document: dict[str, Any]) -> None:
    text = dump_yaml(document)
    found = read_written(text)
    if found is None:
        # Keys of several lines, and characters that no YAML has.
        assert "\\n" in text or "\\ud" in text
    else:
        assert typed(found) == typed(document)


@given(DOCUMENTS, st.data())
def test_a_text_that_was_altered_is_not_taken_or_is_what_the_writer_would_write(
    document: dict[str, Any], data: st.DataObject
) -> None:
    text = dump_yaml(document)
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(len(text), at + 4)))
    other = text[:at] + data.draw(st.sampled_from(ODD) | TEXT) + text[end:]
    found = read_written(other)
    assert found is None or dump_yaml(found) == other


@pytest.mark.parametrize(
    "text",
    [
        "a: &b 1\nc: *b\n",
        "a: 1\na: 2\n",
        "a:\n  b: 1\n   c: 2\n",
        "a:\n    b: 1\n",
        "a:\n  - b\n",
        "a:\n- b\nc\n",
        "a: 'b\n  c'\n",
        "a: [1]\n",
        "a: 0x1\n",
        "a: 01\n",
        "a: yes\n",
        "a: 1",
        "a:\n",
        "a: 1 # said\n",
        "# said\na: 1\n",
        "--- \na: 1\n",
        "a: |\n    b\n    c\n",
        "a: |\n b\n c\n",
        "a: |-\n  b\n",
        "a: |\n  b\n\n",
        "a: |-\n  b\n  c\n\nd: 1\n",
        "a: |+\n  b\n  c\n",
        "a: |2\n  b\n  c\n",
        "a: |-\n  b \n  c\n",
        "a: >-\n  b\n  c\n",
        "a: b |\n  c\n  d\n",
        "? |-\n  b\n  c\n: 1\n",
        'a: \0"b"\n',
        'a: "b\\nc"\n',
        "- a\n",
        "{}\n",
        "",
        "\n",
        "a: 1\n\nb: 2\n",
        "a:\n    b:\n      c: 1\n     d: 2\n",
        'a: "\\ud800"\n',
        f"a: {'9' * 5000}\n",
        "".join(f"{'  ' * depth}a:\n" for depth in range(200)) + f"{'  ' * 200}a: 1\n",
    ],
)
def test_what_is_written_otherwise_is_left_to_a_reader_of_all_yaml(text: str) -> None:
    assert read_written(text) is None


def test_blocks_of_several_lines_are_read_with_their_ends() -> None:
    text = (
        "a: |-\n  b: |\n  'c'\n"
        "d:\n- |\n  e\n    - f\n- g: |+\n    h\n\n      i\n\n  j:\n    k: |\n      l\n"
        "m: 1\n"
    )
    assert read_written(text) == {
        "a": "b: |\n'c'",
        "d": ["e\n  - f\n", {"g": "h\n\n  i\n\n", "j": {"k": "l\n"}}],
        "m": 1,
    }


def test_an_altered_spec_is_read_or_refused_as_without_the_quick_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (ROOT / "spec" / "2026-05.openapi.yaml").read_text(encoding="utf-8").split("\n")[:600]
    for at in range(0, len(lines), 29):
        for odd in ("", f" {lines[at]}", f"{lines[at]} x", lines[at - 1], lines[at].lstrip()):
            text = "\n".join([*lines[:at], odd, *lines[at + 1 :]]) + "\n"
            assert read(text, tmp_path) == expected(text, tmp_path, monkeypatch)


def read(text: str, folder: Path) -> str:
    """What is read of a text, or said of it."""
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    try:
        return typed(load_mapping(folder / "a.yaml"))
    except InputError as error:
        return f"refused: {error}"


def expected(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What any reader of YAML makes of a text."""
    with monkeypatch.context() as patched:
        patched.setattr(yaml, "read_written", lambda *_: None)
        return read(text, folder)
