"""What the two sides of a comparison can be, and what is said of one that cannot be used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from diff_cases import document, garden
from pages import SEED_FACTS
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.yaml import dump_yaml
from tiktok_bindgen.cli import main
from tiktok_bindgen.diff import compare
from tiktok_bindgen.diff.load import load_side
from tiktok_bindgen.openapi import referred, require_shape
from tiktok_bindgen.problem import InputError

SPEC = garden({"type": "string"}, {"type": "string"})
OTHER = garden({"type": "string", "maxLength": 5}, {"type": "string"})


def _write(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value) if path.suffix == ".json" else dump_yaml(value), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_a_side_is_a_spec(tmp_path: Path, suffix: str) -> None:
    assert load_side(str(_write(tmp_path / f"garden{suffix}", SPEC))) == SPEC


def test_two_specs_are_compared_without_loading_what_reads_pages(tmp_path: Path) -> None:
    files = (str(_write(tmp_path / name, SPEC)) for name in ("old.yaml", "new.yaml"))
    script = "import sys; from tiktok_bindgen.cli import main; main(sys.argv[1:]); print([*sys.modules])"
    command = [sys.executable, "-c", script, "diff", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "'tiktok_bindgen.diff.report'" in done.stdout
    for unused in ("copies", "pipeline", "interpret", "sentences", "language.acts"):
        assert f"'tiktok_bindgen.{unused}'" not in done.stdout


def test_a_side_is_a_page_or_a_folder_of_pages() -> None:
    from_file, from_folder = load_side(str(SEED_FACTS)), load_side(str(SEED_FACTS.parent))
    assert from_file == from_folder
    assert list(from_file["paths"]) == ["/open_api/v1.3/campaign/spc/create/"]


def test_a_side_is_a_page_as_the_gateway_gives_it(tmp_path: Path) -> None:
    page = SEED_FACTS.read_text(encoding="utf-8")
    title, _, content = page.partition("\n")
    file = _write(tmp_path / "1.json", {"title": title.removeprefix("# "), "content": content})
    assert list(load_side(str(file))["paths"]) == ["/open_api/v1.3/campaign/spc/create/"]


def test_a_side_is_a_date_that_there_is_a_spec_or_a_folder_of_pages_of(tmp_path: Path) -> None:
    _write(tmp_path / "spec" / "2030-01.openapi.yaml", SPEC)
    pages = tmp_path / "spec" / "pages" / "2030-02"
    pages.mkdir(parents=True)
    (pages / "page.md").write_bytes(SEED_FACTS.read_bytes())
    assert load_side("2030-01", root=tmp_path) == SPEC
    assert "paths" in load_side("2030-02", root=tmp_path)
    with pytest.raises(InputError, match="2030-03: no spec and no pages of that date"):
        load_side("2030-03", root=tmp_path)


@text_cases(name=str, said=str)
def test_of_a_name_that_is_nothing_those_are_told_that_may_be_meant(
    tmp_path: Path, name: str, said: str
) -> None:
    _write(tmp_path / "spec" / "2030-01.openapi.yaml", SPEC)
    _write(tmp_path / "spec" / "overlay.yaml", SPEC)
    (tmp_path / "spec" / "pages" / "2030-02").mkdir(parents=True)
    (tmp_path / "spec" / "pages" / "notes").mkdir()
    with pytest.raises(InputError) as caught:
        load_side(name, root=tmp_path)
    assert str(caught.value) == said.format(name, tmp_path / "spec")


@pytest.mark.parametrize("name", ["page.json", "PAGE.JSON"])
def test_a_json_file_is_a_page_if_it_has_a_title_and_content_and_no_format(tmp_path: Path, name: str) -> None:
    page = SEED_FACTS.read_text(encoding="utf-8")
    title, _, content = page.partition("\n")
    whole = {"title": title.removeprefix("# "), "content": content}
    file = tmp_path / name
    file.write_text(json.dumps({"more": 1, **whole}), encoding="utf-8")
    assert list(load_side(str(file))["paths"]) == ["/open_api/v1.3/campaign/spc/create/"]
    for lacking in ("title", "content"):
        file.write_text(json.dumps({key: whole[key] for key in whole if key != lacking}), encoding="utf-8")
        with pytest.raises(InputError, match="not an OpenAPI document: it has no key 'openapi'"):
            load_side(str(file))
    for word, said in (("openapi", "OpenAPI '9' is not supported"), ("swagger", "a Swagger 2.0 document")):
        file.write_text(json.dumps({word: "9", **whole}), encoding="utf-8")
        with pytest.raises(InputError, match=said):
            load_side(str(file))


def test_a_side_is_a_file_or_a_folder_out_of_git(tmp_path: Path) -> None:
    _write(tmp_path / "garden.yaml", SPEC)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.md").write_bytes(SEED_FACTS.read_bytes())
    identity = [
        "-c",
        "user.name=Gardener",
        "-c",
        "user.email=gardener@garden.test",
        "-c",
        "commit.gpgsign=false",
    ]
    for words in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "Garden"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    _write(tmp_path / "garden.yaml", OTHER)
    assert load_side("git:HEAD:garden.yaml", root=tmp_path) == SPEC
    assert "paths" in load_side("git:HEAD:pages", root=tmp_path)
    changes = compare(
        load_side("git:HEAD:garden.yaml", root=tmp_path), load_side(str(tmp_path / "garden.yaml"))
    )
    assert [change.id for change in changes] == ["request-max-length-added"]
    for name, said in (
        ("git:HEAD:nothing.yaml", "git:HEAD:nothing.yaml: .*nothing.yaml"),
        ("git:nowhere:garden.yaml", "git:nowhere:garden.yaml: "),
        ("git:HEAD", "expected git:REV:path"),
        ("git:--output=x:garden.yaml", "not a revision"),
    ):
        with pytest.raises(InputError, match=said):
            load_side(name, root=tmp_path)


def test_what_git_says_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    def said(name: str) -> str:
        with pytest.raises(InputError) as caught:
            load_side(name, root=tmp_path)
        return str(caught.value)

    assert said("git:HEAD:garden.yaml") == "git:HEAD:garden.yaml: not a valid object name: HEAD"
    for name in ("git:", "git:HEAD", "git::garden.yaml", "git:HEAD:"):
        assert said(name) == f"{name}: expected git:REV:path"
    with monkeypatch.context() as patched:
        ended = subprocess.CompletedProcess[bytes]([], 1, stdout=b"", stderr=b"")
        patched.setattr(subprocess, "run", lambda *_, **__: ended)
        assert said("git:HEAD:garden.yaml") == "git:HEAD:garden.yaml: git gave no reason"
    monkeypatch.setenv("PATH", "")
    assert (
        said("git:HEAD:garden.yaml") == "git:HEAD:garden.yaml: git cannot be run: No such file or directory"
    )


def test_a_file_out_of_git_that_cannot_be_used_is_called_as_it_was_named(tmp_path: Path) -> None:
    (tmp_path / "garden.yaml").write_text("- 1\n", encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.md").write_text("# Garden\n", encoding="utf-8")
    who = ["-c", "user.name=Gardener", "-c", "user.email=gardener@garden.test", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "Garden"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    for name, said in (
        ("git:HEAD:garden.yaml", "git:HEAD:garden.yaml: expected a mapping at the top level"),
        ("git:HEAD:pages", "git:HEAD:pages: 1 page(s) read, none documents an endpoint"),
    ):
        with pytest.raises(InputError) as caught:
            load_side(name, root=tmp_path)
        assert str(caught.value) == said


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "commented.json",
            '{"openapi": "3.1.0", // a garden\n "paths": {}}',
            "not well-formed JSON: Expecting",
        ),
        ("empty.json", "", "not well-formed JSON: Expecting value: line 1 column 1"),
        ("twice.json", '{"openapi": "3.1.0", "openapi": "3.1.0"}', "not well-formed JSON: duplicate key"),
        ("old.yaml", "swagger: '2.0'\npaths: {}\n", "a Swagger 2.0 document"),
        ("next.yaml", "openapi: 4.0.0\n", "OpenAPI '4.0.0' is not supported"),
        ("list.yaml", "- 1\n", "expected a mapping at the top level"),
        ("broken.yaml", "openapi: [\n", "not well-formed YAML"),
        ("deep.json", "[" * 100_000, "nested too deeply"),
        ("bytes.yaml", b"\xff\xfe", "not UTF-8 text"),
    ],
)
def test_what_cannot_be_used_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str | bytes, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    good = _write(tmp_path / "good.json", SPEC)
    assert main(["diff", str(file), str(good)]) == 2
    assert main(["diff", str(good), str(file)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert said in lines[0]


def test_schemas_that_refer_to_each_other_in_rings_are_compared() -> None:
    def ring(depth: str) -> dict[str, Any]:
        schemas = {
            "Bed": {
                "type": "object",
                "properties": {"next": {"$ref": "#/components/schemas/Path"}, "soil": {"type": depth}},
            },
            "Path": {"type": "object", "properties": {"leads_to": {"$ref": "#/components/schemas/Bed"}}},
            "Self": {"$ref": "#/components/schemas/Self"},
            "All": {"allOf": [{"$ref": "#/components/schemas/All"}, {"type": "object"}]},
        }
        fields = {name: {"$ref": f"#/components/schemas/{name}"} for name in schemas}
        return {**garden({"type": "object", "properties": fields}, {}), "components": {"schemas": schemas}}

    changes = compare(ring("string"), ring("boolean"))
    places = {change.pointer for change in changes}
    assert {"/request/body/plot/Bed/soil", "/request/body/plot/Path/leads_to/soil"} <= places
    assert {change.id for change in changes} == {"request-type-changed"}
    assert len(changes) < 10


def test_schemas_that_double_at_each_level_are_compared_in_bounded_time() -> None:
    def doubling(leaf: str) -> dict[str, Any]:
        schemas: dict[str, Any] = {"Level0": {"type": leaf}}
        for level in range(1, 40):
            below = {"$ref": f"#/components/schemas/Level{level - 1}"}
            schemas[f"Level{level}"] = {"type": "object", "properties": {"left": below, "right": below}}
        return {**garden({"$ref": "#/components/schemas/Level39"}, {}), "components": {"schemas": schemas}}

    changes = compare(doubling("string"), doubling("boolean"))
    assert {change.id for change in changes} == {"request-type-changed"}
    assert 0 < len(changes) <= 256


def test_a_chain_of_references_without_end_is_one_clear_line() -> None:
    schemas = {f"Step{number}": {"$ref": f"#/components/schemas/Step{number + 1}"} for number in range(5000)}
    spec = {**garden({"$ref": "#/components/schemas/Step0"}, {}), "components": {"schemas": schemas}}
    other = {**spec, "components": {"schemas": {**schemas, "Step5000": {"type": "string"}}}}
    with pytest.raises(InputError, match="too many nested references"):
        compare(spec, other)


@text_cases(reference=literal, found=literal)
def test_a_reference_may_lead_into_a_list_and_to_a_name_with_signs(reference: str, found: object) -> None:
    document = {"beds": ["clay", "sand"], "pots/of~clay": 7}
    if found is None:
        with pytest.raises(LookupError):
            referred(document, reference)
    else:
        assert referred(document, reference) == found


def test_a_reference_that_leads_nowhere_or_out_of_the_document_is_compared_as_written() -> None:
    old, new = (garden({"$ref": reference}, {}) for reference in ("#/nowhere", "#/elsewhere"))
    assert compare(old, old) == ()
    assert [change.id for change in compare(old, new)] == ["request-reference-changed"]


@text_cases(shape=str, keys=str, expected=str)
def test_each_part_of_a_document_has_its_shape(shape: str, keys: str, expected: str) -> None:
    assert keys
    for key in keys.split():
        wrong: Any = 5 if expected in {"text", "a mapping"} else "five"
        with pytest.raises(InputError) as caught:
            require_shape({"time": "30 days", "name": "it", "tags": [], key: wrong}, shape, "it")
        assert str(caught.value) == f"it.{key}: expected {expected}"


@pytest.mark.parametrize(
    ("shape", "key", "whole"),
    [
        ("case", "values", {"field": "soil", "values": ["CLAY"]}),
        ("choice", "of", {"of": ["soil"]}),
        ("fact", "values", {"level": "bed", "when": [], "values": [1]}),
        ("group", "tags", {"name": "Beds", "tags": ["bed"]}),
    ],
)
def test_a_part_of_our_own_has_what_it_cannot_do_without(shape: str, key: str, whole: dict[str, Any]) -> None:
    require_shape(whole, shape, "it")
    with pytest.raises(InputError, match=f"^it: expected `{key}`$"):
        require_shape({name: value for name, value in whole.items() if name != key}, shape, "it")
    with pytest.raises(InputError, match=rf"^it\.{key}: expected a list$"):
        require_shape({**whole, key: None}, shape, "it")


@pytest.mark.parametrize("odd", [None, 1, "text", [], [[]], {"a": None}, True])
def test_an_odd_document_is_compared_without_a_fault(odd: Any) -> None:
    places: list[dict[str, Any]] = [
        {**SPEC, "paths": odd},
        {**SPEC, "paths": {"/plot/": odd}},
        document(
            {
                "parameters": odd,
                "requestBody": odd,
                "responses": odd,
                "tags": odd,
                "security": odd,
                "servers": odd,
            }
        ),
        document({"parameters": [odd], "requestBody": {"content": odd}, "responses": {"200": odd}}),
        document({"parameters": [{"name": "x", "in": "query", "schema": odd}], "callbacks": odd}),
        *(
            garden({keyword: odd}, {"type": "object", "properties": {"x": {keyword: odd}}})
            for keyword in (
                *("type", "properties", "required", "enum", "items", "allOf", "oneOf", "if", "not", "const"),
                *(
                    "dependentRequired",
                    "prefixItems",
                    "patternProperties",
                    "additionalProperties",
                    "minLength",
                ),
                *(
                    "minimum",
                    "exclusiveMinimum",
                    "multipleOf",
                    "x-enum-descriptions",
                    "x-enum-lifecycle",
                    "x-rules",
                ),
                *(
                    "x-rules-text",
                    "x-rules-text-count",
                    "x-enum-varnames",
                    "discriminator",
                    "pattern",
                    "x-presence",
                ),
            )
        ),
    ]
    for place in places:
        assert compare(place, place) == ()
        compare(SPEC, place)
        compare(place, SPEC)


def test_other_peoples_spellings_of_one_fact_are_one_fact() -> None:
    pairs: list[tuple[Any, Any]] = [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": ["null", "string"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ({"const": "CLAY"}, {"enum": ["CLAY"]}),
        ({"type": "boolean", "enum": [True, False]}, {"type": "boolean"}),
        (
            {"type": "number", "minimum": 1, "exclusiveMinimum": True},
            {"type": "number", "exclusiveMinimum": 1},
        ),
        ({"type": "integer", "exclusiveMinimum": 1}, {"type": "integer", "minimum": 2}),
        (
            {"allOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"b": {}}}]},
            {"properties": {"b": {}, "a": {}}, "required": ["a"]},
        ),
        ({"type": "object", "additionalProperties": True}, {"type": "object"}),
        ({"type": "string", "minLength": 0}, {"type": "string"}),
        ({"enum": ["A", "B"]}, {"enum": ["B", "A"]}),
        (
            {"oneOf": [{"type": "string"}, {"type": "string"}]},
            {"oneOf": [{"type": "string"}, {"type": "string"}]},
        ),
        ({"anyOf": [{"title": "A"}, {"type": "boolean"}]}, {"anyOf": [{"type": "boolean"}, {"title": "B"}]}),
        (True, {}),
    ]
    for one, other in pairs:
        assert compare(garden(one, one), garden(other, other)) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({}, document({"callbacks": {"done": {"{$url}": {"post": {}}}}})),
        (
            document({"responses": {"200": {}}}),
            document({"responses": {"200": {"links": {"next": {"operationId": "water"}}}}}),
        ),
        (
            {"servers": [{"url": "https://{where}.test", "variables": {"where": {"default": "garden"}}}]},
            {"servers": [{"url": "https://{where}.test", "variables": {"where": {"default": "park"}}}]},
        ),
        *(
            ({}, document({key: {"any": 1}}))
            for key in ("x-formerly", "x-dependencies", "x-documented", "x-level", "x-rules-text-digests")
        ),
        *(
            (garden({"type": "string"}, {}), garden({"type": "string", key: {"maxLength": 3}}, {}))
            for key in ("if", "then", "else", "x-sunset")
        ),
        *(({}, document({key: "New."})) for key in ("summary", "description", "externalDocs", "xml")),
        *(
            (
                {"components": {"securitySchemes": {"Key": {"type": "oauth2", "flows": {"implicit": {}}}}}},
                {
                    "components": {
                        "securitySchemes": {"Key": {"type": "oauth2", "flows": {"implicit": scopes}}}
                    }
                },
            )
            for scopes in ({"scopes": None}, {"scopes": {"water": "May water"}})
        ),
    ],
)
def test_what_no_call_depends_on_is_not_compared(old: dict[str, Any], new: dict[str, Any]) -> None:
    old, new = ({**document({}), **each} for each in (old, new))
    assert compare(old, new) == compare(new, old) == ()


def test_the_flow_of_a_means_to_prove_who_calls_is_compared() -> None:
    old, new = (
        {
            **document({}),
            "components": {
                "securitySchemes": {
                    "Key": {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": url}}}
                }
            },
        }
        for url in ("https://garden.test", "https://park.test")
    )
    (change,) = compare(old, new)
    assert (change.id, change.severity) == ("security-scheme-changed", "breaking")
    assert change.pointer == "/components/securitySchemes/Key/implicit/authorizationUrl"
