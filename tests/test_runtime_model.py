"""Decoding, encoding and comparing models of the shape that is generated."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from typing import Any, ClassVar, Literal, TypeAlias

import attrs
import pytest
from attrs import asdict, define, evolve
from hypothesis import given
from hypothesis import strategies as st

from text_cases import literal, text_cases
from tiktok_bindgen.runtime import codec
from tiktok_bindgen.runtime.call_facts import CallFacts
from tiktok_bindgen.runtime.decoding import decode
from tiktok_bindgen.runtime.encode import plain
from tiktok_bindgen.runtime.enums import OpenEnum
from tiktok_bindgen.runtime.errors import DecodeError, InvalidRequest, MissingFieldError
from tiktok_bindgen.runtime.model import Model
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.replies import differences, unread
from tiktok_bindgen.runtime.reply import Reply
from tiktok_bindgen.runtime.structure import define as generated_class
from tiktok_bindgen.runtime.structure import with_extra

Kind: TypeAlias = Literal["ROSE", "18+"]


class Soil(OpenEnum):
    __slots__ = ()
    # Of a generated list, they are in a file.
    _given: ClassVar = {"CLAY": "c-1", "SAND": "s-2"}


_KNOWN = frozenset(
    {
        "name",
        "count",
        "size",
        "open",
        "kind",
        "soil",
        "inner",
        "tags",
        "kinds",
        "soils",
        "parts",
        "free",
        "labels",
        "grid",
        "class",
    }
)


@define(eq=False, repr=False, kw_only=True, getstate_setstate=False, field_transformer=with_extra)
class Plot(Model):
    __wire_names__: ClassVar[dict[str, str]] = {"class_": "class"}

    name: str | None = None
    count: int | None = None
    size: float | None = None
    open: bool | None = None
    kind: Kind | str | None = None
    soil: Soil | None = None
    inner: Plot | None = None
    tags: list[str] | None = None
    kinds: list[Kind | str] | None = None
    soils: list[Soil] | None = None
    parts: list[Plot] | None = None
    free: dict[str, Any] | None = None
    labels: dict[str, list[str]] | None = None
    grid: list[list[int]] | None = None
    class_: str | None = None


@define(eq=False, repr=False, kw_only=True, getstate_setstate=False, field_transformer=with_extra)
class Label(Model):
    text: str | None = None
    size: int | None = None


@define(eq=False, repr=False, kw_only=True, getstate_setstate=False, field_transformer=with_extra)
class Sheet(Model):
    labels: list[Label] | None = None


WHOLE: dict[str, Any] = {
    "name": "a",
    "count": 2**70,
    "size": 1.5,
    "open": False,
    "kind": "18+",
    "soil": "c-1",
    "inner": {"name": "b", "inner": {"kinds": ["ROSE", "FERN"]}},
    "tags": ["x", ""],
    "kinds": [],
    "soils": ["s-2", "loam"],
    "parts": [{"count": 1}, {}],
    "free": {"any": [1, {"thing": 0}]},
    "labels": {"de": ["Rose"], "": []},
    "grid": [[1], []],
    "class": "garden",
    "not documented": {"a": 1},
}


def test_what_is_documented_comes_back_as_it_was() -> None:
    plot = Plot.from_json(copy.deepcopy(WHOLE))
    assert (plot.kind, type(plot.kind)) == ("18+", str)
    assert plot.soil == Soil.CLAY
    assert isinstance(plot.soil, Soil)
    assert plot.class_ == "garden"
    assert plot.extra == {"not documented": {"a": 1}}
    assert plot.to_json() == WHOLE
    assert json.loads(json.dumps(plot.to_json())) == WHOLE


def test_null_and_absent_are_none() -> None:
    assert Plot.from_json(dict.fromkeys(_KNOWN)) == Plot.from_json({}) == Plot()
    assert Plot.from_json({}).extra == {}


@pytest.mark.parametrize(
    ("field", "value", "becomes"),
    [
        ("name", 12345678901234567890, "12345678901234567890"),
        ("name", 1.5, "1.5"),
        ("name", True, "true"),
        ("count", "12345678901234567890", 12345678901234567890),
        ("count", 3.0, 3),
        ("count", "3.0", 3),
        ("count", "-3", -3),
        ("size", "1.50", 1.5),
        ("size", "7", 7),
        ("size", "1e3", 1000.0),
        ("open", "True", True),
        ("open", "false", False),
        ("open", 0, False),
        ("kind", 18, "18"),
        ("kind", "", ""),
        ("soil", 3, Soil("3")),
        ("soils", ["c-1", 3], [Soil.CLAY, "3"]),
        ("tags", [1, "b", False], ["1", "b", "false"]),
        ("kinds", ["ROSE", 7], ["ROSE", "7"]),
        ("labels", {"a": [1]}, {"a": ["1"]}),
        ("grid", [["1", 2.0]], [[1, 2]]),
    ],
)
def test_a_value_of_another_spelling_is_taken(field: str, value: object, becomes: object) -> None:
    plot = Plot.from_json({field: value})
    assert getattr(plot, field) == becomes
    assert type(getattr(plot, field)) is type(becomes)
    assert plot.extra == {}


@text_cases(field=str, value=literal)
def test_an_empty_value_that_stands_for_nothing_is_nothing_and_kept(field: str, value: object) -> None:
    plot = Plot.from_json({field: value})
    assert getattr(plot, field) is None
    assert plot.extra == {field: value}


@pytest.mark.parametrize(
    ("field", "value", "becomes"),
    [
        ("tags", ["a", None], ["a"]),
        ("kinds", [None, "ROSE"], ["ROSE"]),
        ("soils", [None, "c-1"], [Soil.CLAY]),
        ("parts", [None, {}], [Plot()]),
    ],
)
def test_a_null_in_an_array_is_left_out_and_the_array_kept(field: str, value: Any, becomes: object) -> None:
    plot = Plot.from_json({field: value})
    assert getattr(plot, field) == becomes
    assert plot.extra == {field: value}


UNLIKE: Any = [
    ({"name": []}, "/name"),
    ({"count": 1.5}, "/count"),
    ({"count": "1_0"}, "/count"),
    ({"count": "9" * 5000}, "/count"),
    ({"count": True}, "/count"),
    ({"count": {"a": 1}}, "/count"),
    ({"size": "nan"}, "/size"),
    ({"size": " 1"}, "/size"),
    ({"size": {}}, "/size"),
    ({"open": 2}, "/open"),
    ({"kind": ["ROSE"]}, "/kind"),
    ({"kind": {}}, "/kind"),
    ({"inner": "x"}, "/inner"),
    ({"inner": [{}]}, "/inner"),
    ({"inner": {"inner": {"name": {}}}}, "/inner/inner/name"),
    ({"tags": ["a", {}]}, "/tags/1"),
    ({"kinds": ["ROSE", ["ROSE"]]}, "/kinds/1"),
    ({"parts": [{}, {"parts": [{"tags": 1}]}]}, "/parts/1/parts/0/tags"),
    ({"parts": ["", {}]}, "/parts/0"),
    ({"free": 1}, "/free"),
    ({"labels": {"a/b": ["x", []]}}, "/labels/a~1b/1"),
    ({"labels": {"a": ""}}, "/labels/a"),
    ({"grid": [[1], [2, "x"]]}, "/grid/1/1"),
    ({"class": [1]}, "/class"),
]


@pytest.mark.parametrize(("value", "pointer"), UNLIKE)
def test_a_value_that_cannot_be_what_is_documented_stays_as_it_came(
    value: dict[str, Any], pointer: str
) -> None:
    plot = Plot.from_json(copy.deepcopy(value))
    assert plot.to_json() == value
    assert plot.extra == {}
    assert [one.pointer for one in unread(Plot, value)] == [pointer]
    assert repr(plot)
    assert Plot.from_json(plot.to_json()) == plot == pickle.loads(pickle.dumps(plot)) == copy.deepcopy(plot)
    assert asdict(plot)["extra"] == {}


@pytest.mark.parametrize(("value", "pointer"), [*UNLIKE, ([], ""), ("x", ""), (None, "")])
def test_a_value_that_cannot_be_what_is_documented_is_an_error_for_those_who_ask(
    value: object, pointer: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        Plot.from_json(value, strict=True)
    assert [one.pointer for one in caught.value.mismatches] == [pointer]
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("value", [[], "x", None, 7], ids=repr)
def test_what_is_no_object_at_all_is_no_model(value: object) -> None:
    with pytest.raises(DecodeError, match="expected object"):
        Plot.from_json(value)


def test_what_is_as_documented_or_can_be_read_as_that_is_read() -> None:
    read = {"name": 7, "count": "3", "size": "", "inner": [], "tags": {}, "kinds": [7, None], "labels": ""}
    for value in (WHOLE, read, dict.fromkeys(_KNOWN), {}):
        assert unread(Plot, value) == ()
        Plot.from_json(value, strict=True)


def test_each_place_that_differs_is_told_once() -> None:
    value = {"parts": [{"count": []}, {"tags": [1, {}]}, "x", {"count": {}}], "free": 1}
    assert [str(one) for one in unread(Plot, value)] == [
        "/parts/0/count: expected integer, got array of 0",
        "/parts/1/tags/1: expected string, got object of 0",
        "/parts/2: expected object, got string 'x'",
        "/parts/3/count: expected integer, got object of 0",
        "/free: expected object, got number 1",
    ]


def test_what_is_undocumented_or_of_another_type_is_told_even_if_it_is_read() -> None:
    value = {"naem": "a", "count": "3", "kind": "TULIP", "size": []}
    assert [(str(one), one.kind, one.unread, one.near) for one in differences(Plot, value)] == [
        ("/naem: is not documented; got string 'a'", "unknown", False, "/name"),
        ("/count: expected integer, got string '3'", "type", False, ""),
        ("/kind: expected one of 2 values, got string 'TULIP'", "value", False, ""),
        ("/size: expected number, got array of 0", "type", True, ""),
    ]


@pytest.mark.parametrize(
    ("value", "label", "extra"),
    [
        ({"text": "a", "size": 1}, Label(text="a", size=1), {}),
        ({"text": "a", "size": None}, Label(text="a"), {}),
        ({"text": "a"}, Label(text="a"), {}),
        ({"text": "a", "colour": 1}, Label(text="a"), {"colour": 1}),
        ({"text": 7, "size": "1"}, Label(text="7", size=1), {}),
        ({"text": "a", "size": "", "colour": 1}, Label(text="a"), {"size": "", "colour": 1}),
        ({}, Label(), {}),
    ],
)
def test_a_small_object_is_decoded_as_any_other(
    value: dict[str, Any], label: Label, extra: dict[str, Any]
) -> None:
    given = copy.deepcopy(value)
    found = Label.from_json(value)
    assert found.extra == extra
    found.extra.clear()
    assert found == label
    assert value == given


@pytest.mark.parametrize("item", ["", "ab", 1, 1.5, True, [], [1, 2]], ids=repr)
def test_what_is_no_object_in_an_array_of_objects_stays_as_it_came(item: object) -> None:
    whole: dict[str, Any] = {"labels": [{"text": "a", "size": 1}, {}, item]}
    sheet, unlike = decode(Sheet, whole)
    assert sheet.labels == [Label(text="a", size=1), Label(), item]
    assert unlike


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["ROSE", "1", "true"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(_KNOWN)) | st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(sorted(_KNOWN)), JSON, max_size=5))
def test_any_json_is_decoded_and_what_differs_is_found_where_decoding_notes_it(value: dict[str, Any]) -> None:
    plot, unlike = decode(Plot, value)
    assert repr(plot)
    assert unlike == bool(unread(Plot, value))
    for one in unread(Plot, value):
        found: Any = value
        for step in one.pointer.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            found = found[int(key)] if isinstance(found, list) else found[key]
        assert one.got == codec.describe(found)


def test_models_are_equal_by_class_fields_and_extra() -> None:
    assert Plot(name="a") == Plot(name="a")
    assert Plot(name="a") != Plot(name="b")
    assert Plot(name="a") != "a"
    more = Plot(name="a")
    more.extra["x"] = 1
    assert more != Plot(name="a")
    looked_at = Plot(name="a")
    assert looked_at.extra == {}
    assert looked_at == Plot(name="a")


def test_a_repr_shows_what_is_there_but_no_credential() -> None:
    plot = Plot.from_json(
        {"name": "a", "kind": "FERN", "soil": "x", "access_token": "very-secret", "next_cursor": "c"}
    )
    assert repr(plot) == (
        "Plot(name='a', kind='FERN', soil=Soil('x'), extra={'access_token': '***', 'next_cursor': 'c'})"
    )
    plot = Plot.from_json({"name": [{"client_secret": "very-secret", "a": 1}], "inner": ["b"]})
    assert repr(plot) == "Plot(name=[{'client_secret': '***', 'a': 1}], inner=['b'])"


def test_copies_and_pickles_keep_everything() -> None:
    plot = Plot.from_json(copy.deepcopy(WHOLE))
    for twin in (copy.copy(plot), copy.deepcopy(plot), pickle.loads(pickle.dumps(plot))):
        assert twin == plot
        assert twin.extra == plot.extra
        assert (twin.kind, repr(twin.soil)) == ("18+", "Soil('c-1')")


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, evolve], ids=lambda twin: twin.__name__)
def test_a_copy_has_an_extra_of_its_own(twin: Any) -> None:
    plot = Plot.from_json({"name": "a", "new": 1})
    other = twin(plot)
    assert other == plot
    other.extra["more"] = 2
    assert plot.extra == {"new": 1}
    assert other.to_json() == {"name": "a", "new": 1, "more": 2}
    assert evolve(plot, name="b").to_json() == {"name": "b", "new": 1}


def test_a_copy_may_have_other_values() -> None:
    plot = Plot.from_json({"name": "a", "new": 1})
    # As `copy.replace` makes it since Python 3.13.
    assert plot.__replace__(name="b").to_json() == {"name": "b", "new": 1}
    assert plot.name == "a"


def test_extra_is_sent_but_overrides_nothing() -> None:
    plot = Plot(name="a")
    plot.extra.update({"name": "b", "new": (1, Soil.CLAY), "nothing": None})
    assert plot.to_json() == {"name": "a", "new": [1, "c-1"]}


def test_what_json_has_not_is_named_inside_models() -> None:
    wrong: Any = {1, 2}
    with pytest.raises(InvalidRequest) as caught:
        plain([Plot(), Plot(parts=[Plot(name=wrong)])])
    assert caught.value.violations[0].pointer == "/1/parts/0/name"


def test_a_code_is_its_text() -> None:
    loam = Soil("loam")
    assert loam == "loam"
    assert hash(loam) == hash("loam")
    assert {loam: 1}["loam"] == 1  # type: ignore[index] # it is what this shows
    assert f"{loam} {loam!s} {Soil.CLAY}" == "loam loam c-1"
    assert (repr(loam), loam.is_known, Soil.CLAY.is_known) == ("Soil('loam')", False, True)
    for twin in (pickle.loads(pickle.dumps(loam)), copy.copy(loam), copy.deepcopy(loam)):
        assert (twin, type(twin)) == (loam, Soil)
    assert json.dumps([loam, Soil.CLAY]) == '["loam", "c-1"]'


def test_a_list_of_codes_contains_those_that_are_documented() -> None:
    assert (list(Soil), len(Soil)) == (["c-1", "s-2"], 2)
    assert all(isinstance(each, Soil) for each in Soil)
    assert ("c-1" in Soil, Soil("loam") in Soil, 1 in Soil) == (True, False, False)
    assert {"CLAY", "SAND", "is_known"} <= {*dir(Soil)}
    for name in ("LOAM", "_own_name", "__wrapped__"):
        with pytest.raises(AttributeError, match=f"Soil has no '{name}'"):
            getattr(Soil, name)


@define(eq=False, repr=False, kw_only=True, getstate_setstate=False, field_transformer=with_extra)
class Bed(Model):
    """What always comes, and one thing that may not."""

    bed_id: str
    depth: float
    plots: list[Plot]
    kind: Kind | str
    inner: Plot
    marks: Any
    note: str | None = None


BED = {
    "bed_id": "1",
    "depth": 2,
    "plots": [{"name": "a"}],
    "kind": "ROSE",
    "inner": {"name": "b"},
    "marks": 3,
}


def test_what_always_comes_is_read_as_anything_else_is() -> None:
    bed = Bed.from_json({**BED, "bed_id": 7, "depth": "2.5", "new": True})
    assert (bed.bed_id, bed.depth, bed.plots[0].name, bed.kind, bed.inner.name, bed.marks, bed.note) == (
        "7",
        2.5,
        "a",
        "ROSE",
        "b",
        3,
        None,
    )
    assert bed.extra == {"new": True}


@pytest.mark.parametrize("field", list(BED))
def test_what_did_not_come_is_told_when_it_is_asked_for_and_nothing_else_is_lost(field: str) -> None:
    came = {name: value for name, value in BED.items() if name != field}
    bed = Bed.from_json(came)
    with pytest.raises(MissingFieldError, match=f"the reply lacks '{field}' of Bed") as raised:
        getattr(bed, field)
    assert (raised.value.field, raised.value.name, raised.value.obj) == (field, field, bed)
    assert not hasattr(bed, field)
    assert getattr(bed, field, "nothing") == "nothing"
    assert bed.to_json() == came
    assert field not in repr(bed)
    assert bed == Bed.from_json(came) != Bed.from_json(BED)
    assert copy.copy(bed) == copy.deepcopy(bed) == pickle.loads(pickle.dumps(bed)) == bed
    setattr(bed, field, "now")
    assert getattr(bed, field) == "now"


def test_a_null_in_the_place_of_what_always_comes_is_none_but_a_list_is_empty() -> None:
    bed: Any = Bed.from_json(dict.fromkeys(BED))
    assert (bed.bed_id, bed.depth, bed.kind, bed.inner, bed.marks) == (None, None, None, None, None)
    assert bed.plots == []
    assert Bed.from_json({**BED, "plots": ""}).plots == []
    odd: Any = Bed.from_json({**BED, "plots": 7})
    assert odd.plots == 7


def test_an_object_that_a_program_makes_has_all_that_always_comes() -> None:
    with pytest.raises(TypeError, match="bed_id"):
        Bed(depth=1, plots=[], kind="ROSE", inner=Plot(), marks=None)  # type: ignore[call-arg] # as meant
    assert Bed(bed_id="1", depth=1, plots=[], kind="ROSE", inner=Plot(), marks=None).note is None


def test_a_missing_field_tells_the_operation_and_the_request() -> None:
    reply: Any = Reply[Bed].from_json({"code": 0, "request_id": "r1", "data": {}}, data=Bed)
    reply.came_by(RawResponse(200, {}, b""), CallFacts("GET /bed/get/", changes=False), set())
    with pytest.raises(MissingFieldError) as raised:
        assert reply.data.bed_id
    assert str(raised.value) == (
        "GET /bed/get/: the reply lacks 'bed_id' of Bed, which should always be there (request r1)"
    )
    assert (raised.value.operation, raised.value.request_id) == ("GET /bed/get/", "r1")
    assert pickle.loads(pickle.dumps(raised.value)).request_id == "r1"


def test_another_name_is_no_missing_field() -> None:
    with pytest.raises(AttributeError, match="'Bed' object has no attribute 'colour'") as raised:
        assert Bed.from_json({}).colour  # type: ignore[attr-defined] # as meant
    assert not isinstance(raised.value, MissingFieldError)


def test_attrs_knows_a_generated_class_before_an_object_of_it_is_made() -> None:
    @generated_class(kw_only=True)
    class Bed(Model):
        name: str
        size: int | None = None

    @generated_class(kw_only=True)
    class Raised(Bed):
        height: float | None = None

    assert list(inspect.signature(Bed).parameters) == ["name", "size", "extra"]
    # As Python asks for it since 3.14.
    init = inspect.getattr_static(Bed, "__init__").__get__(Bed, type(Bed))
    assert list(inspect.signature(init).parameters) == ["name", "size", "extra"]
    # Those of the class above are made by now, and are not its own.
    assert [one.name for one in attrs.fields(Raised)] == ["name", "size", "height", "extra"]
    assert attrs.evolve(Raised(name="a", height=1.5), size=2) == Raised(name="a", size=2, height=1.5)
    assert not hasattr(Raised(name="a"), "__dict__")
    with pytest.raises(TypeError, match="colour"):
        Raised(name="a", colour="red")  # type: ignore[call-arg] # what it is about


def test_a_program_may_add_fields_to_a_class() -> None:
    # Annotations of a module that does not import those of the future are types, not text.
    raised: Any = define(kw_only=True)(
        type("Raised", (Plot,), {"__annotations__": {"height": float, "soil": str | None}, "soil": None})
    )
    found: Any = raised.from_json({"name": "herbs", "height": "1.5"})
    assert (found.name, found.height, found.soil) == ("herbs", 1.5, None)


@pytest.mark.parametrize(("of", "data"), [(dict, {"a": 1}), (list, [1, "a"])])
def test_data_may_be_any_object_or_list(of: type, data: Any) -> None:
    assert Reply.from_json({"code": 0, "data": data}, data=of).data == data
