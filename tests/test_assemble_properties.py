"""What holds for whatever the documentation says: a valid document, the same in any order of pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from openapi_judge import openapi_errors
from searching import trying
from spec_faults import faults
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.assemble.yaml import dump_yaml, load_spec
from tiktok_bindgen.interpret.appendix_model import (
    Appendix,
    Enumeration,
    HttpStatus,
    RateLimit,
    ReturnCode,
    Scope,
)
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import (
    Alternative,
    EnumValue,
    Field,
    InWords,
    Limits,
    ListRange,
    Operation,
    Type,
)

#: Each is a whole document, of dozens of fields.
EXAMPLES = 50

HOSTILE = (
    *(
        '"',
        "'",
        '"""',
        "\\",
        "\n",
        "\r\n",
        "\x00",
        "../../etc/passwd",
        "{{ x }}",
        "{% raw %}",
        "${x}",
    ),
    *(
        "$ref",
        "#/components",
        "__class__",
        "<script>",
        "%s",
        "a.b",
        "a/b",
        "~",
        "*/",
        "\u202e",
        "😀",
        "ON",
        "",
    ),
)
NAMES = st.sampled_from(
    ("id", "Id", "list", "page_info", "request", "data", "tone", "Tone", "list_tone", "7d", *HOSTILE)
)
TEXTS = st.text(max_size=12) | st.sampled_from(HOSTILE)
SOME_TEXTS = st.lists(TEXTS, max_size=2).map(tuple)
LIFECYCLES = st.sampled_from((None, None, "deprecated", "to-be-deprecated"))
SCALARS = st.integers(-3, 3) | st.booleans() | st.floats() | TEXTS
NUMBERS = st.none() | st.integers(-3, 5) | st.floats()
KINDS = ("string", "integer", "number", "boolean", "object", "map", "file", "datetime", "any")
TYPES = st.builds(
    Type,
    st.sampled_from(KINDS),
    st.integers(0, 2),
    st.none() | st.builds(Type, st.sampled_from(KINDS), st.integers(0, 1)),
    TEXTS,
)
ENUM_VALUES = st.builds(EnumValue, SCALARS, TEXTS, TEXTS, LIFECYCLES)
LIMITS = st.just(Limits()) | st.builds(
    Limits,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.booleans(),
    NUMBERS,
    NUMBERS,
    st.booleans(),
    st.booleans(),
    NUMBERS,
)
DEFAULTS = st.none() | SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(NAMES, SCALARS, max_size=2)


PRESENCES = st.sampled_from(("required", "conditional", "optional"))
RANGES = st.builds(ListRange, NAMES, TEXTS, TEXTS, TEXTS, SOME_TEXTS)
# Few at a time, since most of the time goes into drawing.
FACTS: st.SearchStrategy[tuple[str, Any]] = st.one_of(
    [
        st.tuples(st.just(name), of)
        for name, of in {
            "enum": st.lists(ENUM_VALUES, max_size=3).map(tuple),
            "enum_name": NAMES,
            "listed": NAMES,
            "range": RANGES,
            "default": DEFAULTS,
            "limits": LIMITS,
            "format": st.sampled_from(("YYYY-MM-DD", "YYYY-MM-DD HH:MM:SS", "Q")) | TEXTS,
            "immutable": st.just(True),
            "allowlist": st.just(True),
            "lifecycle": LIFECYCLES,
            "conditions": st.lists(TEXTS.map(InWords.of), max_size=2).map(tuple),
            "description": TEXTS,
            "line": st.integers(0, 9),
        }.items()
    ]
)


def _with(field: Field, facts: list[tuple[str, Any]]) -> Field:
    return evolve(field, **dict(facts))


def alternatives(sets: st.SearchStrategy[tuple[Field, ...]]) -> st.SearchStrategy[tuple[Alternative, ...]]:
    some = st.lists(st.builds(Alternative, TEXTS, sets), min_size=2, max_size=2).map(tuple)
    return st.just(()) | st.just(()) | some


def fields(depth: int) -> st.SearchStrategy[tuple[Field, ...]]:
    children = fields(depth - 1) if depth else st.just(())
    each = st.builds(
        _with,
        st.builds(Field, NAMES, TYPES, PRESENCES, children=children, alternatives=alternatives(children)),
        st.lists(FACTS, max_size=4),
    )
    return st.lists(each, max_size=1 + depth).map(tuple)


