"""The text files of cases belong to tests."""

from __future__ import annotations

from pathlib import Path

from text_cases import FOLDERS


def test_every_file_of_cases_is_that_of_a_test() -> None:
    files = [file for folder in FOLDERS for file in sorted(folder.rglob("*.txt"))]
    assert len(files) > 250
    tests = [*Path(__file__).parent.rglob("test_*.py")]
    texts = {
        name: [path.read_text("utf-8") for path in tests if path.stem == f"test_{name}"]
        for name in {file.parent.name for file in files}
    }
    assert [
        file
        for file in files
        if sum(f"\ndef test_{file.stem}(" in text for text in texts[file.parent.name]) != 1
    ] == []
