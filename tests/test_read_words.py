"""Each word that pages are read by, and what it is taken for: a sentence, a title or a cell for every one."""

from __future__ import annotations

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.depth_clues import read_clues
from tiktok_bindgen.read.depth_names import is_stem
from tiktok_bindgen.read.flat_rows import is_type, read_rows
from tiktok_bindgen.read.flat_words import section
from tiktok_bindgen.read.labels import label_of, side_of
from tiktok_bindgen.read.page import Line, Row
from tiktok_bindgen.read.words import LABELS as KNOWN_LABELS
from tiktok_bindgen.read.words import kinds, name_of, presence_of, role_of


def listed(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split(";")]


LABELS = {
    "endpoint": """
        endpoint; endpoints; endpoint url; endpoint path; request endpoint; api endpoint; request url;
        request path; request uri; request address; http url; api url; api path; endpoint address;
        endpoint uri; url; path
    """,
    "method": """
        method; methods; http method; request method; http request method; http verb; api method
    """,
    "request": """
        request; requests; http request
    """,
    "response": """
        response; responses; http response; response parameter; response parameters; response fields;
        response body; response data; response params; response field; response body parameters;
        response body fields; response attributes; response schema; response content; response result;
        output parameters; output fields; return fields; return data; return value; returned fields;
        returned values; return parameters; return values; returned parameters; returned data; return;
        returns
    """,
    "response header": """
        response header; response headers; response header parameters; response header fields
    """,
    "header": """
        header; headers; http header; http headers; request header; request headers; http request
        header; http request headers; header parameters; header fields; request header parameters;
        request header fields
    """,
    "parameters": """
        parameter; parameters; request parameter; request parameters; params; request params; request
        field; request fields; request attributes; request arguments; request body; request body
        parameters; request body fields; request payload; request data; body; body params; body
        parameters; body fields; query; query params; query parameters; query fields; query string;
        query string parameters; request query; request query parameters; path parameters; url
        parameters; form parameters; form data; input parameters; input fields
    """,
    "example": """
        example; examples; sample; samples; code example; code examples; request example; request
        examples; response example; response examples; example request; example response
    """,
    "source": """
        source
    """,
}


@pytest.mark.parametrize(("role", "words"), LABELS.items(), ids=LABELS)
def test_a_label_announces_what_stands_below_it(role: str, words: str) -> None:
    for word in listed(words):
        for written in (word, word.capitalize(), f"{word}:"):
            assert role_of(written, fuzzy=False) == role, written


COLUMNS = {
    "name": """
        field; fields; parameter; parameters; param; params; argument; arguments; attribute; attributes;
        property; properties; variable; element; key; name; header; headers;
        field name; parameter names; param name; argument name; attribute name; property name; header name;
        bed field; bed parameters; bed param; bed argument; bed attributes; bed property; bed header
    """,
    "type": """
        data type; data types; datatype; date type; type; types; value type; data format;
        field type; parameter types; param type; argument type; attribute type; property type; header type
    """,
    "description": """
        description; descriptions; desc
    """,
    "presence": """
        required; required?; is required; is required?; is it required?; required or not;
        required/optional; required or optional; mandatory; mandatory?; necessity; requirement; presence
    """,
}


@pytest.mark.parametrize(("kind", "titles"), COLUMNS.items(), ids=COLUMNS)
def test_a_column_is_known_by_its_title(kind: str, titles: str) -> None:
    for title in listed(titles):
        assert kinds([title.capitalize()]) == [kind], title


DESCRIPTIONS = """
    comment; comments; definition; detail; details; explanation; explanations; instruction;
    instructions; meaning; note; notes; remark; remarks
"""


def test_a_description_may_have_another_title_where_no_column_has_its_own() -> None:
    for title in listed(DESCRIPTIONS):
        assert kinds(["Field", "Type", title]) == ["name", "type", "description"], title
        assert kinds(["Field", "Type", title, "Description"]) == ["name", "type", None, "description"], title


