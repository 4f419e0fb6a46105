"""What docstrings say of arguments and attributes: what is known beside their types, rules above all."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients import document, enveloped, getting, posting, query
from text_cases import literal, text_cases
from tiktok_bindgen.generate import python
from tiktok_bindgen.generate.client import generate_files

Schema = dict[str, Any]

STRING = {"type": "string"}
CONDITIONAL = {"type": "string", "x-presence": "conditional"}


def body(*rules: Schema, **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, **({"x-rules": list(rules)} if rules else {})}


def rule(kind: str, *targets: str, **facts: Any) -> Schema:
    return {"id": f"{kind}:{targets[0]}", "kind": kind, "targets": list(targets), "text": "", **facts}


def docstrings(files: dict[str, str], path: str) -> dict[str, str]:
    """The docstrings in a module, by the name of the class or function, each on one line."""
    return {
        node.name: " ".join((ast.get_docstring(node) or "").split())
        for node in ast.walk(ast.parse(files[path]))
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    }


def arguments(schema: Schema, **schemas: Schema) -> str:
    """The docstring of a method that posts a body."""
    spec = document({"/open_api/v1.3/plot/dig/": posting(schema)}, **schemas)
    files, _ = generate_files(spec)
    return docstrings(dict(files), "api/plot.py")["dig"]


WET = {"in": "soil", "values": ["WET"]}


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ([rule("requires", "depth", when=WET)], "depth: Required when `soil` is `WET`."),
        ([rule("forbids", "depth", when=WET)], "depth: Not allowed when `soil` is `WET`."),
        ([rule("forbids", "depth", when={"not": WET})], "depth: Allowed only when `soil` is `WET`."),
        (
            [
                rule("forbids", "depth", when={"any": [{"not": WET}, {"not": {"present": "width"}}]}),
            ],
            "depth: Allowed only when `soil` is `WET` and `width` is given.",
        ),
        (
            [rule("requires", "depth", when=WET), rule("forbids", "depth", when={"not": WET})],
            "depth: Required, and allowed only, when `soil` is `WET`.",
        ),
        (
            [rule("value-in", "depth", values=["DEEP"], when=WET)],
            "depth: Must be `DEEP` when `soil` is `WET`.",
        ),
        ([rule("only-one", "depth", "width")], "depth: Send exactly one of `depth`, `width`."),
    ],
)
def test_an_argument_says_what_rules_demand_of_it(stated: list[Schema], said: str) -> None:
    shown = arguments(body(*stated, soil=STRING, depth=CONDITIONAL, width=STRING))
    assert f"{said} width:" in shown


def test_every_field_of_a_group_says_so() -> None:
    shown = arguments(body(rule("or", "depth", "width"), depth=STRING, width=STRING))
    assert shown.count("Send at least one of `depth`, `width`.") == 2


def test_a_rule_inside_an_argument_is_told_with_its_path() -> None:
    bed = body(soil=STRING)
    shown = arguments(
        body(
            rule("requires", "beds[].soil", when={"present": "depth"}),
            beds={"type": "array", "items": bed},
            depth=STRING,
        )
    )
    assert "beds: `beds[].soil` is required when `depth` is given. depth: Optional." in shown


def test_a_rule_of_a_query_stands_at_its_argument() -> None:
    ruled: Schema = {"x-rules": [rule("requires", "depth", when=WET)]}
    spec = document(
        {
            "/open_api/v1.3/plot/find/": getting(
                {"name": "depth", "in": "query", "schema": STRING},
                {"name": "soil", "in": "query", "schema": STRING},
                **ruled,
            )
        }
    )
    files, _ = generate_files(spec)
    assert (
        "depth: Required when `soil` is `WET`. soil: Optional."
        in docstrings(dict(files), "api/plot.py")["find"]
    )


def test_what_has_conditions_that_are_no_rules_is_named_once_before_the_arguments() -> None:
    shown = arguments(body(depth=CONDITIONAL | {"x-rules-text-count": 2}, width=STRING))
    assert shown.startswith(
        "Plot dig. Some conditions of `depth` are documented in words only, and not checked. Args: depth: "
    )


def test_so_are_all_fields_with_such_conditions_beside_their_rules() -> None:
    shown = arguments(
        body(
            rule("requires", "depth", when=WET),
            depth=CONDITIONAL | {"x-rules-text-count": 2},
            soil=STRING | {"x-rules-text-count": 1},
            width=CONDITIONAL,
        )
    )
    assert (
        "Some conditions of `depth`, `soil` and `width` are documented in words only, and not checked."
        in shown
    )
    assert "depth: Required when `soil` is `WET`. soil: Optional. width: Optional." in shown


def test_a_conditional_field_whose_rules_are_all_known_is_not_among_them() -> None:
    shown = arguments(body(rule("requires", "depth", when=WET), depth=CONDITIONAL, soil=STRING))
    assert "in words only" not in shown


def test_a_class_names_the_fields_whose_conditions_are_no_rules() -> None:
    bed = body(depth=CONDITIONAL | {"x-rules-text-count": 1}, soil=STRING)
    spec = document(
        {"/open_api/v1.3/plot/dig/": posting(body(bed={"$ref": "#/components/schemas/Bed"}))}, Bed=bed
    )
    said = docstrings(dict(generate_files(spec)[0]), "models/_requests/plot.py")["Bed"]
    assert said == (
        "The object `bed` in POST /plot/dig/. "
        "Some conditions of `depth` are documented in words only, and not checked."
    )


def test_a_line_stands_before_what_rules_demand() -> None:
    shown = arguments(
        body(
            rule("requires", "depth", when=WET),
            depth=CONDITIONAL | {"description": "How deep it is.", "maxLength": 3, "default": "1"},
            soil=STRING,
        )
    )
    assert (
        "depth: How deep it is. Required when `soil` is `WET`. At most 3 characters. Default: `1`. soil:"
        in shown
    )


def test_a_longer_description_has_the_conditions_in_its_own_words() -> None:
    words = f"How deep it is, {'and deeper ' * 10}where the soil is wet, of which more is said elsewhere"
    shown = arguments(
        body(rule("requires", "depth", when=WET), depth=CONDITIONAL | {"description": words}, soil=STRING)
    )
    assert f"depth: {words}. soil:" in shown


def test_few_values_are_listed_and_many_are_left_to_the_enum() -> None:
    def tone(*values: str) -> Schema:
        return {"type": "string", "enum": list(values)}

    shown = arguments(
        body(
            tone={"$ref": "#/components/schemas/Tone"},
            hues={"type": "array", "items": {"$ref": "#/components/schemas/Hue"}},
            only={"$ref": "#/components/schemas/Only"},
            key={"$ref": "#/components/schemas/Key"},
            last=STRING,
        ),
        Tone=tone("LOW", "HIGH"),
        Hue=tone("RED", "BLUE"),
        Only=tone("ONE"),
        Key=tone(*"ABCDEFG"),
    )
    assert (
        "tone: One of `LOW`, `HIGH`. hues: Each: one of `RED`, `BLUE`. only: Only `ONE`. key: Optional."
        in shown
    )


def test_a_default_is_told_as_it_is_on_the_wire() -> None:
    shown = arguments(
        body(
            wet={"type": "boolean", "default": False},
            hues={"type": "array", "items": STRING, "default": ["RED"]},
        )
    )
    assert 'wet: Default: `false`. hues: Default: `["RED"]`.' in shown


def test_what_is_for_some_callers_and_what_values_are_elsewhere_is_told() -> None:
    shown = arguments(
        body(
            soil=STRING | {"x-allowlist-only": True},
            tone=STRING | {"x-allowlist-partly": True},
            kind=STRING | {"x-enum-missing": "Kinds of soil"},
        )
    )
    assert (
        "soil: For allowlisted callers only. tone: Some use of it is for allowlisted callers only." in shown
    )
    assert "kind: For the values, see the documentation's list Kinds of soil." in shown


def test_attributes_have_docstrings_of_their_own_if_something_is_known_beside_their_types() -> None:
    reply = body(
        code={"type": "integer"},
        message=STRING,
        request_id=STRING,
        data={"$ref": "#/components/schemas/PlotDigResponseData"},
    )
    spec = document(
        {"/open_api/v1.3/plot/dig/": posting(body(), {"$ref": "#/components/schemas/PlotDigResponse"})},
        PlotDigResponse=reply,
        PlotDigResponseData=body(
            depth={"type": "string", "format": "YYYY", "description": "Year of the deepest hole."},
            soil=STRING,
            wet={"type": "string", "description": "Whether it is wet."},
        ),
    )
    files, _ = generate_files(spec)
    assert docstrings(dict(files), "models/plot.py") == {
        "PlotDigResponseData": "The object `data` in POST /plot/dig/.",
    }
    assert files["models/plot.py"].endswith(
        '''
    depth: str | None = None
    """Year of the deepest hole. Format: YYYY."""
    soil: str | None = None
    wet: str | None = None
    """Whether it is wet."""
'''
    )


def test_keys_of_dictionaries_have_docstrings_of_what_they_take() -> None:
    bed = body(
        rule("requires", "depth", when=WET),
        soil={"type": "string", "enum": ["WET", "DRY"], "description": "Kind of soil."},
        depth=CONDITIONAL
        | {"description": "Depth of the bed, in centimeters, as measured at its deepest place."},
    )
    spec = document(
        {"/open_api/v1.3/plot/dig/": posting(body(bed={"$ref": "#/components/schemas/Bed"}))}, Bed=bed
    )
    files, _ = generate_files(spec)
    told = '''
    """Kind of soil. One of `WET`, `DRY`."""
    depth: str{}
    """Depth of the bed, in centimeters, as measured at its deepest place. Required when `soil` is `WET`."""
'''
    assert files["params/plot.py"].endswith(told.format(""))
    assert told.format(" | None = None") in files["models/_requests/plot.py"]


@text_cases(said=str, written=str)
def test_no_words_end_a_docstring_early(said: str, written: str) -> None:
    reply = body(depth={"type": "string", "description": said})
    spec = document({"/open_api/v1.3/plot/dig/": posting(body(), reply)})
    module = ast.parse(generate_files(spec)[0]["models/plot.py"])
    (told,) = (
        node.value.value
        for cls in module.body
        if isinstance(cls, ast.ClassDef)
        for node in cls.body[1:]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )
    assert told == written


@text_cases(paragraphs=literal, written=literal)
def test_a_docstring_ends_where_its_words_end(paragraphs: list[str], written: str) -> None:
    assert python.docstring(paragraphs) == written
    assert isinstance(ast.literal_eval(written), str)


@given(st.text(alphabet=st.sampled_from("ab \"'\\{}#\n\t\u2019\u00e9\u0430"), max_size=300))
def test_a_docstring_of_any_text_is_one_string_of_its_words(text: str) -> None:
    made = python.attribute_docstring(text)
    cls = ast.parse(f"class Bed:\n    depth: int\n{made}\n").body[0]
    assert isinstance(cls, ast.ClassDef)
    words = python.prose(text).replace('"""', "'''").split()
    assert len(cls.body) == 1 + bool(words)
    assert all(len(line) <= 110 for line in made.splitlines() if " " in line.strip())
    for node in cls.body[1:]:
        assert isinstance(node, ast.Expr)
        assert isinstance(node.value, ast.Constant)
        assert str(node.value.value).split() == re.sub(r'^"', "'", " ".join(words)).split()


