"""What a shell completes, as the shells themselves say where they are installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.runtime.arguments import Parser, Verb, command_line
from tiktok_bindgen.runtime.completing import SHELLS, script


def arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="*", metavar="OPERATION FILE")
    parser.add_argument("--sun", choices=("full", "half"))
    parser.add_argument("-d", "--depth")


def shade(parser: Parser) -> None:
    parser.add_argument("--sun", choices=("none",))
    parser.add_argument("kind", choices=("tree", "wall"))


def verb(name: str, add: Callable[[Parser], None] = arguments) -> Verb:
    return Verb(name, "", name, name, (), add, int)


WHOLE = command_line("grow-herbs", [verb("sow"), verb("bed dig"), verb("bed shade", shade)])
ASK = {
    "bash": """source ./script
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _grow_herbs; printf '%s\\n' "${COMPREPLY[@]}" """,
    "fish": """source ./script; complete -C (string join " " -- $argv)""",
}


@pytest.mark.parametrize("shell", ASK)
@text_cases(line=literal, words=str)
def test_a_shell_completes_verbs_options_values_and_operations(
    tmp_path: Path, shell: str, line: str, words: str
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"left out: there is no {shell}")
    operations = ["plot.create", "plot.cut", "bed.get"]
    (tmp_path / "script").write_text(script(WHOLE, shell, operations), encoding="utf-8")
    # Bash calls the function with the words before and at the cursor.
    (tmp_path / "ask").write_text(ASK[shell], encoding="utf-8")
    given = ["grow-herbs", *line.split(), *([""] if line[-1:] in {"", " "} else [])]
    done = subprocess.run(
        [shell, "ask", *given], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    # Fish adds files, where a value may be one.
    assert {*done.stdout.split()} - {"ask", "script"} == {*words.split()}


def test_zsh_completes_as_bash_does() -> None:
    assert script(WHOLE, "zsh").endswith(script(WHOLE, "bash"))
    assert [*SHELLS] == ["bash", "zsh", "fish"]
