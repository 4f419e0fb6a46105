"""One page in its several forms on disk: the same operations, byte for byte."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from pages import dated, needs_portal
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.assemble.yaml import dump_yaml
from tiktok_bindgen.pipeline import make_spec
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Example, Page
from tiktok_bindgen.sentences import interpret

CASES = sorted((Path(__file__).parent / "cases").glob("native-*/page.md"))
# Every so many of the real pages.
STEP = 16
PAGE = """# Rake the leaves

See the beds.

**Endpoint** https://api.example/open_api/v1.3/leaf/rake/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|leaf {Required}|string|Of a tree.|
```
"""


def _reply(text: str) -> str:
    title, _, content = text.partition("\n")
    data = {"title": title.lstrip("# "), "content": content.removeprefix("\n"), "type": "MARKDOWN"}
    return json.dumps({"code": 0, "msg": "", "data": data})


def _data_alone(text: str) -> str:
    return json.dumps(json.loads(_reply(text))["data"], ensure_ascii=False, indent=1)


def _reply_with_other_line_ends(text: str) -> str:
    # Not in what an example itself writes as a line end, whose backslash is escaped.
    return re.sub(r"(?<!\\)((?:\\\\)*)\\n", r"\1\\r\\n", _reply(text))


def _longer_fences(text: str) -> str:
    return text if "````" in text else re.sub(r"^((?:> ?)?)```(?!`)", r"\1``````", text, flags=re.MULTILINE)


def _tilde_fences(text: str) -> str:
    return (
        text
        if "````" in text
        else re.sub(r"^((?:> ?)?)```(?!`)(?=\s*(?:x|$))", r"\1~~~", text, flags=re.MULTILINE)
    )


def _tabs_between_cells(text: str) -> str:
    return re.sub(r"^(#*\|)(.*)$", lambda row: row[1] + row[2].replace(" |", "\t|"), text, flags=re.MULTILINE)


FORMS: dict[str, tuple[str, Callable[[str], str]]] = {
    "gateway reply": ("page.json", _reply),
    "gateway data": ("page.json", _data_alone),
    "gateway reply with CRLF": ("page.json", _reply_with_other_line_ends),
    "CRLF": ("page.md", lambda text: text.replace("\n", "\r\n")),
    "CR": ("page.md", lambda text: text.replace("\n", "\r")),
    "byte order mark": ("page.md", lambda text: "\ufeff" + text),
    "longer fences": ("page.md", _longer_fences),
    "tilde fences": ("page.md", _tilde_fences),
    "tabs": ("page.md", _tabs_between_cells),
    "blanks at line ends": ("page.md", lambda text: text.replace("\n", " \t\n")),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_own_page_is_the_same_in_every_form(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    native, _ = read_page(text.encode(), "page.md")
    for form, (name, write) in FORMS.items():
        if text.startswith(("# ", "#L")) or not name.endswith(".json"):
            page, _ = read_page(write(text).encode(), name)
            assert _facts(page) == _facts(native), form


@needs_portal
@pytest.mark.parametrize("form", FORMS)
def test_real_page_is_the_same_in_every_form(form: str) -> None:
    name, write = FORMS[form]
    files = sorted(dated("2026-05").rglob("*.md"))[::STEP]
    assert len(files) > 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        native, problems = read_page(text.encode(), "page.md")
        page, odd = read_page(write(text).encode(), name)
        assert _facts(page) == _facts(native), file.name
        assert [(each.code, each.text) for each in odd] == [(each.code, each.text) for each in problems]


@pytest.mark.parametrize("form", FORMS)
def test_spec_is_the_same_byte_for_byte(form: str, tmp_path: Path) -> None:
    name, write = FORMS[form]
    texts = [PAGE, *(text for case in CASES if (text := case.read_text(encoding="utf-8")).startswith("# "))]
    assert _spec(tmp_path / "other", name, [write(text) for text in texts]) == _spec(
        tmp_path / "native", "page.md", texts
    )


@needs_portal
def test_spec_of_real_pages_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    # Of the other forms it follows from what is read of each page, which is compared above.
    name, write = FORMS["gateway reply"]
    texts = [file.read_text(encoding="utf-8") for file in sorted(dated("2026-05").rglob("*.md"))[::STEP]]
    assert _spec(tmp_path / "other", name, [write(text) for text in texts]) == _spec(
        tmp_path / "native", "page.md", texts
    )


def _spec(folder: Path, name: str, texts: list[str]) -> str:
    for number, text in enumerate(texts):
        file = folder / f"{number:03}" / name
        file.parent.mkdir(parents=True)
        file.write_bytes(text.encode("utf-8"))
    # A fact that examples contradict names their page, whose ending tells its form.
    return dump_yaml(make_spec([folder]).document).replace(f"/{name}", "/page")


@needs_portal
def test_order_of_pages_makes_no_difference() -> None:
    files = sorted(dated("2026-05").rglob("*.md"))[:: STEP // 2]
    pages = [read_page(file.read_bytes(), file.name)[0] for file in files]
    assert _assembled(random.Random(0).sample(pages, len(pages))) == _assembled(pages)


def test_order_of_own_pages_makes_no_difference() -> None:
    pages = [read_page(case.read_bytes(), f"{case.parent.name}.md")[0] for case in CASES]
    assert _assembled(pages[::-1]) == _assembled(pages)


def _assembled(pages: list[Page]) -> tuple[str, list[str]]:
    document, odd = interpret(pages)
    spec, odd_spec = assemble(document, prose="full")
    return dump_yaml(spec), sorted(str(problem) for problem in (*odd, *odd_spec))


def _facts(page: Page) -> Page:
    """The page apart from where it was found, and from blanks that cannot be seen."""
    endpoints = [evolve(endpoint, examples=_trimmed(endpoint.examples)) for endpoint in page.endpoints]
    code = _trimmed(page.code)
    return evolve(page, name="", form="native", source=None, endpoints=tuple(endpoints), code=code)


def _trimmed(examples: tuple[Example, ...]) -> tuple[Example, ...]:
    return tuple(
        evolve(each, text="\n".join(line.rstrip() for line in each.text.split("\n"))) for each in examples
    )


def test_document_number_is_the_address_of_a_page() -> None:
    reply = json.dumps({"title": "Leaves", "content": "", "doc_id": 1739318962329602})
    for data, name in (
        (reply, "leaf.json"),
        ('{"title": "Leaves", "content": ""}', "a/1739318962329602.json"),
    ):
        page, _ = read_page(data.encode(), name)
        assert page.source == "https://business-api.tiktok.com/portal/docs?id=1739318962329602"


def test_title_in_front_of_the_content_again_is_left_out() -> None:
    reply = json.dumps({"title": "Leaves", "content": "# Leaves\n\nThey fall."})
    page, problems = read_page(reply.encode(), "leaf.json")
    assert (page.title, [line.text for line in page.lead]) == ("Leaves", ["They fall."])
    assert problems == ()


def test_half_of_a_character_is_replaced() -> None:
    page, _ = read_page(rb'{"title": "Leaves \ud800", "content": "They fall \udfff."}', "leaf.json")
    assert page.title == "Leaves ?"
    assert page.lead[0].text == "They fall ?."


def test_page_without_a_title_is_a_problem() -> None:
    page, problems = read_page(b'{"title": " ", "content": "They fall."}', "leaf.json")
    assert [line.text for line in page.lead] == ["They fall."]
    assert [problem.code for problem in problems] == ["no-title"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not readable as JSON"),
        ("[" * 100_000, "not readable as JSON: nested too deep"),
        ('{"title": ' + "9" * 5000 + "}", "not readable as JSON"),
        ("null", "not a page: no object"),
        ('"leaf"', "not a page: no object"),
        ("[1, 2]", "not a page: no object"),
        ("{}", "it needs the texts"),
        ('{"title": "Leaves"}', "it needs the texts"),
        ('{"title": "Leaves", "content": null}', "it needs the texts"),
        ('{"title": 3, "content": ""}', "it needs the texts"),
        ('{"code": 0, "data": null}', "not a page: no object"),
        ('{"code": 40001, "msg": "no", "data": {}}', "refused this page with code 40001"),
    ],
)
def test_json_that_is_no_page_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(InputError) as refused:
        read_page(text.encode(), "leaf.json")
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
