"""Specs as YAML: the same bytes everywhere, read back as they were, and read with care."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clock import taking
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.yaml import dump_yaml, load_mapping, load_spec
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.problem import InputError

TRAPS = (
    *("ON", "OFF", "YES", "NO", "on", "y", "n", "true", "False", "null", "~", "", "=", "<<"),
    *(
        "2024-01-31",
        "2024-01-31 10:00:00",
        "1e3",
        "1_000",
        "0123",
        "0o17",
        "0x1F",
        "0b11",
        "1:30",
        ".5",
        "1.",
    ),
    *(
        ".inf",
        "-.INF",
        ".nan",
        "-1",
        "+2",
        "3.1",
        "-",
        "- a",
        "? a",
        "a: b",
        "a:",
        ": a",
        " a",
        "a ",
        "a #b",
        "#a",
    ),
    *(
        "'",
        '"',
        "it's",
        "&a",
        "*a",
        "!a",
        "!!int 1",
        "|",
        ">",
        "%a",
        "@a",
        "`a`",
        "[a",
        "{a",
        "a]",
        "a, b",
        ",",
    ),
    *(
        "---",
        "...",
        "--- a",
        "\t",
        "a\tb",
        "\n",
        "a\nb",
        "a\n",
        "a\n\n",
        "\na",
        " a\nb",
        "a \nb",
        "a\n b",
        "a\r\nb",
    ),
    *(
        "\x00",
        "\x07",
        "\x7f",
        "\x85",
        "\u2028",
        "\ufeff",
        "é",
        "日本",
        "😀",
        "\\",
        "\\n",
        "${x}",
        "{{ x }}",
        "18+",
    ),
    *(
        "a" * 2000,
        "#/components/schemas/A",
        "^\\d{4}-\\d{2}$",
        "https://a.example/b?c=1",
        "a\n---\nb",
        "a\n...\n",
    ),
)
ANY_TEXT = st.text(st.characters(codec="utf-8"))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT
    | st.sampled_from(TRAPS),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT | st.sampled_from(TRAPS), inner, max_size=4)
    ),
    max_leaves=20,
)


def load(text: str, tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "spec.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return load_mapping(path)


def readers() -> list[Any]:
    return [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.mark.parametrize("text", TRAPS)
def test_text_that_looks_like_something_else_stays_text_as_value_key_and_item(
    text: str, tmp_path: Path
) -> None:
    document = {"value": text, "list": [text, {text: text}, [text]], text or "empty": {"a": text}, "last": 1}
    written = dump_yaml(document)
    assert load(written, tmp_path) == document
    for reader in readers():
        assert yaml.load(written, Loader=reader) == document


@given(st.dictionaries(ANY_TEXT, JSON, max_size=5))
def test_every_document_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, object]
) -> None:
    written = dump_yaml(document)
    assert same_types(load(written, tmp_path_factory.mktemp("yaml")), document)
    for reader in readers():
        assert same_types(yaml.load(written, Loader=reader), document)


def same_types(left: object, right: object) -> bool:
    """Equality that tells ``1`` from ``1.0`` and from ``true``."""
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same_types(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_types, left, right))
    return type(left) is type(right) and left == right


def test_text_of_several_lines_is_a_literal_block() -> None:
    assert dump_yaml({"a": {"b": "one\ntwo"}, "c": ["x\n\ny\n"]}) == (
        "a:\n  b: |-\n    one\n    two\nc:\n- |\n  x\n\n  y\n"
    )


def test_long_text_is_not_folded_and_nothing_is_an_alias() -> None:
    shared = {"k": "word " * 100 + "end"}
    written = dump_yaml({"a": shared, "b": shared})
    assert len(written.splitlines()) == 4
    assert "&" not in written


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: "a"}, b"a", {"a"}, object()])
def test_what_is_not_json_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        dump_yaml({"a": value})


def test_plain_scalars_of_other_writers_are_read_as_json_has_them(tmp_path: Path) -> None:
    text = (
        "enum: [ON, OFF, NO, 2024-01-31, 0123, 1:30, =, 0x1F, 1_000, 12, -0.5, 1e3, true, null, ~]\n"
        "ON: 1\n200: 2\nnull: 3\n2024-01-31: 4\nempty:\n"
    )
    document = load(text, tmp_path)
    assert document["enum"] == [
        *("ON", "OFF", "NO", "2024-01-31", "0123", "1:30", "=", "0x1F", "1_000"),
        *(12, -0.5, 1000.0, True, None, None),
    ]
    assert list(document) == ["enum", "ON", "200", "null", "2024-01-31", "empty"]
    assert document["empty"] is None


def test_aliases_of_other_writers_are_followed(tmp_path: Path) -> None:
    assert load("a: &x {b: 1}\nc: *x\n", tmp_path) == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "not well-formed"),
        ("a: 1\na: 2\n", "duplicate key"),
        ("- a\n", "expected a mapping at the top level"),
        ("", "expected a mapping at the top level"),
        ("a", "expected a mapping at the top level"),
        ("a: 1\n---\nb: 2\n", "not well-formed"),
        ("? [a]\n: 1\n", "not text"),
        ("a: !!python/object/apply:os.system [x]\n", "not JSON"),
        ("a: !!timestamp 2024-01-31\n", "not JSON"),
        ("a: !!float .nan\n", "not JSON"),
        ("a: &x [*x]\n", "inside the node that it refers to"),
        ("a: \x00\n", "not well-formed"),
        ("a: " + "[" * 20_000, "nested too deeply|not well-formed"),  # libyaml says either
        ("- " * 20_000 + "a", "nest"),
        (f"a: {'9' * 5000}\n", "integer"),
    ],
)
def test_yaml_that_is_no_document_is_one_line_about_the_file(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words) as caught:
        load(text, tmp_path)
    assert "\n" not in str(caught.value)
    assert "spec.yaml" in str(caught.value)


@pytest.mark.parametrize("merge", ["*{}", "{{<<: [*{0}, *{0}]}}"])
def test_aliases_that_blow_up_are_refused_quickly(merge: str, tmp_path: Path) -> None:
    lines = ["a0: &a0 {x: 1}"]
    for number in range(1, 60):
        inner = merge.format(f"a{number - 1}")
        lines.append(
            f"a{number}: &a{number} [{inner}, {inner}]"
            if merge[0] == "*"
            else f"a{number}: &a{number} {inner}"
        )
    with taking(5), pytest.raises(InputError, match="too large once its aliases are expanded"):
        load("\n".join(lines), tmp_path)


def referring(schemas: Mapping[str, object], *, webhook: bool = False) -> str:
    """The text of a document that uses the first of some schemas."""
    first = {"$ref": f"#/components/schemas/{next(iter(schemas))}"}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"a": first}}}}}
    item = {"post": {"operationId": "bed_water", "requestBody": body, "responses": {}}}
    places = {"webhooks": {"watered": item}, "paths": {}} if webhook else {"paths": {"/bed/water/": item}}
    return json.dumps({"openapi": "3.1.0", **places, "components": {"schemas": schemas}})


def to(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def levels(schema: Callable[[list[Any]], object], *, deep: int = 9) -> dict[str, object]:
    """Schemas of which each uses the next one ten times."""
    return {f"L{level}": schema([to(f"L{level + 1}")] * 10) for level in range(deep)} | {f"L{deep}": {}}


def beds(inner: list[Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {f"p{number}": schema for number, schema in enumerate(inner)}}


@pytest.mark.parametrize("webhook", [False, True])
@pytest.mark.parametrize(
    "schemas",
    [
        levels(beds),
        levels(lambda inner: {"allOf": inner}),
        levels(lambda inner: {"type": "array", "items": {"oneOf": inner}}),
        {"A": to("L0/properties/p0"), **levels(beds)},
        # Each contains all others: the ways through them are without number, though none is endless.
        {f"L{level}": beds([to(f"L{other}") for other in range(12)]) for level in range(12)},
    ],
    ids=["properties", "allOf", "items", "inside", "circles"],
)
def test_references_that_blow_up_are_refused(
    schemas: dict[str, object], webhook: bool, tmp_path: Path
) -> None:
    path = tmp_path / "spec.json"
    path.write_text(referring(schemas, webhook=webhook))
    assert path.stat().st_size < 9000
    with pytest.raises(InputError) as caught:
        load_spec(path)
    assert str(caught.value) == (
        f"{path}: `$ref` '#/components/schemas/{next(iter(schemas))}': "
        "too large once references are followed: more than 250000 objects"
    )


@pytest.mark.parametrize(
    "schemas",
    [
        levels(beds, deep=4),
        {"A": beds([to("A")] * 200)},
        {"A": to("A")},
        {"A": to("B"), "B": beds([to("A"), to("nowhere")] * 9)},
        {"A": beds([{"type": "string"}] * 10), **levels(beds)},
        {f"L{level}": beds([to(f"L{level + 1}")]) for level in range(600)} | {"L600": {}},
    ],
    ids=["four levels", "itself", "circle", "nowhere", "unused", "long"],
)
def test_references_that_lead_to_little_may_be_many(schemas: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text(referring(schemas))
    assert load_spec(path)["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "a": 2}', "duplicate key"),
        ('{"a": NaN}', "not JSON"),
        ("{", "Expecting"),
        ("[]", "expected a mapping at the top level"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_is_no_document_is_one_line_about_the_file(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        load_mapping(path)


def test_a_file_that_cannot_be_read_is_one_line_about_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_mapping(tmp_path / "missing.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        load_mapping(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(InputError, match="UTF-8"):
        load_mapping(tmp_path / "latin.yaml")


@text_cases(text=literal, words=str)
def test_other_kinds_of_documents_are_not_taken_for_a_spec(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        load_spec(path)


@pytest.mark.parametrize("name", ["spec.yaml", "spec.json"])
def test_a_spec_is_read_from_yaml_and_json(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text('{"openapi": "3.1.0", "paths": {}}', encoding="utf-8-sig")
    assert load_spec(path) == {"openapi": "3.1.0", "paths": {}}


def test_a_file_is_written_only_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file.txt"
    assert write_text_atomic(path, "é\r\n")
    assert path.read_bytes() == b"\xc3\xa9\r\n"
    before = path.stat()
    assert not write_text_atomic(path, "é\r\n")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    path.chmod(0o640)
    assert write_text_atomic(path, "b")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["file.txt"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_text_atomic(tmp_path / "folder", "a")
    with pytest.raises(InputError, match="UTF-8"):
        write_text_atomic(tmp_path / "file", "\ud800")
    (tmp_path / "plain").write_text("")
    for path in (tmp_path / "plain" / "file", tmp_path / "plain" / "below" / "file"):
        with pytest.raises(InputError) as caught:
            write_text_atomic(path, "a")
        assert str(caught.value) == f"{path}: cannot be written: {tmp_path / 'plain'} is a file, not a folder"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "plain"]
