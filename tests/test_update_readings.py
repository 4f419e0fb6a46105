"""What counts as read of a page, and which pages of a copy are believed by that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve

from tiktok_bindgen.interpret.appendix_model import (
    Appendix,
    Enumeration,
    HttpStatus,
    LinkedList,
    RateLimit,
    ReturnCode,
    Scope,
    ValuesByValue,
)
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Contested, EnumValue, Field, Operation, Type
from tiktok_bindgen.interpret.report_model import (
    DimensionMetric,
    DimensionMetrics,
    Grouping,
    Report,
    ReportItem,
    ReportNote,
    Slot,
)
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.readings import Guard, Kept, Reading, as_before, entries, readings
from tiktok_bindgen.sources import ReadPage
from tiktok_bindgen.states import State

AT = "https://business-api.tiktok.com/portal/docs?id="
SAND = (EnumValue("SAND"), EnumValue("CLAY"))


def field(name: str, **stated: Any) -> Field:
    return Field(name, Type("string"), **stated)


def operation(page: str, *parameters: Field, **stated: Any) -> Operation:
    return Operation("POST", f"/{page}/", page, parameters=parameters, page=page, **stated)


def plot(page: str, fields: int) -> Operation:
    """An operation that has so many parameters."""
    return operation(page, *(field(f"bed_{number}") for number in range(fields)))


def read(name: str, number: int | None = None) -> ReadPage:
    source = None if number is None else f"{AT}{number}"
    return ReadPage(Page(name, "native", name, source, (), (), ()), ())


@pytest.mark.parametrize(
    ("stated", "counted"),
    [
        ({"parameters": (field("soil"),)}, Reading(1, 1)),
        ({"headers": (field("Access-Token"),)}, Reading(1, 1)),
        ({"response": (field("bed_id"), field("depth"))}, Reading(2, 2)),
        ({"response_headers": (field("Retry-After"),)}, Reading(1, 1)),
        ({"parameters": (field("bed", children=(field("soil"), field("depth"))),)}, Reading(3, 3)),
        ({"parameters": (field("soil", enum=SAND),)}, Reading(3, 1)),
        # Values count where their list is.
        ({"parameters": (field("soil", enum=SAND, enum_name="Soil"),)}, Reading(1, 1)),
        ({"parameters": (field("soil", enum=SAND, enum_name="Other"),)}, Reading(3, 1)),
        # What examples alone have is on no row.
        ({"parameters": (field("soil", contested=(Contested("unknown", "dig.md", 7),)),)}, Reading()),
        ({"parameters": (field("soil", contested=(Contested("type", "dig.md", 7),)),)}, Reading(1, 1)),
        ({"rules": (Rule("requires", (("soil",),)), Rule("requires", (("depth",),)))}, Reading(rules=2)),
    ],
)
def test_each_documented_field_and_value_of_an_operation_is_a_row(
    stated: Mapping[str, Any], counted: Reading
) -> None:
    of = Operation("POST", "/dig/", "Dig", page="plots/dig.17.md", **stated)
    soil = Appendix(enumerations=(Enumeration("Soil", SAND, page="soil.md"),))
    assert readings(Document((of,)), Document(appendix=soil)) == {"plots/dig": counted}
    assert readings(Document((of,), soil)) == {"plots/dig": counted, "soil": Reading(2)}


def test_what_several_operations_and_events_of_a_page_state_adds_up() -> None:
    soil = field("soil", enum=SAND)
    event = Operation("POST", "", "bed.dug", response=(field("bed_id"), soil), page="dig.md")
    found = readings(Document((plot("dig.md", 2), plot("dig.md", 3), plot("mow.md", 1)), webhooks=(event,)))
    assert found == {"dig": Reading(9, 7), "mow": Reading(1, 1)}


def test_each_entry_of_a_list_is_a_row_and_is_told_from_the_others() -> None:
    slots = ((Slot(("day",)),),)
    note = ReportNote("range", "30 days", page="notes")
    document = Document(
        appendix=Appendix(
            (Enumeration("Soil", SAND, page="soils"),),
            (ReturnCode(40400, "Beds", page="codes"),),
            (HttpStatus("404", page="statuses"),),
            (Scope("12", "Dig", page="scopes"),),
            (RateLimit("Hobby", 1, 2, 3, "/dig/", page="rates"),),
            (ValuesByValue("size", "soil", "bed", (), "Soils by size", page="by size"),),
            (LinkedList("Tools", SAND, title="Tools by soil", page="tools"),),
        ),
        reports=(
            Report(
                "Garden Beds",
                (ReportItem("metrics", field("picked"), ("Crops",), page="metrics"),),
                (DimensionMetrics(("day",), (DimensionMetric("picked"),), page="pairs"),),
                (Grouping(slots[0], page="groupings"),),
                (note,),
            ),
        ),
        webhooks=(Operation("POST", "", "bed.dug", page="events"),),
    )
    assert list(entries(document)) == [
        ("soils", (Enumeration, "Soil")),
        ("codes", (ReturnCode, 40400)),
        ("statuses", (HttpStatus, "404")),
        ("scopes", (Scope, "12")),
        ("rates", (RateLimit, "/dig/")),
        ("by size", (ValuesByValue, "Soils by size")),
        ("tools", (LinkedList, "Tools by soil")),
        ("metrics", ("garden_bed", "metrics", "picked", ("Crops",))),
        ("pairs", ("garden_bed", ("day",))),
        ("groupings", ("garden_bed", Grouping(slots[0]))),
        ("notes", ("garden_bed", note)),
        ("events", ("event", "bed.dug")),
    ]
    assert readings(document) == {
        "events": Reading(0),
        "soils": Reading(2),
        **dict.fromkeys(("codes", "statuses", "scopes", "rates", "by size", "tools"), Reading(1)),
        **dict.fromkeys(("metrics", "pairs", "groupings", "notes"), Reading(1)),
    }


@pytest.mark.parametrize(
    ("less", "reading"),
    [
        (False, Reading(10, 5, 2)),
        (False, Reading(11, 6, 3)),
        (True, Reading(9, 6, 3)),
        (True, Reading(11, 4, 3)),
        (True, Reading(11, 6, 1)),
    ],
)
def test_less_of_anything_is_less(less: bool, reading: Reading) -> None:
    assert reading.is_less_than(Reading(10, 5, 2)) is less


def judged(
    now: Document, copy: tuple[ReadPage, ...], *, whole: bool = True, before: int = 10, **known: Any
) -> Kept:
    """What is believed of a copy after a page ``dig`` with ten rows that is page 17 of the portal."""
    had, last = Document((plot("dig.md", before),)), [read("dig.md", 17)]
    return Guard(**known).judge(had, now, last=last, copy=copy, whole=whole)


@pytest.mark.parametrize(
    ("rows", "held", "less"),
    [(10, [], []), (11, [], []), (9, [], ["dig"]), (8, ["less"], []), (0, ["nothing"], [])],
)
def test_a_page_that_says_much_less_is_held(rows: int, held: list[str], less: list[str]) -> None:
    now = Document((plot("dig.md", rows),))
    kept = judged(now, (read("dig.md", 17),))
    assert [each.why for each in kept.held] == held
    assert [each.page for each in kept.less] == less
    assert kept.as_before == ({"dig"} if held else frozenset())
    assert [str(each) for each in kept.held] == ([f"dig: 10 rows before, {rows} now"] if held else [])
    # Until somebody has looked at it.
    for name in ("dig", "dig.md", "d?g", "*"):
        assert judged(now, (read("dig.md", 17),), accepted=(name,)).held == ()
    assert [each.why for each in judged(now, (read("dig.md", 17),), accepted=("mow",)).held] == held


def test_of_a_page_that_cannot_be_read_the_reason_is_told() -> None:
    reason = "not UTF-8 text: line 3 has the byte 0xe9"
    odd = Problem("tools/dig.17.md", 0, "page-unreadable", reason)
    broken = evolve(read("tools/dig.17.md", 17), problems=(odd,), failure=InputError(reason))
    (held,) = judged(Document(), (broken, read("mow.md", 18))).held
    assert str(held) == f"dig: 10 rows before, 0 now: {reason}"


@pytest.mark.parametrize(
    ("copy", "known", "whole", "kept"),
    [
        ((), {}, True, "gone"),
        # What a part of the portal lacks is nothing to speak of.
        ((), {}, False, ""),
        # Under another name; under its number in the tree alone; as one that could not be fetched.
        ((read("spade.md", 17),), {}, True, "held"),
        ((), {"there": frozenset({f"{AT}17"})}, True, "held"),
        ((), {"there": frozenset({f"{AT}18"})}, True, "gone"),
        ((), {"failed": frozenset({f"{AT}17"})}, True, "unfetched"),
        ((), {"failed": frozenset({f"{AT}18"})}, True, "gone"),
        # Another page that is called so.
        ((read("tools/dig.md", 18),), {}, True, "gone"),
    ],
)
def test_a_page_that_is_not_in_a_copy_is_gone_only_if_the_portal_has_it_no_longer(
    copy: tuple[ReadPage, ...], known: Mapping[str, Any], whole: bool, kept: str
) -> None:
    found = judged(Document(), copy, whole=whole, **known)
    assert [each.compared.page for each in found.held] == (["dig"] if kept == "held" else [])
    assert found.gone == (("dig",) if kept == "gone" else ())
    assert found.unfetched == (("dig",) if kept == "unfetched" else ())
    assert found.as_before == ({"dig"} if kept in {"held", "unfetched"} else frozenset())


@pytest.mark.parametrize(
    ("copy", "known", "kept"),
    [
        ((), {}, "gone"),
        # It is known by its name, and any page that fails may be it.
        ((read("tools/dig.md", 18),), {}, "held"),
        ((), {"failed": frozenset({f"{AT}18"})}, "unfetched"),
        # Its place was noted.
        ((read("tools/dig.md", 18),), {"places": {"dig": f"{AT}17"}}, "gone"),
        ((), {"failed": frozenset({f"{AT}18"}), "places": {"dig": f"{AT}17"}}, "gone"),
        ((), {"failed": frozenset({f"{AT}17"}), "places": {"dig": f"{AT}17"}}, "unfetched"),
    ],
)
def test_a_page_without_an_address_is_known_by_its_name_or_its_place(
    copy: tuple[ReadPage, ...], known: Mapping[str, Any], kept: str
) -> None:
    had = Document((plot("dig.md", 10),))
    found = Guard(**known).judge(had, Document(), last=[read("dig.md")], copy=copy, whole=True)
    assert [each.why for each in found.held] == (["nothing"] if kept == "held" else [])
    assert found.gone == (("dig",) if kept == "gone" else ())
    assert found.unfetched == (("dig",) if kept == "unfetched" else ())


@pytest.mark.parametrize(
    ("pages", "gone", "believed"), [(10, 3, True), (10, 4, False), (20, 4, True), (20, 5, False)]
)
def test_many_pages_that_go_at_a_time_are_held(pages: int, gone: int, believed: bool) -> None:
    names = [f"bed{number:02}.md" for number in range(pages)]
    had, now = (Document(tuple(plot(name, 1) for name in some)) for some in (names, names[gone:]))
    last, copy = ([read(name) for name in some] for some in (names, names[gone:]))
    lost = tuple(name.removesuffix(".md") for name in names[:gone])
    kept = Guard().judge(had, now, last=last, copy=copy, whole=True)
    assert kept.gone == (lost if believed else ())
    assert [(each.compared.page, each.why) for each in kept.held] == (
        [] if believed else [(name, "many") for name in lost]
    )
    # Those that a person has looked at go.
    kept = Guard(accepted=("bed00", "bed02")).judge(had, now, last=last, copy=copy, whole=True)
    assert kept.gone == (lost if believed else ("bed00", "bed02"))
    assert len(kept.held) == (0 if believed else gone - 2)


@pytest.mark.parametrize(
    ("rows", "held", "gone"), [(10, [], ("dig",)), (9, [], ("dig",)), (8, [("dig", 8)], ())]
)
def test_a_page_whose_operation_came_short_onto_another_page_is_held(
    rows: int, held: list[tuple[str, int]], gone: tuple[str, ...]
) -> None:
    had = Document((plot("dig.md", 10), plot("mow.md", 5)))
    now = Document((evolve(plot("dig.md", rows), page="mow.md"), plot("mow.md", 5)))
    last = [read("dig.md", 17), read("mow.md", 18)]
    kept = Guard().judge(had, now, last=last, copy=last[1:], whole=True)
    assert [(each.compared.page, each.compared.now.rows) for each in kept.held] == held
    assert kept.gone == gone
    assert kept.less == ()


def test_the_pages_that_lost_most_come_first() -> None:
    had, now = (
        Document(tuple(plot(name, count) for name, count in rows.items()))
        for rows in ({"a.md": 10, "b.md": 50, "c.md": 10}, {"a.md": 9, "b.md": 45, "c.md": 9})
    )
    pages = [read(name) for name in ("a.md", "b.md", "c.md")]
    kept = Guard().judge(had, now, last=pages, copy=pages, whole=True)
    assert [each.page for each in kept.less] == ["b", "a", "c"]


def test_pages_that_are_kept_are_taken_from_before_with_their_dates_and_problems() -> None:
    old, new = read("plots/dig.md", 17), read("plots/spade.md", 17)
    odd = Problem("plots/dig.md", 7, "rule-unread", "`depth`")
    last = State(
        "2030-01", (old, read("mow.md", 18)), {"plots/dig.md": "2029-12", "mow.md": "2030-01"}, (odd,)
    )
    also = (
        Problem("mow.md", 3, "rule-unread", "`height`"),
        Problem("plots/dig.md", 9, "default-type", "`width`"),
    )
    state = State(
        "2030-02", (read("mow.md", 18), new), {"mow.md": "2030-02", "plots/dig.md": "2030-02"}, also
    )
    # Under the name that it had; what has come in its place is the same page.
    assert as_before(state, last, {"plots/dig"}) == State(
        "2030-02",
        (read("mow.md", 18), old),
        {"mow.md": "2030-02", "plots/dig.md": "2029-12"},
        (also[0], odd),
    )
    assert as_before(state, last, ()) == evolve(state, carried=tuple(sorted(also)))