def test_lines_stand_in_the_overview() -> None:
    depth = {"type": "number", "description": "How | deep.", "default": 2}
    spec = document({"/open_api/v1.3/plot/dig/": posting(body(depth=depth))})
    assert "| `depth` | `float` | How \\| deep; default `2` |" in generate_files(spec)[0]["api/plot.md"]


CONTENTS = """\
<!-- Generated by tiktok-bindgen from a spec: do not edit. -->
# Garden API v1.3

4 operations. All arguments are keyword arguments.

## [/](api/_client.md)

- [`client.shed`](api/_client.md#clientshed)
- [`client.rest`](api/_client.md#clientrest)

## [/plot/](api/plot.md)

- [`client.plot.dig`](api/plot.md#clientplotdig) Dig a plot.
- [`client.plot.bed.get`](api/plot.md#clientplotbedget) Get a bed.
"""
AT_THE_TOP = """\
<!-- Generated by tiktok-bindgen from a spec: do not edit. -->
# /

An argument in bold is required. [All calls](../api.md)

### `client.shed`

`GET /open_api/v1.3/shed/` · [source](../client.py)

Returns a reply with any JSON object as `data`.

### `client.rest`

`DELETE /rest/` · [source](../client.py)

Returns any JSON.
"""
OF_PLOTS = """\
<!-- Generated by tiktok-bindgen from a spec: do not edit. -->
# /plot/

An argument in bold is required. [All calls](../api.md)

### `client.plot.dig`

Dig a plot. `POST /open_api/v1.3/plot/dig/` · [source](../api/plot.py) · \
[documentation](<https://garden.example/dig>) as of 2026-05

| argument | type | |
|---|---|---|
| **`depth`** | `int` | How deep \\| it is; default `3` |
| **`soil`** | [`Soil`](../models/_requests/plot.py) |  |
| `bed` | [`Bed`](../models/plot.py) |  |
| `old` | `str` | deprecated |
| `going` | `str` | to be deprecated |
| `wet` | `str` | conditional |
| `lid` | `str` | required when `soil` is `A` |

Returns a reply with [`PlotDigResponseData`](../models/plot.py) as `data`.

## /plot/bed/

### `client.plot.bed.get`

Get a bed. `GET /open_api/v1.3/plot/bed/get/` · [source](../api/plot.py) · deprecated

| argument | type | |
|---|---|---|
| **`id`** | `str` |  |

Returns `str`.
"""


