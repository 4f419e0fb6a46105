"""Facts pages: reading one gives what was written, without the prose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from may import may, portal_spec
from pages import ROOT, SEED, SEED_FACTS, dated, needs_portal, needs_seed
from readings import read_once
from searching import trying
from tiktok_bindgen.assemble.yaml import dump_yaml
from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.facts import facts_files, facts_page
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.interpret.appendix_model import Appendix, Enumeration, HttpStatus, ReturnCode
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import (
    EnumValue,
    Field,
    Idempotency,
    InWords,
    Lifecycle,
    Limits,
    ListRange,
    Operation,
    Scalar,
    Type,
)
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.interpret.report_model import Report, ReportNote
from tiktok_bindgen.interpret.types import parse_type
from tiktok_bindgen.listed import INDEX, read_index
from tiktok_bindgen.new_date import new_date
from tiktok_bindgen.pipeline import Making, Stated, assembled, make_spec, write_facts
from tiktok_bindgen.problem import problems_text
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.\-]{0,12}", fullmatch=True)
TITLES = (
    st.text(
        st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="\u00a0"),
        min_size=1,
        max_size=30,
    )
    # A link without words is none.
    .map(lambda text: " ".join(re.sub(r"[#`\[]", "", text).split()))
    .filter(bool)
)
# Texts that the reader of prose takes for something other than a value.
LIKE_FACTS = [
    *("0-0", "1-20", "(0, 1]", "≥ 1", "[1, 2]", "[]", "YYYY-MM-DD", "a: b", "a=b", "A, B", "A or B"),
    *("<b>", "&amp;", "|", "\\|", "*x*", "etc.", "...", "(deprecated)", "bed"),
]
VALUES = (
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_+\-.]{0,10}[A-Za-z0-9+]", fullmatch=True)
    | st.sampled_from(LIKE_FACTS)
    | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="`"))
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
DOCUMENTED = st.sampled_from(
    [
        "string",
        "string[]",
        "number",
        "integer",
        "float",
        "boolean",
        "datetime",
        "object",
        "object[]",
        "map(string<>string)",
        "string or string[]",
        "integer/integer[]",
    ]
)


def _ranges() -> st.SearchStrategy[ListRange | None]:
    values = st.lists(st.sampled_from(["A", "B", "C"]), min_size=1, max_size=3, unique=True).map(tuple)
    whole = st.builds(
        ListRange,
        st.sampled_from(["Currency", "Kind of coin"]),
        st.just("daily_budget"),
        st.sampled_from(["", "campaign", "adgroup"]),
        st.just("budget_mode"),
        values,
    )
    return st.none() | whole | whole.map(lambda each: evolve(each, field="", values=()))


def _limits(type_: Type) -> st.SearchStrategy[Limits]:
    size = st.integers(0, 9999)
    pairs = st.tuples(size, size).map(sorted)
    number = st.integers(-(10**6), 10**6) | st.decimals(-1000, 1000, places=2, allow_nan=False).map(float)
    sizes = pairs.map(lambda p: Limits(min_items=p[0], max_items=p[1]))
    if type_.array:
        return st.just(Limits()) | sizes | st.just(Limits(unique_items=True))
    if (one := type_.one) is not type_:
        return _limits(one) | sizes
    if type_.kind == "string":
        return (
            st.just(Limits())
            | pairs.map(lambda p: Limits(min_length=p[0], max_length=p[1]))
            | size.map(lambda n: Limits(max_length=n))
        )
    if type_.kind in {"integer", "number"}:
        return (
            st.just(Limits())
            | st.builds(Limits, minimum=number, exclusive_minimum=st.booleans())
            | st.builds(Limits, multiple_of=number.filter(lambda each: each > 0))
            | st.tuples(st.tuples(number, number).map(sorted), st.booleans(), st.booleans()).map(
                lambda t: Limits(
                    minimum=t[0][0], maximum=t[0][1], exclusive_minimum=t[1], exclusive_maximum=t[2]
                )
            )
        )
    return st.just(Limits())


def _values(type_: Type) -> st.SearchStrategy[list[Scalar]]:
    type_ = type_.one
    if type_.kind == "string":
        return st.lists(VALUES, max_size=4, unique=True)
    if type_.kind == "integer":
        return st.lists(st.integers(0, 10**6), max_size=4, unique=True)
    if type_.kind == "boolean":
        return st.sampled_from([[], [True], [True, False]])
    return st.just([])


DIGESTS = st.from_regex("[0-9a-f]{8}", fullmatch=True)


FORMATS = [
    *(None, "YYYY-MM-DD HH:MM:SS", "YYYY-MM-DD", "digits of an integer", "zeros and ones", "hashed text"),
    *("text with more than digits", "word characters after a letter"),
    *("text without emoji", "text without emoji ! # $ % & ( ) * - / : ; < > ? @ \\ ^ _ ¥"),
]
ZONES = [None, "UTC", "ad account", "ad account or Business Center"]


@st.composite
def fields(draw: st.DrawFn, depth: int = 0) -> Field:
    type_ = parse_type(draw(DOCUMENTED))
    assert type_ is not None
    listed = draw(_values(type_))
    named = type_.kind == "string" and bool(listed) and draw(st.booleans())
    labels = iter(draw(st.lists(TITLES, min_size=len(listed), max_size=len(listed))))
    children: tuple[Field, ...] = ()
    if type_.kind == "object" and depth < 3:
        children = tuple(draw(st.lists(fields(depth=depth + 1), max_size=2)))
    lifecycles: list[Lifecycle | None] = [None, "deprecated", "to-be-deprecated"]
    marks = st.sampled_from(lifecycles)
    enum = tuple(
        EnumValue(value, label=next(labels)) if named else EnumValue(value, lifecycle=draw(marks))
        for value in listed
    )
    # An empty text is a default as any other.
    defaults = listed or ([""] if type_.kind == "string" else [])
    default = draw(st.sampled_from([None, *defaults])) if not type_.array else None
    written = draw(st.sampled_from(FORMATS))
    return Field(
        name=draw(NAMES.filter(lambda name: not re.search(r"(?:^|_)ids?$", name))),
        type=type_,
        presence=draw(st.sampled_from(["required", "conditional", "optional"])),
        children=children,
        enum=enum,
        enum_name=draw(st.sampled_from(["Currency", "Kind of plant"])) if named else None,
        default=default,
        range=draw(_ranges()) if type_.kind == "number" and not type_.array else None,
        limits=draw(_limits(type_)),
        format=written,
        zone=draw(st.sampled_from(ZONES)) if written and written.startswith("YYYY") else None,
        immutable=draw(st.booleans()),
        open=type_.kind == "object" and draw(st.booleans()),
        idempotency=draw(st.sampled_from([None, Idempotency(), Idempotency(10)])),
        allowlist=draw(st.booleans()),
        lifecycle=draw(st.sampled_from([None, "deprecated", "to-be-deprecated"])),
        conditions=tuple(map(InWords, draw(st.lists(DIGESTS, max_size=3)))),
    )


def _read_back(operation: Operation) -> Operation:
    page, page_problems = read_page(facts_page(operation).encode(), "plot.md")
    document, problems = interpret([page])
    assert (page_problems, problems) == ((), ())
    return without_prose(document).operations[0]


@trying(60)
@given(TITLES, st.lists(fields(), max_size=4), st.lists(fields(), max_size=4))
def test_reading_a_facts_page_gives_what_was_written(
    title: str, parameters: list[Field], response: list[Field]
) -> None:
    operation = Operation(
        "POST",
        "/open_api/v1.3/garden/plot/create/",
        title,
        source="https://business-api.tiktok.com/portal/docs?id=12",
        parameters=tuple(parameters),
        response=tuple(response),
    )
    read = _read_back(operation)
    assert read.parameters == operation.parameters
    assert read.response == operation.response
    assert (read.title, read.source, read.method, read.path) == (
        operation.title,
        operation.source,
        operation.method,
        operation.path,
    )


@pytest.mark.parametrize("value", [*LIKE_FACTS, '"quoted"'])
def test_a_listed_value_is_read_as_written_whatever_it_looks_like(value: str) -> None:
    for values in ([value], ["OTHER", value], [value, "OTHER"]):
        bed = Field("bed", Type("string", documented="string"), enum=tuple(map(EnumValue, values)))
        assert _read_back(Operation("GET", "/dig/", "Dig", parameters=(bed,))).parameters == (bed,)


@pytest.mark.parametrize("value", LIKE_FACTS)
def test_a_default_is_read_as_written_whatever_it_looks_like(value: str) -> None:
    for values in ((), (EnumValue("OTHER"), EnumValue(value))):
        bed = Field("bed", Type("string", documented="string"), enum=values, default=value)
        assert _read_back(Operation("GET", "/dig/", "Dig", parameters=(bed,))).parameters == (bed,)


def test_without_prose_no_sentence_is_left() -> None:
    words = "In spring."
    kind = EnumValue("ROSE", words)
    field = Field("kind", Type("string"), description=words, enum=(kind,), conditions=(InWords.of(words),))
    bed = Field("bed", Type("object"), description=words, children=(field,))
    operation = Operation(
        "POST",
        "/dig/",
        "Dig",
        description=words,
        headers=(field,),
        parameters=(bed,),
        response_headers=(field,),
        response=(bed,),
    )
    document = Document(
        (operation,),
        Appendix(
            enumerations=(Enumeration("Kind", (kind,)),),
            return_codes=(ReturnCode(1, "Rain", words),),
            http_statuses=(HttpStatus("2xx", words),),
        ),
        (Report("Basic", notes=(ReportNote("latency", words=InWords.of(words)),)),),
        (Operation("POST", "", "dug", description=words, response=(bed,)),),
    )
    bare = without_prose(document)
    assert words not in repr(bare)
    (dig,) = bare.operations
    assert (dig.description, dig.parameters[0].description) == ("", "")
    assert dig.headers[0].enum == (EnumValue("ROSE"),)
    assert [each.meaning for each in bare.appendix.return_codes] == [""]
    assert [each.meaning for each in bare.appendix.http_statuses] == [""]
    assert [each.description for each in bare.webhooks] == [""]
    # What distinguishes sentences stays.
    assert dig.headers[0].conditions == (InWords(digest_of(words)),)


def _same_spec(original: Path, out: Path) -> None:
    write_facts([original], out)
    assert dump_yaml(make_spec([out], prose="none").document) == dump_yaml(
        make_spec([original], prose="none").document
    )


@needs_seed
def test_the_october_2025_page_and_its_facts_page_give_the_same_spec(tmp_path: Path) -> None:
    _same_spec(SEED, tmp_path)


@needs_seed
def test_the_committed_facts_page_is_what_the_october_2025_page_gives(tmp_path: Path) -> None:
    write_facts([SEED.parent], tmp_path)
    assert (tmp_path / SEED_FACTS.name).read_bytes() == SEED_FACTS.read_bytes()


def _committed(date: str) -> dict[str, str]:
    folder = ROOT / "spec" / "pages" / date
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")
    }


@needs_portal
@pytest.mark.slow
def test_the_committed_facts_pages_and_spec_of_may_are_what_the_portals_pages_give() -> None:
    facts, problems = without_prose(may().facts), may().problems
    committed = _committed("2026-05")
    assert facts_files(facts) == {name: text for name, text in committed.items() if not name.startswith("_")}
    assert problems_text(problems) == committed["_problems.txt"]
    dated = evolve(
        facts,
        operations=tuple(evolve(each, documented="2026-05") for each in facts.operations),
        webhooks=tuple(evolve(each, documented="2026-05") for each in facts.webhooks),
    )
    overlay, glossary = (ROOT / "spec" / name for name in ("overlay.yaml", "glossary.yaml"))
    spec = assembled(Stated(dated, problems, (), (), None), Making(overlay=overlay, glossary=glossary))
    text = (ROOT / "spec" / "2026-05.openapi.yaml").read_text(encoding="utf-8")
    assert dump_yaml(spec.document) == text


@needs_portal
@pytest.mark.slow
def test_the_committed_facts_pages_and_spec_of_august_are_what_a_copy_of_its_pages_gives() -> None:
    read_once()
    overlay, glossary = (ROOT / "spec" / name for name in ("overlay.yaml", "glossary.yaml"))
    making = Making(overlay=overlay, glossary=glossary, listed=read_index(ROOT / INDEX))
    made = new_date(ROOT, "2026-08", [dated("2026-08")], making)
    assert made.files == _committed("2026-08")
    text = (ROOT / "spec" / "2026-08.openapi.yaml").read_text(encoding="utf-8")
    assert dump_yaml(made.spec.document) == text


@needs_portal
@pytest.mark.slow
def test_each_committed_facts_page_of_april_is_what_a_copy_of_its_pages_gives(tmp_path: Path) -> None:
    # Beside May's pages of the same chapters, and of lists. That all else in April says what May does, is
    # seen where the two are compared.
    committed = _committed("2026-04")
    chapters = {name.split("/")[0] for name in committed}
    for name, text in _committed("2026-05").items():
        if name.split("/")[0] in chapters or "**Endpoint**" not in text:
            write_text_atomic(tmp_path / "spec" / "pages" / "2026-05" / name, text)
    read_once()
    files = new_date(tmp_path, "2026-04", [dated("2026-04")]).files
    told, found = committed.pop("_problems.txt"), files["_problems.txt"]
    assert {name: files.get(name) for name in committed} == committed
    assert set(told.splitlines()) <= set(found.splitlines())


@needs_portal
@pytest.mark.slow
@pytest.mark.parametrize("folder", ["2026-05", "2026-05-flat", "2026-04"])
def test_every_page_of_the_portal_and_its_facts_page_state_the_same(folder: str) -> None:
    document = without_prose(portal_spec(folder).facts)
    unequal: list[str] = []
    for operation in document.operations:
        page, _ = read_page(facts_page(operation).encode(), f"{operation.page}.md")
        again, _ = interpret([page])
        if without_prose(again) != Document((operation,)):
            unequal.append(f"{operation.method} {operation.path}")
    assert unequal == []


@needs_seed
def test_a_facts_page_carries_no_sentence_of_its_original(tmp_path: Path) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        found: set[tuple[str, ...]] = set()
        for line in re.split(r"[.;:|\n]", re.sub(r"```|`[^`]*`|<[^>]+>|\b[A-Z0-9_]{2,}\b", " ", text)):
            words = re.findall(r"[a-z']+", line.lower())
            found.update(tuple(words[i : i + 7]) for i in range(len(words) - 6))
        return found

    original = runs(SEED.read_text(encoding="utf-8"))
    assert len(original) > 1000
    write_facts([SEED], tmp_path)
    written = runs("\n".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.*")))
    assert written & original == set()


def test_what_was_odd_of_a_page_is_told_once_of_its_facts_page(tmp_path: Path) -> None:
    rows = "|bed|string|A bed.|\n|bed|string|A bed, again.|\n|size|name|How large.|\n"
    text = (
        "# Water a plot\n\nWhat it is for takes a few lines.\n\nThey are not facts.\n\n## Request\n\n"
        "**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/water/\n\n**Method** POST\n\n"
        f"**Parameters**\n\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n{rows}```\n"
    )
    pages, facts = tmp_path / "pages", tmp_path / "facts"
    pages.mkdir()
    (pages / "water.md").write_text(text)
    spec, _ = write_facts([pages], facts)
    assert {problem.code for problem in spec.problems} == {"field-repeated", "type-unknown"}
    assert make_spec([facts], prose="none").problems == spec.problems
