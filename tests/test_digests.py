"""A sentence that stays words has one digest in every form of a page, and another once it has other words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import flat_twins
import pytest
from hypothesis import given
from hypothesis import strategies as st

from may import flat_readings
from pages import needs_portal
from searching import trying
from text_cases import text_cases
from tiktok_bindgen.assemble.condition_digests import digests
from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.interpret.model import Alternative, Field, InWords, Operation, Type
from tiktok_bindgen.pipeline import make_spec
from tiktok_bindgen.read import inline, read_page
from tiktok_bindgen.sentences import interpret

SENTENCE = "Only for a `plot_id` of 1,000 m² or more, see Plots."


@text_cases(same=str)
def test_what_is_no_matter_of_words_is_no_matter_of_the_digest(same: str) -> None:
    (line,) = inline.lines(same)
    assert digest_of(line.text) == digest_of(SENTENCE) == "f6bf8b7f"


@text_cases(other=str)
def test_other_words_have_another_digest(other: str) -> None:
    assert digest_of(other) != digest_of(SENTENCE)


WORDS = st.sampled_from(["plot", "soil_kind", "only", "WET_CLAY", "when", "is", "7", "1,000", "été", "a<b"])
STYLES = st.sampled_from(
    ["{}", "`{}`", "<b>{}</b>", "**{}**", "<span class='x'>{}</span>", "[{}](https://garden.test/?id=7)"]
)
JOINTS = st.sampled_from([" ", "  ", "&nbsp;", ", ", "，", " (", ") ", "; ", " — "])
LEADS = st.sampled_from(["", "Note: ", "<b>Note</b>：", "• ", "<ul><li>", "- "])


@given(
    LEADS,
    st.lists(st.tuples(WORDS, STYLES, JOINTS), min_size=1, max_size=8),
    st.sampled_from(["", ".", "。"]),
)
@trying(300)
def test_formatting_does_not_change_a_digest(lead: str, parts: list[tuple[str, str, str]], end: str) -> None:
    written = "".join(style.format(word) + joint for word, style, joint in parts)
    (line,) = inline.lines(f"{lead}{written}{end}")
    assert digest_of(line.text) == digest_of(" ".join(word for word, _, _ in parts))


@given(st.text())
def test_any_text_has_a_digest(text: str) -> None:
    assert len(digest_of(text)) == 8


PAGE = """# Dig a bed