def test_the_overview_is_a_page_of_contents_and_one_for_each_part_of_the_client() -> None:
    bed = {"$ref": "#/components/schemas/Bed"}
    dig = body(
        rule("requires", "lid", when={"in": "soil", "values": ["A"]}),
        depth={"type": "integer", "default": 3, "description": "How deep | it is.\nMore."},
        soil={"$ref": "#/components/schemas/Soil"},
        bed=bed,
        old=STRING | {"deprecated": True},
        going=STRING | {"deprecated": True, "x-lifecycle": "to-be-deprecated"},
        wet=CONDITIONAL,
        lid=STRING,
    )
    page = {"externalDocs": {"url": "https://garden.example/dig"}, "x-documented": "2026-05"}
    beds = {"type": "array", "items": bed}
    spec = document(
        {
            "/open_api/v1.3/plot/dig/": posting(
                {**dig, "required": ["depth", "soil"]},
                enveloped(body(beds=beds)),
                summary="Dig a plot",
                **page,
            ),
            "/open_api/v1.3/plot/bed/get/": getting(
                query("id", required=True), reply=STRING, summary="Get a bed", deprecated=True
            ),
            "/open_api/v1.3/shed/": getting(),
            "/rest/": {"delete": {"responses": {}}},
        },
        Bed=body(x=STRING),
        Soil={"type": "string", "enum": ["A", "B"]},
    )
    files, _ = generate_files(spec)
    assert {name for name in files if name.endswith(".md")} == {"api.md", "api/_client.md", "api/plot.md"}
    assert files["api.md"] == CONTENTS
    assert files["api/_client.md"] == AT_THE_TOP
    assert files["api/plot.md"] == OF_PLOTS