PRESENCE = {
    "Required": """
        yes; y; true; required; mandatory; r; m; ✓; ✔; √; ☑; ✅; ●; *
    """,
    "Optional": """
        no; n; false; optional; o; ✗; ✘; ×; ❌; ☐; x
    """,
    "Conditional": """
        conditional; conditionally; conditionally required; required conditionally; depends; c
    """,
}


@pytest.mark.parametrize(("marker", "cells"), PRESENCE.items(), ids=PRESENCE)
def test_a_cell_of_presence_says_as_much_as_a_marker(marker: str, cells: str) -> None:
    for cell in listed(cells):
        assert presence_of(cell) == presence_of(cell.upper()) == marker, cell


@text_cases(cell=literal, marker=literal)
def test_a_cell_of_presence_may_say_more(cell: str, marker: str) -> None:
    assert presence_of(cell) == marker


NAME_MARKERS = """
    allowlist; allowlist only; allowlist-only; beta; conditional; conditionally required;
    deprecated; new; optional; required; to be deprecated; to-be-deprecated
"""


def test_a_name_is_marked_in_brackets() -> None:
    for marker in listed(NAME_MARKERS):
        for written in (f"bed ({marker})", f"bed {{{marker.capitalize()}}}"):
            name, markers, *_ = name_of(written)
            assert (name, [each.lower() for each in markers]) == ("bed", [marker]), written


@text_cases(written=str, name=str, markers=literal)
def test_words_that_mark_a_name_may_be_misspelled_in_braces_alone(
    written: str, name: str, markers: tuple[str, ...]
) -> None:
    assert name_of(written)[:2] == (name, markers)


@text_cases(line=str, rest=literal)
def test_a_label_of_a_method_is_emphasised_or_followed_by_one(line: str, rest: str | None) -> None:
    found = label_of(line, marked=False)
    assert (found and (found.role, found.rest)) == (None if rest is None else ("method", rest))


@pytest.mark.parametrize(("length", "names"), [(100, 1), (101, 0)])
def test_a_name_is_not_longer_than_a_line(length: int, names: int) -> None:
    rows, _, _ = read_rows(["b" * length, "string", "It."], 1)
    assert [row.name for row in rows] == ["b" * length] * names


@text_cases(heading=literal, side=literal)
def test_a_heading_may_announce_a_side_of_the_call(heading: str, side: str | None) -> None:
    assert side_of(heading) == side


# Copies from a browser

PARTS = ("request", "response", "response header", "header", "parameters", "example")


def test_a_line_opens_a_part_of_a_copied_page_by_the_words_of_labels() -> None:
    opened = {words: section(words.capitalize()) for words in KNOWN_LABELS}
    assert {words: part for words, part in opened.items() if part} == {
        word: part for part in PARTS for word in listed(LABELS[part])
    }


MARKER_LINES = """
    Required; Conditional; Conditonal; Conditionally required; Mandatory; Optional; Deprecated; To
    be deprecated; to-be-deprecated; Not required; Recommended; Read only; Read-only; Allowlist;
    Allowlist-only; New; Beta
"""
TYPE_LINES = """
    bool; boolean; datetime; decimal; double; dtring; float; int32; int64; integer; number; object;
    str; string; any; array; binary; date; enum; file; int; json; list; long; map; time; timestamp;
    url
"""


def test_a_line_of_a_copied_row_may_be_a_marker_or_a_type() -> None:
    for marker in listed(MARKER_LINES):
        (row,), _, _ = read_rows(["bed", marker, "string"], 1)
        assert (row.name, row.markers, row.type) == ("bed", (marker,), "string")
    for line in listed(TYPE_LINES):
        assert is_type(line), line
        assert is_type(f"{line}[]"), line
    for several in ("string/number", "string | number", "string or object", "string, int, map, object"):
        assert is_type(several), several
    for other in ("string/spade", "string, int, map, object, file"):
        assert not is_type(other), other


ALSO_NAMES = "int; long; list; array; map; json; url; file; date; time; timestamp; enum; any; binary"
NEVER_NAMES = """
    bool; boolean; datetime; decimal; double; dtring; float; int32; int64; integer; num; number; object; str;
    string; required; optional; conditional; deprecated; beta; new
"""


