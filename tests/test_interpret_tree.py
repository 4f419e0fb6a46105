"""Fields and all inside them, walked through and changed."""

from __future__ import annotations

from attrs import evolve

from tiktok_bindgen.interpret.model import Alternative, Field, Operation, Type
from tiktok_bindgen.interpret.tree import Path, mapped, mapped_operation, walk
from tiktok_bindgen.read.page import Side

STRING, OBJECT = Type("string"), Type("object")
PLOT = Field(
    "plot",
    OBJECT,
    children=(Field("soil", STRING),),
    alternatives=(Alternative("dry", (Field("soil", STRING),)), Alternative("wet", (Field("pond", STRING),))),
)


def test_every_field_has_its_path() -> None:
    assert [path for path, _ in walk((PLOT, Field("note", STRING)))] == [
        ("plot",),
        ("plot", "soil"),
        ("note",),
    ]


def test_a_change_reaches_alternatives_and_what_does_not_change_is_the_same() -> None:
    def flooded(path: Path, field: Field) -> Field:
        return evolve(field, immutable=True) if path == ("plot", "pond") else field

    (found,) = mapped((PLOT,), flooded)
    assert [[each.immutable for each in one.fields] for one in found.alternatives] == [[False], [True]]
    assert found.children is PLOT.children
    fields = (Field("note", STRING),)
    assert mapped(fields, flooded) is fields


def test_both_sides_of_an_operation_are_changed_each_as_itself() -> None:
    operation = Operation("GET", "/plot/", "Plots", parameters=(PLOT,), response=(Field("soil", STRING),))

    def named(side: Side, path: Path, field: Field) -> Field:
        return evolve(field, description=f"{side} {'.'.join(path)}")

    found = mapped_operation(operation, named)
    assert found.parameters[0].children[0].description == "request plot.soil"
    assert found.response[0].description == "response soil"
