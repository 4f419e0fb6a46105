"""Recorded calls as evidence: how they are read, and how a build takes them into its pages."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, Literal, get_args

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.cli import main
from tiktok_bindgen.evidence import Evidence, Wrong, as_text, wrong
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import (
    Alternative,
    Contested,
    EnumValue,
    Field,
    Kind,
    Limits,
    Operation,
    Type,
)
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.pipeline import make_spec
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.weigh.besides import known_besides
from tiktok_bindgen.weigh.calls import Shown
from tiktok_bindgen.weigh.recorded import recorded
from tiktok_bindgen.weigh.values import Unseen

PATH = "/open_api/v1.3/plot/create/"
PAGE = """# Create a plot

## Request

**Endpoint** https://garden.tiktok.com/open_api/v1.3/plot/create/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|garden_id {Required}|string|Garden.|
|kind|string|Enum values: `TULIP`, `LAVENDER`.|
|label|string|Length limit: 4 characters.|
|marks|string[]|Size range: 2-3.|
|depth|integer|Value range: [1, 9].|
|opens|string|Format: YYYY-MM-DD.|
```

## Response

```xtable
|Field|Data Type|Description|
|---|---|---|
|code|number|Code.|
|data|object|Data.|
#|plot_id|string|Plot.|
```
"""


def line(request: object, reply: object = None, **more: Any) -> str:
    return json.dumps({"method": "POST", "path": PATH, "request": request, "reply": reply, **more})


def written(folder: Path, *lines: str, name: str = "calls.jsonl") -> Path:
    file = folder / name
    file.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    return file


def weighed(folder: Path, *lines: str, page: str = PAGE) -> Document:
    (folder / "plot.md").write_text(page, encoding="utf-8")
    return make_spec([folder / "plot.md"], evidence=[written(folder, *lines)]).facts


def contested(document: Document) -> dict[str, list[str]]:
    fields = document.operations[0].parameters
    return {each.name: [one.fact for one in each.contested] for each in fields if each.contested}


@pytest.mark.parametrize(
    ("against", "found"),
    [
        (["/label", "maxLength"], {"label": ["maxLength"]}),
        (["/label", "minLength"], {}),
        (["/kind", "enum"], {"kind": ["enum"]}),
        (["/label", "enum"], {}),
        (["/depth", "maximum"], {"depth": ["maximum"]}),
        (["/depth", "exclusiveMaximum"], {}),
        (["/marks", "minItems"], {"marks": ["minItems"]}),
        (["/opens", "format"], {"opens": ["pattern"]}),
        (["/hedge", "maxLength"], {}),
        (["", "maxLength"], {}),
        (["/label", "requires:label:00000000"], {}),
    ],
)
def test_a_fact_that_a_call_is_told_to_be_against_is_contested_if_it_is_stated(
    tmp_path: Path, against: list[str], found: dict[str, list[str]]
) -> None:
    assert contested(weighed(tmp_path, line({"garden_id": "<string>"}, against=[against]))) == found


def test_a_fact_that_one_of_several_sets_of_fields_states_is_contested_there() -> None:
    short, free = (Field("label", Type("string"), limits=Limits(max_length=most)) for most in (4, None))
    sets = (Alternative("herbs", (free,)), Alternative("shrubs", (short,)))
    plot = Operation("POST", "/plot/", "Plot", alternatives=sets)
    against = ((("label",), "maxLength"), (("label",), "minLength"))
    shown = Shown("POST", "/plot/", "request", {}, frozenset(), True, "calls.jsonl", 1, "", against=against)
    assert [*known_besides(shown, plot)] == [(("label",), "maxLength")]


def test_values_that_are_not_told_are_against_no_fact_of_values(tmp_path: Path) -> None:
    request = {
        "garden_id": "<string>",
        "kind": "<string>",
        "label": "<string>",
        "marks": ["<string>", "<2 more>"],
        "depth": "<number>",
        "opens": "<string>",
    }
    assert contested(weighed(tmp_path, line(request))) == {}


@text_cases(told=str, fitting=literal)
def test_a_type_that_is_told_fits_fields_of_these_types(
    told: Literal["string", "integer", "number"], fitting: list[Kind]
) -> None:
    assert [kind for kind in get_args(Kind) if Unseen(told).is_of(kind)] == fitting


def test_a_type_that_is_told_is_against_another(tmp_path: Path) -> None:
    request = {"garden_id": "<integer>", "label": ["<string>"], "marks": "<string>", "depth": "<string>"}
    assert contested(weighed(tmp_path, line(request))) == {
        "garden_id": ["type"],
        "label": ["type"],
        "marks": ["type"],
        "depth": ["type"],
    }


def test_a_list_that_somebody_sent_another_value_of_is_open_and_gets_no_value(tmp_path: Path) -> None:
    told = weighed(tmp_path, line({"garden_id": "<string>", "kind": "<string>"}, against=[["/kind", "enum"]]))
    kind = told.operations[0].parameters[1]
    assert [value.value for value in kind.enum] == ["TULIP", "LAVENDER"]


@text_cases(value=literal, listed=literal)
def test_of_a_whole_value_only_a_constant_joins_a_list(
    tmp_path: Path, value: object, listed: list[str]
) -> None:
    kind = weighed(tmp_path, line({"garden_id": "7", "kind": value})).operations[0].parameters[1]
    assert [value.value for value in kind.enum] == listed
    assert kind.contested


def test_a_field_of_untold_values_is_typed_by_what_is_told(tmp_path: Path) -> None:
    hedge = {"height": "<integer>", "names": ["<string>", "<8 more>"], "is_cut": True}
    hedge_field = (
        weighed(tmp_path, line({"garden_id": "<string>", "hedge": hedge})).operations[0].parameters[-1]
    )
    assert [(each.name, each.type.kind, each.type.array) for each in hedge_field.children] == [
        ("height", "number", 0),
        ("names", "string", 1),
        ("is_cut", "boolean", 0),
    ]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"plot_id": "<string>"}, []),
        ({"plot_id": "<integer>"}, ["plot_id"]),
        ({"plot_id": ["<string>", "<2 more>"]}, ["plot_id"]),
        ({"hedge": "<string>"}, ["hedge"]),
    ],
)
def test_a_type_that_is_told_of_a_reply_is_against_another(
    tmp_path: Path, told: dict[str, Any], found: list[str]
) -> None:
    replied = {"code": 0, "data": told}
    calls = [line({"garden_id": gardens}, replied) for gardens in ("1", "2")]
    data = weighed(tmp_path, *calls).operations[0].response[1]
    assert [each.name for each in data.children if each.contested] == found


def test_what_worked_counts_however_much_it_is_against(tmp_path: Path) -> None:
    request = {"kind": "TULLIP", "label": "roses", "marks": ["a"], "depth": 12, "hedge": 1, "gate": 2}
    assert contested(weighed(tmp_path, line(request, {"code": 0}))) == {
        "garden_id": ["required"],
        "kind": ["enum"],
        "label": ["maxLength"],
        "marks": ["minItems"],
        "depth": ["maximum"],
        "hedge": ["unknown"],
        "gate": ["unknown"],
    }


@pytest.mark.parametrize(("code", "sides"), [(0, 2), (20001, 1), (40002, 0), (50000, 0)])
def test_of_a_call_that_failed_nothing_counts_and_of_one_that_did_in_part_the_reply(
    tmp_path: Path, code: int, sides: int
) -> None:
    calls = recorded(written(tmp_path, line({}), line({"garden_id": "7"}, {"code": code, "data": {}})))
    assert len(calls.shown) == 1 + sides


def test_half_a_line_is_a_problem_and_calls_that_are_alike_count_once(tmp_path: Path) -> None:
    call = line({"garden_id": "<string>"})
    calls = recorded(written(tmp_path, call, call[:40], "", "[]", call, '{"method": 1, "path": 2}'))
    assert [(each.page, each.line, each.value) for each in calls.shown] == [
        ("calls.jsonl", 1, {"garden_id": Unseen("string")})
    ]
    assert [(each.line, each.code) for each in calls.problems] == [
        (2, "call-unreadable"),
        (4, "call-unreadable"),
        (6, "call-unreadable"),
    ]


def test_a_file_that_is_cut_within_a_letter_is_read(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_bytes(line({"garden_id": "7"}).encode() + b'\n{"method": "\xc3')
    assert len(recorded(file).shown) == 1


@pytest.mark.parametrize("text", ["no", "[]", '{"method": "GET"}', "\x00"])
def test_a_file_of_other_lines_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="contains no recorded calls"):
        recorded(written(tmp_path, text))


def har(*entries: Any) -> str:
    return json.dumps({"log": {"entries": entries}})


def test_bodies_of_a_har_are_read_however_they_are_kept(tmp_path: Path) -> None:
    address = "https://proxy.garden.example/to" + PATH
    reply = base64.b64encode(b'{"code": 0, "data": {}}').decode()
    encoded = {"content": {"text": reply, "encoding": "base64"}, "status": 200}
    form = {"params": [{"name": "garden_id", "value": "7"}, {"name": "file", "fileName": "rose.png"}]}
    post = {"method": "POST", "url": address}
    calls = recorded(
        written(
            tmp_path,
            har(
                {"request": {**post, "postData": form}, "response": encoded},
                {
                    "request": {**post, "postData": {"text": '{"garden_id": "7"}'}},
                    "response": {"status": 500},
                },
            ),
            name="calls.har",
        )
    )
    request, answer = calls.shown
    assert (request.path, request.value, sorted(request.texts)) == (
        PATH,
        {"garden_id": "7", "file": "\N{WHITE SQUARE}"},
        ["file", "garden_id"],
    )
    assert answer.value == {"code": 0, "data": {}}


def test_a_key_that_is_no_name_is_nothing_that_pages_lack(tmp_path: Path) -> None:
    (tmp_path / "plot.md").write_text(PAGE, encoding="utf-8")
    calls = written(tmp_path, line({"garden_id": "<string>", "*1": "<string>", "hedge": 1}))
    spec = make_spec([tmp_path / "plot.md"], evidence=[calls])
    assert [each.field for each in spec.wrong] == ["hedge"]


def test_a_wrong_fact_is_told_with_every_call_that_is_against_it(tmp_path: Path) -> None:
    (tmp_path / "plot.md").write_text(PAGE, encoding="utf-8")
    sent = ({"label": "roses"}, {"label": "rose"}, {"label": "tulips", "gate": 1}, {"gate": 2})
    calls = written(tmp_path, *(line({"garden_id": "7", **each}, {"code": 0}) for each in sent))
    wrong = make_spec([tmp_path / "plot.md"], evidence=[calls]).wrong
    assert [(each.field, each.fact, each.calls) for each in wrong] == [
        ("gate", "unknown", (("calls.jsonl", 3), ("calls.jsonl", 4))),
        ("label", "maxLength", (("calls.jsonl", 1), ("calls.jsonl", 3))),
    ]


# A build with evidence


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose pages were built."""
    monkeypatch.setenv("TIKTOK_BINDGEN_CACHE", "")
    (tmp_path / "plot.md").write_text(PAGE, encoding="utf-8")
    for date in ("2026-05", "2026-08"):
        (tmp_path / "spec" / "pages" / date).mkdir(parents=True)
    assert main(["facts", str(tmp_path / "plot.md"), "-o", str(tmp_path / "spec" / "pages" / "2026-05")]) == 0
    newer = PAGE.replace("4 characters", "5 characters").replace("plot/create", "hedge/create")
    (tmp_path / "plot.md").write_text(newer, encoding="utf-8")
    assert main(["facts", str(tmp_path / "plot.md"), "-o", str(tmp_path / "spec" / "pages" / "2026-08")]) == 0
    assert main(["build", "--root", str(tmp_path)]) == 0
    return tmp_path


CALL = line({"garden_id": "<string>", "label": "<string>", "gate": True}, against=[["/label", "maxLength"]])


def test_a_build_writes_what_calls_contest_into_its_pages_and_tells_of_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls, report = written(root, CALL, "half"), root / "report.json"
    command = ["build", "--root", str(root), "--evidence", str(calls)]
    capsys.readouterr()
    assert main([*command, "--check"]) == 1
    assert "stale: spec/pages/2026-05/plot.md" in capsys.readouterr().out
    assert main([*command, "--report", str(report)]) == 0
    out, err = capsys.readouterr()
    assert f"POST {PATH} (" in out
    assert "`label`: at most 4 characters (against it: calls.jsonl:1)" in out
    assert "recorded calls contradict 2 facts of 1 operation" in out
    assert "calls.jsonl:2: call-unreadable" in err
    found = json.loads(report.read_text(encoding="utf-8"))["contested"]
    assert list(found[0]) == ["method", "path", "side", "field", "fact", "stated", "page", "line", "calls"]
    assert [(each["field"], each["fact"], each["calls"]) for each in found] == [
        ("gate", "unknown", [{"file": "calls.jsonl", "line": 1}]),
        ("label", "maxLength", [{"file": "calls.jsonl", "line": 1}]),
    ]
    page = (root / "spec/pages/2026-05/plot.md").read_text(encoding="utf-8")
    assert "Contested: `maxLength` (`calls.jsonl`, line 1)." in page
    assert "x-contested" in (root / "spec/2026-08.openapi.yaml").read_text(encoding="utf-8")


def test_a_build_that_took_calls_in_is_up_to_date_with_and_without_them(root: Path) -> None:
    calls = written(root, CALL)
    assert main(["build", "--root", str(root), "--evidence", str(calls)]) == 0
    for more in ([], ["--evidence", str(calls)]):
        assert main(["build", "--root", str(root), "--check", *more]) == 0


def test_only_pages_that_calls_are_against_are_written(root: Path) -> None:
    newer = root / "spec/pages/2026-08/plot.md"
    before = newer.read_bytes()
    assert main(["build", "--root", str(root), "--evidence", str(written(root, CALL))]) == 0
    assert newer.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "more"),
    [("sow.txt", ""), ("sow.md", ""), ("sow.md", PAGE.replace("plot/create", "fence/create"))],
)
def test_calls_cannot_be_taken_into_a_page_that_is_no_facts_page(
    name: str, more: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = root / "spec/pages/2026-08" / name
    page.write_text(PAGE.replace("plot/create", "sow/create") + more, encoding="utf-8")
    assert main(["build", "--root", str(root), "--evidence", str(written(root, CALL))]) == 0
    before = {file: file.read_bytes() for file in (root / "spec").rglob("*.*")}
    calls = written(root, CALL.replace("plot/create", "sow/create"))
    capsys.readouterr()
    assert main(["build", "--root", str(root), "--evidence", str(calls)]) == 2
    assert capsys.readouterr().err == (
        f"tiktok-bindgen: {page}: not a facts page, so calls cannot be taken into it: replace it by what "
        "`tiktok-bindgen facts` makes of it\n"
    )
    assert {file: file.read_bytes() for file in (root / "spec").rglob("*.*")} == before


def test_a_page_whose_own_example_contradicts_it_is_left_as_it_is_where_calls_say_nothing_of_it(
    root: Path,
) -> None:
    sent = """
```xcodeblock
(code curl http)
curl --request POST 'https://business-api.tiktok.com/open_api/v1.3/sow/create/' \\
--header 'Content-Type: application/json' \\
--data '{"garden_id": "7", "label": "lavender"}'
(/code)
```
"""
    page = root / "spec/pages/2026-08/sow.md"
    page.write_text(PAGE.replace("plot/create", "sow/create") + sent, encoding="utf-8")
    before = page.read_bytes()
    assert main(["build", "--root", str(root), "--evidence", str(written(root, CALL))]) == 0
    assert page.read_bytes() == before
    spec = (root / "spec/2026-08.openapi.yaml").read_text(encoding="utf-8")
    assert "page: sow.md" in spec


def test_pages_of_ones_own_are_weighed_and_left_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = tmp_path / "pages" / "2026-05"
    pages.mkdir(parents=True)
    (pages / "plot.md").write_text(PAGE, encoding="utf-8")
    calls = str(written(tmp_path, CALL))
    assert main(["build", "--root", str(tmp_path), "--pages", str(pages), "--evidence", calls]) == 0
    assert "recorded calls contradict 2 facts of 1 operation" in capsys.readouterr().out
    assert (pages / "plot.md").read_text(encoding="utf-8") == PAGE
    assert "x-contested" in (tmp_path / "spec/2026-05.openapi.yaml").read_text(encoding="utf-8")


def test_a_folder_of_evidence_may_have_other_files_in_it(root: Path) -> None:
    folder = root / "evidence"
    (folder / "deep").mkdir(parents=True)
    written(folder / "deep", CALL)
    command = [
        "build",
        "--root",
        str(root),
        "--evidence",
        str(folder),
        "--report",
        str(folder / "wrong.json"),
    ]
    assert [main(command), main(command), main([*command, "--check"])] == [0, 0, 0]


def test_a_new_date_is_weighed_against_calls_too(root: Path) -> None:
    (root / "plot.md").write_text(PAGE.replace("4 characters", "3 characters"), encoding="utf-8")
    command = ["facts", str(root / "plot.md"), "--root", str(root), "--date", "2026-09"]
    assert main([*command, "--evidence", str(written(root, CALL))]) == 0
    (page,) = (root / "spec/pages/2026-09").rglob("*.md")
    assert "Contested: `maxLength` (`calls.jsonl`, line 1)." in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--report", "report.json"], "--report requires --evidence"),
        (["--evidence", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
        (["--evidence", __file__], "test_evidence.py: contains no recorded calls"),
        (["--evidence", str(Path(__file__).parent / "typing")], "typing: no recorded calls found"),
    ],
)
def test_evidence_that_cannot_be_had_is_misuse(
    root: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["build", "--root", str(root), *options]) == 2
    assert said in capsys.readouterr().err


NEEDED = Rule("requires", (("soil",),))


@pytest.mark.parametrize(
    ("fact", "stated", "said"),
    [
        ("minLength", {"limits": Limits(min_length=2)}, "at least 2 characters"),
        ("maxLength", {"limits": Limits(max_length=2)}, "at most 2 characters"),
        ("minItems", {"limits": Limits(min_items=2)}, "at least 2 items"),
        ("maxItems", {"limits": Limits(max_items=2)}, "at most 2 items"),
        ("uniqueItems", {"limits": Limits(unique_items=True)}, "without duplicates"),
        ("minimum", {"limits": Limits(minimum=2)}, "at least 2"),
        ("maximum", {"limits": Limits(maximum=2)}, "at most 2"),
        ("exclusiveMinimum", {"limits": Limits(minimum=2, exclusive_minimum=True)}, "more than 2"),
        ("exclusiveMaximum", {"limits": Limits(maximum=2, exclusive_maximum=True)}, "less than 2"),
        ("multipleOf", {"limits": Limits(multiple_of=2)}, "a multiple of 2"),
        (
            "enum",
            {"enum": tuple(map(EnumValue, "ABCDEFGH"))},
            "one of `A`, `B`, `C`, `D`, `E`, `F`, `G`, `H`, and no others",
        ),
        (
            "enum",
            {"enum": tuple(map(EnumValue, "ABCDEFGHI"))},
            "one of `A`, `B`, `C`, `D`, `E`, `F`, `G`, `H` … (9 values), and no others",
        ),
        ("required", {"presence": "required"}, "required"),
        ("type", {}, "a value of type text"),
        ("pattern", {"format": "YYYY-MM"}, "written as YYYY-MM"),
        ("unknown", {}, "no table has it"),
        (NEEDED.id, {}, "`soil` is required."),
    ],
)
def test_a_wrong_fact_is_told_in_words_with_the_calls_that_are_against_it(
    fact: str, stated: dict[str, Any], said: str
) -> None:
    soil = Field("soil", Type("string", documented="text"), line=7, **stated)
    against = Field("soil", soil.type, contested=(Contested(fact, "calls.jsonl", 3),), **stated)
    before, after = (
        Document((Operation("POST", PATH, "Dig", parameters=(each,), rules=(NEEDED,), page="dig.md"),))
        for each in (soil, against)
    )
    calls = (
        Shown("GET", "/other/", "request", {}, frozenset(), True, "calls.jsonl", 1, "{}", recorded=True),
    )
    assert wrong(before, after, Evidence(calls=calls)) == (
        Wrong("POST", PATH, "request", "soil", fact, said, "dig.md", 7, (("calls.jsonl", 3),)),
    )
    assert wrong(before, after, Evidence()) == ()
    other = (Shown("GET", "/other/", "request", {}, frozenset(), True, "others.jsonl", 1, "{}"),)
    assert wrong(before, after, Evidence(calls=other)) == ()


def test_wrong_facts_are_told_by_operation_with_their_places() -> None:
    def of(
        field: str, line: int, *calls: tuple[str, int], path: str = "/dig/", side: str = "request"
    ) -> Wrong:
        return Wrong("POST", path, side, field, "required", "required", "dig.md", line, calls)

    found = [
        of("bed.soil", 7, ("a.jsonl", 1), ("b.har", 2), ("a.jsonl", 3)),
        of("depth", 0, *(("a.jsonl", line) for line in range(1, 5)), side="response"),
        of("soil", 9, ("a.jsonl", 1), ("a.jsonl", 2), ("a.jsonl", 3), path="/mow/"),
    ]
    assert as_text(found) == (
        "POST /dig/ (dig.md)\n"
        "  line 7, `bed.soil`: required (against it: a.jsonl:1, 3; b.har:2)\n"
        "  reply's `depth`: required (against it: a.jsonl:1, 2, 3 and 1 more)\n"
        "POST /mow/ (dig.md)\n"
        "  line 9, `soil`: required (against it: a.jsonl:1, 2, 3)\n"
    )