def test_a_copied_row_may_be_called_by_a_word_that_is_a_type_elsewhere_if_fields_have_such_names() -> None:
    for words, names in ((ALSO_NAMES, True), (NEVER_NAMES, False)):
        for word in listed(words):
            lines = ["bed", "string", "The bed.", word, "string", "It.", "size", "number", "How large."]
            rows, _, _ = read_rows(lines, 1)
            assert [row.name for row in rows] == ["bed", *([word] if names else []), "size"], word


# What a row's words tell of its depth


def mentions(prose: str) -> tuple[str, ...]:
    """Which rows the description of one speaks of, beside rows named ``bed`` and ``bed_id``."""
    rows = [_row("bed", "object"), _row("bed_id", "string"), _row("spade", "string", prose)]
    return read_clues(rows)[2].mentions


@pytest.mark.parametrize(
    "prose",
    [
        *(f"Needed {when} bed is specified." for when in ("if", "once", "when")),
        *(
            f"Needed when bed is {given}."
            for given in [
                "filled",
                "given",
                "included",
                "passed",
                "present",
                "provided",
                "returned",
                "specified",
                "used",
            ]
        ),
        *(
            f"Needed if you {give} bed."
            for give in [
                "give",
                "include",
                "pass",
                "passed",
                "provide",
                "provided",
                "specified",
                "specify",
                "use",
                "used",
            ]
        ),
        "Needed if you pass in bed.",
        "Needed when bed is not empty.",
        "Needed when bed are given.",
    ],
)
def test_a_row_may_be_needed_when_another_is_given(prose: str) -> None:
    found = read_clues([_row("bed", "object"), _row("spade", "string", prose)])[1]
    assert (found.conditions, found.mentions) == (("bed",), ())


def _row(name: str, type_: str, prose: str = "") -> Row:
    return Row(name, (), type_, 0, (Line(prose),), 0)


@text_cases(prose=str, mentioned=literal)
def test_a_name_that_may_be_a_plain_word_counts_where_it_is_a_subject(
    prose: str, mentioned: tuple[str, ...]
) -> None:
    assert mentions(prose) == mentioned


GENERIC = (
    "config data detail details field fields from info infos item items list name names object "
    "objects param params result results setting settings that this type value values when with "
)


@pytest.mark.parametrize("word", GENERIC.split())
def test_a_word_of_any_name_tells_nothing(word: str) -> None:
    (found,) = read_clues([_row(f"spade_{word}", "string", f"A {word}, spade.")])
    assert [set(each) for each in (found.parts, found.speech, found.telling)] == [{"spade"}] * 3


ENDINGS = (
    "_config _configs _configuration _data _detail _details _group _groups _ids _info _infos _item "
    "_items _list _lists _object _objects _params _result _results _rule _rules _set _setting "
    "_settings _urls "
)


@pytest.mark.parametrize("ending", ENDINGS.split())
def test_what_an_object_holds_may_be_called_as_it_is_without_its_ending(ending: str) -> None:
    assert is_stem(f"bed{ending}", "bed_id")
    assert is_stem(f"bed{ending}", "bed")
    assert not is_stem(f"bed{ending}", "spade_id")


@text_cases(outer=str, inner=str, yes=literal)
def test_a_name_has_a_stem(outer: str, inner: str, *, yes: bool) -> None:
    assert is_stem(outer, inner) is yes


def test_a_depth_may_be_marked_with_wide_signs() -> None:
    rows = "|bed|object|A bed.|\n＃|soil|object|Its soil.|\n＃#|kind|string|A kind.|\n"
    text = (
        "# Dig\n\n**Endpoint** /open_api/v1.3/dig/\n\n**Method** POST\n\n**Parameters**\n\n"
        f"```xtable\n|Field|Data Type|Description|\n|---|---|---|\n{rows}```\n"
    )
    page, problems = read_page(text.encode(), "dig.md")
    assert problems == ()
    assert page.endpoints[0].parameters is not None
    found = [(row.name, row.depth) for row in page.endpoints[0].parameters.rows]
    assert found == [("bed", 0), ("soil", 1), ("kind", 2)]