**Endpoint** https://api.example/open_api/v1.3/bed/dig/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|bed_id {{Required}}|string|Which one.|
|spade {{+Conditional}}|string|<b>Note</b>: Not supported in any of the following scenarios, use `bed_fork` \
instead.<ul><li>Scenario 1:<ul><li>The ground is {ground}.</li><li>See [Ground](https://garden.test/5) for \
more.</li><li>It has rained.</li></ul></li><li>Scenario 2:<ul><li>`bed_kind` is `RAISED`.</li></ul></li></ul>|
|bed_fork|string|A fork.<br>Required when it is late.|
```
"""


def _operation(text: str, name: str = "page.md") -> Operation:
    page, _ = read_page(text.encode(), name)
    return interpret([page])[0].operations[0]


def _digests(operation: Operation) -> dict[str, list[str]]:
    return {field.name: [each.digest for each in field.conditions] for field in operation.parameters}


@pytest.mark.parametrize("form", ["native", "gateway", "flattened"])
def test_a_page_has_the_same_digests_in_every_form(form: str) -> None:
    text = PAGE.format(ground="frozen")
    title, _, content = text.partition("\n")
    gateway = {"data": {"title": title.removeprefix("# "), "content": content, "type": "MARKDOWN"}}
    forms = {
        "native": (text, "page.md"),
        "gateway": (json.dumps({"code": 0, "msg": "", **gateway}), "page.json"),
        "flattened": (flat_twins.flatten(text), "page.txt"),
    }
    assert _digests(_operation(*forms[form])) == {
        "bed_id": [],
        "spade": ["49c101fd"],
        "bed_fork": ["e2afdf85"],
    }


def test_other_words_in_a_list_under_a_sentence_change_its_digest() -> None:
    frozen, stony = (_digests(_operation(PAGE.format(ground=ground))) for ground in ("frozen", "stony"))
    assert frozen["spade"] != stony["spade"]
    assert frozen["bed_fork"] == stony["bed_fork"]


def test_the_spec_has_each_digest_by_the_pointer_of_its_field(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.format(ground="frozen"), encoding="utf-8")
    for prose in ("full", "none"):
        operation = make_spec([page], prose=prose).document["paths"]["/open_api/v1.3/bed/dig/"]["post"]
        assert operation["x-rules-text-digests"] == {
            "/request/body/spade": ["49c101fd"],
            "/request/body/bed_fork": ["e2afdf85"],
        }


def test_a_pointer_tells_where_a_field_stands() -> None:
    def said(name: str, kind: Type | None = None, *inside: Field) -> Field:
        kind = kind or Type("string")
        return Field(name, kind, children=inside, conditions=(InWords(f"{len(name):08x}", f"{name}."),) * 2)

    nested = Type("map", 1, values=Type("object", 2))
    operation = Operation(
        "POST",
        "/bed/{bed_id}/dig/",
        "Dig",
        headers=(said("Spade-Kind"),),
        parameters=(
            said("bed_id"),
            said("rows", Type("object", 1), said("a/b"), said("{soil}", nested, said("ph"))),
        ),
        response_headers=(said("Depth"),),
        response=(said("data", Type("object"), said("hole")),),
    )
    expected = {
        "/request/header/spade-kind": ["0000000a"],
        "/request/path/bed_id": ["00000006"],
        "/request/body/rows": ["00000004"],
        "/request/body/rows/[]/a~1b": ["00000003"],
        "/request/body/rows/[]/{}": ["00000006"],
        "/request/body/rows/[]/{}/[]/{}/[]/[]/ph": ["00000002"],
        "/responses/200/headers/depth": ["00000005"],
        "/response/data": ["00000004"],
        "/response/data/hole": ["00000004"],
    }
    assert digests(operation, {"bed_id"}) == expected
    asked = Operation("GET", "/bed/", "Get", parameters=(said("soil"), Field("plain", Type("string"))))
    assert digests(asked, set()) == {"/request/query/soil": ["00000004"]}


def test_each_alternative_has_the_digests_of_its_own_words() -> None:
    def soil(digest: str) -> Field:
        return Field("soil", Type("string"), conditions=(InWords(digest),))

    kinds = tuple(
        Alternative(name, (soil(digest),)) for name, digest in (("A", "0000000a"), ("B", "0000000b"))
    )
    bed = Field("bed", Type("object"), alternatives=kinds)
    assert digests(Operation("POST", "/bed/", "Dig", alternatives=kinds), set()) == {
        "/request/body/soil": ["0000000a", "0000000b"]
    }
    inside = Field("bed", Type("object"), children=(soil("0000000c"),), alternatives=bed.alternatives)
    assert digests(Operation("POST", "/bed/", "Dig", parameters=(inside,)), set()) == {
        "/request/body/bed/soil": ["0000000a", "0000000b"]
    }


# Real pages


def _fields(operation: Operation) -> Iterator[tuple[tuple[str, ...], Field]]:
    def below(fields: Sequence[Field], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field]]:
        for field in fields:
            yield (*above, field.name), field
            yield from below(field.children, (*above, field.name))

    for side in ("headers", "parameters", "response"):
        yield from below(getattr(operation, side), (operation.method, operation.path, side))


def _counted(operations: Sequence[Operation]) -> dict[tuple[str, ...], Counter[str]]:
    """The digests at each field of operations."""
    fields = [pair for operation in operations for pair in _fields(operation)]
    return {place: Counter(each.digest for each in field.conditions) for place, field in fields}


# What a copy from a browser has lost: that a list stands under a whole sentence (3 fields), that a second
# list is none of the first (1), how far the last value of a list goes that varies by another field (2), that
# a name that is an English word is code, or which value a demand goes along with, so that what the native
# page states formally stays words (7).
MOST_APART = 13


@needs_portal
@pytest.mark.portal
def test_a_copy_from_a_browser_has_nearly_all_digests_of_its_native_page() -> None:
    found: Counter[str] = Counter()
    apart: list[tuple[str, ...]] = []
    for copy in flat_readings():
        native, flat = _counted(copy.native), _counted(copy.flat)
        found["pages"] += 1
        for place in native.keys() & flat.keys():
            found["native"] += native[place].total()
            found["both"] += (native[place] & flat[place]).total()
            if native[place] != flat[place]:
                apart.append((copy.name, *place))
    assert found["pages"] == 87
    assert found["native"] > 850
    assert len(apart) <= MOST_APART, apart
    assert found["both"] / found["native"] > 0.99
