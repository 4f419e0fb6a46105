"""What is remembered from one run to the next saves time and never changes what comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clients import document, objects, posting
from tiktok_bindgen.generate import cache as cache_module
from tiktok_bindgen.generate import generate_files, resolver
from tiktok_bindgen.generate.cache import Cache, default_folder
from tiktok_bindgen.memory import store

Parsed = list[set[str]]


def spec(**more: Any) -> dict[str, Any]:
    bed = objects(
        {"name": {"type": "string"}, "beds": {"type": "array", "items": {"$ref": "#/components/schemas/Bed"}}}
    )
    bed["properties"] |= more
    return document({"/a/": posting(bed), "/b/": posting(objects({"x": {"type": "integer"}}))}, Bed=bed)


def remembered(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_bytes().partition(b"\n")[2])
    return found


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Parsed:
    """The names of the components given to the parser, for each time it was asked."""
    asked: Parsed = []
    real = resolver._models

    def models(skeletons: Any) -> Any:
        asked.append(set(skeletons))
        return real(skeletons)

    monkeypatch.setattr(resolver, "_models", models)
    return asked


def test_a_document_that_is_as_it_was_needs_no_parser(tmp_path: Path, parsed: Parsed) -> None:
    first = generate_files(spec(), cache=tmp_path)
    second = generate_files(spec(), cache=tmp_path)
    assert first == second == generate_files(spec())
    assert len(parsed) == 2, "the first run and the one without a cache"


def test_only_what_changed_in_structure_is_parsed(tmp_path: Path, parsed: Parsed) -> None:
    generate_files(spec(), cache=tmp_path)
    told = spec(name={"type": "string", "description": "What it is called.", "maxLength": 9})
    assert generate_files(told, cache=tmp_path) == generate_files(told)
    changed = spec(size={"type": "integer"})
    assert generate_files(changed, cache=tmp_path) == generate_files(changed)
    everything, without, again, without_either = parsed
    assert everything == without == without_either
    assert again == {name for name in everything if name in {"Bed", "ARequest"}}


def test_the_same_structure_under_another_name_is_another_component(tmp_path: Path) -> None:
    generate_files(document({"/a/": posting(objects({"a": {"type": "string"}}))}), cache=tmp_path)
    other = document({"/b/": posting(objects({"a": {"type": "string"}}))})
    assert generate_files(other, cache=tmp_path) == generate_files(other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"%s": 1}',
        '{"%s": {"name": "string"}}',
        '{"%s": {"name": ["wrong", true]}}',
        '{"%s": {"name": [["list"], true]}}',
        '{"%s": {"name": [["ref", 1], true]}}',
        "[" * 100_000,
    ],
)
def test_a_spoilt_file_only_costs_time(text: str, tmp_path: Path, parsed: Parsed) -> None:
    right = generate_files(spec(), cache=tmp_path)
    (file,) = tmp_path.iterdir()
    spoilt = text.encode()
    if "%s" in text:
        spoilt = f"{{{','.join(text[1:-1] % key for key in remembered(file))}}}".encode()
    file.write_bytes(store._seal(spoilt) + b"\n" + spoilt)
    assert generate_files(spec(), cache=tmp_path) == right
    assert len(parsed) == 2
    assert generate_files(spec(), cache=tmp_path) == right
    assert len(parsed) == 2, "the file is right again"


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert generate_files(spec(), cache=tmp_path / "file" / "folder") == generate_files(spec())


def test_another_version_of_the_parser_or_of_this_package_starts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: Parsed
) -> None:
    generate_files(spec(), cache=tmp_path)
    monkeypatch.setattr(cache_module, "version", lambda _: "999")
    generate_files(spec(), cache=tmp_path)
    assert len(parsed) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_run_did_not_use_is_forgotten(tmp_path: Path) -> None:
    generate_files(spec(), cache=tmp_path)
    (file,) = tmp_path.iterdir()
    before = remembered(file)
    generate_files(document({"/b/": posting(objects({"x": {"type": "integer"}}))}), cache=tmp_path)
    assert remembered(file).keys() < before.keys()


def test_without_a_folder_nothing_is_remembered() -> None:
    cache = Cache()
    cache.put("Bed", {"type": "object"}, {})
    cache.save()
    assert cache.get("Bed", {"type": "object"}) is None


def test_the_folder_is_the_users_unless_it_is_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIKTOK_BINDGEN_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "tiktok-bindgen"
    monkeypatch.setenv("TIKTOK_BINDGEN_CACHE", str(tmp_path / "here"))
    assert default_folder() == tmp_path / "here"
    monkeypatch.setenv("TIKTOK_BINDGEN_CACHE", "")
    assert default_folder() is None