def test_only_plain_web_addresses_are_told_as_documentation() -> None:
    addresses = [
        "javascript:weed(1)",
        "http://weed.example/",
        "//weed.example/",
        "https://weed.example/ )[x](y",
        "https://weed.example/>)",
        'https://weed.example/"""',
        "https://weed.example/\\",
        "https://weed.example/\n\nArgs:",
        "https://w\u00e9\u00e9d.example/weed",
    ]
    right = "https://garden.example/docs?id=7&a=(b)#c"
    paths = {
        f"/open_api/v1.3/plot/dig{number}/": getting(externalDocs={"url": address})
        for number, address in enumerate([*addresses, right])
    }
    files, _ = generate_files(document(paths))
    assert [name for name, text in files.items() if "weed" in text] == []
    assert f"[documentation](<{right}>)" in files["api/plot.md"]
    assert [name for name, text in files.items() if f"See {right}" in text] != []


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        ({"type": "string"}, "`str`"),
        ({"type": "integer"}, "`int`"),
        ({"type": "number"}, "`float`"),
        ({"type": "boolean"}, "`bool`"),
        ({}, "any JSON"),
        ({"type": "object"}, "any JSON object"),
        ({"type": "object", "additionalProperties": STRING}, "map to `str`"),
        ({"type": "array", "items": STRING}, "list of `str`"),
        ({"type": ["string", "array"], "items": STRING}, "`str` or list of `str`"),
        ({"type": "array", "items": {"type": "array", "items": {}}}, "list of list of any JSON"),
        ({"type": "integer", "enum": [1, 2]}, "`int`: `1`, `2`"),
        ({"type": "string", "format": "date"}, "`str` or `date`"),
        ({"type": "string", "format": "YYYY-MM-DD HH:MM:SS"}, "`str` or `datetime`"),
        ({"type": "string", "format": "HH"}, "`str`"),
        ({"type": "string", "enum": ["A"]}, "[`PlotDigRequestBed`](../models/_requests/plot.py)"),
    ],
)
def test_the_overview_tells_a_type_in_words(schema: Schema, shown: str) -> None:
    files, _ = generate_files(document({"/open_api/v1.3/plot/dig/": posting(body(bed=schema))}))
    assert f"| `bed` | {shown} |  |" in files["api/plot.md"]


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"minLength": 1}, "At least 1 character."),
        ({"minLength": 2}, "At least 2 characters."),
        ({"minLength": 0}, "Optional."),
        ({"maxLength": 1}, "At most 1 character."),
        ({"maxLength": 9}, "At most 9 characters."),
        ({"minLength": 2, "maxLength": 9}, "2 to 9 characters."),
        ({"minLength": 1, "maxLength": 1}, "Exactly 1 character."),
        ({"minLength": 2, "maxLength": 2}, "Exactly 2 characters."),
        ({"minLength": 0, "maxLength": 9}, "At most 9 characters."),
        ({"type": "integer", "minimum": 0}, "At least 0."),
        ({"type": "integer", "maximum": 0}, "At most 0."),
        ({"type": "integer", "minimum": 2, "maximum": 9}, "From 2 to 9."),
        ({"type": "integer", "exclusiveMinimum": 2}, "More than 2."),
        ({"type": "integer", "exclusiveMaximum": 9}, "Less than 9."),
        ({"type": "integer", "exclusiveMinimum": 2, "maximum": 9}, "More than 2. At most 9."),
        ({"type": "number", "multipleOf": 0.5}, "A multiple of 0.5."),
        (
            {"type": "number", "minimum": 2, "maximum": 9, "multipleOf": 0.5},
            "From 2 to 9. A multiple of 0.5.",
        ),
        ({"type": "array", "items": {"type": "integer", "multipleOf": 5}}, "Each: a multiple of 5."),
        ({"type": "integer", "enum": [1, 2]}, "One of `1`, `2`."),
        ({"type": "integer", "enum": [1]}, "Only `1`."),
        ({"type": "array", "items": STRING, "minItems": 1}, "At least 1 item."),
        ({"type": "array", "items": STRING, "minItems": 2, "maxItems": 9}, "2 to 9 items."),
        ({"type": "array", "items": STRING, "uniqueItems": True}, "Without duplicates."),
        ({"type": "array", "items": {"type": "integer", "minimum": 2}}, "Each: at least 2."),
        (
            {"type": "array", "maxItems": 9, "items": {"type": "integer", "minimum": 2, "maximum": 3}},
            "At most 9 items. Each: from 2 to 3.",
        ),
        (
            {
                "type": ["integer", "array"],
                "minimum": 2,
                "maxItems": 9,
                "items": {"type": "integer", "minimum": 2},
            },
            "At most 9 items. Each: at least 2.",
        ),
        ({"type": "object", "additionalProperties": {"type": "integer", "minimum": 2}}, "At least 2."),
        ({"format": "HH:MM"}, "Format: HH:MM."),
        ({"format": "date"}, "Format: date."),
        ({"format": "date", "x-time-zone": "UTC"}, "Format: date. Time zone: UTC."),
        ({"description": "UTC day of it", "x-time-zone": "UTC"}, "UTC day of it."),
        ({"description": "UTC day of it", "x-time-zone": "garden"}, "UTC day of it. Time zone: garden."),
        ({"type": "integer", "format": "int32"}, "Optional."),
        ({"type": "integer", "format": "int64"}, "Optional."),
        ({"type": "number", "format": "float"}, "Optional."),
        ({"type": "number", "format": "double"}, "Optional."),
        ({"default": "WET"}, "Default: `WET`."),
        ({"type": "boolean", "default": False}, "Default: `false`."),
        ({"description": "How deep"}, "How deep."),
        ({"description": "How deep?"}, "How deep?"),
        ({"description": "How deep", "x-rules-text": ["It is wet", "How deep."]}, "How deep. It is wet."),
        ({"deprecated": True}, "Deprecated."),
        ({"x-lifecycle": "to-be-deprecated"}, "To be deprecated."),
        ({"x-enum-missing": "of soils"}, "For the values, see the documentation's list of soils."),
        ({"x-enum-list": "soils"}, "Some values are in `soils`."),
        ({"x-immutable": True}, "Cannot be changed once set."),
        (
            {"x-idempotency-key": True},
            "By default one that the client generates. A request repeated with the same value has no effect.",
        ),
        (
            {"x-idempotency-key": True, "x-idempotency-within": 10},
            (
                "By default one that the client generates. "
                "A request repeated with the same value within 10 seconds has no effect."
            ),
        ),
        ({"x-allowlist-only": True}, "For allowlisted callers only."),
        ({"x-allowlist-partly": True}, "Some use of it is for allowlisted callers only."),
        ({"x-immutable": "yes", "x-allowlist-only": 1}, "Optional."),
    ],
)
def test_each_thing_that_is_known_of_an_argument_is_a_sentence(schema: Schema, said: str) -> None:
    shown = arguments(body(depth={"type": "string", **schema}, last=STRING))
    assert f"depth: {said} last: Optional." in shown


