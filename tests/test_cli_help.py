"""Help texts of ``tiktok-bindgen``: each has examples, and each example can be run as it is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import tiktok_bindgen.fetch
from fetch_server import serving
from pages import ROOT
from tiktok_bindgen.cli import main

# What looks into a specification, and what makes one; the latter has a garden of its own.
LOOKS = ("explain", "rules", "diff", "glossary")
MAKES = ("build", "spec", "facts", "client", "models", "update", "fetch")
PAGE = """# Make a campaign

## Request

**Endpoint** https://garden.tiktok.com/open_api/v1.3/campaign/create/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|name {Required}|string|What it is called.|
```
"""


def examples(command: str, capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """The words of each command in a help text."""
    with pytest.raises(SystemExit):
        main([*([command] if command else []), "--help"])
    _, _, below = re.split(r"^(examples?:)$", capsys.readouterr().out, flags=re.MULTILINE)
    found = [shlex.split(line) for line in below.splitlines() if line]
    assert all(words[0] == "tiktok-bindgen" for words in found)
    return [words[1:] for words in found]


@pytest.fixture
def garden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of one page, with a newer copy of it beside."""
    pages = tmp_path / "spec" / "pages" / "2026-04"
    for folder in (pages, tmp_path / "pages"):
        folder.mkdir(parents=True)
        (folder / "campaign.md").write_text(PAGE, encoding="utf-8")
    package = tmp_path / "generator" / "tiktok_bindgen"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""Ours."""\n\n__version__ = "0.4.2"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIKTOK_BINDGEN_CACHE", "")
    for name in ("spec.yaml", "spec/2026-04.openapi.yaml"):
        assert main(["spec", "pages", "-o", name]) == 0
    return tmp_path


@pytest.mark.parametrize("command", ["", *LOOKS])
def test_every_example_that_looks_into_the_specification_can_be_run(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "spec").symlink_to(ROOT / "spec")
    monkeypatch.chdir(tmp_path)
    found = examples(command, capsys)
    assert found
    for words in found:
        assert words[0] == (command or "explain")
        assert main(words) in {0, 1}
        said = capsys.readouterr()
        assert said.out
        assert said.err == ""


@pytest.mark.parametrize("command", MAKES)
def test_every_example_that_makes_something_can_be_run(
    command: str, garden: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as portal:
        portal.add(100, "Plots")
        monkeypatch.setattr(tiktok_bindgen.fetch, "BASE_URL", portal.url)
        for words in examples(command, capsys):
            assert words[0] == command
            assert main(words) in {0, 1}
            said = capsys.readouterr()
            assert said.out
            assert said.err == ""
    assert garden.is_dir()
