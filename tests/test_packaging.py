"""What the two distributions say of themselves; that each works alone, ``nox -s wheel`` shows."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from pages import ROOT

pytest.importorskip("hatchling", reason="left out: there is no hatchling")
hatch_build: Any = __import__("hatch_build")
BINDINGS = "https://garden.test/bindings"


def project(path: str) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / path).read_text(encoding="utf-8"))["project"]
    return found


def about(monkeypatch: pytest.MonkeyPatch, folder: str, repository: str, **config: Any) -> dict[str, Any]:
    monkeypatch.setenv("REPOSITORY_URL", repository)
    metadata: dict[str, Any] = {}
    hatch_build.About(str(ROOT / folder), config).update(metadata)
    return metadata


@pytest.mark.parametrize("folder", ["", "generator"])
def test_every_link_of_a_released_readme_leads_to_a_file_of_the_repository(
    monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    text = about(monkeypatch, folder, f"{BINDINGS}/")["readme"]["text"]
    assert text.count(f"]({BINDINGS}/blob/HEAD/") > 2
    places = [link.partition(")")[0] for link in text.split(f"]({BINDINGS}/blob/HEAD/")[1:]]
    assert [place for place in places if not (ROOT / place).is_file()] == []
    assert "](docs" not in text
    assert "](.." not in text


def test_without_a_repository_a_link_into_it_is_its_title() -> None:
    text = "See [plans](docs/plans.md) and [the portal](https://garden.test/portal)."
    assert hatch_build.for_index(text, "") == "See plans and [the portal](https://garden.test/portal)."


def test_the_repository_is_among_the_addresses_when_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert about(monkeypatch, "", BINDINGS)["urls"] == {
        "API documentation": "https://business-api.tiktok.com/portal/docs",
        "Repository": "https://garden.test/bindings",
        "Changelog": "https://garden.test/bindings/blob/HEAD/CHANGELOG.md",
        "Issues": "https://garden.test/bindings/issues",
    }
    assert list(about(monkeypatch, "", "")["urls"]) == ["API documentation"]


def test_the_extra_brings_the_generator_or_in_a_clone_what_that_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released = about(monkeypatch, "", BINDINGS, extras={"speed": ["msgspec"]})
    assert released["optional-dependencies"] == {"speed": ["msgspec"], "generator": ["tiktok-bindgen"]}
    cloned = about(monkeypatch, "", "", extras={})["optional-dependencies"]["generator"]
    assert cloned == project("generator/pyproject.toml")["dependencies"]


def test_both_are_for_the_same_pythons() -> None:
    client, generator = project("pyproject.toml"), project("generator/pyproject.toml")
    versions = [one for one in client["classifiers"] if "Python ::" in one]
    assert versions == [one for one in generator["classifiers"] if "Python ::" in one]
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert "['3.11', '3.12', '3.13', '3.14']" in workflow
    assert [one[-4:] for one in versions if one[-4:].startswith("3.")] == ["3.11", "3.12", "3.13", "3.14"]