def test_a_class_says_where_it_is_used() -> None:
    bed = {"$ref": "#/components/schemas/Bed"}
    beds = {"type": "array", "items": bed}
    spec = document(
        {
            "/open_api/v1.3/plot/dig/": posting(body(beds=beds, tone={"$ref": "#/components/schemas/Tone"})),
            "/open_api/v1.3/plot/find/": posting(body(old_beds=beds)),
        },
        Bed=body(soil=STRING),
        Tone={"type": "string", "enum": ["LOW", "HIGH"], "x-enum-lifecycle": {"LOW": "deprecated"}},
    )
    files, _ = generate_files(spec)
    assert docstrings(dict(files), "models/_requests/plot.py")["Bed"] == "An item of `beds` or `old_beds`."
    assert (
        'Tone: TypeAlias = Literal["LOW", "HIGH"]\n"""Values of `tone` in POST /plot/dig/.\n\n'
        'Values:\n    `LOW`: Deprecated.\n"""\n'
    ) in files["models/_requests/plot.py"]


def test_only_the_builtin_that_a_method_hides_is_qualified() -> None:
    spec = document(
        {"/open_api/v1.3/plot/list/": posting(body(name=STRING, depths={"type": "array", "items": STRING}))}
    )
    files, _ = generate_files(spec)
    assert "builtins" not in files["api/plot.py"]
    assert "name: str | None = None" in files["api/plot.py"]
    spec["paths"]["/open_api/v1.3/plot/str/"] = posting(body(wet={"type": "boolean"}))
    files, _ = generate_files(spec)
    assert "name: builtins.str | None = None" in files["api/plot.py"]
    assert "wet: bool | None = None" in files["api/plot.py"]