PATHS = st.sampled_from(
    ("/a/get/", "/a/get", "/a_get/", "/a/", "/a/{id}/", "/b/list/", "/3d/", "/", "b", "/a b/", *HOSTILE)
)
OPERATIONS = st.builds(
    Operation,
    method=st.sampled_from(("GET", "POST", "DELETE", "get", "X")),
    path=st.builds(str.__add__, st.sampled_from(("", "/open_api/v1.3", "/open_api/v1.2")), PATHS),
    title=TEXTS,
    source=st.none() | st.just("https://a.example/") | TEXTS,
    description=TEXTS,
    lifecycle=LIFECYCLES,
    headers=fields(0),
    parameters=fields(2),
    alternatives=alternatives(fields(1)),
    response_headers=fields(0),
    response=fields(2),
    page=st.sampled_from(("a.md", "b.md")),
)
DOCUMENTS = st.lists(OPERATIONS, max_size=4)
# The lists of the appendix are of texts.
LISTED = st.builds(EnumValue, TEXTS, TEXTS, TEXTS, LIFECYCLES)
APPENDICES = st.builds(
    Appendix,
    st.lists(
        st.builds(Enumeration, TEXTS, st.lists(LISTED, max_size=2).map(tuple), st.just(("a",)), LIFECYCLES),
        max_size=3,
    ).map(tuple),
    st.lists(
        st.builds(ReturnCode, st.integers(0, 3), TEXTS, TEXTS), max_size=2, unique_by=lambda c: c.code
    ).map(tuple),
    st.lists(st.builds(HttpStatus, st.just("2xx"), TEXTS), max_size=1).map(tuple),
    st.lists(st.builds(Scope, TEXTS, TEXTS, TEXTS, st.lists(PATHS, max_size=2).map(tuple)), max_size=2).map(
        tuple
    ),
    st.lists(st.builds(RateLimit, TEXTS, st.just(1), st.just(2), st.just(3), TEXTS), max_size=2).map(tuple),
)


@trying(EXAMPLES, suppress=list(HealthCheck))
@given(DOCUMENTS, APPENDICES, st.sampled_from(("full", "none")), st.randoms())
def test_the_document_is_valid_and_does_not_depend_on_the_order_of_pages(
    tmp_path_factory: pytest.TempPathFactory,
    operations: list[Operation],
    appendix: Appendix,
    prose: Any,
    random: Any,
) -> None:
    spec, problems = assemble(Document(tuple(operations), appendix), prose=prose)
    assert openapi_errors(spec) == []
    assert faults(spec) == ()
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9_]*", name) for name in spec["components"]["schemas"])  # type: ignore[index] # it is a mapping
    written = dump_yaml(spec)
    path = Path(tmp_path_factory.mktemp("spec") / "spec.yaml")
    path.write_bytes(written.encode())
    assert load_spec(path) == spec
    random.shuffle(operations)
    memo, same_problems = assemble(Document(tuple(operations), appendix), prose=prose)
    assert dump_yaml(memo) == written
    assert same_problems == problems


WEBHOOKS = st.builds(
    Operation,
    st.just("POST"),
    st.just(""),
    NAMES | TEXTS,
    st.none() | TEXTS,
    response=st.lists(
        st.builds(
            Field,
            NAMES,
            st.just(Type("json")) | TYPES,
            children=fields(1),
            enum=st.lists(ENUM_VALUES, max_size=1).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
)


@trying(EXAMPLES, suppress=list(HealthCheck))
@given(st.lists(WEBHOOKS, max_size=4, unique_by=lambda each: each.title), st.sampled_from(("full", "none")))
def test_the_document_is_valid_whatever_events_there_are(webhooks: list[Operation], prose: Any) -> None:
    spec, _ = assemble(Document(webhooks=tuple(webhooks)), prose=prose)
    assert openapi_errors(spec) == []
    assert set(spec.get("webhooks", ())) == {each.title for each in webhooks}  # type: ignore[call-overload] # likewise


@trying(EXAMPLES, suppress=list(HealthCheck))
@given(DOCUMENTS)
def test_no_prose_is_left_without_prose_and_the_names_are_the_same(operations: list[Operation]) -> None:
    marked = [
        evolve(each, description="PROSE", parameters=tuple(map(worded, each.parameters)))
        for each in operations
    ]
    with_prose, _ = assemble(Document(tuple(marked)), prose="full")
    without, _ = assemble(Document(tuple(marked)), prose="none")
    assert "PROSE" not in dump_yaml(without)
    assert list(names(with_prose)) == list(names(without))


def worded(field: Field) -> Field:
    return evolve(
        field,
        description="PROSE",
        conditions=tuple(evolve(each, text="PROSE") for each in field.conditions),
        enum=tuple(evolve(choice, meaning="PROSE") for choice in field.enum),
        children=tuple(map(worded, field.children)),
        alternatives=tuple(
            evolve(each, fields=tuple(map(worded, each.fields))) for each in field.alternatives
        ),
    )


def names(spec: Any) -> Any:
    return spec["components"]["schemas"]
