"""The text files of cases belong to tests."""

from __future__ import annotations

from pathlib import Path

from text_cases import FOLDER


def test_every_file_of_cases_is_that_of_a_test() -> None:
    files = sorted(FOLDER.rglob("*.txt"))
    assert len(files) > 50
    tests = {name: (Path(__file__).parent / f"test_{name}.py").read_text("utf-8") for name in _folders()}
    assert [file for file in files if f"\ndef test_{file.stem}(" not in tests[file.parent.name]] == []


def _folders() -> list[str]:
    return [folder.name for folder in FOLDER.iterdir()]
