"""Generated source is laid out by ruff, each file as if it were alone, and nothing nearby has a say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ruff import find_ruff_bin

from tiktok_bindgen.generate.formatting import formatted
from tiktok_bindgen.generate.python import imports
from tiktok_bindgen.problem import InputError

LONG = ", ".join(f"'bed {number}'" for number in range(12))


def test_each_file_is_laid_out_as_if_it_were_alone() -> None:
    files = {
        "a.py": "# made\n'''The beds.'''\nimport re\nclass Bed:\n  soil = 'loam'\n  def dig(self): pass\n",
        "b.py": "x = {'a': 1,}\n# the end\n",
        "beds/c.py": f"BEDS = [{LONG}]\n",
        "d.py": "if x:\n        y = 'say \"dig\"'\n",
    }
    assert formatted(files) == {
        "a.py": (
            '# made\n"""The beds."""\n\nimport re\n\n\nclass Bed:\n    soil = "loam"\n\n'
            "    def dig(self):\n        pass\n"
        ),
        "b.py": 'x = {\n    "a": 1,\n}\n# the end\n',
        "beds/c.py": (
            'BEDS = [\n    "bed 0",\n    "bed 1",\n    "bed 2",\n    "bed 3",\n    "bed 4",\n    "bed 5",\n'
            '    "bed 6",\n    "bed 7",\n    "bed 8",\n    "bed 9",\n    "bed 10",\n    "bed 11",\n]\n'
        ),
        "d.py": "if x:\n    y = 'say \"dig\"'\n",
    }


def test_a_line_has_up_to_110_characters() -> None:
    fits, too_long = (f"soil = dig({'a' * number}, {'b' * 40})\n" for number in (56, 57))
    assert (len(fits), len(too_long)) == (111, 112)
    assert formatted({"a.py": fits, "b.py": too_long}) == {
        "a.py": fits,
        "b.py": f"soil = dig(\n    {'a' * 57}, {'b' * 40}\n)\n",
    }


def test_what_is_no_python_is_left_alone() -> None:
    files = {"bed.py": "x='a'\n", "bed.md": "x='a'\n", "py.typed": ""}
    assert formatted(files) == {"bed.py": 'x = "a"\n', "bed.md": "x='a'\n", "py.typed": ""}


def test_imports_are_written_in_the_order_that_linters_ask_for() -> None:
    wanted = {
        "garden.plots": {"bed_10", "Bed", "bed_9", "BEDS", "bEd", "X"},
        "typing": {"Self", "Any"},
        "garden.Pots": {"Pot"},
        "garden._tools": {"rake"},
        "garden.beds.soil": {"Soil"},
        "collections.abc": {"Mapping"},
        "": {"re", "datetime as dt"},
        "garden.nothing": set[str](),
    }
    text = imports(wanted, here="garden.beds")
    assert text.splitlines() == [
        "import datetime as dt",
        "import re",
        "from collections.abc import Mapping",
        "from typing import Any, Self",
        "",
        "from garden._tools import rake",
        "from garden.plots import BEDS, Bed, X, bEd, bed_9, bed_10",
        "from garden.Pots import Pot",
        "",
        "from .soil import Soil",
    ]
    order = ("--isolated", "--no-cache", "--select=I001", "--stdin-filename=a.py", "-")
    check = [find_ruff_bin(), "check", *order]
    subprocess.run(check, input=text.encode() + b"\n", check=True)


def test_the_configuration_of_where_it_runs_has_no_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ruff.toml").write_text("line-length = 20\nformat.quote-style = 'single'\nexclude = ['*']\n")
    monkeypatch.chdir(tmp_path)
    assert formatted({"bed.py": "a_name = [ 'loam', 'sand', 'clay' ]\n"}) == {
        "bed.py": 'a_name = ["loam", "sand", "clay"]\n'
    }


def test_a_missing_ruff_is_told_with_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ruff", None)
    with pytest.raises(
        InputError, match=r"ruff.* is not installed; run pip install 'tiktok-business-bindings\[gen"
    ):
        formatted({"bed.py": ""})


def test_a_ruff_that_cannot_be_run_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("ruff.find_ruff_bin", lambda: str(tmp_path))
    with pytest.raises(InputError, match="cannot run ruff"):
        formatted({"bed.py": ""})


def test_what_is_no_python_by_its_content_is_told_with_the_place() -> None:
    with pytest.raises(InputError, match=r"ruff cannot format generated code: .*all\.py:1:"):
        formatted({"bed.py": "x = = 1\n"})
