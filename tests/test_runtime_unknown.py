"""A field that is not documented: what is said of it, and when nothing is."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from tiktok_bindgen.runtime.check import Violation
from tiktok_bindgen.runtime.checks import Checks
from tiktok_bindgen.runtime.kinds import Entries, Fields, Items, Later
from tiktok_bindgen.runtime.unknown import of_this, unknown

KNOWN = frozenset({"soil", "hue"})


def told(request: dict[str, Any], **more: Any) -> list[tuple[str, str, str | None]]:
    out: list[Violation] = []
    unknown(out, "/pot", request, Fields(dict.fromkeys(more.pop("known", KNOWN), str), **more))
    assert {each.rule for each in out} <= {"unknown"}
    return [(each.pointer, each.message, each.instead) for each in out]


def test_what_is_documented_is_not_told() -> None:
    assert told({"soil": 1, "hue": None}) == []


def test_a_name_is_told_with_the_one_that_may_be_meant() -> None:
    assert told({"siol": 1, "zzz": 2}) == [
        ("/pot/siol", "siol is not a documented field; did you mean soil?", "soil"),
        ("/pot/zzz", "zzz is not a documented field", ""),
    ]


def test_a_field_that_is_given_is_not_what_another_one_means() -> None:
    assert told({"soil": 1, "sool": 2}) == [("/pot/sool", "sool is not a documented field", "")]


def test_a_name_from_elsewhere_is_not_told_unless_a_field_was_called_so() -> None:
    former = {"earth": "soil"}
    assert told({"earth": 1}, elsewhere={"earth"}) == []
    for elsewhere in ((), {"earth"}):
        assert told({"earth": 1}, elsewhere=elsewhere, formerly=former, since="v7.3") == [
            ("/pot/earth", "`earth` is `soil` since v7.3", "soil")
        ]


def test_a_field_of_another_object_is_told_where_it_belongs(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ModuleType("tiktok_bindgen._names")
    names.NAMES = ""  # type: ignore[attr-defined] # what a client's module has
    monkeypatch.setitem(sys.modules, "tiktok_bindgen._names", names)
    pot = Fields({"soil": str, "seeds": Items(Fields({"hue": str}))})
    bed = Fields({"rows": Entries(Later(lambda: pot)), "hue": str})
    request = Fields({"bed": bed, "sun": str})
    found = [Violation(f"/bed/{name}", "unknown", "?") for name in ("sun", "soil", "hue", "seeds", "rain")]
    assert [each.message for each in of_this(found, request.places)] == [
        "sun is not a documented field here; it belongs at the top of the request",
        "soil is not a documented field here; it belongs in `bed.rows.*`",
        "hue is not a documented field here; it belongs in `bed`",
        "seeds is not a documented field here; it belongs in `bed.rows.*`",
        "?",
    ]


def test_a_long_name_is_cut_and_resembles_nothing() -> None:
    for length, hint in ((120, f"; did you mean {'a' * 119}?"), (121, "")):
        ((pointer, message, _),) = told({"a" * length: 1}, known=frozenset({"a" * 119}))
        assert pointer == f"/pot/{'a' * length}"
        assert message == f"{'a' * 80}… is not a documented field{hint}"


def test_checks_of_nothing_but_fields_find_nothing_else() -> None:
    checks = Checks(Fields({}))
    assert checks.above({"soil": 1}) == checks.amounts({"soil": 1}, "EUR") == []
    assert checks.violations({}) == checks.stated({}) == []


def test_what_examples_speak_against_is_told_only_where_all_is_asked_for() -> None:
    def above(payload: Any, at: str, out: list[Violation]) -> None:
        out.append(Violation(f"{at}/soil", "forbids", f"no {payload['soil']} here"))

    assert [each.message for each in Checks(Fields({}), levels=above).above({"soil": "clay"})] == [
        "no clay here"
    ]


@pytest.mark.parametrize("payload", [None, [], "soil", 7])
def test_a_report_is_asked_about_objects_alone(payload: object) -> None:
    class Asked:
        def check(self, asked: object, at: str, out: list[Violation]) -> None:
            out.append(Violation(at, "report", f"{asked}"))

    checks = Checks(Fields({}), report=Asked())  # type: ignore[arg-type] # it has what is called of it
    assert [each.rule for each in checks.violations(payload)] == ["type"]
    assert [each.rule for each in checks.violations({})] == ["report"]
    assert [each.message for each in checks.stated({})] == ["{}"]