def test_only_the_builtin_that_a_field_hides_is_qualified() -> None:
    reply = body(list={"type": "array", "items": STRING}, name=STRING)
    spec = document(
        {"/open_api/v1.3/plot/find/": posting(body(), {"$ref": "#/components/schemas/PlotFindResponse"})},
        PlotFindResponse=reply,
    )
    text = generate_files(spec)[0]["models/plot.py"]
    assert "    list: builtins.list[str] | None = None\n    name: str | None = None\n" in text


def test_a_title_that_says_it_is_deprecated_is_enough() -> None:
    facts: Schema = {"deprecated": True, "x-lifecycle": "to-be-deprecated"}
    spec = document(
        {
            "/open_api/v1.3/plot/dig/": posting(body(), summary="(To be deprecated) Dig", **facts),
            "/open_api/v1.3/plot/find/": posting(body(), summary="Find", **facts),
        }
    )
    files = dict(generate_files(spec)[0])
    said = docstrings(files, "api/plot.py")
    assert said["dig"].startswith("(To be deprecated) Dig. Args:")
    assert said["find"].startswith("Find. To be deprecated. Args:")
    heads = [line for line in files["api/plot.md"].splitlines() if "`POST" in line]
    assert [line.lower().count("to be deprecated") for line in heads] == [1, 1]
