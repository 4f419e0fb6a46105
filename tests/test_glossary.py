"""The glossary: a line of our own for each name, which becomes its description in the spec."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from clients import document, enveloped, getting, objects, posting, query
from tiktok_bindgen.assemble.glossary import Described, describe, load_glossary
from tiktok_bindgen.build import build
from tiktok_bindgen.cli import main
from tiktok_bindgen.diff import compare
from tiktok_bindgen.pipeline import make_spec
from tiktok_bindgen.problem import InputError

BED = "#/components/schemas/Bed"

PAGE = """# Dig a bed

**Endpoint** https://business-api.tiktok.com/open_api/v1.3/bed/dig/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|bed_id {Required}|string|The bed where the spade goes in.|
```

**Response**

```xtable
|Field|Data Type|Description|
|---|---|---|
|code|number|Code.|
```
"""


def text() -> dict[str, Any]:
    return {"type": "string"}


def garden() -> dict[str, Any]:
    """Two operations that share a bed, an event, and reports."""
    beds, bed = {"$ref": BED}, {"$ref": BED}
    spec = document(
        {
            "/open_api/v1.3/plot/get/": getting(
                query("plot_id", required=True),
                reply=enveloped(objects({"status": text(), "beds": {"type": "array", "items": beds}})),
            ),
            "/open_api/v1.3/plot/dig/": posting(objects({"plot_id": text(), "bed": bed})),
        },
        Bed=objects({"status": text(), "plants": {"type": "array", "items": objects({"status": text()})}}),
    )
    payload = {"content": {"application/json": {"schema": objects({"status": text()})}}}
    events = ("plot.dug", "plot.sown")
    spec["webhooks"] = {name: {"post": {"requestBody": copy.deepcopy(payload)}} for name in events}
    spec["x-reports"] = {
        "plot": {
            "title": "Plot",
            "metrics": {"weight": {"type": "string"}},
            "dimensions": {"day": {}},
            "filters": {"plot_ids": {}},
        }
    }
    return spec


ENVELOPE = """
  code: Return code.
  message: Outcome in words.
  request_id: ID of the call.
  data: What came.
  beds: Beds of the plot.
  bed: Bed to dig.
  plants: Plants in the bed.
"""
ROLES = """
metrics: {weight: Weight of the harvest.}
dimensions: {day: Day of the harvest.}
filters: {plot_ids: Plots to keep.}
"""


def described(spec: dict[str, Any], folder: Path, fields: str, roles: str = ROLES) -> Described:
    path = folder / "words.yaml"
    path.write_text(f"fields:{ENVELOPE}{fields}{roles}", encoding="utf-8")
    return describe(spec, load_glossary(path))


def properties(spec: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = spec["components"]["schemas"][name]["properties"]
    return found


def reply(spec: dict[str, Any]) -> dict[str, Any]:
    operation = spec["paths"]["/open_api/v1.3/plot/get/"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    found: dict[str, Any] = schema["properties"]["data"]["properties"]
    return found


def test_every_property_and_parameter_of_a_name_has_its_line(tmp_path: Path) -> None:
    spec = garden()
    found = described(spec, tmp_path, "  plot_id: ID of the plot.\n  status: How it is.\n")
    assert found == Described((), ())
    parameter = spec["paths"]["/open_api/v1.3/plot/get/"]["get"]["parameters"][0]
    assert list(parameter.items())[:3] == [
        ("name", "plot_id"),
        ("in", "query"),
        ("description", "ID of the plot."),
    ]
    body = spec["paths"]["/open_api/v1.3/plot/dig/"]["post"]["requestBody"]
    sent = body["content"]["application/json"]["schema"]["properties"]
    assert sent["plot_id"] == {"type": "string", "description": "ID of the plot."}
    assert sent["bed"] == {"$ref": BED, "description": "Bed to dig."}
    assert properties(spec, "Bed")["status"]["description"] == "How it is."
    assert properties(spec, "Bed")["plants"]["items"]["properties"]["status"]["description"] == "How it is."
    assert reply(spec)["status"]["description"] == "How it is."


@pytest.mark.parametrize("key", ["name", "in", "title", "type", "$ref"])
def test_a_line_stands_behind_what_something_is_called(key: str, tmp_path: Path) -> None:
    spec = garden()
    spec["x-reports"]["plot"]["metrics"]["weight"] = {key: "x", "format": "kg", "enum": ["1"]}
    described(spec, tmp_path, "  plot_id: ID of the plot.\n  status: How it is.\n")
    assert list(spec["x-reports"]["plot"]["metrics"]["weight"]) == [key, "description", "format", "enum"]


def test_names_of_reports_have_lines_of_their_own(tmp_path: Path) -> None:
    spec = garden()
    described(spec, tmp_path, "  plot_id: ID of the plot.\n  status: How it is.\n")
    assert spec["x-reports"]["plot"] == {
        "title": "Plot",
        "metrics": {"weight": {"type": "string", "description": "Weight of the harvest."}},
        "dimensions": {"day": {"description": "Day of the harvest."}},
        "filters": {"plot_ids": {"description": "Plots to keep."}},
    }


SCOPED = """
  plot_id: ID of the plot.
  status:
    "*": How it is.
    GET /plot/get/: How the plot is.
    GET /plot/get/ data.beds: How the bed of the plot is.
    event *: How it was.
    event plot.sown: How it was sown.
"""


def test_tags_have_lines_where_a_glossary_has_any_of_tags(tmp_path: Path) -> None:
    spec = garden()
    spec["tags"] = [{"name": "plot"}, {"name": "bed"}]
    assert not any("tags" in each.text for each in described(spec, tmp_path, "").missing)
    tags = f"{ROLES}tags: {{plot: Plots of a garden.}}\n"
    told = [each.text for each in described(spec, tmp_path, "", tags).missing if "tags" in each.text]
    assert told == ["bed of tags: no line, for the document"]
    assert spec["tags"] == [{"name": "plot", "description": "Plots of a garden."}, {"name": "bed"}]


@pytest.mark.parametrize(
    ("old", "dry"), [({}, "No water."), ({"x-enum-descriptions": ["", "Fill it."]}, "No water. Fill it.")]
)
def test_return_codes_have_lines_where_a_glossary_has_any_of_codes(
    tmp_path: Path, old: dict[str, Any], dry: str
) -> None:
    spec = garden()
    schema = {"type": "integer", "enum": [0, 7], **old}
    spec["components"]["schemas"]["ReturnCode"] = dict(schema)
    assert not any("codes" in each.text for each in described(spec, tmp_path, "").missing)
    assert spec["components"]["schemas"]["ReturnCode"] == schema
    found = described(spec, tmp_path, "", f"{ROLES}codes: {{7: No water., 9: Frost.}}\n")
    assert [each.text for each in found.missing if "codes" in each.text] == [
        "0 of codes: no line, for the document"
    ]
    assert "codes 9: matches nothing in the document" in [each.text for each in found.unused]
    assert spec["components"]["schemas"]["ReturnCode"]["x-enum-descriptions"] == ["", dry]


TOPICS = """
topics:
  Growing:
    about: [Where things grow., Beds have soil., Plots have beds.]
    tags: [plot, bed, pond]
  Water:
    about: [What is wet.]
    tags: [pond]
"""


def test_tags_are_grouped_by_topics_and_none_is_left_out(tmp_path: Path) -> None:
    spec = {**garden(), "tags": [{"name": name} for name in ("bed", "plot", "spade")]}
    topics = TOPICS.replace(", pond]", "]")
    found = described(spec, tmp_path, "", f"{ROLES}{topics}")
    assert spec["x-tagGroups"] == [
        {
            "name": "Growing",
            "x-description": "Where things grow.\n\nBeds have soil. Plots have beds.",
            "tags": ["plot", "bed"],
        },
        {"name": "Other", "tags": ["spade"]},
    ]
    keys = list(spec)
    assert keys.index("x-tagGroups") == keys.index("tags") + 1
    assert "spade of tags: in no topic" in [each.text for each in found.missing]
    unused = [each for each in found.unused if "topics" in each.text]
    assert [each.text for each in unused] == ["topics Water pond: matches nothing in the document"]
    lines = (tmp_path / "words.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[unused[0].line - 1] == "  Water:"
    # Without topics, or without tags, nothing is grouped.
    for other, words in (({"tags": [{"name": "bed"}]}, ""), ({}, topics)):
        spec = {**garden(), **other}
        described(spec, tmp_path, "", f"{ROLES}{words}")
        assert "x-tagGroups" not in spec


def test_the_longest_scope_that_holds_is_taken(tmp_path: Path) -> None:
    spec = garden()
    spec["paths"].pop("/open_api/v1.3/plot/dig/")
    described(spec, tmp_path, SCOPED)
    assert reply(spec)["status"]["description"] == "How the plot is."
    assert properties(spec, "Bed")["status"]["description"] == "How the bed of the plot is."
    told = {
        name: item["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]["status"]
        for name, item in spec["webhooks"].items()
    }
    assert {name: each["description"] for name, each in told.items()} == {
        "plot.dug": "How it was.",
        "plot.sown": "How it was sown.",
    }


def test_what_is_sent_may_have_a_line_of_its_own(tmp_path: Path) -> None:
    spec = garden()
    spec["paths"]["/open_api/v1.3/plot/dig/"] = posting(
        objects({"plot_id": text()}), objects({"plot_id": text()})
    )
    fields = '  status: How it is.\n  plot_id: {"*": ID of the plot., "request *": Plot to dig.}\n'
    assert described(spec, tmp_path, fields).missing == ()
    operation = spec["paths"]["/open_api/v1.3/plot/dig/"]["post"]
    sent, given = (
        part["content"]["application/json"]["schema"]["properties"]["plot_id"]["description"]
        for part in (operation["requestBody"], operation["responses"]["200"])
    )
    assert (sent, given) == ("Plot to dig.", "ID of the plot.")


def test_what_is_shared_has_the_general_line_where_its_uses_differ(tmp_path: Path) -> None:
    spec = garden()
    assert described(spec, tmp_path, SCOPED) == Described((), ())
    assert properties(spec, "Bed")["status"]["description"] == "How it is."
    assert list(spec["components"]["schemas"]) == ["Bed"]


def test_without_a_general_line_that_is_a_problem(tmp_path: Path) -> None:
    spec = garden()
    found = described(spec, tmp_path, SCOPED.replace('    "*": How it is.\n', ""))
    assert list(map(str, found.missing)) == [
        (
            "words.yaml:0: glossary-missing: status: its lines differ where it is shared, "
            "in GET /plot/get/ data.beds.status, and there is none for *"
        )
    ]
    assert "description" not in properties(spec, "Bed")["status"]


def test_a_name_without_a_line_is_a_problem_with_an_example(tmp_path: Path) -> None:
    found = described(garden(), tmp_path, "  status: How it is.\n", "metrics: {weight: Weight.}\n")
    assert list(map(str, found.missing)) == [
        "words.yaml:0: glossary-missing: plot_id: no line, for GET /plot/get/ plot_id",
        "words.yaml:0: glossary-missing: day of dimensions: no line, for plot reports",
        "words.yaml:0: glossary-missing: plot_ids of filters: no line, for plot reports",
    ]


def test_a_line_of_nothing_is_a_problem_with_its_line(tmp_path: Path) -> None:
    fields = """  plot_id: {"*": ID of the plot., "GET /plot/dig/": ID of it.}
  spade: Spade.
  status:
    "*": How it is.
    GET /plot/get/ soil: How the soil is.
"""
    found = described(garden(), tmp_path, fields, "\nmetrics: {weight: Weight., apples: Apples.}\n")
    assert list(map(str, found.unused)) == [
        "words.yaml:9: glossary-unused: fields plot_id GET /plot/dig/: matches nothing in the document",
        "words.yaml:10: glossary-unused: fields spade *: matches nothing in the document",
        "words.yaml:13: glossary-unused: fields status GET /plot/get/ soil: matches nothing in the document",
        "words.yaml:15: glossary-unused: metrics apples: matches nothing in the document",
    ]


def test_a_description_that_is_there_follows_the_line(tmp_path: Path) -> None:
    spec = garden()
    properties(spec, "Bed")["status"] = {"type": "string", "description": "As the gardener sees it."}
    described(spec, tmp_path, "  plot_id: ID of the plot.\n  status: How it is.\n")
    assert properties(spec, "Bed")["status"] == {
        "type": "string",
        "description": "How it is.\n\nAs the gardener sees it.",
    }


_SHAPE = ": must have about, a list of lines, and tags, a list of names"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("fields:\n  bed: ''\n", 2, "fields bed: must be one line of text"),
        ("fields:\n  bed: 3\n", 2, "fields bed: must be one line of text"),
        ("fields:\n  bed: {}\n", 2, "fields bed: must be a non-empty mapping"),
        ("fields:\n  bed: |\n    Two\n    lines.\n", 2, "fields bed: must be one line of text"),
        (f"fields:\n  bed: {'a' * 121}\n", 2, "fields bed: has 121 characters; at most 120 are allowed"),
        (
            "fields:\n  bed:\n    '*': Bed.\n    /plot/get/: Bed.\n",
            4,
            "fields bed /plot/get/: must be *, METHOD PATH, request * or event NAME",
        ),
        (
            "fields:\n  bed:\n    GET /plot/get/ data.beds[].bed: Bed.\n",
            3,
            "fields bed GET /plot/get/ data.beds[].bed: must be *, METHOD PATH, request * or event NAME",
        ),
        ("metrics:\n  weight: {'*': Weight.}\n", 2, "metrics weight: must be one line of text"),
        ("metrics: [weight]\n", 1, "metrics: must be a non-empty mapping"),
        ("fields: Bed.\n", 1, "fields: must be a non-empty mapping"),
        (
            "names:\n  bed: Bed.\n",
            1,
            "names: unknown key; expected fields, metrics, dimensions, filters, tags, codes, topics",
        ),
        ("topics: [Growing]\n", 1, "topics: must be a non-empty mapping"),
        *(
            (f"topics:\n  Growing: {parts}\n", 2, f"topics Growing{said}")
            for parts, said in (
                ("{tags: [bed]}", _SHAPE),
                ("{about: [Beds.]}", _SHAPE),
                ("{tags: [bed], about: Beds.}", _SHAPE),
                ("{about: [Beds.], tags: []}", _SHAPE),
                ("{about: [Beds.], tags: [bed], beds: [bed]}", _SHAPE),
                ("{about: [''], tags: [bed]}", " about: must be one line of text"),
                ("{about: [Beds.], tags: [7]}", " tags: must be one line of text"),
            )
        ),
        (TOPICS, 8, "topics Water tags: pond is in Growing already"),
    ],
)
def test_what_is_no_glossary_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load_glossary(path)
    assert str(raised.value) == f"{path}:{line}: {said}"


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("fields:\n  bed: Bed.\n  bed: Bed.\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"duplicate key 'bed'.*line 3"):
        load_glossary(path)


def test_a_schema_that_leads_to_itself_is_gone_through_once(tmp_path: Path) -> None:
    spec = garden()
    properties(spec, "Bed")["bed"] = {"$ref": BED}
    described(spec, tmp_path, "  plot_id: ID of the plot.\n  status: How it is.\n")
    assert properties(spec, "Bed")["bed"]["description"] == "Bed to dig."


def test_diff_tells_of_no_other_words(tmp_path: Path) -> None:
    old, new = garden(), garden()
    described(old, tmp_path, "  plot_id: ID of the plot.\n  status: How it is.\n")
    new["tags"] = [{"name": "bed"}]
    roles = ROLES.replace("harvest", "crop") + TOPICS.replace(", pond]", "]")
    described(new, tmp_path, "  plot_id: Which plot.\n  status: State.\n", roles)
    assert "x-tagGroups" in new
    assert compare(old, new) == ()
    assert compare(garden(), new) == ()


def write_page(folder: Path) -> Path:
    folder.mkdir(parents=True)
    page = folder / "dig.md"
    page.write_text(PAGE, encoding="utf-8")
    return page


@pytest.mark.parametrize(
    ("prose", "said"),
    [("none", "Where to dig."), ("full", "Where to dig.\n\nThe bed where the spade goes in.")],
)
def test_the_words_of_a_page_are_kept_behind_the_line(tmp_path: Path, prose: Any, said: str) -> None:
    page = write_page(tmp_path / "pages")
    words = tmp_path / "words.yaml"
    words.write_text("fields: {bed_id: Where to dig., code: Return code.}\n", encoding="utf-8")
    spec = make_spec([page], prose=prose, glossary=words)
    assert properties(spec.document, "BedDigRequest")["bed_id"]["description"] == said
    assert spec.problems == ()


def test_the_command_line_takes_a_glossary_and_tells_what_has_no_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = write_page(tmp_path / "pages")
    words, spec = tmp_path / "words.yaml", tmp_path / "spec.yaml"
    words.write_text("fields: {code: Return code., spade: Spade.}\n", encoding="utf-8")
    assert main(["spec", str(page), "-o", str(spec), "--glossary", str(words), "--prose", "none"]) == 0
    capsys.readouterr()
    assert main(["glossary", "--spec", str(spec)]) == 1
    assert capsys.readouterr().out == (
        "bed_id  POST /bed/dig/ bed_id  (1 of 1)\n1 of 2 names are described everywhere\n"
    )
    words.write_text("fields: {code: Return code., bed_id: Bed.}\n", encoding="utf-8")
    assert main(["spec", str(page), "-o", str(spec), "--glossary", str(words), "--prose", "none"]) == 0
    capsys.readouterr()
    assert main(["glossary", "--spec", str(spec)]) == 0
    assert capsys.readouterr().out == "2 of 2 names are described everywhere\n"


def test_a_build_tells_what_its_newest_date_lacks_and_what_no_date_needs(tmp_path: Path) -> None:
    write_page(tmp_path / "spec" / "pages" / "2031-04")
    newer = write_page(tmp_path / "spec" / "pages" / "2031-05")
    newer.write_text(PAGE.replace("bed_id", "plot_id"), encoding="utf-8")
    words = tmp_path / "spec" / "glossary.yaml"
    words.write_text("fields: {code: Return code., bed_id: Bed., spade: Spade.}\n", encoding="utf-8")
    build(tmp_path)
    assert (tmp_path / "spec" / "problems.txt").read_text() == (
        "2031-05: glossary.yaml:0: glossary-missing: plot_id: no line, for POST /bed/dig/ plot_id\n"
        "2031-05: glossary.yaml:1: glossary-unused: fields spade *: matches nothing in the document\n"
    )
    assert "description: Bed." in (tmp_path / "spec" / "2031-04.openapi.yaml").read_text()
